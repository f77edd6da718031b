"""What the tests of the recipes share: a real server, and the folder in which the recipes are."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from langgraph_sync import LangGraphClient, get_client

RECIPES = Path(__file__).parent.parent.parent / "examples" / "recipes"
sys.path.insert(0, str(RECIPES))


@pytest.fixture(scope="session")
def server_url() -> str:
    """The address of the server."""
    url = os.environ.get("LANGGRAPH_API_URL")
    if not url:
        pytest.fail("LANGGRAPH_API_URL is not set: tox run -e recipes starts a server and sets it")
    return url


@pytest.fixture(scope="session")
def client(server_url: str) -> Iterator[LangGraphClient]:
    """A client for the server."""
    with get_client(url=server_url, api_key=None) as live:
        yield live
