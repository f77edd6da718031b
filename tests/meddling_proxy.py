"""A proxy that does to a server's answers what proxies do: it breaks them off, and frames them anew."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from email.message import Message
from http.client import parse_headers
from itertools import cycle
from typing import Any, NamedTuple, Optional

FRAMINGS = ("odd", "close", "http10", "length")
_FRAME = ("transfer-encoding", "content-length", "connection")
_ODD_SIZES = (1, 7, 4096, 3, 65536)


class MeddlingProxy:
    """Passes requests on to a server, and its answers back, while its ``with`` block lasts.

    A client says in headers how its answers are treated:

    - `x-cuts: <name>:300,20` cuts the first stream that comes under this name after 300 bytes of the answer, the second
      after 20; further ones are left whole.
    - `x-framing: odd` sends chunks of odd sizes as the bytes arrive, `close` a body that ends with the connection,
      `http10` the same as HTTP/1.0, and `length` the whole body at once.
    - `x-loses: POST` keeps the answers to these requests to itself, and hangs up.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._cuts: dict[str, list[int]] = {}
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cut_count = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> MeddlingProxy:  # noqa: PYI034 - `Self` would need typing_extensions
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """Serve one connection: requests one after the other, each with its answer, until one of them ends it."""
        with contextlib.suppress(OSError), client, client.makefile("rb") as requests:
            while True:
                request = _Head.read(requests)
                body = requests.read(int(request.headers.get("content-length", 0)))
                # A connection for each: the server closes one that is idle, just when the next request is under way.
                with socket.create_connection(self._target) as server, server.makefile("rb") as answers:
                    server.sendall(request.encoded() + body)
                    answer = _Head.read(answers)
                    if request.first_line.split()[0] == request.headers.get("x-loses"):
                        return
                    framed = _FRAMED[request.headers.get("x-framing")](answer, _pieces(answer, answers))
                    for data in self._cut(framed, self._next_cut(request)):
                        client.sendall(data)

    def _cut(self, framed: Iterator[bytes], room: Optional[int]) -> Iterator[bytes]:
        """As much of an answer as there is room for; what is less than all of it ends the connection."""
        for data in framed:
            if room is not None:
                if len(data) >= room:
                    yield data[:room]
                    with self._lock:
                        self.cut_count += 1
                    raise ConnectionAbortedError
                room -= len(data)
            yield data

    def _next_cut(self, request: _Head) -> Optional[int]:
        if "/stream" not in request.first_line or "x-cuts" not in request.headers:
            return None
        name, _, cuts = request.headers["x-cuts"].partition(":")
        with self._lock:
            left = self._cuts.setdefault(name, [int(cut) for cut in cuts.split(",")])
            return left.pop(0) if left else None


class _Head(NamedTuple):
    """The beginning of a request or of an answer."""

    first_line: str
    headers: Message[str, str]

    @classmethod
    def read(cls, stream: Any) -> _Head:
        """Read one; nothing more to read ends the connection."""
        first_line = stream.readline()
        if not first_line:
            raise ConnectionAbortedError
        return cls(first_line.decode("latin-1"), parse_headers(stream))

    def encoded(self, **frame: str) -> bytes:
        """The same bytes as were read, or the same with another framing."""
        kept = [(name, value) for name, value in self.headers.items() if not frame or name.lower() not in _FRAME]
        changed = [(name.replace("_", "-"), value) for name, value in frame.items()]
        lines = [f"{name}: {value}\r\n" for name, value in kept + changed if value]
        return "".join([self.first_line, *lines, "\r\n"]).encode("latin-1")

    def is_chunked(self) -> bool:
        """Whether the body comes in chunks."""
        return self.headers.get("transfer-encoding") == "chunked"


def _pieces(answer: _Head, stream: Any) -> Iterator[bytes]:
    """The body of an answer, as it arrives."""
    if not answer.is_chunked():
        yield stream.read(int(answer.headers.get("content-length", 0)))
        return
    while True:
        size_line = stream.readline()
        if not size_line:
            raise ConnectionAbortedError
        piece = stream.read(int(size_line, 16))
        stream.readline()
        if not piece:
            return
        yield piece


def _as_it_came(answer: _Head, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield answer.encoded()
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece) if answer.is_chunked() else piece
    if answer.is_chunked():
        yield b"0\r\n\r\n"


def _in_odd_chunks(answer: _Head, pieces: Iterator[bytes]) -> Iterator[bytes]:
    if not answer.is_chunked():
        yield from _as_it_came(answer, pieces)
        return
    yield answer.encoded()
    sizes = cycle(_ODD_SIZES)
    for piece in pieces:
        start = 0
        while start < len(piece):
            part = piece[start : start + next(sizes)]
            yield b"%04X;odd=yes\r\n%b\r\n" % (len(part), part)
            start += len(part)
    yield b"000;odd=yes\r\nx-trailer: odd\r\n\r\n"


def _until_close(answer: _Head, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield answer.encoded(connection="close")
    yield from pieces
    raise ConnectionAbortedError


def _as_http_1_0(answer: _Head, pieces: Iterator[bytes]) -> Iterator[bytes]:
    older = answer._replace(first_line=answer.first_line.replace("HTTP/1.1", "HTTP/1.0"))
    yield older.encoded(connection="")
    yield from pieces
    raise ConnectionAbortedError


def _whole(answer: _Head, pieces: Iterator[bytes]) -> Iterator[bytes]:
    body = b"".join(pieces)
    yield answer.encoded(content_length=str(len(body))) + body


_FRAMED: dict[Optional[str], Callable[[_Head, Iterator[bytes]], Iterator[bytes]]] = {
    None: _as_it_came,
    "odd": _in_odd_chunks,
    "close": _until_close,
    "http10": _as_http_1_0,
    "length": _whole,
}
