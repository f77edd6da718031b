"""What your own code raises in the midst of a request comes out as it is, and nothing is retried for it."""

from __future__ import annotations

import functools
import gc
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from faults import LOCATION, METADATA, THREAD, hangs_up, refuses, tick
from scripted_server import Connection, Script, ScriptedServer
from slow_servers import full_backlog

from langgraph_sync import (
    APIConnectionError,
    APIStatusError,
    LangGraphClient,
    LangGraphError,
    NotFoundError,
    StreamInterruptedError,
    get_client,
)

MAIN = threading.main_thread().ident or 0
LOOKS = 4  # in a row that find the main thread at the same place
Do = Callable[[LangGraphClient], Any]
CALLS: dict[str, Do] = {
    "ok": lambda client: client.ok(),
    "runs.create": lambda client: client.runs.create(THREAD, "agent"),
    "runs.wait": lambda client: client.runs.wait(THREAD, "agent"),
    "runs.stream": lambda client: list(client.runs.stream(THREAD, "agent", stream_resumable=True)),
}
RAISED = [
    OSError("mine"),
    TimeoutError("mine"),
    socket.timeout("mine"),
    requests.ConnectionError("mine"),
    requests.Timeout("mine"),
    requests.HTTPError("mine"),
    APIConnectionError("mine"),
    StreamInterruptedError("mine"),
    APIStatusError("mine", status_code=503),
    ValueError("mine"),
]


def raises(error: BaseException) -> Callable[..., Any]:
    """A function that raises, whatever it is called with."""

    def function(*_: Any, **__: Any) -> Any:
        raise error

    return function


class Auth(requests.auth.AuthBase):
    """An auth that can't do its work."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __call__(self, _: requests.PreparedRequest) -> requests.PreparedRequest:
        """Raise."""
        raise self._error


class AuthByHook(requests.auth.AuthBase):
    """An auth that looks at the answer, as that of digests does."""

    def __init__(self, look: Callable[..., Any]) -> None:
        self._look = look

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Ask for the answer."""
        request.register_hook("response", self._look)
        return request


def fine(connection: Connection) -> None:
    """Answer that the server is healthy."""
    connection.answer({"ok": True}, headers=LOCATION)


@pytest.mark.parametrize("error", RAISED, ids=repr)
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("place", ["hook", "auth", "auth of yours", "hook of an auth"])
def test_hook_or_auth_that_raises(serve: Any, place: str, call: str, error: BaseException) -> None:
    """It raises what a hook or an auth raises, and retries nothing."""
    server = serve(fine)
    with ExitStack() as stack:
        options: dict[str, Any] = {}
        if place in ("hook", "auth of yours"):
            session = options["session"] = stack.enter_context(requests.Session())
            if place == "hook":
                session.hooks["response"].append(raises(error))
            else:
                session.auth = Auth(error)
        else:
            options["auth"] = Auth(error) if place == "auth" else AuthByHook(raises(error))
        client = stack.enter_context(get_client(url=server.url, max_retries=3, **options))
        with pytest.raises(type(error), match="mine") as caught:
            CALLS[call](client)

    assert error is caught.value
    assert ("hook" in place) is bool(server.requests)
    assert len(server.requests) <= 1


def test_hook_with_a_request_of_its_own(connect: Any) -> None:
    """It raises what a hook's own request raises: it says nothing about this one."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        elsewhere = f"http://127.0.0.1:{listener.getsockname()[1]}/ok"
    with requests.Session() as session:
        session.hooks["response"].append(lambda answer, **_: answer.close() or requests.get(elsewhere, timeout=5))
        client, server = connect(fine, session=session, max_retries=3)
        with pytest.raises(requests.ConnectionError) as caught:
            client.ok()

    assert elsewhere == caught.value.request.url
    assert 1 == len(server.requests)


@pytest.mark.parametrize("path", ["/ok", "/a b", "/%7Ea/é?x=1"])
@pytest.mark.parametrize(("status", "error"), [(404, NotFoundError), (418, APIStatusError)])
def test_hook_that_raises_for_the_status(connect: Any, status: int, error: type[LangGraphError], path: str) -> None:
    """It raises the same error as without the hook, once."""
    with requests.Session() as session:
        session.hooks["response"].append(lambda response, **_: response.raise_for_status())
        client, server = connect(refuses(status), session=session, max_retries=3)
        with pytest.raises(error, match=r"Not now\.") as caught:
            client.request("GET", path)

    assert error is type(caught.value)
    assert {"detail": "Not now."} == caught.value.body
    assert 1 == len(server.requests)


def test_hook_that_raises_for_a_status_that_may_pass(connect: Any, waits: list[float]) -> None:
    """It retries what it would retry without the hook."""
    with requests.Session() as session:
        session.hooks["response"].append(lambda response, **_: response.raise_for_status())
        client, server = connect(refuses(503), fine, session=session, max_retries=3)
        assert client.ok()

    assert (2, [0]) == (len(server.requests), waits)


@pytest.mark.parametrize(("status", "error"), [(404, NotFoundError), (503, APIStatusError)])
def test_adapter_that_gives_up(serve: Any, status: int, error: type[LangGraphError]) -> None:
    """It raises the error for the status that your own adapter has given up on, and asks no more itself."""
    from urllib3 import Retry  # noqa: PLC0415 - one test needs it

    server = serve(*[refuses(status)] * 3)
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=Retry(2, status_forcelist=[status])))
        with get_client(url=server.url, session=session, max_retries=0) as client, pytest.raises(error) as caught:
            client.ok()

    assert status == caught.value.status_code  # type: ignore[attr-defined]
    assert 3 == len(server.requests)


def test_digest(connect: Any) -> None:
    """It answers a challenge as requests does."""
    challenge = {"www-authenticate": 'Digest realm="r", nonce="n", qop="auth"'}
    client, server = connect(
        lambda c: c.answer("", 401, challenge), fine, auth=requests.auth.HTTPDigestAuth("me", "word")
    )
    assert client.ok()

    assert [None, "Digest"] == [(r.headers.get("authorization") or "").split(" ")[0] or None for r in server.requests]


def test_digest_that_breaks_off(connect: Any, waits: list[float]) -> None:
    """It takes a failure of the second leg for one of the request, and retries it as such."""
    challenge = {"www-authenticate": 'Digest realm="r", nonce="n", qop="auth"'}
    client, server = connect(
        lambda c: c.answer("", 401, challenge),
        hangs_up,
        fine,
        auth=requests.auth.HTTPDigestAuth("me", "word"),
        max_retries=1,
    )
    assert client.ok()

    assert (3, 1) == (len(server.requests), len(waits))


class Handler:
    """Signal handlers of every form that raise."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __call__(self, _number: int, _frame: Any) -> None:
        """Raise."""
        raise self._error

    def method(self, *_: Any) -> None:
        """Raise."""
        raise self._error

    def named(self, _name: str, _number: int, _frame: Any) -> None:
        """Raise."""
        raise self._error

    def once(self, _number: int, _frame: Any) -> None:
        """Give the signal back, and raise."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        raise self._error


def handler_of(form: str, error: BaseException) -> Any:
    """A handler of one form."""
    forms: dict[str, Any] = {
        "function": raises(error),
        "lambda": lambda number, _frame: raises(error)(number),
        "bound method": Handler(error).method,
        "partial": functools.partial(Handler(error).named, "name"),
        "partial of an object": functools.partial(Handler(error)),
        "object": Handler(error),
        "gives the signal back": Handler(error).once,
    }
    return forms[form]


FORMS = (
    "function",
    "lambda",
    "bound method",
    "partial",
    "partial of an object",
    "object",
    "gives the signal back",
)


@pytest.fixture(autouse=True)
def _handler() -> Iterator[None]:
    """Leave no handler behind."""
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.signal(signal.SIGALRM, before)


def alarm() -> None:
    """Interrupt the main thread once it waits for what will not come: in a finalizer, an exception would be lost."""

    def interrupt() -> None:
        looks: list[tuple[int, int]] = []
        gc.disable()  # a collection that begins while CPython lists its frames waits for itself, forever
        try:
            while len(looks) < LOOKS or len(set(looks[-LOOKS:])) > 1:
                time.sleep(0.005)
                frame = sys._current_frames()[MAIN]  # noqa: SLF001 - there is no other way to see it
                is_waiting = Path(frame.f_code.co_filename).name in ("socket.py", "ssl.py", "connection.py")
                looks = [*looks, (id(frame), frame.f_lasti)] if is_waiting else []
        finally:
            gc.enable()
        signal.pthread_kill(MAIN, signal.SIGALRM)

    threading.Thread(target=interrupt, daemon=True).start()


def silent(connection: Connection) -> None:
    """Say nothing."""
    alarm()
    connection.wait_until_gone()


def stalls(connection: Connection) -> None:
    """Begin a stream and send no more."""
    connection.open_stream(LOCATION)
    connection.event(*METADATA)
    connection.event(*tick(1, "1-0"))
    alarm()
    connection.wait_until_gone()


def half(connection: Connection) -> None:
    """Begin an answer and send no more."""
    connection.head(200, {"content-type": "application/json", "content-length": "100", **LOCATION})
    connection.send(b"{")
    alarm()
    connection.wait_until_gone()


def half_an_error(connection: Connection) -> None:
    """Begin an error and send no more."""
    connection.head(503, {"content-length": "100"})
    connection.send(b"{")
    alarm()
    connection.wait_until_gone()


READS: dict[str, tuple[str, Script]] = {
    "the head": ("ok", silent),
    "the head of a stream": ("runs.stream", silent),
    "a stream": ("runs.stream", stalls),
    "a body": ("ok", half),
    "the body of wait": ("runs.wait", half),
    "the body of an error": ("ok", half_an_error),
}


@pytest.mark.parametrize("is_yours", [False, True], ids=["own session", "your session"])
@pytest.mark.parametrize("error", RAISED, ids=repr)
@pytest.mark.parametrize("read", READS)
def test_signal_handler_during_a_read(serve: Any, read: str, error: BaseException, is_yours: bool) -> None:
    """It raises what a signal handler raises during a read, and retries nothing."""
    call, script = READS[read]
    _interrupted(serve(script), CALLS[call], handler_of("function", error), error, is_yours=is_yours)


@pytest.mark.parametrize("is_yours", [False, True], ids=["own session", "your session"])
@pytest.mark.parametrize("error", RAISED, ids=repr)
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_signal_handler_while_it_connects(scheme: str, call: str, error: BaseException, is_yours: bool) -> None:
    """It raises what a signal handler raises while nobody accepts the connection, or speaks TLS, and tries once."""
    signal.signal(signal.SIGALRM, handler_of("function", error))
    with ExitStack() as stack:
        if scheme == "http":
            port = stack.enter_context(full_backlog())
        else:
            port = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        session = stack.enter_context(requests.Session()) if is_yours else None
        url = f"{scheme}://127.0.0.1:{port}"
        client = stack.enter_context(get_client(url=url, max_retries=3, timeout=10, session=session))
        alarm()
        with pytest.raises(type(error), match="mine") as caught:
            CALLS[call](client)

    assert error is caught.value


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("read", READS)
def test_form_of_a_signal_handler(serve: Any, read: str, form: str) -> None:
    """It knows a signal handler of any form."""
    call, script = READS[read]
    error = requests.ConnectionError("mine")
    _interrupted(serve(script), CALLS[call], handler_of(form, error), error, is_yours=False)


def _interrupted(server: ScriptedServer, do: Do, handler: Any, error: BaseException, *, is_yours: bool) -> None:
    signal.signal(signal.SIGALRM, handler)
    with requests.Session() as session:
        client = get_client(url=server.url, max_retries=3, timeout=10, session=session if is_yours else None)
        with client, pytest.raises(type(error), match="mine") as caught:
            do(client)

    assert error is caught.value
    assert 1 == len(server.requests)


@pytest.mark.parametrize("error", RAISED, ids=repr)
@pytest.mark.parametrize("call", CALLS)
def test_signal_handler_before_a_retry(monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException) -> None:
    """It raises what a signal handler raises while it waits to connect again."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        signal.raise_signal(signal.SIGALRM)

    monkeypatch.setattr(time, "sleep", sleep)
    signal.signal(signal.SIGALRM, handler_of("function", error))
    with get_client(url=url, max_retries=3) as client, pytest.raises(type(error), match="mine") as caught:
        CALLS[call](client)

    assert error is caught.value
    assert 1 == len(slept)


@pytest.mark.parametrize("is_yours", [False, True], ids=["own session", "your session"])
@pytest.mark.parametrize("call", CALLS)
def test_call_within_an_except_block(serve: Any, call: str, is_yours: bool) -> None:
    """It names the network's failure as the cause, not what the caller handles just then, and changes that not."""
    server = serve(Connection.reset)
    mine = requests.ConnectionError("mine")
    with requests.Session() as session:
        client = get_client(url=server.url, max_retries=0, session=session if is_yours else None)
        try:
            raise mine from KeyError("why")
        except requests.ConnectionError:
            with client, pytest.raises(APIConnectionError, match=r"reset|closed|aborted") as caught:
                CALLS[call](client)

    assert mine is not caught.value.__cause__
    assert isinstance(mine.__cause__, KeyError)
