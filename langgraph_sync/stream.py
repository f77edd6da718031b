"""The life of one run's stream: open it, decode its events, find out how the run ended, close it."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from typing import Any, Final, NamedTuple, Optional, cast, get_args, get_type_hints

from . import models
from ._http import Http
from ._json import decode_json, json_object
from ._options import Call
from ._sse import ServerSentEvent, iter_events
from ._url import path
from .errors import (
    APIConnectionError,
    APIResponseError,
    LangGraphError,
    NotFoundError,
    RunCancelledError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
)

_EXCERPT: Final = 200
_RUN_LOCATION: Final = re.compile(r"(?:/threads/(?P<thread_id>[^/?#]+))?/runs/(?P<run_id>[^/?#]+)")
_PARTS: Final[dict[str, Any]] = {
    get_args(get_type_hints(kind)["event"])[0]: kind for kind in get_args(models.StreamPart)
}
# These two are names of ours, not of the wire.
_ProtocolPart, _UnknownPart = _PARTS.pop("protocol"), _PARTS.pop("unknown")


class RunAddress(NamedTuple):
    """Where a run is found. A run without a thread of the caller's is not found at all: the server hides its thread."""

    thread_id: Optional[str]
    run_id: Optional[str]

    @classmethod
    def read(cls, thread_id: Optional[str], headers: Mapping[str, str]) -> RunAddress:
        """Take the run's id from an answer; its other addresses are not to be trusted, nor is its host."""
        location = _RUN_LOCATION.search(headers.get("content-location", ""))
        return cls(thread_id, location["run_id"] if location else None)

    def __str__(self) -> str:
        thread = f" on thread {self.thread_id}" if self.thread_id else ""
        return f"run {self.run_id or 'without an id'}{thread}"


def stream_run(
    http: Http,
    method: str,
    url_path: str,
    *,
    thread_id: Optional[str],
    call: Call,
    query: Optional[Mapping[str, Any]] = None,
    body: Optional[Mapping[str, Any]] = None,
    headers: Optional[Mapping[str, str]] = None,
    on_open: Optional[Callable[[Mapping[str, str]], None]] = None,
) -> Generator[models.StreamPart, None, None]:
    """Yield the parts of a run's stream. It ends when the run has finished; any other end raises."""
    with http.stream(method, url_path, query=query, body=body, headers=headers, call=call) as stream:
        if on_open is not None:
            on_open(stream.headers)
        run = RunAddress.read(thread_id, stream.headers)
        failure = None
        has_ended = False
        last_event_id = None
        events = iter_events(stream.chunks())
        while True:
            try:
                event = next(events, None)
            except APIConnectionError as cut:
                if failure is not None:
                    break
                if has_ended:
                    return
                raise _interrupted(run, last_event_id, str(cut)) from cut
            if event is None:
                break
            part = to_part(event)
            last_event_id = part.id
            if part.event == "metadata" and run.run_id is None:
                run = run._replace(run_id=part.data.get("run_id"))
            elif part.event == "error":
                failure = part.data
            elif part.event == "end":
                has_ended = True
            yield part
    check_outcome(http, run, failure=failure, last_event_id=last_event_id, call=call)


def to_part(event: ServerSentEvent) -> models.StreamPart:
    """Decode one event. One of a newer server becomes an `UnknownPart`."""
    name, *namespace = event.event.split("|")
    try:
        data = decode_json(event.data) if event.data else None
    except ValueError as problem:
        excerpt = event.data[:_EXCERPT]
        raise APIResponseError(
            f"the server sent an event {name!r} that is not JSON ({problem}): {excerpt!r}"
        ) from problem
    position = event.id or None, tuple(namespace)
    envelope = json_object(data)
    if envelope and envelope.get("type") == "event" and "method" in envelope and "params" in envelope:
        return cast("models.StreamPart", _ProtocolPart("protocol", data, *position))
    kind = _PARTS.get(name)
    if kind is None:
        return cast("models.StreamPart", _UnknownPart("unknown", data, *position, name))
    return cast("models.StreamPart", kind(name, data, *position))


def check_outcome(
    http: Http, run: RunAddress, *, call: Call, failure: Any = None, last_event_id: Optional[str] = None
) -> None:
    """Return if the run has succeeded, raise what became of it otherwise.

    The server closes a stream in the same way whatever happened, and answers 200 to a wait: only the run's status
    tells. `failure` is what it said of a failed run, if it said anything.
    """
    if failure is not None:
        raise _failed(run, failure)
    if run.thread_id is None or run.run_id is None:
        return  # a run without a thread can't be read: that its stream has ended is all that can be known
    try:
        status = http.request(models.Run, "GET", path("threads", run.thread_id, "runs", run.run_id), call=call)[
            "status"
        ]
    except NotFoundError as gone:
        raise _cancelled(run, "was removed before it had finished (rolled back or deleted)") from gone
    except LangGraphError as problem:
        raise _interrupted(
            run, last_event_id, f"its stream has ended, and how it went can't be read: {problem}"
        ) from problem
    if status == "error":
        thread = http.request(models.Thread, "GET", path("threads", run.thread_id), call=call)
        raise _failed(run, thread.get("error"))
    if status == "interrupted":
        raise _cancelled(run, "was cancelled")
    if status == "timeout":
        raise RunTimeoutError(
            f"{run} was stopped by the server's time limit.", thread_id=run.thread_id, run_id=run.run_id
        )
    if status != "success":
        raise _interrupted(run, last_event_id, f"the server closed the stream while the run is {status}")


def _failed(run: RunAddress, failure: Any) -> RunFailedError:
    said = json_object(failure) or {"message": failure or "the server does not say why"}
    error, message = str(said.get("error", "error")), str(said.get("message", ""))
    return RunFailedError(
        f"{run} failed with {error}: {message}",
        error=error,
        message=message,
        thread_id=run.thread_id,
        run_id=run.run_id,
    )


def _cancelled(run: RunAddress, what: str) -> RunCancelledError:
    return RunCancelledError(f"{run} {what}.", thread_id=run.thread_id, run_id=run.run_id)


def _interrupted(run: RunAddress, last_event_id: Optional[str], why: str) -> StreamInterruptedError:
    position = f" after event {last_event_id}" if last_event_id else ""
    advice = (
        f" The run may still be going: runs.join({run.thread_id!r}, {run.run_id!r}) waits for its result."
        if run.thread_id and run.run_id
        else " A run without a thread can't be taken up again; start it on a thread to be able to."
    )
    return StreamInterruptedError(
        f"the stream of {run} broke off{position}: {why}{'' if why.endswith('.') else '.'}{advice}",
        thread_id=run.thread_id,
        run_id=run.run_id,
        last_event_id=last_event_id,
    )
