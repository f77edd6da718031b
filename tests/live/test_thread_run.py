"""Everyday calls of runs in the thread protocol, on a real server: fifteen of them, and cuts.

Set LANGGRAPH_API_URL to any server that has the protocol. One that lacks a graph of tests/server fails the tests of it.
"""

from __future__ import annotations

import random
import threading
import uuid
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from meddling_proxy import MeddlingProxy

from langgraph_sync import (
    APIConnectionError,
    APIStatusError,
    CommandError,
    LangGraphClient,
    RunCancelledError,
    RunFailedError,
    get_client,
    tokens,
    whole_messages,
)

HELLO = {"messages": [{"role": "user", "content": "hi"}]}
SAID = "Hello from the model"


@pytest.fixture
def new_id() -> str:
    """The id of a thread that does not exist yet."""
    return str(uuid.uuid4())


def of(parts: Any, method: str) -> list[Any]:
    """The params of the parts of one method."""
    return [part.data["params"] for part in parts if part.event == "protocol" and part.data["method"] == method]


def places(parts: Any) -> list[Any]:
    """What identifies each part, also of LangGraph.js, where only its own streams have the envelope."""
    return [(part.id, part.data.get("seq") if part.event == "protocol" else None) for part in parts]


def questions(parts: Any) -> list[Any]:
    """What a run asks in the end."""
    ids = {
        question["id"]: question["value"] for params in of(parts, "values") for question in params.get("interrupts", [])
    }
    return list(ids.values())


def test_messages_then_output(client: LangGraphClient, new_id: str) -> None:
    """1. It yields the messages, then the state, and ends; the thread is created."""
    parts = list(client.threads.stream_run(new_id, "chat", input=HELLO))

    assert [[SAID]] == [[block["text"] for block in m.message["content"]] for m in whole_messages(parts)]  # type: ignore[union-attr,index,misc]
    assert 2 == len(of(parts, "values")[-1]["data"]["messages"])
    assert 2 == len(client.threads.get_state(new_id)["values"]["messages"])


def test_question_answered(client: LangGraphClient, new_id: str) -> None:
    """2. It ends with the question, refuses an input then, and goes on to the end with the answer, null included."""
    assert [{"question": "ok?"}] == questions(client.threads.stream_run(new_id, "human", input=HELLO))
    with pytest.raises(ValueError, match="ok"):
        list(client.threads.stream_run(new_id, "human", input=HELLO))
    parts = list(client.threads.stream_run(new_id, "human", answer=None))

    assert of(parts, "values")[-1]["data"]["messages"][-1]["content"] in ("you said None", "you said null")
    with pytest.raises(ValueError, match="no question waits"):
        list(client.threads.stream_run(new_id, "human", answer=None))


def test_two_questions(client: LangGraphClient, new_id: str) -> None:
    """3. It answers two questions one after the other."""
    assert 2 == len(questions(client.threads.stream_run(new_id, "multi_interrupt", input={"log": []})))
    tasks = client.threads.get_state(new_id)["tasks"]
    ids = {task["name"]: task["interrupts"][0]["id"] for task in tasks}
    first = client.threads.stream_run(new_id, "multi_interrupt", answer=1, interrupt_id=ids["a"])
    assert [{"from": "b"}] == questions(first)
    parts = list(client.threads.stream_run(new_id, "multi_interrupt", answer=2, interrupt_id=ids["b"]))

    assert {"a=1", "b=2", "done"} == set(of(parts, "values")[-1]["data"]["log"])


def test_second_run(client: LangGraphClient, new_id: str) -> None:
    """4. A second run on the thread yields its own events alone."""
    for _ in range(2):
        assert SAID == "".join(tokens(client.threads.stream_run(new_id, "chat", input=HELLO), delta=True))

    assert 4 == len(client.threads.get_state(new_id)["values"]["messages"])


def test_failed_run(client: LangGraphClient, new_id: str) -> None:
    """5. It raises what the graph has raised."""
    with pytest.raises(RunFailedError, match="boom!") as caught:
        list(client.threads.stream_run(new_id, "bad", input=HELLO))

    assert new_id == caught.value.thread_id


def test_unknown_assistant(client: LangGraphClient, new_id: str) -> None:
    """6. It raises at once for an assistant that there is not."""
    with pytest.raises((CommandError, APIStatusError), match="nope"):
        list(client.threads.stream_run(new_id, "nope", input=HELLO))


def test_no_server(new_id: str) -> None:
    """7. It raises at once where no server is."""
    lost = get_client(url="http://127.0.0.1:9", api_key=None, max_retries=0)
    with lost, pytest.raises(APIConnectionError, match="server up"):
        list(lost.threads.stream_run(new_id, "chat", input=HELLO))


def test_parallel_models(client: LangGraphClient, new_id: str) -> None:
    """8. Of models that write at once it yields whole messages."""
    found = whole_messages(client.threads.stream_run(new_id, "parallel", input=HELLO))
    texts = sorted(m.message["content"][0]["text"] for m in found)  # type: ignore[index]

    assert ["duo one one", "duo two two", "left left left", "right right right"] == texts


def test_nested_subgraphs(client: LangGraphClient, new_id: str) -> None:
    """9. It names the subgraph of each message, and when subgraphs begin and end."""
    parts = list(client.threads.stream_run(new_id, "nested", input=HELLO))
    depths = [(len(m.namespace), m.message["content"][0]["text"]) for m in whole_messages(parts)]  # type: ignore[index]

    assert [(0, "parent speaks"), (1, "child speaks"), (2, "grand speaks")] == depths
    assert {"started", "completed"} <= {params["data"]["event"] for params in of(parts, "lifecycle")}


def test_tools(client: LangGraphClient, new_id: str) -> None:
    """10. It yields the calls of tools and their ends; text is what the model has written."""
    parts = list(client.threads.stream_run(new_id, "tools_v3", input=HELLO))

    names = ["tool-started", "tool-finished", "tool-started", "tool-error"]
    assert sorted(names) == sorted(params["data"]["event"] for params in of(parts, "tools"))
    assert "Callingdone now" == "".join(tokens(parts, delta=True))
    assert ["abc", "z"] == [
        call["args"]["q"] for m in whole_messages(parts) for call in m.message.get("tool_calls", [])
    ]  # type: ignore[attr-defined]


def test_several_channels(client: LangGraphClient, new_id: str) -> None:
    """11. One loop yields all channels in the order in which they happened."""
    parts = list(client.threads.stream_run(new_id, "tools_v3", input=HELLO))
    numbers = [part.data["seq"] for part in parts if part.event == "protocol" and "seq" in part.data]

    assert {"values", "messages", "tools", "custom", "updates", "checkpoints"} <= {
        part.data["method"] for part in parts if part.event == "protocol"
    }
    assert sorted(set(numbers)) == numbers


@pytest.mark.parametrize(("on_exit", "statuses"), [("leave", ["running"]), ("cancel", ["interrupted"])])
def test_leaving_early(client: LangGraphClient, new_id: str, on_exit: Any, statuses: list[str]) -> None:
    """12. Leaving the loop lets the run continue, or cancels it with on_exit="cancel"."""
    made: list[Any] = []
    options: dict[str, Any] = {"input": {"ticks": 50, "delay": 0.1}, "on_run_created": made.append}
    with closing(client.threads.stream_run(new_id, "slow", on_exit=on_exit, **options)) as parts:
        while next(parts).event != "protocol":
            continue
    if on_exit == "cancel":
        with pytest.raises(RunCancelledError):
            client.runs.join(new_id, made[0]["run_id"])

    assert statuses == [run["status"] for run in client.runs.list(new_id)]


def test_attaching(client: LangGraphClient, server_url: str, new_id: str) -> None:
    """13. Another client that knows the ids reads all of the run."""
    made: list[Any] = []
    parts = list(client.threads.stream_run(new_id, "nested", input=HELLO, on_run_created=made.append))
    with get_client(url=server_url, api_key=None) as other:
        joined = list(other.runs.join_stream(new_id, made[0]["run_id"], last_event_id="-1"))

    assert places(parts) == places(joined)
    assert list(tokens(parts)) == list(tokens(joined))


def test_tokens_as_they_come(client: LangGraphClient, new_id: str) -> None:
    """14. Each piece of text comes as the model writes it."""
    pieces = tokens(client.threads.stream_run(new_id, "parallel", input=HELLO), delta=True)

    assert next(pieces) in ("left", "right")
    assert "running" == client.runs.list(new_id)[0]["status"]
    assert 11 == len(list(pieces))


def test_custom_events(client: LangGraphClient, new_id: str) -> None:
    """15. What a node writes comes as it is, from a graph that asks for it."""
    parts = list(client.threads.stream_run(new_id, "chat_v3", input=HELLO))

    assert [{"progress": "start"}, "a plain string"] == [params["data"] for params in of(parts, "custom")]


def test_cuts(client: LangGraphClient, server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It loses and repeats nothing over 20 runs that are cut in the middle, whatever is cut."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0.02)
    chance, address = random.Random(14), urlsplit(server_url)  # noqa: S311 - no secret
    with MeddlingProxy(address.hostname or "", address.port or 80) as proxy:
        with get_client(url=proxy.url, api_key=None) as cut:
            for number in range(20):
                thread_id, header = str(uuid.uuid4()), {"x-cuts": f"{number}:{chance.randrange(300, 6_000)}"}
                made: list[Any] = []
                options: dict[str, Any] = {"input": HELLO, "headers": header, "on_run_created": made.append}
                received = list(cut.threads.stream_run(thread_id, "nested", **options))
                whole = client.runs.join_stream(thread_id, made[0]["run_id"], last_event_id="-1")

                assert places(whole) == places(received)
                assert 1 == len(client.runs.list(thread_id))
        assert 20 == proxy.cut_count


def test_lost_answer(client: LangGraphClient, server_url: str, new_id: str) -> None:
    """It finds the run when the answer to the command is lost."""
    address = urlsplit(server_url)
    proxy = MeddlingProxy(address.hostname or "", address.port or 80)
    with proxy, get_client(url=proxy.url, api_key=None, headers={"x-loses": "POST"}) as cut:
        assert SAID == "".join(tokens(cut.threads.stream_run(new_id, "chat", input=HELLO), delta=True))

    assert 1 == len(client.runs.list(new_id))


def test_no_threads(client: LangGraphClient, new_id: str) -> None:
    """It runs in the caller's thread alone, while a run is read and afterwards."""
    before = threading.active_count()
    for _ in client.threads.stream_run(new_id, "nested", input=HELLO):
        assert before == threading.active_count()

    assert before == threading.active_count()
