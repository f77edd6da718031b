"""What a real server sent about threads: every recorded event fits the description."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract import part_problems

from langgraph_sync._sse import iter_events
from langgraph_sync.thread_stream import to_protocol_event, to_thread_part

RECORDINGS = Path(__file__).with_name("data") / "thread_recordings"
PROTOCOL = sorted(RECORDINGS.glob("protocol_*.sse"))
THREADS = sorted(RECORDINGS.glob("thread_*.sse"))


@pytest.mark.parametrize("recording", PROTOCOL, ids=lambda recording: recording.stem)
def test_protocol(recording: Path) -> None:
    """Each event of the thread protocol fits the description."""
    events = [to_protocol_event(event) for event in iter_events([recording.read_bytes()])]

    assert events
    assert [] == [problem for event in events for problem in part_problems("ProtocolEvent", event)]


@pytest.mark.parametrize("recording", THREADS, ids=lambda recording: recording.stem)
def test_thread(recording: Path) -> None:
    """Each event of a thread's stream is known and fits the description."""
    parts = [to_thread_part(event) for event in iter_events([recording.read_bytes()])]

    assert parts
    assert [] == [part for part in parts if part.event == "unknown"]
    assert [] == [problem for part in parts for problem in part_problems("ThreadStreamPart", part)]


def test_what_was_recorded() -> None:
    """The recordings show each method but `tasks` and `checkpoints`, and what only threads report."""
    events = [to_protocol_event(event) for path in PROTOCOL for event in iter_events([path.read_bytes()])]
    parts = [to_thread_part(event) for path in THREADS for event in iter_events([path.read_bytes()])]
    statuses = {part.data.get("status") for part in parts if part.event == "metadata"}

    expected = {"lifecycle", "values", "messages", "input.requested", "updates", "custom", "tools"}
    assert expected == {event["method"] for event in events}
    assert "state_update" in {part.event for part in parts}
    assert {None, "run_done"} == statuses
