"""What a real server sent: every recorded run stream decodes into parts that fit the description."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DATA
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from langgraph_sync._sse import iter_events
from langgraph_sync.stream import to_part

DESCRIPTION = Path(__file__).parent.parent / "openapi" / "langgraph.yaml"
RECORDINGS = sorted((DATA / "recordings").glob("*.sse"))


@lru_cache(maxsize=None)
def validator() -> Draft202012Validator:
    """Check parts against the description."""
    description = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    registry: Any = Registry().with_resource("api", Resource(contents=description, specification=DRAFT202012))
    return Draft202012Validator({"$ref": "api#/components/schemas/StreamPart"}, registry=registry)


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
    for part in parts:
        as_json = json.loads(json.dumps(part._asdict()))
        errors = [f"{part.event} {list(error.path)}: {error.message[:200]}" for error in _deepest(as_json)]
        assert [] == errors


def _deepest(part: Any) -> list[Any]:
    """The errors of the branch that fits best: a `oneOf` by itself only says that none did."""
    errors = []
    for error in validator().iter_errors(part):
        while error.context:
            error = max(error.context, key=lambda inner: (len(inner.absolute_path), inner.validator != "const"))
        errors.append(error)
    return errors


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.stem)
def test_recording_in_pieces(recording: Path) -> None:
    """It decodes to the same parts when it arrives in chunks of an odd size."""
    assert parts_of(recording) == parts_of(recording, 1009)


def test_every_event_was_recorded() -> None:
    """The recordings show every event that the description knows but two, which `langgraph dev` did not send."""
    seen = {part.event for recording in RECORDINGS for part in parts_of(recording)}
    known = {
        "metadata", "values", "updates", "messages", "messages/metadata", "messages/partial", "messages/complete",
        "events", "custom", "tasks", "checkpoints", "debug", "error", "protocol",
    }  # fmt: skip

    assert known == seen


def test_every_langchain_event_was_recorded() -> None:
    """The recordings show all twenty events of LangChain."""
    parts = [part for recording in RECORDINGS for part in parts_of(recording) if part.event == "events"]

    assert 20 == len({part.data["event"] for part in parts})
