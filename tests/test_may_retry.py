"""Whether another attempt may succeed: what is transient, and what stays as it is until somebody acts."""

from __future__ import annotations

import contextlib
import copy
import gc
import pickle
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import requests
from requests.structures import CaseInsensitiveDict
from scripted_server import Connection, ScriptedServer

from langgraph_sync import (
    TRANSIENT_ERRORS,
    APIConnectionError,
    APIStatusError,
    DeadlineExceededError,
    LangGraphClient,
    LangGraphError,
    RunFailedError,
    StreamInterruptedError,
    errors,
    get_client,
)

# Old releases of urllib3 leave sockets of connections that fail to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

Connect = Callable[..., tuple[LangGraphClient, ScriptedServer]]


@pytest.fixture(autouse=True)
def _collect() -> Iterator[None]:
    """Collect what a test has left while its warnings are ignored."""
    yield
    gc.collect()


def error_of(client: LangGraphClient) -> LangGraphError:
    """What a small call raises."""
    with pytest.raises(LangGraphError) as caught:
        client.info()
    return caught.value


def may_retry(error: LangGraphError) -> bool:
    """What an error says, which is the same when it was pickled; what is transient has one of the listed classes."""
    assert pickle.loads(pickle.dumps(error)).may_retry is error.may_retry  # noqa: S301
    assert not error.may_retry or isinstance(error, TRANSIENT_ERRORS)
    return error.may_retry


@contextlib.contextmanager
def client_of(url: str, is_yours: bool, **settings: Any) -> Iterator[LangGraphClient]:
    """A client with its own session, or with yours, that has the same settings."""
    if not is_yours:
        with get_client(url=url, max_retries=0, **settings) as client:
            yield client
        return
    with requests.Session() as session:
        for name, value in settings.items():
            setattr(session, name, value)
        with get_client(url=url, max_retries=0, session=session) as client:
            yield client


@contextlib.contextmanager
def server_of_one(answer: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server without scripts, for one connection."""

    def accept() -> None:
        with listener.accept()[0] as connection, contextlib.suppress(OSError):
            answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def answer_in_clear(connection: socket.socket) -> None:
    """Answer as a server that has never heard of TLS."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    while connection.recv(4096):
        continue


def shake_hands(context: ssl.SSLContext, connection: socket.socket) -> None:
    """Shake hands, and read on when that fails, so that the client can read why."""
    with connection.dup() as kept:
        try:
            context.wrap_socket(connection, server_side=True).close()
        finally:
            while kept.recv(4096):
                continue


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529])
def test_transient_statuses(connect: Connect, status: int) -> None:
    """It may be retried when the server is busy or fails."""
    assert may_retry(error_of(connect(lambda connection: connection.answer("{}", status=status))[0]))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418, 422, 501])
def test_lasting_statuses(connect: Connect, status: int) -> None:
    """It may not be retried when the server refuses the request, or can't do it at all."""
    assert not may_retry(error_of(connect(lambda connection: connection.answer("{}", status=status))[0]))


@pytest.mark.parametrize(
    "answer", [Connection.reset, Connection.close, lambda connection: connection.wait_until_gone()]
)
def test_broken_connections(connect: Connect, answer: Any) -> None:
    """It may be retried when the connection broke off, or no answer came in time."""
    error = error_of(connect(answer, timeout=0.3)[0])
    assert isinstance(error, APIConnectionError)
    assert may_retry(error)


@pytest.mark.parametrize("is_yours", [False, True])
def test_refused_connection(is_yours: bool) -> None:
    """It may be retried when no server is there: it may be starting."""
    with ScriptedServer() as gone:
        url = gone.url
    with client_of(url, is_yours) as client:
        assert may_retry(error_of(client))


@pytest.mark.parametrize("is_yours", [False, True])
def test_connection_that_is_closed_in_the_handshake(is_yours: bool) -> None:
    """It may be retried when the server goes away during the handshake."""
    with server_of_one(lambda connection: connection.recv(4096)) as url, client_of(url, is_yours) as client:
        assert may_retry(error_of(client))


@pytest.mark.parametrize("is_yours", [False, True])
@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("http://.example", {}),
        (f"http://{'a' * 70}.example", {}),
        ("https://127.0.0.1:9", {"verify": "missing"}),
        ("https://127.0.0.1:9", {"cert": "missing"}),
        ("http://server.example", {"proxies": {"http": "ftp://127.0.0.1:9"}}),
        ("http://server.example", {"proxies": {"http": "http://"}}),
    ],
)
def test_settings(monkeypatch: pytest.MonkeyPatch, url: str, settings: Any, is_yours: bool) -> None:
    """It may not be retried when a file, an address or a scheme of the settings is wrong: nothing was sent."""
    monkeypatch.delenv("NO_PROXY")
    with client_of(url, is_yours, **settings) as client:
        error = error_of(client)
    assert isinstance(error, APIConnectionError)
    assert not error.may_have_arrived
    assert not may_retry(error)


@pytest.mark.parametrize("is_yours", [False, True])
def test_server_without_tls(is_yours: bool) -> None:
    """It may not be retried when the server speaks no TLS."""
    with server_of_one(answer_in_clear) as url, client_of(url, is_yours) as client:
        assert not may_retry(error_of(client))


@pytest.mark.parametrize("is_yours", [False, True])
def test_file_without_authorities(connect: Connect, is_yours: bool, tmp_path: Path) -> None:
    """It may not be retried when the file of the authorities holds none."""
    file = tmp_path / "authorities.pem"
    file.write_text("none", encoding="utf-8")
    url = connect()[1].url.replace("http", "https")
    with client_of(url, is_yours, verify=str(file)) as client:
        assert not may_retry(error_of(client))


@pytest.mark.parametrize("is_yours", [False, True])
@pytest.mark.parametrize("of_whom", ["server", "client"])
def test_certificates(of_whom: str, is_yours: bool) -> None:
    """It may not be retried when a certificate is not trusted: the server's, or the client's, which is missing."""
    from slow_servers import Certificates  # noqa: PLC0415 - makes certificates

    certificates = Certificates()
    with contextlib.ExitStack() as stack:
        settings = {}
        if of_whom == "client":
            certificates.server.verify_mode = ssl.CERT_REQUIRED
            settings = {"verify": stack.enter_context(certificates.file())}
        url = stack.enter_context(server_of_one(partial(shake_hands, certificates.server)))
        client = stack.enter_context(client_of(url, is_yours, **settings))
        assert not may_retry(error_of(client))


@pytest.mark.parametrize(("status", "expected"), [(403, False), (407, False), (502, True), (503, True)])
def test_refusing_proxies(
    serve: Callable[..., ScriptedServer], monkeypatch: pytest.MonkeyPatch, status: int, expected: bool
) -> None:
    """It may be retried when a proxy fails, not when it refuses the way."""
    monkeypatch.delenv("NO_PROXY")
    proxy = serve(lambda connection: (connection.answer("", status=status), connection.close()))
    with client_of("https://server.example", is_yours=False, proxies={"https": proxy.url}) as client:
        assert expected is may_retry(error_of(client))


def test_runs(connect: Connect) -> None:
    """It may be retried when a stream broke off; not when the run failed, or took longer than you wait."""

    def break_off(connection: Connection) -> None:
        connection.open_stream()
        connection.event("metadata", {"run_id": "r"})
        connection.reset()

    failure = {"__error__": {"error": "ValueError", "message": "no"}}
    client, _ = connect(break_off, lambda connection: connection.answer(failure), Connection.wait_until_gone)
    with pytest.raises(StreamInterruptedError) as cut:
        list(client.runs.stream(None, "agent"))
    with pytest.raises(RunFailedError) as failed:
        client.runs.wait(None, "agent")
    with pytest.raises(DeadlineExceededError) as late:
        client.runs.wait(None, "agent", deadline=0.2)
    assert [True, False, False] == [may_retry(caught.value) for caught in (cut, failed, late)]


def test_classes() -> None:
    """It lists the classes of transient errors: what is made without more is one if its class is listed."""
    classes = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, LangGraphError)}
    made = [
        each("no", status_code=500) if issubclass(each, errors.InternalServerError) else each("no") for each in classes
    ]
    made.append(errors.RateLimitError("no", status_code=429))

    assert set(TRANSIENT_ERRORS) | {errors.APITimeoutError} == {type(error) for error in made if error.may_retry}
    assert not APIStatusError("no").may_retry


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])  # noqa: S301
@pytest.mark.parametrize("kind", [MappingProxyType, CaseInsensitiveDict])
def test_copies(copied: Callable[[Any], Any], kind: Any) -> None:
    """A queue can pass an error on, whatever kind of mapping its headers were given as."""
    headers = kind({"x-request-id": "7"})
    error = errors.NotFoundError("no such run", status_code=404, headers=headers, body={"detail": ["a"]})

    assert (str(error), vars(error)) == (str(copied(error)), vars(copied(error)))
    assert "7" == copied(error).request_id
