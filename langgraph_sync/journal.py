"""A run on disk: one file that is lock, log, point of resumption and replay."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import weakref
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any, Final, Optional, Union

from . import _json
from ._decoding import to_part
from ._error_mapping import raised_by_caller
from ._http import Request
from ._run import FollowedRun
from ._sse import COMMENT, RawEvent
from ._wait import wait_for_result
from .errors import (
    JournalInUseError,
    LangGraphError,
    RunCancelledError,
    RunError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
)

if TYPE_CHECKING:
    from .parts import StreamPart
    from .stream import RunStream

_VERSION: Final = 1
# On Windows, what is locked can't be read: a byte that no journal reaches.
_LOCKED_BYTE: Final = 1 << 60
_MARK: Final = b'{"langgraph_sync_journal":'
_OUTCOME: Final = b'{"outcome":'
_OUTCOMES: Final[dict[str, type[RunError]]] = {
    "failed": RunFailedError,
    "cancelled": RunCancelledError,
    "timed out": RunTimeoutError,
}
_open: Final[weakref.WeakSet[Journal]] = weakref.WeakSet()


def read_journal(path: Union[str, os.PathLike[str]]) -> Generator[StreamPart, None, None]:
    """Yield the parts that a journal holds, whether or not its run has ended, and whoever writes it.

    The last line of a file that is being written, or that a crash has torn, is left out. Raises `ValueError` for a file
    that is no journal, and `OSError` for one that can't be read.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - a path of any kind
        for line in _lines(file, os.fspath(path)):
            event = _event(line)
            if event is not None and event[0] != COMMENT:
                yield to_part(event)


def read_outcome(path: Union[str, os.PathLike[str]]) -> dict[str, Any]:
    """Return how the run of a journal ended; nothing as long as the file does not say it."""
    with open(path, "rb") as file:  # noqa: PTH123 - a path of any kind
        _, outcome, _ = _scan(file, os.fspath(path))
    return outcome


def read_start(path: Union[str, os.PathLike[str]]) -> dict[str, Any]:
    """Return what the run of a journal was started with, and its key; nothing if there is no journal yet."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a path of any kind
            head, _, _ = _scan(file, os.fspath(path))
    except FileNotFoundError:
        return {}
    return _decoded(head, os.fspath(path)) if head else {}


class Journal:
    """The file of one run: a line about what was started, a line for each event, a line about the outcome."""

    def __init__(self, path: Union[str, os.PathLike[str]], started: Mapping[str, Any]) -> None:
        """`started` identifies the run; for what is None in it, any value in the file is accepted."""
        self.path = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - a path of any kind, whatever chdir comes
        self._started = started
        self._outcome: dict[str, Any] = {}
        self._number: Optional[int] = None
        self._end = 0
        self.is_new = False

    def open(self) -> str:
        """Lock the file, begin it if it is new, cut off what a crash has torn, and return the key of its run."""
        self._number = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        _open.add(self)
        lock_file(self._number, self.path)
        with self._reader() as file:
            head, self._outcome, self._end = _scan(file, self.path)
        if head:
            key = self._check(head)
            os.ftruncate(self._number, self._end)
            return key
        self.forget()
        self.is_new = True
        key = self._started.get("key") or os.urandom(16).hex()
        self._append({"langgraph_sync_journal": _VERSION, **self._started, "key": key, "started": _now()})
        _sync_folder(self.path)
        return key

    def forget(self) -> None:
        """Empty the file, which is then as good as none."""
        os.ftruncate(self._open_number(), 0)
        self._end = 0

    def events(self) -> Generator[RawEvent, None, None]:
        """Yield the events from before."""
        with self._reader() as file:
            for event in map(_event, _lines(file, self.path)):
                if event is not None:
                    yield event
                    self._open_number()  # not in a forked child, where the number may be another file's

    def is_finished(self) -> bool:
        """Return whether the file has the outcome of the run."""
        return bool(self._outcome)

    def write(self, event: RawEvent, part: StreamPart) -> None:
        """Keep an event, or as a COMMENT that one was left out; it has left the process when this returns."""
        self._write(_line(event, is_text=part.event == "unknown" and isinstance(part.data, str)))

    def finish(self, error: Optional[RunError], missing: Optional[StreamInterruptedError] = None) -> None:
        """Keep the outcome of the run, and the reason if events of it are missing."""
        kind = next((name for name, of_kind in _OUTCOMES.items() if isinstance(error, of_kind)), "succeeded")
        self._append({"outcome": kind, **_described("error", error), **_described("missing", missing), "ended": _now()})

    def raise_outcome(self) -> None:
        """Raise how the run ended, unless it succeeded and no event is missing."""
        said, missing = self._outcome.get("error"), self._outcome.get("missing")
        error = said and _OUTCOMES[self._outcome["outcome"]](said.pop("text"), **said)
        if missing:
            raise StreamInterruptedError(missing.pop("text"), **missing) from error
        if error:
            raise error

    def close(self) -> None:
        """Unlock the file and close it."""
        if self._number is not None:
            with contextlib.suppress(OSError):  # never locked
                _set_lock(self._number, locked=False)
            self.abandon()

    def abandon(self) -> None:
        """Close the file and leave its lock to the process that has begun the stream."""
        number, self._number = self._number, None
        if number is not None:
            os.close(number)

    def _check(self, head: bytes) -> str:
        """Return the key of the run that the file is of; raise unless it is the requested one."""
        found = _decoded(head, self.path)
        for name, value in self._started.items():
            if value is not None and found.get(name) != value:
                what = "another input" if name == "input" else f"{name} {found.get(name)!r}, not {value!r}"
                raise ValueError(f"{self.path} is the journal of a run with {what}: use a file of its own for each run")
        return str(found["key"])

    def _append(self, about_run: Mapping[str, Any]) -> None:
        """Append a line about the run, and wait until it is on disk."""
        self._write(json.dumps(about_run, separators=(",", ":")).encode() + b"\n")
        os.fsync(self._open_number())

    def _write(self, line: bytes) -> None:
        """Append a line, whole or not at all."""
        number, rest = self._open_number(), memoryview(line)
        try:
            os.lseek(number, self._end, os.SEEK_SET)
            while rest:
                rest = rest[os.write(number, rest) :]
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(number, self._end)
            raise
        self._end += len(line)

    def _reader(self) -> IO[bytes]:
        number = self._open_number()
        os.lseek(number, 0, os.SEEK_SET)
        return open(number, "rb", closefd=False)

    def _open_number(self) -> int:
        if self._number is None:
            raise StreamInterruptedError(f"{self.path} is closed: a forked child can't continue the parent's stream")
        return self._number


def follow(
    journal: Journal, stream: RunStream, run: FollowedRun, use_key: Callable[[str], None], *, replay: bool
) -> Generator[StreamPart, None, None]:
    """Yield the parts of the file, then those that follow; keep these and the outcome, and end as the run ended."""
    try:
        use_key(journal.open())
        earlier = (part for part in map(stream.replay, journal.events()) if replay and part)
        if journal.is_finished():
            yield from earlier
            journal.raise_outcome()
            return
        try:
            yield from stream.parts(earlier)
        except RunError as error:
            if not raised_by_caller(error):
                journal.finish(error)
            raise
        except StreamInterruptedError as cut:
            if not cut.may_retry:
                journal.finish(_outcome(run), missing=cut)
            raise
        journal.finish(None)
    except BaseException:
        if journal.is_new and run.ids.run_id is None and run.look_up is None:  # no run has the key
            journal.forget()
        raise
    finally:
        journal.close()


def _outcome(run: FollowedRun) -> Optional[RunError]:
    """Wait for the end of a run whose events can't be had."""
    try:
        wait_for_result(run, Request("GET", run.ids.path("join"), run.call), raise_error=True)
    except RunError as error:
        return error
    return None


def _close_in_child() -> None:
    """Close the files in a forked child, so that the locks end with the parent."""
    for journal in list(_open):
        journal.abandon()


if hasattr(os, "register_at_fork"):  # where there are forks
    os.register_at_fork(after_in_child=_close_in_child)


def _set_lock(number: int, *, locked: bool) -> None:
    if sys.platform == "win32":  # untested
        import msvcrt  # noqa: PLC0415 - only for journals

        os.lseek(number, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK if locked else msvcrt.LK_UNLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - only for journals

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB if locked else fcntl.LOCK_UN)


def lock_file(number: int, path: str) -> None:
    """Lock a file until it is closed; raise `JournalInUseError` if another stream has locked it."""
    try:
        _set_lock(number, locked=True)
    except (BlockingIOError, PermissionError):  # the latter on Windows
        raise JournalInUseError(
            f"{path} is in use by another stream, which follows its run: let it end first"
        ) from None


def _sync_folder(path: str) -> None:
    """Wait until the name of a new file is on disk, where folders can be opened."""
    with contextlib.suppress(OSError):
        folder = os.open(os.path.dirname(path), os.O_RDONLY)  # noqa: PTH120 - a path of any kind
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _decoded(head: bytes, path: str) -> dict[str, Any]:
    """Return what the first line of a journal says; raise if it is too new."""
    found: dict[str, Any] = json.loads(head)
    if found["langgraph_sync_journal"] != _VERSION:
        raise ValueError(f"{path} was written by a newer version of langgraph-sync: update this one")
    return found


def _scan(file: IO[bytes], path: str) -> tuple[bytes, dict[str, Any], int]:
    """Return the first line of a journal, the outcome of its run, if it has them, and where its whole lines end."""
    head, last, end = b"", b"", 0
    for last in _lines(file, path):
        head = head or last
        end += len(last)
    return head, json.loads(last) if last.startswith(_OUTCOME) else {}, end


def _lines(file: IO[bytes], path: str) -> Iterator[bytes]:
    """Yield the whole lines of a journal: a crash may have torn the last one, or left zeros in its place."""
    for number, line in enumerate(file):
        line_is_whole = line.endswith(b"\n")
        if number == 0 and not line.startswith(_MARK) and (line_is_whole or not _MARK.startswith(line.strip(b"\0"))):
            raise ValueError(f"{path} is not a journal of langgraph-sync, and was not changed: use another path")
        if not line_is_whole:
            return
        yield line


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _described(name: str, error: Optional[LangGraphError]) -> dict[str, Any]:
    """Return what an error can be re-created from, under a name."""
    if error is None:
        return {}
    return {name: {"text": str(error), **{key: value for key, value in vars(error).items() if not key.startswith("_")}}}


def _line(event: RawEvent, *, is_text: bool) -> bytes:
    """Return a line with the event as it came: its data as JSON, or as text if it is not JSON, or not on one line."""
    name, data, event_id = event
    head = f'{{"event":{json.dumps(name)},"id":{json.dumps(event_id)},'.encode()
    data = bytes(data)
    if data and not is_text and b"\n" not in data and b"\r" not in data and _is_utf_8(data):
        return b'%b"data":%b}\n' % (head, data)
    return b'%b"text":%b}\n' % (head, json.dumps(data.decode("utf-8", "surrogateescape")).encode())


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _event(line: bytes) -> Optional[RawEvent]:
    """Return the event of a line, byte for byte; None for a line that is about the run."""
    try:
        found = _json.decode_json(line)
        if "event" not in found:
            return None
        if "text" in found:
            return found["event"], found["text"].encode("utf-8", "surrogateescape"), found["id"]
        return found["event"], line[line.index(b',"data":') + len(b',"data":') : -2], found["id"]
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise ValueError(f"a line of the journal is damaged ({problem}): {line[:100]!r}") from problem
