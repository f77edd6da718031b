"""What unit tests share: a scripted server, and a client that talks to it."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from scripted_server import Script, ScriptedServer

from langgraph_sync import LangGraphClient, get_client
from langgraph_sync.testing.fixtures import langgraph_server

__all__ = ["langgraph_server"]  # a fixture

DATA = Path(__file__).with_name("data")

# A shell lets what it starts in the background ignore Ctrl-C, and so would the programs that tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """Let garbage collections leave out the thousands of tests themselves, which took a seventh of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the machine is configured with out of the tests."""
    for name in ("LANGGRAPH_API_KEY", "LANGSMITH_API_KEY", "LANGCHAIN_API_KEY", "HTTP_PROXY", "http_proxy", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    """Start scripted servers; they are stopped after the test, which fails if a script did."""
    with ExitStack() as stack:

        def start(*scripts: Script, **options: Any) -> ScriptedServer:
            return stack.enter_context(ScriptedServer(*scripts, **options))

        yield start


@pytest.fixture
def connect(serve: Callable[..., ScriptedServer]) -> Iterator[Callable[..., tuple[LangGraphClient, ScriptedServer]]]:
    """Start a scripted server and a client for it that tries once; the client is closed after the test."""
    with ExitStack() as stack:

        def start(*scripts: Script, **options: object) -> tuple[LangGraphClient, ScriptedServer]:
            server = serve(*scripts)
            client = get_client(**{"url": server.url, "max_retries": 0, **options})  # type: ignore[arg-type]
            return stack.enter_context(client), server

        yield start


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let the client wait no time between tries, and note for how many seconds it would have."""
    seconds: list[float] = []
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many blocks of the documentation have run."""
    noted = [dict(report.user_properties) for report in terminalreporter.stats.get("passed", ())]
    blocks = [properties["blocks"] for properties in noted if "blocks" in properties]
    if blocks:
        terminalreporter.write_line(f"{sum(blocks)} Python blocks on {len(blocks)} pages of the documentation have run")
