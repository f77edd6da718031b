"""A server that does what a test says, to the byte: half an answer, a reset, a pause until something happens.

A script is a function of a `Connection`. Each request takes the next script; `requests` holds what came.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from http.client import responses as reasons
from typing import Any, NamedTuple, Optional

PATIENCE = 10  # seconds that a test waits for what must happen anyway


class Request(NamedTuple):
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


class Connection:
    """The server's side of one connection, while one request is answered."""

    def __init__(self, sock: socket.socket, request: Request) -> None:
        self._sock = sock
        self._framing = "chunked"
        self.request = request
        self.is_open = True

    def answer(
        self,
        body: Any = "",
        status: int = 200,
        headers: Optional[Mapping[str, str]] = None,
        kind: str = "application/json",
    ) -> None:
        """Send a whole answer; what is not bytes or text is sent as JSON."""
        data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.head(status, {"content-type": kind, "content-length": str(len(data)), **(headers or {})})
        self.send(data)

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        """Send the status line and the headers."""
        lines = [f"HTTP/1.1 {status} {reasons.get(status, 'Unknown')}", *(f"{k}: {v}" for k, v in headers.items())]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def open_stream(self, headers: Optional[Mapping[str, str]] = None, framing: str = "chunked") -> None:
        """Send the head of a stream of events; its body is `chunked`, or ends with the connection (`close`)."""
        self._framing = framing
        frame = {"transfer-encoding": "chunked"} if framing == "chunked" else {"connection": "close"}
        self.head(200, {"content-type": "text/event-stream; charset=utf-8", **frame, **(headers or {})})

    def event(self, name: str, data: Any, event_id: Optional[str] = None) -> None:
        """Send one event, framed as `langgraph dev` frames it."""
        self.chunk(event_bytes(name, data, event_id))

    def chunk(self, data: bytes) -> None:
        """Send a piece of a stream."""
        self.send(b"%x\r\n%b\r\n" % (len(data), data) if self._framing == "chunked" else data)

    def end_stream(self) -> None:
        """End a stream as a server does that has nothing more to say."""
        if self._framing == "chunked":
            self.send(b"0\r\n\r\n")
        else:
            self.close()

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._sock.sendall(data)

    def buffer_little(self) -> None:
        """Let what was sent be little more than what was read."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)

    def close(self) -> None:
        """Close the connection."""
        self.is_open = False
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()

    def reset(self) -> None:
        """Break the connection off: the client's next read fails."""
        self.is_open = False
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()

    def wait_until_gone(self) -> bool:
        """Wait until the client has closed the connection; False when it does not."""
        return self.is_gone_within(PATIENCE)

    def is_gone_within(self, seconds: float) -> bool:
        """Wait some seconds for the client to close the connection."""
        self._sock.settimeout(seconds)
        try:
            return self._sock.recv(1) == b""
        except ConnectionError:
            return True
        except OSError:
            return False


Script = Callable[[Connection], Any]


class ScriptedServer:
    """Listens on a free port while its ``with`` block lasts."""

    def __init__(self, *scripts: Script, port: int = 0, tls: Optional[ssl.SSLContext] = None) -> None:
        self._scripts = list(scripts)
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port))
        self._connections: list[socket.socket] = []
        self._tls = tls
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[Request] = []
        self.connection_count = 0
        self.problems: list[BaseException] = []
        self._listens = threading.Thread(target=self._listen, daemon=True)
        self._listens.start()

    def __enter__(self) -> ScriptedServer:  # noqa: PYI034 - `Self` would need typing_extensions
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self.problems:
            raise self.problems[0]

    def stop(self) -> None:
        """Refuse further connections and close those that there are."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        # Or it might accept a connection of the next server, whose listener can get the same number as this one.
        self._listens.join(PATIENCE)
        self._listener.close()
        for connection in self._connections:
            connection.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each event waits 40 ms
                self.connection_count += 1
                self._connections.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True)
                self._connections.append(sock)
            with sock.makefile("rb") as stream:
                while True:
                    request = _read(stream)
                    if request is None:
                        return
                    with self._lock:
                        self.requests.append(request)
                        script = self._scripts.pop(0) if self._scripts else _otherwise(request)
                    connection = Connection(sock, request)
                    script(connection)
                    if not connection.is_open:
                        return
        except OSError:
            return  # the client has gone, which it may do at any time
        except BaseException as problem:  # noqa: BLE001 - whatever a script raises fails the test
            self.problems.append(problem)
            sock.close()


def event_bytes(name: str, data: Any, event_id: Optional[str] = None) -> bytes:
    """One event, framed as `langgraph dev` frames it."""
    identity = f"id: {event_id}\r\n" if event_id is not None else ""
    return f"event: {name}\r\ndata: {json.dumps(data, separators=(',', ':'))}\r\n{identity}\r\n".encode()


def _otherwise(request: Request) -> Script:
    """Answer what no script is for: a client that asks whether its stream was whole hears that nothing is missing."""
    is_question = (
        request.method == "GET"
        and request.path.partition("?")[0].endswith("/stream")
        and "last-event-id" in request.headers
    )
    return _nothing_more if is_question else _unexpected


def _nothing_more(connection: Connection) -> None:
    connection.open_stream()
    connection.end_stream()


def _unexpected(connection: Connection) -> None:
    connection.answer({"detail": "the test expects no such request"}, status=418)
    request = connection.request
    raise AssertionError(f"unexpected request: {request.method} {request.path}")


def _read(stream: Any) -> Optional[Request]:
    first = stream.readline()
    if not first:
        return None
    method, path, _ = first.decode("latin-1").split(" ", 2)
    headers = {}
    for line in iter(stream.readline, b"\r\n"):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    return Request(method, path, headers, stream.read(int(headers.get("content-length", 0))))
