"""The short cut for plain blocks and sseclient-py read the same events from any bytes."""

from __future__ import annotations

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


def by_sseclient(stream: bytes) -> list[ServerSentEvent]:
    """The events of a whole stream, each block of which sseclient-py has read."""
    events, start, last_id = [], 0, ""
    while (block := _sse._odd_block(stream, start, start == 0)) is not None:  # noqa: SLF001 - the slow way alone
        name, data, event_id, start = block
        last_id = last_id if event_id is None else event_id
        if data is not None:
            events.append(_sse.as_text((name, data, last_id)))
    return events


STREAM = st.lists(st.one_of(plain_blocks(), ODD_BLOCK), max_size=5).map(b"".join)


@given(stream=STREAM, cuts=st.lists(st.integers(0, 200), max_size=6))
@example(stream=b"\nid: 5\n\nevent: metadata\r\ndata: {", cuts=[])
def test_both_ways_agree(stream: bytes, cuts: list[int]) -> None:
    """It yields the events that sseclient-py finds, with the short cut and wherever the stream is cut."""
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    chunks = [stream[start:end] for start, end in zip(places, places[1:])]
    expected = by_sseclient(stream)

    assert expected == list(map(_sse.as_text, _sse.iter_events([stream])))
    assert expected == list(map(_sse.as_text, _sse.iter_events(chunks)))
    assert expected == list(map(_sse.as_text, _sse.iter_events(chunks, len(stream) + 1)))


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
