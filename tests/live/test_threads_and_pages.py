"""Answers, pages and the streams of threads on a real server."""

from __future__ import annotations

import uuid
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from langgraph_sync import CommandError

if TYPE_CHECKING:
    from langgraph_sync import LangGraphClient

HELLO = {"messages": [{"role": "user", "content": "hi"}]}


@pytest.mark.parametrize("answer", ["yes", None, False, 0, "", [], {"a": None}])
def test_answer(client: LangGraphClient, thread_id: str, answer: Any) -> None:
    """It answers a question with any value, null included."""
    client.runs.wait(thread_id, "human", input=HELLO)

    assert f"you said {answer}" == client.runs.answer(thread_id, "human", answer)["messages"][-1]["content"]


def test_streamed_answer(client: LangGraphClient, thread_id: str) -> None:
    """It answers with null and streams what comes of it."""
    client.runs.wait(thread_id, "human", input=HELLO)
    parts = list(client.runs.stream_answer(thread_id, "human", None, stream_mode="updates"))

    assert ["metadata", "updates"] == [part.event for part in parts]


def test_several_questions(client: LangGraphClient, thread_id: str) -> None:
    """It answers one question of several by its id, and refuses a null that could be for any."""
    waiting = client.runs.wait(thread_id, "multi_interrupt", input={"log": []})["__interrupt__"]
    with pytest.raises(ValueError, match="2 questions wait"):
        client.runs.answer(thread_id, "multi_interrupt", None)
    client.runs.answer(thread_id, "multi_interrupt", None, interrupt_id=waiting[0]["id"])
    state = client.runs.answer(thread_id, "multi_interrupt", {waiting[1]["id"]: 1})

    first, second = (question["value"]["from"] for question in waiting)
    assert {f"{first}=None", f"{second}=1", "done"} == set(state["log"])


def test_removed_as_they_come(client: LangGraphClient) -> None:
    """It walks through all threads that fit while each is removed as it comes."""
    mark = {"walk": str(uuid.uuid4())}
    made = {client.threads.create(metadata=mark)["thread_id"] for _ in range(11)}
    seen = []
    for thread in client.threads.iterate(metadata=mark, page_size=3):
        seen.append(thread["thread_id"])
        client.threads.delete(thread["thread_id"])

    assert (made, 11) == (set(seen), len(seen))
    assert 0 == client.threads.count(metadata=mark)


def test_history(client: LangGraphClient, thread_id: str) -> None:
    """It walks through a history page by page to the states that one request lists, those of subgraphs too."""
    for _ in range(3):
        client.runs.wait(thread_id, "nested", input={"messages": [], "log": []})
    whole = client.threads.get_history(thread_id, limit=1000)

    assert len(whole) > 6
    assert whole == list(client.threads.iterate_history(thread_id, page_size=2))
    assert whole[:3] == list(client.threads.iterate_history(thread_id, page_size=2, limit=3))
    assert whole[4:] == list(client.threads.iterate_history(thread_id, page_size=3, before=whole[3]["checkpoint_id"]))


def test_runs_and_items(client: LangGraphClient, thread_id: str) -> None:
    """It walks through runs, newest first, and through the items of a namespace and of those under it."""
    made = [client.runs.create(thread_id, "noop", input={"log": []}, after_seconds=99)["run_id"] for _ in range(7)]
    root = f"walk-{uuid.uuid4()}"
    for number in range(7):
        client.store.put_item([root, str(number % 2)], str(number), {"n": number})

    assert made[::-1] == [run["run_id"] for run in client.runs.iterate(thread_id, page_size=3)]
    client.runs.cancel_many(thread_id=thread_id, run_ids=made)
    assert set("0123456") == {item["key"] for item in client.store.iterate([root], page_size=2)}


def test_written_state(client: LangGraphClient, thread_id: str) -> None:
    """It reports a state that a program writes into a thread, from the moment when the stream is open."""
    client.runs.wait(thread_id, "chat", input=HELLO)
    with closing(client.threads.join_stream(thread_id, stream_mode=["lifecycle", "state_update"])) as parts:
        client.runs.create(thread_id, "chat", input=HELLO, after_seconds=1)
        assert "metadata" == next(parts).event
        while next(parts).data.get("status") != "run_done":  # type: ignore[union-attr]
            continue
        client.threads.update_state(thread_id, HELLO, as_node="chat")
        part = next(parts)

    assert "state_update" == part.event
    assert thread_id == part.data["thread_id"]


def test_conversation_by_protocol(client: LangGraphClient, thread_id: str) -> None:
    """It starts a run by a command, hears the question, answers it by a command and hears the end."""
    client.threads.command(thread_id, "run.start", {"assistant_id": "human", "input": HELLO})
    heard = []
    for event in client.threads.stream_events(thread_id, ["lifecycle", "input"]):
        if event["method"] == "input.requested":
            question = event["params"]["data"]["interrupt_id"]
            client.threads.command(thread_id, "input.respond", {"interrupt_id": question, "response": "ok"})
        elif event["method"] == "lifecycle":
            heard.append(event["params"]["data"]["event"])
            if heard[-1] == "completed":
                break

    assert ["running", "interrupted", "running", "completed"] == heard
    with pytest.raises(CommandError, match="no_such_interrupt"):
        client.threads.command(thread_id, "input.respond", {"interrupt_id": question, "response": "ok"})


def test_run_created(client: LangGraphClient, thread_id: str) -> None:
    """It reports the ids of a run when the server has made it: before its first event, and before a wait is over."""
    reported: list[Any] = []
    parts = client.runs.stream(thread_id, "chat", input=HELLO, on_run_created=reported.append)
    assert [] == reported
    first = next(parts)
    assert first.event == "metadata"
    assert [{"run_id": first.data["run_id"], "thread_id": thread_id}] == reported
    parts.close()
    client.runs.wait(None, "chat", input=HELLO, on_run_created=reported.append)

    assert reported[1]["run_id"] != reported[0]["run_id"]
