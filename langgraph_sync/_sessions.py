"""The session that sends: your own as it is, or one of ours for each process."""

from __future__ import annotations

import http.client
import io
import os
import re
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any, Final, NamedTuple, Optional, cast
from urllib.parse import urlencode

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_auth_from_url, select_proxy
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ._retry import Deadline
from ._version import __version__

_READY_TO_SEND: Final = re.compile(r"[A-Za-z0-9/_.~%-]*")
_PLAIN: Final = (str, int, float)
REDIRECT: Final = "x-redirect"
# A comment of a stream, or an empty line before a result, alone in its chunk or in what has arrived.
_SIGN_OF_LIFE: Final = re.compile(rb"(?:[0-9a-fA-F]+\r\n)?[:\n]")
_LONGEST_SIGN_OF_LIFE: Final = 64
# One at the beginning promises no others: some servers open a stream with a comment.
_PROMISING_SIGNS: Final = 2
_BUFFER: Final = 64 * 1024
# A connection that a NAT or a firewall has forgotten is noticed after two minutes at most.
_KEEP_ALIVE: Final[list[tuple[int, int, int]]] = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)] + [
    (socket.IPPROTO_TCP, getattr(socket, name), value)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))
    if hasattr(socket, name)
]

fork_count: int = 0
"""How many forks lie between this process and the one that imported the package. Process ids would
not do: in containers, parent and child can both be number 1."""


def _count_fork() -> None:
    global fork_count  # noqa: PLW0603 - a fork concerns the whole process
    fork_count += 1


if hasattr(os, "register_at_fork"):  # where there are forks
    os.register_at_fork(after_in_child=_count_fork)


class SessionSettings(NamedTuple):
    """What our own session is set up with, in the words of requests; None leaves it to the environment."""

    verify: Any = None
    cert: Any = None
    proxies: Optional[Mapping[str, str]] = None
    auth: Any = None


class Exchange:
    """One request and its answer: how long each may take, and whether anything was sent."""

    def __init__(
        self, deadline: Deadline, connect: Optional[float], read: Optional[float], heartbeats: Optional[float]
    ) -> None:
        """`heartbeats` are the seconds of silence to bear once signs of life have come in the body."""
        self.deadline = deadline
        self.connect = connect
        self.read = read
        self.heartbeats = heartbeats
        self.awaited_signs = 0
        """How many signs of life are still to come; none are looked for before the body."""
        self.was_sent: Optional[bool] = None
        """None as long as nobody has noticed: with your own session, nobody does."""
        self.url: Optional[str] = None
        """The address as requests spells it."""

    def timeout(self) -> Optional[float]:
        """Return the seconds that the next operation of the socket may take."""
        return self.deadline.shorten(self.read)

    def is_about(self, request: Any) -> bool:
        """Return whether a request belongs to this exchange: hooks and auths may send others."""
        return self.url is not None and getattr(request, "url", None) == self.url

    def note(self, response: requests.Response, **_: Any) -> None:
        """Keep the address of a request that was answered: the first hook, before any that may raise."""
        self.url = response.request.url


class _OfThread(threading.local):
    exchange: Optional[Exchange] = None


_of_thread: Final = _OfThread()


class Sessions:
    """Sends through your session, or through one of our own: no connection is shared after a fork."""

    def __init__(self, url: str, session: Optional[requests.Session], settings: SessionSettings) -> None:
        if session is not None and settings != SessionSettings():
            raise ValueError("verify, cert, proxies and auth are for our own session: set them on yours instead")
        self._url = url
        self._settings = settings
        self._yours = session
        self._own: dict[int, _OwnSession] = {}

    def send(self, request: requests.Request, exchange: Exchange) -> requests.Response:
        """Send a request whose url is a path; the body of the answer is not read, and a redirect not followed."""
        timeout = exchange.deadline.shorten(exchange.connect), exchange.timeout()
        if self._yours is not None:
            # Of these two, requests would prefer what the environment says.
            verify = None if self._yours.verify is True else self._yours.verify
            return self._yours.request(
                request.method,
                self._url + request.url,
                params=request.params,
                data=request.data or None,
                headers=request.headers,
                timeout=timeout,
                verify=verify,
                hooks={"response": [exchange.note, *self._yours.hooks["response"], hide_redirect]},
                stream=True,
                allow_redirects=False,
            )
        own = self._of_process()
        prepared = own.prepared(request)
        exchange.url = prepared.url
        before, _of_thread.exchange = _of_thread.exchange, exchange
        try:
            return own.session.send(prepared, timeout=timeout, allow_redirects=False, **own.settings)
        finally:
            _of_thread.exchange = before

    def proxy(self) -> Optional[str]:
        """Return the address of the proxy that requests go through, if any."""
        if self._yours is None:
            settings = self._of_process().settings
        else:
            settings = self._yours.merge_environment_settings(self._url, {}, None, None, None)
        return select_proxy(self._url, settings["proxies"])

    def close(self) -> None:
        """Close the connections of this process; a session of yours stays open."""
        own = self._own.pop(fork_count, None)
        if own is not None:
            own.session.close()

    def _of_process(self) -> _OwnSession:
        own = self._own.get(fork_count)
        return own or self._own.setdefault(fork_count, _OwnSession(self._url, self._settings))


class _OwnSession:
    """A session that nobody else changes: what requests would find out for each request is found out once."""

    def __init__(self, url: str, settings: SessionSettings) -> None:
        self.session = requests.Session()
        self.session.hooks["response"] = [hide_redirect]
        self.session.headers["User-Agent"] = f"langgraph-sync/{__version__}"
        # Each thread that streams holds a connection: a pool with bounds would warn of each that it can't keep.
        adapter = _Adapter(pool_maxsize=0)
        self.session.mount("http://", adapter)
        self.session.mount("https://", adapter)
        user_and_password = get_auth_from_url(url)
        auth: Any = settings.auth or (user_and_password if any(user_and_password) else _no_auth)
        # An auth that is more than a name and a password looks at each request.
        self._prepares_each = auth is not _no_auth and not isinstance(auth, tuple)
        self.session.auth = _no_auth if self._prepares_each else auth
        self._template = self.session.prepare_request(requests.Request("GET", url + "/"))
        self.session.auth = auth
        self._base = str(self._template.url)[:-1]
        # Proxies and certificates that the environment names.
        self.settings = self.session.merge_environment_settings(
            str(self._template.url), dict(settings.proxies or {}), True, settings.verify, settings.cert
        )

    def prepared(self, request: requests.Request) -> requests.PreparedRequest:
        """Return a request as requests would prepare it."""
        # Of lists and the like, requests makes several values.
        values = request.params.values()
        is_plain = _READY_TO_SEND.fullmatch(request.url) and all(isinstance(each, _PLAIN) for each in values)
        request.url = self._base + request.url
        if self._prepares_each or self.session.cookies or not is_plain:
            return self.session.prepare_request(request)
        prepared = self._template.copy()
        query = "?" + urlencode(request.params) if request.params else ""
        prepared.method, prepared.url, prepared.body = request.method, request.url + query, request.data or None
        prepared.headers.update(request.headers)
        if request.data or request.method not in ("GET", "HEAD"):
            prepared.headers["Content-Length"] = str(len(request.data))
        return prepared


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without any auth, requests sends what ~/.netrc holds for the host."""
    return request


def hide_redirect(response: requests.Response, **_: Any) -> None:
    """Rename the header of a redirect: requests would read its whole body, although it is not to follow."""
    if response.is_redirect:
        response.headers[REDIRECT] = response.headers.pop("location")


class _AnswerFile(io.RawIOBase):
    """The file that http.client reads one answer from: no read outlasts the exchange."""

    def __init__(self, file: Any, sock: Any, exchange: Exchange) -> None:
        self._file = file
        self._socket = sock
        self._exchange = exchange

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Optional[int]:
        exchange = self._exchange
        try:
            self._socket.settimeout(exchange.timeout())
            piece: bytes = self._file.read1(len(buffer))  # `readinto1` reads on behind what is in its buffer
        except BaseException:
            self._file.close()  # http.client of 3.9 leaves it open when a proxy opens no tunnel
            raise
        count = len(piece)
        buffer[:count] = piece
        if exchange.awaited_signs and count <= _LONGEST_SIGN_OF_LIFE and _SIGN_OF_LIFE.match(piece):
            exchange.awaited_signs -= 1
            if exchange.awaited_signs == 0:
                exchange.read = exchange.heartbeats
        return count

    def close(self) -> None:
        if self._exchange.was_sent is None:  # your session does not expect a shorter time-out at its next request
            with suppress(OSError):
                self._socket.settimeout(self._exchange.read)
        self._file.close()
        super().close()


def watch(answer: Any, exchange: Exchange) -> None:
    """Let no further read of an answer outlast the exchange; one that http.client does not read is left alone."""
    file = getattr(answer, "fp", None)
    sock = getattr(getattr(file, "raw", None), "_sock", None)
    if sock is not None:
        answer.fp = io.BufferedReader(_AnswerFile(file, sock, exchange), _BUFFER)


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        if _of_thread.exchange is not None:
            watch(self, _of_thread.exchange)

    def begin(self) -> None:
        super().begin()
        while 100 <= self.status < 200 and self.status != 101:
            self.headers = self.msg = cast("Any", None)  # an interim answer: the final one follows
            super().begin()
        exchange = _of_thread.exchange
        if exchange is not None and exchange.heartbeats is not None:
            exchange.awaited_signs = _PROMISING_SIGNS


class _Watched:
    """Mixed into the connections of urllib3: they notice what is sent, and send it within the exchange."""

    response_class = _Answer
    sock: Any
    auto_open: int

    def connect(self) -> None:
        try:
            cast("Any", super()).connect()
        finally:  # what was sent so far was for a proxy
            if _of_thread.exchange is not None:
                _of_thread.exchange.was_sent = False

    def send(self, data: Any) -> None:
        exchange = _of_thread.exchange
        if self.sock is None and self.auto_open:
            self.connect()
        if exchange is not None and self.sock is not None:
            self.sock.settimeout(exchange.timeout())
            exchange.was_sent = True
        cast("Any", super()).send(data)


@cache
def _watched(pool: Any) -> Any:
    """Make a pool of watched connections. What replaces those of urllib3 later (VCR.py does) is left alone."""
    connection = pool.ConnectionCls
    watched = type(connection.__name__, (_Watched, connection), {})
    choose = property(lambda _: watched if pool.ConnectionCls is connection else pool.ConnectionCls)
    return type(pool.__name__, (pool,), {"ConnectionCls": choose})


_POOLS: Final = {"http": _watched(HTTPConnectionPool), "https": _watched(HTTPSConnectionPool)}


class _Adapter(HTTPAdapter):
    """requests' own, but for the connections; `send` stays where it is, since mocks replace it."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        options = [*cast("Any", HTTPConnection).default_socket_options, *_KEEP_ALIVE]
        super().init_poolmanager(*args, socket_options=options, **more)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: Any, **more: Any) -> Any:
        is_new = proxy not in self.proxy_manager
        manager: Any = super().proxy_manager_for(proxy, **more)
        if is_new:  # that of SOCKS has pools of its own
            pools = manager.pool_classes_by_scheme
            manager.pool_classes_by_scheme = {scheme: _watched(pool) for scheme, pool in pools.items()}
        return manager
