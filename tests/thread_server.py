"""A thread of a server, as far as jobs need one: it starts runs, distinguishes them, and keeps their events."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Optional
from urllib.parse import parse_qs, urlsplit

from faults import THREAD, Tick
from scripted_server import Connection

RUNS = f"/threads/{THREAD}/runs"
ENOUGH = 2_000  # requests that a test may send


def run_id(number: int) -> str:
    """The id of a thread's run."""
    return f"22222222-2222-4222-8222-{number:012d}"


class ThreadServer:
    """A script for every request: `serve(*[thread] * ENOUGH)`."""

    def __init__(self, *events: Tick, status: str = "success", error: Optional[dict[str, str]] = None) -> None:
        """`events` are what each run sends; it has the status from its beginning on."""
        self.events: Iterable[Tick] = events
        self.status = status
        self.error = error
        self.runs: list[dict[str, Any]] = []
        self.is_there = True
        self.loses_answers = False
        self.loses_requests = False
        self.before_start: list[Any] = []
        """Called, each once, when a run is about to be started."""
        self.refusal = 409
        self.heartbeat = b""

    def add(self, status: str = "success", **metadata: Any) -> dict[str, Any]:
        """Let the thread have one more run."""
        number = len(self.runs)
        run = {
            "run_id": run_id(number),
            "thread_id": THREAD,
            "status": status,
            "created_at": f"2026-11-26T10:{number // 60:02d}:{number % 60:02d}+00:00",
            "metadata": metadata,
        }
        self.runs.append(run)
        return run

    def __call__(self, connection: Connection) -> None:
        """Answer one request."""
        method, path = connection.request.method, urlsplit(connection.request.path).path
        found = re.fullmatch(f"{RUNS}/([^/]+)(/[a-z]+)?", path)
        if path == RUNS and method == "GET":
            self._list(connection)
        elif path in (RUNS, f"{RUNS}/stream"):
            self._start(connection, streams=path != RUNS)
        elif path == f"/threads/{THREAD}":
            status = "error" if self.error else "idle"
            connection.answer({"thread_id": THREAD, "status": status, "error": self.error})
        elif found is not None:
            self._about(connection, found[1], found[2])

    def _list(self, connection: Connection) -> None:
        if not self.is_there:
            connection.answer({"detail": "Thread not found"}, status=404)
            return
        query = parse_qs(urlsplit(connection.request.path).query)
        start, count = int(query.get("offset", ["0"])[0]), int(query["limit"][0])
        connection.answer(self.runs[::-1][start : start + count])

    def _start(self, connection: Connection, *, streams: bool) -> None:
        if self.loses_requests:
            connection.close()
            return
        for happens in self.before_start[:1]:
            self.before_start.remove(happens)
            happens()
        body = connection.request.json
        is_busy = any(run["status"] in ("pending", "running") for run in self.runs)
        if is_busy and body["multitask_strategy"] == "reject":
            connection.answer({"detail": "Thread is already running a task."}, status=self.refusal)
            return
        run = self.add("pending" if is_busy else self.status, **body.get("metadata", {}))
        if self.loses_answers:
            connection.close()
        elif streams:
            self._stream(connection, run, "-1")
        else:
            connection.answer(run, headers={"content-location": f"{RUNS}/{run['run_id']}"})

    def _about(self, connection: Connection, wanted: str, what: Optional[str]) -> None:
        run = next((run for run in self.runs if run["run_id"] == wanted), None)
        if run is None:
            connection.answer({"detail": "Run not found"}, status=404)
        elif connection.request.method == "DELETE":
            self.runs.remove(run)
            connection.answer("", status=204)
        elif what is None:
            connection.answer(run)
        elif what == "/join":
            connection.answer({"state": wanted} if self.error is None else {"__error__": self.error})
        elif what == "/cancel":
            run["status"] = "interrupted"
            connection.answer("", status=202)
        else:
            self._stream(connection, run, connection.request.headers["last-event-id"])

    def _stream(self, connection: Connection, run: dict[str, Any], after: str) -> None:
        connection.open_stream({"content-location": f"{RUNS}/{run['run_id']}"})
        if self.heartbeat:
            connection.chunk(self.heartbeat)
        metadata = ("metadata", {"run_id": run["run_id"], "attempt": 1}, "0-0")
        for event in (metadata, *self.events) if self.events else ():
            if after == "-1" or str(event[2]) > after:
                connection.event(*event)
        connection.end_stream()
