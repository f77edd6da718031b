"""From requests' exceptions and HTTP statuses to this package's errors."""

from __future__ import annotations

import email.utils
import http.client
import json
import re
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from traceback import walk_tb
from types import FrameType
from typing import Any, Final, NamedTuple, Optional, Union, cast
from urllib.parse import unquote

import requests
from requests import hooks
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, DecodeError, LocationValueError, NewConnectionError
from urllib3.exceptions import HTTPError as Urllib3Error

from . import _json
from ._json import json_object
from ._sessions import Exchange
from ._text import LOOKED_AT, is_web_page, one_line, redacted, sentence, without_secrets
from .errors import APIConnectionError, APIResponseError, APIStatusError, APITimeoutError, status_error_class

NETWORK: Final = (requests.RequestException, Urllib3Error, OSError, http.client.HTTPException)
"""What requests, urllib3, http.client and the socket raise; so may hooks and signal handlers."""

_WHERE_IT_IS_SET: Final = "It is the url argument, or LANGGRAPH_API_URL"
_WHAT_TO_DO: Final = f"Is the server up at this address? {_WHERE_IT_IS_SET}."
_MAY_HAVE_HAPPENED: Final = "The server may have processed the request anyway."
_WHICH_CERTIFICATES: Final = (
    "Its certificate is not trusted: REQUESTS_CA_BUNDLE, the verify argument or session.verify names the authorities "
    "that are."
)
_UNSENT: Final = (
    requests.ConnectTimeout,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    LocationValueError,
    NewConnectionError,
    ConnectTimeoutError,
)
_CONNECTING: Final = {each.connect.__code__ for each in (http.client.HTTPConnection, HTTPConnection, HTTPSConnection)}
_NO_FILE: Final = re.compile("Could not find (a suitable TLS CA|the TLS) (certificate|key)")
# By a proxy, or by a server that wants another certificate of the client: with TLS 1.3, it says so after the request.
_REFUSED: Final = re.compile(r"Tunnel connection failed: 4\d\d|ALERT_(\w*CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)")
# What settings cause, before anything is sent: addresses and schemes are errors of a value as well.
_SETTINGS: Final = (ValueError, requests.exceptions.SSLError)
_CLOSED: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
_DEEPEST: Final = 100
_STATUS: Final = re.compile(r"\b[45]\d\d\b")
# What http.client and the releases of urllib3 say of a body without its end.
_ENDED_EARLY: Final = re.compile(r"IncompleteRead|ended prematurely|b''")
# An id in the path of a request, unless the word is an operation.
_ID: Final = re.compile(
    r"/(assistant|cron|thread|run)s/(?!(?:batch|cancel|count|crons|prune|search|stream|wait)\b)([^/]+)"
)
_UUID: Final = re.compile("[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


def call_back(code: Callable[..., object], *args: object) -> None:
    """Call your own code; what it raises is known by this frame."""
    code(*args)


_CALLERS_CODE: Final = (
    call_back.__code__,
    cast("Any", hooks).dispatch_hook.__code__,
    cast("Any", requests.PreparedRequest).prepare_auth.__code__,
)


class Asked(NamedTuple):
    """What was asked, as messages say it."""

    method: str
    url: str
    proxy: Optional[str] = None

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


def translate(problem: BaseException, asked: Asked, exchange: Exchange, *, place: str = "") -> BaseException:
    """Return what to raise for an exception of the network, or the exception of your own code that it stems from.

    `place` is how far the body had come, if it had begun. Call this after the `except` block: only then is an exception
    that you are handling at the time recognised as such.
    """
    chain = list(_chain(problem, sys.exc_info()[1]))
    for each in reversed(chain):  # urllib3 gives its own exceptions the traceback of what they stem from
        if raised_by_caller(each) and not exchange.is_about(getattr(each, "request", None)):
            return each
    if exchange.deadline.has_passed():
        return exchange.deadline.exceeded()
    innermost = chain[-1]
    cause = one_line(redacted(str(innermost)).rstrip(".")) or type(innermost).__name__
    if place and _ENDED_EARLY.search(repr(innermost)):
        cause = "the server closed the connection"
    was_sent = _was_sent(chain) if exchange.was_sent is None else exchange.was_sent
    more: dict[str, Any] = {"method": asked.method, "url": asked.url}
    error: Union[APIConnectionError, APIResponseError, APIStatusError]
    if isinstance(problem, requests.exceptions.RetryError) and _STATUS.search(cause):
        status = int(_STATUS.findall(cause)[0])
        error = status_error_class(status)(
            f"{asked} failed: {sentence(cause)}", status_code=status, detail=cause, **more
        )
    elif any(isinstance(each, (requests.exceptions.ContentDecodingError, DecodeError)) for each in chain):
        error = APIResponseError(f"{asked} sent a body that can't be unpacked: {one_line(problem)}.", **more)
    elif isinstance(innermost, (requests.Timeout, socket.timeout)) or "timed out" in str(problem):
        error = APITimeoutError(f"{asked} got no answer in time: {sentence(cause)}", may_have_arrived=was_sent, **more)
    else:
        failed = f"failed: {sentence(cause)} {_advice(asked, cause, was_sent)}"
        what = f"broke off: {cause} {place}." if place else failed
        more.update(may_have_arrived=was_sent, may_retry=not _is_caused_by_settings(chain, was_sent=was_sent))
        error = APIConnectionError(f"{asked} {what}", **more)
    # No chain, traceback or request: they would keep the key within reach of whoever logs or stores the error.
    innermost.__cause__ = innermost.__context__ = innermost.__traceback__ = None
    if isinstance(innermost, requests.RequestException):
        innermost.request = innermost.response = None
    error.__cause__ = innermost if redacted(str(innermost)) == str(innermost) else None
    return error


def raised_by_caller(problem: BaseException) -> bool:
    """Return whether an exception comes from a hook, an auth, a callback or a signal handler, by their frames in it."""
    frames = [frame for frame, _ in walk_tb(problem.__traceback__)]
    return any(frame.f_code in _CALLERS_CODE for frame in frames) or any(map(_interrupts, frames[1:], frames))


def _interrupts(frame: FrameType, before: FrameType) -> bool:
    """Return whether a frame is that of a signal handler: it is given the frame that it interrupts."""
    return any(
        value is before or (isinstance(value, tuple) and any(each is before for each in cast("Any", value)))
        for value in frame.f_locals.values()
    )


def _chain(problem: BaseException, outside: Optional[BaseException]) -> Iterator[BaseException]:
    """Yield an exception and what it was raised from; not what the caller handles just then."""
    inner: Optional[BaseException] = problem
    while inner is not None and inner is not outside:
        yield inner
        inner = inner.__cause__ or (None if inner.__suppress_context__ else inner.__context__)


def _was_sent(chain: list[BaseException]) -> bool:
    """Guess whether a request reached the server, where nobody has watched the connection."""
    return not any(
        isinstance(each, _UNSENT)
        or _NO_FILE.match(str(each))
        or any(frame.f_code in _CONNECTING for frame, _ in walk_tb(each.__traceback__))
        for each in chain
    )


def _is_caused_by_settings(chain: list[BaseException], *, was_sent: bool) -> bool:
    """Return whether no attempt can connect: certificates, addresses and passwords are wrong until somebody acts."""
    if was_sent or isinstance(chain[-1], _CLOSED):
        return _REFUSED.search(str(chain[-1])) is not None
    return any(isinstance(each, _SETTINGS) or _NO_FILE.match(str(each)) or _REFUSED.search(str(each)) for each in chain)


def _advice(asked: Asked, cause: str, was_sent: bool) -> str:
    if was_sent:
        return _MAY_HAVE_HAPPENED if asked.method == "POST" else _WHAT_TO_DO
    if "CERTIFICATE_VERIFY_FAILED" in cause:
        return _WHICH_CERTIFICATES
    if _NO_FILE.match(cause):
        return "Nothing was sent."
    if asked.proxy is not None:
        return f"Nothing was sent: {_through(asked)}."
    return _WHAT_TO_DO


def _through(asked: Asked) -> str:
    proxy = without_secrets(asked.proxy or "")
    return f"the way there leads through the proxy {proxy} (NO_PROXY names the hosts that are reached without)"


def refused(asked: Asked, response: requests.Response, content: bytes) -> APIStatusError:
    """Return the error for a status of 4xx or 5xx."""
    text = content.decode("utf-8", "replace")
    try:
        body = _json.decode_json(text.encode())
    except ValueError:
        body = text
    body = text if _is_deep(body) else body
    status, detail = response.status_code, _detail(body)
    hint = ""
    if status in (401, 403):
        has_key = any(name in response.request.headers for name in ("x-api-key", "authorization"))
        hint = " (is the API key right?" if has_key else " (no x-api-key was sent."
        hint += " It is the api_key argument, or LANGGRAPH_API_KEY)"
    is_no_server = is_web_page(detail) and (status < 500 or status == 501)
    if is_no_server or (status == 404 and body == "Not Found"):  # as servers say it of a path that they don't have
        hint += f" (is this the address of a LangGraph server? {_WHERE_IT_IS_SET})"
    elif status in (400, 404, 422):
        hint += _which_ids(asked.url)
    if asked.proxy is not None and (status == 407 or asked.url.startswith("http:")):
        hint += f" ({_through(asked)})"
    return status_error_class(status)(
        f"{asked} answered {status}{' with a web page' * is_web_page(detail)}: {one_line(detail)}{hint}",
        method=asked.method,
        url=asked.url,
        status_code=status,
        detail=detail,
        body=body,
        retry_after=_seconds(response.headers.get("retry-after", "")),
        headers={k.lower(): v for k, v in response.headers.items() if k.lower() != "set-cookie"},
    )


def _which_ids(url: str) -> str:
    """Return a hint about the first id in an address that is not a UUID, if there is one."""
    odd = ((kind, unquote(given)) for kind, given in _ID.findall(url) if not _UUID.fullmatch(given))
    kind, given = next(odd, ("", ""))
    return f" (the ids of {kind}s are UUIDs on most servers, unlike {one_line(given, 60)!r})" if kind else ""


def unexpected(asked: Asked, status: int, location: Optional[str]) -> APIResponseError:
    """Return the error for a status that is neither a success nor a failure, such as a redirect."""
    message = f"{asked} answered {status}, which is neither a result nor an error."
    if status < 200:
        message = f"{asked} answered {status} first, and your session does not read on: the client's own session does."
    if location is not None:
        message = (
            f"{asked} answered {status}, a redirect to {one_line(without_secrets(location))}. It is not followed, so "
            "that the API key goes nowhere else: if the address is right, pass it as url."
        )
    return APIResponseError(message, method=asked.method, url=asked.url)


def not_what_was_asked(
    asked: Asked, status: int, headers: Mapping[str, str], wanted: str, content: bytes
) -> Union[APIResponseError, APIConnectionError]:
    """Return the error for an answer of another kind than it should be."""
    kind = headers.get("content-type")
    is_empty = status == 204 or headers.get("content-length") == "0"
    if not (content or is_empty or (kind and {"content-length", "transfer-encoding"} & {*map(str.lower, headers)})):
        # http.client takes headers that break off for the whole of them.
        advice = f" {_MAY_HAVE_HAPPENED}" if asked.method == "POST" else ""
        message = f"{asked} broke off: no answer after its headers.{advice}"
        return APIConnectionError(message, method=asked.method, url=asked.url)
    text = content[:LOOKED_AT].decode("utf-8", "replace")
    found = "a web page" if is_web_page(text) else kind or "no content type"
    message = (
        f"{asked} answered {status} with {found} that is not {wanted}: {one_line(text)!r}. "
        f"Is this the address of a LangGraph server? {_WHERE_IT_IS_SET}."
    )
    return APIResponseError(message, method=asked.method, url=asked.url)


def _is_deep(body: Any) -> bool:
    """Return whether a value is nested too deeply to be pickled wherever the error goes."""
    level = [body]
    for _ in range(_DEEPEST):
        level = [item for each in level if isinstance(each, (dict, list)) for item in _items(each)]
    return bool(level)


def _items(value: Any) -> Iterable[Any]:
    found = json_object(value)
    return value if found is None else found.values()


def _detail(body: Any) -> str:
    """Return the server's words: servers keep them under different names."""
    found = json_object(body)
    if found is not None:
        body = next((found[key] for key in ("detail", "message", "error") if found.get(key)), body)
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text.strip() or "nothing else"


def _seconds(retry_after: str) -> Optional[float]:
    """Read how long to wait: a number of seconds, or the date of HTTP."""
    date = email.utils.parsedate_tz(retry_after)
    try:
        seconds = float(retry_after) if date is None else max(0.0, email.utils.mktime_tz(date) - time.time())
    except (ValueError, OverflowError):  # of neither, or of a year beyond all calendars
        return None
    return seconds if 0 <= seconds < float("inf") else None
