"""Any bytes, cut anywhere, are the events that the rule finds in them."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from langgraph_sync import APIResponseError, ServerSentEvent, _sse
from langgraph_sync._decoding import to_part

LINE_ENDS = st.sampled_from([b"\r\n", b"\n", b"\r"])
TEXT = st.one_of(
    st.sampled_from(
        [
            b"",
            b" ",
            b"values",
            b"data: ",
            b"7-0",
            b"\0",
            b"\r",
            b"a\n",
            b"\xff",
            b"\xef\xbb\xbf",
            "é\u2028\u0085".encode(),
        ]
    ),
    st.text(max_size=5).map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=5),
)
FIELD = st.sampled_from(
    [
        b"event: ",
        b"data: ",
        b"id: ",
        b"event:",
        b"data:",
        b"id:",
        b"retry: ",
        b": ",
        b"data",
        b"\xef\xbb\xbfdata: ",
        b"",
    ]
)
ODD_LINE = st.tuples(FIELD, TEXT, LINE_ENDS).map(b"".join)
ODD_BLOCK = st.tuples(st.lists(ODD_LINE, max_size=4), LINE_ENDS).map(lambda block: b"".join([*block[0], block[1]]))


@st.composite
def plain_blocks(draw: Any) -> bytes:
    """A block as LangGraph servers send it, or nearly."""
    end = draw(LINE_ENDS)
    lines = [b"event: " + draw(TEXT), b"data: " + draw(TEXT)]
    if draw(st.booleans()):
        lines.append(b"id: " + draw(TEXT))
    return end.join([*lines, b"", b""])


def by_the_rule(stream: bytes) -> list[ServerSentEvent]:
    """The events of a stream, read line by line as the rule has it."""
    events: list[ServerSentEvent] = []
    event, data, last_id = "", [], ""
    for line in re.split("\r\n|\n|\r", stream.decode("utf-8-sig", "replace"))[:-1]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                events.append(ServerSentEvent(event or "message", "\n".join(data), last_id))
            event, data = "", []
        elif name == "event":
            event = value
        elif name == "data":
            data.append(value)
        elif name == "id" and "\0" not in value:
            last_id = value
    return events


STREAM = st.lists(st.one_of(plain_blocks(), ODD_BLOCK), max_size=5).map(b"".join)


@given(stream=STREAM | st.binary(), cuts=st.lists(st.integers(0, 200), max_size=6))
@example(stream=b"\nid: 5\n\nevent: metadata\r\ndata: {", cuts=[])
@example(stream=b"data: 1\n\r\n\r\r\rdata: 2\r\r\n\n", cuts=[10])
def test_any_cut(stream: bytes, cuts: list[int]) -> None:
    """It yields the events of the rule wherever the stream is cut."""
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    chunks = [stream[start:end] for start, end in zip(places, places[1:])]
    expected = by_the_rule(stream)

    assert expected == list(map(_sse.as_text, _sse.iter_events([stream])))
    assert expected == list(map(_sse.as_text, _sse.iter_events(chunks)))
    assert expected == list(map(_sse.as_text, _sse.iter_events(chunks, len(stream) + 1)))
    assert expected == list(map(_sse.as_text, _sse.iter_events(stream[at : at + 1] for at in range(len(stream)))))


@given(stream=st.one_of(st.binary(), STREAM))
def test_any_bytes(stream: bytes) -> None:
    """It reads any bytes as events, and takes any event for a part or refuses it with an error of this package."""
    for event in _sse.iter_events([stream]):
        try:
            part: Any = to_part(event)
        except APIResponseError as refusal:
            assert "is not JSON" in str(refusal)  # noqa: PT017 - either is right
        else:
            assert part.id == (event[2] or None)
