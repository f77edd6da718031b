"""threads.stream_run() starts a run by a command of the thread protocol and streams it as every run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum
from typing import Any, Optional
from urllib.parse import urlsplit

import pytest
from contract import part_problems
from faults import THREAD, Tick
from scripted_server import Connection
from thread_server import ENOUGH, RUNS, ThreadServer, run_id

from langgraph_sync import (
    CommandError,
    DeadlineExceededError,
    LangGraphClient,
    RunCancelledError,
    RunFailedError,
    StreamInterruptedError,
    read_journal,
    tokens,
    whole_messages,
    with_text,
)

COMMANDS = f"/threads/{THREAD}/commands"
QUESTION = {"id": "a" * 32, "value": {"question": "ok?"}}


def happens(number: int, method: str, data: Any, *namespace: str, **more: Any) -> Tick:
    """An event of the protocol, in its envelope."""
    params = {"namespace": list(namespace), "timestamp": number, "data": data, **more}
    envelope = {"type": "event", "method": method, "params": params, "seq": number}
    return "|".join([method, *namespace]), envelope, f"{number}-0"


def bare(number: int, method: str, data: Any, *namespace: str) -> Tick:
    """The same of LangGraph.js, which has no envelope."""
    return "|".join([method, *namespace]), data, f"{number}-0"


def writes(message_id: str, *pieces: str, **more: Any) -> list[dict[str, Any]]:
    """What the protocol says of one message of one block of text."""
    return [
        {"event": "message-start", "role": "ai", "id": message_id, **more},
        {"event": "content-block-start", "index": 0, "content": {"type": "text", "text": ""}, **more},
        *(
            {"event": "content-block-delta", "index": 0, "delta": {"type": "text-delta", "text": piece}, **more}
            for piece in pieces
        ),
        {"event": "content-block-finish", "index": 0, "content": {"type": "text", "text": "".join(pieces)}, **more},
        {"event": "message-finish", **more},
    ]


def numbered(*steps: tuple[Any, ...]) -> list[Tick]:
    """Events with the data of messages, each with where it comes from."""
    return [happens(number, "messages", data, *namespace) for number, (data, *namespace) in enumerate(steps, 1)]


HELLO = [
    happens(1, "values", {"messages": []}, interrupts=[]),
    *[happens(number, "messages", data) for number, data in enumerate(writes("m", "Hel", "lo"), 2)],
    happens(9, "values", {"messages": ["Hello"]}, interrupts=[]),
]


class CommandedThread(ThreadServer):
    """A thread that starts its runs by commands."""

    def __init__(self, *events: Tick, waiting: tuple[Any, ...] = (), **options: Any) -> None:
        super().__init__(*events, **options)
        self.waiting = waiting
        self.failure: Optional[str] = None
        self.commands: list[dict[str, Any]] = []
        self.cuts = 0
        self.is_now, self.shows_questions, self.is_stock = "idle", True, True

    def __call__(self, connection: Connection) -> None:
        """Answer one request."""
        path = urlsplit(connection.request.path).path
        if path == COMMANDS:
            self._obey(connection)
        elif path == f"/threads/{THREAD}" and not self.runs and not self.waiting:
            connection.answer({"detail": "Thread not found"}, status=404)
        elif path == f"/threads/{THREAD}":
            waiting = {"interrupts": {"task": list(self.waiting)}} if self.shows_questions else {}
            connection.answer({"thread_id": THREAD, "status": self.is_now, "error": self.error, **waiting})
        elif path == "/info":
            connection.answer(
                {"langgraph_py_version": "1.2.24"} if self.is_stock else {"langgraph_js_version": "1.5.1"}
            )
        elif path == f"/threads/{THREAD}/state":
            connection.answer({"tasks": [{"interrupts": list(self.waiting)}]})
        else:
            super().__call__(connection)

    def _obey(self, connection: Connection) -> None:
        if self.loses_requests:
            connection.close()
            return
        for happens_before in self.before_start:
            happens_before()
        command = connection.request.json
        self.commands.append(command)
        if self.failure is not None:
            connection.answer({"type": "error", "id": 1, "error": "unknown_error", "message": self.failure})
            return
        run = self.add(self.status, **command["params"]["metadata"])
        if self.loses_answers:
            connection.close()
        else:
            connection.answer({"type": "success", "id": 1, "result": {"run_id": run["run_id"]}})


@pytest.fixture
def start(connect: Any) -> Callable[[ThreadServer], LangGraphClient]:
    """Serve a thread, without an end."""
    return lambda thread: connect(*[thread] * ENOUGH)[0]


def methods(parts: Any) -> list[str]:
    """What the parts are, those of the protocol by their methods."""
    return [part.data["method"] if part.event == "protocol" else part.event for part in parts]


def test_a_run(start: Any) -> None:
    """It starts one run by one command, yields its events, and ends."""
    thread = CommandedThread(*HELLO)
    made: list[Any] = []
    parts = start(thread).threads.stream_run(
        THREAD,
        "agent",
        input={"messages": []},
        config={"tags": ["a"]},
        metadata={"b": 1},
        multitask_strategy="interrupt",
        on_run_created=made.append,
    )
    assert [] == thread.commands
    received = list(parts)

    assert ["metadata", "values", *["messages"] * 6, "values"] == methods(received)
    assert [] == [problem for part in received for problem in part_problems("StreamPart", part)]
    assert [{"run_id": run_id(0), "thread_id": THREAD}] == made
    (command,) = thread.commands
    assert "run.start" == command["method"]
    given = command["params"]
    assert ("agent", {"messages": []}, {"tags": ["a"]}) == (given["assistant_id"], given["input"], given["config"])
    assert "interrupt" == given["multitaskStrategy"]
    assert 1 == given["metadata"]["b"]
    assert {"assistant_id", "input", "config", "metadata", "multitaskStrategy"} == given.keys()
    assert 1 == threading.active_count() - sum(thread.daemon for thread in threading.enumerate())


def test_lost_answer(start: Any, waits: list[float]) -> None:
    """It looks for the run when the answer to the command is lost, and never sends a second command."""
    thread = CommandedThread(*HELLO)
    thread.loses_answers = True

    assert ["Hel", "lo"] == list(tokens(start(thread).threads.stream_run(THREAD, "agent", input={}), delta=True))
    assert 1 == len(thread.commands) == len(thread.runs)
    assert len(waits) <= 1


def test_lost_command(start: Any, waits: list[float]) -> None:
    """It raises when the command was lost and no run shows, after it has looked for it patiently."""
    thread = CommandedThread()
    thread.loses_requests = True
    with pytest.raises(Exception, match="commands"):
        list(start(thread).threads.stream_run(THREAD, "agent", input={}))

    assert [] == thread.runs
    assert len(waits) >= 4


def test_two_runs_of_one_thread(start: Any) -> None:
    """It starts a run for each call, with a key of its own, and one run for all calls with one idempotency_key."""
    thread = CommandedThread(*HELLO)
    client = start(thread)
    for _ in range(2):
        list(client.threads.stream_run(THREAD, "agent", input={}))
    for _ in range(2):
        list(client.threads.stream_run(THREAD, "agent", input={}, idempotency_key="once"))

    assert 3 == len(thread.runs) == len(thread.commands)
    assert 3 == len({command["params"]["metadata"]["langgraph_sync_key"] for command in thread.commands})
    with pytest.raises(ValueError, match="multitask_strategy can't be 'rollback'"):
        client.threads.stream_run(THREAD, "agent", idempotency_key="once", multitask_strategy="rollback")


@pytest.mark.parametrize("name", ["input", "answer"])
def test_run_of_another_caller(start: Any, name: str) -> None:
    """A run with the key that began while the server held the command is the one; the younger one is removed."""
    thread = CommandedThread(*HELLO, status="running", waiting=(QUESTION,) * (name == "answer"))
    key = {name: {"a": 1}, "idempotency_key": "k"}
    client = start(thread)
    first = client.threads.stream_run(THREAD, "agent", **key)
    next(first)
    older = thread.runs.pop()
    thread.before_start.append(lambda: thread.runs.append(older))

    second = client.threads.stream_run(THREAD, "agent", **key)
    assert older["run_id"] == next(second).data["run_id"]
    assert [older] == thread.runs
    assert 2 == len(thread.commands)
    first.close()
    second.close()


def test_key_of_another_purpose(start: Any) -> None:
    """A key belongs to one purpose: an input is no answer, and a run of the thread protocol is no other run."""
    thread = CommandedThread(*HELLO)
    client = start(thread)
    list(client.threads.stream_run(THREAD, "agent", input={"a": 1}, idempotency_key="k"))
    thread.waiting = (QUESTION,)

    with pytest.raises(ValueError, match="was used for another input"):
        list(client.threads.stream_run(THREAD, "agent", answer={"a": 1}, idempotency_key="k"))
    with pytest.raises(ValueError, match="was used for another input"):
        list(client.runs.stream(THREAD, "agent", input={"a": 1}, idempotency_key="k"))


@pytest.mark.parametrize(
    ("is_now", "is_stock", "waits_for"),
    [("idle", True, "input"), ("interrupted", True, "answer"), ("idle", False, "answer")],
    ids=["a copy", "interrupted", "LangGraph.js"],
)
def test_question_in_the_state_alone(start: Any, is_now: str, is_stock: bool, waits_for: str) -> None:
    """A question that only the state shows waits for an answer, but for that of an idle thread of a stock server."""
    thread = CommandedThread(*HELLO, waiting=(QUESTION,))
    thread.is_now, thread.shows_questions, thread.is_stock = is_now, False, is_stock
    client = start(thread)
    for name in ("input", "answer"):
        if name == waits_for:
            assert list(client.threads.stream_run(THREAD, "agent", **{name: {"a": 1}}))
        else:
            with pytest.raises(ValueError, match="question"):
                list(client.threads.stream_run(THREAD, "agent", **{name: {"a": 1}}))


def test_journal(start: Any, tmp_path: Any) -> None:
    """It keeps the run in a journal, and the same call replays it without a command."""
    thread = CommandedThread(*HELLO)
    client = start(thread)
    first = list(client.threads.stream_run(THREAD, "agent", input={}, journal=tmp_path / "j"))
    again = list(client.threads.stream_run(THREAD, "agent", input={}, journal=tmp_path / "j"))

    assert first == again == list(read_journal(tmp_path / "j"))
    assert 1 == len(thread.commands)


@pytest.mark.parametrize("waiting", [(QUESTION,), (QUESTION, {**QUESTION, "id": "b" * 32})])
def test_input_while_a_question_waits(start: Any, waiting: tuple[Any, ...]) -> None:
    """It refuses an input that the server would take for the answer, and shows the question."""
    thread = CommandedThread(*HELLO, waiting=waiting)
    with pytest.raises(ValueError, match=r"waits with a question.*ok\?.*answer="):
        list(start(thread).threads.stream_run(THREAD, "agent", input={"messages": []}))

    assert [] == thread.commands


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        ("yes", "yes"),
        (0, 0),
        (False, False),
        ({"a": None}, {"a": None}),
        (None, {"a" * 32: None}),
        ({}, {"a" * 32: {}}),
        ({"a" * 32: 1}, {"a" * 32: 1}),
        ({Enum("Asked", {"OK": "a" * 32}).OK: 1}, {"a" * 32: 1}),
    ],
)
def test_answer(start: Any, answer: Any, sent: Any) -> None:
    """It sends an answer as LangGraph reads it, null by the id of its question."""
    thread = CommandedThread(*HELLO, waiting=(QUESTION,))
    list(start(thread).threads.stream_run(THREAD, "agent", answer=answer))

    assert [sent] == [command["params"]["input"] for command in thread.commands]


def test_answer_to_one_of_several(start: Any) -> None:
    """It answers the question that is named, and asks for the name where several wait for a null."""
    thread = CommandedThread(*HELLO, waiting=(QUESTION, {**QUESTION, "id": "b" * 32}))
    client = start(thread)
    list(client.threads.stream_run(THREAD, "agent", answer=1, interrupt_id="b" * 32))
    assert {"b" * 32: 1} == thread.commands[0]["params"]["input"]
    with pytest.raises(ValueError, match="2 questions wait"):
        list(client.threads.stream_run(THREAD, "agent", answer=None))
    with pytest.raises(ValueError, match="no question 'cc' waits"):
        list(client.threads.stream_run(THREAD, "agent", answer=1, interrupt_id="cc"))

    assert 1 == len(thread.commands)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"answer": 1}, "no question waits on thread"),
        ({"answer": 1, "input": 1}, "an input or an answer, not both"),
        ({"interrupt_id": "a"}, "give an answer too"),
    ],
)
def test_senseless_calls(start: Any, options: dict[str, Any], said: str) -> None:
    """It refuses an answer to nothing, and what contradicts itself, and sends no command."""
    thread = CommandedThread()
    client = start(thread)
    with pytest.raises(ValueError, match=said):
        list(client.threads.stream_run(THREAD, "agent", **options))

    assert [] == thread.commands


def test_run_that_continues(start: Any) -> None:
    """It starts a run without an input, which continues the graph, and looks for no question then."""
    thread = CommandedThread(*HELLO, waiting=(QUESTION,))
    list(start(thread).threads.stream_run(THREAD, "agent"))

    assert "input" not in thread.commands[0]["params"]


def test_refusal(start: Any) -> None:
    """It raises what the server says of a run that it refuses, with the thread."""
    thread = CommandedThread()
    thread.failure = "409: Thread is already running a task."
    with pytest.raises(CommandError, match="already running") as caught:
        list(start(thread).threads.stream_run(THREAD, "agent", input={}, multitask_strategy="reject"))

    assert (THREAD, "unknown_error") == (caught.value.thread_id, caught.value.code)
    assert 1 == len(thread.commands)


@pytest.mark.parametrize(
    ("status", "error"), [("error", RunFailedError), ("interrupted", RunCancelledError), ("timeout", Exception)]
)
def test_ends_as_the_run(start: Any, status: str, error: type[Exception]) -> None:
    """It ends as every stream of a run: with the error of a run that has not succeeded."""
    thread = CommandedThread(*HELLO, status=status, error={"error": "ValueError", "message": "boom"})
    with pytest.raises(error) as caught:
        list(start(thread).threads.stream_run(THREAD, "agent", input={}))

    assert (THREAD, run_id(0)) == (caught.value.thread_id, caught.value.run_id)  # type: ignore[attr-defined]


class CutThread(CommandedThread):
    """A thread whose streams break off after so many events each."""

    size = 2

    def _stream(self, connection: Connection, run: dict[str, Any], after: str) -> None:
        connection.open_stream({"content-location": f"{RUNS}/{run['run_id']}"})
        metadata = ("metadata", {"run_id": run["run_id"], "attempt": 1}, "0-0")
        rest = [event for event in [metadata, *self.events] if after == "-1" or str(event[2]) > after]
        for event in rest[: self.size]:
            connection.event(*event)
        self.cuts += len(rest) > self.size
        connection.close() if len(rest) > self.size else connection.end_stream()


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("event", [happens, bare])
def test_cuts(start: Any, waits: list[float], size: int, event: Any) -> None:
    """It resumes after every cut, each event once and in order, whichever form they have."""
    thread = CutThread(*[event(number, "messages", {"event": "message-finish"}, "n:1") for number in range(1, 10)])
    thread.size = size
    parts = list(start(thread).threads.stream_run(THREAD, "agent", input={}))

    assert [None, *range(1, 10)] == [int(part.id[0]) if part.event == "protocol" else None for part in parts]
    assert thread.cuts >= 2
    assert len(waits) >= 2
    assert 1 == len(thread.commands)


def test_deadline_and_leaving(start: Any) -> None:
    """It cancels the run when it is left, or its time is over, with on_exit="cancel"."""
    thread = CommandedThread(*HELLO, status="running")
    client = start(thread)
    parts = client.threads.stream_run(THREAD, "agent", input={}, on_exit="cancel")
    next(parts)
    parts.close()
    assert ["interrupted"] == [run["status"] for run in thread.runs]
    with pytest.raises(DeadlineExceededError, match="The run is cancelled") as caught:
        list(client.threads.stream_run(THREAD, "agent", input={}, on_exit="cancel", deadline=0.3))

    assert run_id(1) == caught.value.run_id
    assert ["interrupted"] * 2 == [run["status"] for run in thread.runs]


def test_join_after_a_cut(start: Any, waits: list[float]) -> None:
    """A joined run of the protocol resumes too: its `messages` are kept, unlike those of the mode `messages`."""
    thread = CutThread(*HELLO)
    thread.add(kwargs={})["kwargs"] = {"stream_resumable": True, "stream_mode": ["values", "messages", "tools"]}
    parts = list(start(thread).runs.join_stream(THREAD, run_id(0), last_event_id="-1"))
    assert ["Hel", "lo"] == list(tokens(parts, delta=True))
    assert len(waits) >= 2
    thread.runs[0]["kwargs"]["stream_mode"] = ["values", "messages"]

    with pytest.raises(StreamInterruptedError, match="does not keep the events of the mode `messages`"):
        list(start(thread).runs.join_stream(THREAD, run_id(0), last_event_id="-1"))


def streamed(start: Any, *events: Tick) -> list[Any]:
    """The parts of a run."""
    return list(start(CommandedThread(*events)).threads.stream_run(THREAD, "agent", input={}))


JS = [
    bare(1, "lifecycle", {"event": "running", "graph_name": "root"}),
    bare(2, "values", {"messages": []}),
    bare(3, "checkpoints", {"id": "c", "parent_id": "b", "step": 0, "source": "loop"}),
    bare(4, "custom", {"payload": {"progress": 1}}),
    *[bare(5, "messages", data, "sub:1", "model:2") for data in writes("m", "Hel", run_id="r")],
    bare(6, "updates", {"node": "model", "values": {"a": 1}}, "sub:1"),
    bare(7, "tools", {"event": "tool-started", "tool_call_id": "c", "tool_name": "look", "input": {}}, "sub:1"),
    bare(8, "values", {"__interrupt__": [QUESTION]}),
    bare(9, "input.requested", {"interrupt_id": QUESTION["id"], "payload": 1}),
]


def test_without_an_envelope(start: Any) -> None:
    """It decodes what LangGraph.js sends, the data under the name of its mode, to the same parts."""
    parts = streamed(start, *JS)
    by_method = {part.data["method"]: part for part in parts[1:]}

    assert ["protocol"] * 13 == [part.event for part in parts[1:]]
    assert [] == [problem for part in parts for problem in part_problems("StreamPart", part)]
    assert {"progress": 1} == by_method["custom"].data["params"]["data"]
    assert {"model": {"a": 1}} == by_method["updates"].data["params"]["data"]
    assert {"namespace": [], "data": {}, "interrupts": [QUESTION]} == by_method["values"].data["params"]
    assert ("sub:1",) == by_method["messages"].namespace == by_method["updates"].namespace
    assert (["sub:1"], "model") == tuple(by_method["messages"].data["params"][key] for key in ("namespace", "node"))
    assert ["Hel"] == list(tokens(parts, delta=True, node="model"))
    assert [("model", ("sub:1",), "m")] == [(m.node, m.namespace, m.message["id"]) for m in whole_messages(parts)]


def test_join_without_an_envelope(connect: Any) -> None:
    """The text of a run that LangGraph.js has started by the protocol can be read by whoever joins it."""
    thread = ThreadServer(*JS)
    thread.add()
    parts = list(connect(*[thread] * ENOUGH)[0].runs.join_stream(THREAD, run_id(0), last_event_id="-1"))

    assert {"protocol", "metadata", "values", "checkpoints", "custom", "updates"} == {part.event for part in parts}
    assert ["Hel"] == list(tokens(parts, delta=True))


def test_text(start: Any) -> None:
    """It finds texts, without reasoning, tool calls and messages of tools, in parts that stay whole."""
    tool = {"type": "tool_call", "id": "c", "name": "look", "args": {"q": "x"}}
    reasoning = {"type": "reasoning", "reasoning": "hm"}
    text = {"type": "text", "text": "Calling"}
    ends = [
        {"event": "content-block-finish", "index": number, "content": block}
        for number, block in enumerate((reasoning, text, tool))
    ]
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    steps: list[tuple[Any, ...]] = [
        ({"event": "message-start", "role": "ai", "id": "m"},),
        ({"event": "content-block-delta", "index": 0, "delta": {"type": "reasoning-delta", "reasoning": "hm"}},),
        ({"event": "content-block-delta", "index": 1, "delta": {"type": "text-delta", "text": "Calling"}},),
        ({"event": "content-block-delta", "index": 2, "delta": {"type": "tool-call-delta", "args": "{}"}},),
        *((end,) for end in ends),
        ({"event": "message-finish", "usage": usage, "metadata": {"finish_reason": "tool_calls"}},),
        ({"event": "message-start", "role": "tool", "id": "tool-c", "tool_call_id": "c"}, "tools:c"),
        ({"event": "content-block-delta", "index": 0, "content": {"type": "text", "text": "found"}}, "tools:c"),
        ({"event": "content-block-finish", "index": 0, "content": {"type": "text", "text": "found"}}, "tools:c"),
        ({"event": "message-finish"}, "tools:c"),
    ]
    parts = streamed(start, *numbered(*steps))
    first, second = whole_messages(parts)

    assert ["Calling"] == [piece for _, piece in with_text(parts) if piece]
    assert parts == [part for part, _ in with_text(parts)]
    message: Any = first.message
    assert [reasoning, text, tool] == message["content"]
    assert ([tool], usage, "tool_calls") == (
        message["tool_calls"],
        message["usage_metadata"],
        message["response_metadata"]["finish_reason"],
    )
    answer: Any = second.message
    assert ("tool", "c", "tool-c", ("tools:c",)) == (
        answer["type"],
        answer["tool_call_id"],
        answer["id"],
        second.namespace,
    )


def test_parallel_subgraphs(start: Any) -> None:
    """It keeps the messages of subgraphs apart that write at the same time."""
    steps = [
        step
        for pair in zip(writes("a", "1", "2"), writes("b", "3", "4"))
        for step in ((pair[0], "x:1"), (pair[1], "y:1"))
    ]
    parts = streamed(start, *numbered(*steps))

    found = {(m.message["id"], m.message["content"][0]["text"], m.namespace) for m in whole_messages(parts)}  # type: ignore[index]
    assert {("a", "12", ("x:1",)), ("b", "34", ("y:1",))} == found
    assert ["1", "3", "2", "4"] == list(tokens(parts, delta=True))


def test_parallel_models(start: Any) -> None:
    """It yields whole blocks of models that write at once in one graph, without an id, and their text once."""
    first, second, third = writes("a", "1", "2"), writes("b", "3", "4"), writes("c", "5")
    steps = [first[0], second[0], *first[2:4], *second[2:4], *first[4:], *second[4:], *third]
    parts = streamed(start, *numbered(*((step,) for step in steps)))

    found = [(m.message["id"], m.message["content"][0]["text"]) for m in whole_messages(parts)]  # type: ignore[index]
    assert [(None, "12"), (None, "34"), ("c", "5")] == found
    assert ["1", "2", "3", "4", "5"] == list(tokens(parts, delta=True))


def test_parallel_models_that_name_their_run(start: Any) -> None:
    """It tells models by their runs, where the server names these."""
    pairs = zip(writes("a", "1", "2", run_id="x"), writes("b", "3", "4", run_id="y"))
    parts = streamed(start, *numbered(*((step,) for pair in pairs for step in pair)))

    found = [(m.message["id"], m.message["content"][0]["text"]) for m in whole_messages(parts)]  # type: ignore[index]
    assert [("a", "12"), ("b", "34")] == found


def test_model_that_fails_before_another(start: Any) -> None:
    """It knows the message of a model that takes over from one that failed on the way, and leaves that one out."""
    steps = [*writes("a", "1", "2")[:3], *writes("b", "3", "4")]
    parts = streamed(start, *numbered(*((step,) for step in steps)))

    assert ["b"] == [found.message["id"] for found in whole_messages(parts)]
    assert ["1", "3", "4"] == list(tokens(parts, delta=True))


def test_another_attempt(start: Any) -> None:
    """It begins anew when the server repeats the run after a failed attempt."""
    again = ("metadata", {"run_id": run_id(0), "attempt": 2}, "5-0")
    events = [*numbered(*((step,) for step in writes("a", "1", "2")[:3])), again]
    events += [happens(number, "messages", step) for number, step in enumerate(writes("b", "1", "2"), 6)]
    parts = streamed(
        start, *events[:4], *[(name, data, f"{number:02}-0") for number, (name, data, _) in enumerate(events[4:], 10)]
    )

    assert ["b"] == [found.message["id"] for found in whole_messages(parts)]
    assert ["1", "1", "12"] == list(tokens(parts))
