"""The client: what a program holds to talk to one server."""

from __future__ import annotations

import os
from collections.abc import Generator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Optional, cast

from ._http import Http, Request, checked_headers
from ._options import CallSettings, spell_out, split
from ._sessions import SessionSettings
from ._sse import ServerSentEvent, as_text
from ._text import without_secrets
from ._url import path
from .options import CallOptions, ClientOptions, SystemOkOptions
from .resources._resource import Resource

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from .models import Health, ServerInfo, ServerMetrics
    from .resources.assistants import Assistants
    from .resources.crons import Crons
    from .resources.runs import Runs
    from .resources.store import Store
    from .resources.threads import Threads

_DEFAULT_URL: Final = "http://localhost:2024"
_KEY_VARIABLES: Final = ("LANGGRAPH_API_KEY", "LANGSMITH_API_KEY", "LANGCHAIN_API_KEY")
_KEY_HEADER: Final = "x-api-key"


class _Loaded:
    """A resource of a client, imported and made when it is first used; on the class, its type."""

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, client: Optional[LangGraphClient], _: type) -> Any:
        kind = getattr(import_module(f".resources.{self._name}", __package__), self._name.capitalize())
        if client is None:  # `create_autospec` and help() look at the class
            return kind
        made = kind(client._http, client._make)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - a part of it
        return client.__dict__.setdefault(self._name, made)


class LangGraphClient(Resource):
    """A LangGraph server, with its resources as attributes. Create one with `get_client`.

    It may be used by any number of threads, and after a fork by both parent and child. Closing it, or leaving its
    ``with`` block, closes its idle connections; it can still be used afterwards.
    """

    assistants: Assistants = cast("Assistants", _Loaded())
    threads: Threads = cast("Threads", _Loaded())
    runs: Runs = cast("Runs", _Loaded())
    crons: Crons = cast("Crons", _Loaded())
    store: Store = cast("Store", _Loaded())

    @spell_out(ClientOptions)
    def __init__(self, **options: Unpack[ClientOptions]) -> None:
        """Take the options of `get_client`."""
        headers = dict(options.get("headers") or {})
        if any(name.lower() == _KEY_HEADER for name in headers):
            raise ValueError(f"the header {_KEY_HEADER} is set by the api_key argument")
        key = options["api_key"] if "api_key" in options else _key_from_environment()
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
        super().__init__(http, _Recipe(options))

    @spell_out(CallOptions)
    def info(self, **options: Unpack[CallOptions]) -> ServerInfo:
        """Read the versions and abilities of the server."""
        return self._object("GET", path("info"), options)

    @spell_out(SystemOkOptions)
    def ok(self, **options: Unpack[SystemOkOptions]) -> bool:
        """Return whether the server is healthy; raises `APIConnectionError` when it can't be reached."""
        health: Health = self._object("GET", path("ok"), options, "ok")
        return health["ok"]

    @spell_out(CallOptions)
    def metrics(self, **options: Unpack[CallOptions]) -> ServerMetrics:
        """Read what the server is doing: pending runs, workers, requests since its start."""
        return self._object("GET", path("metrics"), options, query={"format": "json"})

    @spell_out(CallOptions)
    def request(self, method: str, path: str, *, json: Any = None, **options: Unpack[CallOptions]) -> Any:
        """Send any request to the server, such as one to a route of your own, and return the answer.

        `path` begins with a slash and is sent as it is; `params` is its query and `json` its body,
        if any. JSON is decoded, an empty answer is None, and other text (CSV, JSON lines) is
        returned as a str; a web page raises `APIResponseError`. The `method` is an HTTP verb.
        """
        _, call = split(options)
        return self._http.exchange(Request(method, _checked(path), call, body=json, accepts="text")).data

    @spell_out(CallOptions)
    def stream(
        self, method: str, path: str, *, json: Any = None, **options: Unpack[CallOptions]
    ) -> Generator[ServerSentEvent, None, None]:
        """Yield the server-sent events of any route as they arrive, undecoded.

        `method`, `path` and `json` are those of `request`. Nothing is sent before the first event
        is requested, and the connection is closed when the loop is left. Raises
        `APIConnectionError` if the connection breaks; an early end of the body is not detected.
        """
        _, call = split(options)
        return self._events(method, _checked(path), json, call)

    def _events(self, method: str, path: str, json: Any, call: CallSettings) -> Generator[ServerSentEvent, None, None]:
        with self._http.stream(Request(method, path, call, body=json)) as answer:
            yield from map(as_text, answer.events())
        if answer.cut is not None:
            raise answer.cut

    def close(self) -> None:
        """Close the idle connections; a session of your own stays open."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return self._make, ()

    def __repr__(self) -> str:
        return f"LangGraphClient(url={without_secrets(self._http.url)!r})"


@spell_out(ClientOptions)
def get_client(**options: Unpack[ClientOptions]) -> LangGraphClient:
    """Create a client for a LangGraph server; nothing is sent yet.

    Transient failures are retried; a request that creates something only if it cannot have
    reached the server. An event or an answer of more than `max_response_bytes` raises
    `APIResponseError`. `verify`, `cert`, `proxies` and `auth` are those of requests. Raises
    `ValueError` for a URL or a header that cannot be sent.
    """
    return LangGraphClient(**options)


class _Recipe:
    """How a client is created again where it is unpickled. It holds no client, so a dropped one is freed at once."""

    def __init__(self, options: ClientOptions) -> None:
        self._options = options

    def __call__(self, name: Optional[str] = None) -> Any:
        """Create the client, or a resource of it; a key from the environment is read again."""
        client = LangGraphClient(**self._options)
        return client if name is None else getattr(client, name)

    def __reduce__(self) -> tuple[Any, ...]:
        if self._options.get("session") is not None:
            raise TypeError("a client with a session of your own cannot be pickled: make one where it is used")
        return _Recipe, (self._options,)


def _checked(path: str) -> str:
    """Return a path that cannot lead to another host."""
    if not path.startswith("/"):
        raise ValueError(f"a path begins with a slash, unlike {path!r}")
    return path


def _key_from_environment() -> Optional[str]:
    """Read the key; an error names the variable, as the caller passed no header."""
    for name in _KEY_VARIABLES:
        key = os.environ.get(name, "").strip().strip("\"'")
        if key:
            try:
                checked_headers({_KEY_HEADER: key})
            except ValueError as problem:
                raise ValueError(f"the environment variable {name} holds no API key: {problem}") from None
            return key
    return None
