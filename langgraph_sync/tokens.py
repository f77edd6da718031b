"""From the parts of a stream to the text that chat models write."""

from __future__ import annotations

from codecs import utf_16_le_decode
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, Final, Optional, Union

if TYPE_CHECKING:
    from .parts import StreamPart

# The event, the node and the message that a piece of text is from.
_Source = tuple[str, str, str]
# In UTF-16, as in JSON and JavaScript, a character may be of two halves.
_UTF_16: Final = ("utf-16-le", "surrogatepass")


def tokens(
    parts: Iterable[StreamPart], *, delta: bool = False, node: Optional[str] = None
) -> Generator[str, None, None]:
    """Yield the text so far after each chunk of a chat model, or with `delta=True` just the new piece.

    A loop over the texts so far copies all text for each chunk: use `delta=True` for more than 100,000 characters.

    Reads streams in the modes `events`, `messages-tuple` and `messages`; of a stream in several of them only the one
    that brings the first text, so that no piece comes twice. Of content blocks only those of type `text` count.
    Messages that no model streamed are left out. A run that the server tries again begins the text anew. Half of a
    character is held back until its other half comes; one that never comes is replaced with U+FFFD.

    The pieces come in the order of the stream. Where several models write at the same time, theirs alternate in one
    text: `node` picks the models of one node of the graph; to separate models within a node, read the parts yourself
    and group them by the id of the message. The errors of the stream pass through.
    """
    text, chosen, room = "", None, 100_000
    try:
        for event, where, piece in _pieces(parts):
            if event == "metadata":
                text = ""
            elif piece and chosen in (None, event) and node in (None, where):
                chosen = event
                if delta:
                    yield piece
                else:
                    text += piece  # copies nothing where the caller has dropped the text before
                    if len(text) > room:
                        # glibc fetches each copy of this size from the system, until it has seen a larger block freed.
                        room = 8 * len(text)
                        bytes(room)
                    yield text
    finally:
        if isinstance(parts, Generator):
            parts.close()


def _pieces(parts: Iterable[StreamPart]) -> Generator[tuple[str, str, str]]:
    """Yield the event, the node and the new text of each chunk of a model, and of each beginning of a run."""
    origins: dict[str, Any] = {}
    wholes: dict[str, bytes] = {}
    halves: dict[_Source, bytes] = {}
    for part in parts:
        event: str = part.event
        data: Any = part.data
        if event in ("events", "messages"):
            chunk = _chunk(event, data)
            if chunk:
                node, message_id, text = chunk
                if halves or not text.isascii():
                    text = _joined(text.encode(*_UTF_16), (event, node, message_id), halves)
                yield event, node, text
        elif event == "messages/metadata":
            origins.update(_at(dict, data))
        elif event == "messages/partial":
            for message in _at(list, data):
                message_id = _at(str, message, "id") or "null"  # as JSON has it for a key
                node = _at(str, origins, message_id, "metadata", "langgraph_node")
                known, whole = wholes.get(message_id, b""), _text(_at(dict, message)).encode(*_UTF_16)
                wholes[message_id] = whole
                yield event, node, _joined(whole.removeprefix(known), (event, node, message_id), halves)
        elif event == "metadata":
            wholes.clear()
            halves.clear()
            yield event, "", ""
    for event, node, _ in halves:
        yield event, node, "\ufffd"


def _chunk(event: str, data: Any) -> Optional[tuple[str, str, str]]:
    """The node, the message and the text of a chunk that a model streamed; None for anything else."""
    if event == "events":
        if _at(str, data, "event") == "on_chat_model_stream":
            text = _text(_at(dict, data, "data", "chunk"))
            return _at(str, data, "metadata", "langgraph_node"), _at(str, data, "run_id"), text
        return None
    message = _at(dict, data, 0)
    kind = message.get("type")
    if kind == "AIMessageChunk" or (kind == "ai" and "tool_call_chunks" in message):  # in Python, in JavaScript
        return _at(str, data, 1, "langgraph_node"), _at(str, message, "id"), _text(message)
    return None


def _joined(units: bytes, source: _Source, halves: dict[_Source, bytes]) -> str:
    """Join the halves of characters. The first half of one at the end is kept until the other comes."""
    units = halves.pop(source, b"") + units
    text, length = utf_16_le_decode(units, "replace", False)
    if length < len(units):
        halves[source] = units[length:]
    return text


def _text(message: dict[str, Any]) -> str:
    content = message.get("content")
    if content.__class__ is str:
        return str(content)
    blocks = [_at(dict, block) or {"text": block} for block in _at(list, content) or [content]]
    return "".join(_at(str, block, "text") for block in blocks if block.get("type") in (None, "text"))


def _at(kind: Callable[[], Any], value: Any, *path: Union[str, int]) -> Any:
    """What is at a path into JSON if it is of that kind, else an empty one: servers shape JSON in many ways."""
    try:
        for key in path:
            value = value[key]
    except (LookupError, TypeError):
        return kind()
    return value if value.__class__ is kind else kind()
