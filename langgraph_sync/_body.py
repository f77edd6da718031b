"""The one reader of bodies: what has arrived, whatever the framing, up to the deadline and the limit."""

from __future__ import annotations

import http.client
from collections.abc import Generator, Iterator
from typing import Any, Final, Optional, cast

import requests
import urllib3

from ._error_mapping import NETWORK, Asked, raised_by_caller, translate
from ._retry import Deadline
from ._sessions import Exchange, watch
from .errors import APIResponseError, LangGraphError

# What is read at once: large enough for speed, small enough for a limit to hold. A few bytes can unpack to a thousand
# times as many.
_PIECE: Final = 128 * 1024
_PACKED_PIECE: Final = 4 * 1024
_BEGINNING_WITHIN: Final = 10  # seconds
_PASSES_OVER: Final = 2  # the state of urllib3's decoder behind the last member of gzip, when something else follows


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
        """Yield what arrives as it arrives, not much more than `most` at once; raise if the body is incomplete."""
        last = b""
        try:
            if self._exchange.deadline.seconds is not None and self._exchange.was_sent is None:
                watch(getattr(self._response.raw, "_fp", None), self._exchange)  # it does not know of the deadline
            for piece in self._arriving(most):
                if not last:
                    self._check_coding()
                last = piece if len(piece) > 2 else last[-2:] + piece
                yield piece
            self._check_end(is_empty=not last)
        except NETWORK as caught:
            problem = caught
        else:
            return
        raise translate(problem, self.asked, self._exchange, place=self._place(last))

    def whole(self, limit: Optional[int]) -> bytes:
        """Return all of it; raise `APIResponseError` for more bytes than the limit, before they are read."""
        content: list[bytes] = []
        size = 0
        for piece in self.pieces(_PIECE if limit is None else min(limit + 1, _PIECE)):
            content.append(piece)
            size += len(piece)
            if limit is not None and size > limit:
                raise self._error(f"answered with more than max_response_bytes={limit}")
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

    def _place(self, last: bytes) -> str:
        """Return where a body broke off whose last bytes were these."""
        if "text/event-stream" not in self._response.headers.get("content-type", "").lower():
            return "before the end of its answer"
        between = "between two events" if last else "before the first event"
        return between if last.endswith((b"\n\n", b"\n\r\n", b"\r\r")) or not last else "in the middle of an event"

    def _check_coding(self) -> None:
        """Raise if urllib3 can't undo the content coding: it returns the bytes as they are."""
        known = ("", "identity", *getattr(self._response.raw, "CONTENT_DECODERS", ("gzip", "deflate")))
        if not all(each in known for each in self._codings):
            raise self._error(f"answered in the content coding {', '.join(self._codings)!r}, which can't be undone")

    def _check_end(self, *, is_empty: bool) -> None:
        """Raise if less came than was announced, or packed data has no end: urllib3 does not always notice."""
        raw = self._response.raw
        missing = getattr(raw, "length_remaining", None)
        if missing is not None and missing > 0:
            raise http.client.IncompleteRead(b"", missing)
        if self._is_packed and not (is_empty and raw.tell() == 0) and not _is_unpacked(raw):
            raise http.client.HTTPException("the packed body has no end")

    def _error(self, what: str) -> APIResponseError:
        return APIResponseError(f"{self.asked} {what}.", method=self.asked.method, url=self.asked.url)

    def _arriving(self, most: int) -> Iterator[bytes]:
        raw = self._response.raw
        size = min(most, _PACKED_PIECE) if self._is_packed else most
        # A hook may have read it; a mock may hold it in memory, or be no answer of urllib3.
        is_fresh = isinstance(raw, urllib3.HTTPResponse) and not raw.closed and not raw.tell()
        if self._is_chunked or not is_fresh or not hasattr(getattr(raw, "_fp", None), "peek"):
            return self._response.iter_content(size)
        if hasattr(raw, "read1"):
            return iter(lambda: cast("bytes", raw.read1(size, decode_content=True)), b"")
        # Before urllib3 2.2 any larger read of a body without chunks waits until it is full.
        return self._response.iter_content(1) if self._is_packed else _peeked(raw)


def _peeked(raw: Any) -> Generator[bytes, None, None]:
    """Read what has arrived, with a urllib3 that can't: http.client knows how much that is, behind its private name."""
    answer = raw._fp  # noqa: SLF001
    while not raw.closed:
        # At the end of a length, peeking would wait for the next answer.
        arrived = len(answer.peek(1)) if answer.length != 0 else 0
        piece = raw.read(arrived or 1, decode_content=True)
        if piece:
            yield piece


def _is_unpacked(raw: Any) -> bool:
    """Return whether what is packed has come to its end, as far as urllib3 knows, behind its private names."""
    decoder = getattr(raw, "_decoder", None)
    return all(
        getattr(getattr(each, "_obj", None), "eof", True) or getattr(each, "_state", None) == _PASSES_OVER
        for each in getattr(decoder, "_decoders", [decoder])
    )
