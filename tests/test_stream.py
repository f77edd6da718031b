"""A run's stream: opened at the first part, never a half event, and an end that says how the run went."""

from __future__ import annotations

import json
import threading
import zlib
from typing import Any

import pytest
from scripted_server import PATIENCE, Connection, Script, event_bytes

from langgraph_sync import (
    APIResponseError,
    APITimeoutError,
    LangGraphError,
    NotFoundError,
    RunCancelledError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
)

THREAD = "11111111-1111-4111-8111-111111111111"
RUN = "22222222-2222-4222-8222-222222222222"
LOCATION = {"content-location": f"/threads/{THREAD}/runs/{RUN}"}
METADATA = ("metadata", {"run_id": RUN, "attempt": 1})
VALUES = ("values", {"n": 1})


def stream_of(*events: tuple[str, Any], framing: str = "chunked", ids: bool = False) -> Script:
    """Send these events and end the stream."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION, framing)
        for number, (name, data) in enumerate(events):
            connection.event(name, data, f"{number}-0" if ids else None)
        connection.end_stream()

    return script


def run_is(status: str) -> Script:
    """Answer the question for the run."""
    return lambda connection: connection.answer({"run_id": RUN, "thread_id": THREAD, "status": status})


def gone(connection: Connection) -> None:
    """Answer that there is no such run."""
    connection.answer({"detail": "Run not found"}, status=404)


def test_parts_are_typed(connect: Any) -> None:
    """It yields one named tuple for each event, with the id and the namespace that the wire has."""
    client, _ = connect(stream_of(METADATA, ("values|child:1|grand:2", {"n": 2}), ids=True), run_is("success"))

    metadata, values = client.runs.stream(THREAD, "agent")

    assert ("metadata", METADATA[1], "0-0", ()) == metadata
    assert ("values", {"n": 2}, "1-0", ("child:1", "grand:2")) == values
    assert ("values", ("child:1", "grand:2")) == (values.event, values.namespace)


def test_event_of_a_newer_server(connect: Any) -> None:
    """It keeps the name, the data and the id of an event that it does not know."""
    client, _ = connect(stream_of(("novelty|child:1", [1]), ids=True), run_is("success"))

    (part,) = client.runs.stream(THREAD, "agent")

    assert ("unknown", [1], "0-0", ("child:1",), "novelty") == part
    assert "novelty" == part.name


def test_nothing_is_sent_before_the_first_part(connect: Any) -> None:
    """It opens no connection before the first part is asked for."""
    client, server = connect()

    client.runs.stream(THREAD, "agent", input={})

    assert [] == server.requests


def test_request(connect: Any) -> None:
    """It sends the run's options as JSON, stream modes as a list, and nothing that was not given."""
    client, server = connect(stream_of(METADATA), run_is("success"), stream_of(METADATA), run_is("success"))

    list(client.runs.stream(THREAD, "agent", input={"n": 0}, stream_mode="updates", config=None, headers={"X-A": "b"}))
    list(client.runs.stream(THREAD, "agent", command={"resume": {"i": None}}))

    first, status, second, _ = server.requests
    assert ("POST", f"/threads/{THREAD}/runs/stream") == (first.method, first.path)
    assert {"assistant_id": "agent", "input": {"n": 0}, "stream_mode": ["updates"]} == first.json
    assert ("b", "text/event-stream", "identity") == tuple(
        first.headers[n] for n in ("x-a", "accept", "accept-encoding")
    )
    assert ("GET", f"/threads/{THREAD}/runs/{RUN}", "b") == (status.method, status.path, status.headers["x-a"])
    assert {"assistant_id": "agent", "command": {"resume": {"i": None}}, "stream_mode": ["values"]} == second.json


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("framing", ["chunked", "close", "length"])
def test_part_arrives_with_its_last_byte(connect: Any, framing: str, encoding: str) -> None:
    """It yields a part when its last byte has come, while the server waits for the client to go on."""
    received = threading.Semaphore(0)
    packer = zlib.compressobj(wbits=31)
    pieces = [event_bytes(*METADATA), b'event: values\r\ndata: {"n"', b":1}\r\n\r\n"]
    end = b""
    if encoding == "gzip":  # as a proxy packs a stream that nobody asked it to pack
        pieces = [packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) for piece in pieces]
        end = packer.flush()
    size = {"content-length": str(len(b"".join([*pieces, end])))} if framing == "length" else {}

    def script(connection: Connection) -> None:
        connection.open_stream(
            {**LOCATION, "content-encoding": encoding, **size}, "chunked" if framing == "chunked" else "close"
        )
        connection.chunk(pieces[0])
        assert received.acquire(timeout=PATIENCE)
        connection.chunk(pieces[1])
        connection.chunk(pieces[2])
        assert received.acquire(timeout=PATIENCE)
        if end:
            connection.chunk(end)
        connection.end_stream()

    client, _ = connect(script, run_is("success"))
    stream = client.runs.stream(THREAD, "agent")
    for expected in (METADATA, VALUES):
        part = next(stream)
        received.release()
        assert expected == (part.event, part.data)

    assert [] == list(stream)


def test_error_is_delivered_and_then_raised(connect: Any) -> None:
    """It yields the `error` part, then raises what it says when the run has failed."""
    client, _ = connect(stream_of(METADATA, ("error", {"error": "ValueError", "message": "boom"})), run_is("error"))
    stream = client.runs.stream(THREAD, "agent")

    assert ["metadata", "error"] == [next(stream).event, next(stream).event]
    with pytest.raises(RunFailedError, match="failed with ValueError: boom") as caught:
        next(stream)
    assert ("ValueError", "boom", THREAD, RUN) == (
        caught.value.error,
        caught.value.message,
        caught.value.thread_id,
        caught.value.run_id,
    )


@pytest.mark.parametrize(
    ("after", "error", "message"),
    [
        ([run_is("interrupted")], RunCancelledError, "was cancelled"),
        ([gone], RunCancelledError, "was removed"),
        ([run_is("timeout")], RunTimeoutError, "time limit"),
        ([run_is("running")], StreamInterruptedError, "while the run is running"),
        ([run_is("pending")], StreamInterruptedError, "while the run is pending"),
        ([lambda connection: connection.reset()] * 6, StreamInterruptedError, "reset by peer"),
    ],
)
@pytest.mark.usefixtures("waits")
def test_clean_end_is_not_trusted(connect: Any, after: list[Script], error: type[LangGraphError], message: str) -> None:
    """It asks for the run after a clean end, and raises how it ended."""
    client, _ = connect(stream_of(METADATA, VALUES), *after)
    stream = client.runs.stream(THREAD, "agent")

    assert ["metadata", "values"] == [next(stream).event, next(stream).event]
    with pytest.raises(error, match=message) as caught:
        next(stream)
    assert (THREAD, RUN) == (caught.value.thread_id, caught.value.run_id)


def test_failure_that_no_event_told(connect: Any) -> None:
    """It takes the reason from the thread when the stream had no `error` event."""
    thread = {"thread_id": THREAD, "error": {"error": "TypeError", "message": "why"}}
    client, _ = connect(stream_of(METADATA), run_is("error"), lambda connection: connection.answer(thread))

    with pytest.raises(RunFailedError, match="failed with TypeError: why"):
        list(client.runs.stream(THREAD, "agent"))


def test_failure_of_unknown_reason(connect: Any) -> None:
    """It says so when nobody says why a run failed."""
    client, _ = connect(stream_of(METADATA), run_is("error"), lambda connection: connection.answer({}))

    with pytest.raises(RunFailedError, match="does not say why"):
        list(client.runs.stream(THREAD, "agent"))


def test_run_id_from_the_metadata_event(connect: Any) -> None:
    """It finds the run by its `metadata` event when the answer has no Content-Location."""

    def script(connection: Connection) -> None:
        connection.open_stream()
        connection.event(*METADATA)
        connection.end_stream()

    client, server = connect(script, run_is("success"))
    list(client.runs.stream(THREAD, "agent"))

    assert f"/threads/{THREAD}/runs/{RUN}" == server.requests[1].path


def cut(how: str, framing: str, ids: bool) -> Script:
    """Send a part, the beginning of another, and break off."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION, framing)
        connection.event(*METADATA, "0-0" if ids else None)
        connection.chunk(b'event: values\r\ndata: {"n": 12')
        getattr(connection, how)()

    return script


@pytest.mark.parametrize("framing", ["chunked", "close"])
@pytest.mark.parametrize("how", ["close", "reset"])
def test_cut(connect: Any, framing: str, how: str) -> None:
    """It raises after the last whole part when a stream without ids breaks off, and says where."""
    client, _ = connect(cut(how, framing, ids=False), run_is("running"))
    stream = client.runs.stream(THREAD, "agent")

    assert "metadata" == next(stream).event
    with pytest.raises(StreamInterruptedError, match=f"the stream of run {RUN} on thread {THREAD} broke off") as caught:
        next(stream)
    assert (THREAD, RUN, None) == (caught.value.thread_id, caught.value.run_id, caught.value.last_event_id)


def test_silence(connect: Any) -> None:
    """It takes silence beyond the read time-out for a cut."""
    finished = threading.Event()

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event(*METADATA)
        finished.wait(PATIENCE)

    client, _ = connect(script)
    stream = client.runs.stream(THREAD, "agent", timeout=(PATIENCE, 0.05))
    next(stream)
    with pytest.raises(StreamInterruptedError, match="no answer in time") as caught:
        next(stream)
    finished.set()

    assert isinstance(caught.value.__cause__, APITimeoutError)


def test_cut_after_the_end(connect: Any) -> None:
    """It does not mind a cut after `end`: the run is over."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event(*METADATA)
        connection.event("end", None)
        connection.reset()

    client, server = connect(script)

    assert ["metadata", "end"] == [part.event for part in client.runs.stream(THREAD, "agent")]
    assert 1 == len(server.requests)


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("after", [[run_is("error")], [Connection.close] * 6], ids=["failed", "server down"])
def test_cut_after_an_error(connect: Any, after: list[Script]) -> None:
    """It raises the failure that a stream has shown when the run has failed, or nobody says how it went."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event(*METADATA)
        connection.event("error", {"error": "ValueError", "message": "boom"})
        connection.reset()

    client, _ = connect(script, *after)
    parts = client.runs.stream(THREAD, "agent")

    assert ["metadata", "error"] == [next(parts).event, next(parts).event]
    with pytest.raises(RunFailedError, match="ValueError: boom"):
        next(parts)


def test_run_without_a_thread(connect: Any) -> None:
    """It starts a run without a thread at its own address, and can't ask how it went."""

    def script(connection: Connection) -> None:
        connection.open_stream({"content-location": f"/runs/{RUN}"})
        connection.event(*METADATA)
        connection.end_stream()

    client, server = connect(script)

    assert ["metadata"] == [part.event for part in client.runs.stream(None, "agent")]
    assert ["/runs/stream"] == [request.path for request in server.requests]


def test_cut_without_a_thread(connect: Any) -> None:
    """It says that a run without a thread can't be resumed."""
    client, _ = connect(cut("reset", "chunked", ids=False))

    with pytest.raises(StreamInterruptedError, match="can't be resumed") as caught:
        list(client.runs.stream(None, "agent"))
    assert None is caught.value.thread_id


@pytest.mark.parametrize("leave", ["close", "drop", "raise"])
def test_leaving_closes_the_connection(connect: Any, leave: str) -> None:
    """It closes the connection as soon as the loop is left."""
    seen: list[bool] = []
    done = threading.Event()

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event(*METADATA)
        seen.append(connection.wait_until_gone())
        done.set()

    client, _ = connect(script)
    stream = client.runs.stream(THREAD, "agent")
    next(stream)
    if leave == "close":
        stream.close()
    elif leave == "drop":
        del stream
    else:
        with pytest.raises(KeyboardInterrupt):
            stream.throw(KeyboardInterrupt)

    assert done.wait(PATIENCE)
    assert [True] == seen


@pytest.mark.parametrize("data", ["{", "[" * 100_000, "1" * 5_000 + "x", "<p>"])
def test_data_that_is_not_json(connect: Any, data: str) -> None:
    """It names the event and shows the beginning of data that is not JSON."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.chunk(f"event: values\r\ndata: {data}\r\n\r\n".encode())
        connection.end_stream()

    client, _ = connect(script)
    with pytest.raises(APIResponseError, match="'values' that is not JSON") as caught:
        next(client.runs.stream(THREAD, "agent"))
    assert repr(data[:200]) in str(caught.value)


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_answer_that_is_no_stream(connect: Any, kind: str) -> None:
    """It does not read an answer of another type as events."""
    client, _ = connect(lambda connection: connection.answer("<p>Hello", kind=kind))

    with pytest.raises(APIResponseError, match=f"with {kind} that is not a stream of events: '<p>Hello'"):
        next(client.runs.stream(THREAD, "agent"))


def test_http_error_comes_with_the_first_part(connect: Any) -> None:
    """It raises an HTTP error when the first part is asked for."""
    client, _ = connect(gone)
    stream = client.runs.stream(THREAD, "agent")

    with pytest.raises(NotFoundError, match="answered 404: Run not found"):
        next(stream)


def test_join_stream(connect: Any) -> None:
    """It asks for the events after an id, of some modes as a JSON list."""
    client, server = connect(stream_of(METADATA), run_is("success"), stream_of(METADATA), run_is("success"))

    list(client.runs.join_stream(THREAD, RUN, last_event_id="5-0", stream_mode=["values", "custom"]))
    list(client.runs.join_stream(THREAD, RUN, stream_mode="events", cancel_on_disconnect=True))

    first, _, second, _ = server.requests
    assert ("GET", "5-0") == (first.method, first.headers["last-event-id"])
    assert f"/threads/{THREAD}/runs/{RUN}/stream?stream_mode=%5B%22values%22%2C%22custom%22%5D" == first.path
    assert "last-event-id" not in second.headers
    assert "stream_mode=%5B%22events%22%5D&cancel_on_disconnect=true" == second.path.partition("?")[2]


@pytest.mark.parametrize("method", ["wait", "join"])
@pytest.mark.parametrize(
    ("body", "after", "error"),
    [
        ({"__error__": {"error": "ValueError", "message": "boom"}}, [run_is("error")], RunFailedError),
        ({"n": 1}, [run_is("interrupted")], RunCancelledError),
        ({"n": 1}, [gone], RunCancelledError),
        ({"n": 1}, [run_is("timeout")], RunTimeoutError),
    ],
)
def test_wait_and_join_raise_as_the_stream_does(
    connect: Any, method: str, body: Any, after: list[Script], error: type[LangGraphError]
) -> None:
    """It raises how a run ended although the server answers 200."""
    client, _ = connect(result(body), *after)

    with pytest.raises(error):
        getattr(client.runs, method)(THREAD, RUN)


def result(body: Any) -> Script:
    """Answer as a wait does: line ends first, then the body."""
    return lambda connection: connection.answer("\n\n" + json.dumps(body), headers=LOCATION)


@pytest.mark.parametrize("method", ["wait", "join"])
def test_wait_and_join_return_the_state(connect: Any, method: str) -> None:
    """It returns the state after a run that has succeeded."""
    client, _ = connect(result({"n": 1}), run_is("success"))

    assert {"n": 1} == getattr(client.runs, method)(THREAD, RUN)


@pytest.mark.parametrize("method", ["wait", "join"])
def test_errors_as_data(connect: Any, method: str) -> None:
    """It returns the body as it is with `raise_error=False`, and asks nothing more."""
    body = {"__error__": {"error": "ValueError", "message": "boom"}}
    client, server = connect(result(body))

    assert body == getattr(client.runs, method)(THREAD, RUN, raise_error=False)
    assert 1 == len(server.requests)


@pytest.mark.parametrize("broken", ["{", "<p>"])
def test_wait_whose_answer_breaks_off(connect: Any, broken: str) -> None:
    """It joins the run that it has started when the answer to the wait can't be read: the run is not started again."""
    client, server = connect(
        lambda connection: connection.answer(broken, headers=LOCATION), result({"n": 1}), run_is("success")
    )

    assert {"n": 1} == client.runs.wait(THREAD, "agent")
    paths = [f"/threads/{THREAD}/runs/wait", f"/threads/{THREAD}/runs/{RUN}/join", f"/threads/{THREAD}/runs/{RUN}"]
    assert paths == [request.path for request in server.requests]
