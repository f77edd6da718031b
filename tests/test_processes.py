"""One client in many processes and threads, in a pickle, and at the end of a program."""

from __future__ import annotations

import gc
import http.server
import json
import logging
import pickle
import ssl
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, Optional

import pytest
import requests
from faults import LOCATION, THREAD, refuses, run_is
from scripted_server import PATIENCE, Connection, event_bytes
from slow_servers import Certificates

from langgraph_sync import LangGraphClient, get_client
from langgraph_sync.testing import FakeServer
from langgraph_sync.testing import text as spoken

STREAMS = 200
EVENTS = 50
FORK = """
import os, sys
from langgraph_sync import get_client

client = get_client(url=sys.argv[1], max_retries=0)

def wrong_answers(first):
    numbers = [str(number) for number in range(first, first + 100)]
    return sum(client.threads.get(number)["thread_id"] != number for number in numbers)

wrong = wrong_answers(0)  # leaves a connection in the pool that the children inherit
children = []
for child in range(1, 9):
    pid = os.fork()
    if not pid:
        os._exit(wrong_answers(1000 * child))
    children.append(pid)
wrong += wrong_answers(9000)
wrong += sum(os.waitpid(pid, 0)[1] != 0 for pid in children)
wrong += wrong_answers(10000)
client.close()
print(wrong)
"""
ABANDON = """
import sys
from langgraph_sync import get_client

stream = get_client(url=sys.argv[1]).runs.stream("t", "agent")
print(next(stream).data)
"""

SHORT = """
import sys
import requests, sseclient

before = set(sys.modules)
from langgraph_sync import get_client, tokens

with get_client(url=sys.argv[1]) as client:
    stream = client.runs.stream(sys.argv[2], "agent", input={}, stream_mode="events")
    print(client.threads.get(sys.argv[2])["thread_id"], *tokens(stream))
new = set(sys.modules) - before - {"langgraph_sync"}
print(*sorted(name for name in new if not name.startswith("langgraph_sync.") or name.endswith((".models", ".store"))))
"""

FORKED_STREAM = """
import os, sys
from langgraph_sync import StreamInterruptedError, get_client

client = get_client(url=sys.argv[1], max_retries=0)
if sys.argv[2] == "stream":
    parts = client.stream("GET", "/events")
elif sys.argv[2] == "join_stream":
    parts = client.runs.join_stream("t", "r")
else:
    parts = client.runs.stream("t", "agent", stream_resumable=sys.argv[2] == "resumable")
first = next(parts)
pid = os.fork()
if not pid:
    try:
        next(parts)
    except StreamInterruptedError:
        os._exit(0)
    os._exit(1)
code = os.waitpid(pid, 0)[1]
client.request("POST", "/go")
print(code, 1 + sum(1 for _ in parts))
client.close()
"""
FORK_AFTER_A_CALL = """
import os, sys
from langgraph_sync import get_client

client = get_client(url=sys.argv[1], max_retries=0)
client.ok()
pid = os.fork()
if not pid:
    os._exit(not client.ok())
code = os.waitpid(pid, 0)[1]
print(code, client.ok())
client.close()
"""
RETRIES = """
import sys, time
from langgraph_sync import get_client

time.sleep = lambda _: None
with get_client(url=sys.argv[1]) as client:
    print(client.ok())
"""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with the thread's number, and streams of events that carry it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer with the number in the path; a run has succeeded."""
        number = self.path.split("/")[2]
        self.server.peers.add(self.client_address)
        self._answer(json.dumps({"thread_id": number, "status": "success"}).encode())

    def do_POST(self) -> None:
        """Send the events of a run, in step with all others."""
        self.rfile.read(int(self.headers["content-length"]))
        number = self.path.split("/")[2]
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.send_header("content-location", f"/threads/{number}/runs/{number}")
        self.end_headers()
        for tick in range(EVENTS):
            if tick % 10 == 0:
                self.server.step.wait(PATIENCE * 3)
            event = event_bytes("custom", {"of": number, "tick": tick})
            self.wfile.write(b"%x\r\n%b\r\n" % (len(event), event))
        self.wfile.write(b"0\r\n\r\n")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    """A server for many clients at once."""

    request_queue_size = 2 * STREAMS
    daemon_threads = True

    def __init__(self) -> None:
        self.step = threading.Barrier(STREAMS)
        self.peers: set[Any] = set()
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server while the test lasts."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a Python of its own; a warning is an error there."""
    command = [sys.executable, "-W", "error", "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=6 * PATIENCE, check=False)


@pytest.mark.parametrize("ids", ["their own", "all 1"])
def test_fork(server: Server, ids: str) -> None:
    """It answers 100 calls right in the parent and in each of 8 children, also where containers call all of them 1."""
    same = "import os\nos.getpid = lambda: 1\n" if ids == "all 1" else ""
    done = run(same + FORK, server.url)

    assert ("0\n", "", 0) == (done.stdout, done.stderr, done.returncode)
    # The parent's connection serves it before, while and after the children live: they did not close it.
    assert 1 + 8 == len(server.peers)


def test_threads(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """It streams to 200 threads at once, to each its own events, and makes no warnings."""
    caplog.set_level(logging.DEBUG)

    def wrong(number: int) -> int:
        expected = [{"of": str(number), "tick": tick} for tick in range(EVENTS)]
        return int(expected != [part.data for part in client.runs.stream(str(number), "agent")])

    with get_client(url=server.url) as client, ThreadPoolExecutor(STREAMS) as pool:
        results = list(pool.map(wrong, range(STREAMS)))

    assert [0] * STREAMS == results
    assert [] == [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def fine(connection: Connection) -> None:
    """Answer that the server is healthy."""
    connection.answer({"ok": True})


def copy(client: LangGraphClient) -> LangGraphClient:
    """The client after a trip to another process."""
    unpickled: LangGraphClient = pickle.loads(pickle.dumps(client))  # noqa: S301
    return unpickled


def test_pickled_client_keeps_its_arguments(serve: Any) -> None:
    """It takes along what it was made with, the key too."""
    server = serve(fine, fine)
    with get_client(url=server.url, api_key="given", headers={"x-team": "a"}, timeout=7) as client:
        client.ok()
        with copy(client) as other:
            other.ok()

    assert [("given", "a")] * 2 == [(r.headers["x-api-key"], r.headers["x-team"]) for r in server.requests]
    assert 2 == server.connection_count


def test_pickled_client_reads_the_key_anew(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not take along a key from the environment: it is read where the copy is made."""
    server = serve(fine)
    monkeypatch.setenv("LANGGRAPH_API_KEY", "here")
    pickled = pickle.dumps(get_client(url=server.url))
    monkeypatch.setenv("LANGGRAPH_API_KEY", "there")
    with pickle.loads(pickled) as client:  # noqa: S301
        client.ok()

    assert b"here" not in pickled
    assert "there" == server.requests[0].headers["x-api-key"]


def test_client_that_is_dropped() -> None:
    """It is freed with all its resources as soon as nobody holds it, whether or not anything collects garbage."""
    gc.disable()
    try:
        client = get_client(url="http://server.example")
        freed = [weakref.ref(each) for each in (client, client.runs, client.threads)]
        del client
        assert [None] * 3 == [each() for each in freed]
    finally:
        gc.enable()


def test_client_without_a_key_stays_without(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It sends no key after a pickle when it was made to send none."""
    server = serve(fine)
    client = get_client(url=server.url, api_key=None)
    monkeypatch.setenv("LANGGRAPH_API_KEY", "there")
    with copy(client) as other:
        other.ok()

    assert "x-api-key" not in server.requests[0].headers


def test_client_with_a_session_of_the_callers_does_not_pickle() -> None:
    """It refuses to be pickled with a session of yours, and says what to do."""
    with requests.Session() as session, pytest.raises(TypeError, match="make one where it is used"):
        pickle.dumps(get_client(session=session))


def test_stream_that_is_abandoned_at_the_end_of_a_program(serve: Any) -> None:
    """It leaves nothing on stderr when the program ends within a stream."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event("custom", THREAD)
        connection.wait_until_gone()

    server = serve(script)
    done = run(ABANDON, server.url)

    assert (f"{THREAD}\n", "", 0) == (done.stdout, done.stderr, done.returncode)


def test_short_program_imports_little(langgraph_server: FakeServer) -> None:
    """It needs no types, no signatures, no orjson and no other resource: what requests has imported is enough."""
    langgraph_server.assistant("agent", spoken("hello"))
    thread_id = langgraph_server.client().threads.create()["thread_id"]
    done = run(SHORT, langgraph_server.url, thread_id)

    assert (f"{thread_id} hello\n\n", "", 0) == (done.stdout, done.stderr, done.returncode)


@pytest.fixture(params=["http", "https"])
def tls(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Optional[ssl.SSLContext]]:
    """What a server needs for TLS, and an environment that trusts it; none for plain HTTP."""
    if request.param == "http":
        yield None
        return
    certificates = Certificates()
    with certificates.file() as name:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", name)
        yield certificates.server


@pytest.mark.parametrize("call", ["stream", "join_stream", "resumable", "live"])
def test_fork_within_a_stream(serve: Any, tls: Optional[ssl.SSLContext], call: str) -> None:
    """It raises in the child before it reads, and gives all events to the parent that has begun the stream."""
    forked = threading.Event()

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event("metadata", {"run_id": "r"}, "0-0")
        assert forked.wait(PATIENCE)
        for number in range(1, 6):
            connection.event("custom", number, f"{number}-0")
        connection.end_stream()

    def go(connection: Connection) -> None:
        forked.set()
        connection.answer({})

    done = run(FORKED_STREAM, serve(script, go, run_is("success"), tls=tls).url, call)

    assert ("0 6\n", "", 0) == (done.stdout, done.stderr, done.returncode)


def test_fork_after_a_call(serve: Any, tls: Optional[ssl.SSLContext]) -> None:
    """It shares no connection with the child, and keeps its own, with TLS too."""
    server = serve(fine, fine, fine, tls=tls)
    done = run(FORK_AFTER_A_CALL, server.url)

    assert ("0 True\n", "", 0) == (done.stdout, done.stderr, done.returncode)
    assert 2 == server.connection_count


def test_retries_print_nothing(serve: Any) -> None:
    """It prints nothing when it retries, in a program that has set up no logging."""
    done = run(RETRIES, serve(refuses(503), Connection.close, fine).url)

    assert ("True\n", "", 0) == (done.stdout, done.stderr, done.returncode)


@pytest.mark.parametrize("name", ["assistants", "threads", "runs", "crons", "store"])
def test_pickled_resource(serve: Any, name: str) -> None:
    """It takes a resource along as a part of its client."""
    server = serve(lambda connection: connection.answer([]))
    with get_client(url=server.url, api_key="given") as client:
        copied = pickle.loads(pickle.dumps(getattr(client, name)))  # noqa: S301
    assert type(getattr(client, name)) is type(copied)
    with closing(copied._http):  # noqa: SLF001 - its client is not in sight
        assert [] == copied._send("GET", "/any", {})  # noqa: SLF001 - all resources have it

    assert "given" == server.requests[0].headers["x-api-key"]


def test_resource_with_a_session_of_yours_does_not_pickle() -> None:
    """It refuses to be pickled with a session of yours."""
    with requests.Session() as session, pytest.raises(TypeError, match="make one where it is used"):
        pickle.dumps(get_client(session=session).runs)
