"""A journal: one file that is lock, log, point of resumption and replay."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faults import THREAD, tick, ticks
from scripted_server import Connection
from thread_server import ENOUGH, RUNS, ThreadServer, run_id

from langgraph_sync import (
    APIConnectionError,
    APIStatusError,
    JournalInUseError,
    LangGraphClient,
    NotFoundError,
    RunCancelledError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
    read_journal,
)
from langgraph_sync._decoding import to_part
from langgraph_sync.journal import Journal

EVENTS = [tick(number, f"{number // 2}-0") for number in range(2, 8)]  # two with each id
STARTED = {"key": None, "thread_id": THREAD, "assistant_id": "agent", "input": "0"}
Start = Callable[[Any], tuple[LangGraphClient, Any]]


@pytest.fixture
def start(connect: Any) -> Start:
    """Serve a thread, without an end."""
    return lambda thread: connect(*[thread] * ENOUGH)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the journal goes."""
    return tmp_path / "run.jsonl"


def stream(client: LangGraphClient, file: Path, **options: Any) -> Any:
    """Stream the run of the journal."""
    return client.runs.stream(THREAD, "agent", stream_mode="custom", journal=file, **options)


def leave_early(client: LangGraphClient, file: Path) -> None:
    """Read the first three parts, and leave the loop."""
    begun = stream(client, file)
    for _ in range(3):
        next(begun)
    begun.close()


def lines(file: Path) -> list[Any]:
    """What the journal holds."""
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_journal(start: Start, file: Path) -> None:
    """It holds what was started, each event and the outcome, a line each."""
    client, server = start(ThreadServer(*EVENTS))

    parts = list(stream(client, file, input={"n": 1}))

    head, *events, outcome = lines(file)
    assert (THREAD, "agent") == (head["thread_id"], head["assistant_id"])
    assert head["key"] == server.requests[1].json["metadata"]["langgraph_sync_key"]
    assert [(part.event, part.id, part.data) for part in parts] == [(e["event"], e["id"], e["data"]) for e in events]
    assert "succeeded" == outcome["outcome"]


def test_finished_journal(start: Start, file: Path) -> None:
    """Its parts come again, and nothing is sent."""
    client, server = start(ThreadServer(*EVENTS))
    parts = list(stream(client, file))
    sent, kept = len(server.requests), file.read_bytes()

    assert parts == list(stream(client, file))
    assert [] == list(stream(client, file, replay=False))
    assert parts == list(read_journal(file))
    assert (sent, kept) == (len(server.requests), file.read_bytes())


def test_every_place_of_a_crash(start: Start, file: Path) -> None:
    """Wherever the file ends, the next loop sees the whole run, once and in order, and the file is whole again."""
    client, server = start(ThreadServer(*EVENTS))
    parts = list(stream(client, file))
    whole = file.read_bytes()
    begun = whole.index(b"\n") + 1  # a torn first line was written before anything was started

    for end in range(begun, len(whole), 3):
        file.write_bytes(whole[:end])

        assert parts == list(stream(client, file)), end
        assert whole.splitlines()[:-1] == file.read_bytes().splitlines()[:-1], end
        assert "succeeded" == lines(file)[-1]["outcome"]

    assert 1 == [request.method for request in server.requests].count("POST")


@pytest.mark.parametrize("torn", [b"", b'{"langgraph_sy', b"\0" * 4096, b'{"langgraph_sync_journal":1,"key":"lost"'])
def test_torn_first_line(start: Start, file: Path, torn: bytes) -> None:
    """A file whose first line never was whole is new: nothing has been started for it."""
    client, _ = start(ThreadServer(*EVENTS))
    file.write_bytes(torn)

    assert list(range(2, 8)) == ticks(stream(client, file))
    assert "lost" != lines(file)[0]["key"]


def test_zeros_at_the_end(start: Start, file: Path) -> None:
    """What a loss of power leaves in place of the last lines is dropped."""
    client, _ = start(ThreadServer(*EVENTS))
    parts = list(stream(client, file))
    whole = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(whole[:4]) + b"\0" * 100)

    assert parts[:3] == list(read_journal(file))
    assert parts == list(stream(client, file))


def test_what_is_new(start: Start, file: Path) -> None:
    """With `replay=False` a loop that goes on sees only what no loop before has seen."""
    client, _ = start(ThreadServer(*EVENTS))
    first = stream(client, file)
    seen = [next(first) for _ in range(4)]
    first.close()

    rest = list(stream(client, file, replay=False))

    assert list(range(2, 8)) == ticks(seen + rest)


@pytest.mark.parametrize(
    ("status", "error", "kind", "outcome"),
    [
        ("error", {"error": "ValueError", "message": "no"}, RunFailedError, "failed"),
        ("interrupted", {"error": "UserInterrupt", "message": ""}, RunCancelledError, "cancelled"),
        ("timeout", None, RunTimeoutError, "timed out"),
    ],
)
def test_run_that_did_not_succeed(
    start: Start, file: Path, status: str, error: Any, kind: type[Exception], outcome: str
) -> None:
    """The loop raises how it ended, and so does each later one, with the same words and ids, from the file alone."""
    client, server = start(ThreadServer(*EVENTS, status=status, error=error))
    raised, counts = [], []

    for _ in range(2):
        parts = []
        with pytest.raises(kind) as caught:
            parts.extend(stream(client, file))
        raised.append((str(caught.value), vars(caught.value)))
        counts.append(len(server.requests))

    assert raised[0] == raised[1]
    assert run_id(0) == raised[0][1]["run_id"]
    assert counts[0] == counts[1]
    assert outcome == lines(file)[-1]["outcome"]


def events_until_error(parts: Any, error: type[Exception]) -> list[str]:
    """The events of a stream that ends with an error."""
    seen: list[str] = []

    def read() -> None:
        for part in parts:
            seen.append(part.event)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(error):
        read()
    return seen


def test_error_part(start: Start, file: Path) -> None:
    """A failed run's `error` comes once, also when the file lacks the outcome that would follow it."""
    client, _ = start(ThreadServer(*EVENTS, status="error", error={"error": "ValueError", "message": "no"}))
    expected = ["metadata", *["custom"] * 6, "error"]

    assert expected == events_until_error(stream(client, file), RunFailedError)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    assert expected == events_until_error(stream(client, file), RunFailedError)


def test_events_that_have_expired(start: Start, file: Path) -> None:
    """The outcome is written, and that events are missing is raised each time."""
    thread = ThreadServer(*EVENTS)
    client, server = start(thread)
    leave_early(client, file)
    thread.events = ()

    with pytest.raises(StreamInterruptedError, match="no longer has the events") as caught:
        list(stream(client, file))
    assert not caught.value.may_retry
    sent = len(server.requests)
    with pytest.raises(StreamInterruptedError, match="no longer has the events"):
        list(stream(client, file))

    assert sent == len(server.requests)
    assert "succeeded" == lines(file)[-1]["outcome"]
    assert "missing" in lines(file)[-1]


def test_events_of_a_failed_run_that_have_expired(start: Start, file: Path) -> None:
    """That events are missing is raised each time, later from the failure, which is in the file too."""
    thread = ThreadServer(*EVENTS)
    client, _ = start(thread)
    leave_early(client, file)
    thread.events, thread.error = EVENTS[-1:], {"error": "ValueError", "message": "no"}
    thread.runs[0]["status"] = "error"

    causes = []
    for _ in range(2):
        with pytest.raises(StreamInterruptedError, match="no longer has the events") as caught:
            list(stream(client, file))
        causes.append(type(caught.value.__cause__))

    assert [type(None), RunFailedError] == causes
    assert "failed" == lines(file)[-1]["outcome"]


@pytest.mark.usefixtures("waits")
def test_server_that_is_away(start: Start, file: Path) -> None:
    """A failure of the network is no outcome: the next loop goes on."""
    thread = ThreadServer(*EVENTS)
    away: list[bool] = []
    client, _ = start(lambda connection: connection.close() if away else thread(connection))
    leave_early(client, file)

    away.append(True)
    with pytest.raises(StreamInterruptedError) as caught:
        list(stream(client, file))
    assert caught.value.may_retry
    assert isinstance(caught.value.__cause__, APIConnectionError)
    away.clear()

    assert list(range(2, 8)) == ticks(stream(client, file))


def test_journal_in_use(start: Start, file: Path) -> None:
    """A second stream, here or in another process, raises at once and leaves the file alone."""
    client, _ = start(ThreadServer(*EVENTS))
    first = stream(client, file)
    next(first)
    held = file.read_bytes()

    with pytest.raises(JournalInUseError, match=r"run\.jsonl is in use by another stream"):
        next(stream(client, file))
    program = "import sys; from langgraph_sync.journal import Journal; Journal(sys.argv[1], {}).open()"
    other = subprocess.run([sys.executable, "-c", program, str(file)], check=False, capture_output=True, text=True)

    assert "JournalInUseError" in other.stderr
    assert held == file.read_bytes()
    first.close()
    assert list(range(2, 8)) == ticks(stream(client, file))


def test_fork(start: Start, file: Path) -> None:
    """A child that lives on does not keep the file locked."""
    client, _ = start(ThreadServer(*EVENTS))
    first = stream(client, file)
    next(first)
    waiting, release = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(release)
        os.read(waiting, 1)
        os._exit(0)

    first.close()
    assert list(range(2, 8)) == ticks(stream(client, file))
    os.close(release)
    os.close(waiting)
    assert (child, 0) == os.waitpid(child, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"thread_id": "33333333-3333-4333-8333-333333333333"}, "thread_id '11111111"),
        ({"assistant_id": "other"}, "assistant_id 'agent', not 'other'"),
        ({"input": {"n": 2}}, "another input"),
        ({"idempotency_key": "other"}, "key .*, not 'other'"),
    ],
)
def test_journal_of_another_run(start: Start, file: Path, change: dict[str, Any], said: str) -> None:
    """It is not mixed up with what is asked for now."""
    client, _ = start(ThreadServer(*EVENTS))
    list(stream(client, file))
    kept = file.read_bytes()
    given: dict[str, Any] = {"thread_id": THREAD, "assistant_id": "agent", "journal": file, **change}

    with pytest.raises(ValueError, match=said):
        list(client.runs.stream(stream_mode="custom", **given))

    assert kept == file.read_bytes()


@pytest.mark.parametrize("content", [b"name,age\nann,7\n", b'{"some": "json"}\n', b"half a line", b"\n"])
def test_file_that_is_no_journal(start: Start, file: Path, content: bytes) -> None:
    """It is left as it is."""
    client, server = start(ThreadServer(*EVENTS))
    file.write_bytes(content)

    with pytest.raises(ValueError, match=r"run\.jsonl is not a journal"):
        list(stream(client, file))
    with pytest.raises(ValueError, match=r"run\.jsonl is not a journal"):
        list(read_journal(file))

    assert content == file.read_bytes()
    assert [] == server.requests


def test_journal_of_a_newer_version(start: Start, file: Path) -> None:
    """It is left as it is."""
    client, server = start(ThreadServer(*EVENTS))
    file.write_bytes(b'{"langgraph_sync_journal":2,"key":"k"}\n')

    with pytest.raises(ValueError, match=r"run\.jsonl was written by a newer version"):
        list(stream(client, file))

    assert 1 == len(lines(file))
    assert [] == server.requests


def test_damaged_line(start: Start, file: Path) -> None:
    """Damage before the end is an error that shows it: what follows can't be trusted, and is left."""
    client, _ = start(ThreadServer(*EVENTS))
    list(stream(client, file))
    damaged = file.read_bytes().replace(b'"tick":4', b'"tick":,', 1)
    file.write_bytes(damaged)

    with pytest.raises(ValueError, match="damaged"):
        list(stream(client, file))

    assert damaged == file.read_bytes()


def test_full_disk(start: Start, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It raises, with the file whole up to the last event that was delivered; with room again, the loop goes on."""
    client, _ = start(ThreadServer(*EVENTS))
    write, room = os.write, [3]

    def limited(number: int, data: Any) -> int:
        room[0] -= 1
        if room[0] == 0:
            return write(number, data[: len(data) // 2])
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(number, data)

    monkeypatch.setattr("os.write", limited)
    assert ["metadata"] == events_until_error(stream(client, file), OSError)
    monkeypatch.undo()

    assert 2 == len(lines(file))
    assert list(range(2, 8)) == ticks(stream(client, file))


def test_file_that_may_not_be_written(start: Start, tmp_path: Path) -> None:
    """It raises before anything is sent."""
    client, server = start(ThreadServer(*EVENTS))

    with pytest.raises(OSError, match="directory"):
        list(stream(client, tmp_path / "missing" / "run.jsonl"))
    with pytest.raises(OSError, match="directory"):
        list(stream(client, tmp_path))

    assert [] == server.requests


def test_nothing_before_the_first_part(start: Start, file: Path) -> None:
    """Nothing is sent, written or locked before the first part is asked for."""
    client, server = start(ThreadServer(*EVENTS))

    stream(client, file)

    assert not file.exists()
    assert [] == server.requests


@pytest.mark.parametrize("options", [{"stream_mode": "messages"}, {"on_disconnect": "cancel"}])
def test_stream_that_could_not_be_followed_again(connect: Any, file: Path, options: dict[str, Any]) -> None:
    """It refuses a stream whose events the server would not keep."""
    client, _ = connect()

    with pytest.raises(ValueError, match="must be resumable, but"):
        client.runs.stream(THREAD, "agent", journal=file, **options)

    assert not file.exists()


def test_journal_without_a_thread(connect: Any, file: Path) -> None:
    """It says what to do, before anything is sent or written."""
    client, _ = connect()

    with pytest.raises(ValueError, match=r"a journal needs a thread: create one with client\.threads\.create\(\)"):
        client.runs.stream(None, "agent", journal=file)

    assert not file.exists()


def test_heartbeats(start: Start, file: Path) -> None:
    """They are delivered, and never kept."""
    thread = ThreadServer(*EVENTS)
    thread.heartbeat = b": heartbeat\r\n\r\n"
    client, _ = start(thread)

    parts = list(stream(client, file, heartbeats=True))

    assert ["heartbeat", "metadata", "custom"] == [part.event for part in parts[:3]]
    assert [part for part in parts if part.event != "heartbeat"] == list(read_journal(file))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("values", b'{"a": 1,\n "b": NaN}'),
        ("values", b'"\xc3\xa4\xe2\x80\xa8"'),
        ("values", b'"\xff"'),
        ("values|child:1", b"{}"),
        ("new", b"no json at all"),
        ("new", b"\xff\xfe broken"),
        ("new", b'{"data":1,"data":2}'),
        ('od"d\n', b"1"),
        ("end", b""),
    ],
)
def test_events_of_every_form(file: Path, name: str, data: bytes) -> None:
    """They come out of the file byte for byte as they went in."""
    journal = Journal(file, STARTED)
    journal.open()
    for number in range(2):
        event = (name, data, f"{number}-0")
        journal.write(event, to_part(event))

    assert [(name, data, "0-0"), (name, data, "1-0")] == list(journal.events())
    journal.close()
    assert 3 == len(lines(file))


def test_path_of_a_run(start: Start, file: Path) -> None:
    """A second file for the same key follows the same run."""
    client, server = start(ThreadServer(*EVENTS))

    first = list(stream(client, file, idempotency_key="k"))
    second = list(stream(client, file.with_name("second.jsonl"), idempotency_key="k"))

    assert first == second
    assert 1 == [request.method for request in server.requests].count("POST")


def torn(client: LangGraphClient, file: Path) -> None:
    """Let the journal end before the outcome, as a crash does."""
    list(stream(client, file))
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))


@pytest.mark.parametrize("is_finished", [False, True])
def test_leaving_a_replay(start: Start, file: Path, is_finished: bool) -> None:
    """A run that goes on is left in the middle of its replay as elsewhere; one whose end is known is over."""
    thread = ThreadServer(*EVENTS)
    client, server = start(thread)
    list(stream(client, file)) if is_finished else torn(client, file)

    parts = stream(client, file, on_exit="cancel")
    next(parts)
    parts.close()

    cancelled = [request.path for request in server.requests if request.method == "POST"][1:]
    assert ([] if is_finished else [f"{RUNS}/{run_id(0)}/cancel"]) == cancelled


def test_relative_path(start: Start, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is of the directory at the time of the call, not of the first part."""
    client, _ = start(ThreadServer(*EVENTS))
    monkeypatch.chdir(file.parent)
    parts = stream(client, Path(file.name))
    (file.parent / "other").mkdir()
    monkeypatch.chdir("other")

    list(parts)

    assert "succeeded" == lines(file)[-1]["outcome"]


def test_fork_in_a_replay(start: Start, file: Path) -> None:
    """A child does not read on: that would move the place where the parent reads."""
    client, _ = start(ThreadServer(*EVENTS, *(tick(number, f"{number}-0") for number in range(10, 500))))
    torn(client, file)
    parts = stream(client, file)
    next(parts)
    child = os.fork()
    if child == 0:
        try:
            list(parts)
        except StreamInterruptedError:
            os._exit(7)
        except BaseException:  # noqa: BLE001 - of a child
            os._exit(1)
        os._exit(0)

    assert 7 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert 496 == len(ticks(parts))


def test_run_error_of_another_run(start: Start, file: Path) -> None:
    """What a callback raises is no outcome of the run: the next loop goes on with it."""
    client, server = start(ThreadServer(*EVENTS))

    def follows_another(_: object) -> None:
        raise RunFailedError("another run has failed", run_id="other")

    with pytest.raises(RunFailedError, match="another"):
        list(stream(client, file, on_run_created=follows_another))

    assert list(range(2, 8)) == ticks(stream(client, file))
    assert 1 == [request.method for request in server.requests].count("POST")


def test_line_that_is_nested_too_deeply(file: Path) -> None:
    """It is a damaged line, as any other that can't be read."""
    file.write_bytes(
        b'{"langgraph_sync_journal":1,"key":"k"}\n{"event":"new","id":"","data":' + b"[" * 100_000 + b"}\n"
    )

    with pytest.raises(ValueError, match="a line of the journal is damaged"):
        list(read_journal(file))


def test_equal_events(start: Start, file: Path) -> None:
    """The loop that starts the run gets them all; one after a crash as well, or it raises that it can't know that."""
    events = [tick(1, "1-0"), tick(1, "1-0"), tick(2, "2-0")]
    client, _ = start(ThreadServer(*events))
    assert [1, 1, 2] == ticks(stream(client, file))
    whole = file.read_bytes().splitlines(keepends=True)
    reasons: list[str] = []

    for end in range(1, len(whole)):
        file.write_bytes(b"".join(whole[:end]))
        for _ in range(2):
            try:
                assert [1, 1, 2] == ticks(stream(client, file))
            except StreamInterruptedError as problem:
                reasons.append(str(problem))
            assert {"metadata", "custom"} == {part.event for part in read_journal(file)}

    assert reasons
    assert all("one id to equal events" in reason for reason in reasons)


REFUSALS: dict[str, Callable[[Connection], None]] = {
    "unknown assistant": lambda connection: connection.answer({"detail": "Assistant not found"}, status=404),
    "bad input": lambda connection: connection.answer({"detail": "bad"}, status=422),
    "no rights": lambda connection: connection.answer({"detail": "no"}, status=403),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_start_that_was_refused(start: Start, file: Path, refusal: Callable[[Connection], None]) -> None:
    """The next start may be of another run: there is none that the file is of."""
    thread, refuses = ThreadServer(*EVENTS), [True]
    client, _ = start(lambda each: refusal(each) if refuses and each.request.method == "POST" else thread(each))

    with pytest.raises(APIStatusError):
        list(client.runs.stream(THREAD, "agnet", stream_mode="custom", journal=file))
    assert [] == list(read_journal(file))
    refuses.clear()

    assert list(range(2, 8)) == ticks(stream(client, file, input={"n": 1}))
    assert "agent" == lines(file)[0]["assistant_id"]


@pytest.mark.parametrize("status", [408, 425, 499])
def test_start_behind_a_proxy_that_gave_up(start: Start, file: Path, status: int) -> None:
    """A status that is no refusal says nothing of the run: it is looked for, and not started again."""
    thread, gives_up = ThreadServer(*EVENTS), [True]

    def script(connection: Connection) -> None:
        if connection.request.method == "POST" and gives_up:
            gives_up.clear()
            thread.add("success", **connection.request.json["metadata"])
            connection.answer({"detail": "Request timed out"}, status=status)
        else:
            thread(connection)

    client, _ = start(script)

    assert list(range(2, 8)) == ticks(stream(client, file))
    assert 1 == len(thread.runs)


def test_start_that_never_was(start: Start, file: Path) -> None:
    """What fails before the run is asked for leaves no file that is of a run either."""
    thread, away = ThreadServer(*EVENTS), [True]
    client, server = start(lambda connection: connection.close() if away else thread(connection))

    with pytest.raises(APIConnectionError):
        list(client.runs.stream(THREAD, "agnet", journal=file))
    away.clear()

    assert list(range(2, 8)) == ticks(stream(client, file))
    assert 1 == [request.method for request in server.requests].count("POST")


@pytest.mark.usefixtures("waits")
def test_start_that_may_have_arrived(start: Start, file: Path) -> None:
    """The file stays that of the run which may have been started."""
    thread = ThreadServer(*EVENTS)
    thread.loses_requests = True
    client, _ = start(thread)

    with pytest.raises(APIConnectionError):
        list(stream(client, file))
    kept = lines(file)[0]
    with pytest.raises(ValueError, match="use a file of its own"):
        list(client.runs.stream(THREAD, "other", journal=file))

    thread.loses_requests = False
    assert list(range(2, 8)) == ticks(stream(client, file))
    assert kept == lines(file)[0]


@pytest.mark.usefixtures("waits")
def test_file_of_a_run_whose_second_start_is_refused(start: Start, file: Path) -> None:
    """It stays as it is: the first start may have started the run, although the server shows none."""
    answers = iter([lambda connection: connection.close(), REFUSALS["unknown assistant"]])
    thread = ThreadServer(*EVENTS)
    client, _ = start(lambda each: next(answers)(each) if each.request.method == "POST" else thread(each))

    with pytest.raises(APIConnectionError):
        list(stream(client, file))
    kept = file.read_bytes()
    with pytest.raises(NotFoundError):
        list(stream(client, file))

    assert kept == file.read_bytes()
