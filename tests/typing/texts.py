"""Nobody runs this: mypy and pyright read it, as they do narrowing.py."""

from __future__ import annotations

from collections.abc import Generator

from typing_extensions import assert_type

from langgraph_sync import StreamPart, WholeMessage, get_client, tokens, whole_messages, with_text
from langgraph_sync.models import Message
from langgraph_sync.parts import UnknownPart, ValuesPart

stream = get_client().runs.stream(None, "agent", stream_mode=["messages-tuple", "values"])

assert_type(tokens(stream), Generator[str, None, None])
assert_type(with_text(stream, node="agent"), Generator[tuple[StreamPart, str], None, None])
assert_type(whole_messages(stream), Generator[WholeMessage, None, None])

for part, text in with_text(stream):
    assert_type(text, str)
    if part.event == "messages":
        assert_type(part.data[0], Message)

for message, node, namespace in whole_messages(stream):
    assert_type(message, Message)
    assert_type(node, str)
    assert_type(namespace, tuple[str, ...])
    if message["type"] == "ai":
        assert_type(message["tool_calls"][0]["name"], str)

tokens([ValuesPart("values", {"a": 1}), UnknownPart("unknown", None)])
ValuesPart("valeus", None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
with_text(stream, delta=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
