"""The life of one run's result: wait for it, join the run after a cut, and return it or raise how the run ended."""

from __future__ import annotations

from typing import Any, Optional

from ._http import Request
from ._json import json_object
from ._run import Complete, FollowedRun, RunIds, Seen, failure_of_answer, is_transient, says_gone
from .errors import APIResponseError, LangGraphError


def wait_for_result(
    run: FollowedRun, first: Request, complete: Complete = lambda request, _: request, *, raise_error: bool
) -> Any:
    """Wait for the end of the run and return the state then, or raise how it ended."""
    with run.followed():
        request = complete(first, run.deadline)
        while True:
            is_first = request is first or request.method == "POST"
            broken, data = _answer(run, request, is_first=is_first)
            if broken is None and not raise_error:
                return data
            if broken is None or request.method == "GET":
                if not run.ids.are_known() and data is None and run.ids.thread_id is not None:
                    run.find_newest()
                seen = _seen(data, first)
                outcome = run.outcome(seen)
                if outcome.error is not None:
                    raise outcome.error
                # After a success, a failure is that of an earlier attempt: the state is still to come.
                if broken is None and outcome.kind != "running" and seen.failure is None:
                    return data
                run.retry(broken or "the server answered before the run had ended")
            request = Request("GET", run.ids.path("join"), request.call)


def _answer(run: FollowedRun, request: Request, *, is_first: bool) -> tuple[Optional[LangGraphError], Any]:
    """Return the server's answer, or what broke it off; only a run that is known can be joined then."""
    try:
        opened = run.http.open(request, deadline=run.deadline, retries=None if is_first else 0)
    except LangGraphError as problem:
        if is_first or not is_transient(problem):
            raise
        return problem, None
    with opened as answer:
        run.meet(RunIds.of(answer.headers))
        try:
            return None, answer.json()
        except LangGraphError as problem:
            is_broken = is_transient(problem) or isinstance(problem, APIResponseError)
            if not run.ids.are_known() or not is_broken:
                raise
            return problem, None


def _seen(data: Any, first: Request) -> Seen:
    seen = Seen()
    seen.note(data)
    body = json_object(data) or {}
    seen.failure = (failure_of_answer(body["__error__"]),) if "__error__" in body else None
    seen.state = data is not None and seen.failure is None
    seen.anything = first.method == "POST" or (data is not None and not (seen.failure and says_gone(seen.failure[0])))
    return seen
