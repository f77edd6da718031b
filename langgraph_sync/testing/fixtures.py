"""What pytest adds: the fixture, and failing a test whose program did what the test does not foresee.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from . import FakeServer, no_waiting


@pytest.fixture
def langgraph_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """A fake LangGraph server, at LANGGRAPH_API_URL while the test runs; the client does not wait between retries."""
    with FakeServer() as server, no_waiting():
        monkeypatch.setenv("LANGGRAPH_API_URL", server.url)
        yield server


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Say beside a failure that no request came, if so."""
    report = (yield).get_result()
    server: Any = getattr(item, "funcargs", {}).get("langgraph_server")
    if report.when == "call" and report.failed and isinstance(server, FakeServer) and not server.calls:
        hint = "It got no request. A client that was made before the test does not know its address."
        report.sections.append(("langgraph_server", hint))


@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Fail the test itself, and not only its teardown."""
    server: Any = getattr(item, "funcargs", {}).get("langgraph_server")
    if isinstance(server, FakeServer):
        try:
            server.check()
        except AssertionError as problem:
            pytest.fail(str(problem), pytrace=False)
