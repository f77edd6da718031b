"""Runs on servers with other habits, as seen on the wire, end as they do on `langgraph dev`."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Optional

import pytest
from faults import LOCATION, METADATA, RUN, STREAM_PATH, THREAD, Tick, cut_after, gone, run_is, sends, tick, ticks
from scripted_server import Connection, Script

from langgraph_sync import (
    APIResponseError,
    LangGraphError,
    NotFoundError,
    RunCancelledError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
)

pytestmark = pytest.mark.usefixtures("waits")
RUN_PATH = f"/threads/{THREAD}/runs/{RUN}"
QUESTION = {"__interrupt__": [{"id": "e9", "value": "ok?"}]}
STOCK = {"version": "0.13.8", "langgraph_py_version": "1.0.0", "host": {}}
AEGRA = {"name": "Aegra", "version": "0.11.0"}
BOOM = {"status": "error", "error": {"error": "Boom", "message": "why"}}


def says(body: Any) -> Script:
    """Answer with this body."""
    return lambda connection: connection.answer(b"null" if body is None else body)


def answers(body: Any) -> Script:
    """Answer as a wait does, and name the run."""
    return lambda connection: connection.answer(json.dumps(body), headers=LOCATION)


def failure(name: str, event_id: Optional[str] = None) -> Tick:
    """The `error` event of a failure."""
    return "error", {"error": name, "message": "An internal error occurred"}, event_id


def metadata(attempt: int, event_id: Optional[str] = None) -> Tick:
    """What a run's attempt begins with."""
    return "metadata", {"run_id": RUN, "attempt": attempt}, event_id


CALLS: dict[str, Callable[[Any], Any]] = {
    "wait": lambda client: client.runs.wait(THREAD, "agent"),
    "join": lambda client: client.runs.join(THREAD, RUN),
}


@pytest.mark.parametrize("name", ["UserInterrupt", "UserRollback"])
@pytest.mark.parametrize("end", ["end_stream", "close"])
@pytest.mark.parametrize("thread_id", [THREAD, None], ids=["thread", "no thread"])
def test_stock_before_0_16_streams_a_cancellation_as_error(
    connect: Any, name: str, end: str, thread_id: Optional[str]
) -> None:
    """It raises a cancellation for the two names, whatever the run's status is, and for a run without a thread too."""
    location = LOCATION if thread_id else {"content-location": f"/runs/{RUN}"}
    client, server = connect(sends(metadata(1), failure(name), then=end, headers=location))
    parts = client.runs.stream(thread_id, "agent")

    assert ["metadata", "error"] == [next(parts).event, next(parts).event]
    with pytest.raises(RunCancelledError, match="was cancelled"):
        next(parts)
    assert 1 == len(server.requests)


@pytest.mark.parametrize("name", ["UserInterrupt", "UserRollback"])
@pytest.mark.parametrize("call", CALLS)
def test_stock_before_0_16_answers_a_cancellation_as_error(connect: Any, call: str, name: str) -> None:
    """It raises a cancellation for the two names in an answer too."""
    client, _ = connect(answers({"__error__": {"error": name, "message": "An internal error occurred"}}))

    with pytest.raises(RunCancelledError, match="was cancelled"):
        CALLS[call](client)


@pytest.mark.parametrize(
    ("status", "error"),
    [("interrupted", RunCancelledError), ("timeout", RunTimeoutError), ("error", RunFailedError)],
)
def test_status_decides_what_an_error_meant(connect: Any, status: str, error: type[LangGraphError]) -> None:
    """It takes an `error` of another name for what the run's status says."""
    client, _ = connect(sends(METADATA, failure("Stopped")), run_is(status))

    with pytest.raises(error):
        list(client.runs.stream(THREAD, "agent"))


def test_error_of_a_run_that_has_succeeded(connect: Any) -> None:
    """It ends normally when the status says that the failure was an attempt's."""
    client, _ = connect(sends(metadata(1), failure("Passing")), run_is("success"))

    assert ["metadata", "error"] == [part.event for part in client.runs.stream(THREAD, "agent")]


@pytest.mark.parametrize("call", CALLS)
def test_answer_of_an_attempt_that_failed(connect: Any, call: str) -> None:
    """It joins a run again that has succeeded although the answer is the failure of an attempt."""
    failed = {"__error__": {"error": "Passing", "message": "An internal error occurred"}}
    client, server = connect(answers(failed), run_is("success"), answers({"n": 1}), run_is("success"))

    assert {"n": 1} == CALLS[call](client)
    assert f"{RUN_PATH}/join" == server.requests[2].path


ATTEMPTS: list[Tick] = [
    metadata(1, "1-0"),
    failure("Passing", "2-0"),
    metadata(2, "3-0"),
    tick(1, "4-0"),
    failure("Passing", "5-0"),
    metadata(3, "6-0"),
    tick(2, "7-0"),
]
SUCCEEDED = ["metadata", "error", "metadata", "custom", "error", "metadata", "custom"]


def test_stock_before_0_16_streams_an_attempt_that_failed(connect: Any) -> None:
    """It ends normally when a later attempt succeeds."""
    client, _ = connect(sends(*[(name, data, None) for name, data, _ in ATTEMPTS]), run_is("success"))

    assert SUCCEEDED == [part.event for part in client.runs.stream(THREAD, "agent")]


def test_attempt_that_failed_without_a_thread(connect: Any) -> None:
    """It forgets the failure at the next `metadata`, which is all that can be known of a run without a thread."""
    client, _ = connect(sends(metadata(1), failure("Passing"), metadata(2), headers={}))

    assert ["metadata", "error", "metadata"] == [part.event for part in client.runs.stream(None, "agent")]


@pytest.mark.parametrize("size", range(1, len(ATTEMPTS) + 1))
@pytest.mark.parametrize("keeps_errors", [True, False])
def test_cut_among_attempts(connect: Any, size: int, keeps_errors: bool) -> None:
    """It resumes after a cut anywhere; an `error` comes once, whether the server keeps it or not."""

    def kept(connection: Connection) -> None:
        after = connection.request.headers["last-event-id"]
        events = ATTEMPTS if keeps_errors else [event for event in ATTEMPTS if event[0] != "error"]
        sends(*(event for event in events if str(event[2]) > after))(connection)

    outcome = [run_is("running")] if ATTEMPTS[size - 1][0] == "error" else []
    client, _ = connect(cut_after(*ATTEMPTS[:size]), *outcome, kept, run_is("success"), kept)
    parts = list(client.runs.stream(THREAD, "agent", stream_resumable=True))

    expected = [event for event in ATTEMPTS[:size] if event[0] == "error"]
    expected += [event for event in ATTEMPTS[size:] if event[0] == "error" and keeps_errors]
    assert [event[2] for event in expected] == [part.id for part in parts if part.event == "error"]
    others = [event[2] for event in ATTEMPTS if event[0] != "error"]
    assert others == [part.id for part in parts if part.event != "error"]


def test_langhost_keeps_errors_and_drops_the_beginning(connect: Any) -> None:
    """It delivers a joined stream that begins with an attempt's rest, and ends as the run's status says."""
    events = [tick(1, "870-0"), failure("Passing", "879-0"), metadata(3, "1336-0"), tick(2, "1342-0")]
    client, _ = connect(sends(*events), run_is("success"), sends(*events[-2:]))

    parts = list(client.runs.join_stream(THREAD, RUN, last_event_id="860-0"))

    assert [event[2] for event in events] == [part.id for part in parts]


@pytest.mark.parametrize("question", [QUESTION, {"n": 1, **QUESTION}])
@pytest.mark.parametrize("mode", ["values", "updates"])
def test_aegra_ends_with_interrupted_when_a_run_asks(connect: Any, mode: str, question: Any) -> None:
    """It ends normally when the run waits for a human: `end` says `interrupted`, as it does of cancelled runs."""
    events = [metadata(1, f"{RUN}_event_1"), (mode, question, f"{RUN}_event_2")]
    end = ("end", {"status": "interrupted"}, f"{RUN}_event_3")
    client, server = connect(sends(*events, end))

    assert ["metadata", mode, "end"] == [part.event for part in client.runs.stream(THREAD, "agent")]
    assert 1 == len(server.requests)


def test_aegra_ends_with_interrupted_when_a_run_is_cancelled(connect: Any) -> None:
    """It raises a cancellation when no question was seen, and the thread does not wait."""
    events = [metadata(1, f"{RUN}_event_1"), tick(1, f"{RUN}_event_2")]
    end = ("end", {"status": "interrupted"}, f"{RUN}_event_3")
    client, _ = connect(sends(*events, end), says({"status": "idle"}))

    with pytest.raises(RunCancelledError):
        list(client.runs.stream(THREAD, "agent"))


def test_aegra_asks_in_a_mode_that_shows_no_questions(connect: Any) -> None:
    """It looks at the thread when no mode shows whether the run asks."""
    end = ("end", {"status": "interrupted"}, f"{RUN}_event_3")
    client, _ = connect(sends(metadata(1, f"{RUN}_event_1"), end), says({"status": "interrupted"}))

    assert ["metadata", "end"] == [part.event for part in client.runs.stream(THREAD, "agent", stream_mode="custom")]


@pytest.mark.parametrize(
    ("info", "thread", "waits_for_answer"),
    [
        (AEGRA, None, True),
        ({"langgraph_js_version": "1.0.0"}, None, True),
        (STOCK, {"status": "interrupted", "error": None}, True),
        (STOCK, {"status": "interrupted"}, True),
        (STOCK, {"status": "interrupted", "error": {"error": "UserInterrupt", "message": "requested"}}, False),
        (STOCK, {"status": "interrupted", "error": {"error": "UserRollback", "message": "requested"}}, False),
        (STOCK, {"status": "idle"}, False),
    ],
    ids=["Aegra", "JS", "GraphHarbor", "GraphHarbor without error", "stock", "stock, rollback", "idle"],
)
@pytest.mark.parametrize("call", ["stream", "wait", "join"])
def test_graphharbor_calls_a_run_that_asks_interrupted(
    connect: Any, call: str, info: Any, thread: Any, waits_for_answer: bool
) -> None:
    """It distinguishes a run that asks from one that was cancelled while a branch asked, by /info and the thread."""
    begins = sends(metadata(1), ("values", QUESTION, None)) if call == "stream" else answers(QUESTION)
    more = [] if thread is None else [says(thread)]
    client, server = connect(begins, run_is("interrupted"), says(info), *more)
    calls = {"stream": lambda client: list(client.runs.stream(THREAD, "agent"))[-1].data, **CALLS}

    if waits_for_answer:
        assert QUESTION == calls[call](client)
    else:
        with pytest.raises(RunCancelledError):
            calls[call](client)
    assert "/info" == server.requests[2].path


@pytest.mark.parametrize("said", [None, "continue", "cancel"])
def test_aegra_cancels_when_the_connection_breaks(connect: Any, said: Optional[str]) -> None:
    """It asks for a resumable run to go on after a cut, unless the caller says otherwise."""
    client, server = connect(sends(METADATA), run_is("success"))
    options = {} if said is None else {"on_disconnect": said}

    list(client.runs.stream(THREAD, "agent", stream_resumable=True, **options))
    assert (said or "continue") == server.requests[0].json["on_disconnect"]


@pytest.mark.parametrize("body", ["", "\n\n", "nul"], ids=["no byte", "heartbeats", "half"])
@pytest.mark.parametrize(("status", "error"), [("interrupted", RunCancelledError), ("error", RunFailedError)])
@pytest.mark.parametrize("call", CALLS)
def test_0_4_answers_without_a_byte(
    connect: Any, call: str, body: str, status: str, error: type[LangGraphError]
) -> None:
    """It raises as the status says when the answer can't be read."""

    def empty(connection: Connection) -> None:
        connection.answer(body, headers=LOCATION)

    first = [empty] if call == "wait" else []
    client, _ = connect(*first, empty, run_is(status), says({"status": "error", "error": None}))

    with pytest.raises(error):
        CALLS[call](client)


@pytest.mark.parametrize("call", ["stream", "join"])
def test_0_5_encodes_the_reason_in_base64(connect: Any, call: str) -> None:
    """It decodes the thread's `error`."""
    reason = base64.b64encode(b'{"error": "TypeError", "message": "why"}').decode()
    begins = sends(METADATA) if call == "stream" else answers(None)
    client, _ = connect(begins, run_is("error"), says({"error": reason}))

    with pytest.raises(RunFailedError, match="failed with TypeError: why") as caught:
        list(client.runs.stream(THREAD, "agent")) if call == "stream" else CALLS[call](client)
    assert ("TypeError", "why") == (caught.value.error, caught.value.message)


@pytest.mark.parametrize("reason", ["boom", "not base64!", "eyJh", "MTIzNA=="])
def test_reason_that_is_text(connect: Any, reason: str) -> None:
    """It shows a reason that is no encoded object."""
    client, _ = connect(sends(METADATA), run_is("error"), says({"error": reason}))

    with pytest.raises(RunFailedError, match="failed with error: "):
        list(client.runs.stream(THREAD, "agent"))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_graphharbor_gives_no_id_to_a_metadata_that_comes_again(connect: Any, size: int) -> None:
    """It drops it, after each cut."""
    events = [tick(1, "8"), tick(2, "9"), tick(3, "10")]
    again = sends(metadata(1), *events[size - 1 :], then="close")
    client, _ = connect(cut_after(metadata(1), *events[:size]), again, sends(metadata(1), events[2]), run_is("success"))
    parts = list(client.runs.stream(THREAD, "agent", stream_resumable=True))

    assert [1, 2, 3] == ticks(parts)
    assert 1 == sum(part.event == "metadata" for part in parts)


@pytest.mark.parametrize("end", ["end_stream", "close", "reset"])
@pytest.mark.parametrize(
    ("data", "error"),
    [(None, None), ({"status": "success"}, None), ({"status": "error"}, RunFailedError), ([], None), ({}, None)],
    ids=repr,
)
def test_end_on_a_server_that_knows_no_runs(connect: Any, end: str, data: Any, error: Any) -> None:
    """It believes `end`, where there is no such route."""
    client, _ = connect(sends(metadata(1), ("end", data, None), then=end), gone, gone)
    if error is None:
        assert ["metadata", "end"] == [part.event for part in client.runs.stream(THREAD, "agent")]
    else:
        with pytest.raises(LangGraphError):
            list(client.runs.stream(THREAD, "agent"))


@pytest.mark.parametrize("then", ["end_stream", "reset"])
@pytest.mark.parametrize(
    ("word", "error", "says"),
    [
        ("cancelled", RunCancelledError, "was cancelled"),
        ("canceled", RunCancelledError, "was cancelled"),
        ("failed", RunFailedError, "failed with Boom"),
        ("timeout", RunTimeoutError, "time limit"),
        ("exploded", APIResponseError, r"no known status of run .*exploded"),
        ("running", StreamInterruptedError, "while the run is running|reset"),
        (5, APIResponseError, "no known status"),
        ({"a": 1}, APIResponseError, "no known status"),
        ("completed", None, ""),
        ("succeeded", None, ""),
    ],
)
def test_end_with_another_word(connect: Any, word: Any, error: Any, says: str, then: str) -> None:
    """It takes other servers' words for an end, and no unknown one for a success, where the run can't be asked."""
    end = ("end", {"status": word}, None)
    thread = [gone] if error is not RunFailedError else [lambda connection: connection.answer(BOOM)]
    client, _ = connect(sends(metadata(1), ("values", QUESTION, None), end, then=then), *thread)
    parts = client.runs.stream(THREAD, "agent")

    assert ["metadata", "values", "end"] == [next(parts).event for _ in range(3)]
    if error is None:
        assert [] == list(parts)
    else:
        with pytest.raises(error, match=says):
            list(parts)


@pytest.mark.parametrize("word", ["exploded", "running", None])
def test_run_knows_more_than_its_end(connect: Any, word: Optional[str]) -> None:
    """It asks the run when `end` has no word that is known."""
    client, _ = connect(sends(metadata(1), ("end", {"status": word}, None)), run_is("success"))

    assert ["metadata", "end"] == [part.event for part in client.runs.stream(THREAD, "agent")]


@pytest.mark.parametrize("word", ["exploded", None])
def test_end_after_an_error(connect: Any, word: Optional[str]) -> None:
    """It raises the failure that came before an `end` which says nothing, where the run can't be asked."""
    client, _ = connect(sends(metadata(1), failure("ValueError"), ("end", {"status": word}, None)), gone)

    with pytest.raises(RunFailedError, match="ValueError"):
        list(client.runs.stream(THREAD, "agent"))


@pytest.mark.parametrize(
    ("word", "error"),
    [("cancelled", RunCancelledError), ("completed", None), ("failed", RunFailedError), ("exploded", APIResponseError)],
)
@pytest.mark.parametrize("call", CALLS)
def test_run_with_another_word(connect: Any, call: str, word: str, error: Any) -> None:
    """It takes other servers' words for a run's status too."""
    client, _ = connect(answers({"n": 1}), run_is(word), lambda connection: connection.answer(BOOM))

    if error is None:
        assert {"n": 1} == CALLS[call](client)
    else:
        with pytest.raises(error):
            CALLS[call](client)


@pytest.mark.parametrize("last_event_id", ["-1", "-", "0", "0-0"])
@pytest.mark.parametrize("events", [[], [tick(3, "3-0"), tick(4, "4-0")]], ids=["nothing", "the middle"])
def test_node_that_did_not_run_it(connect: Any, last_event_id: str, events: list[Tick]) -> None:
    """It raises when a replay from the beginning has lost its beginning, and so has one from 0-0."""
    client, _ = connect(sends(*events), run_is("success"), sends(*events))

    with pytest.raises(StreamInterruptedError, match="no longer has") as caught:
        list(client.runs.join_stream(THREAD, RUN, last_event_id=last_event_id))
    assert (THREAD, RUN) == (caught.value.thread_id, caught.value.run_id)


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize(
    ("status", "at_first"), [("success", []), ("success", [tick(3, "3-0")]), ("running", [tick(3, "3-0")])]
)
@pytest.mark.parametrize("before", [None, [], [METADATA]], ids=["joined", "no event", "one event"])
def test_redis_that_knows_no_minus_one(
    connect: Any, status: str, before: Optional[list[Tick]], at_first: list[Tick]
) -> None:
    """It asks from 0-0 where -1 brings nothing, or only what is live: another node has run the graph."""
    kept = [(*METADATA[:2], "1-0"), *(tick(number, f"{number}-0") for number in (2, 3))]
    asked: list[str] = []

    def node(connection: Connection) -> None:
        asked.append(connection.request.headers["last-event-id"])
        sends(*(kept if asked[-1] == "0-0" else at_first))(connection)

    def server(connection: Connection) -> None:
        if connection.request.path != STREAM_PATH:
            run_is("success" if "0-0" in asked else status, kwargs={})(connection)
        else:
            node(connection)

    start = [] if before is None else [cut_after(*[(*event[:2], "1-0") for event in before])]
    client, _ = connect(*start, *[server] * 12)
    if before is None:
        parts = client.runs.join_stream(THREAD, RUN, last_event_id="-1")
    else:
        parts = client.runs.stream(THREAD, "agent", stream_resumable=True)

    assert ["metadata", 2, 3] == [part.data.get("tick", part.event) for part in parts]


def test_server_that_counts_from_zero(connect: Any) -> None:
    """It takes what follows the event 0 for complete: that is `metadata`, and not the beginning."""
    client, _ = connect(sends(tick(1, "1"), tick(2, "2")), run_is("success"), sends(tick(2, "2")))

    assert [1, 2] == ticks(client.runs.join_stream(THREAD, RUN, last_event_id="0"))


def in_shell(said: Any) -> dict[str, Any]:
    """What LangGraph.js answers for a failure."""
    return {"__error__": {"error": "Error", "message": json.dumps(said)}}


@pytest.mark.parametrize("call", CALLS)
def test_failure_in_a_failure(connect: Any, call: str) -> None:
    """It finds what LangGraph.js says in the message of what it says."""
    client, _ = connect(answers(in_shell({"error": "RangeError", "message": "boom!"})), run_is("error"))

    with pytest.raises(RunFailedError, match=r"failed with RangeError: boom!$") as caught:
        CALLS[call](client)
    assert ("RangeError", "boom!") == (caught.value.error, caught.value.message)


def test_join_of_no_run(connect: Any) -> None:
    """It raises that there is no such run where LangGraph.js answers with a failure."""
    client, _ = connect(answers(in_shell("Run not found")), gone)

    with pytest.raises(NotFoundError):
        client.runs.join(THREAD, RUN)


@pytest.mark.parametrize("call", ["stream", *CALLS])
def test_rollback_of_js(connect: Any, call: str) -> None:
    """It raises a cancellation where LangGraph.js reports a failure of that name."""
    said = {"error": "Error", "message": "rollback"}
    first = sends(METADATA, ("error", said, "1")) if call == "stream" else answers(in_shell(said))
    client, _ = connect(first, run_is("error"))

    with pytest.raises(RunCancelledError, match="was cancelled"):
        {**CALLS, "stream": lambda client: list(client.runs.stream(THREAD, "agent"))}[call](client)


@pytest.mark.parametrize("call", CALLS)
def test_reason_that_the_task_has(connect: Any, call: str) -> None:
    """It reads from the state why a run has failed where the thread does not say it."""
    task = {"error": '{"name": "RangeError", "message": "boom!"}'}
    client, server = connect(
        answers({"n": 1}),
        run_is("error"),
        lambda connection: connection.answer({"status": "error"}),
        lambda connection: connection.answer({"tasks": [{"error": None}, None, task]}),
    )

    with pytest.raises(RunFailedError, match="failed with RangeError: boom!"):
        CALLS[call](client)
    assert f"/threads/{THREAD}/state" == server.requests[-1].path


def test_replay_of_one_mode_begins_without_metadata(connect: Any) -> None:
    """It delivers a replay that `stream_mode` has filtered, also when that leaves nothing."""
    client, _ = connect(sends(tick(1, "1-0")), run_is("success"), sends(tick(1, "1-0")), sends(), run_is("success"))

    joined = client.runs.join_stream(THREAD, RUN, last_event_id="-1", stream_mode="custom")
    assert [1] == ticks(joined)
    assert [] == list(client.runs.join_stream(THREAD, RUN, last_event_id="-1", stream_mode="values"))


@pytest.mark.parametrize(
    "said",
    [{"error": "Error", "message": "Run not found"}, {"error": "HTTPException", "message": "404: Run not found"}],
)
def test_stream_of_a_run_that_never_was(connect: Any, said: Any) -> None:
    """It raises that there is no such run, and delivers nothing."""
    missing = ("error", {**said, "error": said["error"].replace("Error", "error")}, None)
    client, server = connect(sends(missing), gone)

    with pytest.raises(NotFoundError):
        list(client.runs.join_stream(THREAD, RUN))
    assert RUN_PATH == server.requests[1].path


@pytest.mark.parametrize("said", [None, {"__error__": {"error": "HTTPException", "message": "404: Run not found"}}])
def test_join_of_a_run_that_never_was(connect: Any, said: Any) -> None:
    """It raises that there is no such run."""
    client, _ = connect(says(said), gone)

    with pytest.raises(NotFoundError):
        client.runs.join(THREAD, RUN)


def test_aegra_names_a_created_run_in_the_body(connect: Any) -> None:
    """It reports a run whose answer has no Content-Location."""
    made: list[Any] = []
    client, _ = connect(says({"run_id": RUN, "thread_id": THREAD, "status": "pending"}))
    client.runs.create(THREAD, "agent", on_run_created=made.append)

    assert [{"run_id": RUN, "thread_id": THREAD}] == made


def test_run_named_by_its_metadata_event(connect: Any) -> None:
    """It reports and finds a run by its `metadata` when the answer has no Content-Location."""
    made: list[Any] = []
    events = [metadata(1, "1-0"), tick(1, "2-0"), tick(2, "3-0")]
    cut = sends(*events[:2], then="close", headers={})
    client, server = connect(cut, sends(*events[1:], headers={}), run_is("success"))

    assert [1, 2] == ticks(client.runs.stream(THREAD, "agent", stream_resumable=True, on_run_created=made.append))
    assert STREAM_PATH == server.requests[1].path
    assert [{"run_id": RUN, "thread_id": THREAD}] == made


@pytest.mark.parametrize(
    ("newest", "more", "error"),
    [
        ({"run_id": RUN, "status": "error"}, [run_is("error"), says({"error": None})], RunFailedError),
        ({"run_id": RUN, "status": "interrupted"}, [run_is("interrupted")], RunCancelledError),
    ],
    ids=["failed", "cancelled"],
)
def test_graphharbor_answers_null_for_a_run_without_a_name(
    connect: Any, newest: Any, more: list[Script], error: type[LangGraphError]
) -> None:
    """It looks at the newest run of the thread when the answer says nothing at all."""
    client, server = connect(says(None), says([newest]), *more)

    with pytest.raises(error):
        client.runs.wait(THREAD, "agent")
    assert f"/threads/{THREAD}/runs?limit=1" == server.requests[1].path


@pytest.mark.parametrize("runs", [[], {}, None, [None]], ids=repr)
def test_null_on_a_thread_that_lists_no_runs(connect: Any, runs: Any) -> None:
    """It returns the answer when there is no run to look at."""
    client, _ = connect(says(None), says(runs))

    assert None is client.runs.wait(THREAD, "agent")
