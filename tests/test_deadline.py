"""A deadline ends a call whatever the server sends meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from faults import CANCEL_PATH, LOCATION, RUN, THREAD, gone, hangs_up, refuses, run_is, sends, tick, ticks
from scripted_server import PATIENCE, Connection, Script

from langgraph_sync import DeadlineExceededError, LangGraphClient

DEADLINE = 0.5  # seconds: within it, a loaded machine must connect and send
CALLS: dict[str, Callable[..., Any]] = {
    "stream": lambda client, **options: list(client.runs.stream(THREAD, "agent", stream_resumable=True, **options)),
    "join_stream": lambda client, **options: list(client.runs.join_stream(THREAD, RUN, **options)),
    "wait": lambda client, **options: client.runs.wait(THREAD, "agent", **options),
    "join": lambda client, **options: client.runs.join(THREAD, RUN, **options),
}


def is_stream(connection: Connection) -> bool:
    """Whether the client wants events."""
    return connection.request.headers["accept"] == "text/event-stream"


def begin(connection: Connection) -> None:
    """Send the head of a stream, or of a result."""
    if is_stream(connection):
        connection.open_stream(LOCATION)
    else:
        connection.head(200, {"content-type": "application/json", "transfer-encoding": "chunked", **LOCATION})


def says_nothing(connection: Connection) -> None:
    """Take the request and stay silent until the client goes."""
    connection.wait_until_gone()


def begins_and_stops(connection: Connection) -> None:
    """Send the head and stay silent until the client goes."""
    begin(connection)
    connection.wait_until_gone()


def lives_and_does_nothing(connection: Connection) -> None:
    """Send heartbeats, or the empty lines before a result, until the client goes."""
    begin(connection)
    sign = b": heartbeat\r\n\r\n" if is_stream(connection) else b"\n"
    never = threading.Event()
    while not never.wait(0.02):
        connection.chunk(sign)


@pytest.mark.parametrize("server_does", [says_nothing, begins_and_stops, lives_and_does_nothing])
@pytest.mark.parametrize("call", CALLS)
def test_deadline(connect: Any, call: str, server_does: Script) -> None:
    """It ends the call when the deadline has passed, in silence as among signs of life, and lets the run go on."""
    client, server = connect(server_does)

    with pytest.raises(DeadlineExceededError, match=r"the deadline of 0\.5 seconds has passed for run") as caught:
        CALLS[call](client, deadline=DEADLINE)
    is_known = caught.value.run_id is not None
    assert str(caught.value).endswith("The run continues." if is_known else "The run may have been started.")
    assert is_known is (server_does is not says_nothing or "join" in call)
    assert 1 == len(server.requests)


@pytest.mark.parametrize("call", CALLS)
def test_cancel_on_exit(connect: Any, call: str) -> None:
    """It cancels the run when it is to, and names it."""
    client, server = connect(lives_and_does_nothing, lambda connection: connection.answer("", 202))

    with pytest.raises(DeadlineExceededError, match=r"The run is cancelled\.") as caught:
        CALLS[call](client, deadline=DEADLINE, on_exit="cancel")
    assert (THREAD, RUN) == (caught.value.thread_id, caught.value.run_id)
    assert ("POST", CANCEL_PATH) == (server.requests[1].method, server.requests[1].path)


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (gone, "The run had just ended."),
        (refuses(500), "could not be cancelled: POST .* answered 500"),
        (hangs_up, "could not be cancelled: POST .* failed"),
    ],
    ids=["ended", "500", "closed"],
)
def test_cancel_that_fails(connect: Any, answer: Script, fate: str) -> None:
    """It says that the run could not be cancelled, and why."""
    client, _ = connect(lives_and_does_nothing, answer)

    with pytest.raises(DeadlineExceededError, match=fate):
        CALLS["stream"](client, deadline=DEADLINE, on_exit="cancel")


def test_run_without_a_thread(connect: Any) -> None:
    """It leaves it to the server to cancel a run that cannot be named, and says so."""

    def script(connection: Connection) -> None:
        connection.open_stream({"content-location": f"/runs/{RUN}"})
        connection.wait_until_gone()

    client, server = connect(script)
    with pytest.raises(DeadlineExceededError, match=r"\. The server cancels it when the connection is closed\."):
        list(client.runs.stream(None, "agent", deadline=DEADLINE, on_exit="cancel"))
    assert "cancel" == server.requests[0].json["on_disconnect"]
    assert 1 == len(server.requests)


def test_run_that_has_no_id_yet(connect: Any) -> None:
    """It can't cancel a run whose id it does not know."""
    client, server = connect(says_nothing)

    with pytest.raises(DeadlineExceededError, match="run without an id") as caught:
        CALLS["stream"](client, deadline=DEADLINE, on_exit="cancel")
    assert None is caught.value.run_id
    assert 1 == len(server.requests)


def test_deadline_while_it_waits_to_reconnect(connect: Any) -> None:
    """It ends a stream that is between two tries, and cancels the run."""
    scripts = [sends(tick(1, "1-0"), then="close"), lambda connection: connection.answer("", 202)]
    client, server = connect(*scripts)

    with pytest.raises(DeadlineExceededError, match="cancelled") as caught:
        CALLS["stream"](client, deadline=0.3, on_exit="cancel")  # which is less than the first pause
    assert RUN == caught.value.run_id
    assert CANCEL_PATH == server.requests[1].path


def test_deadline_while_it_asks_for_a_joined_run(connect: Any) -> None:
    """It ends a stream that asks, after a cut, what the run was started with, and cancels the run."""
    client, server = connect(
        sends(tick(1, "1-0"), then="close"), says_nothing, lambda connection: connection.answer("", 202)
    )

    with pytest.raises(DeadlineExceededError) as caught:
        CALLS["join_stream"](client, deadline=DEADLINE, on_exit="cancel")
    assert RUN == caught.value.run_id
    assert CANCEL_PATH == server.requests[-1].path


def test_deadline_while_it_asks_how_the_run_went(connect: Any) -> None:
    """It ends a stream whose events have all come while the server does not say how the run went."""
    client, _ = connect(sends(tick(1, "1-0")), says_nothing)

    with pytest.raises(DeadlineExceededError) as caught:
        CALLS["stream"](client, deadline=DEADLINE)
    assert RUN == caught.value.run_id


def test_deadline_of_a_slow_caller(connect: Any) -> None:
    """It counts the time that the caller takes with a part."""
    asked = threading.Event()

    def script(connection: Connection) -> None:
        begin(connection)
        connection.event(*tick(1, "1-0"))
        connection.event(*tick(2, "2-0"))
        connection.wait_until_gone()

    client, _ = connect(script)
    parts = client.runs.stream(THREAD, "agent", deadline=DEADLINE)
    next(parts)
    asked.wait(DEADLINE)

    with pytest.raises(DeadlineExceededError):
        list(parts)


def test_deadline_begins_with_the_first_part(connect: Any) -> None:
    """It counts from the moment when the first part is asked for: nothing happens before."""
    client, _ = connect(sends(tick(1, "1-0")), run_is("success"))
    parts = client.runs.stream(THREAD, "agent", deadline=PATIENCE / 10)
    threading.Event().wait(PATIENCE / 10)

    assert [1] == ticks(parts)


@pytest.mark.parametrize("call", CALLS)
def test_deadline_that_is_kept(connect: Any, call: str) -> None:
    """It does not matter when the run ends in time."""

    def script(connection: Connection) -> None:
        begin(connection)
        if is_stream(connection):
            connection.event(*tick(1, "1-0"))
        else:
            connection.chunk(b'\n{"n":1}')
        connection.end_stream()

    client, server = connect(script, run_is("success"))

    result = CALLS[call](client, deadline=PATIENCE, on_exit="cancel")
    assert {"n": 1} == result or [1] == ticks(result)
    assert 2 + ("stream" in call) == len(server.requests)  # a stream asks whether it was whole


@pytest.mark.parametrize("deadline", [0, -1, float("-inf"), float("inf"), float("nan")])
@pytest.mark.parametrize("call", CALLS)
def test_bad_deadline(connect: Any, call: str, deadline: float) -> None:
    """It refuses a deadline that is no time, and sends nothing."""
    client, server = connect()

    with pytest.raises(ValueError, match="deadline must be a number of seconds above 0"):
        CALLS[call](client, deadline=deadline)
    assert [] == server.requests


@pytest.mark.parametrize("call", ["stream", "join_stream"])
def test_bad_deadline_of_a_stream(call: str) -> None:
    """It refuses a bad deadline at the call, before a part is asked for."""
    runs = LangGraphClient(url="http://127.0.0.1:1").runs

    with pytest.raises(ValueError, match="deadline"):
        getattr(runs, call)(THREAD, RUN, deadline=-1)
