"""The client: what a program holds to talk to one server."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Optional, cast

from ._http import Http, Request, checked_headers
from ._options import CallSettings, spell_out, split
from ._sessions import SessionSettings
from ._sse import ServerSentEvent, as_text
from ._text import without_secrets
from ._url import path
from .options import CallOptions, ClientOptions, SystemOkOptions
from .resources._resource import Resource
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


class LangGraphClient(Resource):
    """A LangGraph server, its resources as attributes. Make one with `get_client`.

    It may be used by any number of threads, and after a fork by the child as well as by the parent. Closing it, or
    leaving its ``with`` block, gives its idle connections back; it can still be used then.
    """

    @spell_out(ClientOptions)
    def __init__(self, **options: Unpack[ClientOptions]) -> None:
        headers = dict(options.get("headers") or {})
        if any(name.lower() == _KEY_HEADER for name in headers):
            raise ValueError(f"the header {_KEY_HEADER} is set by the api_key argument")
        api_key = options.get("api_key", FROM_ENVIRONMENT)
        key = _key_from_environment() if api_key is FROM_ENVIRONMENT else api_key
        if key is not None:
            headers[_KEY_HEADER] = key
        http = Http(
            options.get("url") or os.environ.get("LANGGRAPH_API_URL", "").strip() or _DEFAULT_URL,
            headers=headers,
            timeout=options.get("timeout"),
            max_retries=options.get("max_retries", 2),
            max_response_bytes=options.get("max_response_bytes"),
            session=options.get("session"),
            settings=SessionSettings(*map(cast("dict[str, Any]", options).get, SessionSettings._fields)),
        )
        recipe = _Recipe(options)
        super().__init__(http, recipe)
        self.assistants = Assistants(http, recipe)
        self.threads = Threads(http, recipe)
        self.runs = Runs(http, recipe)
        self.crons = Crons(http, recipe)
        self.store = Store(http, recipe)

    @spell_out(CallOptions)
    def info(self, **options: Unpack[CallOptions]) -> ServerInfo:
        """Read the versions and abilities of the server."""
        return self._object("GET", path("info"), options)

    @spell_out(SystemOkOptions)
    def ok(self, **options: Unpack[SystemOkOptions]) -> bool:
        """Return whether the server is healthy; raises `APIConnectionError` when it can't be reached."""
        health: Health = self._object("GET", path("ok"), options, has=("ok",))
        return health["ok"]

    @spell_out(CallOptions)
    def metrics(self, **options: Unpack[CallOptions]) -> ServerMetrics:
        """Read what the server is doing: runs that wait, workers, requests since its start."""
        return self._object("GET", path("metrics"), options, query={"format": "json"})

    @spell_out(CallOptions)
    def request(self, method: str, path: str, *, json: Any = None, **options: Unpack[CallOptions]) -> Any:
        """Send a request to a route of your own, with JSON or nothing in its body, and return the decoded answer.

        `path` begins with a slash and is sent as it is; `params` is its query. JSON is decoded, an empty answer is
        None, and other text (CSV, JSON lines) comes as a str; a web page raises `APIResponseError`.
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
        return self._make, ()

    def __repr__(self) -> str:
        return f"LangGraphClient(url={without_secrets(self._http.url)!r})"


@spell_out(ClientOptions)
def get_client(**options: Unpack[ClientOptions]) -> LangGraphClient:
    """Make a client for a LangGraph server; nothing is sent yet.

    `url` is ``LANGGRAPH_API_URL`` by default, else ``http://localhost:2024``. `api_key` is ``LANGGRAPH_API_KEY``,
    ``LANGSMITH_API_KEY`` or ``LANGCHAIN_API_KEY`` by default; None sends none. `timeout` is in seconds, for a
    connection and for each read, or a pair of both: ``(5, 300)`` by default, and 60 for a read of an answer that
    heartbeats have come in. Transient failures are retried `max_retries` times (2 by default), after 0.5, 1, 2, 4 and
    5 seconds; a request that creates something only if it cannot have reached the server. An event or an answer of
    more than `max_response_bytes` raises `APIResponseError`. `verify`, `cert`, `proxies` and `auth` are those of
    requests. A `session` of your own is used as it is instead, and never closed. Raises `ValueError` for a URL or a
    header that can't be sent.
    """
    return LangGraphClient(**options)


class _Recipe:
    """How a client is made again where it is unpickled. It holds no client: a dropped one is freed at once."""

    def __init__(self, options: ClientOptions) -> None:
        self._options = options

    def __call__(self, name: Optional[str] = None) -> Any:
        """Make the client, or a resource of it; a key from the environment is read anew."""
        client = LangGraphClient(**self._options)
        return client if name is None else getattr(client, name)

    def __reduce__(self) -> tuple[Any, ...]:
        if self._options.get("session") is not None:
            raise TypeError("a client with a session of your own can't be pickled: make one where it is used")
        return _Recipe, (self._options,)


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
