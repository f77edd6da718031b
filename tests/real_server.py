"""Fixtures of the tests that need a real server: its address, and a client for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from langgraph_sync import LangGraphClient, get_client


@pytest.fixture(scope="session")
def server_url() -> str:
    """The address of the server."""
    url = os.environ.get("LANGGRAPH_API_URL")
    if not url:
        pytest.fail("LANGGRAPH_API_URL is not set: tox run -e live, or -e recipes, starts a server and sets it")
    return url


@pytest.fixture(scope="session")
def client(server_url: str) -> Iterator[LangGraphClient]:
    """A client for the server."""
    with get_client(url=server_url, api_key=None) as live:
        yield live
