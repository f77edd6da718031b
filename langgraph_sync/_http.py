"""One way to send a request, one way to open a stream, and the only place that knows requests."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any, Final, NamedTuple, NoReturn, Optional, TypeVar, Union, cast

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_auth_from_url
from urllib3.exceptions import HTTPError as Urllib3Error

from ._json import decode_json, encode_json, json_object
from ._options import Call
from ._url import base_url, query_of, without_secrets
from .errors import APIConnectionError, APIResponseError, APIStatusError, APITimeoutError, status_error_class

T = TypeVar("T")
Timeout = Union[float, tuple[Optional[float], Optional[float]]]

TIMEOUT: Final[Timeout] = (5, 300)
# A server that sends heartbeats does so every 5 seconds: silence for a minute is a dead connection.
STREAM_TIMEOUT: Final[Timeout] = (5, 60)
_LONGEST_ERROR_BODY: Final = 16 * 1024
_EXCERPT: Final = 200
# Connections that are kept, not a limit: each thread that streams holds one of its own.
_KEPT_CONNECTIONS: Final = 256
_WHAT_TO_DO: Final = "Is the server up at this address? It is the url argument, or LANGGRAPH_API_URL."

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
            with _translated(method, response.url):
                content = response.content
        if response.status_code in (202, 204) and not content:
            return Answer(None, response.headers)
        try:
            return Answer(decode_json(content.decode("utf-8")), response.headers)
        except ValueError as problem:
            _refuse(response, method, content, "JSON", problem)

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
                _refuse(response, method, _first_bytes(response, _EXCERPT), "a stream of events", None)
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
        with _translated(method, url):
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
                target = without_secrets(response.headers["location"])
                raise APIResponseError(
                    f"{method} {without_secrets(url)} answered {response.status_code}, a redirect to {target}. It is "
                    "not followed, so that the API key goes nowhere else: if the address is right, pass it as url.",
                    method=method,
                    url=without_secrets(url),
                )
            if response.status_code >= 400:
                raise _status_error(response, method, _first_bytes(response, _LONGEST_ERROR_BODY))
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
        with _translated(self._method, self._response.url):
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


@contextmanager
def _translated(method: str, url: str) -> Generator[None, None, None]:
    """Turn what requests, urllib3 and the socket raise into this package's errors."""
    url = without_secrets(url)
    try:
        yield
    except (requests.RequestException, Urllib3Error, OSError) as problem:
        # The request would keep the key within reach of whoever logs or stores the error.
        if isinstance(problem, requests.RequestException):
            problem.request = problem.response = None
        if isinstance(problem, (requests.Timeout, TimeoutError)) or "timed out" in str(problem):
            raise APITimeoutError(
                f"{method} {url} got no answer in time: {_cause(problem)}.", method=method, url=url
            ) from problem
        raise APIConnectionError(
            f"{method} {url} failed: {_cause(problem)}. {_WHAT_TO_DO}", method=method, url=url
        ) from problem


def _cause(problem: BaseException) -> str:
    """What the innermost exception says: the outer ones repeat it with addresses in memory."""
    while True:
        inner = problem.__cause__ or problem.__context__
        if inner is None:
            return str(problem).rstrip(".") or type(problem).__name__
        problem = inner


def _first_bytes(response: requests.Response, most: int) -> bytes:
    """The beginning of a body that only explains a failure: whatever comes of it will do."""
    content = b""
    with suppress(requests.RequestException, Urllib3Error, OSError):
        for piece in response.iter_content(1024):
            content += piece
            if len(content) >= most:
                break
    return content[:most]


def _status_error(response: requests.Response, method: str, content: bytes) -> APIStatusError:
    text = content.decode("utf-8", "replace")
    try:
        body = decode_json(text)
    except ValueError:
        body = text
    url, status, detail = without_secrets(response.url), response.status_code, _detail(body)
    hint = " (is the API key right? It is the api_key argument, or LANGGRAPH_API_KEY)" if status in (401, 403) else ""
    return status_error_class(status)(
        f"{method} {url} answered {status}: {detail}{hint}",
        method=method,
        url=url,
        status_code=status,
        detail=detail,
        body=body,
        retry_after=_seconds(response.headers.get("retry-after", "")),
    )


def _detail(body: Any) -> str:
    """The server's words: servers keep them under different names."""
    found = json_object(body)
    if found is not None:
        body = next((found[key] for key in ("detail", "message", "error") if found.get(key)), body)
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text.strip() or "nothing else"


def _seconds(retry_after: str) -> Optional[float]:
    return float(retry_after) if retry_after.isdecimal() else None


def _refuse(
    response: requests.Response, method: str, content: bytes, wanted: str, problem: Optional[Exception]
) -> NoReturn:
    url, kind = without_secrets(response.url), response.headers.get("content-type", "no content type")
    excerpt = content[:_EXCERPT].decode("utf-8", "replace")
    raise APIResponseError(
        f"{method} {url} answered {response.status_code} with {kind} that is not {wanted}: {excerpt!r}. "
        "Is this the address of a LangGraph server?",
        method=method,
        url=url,
    ) from problem
