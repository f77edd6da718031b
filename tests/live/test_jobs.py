"""Jobs on a real server: started once, followed through crashes, cancelled when they are left."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from meddling_proxy import MeddlingProxy

from langgraph_sync import LangGraphClient, RunCancelledError, get_client, read_journal

PATIENCE = 60  # seconds for a program to do what it does in one
COUNT: dict[str, Any] = {"input": {"ticks": 40, "delay": 0.02}, "stream_mode": ["custom", "values"]}
FOLLOW = """
import sys
from langgraph_sync import get_client

client = get_client(url=sys.argv[1], api_key=None)
parts = client.runs.stream(
    sys.argv[2], "slow", input={"ticks": 40, "delay": 0.02}, stream_mode=["custom", "values"], journal=sys.argv[3]
)
for part in parts:
    print(part.event, flush=True)
"""
LEAVE = """
import sys
from langgraph_sync import get_client

client = get_client(url=sys.argv[1], api_key=None)
parts = client.runs.stream(
    sys.argv[2], "slow", input={"ticks": 500, "delay": 0.1}, stream_mode="custom", on_exit="cancel"
)
print(next(parts).event, next(parts).event, flush=True)
"""
WAYS = {
    "end of the program": "",
    "exception": "for part in parts: raise SystemError",
    "break": "for part in parts: break\ndel part",
    "signal": "import os, signal\nsignal.raise_signal(signal.SIGINT)",
}


@pytest.fixture
def proxy(server_url: str) -> Iterator[MeddlingProxy]:
    """A proxy before the server."""
    parts = urlsplit(server_url)
    with MeddlingProxy(str(parts.hostname), int(parts.port or 80)) as meddling:
        yield meddling


def said(client: LangGraphClient, thread_id: str) -> list[str]:
    """What humans have said on a thread."""
    state: Any = client.threads.get_state(thread_id)["values"]
    return [message["content"] for message in state["messages"] if message["type"] == "human"]


@pytest.mark.parametrize("loses", ["", "POST"])
def test_callers_at_once(client: LangGraphClient, proxy: MeddlingProxy, thread_id: str, loses: str) -> None:
    """One of them starts the run, also when no answer to its request comes; all return its result."""
    job: dict[str, Any] = {"input": {"messages": [{"role": "human", "content": "once"}]}, "idempotency_key": "tonight"}

    def call(_: int) -> Any:
        with get_client(url=proxy.url, api_key=None, headers={"x-loses": loses}) as own:
            return own.runs.wait(thread_id, "chat", **job)

    with ThreadPoolExecutor(8) as callers:
        results = list(callers.map(call, range(8)))

    assert [results[0]] * 8 == results
    assert ["once"] == said(client, thread_id)
    assert ["success"] == [run["status"] for run in client.runs.list(thread_id)]


def test_callers_on_a_busy_thread(client: LangGraphClient, thread_id: str) -> None:
    """They wait for their turn, one run for all of them."""
    client.runs.create(thread_id, "slow", input={"ticks": 1, "delay": 1})
    job: dict[str, Any] = {"input": {"messages": [{"role": "human", "content": "once"}]}, "idempotency_key": "tonight"}

    with ThreadPoolExecutor(4) as callers:
        results = list(callers.map(lambda _: client.runs.wait(thread_id, "chat", **job), range(4)))

    assert [results[0]] * 4 == results
    assert ["once"] == said(client, thread_id)
    assert 2 == len(client.runs.list(thread_id))


def test_kills(client: LangGraphClient, server_url: str, thread_id: str, tmp_path: Path) -> None:
    """A program that is killed and started again goes on with the one run, and its last loop sees all of it."""
    file = tmp_path / "run.jsonl"
    program = [sys.executable, "-c", FOLLOW, server_url, thread_id, str(file)]
    for lines_before in (1, 5, 20):
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout is not None
            for _ in range(lines_before):
                killed.stdout.readline()
            killed.kill()

    parts = list(client.runs.stream(thread_id, "slow", journal=file, **COUNT))

    assert list(range(40)) == [part.data["tick"] for part in parts if part.event == "custom"]
    assert parts == list(read_journal(file))
    assert ["success"] == [run["status"] for run in client.runs.list(thread_id)]


@pytest.mark.parametrize("option", ["idempotency_key", "journal"])
def test_equal_events(client: LangGraphClient, thread_id: str, tmp_path: Path, option: str) -> None:
    """The call that starts a run gets every one of them, and ends normally; a quick server gives several one id."""
    again: dict[str, Any] = {option: str(tmp_path / "run.jsonl")}
    job: dict[str, Any] = {"input": {"ticks": 300, "out": "same"}, "stream_mode": "custom"}

    parts = list(client.runs.stream(thread_id, "burst", **job, **again))

    assert 300 == sum(part.event == "custom" for part in parts)


@pytest.mark.parametrize("way", WAYS)
def test_leaving(client: LangGraphClient, server_url: str, thread_id: str, way: str) -> None:
    """A run whose program leaves it has been cancelled when the program has ended."""
    program = [sys.executable, "-c", LEAVE + WAYS[way], server_url, thread_id]
    left = subprocess.run(program, check=False, capture_output=True, text=True, timeout=PATIENCE)

    assert "metadata custom\n" == left.stdout
    (run,) = client.runs.list(thread_id)
    with pytest.raises(RunCancelledError):
        client.runs.join(thread_id, run["run_id"], deadline=PATIENCE)


def test_cut_of_a_stream_that_cancels(client: LangGraphClient, proxy: MeddlingProxy, thread_id: str) -> None:
    """A cut is no way of leaving: the run goes on, and so does the loop."""
    with get_client(url=proxy.url, api_key=None, headers={"x-cuts": f"{thread_id}:900,900,900"}) as own:
        parts = list(own.runs.stream(thread_id, "slow", on_exit="cancel", stream_resumable=True, **COUNT))

    assert 3 == proxy.cut_count
    assert list(range(40)) == [part.data["tick"] for part in parts if part.event == "custom"]
    assert ["success"] == [run["status"] for run in client.runs.list(thread_id)]


def test_heartbeats(client: LangGraphClient, thread_id: str) -> None:
    """They come while the graph is silent."""
    parts = client.runs.stream(thread_id, "slow", input={"ticks": 1, "delay": 6}, stream_mode="values", heartbeats=True)

    assert ["metadata", "values", "heartbeat", "values"] == [part.event for part in parts]
