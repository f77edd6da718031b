"""A server for the programs of the documentation: the graph of the demo, and `human`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

from conftest import DATA

from langgraph_sync.testing import FakeServer, text


@contextlib.contextmanager
def documented_server() -> Iterator[str]:
    """Yield the address of a server."""
    described = json.loads((DATA / "graph_schemas.json").read_text(encoding="utf-8"))["agent"]
    with FakeServer(strict=False) as server:
        server.assistant("agent", text("begin", "end", node="agent"))
        server.assistant("human", {"messages": [{"type": "ai", "content": "you said yes"}]}, ask={"question": "ok?"})
        server.route(
            "GET", "/assistants/*/graph", {"nodes": [{"id": name} for name in described["nodes"]], "edges": []}
        )
        server.route("GET", "/assistants/*/schemas", described["schemas"])
        yield server.url
