"""Runs for many inputs: in order, a few at a time, and nothing is left when the loop is."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional
from uuid import UUID

import pytest
from faults import THREAD
from scripted_server import PATIENCE, Connection, ScriptedServer
from thread_server import ThreadServer, run_id
from urllib3.connectionpool import HTTPConnectionPool

from langgraph_sync import (
    DeadlineExceededError,
    InternalServerError,
    LangGraphClient,
    RateLimitError,
    RunFailedError,
    RunResult,
    StreamInterruptedError,
    UnprocessableEntityError,
    get_client,
)
from langgraph_sync.resources.runs import Runs

Connect = Callable[..., tuple[LangGraphClient, ScriptedServer]]


class Graph:
    """Plays a server whose runs end with their input doubled: at once, or when a test or a cancellation lets them."""

    def __init__(self, *held: Any) -> None:
        """`held` are the inputs whose runs wait."""
        self.held = held
        self.asked: set[Any] = set()
        self.taken: set[Any] = set()
        self.cancelled: list[str] = []
        self.going = 0
        self.most = 0
        self.changed = threading.Condition()
        self.refusals: dict[Any, list[tuple[int, dict[str, str]]]] = defaultdict(list)
        """Statuses and headers to refuse an input with first."""
        self.after_cancel: Any = None
        """Input whose run is made only when another one was cancelled."""

    def __call__(self, connection: Connection) -> None:
        """Answer one request."""
        path = connection.request.path
        if path.endswith("/cancel"):
            with self.changed:
                self.cancelled.append(path.split("/")[4])
                self.changed.notify_all()
            connection.answer("", status=202)
            return
        given = connection.request.json["input"]
        with self.changed:
            self.asked.add(given)
            self.changed.notify_all()
        if self.refusals[given]:
            status, headers = self.refusals[given].pop(0)
            connection.answer({"detail": "not now"}, status=status, headers=headers)
            return
        if given == self.after_cancel:
            self.wait_for(lambda: bool(self.cancelled))
        with self.changed:
            self.going += 1
            self.most = max(self.most, self.going)
        location = {"content-location": f"/threads/t{given}/runs/r{given}", "transfer-encoding": "chunked"}
        connection.head(200, {"content-type": "application/json", **location})
        with self.changed:
            self.taken.add(given)
            self.changed.notify_all()
        self.wait_for(lambda: given not in self.held or f"r{given}" in self.cancelled)
        with self.changed:
            self.going -= 1
        connection.chunk(b"%d" % (2 * given))
        connection.send(b"0\r\n\r\n")

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        with self.changed:
            assert self.changed.wait_for(condition, PATIENCE)

    def wait_until_taken(self, *inputs: Any) -> None:
        """Wait until the runs for some inputs are made."""
        self.wait_for(lambda: self.taken.issuperset(inputs))

    def release(self, *inputs: Any) -> None:
        """Let runs end."""
        with self.changed:
            self.held = tuple(each for each in self.held if each not in inputs)
            self.changed.notify_all()


def workers() -> list[threading.Thread]:
    """The threads of maps."""
    return [each for each in threading.enumerate() if each.name == "runs.map"]


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """Whatever a test does, no thread is left."""
    yield
    assert [] == workers()


def begin(connect: Connect, graph: Graph, count: int = 200, **options: Any) -> LangGraphClient:
    """Make a client of a graph."""
    return connect(*[graph] * count, **options)[0]


def test_order(connect: Connect) -> None:
    """It yields the results in the order of the inputs, whichever run ends first."""
    graph = Graph(0)

    def inputs() -> Iterator[int]:
        yield 0
        yield from (1, 2, 3)
        graph.wait_until_taken(1, 2, 3)
        graph.release(0)

    results = list(begin(connect, graph).runs.map("agent", inputs(), workers=3))
    assert [RunResult(i, 2 * i, None) for i in range(4)] == results


def test_as_they_end(connect: Connect) -> None:
    """It yields results as the runs end with `ordered=False`, with the places of their inputs."""
    graph = Graph(10)
    results = begin(connect, graph).runs.map("agent", [10, 11, 12], workers=2, ordered=False)

    early = [next(results), next(results)]
    graph.release(10)
    assert [(1, 22), (2, 24), (0, 20)] == [(index, output) for index, output, _ in [*early, *results]]


@pytest.mark.parametrize(("ordered", "ahead"), [(True, 6), (False, 3)])
def test_endless_inputs(connect: Connect, ordered: bool, ahead: int) -> None:
    """It takes inputs in the thread of the loop as workers need them, and runs no more than `workers` at a time."""
    graph = Graph()
    threads = []

    def inputs() -> Iterator[int]:
        for number in itertools.count():
            threads.append(threading.current_thread())
            yield number

    results = begin(connect, graph).runs.map("agent", inputs(), workers=3, ordered=ordered)
    for count in range(1, 30):
        next(results)
        assert count <= len(threads) <= count + ahead - 1
        assert len(workers()) <= 3
    results.close()
    assert {threading.current_thread()} == set(threads)
    assert 1 <= graph.most <= 3


def test_slow_inputs(connect: Connect) -> None:
    """It yields what is there while inputs come slowly, and does not wait for as many as it may take."""
    graph = Graph()
    taken = []

    def inputs() -> Iterator[int]:
        for number in range(64):
            yield number
            taken.append(number)
            graph.wait_until_taken(number)

    results = begin(connect, graph).runs.map("agent", inputs(), workers=64)
    next(results)
    assert len(taken) < 63
    assert 63 == len(list(results))


def test_row_errors(connect: Connect) -> None:
    """It puts what goes wrong with a run into its result, and the others go on; nothing but 429 and 503 is retried."""
    graph = Graph()
    graph.refusals[1] = [(422, {})]
    graph.refusals[2] = [(500, {})]

    def script(connection: Connection) -> None:
        if connection.request.json["input"] == 3:
            connection.answer({"__error__": {"error": "ValueError", "message": "no"}})
        else:
            graph(connection)

    client, server = connect(*[script] * 5, max_retries=5)
    results = list(client.runs.map("agent", range(5), workers=2))
    errors = [type(error) for _, _, error in results]
    assert [type(None), UnprocessableEntityError, InternalServerError, RunFailedError, type(None)] == errors
    assert [0, None, None, None, 8] == [output for _, output, _ in results]
    assert 5 == len(server.requests)


@pytest.mark.parametrize("status", [429, 503])
def test_busy_server(connect: Connect, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """It lets all workers pause for as long as a busy server asks, and starts the run again then."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0)
    graph = Graph(0)
    graph.refusals[1] = [(status, {"retry-after": "0.4"})]
    pauses: list[float] = []
    wait = threading.Event.wait

    def note(event: threading.Event, timeout: Optional[float] = None) -> bool:
        if threading.current_thread().name == "runs.map":
            pauses.append(timeout or 0)
        graph.release(0)
        return wait(event, timeout)

    def inputs() -> Iterator[int]:
        yield 0
        graph.wait_until_taken(0)
        monkeypatch.setattr(threading.Event, "wait", note)
        yield from (1, 2, 3)

    results = list(begin(connect, graph).runs.map("agent", inputs(), workers=2))
    assert [(i, 2 * i, None) for i in range(4)] == results
    assert 0.3 < max(pauses) <= 0.4


def test_server_that_stays_busy(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives up a run that was refused six times when none was done meanwhile, and then each after one attempt."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0)
    graph = Graph()
    for number in range(3):
        graph.refusals[number] = [(429, {})] * 100
    client, server = connect(*[graph] * 100)

    results = list(client.runs.map("agent", range(3), workers=1))
    assert [RateLimitError] * 3 == [type(error) for _, _, error in results]
    assert [0] * 6 + [1, 2] == [request.json["input"] for request in server.requests]


def test_server_that_is_busy_now_and_then(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts the refusals anew whenever a run was done."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0)
    graph = Graph()
    for number in range(3):
        graph.refusals[number] = [(503, {})] * 4

    results = list(begin(connect, graph).runs.map("agent", range(3), workers=1))
    assert [None] * 3 == [error for _, _, error in results]


def test_patience_while_runs_are_going(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not give up a run while the server is busy with others of the same map."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0)
    graph = Graph(0)
    graph.refusals[1] = [(429, {})] * 20

    def inputs() -> Iterator[int]:
        yield 0
        graph.wait_until_taken(0)
        yield 1
        graph.wait_until_taken(1)
        graph.release(0)

    results = list(begin(connect, graph).runs.map("agent", inputs(), workers=2))
    assert [(0, 0, None), (1, 2, None)] == results


def test_request_that_can_not_have_arrived(waits: list[float]) -> None:
    """It retries what the client retries: a request that can't have arrived."""
    with ScriptedServer() as gone:
        url = gone.url
    with get_client(url=url, max_retries=2) as client:
        (result,) = client.runs.map("agent", [1])
    assert result.error is not None
    assert result.error.may_retry
    assert 2 == len(waits)


def leave_by_close(results: Any) -> None:
    """Close the generator."""
    results.close()


def leave_by_break(results: Any) -> None:
    """Leave a loop and forget it."""
    for _ in results:
        break


def leave_by_exception(results: Any) -> None:
    """Raise in a loop."""
    with pytest.raises(KeyError):
        results.throw(KeyError)


@pytest.mark.parametrize("leave", [leave_by_close, leave_by_break, leave_by_exception])
def test_leaving(connect: Connect, leave: Callable[[Any], None]) -> None:
    """It cancels what is running when it is left, and its threads end."""
    graph = Graph(1, 2, 3)

    def inputs() -> Iterator[int]:
        yield from (1, 2, 3)
        graph.wait_until_taken(1, 2, 3)
        yield from (0, 0)

    results = begin(connect, graph).runs.map("agent", inputs(), workers=4, ordered=False)
    if leave is not leave_by_break:
        next(results)
    leave(results)
    del results
    assert ["r1", "r2", "r3"] == sorted(graph.cancelled)
    assert [] == workers()


def test_inputs_that_fail(connect: Connect) -> None:
    """It raises what the inputs raise, when what is running was cancelled."""
    graph = Graph(0, 1)

    def inputs() -> Iterator[int]:
        yield from (0, 1)
        graph.wait_until_taken(0, 1)
        raise LookupError("no more rows")

    with pytest.raises(LookupError, match="no more rows"):
        list(begin(connect, graph).runs.map("agent", inputs()))
    assert ["r0", "r1"] == sorted(graph.cancelled)


def test_callers_mistake(connect: Connect) -> None:
    """It raises in the loop, in its turn, what is no failure of a run."""
    results = begin(connect, Graph()).runs.map("agent", [1, object(), 3])

    assert RunResult(0, 2, None) == next(results)
    with pytest.raises(TypeError, match="JSON"):
        next(results)


def test_run_that_is_made_too_late(connect: Connect) -> None:
    """It cancels a run that the server makes only when the loop was left already."""
    graph = Graph(1, 2)
    graph.after_cancel = 2

    def inputs() -> Iterator[int]:
        yield from (1, 2)
        graph.wait_until_taken(1)
        graph.wait_for(lambda: 2 in graph.asked)
        yield 0

    results = begin(connect, graph).runs.map("agent", inputs(), workers=3, ordered=False)
    next(results)
    results.close()
    assert ["r1", "r2"] == graph.cancelled


def test_server_that_does_not_answer(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not wait long for a server that answers neither the run nor its cancellation."""
    monkeypatch.setattr("langgraph_sync._map._STOP_WITHIN", 0.2)
    is_asked, is_left = threading.Event(), threading.Event()

    def script(connection: Connection) -> None:
        if connection.request.path == "/runs/wait" and connection.request.json["input"]:
            is_asked.set()
            connection.head(200, {"content-location": "/threads/t/runs/r", "content-length": "2"})
        elif connection.request.path == "/runs/wait":
            assert is_asked.wait(PATIENCE)
            connection.answer("{}")
            return
        assert is_left.wait(PATIENCE)
        connection.close()

    results = connect(*[script] * 4)[0].runs.map("agent", [1, 0], workers=2, ordered=False)
    next(results)
    begun = workers()
    results.close()
    is_left.set()
    for each in begun:
        each.join(PATIENCE)
    assert [] == workers()


def test_unstarted(connect: Connect) -> None:
    """It sends nothing and starts no thread before the first result is asked for."""
    client, server = connect()
    results = client.runs.map("agent", iter([1]))

    assert [] == workers()
    results.close()
    assert [] == server.requests


def test_deadline(connect: Connect) -> None:
    """It cancels a run whose deadline has passed, and says so in its result."""
    graph = Graph(0)
    (result,) = begin(connect, graph).runs.map("agent", [0], deadline=0.3)

    assert isinstance(result.error, DeadlineExceededError)
    assert ["r0"] == graph.cancelled


def test_threads(connect: Connect) -> None:
    """It runs each input on its thread, where there are threads, each with a key of its own."""
    client, server = connect(*[ThreadServer()] * 20)
    threads = iter([THREAD, UUID(THREAD)])
    results = list(client.runs.map("agent", [1, 2], workers=1, thread_ids=threads, config={"tags": ["x"]}))

    assert [{"state": run_id(0)}, {"state": run_id(1)}] == [result.output for result in results]
    first, second = [request.json for request in server.requests if request.method == "POST"]
    assert (1, {"tags": ["x"]}, 2) == (first["input"], first["config"], second["input"])
    assert first["metadata"]["langgraph_sync_key"] != second["metadata"]["langgraph_sync_key"]


def test_lost_answer_on_a_thread(connect: Connect) -> None:
    """It finds the run of a row again whose answer was lost, and starts no other."""
    thread = ThreadServer()
    thread.loses_answers = True
    client, _ = connect(*[thread] * 20)

    (result,) = client.runs.map("agent", [1], thread_ids=[THREAD])

    assert {"state": run_id(0)} == result.output
    assert 1 == len(thread.runs)


def test_transient_failure_on_a_thread(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tries a row with a thread again after any transient failure, up to five times; others fail at once."""
    monkeypatch.setattr("langgraph_sync._map.DELAYS", (0, 0, 0, 0, 0))
    thread = ThreadServer()
    failures = iter([500, 502, 504, 500, 500, 404])

    def script(connection: Connection) -> None:
        status = next(failures, None)
        thread(connection) if status is None else connection.answer({"detail": "oops"}, status=status)

    client, server = connect(*[script] * 30)
    given: Any = {"workers": 1, "thread_ids": [THREAD, THREAD]}
    first, second = client.runs.map("agent", [1, 2], **given)

    # A thread that is not there has no runs to look through: the sixth attempt starts the run.
    assert [{"state": run_id(0)}, {"state": run_id(1)}] == [first.output, second.output]
    failures = itertools.repeat(500)
    (result,) = client.runs.map("agent", [3], thread_ids=[THREAD])
    assert isinstance(result.error, InternalServerError)
    assert 6 == sum(1 for request in server.requests[-6:] if request.method == "GET")
    assert 2 == len(thread.runs)


def test_busy_server_with_threads(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lets all workers pause for a busy server, and starts the run then."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0)
    thread = ThreadServer()
    refusals = itertools.repeat(429, 4)

    def script(connection: Connection) -> None:
        is_refused = connection.request.method == "POST" and next(refusals, None)
        connection.answer({"detail": "later"}, status=429) if is_refused else thread(connection)

    (result,) = connect(*[script] * 40)[0].runs.map("agent", [1], thread_ids=[THREAD])

    assert {"state": run_id(0)} == result.output
    assert 1 == len(thread.runs)


@pytest.mark.parametrize(
    "options", [{"multitask_strategy": "interrupt"}, {"multitask_strategy": "rollback"}, {"on_disconnect": "cancel"}]
)
def test_threads_without_keys(connect: Connect, options: Any) -> None:
    """A row has no key with an option that a key excludes."""
    client, server = connect(lambda connection: connection.answer("{}"))
    list(client.runs.map("agent", [1], thread_ids=["a"], **options))

    (request,) = server.requests
    assert "/threads/a/runs/wait" == request.path
    assert {"assistant_id": "agent", "input": 1, **options} == request.json


@pytest.mark.parametrize("joins_within", [PATIENCE, 0.2])
def test_deadline_of_a_run_that_is_found_again(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, joins_within: float
) -> None:
    """Its seconds count from its start: a run that is found again has only those that are left."""
    monkeypatch.setattr("langgraph_sync._map.DELAYS", (0,))
    monkeypatch.setattr("langgraph_sync._map._TO_LOOK", joins_within)
    monkeypatch.setattr("langgraph_sync._run.DELAYS", ())
    thread, deadlines = ThreadServer(), []
    wait = Runs.wait

    def notes(*given: Any, **options: Any) -> Any:
        deadlines.append(options["deadline"])
        return wait(*given, **options)

    def script(connection: Connection) -> None:
        if connection.request.path.endswith("/join") and len(deadlines) == 1:
            connection.close()
        else:
            thread(connection)

    monkeypatch.setattr(Runs, "wait", notes)
    (result,) = connect(*[script] * 20)[0].runs.map("agent", [1], thread_ids=[THREAD], deadline=5)

    assert {"state": run_id(0)} == result.output
    assert 5 == deadlines[0]
    assert joins_within == deadlines[1] if joins_within > 5 else deadlines[1] < 5


def test_bad_arguments(connect: Connect) -> None:
    """It refuses bad arguments before anything is sent."""
    runs = connect()[0].runs
    with pytest.raises(ValueError, match="workers must be 1 or more"):
        runs.map("agent", [], workers=0)
    with pytest.raises(TypeError, match="iterable of inputs, not one input"):
        runs.map("agent", {"text": "hi"})
    with pytest.raises(ValueError, match="deadline"):
        runs.map("agent", [], deadline=-1)
    with pytest.raises(TypeError, match="no option 'imput'"):
        runs.map("agent", [], imput=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match="no option 'on_exit'"):
        runs.map("agent", [], on_exit="leave")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


PROGRAM = """
    import sys, threading
    from langgraph_sync import get_client

    results = get_client(url=sys.argv[1], api_key=None).runs.map("agent", range(100), workers=3, ordered=False)
    print(next(results).output, flush=True)
    {rest}
"""


@pytest.mark.parametrize(
    "rest",
    ["for _ in results: print('one more')", "sys.stdin.read()", "sys.kept = results; sys.exit(1)"],
    ids=["Ctrl-C while it waits", "Ctrl-C in the loop", "end of the program"],
)
def test_end_of_the_program(serve: Callable[..., ScriptedServer], rest: str) -> None:
    """It cancels what is running when the program is interrupted, or just ends."""
    graph = Graph(0, 1, 2, 3)
    server = serve(*[graph] * 20)
    program = textwrap.dedent(PROGRAM.format(rest=rest))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", program, server.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with process:
        graph.wait_until_taken(0, 1, 2)
        graph.release(0)
        assert process.stdout is not None
        assert "0\n" == process.stdout.readline()
        if "exit" not in rest:
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
    assert set(graph.cancelled) == {f"r{each}" for each in graph.taken - {0}}
    assert ("KeyboardInterrupt" in errors) is ("exit" not in rest)
    assert 0 == graph.going


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # as there are threads
def test_fork(connect: Connect) -> None:
    """It leaves the runs to the process that began them."""
    graph = Graph(0, 1)
    results = begin(connect, graph).runs.map("agent", [0, 1, 2], workers=2, ordered=False)

    def release_one_of_two() -> None:
        graph.wait_until_taken(0, 1)
        graph.release(0)

    with ThreadPoolExecutor() as pool:
        pool.submit(release_one_of_two)
        next(results)
    child = os.fork()
    if child == 0:
        try:
            next(results)
        except StreamInterruptedError:
            os._exit(7)
        os._exit(1)
    assert 7 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert [] == graph.cancelled
    graph.release(1)
    assert {(1, 2, None), (2, 4, None)} == set(results)


def test_connection_of_a_failure(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """It closes the connection of a 500 before another thread can get it from the pool."""
    sockets = []
    put = HTTPConnectionPool._put_conn  # noqa: SLF001

    def note(pool: Any, connection: Any) -> None:
        sockets.append(connection.sock)
        put(pool, connection)

    monkeypatch.setattr(HTTPConnectionPool, "_put_conn", note)
    graph = Graph()
    graph.refusals[0] = [(500, {})]
    (result,) = begin(connect, graph).runs.map("agent", [0])
    assert isinstance(result.error, InternalServerError)
    assert [None] == sockets
