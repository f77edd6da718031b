"""Runs for many inputs: a few at a time, each waited for in a thread that ends with the loop."""

from __future__ import annotations

import atexit
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Optional, Union

from . import _sessions
from ._error_mapping import raised_by_caller
from ._http import Http
from ._options import CallSettings
from ._retry import DELAYS, LONGEST_RETRY_AFTER, Deadline, backoff_delay, logger
from ._run import RunIds, cancel
from ._text import LOGGED, one_line
from .errors import APIStatusError, LangGraphError, StreamInterruptedError

if TYPE_CHECKING:
    from .models import CreatedRun

_BUSY: Final = (429, 503)
_STOP_WITHIN: Final = 5  # seconds, for all that runs when the loop is left
_TO_LOOK: Final = 1.0  # seconds, at least, to find a run again whose deadline is near
_LOOK_UP: Final = 0.5  # seconds: a Ctrl-C that comes just before a lock is waited for does not wake it

# Place of an input, the thread to run it on, the idempotency key to use there, and the input.
Row = tuple[int, Any, Optional[str], Any]


class RunResult(NamedTuple):
    """How the run for one input ended."""

    index: int  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride] - for tuple.index
    """Place of the input, from 0."""
    output: Any
    """State after the run; None with an error."""
    error: Optional[LangGraphError]
    """What `runs.wait` raised, if it did."""


# How a run ended, or an exception that is not about the run.
Ending = Union[RunResult, BaseException]


class RunMap:
    """Runs for rows, some at a time; those that are running when the loop is left are cancelled."""

    def __init__(
        self, http: Http, call: CallSettings, wait: Callable[..., Any], workers: int, deadline: Optional[float]
    ) -> None:
        """`wait` is `runs.wait`, but for the arguments that differ from row to row."""
        self._http = http
        self._call = call
        self._wait = wait
        self._most = workers
        self._deadline = deadline
        self._workers: list[threading.Thread] = []
        self._rows: queue.SimpleQueue[Optional[Row]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, Ending]] = queue.SimpleQueue()
        self._running: dict[int, RunIds] = {}
        """The runs that the server has made, by the place of the input. Whoever takes one out may cancel it."""
        self._stopping = threading.Event()
        self._resume_at = 0.0
        self._refusals = 0

    def results(self, rows: Iterator[Row], *, ordered: bool) -> Generator[RunResult, None, None]:
        """Yield the results, in order or as they come; a row is taken when a worker needs it, and in this thread."""
        self._begun = _sessions.fork_count
        window = self._most * (2 if ordered else 1)
        taken = given = 0
        more: Optional[Iterator[Row]] = rows
        early: dict[Optional[int], Ending] = {}
        try:
            atexit.register(self._stop)  # for a loop at the level of a module, `finally` comes too late
            while more or given < taken:
                if more and taken - given < window:
                    row = next(more, None)
                    if row is None:
                        more = None
                        continue
                    taken += 1
                    self._rows.put(row)
                    if len(self._workers) < min(taken - given, self._most):
                        worker = threading.Thread(target=self._work, name="runs.map", daemon=True)
                        worker.start()
                        self._workers.append(worker)
                wanted = given if ordered else None
                with suppress(queue.Empty):
                    while wanted not in early:
                        index, ending = self._done.get(not more or taken - given == window, _LOOK_UP)
                        early[index if ordered else None] = ending
                if wanted in early:
                    given += 1
                    ending = early.pop(wanted)
                    if isinstance(ending, BaseException):
                        raise ending
                    yield ending
                    if self._begun != _sessions.fork_count:
                        raise StreamInterruptedError("a forked child can't continue these runs: they are the parent's")
        finally:
            self._stop()

    def _work(self) -> None:
        """Run rows until there is none left."""
        for index, *row in iter(self._rows.get, None):
            try:
                ending: Ending = RunResult(index, self._run(index, *row), None)
            except LangGraphError as problem:
                ending = RunResult(index, None, problem)
            except BaseException as problem:  # noqa: BLE001 - it is raised where the loop is
                ending = problem
            self._running.pop(index, None)
            self._done.put((index, ending))

    def _run(self, index: int, thread_id: Any, key: Optional[str], given: Any) -> Any:
        """Return the state after the run for a row, which is started again when the server was too busy for it.

        With a key, that is tried after any transient failure: a run that was started already is found then.
        """
        key, begun = key if thread_id is not None else None, 0.0
        delays = iter(DELAYS if key is not None else ())
        while not self._stopping.wait(max(0, self._resume_at - time.monotonic())):
            sent = time.monotonic()
            if sent < self._resume_at:  # the pause has become longer
                continue
            is_known = index in self._running
            begun = begun if is_known else sent
            left = max(self._deadline - (sent - begun), _TO_LOOK) if is_known and self._deadline else self._deadline
            more: Any = {"deadline": left, "idempotency_key": key, "on_run_created": partial(self._note, index)}
            try:
                output = self._wait(thread_id, input=given, **more)
            except LangGraphError as problem:
                if isinstance(problem, APIStatusError) and index not in self._running and self._pause(problem, sent):
                    continue
                delay = next(delays, None) if problem.may_retry and not raised_by_caller(problem) else None
                if delay is None:
                    raise
                self._stopping.wait(delay)
            else:
                self._refusals = 0
                return output
        raise StreamInterruptedError("the loop over the results was left")

    def _pause(self, problem: APIStatusError, sent: float) -> bool:
        """Let all workers wait for a busy server, once for what was sent before.

        False when it is not busy, or still refuses while none of our runs goes on.
        """
        if problem.status_code not in _BUSY:
            return False
        if sent >= self._resume_at:
            if self._refusals >= len(DELAYS) and not self._running:
                return False
            delay = max(backoff_delay(self._refusals), min(problem.retry_after or 0, LONGEST_RETRY_AFTER))
            logger.warning("No new run for %.1f s: %s", delay, one_line(problem, LOGGED))
            self._refusals += 1
            self._resume_at = time.monotonic() + delay
        return True

    def _note(self, index: int, run: CreatedRun) -> None:
        """Learn which run the server has made for a row."""
        self._running[index] = RunIds(run["thread_id"], run["run_id"])
        if self._stopping.is_set():
            self._cancel(index, Deadline(_STOP_WITHIN).begin())

    def _cancel(self, index: int, deadline: Deadline) -> None:
        """Cancel the run for a row, if it is known and nobody else does."""
        run = self._running.pop(index, None)
        if run is not None and run.are_known():
            logger.info("%s was left before its end. %s", run, cancel(self._http, lambda: run, self._call, deadline))

    def _stop(self) -> None:
        """Cancel the runs and wait for the threads, but not for ever; in a forked child, they are the parent's."""
        atexit.unregister(self._stop)
        if self._begun != _sessions.fork_count:
            return
        deadline, end = Deadline(_STOP_WITHIN).begin(), time.monotonic() + _STOP_WITHIN
        self._stopping.set()
        for index in list(self._running):
            self._cancel(index, deadline)
        for _ in range(self._most):
            self._rows.put(None)
        for worker in self._workers:
            if worker is not threading.current_thread():  # one may collect garbage
                worker.join(max(0, end - time.monotonic()))
