"""A request, and one way to send it; what goes wrong comes out as an error of this package."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, closing, suppress
from typing import Any, Final, Literal, NamedTuple, Optional, TypeVar, Union

import requests

from . import _json, _sessions
from ._body import Body
from ._error_mapping import NETWORK, Asked, not_what_was_asked, raised_by_caller, refused, translate, unexpected
from ._json import encode_json
from ._options import CallSettings, Timeout
from ._retry import NEVER, Backoff, Deadline
from ._sessions import REDIRECT, Exchange, Sessions, SessionSettings
from ._sse import RawEvent, iter_events
from ._text import LOOKED_AT, without_secrets
from ._url import base_url, has_host, query_of
from .errors import APIConnectionError, APIStatusError, DeadlineExceededError, LangGraphError, StreamInterruptedError

T = TypeVar("T")

TIMEOUT: Final[Timeout] = (5, 300)
# A server that sends heartbeats does so every 5 seconds: silence for a minute is a dead connection then.
HEARTBEATS: Final = 60
_EVENTS: Final = {"accept": "text/event-stream", "accept-encoding": "identity"}
_IDEMPOTENT: Final = ("GET", "PUT", "DELETE", "HEAD")
_JSON_OR_PAGE: Final = re.compile(r"application/(\S+\+)?json\b|text/html|$", re.IGNORECASE)
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# What can be printed of Latin-1, without a space around it.
_HEADER_VALUE: Final = re.compile(r"(?! )[ -~\xa1-\xac\xae-\xff]*(?<! )")

logger = logging.getLogger("langgraph_sync")


class Request(NamedTuple):
    """What to ask the server."""

    method: str
    path: str
    call: CallSettings = CallSettings()
    query: Optional[Mapping[str, Any]] = None
    body: Any = None
    headers: Optional[Mapping[str, str]] = None
    idempotent: Optional[bool] = None
    """None goes by the method."""
    accepts: Literal["json", "empty", "text", "events"] = "json"
    """What may come: JSON, or nothing as well, or any text but a web page as well; or server-sent events."""

    def may_be_repeated(self, problem: Union[APIConnectionError, APIStatusError]) -> bool:
        """Return whether the request may be retried; one that creates something, only if it can't have arrived."""
        idempotent = self.method in _IDEMPOTENT if self.idempotent is None else self.idempotent
        if isinstance(problem, APIConnectionError):
            return idempotent or not problem.may_have_arrived
        return idempotent and problem.may_retry


class Response(NamedTuple):
    """A decoded answer with its headers."""

    data: Any
    headers: Mapping[str, str]


class Http:
    """Sends requests to one server; what goes wrong comes out as an error of this package."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout: Optional[Timeout],
        max_retries: int,
        max_response_bytes: Optional[int],
        session: Optional[requests.Session],
        settings: SessionSettings,
    ) -> None:
        self.url = base_url(url)
        self._shown_url = without_secrets(self.url)
        self._headers = checked_headers(headers)
        self._timeout = TIMEOUT if timeout is None else timeout
        self._max_retries = max_retries
        self._max_response_bytes = max_response_bytes
        self._sessions = Sessions(self.url, session, settings)

    def exchange(self, request: Request, *, deadline: Deadline = NEVER, retries: Optional[int] = None) -> Response:
        """Send a request and read its answer; transient failures are retried, `max_retries` times by default."""

        def attempt() -> Response:
            with closing(self._send(request, deadline)) as answer:
                return Response(answer.json(), answer.headers)

        return self._retry(request, attempt, deadline, retries)

    def open(
        self, request: Request, *, deadline: Deadline = NEVER, retries: Optional[int] = None
    ) -> AbstractContextManager[OpenResponse]:
        """Send a request and leave its answer to be read; the connection is closed with the `with` block."""
        return closing(self._retry(request, lambda: self._send(request, deadline), deadline, retries))

    def stream(self, request: Request, **more: Any) -> AbstractContextManager[OpenResponse]:
        """Open a stream of server-sent events, unpacked: a proxy that packs it would hold events back."""
        headers = {**_EVENTS, **(request.headers or {})}
        return self.open(request._replace(headers=headers, accepts="events"), **more)

    def close(self) -> None:
        """Close the connections of this process; a session of yours stays open."""
        self._sessions.close()

    def _retry(self, request: Request, attempt: Callable[[], T], deadline: Deadline, retries: Optional[int]) -> T:
        backoff = Backoff(self._max_retries if retries is None else retries, deadline)
        while True:
            try:
                return attempt()
            except (APIConnectionError, APIStatusError) as problem:
                if raised_by_caller(problem) or not request.may_be_repeated(problem):
                    raise
                failure = problem.with_traceback(None)  # the frames of an attempt explain nothing
            backoff.wait(failure)

    def _send(self, request: Request, deadline: Deadline) -> OpenResponse:
        """Send a request and look at the status and the kind of the answer, not yet at the body."""
        waits = self._timeout if request.call.timeout is None else request.call.timeout
        connect, read = waits if isinstance(waits, tuple) else (waits, waits)
        exchange = Exchange(deadline, connect, read, HEARTBEATS if waits is TIMEOUT else None)
        asked = Asked(request.method, self._shown_url + request.path.partition("?")[0])
        logger.debug("%s", asked)
        response = self._transmit(request, asked, exchange)
        status = response.status_code
        logger.debug("%s answered %d", asked, status)
        body = Body(response, asked, exchange)
        answer = OpenResponse(response, request, body, self._max_response_bytes)
        is_stream = "text/event-stream" in answer.headers.get("content-type", "").lower()
        if 200 <= status <= 204 and (is_stream or request.accepts != "events"):
            return answer
        with closing(answer):
            if status >= 400:
                raise refused(asked._replace(proxy=self._proxy()), response, body.beginning(LOOKED_AT))
            if 200 <= status <= 204:
                raise not_what_was_asked(asked, status, answer.headers, "a stream of events", body.beginning(LOOKED_AT))
            raise unexpected(asked, status, answer.headers.get(REDIRECT))

    def _transmit(self, request: Request, asked: Asked, exchange: Exchange) -> requests.Response:
        call = request.call
        # An event id may be of any characters, and goes out as UTF-8: what requests is given, it sends as Latin-1.
        own = {name: value.encode().decode("latin-1") for name, value in (request.headers or {}).items()}
        headers = {**own, **self._headers, **checked_headers(call.headers or {})}
        data = None
        if request.body is not None:
            data = encode_json(request.body)
            headers["content-type"] = "application/json"
        params = {**query_of(request.query or {}), **query_of(call.params or {})}
        content = requests.Request(request.method, request.path, headers, data=data, params=params)
        try:
            return self._sessions.send(content, exchange)
        except requests.HTTPError as raised:
            # Raised by a hook that checks the status; it may also be about a request of its own.
            if raised.response is None or not exchange.is_about(raised.response.request):
                raise
            return raised.response
        except NETWORK as raised:
            problem: Exception = raised
        except (TypeError, ValueError) as raised:
            # What requests raises for a proxy without a host, or whose address can't be read, depends on its version.
            if raised_by_caller(raised) or has_host(self._proxy()):
                raise
            problem = requests.exceptions.InvalidProxyURL("the address of the proxy names no host")
        raise translate(problem, asked._replace(proxy=self._proxy()), exchange)

    def _proxy(self) -> Optional[str]:
        with suppress(ValueError):
            return self._sessions.proxy()
        return None


class OpenResponse:
    """An answer whose body is still to be read."""

    def __init__(self, response: requests.Response, request: Request, body: Body, limit: Optional[int]) -> None:
        self.headers: Mapping[str, str] = response.headers
        self.body = body
        self.cut: Optional[LangGraphError] = None
        """What broke the stream off, if something did."""
        self._response = response
        self.request = request
        self._limit = limit
        # The server gives a connection up after a 500: it is closed before another thread can get it from the pool.
        self._given_up = getattr(response.raw, "connection", None) if response.status_code >= 500 else None
        if self._given_up is not None:
            raw: Any = response.raw
            self._give_back, raw.release_conn = raw.release_conn, lambda: None

    def json(self) -> Any:
        """Read the body as JSON, or as what else the request accepts; None for one that is known to be empty."""
        content, status = self.body.whole(self._limit), self._response.status_code
        accepts = self.request.accepts
        is_complete = status in (202, 204) or self.request.method == "HEAD"
        if not content and (is_complete or (accepts != "json" and not self.body.ends_with_connection)):
            return None
        try:
            return _json.decode_json(content)
        except ValueError as problem:
            if accepts == "text" and content and not _JSON_OR_PAGE.match(self.headers.get("content-type", "")):
                return content.decode("utf-8", "replace")
            raise not_what_was_asked(self.body.asked, status, self.headers, "JSON", content) from problem

    def events(self, *, comments: bool = False) -> Generator[RawEvent, None, None]:
        """Yield the server-sent events as they arrive, and with `comments` also those; `cut` is what broke it off.

        After a fork, the rest of the stream belongs to the parent.
        """
        begun = _sessions.fork_count
        try:
            for event in iter_events(self.body.pieces(), self._limit, comments=comments):
                yield event
                if begun != _sessions.fork_count:
                    raise StreamInterruptedError("a forked child can't continue this stream, which is the parent's")
        except (APIConnectionError, DeadlineExceededError) as problem:
            if raised_by_caller(problem):
                raise
            self.cut = problem

    def close(self) -> None:
        """Close it; the connection is kept if all was read and the server is healthy."""
        if self._given_up is not None:
            self._given_up.close()
            self._give_back()
        self._response.close()


def checked_headers(headers: Mapping[str, object]) -> dict[str, str]:
    """Copy headers under lower-case names; refuse what HTTP can't carry without showing it: it may be a key."""
    checked: dict[str, str] = {}
    for name, value in headers.items():
        if not isinstance(value, str):
            raise TypeError(f"the header {name} is a {type(value).__name__}, not a str")
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name!r} can't be the name of a header")
        if not _HEADER_VALUE.fullmatch(value):
            flaw = "a space around it" if value.strip() != value else "a character that HTTP can't carry"
            flaw = "a line break" if re.search(r"[\r\n]", value) else flaw
            raise ValueError(f"the header {name} has {flaw}: remove it (the value is not shown, it may be a secret)")
        checked[name.lower()] = value
    return checked
