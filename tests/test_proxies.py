"""What stands before the server and fails, such as proxies and TLS: nothing was sent, and the client says so."""

from __future__ import annotations

import contextlib
import gc
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any, Optional

import pytest
import requests
from faults import THREAD, hangs_up, run_is, sends, tick, ticks
from scripted_server import Connection

from langgraph_sync import APIConnectionError, APIStatusError, DeadlineExceededError, LangGraphClient, get_client

PASSWORD = "pass-of-the-proxy"  # noqa: S105 - what is searched for
# Python 3.9 leaves a socket open until the next collection when a tunnel fails, urllib3 1.26 when TLS does.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
SESSIONS = pytest.mark.parametrize("is_yours", [False, True], ids=["own session", "your session"])


@pytest.fixture(autouse=True)
def _use_proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the environment forbid no proxy, and collect the sockets that were left open."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield
    gc.collect()


@contextlib.contextmanager
def client_of(url: str, *, is_yours: bool, **settings: Any) -> Iterator[LangGraphClient]:
    """A client that tries twice, with settings of its own session, or of yours."""
    with requests.Session() as session:
        vars(session).update(settings if is_yours else {})
        own: dict[str, Any] = {"session": session} if is_yours else settings
        with get_client(url=url, max_retries=1, **own) as client:
            yield client


def through(proxy: str) -> dict[str, Any]:
    """The settings that lead through a proxy."""
    return {"proxies": {"http": proxy, "https": proxy}}


@pytest.fixture
def nobody() -> str:
    """An address that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


def all_of(error: Optional[BaseException]) -> str:
    """What an error and those behind it show and hold, `__context__` included."""
    if error is None:
        return ""
    behind = all_of(error.__cause__) + all_of(error.__context__ if error.__context__ is not error.__cause__ else None)
    return "".join(traceback.format_exception(type(error), error, None)) + repr(error) + repr(vars(error)) + behind


def was_not_sent(client: LangGraphClient, waits: list[float], *words: str) -> None:
    """Start something that can't arrive, and look for the words in the error."""
    with pytest.raises(APIConnectionError) as caught:
        client.threads.create()

    message = str(caught.value)
    assert (False, 1) == (caught.value.may_have_arrived, len(waits))
    assert [] == [word for word in words if word not in message]
    assert "may have processed" not in message
    assert PASSWORD not in all_of(caught.value)


@SESSIONS
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("proxy", "words"),
    [
        ("http://u:{password}@{nobody}", ["refused", "the proxy http://127.0.0.1:", "NO_PROXY"]),
        ("http://u:{password}@127.0.0.1:99999", []),
        ("u:{password}@127.0.0.1:99999", []),
        ("http://u:{password}@no-such-host.invalid:1", ["the proxy http://no-such-host.invalid:1"]),
        ("socks5://u:{password}@{nobody}", ["the proxy socks5://127.0.0.1:"]),
        ("http://", ["the proxy http://"]),
        ("http://u:{password}@", ["the proxy http:"]),
        ("http://u:{password}@:3128", ["the proxy http://:3128"]),
        ("http://u:{password}@[::1", ["the proxy an address that can't be read"]),
        ("u:{password}@", ["the proxy"]),
        ("bogus://u:{password}@{nobody}", ["the proxy bogus://127.0.0.1:"]),
    ],
)
def test_proxy_that_is_none(
    waits: list[float], nobody: str, proxy: str, words: list[str], scheme: str, is_yours: bool
) -> None:
    """It names a proxy that can't be reached, without its password, and retries every kind of request."""
    settings = through(proxy.format(password=PASSWORD, nobody=nobody))
    with client_of(f"{scheme}://far.example", is_yours=is_yours, **settings) as client:
        was_not_sent(client, waits, *words)


@pytest.mark.parametrize("address", ["http://", f"http://u:{PASSWORD}@", f"http://u:{PASSWORD}@[::1"])
@pytest.mark.parametrize("is_yours", [False, True], ids=["own session", "your session"])
def test_proxy_of_the_environment_without_a_host(
    waits: list[float], monkeypatch: pytest.MonkeyPatch, address: str, is_yours: bool
) -> None:
    """It says so too when the environment names such a proxy."""
    monkeypatch.setenv("HTTPS_PROXY", address)
    with client_of("https://far.example", is_yours=is_yours) as client:
        was_not_sent(client, waits, "the way there leads through the proxy")


@SESSIONS
@pytest.mark.parametrize("status", [403, 407, 503])
def test_proxy_that_opens_no_tunnel(serve: Any, waits: list[float], status: int, is_yours: bool) -> None:
    """It says that a proxy refuses to connect, and retries."""

    def refuse(connection: Connection) -> None:
        connection.answer("<html>No", status)
        connection.close()

    proxy = serve(refuse, refuse)
    settings = through(proxy.url.replace("//", f"//u:{PASSWORD}@"))
    with client_of("https://far.example", is_yours=is_yours, **settings) as client:
        was_not_sent(client, waits, f"Tunnel connection failed: {status}", f"the proxy {proxy.url}")

    assert ["CONNECT"] * 2 == [request.method for request in proxy.requests]


@SESSIONS
def test_proxy_that_hangs_up_instead_of_a_tunnel(serve: Any, waits: list[float], is_yours: bool) -> None:
    """It knows that nothing was sent when the proxy hangs up before there is a tunnel."""
    proxy = serve(hangs_up, hangs_up)
    with client_of("https://far.example", is_yours=is_yours, **through(proxy.url)) as client:
        was_not_sent(client, waits)


@SESSIONS
def test_proxy_that_hangs_up_on_a_request(serve: Any, waits: list[float], is_yours: bool) -> None:
    """It sends nothing twice that a proxy may have passed on."""
    proxy = serve(hangs_up)
    settings = through(proxy.url)
    with (
        client_of("http://far.example", is_yours=is_yours, **settings) as client,
        pytest.raises(APIConnectionError, match="may have processed") as caught,
    ):
        client.threads.create()

    assert (True, 1, []) == (caught.value.may_have_arrived, len(proxy.requests), waits)


@pytest.mark.parametrize("status", [407, 503])
def test_status_of_a_proxy(serve: Any, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """It says that a status came through the proxy of the environment, and how to go without."""
    proxy = serve(lambda connection: connection.answer("no", status))
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", f"//u:{PASSWORD}@"))
    with get_client(url="http://far.example", max_retries=0) as client, pytest.raises(APIStatusError) as caught:
        client.ok()

    assert f"answered {status}: no (the way there leads through the proxy {proxy.url} (NO_PROXY" in str(caught.value)
    assert PASSWORD not in str(caught.value)


class SocksServer:
    """A proxy that speaks SOCKS 5, with a user and a password, while its ``with`` block lasts."""

    def __init__(self, *, reply: int = 0) -> None:
        """It connects to whatever is asked for, or replies with why it does not."""
        self._reply = reply
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"socks5h://me:{PASSWORD}@127.0.0.1:{self.port}"
        self.asked: list[bytes] = []

    def __enter__(self) -> SocksServer:  # noqa: PYI034 - `Self` would need typing_extensions
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), client.makefile("rb") as said:
            said.read(said.read(2)[1])
            client.sendall(b"\x05\x02")  # a user and a password
            self.asked.append(said.read(said.read(2)[1]))
            self.asked.append(said.read(said.read(1)[0]))
            client.sendall(b"\x01\x00")
            name = said.read(said.read(5)[4])
            port = int.from_bytes(said.read(2), "big")
            self.asked.append(name)
            client.sendall(b"\x05%c\x00\x01" % self._reply + bytes(6))
            if not self._reply:
                with socket.create_connection(("127.0.0.1", port)) as server:
                    threading.Thread(target=_pass_on, args=(server, client), daemon=True).start()
                    _pass_on(client, server)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        for piece in iter(lambda: source.recv(65536), b""):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@SESSIONS
def test_socks(serve: Any, is_yours: bool) -> None:
    """It goes through a SOCKS proxy, with its user and password, and keeps the connection."""
    server = serve(
        lambda connection: connection.answer({"n": 1}), sends(tick(1, None), tick(2, None)), run_is("success")
    )
    url = server.url.replace("127.0.0.1", "far.example")
    with SocksServer() as proxy, client_of(url, is_yours=is_yours, **through(proxy.url)) as client:
        waited = client.runs.wait(THREAD, "agent")
        streamed = ticks(client.runs.stream(THREAD, "agent"))

    assert ({"n": 1}, [1, 2]) == (waited, streamed)
    assert [b"me", PASSWORD.encode(), b"far.example"] == proxy.asked
    assert 1 == server.connection_count


@SESSIONS
def test_socks_that_refuses(waits: list[float], is_yours: bool) -> None:
    """It knows that nothing was sent when a SOCKS proxy does not connect."""
    with (
        SocksServer(reply=5) as proxy,
        client_of("http://far.example", is_yours=is_yours, **through(proxy.url)) as client,
    ):
        was_not_sent(client, waits, "Connection refused", f"the proxy socks5h://127.0.0.1:{proxy.port}")


def test_deadline_through_socks(serve: Any) -> None:
    """It keeps a deadline through a SOCKS proxy while the head of an answer comes piece by piece."""

    def dribble(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\n")
        while not connection.is_gone_within(0.1):
            connection.send(b"x: y\r\n")

    server = serve(dribble)
    url = server.url.replace("127.0.0.1", "far.example")
    with (
        SocksServer() as proxy,
        client_of(url, is_yours=False, **through(proxy.url)) as client,
        pytest.raises(DeadlineExceededError),
    ):
        client.runs.wait(THREAD, "agent", deadline=0.5)


def test_socks_without_pysocks() -> None:
    """It says what is missing when the package that speaks SOCKS is not installed."""
    program = """
import sys
sys.modules["socks"] = None
from langgraph_sync import APIConnectionError, get_client

try:
    get_client(url="http://far.example", proxies={"http": sys.argv[1]}, max_retries=0).threads.create()
except APIConnectionError as error:
    print(error.may_have_arrived, error)
"""
    command = [sys.executable, "-W", "ignore", "-c", program, f"socks5://u:{PASSWORD}@127.0.0.1:1"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    assert "False POST http://far.example/threads failed: Missing dependencies for SOCKS support" in said
    assert "the proxy socks5://127.0.0.1:1" in said
    assert PASSWORD not in said


@SESSIONS
@pytest.mark.parametrize("setting", ["verify", "cert"])
def test_file_that_is_missing(waits: list[float], nobody: str, setting: str, is_yours: bool) -> None:
    """It says which file is missing, and does not blame the server."""
    with client_of(f"https://{nobody}", is_yours=is_yours, **{setting: "/no/such/file"}) as client:
        was_not_sent(client, waits, "/no/such/file", "Nothing was sent.")


def test_missing_file_of_the_environment(waits: list[float], nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so too when the environment names the file."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file")
    with client_of(f"https://{nobody}", is_yours=False) as client:
        was_not_sent(client, waits, "/no/such/file")


@SESSIONS
@pytest.mark.parametrize(
    "alert", [b"\x15\x03\x01\x00\x02\x02\x46", b"\x15\x03\x01\x00\x02\x02\x28", b"220 mail\r\n", b""]
)
def test_no_secure_connection(waits: list[float], alert: bytes, is_yours: bool) -> None:
    """It knows that nothing was sent when no secure connection comes about, for whatever reason."""

    def refuse() -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = listener.accept()
                with peer:
                    peer.recv(4096)
                    peer.sendall(alert)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=refuse, daemon=True).start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with client_of(url, is_yours=is_yours, proxies={}) as client:
            was_not_sent(client, waits)
        listener.shutdown(socket.SHUT_RDWR)


@SESSIONS
def test_certificate_that_is_not_trusted(waits: list[float], is_yours: bool) -> None:
    """It says which settings name the authorities."""
    from slow_servers import Certificates, SlowServer  # noqa: PLC0415 - makes certificates

    with SlowServer(Certificates().server, way="tls") as server:
        url = server.url
        with client_of(url, is_yours=is_yours, proxies={}) as client:
            was_not_sent(client, waits, "not trusted", "REQUESTS_CA_BUNDLE", "session.verify")


@pytest.mark.parametrize("option", [{"verify": False}, {"cert": "a"}, {"proxies": {}}, {"auth": ("a", "b")}])
def test_settings_beside_a_session(option: Any) -> None:
    """It refuses settings of its own session beside one of yours."""
    with requests.Session() as session, pytest.raises(ValueError, match="set them on yours"):
        get_client(session=session, **option)
