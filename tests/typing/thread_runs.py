"""Nobody runs this: mypy and pyright read it, for the parts of runs in the thread protocol."""

from __future__ import annotations

from typing import Any, Union
from uuid import UUID

from typing_extensions import assert_type

from langgraph_sync import get_client, tokens
from langgraph_sync.models import Interrupt, Lifecycle, ProtocolCheckpoint, TaskResult, TaskStart, UsageMetadata

client = get_client()

for part in client.threads.stream_run("t", "agent", input={"messages": []}, deadline=60, on_exit="cancel"):
    if part.event == "protocol" and part.data["method"] == "messages":
        progress = part.data["params"]["data"]
        if progress["event"] == "content-block-delta" and "delta" in progress:
            delta = progress["delta"]
            if delta["type"] == "text-delta":
                assert_type(delta["text"], str)
                delta["reasoning"]  # type: ignore[typeddict-item]  # pyright: ignore[reportGeneralTypeIssues]
        elif progress["event"] == "message-finish" and "usage" in progress:
            assert_type(progress["usage"], UsageMetadata)
    elif part.event == "protocol" and part.data["method"] == "values":
        assert_type(part.data["params"]["data"], Any)
        assert_type(part.data["params"].get("interrupts", []), list[Interrupt])
    elif part.event == "protocol" and part.data["method"] == "tasks":
        assert_type(part.data["params"]["data"], Union[TaskStart, TaskResult])
    elif part.event == "protocol" and part.data["method"] == "checkpoints":
        assert_type(part.data["params"]["data"], ProtocolCheckpoint)
    elif part.event == "protocol" and part.data["method"] == "lifecycle":
        assert_type(part.data["params"]["data"], Lifecycle)
    elif part.event == "protocol" and part.data["method"] == "custom":
        assert_type(part.data["params"]["data"], Any)
    elif part.event == "protocol" and part.data["method"] == "tools":
        tool = part.data["params"]["data"]
        if tool["event"] == "tool-started":
            assert_type(tool["tool_name"], str)
    if part.event == "protocol" and part.data["method"] == "mesages":  # type: ignore[comparison-overlap]  # pyright: ignore[reportUnnecessaryComparison]
        raise AssertionError

assert_type(list(tokens(client.threads.stream_run("t", "agent", answer=None, interrupt_id=UUID(int=1)))), list[str])
client.threads.stream_run("t", "agent", multitask_strategy="wait")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
client.threads.stream_run("t", "agent", stream_mode="values")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
