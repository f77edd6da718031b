"""The short cut for plain blocks and sseclient-py read the same events from any bytes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langgraph_sync import APIResponseError, _sse
from langgraph_sync._parts import to_part

LINE_ENDS = st.sampled_from([b"\r\n", b"\n", b"\r"])
TEXT = st.one_of(
    st.sampled_from(
        [b"", b" ", b"values", b"data: ", b"7-0", b"\0", b"\xff", b"\xef\xbb\xbf", "é\u2028\u0085".encode()]
    ),
    st.text(max_size=5).map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=5),
)
FIELD = st.sampled_from([b"event: ", b"data: ", b"id: ", b"event:", b"data:", b"id:", b"retry: ", b": ", b"data", b""])
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


STREAM = st.lists(st.one_of(plain_blocks(), ODD_BLOCK), max_size=5).map(b"".join)


@given(stream=STREAM, cuts=st.lists(st.integers(0, 200), max_size=6))
def test_both_ways_agree(stream: bytes, cuts: list[int]) -> None:
    """It yields the same events with and without the short cut, wherever the stream is cut."""
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    chunks = [stream[start:end] for start, end in zip(places, places[1:])]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_sse, "_plain_block", lambda _chunk, _start: None)
        expected = list(_sse.iter_events([stream]))

    assert expected == list(_sse.iter_events([stream]))
    assert expected == list(_sse.iter_events(chunks))


@given(stream=st.one_of(st.binary(), STREAM))
def test_any_bytes(stream: bytes) -> None:
    """It reads any bytes as events, and takes any event for a part or refuses it with an error of this package."""
    for event in _sse.iter_events([stream]):
        try:
            part: Any = to_part(event)
        except APIResponseError as refusal:
            assert "is not JSON" in str(refusal)  # noqa: PT017 - either is right
        else:
            assert part.id == (event.id or None)
