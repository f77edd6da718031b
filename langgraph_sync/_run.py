"""The ids of a run, and how it ended: one of a closed set of outcomes, whatever the server's release says."""

from __future__ import annotations

import atexit
import base64
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, NoReturn, Optional

from . import _json, _sessions
from ._error_mapping import call_back, raised_by_caller
from ._http import Http, Request, logger
from ._json import json_object
from ._options import CallSettings, Following, Starting
from ._retry import DELAYS, Backoff, Deadline
from ._text import LOGGED, one_line, sentence
from ._url import path
from .errors import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    DeadlineExceededError,
    LangGraphError,
    NotFoundError,
    RunCancelledError,
    RunError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
)

if TYPE_CHECKING:
    from .models import RunStatus

# An id made of dots would lead elsewhere.
_LOCATION: Final = re.compile(r"(?:/threads/(?P<thread_id>[^/?#]+))?/runs/(?P<run_id>(?!\.+(?:[/?#]|$))[^/?#]+)")
# Seconds, after the deadline. Servers hold a command to start a run for 5 s.
_CANCEL_WITHIN: Final = 7
_LOOKS: Final = 6  # further ones, for a run that is left before it is known
_LOOKS_APART: Final = 1  # seconds at most
_GONE: Final = re.compile(r"404\b|Run not found")
_CANCELLATIONS: Final = ("UserInterrupt", "UserRollback")
_ROLLBACK_OF_JS: Final = ("Error", "rollback")
ACTIVE: Final[tuple[RunStatus, ...]] = ("pending", "running")
"""The statuses of a run that has not ended."""
# What servers call the end of a run.
_ENDED: Final = {word: word for word in ("success", "error", "timeout", "interrupted", "cancelled")}
_ENDED.update(succeeded="success", completed="success", failed="error", canceled="cancelled")


_followed: Final[set[FollowedRun]] = set()


def is_transient(problem: BaseException) -> bool:
    """Return whether a request may be repeated after a failure; what your own code raises is yours to handle."""
    return (
        isinstance(problem, (APIConnectionError, APIStatusError))
        and problem.may_retry
        and not raised_by_caller(problem)
    )


Complete = Callable[[Request, Deadline], Request]
"""Adds to a request what only the server knows, just before it is sent."""


class RunIds(NamedTuple):
    """The ids of a run. A run started without a thread cannot be looked up: the server hides its temporary thread."""

    thread_id: Optional[str]
    run_id: Optional[str] = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> RunIds:
        """Read the ids that an answer names; of the path, only the ids can be trusted."""
        location = _LOCATION.search(headers.get("content-location", ""))
        return cls(location["thread_id"], location["run_id"]) if location else cls(None)

    def path(self, *rest: str) -> str:
        """Return the path of the run."""
        return path("threads", self.thread_id, "runs", self.run_id, *rest)

    def are_known(self) -> bool:
        """Return whether the run can be looked up."""
        return self.thread_id is not None and self.run_id is not None

    def __str__(self) -> str:
        thread = f" on thread {self.thread_id}" if self.thread_id else ""
        return f"run {self.run_id or 'without an id'}{thread}"


def announce(starting: Starting, ids: RunIds) -> None:
    """Report the ids of a run that was created."""
    if starting.on_run_created is not None and ids.run_id is not None:
        call_back(starting.on_run_created, {"run_id": ids.run_id, "thread_id": ids.thread_id})


def cancel(http: Http, find: Callable[[], RunIds], call: CallSettings, deadline: Deadline) -> str:
    """Cancel a run that is left, and return a sentence about its fate."""
    try:
        http.exchange(Request("POST", find().path("cancel"), call), deadline=deadline)
    except NotFoundError:
        return "The run had just ended."
    except Exception as problem:  # noqa: BLE001 - also of hooks, and of the end of the interpreter
        return f"The run could not be cancelled: {problem}"
    return "The run is cancelled."


@atexit.register
def _leave_all() -> None:
    """Leave what is still followed when the program ends: what a module or a traceback holds, and daemon threads."""
    deadline = Deadline(_CANCEL_WITHIN).begin()  # one for all of them
    for run in list(_followed):
        run.leave(deadline)


class Outcome(NamedTuple):
    """How a run ended."""

    kind: Literal["running", "succeeded", "waiting", "failed", "cancelled", "timed out", "unknown"]
    error: Optional[RunError] = None
    status: str = ""


class Seen:
    """What a stream or an answer has shown of its run."""

    def __init__(self) -> None:
        self.anything = False
        self.beginning = False
        """Whether an event with a known name has come: the first one ought to be the beginning of the run."""
        self.question = False
        self.state = False
        """Whether the state has come with which the run ended."""
        self.failure: Optional[tuple[Any]] = None
        """The data of the last `error`, which may be null."""
        self.end: Optional[dict[str, Any]] = None
        """What `end` says."""

    def note(self, data: Any) -> None:
        """Look for a question in values, updates or an answer."""
        self.question |= isinstance(data, dict) and "__interrupt__" in data


class FollowedRun:
    """A run that is followed to its end: its ids, its deadline, and one patience for all that fails on the way."""

    def __init__(
        self, http: Http, ids: RunIds, call: CallSettings, *, following: Following, starting: Starting
    ) -> None:
        self.http = http
        self.ids = ids
        self.call = call
        self.has_succeeded = False
        """Whether only the events are still to be checked."""
        self.deadline = Deadline(following.deadline)
        self.backoff = Backoff(len(DELAYS), self.deadline)
        self.address: RunIds = ids
        """Where the run can be cancelled, also on the thread that the server hides."""
        self.look_up: Optional[Callable[[], Optional[str]]] = None
        """Finds the run by its key; known from when a request has been sent that may have started it."""
        self._begun = 0
        self.on_exit = following.on_exit
        self.starting = starting

    def meet(self, found: RunIds) -> None:
        """Learn the run's id, once, and announce it; the thread is the one that was given."""
        if self.ids.run_id is None and isinstance(found.run_id, str) and found.run_id.strip("."):
            self.ids = self.ids._replace(run_id=found.run_id)
            self.address = RunIds(self.ids.thread_id or found.thread_id, found.run_id)
            announce(self.starting, self.address)

    def retry(self, why: object, last_event_id: Optional[str] = None) -> None:
        """Wait before the next attempt, or raise that it was the last one."""
        error = self.interrupted(why, last_event_id)
        error.__cause__ = why if isinstance(why, BaseException) else None
        self.backoff.wait(error, error.__cause__)

    def ask(self, path: str, *, query: Optional[Mapping[str, Any]] = None, patiently: bool = True) -> Any:
        """Read something about the run, as patiently as it is followed."""
        request = Request("GET", path, self.call, query)
        while True:
            try:
                return self.http.exchange(request, deadline=self.deadline, retries=0).data
            except LangGraphError as problem:
                if not patiently or not is_transient(problem):
                    raise
                failure = problem
            self.retry(failure)

    def outcome(self, seen: Seen, *, may_ask: bool = True) -> Outcome:
        """Return the run's outcome. Its status decides, if the server has it; of an `error`, only two names do."""
        failure = None if seen.failure is None else _failure(seen.failure[0])
        if failure is not None and failure["error"] in _CANCELLATIONS:
            return self._cancelled("was cancelled")
        if not self.ids.are_known():
            return Outcome("unknown") if failure is None else self._failed(failure)
        status = self._status(seen, failure, may_ask=may_ask)
        if status == "interrupted" and self._waits_for_answer(seen):
            return Outcome("waiting")
        if status in ("interrupted", "cancelled"):
            return self._cancelled("was cancelled")
        if status == "error":
            return self._failed(failure or _failure(self._reason()))
        if status == "timeout":
            return Outcome("timed out", self._error(RunTimeoutError, "was stopped by the server's time limit"))
        if status == "removed":
            return Outcome("cancelled", self.removed_error())
        if status in ACTIVE:
            return Outcome("running", status=status)
        return Outcome("waiting" if seen.question else "succeeded")

    def find_newest(self) -> None:
        """Learn the run's id from the list of its thread, where the answer that started it has named none."""
        runs = self.ask(path("threads", self.ids.thread_id, "runs"), query={"limit": 1})
        newest = json_object(runs[0]) if isinstance(runs, list) and runs else None
        self.meet(RunIds(None, (newest or {}).get("run_id")))

    def interrupted(
        self, why: object, last_event_id: Optional[str] = None, *, may_retry: bool = True
    ) -> StreamInterruptedError:
        """Return the error for a run that can't be followed any further, or not be checked for missing events."""
        position = f" after event {last_event_id}" if last_event_id else ""
        what = "broke off"
        advice = "A run without a thread can't be resumed: start it on a thread, with stream_resumable=True."
        if self.has_succeeded:
            what, advice = "could not be checked for missing events", "The run itself has succeeded."
        elif self.ids.are_known():
            advice = f"The run may still be going: runs.join{tuple(self.ids)} waits for its result."
        message = f"the stream of {self.ids} {what}{position}: {sentence(why)} {advice}"
        more = {"last_event_id": last_event_id, "may_retry": may_retry, **self.ids._asdict()}
        return StreamInterruptedError(message, **more)

    @contextmanager
    def followed(self) -> Generator[None, None, None]:
        """Follow the run within its deadline, and leave it properly when the block is left."""
        self.deadline.begin()
        self._begun = _sessions.fork_count
        _followed.add(self)
        try:
            yield
        except DeadlineExceededError as late:
            self._give_up(late)
        except BaseException as left:
            if not isinstance(left, LangGraphError) or raised_by_caller(left):
                self.leave()
            raise
        finally:
            _followed.discard(self)

    def _give_up(self, late: DeadlineExceededError) -> NoReturn:
        """Raise that the run took too long; it is cancelled if it was started with `on_exit="cancel"`."""
        if not self.deadline.has_passed():  # of a call that your own code has made
            raise late
        fate = "The run continues." if self.address.run_id else "The run may have been started."
        if self.has_succeeded:
            fate = "The run has succeeded."
        elif self._may_cancel():
            fate = self._cancel()
        elif self.on_exit == "cancel" and self.ids.thread_id is None:
            fate = "The server cancels it when the connection is closed."
        raise DeadlineExceededError(f"{late} for {self.ids}. {fate}", **self.ids._asdict()) from late

    def leave(self, deadline: Optional[Deadline] = None) -> None:
        """Cancel the run that is left, with `on_exit="cancel"`; a failure to do so is only logged."""
        if self._may_cancel():
            fate, self.on_exit = self._cancel(deadline), "leave"  # once: the stream may be dropped later than this
            logger.info("%s was left before its end. %s", self.ids, fate)

    def _may_cancel(self) -> bool:
        """Return whether leaving the run cancels it; after a fork, a run that the parent follows is the parent's."""
        is_own = self._begun == _sessions.fork_count
        may_exist = self.address.are_known() or self.look_up is not None
        return self.on_exit == "cancel" and may_exist and is_own and not self.has_succeeded

    def removed_error(self) -> RunError:
        """Return the error for a run that no longer exists."""
        return self._error(RunCancelledError, "was removed before it had finished (rolled back or deleted)")

    def _cancel(self, deadline: Optional[Deadline] = None) -> str:
        """Cancel the run, within some seconds, and return a sentence about its fate."""
        self.deadline = deadline or Deadline(_CANCEL_WITHIN).begin()
        self.backoff = Backoff(_LOOKS, self.deadline, longest=_LOOKS_APART)
        return cancel(self.http, self._located, self.call, self.deadline)

    def _located(self) -> RunIds:
        """Return where the run can be cancelled; look for it if the answer to its start has not come."""
        if not self.address.are_known() and self.look_up is not None:
            self.ids = self.address = self.ids._replace(run_id=self.look_up())
        return self.address

    def _status(self, seen: Seen, failure: Optional[dict[str, str]], *, may_ask: bool) -> str:
        """Return the status by `end`, or else by the run, or else by what was seen: a run may be gone, or be hidden."""
        word = (seen.end or {}).get("status")
        if str(word) in _ENDED:
            return _ENDED[str(word)]
        likely = "error" if failure is not None else "success" if seen.end is not None else None
        if may_ask or likely is None or word is not None:
            try:
                return _known_status(self.ask(self.ids.path(), patiently=seen.end is None), self.ids)
            except NotFoundError:
                if not seen.anything:
                    raise
                likely = "removed" if likely is None or (failure is not None and says_gone(failure)) else likely
            except (StreamInterruptedError, APIConnectionError, APIStatusError, APIResponseError) as problem:
                if likely is None and not (seen.state and isinstance(problem, APIStatusError)):
                    raise
                logger.warning("The outcome of %s is not known: %s", self.ids, one_line(problem, LOGGED))
                likely = likely or "success"
        return _known_status(seen.end, self.ids) if likely == "success" and word is not None else likely

    def _thread(self) -> dict[str, Any]:
        return json_object(self.ask(path("threads", self.ids.thread_id))) or {}

    def _reason(self) -> Any:
        """Return why the run failed, as its thread says, or in LangGraph.js the task that has failed."""
        thread = self._thread()
        if "error" in thread or thread.get("status") != "error":
            return thread.get("error")
        state = json_object(self.ask(path("threads", self.ids.thread_id, "state"))) or {}
        tasks: Any = state.get("tasks")
        errors = [(json_object(task) or {}).get("error") for task in (tasks if tasks.__class__ is list else ())]
        return next(filter(None, errors), None)

    def _waits_for_answer(self, seen: Seen) -> bool:
        """Return whether an interrupted run waits for a human; some servers call a cancelled run `interrupted` too.

        These servers send `end`, or /info shows that they are not stock servers, or the thread has no trace of a
        cancellation. On a stock server a waiting run is `success`.
        """
        if seen.end is None and seen.question:
            if "langgraph_py_version" not in (json_object(self.ask(path("info"))) or {}):
                return True
        elif seen.end is None or seen.question:
            return seen.question
        thread = self._thread()
        return thread.get("status") == "interrupted" and _failure(thread.get("error"))["error"] not in _CANCELLATIONS

    def _failed(self, failure: dict[str, str]) -> Outcome:
        error, message = failure["error"], failure["message"]
        said = f"failed with {error}: {one_line(message)}"
        if error == "EmptyInputError":
            said = f"{sentence(said)} Is the input missing, or are its keys unknown to the graph?"
        return Outcome("failed", self._error(RunFailedError, said, error=error, message=message))

    def _cancelled(self, what: str) -> Outcome:
        return Outcome("cancelled", self._error(RunCancelledError, what))

    def _error(self, kind: type[RunError], what: str, **more: str) -> RunError:
        return kind(sentence(f"{self.ids} {what}"), **self.ids._asdict(), **more)


def _known_status(run: Any, ids: RunIds) -> str:
    status = str((json_object(run) or {}).get("status"))
    if status not in (*_ENDED, *ACTIVE):
        what = f"the server reports no known status of {ids}, but {_json.excerpt(run)}"
        raise APIResponseError(what, method="GET", url=ids.path())
    return _ENDED.get(status, status)


def says_gone(failure: Any) -> bool:
    """Return whether an `error` is about the request, not about the run: some servers answer 200 and send an event."""
    said = _failure(failure)
    return said["error"] in ("HTTPException", "error") and _GONE.match(said["message"]) is not None


def failure_of_answer(said: Any) -> Any:
    """Return what an answer says about a failure: that of LangGraph.js has it as JSON in the message of another one."""
    shell = json_object(said) or {}
    inner: Any = _decoded(shell.get("message")) if shell.get("error") == "Error" else None
    return inner if inner.__class__ in (dict, str) else said


def _failure(said: Any) -> dict[str, str]:
    """Return what the server says about a failure, as class and message."""
    said = _decoded(said) or said
    said = json_object(said) or {"message": said or "the server does not say why"}
    error, message = str(said.get("error", said.get("name", "error"))), str(said.get("message", ""))
    return {"error": "UserRollback" if (error, message) == _ROLLBACK_OF_JS else error, "message": message}


def _decoded(said: Any) -> Any:
    """Decode the text that a failure may be: JSON in LangGraph.js, base64 of JSON in releases up to 0.5."""
    for decode in (str.encode, partial(base64.b64decode, validate=True)):
        with suppress(ValueError, TypeError):
            return _json.decode_json(decode(said))
    return None
