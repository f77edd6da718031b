"""Runs for many inputs on a real server: what a plain loop gives, and none is left when the loop is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from langgraph_sync import LangGraphClient, RunFailedError

SHORT = {"ticks": 1, "delay": 0}
LONG = {"ticks": 300, "delay": 0.1}
PROGRAM = """
import sys
from langgraph_sync import get_client

inputs = [{"ticks": 1, "delay": 0}] + [{"ticks": 300, "delay": 0.1}] * 9
options = {"workers": 3, "ordered": False, "on_completion": "keep", "metadata": {"batch": sys.argv[2]}}
for result in get_client(url=sys.argv[1], api_key=None).runs.map("slow", inputs, **options):
    print(result.index, flush=True)
"""


@pytest.fixture
def batch() -> dict[str, Any]:
    """Metadata by which the threads of a test are found."""
    return {"batch": uuid.uuid4().hex}


def statuses(client: LangGraphClient, batch: dict[str, Any]) -> set[str]:
    """How the runs of a test are."""
    threads = [found["thread_id"] for found in client.threads.search(metadata=batch)]
    return {run["status"] for thread_id in threads for run in client.runs.list(thread_id)}


def wait_for(condition: Callable[[], bool]) -> None:
    """Ask until something is so; the time-out of a test ends it."""
    while not condition():
        continue


@pytest.mark.parametrize("ordered", [True, False])
def test_equal_to_a_loop(client: LangGraphClient, ordered: bool) -> None:
    """It yields for a hundred inputs what a loop of waits returns; five of them differ."""
    inputs = [{"ticks": number, "delay": 0.01} for number in range(5)]
    results = sorted(client.runs.map("slow", iter(inputs * 20), ordered=ordered, workers=16))

    expected = [client.runs.wait(None, "slow", input=each) for each in inputs]
    assert [(index, output, None) for index, output in enumerate(expected * 20)] == results


def test_failures(client: LangGraphClient) -> None:
    """It gives each input that fails its error, and goes on."""
    results = list(client.runs.map("bad", [{"messages": []}] * 3, workers=2))

    assert [RunFailedError] * 3 == [type(error) for _, _, error in results]


@pytest.mark.parametrize("on_thread", [True, False])
def test_leaving(client: LangGraphClient, batch: dict[str, Any], on_thread: bool) -> None:
    """It cancels what is running when it is left."""
    thread_ids = [client.threads.create(metadata=batch)["thread_id"] for _ in range(5)] if on_thread else None

    def inputs() -> Iterator[Any]:
        yield from (SHORT, LONG, LONG, LONG)
        wait_for(lambda: len(client.threads.search(metadata=batch, status="busy")) == 3)
        yield SHORT

    options: Any = {"thread_ids": thread_ids, "on_completion": "keep", "metadata": batch}
    results = client.runs.map("slow", inputs(), workers=5, ordered=False, **options)
    next(results)
    results.close()
    wait_for(lambda: not statuses(client, batch) & {"pending", "running"})
    assert {"success", "interrupted"} == statuses(client, batch)


def test_interrupted_program(client: LangGraphClient, server_url: str, batch: dict[str, Any]) -> None:
    """It leaves no run when Ctrl-C ends the program."""
    command = [sys.executable, "-c", PROGRAM, server_url, batch["batch"]]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0\n"
        wait_for(lambda: len(client.threads.search(metadata=batch, status="busy")) == 3)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)

    assert output == ""
    assert "KeyboardInterrupt" in errors
    wait_for(lambda: not statuses(client, batch) & {"pending", "running"})
    assert {"success", "interrupted"} == statuses(client, batch)
