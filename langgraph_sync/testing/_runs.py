"""The life of runs: queued, begun, held, failed, cancelled, and ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final, Optional

from .._json import json_object
from .._run import ACTIVE
from ._answers import Event, Plan, described, encoded, merged, plan
from ._records import Assistant, FakeRun, FakeThread, Faults, Sent, Status, now

# Seconds in which a background run waits to be followed; a real server takes longer to begin.
_LOOKED_AT_WITHIN: Final = 0.25
_NO_INPUT: Final = {"error": "EmptyInputError", "message": "Received no input for __start__"}


class Runs:
    """The runs of a server, each in a thread of its own until it has ended."""

    def __init__(self, report: Callable[[str], None]) -> None:
        """`report` is told what the test has not foreseen."""
        self.changed = threading.Condition(threading.RLock())
        """Guards everything here, and is notified of every change."""
        self.is_closed = False
        self._report = report
        self._workers: list[threading.Thread] = []
        self._next_id = int(time.time() * 1000)

    def start(self, run: FakeRun, *, is_followed: bool) -> None:
        """Let a run begin when its turn comes; one that nobody follows yet, a moment later."""
        with self.changed:
            run.has_followers = is_followed
            run.thread.runs.append(run)
            worker = threading.Thread(target=self._live_safely, args=(run,), name=f"run {run.run_id}", daemon=True)
            self._workers = [*(each for each in self._workers if each.is_alive()), worker]
            worker.start()

    def occupy(self, thread: FakeThread, seconds: float) -> None:
        """Let a run of somebody else's keep an idle thread busy."""
        if thread.status != "busy":
            other = Assistant("somebody-else", {}, Faults(), None)
            run = FakeRun(thread, other, {"assistant_id": other.name}, Faults(hold_for=seconds))
            self.start(run, is_followed=True)

    def cancel(self, run: FakeRun, action: Optional[str] = None, why: str = "requested via POST") -> None:
        """Stop a run; with the action `rollback` it has never been."""
        with self.changed:
            if action == "rollback":
                run.thread.error = {"error": "UserRollback", "message": f"rollback {why}"}
                self.remove(run)
            else:
                run.thread.error = {"error": "UserInterrupt", "message": f"interrupt {why}"}
                self._end(run, "interrupted")

    def remove(self, run: FakeRun) -> None:
        """Forget a run; it stays among those that tests look at."""
        with self.changed:
            run.thread.runs.remove(run)
            self._end(run, "interrupted" if run.status in ACTIVE else run.status)

    def close(self) -> None:
        """Stop all runs, and wait for their threads."""
        with self.changed:
            self.is_closed = True
            self.changed.notify_all()
        for worker in self._workers:
            worker.join()

    def _live_safely(self, run: FakeRun) -> None:
        """Let a run live; what the server can't do with what it was given is a mistake of the test, and no hang."""
        try:
            self._live(run)
        except Exception as problem:  # noqa: BLE001 - whatever it is, nobody is to wait for ever
            self._report(f"a run of {run.assistant.name!r}: {type(problem).__name__}: {problem}")
            with self.changed:
                run.error = run.thread.error = described(problem)
                self._end(run, "error")

    def _live(self, run: FakeRun) -> None:
        with self.changed:
            if not run.has_followers:
                self.changed.wait_for(lambda: run.has_followers or self._is_over(run), _LOOKED_AT_WITHIN)
            self.changed.wait_for(lambda: self._is_over(run) or self._is_next(run))
            if self._is_over(run):
                return
            thread = run.thread
            can_begin = run.input is not None or bool(run.command or thread.states)
            run.status, run.questions, thread.questions, thread.error = "running", thread.questions, [], None
            if can_begin:
                run.state = merged(thread.values if thread.values is not None else {}, run.input)
            if can_begin and "resume" not in run.command:
                thread.save({} if thread.values is None else thread.values, "input", run.context().metadata)
            thread.metadata.update(graph_id=run.assistant.name, assistant_id=run.assistant.assistant_id)
            self._send(run, "metadata", {"run_id": run.run_id, "attempt": 1})
        planned = self._plan(run) if can_begin else Plan([("error", _NO_INPUT)], frozenset(), 0)
        with self.changed:
            self._run(run, planned)

    def _plan(self, run: FakeRun) -> Plan:
        """Return what a run is going to send; a function of the test is its graph, and may raise anything."""
        is_answered = False
        try:
            answer = run.assistant.answer(run)
            is_answered = True
            planned = plan(answer, run.context())
            for _, data in planned.events:
                encoded(data)
        except Exception as problem:  # noqa: BLE001 - it is what the graph has raised
            if is_answered or isinstance(problem, AssertionError):
                self._report(f"the answer of {run.assistant.name!r}: {type(problem).__name__}: {problem}")
            return Plan([("error", described(problem))], frozenset(), 0)
        return planned

    def _run(self, run: FakeRun, planned: Plan) -> None:
        """Send what is planned, and end the run; at its turn it may be held, or fail."""
        events = planned.events
        if planned.modes and run.body.get("stream_mode") and planned.modes.isdisjoint(run.modes):
            answers = ", ".join(sorted(planned.modes))
            self._report(f"a run of {run.assistant.name!r} has stream_mode {run.modes}; its answer is of: {answers}")
        if run.faults.fail is not None:
            events = [*events[: planned.turn], ("error", described(run.faults.fail))]
        for place, event in enumerate([*events, None]):
            if place == planned.turn and run.faults.hold_for:
                self.changed.wait_for(lambda: self._is_over(run), run.faults.hold_for)
            if self._is_over(run):
                return
            if event is not None:
                self._note(run, event)
        run.thread.error = run.error or {
            "interrupted": {"error": "UserInterrupt", "message": "interrupt requested via POST"},
            "timeout": {"error": "TimeoutError", "message": ""},
        }.get(planned.status)
        self._end(run, "error" if run.error else planned.status)

    def _note(self, run: FakeRun, event: Event) -> None:
        """Take an event into the state of its run and of its thread, and send it if that is wanted."""
        name, data = event
        fields = json_object(data) or {}
        if name == "error":
            run.error = data
        elif name in ("values", "updates"):
            asked = [each for each in fields.get("__interrupt__") or () if each not in run.asked]
            run.asked += asked
            run.thread.questions += [{"id": each["id"], "value": each["value"]} for each in asked]
        if name == "values":
            run.state = data
            values = {key: value for key, value in fields.items() if key != "__interrupt__"} if fields else data
            if "__interrupt__" not in fields:
                run.thread.save(values, "loop", run.context().metadata)
            run.thread.values = values
        if run.wants(name):
            self._send(run, name, data)

    def _send(self, run: FakeRun, name: str, data: Any) -> None:
        self._next_id += 1  # on real servers, several events may have one id
        is_resumable = bool(run.body.get("stream_resumable"))
        is_kept = is_resumable and name != "error" and not name.startswith("messages/")
        run.events.append(Sent(name, data, f"{self._next_id}-0" if is_resumable else "", is_kept))
        self.changed.notify_all()

    def _end(self, run: FakeRun, status: Status) -> None:
        run.status, run.updated_at = status, now()
        if run.thread.values is None and run.state is not None:
            run.thread.values = run.state
        self.changed.notify_all()

    def _is_over(self, run: FakeRun) -> bool:
        return self.is_closed or run.status not in ACTIVE

    def _is_next(self, run: FakeRun) -> bool:
        return next(each for each in run.thread.runs if each.status in ACTIVE) is run
