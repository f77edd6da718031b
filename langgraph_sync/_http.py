"""One way to send a request, one way to open a stream, and the only place that knows requests."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final, NamedTuple, Optional, TypeVar, Union, cast

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_auth_from_url

from ._failures import EXCERPT, first_bytes, not_what_was_asked, redirected, refused, translated
from ._json import decode_json, encode_json
from ._options import Call
from ._url import base_url, query_of, without_secrets

T = TypeVar("T")
Timeout = Union[float, tuple[Optional[float], Optional[float]]]

TIMEOUT: Final[Timeout] = (5, 300)
# A server that sends heartbeats does so every 5 seconds: silence for a minute is a dead connection.
STREAM_TIMEOUT: Final[Timeout] = (5, 60)
# Connections that are kept, not a limit: each thread that streams holds one of its own.
_KEPT_CONNECTIONS: Final = 256

logger = logging.getLogger("langgraph_sync")


class Answer(NamedTuple):
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
        session: Optional[requests.Session],
    ) -> None:
        self.url = base_url(url)
        self._headers = checked_headers(headers)
        self._timeout = timeout
        self._callers_session = session
        self._own_sessions: dict[int, requests.Session] = {}

    def request(self, kind: type[T], method: str, path: str, *, call: Call, **content: Any) -> T:  # noqa: ARG002
        """Send a request and return the decoded answer; `kind` tells type checkers what it is."""
        return cast("T", self.fetch(method, path, call=call, **content).data)

    def fetch(
        self, method: str, path: str, *, call: Call, query: Optional[Mapping[str, Any]] = None, body: Any = None
    ) -> Answer:
        """Send a request; return the decoded answer and its headers. The data of an answer without a body is None."""
        with self._open(method, path, call, timeout=TIMEOUT, query=query, body=body) as response:  # noqa: SIM117 - its url
            with translated(method, response.url):
                content = response.content
        if response.status_code in (202, 204) and not content:
            return Answer(None, response.headers)
        try:
            return Answer(decode_json(content.decode("utf-8")), response.headers)
        except ValueError as problem:
            raise not_what_was_asked(method, response, "JSON", content) from problem

    @contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        call: Call,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Generator[EventStream, None, None]:
        """Open a stream of server-sent events; the connection is closed with the block."""
        headers = {"accept": "text/event-stream", "accept-encoding": "identity", **(headers or {})}
        with self._open(
            method, path, call, timeout=STREAM_TIMEOUT, headers=headers, query=query, body=body
        ) as response:
            if "text/event-stream" not in response.headers.get("content-type", "").lower():
                raise not_what_was_asked(method, response, "a stream of events", first_bytes(response, EXCERPT))
            yield EventStream(response, method)

    def close(self) -> None:
        """Close the connections of this process; a session that the caller passed stays open."""
        session = self._own_sessions.pop(os.getpid(), None)
        if session is not None:
            session.close()

    def _session(self) -> requests.Session:
        """The caller's session, or one of our own for each process: a connection must not be shared after a fork."""
        if self._callers_session is not None:
            return self._callers_session
        pid = os.getpid()
        session = self._own_sessions.get(pid)
        return session if session is not None else self._own_sessions.setdefault(pid, _new_session(self.url))

    @contextmanager
    def _open(
        self,
        method: str,
        path: str,
        call: Call,
        *,
        timeout: Timeout,
        headers: Optional[Mapping[str, str]] = None,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
    ) -> Generator[requests.Response, None, None]:
        """Send a request and look at the status, not yet at the body."""
        url = self.url + path
        headers = {**(headers or {}), **self._headers, **checked_headers(call.headers or {})}
        data = None
        if body is not None:
            data = encode_json(body)
            headers["content-type"] = "application/json"
        params = {**query_of(query or {}), **query_of(call.params or {})}
        waits = next(choice for choice in (call.timeout, self._timeout, timeout) if choice is not None)
        logger.debug("%s %s", method, without_secrets(url))
        with translated(method, url):
            response = self._session().request(
                method,
                url,
                params=params,
                data=data,
                headers=headers,
                timeout=waits,
                stream=True,
                allow_redirects=False,
            )
        with closing(response):
            logger.debug("%s %s answered %d", method, without_secrets(url), response.status_code)
            if response.is_redirect:
                raise redirected(method, response)
            if response.status_code >= 400:
                raise refused(method, response)
            yield response


class EventStream:
    """The body of a stream of events, in the pieces in which it arrives."""

    def __init__(self, response: requests.Response, method: str) -> None:
        self._response = response
        self._method = method
        self.headers: Mapping[str, str] = response.headers

    def chunks(self) -> Iterator[bytes]:
        """Yield what arrives as it arrives; raise `APIConnectionError` when the connection breaks."""
        raw = self._response.raw
        with translated(self._method, self._response.url):
            if getattr(raw, "chunked", False):
                yield from self._response.iter_content(None)
            elif hasattr(raw, "read1"):
                yield from iter(lambda: cast("bytes", raw.read1(64 * 1024, decode_content=True)), b"")
            else:
                # Before urllib3 2.2 any larger read of a body without chunks waits until it is full.
                yield from self._response.iter_content(1)


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


def _new_session(url: str) -> requests.Session:
    session = requests.Session()
    adapter = HTTPAdapter(pool_maxsize=_KEPT_CONNECTIONS)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    user_and_password = get_auth_from_url(url)
    session.auth = user_and_password if any(user_and_password) else _no_auth
    return session


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without any auth, requests sends what ~/.netrc holds for the host."""
    return request


def _is_latin_1(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
