"""How long the client bears silence: a minute where heartbeats have come, five where none have."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from faults import LOCATION, RUN, THREAD, run_is
from scripted_server import PATIENCE, Connection

from langgraph_sync import StreamInterruptedError
from langgraph_sync import _http as http

HEARTBEAT = {"text/event-stream": b": heartbeat\r\n\r\n", "*/*": b"\n"}
REST = {"text/event-stream": b"event: custom\r\ndata: 1\r\n\r\n", "*/*": b"1"}
CALLS: dict[str, Callable[..., Any]] = {
    "stream": lambda client, **options: [part.data for part in client.runs.stream(THREAD, "agent", **options)][-1],
    "wait": lambda client, **options: client.runs.wait(THREAD, "agent", **options),
}


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a minute of silence last 0.2 seconds; without heartbeats, longer than any test."""
    monkeypatch.setattr(http, "HEARTBEATS", 0.2)
    monkeypatch.setattr(http, "TIMEOUT", (PATIENCE, 3 * PATIENCE))


@pytest.mark.parametrize("framing", ["chunked", "close"])
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.usefixtures("waits")
def test_silence_after_heartbeats(connect: Any, call: str, framing: str) -> None:
    """It takes silence for a cut once the server has sent heartbeats."""
    has_begun, has_left = threading.Event(), threading.Event()

    def script(connection: Connection) -> None:
        kind = connection.request.headers["accept"]
        connection.open_stream({**LOCATION, "content-type": kind.replace("*/*", "application/json")}, framing)
        assert has_begun.wait(PATIENCE)
        for _ in range(20):  # so that two come one by one, however slow the machine is
            connection.chunk(HEARTBEAT[kind])
            if connection.is_gone_within(0.05):
                break
        if connection.wait_until_gone():
            has_left.set()
        connection.close()

    client, _ = connect(script, *[Connection.close] * 8)

    with pytest.raises(StreamInterruptedError):
        CALLS[call](client, on_run_created=lambda _: has_begun.set())
    assert has_left.wait(PATIENCE)


@pytest.mark.parametrize("framing", ["chunked", "close"])
@pytest.mark.parametrize("call", CALLS)
def test_silence_without_heartbeats(connect: Any, call: str, framing: str) -> None:
    """It bears longer silence from a server that sends no heartbeats."""

    def script(connection: Connection) -> None:
        kind = connection.request.headers["accept"]
        connection.open_stream({**LOCATION, "content-type": kind.replace("*/*", "application/json")}, framing)
        connection.chunk(REST[kind][:1])
        assert not connection.is_gone_within(0.5)  # more than twice the silence that is a cut after a heartbeat
        connection.chunk(REST[kind][1:] or b" ")
        connection.end_stream()

    client, _ = connect(script, run_is("success"))

    assert CALLS[call](client) == 1


@pytest.mark.parametrize("framing", ["chunked", "close"])
@pytest.mark.parametrize("call", CALLS)
def test_silence_after_one_sign_of_life(connect: Any, call: str, framing: str) -> None:
    """It does not take a lone comment, or a lone empty line, for the promise of further ones."""

    def script(connection: Connection) -> None:
        kind = connection.request.headers["accept"]
        connection.open_stream({**LOCATION, "content-type": kind.replace("*/*", "application/json")}, framing)
        connection.chunk({**HEARTBEAT, "text/event-stream": b":\n\n"}[kind])
        assert not connection.is_gone_within(0.5)
        connection.chunk(REST[kind])
        connection.chunk(b" ")
        connection.end_stream()

    client, _ = connect(script, run_is("success"))

    assert CALLS[call](client) == 1


@pytest.mark.parametrize("call", CALLS)
def test_silence_after_a_head_in_pieces(connect: Any, call: str) -> None:
    """It takes no line end within the head for a sign of life."""

    def script(connection: Connection) -> None:
        kind = connection.request.headers["accept"].replace("*/*", "application/json")
        for line in ("HTTP/1.1 200 OK", "x: y", "x: z", f"content-type: {kind}", "connection: close"):
            connection.send(line.encode() + b"\r")
            assert not connection.is_gone_within(0.02)
            connection.send(b"\n")
            assert not connection.is_gone_within(0.02)
        connection.send(b"\r\n")
        assert not connection.is_gone_within(0.5)
        connection.send(REST[connection.request.headers["accept"]])
        connection.close()

    client, _ = connect(script, run_is("success"))

    assert CALLS[call](client) == 1


def test_time_out_of_the_caller(connect: Any) -> None:
    """It keeps to the time-out that it is given, heartbeats or not."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        for _ in range(4):
            connection.chunk(b": heartbeat\r\n\r\n")
            assert not connection.is_gone_within(0.05)
        assert not connection.is_gone_within(0.5)
        connection.event("custom", RUN)
        connection.end_stream()

    client, _ = connect(script, run_is("success"))

    assert [RUN] == [part.data for part in client.runs.stream(THREAD, "agent", timeout=PATIENCE)]


def test_silence_beyond_the_time_out_of_the_caller(connect: Any) -> None:
    """It bears no longer silence than the caller's time-out after heartbeats either."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        for _ in range(4):
            connection.chunk(b": heartbeat\r\n\r\n")
            assert not connection.is_gone_within(0.05)
        assert connection.wait_until_gone()

    client, _ = connect(script)

    with pytest.raises(StreamInterruptedError):
        list(client.runs.stream(THREAD, "agent", timeout=1))
