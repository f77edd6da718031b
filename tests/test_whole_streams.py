"""A loop that ends normally has delivered all that can be had; whatever follows a run has one patience."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any, Optional

import pytest
from faults import (
    LOCATION,
    METADATA,
    RUN,
    STREAM_PATH,
    THREAD,
    Tick,
    cut_after,
    gone,
    hangs_up,
    keeps,
    refuses,
    run_is,
    sends,
    tick,
    ticks,
)
from scripted_server import Connection, Script

from langgraph_sync import (
    APIConnectionError,
    APIResponseError,
    DeadlineExceededError,
    LangGraphError,
    PermissionDeniedError,
    RunFailedError,
    StreamInterruptedError,
)
from langgraph_sync._run import says_gone

KEPT: list[Tick] = [METADATA, tick(1, "1-0"), tick(2, "2-0"), tick(3, "3-0"), tick(4, "3-0")]


def result(body: Any, headers: Any = LOCATION) -> Script:
    """Answer as a wait does."""
    return lambda connection: connection.answer(json.dumps(body), headers=headers)


def half(connection: Connection) -> None:
    """Name the run, send half an answer, and break off."""
    connection.head(200, {"content-type": "application/json", "content-length": "99", **LOCATION})
    connection.send(b'\n{"n":')
    connection.reset()


def in_framing(framing: str, events: list[Tick]) -> Script:
    """Send these events and end the stream as if it were whole."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION, framing)
        for event in events:
            connection.event(*event)
        connection.end_stream()

    return script


@pytest.mark.parametrize("framing", ["chunked", "close"])
@pytest.mark.parametrize("size", range(1, len(KEPT) + 1))
def test_clean_end_before_the_last_event(connect: Any, framing: str, size: int) -> None:
    """It asks for the rest of a stream that ended too early, though properly, and delivers each event once."""
    client, server = connect(in_framing(framing, KEPT[:size]), run_is("success"), keeps(*KEPT))

    assert [1, 2, 3, 4] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))
    asked = server.requests[2]
    assert (STREAM_PATH, KEPT[size - 2][2] if 1 < size < 5 else asked.headers["last-event-id"]) == (
        asked.path,
        asked.headers["last-event-id"],
    )


def test_clean_end_of_a_join_before_the_last_event(connect: Any) -> None:
    """It asks for the rest of a joined stream too."""
    client, _ = connect(sends(*KEPT[:3]), run_is("success"), keeps(*KEPT))

    assert [1, 2, 3, 4] == ticks(client.runs.join_stream(THREAD, RUN, last_event_id="-1"))


@pytest.mark.parametrize("framing", ["chunked", "close"])
def test_rest_that_ends_too_early(connect: Any, waits: list[float], framing: str) -> None:
    """It asks until nothing more comes, with pauses, when the rest ends too early, as often as that happens."""
    early = [in_framing(framing, events) for events in (KEPT[1:3], KEPT[2:4])]
    client, _ = connect(in_framing(framing, KEPT[:2]), run_is("success"), *early, keeps(*KEPT), keeps(*KEPT))

    assert [1, 2, 3, 4] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))
    assert 2 <= len(waits)


def test_rest_that_is_cut(connect: Any, waits: list[float]) -> None:
    """It goes on with the rest after a cut."""
    client, _ = connect(sends(*KEPT[:2]), run_is("success"), cut_after(*KEPT[1:3]), keeps(*KEPT))

    assert [1, 2, 3, 4] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))
    assert 2 == len(waits)


@pytest.mark.parametrize(
    "refusal",
    [
        refuses(401),
        refuses(403),
        gone,
        lambda connection: connection.answer("<html>Sign in", kind="text/html"),
        lambda connection: connection.answer({}),
        lambda connection: connection.answer("", status=302, headers={"location": "/login"}),
        refuses(405),
        refuses(410),
        refuses(501),
        lambda connection: connection.head(204, {}),
        lambda connection: connection.head(200, {"content-length": "0"}),
        lambda connection: connection.answer(""),
        lambda connection: connection.answer("", kind="text/event-stream"),
    ],
    ids=["401", "403", "404", "HTML", "JSON", "302", "405", "410", "501", "204", "nothing", "no JSON", "no event"],
)
def test_rest_that_is_refused(connect: Any, refusal: Script) -> None:
    """It takes a stream for whole when the server does not say what is missing."""
    client, server = connect(sends(*KEPT), run_is("success"), refusal)

    assert [1, 2, 3, 4] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))
    assert 3 == len(server.requests)


@pytest.mark.parametrize("problem", [refuses(500), refuses(429), hangs_up, Connection.reset])
def test_rest_while_the_server_restarts(connect: Any, waits: list[float], problem: Script) -> None:
    """It asks for the rest again after a transient failure."""
    client, _ = connect(sends(*KEPT[:3]), run_is("success"), *[problem] * 4, keeps(*KEPT))

    assert [1, 2, 3, 4] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))
    assert 4 + 1 == len(waits)


@pytest.mark.parametrize("problem", [refuses(500), hangs_up], ids=["500", "closed"])
def test_rest_that_can_not_be_had(connect: Any, waits: list[float], problem: Script) -> None:
    """It says, after 5 tries, that the run has succeeded and only the check for missing events failed."""
    client, _ = connect(sends(*KEPT), run_is("success"), *[problem] * 6)
    parts = client.runs.stream(THREAD, "agent", stream_resumable=True)

    assert [1, 2, 3, 4] == ticks([next(parts) for _ in KEPT])
    with pytest.raises(StreamInterruptedError, match=r"not be checked for missing events .* has succeeded") as caught:
        next(parts)
    assert "still be going" not in str(caught.value)
    assert ("3-0", 5) == (caught.value.last_event_id, len(waits))


def test_deadline_of_the_check(connect: Any) -> None:
    """It does not cancel a run that has succeeded when the deadline passes during the check."""
    client, server = connect(sends(*KEPT), run_is("success"), Connection.wait_until_gone)

    with pytest.raises(DeadlineExceededError, match=r"deadline of 0\.5 seconds .* The run has succeeded"):
        list(client.runs.stream(THREAD, "agent", stream_resumable=True, deadline=0.5, on_exit="cancel"))
    assert 3 == len(server.requests)


@pytest.mark.parametrize("headers", [{}, {"content-type": "application/json"}], ids=["no type", "JSON"])
@pytest.mark.parametrize("status", [200, 204])
def test_start_that_is_answered_with_nothing(connect: Any, status: int, headers: dict[str, str]) -> None:
    """It says what came when a stream is answered without a body: nothing has broken off."""
    size = {} if status == 204 else {"content-length": "0"}
    client, server = connect(lambda connection: connection.head(status, {**headers, **size}))

    with pytest.raises(APIResponseError, match=f"answered {status} with .* that is not a stream of events"):
        list(client.runs.stream(THREAD, "agent"))
    assert 1 == len(server.requests)


@pytest.mark.parametrize("call", ["wait", "join"])
@pytest.mark.parametrize("status", [401, 403, 405, 501])
def test_result_of_a_run_that_is_not_told_of(
    connect: Any, caplog: pytest.LogCaptureFixture, status: int, call: str
) -> None:
    """It returns the state that has come when the server refuses to say how the run ended, and logs that."""
    client, _ = connect(result({"n": 1}), refuses(status))

    assert {"n": 1} == getattr(client.runs, call)(THREAD, RUN)
    assert f"The outcome of run {RUN} on thread {THREAD} is not known" in caplog.text


@pytest.mark.parametrize("body", [None, {"__error__": {"error": "ValueError", "message": "boom"}}])
def test_no_result_of_a_run_that_is_not_told_of(connect: Any, body: Any) -> None:
    """It raises when no state has come either."""
    client, _ = connect(result(body), refuses(403))

    with pytest.raises(RunFailedError if body else PermissionDeniedError):
        client.runs.wait(THREAD, "agent")


def test_result_of_a_run_whose_failure_is_not_told(connect: Any) -> None:
    """It returns no state of a run that has failed, though the server does not say why."""
    client, _ = connect(result({"n": 1}), run_is("error"), refuses(403))

    with pytest.raises(PermissionDeniedError):
        client.runs.wait(THREAD, "agent")


@pytest.mark.parametrize("sign_of_life", [b"", b": heartbeat\r\n\r\n"], ids=["no byte", "heartbeats"])
@pytest.mark.parametrize("framing", ["chunked", "close"])
def test_stream_without_any_event(connect: Any, waits: list[float], framing: str, sign_of_life: bytes) -> None:
    """It takes a clean end before the first event for a cut: resumed if that is possible, else an error."""

    def empty(connection: Connection) -> None:
        connection.open_stream(LOCATION, framing)
        connection.chunk(sign_of_life) if sign_of_life else None
        connection.end_stream()

    client, _ = connect(empty, run_is("success"), keeps(*KEPT), run_is("success"), keeps(*KEPT))
    assert [1, 2, 3, 4] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))

    client, _ = connect(empty, run_is("success"))
    with pytest.raises(StreamInterruptedError) as caught:
        list(client.runs.stream(THREAD, "agent"))
    assert (THREAD, RUN) == (caught.value.thread_id, caught.value.run_id)
    assert 1 == len(waits)


def test_stream_without_any_event_and_without_a_thread(connect: Any) -> None:
    """It raises for a run without a thread that has sent nothing at all."""
    client, _ = connect(sends(headers={"content-location": f"/runs/{RUN}"}))

    with pytest.raises(StreamInterruptedError):
        list(client.runs.stream(None, "agent"))


@pytest.mark.parametrize(
    "data",
    [
        {"error": "HTTPException", "message": "404: no such city"},
        {"error": "HTTPException", "message": "404: Run not found"},
        {"error": "error", "message": "Run not found"},
        None,
        {},
        [],
        "boom",
    ],
    ids=repr,
)
@pytest.mark.parametrize("call", ["stream", "wait"])
def test_failure_without_a_thread(connect: Any, call: str, data: Any) -> None:
    """It raises a failure, whatever it says: only a run that can be looked up can be gone."""
    headers = {"content-location": f"/runs/{RUN}"}
    answer = sends(METADATA, ("error", data, None), headers=headers) if call == "stream" else None
    client, _ = connect(answer or result({"__error__": data}, headers))

    with pytest.raises(RunFailedError):
        list(getattr(client.runs, call)(None, "agent"))


def test_404_of_a_node(connect: Any) -> None:
    """It raises the failure of a run whose own code has raised a 404."""
    said = {"error": "HTTPException", "message": "404: no such city"}
    client, _ = connect(sends(METADATA, ("error", said, None)), run_is("error"))

    with pytest.raises(RunFailedError, match="no such city"):
        list(client.runs.stream(THREAD, "agent"))


@pytest.mark.parametrize(
    ("error", "message", "is_gone"),
    [
        ("HTTPException", "404: Run not found", True),
        ("HTTPException", "404", True),
        ("error", "Run not found", True),
        ("HTTPException", "500: Run not found", False),
        ("ValueError", "404: Run not found", False),
        ("ValueError", "Run not found", False),
        ("HTTPException", "4040", False),
    ],
)
def test_error_about_the_request(error: str, message: str, is_gone: bool) -> None:
    """It takes an `error` for one about the request by its name and its text."""
    assert is_gone == says_gone({"error": error, "message": message})


class Caller(Exception):  # noqa: N818 - it is no error of ours
    """What your code raises."""


@pytest.mark.parametrize("raised", [APIConnectionError("mine"), Caller("mine"), DeadlineExceededError("mine")])
@pytest.mark.parametrize("call", ["wait", "stream", "create"])
def test_callback_that_raises(connect: Any, call: str, raised: Exception) -> None:
    """It raises what `on_run_created` raises, as it is, and retries nothing."""

    def refuse(_: Any) -> None:
        raise raised

    body = {"run_id": RUN, "thread_id": THREAD, "status": "pending"}
    first = sends(METADATA, tick(1, "1-0")) if call == "stream" else result(body)
    client, server = connect(first, max_retries=3)
    options = {"stream_resumable": True} if call == "stream" else {}

    with pytest.raises(type(raised)) as caught:
        list(getattr(client.runs, call)(THREAD, "agent", on_run_created=refuse, deadline=9, **options)) if (
            call != "create"
        ) else client.runs.create(THREAD, "agent", on_run_created=refuse)
    assert raised is caught.value
    assert 1 == len(server.requests)


@pytest.mark.parametrize("raised", [APIConnectionError("mine"), Caller("mine"), DeadlineExceededError("mine")])
def test_exception_thrown_into_the_stream(connect: Any, raised: Exception) -> None:
    """It raises what is thrown into the generator, as it is, and retries nothing."""
    client, server = connect(sends(METADATA, tick(1, "1-0")))
    parts = client.runs.stream(THREAD, "agent", stream_resumable=True, deadline=9)
    next(parts)

    with pytest.raises(type(raised)) as caught:
        parts.throw(raised)
    assert raised is caught.value
    assert 1 == len(server.requests)


RESTARTS: dict[str, tuple[list[Script], str, Callable[[Any], Any]]] = {
    "during a wait": ([half], "success", lambda client: client.runs.wait(THREAD, "agent")),
    "after a wait": ([result({"n": 1})], "success", lambda client: client.runs.wait(THREAD, "agent")),
    "after a join": ([result({"n": 1})], "success", lambda client: client.runs.join(THREAD, RUN)),
    "after a clean end": ([sends(METADATA)], "success", lambda client: list(client.runs.stream(THREAD, "agent"))),
    "before the reason is read": (
        [sends(METADATA), run_is("error")],
        "error",
        lambda client: list(client.runs.stream(THREAD, "agent")),
    ),
    "before the reason of a wait is read": (
        [result(None), run_is("error")],
        "error",
        lambda client: client.runs.wait(THREAD, "agent"),
    ),
}


def knows(status: str) -> Script:
    """Answer whatever is asked about a run that has ended."""

    def script(connection: Connection) -> None:
        last = connection.request.path.rpartition("/")[2]
        thread = {"error": {"error": "TypeError", "message": "why"}}
        others = {"join": result({"n": 1}), "stream": keeps(METADATA), RUN: run_is(status)}
        others.get(last, lambda connection: connection.answer(thread))(connection)

    return script


@pytest.mark.parametrize("when", RESTARTS)
def test_server_that_restarts(connect: Any, serve: Any, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """It survives a restart of 2.5 seconds, whatever it asks about a run just then."""
    before, status, call = RESTARTS[when]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        was_down = sum(slept) < 2.5
        slept.append(seconds)
        if was_down and sum(slept) >= 2.5:
            serve(*[knows(status)] * 4, port=int(server.url.rpartition(":")[2]))

    def last(connection: Connection) -> None:
        server.stop()
        before[-1](connection)
        connection.close()

    monkeypatch.setattr(time, "sleep", sleep)
    client, server = connect(*before[:-1], last)
    if status == "error":
        with pytest.raises(RunFailedError, match="failed with TypeError: why"):
            call(client)
    else:
        assert call(client)
    assert 2.5 < sum(slept) < 12


@pytest.mark.parametrize("when", RESTARTS)
def test_server_that_does_not_come_back(connect: Any, waits: list[float], when: str) -> None:
    """It tries 5 times, names the run, and says how to go on."""
    before, _, call = RESTARTS[when]
    client, _ = connect(*before, *[hangs_up] * 9)

    with pytest.raises(StreamInterruptedError, match=r"runs\.join\('") as caught:
        call(client)
    assert (THREAD, RUN) == (caught.value.thread_id, caught.value.run_id)
    assert isinstance(caught.value.__cause__, APIConnectionError)
    assert 5 == len(waits)


@pytest.mark.parametrize("call", ["join_stream", "stream"])
@pytest.mark.parametrize("problem", [refuses(503), refuses(500), hangs_up])
def test_first_opening_of_what_can_be_repeated(connect: Any, waits: list[float], call: str, problem: Script) -> None:
    """It retries the first opening of a GET like every GET."""
    client, server = connect(problem, sends(METADATA), run_is("success"), max_retries=2)
    if call == "join_stream":
        assert ["metadata"] == [part.event for part in client.runs.join_stream(THREAD, RUN)]
    else:
        assert ["metadata"] == [part.event for part in client.stream("GET", STREAM_PATH)]
    assert 1 == len(waits)
    assert STREAM_PATH == server.requests[1].path


@pytest.mark.parametrize("run_id", [5, "..", ".", "", None, [], {"a": 1}, True], ids=repr)
def test_metadata_that_names_no_run(connect: Any, run_id: Any) -> None:
    """It does not follow an id that is none, and says after a cut that it can't go on."""
    made: list[Any] = []
    client, server = connect(sends(("metadata", {"run_id": run_id}, "1-0"), then="close", headers={}))

    with pytest.raises(StreamInterruptedError):
        list(client.runs.stream(THREAD, "agent", stream_resumable=True, on_run_created=made.append))
    assert ([], 1) == (made, len(server.requests))


@pytest.mark.parametrize("call", ["stream", "join"])
def test_failure_with_a_long_message(connect: Any, call: str) -> None:
    """It shows the beginning of a long message, and keeps the whole."""
    said = {"error": "ValueError", "message": "boom " * 1_000_000}
    answer = sends(METADATA, ("error", said, None)) if call == "stream" else result({"__error__": said})
    client, _ = connect(answer, run_is("error"))

    with pytest.raises(RunFailedError) as caught:
        list(client.runs.stream(THREAD, "agent")) if call == "stream" else client.runs.join(THREAD, RUN)
    assert len(str(caught.value)) < 500
    assert said["message"] == caught.value.message


def test_created_run_is_reported_once(connect: Any, waits: list[float]) -> None:
    """It calls `on_run_created` once, although a stream was cut twice or a wait was joined."""
    made: list[Any] = []
    client, _ = connect(cut_after(*KEPT[:2]), cut_after(*KEPT[1:3]), sends(*KEPT[2:]), run_is("success"))
    list(client.runs.stream(THREAD, "agent", stream_resumable=True, on_run_created=made.append))
    assert [{"run_id": RUN, "thread_id": THREAD}] == made

    client, _ = connect(half, result({"n": 1}), run_is("success"))
    assert {"n": 1} == client.runs.wait(THREAD, "agent", on_run_created=made.append)
    assert 2 == len(made)
    assert 2 == len(waits)


def test_join_after_an_id_on_a_server_without_ids(connect: Any) -> None:
    """It delivers all that comes, equal events too, where no event has an id."""
    client, _ = connect(sends(tick(1, None), tick(1, None), tick(2, None)), run_is("success"))

    assert [1, 1, 2] == ticks(client.runs.join_stream(THREAD, RUN, last_event_id="5-0"))


@pytest.mark.parametrize("status", ["running", "pending"])
@pytest.mark.parametrize("call", ["wait", "join"])
def test_answer_while_the_run_goes_on(connect: Any, waits: list[float], call: str, status: str) -> None:
    """It joins again when the server answers too early."""
    client, server = connect(result({"n": 0}), run_is(status), result({"n": 1}), run_is("success"))

    assert {"n": 1} == getattr(client.runs, call)(THREAD, RUN)
    assert (f"/threads/{THREAD}/runs/{RUN}/join", 1) == (server.requests[2].path, len(waits))


@pytest.mark.parametrize("call", ["stream", "wait"])
def test_deadline_in_a_silence_that_begins_late(connect: Any, call: str) -> None:
    """It ends a call whose server falls silent after it has begun to answer."""

    def script(connection: Connection) -> None:
        if call == "stream":
            connection.open_stream(LOCATION)
            connection.event(*METADATA)
        else:
            connection.head(200, {"content-type": "application/json", "content-length": "99", **LOCATION})
            connection.send(b'\n{"n":')
        connection.wait_until_gone()

    client, _ = connect(script)
    begun = time.monotonic()
    with pytest.raises(DeadlineExceededError) as caught:
        list(getattr(client.runs, call)(THREAD, "agent", deadline=0.2))
    assert (RUN, True) == (caught.value.run_id, time.monotonic() - begun < 2)


def test_overlap_that_begins_within_a_batch(connect: Any, waits: list[float]) -> None:
    """It leaves out repetitions when live events begin in the middle of those of one id."""
    stored = [tick(n, f"{moment}-0") for n, moment in ((1, 1), (2, 2), (3, 3), (4, 3), (5, 3))]
    live = [tick(n, f"{moment}-0") for n, moment in ((4, 3), (5, 3), (6, 3), (7, 4))]
    client, _ = connect(cut_after(*stored[:1]), sends(*stored, *live), run_is("success"), keeps(*stored, *live[2:]))

    assert [1, 2, 3, 4, 5, 6, 7] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))
    assert 1 == len(waits)


def test_equal_events_delivered_live(connect: Any) -> None:
    """It does not deliver equal events of one id again when it asks for the rest."""
    events = [tick(1, "1-0"), tick(2, "2-0"), tick(2, "2-0"), tick(3, "3-0")]
    client, _ = connect(sends(*events), run_is("success"), keeps(*events))

    assert [1, 2, 2, 3] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))


@pytest.mark.parametrize("twins", [1, 2])
def test_check_for_equal_events_that_is_cut(connect: Any, waits: list[float], twins: int) -> None:
    """It counts equal events anew after a cut of the check, and raises only when one was left out."""
    stored = [tick(1, "1-0"), tick(2, "2-0"), tick(3, "2-0")]
    log = [*stored, *[tick(2, "2-0")] * (twins - 1), tick(4, "3-0")]
    # The repetition of tick 2 looks like an overlap: of one log it is, of the other it is an event of its own.
    resumed = sends(*stored[1:], tick(2, "2-0"), tick(4, "3-0"))
    check_is_cut = cut_after(*log[1:3])
    client, _ = connect(cut_after(*stored[:2]), resumed, run_is("success"), check_is_cut, keeps(*log))
    parts = client.runs.stream(THREAD, "agent", stream_resumable=True)

    got: list[int] = []
    problem: Optional[LangGraphError] = None
    try:
        got.extend(part.data["tick"] for part in parts)
    except StreamInterruptedError as raised:
        problem = raised
    assert ("equal events" in str(problem), twins == 2) == (twins == 2, problem is not None)
    assert 2 == len(waits)


@pytest.mark.parametrize("sign", [b": heartbeat\r\n\r\n", b""], ids=["heartbeats", "silence"])
def test_server_that_keeps_the_check_open(connect: Any, monkeypatch: pytest.MonkeyPatch, sign: bytes) -> None:
    """It ends a good run when the server keeps the stream open that was asked for the rest, and sends nothing new."""
    monkeypatch.setattr("langgraph_sync.stream._RECHECK_WITHIN", 0.3)

    def stays(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event(*tick(1, "1-0"))
        while sign:
            connection.chunk(sign)
            threading.Event().wait(0.02)
        connection.wait_until_gone()

    client, _ = connect(sends(tick(1, "1-0")), run_is("success"), stays)

    assert [1] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))


@pytest.mark.parametrize("ids", ["abcdef", ["0008", "0009", "000a", "000b", "000f", "0010"]], ids=["letters", "hex"])
def test_ids_that_are_no_numbers(connect: Any, ids: Any) -> None:
    """It delivers each event once where ids are in order as text, after a cut and after a clean end that came early."""
    events = [tick(number, event_id) for number, event_id in enumerate(ids)]
    rest = sends(*events[2:])

    for begins in ([cut_after(*events[:3]), rest, run_is("success")], [sends(*events[:3]), run_is("success"), rest]):
        client, _ = connect(*begins)
        assert [*range(6)] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True))


def test_attempt_that_fails_with_a_404(connect: Any) -> None:
    """It does not take the 404 of an attempt for that of the run: the next attempt follows."""
    begun = (*METADATA[:2], None)
    failure = ("error", {"error": "HTTPException", "message": "404: no such city"}, None)
    client, _ = connect(sends(begun, failure, begun, tick(1, None)), run_is("success"))

    parts = client.runs.stream(THREAD, "agent")
    assert ["metadata", "error", "metadata", "custom"] == [part.event for part in parts]


def test_error_at_the_final_check(connect: Any) -> None:
    """It passes over an `error` that only the final check brings: the run has succeeded, so an attempt failed."""
    failure = ("error", {"error": "ValueError", "message": "boom"}, None)
    client, _ = connect(sends(tick(1, "1-0")), run_is("success"), sends(failure, tick(1, "1-0"), tick(2, "2-0")))

    parts = list(client.runs.stream(THREAD, "agent", stream_resumable=True))
    assert [1, 2] == ticks(parts)
    assert ["custom", "custom"] == [part.event for part in parts]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("boom", "boom."),
        ("boom!", "boom!"),
        ("boom.", "boom."),
        ("boom " * 100, "boom bo..."),
        ("see https://example.com/a", "see https://example.com/a"),
    ],
    ids=["word", "mark", "stop", "cut off", "link"],
)
def test_end_of_a_message(connect: Any, message: str, shown: str) -> None:
    """It ends a message as a sentence, without a second mark, and breaks no link."""
    client, _ = connect(sends(METADATA, ("error", {"error": "ValueError", "message": message}, None)), run_is("error"))

    with pytest.raises(RunFailedError) as caught:
        list(client.runs.stream(THREAD, "agent"))
    assert str(caught.value).endswith(f" {shown}")
