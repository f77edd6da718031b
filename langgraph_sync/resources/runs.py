"""Executions of a graph."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, Optional

from .._http import Http, Message
from .._options import spell_out, split
from .._outcome import RunAddress, WaitedRun
from .._url import path
from ..models import (
    CallOptions,
    Run,
    RunsCancelOptions,
    RunsCreateOptions,
    RunsJoinOptions,
    RunsJoinStreamOptions,
    RunsListOptions,
    RunsStreamOptions,
    RunsWaitOptions,
    StreamPart,
)
from ..stream import RunStream

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Runs:
    """``client.runs``: executions of a graph, on a thread or on none (`thread_id=None`)."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @spell_out(RunsStreamOptions)
    def stream(
        self,
        thread_id: Optional[str],
        assistant_id: str,
        *,
        deadline: Optional[float] = None,
        cancel_on_deadline: bool = False,
        **options: Unpack[RunsStreamOptions],
    ) -> Generator[StreamPart, None, None]:
        """Start a run and yield its events as they happen.

        Nothing is sent before the first event is asked for, and the connection is closed when the loop is left, however
        that happens. A loop that ends normally means that the run has succeeded, which includes a run that waits for
        a human. Otherwise it raises `RunFailedError` (after the `error` part), `RunCancelledError`, `RunTimeoutError`,
        or `StreamInterruptedError` when the connection broke; and `APIStatusError` or `APIConnectionError` when the run
        could not be started. A read may last 60 seconds unless `timeout` says otherwise; servers send a heartbeat every
        5 seconds.

        Without a thread (`thread_id=None`) the server does not tell how the run ended: only a failure is noticed.
        """
        fields, call = split(options)
        body = _start(assistant_id, fields, stream_mode="values")
        return RunStream(
            self._http,
            Message("POST", _runs(thread_id, "stream"), call, body=body),
            RunAddress(thread_id),
            options=body,
            deadline=deadline,
            cancel_on_deadline=cancel_on_deadline,
        ).parts()

    @spell_out(RunsCreateOptions)
    def create(self, thread_id: Optional[str], assistant_id: str, **options: Unpack[RunsCreateOptions]) -> Run:
        """Start a run in the background and return at once.

        Raises `NotFoundError` when the thread or the assistant is unknown, and `ConflictError` when the thread is busy
        and `multitask_strategy="reject"`.
        """
        fields, call = split(options)
        body = _start(assistant_id, fields, stream_mode="values")
        return self._http.request(Run, "POST", _runs(thread_id), body=body, call=call)

    @spell_out(RunsWaitOptions)
    def wait(
        self,
        thread_id: Optional[str],
        assistant_id: str,
        *,
        raise_error: bool = True,
        deadline: Optional[float] = None,
        cancel_on_deadline: bool = False,
        **options: Unpack[RunsWaitOptions],
    ) -> Any:
        """Start a run, wait for its end, and return the state after it.

        When the run waits for a human, the questions are under `__interrupt__`. Raises the errors of `stream`, or with
        `raise_error=False` returns whatever the server answers, a failure under `__error__`. The server sends a byte
        every 5 seconds meanwhile, so that the read time-out does not limit the run.
        """
        fields, call = split(options)
        message = Message("POST", _runs(thread_id, "wait"), call, body=_start(assistant_id, fields))
        return WaitedRun(self._http, message, RunAddress(thread_id)).result(
            raise_error=raise_error, deadline=deadline, cancel_on_deadline=cancel_on_deadline
        )

    @spell_out(RunsJoinOptions)
    def join(
        self,
        thread_id: str,
        run_id: str,
        *,
        raise_error: bool = True,
        deadline: Optional[float] = None,
        cancel_on_deadline: bool = False,
        **options: Unpack[RunsJoinOptions],
    ) -> Any:
        """Wait for the end of a run that was started elsewhere, and return the state of its thread then.

        Raises what `wait` raises. For a run that ended some time ago the server answers with the present state.
        """
        fields, call = split(options)
        message = Message("GET", _runs(thread_id, run_id, "join"), call, query=fields)
        return WaitedRun(self._http, message, RunAddress(thread_id, run_id)).result(
            raise_error=raise_error, deadline=deadline, cancel_on_deadline=cancel_on_deadline
        )

    @spell_out(RunsJoinStreamOptions)
    def join_stream(
        self,
        thread_id: str,
        run_id: str,
        *,
        deadline: Optional[float] = None,
        cancel_on_deadline: bool = False,
        **options: Unpack[RunsJoinStreamOptions],
    ) -> Generator[StreamPart, None, None]:
        """Yield the events of a run that was started elsewhere, from now on or after `last_event_id`.

        Earlier events come only with `last_event_id` (`"-1"` for all), and only when the run was started with
        `stream_resumable=True`. The loop ends as that of `stream` does.
        """
        fields, call = split(options)
        last_event_id = fields.pop("last_event_id", None)
        if "stream_mode" in fields:
            modes = _listed(fields["stream_mode"])
            # Of a repeated parameter the server reads the last one, but it takes a list as JSON.
            fields["stream_mode"] = "[" + ",".join(f'"{mode}"' for mode in modes) + "]"
        headers = None if last_event_id is None else {"last-event-id": last_event_id}
        return RunStream(
            self._http,
            Message("GET", _runs(thread_id, run_id, "stream"), call, query=fields, headers=headers),
            RunAddress(thread_id, run_id),
            last_event_id=last_event_id,
            deadline=deadline,
            cancel_on_deadline=cancel_on_deadline,
        ).parts()

    @spell_out(CallOptions)
    def get(self, thread_id: str, run_id: str, **options: Unpack[CallOptions]) -> Run:
        """Read one run; raises `NotFoundError` when there is none."""
        _, call = split(options)
        return self._http.request(Run, "GET", _runs(thread_id, run_id), call=call)

    @spell_out(RunsListOptions)
    def list(self, thread_id: str, **options: Unpack[RunsListOptions]) -> list[Run]:
        """List the runs of a thread, newest first, 10 unless `limit` says otherwise.

        With `select` they have the selected fields only.
        """
        fields, call = split(options)
        return self._http.request(list[Run], "GET", _runs(thread_id), query=fields, call=call)

    @spell_out(RunsCancelOptions)
    def cancel(self, thread_id: str, run_id: str, **options: Unpack[RunsCancelOptions]) -> None:
        """Stop a run, and with `wait=True` return only when it has stopped.

        Raises `NotFoundError` when the run is unknown or has ended.
        """
        fields, call = split(options)
        self._http.fetch("POST", _runs(thread_id, run_id, "cancel"), query=fields, call=call)


def _runs(thread_id: Optional[str], *rest: str) -> str:
    return path("runs", *rest) if thread_id is None else path("threads", thread_id, "runs", *rest)


def _start(assistant_id: str, fields: Mapping[str, Any], **defaults: Any) -> dict[str, Any]:
    """The body that starts a run; stream modes are always a list in it."""
    body = {"assistant_id": assistant_id, **defaults, **fields}
    if "stream_mode" in body:
        body["stream_mode"] = _listed(body["stream_mode"])
    if "langsmith_tracing" in body:
        body["langsmith_tracer"] = body.pop("langsmith_tracing")
    return body


def _listed(modes: Any) -> Any:
    return [modes] if isinstance(modes, str) else list(modes)
