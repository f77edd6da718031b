"""What the tests of faults share: the scripts of a server that fails, and the events that it sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from scripted_server import Connection, Script

THREAD = "11111111-1111-4111-8111-111111111111"
RUN = "22222222-2222-4222-8222-222222222222"
LOCATION = {"content-location": f"/threads/{THREAD}/runs/{RUN}"}
STREAM_PATH = f"/threads/{THREAD}/runs/{RUN}/stream"
CANCEL_PATH = f"/threads/{THREAD}/runs/{RUN}/cancel"

METADATA = ("metadata", {"run_id": RUN, "attempt": 1}, "0-0")

Tick = tuple[str, Any, Optional[str]]


def tick(number: int, event_id: Optional[str]) -> Tick:
    """One event of a run that counts."""
    return "custom", {"tick": number}, event_id


def sends(*events: Tick, then: str = "end_stream", headers: Mapping[str, str] = LOCATION) -> Script:
    """Send these events, then end the stream, or `close` or `reset` the connection."""

    def script(connection: Connection) -> None:
        connection.open_stream(headers)
        for event in events:
            connection.event(*event)
        getattr(connection, then)()

    return script


def cut_after(*events: Tick) -> Script:
    """Send these events and break off."""
    return sends(*events, then="close")


def keeps(*events: Tick) -> Script:
    """Send those of the events that come after the id that is asked for, each as often as it happened."""

    def script(connection: Connection) -> None:
        after = connection.request.headers["last-event-id"]
        sends(*(event for event in events if str(event[2]) > after))(connection)

    return script


def run_is(status: str, **more: Any) -> Script:
    """Answer the question for the run."""
    return lambda connection: connection.answer({"run_id": RUN, "thread_id": THREAD, "status": status, **more})


def gone(connection: Connection) -> None:
    """Answer that there is no such run."""
    connection.answer({"detail": "Run not found"}, status=404)


def refuses(status: int, retry_after: Optional[str] = "0") -> Script:
    """Answer with an error that may pass, and with when to come again."""
    headers = {} if retry_after is None else {"retry-after": retry_after}
    return lambda connection: connection.answer({"detail": "Not now."}, status, headers)


def hangs_up(connection: Connection) -> None:
    """Take the request and say nothing."""
    connection.close()


def ticks(parts: Iterable[Any]) -> list[int]:
    """The numbers that a stream has counted."""
    return [part.data["tick"] for part in parts if part.event == "custom"]
