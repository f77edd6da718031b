"""The fake server: what a test says to it and asks it, and its connections."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Optional, Union, cast
from urllib.parse import parse_qs, unquote, urlsplit

from .. import _json
from .._run import ACTIVE
from ..client import LangGraphClient, get_client
from ._answers import Context, encoded, modes_of, plan
from ._records import AnswerFor, Assistant, FakeRun, FakeThread, Faults, Sent
from ._routes import Answered, Call, Followed, Routes

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from ..options import ClientOptions

_LOOK: Final = 0.1  # seconds after which a connection is looked at that has nothing to send
RouteAnswer = Union[Callable[[Call], Any], Mapping[str, Any], Sequence[Any], str, float, None]
_NO_UPDATE: Final[dict[str, Any]] = {}
_STREAM: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "connection": "keep-alive",
    "x-accel-buffering": "no",
}


class FakeServer:
    """A LangGraph server for tests, on a free port of this machine while its `with` block lasts.

    When the block is left, a request that the test has not foreseen raises an `AssertionError` that names it.

    Args:
        heartbeat: Seconds between the signs of life of a stream or an answer that takes long.
        strict: Whether what the test has not foreseen fails it.

    """

    def __init__(self, *, heartbeat: float = 5, strict: bool = True) -> None:
        self.calls: list[Call] = []
        """The requests, as they came."""
        self.heartbeat = heartbeat
        self._strict = strict
        self._routes = Routes()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: list[tuple[threading.Thread, socket.socket]] = []
        self._clients: list[LangGraphClient] = []
        self._accepts: Optional[threading.Thread] = None
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        """The address of the server."""

    def assistant(
        self,
        name: str,
        answer: AnswerFor = _NO_UPDATE,
        *,
        fail: Optional[Exception] = None,
        ask: Any = None,
        cut_after: Optional[int] = None,
        hold_for: float = 0,
        busy: float = 0,
        status: Optional[int] = None,
        times: Optional[int] = None,
    ) -> None:
        """Add an assistant, or let one that there is answer the next runs in another way.

        Args:
            name: The name of the assistant, or its UUID.
            answer: What each run answers: `text()`, `question()`, the state after the run, the parts of a stream, the
                path of a recording or of a journal, or a function of the run that returns any of these.
            fail: An exception that each run fails with, in place of what its last node returns, or of its last part.
            ask: A question that each run asks a human, unless it answers one: any JSON value but null.
            cut_after: The number of events after which the first connection to a run breaks off; the run goes on.
            hold_for: Seconds of silence before what the last node of a run returns, or its last part.
            busy: Seconds for which another run keeps an idle thread busy, which a run has to wait for.
            status: The status of an HTTP error that a request to start a run is answered with.
            times: The number of requests for which all this goes wrong, before it goes well; by default, all.

        """
        if not callable(answer):
            plan(answer, Context("", name, None, {}, {}))  # raises what is wrong with it
        if fail is not None and not isinstance(cast("object", fail), BaseException):
            raise TypeError(f"fail is an exception, such as ValueError({fail!r}), not {type(fail).__name__}")
        if cut_after is not None and not (isinstance(cast("object", cut_after), int) and cut_after >= 0):
            raise ValueError(f"cut_after is a number of events, not {cut_after!r}")
        if status is not None and not (isinstance(cast("object", status), int) and 400 <= status < 600):
            raise ValueError(f"status is that of an HTTP error, 400 to 599, not {status!r}")
        for name_of, seconds in (("hold_for", hold_for), ("busy", busy)):
            if not isinstance(cast("object", seconds), (int, float)) or not 0 <= seconds < float("inf"):
                raise ValueError(f"{name_of} is a number of seconds, not {seconds!r}")
        faults = Faults(fail, ask, cut_after, hold_for, busy, status)
        with self._routes.runs.changed:
            self._routes.assistants[name] = Assistant(name, answer, faults, times)

    def route(
        self, method: str, path: str, answer: RouteAnswer = None, *, status: int = 200, times: Optional[int] = None
    ) -> None:
        """Answer another route, or one that the server knows in another way.

        Args:
            method: The verb of the request.
            path: The path of the request, without its query; each `*` in it stands for any text.
            answer: What is sent as JSON, or a function of the `Call` that returns it; None for no body.
            status: The status of the answer.
            times: The number of requests that are answered so; by default, all.

        """
        left = float("inf") if times is None else times

        def answered(call: Call) -> Optional[Answered]:
            nonlocal left
            if left < 1 or call.method != method.upper() or not fnmatchcase(call.path, path):
                return None
            left -= 1
            return Answered(answer(call) if callable(answer) else answer, status)

        with self._routes.runs.changed:
            self._routes.custom.insert(0, answered)

    def client(self, **options: Unpack[ClientOptions]) -> LangGraphClient:
        """Return a client for this server, which is closed with the server.

        Args:
            options: Those of `get_client`.

        """
        options.setdefault("url", self.url)
        options.setdefault("api_key", None)
        client = get_client(**options)
        self._clients.append(client)
        return client

    @property
    def runs(self) -> list[FakeRun]:
        """The runs that were started, the oldest first; also those that were removed."""
        with self._routes.runs.changed:
            return list(self._routes.started)

    @property
    def threads(self) -> list[FakeThread]:
        """The threads that there are, the oldest first."""
        with self._routes.runs.changed:
            return list(self._routes.threads.values())

    @property
    def problems(self) -> list[str]:
        """What the test has not foreseen so far."""
        return list(self._routes.problems)

    def wait_for_end(self, run: FakeRun, seconds: float = 10) -> str:
        """Wait for the end of a run, and return its status; raise `TimeoutError` if it does not end.

        Args:
            run: One of `runs`.
            seconds: How long to wait.

        """
        changed = self._routes.runs.changed
        with changed:
            if not changed.wait_for(lambda: run.status not in ACTIVE, seconds):
                raise TimeoutError(f"run {run.run_id} is still {run.status} after {seconds} s")
            return run.status

    def check(self) -> None:
        """Raise an `AssertionError` if there were requests that the test has not foreseen, and forget them."""
        __tracebackhide__ = True
        problems = self.problems
        if problems and self._strict:
            self._routes.problems.clear()
            lines = "\n".join(f"  - {problem}" for problem in dict.fromkeys(problems))
            raise AssertionError(f"the fake LangGraph server got requests that the test did not prepare for:\n{lines}")

    def start(self) -> None:
        """Begin to accept connections; the `with` block does it."""
        self._accepts = threading.Thread(target=self._accept, name=f"fake server {self.url}", daemon=True)
        self._accepts.start()

    def stop(self) -> None:
        """Stop all runs, close all connections and wait for all threads; the `with` block does it."""
        for client in self._clients:
            client.close()
        self._routes.runs.close()
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=1).close()  # wakes `accept` everywhere
        if self._accepts is not None:
            self._accepts.join()
        self._listener.close()
        for thread, connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]
    ) -> None:
        __tracebackhide__ = True
        self.stop()
        if error is None:
            self.check()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._routes.runs.is_closed:
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection,), name="fake server", daemon=True)
            self._connections = [*(each for each in self._connections if each[0].is_alive()), (thread, connection)]
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:  # a client may go at any time
            _Handler(connection, self, self._routes, self.calls)


class _Handler(BaseHTTPRequestHandler):
    """Reads the requests of one connection and writes their answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each event would wait for 40 ms

    def __init__(self, connection: socket.socket, fake: FakeServer, routes: Routes, calls: list[Call]) -> None:
        self._fake = fake
        self._routes = routes
        self._runs = routes.runs
        self._calls = calls
        # What should be a server of the standard library is only kept.
        super().__init__(connection, ("127.0.0.1", 0), fake)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of http.server
        """Print nothing."""

    def do_GET(self) -> None:
        """Answer a request, whatever its verb."""
        target = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        data = None
        with suppress(ValueError):
            data = _json.decode_json(body) if body else None
        call = Call(self.command, unquote(target.path), parse_qs(target.query), headers, data)
        self._calls.append(call)
        try:
            answer = self._routes.answer(call)
        except Exception as problem:  # noqa: BLE001 - a function of the test may raise anything
            self._routes.problems.append(f"{call.method} {call.path}: {type(problem).__name__}: {problem}")
            answer = Answered({"detail": "Internal Server Error"}, 500)
        if isinstance(answer, Answered):
            self._send(answer)
        elif answer.is_stream:
            self._stream(answer)
        else:
            self._wait(answer)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - names of http.server

    def _send(self, answer: Answered) -> None:
        content = b"" if answer.body is None else encoded(answer.body)
        length = {} if answer.status == 204 else {"content-length": str(len(content))}
        kind = {"content-type": "application/json"} if content else {}
        self._head(answer.status, {**answer.headers, **length, **kind})
        self.wfile.write(content)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "vary": "Origin"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, answer: Followed) -> None:
        """Send the events of a run until it has ended, or break off."""
        run = answer.run
        self._head(200, {**_STREAM, **answer.headers, "transfer-encoding": "chunked"})
        count = 0
        for event in self._events(answer):
            if event is None:
                self._chunk(b": heartbeat\r\n\r\n")
            elif self._cuts(run, count):
                return
            elif not answer.modes or any(mode in answer.modes for mode in modes_of(event.name) or ("error",)):
                self._chunk(framed(event.name, event.data, event.id))
                count += 1
        if not self._cuts(run, count):
            if count and run.ought_to_be_cut():
                what = f"cut_after={run.faults.cut_after}, but the stream of a run of {run.assistant.name!r}"
                self._routes.problems.append(f"{what} has {count} events and was not cut")
            self._chunk(b"")

    def _wait(self, answer: Followed) -> None:
        """Send the result of a run when it has ended."""
        run = answer.run
        headers = {"content-type": "application/json", "transfer-encoding": "chunked"}
        self._head(200, {**answer.headers, **headers})
        for event in self._events(answer):
            if event is None:
                self._chunk(b"\n")
        if not self._cuts(run, run.faults.cut_after or 0):
            self._chunk(encoded(run.result()))
            self._chunk(b"")

    def _events(self, answer: Followed) -> Iterator[Optional[Sent]]:
        """Yield the events of a run, and None when it is time for a sign of life; cancel the run if the client goes."""
        run, changed = answer.run, self._runs.changed
        with changed:
            run.has_followers = True
            changed.notify_all()
            after = answer.after
            early = [each for each in run.events if after is not None and each.is_kept and each.id > after]
            place = 0 if answer.from_start else len(run.events)
        yield from early
        due = time.monotonic() + self._fake.heartbeat
        while True:
            with changed:
                if len(run.events) == place and run.status in ACTIVE:
                    changed.wait(max(0, min(due - time.monotonic(), _LOOK)))
                new, has_ended = run.events[place:], run.status not in ACTIVE
            yield from new
            place += len(new)
            if has_ended or self._runs.is_closed:
                return
            if time.monotonic() >= due:
                due += self._fake.heartbeat
                yield None
            if self._is_gone():
                if answer.cancels:
                    self._runs.cancel(run, why="requested: client disconnected")
                raise ConnectionAbortedError

    def _is_gone(self) -> bool:
        """Return whether the client has closed the connection."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ)
            return bool(selector.select(0)) and not self.connection.recv(1, socket.MSG_PEEK)

    def _cuts(self, run: FakeRun, count: int) -> bool:
        """Break the first connection to a run off, if it has sent enough."""
        if run.faults.cut_after is None or run.was_cut or count < run.faults.cut_after:
            return False
        run.was_cut = self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
        if run.is_cancelled_on_disconnect and run.status in ACTIVE:
            self._runs.cancel(run, why="requested: client disconnected")
        return True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))


def framed(name: str, data: Any, event_id: str = "") -> bytes:
    """Return an event as servers write it."""
    identity = f"id: {event_id}\r\n" if event_id else ""
    return b"event: %b\r\ndata: %b\r\n%b\r\n" % (name.encode(), encoded(data), identity.encode())
