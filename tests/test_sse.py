"""Bytes become server-sent events as the WHATWG text says, however they are cut."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from conftest import DATA

from langgraph_sync import APIResponseError
from langgraph_sync._sse import iter_events

CASES = json.loads((DATA / "sse_cases.json").read_text(encoding="utf-8"))["cases"]
PLAIN = b'event: values\r\ndata: {"a":1}\r\nid: 7-0\r\n\r\n'
INDENTED = "".join(f"data:   {n},\n" for n in range(5_000))


def events(*chunks: bytes) -> list[tuple[str, str, str]]:
    """All events of a stream, as plain tuples."""
    return [tuple(event) for event in iter_events(chunks)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    """It passes every case of the collection."""
    chunks = [base64.b64decode(chunk) for chunk in case["chunks_b64"]]

    assert case["events"] == [event._asdict() for event in iter_events(chunks)]


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

    assert ("e", "x", "") == next(iter_events(chunks()))


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

    assert ("a", "1", "") == next(read)
    with pytest.raises(APIResponseError, match="more than 100 bytes, which is max_event_bytes"):
        next(read)


def test_event_that_is_not_too_long() -> None:
    """It takes an event of just the bytes that are allowed."""
    block = b"event: a\ndata: 1\n\n"

    assert 2 == len(list(iter_events([block, block[:5], block[5:]], len(block))))
