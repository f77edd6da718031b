"""What programs do with a server, told to each of several real ones; `tox run -e servers` starts them.

The first line of a story's docstring is its row in the table of docs/servers.md. What a server does otherwise is
asserted like the rest, and stands in the table in place of "yes".
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any, NamedTuple, Union
from urllib.parse import urlsplit

import pytest
from documentation import ROOT, program_of
from meddling_proxy import FRAMINGS, MeddlingProxy

from langgraph_sync import (
    APIStatusError,
    BadRequestError,
    ConflictError,
    DeadlineExceededError,
    LangGraphClient,
    LangGraphError,
    NotFoundError,
    RunCancelledError,
    RunFailedError,
    StreamInterruptedError,
    UnprocessableEntityError,
    get_client,
    read_journal,
    tokens,
    whole_messages,
    with_text,
)

HUMAN: dict[str, Any] = {"input": {"messages": [{"role": "human", "content": "hi"}]}}
PATIENCE: Any = 60  # seconds for what takes some
COUNT: dict[str, Any] = {"input": {"ticks": 40, "delay": 0.02}, "stream_mode": ["custom", "values"]}
ENDLESS: dict[str, Any] = {"input": {"ticks": 1000, "delay": 0.1}}
TEXT_MODES: Any = ["events", "messages-tuple", "messages"]
MODES: Any = ["values", "updates", *TEXT_MODES, "custom", "tasks", "checkpoints", "debug"]
JS = "LangGraph.js"

Difference = Union[str, type[LangGraphError]]


class Server(NamedTuple):
    """A server, a client for it, and a place to note what it does otherwise."""

    name: str
    url: str
    client: LangGraphClient
    note: Any

    def differs(self, which: str, how: str) -> bool:
        """Whether this is one of the servers that behave otherwise, which the table then says."""
        if self.name.startswith(which):
            self.note("instead", how)
            return True
        return False

    def refuses(self, differences: Mapping[str, type[LangGraphError]]) -> Any:
        """A block of calls that some servers refuse, with the errors that the package then raises."""
        for which, error in differences.items():
            if self.differs(which, f"`{error.__name__}`"):
                return pytest.raises(error)
        return contextlib.nullcontext()

    def thread(self) -> str:
        """A fresh thread."""
        return self.client.threads.create()["thread_id"]

    def meddled(self, proxy: MeddlingProxy, **headers: str) -> LangGraphClient:
        """A client behind the proxy."""
        return get_client(url=proxy.url, api_key=None, headers={f"x-{name}": each for name, each in headers.items()})

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command line to its end."""
        return self.program("-m", "langgraph_sync", *arguments, **environment)

    def program(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a Python program to its end."""
        env = {**os.environ, "LANGGRAPH_API_URL": self.url, **environment}
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)


URLS: dict[str, str] = json.loads(os.environ["SERVERS"])


@pytest.fixture(params=list(URLS))
def server(request: pytest.FixtureRequest, record_property: Any) -> Iterator[Server]:
    """Each server."""
    record_property("server", request.param)
    record_property("story", request.function.__doc__.splitlines()[0].rstrip("."))
    with get_client(url=URLS[request.param], api_key=None) as client:
        yield Server(request.param, URLS[request.param], client, record_property)


@pytest.fixture
def proxy(server: Server) -> Iterator[MeddlingProxy]:
    """A proxy before the server."""
    parts = urlsplit(server.url)
    with MeddlingProxy(str(parts.hostname), int(parts.port or 80)) as meddling:
        yield meddling


def ticks(parts: Any) -> list[int]:
    """The numbers that a graph has counted."""
    return [part.data["tick"] for part in parts if part.event == "custom"]


def at_third(parts: Any, do: Callable[[], object]) -> None:
    """Read a stream, and do something when its third number has come."""
    for part in parts:
        if part.event == "custom" and part.data["tick"] == 2:
            do()


def statuses(server: Server, thread_id: str) -> list[str]:
    """How the runs of a thread have ended."""
    return [run["status"] for run in server.client.runs.list(thread_id)]


# The guide and the pages


def test_guide(server: Server) -> None:
    """The guide "How to stream events"."""
    events = server.program(str(ROOT / "examples" / "stream_events.py"))
    texts = server.program(str(ROOT / "examples" / "stream_tokens.py"))

    assert ("", "") == (events.stderr, texts.stderr)
    received = re.findall(r"^Receiving new event of type: (\w+)\.\.\.$", events.stdout, re.MULTILINE)
    assert "metadata" == received[0]
    assert {"events"} == set(received[1:])
    assert ["b", "be", "beg", "begi", "begin", "begine", "beginen", "beginend"] == texts.stdout.split()


@pytest.mark.parametrize("page", ["README.md", "docs/jobs.md"])
def test_blocks(server: Server, page: str, tmp_path: Path) -> None:
    """The Python blocks of the README and of "Jobs"."""
    program, count = program_of(ROOT / page, with_server=True)
    script = tmp_path / "blocks.py"
    script.write_text(program, encoding="utf-8")
    done = server.program(str(script))

    assert (0, f"block {count}") == (done.returncode, done.stdout.splitlines()[-1]), done.stderr


# Streams


@pytest.mark.parametrize("mode", MODES)
def test_modes(server: Server, mode: Any) -> None:
    """Every stream mode."""
    parts = list(server.client.runs.stream(server.thread(), "chat", stream_mode=mode, **HUMAN))

    names = {part.event.partition("/")[0] for part in parts}
    assert "metadata" == parts[0].event
    assert {"metadata", "messages" if mode == "messages-tuple" else mode} == names


def test_modes_together(server: Server) -> None:
    """All stream modes in one stream."""
    parts = list(server.client.runs.stream(server.thread(), "chat", stream_mode=MODES, **HUMAN))

    assert {*MODES, "metadata"} - {"messages-tuple"} == {part.event.partition("/")[0] for part in parts}


def test_subgraphs(server: Server) -> None:
    """Parts of subgraphs name their subgraph."""
    options: Any = {"stream_mode": ["custom", "updates"], "stream_subgraphs": True}
    parts = list(server.client.runs.stream(None, "nested", **options, **HUMAN))
    levels = [
        (part.data["level"], [each.partition(":")[0] for each in part.namespace])
        for part in parts
        if part.event == "custom"
    ]

    assert [("parent", []), ("child", ["child"]), ("grand", ["child", "grandchild"])] == levels


@pytest.mark.parametrize("mode", TEXT_MODES)
def test_tokens(server: Server, mode: Any) -> None:
    """`tokens` in its three modes, whole or of one node."""
    stream = server.client.runs.stream

    assert [*"beginend"] == list(tokens(stream(None, "agent", stream_mode=mode, **HUMAN), delta=True))
    assert "beginend" == list(tokens(stream(server.thread(), "agent", stream_mode=mode, **HUMAN)))[-1]
    assert [] == list(tokens(stream(None, "agent", stream_mode=mode, **HUMAN), node="tools"))
    inside = stream(None, "nested", stream_mode=mode, stream_subgraphs=True, **HUMAN)
    assert "parent speakschild speaksgrand speaks" == "".join(tokens(inside, delta=True))


@pytest.mark.parametrize("mode", TEXT_MODES)
def test_with_text(server: Server, mode: Any) -> None:
    """`with_text` brings every part and its text."""
    stream = server.client.runs.stream(None, "chat", stream_mode=[mode, "updates"], **HUMAN)
    pairs = list(with_text(stream))

    assert "Hello from the model" == "".join(text for _, text in pairs)
    assert "metadata" == pairs[0][0].event
    assert "updates" in [part.event for part, _ in pairs]


@pytest.mark.parametrize("mode", TEXT_MODES)
def test_whole_messages(server: Server, mode: Any) -> None:
    """`whole_messages` brings each message once, with its tool calls."""
    found = list(whole_messages(server.client.runs.stream(server.thread(), "agent", stream_mode=mode, **HUMAN)))

    written: list[Any] = [message for message, _, _ in found if message["type"] == "ai"]
    assert ["begin", "end"] == [message["content"] for message in written]
    assert [{"city": "SF"}] == [call["args"] for call in written[0]["tool_calls"]]
    assert {"agent"} == {node for message, node, _ in found if message["type"] == "ai"}


def test_heartbeats(server: Server) -> None:
    """Heartbeats while the graph is silent."""
    options: Any = {"stream_mode": "values", "heartbeats": True, "input": {"ticks": 1, "delay": 6}}
    names = [part.event for part in server.client.runs.stream(server.thread(), "slow", **options)]

    expected = ["heartbeat"] if not server.differs(JS, "sends none") else []
    assert ["metadata", "values", *expected, "values"] == names


# Connections that break


@pytest.mark.parametrize("cuts", ["400", "700,1,700", "900,600,600"])
def test_cuts(server: Server, proxy: MeddlingProxy, cuts: str) -> None:
    """A resumable stream that is cut: every event once, in order."""
    thread_id = server.thread()
    with server.meddled(proxy, cuts=f"{thread_id}:{cuts}") as client:
        parts = list(client.runs.stream(thread_id, "slow", stream_resumable=True, **COUNT))

    assert cuts.count(",") + 1 == proxy.cut_count
    assert [*range(40)] == ticks(parts)
    assert "slept" == parts[-1].data["out"]
    assert ["success"] == statuses(server, thread_id)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_framings(server: Server, proxy: MeddlingProxy, framing: str) -> None:
    """A resumable stream behind a proxy that frames answers anew, so that a cut looks like the end."""
    thread_id = server.thread()
    with server.meddled(proxy, cuts=f"{thread_id}:9000,9000", framing=framing) as client:
        options: Any = {"input": {"ticks": 300}, "stream_mode": "custom", "stream_resumable": True}
        parts = list(client.runs.stream(thread_id, "wide", **options))

    assert 2 == proxy.cut_count
    assert [*range(300)] == ticks(parts)


@pytest.mark.parametrize("mode", ["events", "messages-tuple"])
def test_cut_text(server: Server, proxy: MeddlingProxy, mode: Any) -> None:
    """The text of a resumable stream that is cut is whole."""
    thread_id = server.thread()
    with server.meddled(proxy, cuts=f"{thread_id}:1500,1500,3000") as client:
        stream = client.runs.stream(thread_id, "agent", stream_mode=mode, stream_resumable=True, **HUMAN)

        assert [*"beginend"] == list(tokens(stream, delta=True))
    assert proxy.cut_count


def test_cut_without_resuming(server: Server, proxy: MeddlingProxy) -> None:
    """A stream that can't be resumed raises when it is cut, and its run can be joined."""
    thread_id = server.thread()
    with server.meddled(proxy, cuts=f"{thread_id}:900") as client, pytest.raises(StreamInterruptedError) as caught:
        list(client.runs.stream(thread_id, "slow", **COUNT))

    assert "slept" == server.client.runs.join(thread_id, str(caught.value.run_id), deadline=PATIENCE)["out"]


def test_lost_answers(server: Server, proxy: MeddlingProxy) -> None:
    """A run whose first answer is lost is started once: `idempotency_key`."""
    thread_id = server.thread()
    with server.meddled(proxy, loses="POST") as client:
        parts = list(client.runs.stream(thread_id, "slow", idempotency_key="tonight", **COUNT))
        with pytest.raises(LangGraphError):
            client.runs.wait(server.thread(), "slow", **ENDLESS)

    assert [*range(40)] == ticks(parts)
    assert ["success"] == statuses(server, thread_id)


# Questions


def test_question(server: Server) -> None:
    """A question and its answer."""
    thread_id = server.thread()
    client = server.client
    asked = client.runs.wait(thread_id, "human", **HUMAN)["__interrupt__"]
    waiting = client.threads.get(thread_id)
    answered = client.runs.answer(thread_id, "human", "yes")

    assert [{"question": "ok?"}] == [each["value"] for each in asked]
    assert "interrupted" == waiting["status"]
    assert [asked[0]["value"]] == [each["value"] for found in waiting["interrupts"].values() for each in found]
    assert "you said yes" == answered["messages"][-1]["content"]
    assert ["success", "success"] == statuses(server, thread_id)


@pytest.mark.parametrize("mode", ["values", "updates"])
def test_question_in_a_stream(server: Server, mode: Any) -> None:
    """A question in a stream, and `stream_answer`."""
    thread_id = server.thread()
    stream: Any = server.client.runs.stream(thread_id, "human", stream_mode=mode, stream_resumable=True, **HUMAN)
    asked = [part.data["__interrupt__"] for part in stream if "__interrupt__" in part.data]
    answered: Any = list(server.client.runs.stream_answer(thread_id, "human", "yes", stream_mode="values"))

    assert [{"question": "ok?"}] == [each["value"] for each in asked[-1]]
    assert "you said yes" == answered[-1].data["messages"][-1]["content"]


@pytest.mark.parametrize("answer", [None, False, 0, "", {}, [], {"a": None}, {"0" * 32: 1}], ids=json.dumps)
def test_answers_of_any_kind(server: Server, answer: Any) -> None:
    """An answer may be any JSON value."""
    thread_id = server.thread()
    server.client.runs.wait(thread_id, "human", **HUMAN)
    state = server.client.runs.answer(thread_id, "human", answer)

    assert state["messages"][-1]["content"].startswith("you said ")
    assert {} == dict(server.client.threads.get(thread_id)["interrupts"])


def test_two_questions(server: Server) -> None:
    """Two questions at once: both answered by id, or one after the other."""
    client = server.client
    at_once, in_turn = server.thread(), server.thread()

    def ids(thread_id: str) -> dict[str, str]:
        questions = client.threads.get(thread_id)["interrupts"].values()
        return {each["value"]["from"]: each["id"] for found in questions for each in found}

    state = client.runs.wait(at_once, "multi_interrupt", input={"log": []})
    client.runs.wait(in_turn, "multi_interrupt", input={"log": []})
    asked, also_asked = ids(at_once), ids(in_turn)
    both = client.runs.answer(at_once, "multi_interrupt", {asked["a"]: 1, asked["b"]: 2})
    client.runs.answer(in_turn, "multi_interrupt", 2, interrupt_id=also_asked["b"])
    left = ids(in_turn)
    last = client.runs.answer(in_turn, "multi_interrupt", 1, interrupt_id=also_asked["a"])

    assert (1 if server.differs(JS, "`wait` returns the last one") else 2) == len(state["__interrupt__"])
    assert ["a=1", "b=2", "done"] == sorted(both["log"])
    assert ["a"] == [*left]
    assert ["a=1", "b=2", "done"] == sorted(last["log"])


def test_answer_without_a_question(server: Server) -> None:
    """An `interrupt_id` that does not wait is refused before anything is sent."""
    thread_id = server.thread()
    server.client.runs.wait(thread_id, "human", **HUMAN)

    with pytest.raises(ValueError, match="0000"):
        server.client.runs.answer(thread_id, "human", 1, interrupt_id="0" * 32)
    assert 1 == len(server.client.runs.list(thread_id))


# How runs end


def test_cancel(server: Server) -> None:
    """A run that is cancelled raises `RunCancelledError` in every call that follows it."""
    client, thread_id = server.client, server.thread()
    made: dict[str, Any] = {}
    parts = client.runs.stream(thread_id, "slow", stream_mode="custom", on_run_created=made.update, **ENDLESS)
    with pytest.raises(RunCancelledError):
        at_third(parts, lambda: client.runs.cancel(thread_id, made["run_id"]))
    with pytest.raises(RunCancelledError):
        client.runs.join(thread_id, made["run_id"])
    with pytest.raises(RunCancelledError):
        list(client.runs.join_stream(thread_id, made["run_id"]))

    assert ["interrupted"] == statuses(server, thread_id)


def test_cancel_of_a_waiting_call(server: Server) -> None:
    """A run that is cancelled raises the same in `wait`."""
    client, thread_id = server.client, server.thread()
    created: Queue[Any] = Queue()
    with ThreadPoolExecutor(1) as pool:
        waited = pool.submit(client.runs.wait, thread_id, "slow", on_run_created=created.put, **ENDLESS)
        client.runs.cancel(thread_id, created.get(timeout=PATIENCE)["run_id"])
        with pytest.raises(RunCancelledError):
            waited.result(PATIENCE)


def test_rollback(server: Server) -> None:
    """A run that is rolled back raises `RunCancelledError`, and is gone."""
    client, thread_id = server.client, server.thread()
    made: dict[str, Any] = {}
    parts = client.runs.stream(thread_id, "slow", stream_mode="custom", on_run_created=made.update, **ENDLESS)
    with pytest.raises(RunCancelledError):
        at_third(parts, lambda: client.runs.cancel(thread_id, made["run_id"], action="rollback"))
    gone = RunFailedError if server.differs(JS, "it stays, as failed") else NotFoundError
    with pytest.raises((gone, RunCancelledError)):
        client.runs.join(thread_id, made["run_id"])


def test_cancel_before_the_start(server: Server) -> None:
    """A run that is cancelled before it began."""
    client, thread_id = server.client, server.thread()
    run = client.runs.create(thread_id, "slow", after_seconds=600, **ENDLESS)
    client.runs.cancel(thread_id, run["run_id"], wait=True)

    with pytest.raises(RunCancelledError):
        client.runs.join(thread_id, run["run_id"], deadline=PATIENCE)


@pytest.mark.parametrize("has_thread", [True, False])
def test_leaving(server: Server, has_thread: bool) -> None:
    """`on_exit="cancel"` cancels the run of a loop that is left."""
    client = server.client
    made: dict[str, Any] = {}
    thread_id = server.thread() if has_thread else None
    options: Any = {"on_exit": "cancel", "on_run_created": made.update, "stream_mode": "custom", **ENDLESS}
    for part in client.runs.stream(thread_id, "slow", **options):
        if part.event == "custom":
            break
    del part

    if has_thread:
        with pytest.raises(RunCancelledError):
            client.runs.join(made["thread_id"], made["run_id"], deadline=PATIENCE)
    else:
        with pytest.raises((NotFoundError, RunCancelledError)):
            client.runs.join(made["thread_id"], made["run_id"], deadline=PATIENCE)


def test_deadline(server: Server) -> None:
    """A deadline ends a call; with `on_exit="cancel"` it cancels the run."""
    client, thread_id = server.client, server.thread()
    for call in (client.runs.wait, lambda *args, **options: list(client.runs.stream(*args, **options))):
        with pytest.raises(DeadlineExceededError, match="is cancelled"):
            call(thread_id, "slow", deadline=1.5, on_exit="cancel", **ENDLESS)
    for run in client.runs.list(thread_id):
        with pytest.raises(RunCancelledError):
            client.runs.join(thread_id, run["run_id"], deadline=PATIENCE)


def test_failure(server: Server) -> None:
    """A run that fails raises `RunFailedError` with the graph's words."""
    client, thread_id = server.client, server.thread()
    made: dict[str, Any] = {}
    with pytest.raises(RunFailedError, match="boom!") as streamed:
        list(client.runs.stream(thread_id, "bad", on_run_created=made.update, stream_resumable=True, **HUMAN))
    for call in (
        lambda: client.runs.wait(server.thread(), "bad", **HUMAN),
        lambda: client.runs.wait(None, "bad", **HUMAN),
        lambda: list(client.runs.stream(None, "bad", **HUMAN)),
        lambda: client.runs.join(thread_id, made["run_id"]),
        lambda: list(client.runs.join_stream(thread_id, made["run_id"], last_event_id="-1")),
    ):
        with pytest.raises(RunFailedError, match="boom!"):
            call()

    assert "boom!" in streamed.value.message
    assert ["error"] == statuses(server, thread_id)


def test_attempts(server: Server) -> None:
    """A run that the server tries again succeeds, in one loop."""
    client, thread_id = server.client, server.thread()
    parts: list[Any] = []
    with server.refuses({JS: RunFailedError}):
        for part in client.runs.stream(thread_id, "retried", stream_mode=["custom", "values"], **HUMAN):
            parts.append(part)  # noqa: PERF402 - those before an error count too

    attempts = [part.data["attempt"] for part in parts if part.event == "metadata"]
    if server.name.startswith(JS):
        assert [1] == attempts
        return
    assert [1, 2] == attempts
    assert "attempt 2" == parts[-1].data["messages"][-1]["content"]
    assert "attempt 2" == client.runs.wait(server.thread(), "retried", **HUMAN)["messages"][-1]["content"]


def test_joins(server: Server) -> None:
    """A run that has ended can be joined, and a resumable one replayed."""
    client, thread_id = server.client, server.thread()
    parts = client.runs.stream(thread_id, "slow", stream_resumable=True, **COUNT)
    run_id = str(next(parts).data["run_id"])
    client.runs.join(thread_id, run_id, deadline=PATIENCE)
    replayed = list(client.runs.join_stream(thread_id, run_id, last_event_id="-1"))
    rest = client.runs.join_stream(thread_id, run_id, last_event_id=replayed[9].id)

    assert "slept" == client.runs.join(thread_id, run_id)["out"]
    assert [*range(40)] == ticks(replayed)
    assert ticks(replayed[10:]) == ticks(rest)


def test_join_before_the_start(server: Server) -> None:
    """A resumable run that was joined before it began can be replayed."""
    client, thread_id = server.client, server.thread()
    run = client.runs.create(thread_id, "slow", stream_resumable=True, after_seconds=1, **COUNT)
    client.runs.join(thread_id, run["run_id"], deadline=PATIENCE)

    with server.refuses({JS: StreamInterruptedError}):
        assert [*range(40)] == ticks(client.runs.join_stream(thread_id, run["run_id"], last_event_id="-1"))


@pytest.mark.parametrize("is_resumable", [True, False])
def test_two_readers(server: Server, is_resumable: bool) -> None:
    """A loop sees all events of its run while another one follows the run too."""
    client, thread_id = server.client, server.thread()
    with ThreadPoolExecutor(1) as pool, get_client(url=server.url, api_key=None) as other:
        readers: list[Any] = []

        def follow(run: Any) -> None:
            readers.append(pool.submit(lambda: ticks(other.runs.join_stream(thread_id, run["run_id"]))))

        options: Any = {"stream_resumable": is_resumable, "on_run_created": follow, **COUNT}
        seen = ticks(client.runs.stream(thread_id, "slow", **options))
        seen_by_other = readers[0].result(PATIENCE)

    if not is_resumable and server.differs(JS, "they share the events, unless it is resumable"):
        assert [*range(40)] == sorted(seen + seen_by_other)
        assert seen_by_other
        return
    assert [*range(40)] == seen
    assert [*range(40)][-len(seen_by_other) :] == seen_by_other


def test_busy_thread(server: Server) -> None:
    """A second run on a busy thread waits, or is refused."""
    client, thread_id = server.client, server.thread()
    client.runs.create(thread_id, "slow", input={"ticks": 1, "delay": 1.5})
    with pytest.raises((ConflictError, UnprocessableEntityError)) as refused:
        client.runs.wait(thread_id, "slow", multitask_strategy="reject", input={"ticks": 1})
    second: Any = {"multitask_strategy": "enqueue", "deadline": PATIENCE}  # the default of most servers
    client.runs.wait(thread_id, "slow", input={"ticks": 1, "delay": 0}, **second)

    expected = UnprocessableEntityError if server.differs(JS, "422, not 409") else ConflictError
    assert expected is refused.type
    assert ["success", "success"] == statuses(server, thread_id)


@pytest.mark.parametrize("strategy", ["interrupt", "rollback"])
def test_pushed_aside(server: Server, strategy: Any) -> None:
    """A second run that ends the first one: `multitask_strategy`."""
    client, thread_id = server.client, server.thread()
    second: Any = {"input": {"ticks": 1, "delay": 0}, "multitask_strategy": strategy}
    parts = client.runs.stream(thread_id, "slow", stream_mode="custom", **ENDLESS)
    with pytest.raises(RunCancelledError):
        at_third(parts, lambda: client.runs.create(thread_id, "slow", **second))


def test_unknown(server: Server) -> None:
    """A thread, a run or an assistant that does not exist."""
    client, thread_id, nobody = server.client, server.thread(), "00000000-0000-4000-8000-000000000000"
    calls = [
        lambda: client.threads.get(nobody),
        lambda: client.runs.get(thread_id, nobody),
        lambda: client.runs.join(thread_id, nobody),
        lambda: list(client.runs.join_stream(thread_id, nobody)),
        lambda: client.runs.wait(thread_id, nobody, **HUMAN),
        lambda: list(client.runs.stream(nobody, "chat", **HUMAN)),
    ]
    raised = []
    for call in calls:
        with pytest.raises(APIStatusError) as caught:
            call()
        raised.append(caught.type)

    busy = UnprocessableEntityError if server.differs(JS, "422 for a stream") else NotFoundError
    assert [NotFoundError] * 5 + [busy] == raised


# Jobs


def test_callers_at_once(server: Server) -> None:
    """Callers with the same `idempotency_key` at the same moment: one run, one result for all."""
    thread_id = server.thread()
    job: dict[str, Any] = {**HUMAN, "idempotency_key": "tonight", "deadline": PATIENCE}

    def call(_: int) -> Any:
        with get_client(url=server.url, api_key=None) as own:
            return own.runs.wait(thread_id, "chat", **job)

    with ThreadPoolExecutor(6) as callers:
        results = list(callers.map(call, range(6)))

    assert [results[0]] * 6 == results
    assert ["success"] == statuses(server, thread_id)
    with pytest.raises(ValueError, match="tonight"):
        server.client.runs.wait(thread_id, "chat", input={"messages": []}, idempotency_key="tonight")


FOLLOW = """
import sys
from langgraph_sync import get_client
client = get_client(url=sys.argv[1], api_key=None)
options = {"input": {"ticks": 40, "delay": 0.02}, "stream_mode": ["custom", "values"]}
for part in client.runs.stream(sys.argv[2], "slow", journal=sys.argv[3], **options):
    print(part.event, flush=True)
"""


def test_journal(server: Server, tmp_path: Path) -> None:
    """A program with a journal that is killed and started again: one run, every event."""
    thread_id, file = server.thread(), tmp_path / "run.jsonl"
    for lines_before in (1, 5, 20):
        program = [sys.executable, "-c", FOLLOW, server.url, thread_id, str(file)]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout is not None
            for _ in range(lines_before):
                killed.stdout.readline()
            killed.kill()
    parts = list(server.client.runs.stream(thread_id, "slow", journal=file, **COUNT))

    assert [*range(40)] == ticks(parts)
    assert parts == list(read_journal(file))
    assert ["success"] == statuses(server, thread_id)


@pytest.mark.parametrize("has_threads", [True, False])
def test_map(server: Server, has_threads: bool) -> None:
    """`runs.map`: many inputs, some at a time."""
    inputs = [{"ticks": 2, "delay": 0.01, "out": str(number)} for number in range(12)]
    threads = [server.thread() for _ in inputs] if has_threads else None
    results = list(server.client.runs.map("slow", inputs, workers=4, thread_ids=threads))

    assert [*range(12)] == [result.index for result in results]
    assert {"slept"} == {result.output["out"] for result in results}


# The command line


def test_command_line(server: Server, tmp_path: Path) -> None:
    """The command line: `run`, its exit statuses, `pending`, `answer`."""
    thread_id = server.thread()
    state = {"XDG_STATE_HOME": str(tmp_path)}
    said = server.command("run", "agent", "--message", "hi", "--job", f"{server.name}-{os.getpid()}", **state)
    failed = server.command("run", "bad", "--message", "hi")
    late = server.command("run", "slow", json.dumps(ENDLESS["input"]), "--deadline", "1")
    asks = server.command("run", "human", "--message", "hi", "--thread", thread_id)
    pending = server.command("pending", "--json")
    answered = server.command("answer", thread_id, '"yes"', "-o", "values")

    assert (0, "begin\nend\n") == (said.returncode, said.stdout), said.stderr
    assert 1 == failed.returncode, failed.stderr
    assert "boom!" in failed.stderr
    assert 124 == late.returncode, late.stderr
    assert 3 == asks.returncode, asks.stderr
    listed = [json.loads(line) for line in pending.stdout.splitlines()]
    assert [{"question": "ok?"}] == [each["value"] for each in listed if each["thread_id"] == thread_id]
    assert 0 == answered.returncode, answered.stderr
    assert "you said yes" == json.loads(answered.stdout)["messages"][-1]["content"]


def test_interrupted_command(server: Server) -> None:
    """Ctrl-C cancels the run of a command."""
    thread_id = server.thread()
    line = ["run", "slow", json.dumps(ENDLESS["input"]), "--thread", thread_id, "-o", "jsonl", "--mode", "custom"]
    command = [sys.executable, "-m", "langgraph_sync", *line, "--url", server.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as stopped:
        assert stopped.stdout is not None
        for _ in range(3):
            stopped.stdout.readline()
        stopped.send_signal(signal.SIGINT)
        stopped.communicate(timeout=PATIENCE)

    assert 130 == stopped.returncode
    (run,) = server.client.runs.list(thread_id)
    with pytest.raises(RunCancelledError):
        server.client.runs.join(thread_id, run["run_id"], deadline=PATIENCE)


def test_doctor(server: Server) -> None:
    """`doctor` finds nothing wrong."""
    found = server.command("doctor", "slow", '{"ticks": 3, "delay": 0.05}')

    assert 0 == found.returncode, found.stdout
    assert {"yes", "no", "-"} >= {line[17:20].strip() for line in found.stdout.splitlines()}


def test_types(server: Server, tmp_path: Path) -> None:
    """`types` writes the types of a graph."""
    file = tmp_path / "chat_types.py"
    done = server.command("types", "slow", "-o", str(file))

    assert 0 == done.returncode, done.stderr
    assert 'graph_id = "slow"' in file.read_text(encoding="utf-8")
    assert re.search(r"ticks: .*int|ticks: .*float", file.read_text(encoding="utf-8"))


# Threads, pages, and the rest


def test_pages(server: Server) -> None:
    """Threads, runs and states, page by page."""
    client, mark = server.client, {"story": f"{os.getpid()}-{threading.get_ident()}-{server.name}"}
    made = [client.threads.create(metadata=mark)["thread_id"] for _ in range(5)]
    for _ in range(3):
        client.runs.wait(made[0], "chat", **HUMAN)
    states = list(client.threads.iterate_history(made[0], page_size=2))

    assert sorted(made) == sorted(each["thread_id"] for each in client.threads.iterate(metadata=mark, page_size=2))
    assert 5 == client.threads.count(metadata=mark)
    runs = {run["run_id"] for run in client.runs.iterate(made[0], page_size=2)}
    assert 3 == len(runs)
    assert 9 == len({state["checkpoint"]["checkpoint_id"] for state in states})
    assert 6 == len(states[0]["values"]["messages"])


def test_states(server: Server) -> None:
    """States are read, changed and copied, and a run goes on from an earlier one."""
    client, thread_id = server.client, server.thread()
    client.runs.wait(thread_id, "chat", **HUMAN)
    client.threads.update_state(thread_id, {"messages": [{"role": "human", "content": "more"}]}, as_node="chat")
    states = client.threads.get_history(thread_id)
    again = client.runs.wait(thread_id, "chat", checkpoint_id=states[-1]["checkpoint"]["checkpoint_id"], **HUMAN)
    copied = client.threads.copy(thread_id)["thread_id"]

    assert ["hi", "Hello from the model", "more"] == [each["content"] for each in states[0]["values"]["messages"]]
    assert ["hi", "Hello from the model"] == [each["content"] for each in again["messages"]]
    assert len(again["messages"]) == len(client.threads.get_state(copied)["values"]["messages"])


def test_assistants(server: Server) -> None:
    """Assistants and their versions."""
    client = server.client
    made = client.assistants.create("chat", name="first", metadata={"story": "assistants"})
    changed = client.assistants.update(made["assistant_id"], name="second")
    versions = client.assistants.get_versions(made["assistant_id"])
    state = client.runs.wait(None, made["assistant_id"], **HUMAN)
    client.assistants.delete(made["assistant_id"])

    assert "second" == changed["name"]
    assert [2, 1] == [each["version"] for each in versions]
    assert "Hello from the model" == state["messages"][-1]["content"]
    with pytest.raises(NotFoundError):
        client.assistants.get(made["assistant_id"])


def test_store(server: Server) -> None:
    """The store keeps values."""
    store, place = server.client.store, ["stories", str(os.getpid()), str(threading.get_ident())]
    for number in range(3):
        store.put_item(place, f"key-{number}", {"number": number})
    found = {each["key"]: each["value"] for each in store.iterate(place, page_size=2)}
    item = store.get_item(place, "key-1")
    for number in range(3):
        store.delete_item(place, f"key-{number}")

    assert {f"key-{number}": {"number": number} for number in range(3)} == found
    assert item is not None
    assert {"number": 1} == item["value"]
    assert [] == store.search_items(place)["items"]


def test_crons(server: Server) -> None:
    """Cron jobs are made, listed and deleted."""
    client = server.client
    with server.refuses({JS: BadRequestError}):
        cron = client.crons.create("chat", schedule="0 7 1 1 *", **HUMAN)
        assert cron["cron_id"] in [each["cron_id"] for each in client.crons.search()]
        client.crons.delete(cron["cron_id"])


def test_thread_protocol(server: Server) -> None:
    """The thread protocol: a command starts a run, `stream_events` follows it."""
    client, thread_id = server.client, server.thread()
    client.threads.command(thread_id, "run.start", {"assistant_id": "chat", **HUMAN})
    text, ends = "", ("completed", "failed")
    for event in client.threads.stream_events(thread_id, ["lifecycle", "messages"]):
        data: Any = event["params"]["data"]
        if event["method"] == "messages" and data["event"] == "content-block-delta":
            text += data["delta"]["text"]
        elif event["method"] == "lifecycle" and data["event"] in ends and not event["params"]["namespace"]:
            break

    assert "completed" == data["event"]
    assert "Hello from the model" == text


def test_run_in_the_thread_protocol(server: Server) -> None:
    """`threads.stream_run` streams a run, a key starts it once, and a question is answered."""
    client, thread_id = server.client, server.thread()
    for _ in range(2):
        parts = client.threads.stream_run(thread_id, "chat", **HUMAN, idempotency_key="once")
        assert "Hello from the model" == "".join(tokens(parts, delta=True))
    assert ["success"] == statuses(server, thread_id)

    thread_id = server.thread()
    asked = list(client.threads.stream_run(thread_id, "human", **HUMAN))
    with pytest.raises(ValueError, match="waits with a question"):
        list(client.threads.stream_run(thread_id, "human", **HUMAN))
    answered = list(client.threads.stream_run(thread_id, "human", answer="yes"))
    states: Any = [
        [part.data["params"] for part in parts if part.event == "protocol" and part.data["method"] == "values"]
        for parts in (asked, answered)
    ]
    assert {"question": "ok?"} in [each["value"] for params in states[0] for each in params.get("interrupts", ())]
    assert "you said yes" in json.dumps(states[1][-1]["data"])
