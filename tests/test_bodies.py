"""Bodies: how they are framed and packed, how much of them is read, and who may have read them before."""

from __future__ import annotations

import gzip
import json
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Optional

import pytest
import requests
from requests.adapters import HTTPAdapter
from scripted_server import PATIENCE, Connection, Script, event_bytes

from langgraph_sync import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    DeadlineExceededError,
    StreamInterruptedError,
    UnprocessableEntityError,
)

MB = 1_000_000
HUGE = 64 * MB
LIMIT = 1_000
FRAMINGS = ["length", "chunked", "close"]
VALUE = {"n": 1}

READS: Mapping[str, Callable[..., Any]] = {
    "stream": lambda client, **options: [
        part.data for part in client.runs.stream(None, "agent", **options) if part.event == "values"
    ][-1],
    "wait": lambda client, **options: client.runs.wait(None, "agent", **options),
}


@pytest.fixture(params=["own", "yours"])
def session(request: Any) -> Iterator[Optional[requests.Session]]:
    """No session, so that the client makes its own, or one of the caller."""
    if request.param == "own":
        yield None
        return
    with requests.Session() as callers:
        callers.mount("http://", HTTPAdapter())
        yield callers


def is_stream(connection: Connection) -> bool:
    """Whether the client wants events."""
    return connection.request.headers["accept"] == "text/event-stream"


def body_of(connection: Connection, value: Any = VALUE) -> bytes:
    """A value as the client wants it, as JSON or as an event."""
    if is_stream(connection):
        return event_bytes("metadata", {"run_id": "r"}) + event_bytes("values", value)
    return json.dumps(value).encode()


def begin(connection: Connection, framing: str, size: int, headers: Optional[Mapping[str, str]] = None) -> None:
    """Send the head of an answer whose body has so many bytes."""
    frame = {
        "length": {"content-length": str(size)},
        "chunked": {"transfer-encoding": "chunked"},
        "chunk": {"transfer-encoding": "chunked"},
        "close": {"connection": "close"},
    }[framing]
    kind = "text/event-stream" if is_stream(connection) else "application/json"
    status = int((headers or {}).get("status", 200))
    connection.head(status, {"content-type": kind, **frame, **(headers or {})})


def frame_body(connection: Connection, framing: str, body: bytes, headers: Optional[Mapping[str, str]] = None) -> None:
    """Send a whole answer."""
    begin(connection, framing, len(body), headers)
    if framing == "chunked":
        for piece in (body[:7], body[7:]):
            connection.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        connection.send(b"0\r\n\r\n")
    else:
        connection.send(body)
    if framing == "close":
        connection.close()


def answers(framing: str = "length", value: Any = VALUE, **headers: str) -> Script:
    """Answer with a value."""
    return lambda connection: frame_body(connection, framing, body_of(connection, value), headers)


class Torrent:
    """Sends a huge body as fast as it is read, and knows how much of it was sent."""

    def __init__(self, framing: str, **headers: str) -> None:
        self._framing = framing
        self._headers = headers
        self._sent = 0
        self._is_over = threading.Event()

    def __call__(self, connection: Connection) -> None:
        """Answer with it."""
        connection.buffer_little()
        start = b'event: values\ndata: "' if is_stream(connection) else b'"'
        try:
            begin(connection, self._framing, HUGE, self._headers)
            connection.send((b"%x\r\n" % HUGE if self._framing == "chunk" else b"") + self._framed(start))
            while self._sent < HUGE:
                connection.send(self._framed(b"x" * 8192))
                self._sent += 8192
        finally:
            self._is_over.set()
            connection.close()

    def _framed(self, piece: bytes) -> bytes:
        return b"%x\r\n%b\r\n" % (len(piece), piece) if self._framing == "chunked" else piece

    def sent(self) -> int:
        """How many bytes were sent before the client went."""
        assert self._is_over.wait(PATIENCE)
        return self._sent


@pytest.mark.parametrize("framing", ["length", "chunk", "chunked", "close"])
@pytest.mark.parametrize("read", READS)
def test_limit(connect: Any, session: Any, read: str, framing: str) -> None:
    """It refuses an event or an answer above the limit before much more of it was read, one chunk or many."""
    torrent = Torrent(framing)
    client, _ = connect(torrent, max_response_bytes=LIMIT, session=session)

    with pytest.raises(APIResponseError, match="max_response_bytes"):
        READS[read](client)
    assert torrent.sent() < 2 * MB


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_limit_of_an_answer_to_the_byte(connect: Any, coding: str, framing: str) -> None:
    """It takes an answer of just as many bytes as are allowed, once unpacked, and none of one more."""

    def script(connection: Connection) -> None:
        body = b"[1]" + b" " * (LIMIT - 3) + b" " * (connection.request.path == "/more")
        packed = gzip.compress(body) if coding == "gzip" else body
        frame_body(connection, framing, packed, {"content-encoding": coding})

    client, _ = connect(script, script, max_response_bytes=LIMIT)

    assert [1] == client.request("GET", "/just")
    with pytest.raises(APIResponseError, match="max_response_bytes"):
        client.request("GET", "/more")


def test_limit_of_each_event(connect: Any) -> None:
    """It limits each event, not the stream."""

    def script(connection: Connection) -> None:
        frame_body(connection, "chunked", body_of(connection) * 100)

    client, _ = connect(script, max_response_bytes=LIMIT)

    assert 200 == len(list(client.runs.stream(None, "agent")))


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("read", READS)
def test_bomb(connect: Any, session: Any, read: str, framing: str) -> None:
    """It refuses what is small and unpacks to far more than the limit, without unpacking it all."""
    packer = zlib.compressobj(wbits=31)
    start = b'event: values\ndata: "' if read == "stream" else b'"'
    body = packer.compress(start) + b"".join(packer.compress(b"x" * MB) for _ in range(64)) + packer.flush()
    client, _ = connect(
        lambda connection: frame_body(connection, framing, body, {"content-encoding": "gzip"}),
        max_response_bytes=LIMIT,
        session=session,
    )

    tracemalloc.start()
    try:
        with pytest.raises(APIResponseError, match="max_response_bytes"):
            READS[read](client)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < HUGE / 4


@pytest.mark.parametrize("framing", ["length", "chunk", "chunked", "close"])
@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("deadline", [None, PATIENCE])
def test_body_of_a_redirect(connect: Any, session: Any, read: str, framing: str, deadline: Optional[float]) -> None:
    """It does not read what comes with a redirect."""
    torrent = Torrent(framing, status="302", location="http://elsewhere.example/")
    client, _ = connect(torrent, session=session)

    with pytest.raises(APIResponseError, match="a redirect to http://elsewhere"):
        READS[read](client, deadline=deadline)
    assert torrent.sent() < 2 * MB


INTERIM = {
    "103": ["103 Early Hints\r\nlink: </a>; rel=preload"],
    "102": ["102 Processing"],
    "100": ["100 Continue"],
    "several": ["100 Continue", "103 Early Hints\r\nlink: </a>", "103 Early Hints\r\nlink: </b>", "102 Processing"],
}


@pytest.mark.parametrize("interim", INTERIM.values(), ids=INTERIM)
@pytest.mark.parametrize("pause", [0, 0.05], ids=["together", "apart"])
@pytest.mark.parametrize("deadline", [None, PATIENCE])
@pytest.mark.parametrize("read", READS)
def test_interim_answers(
    connect: Any, session: Any, read: str, deadline: Optional[float], pause: float, interim: list[str]
) -> None:
    """It reads on to the final answer, and the next call gets its own."""

    def script(connection: Connection) -> None:
        for each in interim:
            connection.send(f"HTTP/1.1 {each}\r\n\r\n".encode())
            threading.Event().wait(pause)
        frame_body(connection, "chunked", body_of(connection, {"path": connection.request.path}))

    client, _ = connect(script, script, script, session=session)

    # Of a session of yours, http.client takes all but `100 Continue` for the answer.
    if session is not None and interim != INTERIM["100"]:
        with pytest.raises(APIResponseError, match=r"answered 10\d first, and your session does not read on"):
            READS[read](client, deadline=deadline)
    else:
        assert {"path": f"/runs/{read}"} == READS[read](client, deadline=deadline)
        assert {"path": "/second"} == client.request("GET", "/second")
        assert {"path": f"/runs/{read}"} == READS[read](client)


def test_interim_answer_on_a_session_of_yours(connect: Any) -> None:
    """It does not take the answer that follows an interim one for that of the next call."""

    def script(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        connection.answer({"path": connection.request.path})

    def second(connection: Connection) -> None:
        connection.answer({"path": "/second"})

    with requests.Session() as session:
        client, server = connect(script, second, session=session)

        with pytest.raises(APIResponseError, match="answered 103 first"):
            client.request("GET", "/first")
        assert {"path": "/second"} == client.request("GET", "/second")
        assert 2 == server.connection_count


HOOKS: Mapping[str, Callable[[requests.Response], object]] = {
    "content": lambda response: response.content,
    "text": lambda response: response.text,
    "json": lambda response: response.json(),
}


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize(
    "read, hook", [("stream", "content"), ("stream", "text"), ("wait", "content"), ("wait", "text"), ("wait", "json")]
)
@pytest.mark.parametrize("deadline", [None, PATIENCE])
def test_hook_that_reads_the_body(connect: Any, read: str, hook: str, framing: str, deadline: Optional[float]) -> None:
    """It delivers what a hook of your session has read before."""
    with requests.Session() as session:
        session.hooks["response"].append(lambda response, **_: HOOKS[hook](response) and None)
        client, _ = connect(answers(framing), session=session)

        assert VALUE == READS[read](client, deadline=deadline)


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("read", READS)
def test_hook_that_reads_the_body_of_an_error(connect: Any, read: str, hook: str, framing: str) -> None:
    """It finds the server's words when a hook of your session has read them before."""

    def script(connection: Connection) -> None:
        frame_body(connection, framing, b'{"detail": "Words."}', {"status": "422"})

    with requests.Session() as session:
        session.hooks["response"].append(lambda response, **_: HOOKS[hook](response) and None)
        client, _ = connect(script, session=session)

        with pytest.raises(UnprocessableEntityError) as caught:
            READS[read](client)
    assert ("Words.", {"detail": "Words."}) == (caught.value.detail, caught.value.body)


def _deflated(body: bytes, *, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(body) + packer.flush()


CODINGS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "GZIP": ("GZIP", gzip.compress),
    "two members": ("gzip", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", lambda body: _deflated(body, wbits=-15)),
}


@pytest.mark.parametrize("coding, pack", CODINGS.values(), ids=CODINGS)
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("deadline", [None, PATIENCE])
def test_packed_body(
    connect: Any,
    session: Any,
    read: str,
    deadline: Optional[float],
    framing: str,
    coding: str,
    pack: Callable[[bytes], bytes],
) -> None:
    """It unpacks what a proxy has packed unasked."""
    client, _ = connect(
        lambda connection: frame_body(connection, framing, pack(body_of(connection)), {"content-encoding": coding}),
        session=session,
    )

    assert VALUE == READS[read](client, deadline=deadline)


@pytest.mark.parametrize("coding, pack", CODINGS.values(), ids=CODINGS)
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("read", READS)
def test_packed_error(
    connect: Any, session: Any, read: str, framing: str, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    """It unpacks the server's words."""
    headers = {"content-encoding": coding, "status": "422"}
    client, _ = connect(
        lambda connection: frame_body(connection, framing, pack(b'{"detail": "Words."}'), headers), session=session
    )

    with pytest.raises(UnprocessableEntityError) as caught:
        READS[read](client)
    assert "Words." == caught.value.detail


@pytest.mark.parametrize("coding", ["br", "zstd", "x-unknown", "gzip", "deflate", "gzip, x-unknown"])
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("deadline", [None, PATIENCE])
def test_coding_that_cannot_be_undone(
    connect: Any, session: Any, read: str, deadline: Optional[float], framing: str, coding: str
) -> None:
    """It names the coding of a body that it can't unpack, and takes nothing for its content."""
    client, _ = connect(
        lambda connection: frame_body(connection, framing, b"\xff\xfe packed", {"content-encoding": coding}),
        session=session,
    )

    with pytest.raises(APIResponseError, match=coding):
        READS[read](client, deadline=deadline)


PACKED_CUTS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "no trailer": ("gzip", lambda body: gzip.compress(body)[:-8]),
    "half a trailer": ("gzip", lambda body: gzip.compress(body)[:-4]),
    "no second member": ("gzip", lambda body: gzip.compress(body) + gzip.compress(b" ")[:-4]),
    "no check sum": ("deflate", lambda body: zlib.compress(body)[:-4]),
    "no last block": ("deflate", lambda body: _flushed(body, wbits=-15)),
    "in two codings": ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body)[:-8])),
}


def _flushed(body: bytes, *, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(body) + packer.flush(zlib.Z_SYNC_FLUSH)


@pytest.mark.parametrize("coding, pack", PACKED_CUTS.values(), ids=PACKED_CUTS)
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("deadline", [None, PATIENCE])
def test_packed_body_without_an_end(
    connect: Any, session: Any, deadline: Optional[float], framing: str, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    """It takes a packed body that does not come to its end for a cut, although all of its content may be there."""
    script = lambda connection: frame_body(  # noqa: E731
        connection, framing, pack(body_of(connection)), {"content-encoding": coding}
    )
    client, _ = connect(script, script, session=session)

    with pytest.raises(APIConnectionError, match="broke off"):
        READS["wait"](client, deadline=deadline)
    with pytest.raises(StreamInterruptedError):
        READS["stream"](client, deadline=deadline)


@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate"])
@pytest.mark.parametrize("missing", [1, 8])
def test_packed_body_below_its_length(connect: Any, session: Any, coding: str, missing: int) -> None:
    """It takes a body for cut of which fewer bytes come than were announced, packed or not."""
    pack = {"identity": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[coding]

    def script(connection: Connection) -> None:
        body = pack(body_of(connection) + b" " * 9)
        begin(connection, "length", len(body), {"content-encoding": coding})
        connection.send(body[:-missing])
        connection.close()

    client, _ = connect(script, script, session=session)

    with pytest.raises(APIConnectionError, match="broke off"):
        READS["wait"](client)
    with pytest.raises(StreamInterruptedError):
        READS["stream"](client)


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("read", READS)
def test_what_follows_a_packed_body(connect: Any, session: Any, read: str, framing: str) -> None:
    """It passes over what follows the end of a packed body, as other clients do."""
    client, _ = connect(
        lambda connection: frame_body(
            connection, framing, gzip.compress(body_of(connection)) + b"\0" * 9, {"content-encoding": "gzip"}
        ),
        session=session,
    )

    assert VALUE == READS[read](client)


@pytest.mark.parametrize("coding", ["br", "gzip", "deflate", "x-unknown"])
@pytest.mark.parametrize(
    "status, frame",
    [
        (204, {}),
        (204, {"content-length": "5"}),
        (200, {"content-length": "0"}),
        (202, {"transfer-encoding": "chunked"}),
    ],
)
def test_coding_of_no_body(connect: Any, session: Any, status: int, frame: Mapping[str, str], coding: str) -> None:
    """It needs to undo nothing where nothing comes, and keeps the connection."""

    def script(connection: Connection) -> None:
        connection.head(status, {"content-encoding": coding, **frame})
        connection.send(b"0\r\n\r\n" if "transfer-encoding" in frame else b"")

    client, server = connect(script, answers(), session=session)

    assert None is client.threads.delete("t")
    assert VALUE == client.request("GET", "/next")
    assert 1 == server.connection_count


@pytest.mark.parametrize("sent, value", [(b"12", 12), (b"1.5", 1.5), (b"12\n", 12)])
def test_number_that_ends_with_the_connection(connect: Any, sent: bytes, value: float) -> None:
    """It takes a bare number as it comes: nothing shows whether digits are missing where no length is known."""
    client, _ = connect(lambda connection: frame_body(connection, "close", sent))

    assert value == READS["wait"](client)


@pytest.mark.parametrize("sent", [b"{", b'{"n": 1', b'"n', b"[1, 2", b"tru", b"-", b"1.", b"nul", b""])
def test_answer_cut_with_the_connection(connect: Any, sent: bytes) -> None:
    """It takes no other JSON for whole that breaks off where no length is known."""
    client, _ = connect(lambda connection: frame_body(connection, "close", sent))

    with pytest.raises((APIResponseError, APIConnectionError)):
        READS["wait"](client)


@pytest.mark.parametrize("coding", ["br", "zstd", "x-unknown", "gzip"])
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("read", READS)
def test_error_whose_coding_cannot_be_undone(connect: Any, session: Any, read: str, framing: str, coding: str) -> None:
    """It raises the error for the status though its words can't be unpacked."""
    headers = {"content-encoding": coding, "status": "422"}
    client, _ = connect(
        lambda connection: frame_body(connection, framing, b"\xff\xfe packed", headers), session=session
    )

    with pytest.raises(UnprocessableEntityError):
        READS[read](client)


def later(connection: Connection) -> None:
    """Answer when more time has passed than the deadline of the call before had."""
    threading.Event().wait(0.7)
    connection.answer(VALUE)


@pytest.mark.parametrize(
    "read, first",
    [
        ("wait", answers()),
        ("wait", answers(status="422")),
        ("stream", answers("chunked")),
        ("stream", answers("length")),
    ],
    ids=["wait", "error", "stream", "stream with a length"],
)
def test_patience_after_a_deadline(connect: Any, session: Any, read: str, first: Script) -> None:
    """It gives the next call on the connection all its time."""
    client, server = connect(first, later, session=session)
    try:
        READS[read](client, deadline=0.5)
    except APIStatusError as error:
        assert 422 == error.status_code  # noqa: PT017 - one of the answers is an error

    assert VALUE == client.request("POST", "/later", json={})
    assert 1 == server.connection_count


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("read", READS)
def test_time_out_after_a_deadline(connect: Any, read: str, framing: str) -> None:
    """It leaves the time-out of a call without a deadline on your session's connection, before others can get it."""
    with requests.Session() as session:
        client, server = connect(answers(framing), session=session)
        READS[read](client, deadline=PATIENCE, timeout=7 * PATIENCE)
        pools = session.get_adapter(server.url).poolmanager.pools  # type: ignore[attr-defined]
        kept = [each for key in pools.keys() for each in pools[key].pool.queue if each is not None]  # noqa: SIM118

        assert [7 * PATIENCE] == [connection.sock.gettimeout() for connection in kept]


def holds_back(connection: Connection) -> None:
    """Send a value, and wait for the client to go before anything else."""
    begin(connection, "length", HUGE)
    connection.send(body_of(connection))
    connection.wait_until_gone()


def leave(client: Any) -> None:
    """Leave a stream after its first part."""
    parts = client.runs.stream(None, "agent")
    next(parts)
    parts.close()


def overrun(client: Any) -> None:
    """Ask for an answer above the limit."""
    with pytest.raises(APIResponseError):
        READS["wait"](client)


def be_redirected(client: Any) -> None:
    """Ask for what is elsewhere."""
    with pytest.raises(APIResponseError):
        client.request("GET", "/elsewhere")


def be_refused(client: Any) -> None:
    """Ask for what is refused."""
    with pytest.raises(UnprocessableEntityError):
        client.request("GET", "/refused")


def be_late(client: Any) -> None:
    """Ask for what does not come in time."""
    with pytest.raises(DeadlineExceededError):
        READS["wait"](client, deadline=0.3)


@pytest.mark.parametrize(
    "script, call",
    [
        (holds_back, leave),
        (holds_back, be_late),
        (answers(value="x" * 1_000_000), overrun),
        (answers(value="x" * 100_000, status="302", location="/"), be_redirected),
        (answers(value="x" * 100_000, status="422"), be_refused),
    ],
)
def test_connection_of_an_answer_that_was_not_read(
    connect: Any, session: Any, script: Script, call: Callable[[Any], None]
) -> None:
    """It opens a new connection after an answer that it did not read to its end."""
    client, server = connect(script, answers(), max_response_bytes=9_000, session=session)
    call(client)

    assert VALUE == client.request("GET", "/next")
    assert 2 == server.connection_count


@pytest.mark.parametrize(
    "read, first",
    [
        *((read, answers(framing)) for read in READS for framing in ("length", "chunked")),
        *((read, answers(framing, status="422")) for read in READS for framing in ("length", "chunked")),
    ],
)
def test_connection_of_an_answer_that_was_read(connect: Any, session: Any, read: str, first: Script) -> None:
    """It uses the connection again after an answer that it has read to its end."""
    client, server = connect(first, answers(), session=session)
    try:
        READS[read](client)
    except APIStatusError as error:
        assert 422 == error.status_code  # noqa: PT017 - half of the answers are errors

    assert VALUE == client.request("GET", "/next")
    assert 1 == server.connection_count


def test_unchunked_stream_is_read_at_once(connect: Any, session: Any) -> None:
    """It does not read a stream without chunks byte by byte, which took ten seconds for each megabyte."""
    event = event_bytes("values", "x" * 1_000)

    def script(connection: Connection) -> None:
        begin(connection, "close", 0)
        for _ in range(2_000):
            connection.send(event)
        connection.close()

    client, _ = connect(script, session=session)
    begun = time.thread_time()

    assert 2_000 == sum(1 for _ in client.runs.stream(None, "agent"))
    assert time.thread_time() - begun < 5
