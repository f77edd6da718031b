"""Where a run is found, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Optional

from ._http import Http
from ._json import json_object
from ._options import CallSettings
from ._retry import Deadline
from ._url import path
from .errors import (
    APIResponseError,
    DeadlineExceededError,
    LangGraphError,
    NotFoundError,
    RunCancelledError,
    RunError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
)

# An id made of dots would lead elsewhere.
_LOCATION: Final = re.compile(r"(?:/threads/(?P<thread_id>[^/?#]+))?/runs/(?P<run_id>(?!\.+(?:[/?#]|$))[^/?#]+)")
_EXCERPT: Final = 200
_CANCEL_WITHIN: Final = 5  # seconds, after the deadline
_GONE: Final = re.compile(r"404\b")


class RunAddress(NamedTuple):
    """Where a run is found. One without a thread of the caller's is not found at all: the server hides its thread."""

    thread_id: Optional[str]
    run_id: Optional[str] = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> RunAddress:
        """The address that an answer names, as far as it does: of the path only the ids are to be trusted."""
        location = _LOCATION.search(headers.get("content-location", ""))
        return cls(location["thread_id"], location["run_id"]) if location else cls(None)

    def or_as_in(self, headers: Mapping[str, str]) -> RunAddress:
        """The address with the run's id as an answer names it; the thread is the caller's."""
        return self if self.run_id is not None else self._replace(run_id=RunAddress.of(headers).run_id)

    def path(self, *rest: str) -> str:
        """The path of the run; only for one that can be found."""
        return path("threads", self.thread_id, "runs", self.run_id, *rest)

    def is_known(self) -> bool:
        """Whether the run can be found."""
        return self.thread_id is not None and self.run_id is not None

    def __str__(self) -> str:
        thread = f" on thread {self.thread_id}" if self.thread_id else ""
        return f"run {self.run_id or 'without an id'}{thread}"


class Outcome(NamedTuple):
    """What became of a run: nothing yet, a success (no error), or what it is to raise."""

    has_ended: bool
    error: Optional[RunError] = None
    status: str = ""


def read_outcome(
    http: Http, run: RunAddress, *, call: CallSettings, deadline: Deadline, has_been: bool = True
) -> Outcome:
    """Ask for a run: the server closes a stream in the same way, and answers 200 to a wait, whatever has happened.

    A run that is not there has been removed if it `has_been` there; else the server's 404 is raised.
    """
    if not run.is_known():
        return Outcome(has_ended=True)  # one without a thread: that its stream has ended is all that can be known
    try:
        answer = http.request("GET", run.path(), call=call, deadline=deadline)
    except NotFoundError:
        if not has_been:
            raise
        return Outcome(True, removed(run))
    status = (json_object(answer) or {}).get("status")
    if not isinstance(status, str):
        raise APIResponseError(f"the server tells no status of {run}: {str(answer)[:_EXCERPT]!r}", method="GET")
    if status == "error":
        thread = http.request("GET", path("threads", run.thread_id), call=call, deadline=deadline)
        return Outcome(True, failed(run, (json_object(thread) or {}).get("error")))
    if status == "interrupted":
        return Outcome(True, _cancelled(run, "was cancelled"))
    if status == "timeout":
        return Outcome(
            True,
            RunTimeoutError(
                f"{run} was stopped by the server's time limit.", thread_id=run.thread_id, run_id=run.run_id
            ),
        )
    return Outcome(status == "success", status=status)


def says_gone(failure: Any) -> bool:
    """Whether an `error` is not of the run but of the request for it: the server sends some as an event, with a 200."""
    said = json_object(failure) or {}
    return said.get("error") == "HTTPException" and _GONE.match(str(said.get("message"))) is not None


def failed(run: RunAddress, failure: Any) -> RunFailedError:
    """The error for a run that has failed, of what the server says about it."""
    said = json_object(failure) or {"message": failure or "the server does not say why"}
    error, message = str(said.get("error", "error")), str(said.get("message", ""))
    return RunFailedError(
        f"{run} failed with {error}: {message}",
        error=error,
        message=message,
        thread_id=run.thread_id,
        run_id=run.run_id,
    )


def interrupted(run: RunAddress, last_event_id: Optional[str], why: object) -> StreamInterruptedError:
    """The error for a stream that can't be taken up again."""
    position = f" after event {last_event_id}" if last_event_id else ""
    advice = (
        f"The run may still be going: runs.join({run.thread_id!r}, {run.run_id!r}) waits for its result."
        if run.is_known()
        else "A run without a thread can't be taken up again; start it on a thread to be able to."
    )
    return StreamInterruptedError(
        f"the stream of {run} broke off{position}: {str(why).rstrip('.')}. {advice}",
        thread_id=run.thread_id,
        run_id=run.run_id,
        last_event_id=last_event_id,
    )


def removed(run: RunAddress) -> RunCancelledError:
    """The error for a run that is not there any more."""
    return _cancelled(run, "was removed before it had finished (rolled back or deleted)")


def _cancelled(run: RunAddress, what: str) -> RunCancelledError:
    return RunCancelledError(f"{run} {what}.", thread_id=run.thread_id, run_id=run.run_id)


def give_up(
    http: Http, run: RunAddress, late: DeadlineExceededError, call: CallSettings, *, cancel: bool
) -> DeadlineExceededError:
    """The error for a run that took too long; it is cancelled if it is to be."""
    fate = "The run goes on."
    if cancel and run.is_known():
        try:
            http.fetch("POST", run.path("cancel"), call=call, deadline=Deadline(_CANCEL_WITHIN).begin())
            fate = "The run is cancelled."
        except NotFoundError:
            fate = "The run had just ended."
        except LangGraphError as problem:
            fate = f"The run could not be cancelled: {problem}"
    return DeadlineExceededError(f"{late} for {run}. {fate}", thread_id=run.thread_id, run_id=run.run_id)
