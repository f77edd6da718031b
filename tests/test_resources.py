"""Each method is one request: verb, path, query and body as the server wants them."""

from __future__ import annotations

import json
from typing import Any, Callable, NamedTuple, Optional

import pytest
import responses

from langgraph_sync import LangGraphClient, get_client

URL = "http://server.example"


class Sent(NamedTuple):
    """What a call is to send."""

    method: str
    path: str
    body: Optional[Any] = None


CALLS: dict[str, tuple[Callable[[LangGraphClient], Any], Sent]] = {
    "assistants.get": (lambda c: c.assistants.get("a"), Sent("GET", "/assistants/a")),
    "assistants.search": (
        lambda c: c.assistants.search(graph_id="g", limit=3),
        Sent("POST", "/assistants/search", {"graph_id": "g", "limit": 3}),
    ),
    "threads.create": (lambda c: c.threads.create(), Sent("POST", "/threads", {})),
    "threads.create with all": (
        lambda c: c.threads.create(
            metadata={"a": 1}, thread_id="t", if_exists="do_nothing", graph_id="g", ttl=5, supersteps=[{"updates": []}]
        ),
        Sent(
            "POST",
            "/threads",
            {
                "metadata": {"a": 1, "graph_id": "g"},
                "thread_id": "t",
                "if_exists": "do_nothing",
                "ttl": {"strategy": "delete", "ttl": 5},
                "supersteps": [{"updates": []}],
            },
        ),
    ),
    "threads.get": (lambda c: c.threads.get("t"), Sent("GET", "/threads/t")),
    "threads.get with include": (
        lambda c: c.threads.get("t", include=["ttl", "x"]),
        Sent("GET", "/threads/t?include=ttl%2Cx"),
    ),
    "threads.update": (
        lambda c: c.threads.update("t", metadata={"a": None}, ttl={"strategy": "keep_latest", "ttl": 1}),
        Sent("PATCH", "/threads/t", {"metadata": {"a": None}, "ttl": {"strategy": "keep_latest", "ttl": 1}}),
    ),
    "threads.delete": (lambda c: c.threads.delete("t"), Sent("DELETE", "/threads/t")),
    "threads.search": (
        lambda c: c.threads.search(ids=("t",), status="idle", metadata=None, select=["thread_id"]),
        Sent("POST", "/threads/search", {"ids": ["t"], "status": "idle", "select": ["thread_id"]}),
    ),
    "threads.count": (
        lambda c: c.threads.count(metadata={"a": 1}),
        Sent("POST", "/threads/count", {"metadata": {"a": 1}}),
    ),
    "threads.copy": (lambda c: c.threads.copy("t"), Sent("POST", "/threads/t/copy")),
    "threads.prune": (
        lambda c: c.threads.prune(("t", "u"), strategy="delete"),
        Sent("POST", "/threads/prune", {"thread_ids": ["t", "u"], "strategy": "delete"}),
    ),
    "threads.get_state": (
        lambda c: c.threads.get_state("t", subgraphs=True),
        Sent("GET", "/threads/t/state?subgraphs=true"),
    ),
    "threads.get_state by id": (
        lambda c: c.threads.get_state("t", checkpoint_id="c"),
        Sent("GET", "/threads/t/state/c"),
    ),
    "threads.get_state by checkpoint": (
        lambda c: c.threads.get_state("t", {"checkpoint_id": "c"}, subgraphs=False),
        Sent("POST", "/threads/t/state/checkpoint", {"checkpoint": {"checkpoint_id": "c"}, "subgraphs": False}),
    ),
    "threads.update_state": (
        lambda c: c.threads.update_state("t", None, as_node="n", checkpoint_id="c"),
        Sent("POST", "/threads/t/state", {"values": None, "as_node": "n", "checkpoint": {"checkpoint_id": "c"}}),
    ),
    "threads.get_history": (lambda c: c.threads.get_history("t"), Sent("POST", "/threads/t/history", {"limit": 10})),
    "threads.get_history before an id": (
        lambda c: c.threads.get_history("t", limit=2, before="c"),
        Sent("POST", "/threads/t/history", {"limit": 2, "before": {"configurable": {"checkpoint_id": "c"}}}),
    ),
    "threads.get_history before a checkpoint": (
        lambda c: c.threads.get_history("t", limit=2, before={"checkpoint_id": "c", "checkpoint_ns": ""}),
        Sent(
            "POST",
            "/threads/t/history",
            {"limit": 2, "before": {"configurable": {"checkpoint_id": "c", "checkpoint_ns": ""}}},
        ),
    ),
    "threads.get_history before a config": (
        lambda c: c.threads.get_history("t", limit=2, before={"configurable": {"checkpoint_id": "c"}}),
        Sent("POST", "/threads/t/history", {"limit": 2, "before": {"configurable": {"checkpoint_id": "c"}}}),
    ),
    "threads.get_storage": (lambda c: c.threads.get_storage("t"), Sent("GET", "/threads/t/storage")),
    "runs.create": (
        lambda c: c.runs.create("t", "agent", input={"a": 1}, langsmith_tracing={"project_name": "p"}),
        Sent(
            "POST",
            "/threads/t/runs",
            {
                "assistant_id": "agent",
                "stream_mode": ["values"],
                "input": {"a": 1},
                "langsmith_tracer": {"project_name": "p"},
            },
        ),
    ),
    "runs.create without a thread": (
        lambda c: c.runs.create(None, "agent", stream_mode=("values", "updates"), on_completion="keep"),
        Sent(
            "POST",
            "/runs",
            {"assistant_id": "agent", "stream_mode": ["values", "updates"], "on_completion": "keep"},
        ),
    ),
    "runs.wait without a thread": (
        lambda c: c.runs.wait(None, "agent", input=[]),
        Sent("POST", "/runs/wait", {"assistant_id": "agent", "input": []}),
    ),
    "runs.get": (lambda c: c.runs.get("t", "r"), Sent("GET", "/threads/t/runs/r")),
    "runs.list": (
        lambda c: c.runs.list("t", limit=2, status="error", select=["run_id", "status"]),
        Sent("GET", "/threads/t/runs?limit=2&status=error&select=run_id&select=status"),
    ),
    "runs.join": (
        lambda c: c.runs.join("t", "r", cancel_on_disconnect=False, raise_error=False),
        Sent("GET", "/threads/t/runs/r/join?cancel_on_disconnect=false"),
    ),
    "runs.cancel": (
        lambda c: c.runs.cancel("t", "r", wait=True, action="rollback"),
        Sent("POST", "/threads/t/runs/r/cancel?wait=true&action=rollback"),
    ),
    "info": (lambda c: c.info(), Sent("GET", "/info")),
    "ok": (lambda c: c.ok(), Sent("GET", "/ok")),
}


@pytest.mark.parametrize("name", CALLS)
def test_request(name: str) -> None:
    """It sends what the server wants, and returns what the server answers."""
    call, sent = CALLS[name]
    with responses.RequestsMock() as server:
        server.add(sent.method, URL + sent.path.partition("?")[0], json={"ok": "answer"})
        answer = call(get_client(url=URL))
        request: Any = server.calls[0].request

    body = json.loads(request.body) if request.body else None
    assert sent == Sent(request.method, request.url[len(URL) :], body)
    assert answer in ({"ok": "answer"}, "answer", None)


@pytest.mark.parametrize("status", [202, 204])
def test_answer_without_a_body(status: int) -> None:
    """It takes an empty answer for what it is where the server means it."""
    with responses.RequestsMock() as server:
        server.add("POST", f"{URL}/threads/t/runs/r/cancel", status=status)
        get_client(url=URL).runs.cancel("t", "r")

        assert 1 == len(server.calls)


def test_empty_list_of_ids() -> None:
    """It finds no thread for an empty list of ids, which the server would take for no filter at all."""
    with responses.RequestsMock():
        assert [] == get_client(url=URL).threads.search(ids=[])
