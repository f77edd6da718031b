"""What users put in the place of a server in their tests: responses, requests-mock and VCR.py."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Optional

import pytest
import requests
import requests_mock
import responses
import vcr
from faults import LOCATION, RUN, THREAD, gone, run_is, sends, tick, ticks
from scripted_server import PATIENCE, Connection, event_bytes

from langgraph_sync import LangGraphClient, NotFoundError, get_client

URL = "http://127.0.0.1:1"  # where nobody listens
RUNS = f"{URL}/threads/{THREAD}/runs"
EVENTS = b"".join(event_bytes(*event) for event in (tick(1, None), tick(2, None)))
STREAM = {**LOCATION, "content-type": "text/event-stream"}
JSON = {**LOCATION, "content-type": "application/json"}


@pytest.fixture(params=[None, PATIENCE], ids=["no deadline", "deadline"])
def deadline(request: Any) -> Optional[float]:
    """Time for a call, or all time."""
    seconds: Optional[float] = request.param
    return seconds


@pytest.fixture(params=["own", "yours"])
def session(request: Any) -> Iterator[Optional[requests.Session]]:
    """No session, so that the client makes its own, or one of the caller."""
    with requests.Session() as callers:
        yield None if request.param == "own" else callers


def look(client: LangGraphClient, deadline: Optional[float]) -> tuple[Any, ...]:
    """Make calls of all kinds, and return what they brought."""
    streamed = ticks(client.runs.stream(THREAD, "agent", stream_mode="custom", deadline=deadline))
    waited = client.runs.wait(THREAD, "agent", deadline=deadline)
    with pytest.raises(NotFoundError, match="Run not found") as caught:
        client.runs.get(THREAD, "no-such-run")
    return streamed, waited, caught.value.detail, client.runs.delete(THREAD, RUN)


SEEN = ([1, 2], {"n": 1}, "Run not found", None)


@responses.activate
def test_responses(session: Optional[requests.Session], deadline: Optional[float]) -> None:
    """It is fit for `responses`."""
    responses.post(f"{RUNS}/stream", body=EVENTS, headers=LOCATION, content_type="text/event-stream")
    responses.post(f"{RUNS}/wait", json={"n": 1}, headers=LOCATION)
    responses.get(f"{RUNS}/{RUN}", json={"run_id": RUN, "status": "success"})
    responses.get(f"{RUNS}/no-such-run", json={"detail": "Run not found"}, status=404)
    responses.delete(f"{RUNS}/{RUN}", status=204)
    with get_client(url=URL, session=session) as client:
        seen = look(client, deadline)

    assert seen == SEEN


def test_requests_mock(session: Optional[requests.Session], deadline: Optional[float]) -> None:
    """It is fit for requests-mock."""
    with requests_mock.Mocker() as mock, get_client(url=URL, session=session) as client:
        mock.post(f"{RUNS}/stream", content=EVENTS, headers=STREAM)
        mock.post(f"{RUNS}/wait", json={"n": 1}, headers=JSON)
        mock.get(f"{RUNS}/{RUN}", json={"run_id": RUN, "status": "success"})
        mock.get(f"{RUNS}/no-such-run", json={"detail": "Run not found"}, status_code=404)
        mock.delete(f"{RUNS}/{RUN}", status_code=204)
        seen = look(client, deadline)

    assert seen == SEEN


def waits_for(connection: Connection) -> None:
    """Answer with the state after a run."""
    connection.answer({"n": 1}, headers=LOCATION)


def streams_with_a_length(connection: Connection) -> None:
    """Send a stream whose length is known."""
    connection.answer(EVENTS, headers=LOCATION, kind="text/event-stream")


def streams_packed(connection: Connection) -> None:
    """Send a stream that a proxy has packed."""
    packed = {**LOCATION, "content-encoding": "gzip"}
    connection.answer(gzip.compress(EVENTS), headers=packed, kind="text/event-stream")


def deletes(connection: Connection) -> None:
    """Answer without a body."""
    connection.head(204, {})


@pytest.mark.parametrize(
    "stream",
    [sends(tick(1, None), tick(2, None)), streams_with_a_length, streams_packed],
    ids=["chunked", "length", "packed"],
)
def test_vcr(
    serve: Any,
    tmp_path: Path,
    session: Optional[requests.Session],
    deadline: Optional[float],
    stream: Callable[[Connection], None],
) -> None:
    """It is fit for VCR.py: what is recorded is the same when it is replayed, without a server."""
    server = serve(stream, run_is("success"), waits_for, run_is("success"), gone, deletes)
    cassette = vcr.VCR(cassette_library_dir=str(tmp_path), record_mode="once")
    with cassette.use_cassette("calls.yaml"), get_client(url=server.url, session=session) as client:
        recorded = look(client, deadline)
    server.stop()
    with cassette.use_cassette("calls.yaml"), get_client(url=server.url, session=session) as client:
        replayed = look(client, deadline)

    assert (recorded, replayed) == (SEEN, SEEN)
    assert 6 == len(server.requests)
