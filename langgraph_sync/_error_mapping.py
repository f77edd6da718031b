"""What a bad answer, or none, means: from requests' exceptions and HTTP statuses to this package's errors."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any, Final, Optional, Union

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.exceptions import HTTPError as Urllib3Error

from . import _json
from ._json import json_object
from ._retry import Deadline
from ._url import without_secrets
from .errors import APIConnectionError, APIResponseError, APIStatusError, APITimeoutError, status_error_class

EXCERPT: Final = 200
_WHAT_TO_DO: Final = "Is the server up at this address? It is the url argument, or LANGGRAPH_API_URL."
_MAY_HAVE_HAPPENED: Final = "What it asks for may have happened all the same."
_LONGEST_ERROR_BODY: Final = 16 * 1024
# Reasons of OpenSSL for which no secure connection was made.
_NO_TLS: Final = ("CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL", "NO_SHARED_CIPHER")
_BROKEN: Final = (requests.RequestException, Urllib3Error, OSError)


@contextmanager
def translated(method: str, url: str, deadline: Deadline, *, answering: bool = False) -> Generator[None, None, None]:
    """Turn what requests, urllib3 and the socket raise into this package's errors; `answering`, once it has begun."""
    try:
        yield
    except _BROKEN as problem:
        url = without_secrets(url)
        # The request would keep the key within reach of whoever logs or stores the error.
        if isinstance(problem, requests.RequestException):
            problem.request = problem.response = None
        cause, may_have_arrived = _cause(problem), not _never_connected(problem)
        if isinstance(problem, (requests.Timeout, TimeoutError)) or "timed out" in str(problem):
            if deadline.has_passed():
                raise deadline.exceeded() from problem
            message = f"{method} {url} got no answer in time: {cause}."
            raise APITimeoutError(message, method=method, url=url, may_have_arrived=may_have_arrived) from problem
        if answering:
            message = f"{method} {url} broke off: {cause}."
        elif may_have_arrived and method == "POST":
            message = f"{method} {url} failed: {cause}. {_MAY_HAVE_HAPPENED}"
        else:
            message = f"{method} {url} failed: {cause}. {_WHAT_TO_DO}"
        raise APIConnectionError(message, method=method, url=url, may_have_arrived=may_have_arrived) from problem


def _never_connected(problem: Exception) -> bool:
    """Whether the server can't have got anything: no connection was made."""
    if isinstance(problem, requests.ConnectTimeout) or getattr(_innermost(problem), "reason", None) in _NO_TLS:
        return True
    reason = getattr(problem.args[0], "reason", None) if problem.args else None
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))


def refused(method: str, response: requests.Response) -> APIStatusError:
    """The error for a status of 4xx or 5xx."""
    connection = response.raw.connection
    text = first_bytes(response, _LONGEST_ERROR_BODY).decode("utf-8", "replace")
    if response.status_code >= 500 and connection is not None:
        connection.close()  # the server gives a connection up after a 500: it must not be used again
    try:
        body = _json.decode_json(text.encode())
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


def redirected(method: str, response: requests.Response) -> APIResponseError:
    """The error for a redirect."""
    url, target = without_secrets(response.url), without_secrets(response.headers["location"])
    message = (
        f"{method} {url} answered {response.status_code}, a redirect to {target}. It is not followed, so that the API "
        "key goes nowhere else: if the address is right, pass it as url."
    )
    return APIResponseError(message, method=method, url=url)


def not_what_was_asked(
    method: str, response: requests.Response, wanted: str, content: bytes
) -> Union[APIResponseError, APIConnectionError]:
    """The error for an answer of another kind than it should be."""
    url, kind = without_secrets(response.url), response.headers.get("content-type")
    if not content and (not kind or not {"content-length", "transfer-encoding"} & {*map(str.lower, response.headers)}):
        # http.client takes headers that break off for the whole of them.
        message = (
            f"{method} {url} broke off: no answer after its headers. {_MAY_HAVE_HAPPENED if method == 'POST' else ''}"
        )
        return APIConnectionError(message.rstrip(), method=method, url=url)
    message = (
        f"{method} {url} answered {response.status_code} with {kind or 'no content type'} that is not {wanted}: "
        f"{content[:EXCERPT].decode('utf-8', 'replace')!r}. Is this the address of a LangGraph server?"
    )
    return APIResponseError(message, method=method, url=url)


def first_bytes(response: requests.Response, most: int) -> bytes:
    """The beginning of a body that only explains a failure: whatever comes of it will do."""
    content = b""
    with suppress(*_BROKEN):
        for piece in response.iter_content(1024):
            content += piece
            if len(content) >= most:
                break
    return content[:most]


def _cause(problem: BaseException) -> str:
    """What the innermost exception says: the outer ones repeat it with addresses in memory."""
    inner = _innermost(problem)
    return str(inner).rstrip(".") or type(inner).__name__


def _innermost(problem: BaseException) -> BaseException:
    inner = problem.__cause__ or problem.__context__
    return problem if inner is None else _innermost(inner)


def _detail(body: Any) -> str:
    """The server's words: servers keep them under different names."""
    found = json_object(body)
    if found is not None:
        body = next((found[key] for key in ("detail", "message", "error") if found.get(key)), body)
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text.strip() or "nothing else"


def _seconds(retry_after: str) -> Optional[float]:
    return float(retry_after) if retry_after.isdecimal() else None
