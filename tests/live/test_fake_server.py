"""The fake server of langgraph_sync.testing sends what a real one sends: the same program sees the same shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Optional

import pytest

from langgraph_sync import LangGraphClient, LangGraphError, RunFailedError
from langgraph_sync.testing import FakeServer, text

ID = re.compile(r"(lc_run--)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-0)?|[0-9a-f]{32}")
INPUT = {"messages": [{"role": "user", "content": "Hello"}]}
# What a release of a server or a library adds and drops is no matter.
PASSING = re.compile("langgraph_(auth|request)|^user_id$|^__|^ls_|^tags$|configurable")
MODES = [
    *("values", "updates", "messages-tuple", "messages", "events"),
    ["values", "updates", "messages-tuple"],
]


def shape(value: Any) -> Any:
    """Describe a value by its keys and types; the elements of a list by all that there are, once."""
    if isinstance(value, dict):
        return {ID.sub("<id>", key): shape(each) for key, each in sorted(value.items()) if not PASSING.search(key)}
    if isinstance(value, list):
        return sorted({json.dumps(shape(each), sort_keys=True) for each in value})
    return type(value).__name__


def run(client: LangGraphClient, graph: str, **options: Any) -> Iterator[Any]:
    """Yield what a program sees of a run, and of its thread afterwards, as shapes."""
    thread_id = client.threads.create()["thread_id"]
    yield "fresh", shape(client.threads.get(thread_id)), shape(client.threads.get_state(thread_id))
    try:
        for part in client.runs.stream(thread_id, graph, **options):
            yield part.event, shape(part.data), part.id is not None
    except LangGraphError as problem:
        yield type(problem).__name__, shape(getattr(problem, "message", None))
    yield "thread", shape(client.threads.get(thread_id)), client.threads.get(thread_id)["status"]
    (listed,) = client.runs.list(thread_id)
    yield "run", shape(listed), listed["status"]
    yield "state", shape(client.threads.get_state(thread_id))
    joined = client.runs.join(thread_id, listed["run_id"], raise_error=False)
    yield "join", shape(joined)


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    """A fake server that answers as the graphs of tests/server do."""
    with FakeServer() as server:
        server.assistant("chat", text("Hello", " from", " the", " model", node="chat"))
        server.assistant("bad", fail=ValueError("boom!"))
        server.assistant("human", ask={"question": "ok?"})
        yield server


@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("graph", ["chat", "bad", "human"])
@pytest.mark.parametrize("resumable", [False, True], ids=["live", "resumable"])
def test_streams(client: LangGraphClient, fake: FakeServer, graph: str, mode: Any, resumable: Optional[bool]) -> None:
    """It sends the same events, in order, with the same shapes, and leaves the same thread and run."""
    options = {"input": INPUT, "stream_mode": mode, "stream_resumable": resumable}
    real = list(run(client, graph, **options))

    assert real == list(run(fake.client(), graph, **options))


def test_missing_input(client: LangGraphClient, fake: FakeServer) -> None:
    """It lets a run without an input fail on a new thread, with the same words."""
    failures = []
    for server in (client, fake.client()):
        thread_id = server.threads.create()["thread_id"]
        with pytest.raises(RunFailedError) as caught:
            server.runs.wait(thread_id, "chat")
        failures.append((caught.value.error, caught.value.message, server.threads.get(thread_id)["status"]))

    assert failures[0] == failures[1]
