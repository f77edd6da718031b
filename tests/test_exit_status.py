"""The exit status of the command line: each number, from a process."""

from __future__ import annotations

import json
import re
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from command_line import asks, finished, process, text, threadless
from faults import refuses
from scripted_server import Connection

from langgraph_sync.cli import main
from langgraph_sync.cli.exit_status import MEANINGS

RUN = ("run", "agent", "{}", "--max-retries", "0", "-o", "jsonl")
BUG = "import sys; from langgraph_sync.cli import main, server; server.ping = None; sys.exit(main())"


def page(connection: Connection) -> None:
    """Answer with a web page."""
    connection.answer("<html><title>Welcome</title></html>", kind="text/html")


def waits_for_reader(connection: Connection) -> None:
    """Send the beginning of a run and nothing more, until the reader goes."""
    connection.open_stream()
    connection.event("metadata", {"run_id": "r", "attempt": 1})
    assert connection.wait_until_gone()


def failure(name: str) -> tuple[str, Any, None]:
    """The event of a run that fails."""
    return "error", {"error": name, "message": "no"}, None


@pytest.mark.parametrize(
    ("status", "script", "arguments"),
    [
        (0, threadless(text("hi")), RUN),
        (1, threadless(failure("ValueError")), RUN),
        (2, None, ("run", "agent", "{}", "--message", "both")),
        (3, threadless(asks()), RUN),
        (4, threadless(failure("UserInterrupt")), RUN),
        (65, refuses(422), RUN),
        (66, refuses(404), RUN),
        (69, refuses(503), RUN),
        (75, refuses(429), RUN),
        (76, page, RUN),
        (77, refuses(403), RUN),
        (78, None, ("ping", "--url", "ftp://localhost")),
        (124, waits_for_reader, (*RUN, "--deadline", "0.3")),
    ],
)
def test_status(serve: Any, status: int, script: Any, arguments: tuple[str, ...]) -> None:
    """It tells each cause by a number, and in the last line of `jsonl` by a word."""
    ended = finished(serve(*[script] * (script is not None)).url, *arguments)

    assert status == ended.status, ended
    if "jsonl" in arguments:
        last = json.loads(ended.out.splitlines()[-1])
        assert (MEANINGS[status][0], status) == (last["outcome"], last["exit_status"])
        assert ("error" in last) == (status not in (0, 3))
    assert "Traceback" not in ended.err


def test_bug() -> None:
    """A bug exits with 70 and shows where it is."""
    ended = finished("http://localhost", "ping", program=[sys.executable, "-c", BUG])

    assert (70, "") == ended[:2]
    assert "Traceback" in ended.err


def test_in_a_thread(capsys: pytest.CaptureFixture[str]) -> None:
    """A program may call a command in a thread, where no signal can be handled."""
    with ThreadPoolExecutor() as pool:
        status = pool.submit(main, ["help", "exit-status"]).result()

    assert (0, "") == (status, capsys.readouterr().err)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(serve: Any, number: signal.Signals, status: int) -> None:
    """A signal ends the run and is told as shells tell it; what was held back is shown."""
    with process(serve(waits_for_reader).url, *RUN, "--quiet-on-success") as command:
        assert command.stdout is not None
        first = command.stdout.readline()
        command.send_signal(number)
        out, err = command.communicate(timeout=60)

    assert status == command.returncode
    assert ["metadata", MEANINGS[status][0]] == [json.loads(first)["event"], json.loads(out)["outcome"]]
    assert ["Run r", f"langgraph-sync: {MEANINGS[status][0]}"] == err.splitlines()


def test_second_signal(serve: Any) -> None:
    """A second SIGTERM ends the command at once, whatever it waits for."""
    thread = "11111111-1111-4111-8111-111111111111"

    def is_cancelled(connection: Connection) -> None:
        command.send_signal(signal.SIGTERM)
        assert connection.wait_until_gone()

    def begins(connection: Connection) -> None:
        connection.open_stream({"content-location": f"/threads/{thread}/runs/r"})
        connection.event("metadata", {"run_id": "r", "attempt": 1})
        assert connection.wait_until_gone()

    server = serve(begins, is_cancelled)
    with process(server.url, *RUN, "--thread", thread) as command:
        assert command.stdout is not None
        command.stdout.readline()
        command.send_signal(signal.SIGTERM)
        out, _ = command.communicate(timeout=60)

    assert (143, "") == (command.returncode, out)
    assert f"/threads/{thread}/runs/r/cancel" == server.requests[1].path


def test_reader_gone(serve: Any) -> None:
    """A reader that has seen enough ends the command, and nobody complains."""

    def speaks(connection: Connection) -> None:
        connection.open_stream()
        connection.event("metadata", {"run_id": "r", "attempt": 1})
        for _ in range(100_000):
            connection.event("values", {})

    with process(serve(speaks).url, *RUN, "--quiet-on-success") as command:
        assert command.stdout is not None
        assert command.stdout.readline()
        command.stdout.close()
        assert 141 == command.wait(60)
        assert command.stderr is not None
        assert "" == command.stderr.read()


def test_statuses_in_help(capsys: Any) -> None:
    """`help exit-status` lists every number."""
    assert 0 == main(["help", "exit-status"])

    shown = capsys.readouterr().out
    assert [*map(str, MEANINGS)] == re.findall(r"^ +(\d+)  ", shown, re.MULTILINE)
    assert 80 >= max(map(len, shown.splitlines()))
    assert "Any other number is a failure." in shown
    page = (Path(__file__).parent.parent / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert [*map(str, MEANINGS)] == re.findall(r"^\| (\d+) \|", page, re.MULTILINE)


def test_fate_of_a_run_that_is_left(serve: Any) -> None:
    """It says what has become of the run when a signal ends the command."""
    thread = "11111111-1111-4111-8111-111111111111"

    def begins(connection: Connection) -> None:
        connection.open_stream({"content-location": f"/threads/{thread}/runs/r"})
        connection.event("metadata", {"run_id": "r", "attempt": 1})
        assert connection.wait_until_gone()

    server = serve(begins, lambda connection: connection.answer({}, 202))
    with process(server.url, *RUN, "--thread", thread) as command:
        assert command.stdout is not None
        command.stdout.readline()
        command.send_signal(signal.SIGTERM)
        _, err = command.communicate(timeout=60)

    about = f"run r on thread {thread}"
    assert [
        f"R{about[1:]}",
        f"{about} was left before its end. The run is cancelled.",
        "langgraph-sync: terminated",
    ] == (err.splitlines())
