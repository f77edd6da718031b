"""The API key is sent to the server and is found nowhere else, whatever goes wrong."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest
import requests
from faults import RUN, THREAD, cut_after, gone, hangs_up, refuses, run_is, sends, tick
from scripted_server import Connection, Script

from langgraph_sync import APIConnectionError, LangGraphClient, LangGraphError

KEY = "lsv2_pt_0123456789abcdef_secret"
PASSWORD = "pass-of-the-url"  # noqa: S105 - what is searched for

Do = Callable[[LangGraphClient], Any]


def ok(client: LangGraphClient) -> Any:
    """Read something."""
    return client.ok()


def start(client: LangGraphClient) -> Any:
    """Start something."""
    return client.runs.create(THREAD, "agent")


def stream(client: LangGraphClient) -> Any:
    """Follow a run."""
    return list(client.runs.stream(THREAD, "agent", stream_resumable=True))


def wait(client: LangGraphClient) -> Any:
    """Wait for a run, not for long."""
    return client.runs.wait(THREAD, "agent", deadline=0.05)


def silent(connection: Connection) -> None:
    """Say nothing."""
    connection.wait_until_gone()


def redirects(connection: Connection) -> None:
    """Point somewhere else."""
    connection.answer("", 307, {"location": f"https://u:{PASSWORD}@elsewhere.example/?k=1"})


def web_page(connection: Connection) -> None:
    """Answer with a web page."""
    connection.answer("<p>Hello", kind="text/html")


def not_json(connection: Connection) -> None:
    """Send an event that is not JSON."""
    connection.open_stream()
    connection.chunk(b"event: values\r\ndata: {\r\n\r\n")
    connection.end_stream()


FIRST = cut_after(tick(1, "1-0"))
FAULTS: list[tuple[Do, list[Script]]] = [
    *[(do, [hangs_up] * 3) for do in (ok, start, stream)],
    *[(do, [Connection.reset] * 3) for do in (ok, start, stream)],
    *[(do, [refuses(status)] * 3) for do in (ok, start, stream) for status in (400, 401, 403, 404, 422, 429, 500, 503)],
    *[(do, [redirects]) for do in (ok, start, stream)],
    *[(do, [web_page]) for do in (ok, start, stream)],
    (wait, [silent]),
    (stream, [not_json]),
    (stream, [FIRST, *[hangs_up] * 5]),
    (stream, [FIRST, *[refuses(503)] * 5]),
    (stream, [FIRST, refuses(401)]),
    (stream, [FIRST, sends(), run_is("success")]),
    (stream, [sends(tick(1, "1-0")), gone]),
    (stream, [sends(tick(1, None), then="reset")]),
    (stream, [sends(("error", {"error": "ValueError", "message": "boom"}, None)), run_is("error")]),
    (lambda client: list(client.runs.join_stream(THREAD, RUN)), [sends(), run_is("interrupted")]),
]


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize(("do", "scripts"), FAULTS)
def test_key_is_not_found(serve: Any, caplog: pytest.LogCaptureFixture, do: Do, scripts: list[Script]) -> None:
    """It shows neither the key nor a password in logs, texts, tracebacks and pickles of an error and its causes."""
    caplog.set_level(logging.DEBUG)
    server = serve(*scripts)
    with LangGraphClient(url=server.url.replace("//", f"//me:{PASSWORD}@"), api_key=KEY) as client:
        with pytest.raises(LangGraphError) as caught:
            do(client)
        places = [caplog.text, repr(client), str(client)]
    error: Any = caught.value
    while error is not None:
        places += [str(error), repr(error), repr(vars(error)), *traceback.format_exception(type(error), error, None)]
        places += [repr(pickle.dumps(error))] if isinstance(error, LangGraphError) else []
        error = error.__cause__ or error.__context__
    places += traceback.format_exception(caught.type, caught.value, caught.tb)

    assert {KEY} == {request.headers["x-api-key"] for request in server.requests}
    assert [] == [place for place in places if KEY in place or PASSWORD in place or "bWU6" in place]


@pytest.mark.parametrize("scripts", [[refuses(404)], [hangs_up], [web_page], [redirects]], ids=range(4))
@pytest.mark.parametrize("send", [LangGraphClient.request, lambda *asked: list(LangGraphClient.stream(*asked))])
def test_query_in_a_path(connect: Any, caplog: pytest.LogCaptureFixture, send: Any, scripts: list[Script]) -> None:
    """It sends a query that is written into a path, and shows it nowhere."""
    caplog.set_level(logging.DEBUG, "langgraph_sync")
    client, server = connect(*scripts)
    with pytest.raises(LangGraphError) as caught:
        send(client, "GET", f"/route?token={PASSWORD}")

    assert [f"/route?token={PASSWORD}"] == [request.path for request in server.requests]
    assert PASSWORD not in caplog.text + repr(caught.value) + repr(vars(caught.value)) + repr(caught.value.__cause__)


class NoRoute(requests.adapters.HTTPAdapter):
    """An adapter whose error holds the request, as errors of requests do."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Send nothing."""
        raise requests.ConnectionError("no route", request=request)


def test_cause_holds_no_request() -> None:
    """The cause of an error does not hold the request, whose headers have the key."""
    session = requests.Session()
    session.mount("http://", NoRoute())
    client = LangGraphClient(url="http://localhost:1", api_key=KEY, session=session, max_retries=0)
    with pytest.raises(APIConnectionError) as caught:
        client.ok()

    cause = caught.value.__cause__
    assert isinstance(cause, requests.ConnectionError)
    assert None is cause.request
