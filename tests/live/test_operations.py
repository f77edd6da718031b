"""Threads, runs and assistants of a real server."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from langgraph_sync import ConflictError, NotFoundError, RunFailedError

if TYPE_CHECKING:
    from releases import Release

    from langgraph_sync import LangGraphClient

HELLO = {"messages": [{"role": "user", "content": "hi"}]}


def test_system(client: LangGraphClient) -> None:
    """It reads the versions and the health of the server."""
    assert client.ok()
    assert client.info()["version"]


def test_assistants(client: LangGraphClient) -> None:
    """It finds the assistant of a graph, and reads it."""
    (found,) = client.assistants.search(graph_id="chat", limit=1)

    assert found == client.assistants.get(found["assistant_id"])


def test_life_of_a_thread(client: LangGraphClient) -> None:
    """It opens, reads, changes, counts, finds, copies and removes a thread."""
    mark = {"a": str(uuid.uuid4())}
    thread = client.threads.create(metadata=mark, graph_id="chat", ttl=60)
    thread_id = thread["thread_id"]
    changed = client.threads.update(thread_id, metadata={"b": 2})
    copy = client.threads.copy(thread_id)
    found = client.threads.search(ids=[thread_id], metadata=mark, select=["thread_id"])

    assert {**mark, "graph_id": "chat", "b": 2} == changed["metadata"] == client.threads.get(thread_id)["metadata"]
    assert [{"thread_id": thread_id}] == found
    assert [] == client.threads.search(ids=[])
    assert 2 == client.threads.count(metadata=mark)
    client.threads.delete(copy["thread_id"])
    assert {"pruned_count": 1} == client.threads.prune([thread_id])
    assert 0 == client.threads.count(metadata=mark)
    with pytest.raises(NotFoundError):
        client.threads.get(thread_id)


def test_thread_that_exists(client: LangGraphClient, thread_id: str) -> None:
    """It refuses to open a thread twice, unless that is meant."""
    with pytest.raises(ConflictError):
        client.threads.create(thread_id=thread_id)

    assert thread_id == client.threads.create(thread_id=thread_id, if_exists="do_nothing")["thread_id"]


def test_states(client: LangGraphClient, thread_id: str) -> None:
    """It reads and writes states, and lists them from any point on."""
    client.runs.wait(thread_id, "breakpoints", input={"log": []}, interrupt_after=["first"])
    state = client.threads.get_state(thread_id)
    checkpoint: Any = state["checkpoint"]
    written = client.threads.update_state(thread_id, {"log": ["mine"]}, as_node="second")
    history = client.threads.get_history(thread_id)

    assert {"log": ["first"]} == state["values"]
    assert {"log": ["first", "mine"]} == client.threads.get_state(thread_id)["values"]
    assert written["checkpoint_id"] == history[0]["checkpoint_id"]
    for address in (checkpoint, {"configurable": checkpoint}, checkpoint["checkpoint_id"]):
        assert history[2:] == client.threads.get_history(thread_id, before=address)
    by_checkpoint = client.threads.get_state(thread_id, checkpoint, subgraphs=False)
    by_id = client.threads.get_state(thread_id, checkpoint_id=checkpoint["checkpoint_id"])
    assert state["checkpoint_id"] == by_checkpoint["checkpoint_id"] == by_id["checkpoint_id"]
    assert state["values"] == by_checkpoint["values"] == by_id["values"]


def test_storage(client: LangGraphClient, release: Release, thread_id: str) -> None:
    """It reads how much a thread stores, where the server counts that."""
    client.runs.wait(thread_id, "chat", input=HELLO)

    with release.has(since="0.16"):
        assert 0 < client.threads.get_storage(thread_id)["total_bytes"]


def test_supersteps(client: LangGraphClient) -> None:
    """It opens a thread with a past."""
    thread = client.threads.create(
        graph_id="breakpoints", supersteps=[{"updates": [{"values": {"log": ["then"]}, "as_node": "first"}]}]
    )

    assert {"log": ["then"]} == client.threads.get_state(thread["thread_id"])["values"]


def test_runs(client: LangGraphClient, thread_id: str) -> None:
    """It starts, waits for, reads and lists runs."""
    run = client.runs.create(thread_id, "chat", input=HELLO)
    joined = client.runs.join(thread_id, run["run_id"])
    waited = client.runs.wait(thread_id, "chat", input=HELLO)

    assert "success" == client.runs.get(thread_id, run["run_id"])["status"]
    assert (2, 4) == (len(joined["messages"]), len(waited["messages"]))
    assert 2 == len(client.runs.list(thread_id, status="success", select=["run_id"]))
    assert [run["run_id"]] == [each["run_id"] for each in client.runs.list(thread_id, offset=1, limit=1)]


def test_wait_for_a_failure(client: LangGraphClient, thread_id: str) -> None:
    """It raises why a run failed, or returns it when asked to."""
    with pytest.raises(RunFailedError, match="ValueError: boom!"):
        client.runs.wait(thread_id, "bad", input=HELLO)
    with pytest.raises(RunFailedError, match="ValueError: boom!"):
        client.runs.wait(None, "bad", input=HELLO)

    body = client.runs.wait(thread_id, "bad", input=HELLO, raise_error=False)
    assert {"__error__": {"error": "ValueError", "message": "boom!"}} == body


def test_wait_for_a_human(client: LangGraphClient, thread_id: str) -> None:
    """It returns the question when a run waits for a human."""
    body = client.runs.wait(thread_id, "human", input=HELLO)

    assert {"question": "ok?"} == body["__interrupt__"][0]["value"]


@pytest.mark.parametrize("wait", [True, False])
def test_cancel(client: LangGraphClient, thread_id: str, wait: bool) -> None:
    """It cancels a run that goes on, and only such a run."""
    run_id = client.runs.create(thread_id, "slow", input={"ticks": 600, "delay": 0.1})["run_id"]
    client.runs.cancel(thread_id, run_id, wait=wait)
    client.runs.join(thread_id, run_id, raise_error=False)

    assert "interrupted" == client.runs.get(thread_id, run_id)["status"]
    with pytest.raises(NotFoundError):
        client.runs.cancel(thread_id, run_id)
