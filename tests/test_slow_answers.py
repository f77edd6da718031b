"""A deadline ends a call in whatever form, and by whatever way, an answer is slow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Optional

import pytest
import requests
from requests.adapters import HTTPAdapter
from slow_servers import (
    BODIES,
    CALLS,
    DEADLINE,
    DOMAIN,
    FAILURES,
    HEADS,
    LARGE_INPUT,
    REQUESTS,
    SOME_BODIES,
    SOME_HEADS,
    TOO_LATE,
    TUNNELS,
    Certificates,
    Ended,
    SlowServer,
    all_at_once,
    end_of,
    full_backlog,
    wrong,
)

from langgraph_sync import get_client

STARTS = ["stream", "wait"]


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    """An authority that vouches for the servers."""
    return Certificates()


@pytest.fixture
def server(certificates: Certificates, request: Any) -> Iterator[SlowServer]:
    """Serve all forms, on the way that a test names: `direct`, with `tls`, as a `proxy`, or as a `tunnel` of one."""
    with SlowServer(certificates.server, way=request.param) as started:
        yield started


@pytest.fixture
def trust(certificates: Certificates) -> Iterator[str]:
    """The file that vouches for the servers."""
    with certificates.file() as name:
        yield name


@pytest.fixture
def environment(server: SlowServer, trust: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that leads to the server."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", trust)
    if server.is_proxy:
        monkeypatch.delenv("NO_PROXY")
        monkeypatch.setenv("HTTP_PROXY", server.url)
        monkeypatch.setenv("HTTPS_PROXY", server.url)


@pytest.fixture
def session(server: SlowServer, trust: str) -> Iterator[requests.Session]:
    """A session of your own that leads to the server."""
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(pool_maxsize=50))
        session.trust_env = False
        session.verify = trust
        session.proxies = {"http": server.url, "https": server.url} if server.is_proxy else {}
        yield session


def misfits(
    server: SlowServer, forms: Iterable[str], call: str, session: Optional[requests.Session] = None
) -> dict[str, Ended]:
    """Make a call with a deadline to all these forms; return the ends that are wrong.

    A machine may be too busy for what comes before the slow part: what ends wrong is given more time, once.
    """
    found: dict[str, Ended] = {}
    for deadline in (DEADLINE, 4 * DEADLINE):
        calls: dict[str, Callable[[], Ended]] = {}
        for form in found or forms:
            client = get_client(url=server.address(form), max_retries=0, session=session)
            options = {"input": LARGE_INPUT} if form in REQUESTS else {}
            calls[form] = partial(end_of, client, call, deadline=deadline, **options)
        found = wrong(all_at_once(calls), call)
        if not found:
            break
    return found


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("server", ["direct"], indirect=True)
@pytest.mark.usefixtures("environment")
def test_slow_answer(server: SlowServer, call: str) -> None:
    """It ends the call at the deadline in whatever form the answer is slow, with the ids or the status that it got."""
    assert {} == misfits(server, [*HEADS, *BODIES, *FAILURES], call)


@pytest.mark.parametrize("call", STARTS)
@pytest.mark.parametrize("server", ["direct"], indirect=True)
def test_slow_error_on_your_session(server: SlowServer, session: requests.Session, call: str) -> None:
    """It raises the error for a status that has come in time, though its words have not, on your session too."""
    assert {} == misfits(server, FAILURES, call, session)


@pytest.mark.parametrize("call", STARTS)
@pytest.mark.parametrize(
    "server, forms",
    [
        ("tls", [*SOME_HEADS, *SOME_BODIES]),
        ("proxy", [*SOME_HEADS, *SOME_BODIES]),
        ("tunnel", [*TUNNELS, *SOME_HEADS, *SOME_BODIES]),
    ],
    indirect=["server"],
    ids=["tls", "proxy", "tunnel"],
)
@pytest.mark.usefixtures("environment")
def test_every_phase_on_every_way(server: SlowServer, forms: Iterable[str], call: str) -> None:
    """It ends the call while it connects and reads, through TLS and proxies too."""
    assert {} == misfits(server, forms, call)


@pytest.mark.parametrize("call", STARTS)
@pytest.mark.parametrize("server", ["direct", "tls", "proxy", "tunnel"], indirect=True)
@pytest.mark.usefixtures("environment")
def test_request_that_nobody_reads(server: SlowServer, call: str) -> None:
    """It ends the call while it sends; alone, as encoding a large input keeps other calls from learning ids."""
    assert {} == misfits(server, REQUESTS, call)


@pytest.mark.parametrize("call", STARTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("is_proxy", [False, True], ids=["server", "proxy"])
def test_nobody_accepts(monkeypatch: pytest.MonkeyPatch, call: str, scheme: str, is_proxy: bool) -> None:
    """It ends the call when the server, or the proxy, neither accepts nor refuses the connection."""
    with full_backlog() as port:
        address = f"127.0.0.1:{port}"
        if is_proxy:
            monkeypatch.delenv("NO_PROXY")
            monkeypatch.setenv(f"{scheme.upper()}_PROXY", f"http://{address}")
            address = f"silence.{DOMAIN}"
        ended = end_of(get_client(url=f"{scheme}://{address}", max_retries=0), call, deadline=0.3)

    assert "DeadlineExceededError" == ended.error
    assert ended.seconds < TOO_LATE


@pytest.mark.parametrize("call", STARTS)
@pytest.mark.parametrize("server", ["direct"], indirect=True)
def test_silent_handshake(server: SlowServer, call: str) -> None:
    """It ends the call when the server accepts the connection and does not speak TLS."""
    ended = end_of(get_client(url=f"https://127.0.0.1:{server.port}", max_retries=0), call, deadline=0.3)

    assert "DeadlineExceededError" == ended.error
    assert ended.seconds < TOO_LATE


@pytest.mark.parametrize("call", STARTS)
@pytest.mark.parametrize("server", ["direct"], indirect=True)
def test_slow_body_on_your_session(server: SlowServer, session: requests.Session, call: str) -> None:
    """It ends the call at the deadline in every body, also on your session."""
    assert {} == misfits(server, BODIES, call, session)


@pytest.mark.parametrize("call", STARTS)
@pytest.mark.parametrize("server", ["tls", "proxy", "tunnel"], indirect=True)
def test_slow_body_on_your_session_by_another_way(server: SlowServer, session: requests.Session, call: str) -> None:
    """It ends the call in every body through the caller's certificates and proxies too."""
    assert {} == misfits(server, SOME_BODIES, call, session)
