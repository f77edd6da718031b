"""Any form of stream takes time in proportion to its length, and holds its limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from langgraph_sync import APIResponseError
from langgraph_sync._sse import iter_events

Form = Callable[[int], bytes]
ONE_BLOCK: dict[str, Form] = {
    "one line, CR": lambda n: b"event: values\rdata: " + b"1" * n + b"\r\r",
    "one line, CRLF": lambda n: b"event: values\r\ndata: " + b"1" * n + b"\r\n\r\n",
    "short lines, CR": lambda n: b"data: 1\r" * (n // 8) + b"\r",
    "short lines, LF": lambda n: b"data: 1\n" * (n // 8) + b"\n",
    "short lines, CRLF": lambda n: b"data:1\r\n" * (n // 8) + b"\r\n",
    "short lines, CR, then LF": lambda n: b"data: 1\r" * (n // 8) + b"\n\n",
    "short lines, LF, then CR": lambda n: b"data: 1\n" * (n // 8) + b"\r\r",
    "short lines, mixed": lambda n: b"data:1\rdata: 2\ndata: 3\r\n" * (n // 24) + b"\r\n",
    "a plain head, then CR": lambda n: b"event: values\ndata: 1\r" + b"data: 1\r" * (n // 8) + b"\r",
    "long and short lines": lambda n: (b"data: " + b"1" * 2_000 + b"\rdata: 1\n") * (n // 2_015) + b"\n",
    "250 long lines": lambda n: (b"data: " + b"1" * (n // 250) + b"\n") * 250 + b"\n",
    "short comments": lambda n: b":\n" * (n // 2),
    "a long comment": lambda n: b":" * n + b"\n\n",
    "a long id": lambda n: b"event: a\r\ndata: 1\r\nid: " + b"1" * n + b"\r\n\r\n",
    "a long name": lambda n: b"event: " + b"a" * n + b"\ndata: 1\n\n",
    "many ids": lambda n: b"id: 1\n" * (n // 6) + b"data: 1\n\n",
    "many names": lambda n: b"event: a\n" * (n // 9) + b"data: 1\n\n",
    "unknown fields": lambda n: b"".join(b"%d: 1\n" % number for number in range(n // 8)) + b"data: 1\n\n",
    "no line end": lambda n: b"x" * n,
}
MANY_BLOCKS: dict[str, Form] = {
    "events, CR": lambda n: b"data: 1\r\r" * (n // 9),
    "events, CR, then LF": lambda n: b"data: 1\r\r" * (n // 9) + b"\n",
    "events, LF, then CR": lambda n: b"data: 1\n\n" * (n // 9) + b"\r",
    "plain events, then CR": lambda n: b"event: a\ndata: 1\n\n" * (n // 18) + b"\r",
    "blank lines, LF": lambda n: b"\n" * n,
    "blank lines, CRLF": lambda n: b"\r\n" * (n // 2),
    "heartbeats": lambda n: b": heartbeat\r\n\r\n" * (n // 15),
    "a long id, then events": lambda n: b"id: " + b"1" * n + b"\n\n" + b"event: a\ndata: 1\n\n" * (n // 18),
}
FORMS = {**ONE_BLOCK, **MANY_BLOCKS}


def cut(stream: bytes, size: int) -> Iterator[bytes]:
    """The stream in chunks of a size."""
    return (stream[start : start + size] for start in range(0, len(stream), size))


def time_to_read(stream: bytes, size: int) -> float:
    """The processor time that reading a stream to its end takes."""
    before = time.process_time()
    for _ in iter_events(cut(stream, size)):
        pass
    return time.process_time() - before


@pytest.mark.parametrize(("size", "length"), [(1, 5_000), (1_000, 50_000), (10_000_000, 150_000)])
@pytest.mark.parametrize("form", FORMS)
def test_time_grows_with_length(form: str, size: int, length: int) -> None:
    """It takes about eight times as long for a stream that is eight times as long; quadratic would be 64 times."""
    short, long = FORMS[form](length), FORMS[form](8 * length)
    tries = range(3)  # as the machine may be doing something else

    assert any(time_to_read(long, size) < 20 * time_to_read(short, size) + 0.01 for _ in tries)


@pytest.mark.parametrize("size", [1, 999, 2_000])
@pytest.mark.parametrize("form", ONE_BLOCK)
def test_limit_holds_before_more_is_read(form: str, size: int) -> None:
    """It refuses an event that is too long within the chunk that exceeds the limit."""
    read = []

    def chunks() -> Iterator[bytes]:
        for chunk in cut(ONE_BLOCK[form](100_000), size):
            read.append(len(chunk))
            yield chunk

    with pytest.raises(APIResponseError, match=r"more than max_response_bytes=2000$"):
        list(iter_events(chunks(), 2_000))
    assert sum(read) <= 2_000 + size
