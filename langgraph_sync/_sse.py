"""From bytes to server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation is the rule. An event framed
as LangGraph servers frame it is read straight from the bytes; whatever else the rule allows goes to sseclient-py, one
complete block at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple, Optional, cast

from sseclient import Event, SSEClient

from .errors import APIResponseError

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
# The lookahead keeps a CRLF whole. At the end of what has come so far a CR counts as a line end: should its LF follow,
# that is one more blank line, which means nothing.
_BLANK_LINE: Final = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))")
_LONGEST_BLANK_LINE: Final = 4
_CR: Final = ord("\r")
_PAGE: Final = 256


class ServerSentEvent(NamedTuple):
    """One event."""

    event: str
    data: str
    id: str
    """The last event id of the stream when the event was dispatched; empty when there was none."""


# What one block of lines says (event, data, id), and where it ends in the bytes that it was read from.
_Block = tuple[str, Optional[str], Optional[str], int]

# A NamedTuple called with its fields takes three times as long, which shows in a stream of tokens.
_new_event: Final[Callable[[tuple[str, str, str]], ServerSentEvent]] = partial(
    cast("Any", tuple).__new__, ServerSentEvent
)


def iter_events(chunks: Iterable[bytes], max_bytes: Optional[int] = None) -> Iterator[ServerSentEvent]:
    """Yield each event as soon as its last byte has come, however the bytes are cut; drop an unfinished last one.

    Raises `APIResponseError` for an event of more than `max_bytes`, before more of it is read.
    """
    last_id = ""
    unfinished = 0
    at_start = True
    pending: list[bytes] = []
    tail = b""
    for piece in chunks:
        chunk = piece
        if pending:
            # Only a blank line ends an event: until it comes, an event of any size is not looked at again.
            seam = tail + chunk
            pending.append(chunk)
            if not _blank_line(seam, 0):
                tail = seam[1 - _LONGEST_BLANK_LINE :]
                unfinished += len(chunk)
                _check_size(unfinished, max_bytes)
                continue
            chunk = b"".join(pending)
            pending.clear()
        start = 0
        while start < len(chunk):
            block = _plain_block(chunk, start) or _odd_block(chunk, start, at_start)
            if block is None:
                pending.append(chunk[start:])
                tail = pending[0][1 - _LONGEST_BLANK_LINE :]
                unfinished = len(pending[0])
                _check_size(unfinished, max_bytes)
                break
            at_start = False
            if max_bytes is not None:
                _check_size(block[3] - start, max_bytes)
            event, data, event_id, start = block
            if event_id is not None:
                last_id = event_id
            if data is not None:
                yield _new_event((event, data, last_id))


def _check_size(size: int, most: Optional[int]) -> None:
    if most is not None and size > most:
        raise APIResponseError(f"the server sent an event of more than {most} bytes, which is max_event_bytes")


def _plain_block(chunk: bytes, start: int) -> Optional[_Block]:
    """Read a block of an `event` line, a `data` line, and perhaps an `id` line, all ending alike; None for others."""
    event_end = chunk.find(b"\n", start)
    data_end = chunk.find(b"\n", event_end + 1)
    if event_end < 0 or data_end < 0:
        return None
    if chunk[start : start + 7] != b"event: " or chunk[event_end + 1 : event_end + 7] != b"data: ":
        return None
    has_id = chunk[data_end + 1 : data_end + 5] == b"id: "
    last_end = chunk.find(b"\n", data_end + 1) if has_id else data_end
    if last_end < 0:
        return None
    if chunk[last_end + 1 : last_end + 3] == b"\r\n":
        if not chunk[event_end - 1] == chunk[data_end - 1] == chunk[last_end - 1] == _CR:
            return None
        width = 2
    elif chunk[last_end + 1 : last_end + 2] == b"\n":
        width = 1
    else:
        return None
    try:
        event = chunk[start + 7 : event_end + 1 - width].decode()
        data = chunk[event_end + 7 : data_end + 1 - width].decode()
        event_id = chunk[data_end + 5 : last_end + 1 - width].decode() if has_id else None
    except UnicodeDecodeError:
        return None
    if not event or "\r" in event or "\r" in data or (event_id and ("\r" in event_id or "\0" in event_id)):
        return None
    return event, data, event_id, last_end + 1 + width


def _odd_block(chunk: bytes, start: int, at_start: bool) -> Optional[_Block]:
    """Let sseclient-py read a block of any form; None when its blank line has not come yet."""
    blank_line = _blank_line(chunk, start)
    if blank_line is None:
        return None
    text = chunk[start : blank_line.end()].decode("utf-8", "replace")
    if at_start and text.startswith("\ufeff"):
        text = text[1:]
    lines = [line for line in _LINE_END.split(text) if line and not (line.startswith("id:") and "\0" in line)]
    data_lines = [line for line in lines if _is_data(line)]
    # sseclient-py copies all data so far for each line of it, and passes over a block that has none: it is given the
    # data in pages, and the other lines with an empty line of data.
    fields = _read([line for line in lines if not _is_data(line)] + ["data:"])
    pages = [data_lines[first : first + _PAGE] for first in range(0, len(data_lines), _PAGE)]
    data = "\n".join(_read(page).data for page in pages) if pages else None
    return fields.event, data, fields.id, blank_line.end()


def _blank_line(chunk: bytes, start: int) -> Optional[re.Match[bytes]]:
    """Find the first blank line. Long lines are passed over by looking for single bytes, many times as fast."""
    while True:
        line_feed = chunk.find(b"\n", start)
        carriage_return = chunk.find(b"\r", start, None if line_feed < 0 else line_feed)
        line_end = line_feed if carriage_return < 0 else carriage_return
        if line_end < 0:
            return None
        blank_line = _BLANK_LINE.match(chunk, line_end)
        if blank_line is not None:
            return blank_line
        start = line_end + 1


def _is_data(line: str) -> bool:
    return line == "data" or line.startswith("data:")


def _read(lines: list[str]) -> Event:
    block = "\n".join([*lines, "", ""]).encode()
    return next(SSEClient(iter([block])).events())
