"""The fake server for users' tests: what it answers, how it fails, and what it remembers."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import requests

from langgraph_sync import (
    ConflictError,
    DeadlineExceededError,
    InternalServerError,
    LangGraphClient,
    LangGraphError,
    NotFoundError,
    RunCancelledError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
    tokens,
    whole_messages,
)
from langgraph_sync.testing import FakeRun, FakeServer, no_waiting, question, sse, text

ROOT = Path(__file__).parent.parent
RECORDINGS = Path(__file__).parent / "data" / "recordings"
HI = {"messages": [{"role": "user", "content": "Hi"}]}
PATIENCE = 10


@pytest.fixture
def server(langgraph_server: FakeServer) -> FakeServer:
    """A fake server with an assistant that says something."""
    langgraph_server.assistant("agent", text("It is sunny."))
    return langgraph_server


@pytest.fixture
def client(server: FakeServer) -> LangGraphClient:
    """A client for it."""
    return server.client()


@pytest.fixture
def thread_id(client: LangGraphClient) -> str:
    """A fresh thread."""
    return client.threads.create(metadata={"user": "ann"})["thread_id"]


@pytest.mark.parametrize(
    ("mode", "events"),
    [
        ("values", ["values"] * 2),
        ("updates", ["updates"]),
        ("messages-tuple", ["messages"] * 4),
        ("messages", ["messages/metadata", *["messages/partial"] * 4]),
        ("events", ["events"] * 11),
        (["values", "messages-tuple"], ["values", *["messages"] * 4, "values"]),
        (["messages", "messages-tuple"], ["messages"] * 4),
    ],
    ids=str,
)
def test_modes(client: LangGraphClient, mode: Any, events: list[str]) -> None:
    """It sends a text in every mode that is asked for, and in no other."""
    parts = list(client.runs.stream(None, "agent", input=HI, stream_mode=mode))

    assert ["metadata", *events] == [part.event for part in parts]


@pytest.mark.parametrize("mode", ["messages-tuple", "messages", "events"])
def test_text(client: LangGraphClient, mode: Any) -> None:
    """It streams a text word by word."""
    parts = list(client.runs.stream(None, "agent", input=HI, stream_mode=mode))

    assert ["It", " is", " sunny."] == list(tokens(parts, delta=True))
    assert ["It is sunny."] == [each.message["content"] for each in whole_messages(parts)]


def test_state(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It keeps the state of a thread: messages are appended, other values replaced, and each step is saved."""
    client.runs.wait(thread_id, "agent", input={**HI, "n": 1})
    server.assistant("agent", {"n": 2, "messages": [("ai", "Two.")]})
    state = client.runs.wait(thread_id, "agent", input=HI)

    assert 2 == state["n"]
    assert ["Hi", "It is sunny.", "Hi", "Two."] == [message["content"] for message in state["messages"]]
    assert state == client.threads.get_state(thread_id)["values"] == client.threads.get(thread_id)["values"]
    assert [2, 1, 1, 1, 1] == [each["values"].get("n") for each in client.threads.get_history(thread_id)][:5]
    assert 6 == len(list(client.threads.iterate_history(thread_id, page_size=2)))


def test_parts(server: FakeServer, client: LangGraphClient) -> None:
    """It sends parts as they are given, also those of a stream, and a wait returns their last state."""
    server.assistant("agent", [("custom", {"done": 0.5}), ("values|child:1", {"n": 0}), ("values", {"n": 1})])
    parts = list(client.runs.stream(None, "agent", input={}, stream_mode=["custom", "values"], stream_subgraphs=True))
    server.assistant("agent", parts)

    again = client.runs.stream(None, "agent", input={}, stream_mode=["custom", "values"], stream_subgraphs=True)
    assert [part[1:] for part in parts[1:]] == [part[1:] for part in again][1:]
    assert ("child:1",) == parts[2].namespace
    assert ["metadata", "values"] == [
        part.event for part in client.runs.stream(None, "agent", input={}, stream_mode="values")
    ]
    assert {"n": 1} == client.runs.wait(None, "agent", input={})


@pytest.mark.parametrize("name", ["chat_all_modes", "tools_messages_tuple_updates", "nested_subgraphs"])
def test_recording(server: FakeServer, client: LangGraphClient, name: str) -> None:
    """It sends what a real server has sent, with a run id of its own."""
    recorded = (RECORDINGS / f"{name}.sse").read_bytes()
    server.assistant("agent", RECORDINGS / f"{name}.sse")
    modes: Any = sorted(set(re.findall(rb"event: (\w+)", recorded)) - {b"metadata"})
    modes = ["messages-tuple" if mode == b"messages" else mode.decode() for mode in modes]
    parts = client.runs.stream(None, "agent", input={}, stream_mode=modes, stream_subgraphs=True)
    metadata, *sent = ["|".join((part.event, *part.namespace)) for part in parts]

    assert "metadata" == metadata
    assert re.findall(r"event: (\S+)", recorded.decode())[1:] == sent


def test_recording_of_failure(server: FakeServer, client: LangGraphClient) -> None:
    """It lets a run fail that has failed when it was recorded."""
    server.assistant("agent", RECORDINGS / "error_bad_values.sse")

    with pytest.raises(RunFailedError, match="boom"):
        client.runs.wait(None, "agent", input={})


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        ('{"outcome":"succeeded"}', None),
        ('{"outcome":"failed","error":{"text":"t","error":"ValueError","message":"boom"}}', RunFailedError),
        ('{"outcome":"cancelled","error":{"text":"t"}}', RunCancelledError),
        ('{"outcome":"timed out","error":{"text":"t"}}', RunTimeoutError),
    ],
)
def test_journal(
    server: FakeServer, client: LangGraphClient, thread_id: str, tmp_path: Path, outcome: str, error: Any
) -> None:
    """It answers as the run of a journal did, and ends as that ended."""
    journal = tmp_path / "job.jsonl"
    event = '{"event":"custom","id":"1-0","data":{"n":1}}'
    journal.write_text(f'{{"langgraph_sync_journal":1}}\n{event}\n{outcome}\n', encoding="utf-8")
    server.assistant("agent", journal)
    seen = []
    try:
        for part in client.runs.stream(thread_id, "agent", input={}, stream_mode="custom"):
            seen += [part.data] if part.event == "custom" else []
        raised: Any = None
    except (RunFailedError, RunCancelledError, RunTimeoutError) as problem:
        raised = type(problem)

    assert ([{"n": 1}], error) == (seen, raised)


def test_function(server: FakeServer, client: LangGraphClient) -> None:
    """It asks a function of the test what a run answers, and the run fails with what that raises."""

    def graph(run: FakeRun) -> dict[str, int]:
        return {"half": 12 // run.input["n"]}

    server.assistant("agent", graph)
    results = list(client.runs.map("agent", [{"n": 3}, {"n": 0}, {"n": 4}], workers=2))

    assert [4, 3] == [result.output["half"] for result in results if not result.error]
    assert "An internal error occurred" == getattr(results[1].error, "message", None)


WAYS: dict[str, Callable[[LangGraphClient, str], Any]] = {
    "stream": lambda client, thread_id: list(
        client.runs.stream(thread_id, "agent", input={}, stream_mode="messages-tuple")
    ),
    "wait": lambda client, thread_id: client.runs.wait(thread_id, "agent", input={}),
    "join": lambda client, thread_id: client.runs.join(
        thread_id, client.runs.create(thread_id, "agent", input={})["run_id"]
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_failure(server: FakeServer, client: LangGraphClient, thread_id: str, way: str) -> None:
    """It lets runs fail as a server reports it, in streams, results, states and threads."""
    server.assistant("agent", text("Half"), fail=ValueError("boom"), times=1)
    with pytest.raises(RunFailedError, match="ValueError: boom"):
        WAYS[way](client, thread_id)

    thread = client.threads.get(thread_id)
    assert ("error", {"error": "ValueError", "message": "boom"}) == (thread["status"], thread.get("error"))
    assert "ValueError('boom')" == client.threads.get_state(thread_id)["tasks"][0]["error"]
    assert "Half" == client.runs.wait(thread_id, "agent", input={})["messages"][-1]["content"]
    assert ["error", "success"] == [run.status for run in server.runs]


def test_question(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It asks a human, shows the question, and gives the answer to the test's function."""
    server.assistant("agent", lambda run: text(f"You said {run.answer}"), ask={"q": 1})
    asked = client.runs.wait(thread_id, "agent", input=HI)
    thread = client.threads.get(thread_id)
    said = list(tokens(client.runs.stream_answer(thread_id, "agent", {"a": 2}, stream_mode="messages-tuple")))

    assert [{"q": 1}] == [each["value"] for each in asked["__interrupt__"]]
    assert "interrupted" == thread["status"]
    assert [{"q": 1}] == [each["value"] for (each,) in (thread.get("interrupts") or {}).values()]
    assert "You said {'a': 2}" == said[-1]
    assert "idle" == client.threads.get(thread_id)["status"]
    assert [None, {"a": 2}] == [run.answer for run in server.runs]


def test_questions_in_a_row(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It asks as often as a function of the test does."""
    answers = {None: question("size?"), "large": question("cheese?"), "yes": text("Done")}
    server.assistant("agent", lambda run: answers[run.answer])

    client.runs.wait(thread_id, "agent", input={})
    assert "cheese?" == client.runs.answer(thread_id, "agent", "large")["__interrupt__"][0]["value"]
    assert "Done" == client.runs.answer(thread_id, "agent", "yes")["messages"][-1]["content"]


def test_answer_to_nothing(client: LangGraphClient, thread_id: str) -> None:
    """It starts a run that does nothing for an answer when no question waits."""
    client.runs.wait(thread_id, "agent", input=HI)

    assert 2 == len(client.runs.answer(thread_id, "agent", "yes")["messages"])


@pytest.mark.parametrize("count", range(6))
def test_cut(server: FakeServer, client: LangGraphClient, thread_id: str, count: int) -> None:
    """It breaks off after any number of events; a run that keeps them is resumed where it was."""
    server.assistant("agent", text("It is sunny."), cut_after=count)
    parts = client.runs.stream(thread_id, "agent", input={}, stream_mode="messages-tuple", stream_resumable=True)

    assert ["It", " is", " sunny."] == list(tokens(parts, delta=True))
    assert server.runs[0].was_cut


def test_missing_input(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """A run on a new thread fails without an input, as on real servers; on one that has a state it does not."""
    server.assistant("agent", {"n": 1})

    with pytest.raises(RunFailedError, match=r"Received no input for __start__\. Is the input missing, or are"):
        client.runs.wait(thread_id, "agent")
    assert [] == client.threads.get_history(thread_id)
    assert {"n": 1} == client.runs.wait(thread_id, "agent", input={})
    assert {"n": 1} == client.runs.wait(thread_id, "agent")


def test_cut_that_does_not_come(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It is a mistake of the test to cut a stream after more events than it has."""
    server.assistant("agent", {"n": 1}, cut_after=30)
    list(client.runs.stream(thread_id, "agent", input={}))

    with pytest.raises(
        AssertionError, match="cut_after=30, but the stream of a run of 'agent' has 3 events and was not cut"
    ):
        server.check()


def test_failure_that_is_no_exception(server: FakeServer) -> None:
    """It says what to give in place of a text."""
    with pytest.raises(TypeError, match=r"such as ValueError\('boom'\), not str"):
        server.assistant("agent", fail="boom")  # type: ignore[arg-type]


def test_cut_without_ids(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It keeps no events of a run that did not ask for that."""
    server.assistant("agent", text("It is sunny."), cut_after=2)

    with pytest.raises(StreamInterruptedError):
        list(client.runs.stream(thread_id, "agent", input={}, stream_mode="messages-tuple"))


def test_cut_wait(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It breaks an answer off; the run can be joined."""
    server.assistant("agent", {"n": 1}, cut_after=1)

    assert {"n": 1} == client.runs.wait(thread_id, "agent", input={})
    assert server.calls[-1].path.endswith("/join") or server.calls[-2].path.endswith("/join")


def test_deadline(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It holds a run, which the client gives up and cancels."""
    server.assistant("agent", {"n": 1}, hold_for=60)

    with pytest.raises(DeadlineExceededError, match="The run is cancelled"):
        client.runs.wait(thread_id, "agent", input={}, deadline=0.2, on_exit="cancel")
    assert "interrupted" == server.runs[0].status


def test_heartbeats() -> None:
    """It shows that it is there while it holds a run, in streams and in results, and then goes on."""
    with FakeServer(heartbeat=0.02) as server:
        server.assistant("agent", {"n": 1}, hold_for=0.5)
        client = server.client()
        events = [
            part.event for part in client.runs.stream(None, "agent", input={}, stream_mode="values", heartbeats=True)
        ]

        answer = requests.post(f"{server.url}/runs/wait", json={"assistant_id": "agent", "input": {}}, timeout=PATIENCE)
    assert ["metadata", "values", "heartbeat"] == events[:3]
    assert "values" == events[-1]
    assert re.fullmatch(r'\n+{"n":1}', answer.text)


@pytest.mark.parametrize("action", ["interrupt", "rollback"])
def test_cancel(server: FakeServer, client: LangGraphClient, thread_id: str, action: Any) -> None:
    """It cancels a run that is held, or lets it have never been."""
    server.assistant("agent", hold_for=60)
    run_id = client.runs.create(thread_id, "agent", input={})["run_id"]
    client.runs.cancel(thread_id, run_id, wait=True, action=action)

    assert "interrupted" == server.wait_for_end(server.runs[0])
    with pytest.raises(NotFoundError):
        client.runs.cancel(thread_id, run_id)
    assert (1 if action == "interrupt" else 0) == len(client.runs.list(thread_id))


def test_disconnect(server: FakeServer) -> None:
    """It cancels a run whose client goes, if that was wanted."""
    server.assistant("agent", hold_for=60)
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=PATIENCE)
    body = json.dumps({"assistant_id": "agent", "on_disconnect": "cancel"})
    connection.request("POST", "/runs/stream", body)
    connection.getresponse().read(10)
    connection.sock.shutdown(socket.SHUT_RDWR)
    connection.close()

    assert "interrupted" == server.wait_for_end(server.runs[0])


def test_busy(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It refuses a run on a busy thread, or lets it wait for its turn."""
    server.assistant("agent", {"n": 1}, busy=0.2)

    with pytest.raises(ConflictError, match="already running"):
        client.runs.wait(thread_id, "agent", input={}, multitask_strategy="reject")
    assert {"n": 1} == client.runs.wait(thread_id, "agent", input={})
    assert ["success"] == [run.status for run in server.runs]


def test_multitask(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It ends the run that is going for one that may interrupt it."""
    server.assistant("agent", {"n": 1}, hold_for=60, times=1)
    client.runs.create(thread_id, "agent", input={})
    client.runs.wait(thread_id, "agent", input={}, multitask_strategy="interrupt")

    assert ["interrupted", "success"] == [run.status for run in server.runs]


def test_status(server: FakeServer, client: LangGraphClient) -> None:
    """It refuses to start runs for a while."""
    server.assistant("agent", {"n": 1}, status=503, times=1)
    with pytest.raises(InternalServerError, match="503"):
        client.runs.wait(None, "agent", input={})

    server.assistant("agent", {"n": 1}, status=503, times=2)
    assert [{"n": 1}] * 2 == [result.output for result in client.runs.map("agent", [{}, {}], workers=1)]


def test_idempotency_key(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It starts one run for callers that come at once with one key, while that run goes on."""
    server.assistant("agent", text("It is sunny."), hold_for=1)
    outputs: list[Any] = []

    def call() -> None:
        outputs.append(client.runs.wait(thread_id, "agent", input=HI, idempotency_key="order-1"))

    callers = [threading.Thread(target=call) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert 1 == len(server.runs) == len(client.threads.get(thread_id)["values"]["messages"]) - 1
    assert outputs == [outputs[0]] * 4
    assert "order-1" == server.runs[0].metadata["langgraph_sync_key"]


def test_background(client: LangGraphClient, thread_id: str) -> None:
    """It lets a background run begin when somebody follows it, so that none of its events is missed."""
    run = client.runs.create(thread_id, "agent", input={}, stream_mode=["values", "updates"])
    events = [part.event for part in client.runs.join_stream(thread_id, run["run_id"])]

    assert "pending" == run["status"]
    assert ["metadata", "values", "updates", "values"] == events


def test_join_stream(client: LangGraphClient, thread_id: str) -> None:
    """It replays kept events, after an id, and of the modes that are asked for."""
    run = client.runs.create(thread_id, "agent", input={}, stream_mode=["values", "updates"], stream_resumable=True)
    run_id = run["run_id"]
    parts = list(client.runs.join_stream(thread_id, run_id, last_event_id="-1"))
    after = list(client.runs.join_stream(thread_id, run_id, last_event_id=parts[2].id))

    assert ["metadata", "values", "updates", "values"] == [part.event for part in parts]
    assert parts[3:] == after
    updates = client.runs.join_stream(thread_id, run_id, last_event_id="-1", stream_mode="updates")
    assert [parts[2]] == list(updates)
    assert "success" == client.runs.get(thread_id, run_id)["status"]


def test_threads(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It creates, finds, writes to and deletes threads."""
    client.runs.wait(thread_id, "agent", input=HI)
    client.threads.create(thread_id=thread_id, if_exists="do_nothing")
    with pytest.raises(ConflictError):
        client.threads.create(thread_id=thread_id)
    other = client.threads.create()["thread_id"]
    client.threads.update_state(other, {"n": 1})

    assert [thread_id] == [each["thread_id"] for each in client.threads.search(metadata={"user": "ann"})]
    assert [other, thread_id] == [each["thread_id"] for each in client.threads.iterate(page_size=2)]
    assert {"n": 1} == client.threads.get_state(other)["values"]
    assert [thread_id, other] == [thread.thread_id for thread in server.threads]
    client.threads.delete(other)
    with pytest.raises(NotFoundError, match=f"Thread with ID {other} not found"):
        client.threads.get(other)
    with pytest.raises(NotFoundError, match="Thread or assistant not found"):
        client.runs.wait(other, "agent", input={})


def test_assistants(client: LangGraphClient) -> None:
    """It lists its assistants, which runs may name by their ids too."""
    (found,) = client.assistants.search(graph_id="agent")

    assert found == client.assistants.get(found["assistant_id"])
    assert "It is sunny." == client.runs.wait(None, found["assistant_id"], input={})["messages"][-1]["content"]
    assert (True, "0.16.7") == (client.ok(), client.info()["version"])


def test_calls(server: FakeServer, client: LangGraphClient) -> None:
    """It remembers requests, with their headers and bodies."""
    client.request("GET", "/ok", params={"check_db": 1}, headers={"x-request-id": "r-1"})
    call = server.calls[-1]

    assert ("GET", "/ok", {"check_db": ["1"]}, None) == (call.method, call.path, call.query, call.json)
    assert "r-1" == call.headers["x-request-id"]


def test_route(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """It answers routes that a test adds, and its own in another way for a while."""
    server.route("POST", "/hooks/*", lambda call: {"got": call.json})
    server.route("GET", "/threads/*", {"detail": "Not now."}, status=503, times=1)

    assert {"got": [1]} == client.request("POST", "/hooks/a/b", json=[1])
    assert thread_id == client.threads.get(thread_id)["thread_id"]
    assert [] == server.problems


UNEXPECTED: dict[str, tuple[Callable[[LangGraphClient], Any], str]] = {
    "assistant": (lambda client: client.runs.wait(None, "agnet"), r"the assistant 'agnet'.* has added: agent$"),
    "route": (lambda client: client.store.get_item(["a"], "k"), r"GET /store/items: .*server\.route\(\"GET\""),
    "verb": (lambda client: client.request("PUT", "/threads"), r"PUT /threads: "),
    "mode": (
        lambda client: list(client.runs.stream(None, "agent", input={}, stream_mode="debug")),
        r"stream_mode \['debug'\]; its answer is of: events",
    ),
}


@pytest.mark.parametrize("name", UNEXPECTED)
def test_strict(server: FakeServer, client: LangGraphClient, name: str) -> None:
    """It fails the test for what that does not foresee, even if the program goes on."""
    call, message = UNEXPECTED[name]
    with suppress(LangGraphError):
        call(client)

    with pytest.raises(AssertionError, match=message) as raised:
        server.__exit__(None, None, None)
    assert 2 == len(str(raised.value).splitlines())


def test_strict_is_second() -> None:
    """It does not hide what a test itself has raised, and can be told to foresee everything."""
    with pytest.raises(NotFoundError), FakeServer() as server:
        server.client().store.list_namespaces()
    with FakeServer(strict=False) as server, pytest.raises(NotFoundError):
        server.client().store.list_namespaces()

    assert 1 == len(server.problems)


def test_assertions_of_functions(server: FakeServer, client: LangGraphClient) -> None:
    """It fails the test when a function of the test finds something wrong."""

    def graph(run: FakeRun) -> dict[str, str]:
        assert run.input, "no name"
        return {}

    server.assistant("agent", graph)
    with pytest.raises(RunFailedError):
        client.runs.wait(None, "agent", input={})
    with pytest.raises(AssertionError, match="no name"):
        server.check()


@pytest.mark.parametrize("answer", ["Hello", [["values", 1]], [1], Path("no such file"), [RunFailedError]])
def test_answers_are_checked(server: FakeServer, answer: Any) -> None:
    """It refuses what can't be answered where the test says it."""
    with pytest.raises((TypeError, OSError)):
        server.assistant("agent", answer)


def test_leaves_nothing() -> None:
    """It ends its threads and closes its connections when the block is left, whatever is going on."""
    before = threading.active_count()
    with FakeServer() as server:
        server.assistant("agent", hold_for=60)
        client = server.client()
        client.runs.create(client.threads.create()["thread_id"], "agent", input={})
        stream = client.runs.stream(None, "agent", input={}, stream_mode="values")
        next(stream)

    assert before == threading.active_count()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])))
    stream.close()


def test_no_waiting(server: FakeServer, client: LangGraphClient, waits: list[float]) -> None:
    """It lets the client retry at once, and afterwards wait as before."""
    server.route("GET", "/ok", status=503, times=2)
    client.ok()
    at_once = [*waits]
    with no_waiting():
        server.route("GET", "/ok", status=503, times=1)
        client.ok()

    assert [0, 0, 0] == [*at_once, waits[-1]]


def test_sse() -> None:
    """It gives the bytes of a stream: of parts just these, of an answer those that a server sends."""
    parts = [("metadata", {"run_id": "r"}), ("custom", "é")]
    spoken = re.findall(r"event: (\S+)", sse(text("It is"), stream_mode="messages-tuple").decode())

    expected = 'event: metadata\r\ndata: {"run_id":"r"}\r\n\r\nevent: custom\r\ndata: "é"\r\n\r\n'
    assert expected == sse(parts).decode()
    assert ["metadata", "messages", "messages", "messages"] == spoken


def blocks() -> list[str]:
    """The Python blocks of the page about tests."""
    return re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "testing.md").read_text(encoding="utf-8"), re.DOTALL)


def run_pytest(folder: Path, conftest: str, tests: str) -> subprocess.CompletedProcess[str]:
    """Run tests of a user in a folder."""
    (folder / "conftest.py").write_text(conftest, encoding="utf-8")
    (folder / "test_program.py").write_text(f"from __future__ import annotations\n{tests}", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "--rootdir", str(folder)]
    return subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)


def test_page(tmp_path: Path) -> None:
    """It runs all that docs/testing.md shows."""
    conftest, *tests = blocks()
    result = run_pytest(tmp_path, conftest, "\n".join(tests))

    assert f"{len(re.findall('^def test_', ''.join(tests), re.MULTILINE))} passed" in result.stdout, result.stdout


def test_fixture_fails_the_test(tmp_path: Path) -> None:
    """It fails the test itself, not its teardown, with a text that says what was not foreseen."""
    conftest = 'from langgraph_sync.testing import text\npytest_plugins = ["langgraph_sync.testing"]\n'
    test = """
        import contextlib
        from langgraph_sync import LangGraphError, get_client

        def test_program(langgraph_server):
            with contextlib.suppress(LangGraphError), get_client() as client:
                client.runs.wait(None, "agnet")
        """
    result = run_pytest(tmp_path, conftest, "\n".join(line[8:] for line in test.splitlines()))

    assert "a run needs the assistant 'agnet'" in result.stdout
    assert "1 failed in" in result.stdout


@pytest.mark.parametrize(
    "program", ["pass", "with get_client() as client: client.ok()"], ids=["no request", "a request"]
)
def test_fixture_that_got_no_request(tmp_path: Path, program: str) -> None:
    """It says beside the failure of a test that no request came, if so."""
    conftest = 'pytest_plugins = ["langgraph_sync.testing"]\n'
    test = (
        f"from langgraph_sync import get_client\ndef test_program(langgraph_server):\n    {program}\n    assert False"
    )
    result = run_pytest(tmp_path, conftest, test)

    assert ("It got no request." in result.stdout) is (program == "pass")
    assert "1 failed in" in result.stdout


def test_import() -> None:
    """It is not loaded by the package, and itself loads no pytest."""
    code = "import sys, langgraph_sync; print('langgraph_sync.testing' in sys.modules); import langgraph_sync.testing; "
    code += "print('pytest' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ["False", "False"] == result.stdout.split()


def test_repr() -> None:
    """A failing assertion shows what the runs and threads are about."""
    with FakeServer() as server, server.client() as client:
        server.assistant("agent", {"total": 3})
        client.runs.wait(client.threads.create()["thread_id"], "agent", input={"n": 1})

        assert "[FakeRun('agent', input={'n': 1}, status='success')]" == repr(server.runs)
        thread = server.runs[0].thread
        assert f"FakeThread('{thread.thread_id}', values={thread.values})" == repr(thread)


@pytest.mark.parametrize("name", ["metadata", "config", "context", "command"])
def test_option_that_is_no_object(server: FakeServer, name: str) -> None:
    """It refuses what real servers refuse."""
    server.assistant("agent", {"n": 1})
    body = {"assistant_id": "agent", "input": {}, name: "m"}
    answer = requests.post(f"{server.url}/runs/wait", json=body, timeout=PATIENCE)

    assert 422 == answer.status_code
    assert f"{name}: 'm' is not of type \"object\"" == answer.json()["detail"]


@pytest.mark.parametrize("messages", [[["a"]], [["user", "x", "y"]]], ids=str)
def test_input_that_it_can_not_read(server: FakeServer, client: LangGraphClient, messages: Any) -> None:
    """It fails the run and the test for an input that it can do nothing with, and hangs nobody."""
    server.assistant("agent", text("hi"))

    with pytest.raises(RunFailedError):
        client.runs.wait(None, "agent", input={"messages": messages})
    with pytest.raises(AssertionError, match="a run of 'agent': "):
        server.check()


def test_answer_without_a_json_form(server: FakeServer, client: LangGraphClient) -> None:
    """It fails the run and the test for an answer that can't be sent."""
    server.assistant("agent", lambda _: {"n": object()})

    with pytest.raises(RunFailedError):
        client.runs.wait(None, "agent", input={})
    with pytest.raises(AssertionError, match="the answer of 'agent': TypeError"):
        server.check()


@pytest.mark.parametrize(
    "faults",
    [{"cut_after": -1}, {"cut_after": "x"}, {"status": 200}, {"status": "503"}, {"hold_for": "x"}, {"busy": -1}],
    ids=str,
)
def test_faults_that_are_none(server: FakeServer, faults: dict[str, Any]) -> None:
    """It says what a fault must be."""
    with pytest.raises(ValueError, match=f"{next(iter(faults))} is "):
        server.assistant("agent", **faults)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"interrupt_before": "node"}, "interrupt_before"),
        ({"command": {"goto": "node", "update": {"n": 1}}}, "command['update'], command['goto']"),
    ],
    ids=str,
)
def test_options_that_only_a_graph_could_follow(
    server: FakeServer, client: LangGraphClient, options: Any, said: str
) -> None:
    """It is a mistake of the test to rely on what the server ignores."""
    server.assistant("agent", {"n": 1})
    client.runs.wait(None, "agent", input={}, **options)

    with pytest.raises(AssertionError, match=re.escape(f"has {said}, which this server ignores")):
        server.check()


def test_cut_of_a_later_connection(server: FakeServer, client: LangGraphClient, thread_id: str) -> None:
    """A stream that had nothing to send, and one that the program left, are no mistakes of the test."""
    server.assistant("agent", {"n": 1}, cut_after=2)
    run_id = client.runs.create(thread_id, "agent", input={}, stream_resumable=True)["run_id"]
    assert "success" == server.wait_for_end(server.runs[0])
    assert [] == list(client.runs.join_stream(thread_id, run_id))
    server.assistant("agent", {"n": 1}, cut_after=20, hold_for=60)
    with pytest.raises(DeadlineExceededError):
        list(client.runs.stream(thread_id, "agent", input={}, deadline=0.3))

    server.check()


def test_status_of_the_standard_library(server: FakeServer, client: LangGraphClient) -> None:
    """The status of an error may be a member of `http.HTTPStatus`."""
    server.assistant("agent", status=HTTPStatus.SERVICE_UNAVAILABLE)

    with pytest.raises(InternalServerError, match="answered 503"):
        client.runs.wait(None, "agent", input={})


def test_thread_that_begins_with_states(server: FakeServer, client: LangGraphClient) -> None:
    """A thread that is created with supersteps has their state, and a run needs no input there."""
    server.assistant("agent", {"m": 2})
    supersteps: Any = [{"updates": [{"values": {"n": 1}, "as_node": "a"}]}]
    thread_id = client.threads.create(graph_id="agent", supersteps=supersteps)["thread_id"]

    assert {"n": 1} == client.threads.get_state(thread_id)["values"]
    assert {"n": 1, "m": 2} == client.runs.wait(thread_id, "agent")


def test_options_that_a_function_follows(server: FakeServer, client: LangGraphClient) -> None:
    """A function of the test may do what an option asks for."""
    server.assistant("agent", lambda run: {"stopped": run.body["interrupt_before"]})

    assert {"stopped": ["node"]} == client.runs.wait(None, "agent", input={}, interrupt_before="node")
