"""The command line: what it sends, what it writes, and where a job is kept."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

import pytest
from command_line import PLACE, PROGRAM, Ended, asks, caller, finished, on_thread, process, text, threadless
from faults import THREAD, run_is, tick
from scripted_server import Connection, Script
from thread_server import ENOUGH, RUNS, ThreadServer, run_id

from langgraph_sync import get_client
from langgraph_sync.cli import main
from langgraph_sync.cli.exit_status import status_of
from langgraph_sync.cli.parsers import COMMANDS, parse
from langgraph_sync.testing import FakeRun, FakeServer, question

EVENTS = [tick(number, f"{number}-0") for number in range(1, 6)]
Start = Callable[..., tuple[Callable[..., Ended], Any]]


@pytest.fixture
def start(serve: Any, capsys: Any) -> Start:
    """Start a scripted server; returns what calls the command with it, and the server."""

    def begin(*scripts: Script) -> tuple[Callable[..., Ended], Any]:
        server = serve(*scripts)
        return caller(capsys, server.url), server

    return begin


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The user's state folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "langgraph-sync"


def objects(out: str) -> list[Any]:
    """The lines of JSON."""
    return [json.loads(line) for line in out.splitlines()]


def ticked(out: str) -> list[int]:
    """The numbers that were counted in JSON lines."""
    return [each["data"]["tick"] for each in objects(out) if each.get("event") == "custom"]


def answers(*bodies: Any) -> list[Script]:
    """Answer one request after the other."""
    return [lambda connection, body=body: connection.answer(body) for body in bodies]


# What is written.


def test_text(start: Start) -> None:
    """Text comes as it is written, a message per line, and nothing else; notes are on stderr."""
    call, server = start(threadless(text("Hel"), text("lo"), text("again", "m2")))

    assert (0, "Hello\nagain\n", f"Run {run_id(0)[:-12]}222222222222\n") == call("run", "agent", "--message", "hi")
    assert {"messages": [{"role": "user", "content": "hi"}]} == server.requests[0].json["input"]
    assert ["messages-tuple", "updates"] == server.requests[0].json["stream_mode"]


def test_json_lines(start: Start) -> None:
    """`jsonl` is an object per part that was asked for, and one for the outcome."""
    call, _ = start(threadless(tick(1, None), ("updates", {"node": None}, None)))

    ended = call("run", "agent", "{}", "-o", "jsonl", "--mode", "custom")

    assert ["metadata", "custom", None] == [each.get("event") for each in objects(ended.out)]
    assert "succeeded" == objects(ended.out)[-1]["outcome"]


def test_outcome_of_nothing(start: Start) -> None:
    """The last line of `jsonl` is the outcome, also when nothing was sent."""
    call, server = start()

    ended = call("run", "agent", "{nope", "-o", "jsonl")

    assert (65, "refused") == (ended.status, objects(ended.out)[-1]["outcome"])
    assert "{nope" in ended.err
    assert [] == server.requests


def test_values(start: Start) -> None:
    """`values` is the final state of the graph itself, and `none` nothing."""
    states = ("values", {"n": 1}, None), ("values", {"n": 2}, None), ("values|sub:1", {"n": 3}, None)
    call, _ = start(threadless(*states), threadless(*states))

    assert '{"n":2}\n' == call("run", "agent", "{}", "-o", "values").out
    assert "" == call("run", "agent", "{}", "-o", "none").out


@pytest.mark.parametrize("form", ["text", "jsonl", "values"])
def test_no_control_character(serve: Any, form: str) -> None:
    """A pipe gets no control character, and text of servers can do nothing to a terminal; JSON means what it did."""
    evil = "a\x1b]0;x\x07\x9b2J\u202e\r\x00\ud800é\tend"
    server = serve(
        threadless(text(evil), ("updates", {"mo\x1bdel": None}, None), ("values", {"e": evil}, None), asks(evil))
    )

    ended = finished(server.url, "run", "agent", "{}", "-o", form)

    assert 3 == ended.status
    assert all(char.isprintable() or char in "\n\t" for char in ended.out + ended.err)
    if form == "text":
        assert "a\\x1b]0;x\\x07\\x9b2J\\u202e\\r\\x00\ufffdé\tend\n" == ended.out
    else:
        assert evil in _all_text(ended.out)


def _all_text(out: str) -> str:
    """All strings of the values in JSON lines."""

    def strings(value: Any) -> list[str]:
        if isinstance(value, dict):
            value = list(value.values())
        return [text for each in value for text in strings(each)] if isinstance(value, list) else [str(value)]

    return "".join(strings(objects(out)))


def test_quiet_on_success(start: Start) -> None:
    """Notes are held back, and shown when the command fails."""
    call, _ = start(threadless(), threadless(("error", {"error": "ValueError", "message": "no"}, None)))

    assert (0, "", "") == call("run", "agent", "{}", "--quiet-on-success")
    failed = call("run", "agent", "{}", "--quiet-on-success")
    assert 1 == failed.status
    assert ["Run", "langgraph-sync:"] == [line.split()[0] for line in failed.err.splitlines()]


def on_terminal(url: str, *arguments: str) -> tuple[str, str]:
    """What a command writes to a pipe, and to a terminal that is its stderr."""
    ours, its = pty.openpty()
    with process(url, *arguments, stderr=its) as command:
        os.close(its)
        shown = b""
        with contextlib.suppress(OSError):  # how Linux ends a terminal
            while read := os.read(ours, 4096):
                shown += read
        os.close(ours)
        assert command.stdout is not None
        return command.stdout.read(), shown.decode()


def test_terminal(serve: Any) -> None:
    """On a terminal, dim lines tell of nodes and tools, and how long it took; a pipe gets the text alone."""
    tool = (
        "messages",
        [{"type": "tool", "id": "t", "name": "search", "content": "x"}, {"langgraph_node": "tools"}],
        None,
    )
    server = serve(threadless(text("hi"), tool, ("updates", {"mo\x1bdel": None}, None)))

    out, shown = on_terminal(server.url, "run", "agent", "{}")

    assert "hi\n" == out
    lines = [line.partition(" s  ") for line in shown.splitlines()[1:]]
    assert ["tool search\x1b[0m", "mo\\x1bdel\x1b[0m", "succeeded\x1b[0m"] == [line[2] for line in lines]
    assert all(line[0].startswith("\x1b[2m") for line in lines)


def test_progress(langgraph_server: FakeServer, tmp_path: Path) -> None:
    """On a terminal, a bar shows what is done, and goes when all is."""
    source = tmp_path / "in.jsonl"
    source.write_text('{"n": 1}\n')
    langgraph_server.assistant("agent", rows)

    out, shown = on_terminal(langgraph_server.url, "map", "agent", str(source), "--output", str(tmp_path / "out.jsonl"))

    assert "" == out
    assert "[####################] 1/1 done, 0 failed" in shown
    assert shown.endswith("left\r\x1b[K1 of 1 rows done, 0 failed\r\n")


def test_waiting(start: Start) -> None:
    """The questions of a run that waits are in its outcome; a breakpoint has none. A further attempt forgets them."""
    breakpoint_ = ("updates", {"__interrupt__": []}, None)
    again = ("metadata", {"run_id": "r", "attempt": 2}, None)
    call, _ = start(threadless(asks()), threadless(breakpoint_), threadless(asks(), again))

    ended = [call("run", "agent", "{}", "-o", "jsonl") for _ in range(3)]

    assert [3, 3, 0] == [each.status for each in ended]
    questions = [objects(each.out)[-1].get("questions") for each in ended]
    assert [[{"id": "q" * 32, "value": "ok?"}], [], None] == questions
    assert 'waits for a human: "ok?"' in ended[0].err


# What is given.


def test_inputs(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The input is JSON, a file, or stdin; without any, the run goes on from the saved state."""
    file = tmp_path / "input.json"
    file.write_text('{"n": 2}')
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"no JSON")))
    call, server = start(*[threadless()] * 3)

    given = [call("run", "agent", *each).status for each in (['{"n": 1}'], [f"@{file}"], [])]

    assert [0, 0, 0] == given
    assert [{"n": 1}, {"n": 2}, None] == [request.json.get("input") for request in server.requests]
    assert 65 == call("run", "agent", "-").status


def test_options(start: Start) -> None:
    """Options reach the server under its names."""
    call, server = start(threadless())

    settings = ["--config", '{"recursion_limit": 5}', "--context", '{"a": 1}']
    call("run", "agent", "{}", *settings, "--subgraphs", "--if-busy", "interrupt")

    body = server.requests[0].json
    assert ({"recursion_limit": 5}, {"a": 1}, True, "interrupt") == (
        body["config"], body["context"], body["stream_subgraphs"], body["multitask_strategy"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "agent", "{}", "--key", "k"),
        ("run", "agent", "{}", "--journal", "j"),
        ("run", "agent", "{}", "--job", "a/b"),
        ("run", "agent", "{}", "--job", ".."),
        ("run", "agent", "{}", "--job", "a", "--thread", THREAD),
        ("run", "agent", "{}", "--deadline", "0"),
        ("run", "agent", "{}", "--mode", "tokens"),
        ("run", "agent", "{}", "--mode", "values"),  # of which no text can be made
        ("answer", THREAD),
        ("api", "GET", "info"),
        ("map", "agent", "rows"),
    ],
)
def test_usage(start: Start, state: Path, arguments: tuple[str, ...]) -> None:
    """What does not go together is refused before anything is sent."""
    call, server = start()

    ended = call(*arguments)

    assert 2 == ended.status
    assert ended.err
    assert [] == server.requests
    assert not state.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("rnu", "there is no command 'rnu'; did you mean 'run'?"),
        ("xyz", "there is no command 'xyz'"),
        ("comp", "did you mean 'completion'?"),
        ("--url http://host ping", "which command? It comes before its options"),
        ("run agent --deadlin 5", "there is no option --deadlin; did you mean '--deadline'?"),
        ("run agent --quiet", "there is no option --quiet; did you mean '--quiet-on-success'?"),
        ("map agent rows --ouput=x", "there is no option --ouput; did you mean '--output'?"),
        ("run agent --message --xyz", "expected one argument (there is no option --xyz)"),
        ("run agent --message=--xyz --deadline -- --url", "argument --deadline: expected one argument"),
        ("help rnu", "invalid choice: 'rnu'"),
    ],
)
def test_misspelt(capsys: Any, arguments: str, said: str) -> None:
    """A command or an option that is misspelt is a mistake, and the message says which one is like it."""
    assert 2 == main(arguments.split())
    message = capsys.readouterr().err.splitlines()[-1]
    assert said in message
    assert ("there is no" in message) == ("there is no" in said or "did you mean" in said)


@pytest.mark.parametrize("name", COMMANDS)
def test_help(capsys: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The help of each command has an example, which the command takes, and fits a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    assert 0 == main([name, "--help"])

    shown = capsys.readouterr().out
    example = shown.partition("example:\n")[2].splitlines()[0].strip()
    program, *arguments = shlex.split(example)
    assert ("langgraph-sync", name) == (program, arguments[0])
    assert name == parse(arguments).command
    assert 80 >= max(map(len, shown.splitlines()))
    assert 0 == main(["help", name])
    assert shown == capsys.readouterr().out


def test_overview(capsys: Any) -> None:
    """The help lists all commands, and fits a terminal of 80 columns."""
    assert 0 == main(["--help"])
    listed = capsys.readouterr().out
    assert [*COMMANDS] == re.findall(r"^  (\w+) ", listed, re.MULTILINE)[: len(COMMANDS)]
    assert 80 >= max(map(len, listed.splitlines()))


def test_nothing_is_loaded() -> None:
    """The library loads nothing of the command line."""
    code = "import sys, langgraph_sync; print({'argparse', 'langgraph_sync.cli'} & {*sys.modules})"
    environment = {**os.environ, **PLACE}
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)

    assert "set()\n" == shown.stdout


def refusal(status: int, detail: Any) -> Script:
    """Refuse a request in the words of a server."""
    return lambda connection: connection.answer({"detail": detail}, status)


GRAPHS = "Must be either:\n- A valid assistant UUID, or\n- One of the registered graphs: chat, agent, tools"


@pytest.mark.parametrize(
    ("code", "detail", "status", "hint"),
    [
        (422, f"Invalid assistant: 'agnet'. {GRAPHS}", 66, "; did you mean 'agent'?"),
        (422, f"Invalid assistant: 'xyz'. {GRAPHS}", 66, ""),
        (422, "Invalid assistant ID: must be a UUID", 66, ""),
        (422, "Invalid thread ID: must be a UUID", 66, ""),
        (400, {"issues": [{"message": "Invalid uuid", "path": ["thread_id"]}]}, 66, ""),
        (422, "Invalid assistant config", 65, ""),
        (422, "1 is not of type 'string'", 65, ""),
    ],
)
def test_what_is_not_there(start: Start, tmp_path: Path, code: int, detail: Any, status: int, hint: str) -> None:
    """Every command tells by what the server says that something is not there, and which graph may be meant."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text("{}\n", encoding="utf-8")
    call, _ = start(*[refusal(code, detail)] * 5)

    streamed = call("run", "agnet", "{}", "-o", "jsonl")
    mapped = call("map", "agnet", str(rows), "--output", str(tmp_path / "results"))

    assert [status] * 4 == [streamed.status, mapped.status, call("draw", "agnet").status, call("wait", "t", "r").status]
    assert ("did you mean" in streamed.err) == bool(hint)
    assert objects(streamed.out)[-1]["error"].endswith(hint)
    assert mapped.err.splitlines()[0].endswith(hint)


# The key.


@pytest.mark.parametrize(("mode", "status"), [(0o600, 0), (0o400, 0), (0o640, 78), (0o604, 78)])
def test_key_file(start: Start, tmp_path: Path, mode: int, status: int) -> None:
    """A key is read from a file of its own, unless others can read it too."""
    file = tmp_path / "key"
    file.write_text("secret\n")
    file.chmod(mode)
    call, server = start(*answers({"ok": True})[: status == 0])

    ended = call("ping", "--api-key-file", str(file))

    assert status == ended.status
    assert ["secret"] * (status == 0) == [request.headers["x-api-key"] for request in server.requests]
    assert "secret" not in ended.err


def test_key_file_of_somebody_else(start: Start) -> None:
    """A file that is not the caller's own is used as it is; one without a key is a mistake in the settings."""
    call, _ = start(*answers({"ok": True}))
    read_end, write_end = os.pipe()
    os.write(write_end, b"piped")
    os.close(write_end)

    assert 0 == call("ping", "--api-key-file", f"/dev/fd/{read_end}").status
    os.close(read_end)
    assert 78 == call("ping", "--api-key-file", "/dev/null").status
    assert 78 == call("ping", "--api-key-file", "/nowhere").status


# Jobs.


def test_job(start: Start, state: Path) -> None:
    """A job has the thread of its name, made if missing, and its journal in the state folder."""
    thread_id = uuid.uuid5(uuid.NAMESPACE_URL, "langgraph-sync:nightly")

    def missing(connection: Connection) -> None:
        connection.answer({"detail": "no such thread"}, status=404)

    def refused(connection: Connection) -> None:
        connection.answer({"detail": "no"}, status=400)

    call, server = start(missing, refused)

    assert 65 == call("run", "agent", "{}", "--job", "nightly").status
    paths = [request.path.partition("?")[0] for request in server.requests]
    assert [f"/threads/{thread_id}/runs", f"/threads/{thread_id}/runs/stream"] == paths
    assert "create" == server.requests[1].json["if_not_exists"]
    assert ["nightly.jsonl"] == [file.name for file in state.iterdir()]
    assert 0o700 == state.stat().st_mode & 0o777


def test_three_nights(start: Start, tmp_path: Path) -> None:
    """Each start after a finished run is a run of its own; the journals of the last ten are kept."""
    call, server = start(*[ThreadServer(*EVENTS)] * ENOUGH)
    file = tmp_path / "job.jsonl"

    nights = [call(*on_thread(file), "-o", "jsonl", "--mode", "custom") for _ in range(13)]

    assert [[1, 2, 3, 4, 5]] * 13 == [ticked(night.out) for night in nights]
    assert 13 == [request.method for request in server.requests].count("POST")
    assert {"job.jsonl", *(f"job.jsonl.{number}" for number in range(1, 11))} == {
        each.name for each in tmp_path.iterdir()
    }
    kept = [json.loads((tmp_path / f"job.jsonl.{number}").read_text().splitlines()[1])["data"] for number in (1, 10)]
    assert [run_id(11), run_id(2)] == [each["run_id"] for each in kept]


def test_unfinished_journal(start: Start, tmp_path: Path) -> None:
    """A start after a crash goes on with the run: what was shown is not shown again."""
    call, server = start(*[ThreadServer(*EVENTS)] * ENOUGH)
    file = tmp_path / "job.jsonl"
    assert 0 == call(*on_thread(file)).status
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:4]))  # the head and 3 parts

    ended = call(*on_thread(file), "-o", "jsonl", "--mode", "custom")

    assert [3, 4, 5] == ticked(ended.out)
    assert "Going on" in ended.err
    assert 1 == [request.method for request in server.requests].count("POST")


def test_input_of_another_night(start: Start, tmp_path: Path) -> None:
    """A night on which the server was down, or whose run has ended unseen, keeps no later one from its own input."""
    thread, file = ThreadServer(*EVENTS), tmp_path / "job.jsonl"
    call, server = start(*[thread] * ENOUGH)
    last = ["run", "agent", '{"day": 1}', *on_thread(file)[3:]]
    thread.refusal = 400
    thread.add("running")
    assert 65 == call(*last).status
    thread.runs[0]["status"] = "success"

    assert 0 == call(*on_thread(file)).status

    assert {} == next(json.loads(request.body)["input"] for request in server.requests[::-1] if request.body)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    run = thread.runs[-1]
    run["status"] = "running"
    refused = call(*last)
    assert (2, True) == (refused.status, "another input" in refused.err)

    run["status"] = "success"
    assert 0 == call(*last).status
    assert {"day": 1} == next(json.loads(request.body)["input"] for request in server.requests[::-1] if request.body)


def test_input_of_another_night_while_the_last_one_waits_for_its_turn(start: Start, tmp_path: Path) -> None:
    """A run that was killed before its first event is found by its key, and keeps another input from being started."""
    thread, file = ThreadServer(*EVENTS), tmp_path / "job.jsonl"
    call, server = start(*[thread] * ENOUGH)
    assert 0 == call(*on_thread(file)).status
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    thread.runs[0]["status"] = "pending"

    refused = call("run", "agent", '{"day": 1}', *on_thread(file)[3:])

    assert (2, True) == (refused.status, "another input" in refused.err)
    assert 1 == [request.method for request in server.requests].count("POST")


def test_key_of_another_input(start: Start, tmp_path: Path) -> None:
    """A start that is refused because of its key moves no journal aside."""
    thread, file = ThreadServer(*EVENTS), tmp_path / "job.jsonl"
    call, _ = start(*[thread] * ENOUGH)
    assert 0 == call(*on_thread(file), "--key", "k").status

    for _ in range(3):
        refused = call("run", "agent", '{"day": 1}', *on_thread(file)[3:], "--key", "k")
        assert (2, False) == (refused.status, "starting this one" in refused.err)
    assert ["job.jsonl", "job.jsonl.1"] == sorted(each.name for each in tmp_path.iterdir())


def test_journal_of_a_newer_version(start: Start, tmp_path: Path) -> None:
    """A journal that this version cannot read is left where it is, and nothing is started."""
    call, server = start(*[ThreadServer(*EVENTS)] * ENOUGH)
    file = tmp_path / "job.jsonl"
    assert 0 == call(*on_thread(file)).status
    newer = file.read_bytes().replace(b'_journal":1', b'_journal":2').splitlines(keepends=True)[0]
    file.write_bytes(newer)
    count = len(server.requests)

    refused = call(*on_thread(file))

    assert (2, True) == (refused.status, "newer version" in refused.err)
    assert (newer, count) == (file.read_bytes(), len(server.requests))


@pytest.mark.parametrize("option", ["--job", "--key", "--journal"])
def test_interrupt_of_what_is_started_once(start: Start, option: str) -> None:
    """A run that others may go on with is not interrupted by a second start."""
    call, _ = start()
    refused = call("run", "agent", "{}", "--thread", THREAD, option, "x", "--if-busy", "interrupt")

    assert 2 == refused.status
    assert option == "--job" or "--if-busy interrupt could end the run" in refused.err


def test_question_before_the_crash(start: Start, tmp_path: Path) -> None:
    """A run that asked before the crash still waits after it."""
    question = (*asks()[:2], "9-0")
    call, _ = start(*[ThreadServer(*EVENTS, question)] * ENOUGH)
    file = tmp_path / "job.jsonl"
    assert 3 == call(*on_thread(file)).status
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))

    assert 3 == call(*on_thread(file)).status


def test_two_starts(start: Start, tmp_path: Path) -> None:
    """While one start runs, another one ends at once with 75, or is skipped if that is what it was told."""
    call, server = start(*[ThreadServer(*EVENTS)] * ENOUGH)
    file = tmp_path / "job.jsonl"
    with get_client(url=server.url, api_key=None) as client:
        first = client.runs.stream(THREAD, "agent", input={}, journal=file)
        next(first)

        second = call(*on_thread(file))
        skipped = call(*on_thread(file), "--if-busy", "skip", "-o", "jsonl")
        first.close()

    assert [75, 0] == [second.status, skipped.status]
    assert "in use" in second.err
    assert [{"outcome": "skipped", "exit_status": 0, "thread_id": THREAD}] == objects(skipped.out)


def test_busy_thread(start: Start) -> None:
    """A thread that is busy is waited for, or is a reason to fail or to skip."""

    def refuses(connection: Connection) -> None:
        assert "reject" == connection.request.json["multitask_strategy"]
        connection.answer({"detail": "Thread is already running a task."}, status=409)

    call, _ = start(refuses, refuses)

    assert 75 == call("run", "agent", "{}", "--thread", THREAD, "--if-busy", "fail").status
    assert 0 == call("run", "agent", "{}", "--thread", THREAD, "--if-busy", "skip").status


@pytest.mark.parametrize(("on_exit", "is_kept"), [("cancel", False), ("leave", True)])
def test_deadline_of_a_job(start: Start, tmp_path: Path, on_exit: str, is_kept: bool) -> None:
    """A run that is cancelled at its deadline is over, so the next start begins another; one that is left goes on."""
    thread = ThreadServer(*EVENTS, status="running")
    call, server = start(*[thread] * ENOUGH)
    file = tmp_path / "job.jsonl"

    assert 124 == call(*on_thread(file), "--deadline", "0.3", "--on-exit", on_exit).status

    assert is_kept == file.exists() != (tmp_path / "job.jsonl.1").exists()
    assert is_kept != any(request.path.endswith("/cancel") for request in server.requests)


def test_once_only(start: Start, tmp_path: Path) -> None:
    """With a key, a later start finds the run and shows it again."""
    call, server = start(*[ThreadServer(*EVENTS)] * ENOUGH)
    arguments = (*on_thread(tmp_path / "job.jsonl", "--key", "order-1"), "-o", "jsonl", "--mode", "custom")

    assert [[1, 2, 3, 4, 5]] * 2 == [ticked(call(*arguments).out) for _ in range(2)]
    assert 1 == [request.method for request in server.requests].count("POST")


@pytest.mark.parametrize(("status", "error", "exit_status"), [("success", None, 0), ("error", {"error": "E"}, 1)])
def test_replay(start: Start, tmp_path: Path, status: str, error: Any, exit_status: int) -> None:
    """A journal is shown again without a server, and ends as its run ended."""
    call, _ = start(*[ThreadServer(*EVENTS, status=status, error=error)] * ENOUGH)
    file = tmp_path / "job.jsonl"
    assert exit_status == call(*on_thread(file)).status

    again = main(["replay", str(file), "-o", "none"])

    assert exit_status == again
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    assert 75 == main(["replay", str(file), "-o", "none"])
    file.write_text("no journal\n")
    assert 65 == main(["replay", str(file), "-o", "none"])
    assert 66 == main(["replay", str(tmp_path / "none")])


# Runs that were started elsewhere.


def test_attach(start: Start) -> None:
    """A run that keeps its events is followed from its beginning."""
    thread = ThreadServer(*EVENTS)
    thread.add()["kwargs"] = {"resumable": True}
    call, server = start(*[thread] * ENOUGH)

    ended = call("attach", THREAD, run_id(0), "-o", "jsonl")

    assert [1, 2, 3, 4, 5] == ticked(ended.out)
    assert "-1" == server.requests[1].headers["last-event-id"]


@pytest.mark.parametrize("form", ["jsonl", "text", "values"])
def test_attach_to_a_run_that_waits(langgraph_server: FakeServer, capsys: Any, form: str) -> None:
    """A run that waits for a human exits with 3, though its modes show no question."""
    langgraph_server.assistant("agent", ask={"q": 1})
    thread_id = langgraph_server.client().threads.create()["thread_id"]
    run = langgraph_server.client().runs.create(thread_id, "agent", input={}, stream_mode="messages-tuple")

    ended = caller(capsys, langgraph_server.url)("attach", thread_id, run["run_id"], "-o", form)

    assert 3 == ended.status
    assert '{"q":1}' in ended.err or form == "values"


def test_run_before_one_that_waits(langgraph_server: FakeServer, capsys: Any) -> None:
    """A run that has succeeded exits with 0, although a later one on its thread waits for a human."""
    client = langgraph_server.client()
    thread_id = client.threads.create()["thread_id"]
    langgraph_server.assistant("agent", {"n": 1})
    first = client.runs.create(thread_id, "agent", input={}, stream_resumable=True)
    client.runs.join(thread_id, first["run_id"])
    langgraph_server.assistant("agent", ask={"q": 1})
    client.runs.wait(thread_id, "agent", input={}, raise_error=False)

    ended = caller(capsys, langgraph_server.url)("attach", thread_id, first["run_id"], "-o", "values")

    assert (0, '{"n":1}\n') == (ended.status, ended.out)


@pytest.mark.parametrize(
    "arguments",
    [("run", "--", "agent", "--subgraphs"), ("answer", "--", THREAD, "-yes"), ("types", "--", "a", "--check")],
    ids=lambda each: each[0],
)
def test_arguments_that_look_like_options(arguments: tuple[str, ...]) -> None:
    """What stands behind `--` is no option."""
    parsed = vars(parse(arguments))
    values = [parsed.get(name) for name in ("input", "answer", "graphs")]

    assert arguments[-1] in [*values, *(values[2] or ())]
    assert not parsed.get("subgraphs")
    assert not parsed.get("check")


def test_attach_for_the_state(langgraph_server: FakeServer, capsys: Any) -> None:
    """The final state is shown whatever the modes of the run."""
    langgraph_server.assistant("agent", {"n": 1})
    thread_id = langgraph_server.client().threads.create()["thread_id"]
    run = langgraph_server.client().runs.create(thread_id, "agent", input={}, stream_mode="messages-tuple")

    ended = caller(capsys, langgraph_server.url)("attach", thread_id, run["run_id"], "-o", "values")

    assert (0, '{"n":1}\n') == (ended.status, ended.out)


def test_replay_of_the_thread_protocol(start: Start, tmp_path: Path, capsys: Any) -> None:
    """The state and the questions of a run in the thread protocol are shown as those of any other run."""
    params = {"namespace": [], "timestamp": 1, "data": {"n": 1}}
    state = ("values", {"type": "event", "method": "values", "params": params}, "7-0")
    asking = ("values", {**state[1], "params": {**params, "interrupts": [{"id": "i", "value": "ok?"}]}}, "8-0")
    file = tmp_path / "job.jsonl"
    for events, ending in (((state,), (0, '{"n":1}\n')), ((state, asking), (3, '{"n":1}\n'))):
        file.unlink(missing_ok=True)
        call, _ = start(*[ThreadServer(*EVENTS, *events)] * ENOUGH)
        call(*on_thread(file))
        capsys.readouterr()
        status = main(["replay", str(file), "-o", "values"])
        out, err = capsys.readouterr()
        assert ending == (status, out)
        assert status == 0 or f"answer {THREAD} 'JSON'" in err


def test_wait_and_cancel(start: Start) -> None:
    """The state of a run is waited for; a run is cancelled; one that is unknown is missing."""
    thread = ThreadServer()
    thread.add()
    call, server = start(*[thread] * ENOUGH)

    assert (0, json.dumps({"state": run_id(0)}, separators=(",", ":")) + "\n", "") == call("wait", THREAD, run_id(0))
    assert 0 == call("cancel", THREAD, run_id(0)).status
    assert f"{RUNS}/{run_id(0)}/cancel" == server.requests[-1].path.partition("?")[0]
    assert 66 == call("cancel", THREAD, run_id(1)).status


# The server.


def test_ping(start: Start) -> None:
    """It says whether the server is up, and waits until it is if told to."""
    ok, down = {"ok": True}, lambda connection: connection.answer({"detail": "starting"}, status=503)
    call, _ = start(*answers(ok), down, down, *answers(ok), *answers({"ok": False}))

    assert (0, "ok\n", "") == call("ping")
    assert 69 == call("ping", "--max-retries", "0").status
    assert (0, "ok\n", "") == call("ping", "--wait", "20")
    assert 69 == call("ping").status


def test_api(start: Start) -> None:
    """Any request is sent, and its answer written as JSON, or as the text that it is."""
    call, server = start(*answers({"a": 1}), lambda connection: connection.answer("x,y\n\x1b", kind="text/csv"))

    assert {"a": 1} == json.loads(call("api", "post", "/store?x=1", "-d", '{"b": 2}').out)
    assert "x,y\n\\x1b\n" == call("api", "GET", "/csv").out
    assert ("POST", "/store?x=1", {"b": 2}) == (*server.requests[0][:2], server.requests[0].json)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_all_pages(start: Start, method: str) -> None:
    """All pages of a list are fetched, each item once."""
    items = [{"thread_id": str(number)} for number in range(250)]

    def page(connection: Connection) -> None:
        request = connection.request
        query = (
            dict(each.split("=") for each in request.path.partition("?")[2].split("&"))
            if method == "GET"
            else request.json
        )
        first, most = int(query["offset"]), int(query["limit"])
        connection.answer(items[first : first + most])

    call, _ = start(*[page] * 4)

    assert items == objects(call("api", method, "/threads/search", "--paginate").out)


def test_graphs(start: Start) -> None:
    """Graphs are listed with the ids of their assistants."""
    found = [
        {"graph_id": "agent", "assistant_id": "1", "name": "agent"},
        {"graph_id": "b", "assistant_id": "2", "name": "B"},
    ]
    call, _ = start(*answers(*[found] * 4))

    assert ["agent  1", "b      2  B"] == call("graphs").out.splitlines()
    assert found == objects(call("graphs", "--json").out)


def test_types(start: Start, tmp_path: Path) -> None:
    """The types of a graph are written into a module, and a module that is out of date is a failure."""
    found = [{"graph_id": "agent", "assistant_id": "1", "name": "agent", "metadata": {"created_by": "system"}}]
    schema = {"type": "object", "title": "State", "properties": {"text": {"type": "string"}}}
    schemas = {f"{name}_schema": schema for name in ("input", "output", "state")}
    script = {"search": found, "schemas": {"graph_id": "agent", **schemas}, "graph": {"nodes": [], "edges": []}}

    def answer(connection: Connection) -> None:
        connection.answer(script[connection.request.path.partition("?")[0].rpartition("/")[2]])

    call, _ = start(*[answer] * ENOUGH)
    module = tmp_path / "agent_types.py"

    assert 0 == call("types", "agent", "-o", str(module)).status
    assert "text: NotRequired[str]" in module.read_text(encoding="utf-8")
    assert 0 == call("types", "-o", str(module), "--check").status
    module.write_text("# old\n", encoding="utf-8")
    assert 1 == call("types", "-o", str(module), "--check").status


def test_draw(start: Start) -> None:
    """A graph is drawn as an indented list, or as a diagram; a loop is cut where it begins anew."""
    edges = [
        ("__start__", "model", None),
        ("model", "tools", "more"),
        ("model", "__end__", "done"),
        ("tools", "model", None),
    ]
    graph = {
        "nodes": [{"id": name} for name in ("__start__", "model", "tools", "__end__")],
        "edges": [{"source": a, "target": b, "data": c, "conditional": c is not None} for a, b, c in edges],
    }
    call, _ = start(*answers(graph, graph))

    drawn = ["__start__", "  model", "    tools (if more)", "      model ^", "    __end__ (if done)"]
    assert drawn == call("draw", "agent").out.splitlines()
    assert "  n1 -.->|more| n2" in call("draw", "agent", "--mermaid").out.splitlines()


@pytest.mark.parametrize(("date", "status"), [("Thu, 26 Nov 2020 10:00:00 GMT", 76), (None, 0)])
def test_doctor(start: Start, date: Optional[str], status: int) -> None:
    """It says what the server is and what it can do, and its status whether something is wrong."""
    headers = {} if date is None else {"date": date}

    def missing(connection: Connection) -> None:
        connection.answer({"detail": "Not Found"}, 404, headers)

    call, _ = start(*answers({"ok": True}, {"version": "9.9", "langgraph_py_version": "1"}), missing, missing)

    ended = call("doctor")

    assert status == ended.status
    table = {line[:16].strip(): line[17:].split() for line in ended.out.splitlines()}
    assert ["yes", "langgraph-api", "9.9"] == table["version"]
    assert ("BAD" if status else "-") == table["clock"][0]
    assert ["no"] == table["thread protocol"]


def test_doctor_for_a_graph_that_is_not_there(start: Start) -> None:
    """It does not call the server ill because it was asked for a graph that the server has not."""

    def missing(connection: Connection) -> None:
        connection.answer({"detail": "Not Found"}, 404)

    unknown = refusal(422, f"Invalid assistant: 'agnet'. {GRAPHS}")
    first = answers({"ok": True}, {"version": "9.9"})
    call, _ = start(*first, missing, missing, *answers({"thread_id": THREAD}), unknown, *answers(None))

    ended = call("doctor", "agnet", "{}")

    assert 66 == ended.status
    assert "did you mean 'agent'?" in ended.err
    assert "BAD" not in ended.out


@pytest.mark.parametrize(("spans", "verdict"), [([3, 0], "-"), ([3, 3], "BAD")])
def test_events_that_come_late_once(start: Start, spans: list[int], verdict: str) -> None:
    """It takes events that come all at once for held back only if the next run's do too."""
    left = list(spans)

    def answer(connection: Connection) -> None:
        path = connection.request.path.partition("?")[0]
        if path.endswith("/r/stream"):  # for the rest, of which there is none
            connection.open_stream()
            connection.end_stream()
        elif path.endswith("/runs/stream") and left:
            first = 1_700_000_000_000
            connection.open_stream({"content-location": f"/threads/{THREAD}/runs/r"})
            connection.event("metadata", {"run_id": "r", "attempt": 1}, f"{first}-0")
            connection.event("values", {}, f"{first + 1000 * left.pop(0)}-0")
            connection.end_stream()
        else:
            found = {"/ok": {"ok": True}, "/info": {"version": "9.9"}, "/threads": {"thread_id": THREAD}}
            found[f"/threads/{THREAD}/runs/r"] = {"status": "success"}
            connection.answer(found.get(path, {"detail": "Not Found"}), 200 if path in found else 404)

    call, _ = start(*[answer] * ENOUGH)

    table = {line[:16].strip(): line[17:].split() for line in call("doctor", "agent", "{}").out.splitlines()}

    assert (verdict, []) == (table["held back"][0], left)


# Humans.


def test_pending(start: Start) -> None:
    """It lists the questions that wait, by thread; old servers show them in the state."""
    asked = [
        {"thread_id": "1", "interrupts": {"task": [{"id": "a", "value": {"n": 1}}]}, "metadata": {"graph_id": "g"}}
    ]
    hidden = [{"thread_id": "2", "metadata": {}}]
    state = {"tasks": [{"interrupts": [{"id": "b", "value": "ok?"}]}]}
    call, _ = start(*answers([*asked, *hidden], state, [*asked, *hidden]))

    assert ['1  g  {"n":1}', '2  -  "ok?"'] == call("pending").out.splitlines()


REVIEW = {
    "action_requests": [{"name": "send"}, {"name": "pay"}],
    "review_configs": [{"allowed_decisions": ["approve", "reject"]}],
}
QUESTION = {"id": "q", "value": "ok?"}


@pytest.mark.parametrize(
    ("value", "arguments", "resume"),
    [
        ("ok?", ["approve", THREAD], True),
        ("ok?", ["reject", THREAD], False),
        ("ok?", ["answer", THREAD, '{"n": 1}'], {"n": 1}),
        ("ok?", ["answer", THREAD, "--text", "yes"], "yes"),
        (REVIEW, ["approve", THREAD], {"decisions": [{"type": "approve"}] * 2}),
        (REVIEW, ["reject", THREAD, "no"], {"decisions": [{"type": "reject", "message": "no"}] * 2}),
    ],
)
def test_answers(start: Start, value: Any, arguments: list[str], resume: Any) -> None:
    """An answer is sent to its question, in the form that the question wants, and the run is followed."""
    thread = {"thread_id": THREAD, "interrupts": {"task": [{"id": "q", "value": value}]}}
    call, server = start(
        *answers(thread, [{"run_id": "r", "assistant_id": "agent"}], thread),
        threadless(text("done")),
        run_is("success"),
    )

    assert (0, "done\n") == call(*arguments)[:2]
    (started,) = (request.json for request in server.requests if request.method == "POST")
    assert ({"resume": {"q": resume}}, "agent") == (started["command"], started["assistant_id"])


@pytest.mark.parametrize(
    ("interrupts", "arguments", "status"),
    [
        ([], ["approve", THREAD], 66),
        ([QUESTION], ["approve", THREAD, "--interrupt", "x"], 66),
        ([QUESTION, {"id": "p", "value": 1}], ["approve", THREAD], 2),
        ([QUESTION], ["reject", THREAD, "a reason that plain questions do not take"], 2),
        ([QUESTION], ["answer", THREAD, "{no"], 65),
        (
            [{"id": "q", "value": {**REVIEW, "review_configs": [{"allowed_decisions": ["edit"]}]}}],
            ["approve", THREAD],
            65,
        ),
    ],
)
def test_answers_to_nothing(start: Start, interrupts: list[Any], arguments: list[str], status: int) -> None:
    """What answers no question, or in a form that it does not take, starts nothing."""
    call, server = start(*answers({"thread_id": THREAD, "interrupts": {"task": interrupts}}))

    assert status == call(*arguments).status
    assert [] == [request for request in server.requests if request.method == "POST"]


# Rows.


def rows(run: FakeRun) -> Any:
    """Return the input, unless it asks for a failure or for a human."""
    if run.input["n"] == 3:
        raise ValueError("three")
    return question("ok?") if run.input["n"] == 4 else run.input


def test_rows(langgraph_server: FakeServer, capsys: Any, tmp_path: Path) -> None:
    """A later start does the rows that are missing, and a torn line again; failures are told at the end."""
    source, results = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(f'{{"n": {number}}}\n' for number in (0, 1, 2, 3)) + "\n" + '{"n": 5}\n')
    results.write_text('{"row":1,"output":{"n":0}}\n{"row":2,"outp')
    langgraph_server.assistant("agent", rows)
    call = caller(capsys, langgraph_server.url)

    ended = call("map", "agent", str(source), "--output", str(results))

    assert 1 == ended.status
    assert {1: 0, 2: 1, 3: 2, 6: 5} == {each["row"]: each["output"]["n"] for each in objects(results.read_text())}
    assert [1, 2, 3, 5] == sorted(run.input["n"] for run in langgraph_server.runs)
    assert "row 4: " in ended.err
    assert "5 of 6" not in ended.err
    assert "4 of 5 rows done, 1 failed" in ended.err
    source.write_text('{"n": 4}\n')
    assert 3 == call("map", "agent", str(source), "--output", str(tmp_path / "other")).status


@pytest.mark.parametrize(
    ("assistant", "row"), [("agent", '{"n": 9}'), ("other", '{"n": 0}')], ids=["input", "assistant"]
)
def test_results_of_others(langgraph_server: FakeServer, capsys: Any, tmp_path: Path, assistant: str, row: str) -> None:
    """Results of other inputs, or of another assistant, are not taken for those of these rows."""
    source, results = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    for name in ("agent", "other"):
        langgraph_server.assistant(name, rows)
    call = caller(capsys, langgraph_server.url)
    source.write_text('{"n": 0}\n')
    assert 0 == call("map", "agent", str(source), "--output", str(results)).status
    before = results.read_text()

    source.write_text(f"{row}\n")
    ended = call("map", assistant, str(source), "--output", str(results))
    assert (65, before, 1) == (ended.status, results.read_text(), len(langgraph_server.runs))
    assert "another input, assistant or setting for row 1: name another file" in ended.err


@pytest.mark.parametrize(("row", "result"), [("{no", ""), ("{}", "no result\n")])
def test_rows_that_are_none(start: Start, tmp_path: Path, row: str, result: str) -> None:
    """A file that holds something else is refused before anything is started, and left as it is."""
    source, results = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(row)
    results.write_text(result)
    call, server = start()

    assert 65 == call("map", "agent", str(source), "--output", str(results)).status
    assert result == results.read_text()
    assert [] == server.requests


# The monitor.


def test_monitor(start: Start, serve: Any) -> None:
    """A monitor is told of the start, and of success or failure, with what was written."""
    failed = ("error", {"error": "ValueError", "message": "no"}, None)
    call, _ = start(threadless(text("hi")), threadless(failed))
    told = serve(*[lambda connection: connection.answer("OK", kind="text/plain")] * 4)

    statuses = [call("run", "agent", "{}", "--monitor", f"{told.url}/ping/1").status for _ in range(2)]

    assert [0, 1] == statuses
    paths, ids = zip(*(request.path.split("?rid=") for request in told.requests))
    assert ("/ping/1/start", "/ping/1", "/ping/1/start", "/ping/1/fail") == paths
    assert ids[0] == ids[1] != ids[2] == ids[3] == str(uuid.UUID(ids[2]))
    assert b"hi\n" in told.requests[1].body
    assert b"ValueError" in told.requests[3].body


def test_monitor_that_is_down(start: Start, serve: Any) -> None:
    """A monitor that does not answer changes nothing, and its address is not shown; it gets the last 10 kB."""
    call, _ = start(threadless(), threadless(), threadless(text("x" * 20_000)))
    refusing = serve(*[lambda connection: connection.answer("", status=500)] * 4)

    for url in ("http://127.0.0.1:1/secret", f"{refusing.url}/secret"):
        ended = call("run", "agent", "{}", "--monitor", url)
        assert 0 == ended.status
        assert "monitor" in ended.err
        assert "secret" not in ended.err
    told = serve(*[lambda connection: connection.answer("OK")] * 2)
    assert 0 == call("run", "agent", "{}", "--monitor", told.url).status
    assert 10_000 == len(told.requests[1].body)


def test_monitor_that_is_silent(start: Start, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A monitor that never answers neither keeps a command from its work nor from its end."""
    monkeypatch.setattr("langgraph_sync.cli.monitor._PATIENCE", 0.01)
    call, server = start(threadless())
    silent = serve(lambda connection: connection.wait_until_gone())

    ended = call("run", "agent", "{}", "--monitor", f"{silent.url}/secret")

    assert (0, 1) == (ended.status, len(server.requests))
    assert "The monitor could not be told: no answer" in ended.err


# Odd surroundings.


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams(serve: Any, closed: str) -> None:
    """A stream that the caller has closed is as good as an empty one."""
    server = serve(lambda connection: connection.answer([]))
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *PROGRAM]

    ended = finished(server.url, "api", "POST", "/x", "-d", "-" if closed == "<&-" else "{}", program=shell)

    assert (65 if closed == "<&-" else 0) == ended.status
    assert "Traceback" not in ended.err


def test_text_is_utf_8(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read is UTF-8 whatever the locale, with or without a mark at its beginning; anything else is refused."""
    call, server = start(threadless(), threadless())
    (tmp_path / "mark").write_bytes('{"a": "é"}'.encode("utf-8-sig"))
    (tmp_path / "other").write_bytes(b'"\xe9"')
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO('{"a": "é"}'.encode()), "ascii", "surrogateescape"))

    statuses = [call("run", "agent", given).status for given in ("-", f"@{tmp_path}/mark", f"@{tmp_path}/other")]
    statuses.append(call("map", "agent", f"{tmp_path}/other", "--output", f"{tmp_path}/results").status)

    assert [0, 0, 65, 65] == statuses
    assert [{"a": "é"}] * 2 == [request.json["input"] for request in server.requests]


def test_json_in_other_locales(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the locale has no such characters, JSON is written in ASCII and is still JSON."""
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    server = serve(lambda connection: connection.answer({"a": "é😀"}))

    assert {"a": "é😀"} == json.loads(finished(server.url, "api", "GET", "/x").out)


@pytest.mark.parametrize(
    ("arguments", "environment", "status"),
    [
        (("run", "agent", "{}", "--job", "é" * 150), {}, 2),
        (("run", "agent", "{}", "--deadline", "1e300"), {}, 2),
        (("ping", "--timeout", "1e300"), {}, 2),
        (("run", "agent", "@/"), {}, 77),
        (("run", "agent", "{}", "--job", "a"), {"XDG_STATE_HOME": "/dev/null"}, 77),
        (("map", "agent", "/missing", "--output", "o"), {}, 66),
    ],
)
def test_what_no_later_start_mends(
    start: Start, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], environment: Any, status: int
) -> None:
    """What stays wrong is never a reason to try again later, and no bug."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    call, server = start()

    assert status == call(*arguments).status
    assert [] == server.requests


def test_full_disk() -> None:
    """A full disk is a reason to try again later, a file that can't be opened is none."""
    assert [75, 77] == [status_of(OSError(number, "no")) for number in (errno.ENOSPC, errno.EROFS)]


def test_user_without_home(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the user has no home folder, a job asks for a place to keep its journal."""

    def missing() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", missing)
    call, _ = start()

    ended = call("run", "agent", "{}", "--job", "a")

    assert 78 == ended.status
    assert "XDG_STATE_HOME" in ended.err


@pytest.mark.parametrize("result", ["a note", '{"n": 1}', '{"row":1e999}\n', "\0note"])
def test_results_that_are_none(start: Start, tmp_path: Path, result: str) -> None:
    """A file of something else is left as it is, also if its last line has no end."""
    source, results = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("{}")
    results.write_text(result)
    call, _ = start()

    assert 65 == call("map", "agent", str(source), "--output", str(results)).status
    assert result == results.read_text()


@pytest.mark.parametrize("line", ["5", '{"event":"values"}', '{"event":"x","id":"1","text":5}', '{"outcome":"weird"}'])
def test_damaged_journal(capsys: Any, tmp_path: Path, line: str) -> None:
    """A line of a journal that nobody has written is refused."""
    journal = tmp_path / "journal"
    journal.write_text(f'{{"langgraph_sync_journal":1}}\n{line}\n')

    assert 65 == main(["replay", str(journal)])
    assert str(journal) in capsys.readouterr().err or line != '{"outcome":"weird"}'


def test_lines_of_servers(start: Start) -> None:
    """A name of a server takes one line, and its marks of direction are shown."""
    graph = [{"graph_id": "a\nb\u061c", "assistant_id": "1", "name": None}]
    call, _ = start(*answers(graph, graph))

    assert ["a\\nb\\u061c  1"] == call("graphs").out.splitlines()


@pytest.mark.parametrize("body", [{}, {"nodes": [5], "edges": [None]}, {"nodes": [{}], "edges": None}])
def test_answers_that_lack_keys(start: Start, body: Any) -> None:
    """An answer that lacks what a command needs is no bug of the command."""
    call, _ = start(*answers(*[body] * 4))

    assert 70 not in [call("draw", "agent").status, call("answer", THREAD, "1").status]


def test_hostile_graph(start: Start) -> None:
    """What a server says of a graph that it can't describe does nothing to a terminal, and is held back with notes."""
    found = [{"graph_id": "a\x1b[31m", "assistant_id": "1"}]

    def answer(connection: Connection) -> None:
        is_search = connection.request.path == "/assistants/search"
        connection.answer(found if is_search else {"detail": "\x1b[31m"}, status=200 if is_search else 422)

    call, _ = start(*[answer] * 6)

    ended, quiet = call("types"), call("types", "--quiet-on-success")

    assert ended.err.startswith("left out: the graph 'a\\x1b[31m': ")
    assert "\x1b" not in ended.err + ended.out
    assert "\x1b" not in quiet.err + quiet.out
    assert ended.status == quiet.status != 0


def test_interrupt_while_the_monitor_is_told(start: Start, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Ctrl-C at the end, while the monitor is told, leaves the status as it is."""

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    call, _ = start(threadless())
    silent = serve(lambda connection: connection.wait_until_gone())
    monkeypatch.setattr("langgraph_sync.cli.monitor.threading.Thread.join", interrupted)

    assert 0 == call("run", "agent", "{}", "--monitor", silent.url).status
    monkeypatch.undo()
