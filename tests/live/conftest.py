"""What live tests share: a client for the server at LANGGRAPH_API_URL, and a thread of their own.

They judge what the real server does; `tox run -e live` starts it with the graphs of tests/server and examples/server,
`tox run -e live-old` an older release of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from releases import Release

from langgraph_sync import LangGraphClient, get_client


@pytest.fixture(scope="session")
def server_url() -> str:
    """The address of the server."""
    url = os.environ.get("LANGGRAPH_API_URL")
    if not url:
        pytest.fail("LANGGRAPH_API_URL is not set: tox run -e live starts a server and sets it")
    return url


@pytest.fixture(scope="session")
def client(server_url: str) -> Iterator[LangGraphClient]:
    """A client for the server."""
    with get_client(url=server_url, api_key=None) as live:
        yield live


@pytest.fixture(scope="session")
def release(client: LangGraphClient) -> Release:
    """The release of the server."""
    return Release.of(client.info()["version"])


@pytest.fixture
def thread_id(client: LangGraphClient) -> str:
    """A fresh thread."""
    return client.threads.create()["thread_id"]
