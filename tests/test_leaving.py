"""The fate of a run when its reader leaves it: nothing by default, with `on_exit="cancel"` it is cancelled."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
import requests
from faults import CANCEL_PATH, METADATA, RUN, THREAD, cut_after, keeps, run_is, sends, tick, ticks
from scripted_server import Connection, Script

from langgraph_sync import NotFoundError, RunFailedError, StreamInterruptedError, _run, _sessions, get_client
from langgraph_sync._options import CallSettings, Following, Starting
from langgraph_sync._run import RunIds

EVENTS = [METADATA, tick(1, "1-0"), tick(2, "2-0")]


class LeftError(Exception):
    """The caller's own."""


def goes_on(connection: Connection) -> None:
    """Send some events, and then nothing until the client has gone."""
    connection.open_stream({"content-location": f"/threads/{THREAD}/runs/{RUN}"})
    for event in EVENTS:
        connection.event(*event)
    connection.wait_until_gone()


def cancels(connection: Connection) -> None:
    """Cancel the run."""
    connection.answer("", status=202)


def breaks(stream: Any) -> None:
    """Leave a loop by `break`."""
    for part in stream:
        if part.event == "custom":
            break


def raises(stream: Any) -> None:
    """Leave a loop by an exception."""

    def read() -> None:
        for _ in stream:
            raise LeftError

    with pytest.raises(LeftError):
        read()


def closes(stream: Any) -> None:
    """Close a stream."""
    next(stream)
    stream.close()


def throws(stream: Any) -> None:
    """Throw an exception into a stream, as frameworks do."""
    next(stream)
    with pytest.raises(KeyboardInterrupt):
        stream.throw(KeyboardInterrupt())


def drops(stream: Any) -> None:
    """Forget a stream."""
    next(stream)


def asked(server: Any) -> list[tuple[str, str]]:
    """What the server was asked, after the request that started the run."""
    return [(request.method, request.path) for request in server.requests[1:]]


WAYS = [breaks, raises, closes, throws, drops]


@pytest.mark.parametrize("leave", WAYS)
def test_run_that_is_left(connect: Any, leave: Callable[[Any], None]) -> None:
    """It is cancelled at once, however it is left."""
    client, server = connect(goes_on, cancels)

    leave(client.runs.stream(THREAD, "agent", on_exit="cancel"))

    assert [("POST", CANCEL_PATH)] == asked(server)


@pytest.mark.parametrize("leave", WAYS)
def test_default(connect: Any, leave: Callable[[Any], None]) -> None:
    """It goes on by default."""
    client, server = connect(goes_on)

    leave(client.runs.stream(THREAD, "agent"))

    assert [] == asked(server)


def test_joined_run_that_is_left(connect: Any) -> None:
    """A stream of a run that was started elsewhere is left in the same way."""
    client, server = connect(goes_on, cancels)

    breaks(client.runs.join_stream(THREAD, RUN, on_exit="cancel"))

    assert [("POST", CANCEL_PATH)] == asked(server)


def test_result_that_is_not_awaited(connect: Any) -> None:
    """An exception of your code in the middle of a `wait` leaves the run too."""
    client, server = connect(goes_on, cancels)

    def leave(_: object) -> None:
        raise LeftError

    with pytest.raises(LeftError):
        client.runs.wait(THREAD, "agent", on_exit="cancel", on_run_created=leave)

    assert [("POST", CANCEL_PATH)] == asked(server)


@pytest.mark.parametrize(
    "ending",
    [
        [sends(*EVENTS), run_is("success"), keeps(*EVENTS)],
        [cut_after(*EVENTS[:2]), keeps(*EVENTS), run_is("success"), keeps(*EVENTS)],
    ],
)
def test_run_that_is_not_left(connect: Any, ending: list[Script]) -> None:
    """Neither its end nor a cut is a way of leaving it: after a cut, the loop goes on."""
    client, server = connect(*ending)

    assert [1, 2] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True, on_exit="cancel"))
    assert ("POST", CANCEL_PATH) not in asked(server)


def test_run_that_fails(connect: Any) -> None:
    """A run that has ended is not cancelled."""
    failure = ("error", {"error": "ValueError", "message": "no"}, None)
    client, server = connect(sends(*EVENTS, failure), run_is("error"))

    with pytest.raises(RunFailedError):
        list(client.runs.stream(THREAD, "agent", on_exit="cancel"))

    assert ("POST", CANCEL_PATH) not in asked(server)


def test_cut_that_can_not_be_resumed(connect: Any) -> None:
    """It leaves the run going: it may still be waited for."""
    client, server = connect(cut_after(("metadata", {"run_id": RUN}, None), tick(1, None)))

    with pytest.raises(StreamInterruptedError):
        list(client.runs.stream(THREAD, "agent", on_exit="cancel"))

    assert ("POST", CANCEL_PATH) not in asked(server)


@pytest.mark.usefixtures("waits")
def test_server_that_does_not_cancel(connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A failure to cancel is logged, and replaces nothing that the caller raised."""
    client, _ = connect(goes_on, lambda connection: connection.answer({"detail": "not now"}, status=500))
    caplog.set_level(logging.INFO, "langgraph_sync")

    raises(client.runs.stream(THREAD, "agent", on_exit="cancel"))

    assert "could not be cancelled" in caplog.text
    assert "not now" in caplog.text


def test_run_without_a_thread(connect: Any) -> None:
    """The server is asked to cancel it itself when the connection closes: it has no address."""
    client, server = connect(sends(*EVENTS, headers={"content-location": f"/runs/{RUN}"}))

    breaks(client.runs.stream(None, "agent", on_exit="cancel"))

    assert "cancel" == server.requests[0].json["on_disconnect"]


def test_child_of_a_fork(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a child drops that its parent has begun is the parent's: nothing is cancelled."""
    client, server = connect(goes_on)
    stream = client.runs.stream(THREAD, "agent", on_exit="cancel")
    next(stream)

    monkeypatch.setattr(_sessions, "fork_count", _sessions.fork_count + 1)
    stream.close()

    assert [] == asked(server)


PROGRAM = f"""
import sys, threading
from langgraph_sync import get_client
client = get_client(url=sys.argv[1], api_key=None)
stream = client.runs.stream("{THREAD}", "agent", on_exit="cancel")
next(stream)
"""
ENDS = {
    "at module level": "",
    "under a kept traceback": "try:\n    for part in stream: 1 / 0\nexcept ZeroDivisionError as error: kept = error",
    "by SystemExit": "sys.exit(0)",
    "while a thread reads": "reads = threading.Event()\ndef read():\n    reads.set()\n    list(stream)\n"
    "threading.Thread(target=read, daemon=True).start()\nreads.wait()",
}


@pytest.mark.parametrize("end", ENDS)
def test_end_of_the_program(connect: Any, end: str) -> None:
    """The program's end leaves the run too, although a module or a traceback still holds the stream."""
    _, server = connect(goes_on, cancels)

    program = [sys.executable, "-c", PROGRAM + ENDS[end], server.url]
    ended = subprocess.run(program, check=False, capture_output=True, text=True, timeout=60)

    assert (0, "") == (ended.returncode, ended.stderr)
    assert [("POST", CANCEL_PATH)] == asked(server)


@pytest.mark.parametrize("call", ["stream", "wait"])
def test_error_of_a_callback(connect: Any, call: str) -> None:
    """An error of this package that the caller's own code raises leaves the run as any other exception does."""
    client, server = connect(goes_on, cancels)

    def asks(_: object) -> None:
        raise NotFoundError("something else is not there")

    with pytest.raises(NotFoundError):
        list(getattr(client.runs, call)(THREAD, "agent", on_exit="cancel", on_run_created=asks) or ())

    assert [("POST", CANCEL_PATH)] == asked(server)


def test_failure_of_your_session(serve: Any) -> None:
    """What a hook raises while the run is cancelled does not replace what the caller has raised."""
    server = serve(goes_on, cancels)

    def counts(response: Any, **_: Any) -> None:
        if "cancel" in response.url:
            raise KeyError("no counter")

    with requests.Session() as session, get_client(url=server.url, session=session) as client:
        session.hooks["response"].append(counts)
        raises(client.runs.stream(THREAD, "agent", on_exit="cancel"))

    assert [("POST", CANCEL_PATH)] == asked(server)


def test_many_runs_at_the_end_of_the_program(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """They share the seconds that the end of a program may take, when the server does not answer any more."""
    monkeypatch.setattr(_run, "_CANCEL_WITHIN", 0.2)
    client, server = connect(*[goes_on] * 3, *[Connection.wait_until_gone] * 3)
    streams = [client.runs.stream(THREAD, "agent", on_exit="cancel") for _ in range(3)]
    for stream in streams:
        next(stream)

    _run._leave_all()  # noqa: SLF001 - as the interpreter calls it

    assert 1 == asked(server).count(("POST", CANCEL_PATH))


def test_streams_that_come_and_go_at_the_end(connect: Any) -> None:
    """The end of a program is not disturbed by threads that begin and end streams meanwhile."""
    client, _ = connect()
    is_over, count, of_others = threading.Event(), [0], set(_run._followed)  # noqa: SLF001

    def followed() -> Any:
        ids, following, starting = RunIds(THREAD), Following(), Starting()
        http = client.runs._http  # noqa: SLF001 - a run without any request
        return _run.FollowedRun(http, ids, CallSettings(), following=following, starting=starting).followed()

    def come_and_go() -> None:
        while not is_over.is_set():
            with followed(), followed():
                count[0] += 1

    before, thread = sys.getswitchinterval(), threading.Thread(target=come_and_go)
    sys.setswitchinterval(1e-6)
    try:
        with ExitStack() as stack:
            for _ in range(300):
                stack.enter_context(followed())
            thread.start()
            while count[0] < 20_000 and thread.is_alive():
                _run._leave_all()  # noqa: SLF001 - as the interpreter calls it
    finally:
        is_over.set()
        sys.setswitchinterval(before)
        thread.join()

    assert _run._followed <= of_others  # noqa: SLF001
