"""What a beginner types: the message says what is wrong and what to do, on one line, without a wall of traceback."""

from __future__ import annotations

import logging
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from faults import LOCATION, METADATA, RUN, THREAD, run_is, sends
from scripted_server import Connection, Script

from langgraph_sync import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    LangGraphClient,
    StreamInterruptedError,
    get_client,
    tokens,
)
from langgraph_sync._retry import Deadline

INPUT = {"messages": [{"role": "human", "content": "What's the weather in SF?"}]}
PAGE = (
    '<!DOCTYPE HTML>\n<html lang="en">\n<head><title>\n Jupyter &amp; friends</title></head><body>Hello</body></html>'
)
MODES = "'values', 'updates', 'messages', 'messages-tuple', 'events', 'custom', 'tasks', 'checkpoints' or 'debug'"

Do = Callable[[LangGraphClient], Any]


def said_by(action: Callable[[], Any], kind: type[Exception]) -> str:
    """Return the message of the error that an action raises, which has one line."""
    with pytest.raises(kind) as caught:
        action()
    message = str(caught.value)
    assert message.isprintable()
    return message


def test_no_mode_for_tokens(connect: Any) -> None:
    """It names the modes that hold text before anything is sent."""
    client, server = connect()
    message = said_by(lambda: list(tokens(client.runs.stream(THREAD, "agent", input=INPUT))), ValueError)

    assert (
        "a stream in the mode 'values' holds no text: start the run with stream_mode='messages-tuple' "
        "(or 'events', 'messages', or a list with one of these three)"
    ) == message
    assert [] == server.requests


def test_misspelt_mode(connect: Any) -> None:
    """It names the mode that was meant, and all others, before anything is sent."""
    client, server = connect()
    message = said_by(lambda: client.runs.stream(THREAD, "agent", input=INPUT, stream_mode="event"), ValueError)

    assert (
        f"stream_mode must be {MODES}, not 'event'; did you mean 'events'? (client.request() sends any value)"
    ) == message
    assert [] == server.requests


def test_misspelt_node(connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    """It logs which nodes there were."""
    message = {"type": "AIMessageChunk", "id": "m", "content": "sunny"}
    events = sends(METADATA, ("messages", [message, {"langgraph_node": "agent"}], None))
    client, _ = connect(events, run_is("success"))
    parts = client.runs.stream(THREAD, "agent", input=INPUT, stream_mode="messages-tuple")

    assert [] == list(tokens(parts, node="agnet"))
    assert [
        (
            "langgraph_sync",
            logging.WARNING,
            "no message came from the node 'agnet'; nodes that messages came from: 'agent'",
        )
    ] == caplog.record_tuples


def test_thread_for_its_id(connect: Any) -> None:
    """It says how to write the id, without showing the thread."""
    client, server = connect()
    thread: Any = {"thread_id": THREAD, "metadata": {"secret": "of a customer"}}

    assert 'thread_id must be an id, not a whole thread: write thread["thread_id"]' == said_by(
        lambda: client.runs.stream(thread, "agent", input=INPUT), TypeError
    )
    assert [] == server.requests


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (200, APIResponseError, "answered 200 with a web page that is not {}: 'Jupyter & friends'. Is this"),
        (404, APIStatusError, "answered 404 with a web page: Jupyter & friends (is this"),
        (501, APIStatusError, "answered 501 with a web page: Jupyter & friends (is this"),
    ],
)
@pytest.mark.parametrize("wanted", ["JSON", "a stream of events"])
def test_wrong_port(connect: Any, status: int, kind: type[Exception], message: str, wanted: str) -> None:
    """It shows the title of a web page, and asks whether the address is right."""
    client, server = connect(lambda connection: connection.answer(PAGE, status, kind="text/html"))
    path, do = "/threads", client.threads.create
    if wanted != "JSON":
        path, do = f"/threads/{THREAD}/runs/stream", lambda: list(client.runs.stream(THREAD, "agent"))
    said = said_by(do, kind)

    assert said.startswith(f"POST {server.url}{path} {message.format(wanted)} the address of a LangGraph server? It is")


def test_page_of_a_proxy(connect: Any) -> None:
    """It does not doubt the address when a proxy says that the server behind it is down."""
    client, server = connect(lambda connection: connection.answer(PAGE, 502, kind="text/html"))

    assert f"GET {server.url}/ok answered 502 with a web page: Jupyter & friends" == said_by(client.ok, APIStatusError)


def test_deadline_as_text(connect: Any) -> None:
    """It says how to write the number."""
    client, server = connect()

    assert "deadline must be a number, not '60': write deadline=60" == said_by(
        lambda: client.runs.wait(THREAD, "agent", input=INPUT, deadline="60"), TypeError
    )
    assert [] == server.requests


def test_key_with_a_newline(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what is wrong with a key, and does not show it; of one in the environment, under which name it is."""
    flaw = "the header x-api-key has a line break: remove it (the value is not shown, it may be a secret)"
    assert flaw == said_by(lambda: get_client(api_key="lsv2_pt_123\n"), ValueError)

    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_pt\n123")
    assert f"the environment variable LANGSMITH_API_KEY holds no API key: {flaw}" == said_by(get_client, ValueError)


@pytest.fixture
def nobody() -> str:
    """The address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_server_down(nobody: str) -> None:
    """It says what it tried, and where the address is set."""
    client = get_client(url=nobody, max_retries=0)
    message = said_by(client.threads.create, APIConnectionError)

    assert re.fullmatch(
        rf"POST {nobody}/threads failed: \[\w+ \d+\] .*refused.*\. Is the server up at this address\? "
        r"It is the url argument, or LANGGRAPH_API_URL\.",
        message,
    )


@pytest.mark.parametrize(
    "call",
    [
        "threads.create()",
        "ok()",
        "runs.create(None, 'agent')",
        "runs.wait(None, 'agent')",
        "runs.stream(None, 'agent').__next__()",
    ],
)
def test_traceback_of_server_down(nobody: str, call: str) -> None:
    """It fits on a screen: the line that failed, few of ours, and the network's words without their own traceback."""
    script = f"from langgraph_sync import get_client\nclient = get_client()\nclient.{call}\n"
    environment = {"LANGGRAPH_API_URL": nobody, "NO_PROXY": "*", "PYTHONPATH": ":".join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()

    assert len(lines) <= 30
    assert lines[0].startswith("ConnectionRefusedError: ")
    assert lines[-1].startswith("langgraph_sync.errors.APIConnectionError: ")


@pytest.mark.parametrize(
    ("do", "hint"),
    [
        (lambda client: client.threads.get("nope"), "threads"),
        (lambda client: client.runs.wait("nope", "agent"), "threads"),
        (lambda client: client.runs.get(THREAD, "nope"), "runs"),
        (lambda client: client.assistants.get("nope"), "assistants"),
        (lambda client: client.crons.delete("nope"), "crons"),
    ],
    ids=["thread", "wait", "run", "assistant", "cron"],
)
@pytest.mark.parametrize("status", [400, 404, 422])
def test_id_that_is_no_uuid(connect: Any, do: Do, hint: str, status: int) -> None:
    """It says that ids are UUIDs when the server refuses one that is none; other servers may take it."""
    client, server = connect(lambda connection: connection.answer({"detail": "Invalid ID"}, status))
    said = said_by(lambda: do(client), APIStatusError)

    assert said.endswith(f"answered {status}: Invalid ID (the ids of {hint} are UUIDs on most servers, unlike 'nope')")
    assert 1 == len(server.requests)


@pytest.mark.parametrize(
    "do",
    [
        lambda client: client.threads.get(THREAD.replace("-", "")),
        lambda client: client.threads.get_state(THREAD),
        lambda client: client.runs.wait(None, "agent"),
        lambda client: client.runs.cancel_many(status="pending"),
        lambda client: client.runs.create_batch([]),
        lambda client: client.threads.search(),
        lambda client: client.threads.count(),
        lambda client: client.assistants.search(),
        lambda client: client.crons.search(),
        lambda client: client.crons.create("agent", schedule="nope"),
        lambda client: client.crons.create_for_thread(THREAD, "agent", schedule="nope"),
        lambda client: client.store.get_item(["runs"], "nope"),
    ],
)
def test_no_id_to_blame(connect: Any, do: Do) -> None:
    """It says nothing of ids where there are none, or only UUIDs."""
    client, _ = connect(lambda connection: connection.answer({"detail": "Invalid"}, 422))

    assert said_by(lambda: do(client), APIStatusError).endswith("answered 422: Invalid")


def breaks_off(*pieces: bytes, how: str = "close") -> Script:
    """Send these pieces of a stream and close the connection, or reset it."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        for piece in pieces:
            connection.chunk(piece)
        getattr(connection, how)()

    return script


EVENT = b"event: custom\r\ndata: 1\r\n"


@pytest.mark.parametrize(
    ("pieces", "place"),
    [
        ((), "before the first event"),
        ((EVENT + b"\r\n",), "between two events"),
        ((EVENT, b"\r", b"\n"), "between two events"),
        ((b"event: custom\ndata: 1\n\n",), "between two events"),
        ((EVENT + b"\r\n", EVENT), "in the middle of an event"),
        ((EVENT + b"\r\n" + EVENT[:9],), "in the middle of an event"),
    ],
)
def test_stream_that_dies(connect: Any, pieces: tuple[bytes, ...], place: str) -> None:
    """It says that the server closed the connection, and where in the stream."""
    client, server = connect(breaks_off(*pieces))
    message = said_by(lambda: list(client.runs.stream(THREAD, "agent")), StreamInterruptedError)

    assert (
        f"the stream of run {RUN} on thread {THREAD} broke off: POST {server.url}/threads/{THREAD}/runs/stream broke "
        f"off: the server closed the connection {place}, and the server sends no ids with its events (start the run "
        f"with stream_resumable=True). The run may still be going: runs.join{(THREAD, RUN)} waits for its result."
    ) == message


def test_stream_that_is_reset(connect: Any) -> None:
    """It repeats the network's words, and says where in the stream the connection was reset."""
    client, _ = connect(breaks_off(EVENT + b"\r\n", EVENT, how="reset"))
    message = said_by(lambda: list(client.stream("GET", "/events")), APIConnectionError)

    assert re.search(r"/events broke off: \[\w+ \d+\] .*reset.* in the middle of an event\.$", message)


def test_answer_that_is_cut(connect: Any) -> None:
    """It says that the server closed the connection before the end of an answer."""

    def script(connection: Connection) -> None:
        connection.head(200, {"content-type": "application/json", "content-length": "100"})
        connection.send(b'{"ok":')
        connection.close()

    client, server = connect(script)

    assert f"GET {server.url}/ok broke off: the server closed the connection before the end of its answer." == said_by(
        client.ok, APIConnectionError
    )


@pytest.mark.parametrize(
    ("seconds", "text"), [(1, "1 second"), (1.0, "1 second"), (0.5, "0.5 seconds"), (2, "2 seconds")]
)
def test_one_second(seconds: float, text: str) -> None:
    """It has no plural for one."""
    assert f"the deadline of {text} has passed" == str(Deadline(seconds).exceeded())
