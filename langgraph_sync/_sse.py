"""From bytes to server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation is the rule. An event framed
as LangGraph servers frame it is read straight from the bytes; whatever else the rule allows, one complete block at a
time. Of such a block sseclient-py reads the name and the id: it takes time with the square of the lines of data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Optional, Union

from sseclient import Event, SSEClient

from .errors import APIResponseError

_CR: Final = ord("\r")
# The lookahead keeps a CRLF whole. At the end of what has come so far a CR counts as a line end: should its LF follow,
# that is one more blank line, which means nothing, as any further ones do.
_BLANK_LINE: Final = re.compile(rb"((?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n)))[\r\n]*")
_PLAIN_HEAD: Final = re.compile(rb"event: ([ -~]+)(\r?\n)data: ")
_ID_AND_BLANK_LINE: Final = re.compile(rb"\r?\nid: ([ -~]*)\r?\n\r?\n")
_FIRST_HEAD: Final = (b"event: metadata\r\ndata: ", "metadata", b"\r\n\r\n", 2)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_NO_FIELDS: Final = Event()
# Bytes in which a line end is looked for at first.
_NEAR: Final = 16_384
# Bytes of data from which on a second copy is worth avoiding.
_LARGE: Final = 1_000_000

COMMENT: Final = ""
"""The name under which comments come, which no event can have."""

RawEvent = tuple[str, Union[bytes, memoryview], str]
"""The name of an event, its data, and the last event id of the stream by then, which is empty when there was none."""


class ServerSentEvent(NamedTuple):
    """One event."""

    event: str
    data: str
    id: str
    """The last event id of the stream when the event was dispatched; empty when there was none."""


# How a plain event begins: the bytes up to its data, its name, the blank line that ends it, the width of a line end.
_Head = tuple[bytes, str, bytes, int]
# What one block of lines says (event, data, id), and where it ends in the bytes that it was read from.
_Block = tuple[str, Optional[bytes], Optional[str], int]


def iter_events(
    chunks: Iterable[bytes], max_bytes: Optional[int] = None, *, comments: bool = False
) -> Iterator[RawEvent]:
    """Yield each event as soon as its last byte has come, however the bytes are cut; drop an unfinished last one.

    With `comments`, those that stand alone come too, under the name COMMENT.

    Raises `APIResponseError` for an event of more than `max_bytes`, before more of it is read.
    """
    last_id, at_start = "", True
    head, name, blank_line, width = _FIRST_HEAD
    unfinished = _Unfinished(max_bytes)
    for piece in filter(None, _no_longer_than(max_bytes, chunks)):
        chunk = unfinished.completed_by(piece) if unfinished.pieces else piece
        start = 0
        while start < len(chunk):
            # Most events begin as the one before. They are read here: a call for each would show in a stream of tokens.
            if chunk.startswith(head, start):
                data_start = start + len(head)
                line_feed = chunk.find(b"\n", data_start)
                data_end = line_feed + 1 - width
                data: Union[bytes, memoryview] = chunk[data_start:data_end]
                if line_feed > 0 and _CR not in data:
                    at_start = False
                    data = data if len(data) < _LARGE else memoryview(chunk)[data_start:data_end]
                    if chunk.startswith(blank_line, data_end):
                        start = line_feed + 1 + width
                        yield name, data, last_id
                        continue
                    id_line = _ID_AND_BLANK_LINE.match(chunk, data_end)
                    if id_line:
                        start, last_id = id_line.end(), id_line[1].decode()
                        yield name, data, last_id
                        continue
            other_head = _plain_head(chunk, start)
            if other_head and other_head[0] != head:
                head, name, blank_line, width = other_head
                continue
            block = _odd_block(chunk, start, at_start)
            if block is None:
                unfinished.begin(chunk[start:])
                break
            at_start = False
            odd_name, odd_data, event_id, start = block
            last_id = last_id if event_id is None else event_id
            if odd_data is not None and (comments or odd_name is not COMMENT):
                yield odd_name, odd_data, last_id


class _Unfinished:
    """A block whose blank line has not come."""

    def __init__(self, max_bytes: Optional[int]) -> None:
        self.pieces: list[bytes] = []
        self._size = 0
        self._max_bytes = max_bytes

    def begin(self, piece: bytes) -> None:
        """Keep the beginning of a block."""
        self.pieces.append(piece)
        self._size = len(piece)
        self._check_size()

    def completed_by(self, piece: bytes) -> bytes:
        """Return the block and whatever follows it in the piece; nothing until its blank line has come."""
        # The byte before the piece may be the first line end of the blank line.
        blank_line = _blank_line(self.pieces[-1][-1:] + piece, 0)
        end = blank_line.end(1) - 1 if blank_line else 0
        self.pieces.append(piece)
        self._size += end or len(piece)
        self._check_size()
        if not end:
            return b""
        chunk = b"".join(self.pieces)
        self.pieces.clear()
        return chunk

    def _check_size(self) -> None:
        if self._max_bytes is not None and self._size > self._max_bytes:
            raise APIResponseError(f"the server sent an event of more than max_response_bytes={self._max_bytes}")


def as_text(event: RawEvent) -> ServerSentEvent:
    """Return an event with its data as text; bytes that are not UTF-8 become U+FFFD, as the rule asks."""
    name, data, last_id = event
    return ServerSentEvent(name, str(data, "utf-8", "replace"), last_id)


def _no_longer_than(max_bytes: Optional[int], chunks: Iterable[bytes]) -> Iterable[bytes]:
    """Cut chunks so that no piece holds an event that is too long: it can only be an unfinished one then."""
    if max_bytes is None:
        return chunks
    size = max(1, max_bytes)
    return (chunk[start : start + size] for chunk in chunks for start in range(0, len(chunk), size))


def _plain_head(chunk: bytes, start: int) -> Optional[_Head]:
    """Read the beginning of a plain event, up to its data; None for others."""
    head = _PLAIN_HEAD.match(chunk, start)
    return (head[0], head[1].decode(), head[2] * 2, len(head[2])) if head else None


def _odd_block(chunk: bytes, start: int, at_start: bool) -> Optional[_Block]:
    """Read a block of any form; None when its blank line has not come yet."""
    blank_line = _blank_line(chunk, start)
    if blank_line is None:
        return None
    if at_start and chunk.startswith(_BYTE_ORDER_MARK, start):
        start += len(_BYTE_ORDER_MARK)
    lines = chunk[start : blank_line.start()].splitlines()
    data = [line[5:].removeprefix(b" ") for line in lines if line[:5] in (b"data", b"data:")]
    names = [line for line in lines if line[:6] in (b"event", b"event:")]
    ids = [line for line in lines if line[:3] in (b"id", b"id:") and b"\0" not in line]
    if not (data or names or ids):
        said = [line[1:].removeprefix(b" ") for line in lines if line.startswith(b":")]
        return COMMENT, b"\n".join(said) if said else None, None, blank_line.end()
    fields = _NO_FIELDS
    if names or ids:
        # Of each only the last counts. sseclient-py passes over a block without data.
        block = b"\n".join([*names[-1:], *ids[-1:], b"data:", b"", b""]).decode("utf-8", "replace").encode()
        fields = next(SSEClient(iter([block])).events())
    return fields.event, b"\n".join(data) if data else None, fields.id, blank_line.end()


def _blank_line(chunk: bytes, start: int) -> Optional[re.Match[bytes]]:
    """Find the first blank line.

    Long lines are passed over by looking for single bytes, many times as fast; first nearby and then ever further
    away, as the other kind of line end may be at the far end of the chunk.
    """
    end = start + _NEAR
    while True:
        line_feed = chunk.find(b"\n", start, end)
        carriage_return = chunk.find(b"\r", start, end if line_feed < 0 else line_feed)
        line_end = line_feed if carriage_return < 0 else carriage_return
        if line_end >= 0:
            blank_line = _BLANK_LINE.match(chunk, line_end)
            if blank_line:
                return blank_line
            start, end = line_end + 1, line_end + 1 + _NEAR
        elif end < len(chunk):
            start, end = end, end + (end - start) * 16
        else:
            return None
