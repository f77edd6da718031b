"""The command line against a real server: killed and started again, night after night, row by row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from langgraph_sync import LangGraphClient, read_journal
from langgraph_sync.cli.settings import job_thread

PATIENCE = 300  # seconds for a command, whose runs wait for those of all tests beside it


@pytest.fixture
def environment(server_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a command, with a state folder of its own."""
    return {**os.environ, "LANGGRAPH_API_URL": server_url, "XDG_STATE_HOME": str(tmp_path)}


def started(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Start a command."""
    command = [sys.executable, "-m", "langgraph_sync", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def finished(environment: dict[str, str], *arguments: str) -> tuple[int, list[str]]:
    """Run a command to its end; returns its status and the lines that it has written."""
    with started(environment, *arguments) as command:
        out, _ = command.communicate(timeout=PATIENCE)
    return command.returncode, out.splitlines()


def test_kill_and_nights(
    client: LangGraphClient, environment: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A job that is killed goes on with its run; the nights after that are runs of their own."""
    name = f"{request.node.name}-{tmp_path.name}-{os.getpid()}"
    line = ("run", "slow", '{"ticks": 20, "delay": 0.05}', "--job", name, "-o", "jsonl", "--mode", "custom")
    with started(environment, *line) as killed:
        assert killed.stdout is not None
        before = [killed.stdout.readline() for _ in range(6)]
        killed.kill()
        before += killed.stdout.read().splitlines()

    nights = [finished(environment, *line) for _ in range(3)]

    assert [0, 0, 0] == [status for status, _ in nights]
    ticks = [json.loads(each)["data"]["tick"] for each in [*before, *nights[0][1][:-1]] if '"tick"' in each]
    assert ticks in ([*range(20)], [each for each in range(20) if each != len(before) - 1])
    journal = tmp_path / "langgraph-sync" / f"{name}.jsonl"
    kept = [part.data["tick"] for part in read_journal(f"{journal}.2") if part.event == "custom"]
    assert [*range(20)] == kept
    assert 3 == len(client.runs.list(job_thread(name)))


def test_rows(environment: dict[str, str], tmp_path: Path) -> None:
    """Rows that are killed twice are done at last, each once in the file."""
    rows, results = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows.write_text("".join(f'{{"ticks": 1, "delay": 0.01, "out": "{number}"}}\n' for number in range(40)))
    line = ("map", "slow", str(rows), "--output", str(results), "--workers", "4")
    for least in (5, 15):
        with started(environment, *line) as killed:
            while not results.exists() or results.read_bytes().count(b"\n") < least:
                assert killed.poll() is None
            killed.kill()

    assert 0 == finished(environment, *line)[0]

    assert [*range(1, 41)] == sorted(json.loads(each)["row"] for each in results.read_text().splitlines())


def test_human(environment: dict[str, str], client: LangGraphClient, thread_id: str) -> None:
    """A run that waits is listed, and goes on with the answer."""
    assert 3 == finished(environment, "run", "human", "--message", "hi", "--thread", thread_id)[0]

    listed: list[Any] = [json.loads(each) for each in finished(environment, "pending", "--json")[1]]
    assert {"question": "ok?"} in [each["value"] for each in listed if each["thread_id"] == thread_id]
    assert 0 == finished(environment, "answer", thread_id, '"yes"')[0]
    state: Any = client.threads.get_state(thread_id)["values"]
    assert "you said yes" == state["messages"][-1]["content"]


def test_doctor(environment: dict[str, str]) -> None:
    """It finds nothing wrong with this server."""
    status, table = finished(environment, "doctor", "slow", '{"ticks": 3, "delay": 0.05}')

    assert 0 == status, table
    assert ["resumed", "yes"] == table[-2].split()[:2]
