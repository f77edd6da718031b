"""The one reader of bodies: what has arrived, whatever the framing, up to the deadline and the limit."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import threading
from collections.abc import Generator, Iterable, Iterator
from typing import Any, Final, Optional, cast

import requests

from ._error_mapping import NETWORK, Asked, raised_by_caller, translate
from ._retry import Deadline
from ._sessions import Exchange
from .errors import APIResponseError, LangGraphError

# What is read at once: large enough for speed, small enough for a limit to hold. A few bytes can unpack to a thousand
# times as many.
_PIECE: Final = 128 * 1024
_PACKED_PIECE: Final = 4 * 1024
_BEGINNING_WITHIN: Final = 10  # seconds


class Body:
    """The body of one answer."""

    def __init__(self, response: requests.Response, asked: Asked, exchange: Exchange) -> None:
        self.asked = asked
        self._response = response
        self._exchange = exchange
        self._codings = [each.strip().lower() for each in response.headers.get("content-encoding", "").split(",")]
        self._is_packed = self._codings not in ([""], ["identity"])
        self._is_chunked = bool(getattr(response.raw, "chunked", False))
        # Then a cut looks like the end. So does an answer whose headers break off: http.client takes them for all.
        self.ends_with_connection = not (self._is_chunked or "content-length" in response.headers)

    def pieces(self, most: int = _PIECE) -> Generator[bytes, None, None]:
        """Yield what arrives as it arrives, not much more than `most` at once; raise when the connection breaks."""
        self._check_coding()
        try:
            with self._watched() if self._is_unwatched() else contextlib.nullcontext():
                yield from self._arriving(most)
                return
        except NETWORK as caught:
            problem = caught
        raise translate(problem, self.asked, self._exchange, answering=True)

    def whole(self, limit: Optional[int]) -> bytes:
        """Return all of it; raise `APIResponseError` for more bytes than the limit, before they are read."""
        content: list[bytes] = []
        size = 0
        for piece in self.pieces(_PIECE if limit is None else min(limit + 1, _PIECE)):
            content.append(piece)
            size += len(piece)
            if limit is not None and size > limit:
                raise self._error(f"answered with more than {limit} bytes, which is max_response_bytes")
        return b"".join(content)

    def beginning(self, most: int) -> bytes:
        """Return the beginning of a body that only explains a failure: what can be read of it in some seconds."""
        content = b""
        try:
            seconds = min(self._exchange.read or _BEGINNING_WITHIN, _BEGINNING_WITHIN)
            self._exchange.deadline = Deadline(self._exchange.deadline.shorten(seconds)).begin()
            for piece in self.pieces(most):
                content += piece
                if len(content) >= most:
                    break
        except LangGraphError as problem:
            if raised_by_caller(problem):
                raise
        return content[:most]

    def _check_coding(self) -> None:
        """Raise where urllib3 can't undo the content coding: it would pass the bytes on as they are."""
        if not self._is_packed:
            return
        known = ("", "identity", *getattr(self._response.raw, "CONTENT_DECODERS", ("gzip", "deflate")))
        if not all(each in known for each in self._codings):
            raise self._error(f"answered in the content coding {', '.join(self._codings)!r}, which can't be undone")

    def _error(self, what: str) -> APIResponseError:
        return APIResponseError(f"{self.asked} {what}.", method=self.asked.method, url=self.asked.url)

    def _arriving(self, most: int) -> Iterator[bytes]:
        raw = self._response.raw
        size = min(most, _PACKED_PIECE) if self._is_packed else most
        if self._is_chunked:
            return self._response.iter_content(size)
        # A hook may have read it, a mock may hold it in memory.
        if getattr(raw, "closed", True) or _file_number(raw) is None or raw.tell():
            return self._until_length(self._response.iter_content(size))
        if hasattr(raw, "read1"):
            return self._until_length(iter(lambda: cast("bytes", raw.read1(size, decode_content=True)), b""))
        # Before urllib3 2.2 any larger read of a body without chunks waits until it is full.
        if self._is_packed or not hasattr(getattr(raw, "_fp", None), "peek"):
            return self._until_length(self._response.iter_content(1))
        return self._until_length(_peeked(raw))

    def _until_length(self, pieces: Iterable[bytes]) -> Generator[bytes, None, None]:
        """Yield the pieces, and raise when fewer bytes come than were announced: not every urllib3 does."""
        announced = self._response.headers.get("content-length", "")
        missing = int(announced) if announced.isdecimal() and not self._is_packed else 0
        for piece in pieces:
            missing -= len(piece)
            yield piece
        if missing > 0 and self.asked.method != "HEAD":
            raise http.client.IncompleteRead(b"", missing)

    def _is_unwatched(self) -> bool:
        """Return whether there is a deadline that the connection does not know of."""
        return self._exchange.deadline.seconds is not None and self._exchange.was_sent is None

    @contextlib.contextmanager
    def _watched(self) -> Generator[None, None, None]:
        """End a body at the deadline that comes over a connection of others: it is shut down from another thread."""
        seconds = self._exchange.deadline.shorten(None) or 0
        timer = threading.Timer(seconds, _shut_down, (self._response.raw,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
        self._exchange.deadline.shorten(None)


def _peeked(raw: Any) -> Generator[bytes, None, None]:
    """Read what has arrived, with a urllib3 that can't: http.client tells how much that is, behind its private name."""
    answer = raw._fp  # noqa: SLF001
    while not raw.closed:
        # At the end of a length, peeking would wait for the next answer.
        arrived = len(answer.peek(1)) if answer.length != 0 else 0
        piece = raw.read(arrived or 1, decode_content=True)
        if piece:
            yield piece


def _file_number(raw: Any) -> Optional[int]:
    try:
        return cast("int", raw.fileno())
    except (AttributeError, OSError, ValueError):
        return None


def _shut_down(raw: Any) -> None:
    """Shut down the connection behind an answer: whoever reads it wakes up."""
    number = _file_number(raw)
    if number is not None:
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(number)) as connection:
            connection.shutdown(socket.SHUT_RDWR)
