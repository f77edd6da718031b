"""Requests and answers: what is sent, and what each bad answer leads to."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import json
import logging
import pickle
import socket
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

import pytest
import requests
from scripted_server import PATIENCE, Connection, event_bytes

import langgraph_sync
from langgraph_sync import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    LangGraphError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
    get_client,
)

KEY = "lsv2_secret_key"


def fine(connection: Connection) -> None:
    """Answer that the server is healthy."""
    connection.answer({"ok": True})


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, APIStatusError),
        (422, UnprocessableEntityError),
        (429, RateLimitError),
        (500, InternalServerError),
        (503, InternalServerError),
    ],
)
def test_status(connect: Any, status: int, error: type[APIStatusError]) -> None:
    """It raises one class for each status, with the server's words and all that a program may ask for."""
    headers = {"retry-after": "7"}
    client, server = connect(lambda connection: connection.answer({"detail": "Words."}, status, headers))

    with pytest.raises(error, match=f"GET {server.url}/ok answered {status}: Words.") as caught:
        client.ok()

    assert error is type(caught.value)
    assert (status, "Words.", {"detail": "Words."}, 7.0, "GET", f"{server.url}/ok") == (
        caught.value.status_code,
        caught.value.detail,
        caught.value.body,
        caught.value.retry_after,
        caught.value.method,
        caught.value.url,
    )


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"detail": "a"}, "a"),
        (b'{"detail": "caf\xe9"}', "caf\ufffd"),
        ({"error": "Key is required"}, "Key is required"),
        ({"error": "not_found", "message": "b", "details": {}}, "b"),
        ({"success": False, "error": {"issues": ["c"]}}, '{"issues": ["c"]}'),
        ("Internal Server Error", "Internal Server Error"),
        ([1], "[1]"),
        ("", "nothing else"),
        (b"caf\xe9", "caf\ufffd"),
    ],
)
def test_words_of_other_servers(connect: Any, body: Any, detail: str) -> None:
    """It finds the server's words wherever the server keeps them."""
    client, _ = connect(lambda connection: connection.answer(body, 400))

    with pytest.raises(BadRequestError) as caught:
        client.ok()
    assert detail == caught.value.detail


def test_long_error_body(connect: Any) -> None:
    """It reads no more than 16 KiB of an error's body."""
    client, _ = connect(lambda connection: connection.answer("x" * 8_000_000, 500))

    with pytest.raises(InternalServerError) as caught:
        client.ok()
    assert "x" * 16 * 1024 == caught.value.body


def test_broken_error_body(connect: Any) -> None:
    """It raises the error for the status even when its body breaks off."""

    def script(connection: Connection) -> None:
        connection.head(404, {"content-length": "100"})
        connection.send(b"x" * 10)
        connection.reset()

    client, _ = connect(script)

    with pytest.raises(NotFoundError):
        client.ok()


def test_stalled_error_body(connect: Any) -> None:
    """It raises the error for the status when its body does not come within the time-out."""

    def script(connection: Connection) -> None:
        connection.head(404, {"content-length": "100"})
        connection.send(b"x" * 10)
        connection.wait_until_gone()

    client, _ = connect(script, timeout=0.05)

    with pytest.raises(NotFoundError):
        client.ok()


@pytest.mark.parametrize("status", [422, 500])
@pytest.mark.parametrize("framing", ["length", "chunk", "close"])
def test_error_body_that_never_ends(connect: Any, framing: str, status: int) -> None:
    """It gives up the words of an error that come too slowly, though each comes within the time-out."""
    frame = {
        "length": {"content-length": "9999"},
        "chunk": {"transfer-encoding": "chunked"},
        "close": {"connection": "close"},
    }[framing]
    gave_up = threading.Event()

    def script(connection: Connection) -> None:
        connection.head(status, frame)
        connection.send(b"ffff\r\n" if framing == "chunk" else b"")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not gave_up.wait(0.1):
            connection.send(b"x")

    client, _ = connect(script, timeout=0.5)
    begun = time.monotonic()

    with pytest.raises(APIStatusError) as caught:
        client.ok()
    gave_up.set()
    assert status == caught.value.status_code
    assert time.monotonic() - begun < PATIENCE - 2


def test_proxy_of_the_environment(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It sends through the proxy that the environment names."""
    proxy = serve(fine)
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    with get_client(url="http://far.example") as client:
        client.ok()

    assert ["http://far.example/ok"] == [request.path for request in proxy.requests]


def test_cookies_of_the_server(connect: Any) -> None:
    """It sends back the cookies that a server, or a proxy before it, has set."""
    client, server = connect(lambda c: c.answer({"ok": True}, headers={"set-cookie": "node=7"}), fine)
    client.ok()
    client.ok()

    assert [None, "node=7"] == [request.headers.get("cookie") for request in server.requests]


def test_connection_is_not_used_again_after_an_error(connect: Any) -> None:
    """It drops the connection after a 5xx, as the server does, and keeps it after a success."""
    client, server = connect(lambda connection: connection.answer({}, 500), fine, fine)
    with pytest.raises(InternalServerError):
        client.ok()
    client.ok()
    client.ok()

    assert 2 == server.connection_count


def test_key_hint(connect: Any) -> None:
    """It says where the key comes from when the server refuses it, and does not show it."""
    client, _ = connect(lambda connection: connection.answer({"detail": "no"}, 401), api_key=KEY)

    with pytest.raises(AuthenticationError, match="LANGGRAPH_API_KEY") as caught:
        client.ok()
    assert KEY not in repr(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect(connect: Any, status: int) -> None:
    """It names the target of a redirect and does not follow it."""
    target = "https://user:password@elsewhere.example/path?token=1"
    client, server = connect(lambda connection: connection.answer("", status, {"location": target}), api_key=KEY)

    with pytest.raises(APIResponseError, match=r"a redirect to https://elsewhere\.example/path\. It is not") as caught:
        client.threads.create()
    assert "password" not in str(caught.value)
    assert 1 == len(server.requests)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_status_of_success(connect: Any, status: int) -> None:
    """It returns what comes with a success, if anything does."""
    client, _ = connect(lambda connection: connection.answer({"n": 1} if status != 204 else "", status))

    assert ({"n": 1} if status != 204 else None) == client.request("POST", "/route", json={})


def odd(status: int) -> Callable[[Connection], None]:
    """Answer with a status that no server of LangGraph sends, and with whatever the client wants."""

    def script(connection: Connection) -> None:
        wants_events = connection.request.headers["accept"] == "text/event-stream"
        kind = "text/event-stream" if wants_events else "application/json"
        body = event_bytes("values", {"n": 1}) if wants_events else b'{"n": 1}'
        connection.head(status, {"content-type": kind, "connection": "close"})
        connection.send(b"" if status == 304 else body)
        connection.close()

    return script


@pytest.mark.parametrize("status", [205, 206, 226, 299, 300, 302, 304, 305, 399, 600, 999])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_odd_status(connect: Any, method: str, status: int) -> None:
    """It takes nothing that comes with another status for an answer, a redirect without a target included."""
    client, _ = connect(odd(status))

    with pytest.raises(LangGraphError, match=str(status)):
        client.request(method, "/route")


@pytest.mark.parametrize("status", [205, 206, 299, 300, 302])
def test_odd_status_of_a_stream(connect: Any, status: int) -> None:
    """It takes no events that come with another status for those of a run."""
    client, _ = connect(odd(status))

    with pytest.raises(LangGraphError, match=str(status)):
        list(client.runs.stream(None, "agent"))


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.request("GET", "/route"),
        lambda client: client.request("POST", "/route", json={}),
        lambda client: client.request("DELETE", "/route"),
        lambda client: client.threads.delete("t"),
        lambda client: client.runs.delete("t", "r"),
        lambda client: client.crons.delete("c"),
        lambda client: client.assistants.delete("a"),
        lambda client: client.store.delete_item(("n",), "k"),
        lambda client: client.store.put_item(("n",), "k", {}),
    ],
    ids=["get", "post", "delete", "thread", "run", "cron", "assistant", "item", "new item"],
)
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_empty_answer(connect: Any, waits: list[float], call: Any, status: int, framing: str) -> None:
    """It takes an empty success for an answer where no data is needed, and asks once."""

    def script(connection: Connection) -> None:
        if framing == "length":
            connection.head(status, {"content-length": "0"})
        else:
            connection.head(status, {"transfer-encoding": "chunked"})
            connection.send(b"0\r\n\r\n")

    client, server = connect(script, max_retries=2)

    assert None is call(client)
    assert (1, []) == (len(server.requests), waits)


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_empty_answer_where_data_is_needed(connect: Any, framing: str) -> None:
    """It does not take an empty success for data."""

    def script(connection: Connection) -> None:
        if framing == "length":
            connection.answer("")
        else:
            connection.head(200, {"content-type": "application/json", "transfer-encoding": "chunked"})
            connection.send(b"0\r\n\r\n")

    client, _ = connect(script)

    with pytest.raises(APIResponseError, match="that is not JSON: ''"):
        client.info()


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("<!doctype html><p>Hi", "text/html", "200 with a web page that is not JSON: 'a web page without a title'"),
        ("<p>Hi", "text/html", "200 with text/html that is not JSON: '<p>Hi'"),
        ("", "application/json", "that is not JSON: ''"),
        ('{"ok": tr', "application/json", "that is not JSON"),
        (b"\xff", "application/json", "that is not JSON"),
        ("[" * 100_000, "application/json", "that is not JSON"),
    ],
)
def test_answer_that_is_not_json(connect: Any, body: Any, kind: str, message: str) -> None:
    """It says what came instead of JSON, and asks whether the address is right."""
    gc.collect()  # what earlier tests have left would be finalized at the bottom of the nested answer, and fail there
    client, _ = connect(lambda connection: connection.answer(body, kind=kind))

    with pytest.raises(APIResponseError, match=message) as caught:
        client.info()
    assert "address of a LangGraph server?" in str(caught.value)


def test_json_of_any_type(connect: Any) -> None:
    """It reads JSON as UTF-8 whatever type the server gives it."""
    client, _ = connect(lambda connection: connection.answer({"version": "é"}, kind="text/plain"))

    assert "é" == client.info()["version"]


def test_nobody_listens() -> None:
    """It says what to do when nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = get_client(url=f"http://user:password@127.0.0.1:{port}")

    with pytest.raises(APIConnectionError, match=rf"GET http://127\.0\.0\.1:{port}/ok failed: .*refused") as caught:
        client.ok()
    assert "LANGGRAPH_API_URL" in str(caught.value)
    assert "password" not in str(caught.value)


def test_unknown_host() -> None:
    """It names a host that nobody knows."""
    with pytest.raises(APIConnectionError, match=r"http://no-such-host\.invalid/ok failed"):
        get_client(url="http://no-such-host.invalid").ok()


@pytest.mark.parametrize("say", [b"", b"garbage\r\n\r\n"])
def test_answer_that_is_not_http(connect: Any, say: bytes) -> None:
    """It takes an answer that is no HTTP, or breaks off before its body, for a lost connection."""

    def script(connection: Connection) -> None:
        connection.send(say)
        connection.close()

    client, _ = connect(script)

    with pytest.raises(APIConnectionError):
        client.ok()


def test_body_that_breaks_off(connect: Any) -> None:
    """It does not take half a body for an answer; old versions of urllib3 do not notice, and leave it to the JSON."""

    def script(connection: Connection) -> None:
        connection.head(200, {"content-length": "9"})
        connection.send(b'{"ok"')
        connection.close()

    client, _ = connect(script)

    with pytest.raises((APIConnectionError, APIResponseError)):
        client.ok()


@pytest.mark.parametrize("where", ["client", "call"])
def test_timeout(connect: Any, where: str) -> None:
    """It waits no longer than the client's time-out, or the call's."""

    def script(connection: Connection) -> None:
        connection.wait_until_gone()

    options = {"timeout": 0.05} if where == "client" else {}
    client, _ = connect(script, **options)

    with pytest.raises(APITimeoutError, match="no answer in time"):
        client.ok(**({"timeout": (5, 0.05)} if where == "call" else {}))


def test_headers(connect: Any) -> None:
    """It sends the client's headers and the key with each request, and lets a call's headers win."""
    client, server = connect(fine, api_key=KEY, headers={"X-Team": "a", "X-Trace": "1"})
    client.ok(headers={"x-trace": "2"}, params={"deep": True, "none": None})

    request = server.requests[0]
    assert (KEY, "a", "2") == tuple(request.headers[name] for name in ("x-api-key", "x-team", "x-trace"))
    assert "/ok?deep=true" == request.path


def test_netrc_adds_nothing(connect: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not send what ~/.netrc holds for the host."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hidden\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client, server = connect(fine)
    client.ok()

    assert "authorization" not in server.requests[0].headers


def test_user_and_password_of_the_url(serve: Any) -> None:
    """It sends the user and password that the address holds."""
    server = serve(fine)
    with get_client(url=server.url.replace("//", "//me:word@")) as client:
        client.ok()

    assert "Basic bWU6d29yZA==" == server.requests[0].headers["authorization"]


def test_session_of_the_caller(serve: Any) -> None:
    """It uses your session as it is, and leaves it open."""
    server = serve(fine, fine)
    with requests.Session() as session:
        session.headers["X-Mine"] = "yes"
        session.auth = ("me", "word")
        with get_client(url=server.url, session=session) as client:
            client.ok()
        client.ok()

    assert ["yes", "yes"] == [request.headers["x-mine"] for request in server.requests]
    assert "Basic bWU6d29yZA==" == server.requests[0].headers["authorization"]
    assert 1 == server.connection_count


@pytest.mark.parametrize(
    "params",
    [
        None,
        {},
        {"a": "b c", "é": "ü&=~+%20/?"},
        {"n": 1, "x": 0.5, "yes": True, "no": None},
        {"a": [1, 2]},
        {"a": b"\xff"},
    ],
)
@pytest.mark.parametrize("path", ["/ok", "/a%20b", "/a b", "/a?b=c", "/é"])
def test_a_session_of_our_own_changes_nothing(serve: Any, path: str, params: Any) -> None:
    """It sends what requests would send, though it prepares less anew for each request."""
    server = serve(fine, fine)
    with requests.Session() as session:
        for client in (get_client(url=server.url), get_client(url=server.url, session=session)):
            with client:
                client.request("POST", path, json={"a": 1}, params=params)

    ours, theirs = server.requests
    assert ("langgraph-sync", "python-requests") == tuple(
        each.headers.pop("user-agent").partition("/")[0] for each in (ours, theirs)
    )
    assert theirs == ours


def test_closing_gives_connections_back(connect: Any) -> None:
    """It opens a new connection when it is used after it was closed."""
    client, server = connect(fine, fine)
    client.ok()
    client.close()
    client.ok()

    assert 2 == server.connection_count


def test_log_tells_requests_and_no_secrets(connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    """It logs each request and its status under `langgraph_sync`, without key, query and password."""
    caplog.set_level(logging.DEBUG)
    client, server = connect(fine, api_key=KEY)
    client.ok(params={"token": "hidden"})

    ours = [record.getMessage() for record in caplog.records if record.name == "langgraph_sync"]
    assert [f"GET {server.url}/ok", f"GET {server.url}/ok answered 200"] == ours
    assert KEY not in caplog.text


class Model:
    """Something with `model_dump()`, as pydantic's models are."""

    def model_dump(self) -> dict[str, Any]:
        """What it holds."""
        return {"type": "human"}


@dataclasses.dataclass
class State:
    """A state as programs hold it."""

    moment: dt.datetime
    names: set[str]


def test_values_that_programs_hold(connect: Any) -> None:
    """It sends dates, UUIDs, sets, dataclasses and models as JSON."""
    client, server = connect(lambda connection: connection.answer({}))
    one = uuid.UUID(int=1)
    moment = dt.datetime(2024, 1, 2, tzinfo=dt.timezone.utc)
    client.runs.create(None, "agent", input={"a": State(moment, {"x"}), "b": one, "c": [Model()]})

    expected = {"a": {"moment": "2024-01-02T00:00:00+00:00", "names": ["x"]}, "b": str(one), "c": [{"type": "human"}]}
    assert expected == server.requests[0].json["input"]


@pytest.mark.parametrize(("value", "error"), [(object(), TypeError), (float("nan"), ValueError)])
def test_values_that_are_not_json(connect: Any, value: Any, error: type[Exception]) -> None:
    """It refuses what has no JSON form, and sends nothing."""
    client, server = connect()

    with pytest.raises(error):
        client.runs.create(None, "agent", input=value)
    assert [] == server.requests


def errors() -> list[LangGraphError]:
    """One error of each class."""
    classes = [getattr(langgraph_sync, name) for name in langgraph_sync.__all__ if name.endswith("Error")]
    return [each("what happened") for each in classes]


@pytest.mark.parametrize("error", errors(), ids=lambda error: type(error).__name__)
def test_errors_pickle(error: LangGraphError) -> None:
    """It survives a pickle with its attributes, as workers need it."""
    error.__dict__.update(dict.fromkeys(error.__dict__, 7))
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301

    assert (type(error), str(error), error.__dict__) == (type(copy), str(copy), copy.__dict__)


def test_errors_hold_no_request(connect: Any) -> None:
    """It keeps the key out of the error and of the errors behind it."""
    client, _ = connect(lambda connection: connection.reset(), api_key=KEY)

    with pytest.raises(APIConnectionError) as caught:
        client.ok()
    cause = caught.value.__cause__
    assert isinstance(cause, ConnectionResetError)
    assert (None, None) == (cause.__cause__, cause.__context__)
    assert KEY not in json.dumps([str(vars(caught.value)), str(vars(cause))])


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            "<!DOCTYPE html>\n<html><head><title>504 Gateway\n Time-out</title></head>" + "x" * 12_000,
            "504 Gateway Time-out",
        ),
        ("\n".join(f"line {number}" for number in range(142)), "line 0 line 1 "),
        ("a\x1b[31mb\x00\u2028c", r"a\x1b[31mb\x00 c"),
    ],
)
def test_long_words(connect: Any, body: str, shown: str) -> None:
    """It shows one line of at most 200 characters, of a web page its title, and keeps the whole in the body."""
    client, _ = connect(lambda connection: connection.answer(body, 504, kind="text/html"))

    with pytest.raises(InternalServerError) as caught:
        client.ok()
    said = str(caught.value).partition("answered 504")[2].removeprefix(" with a web page").removeprefix(": ")
    assert said.startswith(shown)
    assert len(said) <= 200
    assert said.isprintable()
    assert body == caught.value.body


def test_error_that_is_nested_deeply(connect: Any) -> None:
    """It pickles an error whatever its body."""
    client, _ = connect(lambda connection: connection.answer("[" * 5000 + "]" * 5000, 400))

    with pytest.raises(BadRequestError) as caught:
        client.ok()
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))  # noqa: S301


def test_headers_of_an_error(connect: Any) -> None:
    """It keeps the headers of an answer but its cookies, and the server's name for the request."""
    headers = {"X-Request-Id": "r1", "Set-Cookie": "a=b"}
    client, _ = connect(lambda connection: connection.answer({}, 400, headers))

    with pytest.raises(BadRequestError) as caught:
        client.ok()
    assert ("r1", "r1", None) == (
        caught.value.request_id,
        *map(caught.value.headers.get, ("x-request-id", "set-cookie")),
    )


@pytest.mark.parametrize("status", [203, 206, 300, 302, 304, 399])
@pytest.mark.parametrize("is_yours", [False, True], ids=["own session", "your session"])
def test_status_that_is_no_result(connect: Any, status: int, is_yours: bool) -> None:
    """It takes nothing but 200 to 204 for a result."""
    with requests.Session() as session:
        client, _ = connect(lambda c: c.answer({"ok": True}, status), session=session if is_yours else None)
        if status == 203:
            assert client.ok()
        else:
            with pytest.raises(APIResponseError, match=f"answered {status}"):
                client.ok()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("verb", ["GET", "DELETE", "POST", "HEAD"])
def test_empty_answer_to_any_verb(connect: Any, status: int, verb: str) -> None:
    """It takes an empty answer for None, where no data is needed."""
    client, server = connect(lambda connection: connection.answer("", status), max_retries=2)

    assert None is client.request(verb, "/any")
    assert 1 == len(server.requests)


@pytest.mark.parametrize(("kind", "text"), [("text/csv", "a,b\n1,2\n"), ("application/jsonl", '{"a": 1}\n{"a": 2}\n')])
def test_text_of_a_route_of_your_own(connect: Any, kind: str, text: str) -> None:
    """It returns as text what is neither JSON nor a web page."""
    client, _ = connect(lambda connection: connection.answer(text, kind=kind))

    assert text == client.request("GET", "/any")


def test_keep_alive(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lets the system notice a connection that a NAT has forgotten."""
    made: list[tuple[int, int]] = []

    def connected(self: socket.socket, address: Any) -> None:
        made.append((self.fileno(), self.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)))
        super(socket.socket, self).connect(address)

    monkeypatch.setattr(socket.socket, "connect", connected, raising=False)
    client, _ = connect(fine)
    client.ok()

    assert [1] == [alive for _, alive in made]


def test_default_time_outs(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits 5 seconds for a connection, 300 for a read, and 60 once heartbeats have come."""
    seen: list[Any] = []

    def settimeout(self: socket.socket, seconds: Any) -> None:
        if threading.current_thread() is threading.main_thread():
            seen.append(seconds)
        super(socket.socket, self).settimeout(seconds)

    def script(connection: Connection) -> None:
        connection.open_stream()
        for _ in range(20):  # so that two come one by one, however slow the machine is
            connection.chunk(b": heartbeat\r\n\r\n")
            assert not connection.is_gone_within(0.02)
        connection.event("custom", 1)
        connection.end_stream()

    monkeypatch.setattr(socket.socket, "settimeout", settimeout, raising=False)
    client, _ = connect(script)
    assert [1] == [part.data for part in client.runs.stream(None, "agent")]

    assert [5, 300, 60] == list(dict.fromkeys(seen))


@pytest.mark.parametrize(
    "location", [b"http://[::1", b"http://\xff\xfe/", b"", b"//", b"http://h:99999/", b"\xe4\xba\x8b"]
)
@pytest.mark.parametrize("is_yours", [False, True], ids=["own session", "your session"])
def test_location_that_is_none(connect: Any, location: bytes, is_yours: bool) -> None:
    """It reports a redirect wherever it leads, and follows none."""

    def script(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + location + b"\r\n\r\n")

    with requests.Session() as session:
        client, server = connect(script, session=session if is_yours else None)
        with pytest.raises(APIResponseError, match="answered 302"):
            client.ok()
    assert 1 == len(server.requests)


@pytest.mark.parametrize("api_key", [None, "k"])
@pytest.mark.parametrize("status", [401, 403])
def test_key_that_is_refused(connect: Any, status: int, api_key: Optional[str]) -> None:
    """It says whether a key was sent."""
    client, _ = connect(lambda connection: connection.answer({"detail": "no"}, status=status), api_key=api_key)

    with pytest.raises(APIStatusError) as caught:
        client.ok()
    said = "is the API key right?" if api_key else "no x-api-key was sent."
    assert f"({said} It is the api_key argument, or LANGGRAPH_API_KEY)" in str(caught.value)


def test_path_that_no_server_has(connect: Any) -> None:
    """It asks whether the address is right where a server knows the path of a collection not."""
    client, _ = connect(lambda connection: connection.answer("Not Found", status=404, kind="text/plain"))

    with pytest.raises(NotFoundError, match=r"\(is this the address of a LangGraph server\? It is the url argument"):
        client.threads.create()
