"""From the parts of a stream to the text that models write."""

from __future__ import annotations

from codecs import utf_16_le_decode
from collections.abc import Generator, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any, Optional, TypeVar

from ._readers import FINDERS, UTF_16, Reader, at, check_modes, closing_of
from ._retry import logger

if TYPE_CHECKING:
    from .parts import StreamPart

Part = TypeVar("Part", bound="StreamPart[Any, Any]")
# The event, the node and the message that a piece of text is from.
_Source = tuple[str, str, Optional[str]]


def tokens(
    parts: Iterable[StreamPart[Any, Any]], *, delta: bool = False, node: Optional[str] = None
) -> Generator[str, None, None]:
    """Yield the text so far after each piece that a model writes, or with `delta=True` just the new piece.

    A loop over the texts so far copies all text for each piece: use `delta=True` for more than 100,000 characters.
    What counts as text, and what `node` means, is described at `with_text`.
    """
    check_modes(parts)
    return _texts(parts, _TextReader(node), with_parts=False) if delta else _texts_so_far(with_text(parts, node=node))


def with_text(parts: Iterable[Part], *, node: Optional[str] = None) -> Generator[tuple[Part, str], None, None]:
    """Yield each part with the text that it adds, which is empty for most, to show text and events in one loop.

    Reads streams in the modes `events`, `messages-tuple` and `messages`; of a stream in several of them only the one
    that brings the first text, so that each piece comes once. Raises `ValueError`, before anything is sent, for a
    stream of `client.runs` that was requested in other modes only. Of content blocks only those of type `text` count.
    Reads the streams of `client.threads.stream_run` too; there, no server but LangGraph.js names the node.

    A message that was not streamed adds its text when it comes, once: a model's, or in the modes of messages one that a
    node has built, unless its text is what a model in the node has streamed. In the mode `events`, completion models
    that are no chat models count too. In the mode `messages` of LangGraph.js only streamed messages count, since others
    may be from earlier runs. A run that the server retries begins the text anew. Half of a character is held back
    until its other half comes; one that never comes is replaced with U+FFFD, at the end, with its part once more.

    The pieces come in the order of the stream. Where several models write at the same time, theirs alternate: `node`
    picks the models of one node of the graph, and a name without any message is logged as a warning; to separate models
    within a node, use `whole_messages`. Closes the stream when it is closed. The errors of the stream pass through.
    """
    check_modes(parts)
    return _texts(parts, _TextReader(node), with_parts=True)


def _texts_so_far(texts: Generator[tuple[StreamPart, str], None, None]) -> Generator[str, None, None]:
    text, room = "", 100_000
    with closing(texts):
        for part, piece in texts:
            if piece:
                text += piece  # copies nothing where the caller has dropped the text before
                if len(text) > room:
                    # glibc fetches each copy of this size from the system, until it has seen a larger block freed.
                    room = 8 * len(text)
                    bytes(room)
                yield text
            elif part[0] == "metadata":
                text = ""


def _texts(parts: Iterable[StreamPart], reader: _TextReader, *, with_parts: bool) -> Generator[Any, None, None]:
    """Yield the text that each part adds: with the part, or without it where there is any."""
    with closing_of(parts):
        for part in parts:
            text = reader.text_of(part)
            if with_parts:
                yield part, text
            elif text:
                yield text
        for part in reader.broken():
            yield (part, "\ufffd") if with_parts else "\ufffd"
        reader.warn_of_unknown_node()


class _TextReader(Reader):
    """Finds the text that each part adds."""

    def __init__(self, node: Optional[str]) -> None:
        super().__init__()
        self._node = node
        self._nodes: set[str] = set()

    def begin(self) -> None:
        super().begin()
        # By message: its node and its pieces; and the texts of those that were not streamed.
        self._written: dict[Optional[str], list[Any]] = {}
        self._whole: dict[Optional[str], str] = {}
        self._halves: dict[_Source, tuple[StreamPart, bytes]] = {}

    def text_of(self, part: StreamPart) -> str:
        added, event = "", part[0]
        if event not in FINDERS:
            if event == "metadata":  # another attempt begins
                self.begin()
            return added
        for how, message, message_id, origin in self.found(event, part[1]):
            text: Any = message.get("content")
            node = origin["langgraph_node"]
            if text.__class__ is not str:
                text = _text(text)
            if how != "piece":
                text = self._new(text, how, message_id, node)
            elif message_id in self._written:
                self._written[message_id].append(text)
            else:
                self._written[message_id] = [node, text]
            if self._node is not None:
                self._nodes.add(node)
                text = text if node == self._node else ""
            if self._halves or not text.isascii():
                text = self._joined(text, (event, node, message_id), part)
            added += text
        if added and not self.mode:
            self.mode = FINDERS[event][0]
        return added

    def _new(self, text: str, how: str, message_id: Optional[str], node: str) -> str:
        """Return what is new in a message that has come as a whole, or as far as it is written."""
        known = self._whole.get(message_id, "") + "".join(self._written.get(message_id, ())[1:])
        if how == "so far":
            self._whole.pop(message_id, None)
            self._written[message_id] = [node, text]
            return text.encode(*UTF_16).removeprefix(known.encode(*UTF_16)).decode(*UTF_16)
        # A node may return what its model has streamed in a message of its own.
        if how == "beside" or known or any([node, text] == [of, "".join(has)] for of, *has in self._written.values()):
            return ""
        if message_id:
            self._whole[message_id] = text
        return text

    def _joined(self, text: str, source: _Source, part: StreamPart) -> str:
        """Join the halves of characters. The first half of one at the end is kept until the other comes."""
        units = self._halves.pop(source, (part, b""))[1] + text.encode(*UTF_16)
        text, length = utf_16_le_decode(units, "replace", False)
        if length < len(units):
            self._halves[source] = part, units[length:]
        return text

    def broken(self) -> list[StreamPart]:
        """Return the parts with half a character whose other half has not come."""
        return [part for part, _ in self._halves.values() if self.mode in ("", FINDERS[part[0]][0])]

    def warn_of_unknown_node(self) -> None:
        if self._node is not None and self._node not in self._nodes:
            seen = ", ".join(map(repr, sorted(self._nodes))) or "none"
            logger.warning("no message came from the node %r; nodes that messages came from: %s", self._node, seen)


def _text(content: Any) -> str:
    blocks = [at(dict, block) or {"text": block} for block in at(list, content) or [content]]
    return "".join(at(str, block, "text") for block in blocks if block.get("type") in (None, "text"))
