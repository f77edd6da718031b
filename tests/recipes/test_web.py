"""The recipes for the web, behind real servers and a real socket."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIServer, make_server

import pytest
from conftest import RECIPES

from langgraph_sync import LangGraphClient, RunCancelledError

PATIENCE = 60  # seconds for what takes a few
HEARTBEAT = 5  # seconds between those of the server
LETTERS = [*"beginend"]


@pytest.fixture(scope="module")
def gunicorn(server_url: str) -> Iterator[int]:
    """The port of the Flask recipe behind gunicorn, with the settings of its recipe."""
    assert server_url
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn_conf.py", "flask_view:app"]
        bind = ["--bind", f"fd://{listener.fileno()}"]
        with subprocess.Popen([*command, *bind], cwd=RECIPES, pass_fds=[listener.fileno()]) as process:
            yield listener.getsockname()[1]
            process.terminate()


@pytest.fixture(scope="module")
def django(server_url: str) -> Iterator[int]:
    """The port of the Django recipe."""
    assert server_url
    from django.conf import settings  # noqa: PLC0415 - as in the settings of a project

    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="-")  # noqa: S106 - of a test
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    server: WSGIServer = make_server("127.0.0.1", 0, get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def __getattr__(name: str) -> Any:
    """What Django looks for in this module, which is its table of URLs."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.urls import path  # noqa: PLC0415 - when it is configured
    from django_view import answer  # noqa: PLC0415

    return [path("answer/agent", answer)]


@contextlib.contextmanager
def ask(port: int, assistant_id: str, question: str) -> Iterator[http.client.HTTPResponse]:
    """Ask a view, as a browser does, and leave it at the end of the block."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", f"/answer/{assistant_id}?{urlencode({'question': question})}")
    yield connection.getresponse()
    connection.close()


def texts(answer: http.client.HTTPResponse) -> list[str]:
    """The texts that a view has sent, until it says that this was all."""
    lines = answer.read().decode().splitlines()
    assert "event: end" in lines
    *found, end = (json.loads(line[6:]) for line in lines if line.startswith("data: "))
    assert {} == end
    return found


@pytest.mark.parametrize("framework", ["gunicorn", "django"])
def test_view(request: pytest.FixtureRequest, framework: str) -> None:
    """It streams the text in its pieces."""
    port = request.getfixturevalue(framework)
    with ask(port, "agent", "What's the weather?") as answer:
        assert ("text/event-stream", 200) == (answer.headers.get_content_type(), answer.status)
        assert LETTERS == texts(answer)


def test_preloaded_client(gunicorn: int) -> None:
    """All workers stream with the client that was made before the fork, many browsers at a time."""
    found: list[list[str]] = []

    def read() -> None:
        with ask(gunicorn, "agent", "What's the weather?") as answer:
            found.append(texts(answer))

    browsers = [threading.Thread(target=read) for _ in range(8)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()

    assert [LETTERS] * 8 == found


def test_view_that_can_not_start_a_run(gunicorn: int) -> None:
    """It answers with an error, and not with a stream that breaks off."""
    with ask(gunicorn, "missing", "What's the weather?") as answer:
        assert 500 == answer.status


@pytest.mark.parametrize(("assistant_id", "last"), [("bad", "failed"), ("human", "end")])
def test_last_event(gunicorn: int, assistant_id: str, last: str) -> None:
    """It sends a last event however the run ends, so that the browser does not ask again; and a question before it."""
    with ask(gunicorn, assistant_id, "Hello") as answer:
        events = [line[7:] for line in answer.read().decode().splitlines() if line.startswith("event: ")]

    assert last == events[-1]
    assert ("question" in events) == (assistant_id == "human")


def test_browser_that_leaves(gunicorn: int, client: LangGraphClient) -> None:
    """The run is cancelled while the graph is silent: by the second heartbeat after it, the view has noticed."""
    with ask(gunicorn, "writer", "Hello") as answer:
        assert b'data: "Hello "' == answer.readline().strip()
        left_at = time.monotonic()

    (run,) = client.runs.list(answer.headers["x-thread-id"])
    with pytest.raises(RunCancelledError):
        client.runs.join(run["thread_id"], run["run_id"], deadline=PATIENCE)
    assert time.monotonic() - left_at < 2 * HEARTBEAT + 2
