"""The types that are written for the graphs of a real server are true of everything that it answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fitting import Fitting

from langgraph_sync import LangGraphClient, RunError
from langgraph_sync.cli import main
from langgraph_sync.graph import Graph
from langgraph_sync.graph_types import describe

ASK: dict[str, Any] = {"messages": [{"role": "human", "content": "hi"}]}
# Graphs that have to be given something else; what takes too long or is there to fail without a word is left out.
INPUTS: dict[str, Any] = {"slow": {"ticks": 2, "delay": 0.01}, "burst": {"n": 3}, "big": {"size": 1000}}
OMITTED = {"loop", "step_timeout", "wide"}


@pytest.fixture(scope="module")
def types(client: LangGraphClient) -> ModuleType:
    """The module that is written for all graphs of the server."""
    return load(describe(client, [])[0])


def load(text: str) -> ModuleType:
    """Import a module from its text."""
    module = ModuleType("agent_types")
    sys.modules[module.__name__] = module  # where a TypedDict looks for its module
    exec(compile(text, "agent_types.py", "exec"), module.__dict__)  # noqa: S102 - it is what is written
    return module


def handles(types: ModuleType, client: LangGraphClient) -> Iterator[tuple[str, Graph]]:
    """A handle of each graph, with the name of its class."""
    for name, kind in vars(types).items():
        if isinstance(kind, type) and issubclass(kind, Graph) and kind is not Graph and kind.graph_id not in OMITTED:
            yield name, kind(client)


def run_of(graph: Graph, thread_id: str, given: Any, values: str = "Output") -> Iterator[tuple[str, Any]]:
    """What a run of a graph sends, and what it leaves, by the kinds of their types."""
    try:
        for part in graph.stream(thread_id, input=given, stream_mode=["values", "updates"]):
            if part.event in ("values", "updates"):
                yield {"values": values, "updates": "Updates"}[part.event], part.data
    except RunError:
        pass
    yield "State", graph.get_state(thread_id)["values"]
    yield from (("State", state["values"]) for state in graph.get_history(thread_id))


def test_streams_and_states(types: ModuleType, client: LangGraphClient) -> None:
    """It finds that values, updates and states are what the types of their graph say, questions included."""
    found: dict[str, list[str]] = {}
    seen: set[tuple[str, str]] = set()
    for name, graph in handles(types, client):
        thread_id = client.threads.create()["thread_id"]
        values = "Values" if hasattr(types, f"{name}Values") else "Output"  # those of functions are their own
        for kind, data in run_of(graph, thread_id, INPUTS.get(graph.graph_id, ASK), values):
            seen.add((graph.graph_id, kind))
            wrong = Fitting(types).misfits(f"{name}{kind}", data)
            if wrong:
                found[f"{name}{kind}"] = wrong

    assert {} == found
    assert {("chat", "Output"), ("chat", "Updates"), ("human", "Updates"), ("agent", "State")} <= seen


def test_results(types: ModuleType, client: LangGraphClient) -> None:
    """It finds that what `wait` and `answer` return is what the types say, with a question and without."""
    human, thread_id = types.Human(client), client.threads.create()["thread_id"]
    asked = human.wait(thread_id, input=ASK)
    answered = human.answer(thread_id, "ok", deadline=60)
    (run, *_) = client.runs.list(thread_id, limit=1)
    joined = human.join(thread_id, run["run_id"])

    assert "__interrupt__" in asked
    assert "__interrupt__" not in answered
    assert [[], [], []] == [Fitting(types).misfits("HumanOutput", each) for each in (asked, answered, joined)]


def test_written_state(types: ModuleType, client: LangGraphClient) -> None:
    """It writes into a thread what the class for changes says, and reads it back as a state."""
    chat, thread_id = types.Chat(client), client.threads.create(graph_id="chat")["thread_id"]
    chat.update_state(thread_id, {"messages": [{"role": "human", "content": "hi"}]}, as_node="chat")
    state = chat.get_state(thread_id)

    assert ["hi"] == [message["content"] for message in state["values"]["messages"]]
    assert [] == Fitting(types).misfits("ChatState", state["values"])


def test_command(server_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It writes a module, finds it current, and reports another one as out of date."""
    path = tmp_path / "agent_types.py"
    command = ["types", "chat", "human", "--url", server_url, "-o", str(path)]

    assert 0 == main(command)
    assert 0 == main([*command, "--check"])
    assert 1 == main([*command[:1], *command[2:], "--check"])
    assert "-class ChatInput(TypedDict):\n" in capsys.readouterr().out
