"""What is retried after a failure, what never is, and how long the client waits."""

from __future__ import annotations

import logging
import pickle
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import pytest
from faults import LOCATION, RUN, THREAD, hangs_up, refuses
from scripted_server import PATIENCE, Connection, Script

from langgraph_sync import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    LangGraphClient,
    LangGraphError,
    get_client,
)

Do = Callable[[LangGraphClient], Any]
READS: dict[str, Do] = {
    "ok": lambda client: client.ok(),
    "threads.get": lambda client: client.threads.get(THREAD),
    "threads.get_state": lambda client: client.threads.get_state(THREAD),
    "runs.get": lambda client: client.runs.get(THREAD, RUN),
    "runs.list": lambda client: client.runs.list(THREAD),
    "threads.delete": lambda client: client.threads.delete(THREAD),
}
READS_BY_POST: dict[str, Do] = {
    "assistants.search": lambda client: client.assistants.search(),
    "threads.search": lambda client: client.threads.search(),
    "threads.count": lambda client: client.threads.count(),
    "threads.get_history": lambda client: client.threads.get_history(THREAD),
    "threads.get_state of a checkpoint": lambda client: client.threads.get_state(
        THREAD, checkpoint={"thread_id": THREAD, "checkpoint_ns": "", "checkpoint_id": "c"}
    ),
}
STARTS: dict[str, Do] = {
    "threads.create": lambda client: client.threads.create(),
    "threads.copy": lambda client: client.threads.copy(THREAD),
    "threads.update_state": lambda client: client.threads.update_state(THREAD, {"n": 1}),
    "runs.create": lambda client: client.runs.create(THREAD, "agent"),
    "runs.wait": lambda client: client.runs.wait(THREAD, "agent"),
    "runs.stream": lambda client: list(client.runs.stream(THREAD, "agent")),
    "runs.stream without a thread": lambda client: list(client.runs.stream(None, "agent")),
}


def half_an_answer(connection: Connection) -> None:
    """Break off in the middle of the headers."""
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-le")
    connection.close()


def not_http(connection: Connection) -> None:
    """Answer with something else."""
    connection.send(b"220 mail.example ESMTP\r\n")
    connection.close()


FAILURES: dict[str, Script] = {
    "closed": hangs_up,
    "reset": lambda connection: connection.reset(),
    "half an answer": half_an_answer,
    "not HTTP": not_http,
    "429": refuses(429),
    "500": refuses(500),
    "502": refuses(502),
    "503": refuses(503),
    "504": refuses(504),
}


def fine(connection: Connection) -> None:
    """Answer that the server is healthy, in the requested shape."""
    asked = f"{connection.request.method} {connection.request.path.partition('?')[0]}"
    shapes = {"POST /threads/count": 1, f"GET /threads/{THREAD}/runs": []}
    connection.answer(shapes.get(asked, [] if asked.endswith(("search", "history")) else {"ok": True}))


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("request_name", [*READS, *READS_BY_POST])
def test_what_changes_nothing_is_sent_again(connect: Any, waits: list[float], request_name: str, failure: str) -> None:
    """It retries an idempotent request until it is answered."""
    client, server = connect(FAILURES[failure], FAILURES[failure], fine, max_retries=2)

    {**READS, **READS_BY_POST}[request_name](client)

    assert 3 == len(server.requests)
    assert 1 == len({(request.method, request.path, request.body) for request in server.requests})
    assert 2 == len(waits)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("request_name", STARTS)
def test_what_starts_something_is_sent_once(connect: Any, waits: list[float], request_name: str, failure: str) -> None:
    """It never sends a request twice that starts something and may have arrived."""
    client, server = connect(FAILURES[failure], max_retries=5)

    with pytest.raises((APIConnectionError, APIStatusError)):
        STARTS[request_name](client)
    assert (1, []) == (len(server.requests), waits)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_refusal_is_not_asked_again(connect: Any, status: int) -> None:
    """It takes the server's word for an error of yours."""
    client, server = connect(refuses(status), max_retries=5)

    with pytest.raises(APIStatusError):
        client.ok()
    assert 1 == len(server.requests)


@pytest.mark.parametrize(("max_retries", "tries"), [(0, 1), (1, 2), (2, 3), (7, 8)])
def test_number_of_tries(connect: Any, waits: list[float], max_retries: int, tries: int) -> None:
    """It tries once, and then as often as `max_retries` says, and raises the last answer."""
    client, server = connect(*[refuses(503)] * tries, max_retries=max_retries)

    with pytest.raises(APIStatusError, match="answered 503"):
        client.ok()
    assert (tries, [0] * max_retries) == (len(server.requests), waits)


def test_back_off(connect: Any, waits: list[float]) -> None:
    """It waits longer before each try, with a quarter of jitter, at most about 5 seconds."""
    client, _ = connect(*[hangs_up] * 8, max_retries=7)

    with pytest.raises(APIConnectionError):
        client.ok()
    assert [True] * 7 == [0.75 * d <= w <= 1.25 * d for w, d in zip(waits, (0.5, 1, 2, 4, 5, 5, 5))]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("said", "waited"), [("0", 0), ("7", 7), ("30", 30), ("86400", 30)])
def test_retry_after(connect: Any, waits: list[float], status: int, said: str, waited: float) -> None:
    """It waits as long as the server asks, at most 30 seconds."""
    client, _ = connect(refuses(status, said), fine, max_retries=1)
    client.ok()

    assert [waited] == waits


@pytest.mark.parametrize(("said", "waited"), [("1.5", 1.5), ("1e9", 30), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)])
def test_retry_after_in_other_words(connect: Any, waits: list[float], said: str, waited: float) -> None:
    """It understands fractions, and dates as HTTP writes them: one that has passed asks for no pause."""
    client, _ = connect(refuses(503, said), fine, max_retries=1)
    client.ok()

    assert [waited] == waits


def test_retry_after_at_a_date(connect: Any, waits: list[float]) -> None:
    """It waits until the date that the server names."""
    client, _ = connect(refuses(503, formatdate(time.time() + 20, usegmt=True)), fine, max_retries=1)
    client.ok()

    assert [True] == [10 < wait <= 20 for wait in waits]


@pytest.mark.parametrize("said", ["", "soon", "-1", "nan", "inf", "\xb2", "9" * 400, "Fri, 31 Dec 99999 23:59:59 GMT"])
def test_retry_after_of_another_form(connect: Any, waits: list[float], said: str) -> None:
    """It waits for as long as it would have when the server's wish is none."""
    client, _ = connect(refuses(503, said), fine, max_retries=1)
    client.ok()

    assert [True] == [0 <= wait <= 30 for wait in waits]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_of_what_starts_something(connect: Any, status: int) -> None:
    """It says how long to wait when it does not retry a request itself."""
    client, _ = connect(refuses(status, "7"), max_retries=2)

    with pytest.raises(APIStatusError) as caught:
        client.runs.create(THREAD, "agent")
    assert 7 == caught.value.retry_after


@pytest.mark.parametrize("max_retries", [0, 2])
def test_connection_that_died_while_idle(connect: Any, waits: list[float], max_retries: int) -> None:
    """It notices that a kept connection is dead, and nobody else does: not even a run that is started."""
    gone = threading.Event()

    def last_answer(connection: Connection) -> None:
        connection.answer({"ok": True})
        connection.close()
        gone.set()

    client, server = connect(last_answer, fine, last_answer, fine, max_retries=max_retries)
    client.ok()
    assert gone.wait(PATIENCE)
    gone.clear()

    assert {"ok": True} == client.threads.create()
    client.close()
    client.ok()
    assert gone.wait(PATIENCE)

    assert client.ok()
    assert (4, []) == (len(server.requests), waits)


def test_kept_connection_that_dies_under_a_request(connect: Any) -> None:
    """It retries a read at once when the kept connection breaks as the request goes out."""
    client, server = connect(fine, lambda connection: connection.reset(), fine, max_retries=1)
    client.ok()

    assert client.ok()
    assert 3 == len(server.requests)


@pytest.mark.parametrize("request_name", [*READS, *STARTS])
def test_refused_connection(waits: list[float], request_name: str) -> None:
    """It tries to connect again whatever the request is, then says where and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with get_client(url=url, max_retries=2) as client, pytest.raises(APIConnectionError, match="refused") as caught:
        {**READS, **STARTS}[request_name](client)

    assert url in str(caught.value)
    assert "Is the server up at this address? It is the url argument, or LANGGRAPH_API_URL." in str(caught.value)
    assert False is caught.value.may_have_arrived
    assert 2 == len(waits)


def test_server_that_comes_up(waits: list[float], serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts a run once when the server comes up between two tries."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    servers: list[Any] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        servers.append(serve(lambda connection: connection.answer({"run_id": RUN}), port=port))

    monkeypatch.setattr(time, "sleep", sleep)
    with get_client(url=f"http://127.0.0.1:{port}", max_retries=2) as client:
        assert {"run_id": RUN} == client.runs.create(THREAD, "agent")

    assert [1] == [len(server.requests) for server in servers]


@pytest.mark.parametrize("request_name", [name for name in STARTS if name != "runs.wait"])
def test_what_may_have_arrived(connect: Any, request_name: str) -> None:
    """It says that what a request starts may have been started when the answer is lost."""
    client, _ = connect(hangs_up)

    with pytest.raises(APIConnectionError, match="may have processed the request anyway") as caught:
        STARTS[request_name](client)
    assert True is caught.value.may_have_arrived


@pytest.mark.parametrize("request_name", ["runs.create", "runs.stream", "threads.create"])
def test_server_without_tls(request_name: str) -> None:
    """It does not say that a request may have arrived when there was no encryption to send it by."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(1024)
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        client = get_client(url=f"https://127.0.0.1:{listener.getsockname()[1]}", max_retries=0)
        with pytest.raises(APIConnectionError) as caught:
            STARTS[request_name](client)
        thread.join(PATIENCE)

    assert False is caught.value.may_have_arrived


@pytest.mark.parametrize("request_name", ["runs.create", "runs.stream", "threads.create"])
def test_timeout_of_what_starts_something(connect: Any, request_name: str) -> None:
    """It does not retry a request that the server may be busy with."""
    client, server = connect(Connection.wait_until_gone, max_retries=2, timeout=0.05)

    with pytest.raises(APITimeoutError) as caught:
        STARTS[request_name](client)
    assert True is caught.value.may_have_arrived
    assert 1 == len(server.requests)


def test_timeout_of_a_read(connect: Any, waits: list[float]) -> None:
    """It asks again when an answer does not come in time."""
    client, server = connect(Connection.wait_until_gone, fine, max_retries=1, timeout=0.2)

    assert client.ok()
    assert (2, 1) == (len(server.requests), len(waits))


@pytest.mark.parametrize("failure", ["closed", "429", "503"])
def test_errors_of_a_server_pickle(connect: Any, failure: str) -> None:
    """It raises errors that survive a pickle, with all their attributes."""
    client, _ = connect(FAILURES[failure])

    with pytest.raises(LangGraphError) as caught:
        client.ok()
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (type(caught.value), str(caught.value), vars(caught.value)) == (type(copy), str(copy), vars(copy))


def interrupt() -> None:
    """Do what Ctrl-C does."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@pytest.fixture
def _listens_to_ctrl_c() -> Iterator[None]:
    """Have Ctrl-C raise `KeyboardInterrupt`: a shell starts what runs in the background deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_listens_to_ctrl_c")
@pytest.mark.parametrize("request_name", ["ok", "runs.stream"])
def test_ctrl_c_while_it_waits_to_try_again(connect: Any, request_name: str) -> None:
    """It does not swallow Ctrl-C while it waits to try again."""

    def script(connection: Connection) -> None:
        if request_name == "runs.stream":
            connection.open_stream(LOCATION)
            connection.event("custom", 1, "1-0")
            connection.close()
        else:
            connection.answer({}, 503, {"retry-after": "30"})
        connection.close()

    client, server = connect(script, max_retries=3)
    do = READS.get(request_name) or (lambda client: list(client.runs.stream(THREAD, "agent", stream_resumable=True)))
    problems: list[str] = []

    class Handler(logging.Handler):
        """Presses Ctrl-C as soon as the client says that it will try again."""

        def emit(self, record: logging.LogRecord) -> None:
            problems.append(record.getMessage())
            threading.Timer(0.05, interrupt).start()

    handler = Handler(logging.WARNING)
    logging.getLogger("langgraph_sync").addHandler(handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            do(client)
    finally:
        logging.getLogger("langgraph_sync").removeHandler(handler)

    assert (1, 1) == (len(problems), len(server.requests))


@pytest.mark.usefixtures("_listens_to_ctrl_c")
def test_ctrl_c_while_it_reads(connect: Any) -> None:
    """It does not swallow Ctrl-C while it reads, and closes the connection at once."""
    seen: list[bool] = []
    done = threading.Event()

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event("custom", 1, "1-0")
        interrupt()
        seen.append(connection.wait_until_gone())
        done.set()

    client, server = connect(script)
    with pytest.raises(KeyboardInterrupt):
        list(client.runs.stream(THREAD, "agent", stream_resumable=True))

    assert done.wait(PATIENCE)
    assert [True] == seen
    assert 1 == len(server.requests)
