"""From bytes to server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation is the rule. An event framed
as LangGraph servers frame it is read straight from the bytes; whatever else the rule allows goes to sseclient-py, one
complete block at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Optional

from sseclient import Event, SSEClient

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
# The lookahead keeps a CRLF whole. At the end of what has come so far a CR counts as a line end: should its LF follow,
# that is one more blank line, which means nothing.
_BLANK_LINE: Final = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))")
_LONGEST_BLANK_LINE: Final = 4
_PAGE: Final = 256


class ServerSentEvent(NamedTuple):
    """One event."""

    event: str
    data: str
    id: str
    """The last event id of the stream when the event was dispatched; empty when there was none."""


class _Block(NamedTuple):
    """What one block of lines says, and where it ends in the bytes that it was read from."""

    event: str
    data: Optional[str]
    id: Optional[str]
    end: int


def iter_events(chunks: Iterable[bytes]) -> Iterator[ServerSentEvent]:
    """Yield each event as soon as its last byte has come, however the bytes are cut; drop an unfinished last one."""
    last_id = ""
    at_start = True
    pending: list[bytes] = []
    tail = b""
    for piece in chunks:
        chunk = piece
        if pending:
            # Only a blank line ends an event: until it comes, an event of any size is not looked at again.
            seam = tail + chunk
            pending.append(chunk)
            if not _BLANK_LINE.search(seam):
                tail = seam[1 - _LONGEST_BLANK_LINE :]
                continue
            chunk = b"".join(pending)
            pending.clear()
        start = 0
        while start < len(chunk):
            block = _plain_block(chunk, start) or _odd_block(chunk, start, at_start)
            if block is None:
                pending.append(chunk[start:])
                tail = pending[0][1 - _LONGEST_BLANK_LINE :]
                break
            at_start = False
            event, data, event_id, start = block
            if event_id is not None:
                last_id = event_id
            if data is not None:
                yield ServerSentEvent(event, data, last_id)


def _plain_block(chunk: bytes, start: int) -> Optional[_Block]:
    """Read a block of an `event` line, a `data` line, and perhaps an `id` line; None for anything else."""
    if not chunk.startswith(b"event: ", start):
        return None
    event_end = chunk.find(b"\n", start)
    if event_end < 0 or not chunk.startswith(b"data: ", event_end + 1):
        return None
    data_end = chunk.find(b"\n", event_end + 1)
    if data_end < 0:
        return None
    end = data_end + 1
    event_id = None
    try:
        if chunk.startswith(b"id: ", end):
            id_end = chunk.find(b"\n", end)
            if id_end < 0:
                return None
            event_id = _line(chunk, end + 4, id_end)
            end = id_end + 1
        if chunk.startswith(b"\r\n", end):
            end += 2
        elif chunk.startswith(b"\n", end):
            end += 1
        else:
            return None
        event = _line(chunk, start + 7, event_end)
        data = _line(chunk, event_end + 7, data_end)
    except UnicodeDecodeError:
        return None
    if not event or data is None or (event_id is not None and "\0" in event_id):
        return None
    return _Block(event, data, event_id, end)


def _line(chunk: bytes, start: int, newline: int) -> Optional[str]:
    """The text up to a line's LF or CRLF; None when a CR within it ends the line earlier."""
    carriage_return = chunk.find(b"\r", start, newline)
    if carriage_return < 0:
        return chunk[start:newline].decode()
    return chunk[start:carriage_return].decode() if carriage_return == newline - 1 else None


def _odd_block(chunk: bytes, start: int, at_start: bool) -> Optional[_Block]:
    """Let sseclient-py read a block of any form; None when its blank line has not come yet."""
    blank_line = _BLANK_LINE.search(chunk, start)
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
    return _Block(fields.event, data, fields.id, blank_line.end())


def _is_data(line: str) -> bool:
    return line == "data" or line.startswith("data:")


def _read(lines: list[str]) -> Event:
    block = "\n".join([*lines, "", ""]).encode()
    return next(SSEClient(iter([block])).events())
