"""A server that replays streams of events, faster than any client reads them.

The query of a request says what comes: `kind` (events, tokens, values, big), `n` events, `framing` (chunked, several,
cut, close), `ids=1`, `size` of a big event, `pace` in seconds between events, each of which then holds when it was
sent. Whatever does not end in /stream is answered with a run that has succeeded.
"""

from __future__ import annotations

import json
import socketserver
import time
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

RUN = "/threads/t/runs/01a2065c-f9dd-7777-98c6-818ea8c6c494"
ANSWER = json.dumps({"run_id": RUN[-36:], "thread_id": "t", "status": "success", "metadata": {}}).encode()
BLOCK = 400
PER_CHUNK = 8
AFTER_LAST = 0.5
WORDS = ["the", "state", "of", "an", "agent", "is", "a", "list", "of", "messages", "été"]


def event_data(kind: str, number: int, size: int) -> Any:
    """The data of one event, with the fields of a real server's."""
    word, origin = (
        WORDS[number % len(WORDS)],
        {"langgraph_node": "agent", "langgraph_step": 1, "thread_id": "01a2065c", "ls_provider": "model"},
    )
    message = {"content": word, "type": "AIMessageChunk", "id": "lc_run--01a2065c-f9dd-7777-98c6-818ea8c6c494"}
    if kind == "tokens":
        return [{**message, "tool_calls": [], "chunk_position": None}, {**origin, "ls_model_type": "chat"}]
    if kind == "events":
        ids = {f"id_{place}": f"01a2065c-f9dd-7777-98c6-818ea8c6c4{place}" for place in range(10, 24)}
        chunk = {**message, "additional_kwargs": {}, "response_metadata": {}, "name": None, "tool_calls": []}
        about = {**origin, **ids, "graph_id": "agent", "langgraph_version": "1.2.22", "langgraph_path": ["__pull", "a"]}
        return {
            "event": "on_chat_model_stream",
            "data": {"chunk": chunk},
            "name": "Model",
            "tags": ["seq:step:1"],
            "run_id": RUN[-36:],
            "metadata": about,
            "parent_ids": [RUN[-36:]] * 2,
        }
    text = " ".join(WORDS * 12)
    whole = {**message, "content": text, "additional_kwargs": {}, "response_metadata": {}, "tool_calls": []}
    return {"messages": [whole] * max(1, size // len(json.dumps(whole, ensure_ascii=False, separators=(",", ":"))))}


def event(data: Any, kind: str, id_line: str) -> bytes:
    """One event as LangGraph frames it."""
    name = {"tokens": "messages", "big": "values"}.get(kind, kind)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\r\ndata: {text}\r\n{id_line}\r\n".encode()


def framed(events: list[bytes], framing: str) -> bytes:
    """Events as they go over the wire."""
    if framing == "close":
        return b"".join(events)
    pieces = events
    if framing == "several":
        pieces = [b"".join(events[start : start + PER_CHUNK]) for start in range(0, len(events), PER_CHUNK)]
    if framing == "cut":
        whole = b"".join(events)
        size = max(1000, min(len(whole) // 100, 65536))
        pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


@lru_cache(maxsize=64)
def block(kind: str, n: int, framing: str, id_line: str, size: int) -> bytes:
    """Up to 400 events on the wire."""
    return framed([event(event_data(kind, number, size), kind, id_line) for number in range(n)], framing)


class Replay(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Answer as the query says."""
        self.rfile.read(int(self.headers.get("content-length", 0)))
        url = urlsplit(self.path)
        if not url.path.endswith("/stream"):
            self._head({"content-type": "application/json", "content-length": str(len(ANSWER))})
            self.wfile.write(ANSWER)
            return
        query = dict(parse_qsl(url.query))
        kind, n, framing = query["kind"], int(query["n"]), query.get("framing", "chunked")
        id_line = "id: 1795403943805-0\r\n" if query.get("ids") else ""
        self.close_connection = framing == "close"
        way = {"connection": "close"} if framing == "close" else {"transfer-encoding": "chunked"}
        self._head({"content-type": "text/event-stream; charset=utf-8", "content-location": RUN, **way})
        if "pace" in query:
            for _ in range(n):
                time.sleep(float(query["pace"]))
                self.wfile.write(framed([event({"sent": time.monotonic()}, kind, id_line)], framing))
            time.sleep(AFTER_LAST)
        else:
            size = int(query.get("size", 20_000))
            whole, rest = divmod(n, BLOCK)
            for length in [BLOCK] * whole + [rest] * bool(rest):
                self.wfile.write(block(kind, length, framing, id_line, size))
        if framing != "close":
            self.wfile.write(b"0\r\n\r\n")

    do_GET = do_POST  # noqa: N815 - the name that http.server calls

    def _head(self, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Server(socketserver.ThreadingTCPServer):
    """A thread for each connection."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 512


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Replay) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
