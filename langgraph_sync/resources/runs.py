"""Executions of a graph."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Mapping
from functools import partial
from itertools import count, repeat
from typing import TYPE_CHECKING, Any, Optional, Union, cast, overload

from .._http import Request
from .._json import encode_json, expect_object, json_object
from .._options import CallSettings, Following, Keeping, Starting, checked, spell_out, split, take
from .._readers import note_modes
from .._retry import Deadline
from .._run import Complete, FollowedRun, RunIds
from .._url import Id, id_text, path
from .._wait import wait_for_result
from ..options import (
    CallOptions,
    RunsCancelManyOptions,
    RunsCancelOptions,
    RunsCreateOptions,
    RunsJoinOptions,
    RunsJoinStreamOptions,
    RunsListOptions,
    RunsListSelect,
    RunsMapOptions,
    RunsStreamOptions,
    RunsWaitOptions,
)
from ..stream import RunStream, why_not_resumable
from ._pages import PAGE_SIZE, Items, walk
from ._resource import Resource
from ._starting import addressed, answering, needs_question, run_body

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._map import RunResult
    from ..models import PartialRun, Run, RunCreate
    from ..parts import StreamPart
    from ._once import OnceStarted


class Runs(Resource):
    """``client.runs``: executions of a graph, on a thread or on none (`thread_id=None`)."""

    @spell_out(RunsStreamOptions)
    def stream(
        self, thread_id: Optional[Id], assistant_id: Id, **options: Unpack[RunsStreamOptions]
    ) -> Generator[StreamPart, None, None]:
        """Start a run and yield its events as they happen.

        Nothing is sent before the first event is requested, and the connection is closed however
        the loop is left. A loop that ends normally means that the run has succeeded, or waits for a
        human. Otherwise it raises `RunFailedError` (after the `error` part), `RunCancelledError` or
        `RunTimeoutError`, or `APIStatusError` or `APIConnectionError` if the run could not be
        started.

        After a cut, the stream of a run that keeps its events (`stream_resumable=True`) resumes,
        each event once and in order, and verifies before it ends that nothing is missing; any other
        stream raises `StreamInterruptedError`. Without `stream_resumable`, a lost end goes
        unnoticed behind a proxy that ends the body with the connection. Silence of 300 seconds
        counts as a cut, or of 60 after a heartbeat; `timeout` changes that. After `deadline`
        seconds it raises `DeadlineExceededError`, and `on_exit="cancel"` cancels the run.

        Without a thread (`thread_id=None`) the server does not report how the run ended, so only a
        failure is noticed.
        """
        fields, call = split(options)
        run, keeping = self._followed(fields, call, thread_id), take(fields, Keeping)
        # A run without a thread can't be named to be cancelled: the server must notice that its reader has gone.
        leaving = {"on_disconnect": "cancel"} if thread_id is None and run.on_exit == "cancel" else {}
        body = run_body({"assistant_id": assistant_id, "stream_mode": ["values"], **leaving, **fields})
        if keeping.journal is not None or run.starting.idempotency_key is not None:
            return note_modes(self._stream_once(run, body, keeping), body["stream_mode"])
        request = Request("POST", _runs(thread_id, "stream"), call, body=body)
        question = partial(self._with_question, run)
        stream = RunStream(run, request, options=body, complete=question, heartbeats=keeping.heartbeats)
        return note_modes(stream.parts(), body["stream_mode"])

    @spell_out(RunsCreateOptions)
    def create(self, thread_id: Optional[Id], assistant_id: Id, **options: Unpack[RunsCreateOptions]) -> Run:
        """Start a run in the background and return at once.

        Raises `NotFoundError` if the thread or the assistant is unknown, and `ConflictError` if the
        thread is busy and `multitask_strategy="reject"`.
        """
        fields, call = split(options)
        run = self._followed(fields, call, thread_id)
        body = run_body({"assistant_id": assistant_id, "stream_mode": ["values"], **fields})
        if run.starting.idempotency_key is not None:
            place = self._once(run, body).begin().path()
            return cast("Run", self._expect(expect_object, "GET", place, run.ask(place)))
        request = Request("POST", _runs(thread_id), call, body=body, accepts="empty")
        answer = self._http.exchange(self._with_question(run, request, run.deadline))
        created = self._expect(expect_object, "POST", request.path, answer.data)
        run.meet(RunIds.of(answer.headers))
        run.meet(RunIds(created.get("thread_id"), created.get("run_id")))  # some servers name it in the body only
        return cast("Run", created)

    @spell_out(CallOptions)
    def create_batch(self, payloads: Iterable[RunCreate], **options: Unpack[CallOptions]) -> list[Run]:
        """Start several runs in the background, each on a thread of its own, and return at once.

        Each of the `payloads` holds the `assistant_id`, and of what `create` takes that which is sent
        to the server: no `idempotency_key`, for one. Runs of a batch cannot use existing threads.
        """
        fields = partial(checked, "Runs.create_batch", RunsCreateOptions)
        bodies = [run_body(split(fields(each, "assistant_id", "langsmith_tracer"))[0]) for each in payloads]
        return self._list("POST", path("runs", "batch"), options, body=bodies)

    @spell_out(RunsWaitOptions)
    def wait(
        self, thread_id: Optional[Id], assistant_id: Id, *, raise_error: bool = True, **options: Unpack[RunsWaitOptions]
    ) -> Any:
        """Start a run, wait for its end, and return the state after it.

        If the run waits for a human, the questions are under `__interrupt__`. Raises the errors of
        `stream`; with `raise_error=False` it returns whatever the server answers, a failure under
        `__error__`. The server sends a byte every 5 seconds meanwhile, so the read timeout does not
        limit the run; `deadline` seconds do, with `DeadlineExceededError`, and `on_exit="cancel"`
        then cancels the run.
        """
        fields, call = split(options)
        run = self._followed(fields, call, thread_id)
        body = run_body({"assistant_id": assistant_id, **fields})
        request = Request("POST", _runs(thread_id, "wait"), call, body=body)
        complete: Complete = partial(self._with_question, run)
        if run.starting.idempotency_key is not None:
            complete = self._once(run, body).join
        return wait_for_result(run, request, complete, raise_error=raise_error)

    @spell_out(RunsMapOptions)
    def map(
        self,
        assistant_id: Id,
        inputs: Iterable[Any],
        *,
        workers: int = 8,
        ordered: bool = True,
        thread_ids: Optional[Iterable[Id]] = None,
        deadline: Optional[float] = None,
        **options: Unpack[RunsMapOptions],
    ) -> Generator[RunResult, None, None]:
        """Start a run for each input, wait for their ends, and yield the results.

        `workers` of them run at a time, each waited for in a thread. The results are in the order of
        the inputs, or with `ordered=False` as the runs end. What `wait` raises for an input is the
        `error` of its result, and the others go on. The runs have no threads, or those of
        `thread_ids`, one for each input (the shorter of both ends the loop). A run is cancelled
        after `deadline` seconds. `inputs` may be endless: they are consumed by your own thread, at
        most `workers` before their results, or twice as many if these are in order.

        A run is started again only if the request cannot have reached the server, or if that
        answers 429 or 503: then all workers pause, as long as it asks, and an input is given up
        after six refusals while no run is active. On threads, each run has an `idempotency_key` of
        its own (not with a `multitask_strategy` that ends other runs, or `on_disconnect="cancel"`),
        so that one whose answer is lost is found again, and any transient failure is retried up to
        five times. Nothing is sent before the first result is requested. However the loop is left,
        the running runs are cancelled and the threads end, within 5 seconds, best effort.
        """
        from .._map import RunMap  # noqa: PLC0415 - most programs need none
        from ._once import ENDING  # noqa: PLC0415

        if workers < 1:
            raise ValueError("workers must be 1 or more")
        if isinstance(inputs, (str, Mapping)):
            raise TypeError("inputs must be a list or another iterable of inputs, not one input")
        Deadline(deadline)
        fields, call = split(options)
        fixed: Any = {**fields, **call._asdict(), "on_exit": "cancel"}
        run_map = RunMap(self._http, call, partial(self.wait, assistant_id=assistant_id, **fixed), workers, deadline)
        may_have_keys = all(fields.get(name) != value for name, value in ENDING)
        prefix, threads = os.urandom(16).hex(), repeat(None) if thread_ids is None else thread_ids
        keys = (f"{prefix}-{number}" if may_have_keys else None for number in count())
        rows = zip(count(), threads, keys, inputs)
        return run_map.results(rows, ordered=ordered)

    @spell_out(RunsWaitOptions)
    def answer(
        self,
        thread_id: Id,
        assistant_id: Id,
        answer: Any,
        *,
        interrupt_id: Optional[Id] = None,
        raise_error: bool = True,
        **options: Unpack[RunsWaitOptions],
    ) -> Any:
        """Answer a thread's question, wait for the end of the run, and return the state after it.

        `answer` is any JSON value, including None. If several questions wait, `interrupt_id` names
        one of them (`ValueError` if that does not wait), or the answer is a dict of answers by
        these ids. If no question waits, most servers start a run that does nothing: a key
        (`idempotency_key`) answers once. `raise_error` and the errors are those of `wait`.
        """
        given: Any = answering(options, answer, interrupt_id)
        return self.wait(thread_id, assistant_id, raise_error=raise_error, **given)

    @spell_out(RunsStreamOptions)
    def stream_answer(
        self,
        thread_id: Id,
        assistant_id: Id,
        answer: Any,
        *,
        interrupt_id: Optional[Id] = None,
        **options: Unpack[RunsStreamOptions],
    ) -> Generator[StreamPart, None, None]:
        """Answer a thread's question and yield the events of the run as `stream` does.

        `answer` and `interrupt_id` are those of `client.runs.answer`.
        """
        given: Any = answering(options, answer, interrupt_id)
        return self.stream(thread_id, assistant_id, **given)

    @spell_out(RunsJoinOptions)
    def join(self, thread_id: Id, run_id: Id, *, raise_error: bool = True, **options: Unpack[RunsJoinOptions]) -> Any:
        """Wait for the end of a run that was started elsewhere, and return the state after it.

        Raises what `wait` raises, and takes `raise_error` as it does. For a run that ended some
        time ago the server returns the present state.
        """
        fields, call = split(options)
        run = self._followed(fields, call, thread_id, run_id)
        request = Request("GET", _runs(thread_id, run_id, "join"), call, query=fields)
        return wait_for_result(run, request, raise_error=raise_error)

    @spell_out(RunsJoinStreamOptions)
    def join_stream(
        self, thread_id: Id, run_id: Id, **options: Unpack[RunsJoinStreamOptions]
    ) -> Generator[StreamPart, None, None]:
        """Yield the events of a run that was started elsewhere, live or after `last_event_id`.

        Earlier events come only with `last_event_id` (`"-1"` for all), and only if the run was
        started with `stream_resumable=True`; a replay whose beginning is lost raises
        `StreamInterruptedError`. The loop ends as that of `stream` does, and `deadline` limits it
        in the same way.
        """
        fields, call = split(options)
        run = self._followed(fields, call, thread_id, run_id)
        headers = {"last-event-id": fields.pop("last_event_id")} if "last_event_id" in fields else {}
        modes = fields.get("stream_mode")
        if "stream_mode" in fields:
            # Of a repeated parameter the server reads the last one, but it takes a list as JSON.
            fields["stream_mode"] = encode_json(fields["stream_mode"]).decode()
        request = Request("GET", _runs(thread_id, run_id, "stream"), call, query=fields, headers=headers)
        parts = RunStream(run, request).parts()
        return note_modes(parts, modes) if modes else parts

    @spell_out(CallOptions)
    def get(self, thread_id: Id, run_id: Id, **options: Unpack[CallOptions]) -> Run:
        """Read one run; raises `NotFoundError` if there is none."""
        return self._object("GET", _runs(thread_id, run_id), options)

    @spell_out(CallOptions)
    def delete(self, thread_id: Id, run_id: Id, **options: Unpack[CallOptions]) -> None:
        """Delete a run from the list of its thread, whose state stays.

        Raises `NotFoundError` if there is none.
        """
        self._send("DELETE", _runs(thread_id, run_id), options)

    @overload
    def list(self, thread_id: Id, **options: Unpack[RunsListOptions]) -> list[Run]: ...
    @overload
    def list(self, thread_id: Id, **options: Unpack[RunsListSelect]) -> list[PartialRun]: ...
    @spell_out(RunsListSelect)
    def list(self, thread_id: Id, **options: Any) -> Union[list[Run], list[PartialRun]]:
        """List the runs of a thread, newest first, 10 by default.

        With `select` they have only the selected fields.
        """
        return self._list("GET", _runs(thread_id), options)

    @overload
    def iterate(self, thread_id: Id, *, page_size: int = ..., **options: Unpack[RunsListOptions]) -> Items[Run]: ...
    @overload
    def iterate(
        self, thread_id: Id, *, page_size: int = ..., **options: Unpack[RunsListSelect]
    ) -> Items[PartialRun]: ...
    @spell_out(RunsListSelect)
    def iterate(
        self, thread_id: Id, *, page_size: int = PAGE_SIZE, **options: Any
    ) -> Union[Items[Run], Items[PartialRun]]:
        """Yield the runs of a thread, newest first, fetching `page_size` at a time.

        Each comes once, and none that matches throughout is missed, even if others are started
        meanwhile or deleted as they are yielded.
        """
        return walk(partial(self.list, thread_id), options, "run_id", page_size=page_size)

    @spell_out(RunsCancelOptions)
    def cancel(self, thread_id: Id, run_id: Id, **options: Unpack[RunsCancelOptions]) -> None:
        """Cancel a run; with `wait=True`, return only when it has stopped.

        Raises `NotFoundError` if the run is unknown or has ended.
        """
        self._send("POST", _runs(thread_id, run_id, "cancel"), options, query=split(options)[0], body=None)

    @spell_out(RunsCancelManyOptions)
    def cancel_many(self, **options: Unpack[RunsCancelManyOptions]) -> None:
        """Cancel some runs of a thread (`thread_id` and `run_ids`), or all runs with a `status`.

        Raises `NotFoundError` if there is no such run to cancel, as with an empty `run_ids`.
        """
        action = options.pop("action", None)
        self._send("POST", path("runs", "cancel"), options, query={"action": action})

    def _followed(
        self, fields: dict[str, Any], call: CallSettings, thread_id: Optional[Id], *run_id: Id
    ) -> FollowedRun:
        """Take the options of starting and following a run out of the fields."""
        starting, following = take(fields, Starting), take(fields, Following)
        ids = RunIds(None if thread_id is None else id_text(thread_id), *map(id_text, run_id))
        return FollowedRun(self._http, ids, call, following=following, starting=starting)

    def _stream_once(
        self, run: FollowedRun, body: dict[str, Any], keeping: Keeping
    ) -> Generator[StreamPart, None, None]:
        """Stream a run that is started once, from its first event, and keep it in a journal if there is one."""
        if run.ids.thread_id is None and keeping.journal is not None:
            raise ValueError("a journal needs a thread: create one with client.threads.create()")
        body = {**body, "stream_resumable": True}
        hindrance = why_not_resumable(body)
        if hindrance:
            raise ValueError(f"a stream with a journal or an idempotency_key must be resumable, but {hindrance}")
        return self._once(run, body).stream(body, keeping)

    def _once(self, run: FollowedRun, body: Mapping[str, Any]) -> OnceStarted:
        from ._once import OnceStarted  # noqa: PLC0415 - most programs need none

        body = run_body({"stream_resumable": True, **body})  # whoever finds it may want its events
        return OnceStarted(run, body, partial(self._with_question, run))

    def _with_question(self, run: FollowedRun, request: Request, deadline: Deadline) -> Request:
        """Address an answer that LangGraph would misread to the id of the question that waits, and check a given id."""
        command, thread_id = json_object(request.body.get("command")) or {}, run.ids.thread_id
        if thread_id is None or "resume" not in command or not needs_question(command["resume"]):
            return request

        resume = addressed(command["resume"], self._questions(thread_id, request.call, deadline), thread_id)
        return request._replace(body={**request.body, "command": {**command, "resume": resume}})


def _runs(thread_id: Optional[Id], *rest: Id) -> str:
    return path("runs", *rest) if thread_id is None else path("threads", thread_id, "runs", *rest)
