"""A run with an idempotency key is started once, however often and from wherever it is asked for."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import requests
from faults import THREAD, refuses, sends, tick, ticks
from requests.adapters import HTTPAdapter
from scripted_server import Connection, Script
from thread_server import ENOUGH, RUNS, ThreadServer, run_id

from langgraph_sync import (
    APIConnectionError,
    APIResponseError,
    APITimeoutError,
    ConflictError,
    DeadlineExceededError,
    InternalServerError,
    LangGraphClient,
    LangGraphError,
    NotFoundError,
    RunFailedError,
    StreamInterruptedError,
    UnprocessableEntityError,
    get_client,
)

EVENTS = [tick(number, f"{number}-0") for number in range(1, 4)]
CALLS: dict[str, Callable[..., Any]] = {
    "create": lambda client, **options: client.runs.create(THREAD, "agent", **options)["run_id"],
    "wait": lambda client, **options: client.runs.wait(THREAD, "agent", **options)["state"],
    "stream": lambda client, **options: next(client.runs.stream(THREAD, "agent", **options)).data["run_id"],
    "answer": lambda client, **options: client.runs.answer(THREAD, "agent", "yes", **options)["state"],
    "stream_answer": lambda client, **options: next(client.runs.stream_answer(THREAD, "agent", "yes", **options)).data[
        "run_id"
    ],
}


@pytest.fixture
def start(connect: Any) -> Callable[[ThreadServer], tuple[LangGraphClient, Any]]:
    """Serve a thread, without an end."""
    return lambda thread: connect(*[thread] * ENOUGH)


def started(server: Any) -> list[Any]:
    """What the server was asked to start."""
    starts = [("POST", RUNS), ("POST", f"{RUNS}/stream")]
    return [request.json for request in server.requests if (request.method, request.path) in starts]


def starts_nothing(status: int, detail: str) -> Script:
    """A thread whose server answers every request to start a run with an error."""
    thread = ThreadServer()

    def script(connection: Connection) -> None:
        if connection.request.method == "POST":
            connection.answer({"detail": detail}, status=status)
        else:
            thread(connection)

    return script


@pytest.mark.parametrize("call", CALLS)
def test_key(start: Any, call: str) -> None:
    """It starts the run for the first of two calls, and follows it for the second; both learn its ids."""
    client, server = start(ThreadServer(*EVENTS))
    reported: list[Any] = []

    for _ in range(2):
        assert run_id(0) == CALLS[call](client, idempotency_key="tonight", on_run_created=reported.append)

    (body,) = started(server)
    assert "tonight" == body["metadata"]["langgraph_sync_key"]
    assert "reject" == body["multitask_strategy"]
    assert [{"run_id": run_id(0), "thread_id": THREAD}] * 2 == reported


def test_stream_that_is_started_live(start: Any) -> None:
    """The stream of the call that starts the run is the answer to its start: equal events with one id are no doubt."""
    equal = tick(1, "1-0")
    client, server = start(ThreadServer(equal, equal, tick(2, "2-0")))

    assert [1, 1, 2] == ticks(client.runs.stream(THREAD, "agent", stream_mode="custom", idempotency_key="k"))
    assert [("POST", f"{RUNS}/stream")] == [(request.method, request.path) for request in server.requests[1:2]]


def test_answer_that_names_no_run(serve: Any) -> None:
    """Its id is looked up by the key: a proxy may have taken the header away, and the stream may be cut at once."""
    thread = ThreadServer(*EVENTS)
    server = serve(*[thread] * ENOUGH)

    def cuts_first(response: Any, **_: Any) -> None:
        if response.request.method == "POST":
            response.headers.pop("content-location")
            response.raw.close()

    with requests.Session() as session, get_client(url=server.url, session=session) as client:
        session.hooks["response"].append(cuts_first)
        parts = client.runs.stream(THREAD, "agent", stream_mode="custom", idempotency_key="k")
        assert [1, 2, 3] == ticks(parts)

    assert 1 == len(started(server))


@pytest.mark.parametrize("shows_after", [2, 1_000], ids=["late", "never"])
def test_answer_that_names_no_run_which_is_not_listed_yet(serve: Any, waits: list[float], shows_after: int) -> None:
    """It waits until the run is listed, and says that it does not show if it never is."""
    thread, lists = ThreadServer(*EVENTS), itertools.count()

    def script(connection: Connection) -> None:
        if connection.request.path.startswith(f"{RUNS}?") and next(lists) < shows_after:
            connection.answer([])
        else:
            thread(connection)

    server = serve(*[script] * ENOUGH)
    with requests.Session() as session, get_client(url=server.url, session=session) as client:
        session.hooks["response"].append(lambda response, **_: response.headers.pop("content-location", None) and None)
        parts = client.runs.stream(THREAD, "agent", stream_mode="custom", idempotency_key="k")
        if shows_after == 2:
            assert [1, 2, 3] == ticks(parts)
        else:
            with pytest.raises(APIConnectionError, match="no run with its idempotency_key shows"):
                list(parts)

    assert waits
    assert 1 == len(started(server))


@pytest.mark.parametrize("loses_answers", [False, True])
def test_search_that_is_refused_after_the_start(serve: Any, loses_answers: bool) -> None:
    """A run that was started is not started again because the list of runs can't be read."""
    thread = ThreadServer(*EVENTS)
    thread.loses_answers = loses_answers
    answers = itertools.chain([({"detail": "bad"}, 422)], itertools.repeat(([], 200)))

    def script(connection: Connection) -> None:
        if connection.request.path.startswith(f"{RUNS}?") and thread.runs:
            connection.answer(*next(answers))
        else:
            thread(connection)

    server = serve(*[script] * ENOUGH)
    with requests.Session() as session, get_client(url=server.url, session=session) as client:
        session.hooks["response"].append(lambda response, **_: response.headers.pop("content-location", None) and None)
        with pytest.raises(UnprocessableEntityError):
            list(client.runs.stream(THREAD, "agent", idempotency_key="k"))

    assert 1 == len(started(server))


@pytest.mark.parametrize("error", [APITimeoutError, APIConnectionError, ConflictError])
@pytest.mark.parametrize("loses_answers", [False, True])
def test_callback_that_raises(start: Any, error: type[LangGraphError], loses_answers: bool) -> None:
    """What it raises comes out as it is, whatever of the start it looks like."""
    thread = ThreadServer(*EVENTS)
    thread.loses_answers = loses_answers
    client, server = start(thread)

    def fails(_: object) -> None:
        raise error("of the caller")

    with pytest.raises(error, match="of the caller"):
        list(client.runs.stream(THREAD, "agent", idempotency_key="k", on_run_created=fails))

    assert 1 == len(started(server))


def test_calls_of_different_kinds(start: Any) -> None:
    """They share the run: one creates it, another streams it from its first event, another waits for its state."""
    client, server = start(ThreadServer(*EVENTS))
    job: dict[str, Any] = {"input": {"n": 1}, "idempotency_key": "tonight"}

    client.runs.create(THREAD, "agent", stream_resumable=True, **job)

    assert [1, 2, 3] == ticks(client.runs.stream(THREAD, "agent", **job))
    assert {"state": run_id(0)} == client.runs.wait(THREAD, "agent", **job)
    assert 1 == len(started(server))


def test_metadata_beside_the_key(start: Any) -> None:
    """The run has what was given too, and a stream of it keeps its events."""
    client, server = start(ThreadServer(*EVENTS))

    list(client.runs.stream(THREAD, "agent", metadata={"team": "a"}, idempotency_key="k", stream_mode="custom"))

    (body,) = started(server)
    assert "a" == body["metadata"]["team"]
    assert body["stream_resumable"] is True
    assert "continue" == body["on_disconnect"]


@pytest.mark.parametrize("call", CALLS)
def test_lost_answer(start: Any, waits: list[float], call: str) -> None:
    """It finds the run that was started although the answer never came, and starts no other."""
    thread = ThreadServer(*EVENTS)
    thread.loses_answers = True
    client, server = start(thread)

    assert run_id(0) == CALLS[call](client, idempotency_key="k")
    assert 1 == len(started(server))
    assert [] == waits


def test_lost_request(start: Any, waits: list[float]) -> None:
    """It looks for a run that may have been started, for a while, and then raises; it never asks for it twice."""
    thread = ThreadServer(*EVENTS)
    thread.loses_requests = True
    client, server = start(thread)

    with pytest.raises(APIConnectionError, match=f"POST .*{RUNS} failed"):
        client.runs.wait(THREAD, "agent", idempotency_key="k")

    assert 1 == len(started(server))
    assert 5 == len(waits)


def test_run_that_appears_late(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a lost answer it waits for the run to show."""
    thread = ThreadServer(*EVENTS)
    thread.loses_requests = True
    client, server = start(thread)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            thread.add(**started(server)[0]["metadata"])

    monkeypatch.setattr("time.sleep", sleep)

    assert {"state": run_id(0)} == client.runs.wait(THREAD, "agent", idempotency_key="k")
    assert 1 == len(started(server))


@pytest.mark.usefixtures("waits")
def test_server_that_fails(start: Any) -> None:
    """After a 500 it looks for the run as after a lost answer, and raises that in the end."""
    client, server = start(starts_nothing(500, "oops"))

    with pytest.raises(InternalServerError, match="oops"):
        client.runs.create(THREAD, "agent", idempotency_key="k")

    assert 1 == len(started(server))


@pytest.mark.parametrize("refusal", [409, 422])
def test_caller_that_was_faster(start: Any, refusal: int) -> None:
    """It follows the run of another caller, for whose sake the server refuses this one."""
    thread = ThreadServer(*EVENTS)
    thread.refusal = refusal
    client, server = start(thread)
    thread.before_start.append(lambda: thread.add("running", **started(server)[0]["metadata"]))

    assert run_id(0) == client.runs.create(THREAD, "agent", idempotency_key="k")["run_id"]
    assert 1 == len(started(server))


@pytest.mark.parametrize("call", ["create", "stream", "stream_answer"])
def test_busy_thread(start: Any, call: str) -> None:
    """Behind a run without the key it waits for its turn."""
    thread = ThreadServer(*EVENTS)
    thread.add("running")
    client, server = start(thread)

    assert run_id(1) == CALLS[call](client, idempotency_key="k")
    assert ["reject", "enqueue"] == [body["multitask_strategy"] for body in started(server)]


@pytest.mark.parametrize("call", ["create", "stream", "stream_answer"])
def test_two_callers_on_a_busy_thread(start: Any, call: str) -> None:
    """Of two that wait for their turn the older one stays; the younger one is removed and the older followed."""
    thread = ThreadServer(*EVENTS)
    thread.add("running")
    client, server = start(thread)
    thread.before_start += [lambda: None, lambda: thread.add("pending", **started(server)[0]["metadata"])]

    assert run_id(1) == CALLS[call](client, idempotency_key="k")
    assert [run_id(0), run_id(1)] == [run["run_id"] for run in thread.runs]
    cancelled = [request.path for request in server.requests if "/cancel" in request.path]
    assert [f"{RUNS}/{run_id(2)}/cancel?action=rollback&wait=true"] == cancelled


@pytest.mark.parametrize("call", ["create", "wait", "answer"])
def test_run_that_ends_between_look_and_start(start: Any, call: str) -> None:
    """A run of another caller that has come and gone meanwhile is the one; the younger one is removed."""
    thread = ThreadServer(*EVENTS, status="running")
    client, server = start(thread)
    thread.before_start += [lambda: thread.add("success", **started(server)[0]["metadata"])]

    assert run_id(0) == CALLS[call](client, idempotency_key="k")
    assert [run_id(0)] == [run["run_id"] for run in thread.runs]
    assert 1 == len(started(server))


def test_other_input_between_look_and_start(start: Any) -> None:
    """A run that turns out to have the key of another input is removed, and the caller told."""
    thread = ThreadServer(*EVENTS, status="running")
    client, _ = start(thread)
    thread.before_start += [lambda: thread.add("success", langgraph_sync_key="k", langgraph_sync_input="other")]

    with pytest.raises(ValueError, match=f"used for another input, by run {run_id(0)}"):
        client.runs.create(THREAD, "agent", idempotency_key="k")
    assert [run_id(0)] == [run["run_id"] for run in thread.runs]


def test_hook_that_raises_in_the_look_again(serve: Any) -> None:
    """What it raises comes out as it is, and is not taken for a failure of the search."""
    looks = itertools.count()

    def fails(response: requests.Response, **_: Any) -> None:
        if response.request.method == "GET" and next(looks) == 1:
            raise APITimeoutError("of the caller")

    server = serve(*[ThreadServer(*EVENTS)] * ENOUGH)
    with requests.Session() as session, get_client(url=server.url, session=session) as client:
        session.hooks["response"].append(fails)
        with pytest.raises(APITimeoutError, match="of the caller"):
            client.runs.create(THREAD, "agent", idempotency_key="k")

    assert 1 == len(started(server))


@pytest.mark.parametrize("call", ["create", "wait"])
def test_look_again_that_fails(start: Any, call: str) -> None:
    """A run that is started is followed, although the thread's runs can't be listed any more."""
    thread = ThreadServer(*EVENTS)
    client, server = start(fails_at(thread, "GET", f"{RUNS}?", 1, status=403))

    assert run_id(0) == CALLS[call](client, idempotency_key="k")
    assert 1 == len(started(server))


@pytest.mark.parametrize("busy", [True, False])
def test_session_with_one_connection(start: Any, busy: bool) -> None:
    """A stream needs no second connection while it is open: the session may wait for the one that it has."""
    thread = ThreadServer(*EVENTS)
    if busy:
        thread.add("running")
    _, server = start(thread)
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=1, pool_block=True))
        client = get_client(url=server.url, session=session)
        parts = client.runs.stream(THREAD, "agent", idempotency_key="k", deadline=20)
        assert ["metadata", *(event[0] for event in EVENTS)] == [next(parts).event for _ in range(4)]
        parts.close()


def test_busy_thread_of_a_caller_that_does_not_wait(start: Any) -> None:
    """With `reject` it raises that the thread is busy."""
    thread = ThreadServer()
    thread.add("running")
    client, server = start(thread)

    with pytest.raises(ConflictError, match="already running"):
        client.runs.create(THREAD, "agent", idempotency_key="k", multitask_strategy="reject")

    assert 1 == len(started(server))


@pytest.mark.parametrize("call", CALLS)
def test_other_input(start: Any, call: str) -> None:
    """The same key with another input is an error, whatever the order of the keys in equal ones."""
    client, server = start(ThreadServer(*EVENTS))
    client.runs.create(THREAD, "agent", input={"a": 1, "b": [2]}, idempotency_key="k")

    client.runs.create(THREAD, "agent", input={"b": (2,), "a": 1}, idempotency_key="k")
    with pytest.raises(ValueError, match=f"'k' was used for another input, by run {run_id(0)}"):
        CALLS[call](client, idempotency_key="k", **({} if "answer" in call else {"input": {"a": 2}}))

    assert 1 == len(started(server))


def test_run_among_many(start: Any) -> None:
    """It finds the run behind hundreds that have been started since."""
    thread = ThreadServer()
    client, server = start(thread)
    client.runs.create(THREAD, "agent", idempotency_key="k")
    for _ in range(350):
        thread.add()

    assert run_id(0) == client.runs.create(THREAD, "agent", idempotency_key="k")["run_id"]
    assert 1 == len(started(server))


def test_thread_that_is_not_there_yet(start: Any) -> None:
    """A thread that the call makes has no runs to look through."""
    thread = ThreadServer()
    thread.is_there = False
    client, server = start(thread)

    assert run_id(0) == client.runs.create(THREAD, "agent", idempotency_key="k", if_not_exists="create")["run_id"]
    assert 1 == len(started(server))


def test_run_that_has_failed(start: Any) -> None:
    """The next call with its key raises the failure again."""
    client, server = start(ThreadServer(status="error", error={"error": "ValueError", "message": "no"}))

    for _ in range(2):
        with pytest.raises(RunFailedError, match="ValueError: no"):
            client.runs.wait(THREAD, "agent", idempotency_key="k")

    assert 1 == len(started(server))


def test_events_that_have_expired(start: Any) -> None:
    """A stream whose events the server has dropped raises, and says that the result can still be had."""
    thread = ThreadServer(*EVENTS)
    client, _ = start(thread)
    client.runs.create(THREAD, "agent", idempotency_key="k")
    thread.events = ()

    with pytest.raises(StreamInterruptedError, match=r"runs\.join\(.*\) waits for its result"):
        list(client.runs.stream(THREAD, "agent", idempotency_key="k"))


def test_search_that_fails(start: Any) -> None:
    """Where the runs of the thread can't be listed, nothing is started."""
    client, server = start(lambda connection: connection.answer({"detail": "down"}, status=503))

    with pytest.raises(InternalServerError, match="down"):
        client.runs.wait(THREAD, "agent", idempotency_key="k")

    assert [] == started(server)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"multitask_strategy": "interrupt"}, "multitask_strategy can't be 'interrupt'"),
        ({"multitask_strategy": "rollback"}, "multitask_strategy can't be 'rollback'"),
        ({"idempotency_key": " "}, "must not be empty"),
    ],
)
@pytest.mark.parametrize("call", CALLS)
def test_what_a_key_excludes(connect: Any, call: str, options: dict[str, Any], message: str) -> None:
    """It refuses, before anything is sent, what could end a run that should be started once."""
    client, server = connect()

    with pytest.raises(ValueError, match=message):
        CALLS[call](client, **{"idempotency_key": "k", **options})

    assert [] == server.requests


@pytest.mark.parametrize("call", ["wait", "answer"])
def test_key_of_a_run_that_ends_with_its_connection(connect: Any, call: str) -> None:
    """It refuses, before anything is sent, a run that one of its callers would end by going away."""
    client, server = connect()

    with pytest.raises(ValueError, match="on_disconnect can't be 'cancel'"):
        CALLS[call](client, idempotency_key="k", on_disconnect="cancel")

    assert [] == server.requests


def test_key_that_is_no_text(connect: Any) -> None:
    """It says what a key must be."""
    client, _ = connect()

    with pytest.raises(TypeError, match="idempotency_key must be a str, not int"):
        client.runs.wait(THREAD, "agent", idempotency_key=7)


@pytest.mark.parametrize("method", ["create", "wait", "stream"])
def test_key_without_a_thread(connect: Any, method: str) -> None:
    """It needs a thread, whose runs are searched for it."""
    client, server = connect()

    with pytest.raises(ValueError, match="needs a thread"):
        getattr(client.runs, method)(None, "agent", idempotency_key="k")

    assert [] == server.requests


@pytest.mark.parametrize(
    "options",
    [{"stream_mode": "messages"}, {"feedback_keys": ["good"]}, {"on_disconnect": "cancel"}],
)
def test_stream_that_could_not_be_followed_again(connect: Any, options: dict[str, Any]) -> None:
    """It refuses a stream with a key whose events the server would not keep."""
    client, server = connect()

    with pytest.raises(ValueError, match="must be resumable, but"):
        client.runs.stream(THREAD, "agent", idempotency_key="k", **options)

    assert [] == server.requests


def test_unknown_assistant(start: Any) -> None:
    """What the server refuses for another reason than a busy thread comes out as it is."""
    client, server = start(starts_nothing(404, "no such assistant"))

    with pytest.raises(NotFoundError, match="no such assistant"):
        client.runs.create(THREAD, "agent", idempotency_key="k")

    assert 1 == len(started(server))


@pytest.mark.parametrize("call", CALLS)
def test_run_that_anybody_may_follow(start: Any, call: str) -> None:
    """It keeps its events, whichever method has started it: the next call with the key may stream it."""
    client, server = start(ThreadServer(*EVENTS))

    CALLS[call](client, idempotency_key="k")

    (body,) = started(server)
    assert body["stream_resumable"] is True
    assert "continue" == body["on_disconnect"]


@pytest.mark.parametrize("call", CALLS)
def test_younger_run_that_nobody_has_removed(start: Any, call: str) -> None:
    """It is removed by whoever sees it: the caller that has started it may have died just then."""
    thread = ThreadServer(*EVENTS)
    client, server = start(thread)
    CALLS[call](client, idempotency_key="k")
    thread.add("pending", **started(server)[0]["metadata"])

    assert run_id(0) == CALLS[call](client, idempotency_key="k")
    assert [run_id(0)] == [run["run_id"] for run in thread.runs]


def fails_at(
    thread: ThreadServer, method: str, beginning: str, after: int, *, status: int = 503
) -> Callable[[Any], None]:
    """Answer one request of a kind with an error, after others of its kind."""
    count = itertools.count()

    def script(connection: Any) -> None:
        request = connection.request
        if request.method == method and request.path.startswith(beginning) and next(count) == after:
            connection.answer({"detail": "down"}, status=status)
        else:
            thread(connection)

    return script


def test_younger_run_that_somebody_else_removes(start: Any) -> None:
    """It is no error that it is gone by then."""
    thread = ThreadServer(*EVENTS)
    client, server = start(fails_at(thread, "POST", f"{RUNS}/{run_id(1)}/cancel", 0, status=404))
    client.runs.create(THREAD, "agent", idempotency_key="k")
    thread.add("pending", **started(server)[0]["metadata"])

    assert run_id(0) == client.runs.create(THREAD, "agent", idempotency_key="k")["run_id"]
    assert [run_id(0)] == [run["run_id"] for run in thread.runs]


def test_younger_run_that_has_ended(start: Any) -> None:
    """It stays: there is nothing left to prevent."""
    thread = ThreadServer(*EVENTS)
    client, server = start(thread)
    client.runs.create(THREAD, "agent", idempotency_key="k")
    thread.add("success", **started(server)[0]["metadata"])

    assert run_id(0) == client.runs.create(THREAD, "agent", idempotency_key="k")["run_id"]
    assert [run_id(0), run_id(1)] == [run["run_id"] for run in thread.runs]


@pytest.mark.parametrize("call", CALLS)
def test_failures_after_the_start(start: Any, waits: list[float], call: str) -> None:
    """Once the run is started it is followed through failures, with the patience of a run that is known."""
    thread = ThreadServer(*EVENTS)
    thread.loses_answers = True
    client, server = start(fails_at(thread, "GET", f"{RUNS}/", 0))

    assert run_id(0) == CALLS[call](client, idempotency_key="k")
    assert 1 == len(started(server))
    assert 1 == len(waits)


@pytest.mark.usefixtures("waits")
def test_beginning_that_is_lost_meanwhile(start: Any) -> None:
    """A run that is found is streamed from its beginning, also when the first request for that fails."""
    thread = ThreadServer(*EVENTS)
    client, _ = start(thread)
    client.runs.create(THREAD, "agent", idempotency_key="k")
    answers = iter([refuses(503), sends(*EVENTS[1:]), sends(*EVENTS[1:])])  # asked for by both names
    is_stream = re.compile(rf"{RUNS}/[^/]+/stream")

    def loses_beginning(connection: Connection) -> None:
        (next(answers) if is_stream.match(connection.request.path) else thread)(connection)

    client, _ = start(loses_beginning)
    with pytest.raises(StreamInterruptedError, match="no longer has the beginning"):
        list(client.runs.stream(THREAD, "agent", idempotency_key="k"))


@pytest.mark.parametrize("place", [("GET", f"{RUNS}?", 4), ("POST", f"{RUNS}/", 0)])
def test_failures_behind_a_busy_thread(start: Any, waits: list[float], place: tuple[str, str, int]) -> None:
    """A caller that has to wait its turn finds out in the end who has won, and removes the younger run."""
    thread = ThreadServer(*EVENTS)
    thread.add("running")
    client, server = start(fails_at(thread, *place))
    thread.before_start += [lambda: None, lambda: thread.add("pending", **started(server)[0]["metadata"])]

    assert run_id(1) == client.runs.create(THREAD, "agent", idempotency_key="k")["run_id"]
    assert [run_id(0), run_id(1)] == [run["run_id"] for run in thread.runs]
    assert 1 == len(waits)


def test_leaving_before_it_is_known_who_has_won(serve: Any) -> None:
    """A run that waits its turn is cancelled too when its caller leaves."""
    thread = ThreadServer(*EVENTS)
    thread.add("running")
    server = serve(*[thread] * ENOUGH)

    def interrupts(response: Any, **_: Any) -> None:
        if response.request.method == "GET" and len(thread.runs) == 2:
            raise KeyboardInterrupt

    with requests.Session() as session, get_client(url=server.url, session=session) as client:
        session.hooks["response"].append(interrupts)
        with pytest.raises(KeyboardInterrupt):
            client.runs.wait(THREAD, "agent", idempotency_key="k", on_exit="cancel")

    assert "interrupted" == thread.runs[1]["status"]


class LeftError(Exception):
    """The caller's own."""


@pytest.mark.parametrize("call", ["wait", "stream"])
@pytest.mark.parametrize("leaves", [KeyboardInterrupt, LeftError])
@pytest.mark.usefixtures("waits")
def test_leaving_while_the_run_is_started(serve: Any, call: str, leaves: type[BaseException]) -> None:
    """The run is found by its key and cancelled, though the answer to its start has not come."""
    thread = ThreadServer(*EVENTS)
    thread.status = "running"
    server = serve(*[thread] * ENOUGH)

    def interrupts(response: Any, **_: Any) -> None:
        if response.request.method == "POST" and not response.request.url.endswith("/cancel"):
            raise leaves

    with requests.Session() as session, get_client(url=server.url, session=session) as client:
        session.hooks["response"].append(interrupts)
        with pytest.raises(leaves):
            CALLS[call](client, idempotency_key="k", on_exit="cancel")

    assert ["interrupted"] == [run["status"] for run in thread.runs]


@pytest.mark.parametrize("call", ["wait", "stream"])
def test_deadline_while_the_run_is_started(start: Any, waits: list[float], call: str) -> None:
    """The run is found by its key and cancelled, also when it shows late."""
    thread = ThreadServer(*EVENTS)
    late: list[Any] = []

    def script(connection: Connection) -> None:
        if connection.request.path in (RUNS, f"{RUNS}/stream") and connection.request.method == "POST":
            late.append(connection.request.json["metadata"])
            connection.wait_until_gone()
        else:
            if len(waits) == 2 and not thread.runs:
                thread.add("running", **late[0])
            thread(connection)

    client, _ = start(script)

    with pytest.raises(DeadlineExceededError, match=r"The run is cancelled\.") as caught:
        CALLS[call](client, idempotency_key="k", on_exit="cancel", deadline=0.5)

    assert run_id(0) == caught.value.run_id
    assert ["interrupted"] == [run["status"] for run in thread.runs]


def test_leaving_a_run_that_the_server_refused(start: Any) -> None:
    """Nothing is looked for, nor cancelled: there is no run."""
    client, server = start(starts_nothing(404, "no such assistant"))

    with pytest.raises(NotFoundError):
        client.runs.wait(THREAD, "agent", idempotency_key="k", on_exit="cancel")

    assert 2 == len(server.requests)


@pytest.mark.parametrize("answer", [5, {"runs": []}, [None]])
def test_search_that_is_answered_with_something_else(start: Any, answer: Any) -> None:
    """What is no list of runs is an error of the package, and nothing is started."""
    client, server = start(lambda connection: connection.answer(answer))

    with pytest.raises(APIResponseError, match=RUNS):
        client.runs.wait(THREAD, "agent", idempotency_key="k")

    assert [] == started(server)


def test_input_with_sets(start: Any) -> None:
    """Equal sets are one input in every process, although each orders them as it likes."""
    program = """if True:
        import sys
        from langgraph_sync import get_client
        job = {"names": {"a", "b", "c", "d", 1, None}, "more": [frozenset("xyz")]}
        client = get_client(url=sys.argv[1], api_key=None)
        print(client.runs.create(sys.argv[2], "agent", input=job, idempotency_key="k")["run_id"])
    """
    _, server = start(ThreadServer(*EVENTS))

    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", program, server.url, THREAD]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        assert (run_id(0), "") == (ended.stdout.strip(), ended.stderr)
