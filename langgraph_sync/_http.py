"""One way to send a request, one way to open a stream; what goes wrong comes out as an error of this package."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final, NamedTuple, Optional, Union, cast

import requests

from . import _json
from ._error_mapping import EXCERPT, first_bytes, not_what_was_asked, redirected, refused, translated
from ._json import encode_json
from ._options import CallSettings, Timeout
from ._retry import NEVER, Backoff, Deadline
from ._sessions import Sessions
from ._url import base_url, query_of, without_secrets
from .errors import APIConnectionError, APIStatusError

OnOpen = Callable[[Mapping[str, str]], object]
"""What is told the headers of an answer, before its body."""

TIMEOUT: Final[Timeout] = (5, 300)
# A server that sends heartbeats does so every 5 seconds: silence for a minute is a dead connection.
STREAM_TIMEOUT: Final[Timeout] = (5, 60)
_PIECE: Final = 128 * 1024
_IDEMPOTENT: Final = ("GET", "PUT", "DELETE")
_PASSING: Final = (429, 500, 502, 503, 504)

logger = logging.getLogger("langgraph_sync")


def ignore(_headers: Mapping[str, str]) -> None:
    """What is done when an answer begins, unless somebody wants to know its headers."""


class Response(NamedTuple):
    """A decoded answer with its headers."""

    data: Any
    headers: Mapping[str, str]


class Request(NamedTuple):
    """What to ask the server."""

    method: str
    path: str
    call: CallSettings = CallSettings()
    query: Optional[Mapping[str, Any]] = None
    body: Any = None
    headers: Optional[Mapping[str, str]] = None


class Http:
    """Sends requests to one server; what goes wrong comes out as an error of this package."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout: Optional[Timeout],
        max_retries: int,
        max_event_bytes: Optional[int],
        session: Optional[requests.Session],
    ) -> None:
        self.url = base_url(url)
        self._headers = checked_headers(headers)
        self._timeout = timeout
        self._max_retries = max_retries
        self._max_event_bytes = max_event_bytes
        self._sessions = Sessions(self.url, session)

    def request(self, method: str, path: str, *, call: CallSettings, **more: Any) -> Any:
        """Send a request and return the decoded answer."""
        return self.fetch(method, path, call=call, **more).data

    def ask(self, path: str, *, call: CallSettings, body: Any) -> Any:
        """Send a POST that changes nothing, and so may be repeated, and return the decoded answer."""
        return self.request("POST", path, call=call, body=body, idempotent=True)

    def fetch(
        self,
        method: str,
        path: str,
        *,
        call: CallSettings,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        idempotent: Optional[bool] = None,
        deadline: Deadline = NEVER,
        on_open: OnOpen = ignore,
    ) -> Response:
        """Send a request; return the decoded answer and its headers. The data of an answer without a body is None.

        It is sent again when it fails in passing, if it is `idempotent`: if it changes nothing, or the same each time.
        """
        message = Request(method, path, call, query, body)
        backoff = Backoff(self._max_retries, deadline)
        while True:
            try:
                return self._fetch_once(message, deadline, on_open)
            except (APIConnectionError, APIStatusError) as problem:
                if not _may_repeat(problem, method in _IDEMPOTENT if idempotent is None else idempotent):
                    raise
                backoff.wait(problem)

    @contextmanager
    def stream(
        self, message: Request, *, deadline: Deadline = NEVER, retry: bool = True
    ) -> Generator[EventStream, None, None]:
        """Open a stream of server-sent events; the connection is closed with the block.

        One that starts a run is only opened again when no connection could be made, or not even then without `retry`.
        """
        wanted = {"accept": "text/event-stream", "accept-encoding": "identity", **(message.headers or {})}
        message = message._replace(headers=wanted)
        backoff = Backoff(self._max_retries if retry else 0, deadline)
        while True:
            try:
                response = self._open(message, STREAM_TIMEOUT, deadline)
                break
            except APIConnectionError as problem:
                if not _may_repeat(problem, idempotent=False):
                    raise
                backoff.wait(problem)
        with closing(response):
            if "text/event-stream" not in response.headers.get("content-type", "").lower():
                content = first_bytes(response, EXCERPT)
                raise not_what_was_asked(message.method, response, "a stream of events", content)
            yield EventStream(response, message.method, deadline, self._max_event_bytes)

    def close(self) -> None:
        """Close the connections of this process; a session that the caller passed stays open."""
        self._sessions.close()

    def _fetch_once(self, message: Request, deadline: Deadline, on_open: OnOpen) -> Response:
        with closing(self._open(message, TIMEOUT, deadline)) as response:
            on_open(response.headers)
            # Through requests and not its raw answer: a hook of the caller's session may have read the body already.
            # All at once where nobody waits for a deadline.
            pieces = response.iter_content(None if deadline.seconds is None else _PIECE)
            content = b"".join(_until(deadline, pieces, response, message.method))
        if response.status_code in (202, 204) and not content:
            return Response(None, response.headers)
        try:
            return Response(_json.decode_json(content), response.headers)
        except ValueError as problem:
            raise not_what_was_asked(message.method, response, "JSON", content) from problem

    def _open(self, message: Request, timeout: Timeout, deadline: Deadline) -> requests.Response:
        """Send a request and look at the status, not yet at the body."""
        method, url, call = message.method, self.url + message.path, message.call
        # An event id may be of any characters, and goes out as UTF-8: what requests is given, it sends as Latin-1.
        own = {name: value.encode().decode("latin-1") for name, value in (message.headers or {}).items()}
        headers = {**own, **self._headers, **checked_headers(call.headers or {})}
        data = None
        if message.body is not None:
            data = encode_json(message.body)
            headers["content-type"] = "application/json"
        waits = next(choice for choice in (call.timeout, self._timeout, timeout) if choice is not None)
        connect, read = waits if isinstance(waits, tuple) else (waits, waits)
        _log("%s %s", method, url)
        with translated(method, url, deadline):
            response = self._sessions.send(
                method,
                message.path,
                params={**query_of(message.query or {}), **query_of(call.params or {})},
                data=data,
                headers=headers,
                timeout=(deadline.shorten(connect), deadline.shorten(read)),
            )
        _log("%s %s answered %d", method, url, response.status_code)
        if response.is_redirect or response.status_code >= 400:
            with closing(response):
                raise redirected(method, response) if response.is_redirect else refused(method, response)
        return response


class EventStream:
    """The body of a stream of events, in the pieces in which it arrives."""

    def __init__(
        self, response: requests.Response, method: str, deadline: Deadline, max_event_bytes: Optional[int]
    ) -> None:
        self.max_event_bytes = max_event_bytes
        self._response = response
        self._method = method
        self._deadline = deadline
        self.headers: Mapping[str, str] = response.headers
        # Then a cut looks like the end. So does an answer whose headers break off: http.client takes them for all.
        self.ends_with_connection = not (
            getattr(response.raw, "chunked", False) or "content-length" in response.headers
        )

    def chunks(self) -> Iterator[bytes]:
        """Yield what arrives as it arrives; raise `APIConnectionError` when the connection breaks."""
        return _until(self._deadline, _as_they_come(self._response), self._response, self._method)


def _as_they_come(response: requests.Response) -> Iterator[bytes]:
    """The pieces of a body, none of them waiting for more."""
    raw = response.raw
    if getattr(raw, "chunked", False):
        return response.iter_content(None)
    if hasattr(raw, "read1"):
        return iter(lambda: cast("bytes", raw.read1(_PIECE, decode_content=True)), b"")
    # Before urllib3 2.2 any larger read of a body without chunks waits until it is full.
    return response.iter_content(1)


def _until(
    deadline: Deadline, pieces: Iterator[bytes], response: requests.Response, method: str
) -> Generator[bytes, None, None]:
    """Yield the pieces of a body until the deadline: a read time-out alone never fires while heartbeats arrive."""
    with translated(method, response.url, deadline, answering=True):
        if deadline.seconds is None:
            yield from pieces
            return
        socket = getattr(response.raw.connection, "sock", None)
        patience = socket.gettimeout() if socket is not None else None
        while True:
            rest = deadline.shorten(patience)
            if socket is not None:
                socket.settimeout(rest)
            piece = next(pieces, None)
            if piece is None:
                return
            yield piece


def _log(message: str, method: str, url: str, *more: object) -> None:
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug(message, method, without_secrets(url), *more)


def _may_repeat(problem: Union[APIConnectionError, APIStatusError], idempotent: bool) -> bool:
    """Whether a request may be sent again: one that starts something only if it can't have arrived."""
    if isinstance(problem, APIConnectionError):
        return idempotent or not problem.may_have_arrived
    return idempotent and problem.status_code in _PASSING


def checked_headers(headers: Mapping[str, object]) -> dict[str, str]:
    """Copy headers under lower-case names; refuse what HTTP can't carry without showing it: it may be a key."""
    checked: dict[str, str] = {}
    for name, value in headers.items():
        if not isinstance(value, str):
            raise TypeError(f"the header {name} is a {type(value).__name__}, not a str")
        if value != value.strip() or not value.isprintable() or not _is_latin_1(value):
            raise ValueError(
                f"the header {name} has a line break, a space around it or a character that HTTP can't carry "
                "(its value is not shown, as it may be a secret)"
            )
        checked[name.lower()] = value
    return checked


def _is_latin_1(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
