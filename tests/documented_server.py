"""A server for the programs of the documentation: it has the graph of the demo, as it was recorded, and `human`."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from itertools import repeat
from typing import Any, Optional
from urllib.parse import parse_qs, urlsplit

from conftest import DATA
from scripted_server import Connection, ScriptedServer

from langgraph_sync._sse import iter_events

_RECORDED = [
    (event[0], json.loads(event[1]), event[2])
    for event in iter_events([(DATA / "recordings" / "agent.sse").read_bytes()])
]
_WEATHER: dict[str, Any] = [data for name, data, _ in _RECORDED if name == "values"][-1]
_SCHEMAS: dict[str, Any] = json.loads((DATA / "graph_schemas.json").read_text(encoding="utf-8"))
_ASSISTANT = {
    "assistant_id": "fe096781-5601-53d2-b2f6-0d3403f7e9ca",
    "graph_id": "agent",
    "metadata": {"created_by": "system"},
}
_QUESTION = {"id": "5ed281d81af0e8c649cf3e82da6b9432", "value": {"question": "ok?"}}
_ANSWERED = {"messages": [{"type": "ai", "content": "you said yes", "id": "m"}]}
_HEARTBEAT = b": heartbeat\r\n\r\n"
_ENOUGH = 1_000  # requests that a page may send


class DocumentedServer:
    """Threads and their runs. Each run has ended as soon as it is started."""

    def __init__(self) -> None:
        self.threads: dict[str, dict[str, Any]] = {}
        self.runs: list[dict[str, Any]] = []

    def __call__(self, connection: Connection) -> None:
        """Answer one request."""
        url = urlsplit(connection.request.path)
        # A run may have a thread or none: /threads/T/runs/R/stream, /runs/stream.
        place = url.path.strip("/").split("/")
        thread_id = place[1] if place[0] == "threads" and len(place) > 1 else None
        rest = place[2:] if thread_id else place
        method = connection.request.method
        if rest[:1] == ["runs"]:
            self._runs_of(thread_id, method, rest[1:], connection, parse_qs(url.query))
        elif place == ["ok"]:
            connection.answer({"ok": True})
        elif place == ["info"]:
            connection.answer({"version": "0.16.7", "langgraph_py_version": "1.2.24", "flags": {}})
        elif place[0] == "assistants":
            self._about_assistant(place[-1], connection)
        elif place == ["threads"]:
            connection.answer(self._thread(connection.request.json.get("thread_id")))
        elif thread_id == "search":
            found = [each for each in self.threads.values() if connection.request.json.get("offset", 0) == 0]
            connection.answer(found)
        elif thread_id in self.threads and rest == ["state"]:
            connection.answer({"values": self.threads[thread_id]["values"], "next": [], "tasks": [], "metadata": {}})
        elif thread_id in self.threads and method == "GET":
            connection.answer(self.threads[thread_id])
        else:
            connection.answer({"detail": f"Thread with ID {thread_id} not found"}, status=404)

    def _about_assistant(self, what: str, connection: Connection) -> None:
        if what == "graph":
            connection.answer({"nodes": [{"id": name} for name in _SCHEMAS["agent"]["nodes"]], "edges": []})
        elif what == "schemas":
            connection.answer(_SCHEMAS["agent"]["schemas"])
        else:
            connection.answer([_ASSISTANT] if connection.request.json.get("offset", 0) == 0 else [])

    def _thread(self, thread_id: Optional[str] = None) -> dict[str, Any]:
        thread: dict[str, Any] = {
            "thread_id": thread_id or str(uuid.uuid4()),
            "created_at": "2026-11-26T10:00:00+00:00",
            "status": "idle",
            "metadata": {},
            "values": {},
            "interrupts": {},
        }
        return self.threads.setdefault(thread["thread_id"], thread)

    def _runs_of(
        self,
        thread_id: Optional[str],
        method: str,
        rest: list[str],
        connection: Connection,
        query: dict[str, list[str]],
    ) -> None:
        if rest in ([], ["wait"], ["stream"]) and method == "POST":
            run = self._start(thread_id, connection.request.json)
            how, modes = rest[0] if rest else "", connection.request.json.get("stream_mode")
        elif not rest:
            found = [run for run in self.runs[::-1] if run["thread_id"] == thread_id]
            connection.answer([] if query.get("offset", ["0"]) != ["0"] else found)
            return
        else:
            run = next(run for run in self.runs if run["run_id"] == rest[0])
            how, modes = rest[1] if len(rest) > 1 else "", run["modes"]
        self._answer(connection, run, how, modes)

    def _start(self, thread_id: Optional[str], body: dict[str, Any]) -> dict[str, Any]:
        thread = self._thread(thread_id)
        is_answer = "resume" in (body.get("command") or {})
        if body["assistant_id"] == "human" and not is_answer:
            thread.update(status="interrupted", values={"messages": []}, interrupts={"task": [_QUESTION]})
        else:
            thread.update(status="idle", values=_ANSWERED if is_answer else _WEATHER, interrupts={})
        run = {
            "run_id": str(uuid.uuid4()),
            "thread_id": thread_id,
            "created_at": f"2026-11-26T10:00:00.{len(self.runs):06d}+00:00",
            "status": "success",
            "metadata": body.get("metadata") or {},
            "modes": body.get("stream_mode"),
            "state": {**thread["values"], **({"__interrupt__": [_QUESTION]} if thread["interrupts"] else {})},
        }
        self.runs.append(run)
        return run

    def _answer(self, connection: Connection, run: dict[str, Any], how: str, modes: Any) -> None:
        place = "" if run["thread_id"] is None else f"/threads/{run['thread_id']}"
        where = {"content-location": f"{place}/runs/{run['run_id']}"}
        if how in ("wait", "join"):
            connection.answer(run["state"], headers=where)
        elif how == "cancel":
            connection.answer("", status=202)
        elif how != "stream":
            connection.answer(run, headers=where)
        else:
            names = {
                "messages" if mode == "messages-tuple" else mode
                for mode in ([modes] if isinstance(modes, str) else modes)
            }
            after = connection.request.headers.get("last-event-id", "")
            connection.open_stream(where)
            connection.chunk(_HEARTBEAT)
            with contextlib.suppress(ConnectionError):  # the program has seen enough
                for name, data, event_id in self._events(run):
                    if name in {*names, "metadata"} and str(event_id) > after:
                        connection.event(name, data, event_id)
                connection.end_stream()

    def _events(self, run: dict[str, Any]) -> Iterator[tuple[str, Any, Optional[str]]]:
        yield "metadata", {"run_id": run["run_id"], "attempt": 1}, "0-0"
        if run["state"] == _WEATHER:
            yield from (event for event in _RECORDED if event[0] != "metadata")
        else:
            yield "values", run["state"], "1-0"
            yield "updates", {"ask": {"messages": run["state"]["messages"]}}, "2-0"


@contextlib.contextmanager
def documented_server() -> Iterator[str]:
    """Yield the address of a server."""
    with ScriptedServer(*repeat(DocumentedServer(), _ENOUGH)) as server:
        yield server.url
