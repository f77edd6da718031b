"""Nobody runs this: mypy and pyright read it.

Each `reveal` is checked by the annotation of what it is assigned to, and each wrong line must be an error: a
suppression that suppresses nothing is itself reported.
"""

from __future__ import annotations

from typing import Any, Union

from typing_extensions import assert_type

from langgraph_sync import TRANSIENT_ERRORS, LangGraphError, RunResult, get_client, tokens
from langgraph_sync.models import (
    AIMessageChunk,
    ContentBlock,
    Message,
    MessageMetadata,
    Run,
    RunFailure,
    Thread,
    ToolFailure,
)

client = get_client()
thread = client.threads.create()
assert_type(thread, Thread)
assert_type(thread["thread_id"], str)
assert_type(client.runs.list(thread["thread_id"]), list[Run])

for chunk in client.runs.stream(thread["thread_id"], "agent", input={}, stream_mode=["events", "values"]):
    if chunk.event == "events" and chunk.data["event"] == "on_chat_model_stream":
        assert_type(chunk.data["data"]["chunk"], AIMessageChunk)
        assert_type(chunk.data["data"]["chunk"]["content"], Union[str, list[Union[str, ContentBlock]]])
        assert_type(chunk.data["name"], str)
        chunk.data["nmae"]  # type: ignore[typeddict-item]  # pyright: ignore[reportGeneralTypeIssues]
    elif chunk.event == "events" and chunk.data["event"] == "on_tool_error":
        assert_type(chunk.data["data"], ToolFailure)
    elif chunk.event == "messages":
        message, metadata = chunk.data
        assert_type(message, Message)
        assert_type(metadata, MessageMetadata)
        assert_type(metadata["langgraph_node"], str)
        if message["type"] == "AIMessageChunk":
            assert_type(message["tool_call_chunks"][0]["args"], Union[str, None])
    elif chunk.event == "error":
        assert_type(chunk.data, RunFailure)
    elif chunk.event == "values":
        assert_type(chunk.data, Any)
        assert_type(chunk.id, Union[str, None])
        assert_type(chunk.namespace, tuple[str, ...])
    elif chunk.event == "unknown":
        assert_type(chunk.name, str)
    if chunk.event == "evnts":  # type: ignore[comparison-overlap]  # pyright: ignore[reportUnnecessaryComparison]
        raise AssertionError

for text in tokens(client.runs.stream(None, "agent"), delta=True, node="agent"):
    assert_type(text, str)

client.runs.stream(None, "agent", steam_mode="values")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
client.runs.stream(None, "agent", stream_mode="valeus")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
client.runs.stream(None, "agent", config={"tgas": []})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
client.runs.wait(None)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
client.threads.search(ids=("a", "b"), status="idle", metadata=None, timeout=(1, None))
client.threads.search(status="asleep")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]

for result in client.runs.map("agent", ({"text": text} for text in "ab"), workers=2, ordered=False, metadata={"a": 1}):
    assert_type(result, RunResult)
    assert_type(result.index, int)
    assert_type(result.error, Union[LangGraphError, None])
    if result.error is not None:
        assert_type(result.error.may_retry, bool)
for index, output, error in client.runs.map("agent", [1], thread_ids=["a"], deadline=1.5):
    assert_type((index, output, error), tuple[int, Any, Union[LangGraphError, None]])
client.runs.map("agent", [], ordred=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
client.runs.map("agent", [], input=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
client.runs.map("agent")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
try:
    client.info()
except TRANSIENT_ERRORS as caught:
    assert_type(caught.may_retry, bool)
