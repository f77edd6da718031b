"""The recipes that are scripts: they run as a user runs them, in a process of their own."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
import uuid
from pathlib import Path

from conftest import RECIPES

from langgraph_sync import LangGraphClient

PATIENCE = 60  # seconds for a script to do what it does in a few


def run(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a recipe to its end."""
    command = [sys.executable, str(RECIPES / name), *arguments]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def test_nightly_job(client: LangGraphClient, tmp_path: Path) -> None:
    """It prints its report each time it is started in a night, from one run; the second time it needs no server."""
    night = str(uuid.uuid4())
    first = run("nightly.py", NIGHT=night, REPORTS=str(tmp_path))
    second = run("nightly.py", NIGHT=night, REPORTS=str(tmp_path), LANGGRAPH_API_URL="http://127.0.0.1:1")

    assert (0, "beginend\n", "") == (first.returncode, first.stdout, first.stderr)
    assert (0, "beginend\n", "") == (second.returncode, second.stdout, second.stderr)
    thread_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"report of {night}"))
    assert ["success"] == [run["status"] for run in client.runs.list(thread_id)]


def test_nightly_job_without_a_server(tmp_path: Path) -> None:
    """It says so in one line, and exits as cron expects of a failure; the file is as good as none."""
    ended = run("nightly.py", NIGHT="one", REPORTS=str(tmp_path), LANGGRAPH_API_URL="http://127.0.0.1:1")

    assert 1 == ended.returncode
    assert "start it again later: " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert [0] == [file.stat().st_size for file in tmp_path.iterdir()]


def test_batch(tmp_path: Path) -> None:
    """It prints a line for each row, in whatever order, and shows how far it is."""
    questions = tmp_path / "questions.txt"
    questions.write_text("".join(f"Question {number}\n" for number in range(40)), encoding="utf-8")

    ended = run("batch.py", str(questions))

    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert list(range(40)) == sorted(line["row"] for line in lines)
    assert {("end", None)} == {(line["answer"], line["error"]) for line in lines}
    assert 0 == ended.returncode
    assert [f"{number} of 40, 0 failed" for number in range(1, 41)] == ended.stderr.splitlines()[1:]


def test_human_in_a_terminal() -> None:
    """It shows the question in a terminal, waits for what is typed, and shows the end."""
    main, terminal = pty.openpty()
    command = [sys.executable, str(RECIPES / "human.py"), "human", "hello"]
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, close_fds=True) as script:
        os.close(terminal)
        shown = read_until(main, "{'question': 'ok?'} ")
        os.write(main, b"yes\n")
        shown += read_until(main, "you said yes")
        assert 0 == script.wait(PATIENCE)
    os.close(main)
    assert "Traceback" not in shown


def read_until(terminal: int, wanted: str) -> str:
    """Read from a terminal until it shows a text."""
    shown, end = "", time.monotonic() + PATIENCE
    while wanted not in shown:
        assert select.select([terminal], [], [], max(0, end - time.monotonic()))[0], shown
        shown += os.read(terminal, 4096).decode()
    return shown


def test_tools_of_the_host() -> None:
    """The graph gets what the tools of the script return, one question after the other, and what they raise."""
    ended = run("host_tools.py", "Where are you?")

    assert (0, "") == (ended.returncode, ended.stderr)
    assert f"{os.uname().sysname}, 2.7, KeyError: 'missing'\n" == ended.stdout
