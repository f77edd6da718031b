"""From the parts of a stream to the text that chat models write."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from .models import MessageContent
    from .parts import StreamPart


def tokens(
    parts: Iterable[StreamPart], *, delta: bool = False, node: Optional[str] = None
) -> Generator[str, None, None]:
    """Yield the text so far after each chunk of a chat model, or with `delta=True` just the new piece.

    Reads streams in the modes `events`, `messages-tuple` and `messages`; of a stream in several of them only the one
    that brings the first text, so that no piece comes twice. Of content blocks only those of type `text` count.
    Messages that no model streamed are left out. A run that the server tries again begins the text anew.

    The pieces come in the order of the stream. Where several models write at the same time, theirs alternate in one
    text: `node` picks the models of one node of the graph; to tell apart models within a node, read the parts yourself
    and group them by the id of the message. The errors of the stream pass through.
    """
    text, source = "", None
    try:
        for kind, where, piece in _pieces(parts):
            if kind == "metadata":
                text = ""
            elif piece and source in (None, kind) and node in (None, where):
                source = kind
                text = piece if delta else text + piece
                yield text
    finally:
        if isinstance(parts, Generator):
            parts.close()


def _pieces(parts: Iterable[StreamPart]) -> Generator[tuple[str, Optional[str], str]]:
    """Yield the event, the node and the new text of each part that has any, and of each beginning of a run."""
    nodes: dict[str, str] = {}
    lengths: dict[Optional[str], int] = {}
    for part in parts:
        if part.event == "events" and part.data["event"] == "on_chat_model_stream":
            yield part.event, part.data["metadata"].get("langgraph_node"), _text(part.data["data"]["chunk"]["content"])
        elif part.event == "messages" and part.data[0]["type"] == "AIMessageChunk":
            yield part.event, part.data[1].get("langgraph_node"), _text(part.data[0]["content"])
        elif part.event == "metadata":
            yield part.event, None, ""
        elif part.event == "messages/metadata":
            nodes.update((message_id, origin["metadata"]["langgraph_node"]) for message_id, origin in part.data.items())
        elif part.event == "messages/partial":
            for message in part.data:
                whole = _text(message["content"])
                known = lengths.get(message["id"], 0)
                lengths[message["id"]] = len(whole)
                yield part.event, nodes.get(message["id"] or ""), whole[known:]


def _text(content: MessageContent) -> str:
    if isinstance(content, str):
        return content
    blocks = [{"type": "text", "text": block} if isinstance(block, str) else block for block in content]
    return "".join(block.get("text", "") for block in blocks if block["type"] == "text")
