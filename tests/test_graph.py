"""The handle of a graph: it sends what the methods of a client send, with its own assistant."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from scripted_server import Connection, ScriptedServer

from langgraph_sync import LangGraphClient, RunFailedError
from langgraph_sync.graph import Graph

Connect = Callable[..., tuple[LangGraphClient, ScriptedServer]]


class Calls(NamedTuple):
    """A call of the handle, and the same call of the client."""

    of_graph: Callable[[Graph], Any]
    of_client: Callable[[LangGraphClient], Any]


HOW: Any = {"metadata": {"a": 1}, "headers": {"x-a": "b"}, "durability": "sync", "context": {"tone": "formal"}}
CALLS = {
    "stream": Calls(
        lambda g: g.stream("t", input={"a": 1}, stream_mode="updates", **HOW),
        lambda c: c.runs.stream("t", "agent", input={"a": 1}, stream_mode="updates", **HOW),
    ),
    "stream without a thread": Calls(
        lambda g: g.stream(None, input=1, on_exit="cancel"),
        lambda c: c.runs.stream(None, "agent", input=1, on_exit="cancel"),
    ),
    "stream_answer": Calls(
        lambda g: g.stream_answer("t", "yes", interrupt_id="q", **HOW),
        lambda c: c.runs.stream_answer("t", "agent", "yes", interrupt_id="q", **HOW),
    ),
    "wait": Calls(
        lambda g: g.wait("t", input={"a": 1}, deadline=5, raise_error=False, **HOW),
        lambda c: c.runs.wait("t", "agent", input={"a": 1}, deadline=5, raise_error=False, **HOW),
    ),
    "answer": Calls(
        lambda g: g.answer("t", "yes", interrupt_id="q", **HOW),
        lambda c: c.runs.answer("t", "agent", "yes", interrupt_id="q", **HOW),
    ),
    "create": Calls(
        lambda g: g.create("t", input={"a": 1}, stream_resumable=True, **HOW),
        lambda c: c.runs.create("t", "agent", input={"a": 1}, stream_resumable=True, **HOW),
    ),
    "join": Calls(
        lambda g: g.join("t", "r", cancel_on_disconnect=True),
        lambda c: c.runs.join("t", "r", cancel_on_disconnect=True),
    ),
    "join_stream": Calls(
        lambda g: g.join_stream("t", "r", last_event_id="-1", stream_mode="values"),
        lambda c: c.runs.join_stream("t", "r", last_event_id="-1", stream_mode="values"),
    ),
    "get_state": Calls(
        lambda g: g.get_state("t", subgraphs=True),
        lambda c: c.threads.get_state("t", subgraphs=True),
    ),
    "get_state of a checkpoint": Calls(
        lambda g: g.get_state("t", checkpoint_id="c"),
        lambda c: c.threads.get_state("t", checkpoint_id="c"),
    ),
    "update_state": Calls(
        lambda g: g.update_state("t", {"a": 1}, as_node="n", checkpoint_id="c"),
        lambda c: c.threads.update_state("t", {"a": 1}, as_node="n", checkpoint_id="c"),
    ),
    "get_history": Calls(
        lambda g: g.get_history("t", before="c", limit=3),
        lambda c: c.threads.get_history("t", before="c", limit=3),
    ),
}


class Support(Graph["Input", "Output"]):  # type: ignore[name-defined]
    """A graph with its own name."""

    graph_id = "support"


def answer(connection: Connection) -> None:
    """Answer as each of the methods wants it: with an event, a list, or an object."""
    if connection.request.path.partition("?")[0].endswith("/stream"):
        connection.open_stream()
        connection.event("values", {"a": 2})
        connection.chunk(b"")
    else:
        found = {"a": 2, "status": "success", "interrupts": {"task": [{"id": "q"}]}}
        connection.answer([] if "/history" in connection.request.path else found)


def outcome(made: Any) -> Any:
    """What a call returns, or the first part that it yields."""
    if not hasattr(made, "close"):
        return made
    first = next(made)
    made.close()
    return first


@pytest.mark.parametrize("calls", CALLS.values(), ids=CALLS)
def test_sends_what_the_client_sends(calls: Calls, connect: Connect) -> None:
    """It sends the same request as the method of the client with the assistant's name, and returns the same."""
    client, server = connect(*[answer] * 6)

    assert outcome(calls.of_client(client)) == outcome(calls.of_graph(Graph(client, "agent")))
    half = len(server.requests) // 2
    assert server.requests[:half] == server.requests[half:]


def test_assistant(connect: Connect) -> None:
    """It is the assistant of its own graph, or another one of the same graph."""
    client, server = connect(answer, answer)
    Support(client).create(None, input={})
    Support(client, assistant_id=UUID(int=7)).create(None, input={})

    assert ["support", str(UUID(int=7))] == [request.json["assistant_id"] for request in server.requests]


def test_no_assistant(connect: Connect) -> None:
    """It says what to write when neither the class nor the call names a graph."""
    with pytest.raises(TypeError, match=r'^Graph has no graph_id: write Graph\(client, "agent"\)$'):
        Graph(connect()[0])


def test_errors_are_those_of_the_run(connect: Connect) -> None:
    """It raises what the method of the client raises."""
    client, _ = connect(lambda connection: connection.answer({"__error__": {"error": "ValueError", "message": "no"}}))

    with pytest.raises(RunFailedError, match="ValueError: no"):
        Support(client).wait(None, input={})


def test_options_are_checked_and_explained(connect: Connect) -> None:
    """It refuses what the method has not, names itself, and lists the options in help()."""
    support = Support(connect()[0])

    with pytest.raises(TypeError, match=r"^Graph\.stream\(\) has no option 'inptu'; did you mean 'input'\?$"):
        support.stream(None, inptu={})  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="has no option 'stream_subgraphs'"):
        support.stream(None, stream_subgraphs=True)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="durability must be 'sync', 'async' or 'exit'"):
        support.wait(None, durability="snyc")  # type: ignore[arg-type]
    for option in ("input", "context", "stream_mode", "deadline", "journal", "idempotency_key", "headers"):
        assert f"\n    {option} (" in str(Graph.stream.__doc__)


def test_a_program_without_it_does_not_load_it() -> None:
    """It costs nothing at the start of a program that does not import it."""
    program = "import sys, langgraph_sync; print(*(name for name in sys.modules if 'langgraph_sync.graph' in name))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "\n" == result.stdout
