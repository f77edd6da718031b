"""A proxy that breaks connections off: after so many bytes of a stream's body as a test says."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Optional

_HEADER = b"x-cuts: "


class CuttingProxy:
    """Passes bytes on to a server while its ``with`` block lasts.

    A client says in the header `x-cuts` where its streams are to be cut: `<name>:300,20` cuts the first stream that
    comes under this name after 300 bytes of the answer, the second after 20; further ones are left whole.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._cuts: dict[bytes, list[int]] = {}
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cut_count = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> CuttingProxy:  # noqa: PYI034 - `Self` would need typing_extensions
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """Serve one connection: requests one after the other, each with its answer."""
        with contextlib.suppress(OSError), client, socket.create_connection(self._target) as server:
            room: list[Optional[int]] = [None]
            threading.Thread(target=self._pass_requests, args=(client, server, room), daemon=True).start()
            while True:
                data = server.recv(65536)
                if not data:
                    return
                if room[0] is not None and len(data) >= room[0]:
                    client.sendall(data[: room[0]])
                    with self._lock:
                        self.cut_count += 1
                    client.shutdown(socket.SHUT_RDWR)
                    return
                if room[0] is not None:
                    room[0] -= len(data)
                client.sendall(data)

    def _pass_requests(self, client: socket.socket, server: socket.socket, room: list[Optional[int]]) -> None:
        with contextlib.suppress(OSError):
            while True:
                data = client.recv(65536)
                if not data:
                    server.shutdown(socket.SHUT_RDWR)
                    return
                if b" HTTP/1.1\r\n" in data:
                    room[0] = self._next_cut(data)
                server.sendall(data)

    def _next_cut(self, request: bytes) -> Optional[int]:
        first_line = request.partition(b"\r\n")[0]
        if b"/stream" not in first_line or _HEADER not in request:
            return None
        name, _, cuts = request.partition(_HEADER)[2].partition(b"\r\n")[0].partition(b":")
        with self._lock:
            left = self._cuts.setdefault(name, [int(cut) for cut in cuts.split(b",")])
            return left.pop(0) if left else None
