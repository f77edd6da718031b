"""tokens() turns parts into the text that chat models write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import DATA

from langgraph_sync import StreamPart, tokens
from langgraph_sync._decoding import to_part
from langgraph_sync._sse import iter_events
from langgraph_sync.parts import EventsPart, MessagesMetadataPart, MessagesPart, MessagesPartialPart, MetadataPart


def recorded(name: str) -> list[StreamPart]:
    """The parts of a recording."""
    return [to_part(event) for event in iter_events([(DATA / "recordings" / f"{name}.sse").read_bytes()])]


def event(content: Any, node: str = "agent") -> StreamPart:
    """A chunk in the mode `events`."""
    data: Any = {"event": "on_chat_model_stream", "data": {"chunk": {"content": content}}, "metadata": {}}
    data["metadata"]["langgraph_node"] = node
    return EventsPart("events", data, None, ())


def message(content: Any, node: str = "agent", kind: str = "AIMessageChunk") -> StreamPart:
    """A message in the mode `messages-tuple`."""
    data: Any = ({"type": kind, "content": content}, {"langgraph_node": node})
    return MessagesPart("messages", data, None, ())


def partial(message_id: str, content: Any) -> StreamPart:
    """A message so far, in the mode `messages`."""
    data: Any = [{"type": "ai", "id": message_id, "content": content}]
    return MessagesPartialPart("messages/partial", data, None, ())


def origin(message_id: str, node: str) -> StreamPart:
    """Where a message comes from, in the mode `messages`."""
    data: Any = {message_id: {"metadata": {"langgraph_node": node}}}
    return MessagesMetadataPart("messages/metadata", data, None, ())


def beginning(attempt: int = 1) -> StreamPart:
    """The first part of a try."""
    return MetadataPart("metadata", {"run_id": "r", "attempt": attempt}, None, ())


def test_text_so_far() -> None:
    """It yields the text so far after each chunk that has any."""
    parts = [beginning(), event("b"), event("e"), event(""), event("g")]

    assert ["b", "be", "beg"] == list(tokens(parts))


def test_delta() -> None:
    """It yields the pieces with `delta=True`."""
    assert ["b", "e", "g"] == list(tokens([event("b"), event(""), event("e"), event("g")], delta=True))


@pytest.mark.parametrize(
    ("recording", "text"),
    [
        ("events_tools", "Callingdone now"),
        ("mode_messages-tuple", "Hello from the model"),
        ("mode_messages", "Hello from the model"),
        ("events_blocks", "The answer"),
        ("blocks_messages_tuple", "The answer"),
        ("blocks_messages", "The answer"),
        ("chat_all_modes", "Hello from the model"),
        ("chat_messages_and_tuple", "Hello from the model"),
        ("mode_values", ""),
    ],
)
def test_recorded_text(recording: str, text: str) -> None:
    """It finds each piece of a real stream once, in every mode and in several at a time."""
    assert text == "".join(tokens(recorded(recording), delta=True))


def test_content_blocks() -> None:
    """It takes text from blocks of type `text` and from bare strings, and from no other block."""
    blocks = ["a", {"type": "text", "text": "b"}, {"type": "reasoning", "reasoning": "no"}, {"type": "x", "text": "no"}]

    assert ["ab"] == list(tokens([message(blocks)]))


def test_messages_that_no_model_streamed() -> None:
    """It leaves out tool messages and messages that a node has built."""
    assert ["a"] == list(tokens([message("no", kind="tool"), message("no", kind="ai"), message("a")]))


@pytest.mark.parametrize(
    "parts",
    [
        [event("a", "left"), event("b", "right"), event("c", "left")],
        [message("a", "left"), message("b", "right"), message("c", "left")],
        [origin("1", "left"), origin("2", "right"), partial("1", "a"), partial("2", "b"), partial("1", "ac")],
    ],
)
def test_node(parts: list[StreamPart]) -> None:
    """It yields the text of one node only when told to."""
    assert ["a", "ac"] == list(tokens(parts, node="left"))
    assert "abc" == "".join(tokens(parts, delta=True))


def test_another_try_begins_anew() -> None:
    """It drops the text of a try that the server has given up."""
    assert ["a", "ab", "a"] == list(tokens([beginning(), event("a"), event("b"), beginning(2), event("a")]))


def test_closes_the_stream() -> None:
    """It closes the stream that it reads when it is closed itself."""
    closed = []

    def stream() -> Iterator[StreamPart]:
        try:
            yield event("a")
            yield event("b")
        finally:
            closed.append(True)

    parts = stream()
    text = tokens(parts)
    next(text)
    text.close()

    assert [True] == closed


def test_errors_pass_through() -> None:
    """It lets the errors of the stream out."""

    def stream() -> Iterator[StreamPart]:
        yield event("a")
        raise LookupError

    text = tokens(stream())

    assert "a" == next(text)
    with pytest.raises(LookupError):
        next(text)
