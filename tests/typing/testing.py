"""Nobody runs this: mypy and pyright read it, for what tests of a program say to the fake server."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from typing_extensions import assert_type

from langgraph_sync import LangGraphClient, read_journal
from langgraph_sync.testing import Call, FakeRun, FakeServer, FakeThread, no_waiting, question, sse, text


def echo(run: FakeRun) -> dict[str, Any]:
    """A graph."""
    return {"said": run.input}


def test_program(langgraph_server: FakeServer) -> None:
    """A test, as users write it."""
    langgraph_server.assistant("agent", text("Hello", " there", node="model"), ask={"q": 1}, times=1)
    langgraph_server.assistant("agent", {"n": 1}, fail=ValueError("boom"))
    langgraph_server.assistant("agent", [("values", {"n": 1}), ("custom", "half")], cut_after=1, hold_for=0.5)
    langgraph_server.assistant("agent", list(read_journal("job.jsonl")), busy=60)
    langgraph_server.assistant("agent", Path("job.jsonl"), status=503)
    langgraph_server.assistant("agent", echo)
    langgraph_server.assistant("agent", lambda run: question("And?") if run.answer == "no" else text("Yes"))
    langgraph_server.assistant("agent", "Hello")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    langgraph_server.assistant("agent", hold=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    langgraph_server.route("GET", "/store/*", lambda call: {"asked": call.path}, status=200)

    assert_type(langgraph_server.client(max_retries=0), LangGraphClient)
    langgraph_server.client(retries=0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    assert_type(langgraph_server.runs, list[FakeRun])
    assert_type(langgraph_server.threads[0].runs, list[FakeRun])
    assert_type(langgraph_server.runs[0].thread, FakeThread)
    assert_type(langgraph_server.calls, list[Call])
    run = langgraph_server.runs[0]
    assert_type(run.input, Any)
    assert_type(run.status, Literal["pending", "running", "success", "error", "interrupted", "timeout"])
    if run.status == "succes":  # type: ignore[comparison-overlap]  # pyright: ignore[reportUnnecessaryComparison]
        print(run)
    assert_type(langgraph_server.wait_for_end(run), str)


with FakeServer(heartbeat=0.1, strict=False) as server, no_waiting():
    assert_type(server, FakeServer)
    assert_type(sse(text("Hello"), stream_mode=["messages-tuple", "values"]), bytes)
    sse(text("Hello"), stream_mode="message")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@no_waiting()
def test_at_once() -> int:
    """It keeps the type of what it decorates."""
    return 1


assert_type(test_at_once(), int)
