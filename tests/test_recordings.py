"""What a real server sent: every recorded run stream decodes into parts that fit the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import DATA
from description import misfits

from langgraph_sync._decoding import to_part
from langgraph_sync._sse import iter_events

if TYPE_CHECKING:
    from pathlib import Path

RECORDINGS = sorted((DATA / "recordings").glob("*.sse"))
EVENTS = {
    *("metadata", "values", "updates", "messages", "messages/metadata", "messages/partial", "messages/complete"),
    *("events", "custom", "tasks", "checkpoints", "debug", "error", "protocol"),
}


def parts_of(recording: Path, size: int = 0) -> list[Any]:
    """Decode a recording, whole or in chunks of a size."""
    stream = recording.read_bytes()
    chunks = [stream[start : start + size] for start in range(0, len(stream), size)] if size else [stream]
    return [to_part(event) for event in iter_events(chunks)]


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.stem)
def test_recording(recording: Path) -> None:
    """It decodes without an unknown event, and each part fits the description."""
    parts = parts_of(recording)

    assert [] == [part for part in parts if part.event == "unknown"]
    assert [] == [misfit for part in parts for misfit in misfits(part)]


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.stem)
def test_recording_in_pieces(recording: Path) -> None:
    """It decodes to the same parts when it arrives in chunks of an odd size."""
    assert parts_of(recording) == parts_of(recording, 1009)


def test_every_event_was_recorded() -> None:
    """The recordings show every event but `feedback` and `end`, which `langgraph dev` was not seen to send."""
    assert EVENTS == {part.event for recording in RECORDINGS for part in parts_of(recording)}


def test_every_event_of_langchain_was_recorded() -> None:
    """The recordings show all twenty events of LangChain."""
    parts = [part for recording in RECORDINGS for part in parts_of(recording) if part.event == "events"]

    assert 20 == len({part.data["event"] for part in parts})
