"""The streams of a real server: every mode, every ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from description import misfits

from langgraph_sync import (
    NotFoundError,
    RunFailedError,
    StreamPart,
    UnprocessableEntityError,
    tokens,
)

if TYPE_CHECKING:
    from langgraph_sync import LangGraphClient

HELLO = {"messages": [{"role": "user", "content": "hi"}]}
EVENTS: dict[Any, set[str]] = {
    "values": {"values"},
    "updates": {"updates"},
    "messages": {"messages/metadata", "messages/partial"},
    "messages-tuple": {"messages"},
    "events": {"events"},
    "custom": {"custom"},
    "tasks": {"tasks"},
    "checkpoints": {"checkpoints"},
    "debug": {"debug"},
}


def read(client: LangGraphClient, thread_id: Any, graph: str, **options: Any) -> list[StreamPart]:
    """Stream a run to its end; every part must fit the description."""
    parts = list(client.runs.stream(thread_id, graph, **{"input": HELLO, **options}))
    assert [] == [misfit for part in parts for misfit in misfits(part)]
    assert "metadata" == parts[0].event
    return parts


@pytest.mark.parametrize("mode", EVENTS)
def test_mode(client: LangGraphClient, thread_id: str, mode: Any) -> None:
    """It yields the events of a mode."""
    parts = read(client, thread_id, "chat", stream_mode=mode)

    assert {"metadata"} | EVENTS[mode] == {part.event for part in parts}


@pytest.mark.parametrize(
    "graph", ["chat", "blocks", "tools", "parallel", "kinds", "nested", "fan", "noop", "odd", "big"]
)
def test_all_modes_together(client: LangGraphClient, thread_id: str, graph: str) -> None:
    """It yields the events of all modes at once, of all kinds of graphs."""
    parts = read(client, thread_id, graph, stream_mode=list(EVENTS), stream_subgraphs=True, input=HELLO)

    # The tuple form of messages wins over the accumulated one.
    expected = {"metadata", "values", "updates", "events", "tasks", "checkpoints", "debug"}
    assert expected <= {part.event for part in parts} <= expected | {"messages", "custom"}


@pytest.mark.parametrize("mode", ["values", "updates", "messages-tuple", "custom", "tasks", "checkpoints", "debug"])
def test_subgraphs(client: LangGraphClient, thread_id: str, mode: Any) -> None:
    """It says which subgraph a part comes from, under the plain name of the event."""
    parts = read(client, thread_id, "nested", stream_mode=mode, stream_subgraphs=True)

    nodes = {tuple(segment.partition(":")[0] for segment in part.namespace) for part in parts[1:]}
    assert {(), ("child",), ("child", "grandchild")} >= nodes >= {("child",), ("child", "grandchild")}
    assert EVENTS[mode] == {part.event for part in parts[1:]}


@pytest.mark.parametrize("resumable", [True, False])
def test_ids(client: LangGraphClient, thread_id: str, resumable: bool) -> None:
    """It gives parts ids when the run keeps its events."""
    parts = read(client, thread_id, "chat", stream_resumable=resumable)

    assert {resumable} == {part.id is not None for part in parts}


@pytest.mark.parametrize("mode", ["events", "messages-tuple", "messages"])
@pytest.mark.parametrize(("graph", "text"), [("chat", "Hello from the model"), ("blocks", "The answer")])
def test_tokens(client: LangGraphClient, thread_id: str, mode: Any, graph: str, text: str) -> None:
    """It turns a stream into text, in each mode that carries any."""
    stream = client.runs.stream(thread_id, graph, input=HELLO, stream_mode=mode)

    assert text == list(tokens(stream))[-1]


@pytest.mark.parametrize("mode", ["events", "messages-tuple", "messages"])
@pytest.mark.parametrize(("node", "text"), [("left", "left left left"), ("right", "right right right")])
def test_tokens_of_parallel_models(client: LangGraphClient, thread_id: str, mode: Any, node: str, text: str) -> None:
    """It distinguishes the nodes of parallel models."""
    stream = client.runs.stream(thread_id, "parallel", input=HELLO, stream_mode=mode)

    assert text == "".join(tokens(stream, delta=True, node=node))


@pytest.mark.parametrize("mode", EVENTS)
def test_interrupt(client: LangGraphClient, thread_id: str, mode: Any) -> None:
    """It ends normally when the run waits for a human, and goes on with the answer, be it null."""
    read(client, thread_id, "human", stream_mode=mode)
    assert "interrupted" == client.threads.get(thread_id)["status"]
    (question,) = client.threads.get_state(thread_id)["interrupts"]
    # A bare null answer is sent as it is, but this server's LangGraph fails on it; under the question's id it works.
    command = {"resume": {question["id"]: None}}
    parts = read(client, thread_id, "human", stream_mode=[mode, "values"], input=None, command=command)

    answer = [part for part in parts if part.event == "values"][-1]
    assert "you said None" == answer.data["messages"][-1]["content"]


def test_two_interrupts(client: LangGraphClient, thread_id: str) -> None:
    """It shows each of two questions, and takes answers by their ids."""
    parts = read(client, thread_id, "multi_interrupt", input={"log": []}, stream_mode="updates")
    questions = [i for part in parts if part.event == "updates" for i in part.data.get("__interrupt__", [])]
    answers = {question["id"]: question["value"]["from"] * 2 for question in questions}
    parts = read(client, thread_id, "multi_interrupt", input=None, command={"resume": answers})

    assert {"log": ["a=aa", "b=bb", "done"]} == parts[-1].data


@pytest.mark.parametrize("mode", EVENTS)
@pytest.mark.parametrize(
    ("graph", "error", "message"),
    [
        ("bad", "ValueError", "boom!"),
        ("half_bad", "RuntimeError", "model stream broke"),
        ("sub_bad", "CustomError", "An internal error occurred"),
    ],
)
def test_failing_node(client: LangGraphClient, thread_id: str, mode: Any, graph: str, error: str, message: str) -> None:
    """It delivers the `error` part last, and raises it."""
    parts: list[StreamPart] = []
    with pytest.raises(RunFailedError) as caught:
        parts.extend(client.runs.stream(thread_id, graph, input=HELLO, stream_mode=mode))

    assert {"error": error, "message": message} == parts[-1].data
    assert (error, message, thread_id) == (caught.value.error, caught.value.message, caught.value.thread_id)
    assert [] == [misfit for part in parts for misfit in misfits(part)]


@pytest.mark.parametrize(
    ("graph", "options", "error"),
    [
        ("loop", {"input": {"log": []}, "config": {"recursion_limit": 3}}, "GraphRecursionError"),
        ("step_timeout", {"input": {"ticks": 50, "delay": 0.2}}, "TimeoutError"),
        ("odd", {"input": {"size": 70}}, "TypeError"),
    ],
)
def test_other_failures(client: LangGraphClient, thread_id: str, graph: str, options: Any, error: str) -> None:
    """It raises what stopped a graph from outside its nodes."""
    with pytest.raises(RunFailedError) as caught:
        list(client.runs.stream(thread_id, graph, **options))

    assert error == caught.value.error


def test_run_without_a_thread(client: LangGraphClient) -> None:
    """It streams a run that has no thread, and raises when it fails."""
    assert "Hello from the model" == read(client, None, "chat")[-1].data["messages"][-1]["content"]
    with pytest.raises(RunFailedError, match="boom!"):
        list(client.runs.stream(None, "bad", input=HELLO))


def test_join_stream(client: LangGraphClient, thread_id: str) -> None:
    """It reads the events of a run that was started elsewhere, from the beginning when it keeps them."""
    run = client.runs.create(thread_id, "chat", input=HELLO, stream_mode=["values", "custom"], stream_resumable=True)
    client.runs.join(thread_id, run["run_id"])
    parts = list(client.runs.join_stream(thread_id, run["run_id"], last_event_id="-1"))

    assert ["metadata", "values", "custom", "custom", "values"] == [part.event for part in parts]
    assert parts[2:4] == list(
        client.runs.join_stream(thread_id, run["run_id"], last_event_id="-1", stream_mode="custom")
    )


def test_join_stream_of_a_failed_run(client: LangGraphClient, thread_id: str) -> None:
    """It raises why a run failed although the server has not kept its `error` event."""
    run = client.runs.create(thread_id, "bad", input=HELLO, stream_resumable=True)
    with pytest.raises(RunFailedError, match="boom!"):
        client.runs.join(thread_id, run["run_id"])

    with pytest.raises(RunFailedError, match="ValueError: boom!"):
        list(client.runs.join_stream(thread_id, run["run_id"], last_event_id="-1"))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"thread_id": "00000000-0000-4000-8000-000000000000"}, NotFoundError, "answered 404: "),
        ({"assistant_id": "nobody"}, UnprocessableEntityError, "Invalid assistant: 'nobody'"),
        ({"checkpoint_id": "bogus"}, UnprocessableEntityError, "Invalid checkpoint ID"),
    ],
)
def test_run_that_can_not_start(
    client: LangGraphClient, thread_id: str, options: Any, error: type[Exception], message: str
) -> None:
    """It raises what the server has against a run when the first part is asked for."""
    stream = client.runs.stream(**{"thread_id": thread_id, "assistant_id": "chat", "input": HELLO, **options})

    with pytest.raises(error, match=message):
        next(stream)
