"""What a stream keeps in memory: one event, however many there are."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from faults import LOCATION, THREAD, run_is
from scripted_server import Connection, Script, event_bytes

EVENTS = 20_000
KB = 1_000
MB = 1_000_000


def many(per_id: int) -> Script:
    """Send many events, some with each id."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        for start in range(0, EVENTS, 1_000):
            numbers = range(start, start + 1_000)
            connection.chunk(b"".join(event_bytes("custom", {"tick": n}, f"{n // per_id}-0") for n in numbers))
        connection.end_stream()

    return script


@pytest.mark.parametrize("per_id", [1, 100])
@pytest.mark.parametrize("how", ["stream", "join_stream"])
def test_many_events(connect: Any, how: str, per_id: int) -> None:
    """It keeps no more after 20,000 events than after 5,000."""
    client, _ = connect(many(per_id), run_is("success"))
    options = {"last_event_id": "00-0"} if how == "join_stream" else {"stream_resumable": True}
    kept: list[int] = []
    count = 0
    for count, _part in enumerate(getattr(client.runs, how)(THREAD, "agent", **options), 1):
        if count == 5_000:
            tracemalloc.start()
        elif count > 5_000 and count % 5_000 == 0:
            kept.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()

    assert EVENTS == count
    assert max(kept) < 600 * KB, kept


def test_many_events_with_one_id(connect: Any) -> None:
    """It keeps a few thousand identities of events that share an id, and no more."""
    client, _ = connect(many(EVENTS), run_is("success"))
    parts = client.runs.stream(THREAD, "agent", stream_resumable=True)
    for _ in range(4_000):
        next(parts)
    tracemalloc.start()
    rest = sum(1 for _ in parts)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert 16_000 == rest
    assert kept < MB


def test_large_event(connect: Any) -> None:
    """It holds no more than a few copies of an event of 12 MB at any time."""
    text = "x" * (12 * MB)
    event = event_bytes("values", text)

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        for start in range(0, len(event), 65536):
            connection.chunk(event[start : start + 65536])
        connection.end_stream()

    client, _ = connect(script, run_is("success"))
    tracemalloc.start()
    (part,) = client.runs.stream(THREAD, "agent")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert text == part.data
    assert peak < 3.5 * len(event)
