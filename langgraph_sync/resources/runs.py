"""Executions of a graph."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Optional, cast

from .._http import Http, Request
from .._options import Following, spell_out, split
from .._run import OnCreated as OnRunCreated
from .._run import RunIds
from .._url import path
from ..options import (
    CallOptions,
    RunsCancelManyOptions,
    RunsCancelOptions,
    RunsCreateOptions,
    RunsJoinOptions,
    RunsJoinStreamOptions,
    RunsListOptions,
    RunsStreamOptions,
    RunsWaitOptions,
)
from .._wait import WaitedRun
from ..stream import RunStream
from ._pages import PAGE_SIZE, walk
from ._starting import announce, answered, answers_null, listed, null_by_id, start

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import Run, RunCreate, Thread
    from ..parts import StreamPart


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
        on_run_created: Optional[OnRunCreated] = None,
        deadline: Optional[float] = None,
        on_exit: str = "leave",
        **options: Unpack[RunsStreamOptions],
    ) -> Generator[StreamPart, None, None]:
        """Start a run and yield its events as they happen.

        Nothing is sent before the first event is asked for, and the connection is closed when the loop is left, however
        that happens. A loop that ends normally means that the run has succeeded, which includes a run that waits for
        a human. Otherwise it raises `RunFailedError` (after the `error` part), `RunCancelledError` or
        `RunTimeoutError`; and `APIStatusError` or `APIConnectionError` when the run could not be started.

        After a cut it goes on where it was if the run keeps its events (`stream_resumable=True`), each event once and
        in order; where that can't be made sure of, it raises `StreamInterruptedError`. Silence of 60 seconds is a cut
        unless `timeout` says otherwise: servers send a heartbeat every 5 seconds. After `deadline` seconds it raises
        `DeadlineExceededError`, and cancels the run if `on_exit="cancel"`.

        `on_run_created` is called with the ids of the run as soon as the server has made it. Without a thread
        (`thread_id=None`) the server does not tell how the run ended: only a failure is noticed.
        """
        fields, call = split(options)
        body = start({"assistant_id": assistant_id, "stream_mode": "values", **fields})
        return RunStream(
            self._http,
            Request("POST", _runs(thread_id, "stream"), call, body=body),
            RunIds(thread_id),
            options=body,
            complete=partial(self._say_which_question, thread_id),
            on_created=on_run_created,
            following=Following(deadline, on_exit),
        ).parts()

    @spell_out(RunsCreateOptions)
    def create(
        self,
        thread_id: Optional[str],
        assistant_id: str,
        *,
        on_run_created: Optional[OnRunCreated] = None,
        **options: Unpack[RunsCreateOptions],
    ) -> Run:
        """Start a run in the background and return at once.

        Raises `NotFoundError` when the thread or the assistant is unknown, and `ConflictError` when the thread is busy
        and `multitask_strategy="reject"`.
        """
        fields, call = split(options)
        body = start({"assistant_id": assistant_id, "stream_mode": "values", **fields})
        message = self._say_which_question(thread_id, Request("POST", _runs(thread_id), call, body=body))
        answer = self._http.fetch(message.method, message.path, body=message.body, call=call)
        announce(on_run_created, thread_id, answer)
        run: Run = answer.data
        return run

    @spell_out(CallOptions)
    def create_batch(self, payloads: Iterable[RunCreate], **options: Unpack[CallOptions]) -> list[Run]:
        """Start several runs in the background, each on a thread of its own, and return at once.

        Each payload holds what `create` takes, the `assistant_id` included. Runs of a batch can't be put on threads of
        the caller's.
        """
        _, call = split(options)
        body = [start(split(payload)[0]) for payload in payloads]
        return cast("list[Run]", self._http.request("POST", path("runs", "batch"), body=body, call=call))

    @spell_out(RunsWaitOptions)
    def wait(
        self,
        thread_id: Optional[str],
        assistant_id: str,
        *,
        raise_error: bool = True,
        on_run_created: Optional[OnRunCreated] = None,
        deadline: Optional[float] = None,
        on_exit: str = "leave",
        **options: Unpack[RunsWaitOptions],
    ) -> Any:
        """Start a run, wait for its end, and return the state after it.

        When the run waits for a human, the questions are under `__interrupt__`. Raises the errors of `stream`, or with
        `raise_error=False` returns whatever the server answers, a failure under `__error__`. The server sends a byte
        every 5 seconds meanwhile, so that the read time-out does not limit the run; `deadline` seconds do, with
        `DeadlineExceededError`, and `on_exit="cancel"` cancels the run then.
        """
        fields, call = split(options)
        body = start({"assistant_id": assistant_id, **fields})
        message = self._say_which_question(thread_id, Request("POST", _runs(thread_id, "wait"), call, body=body))
        following = Following(deadline, on_exit)
        waited = WaitedRun(self._http, message, RunIds(thread_id), following=following, on_created=on_run_created)
        return waited.result(raise_error=raise_error)

    @spell_out(RunsWaitOptions)
    def answer(
        self,
        thread_id: str,
        assistant_id: str,
        answer: Any,
        *,
        interrupt_id: Optional[str] = None,
        **options: Unpack[RunsWaitOptions],
    ) -> Any:
        """Response the question that a thread waits with, wait for the end of the run, and return the state after it.

        Any JSON value is an answer, None included. When several questions wait, `interrupt_id` says which one is meant,
        or the answer is a dict of answers by these ids. Raises what `wait` raises.
        """
        fields, call = split(options)
        return self.wait(thread_id, assistant_id, **answered(fields, answer, interrupt_id), **call._asdict())

    @spell_out(RunsStreamOptions)
    def stream_answer(
        self,
        thread_id: str,
        assistant_id: str,
        answer: Any,
        *,
        interrupt_id: Optional[str] = None,
        **options: Unpack[RunsStreamOptions],
    ) -> Generator[StreamPart, None, None]:
        """Response the question that a thread waits with, as `answer` does, and yield events as `stream` does."""
        fields, call = split(options)
        return self.stream(thread_id, assistant_id, **answered(fields, answer, interrupt_id), **call._asdict())

    @spell_out(RunsJoinOptions)
    def join(
        self,
        thread_id: str,
        run_id: str,
        *,
        raise_error: bool = True,
        deadline: Optional[float] = None,
        on_exit: str = "leave",
        **options: Unpack[RunsJoinOptions],
    ) -> Any:
        """Wait for the end of a run that was started elsewhere, and return the state of its thread then.

        Raises what `wait` raises, `deadline` included. For a run that ended some time ago the server answers with the
        present state.
        """
        fields, call = split(options)
        message = Request("GET", _runs(thread_id, run_id, "join"), call, query=fields)
        following = Following(deadline, on_exit)
        return WaitedRun(self._http, message, RunIds(thread_id, run_id), following=following).result(
            raise_error=raise_error
        )

    @spell_out(RunsJoinStreamOptions)
    def join_stream(
        self,
        thread_id: str,
        run_id: str,
        *,
        deadline: Optional[float] = None,
        on_exit: str = "leave",
        **options: Unpack[RunsJoinStreamOptions],
    ) -> Generator[StreamPart, None, None]:
        """Yield the events of a run that was started elsewhere, from now on or after `last_event_id`.

        Earlier events come only with `last_event_id` (`"-1"` for all), and only when the run was started with
        `stream_resumable=True`. The loop ends as that of `stream` does, and `deadline` limits it likewise.
        """
        fields, call = split(options)
        last_event_id = fields.pop("last_event_id", None)
        if "stream_mode" in fields:
            modes = listed(fields["stream_mode"])
            # Of a repeated parameter the server reads the last one, but it takes a list as JSON.
            fields["stream_mode"] = "[" + ",".join(f'"{mode}"' for mode in modes) + "]"
        headers = None if last_event_id is None else {"last-event-id": last_event_id}
        return RunStream(
            self._http,
            Request("GET", _runs(thread_id, run_id, "stream"), call, query=fields, headers=headers),
            RunIds(thread_id, run_id),
            last_event_id=last_event_id,
            following=Following(deadline, on_exit),
        ).parts()

    @spell_out(CallOptions)
    def get(self, thread_id: str, run_id: str, **options: Unpack[CallOptions]) -> Run:
        """Read one run; raises `NotFoundError` when there is none."""
        _, call = split(options)
        return cast("Run", self._http.request("GET", _runs(thread_id, run_id), call=call))

    @spell_out(CallOptions)
    def delete(self, thread_id: str, run_id: str, **options: Unpack[CallOptions]) -> None:
        """Remove a run from the list of its thread, whose state stays; raises `NotFoundError` when there is none."""
        _, call = split(options)
        self._http.fetch("DELETE", _runs(thread_id, run_id), call=call)

    @spell_out(RunsListOptions)
    def list(self, thread_id: str, **options: Unpack[RunsListOptions]) -> list[Run]:
        """List the runs of a thread, newest first, 10 unless `limit` says otherwise.

        With `select` they have the selected fields only.
        """
        fields, call = split(options)
        return cast("list[Run]", self._http.request("GET", _runs(thread_id), query=fields, call=call))

    @spell_out(RunsListOptions)
    def iterate(
        self, thread_id: str, *, page_size: int = PAGE_SIZE, **options: Unpack[RunsListOptions]
    ) -> Generator[Run, None, None]:
        """Yield the runs of a thread, newest first, `limit` at most or all, fetching `page_size` at a time.

        None comes twice, and none that fits all the while is left out when others are started, or removed as they come.
        """
        return walk(partial(self.list, thread_id), options, "run_id", page_size=page_size)

    @spell_out(RunsCancelOptions)
    def cancel(self, thread_id: str, run_id: str, **options: Unpack[RunsCancelOptions]) -> None:
        """Stop a run, and with `wait=True` return only when it has stopped.

        Raises `NotFoundError` when the run is unknown or has ended.
        """
        fields, call = split(options)
        self._http.fetch("POST", _runs(thread_id, run_id, "cancel"), query=fields, call=call)

    @spell_out(RunsCancelManyOptions)
    def cancel_many(self, **options: Unpack[RunsCancelManyOptions]) -> None:
        """Stop some runs of a thread (`thread_id` and `run_ids`), or all runs of the server with a `status`.

        Raises `NotFoundError` when no such run is left to stop, which is so with an empty `run_ids`.
        """
        fields, call = split(options)
        query = {"action": fields.pop("action")} if "action" in fields else {}
        self._http.fetch("POST", path("runs", "cancel"), query=query, body=fields, call=call)

    def _say_which_question(self, thread_id: Optional[str], message: Request) -> Request:
        """Send a bare null answer to the id of its question: LangGraph takes it for no answer otherwise."""
        if thread_id is None or not answers_null(message.body):
            return message
        thread = cast("Thread", self._http.request("GET", path("threads", thread_id), call=message.call))
        command = {**message.body["command"], "resume": null_by_id(thread)}
        return message._replace(body={**message.body, "command": command})


def _runs(thread_id: Optional[str], *rest: str) -> str:
    return path("runs", *rest) if thread_id is None else path("threads", thread_id, "runs", *rest)
