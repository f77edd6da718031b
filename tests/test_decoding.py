"""Events become parts: what is not JSON is text in an event of an unknown name, and an error in one of a known name."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from faults import LOCATION, RUN, THREAD, run_is
from hypothesis import given
from hypothesis import strategies as st
from scripted_server import Connection, Script

from langgraph_sync import APIResponseError
from langgraph_sync._decoding import to_part
from langgraph_sync.parts import StreamPart, ValuesPart
from langgraph_sync.thread_stream import to_thread_part

METADATA = f'event: metadata\r\ndata: {{"run_id": "{RUN}", "attempt": 1}}\r\n\r\n'
NAMES = {
    str(getattr(kind.__annotations__["event"], "__forward_arg__", kind.__annotations__["event"])).split("'")[1]
    for kind in get_args(StreamPart)
} - {"protocol", "unknown", "heartbeat"}
TEXTS = [
    "2026-11-26 12:00:00+00:00",
    "[DONE]",
    "pong",
    "<p>",
    '{"a": 1',
    "[" * 100_000,
    "x" * 1_000,
    "a\nb",
    "  ",
    "\ufffd",
]


def sends_bytes(*blocks: str) -> Script:
    """Send these blocks of lines and end the stream."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        for block in blocks:
            connection.chunk(block.encode())
        connection.end_stream()

    return script


def test_events_that_are_not_json(connect: Any) -> None:
    """It yields pings and the end mark of other protocols as unknown parts, and reads on."""
    ping = "event: ping\r\ndata: 2026-11-26 12:00:00+00:00\r\n\r\n"
    named = "event: novelty|child:1\ndata: a\ndata:  b\nid: 7-0\n\n"
    client, _ = connect(sends_bytes(METADATA, ping, named, "data: [DONE]\n\n"), run_is("success"))

    parts = list(client.runs.stream(THREAD, "agent"))

    assert "metadata" == parts[0].event
    assert ("unknown", "2026-11-26 12:00:00+00:00", None, (), "ping") == parts[1]
    assert ("unknown", "a\n b", "7-0", ("child:1",), "novelty") == parts[2]
    assert ("unknown", "[DONE]", "7-0", (), "message") == parts[3]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_known_event_that_is_not_json(connect: Any, name: str) -> None:
    """It refuses an event of each known name whose data is not JSON."""
    client, _ = connect(sends_bytes(METADATA, f"event: {name}|child:1\ndata: [DONE]\n\n"), run_is("success"))

    with pytest.raises(APIResponseError, match=r"child:1' that is not JSON .*\[DONE\]"):
        list(client.runs.stream(THREAD, "agent"))


def test_state_of_a_thread_that_is_not_json() -> None:
    """It refuses a state of a thread that is not JSON, and keeps the text of an unknown event there."""
    with pytest.raises(APIResponseError, match="'state_update' that is not JSON"):
        to_thread_part(("state_update", b"[DONE]", ""))
    assert ("unknown", "[DONE]", None, (), "message") == to_thread_part(("message", b"[DONE]", ""))


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_kept(text: str) -> None:
    """It keeps the whole text of an event of an unknown name."""
    assert ("unknown", text, "1", (), "ping") == to_part(("ping", text.encode(), "1"))


@given(data=st.binary(), name=st.sampled_from(["ping", "message", "a|b", "", "|"]))
def test_any_data_of_an_unknown_event(name: str, data: bytes) -> None:
    """It takes any data of an event of an unknown name."""
    assert "unknown" == to_part((name, data, "")).event


@pytest.mark.parametrize("params", [{"id": 7}, None, {"namespace": "n"}], ids=str)
def test_state_like_an_event_of_the_thread_protocol(params: Any) -> None:
    """A state with the keys of such an event is a state."""
    state = {"type": "event", "method": "created", "params": params}

    assert ValuesPart("values", state, "1-0", ()) == to_part(("values", json.dumps(state).encode(), "1-0"))
