"""Bytes become server-sent events as the WHATWG text says, however they are cut."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from conftest import DATA

from langgraph_sync import APIResponseError, _sse
from langgraph_sync._sse import as_text, iter_events

CASES = json.loads((DATA / "sse_cases.json").read_text(encoding="utf-8"))["cases"]
PLAIN = b'event: values\r\ndata: {"a":1}\r\nid: 7-0\r\n\r\n'
INDENTED = "".join(f"data:   {n},\n" for n in range(5_000))


def events(*chunks: bytes) -> list[tuple[str, str, str]]:
    """All events of a stream, as plain tuples."""
    return [tuple(as_text(event)) for event in iter_events(chunks)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    """It passes every case of the collection."""
    chunks = [base64.b64decode(chunk) for chunk in case["chunks_b64"]]

    assert case["events"] == [as_text(event)._asdict() for event in iter_events(chunks)]


@pytest.mark.parametrize("framing", [PLAIN, PLAIN.replace(b"\r\n", b"\n"), PLAIN.replace(b"\r\n", b"\r")])
@pytest.mark.parametrize("size", range(1, len(PLAIN) + 1))
def test_any_cut(framing: bytes, size: int) -> None:
    """It finds the same events wherever the chunks are cut."""
    stream = framing * 3

    assert [("values", '{"a":1}', "7-0")] * 3 == events(
        *(stream[start : start + size] for start in range(0, len(stream), size))
    )


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n", b"\r\r", b"\n\r\n", b"\r\n\r"])
def test_event_is_not_held_back(end: bytes) -> None:
    """It yields an event when its blank line has come, before it asks for more."""

    def chunks() -> Any:
        for byte in b"event: e\ndata: x" + end:
            yield bytes([byte])
        raise AssertionError("asked for more")

    assert ("e", b"x", "") == next(iter_events(chunks()))


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_short_cut(monkeypatch: pytest.MonkeyPatch, line_end: bytes) -> None:
    """It reads what LangGraph servers send without sseclient-py, which takes many times as long."""
    monkeypatch.setattr(_sse, "SSEClient", None)
    blocks = [
        b"event: metadata\ndata: {}\n\n",
        b'event: messages\ndata: ["\xc3\xa9"]\n\n',
        b"event: a\ndata: 1\nid: 7-0\n\n",
    ]
    blocks = [block.replace(b"\n", line_end) for block in blocks]
    halves = [half for block in blocks for half in (block[:20], block[20:])]
    expected = [("metadata", "{}", ""), ("messages", '["é"]', ""), ("a", "1", "7-0")]

    assert expected == events(*blocks)
    assert expected == events(*halves)
    assert expected == events(b"".join(blocks))


def test_byte_order_mark_inside() -> None:
    """It takes a byte order mark for one at the start of the stream only: elsewhere the line means nothing."""
    assert [("e", "1", ""), ("e", "2", "")] == events(
        b"\xef\xbb\xbfevent: e\ndata: 1\n\nevent: e\ndata: 2\n\n\xef\xbb\xbfdata: 3\n\n"
    )
    assert [("e", "1", "")] == events(b"event: e\ndata: 1\n\n\xef\xbb\xbfdata: 2\n\n")


def test_many_data_lines() -> None:
    """It joins thousands of data lines, as servers send that indent their JSON."""
    assert [("values", "\n".join(f"  {n}," for n in range(5_000)), "")] == events(
        f"event: values\n{INDENTED}\n".encode()
    )


def test_line_separators_of_unicode_are_text() -> None:
    """It ends lines at CR and LF only: the server sends U+2028 and U+0085 raw."""
    text = '"a\u2028b\u2029c\u0085d"'

    assert [("custom", text, "")] == events(f"event: custom\r\ndata: {text}\r\n\r\n".encode())


def test_broken_utf8_is_replaced() -> None:
    """It puts U+FFFD for bytes that are not UTF-8, and goes on."""
    assert [("e", "a\ufffdb", ""), ("e", "c", "")] == events(b"event: e\ndata: a\xffb\n\nevent: e\ndata: c\n\n")


@pytest.mark.parametrize("size", [1, 7, 1_000])
@pytest.mark.parametrize("framing", ["event: e\ndata: {}\n\n", "data: {}\r\rdata: x\r\r", ": odd\ndata: {}\n\n"])
def test_event_that_is_too_long(framing: str, size: int) -> None:
    """It delivers what comes before an event of more bytes than allowed, and refuses that one before it is complete."""
    block = framing.format("y" * 200).encode()
    stream = b"event: a\ndata: 1\n\n" + block
    read = iter_events((stream[start : start + size] for start in range(0, len(stream), size)), 100)

    assert ("a", b"1", "") == next(read)
    with pytest.raises(APIResponseError, match=r"more than max_response_bytes=100$"):
        next(read)


def test_no_event_may_come() -> None:
    """It refuses any event when none may have a byte."""
    with pytest.raises(APIResponseError, match=r"more than max_response_bytes=0$"):
        next(iter_events([PLAIN], 0))


@pytest.mark.parametrize("size", range(1, 36))
def test_exact_size(size: int) -> None:
    """It takes events of just the bytes that are allowed, and none of one more, wherever they are cut."""
    block = b"event: a\ndata: 1\n\n"
    chunks = [(block * 2)[start : start + size] for start in range(0, 2 * len(block), size)]

    assert [("a", b"1", "")] * 2 == list(iter_events(chunks, len(block)))
    with pytest.raises(APIResponseError, match=r"more than max_response_bytes=17$"):
        next(iter_events(chunks, len(block) - 1))
