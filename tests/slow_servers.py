"""Servers that are slow in every form: a piece every so often, so that no single read waits for long.

A form is chosen by the address: by the first label of the host where the server is a proxy, else by the first part of
the path.
"""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any, NamedTuple, Optional

import trustme
from faults import RUN, THREAD

from langgraph_sync import LangGraphClient, LangGraphError

TICK = 0.1  # seconds between two pieces
LASTS = 12  # seconds after which a server gives up
DEADLINE = 1
TOO_LATE = 8  # seconds: after the deadline on any machine, and before the server gives up
DOMAIN = "slow.example"
_HOST = re.compile(rb"([a-z0-9-]+)\." + re.escape(DOMAIN).encode())
_AT_ONCE = 24
_RECEIVE_BUFFER = 16 * 1024


class Form(NamedTuple):
    """What comes at once, and what comes piece by piece, over and over."""

    first: bytes = b""
    pieces: Sequence[bytes] = ()
    stage: str = "answer"
    """When it is slow: as a proxy (`tunnel`), before TLS (`handshake`), in reading (`request`), or in its `answer`."""
    reads: int = 0
    """How many bytes of the request's body are read at each tick of the stage `request`."""

    @property
    def names_run(self) -> bool:
        """Whether the client learns the run's id in time."""
        return b"content-location" in self.first


def _head(*headers: bytes, status: bytes = b"200 OK") -> bytes:
    location = b"content-location: /threads/%b/runs/%b" % (THREAD.encode(), RUN.encode())
    lines = [b"HTTP/1.1 " + status, b"content-type: <kind>", *([location] if status == b"200 OK" else []), *headers]
    return b"\r\n".join([*lines, b"", b""])


_LENGTH, _CLOSE, _CHUNKED, _GZIP = (
    b"content-length: 9999",
    b"connection: close",
    b"transfer-encoding: chunked",
    b"content-encoding: gzip",
)
_ONES = [b"1"]  # the beginning of some JSON, or of a line of an event
_PACKED = [bytes([byte]) for byte in gzip.compress(b"1" * 9_000, 0)]
_SIGN_OF_LIFE = [b"\r\n"]

HEADS: Mapping[str, Form] = {
    "silence": Form(),
    "status-line": Form(b"HTTP/1.1 200 ", _ONES),
    "header": Form(b"HTTP/1.1 200 OK\r\nx: ", _ONES),
    "headers": Form(b"HTTP/1.1 200 OK\r\n", [b"x: y\r\n"]),
    "continues": Form(b"", [b"HTTP/1.1 100 Continue\r\n\r\n"]),
    "continue-header": Form(b"HTTP/1.1 100 Continue\r\nx: ", _ONES),
    "early-hints": Form(b"", [b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"]),
    "early-hint-header": Form(b"HTTP/1.1 103 Early Hints\r\nlink: ", _ONES),
}
BODIES: Mapping[str, Form] = {
    "silent-length": Form(_head(_LENGTH)),
    "silent-close": Form(_head(_CLOSE)),
    "silent-chunked": Form(_head(_CHUNKED)),
    "silent-chunk": Form(_head(_CHUNKED) + b"ffff\r\n"),
    "silent-end-of-chunk": Form(_head(_CHUNKED) + b"1\r\n1"),
    "length": Form(_head(_LENGTH), _ONES),
    "close": Form(_head(_CLOSE), _ONES),
    "chunk": Form(_head(_CHUNKED) + b"ffff\r\n", _ONES),
    "chunks": Form(_head(_CHUNKED), [b"1\r\n1\r\n"]),
    "chunk-size": Form(_head(_CHUNKED), [b"0"]),
    "chunk-extension": Form(_head(_CHUNKED) + b"5;", _ONES),
    "trailers": Form(_head(_CHUNKED) + b"0\r\n", [b"x: y\r\n"]),
    "trailer": Form(_head(_CHUNKED) + b"0\r\nx: ", _ONES),
    "alive-length": Form(_head(_LENGTH), _SIGN_OF_LIFE),
    "alive-close": Form(_head(_CLOSE), _SIGN_OF_LIFE),
    "alive-chunks": Form(_head(_CHUNKED), [b"2\r\n\r\n\r\n"]),
    "gzip-length": Form(_head(_LENGTH, _GZIP), _PACKED),
    "gzip-close": Form(_head(_CLOSE, _GZIP), _PACKED),
    "gzip-chunk": Form(_head(_CHUNKED, _GZIP) + b"2000\r\n", _PACKED),
    "gzip-chunks": Form(_head(_CHUNKED, _GZIP), [b"1\r\n%b\r\n" % byte for byte in _PACKED]),
}
FAILURES: Mapping[str, Form] = {
    f"{status[:3].decode()}-{framing}": Form(_head(header, *more, status=status) + start, pieces)
    for status, *more in (
        [b"302 Found", b"location: http://elsewhere.example/"],
        [b"422 Unprocessable Entity"],
        [b"500 Internal Server Error"],
    )
    for framing, header, start, pieces in (
        ("silent", _LENGTH, b"", ()),
        ("length", _LENGTH, b"", _ONES),
        ("close", _CLOSE, b"", _ONES),
        ("chunk", _CHUNKED, b"ffff\r\n", _ONES),
    )
}
REQUESTS: Mapping[str, Form] = {
    "request-unread": Form(stage="request"),
    "request-read-slowly": Form(stage="request", reads=1024),
}
# For the ways on which what reads an answer is the same.
SOME_HEADS = {form: HEADS[form] for form in ("silence", "status-line", "headers", "continues", "early-hints")}
SOME_BODIES = {
    form: BODIES[form]
    for form in ("silent-chunk", "length", "close", "chunk", "chunks", "chunk-size", "trailers", "gzip-chunk")
}
TUNNELS: Mapping[str, Form] = {
    "tunnel-silent": Form(stage="tunnel"),
    "tunnel-status-line": Form(b"HTTP/1.1 200 ", _ONES, stage="tunnel"),
    "tunnel-headers": Form(b"HTTP/1.1 200 OK\r\n", [b"x: y\r\n"], stage="tunnel"),
    "handshake-silent": Form(stage="handshake"),
    # A record of 8 KiB, with a greeting of the server that fills it.
    "handshake": Form(b"\x16\x03\x03\x20\x00\x02\x00\x1f\xfc\x03\x03", [b"\x00"], stage="handshake"),
}
FORMS: Mapping[str, Form] = {**HEADS, **BODIES, **FAILURES, **REQUESTS, **TUNNELS}

# More than what the buffers of a connection hold.
LARGE_INPUT = {"text": "x" * 16_000_000}

CALLS: Mapping[str, Callable[..., Any]] = {
    "stream": lambda client, **options: list(client.runs.stream(THREAD, "agent", **options)),
    "wait": lambda client, **options: client.runs.wait(THREAD, "agent", **options),
    "join_stream": lambda client, **options: list(client.runs.join_stream(THREAD, RUN, **options)),
    "join": lambda client, **options: client.runs.join(THREAD, RUN, **options),
}


class Certificates:
    """An authority of our own, and what a server shows that it vouches for."""

    def __init__(self) -> None:
        self._authority = trustme.CA()
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert("127.0.0.1", f"*.{DOMAIN}").configure_cert(self.server)

    @contextlib.contextmanager
    def file(self) -> Iterator[str]:
        """The authority's certificate, as REQUESTS_CA_BUNDLE takes it."""
        with self._authority.cert_pem.tempfile() as name:
            yield name


class SlowServer:
    """Serves all the forms, on one way, while its ``with`` block lasts."""

    def __init__(self, tls: ssl.SSLContext, *, way: str = "direct") -> None:
        """Clients come `direct`, with `tls`, by this `proxy`, or with TLS through its `tunnel`."""
        self._tls = tls
        self._way = way
        self.is_proxy = way in ("proxy", "tunnel")
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(128)
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self.port = self._listener.getsockname()[1]
        self.url = f"http{'s' if way == 'tls' else ''}://127.0.0.1:{self.port}"
        self._listens = threading.Thread(target=self._listen, daemon=True)
        self._listens.start()

    def __enter__(self) -> SlowServer:  # noqa: PYI034 - `Self` would need typing_extensions
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listens.join(LASTS)  # or it might accept a connection of the next server
        self._listener.close()
        for thread in self._threads:
            thread.join(LASTS)

    def address(self, form: str) -> str:
        """Where a client finds a form."""
        if self.is_proxy:
            return f"http{'s' if self._way == 'tunnel' else ''}://{form}.{DOMAIN}"
        return f"{self.url}/{form}"

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError, EOFError):
            stack.enter_context(sock)
            sock.settimeout(LASTS)
            if self._way == "tls":
                sock = stack.enter_context(self._tls.wrap_socket(sock, server_side=True))
            form, head = self._request(sock)
            if head.startswith(b"CONNECT ") and form.stage != "tunnel":
                sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                if form.stage == "handshake":
                    _exactly(sock, 1)  # the client speaks first
                else:
                    sock = stack.enter_context(self._tls.wrap_socket(sock, server_side=True))
                    form, head = self._request(sock)
            if form.stage == "request":
                self._read_slowly(sock, form.reads)
            else:
                self._answer(sock, form, head)

    def _request(self, sock: socket.socket) -> tuple[Form, bytes]:
        """The form that is asked for, and what comes before a body; nothing is read beyond it, as TLS may follow."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += _exactly(sock, 1)
        return _form_of(head), head

    def _answer(self, sock: socket.socket, form: Form, head: bytes) -> None:
        _exactly(sock, _length_of(head))
        kind = b"text/event-stream" if b"text/event-stream" in head else b"application/json"
        sock.sendall(form.first.replace(b"<kind>", kind))
        for piece in self._ticking(cycle(form.pieces or [b""])):
            if piece:
                sock.sendall(piece)

    def _read_slowly(self, sock: socket.socket, size: int) -> None:
        for wanted in self._ticking(cycle([size])):
            if wanted:
                _exactly(sock, wanted)

    def _ticking(self, things: Iterable[Any]) -> Iterator[Any]:
        end = time.monotonic() + LASTS
        for thing in things:
            if self._stopped.wait(TICK) or time.monotonic() > end:
                return
            yield thing


class Ended(NamedTuple):
    """How a call has ended."""

    error: str
    thread_id: Optional[str]
    run_id: Optional[str]
    seconds: float


def end_of(client: LangGraphClient, call: str, **options: Any) -> Ended:
    """Make a call, and look how it ends."""
    begun = time.monotonic()
    reported: tuple[str, Optional[str], Optional[str]] = ("no error", None, None)
    with client:
        try:
            CALLS[call](client, **options)
        except LangGraphError as error:
            reported = type(error).__name__, getattr(error, "thread_id", None), getattr(error, "run_id", None)
    return Ended(*reported, time.monotonic() - begun)


def all_at_once(calls: Mapping[str, Callable[[], Ended]]) -> dict[str, Ended]:
    """Make many calls, two dozen of them at a time."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ends = {name: pool.submit(call) for name, call in calls.items()}
        return {name: end.result() for name, end in ends.items()}


def expected(form: str, call: str) -> tuple[str, Optional[str], Optional[str]]:
    """How a call with a deadline ends: by the status if it has come in time; the error has the ids that are known."""
    knows_run = call.startswith("join") or FORMS[form].names_run
    failures = {"302": "APIResponseError", "422": "UnprocessableEntityError", "500": "InternalServerError"}
    if form in FAILURES:
        return failures[form[:3]], None, None
    return "DeadlineExceededError", THREAD, RUN if knows_run else None


def wrong(ends: Mapping[str, Ended], call: str) -> dict[str, Ended]:
    """Those of the calls to these forms that did not end as they should, or too late."""
    return {
        form: ended for form, ended in ends.items() if ended[:3] != expected(form, call) or ended.seconds > TOO_LATE
    }


@contextlib.contextmanager
def full_backlog() -> Iterator[int]:
    """A port at which connections are neither accepted nor refused."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port: int = listener.getsockname()[1]
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(("127.0.0.1", port))
        yield port


def _form_of(head: bytes) -> Form:
    named = _HOST.search(head)
    return FORMS[named[1].decode() if named else head.split(b"/")[1].decode()]


def _length_of(head: bytes) -> int:
    lines = [line.partition(b":") for line in head.lower().split(b"\r\n")]
    return next((int(value) for name, _, value in lines if name == b"content-length"), 0)


def _exactly(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = sock.recv(min(size - len(data), 65536))
        if not piece:
            raise EOFError
        data += piece
    return data
