"""What live tests share: a client for the server at LANGGRAPH_API_URL, and a thread of their own.

They judge what the real server does; `tox run -e live` starts it with the graphs of tests/server and examples/server,
`tox run -e live-old` an older release of it.
"""

from __future__ import annotations

import pytest
from real_server import client, server_url
from releases import Release

from langgraph_sync import LangGraphClient

__all__ = ["client", "server_url"]  # fixtures


@pytest.fixture(scope="session")
def release(client: LangGraphClient) -> Release:
    """The release of the server."""
    return Release.of(client.info()["version"])


@pytest.fixture
def thread_id(client: LangGraphClient) -> str:
    """A fresh thread."""
    return client.threads.create()["thread_id"]
