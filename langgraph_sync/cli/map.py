"""The command `map`: a run for each row of a file, and a file of results that a later start completes."""

from __future__ import annotations

import hashlib
import json
import time
from argparse import Namespace
from collections.abc import Mapping
from contextlib import closing
from typing import IO, Any, Final

from .._json import json_object
from ..journal import lock_file
from .exit_status import FAILED, REFUSED, SUCCESS, WAITING, ExitError, status_of, text_of
from .output import Screen, to_json
from .settings import connect, given_json, read_text

_BAR: Final = 20
_RESULT: Final = b'{"row":'  # how a line of a result begins
_BETWEEN: Final = 0.1  # seconds between two looks at the progress


def map_rows(args: Namespace, screen: Screen) -> int:
    """Run the rows whose results are missing; failures are reported at the end, and run again by the next start."""
    rows = _rows(args.rows)
    started = [args.assistant, args.config, args.context]
    digests = {number: _digest([*started, value]) for number, value in rows}
    with open(args.results, "ab+") as file:  # noqa: PTH123 - relative to where the command is called
        lock_file(file.fileno(), args.results)
        done = _results(file, args.results, digests)
        missing = [(number, value) for number, value in rows if number not in done]
        if len(missing) < len(rows):
            screen.note(f"{len(rows) - len(missing)} of {len(rows)} rows are done already")
        failures = _run_missing(args, screen, missing, file, digests)
    for number, (_, text) in sorted(failures.items()):
        screen.note(f"row {number}: {text}")
    screen.note(f"{len(rows) - len(failures)} of {len(rows)} rows done, {len(failures)} failed")
    causes = {status for status, _ in failures.values()}
    return SUCCESS if not causes else causes.pop() if len(causes) == 1 else FAILED


def _run_missing(
    args: Namespace, screen: Screen, missing: list[tuple[int, Any]], file: IO[bytes], digests: Mapping[int, str]
) -> dict[int, tuple[int, str]]:
    """Run rows and write the results as they come; return the failures, by the number of the row."""
    failures: dict[int, tuple[int, str]] = {}
    progress = _Progress(screen, len(digests), len(digests) - len(missing))
    options: dict[str, Any] = {"workers": args.workers, "deadline": args.deadline, "ordered": False}
    options.update(given_json(args))
    inputs = [value for _, value in missing]
    with connect(args) as client, closing(client.runs.map(args.assistant, inputs, **options)) as results:
        for index, output, error in results:
            number = missing[index][0]
            if error is not None:
                failures[number] = status_of(error), text_of(error)
            elif "__interrupt__" in (json_object(output) or {}):
                failures[number] = WAITING, "the run waits for a human, and a row has no thread to answer on"
            else:
                result = {"row": number, "of": digests[number], "output": output}
                file.write(f"{to_json(result)}\n".encode())
                file.flush()
            progress.step(failed=number in failures)
    screen.status_line("")
    return failures


def _rows(path: str) -> list[tuple[int, Any]]:
    """Return the inputs with the numbers of their lines; blank lines are none."""
    text = read_text(path if path == "-" else f"@{path}")
    rows: list[tuple[int, Any]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                rows.append((number, json.loads(line)))
            except (ValueError, RecursionError) as problem:
                raise ExitError(REFUSED, f"line {number} of {path} is not JSON: {problem}") from None
    return rows


def _digest(started: list[Any]) -> str:
    """Return what identifies the run of a row: a file that has changed since would mix up the results."""
    return hashlib.sha256(json.dumps(started, sort_keys=True).encode()).hexdigest()[:16]


def _results(file: IO[bytes], path: str, digests: Mapping[int, str]) -> set[int]:
    """Return the numbers of the rows that have results; a line that a kill has torn is cut off."""
    done: set[int] = set()
    end = 0
    file.seek(0)
    for line in file:
        is_torn = not line.endswith(b"\n") and (line.startswith(_RESULT) or _RESULT.startswith(line.strip(b"\0")))
        if is_torn:
            file.truncate(end)
            break
        end += len(line)
        try:
            result = json.loads(line)
            number = int(result["row"])
            of = result.get("of", digests.get(number))
        except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
            raise ExitError(REFUSED, f"{path} is no file of results, and is left as it is: {line[:60]!r}") from None
        if of != digests.get(number, of):
            what = f"{path} has the result of another input, assistant or setting for row {number}: name another file"
            raise ExitError(REFUSED, what)
        done.add(number)
    return done


class _Progress:
    """A bar on a terminal: how much is done, how fast it goes, and how long it may take."""

    def __init__(self, screen: Screen, total: int, done: int) -> None:
        self._screen = screen
        self._total = total
        self._before = self._done = done
        self._failed = 0
        self._begun = time.monotonic()
        self._shown = 0.0

    def step(self, *, failed: bool) -> None:
        """Count one more row."""
        self._failed += failed
        self._done += not failed
        now = time.monotonic()
        if now - self._shown >= _BETWEEN:
            self._shown = now
            over = self._done + self._failed
            rate = (over - self._before) / max(now - self._begun, 0.001)
            bar = "#" * (_BAR * over // self._total)
            minutes, seconds = divmod(round((self._total - over) / rate), 60)
            counts = f"{self._done}/{self._total} done, {self._failed} failed"
            self._screen.status_line(f"[{bar:{_BAR}}] {counts}, {rate:.1f}/s, {minutes}:{seconds:02} left")
