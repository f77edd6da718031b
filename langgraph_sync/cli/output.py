"""Where the command writes: data on stdout, all else on stderr; text of servers is escaped."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sys
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from io import TextIOWrapper
from typing import Any, Final, Optional, TextIO

from .._json import json_object
from .exit_status import BUG, READER_GONE, SUCCESS, WAITING, ReaderGone, text_of, word_of

# Control characters but for line feeds and tabs, what turns the direction of text, and halves of characters.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_KEPT: Final = 10_000  # characters at the end of what was written, for the monitor


def escaped(text: str) -> str:
    """Return a text that can do nothing to a terminal."""
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)


def to_json(value: Any, indent: Optional[int] = None) -> str:
    """Return JSON that can do nothing to a terminal."""
    separators = (",", ":") if indent is None else None
    is_ascii = "utf" not in (sys.stdout.encoding or "utf-8").lower()  # JSON knows no escapes but its own
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent, separators=separators)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Screen:
    """What a command writes, and how it ends."""

    def __init__(self, form: str = "text", *, quiet_on_success: bool = False) -> None:
        self.form = form
        self.is_terminal = _is_terminal(sys.stderr)
        self.about: dict[str, Any] = {}
        """What the last line of `-o jsonl` says besides the outcome."""
        self.word = ""
        """The outcome, where it is none of those of the exit status."""
        self._held: Optional[list[str]] = [] if quiet_on_success else None
        self.tail = ""
        """The end of what was written."""
        self._begun = time.monotonic()
        self._in_line = False
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # what replaces them may be no file
                stream.reconfigure(errors="backslashreplace")

    def data(self, text: str) -> None:
        """Write to stdout, at once."""
        self._in_line = not text.endswith("\n")
        self.tail = (self.tail + text)[-_KEPT:]
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            # The interpreter flushes once more when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise ReaderGone from None

    def line(self, text: str) -> None:
        """Write a line to stdout."""
        self.data(f"{text}\n")

    def row(self, text: str) -> None:
        """Write one line to stdout, whatever a server has put into it."""
        self.line(escaped(text).replace("\n", "\\n"))

    def end_line(self) -> None:
        """Begin a new line on stdout, unless there is one."""
        if self._in_line:
            self.data("\n")

    def note(self, text: str) -> None:
        """Write a line to stderr, now or when the command fails."""
        line = escaped(text) + "\n"
        self.tail = (self.tail + line)[-_KEPT:]
        if self._held is None:
            self._to_stderr(line)
        else:
            self._held.append(line)

    def note_run(self, created: Mapping[str, Any]) -> None:
        """Note the ids of a run."""
        self.about.update(created)
        thread_id = created["thread_id"]
        self.note(f"Run {created['run_id']}" + (f" on thread {thread_id}" if thread_id else ""))

    def aside(self, text: str) -> None:
        """Write a dim line about what happens, on a terminal only."""
        if self.is_terminal and self._held is None:
            if _is_terminal(sys.stdout):
                self.end_line()
            room, elapsed = shutil.get_terminal_size().columns - 1, time.monotonic() - self._begun
            self._to_stderr(f"\x1b[2m{escaped(f'{elapsed:6.1f} s  {text}')[:room]}\x1b[0m\n")

    def status_line(self, text: str) -> None:
        """Show the state of things in the last line of a terminal; an empty text removes it."""
        if self.is_terminal and self._held is None:
            self._to_stderr(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}")

    def end(self, status: int, problem: Optional[BaseException]) -> None:
        """Say how the command ended: in the last line of `-o jsonl`, and to humans."""
        if status == READER_GONE:
            return
        with suppress(ReaderGone, OSError):
            self.end_line()
            if self.form == "jsonl":
                self.line(to_json(self._outcome(status, problem)))
        if status == BUG and problem is not None:
            self.note("".join(traceback.format_exception(type(problem), problem, problem.__traceback__)))
        elif status == WAITING:
            self._note_questions()
        elif problem is not None:
            self.note(f"langgraph-sync: {text_of(problem) or word_of(status, problem)}")
        if status != SUCCESS and self._held is not None:
            self._to_stderr("".join(self._held))
            self._held = None

    def _outcome(self, status: int, problem: Optional[BaseException]) -> dict[str, Any]:
        word = self.word or word_of(status, problem)
        error = {} if problem is None else {"error": text_of(problem) or word}
        return {"outcome": word, "exit_status": status, **self.about, **error}

    def _note_questions(self) -> None:
        thread_id = self.about.get("thread_id")
        for question in self.about.get("questions") or [None]:
            value = (json_object(question) or {}).get("value")
            asked = "" if value is None else f": {to_json(value)}"
            self.note(f"langgraph-sync: the run waits for a human{asked}")
        if thread_id is None:
            self.note("It has no thread, so it can't be answered: start it with --job NAME or --thread ID.")
        else:
            self.note(f"Answer it with: langgraph-sync answer {thread_id} 'JSON' (or --text TEXT)")

    @staticmethod
    def _to_stderr(text: str) -> None:
        with suppress(OSError, ValueError):  # it is closed
            sys.stderr.write(text)
            sys.stderr.flush()


class NoteHandler(logging.Handler):
    """Shows the warnings of the library as notes, and the fate of a run that is left."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(logging.INFO)
        self._screen = screen

    def emit(self, record: logging.LogRecord) -> None:
        """Show one of them."""
        self._screen.note(record.getMessage())


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:  # it is closed
        return False
