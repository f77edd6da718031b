"""The client: what a program holds to talk to one server."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Optional, Union, cast

import requests

from ._http import Http, Request, checked_headers
from ._options import CallSettings, Timeout, spell_out, split
from ._sessions import SessionSettings
from ._sse import ServerSentEvent, as_text
from ._text import without_secrets
from ._url import path
from .options import CallOptions, SystemOkOptions
from .resources.assistants import Assistants
from .resources.crons import Crons
from .resources.runs import Runs
from .resources.store import Store
from .resources.threads import Threads

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from .models import Health, ServerInfo, ServerMetrics

_DEFAULT_URL: Final = "http://localhost:2024"
_KEY_VARIABLES: Final = ("LANGGRAPH_API_KEY", "LANGSMITH_API_KEY", "LANGCHAIN_API_KEY")
_KEY_HEADER: Final = "x-api-key"


class _FromEnvironment:
    def __repr__(self) -> str:
        return "<environment>"

    def __reduce__(self) -> str:
        return "FROM_ENVIRONMENT"


FROM_ENVIRONMENT: Final[Any] = _FromEnvironment()


class LangGraphClient:
    """A LangGraph server, its resources as attributes. Make one with `get_client`.

    It may be used by any number of threads, and after a fork by the child as well as by the parent. Closing it, or
    leaving its ``with`` block, gives its idle connections back; it can still be used then.
    """

    def __init__(
        self,
        *,
        url: Optional[str] = None,
        api_key: Optional[str] = FROM_ENVIRONMENT,
        headers: Optional[Mapping[str, str]] = None,
        timeout: Optional[Timeout] = None,
        max_retries: int = 2,
        max_response_bytes: Optional[int] = None,
        session: Optional[requests.Session] = None,
        verify: Union[bool, str, None] = None,
        cert: Union[str, tuple[str, str], None] = None,
        proxies: Optional[Mapping[str, str]] = None,
        auth: Any = None,
    ) -> None:
        self._arguments: dict[str, Any] = {
            "url": url,
            "api_key": api_key,
            "headers": headers,
            "timeout": timeout,
            "max_retries": max_retries,
            "max_response_bytes": max_response_bytes,
            "session": session,
            "verify": verify,
            "cert": cert,
            "proxies": proxies,
            "auth": auth,
        }
        headers = dict(headers or {})
        if any(name.lower() == _KEY_HEADER for name in headers):
            raise ValueError(f"the header {_KEY_HEADER} is set by the api_key argument")
        key = _key_from_environment() if api_key is FROM_ENVIRONMENT else api_key
        if key is not None:
            headers[_KEY_HEADER] = key
        self._http = Http(
            url or os.environ.get("LANGGRAPH_API_URL", "").strip() or _DEFAULT_URL,
            headers=headers,
            timeout=timeout,
            max_retries=max_retries,
            max_response_bytes=max_response_bytes,
            session=session,
            settings=SessionSettings(verify, cert, proxies, auth),
        )
        self.assistants = Assistants(self._http)
        self.threads = Threads(self._http)
        self.runs = Runs(self._http)
        self.crons = Crons(self._http)
        self.store = Store(self._http)

    @spell_out(CallOptions)
    def info(self, **options: Unpack[CallOptions]) -> ServerInfo:
        """Read the versions and abilities of the server."""
        _, call = split(options)
        return cast("ServerInfo", self._http.request("GET", path("info"), call=call))

    @spell_out(SystemOkOptions)
    def ok(self, **options: Unpack[SystemOkOptions]) -> bool:
        """Tell whether the server is well; raises `APIConnectionError` when it can't be reached."""
        fields, call = split(options)
        health = self._http.request("GET", path("ok"), query=fields, call=call)
        return bool(health["ok"])

    @spell_out(CallOptions)
    def metrics(self, **options: Unpack[CallOptions]) -> ServerMetrics:
        """Read what the server is doing: runs that wait, workers, requests since its start."""
        _, call = split(options)
        return cast("ServerMetrics", self._http.request("GET", path("metrics"), query={"format": "json"}, call=call))

    @spell_out(CallOptions)
    def request(self, method: str, path: str, *, json: Any = None, **options: Unpack[CallOptions]) -> Any:
        """Send a request to a route of your own, with JSON or nothing in its body, and return the decoded answer.

        `path` begins with a slash and is sent as it is; `params` is its query. JSON is decoded, an empty answer is None,
        and other text (CSV, JSON lines) comes as a str; a web page raises `APIResponseError`.
        """
        _, call = split(options)
        return self._http.fetch(method, _checked(path), body=json, call=call, accepts="text").data

    @spell_out(CallOptions)
    def stream(
        self, method: str, path: str, *, json: Any = None, **options: Unpack[CallOptions]
    ) -> Generator[ServerSentEvent, None, None]:
        """Yield the server-sent events of a route of your own as they arrive, undecoded, until the server ends them.

        Nothing is sent before the first event is asked for, and the connection is closed when the loop is left. Raises
        `APIConnectionError` when the connection breaks; an end that comes too early is for you to notice.
        """
        _, call = split(options)
        return self._events(method, _checked(path), json, call)

    def _events(self, method: str, path: str, json: Any, call: CallSettings) -> Generator[ServerSentEvent, None, None]:
        with self._http.stream(Request(method, path, call, body=json)) as answer:
            yield from map(as_text, answer.events())
        if answer.cut is not None:
            raise answer.cut

    def close(self) -> None:
        """Close the idle connections; a session that was passed stays open."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        """A client pickles as the arguments that made it; a key from the environment is read anew."""
        if self._arguments["session"] is not None:
            raise TypeError("a client with a session of your own can't be pickled: make one where it is used")
        return partial(LangGraphClient, **self._arguments), ()

    def __repr__(self) -> str:
        return f"LangGraphClient(url={without_secrets(self._http.url)!r})"


get_client = LangGraphClient


def _checked(path: str) -> str:
    """A path that can't lead to another host."""
    if not path.startswith("/"):
        raise ValueError(f"a path begins with a slash, unlike {path!r}")
    return path


def _key_from_environment() -> Optional[str]:
    """Read the key; an error names the variable, since nobody has passed a header."""
    for name in _KEY_VARIABLES:
        key = os.environ.get(name, "").strip().strip("\"'")
        if key:
            try:
                checked_headers({_KEY_HEADER: key})
            except ValueError as problem:
                raise ValueError(f"the environment variable {name} holds no API key: {problem}") from None
            return key
    return None
