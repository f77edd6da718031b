"""A fake LangGraph server for your own tests, on a real socket: for this client, any other, and curl.

    from langgraph_sync.testing import FakeServer, text

    with FakeServer() as server:
        server.assistant("agent", text("Hello"))
        program(server.url)
        assert server.runs[0].input == {"messages": [{"role": "user", "content": "Hi"}]}

With pytest, `pytest_plugins = ["langgraph_sync.testing"]` in conftest.py adds the fixture `langgraph_server`: such a
server, whose address is in LANGGRAPH_API_URL while the test runs. The client then waits no time between retries.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .._retry import DELAYS
from ._answers import Answer, Part, Question, Text, as_event, plan, question, text
from ._records import AnswerFor, Assistant, FakeRun, FakeThread, Faults
from ._routes import Call
from ._server import FakeServer, framed

if TYPE_CHECKING:
    from ..models import StreamModes

__all__ = [
    "Answer",
    "AnswerFor",
    "Call",
    "FakeRun",
    "FakeServer",
    "FakeThread",
    "Part",
    "Question",
    "Text",
    "no_waiting",
    "question",
    "sse",
    "text",
]

pytest_plugins = ["langgraph_sync.testing.fixtures"]


@contextmanager
def no_waiting() -> Generator[None, None, None]:
    """Let the client retry at once while the `with` block, or the function that this decorates, lasts."""
    from unittest.mock import patch  # noqa: PLC0415 - no server needs it

    def no_delay(_: int) -> float:
        return 0

    at_once: dict[str, Any] = {"backoff_delay": no_delay, "LONGEST_RETRY_AFTER": 0}
    of_map: dict[str, Any] = {"DELAYS": (0,) * len(DELAYS), **at_once}
    with patch.multiple("langgraph_sync._retry", **at_once), patch.multiple("langgraph_sync._map", **of_map):
        yield


def sse(answer: Answer, *, stream_mode: StreamModes = ("values", "updates", "messages-tuple")) -> bytes:
    """Return the body of a stream, for libraries that mock HTTP: `responses`, requests-mock.

    Parts are sent exactly as they are; any other answer with the metadata of its run, as the fake server does.

    Args:
        answer: `text()`, `question()`, the state after the run, the path of a recording or of a journal, or parts.
        stream_mode: The modes that the program uses; not for parts.

    """
    if not isinstance(answer, (Text, Question, Mapping, os.PathLike)):
        return b"".join(framed(*as_event(part), getattr(part, "id", None) or "") for part in answer)
    thread = FakeThread(str(uuid.uuid4()), {})
    body = {"assistant_id": "agent", "stream_mode": stream_mode, "stream_subgraphs": True}
    run = FakeRun(thread, Assistant("agent", answer, Faults(), None), body, Faults())
    run.state = {}
    events = [("metadata", {"run_id": run.run_id, "attempt": 1}), *plan(answer, run.context()).events]
    return b"".join(framed(*event) for event in events if event[0] == "metadata" or run.wants(event[0]))
