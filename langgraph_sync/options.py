# Generated from openapi/langgraph.yaml by `python -m codegen`: change that file, not this one.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo
    from os import PathLike
    from typing import Any, Literal, Optional, TypedDict, Union
    from uuid import UUID

    from typing_extensions import NotRequired

    from .models import CreatedRun

    from .models import (
        AssistantField,
        AssistantSortField,
        CancelAction,
        Checkpoint,
        Command,
        Config,
        CronField,
        CronSortField,
        Durability,
        IfExists,
        LangSmithTracer,
        MultitaskStrategy,
        NodeNames,
        OnDisconnect,
        PruneStrategy,
        RunField,
        RunStatus,
        SortOrder,
        StreamModes,
        Superstep,
        ThreadFate,
        ThreadField,
        ThreadSortField,
        ThreadStatus,
        ThreadStreamModes,
        ThreadTtl,
    )
else:
    TypedDict = dict


class CallOptions(TypedDict):
    """How one call is sent; taken by every method beside the options of the server, and never part of a body."""

    headers: NotRequired[Optional[Mapping[str, str]]]
    """Headers for this call, over those of the client."""

    params: NotRequired[Optional[Mapping[str, Any]]]
    """Query parameters for this call, beside those of the method."""

    timeout: NotRequired[Optional[Union[float, tuple[Optional[float], Optional[float]]]]]
    """Seconds to wait for a connection and for each read, or a pair of both; the client's unless given."""


class StartOptions(TypedDict):
    """How a run is started; taken by every method that starts one, and never part of a body."""

    on_run_created: NotRequired[Optional[Callable[[CreatedRun], object]]]
    """Called with the ids of the run as soon as the server has made it."""

    idempotency_key: NotRequired[Optional[str]]
    """Start the run once, however often it is asked for: one on the thread that carries the key is followed instead. Needs a thread; default: none."""


class JournalOptions(TypedDict):
    """Where a stream is kept on disk, so that it goes on after a crash; never part of a body."""

    journal: NotRequired[Optional[Union[str, PathLike[str]]]]
    """File that keeps the run's events and its outcome: where it has any, the stream goes on after them. Implies an `idempotency_key`; default: none."""

    replay: NotRequired[Optional[bool]]
    """Also yield what the `journal` has from before; default true."""

    heartbeats: NotRequired[Optional[bool]]
    """Also yield a `HeartbeatPart` for each comment by which the server keeps the connection alive, every 5 seconds on stock servers; default false."""


class FollowOptions(TypedDict):
    """How a run is followed to its end; taken by every method that does so, and never part of a body."""

    deadline: NotRequired[Optional[float]]
    """Seconds for all of it, after which `DeadlineExceededError` is raised (none unless given)."""

    on_exit: NotRequired[Optional[Literal["leave", "cancel"]]]
    """What to do with the run when it is left before its end, as by the `deadline`: `leave` lets it go on, `cancel` cancels it (`leave` unless given)."""


class AssistantsCreateOptions(CallOptions):
    """Options of `assistants.create`."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels for the assistant."""

    assistant_id: NotRequired[Optional[Union[str, UUID]]]
    """Identifier to use instead of a fresh one."""

    if_exists: NotRequired[Optional[IfExists]]
    """What to do when the identifier is taken (`raise` unless given)."""

    name: NotRequired[Optional[str]]
    """Name for people (`Untitled` unless given)."""

    description: NotRequired[Optional[str]]
    """Text for people."""


class AssistantsSearchOptions(CallOptions):
    """Options of `assistants.search`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels that an assistant must have."""

    graph_id: NotRequired[Optional[str]]
    """Only assistants of this graph."""

    name: NotRequired[Optional[str]]
    """Only assistants whose name contains this, whatever its case."""

    limit: NotRequired[Optional[int]]
    """Most assistants to send (10 unless given)."""

    offset: NotRequired[Optional[int]]
    """How many to pass over (0 unless given)."""

    sort_by: NotRequired[Optional[AssistantSortField]]
    """What to sort by."""

    sort_order: NotRequired[Optional[SortOrder]]
    """Smallest or largest first."""


class AssistantsSearchSelect(AssistantsSearchOptions):
    """Options of `assistants.search` with `select`."""

    select: Optional[Union[AssistantField, Sequence[AssistantField]]]
    """Only these fields of each."""


class AssistantsCountOptions(CallOptions):
    """Options of `assistants.count`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels that an assistant must have."""

    graph_id: NotRequired[Optional[str]]
    """Only assistants of this graph."""

    name: NotRequired[Optional[str]]
    """Only assistants whose name contains this, whatever its case."""


class AssistantsUpdateOptions(CallOptions):
    """Options of `assistants.update`."""

    graph_id: NotRequired[Optional[str]]
    """Name of another graph."""

    config: NotRequired[Optional[Config]]
    """Settings for every run, instead of the former ones."""

    context: NotRequired[Any]
    """Static values that the graph reads, instead of the former ones."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels to add or to replace."""

    name: NotRequired[Optional[str]]
    """Name for people."""

    description: NotRequired[Optional[str]]
    """Text for people; an empty one clears it."""


class AssistantsDeleteOptions(CallOptions):
    """Options of `assistants.delete`."""

    delete_threads: NotRequired[Optional[bool]]
    """Also remove the threads that are labelled with it (not unless given)."""


class AssistantsGetGraphOptions(CallOptions):
    """Options of `assistants.get_graph`."""

    xray: NotRequired[Optional[Union[bool, int]]]
    """Also draw what is inside subgraphs, down to any depth or to this one (not unless given)."""


class ThreadsCreateOptions(CallOptions):
    """Options of `threads.create`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels for the thread."""

    thread_id: NotRequired[Optional[Union[str, UUID]]]
    """Identifier to use instead of a fresh one."""

    if_exists: NotRequired[Optional[IfExists]]
    """What to do when the identifier is taken (`raise` unless given)."""

    supersteps: NotRequired[Optional[Sequence[Superstep]]]
    """States to write into it, one after the other."""

    ttl: NotRequired[Optional[Union[ThreadTtl, float]]]
    """How long to keep it: minutes, or a strategy and minutes."""


class ThreadsSearchOptions(CallOptions):
    """Options of `threads.search`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels that a thread must have."""

    values: NotRequired[Optional[Mapping[str, Any]]]
    """Values that its state must have."""

    ids: NotRequired[Optional[Union[str, UUID, Sequence[Union[str, UUID]]]]]
    """Only these threads; an empty list finds none."""

    status: NotRequired[Optional[ThreadStatus]]
    """Only threads with this status."""

    limit: NotRequired[Optional[int]]
    """Most threads to send (10 unless given)."""

    offset: NotRequired[Optional[int]]
    """How many to pass over (0 unless given)."""

    sort_by: NotRequired[Optional[ThreadSortField]]
    """What to sort by."""

    sort_order: NotRequired[Optional[SortOrder]]
    """Smallest or largest first."""

    extract: NotRequired[Optional[Mapping[str, str]]]
    """Values to pick out of the state: a name for each path, such as `values.messages[-1].content`; ten at most."""


class ThreadsSearchSelect(ThreadsSearchOptions):
    """Options of `threads.search` with `select`."""

    select: Optional[Union[ThreadField, Sequence[ThreadField]]]
    """Only these fields of each."""


class ThreadsCountOptions(CallOptions):
    """Options of `threads.count`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels that a thread must have."""

    values: NotRequired[Optional[Mapping[str, Any]]]
    """Values that its state must have."""

    status: NotRequired[Optional[ThreadStatus]]
    """Only threads with this status."""


class ThreadsPruneOptions(CallOptions):
    """Options of `threads.prune`."""

    strategy: NotRequired[Optional[PruneStrategy]]
    """What to remove (`delete` unless given)."""


class ThreadsGetOptions(CallOptions):
    """Options of `threads.get`."""

    include: NotRequired[Optional[Union[str, Sequence[str]]]]
    """Further fields to send back, such as `ttl`."""


class ThreadsUpdateOptions(CallOptions):
    """Options of `threads.update`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels to add or to replace."""

    ttl: NotRequired[Optional[Union[ThreadTtl, float]]]
    """How long to keep it: minutes, or a strategy and minutes."""


class ThreadsGetStateOptions(CallOptions):
    """Options of `threads.get_state`."""

    subgraphs: NotRequired[Optional[bool]]
    """Also send the states of subgraphs (not unless given)."""


class ThreadsGetStateSelect(ThreadsGetStateOptions):
    """Options of `threads.get_state` with `select`."""

    select: Optional[Union[str, Sequence[str]]]
    """Only these fields of the state, such as `next` or `values.messages`; `langgraph dev` sends them all."""


class ThreadsUpdateStateOptions(CallOptions):
    """Options of `threads.update_state`."""

    as_node: NotRequired[Optional[str]]
    """Node that is to have written it."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """State to start from (the newest unless given)."""


class ThreadsGetHistoryOptions(CallOptions):
    """Options of `threads.get_history`."""

    limit: NotRequired[Optional[int]]
    """Most states to send (the server takes 1, `get_history` 10 unless given)."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels that a state must have."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Only states of this subgraph."""


class ThreadsGetHistorySelect(ThreadsGetHistoryOptions):
    """Options of `threads.get_history` with `select`."""

    select: Optional[Union[str, Sequence[str]]]
    """Only these fields of each state, such as `next` or `values.messages`; `langgraph dev` sends them all."""


class ThreadsJoinStreamOptions(CallOptions):
    """Options of `threads.join_stream`."""

    stream_mode: NotRequired[Optional[ThreadStreamModes]]
    """What to report, one or several; `run_modes` unless given."""

    last_event_id: NotRequired[Optional[str]]
    """Send what came after this event, then what is new; `-` sends everything. Events are kept only for runs that were started with `stream_resumable`."""


class ThreadsStreamEventsOptions(CallOptions):
    """Options of `threads.stream_events`."""

    namespaces: NotRequired[Optional[Sequence[list[str]]]]
    """Only events of these subgraphs and of those inside them; a segment without `:` stands for any task of the node."""

    depth: NotRequired[Optional[int]]
    """How far inside the `namespaces` (any depth unless given); without them it means nothing."""

    since: NotRequired[Optional[int]]
    """Only events whose `seq` is higher; it is counted anew for each connection, and so is no position for another one."""


class RunsListOptions(CallOptions):
    """Options of `runs.list`."""

    limit: NotRequired[Optional[int]]
    """Most runs to send (10 unless given)."""

    offset: NotRequired[Optional[int]]
    """How many runs to pass over (0 unless given)."""

    status: NotRequired[Optional[RunStatus]]
    """Only runs with this status."""


class RunsListSelect(RunsListOptions):
    """Options of `runs.list` with `select`."""

    select: Optional[Union[RunField, Sequence[RunField]]]
    """Only these fields of each run."""


class RunsCreateOptions(StartOptions, CallOptions):
    """Options of `runs.create`."""

    input: NotRequired[Any]
    """What the graph is given."""

    command: NotRequired[Optional[Command]]
    """How a graph that waits goes on; instead of `input`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels for the run."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Saved state to start from."""

    checkpoint_id: NotRequired[Optional[Union[str, UUID]]]
    """Saved state to start from, by its id."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after."""

    webhook: NotRequired[Optional[str]]
    """Address that is told when the run ends."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (`enqueue` unless given)."""

    if_not_exists: NotRequired[Optional[Literal["create", "reject"]]]
    """What to do when the thread does not exist (`reject` unless given)."""

    on_completion: NotRequired[Optional[ThreadFate]]
    """What becomes of the thread that a run without a thread was given (`delete` unless given)."""

    after_seconds: NotRequired[Optional[float]]
    """Seconds to wait before it starts."""

    strict_resume: NotRequired[Optional[bool]]
    """Fail when an answer is to a question that does not wait, on servers whose `info()` has that ability (ignore it unless given)."""

    langsmith_tracing: NotRequired[Optional[LangSmithTracer]]
    """Where to trace it to."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved (`async` unless given)."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What to report; `values` unless given."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs (not unless given)."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events so that the stream can be taken up again (not unless given)."""


class RunsStreamOptions(StartOptions, FollowOptions, JournalOptions, CallOptions):
    """Options of `runs.stream`."""

    input: NotRequired[Any]
    """What the graph is given."""

    command: NotRequired[Optional[Command]]
    """How a graph that waits goes on; instead of `input`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels for the run."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Saved state to start from."""

    checkpoint_id: NotRequired[Optional[Union[str, UUID]]]
    """Saved state to start from, by its id."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after."""

    webhook: NotRequired[Optional[str]]
    """Address that is told when the run ends."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (`enqueue` unless given)."""

    if_not_exists: NotRequired[Optional[Literal["create", "reject"]]]
    """What to do when the thread does not exist (`reject` unless given)."""

    on_completion: NotRequired[Optional[ThreadFate]]
    """What becomes of the thread that a run without a thread was given (`delete` unless given)."""

    after_seconds: NotRequired[Optional[float]]
    """Seconds to wait before it starts."""

    strict_resume: NotRequired[Optional[bool]]
    """Fail when an answer is to a question that does not wait, on servers whose `info()` has that ability (ignore it unless given)."""

    langsmith_tracing: NotRequired[Optional[LangSmithTracer]]
    """Where to trace it to."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved (`async` unless given)."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What to report; `values` unless given."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs (not unless given)."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events so that the stream can be taken up again (not unless given)."""

    feedback_keys: NotRequired[Optional[Union[str, Sequence[str]]]]
    """Names of feedback to ask for at the end."""

    on_disconnect: NotRequired[Optional[OnDisconnect]]
    """What to do when the connection breaks (`continue` unless given)."""


class RunsWaitOptions(StartOptions, FollowOptions, CallOptions):
    """Options of `runs.wait`."""

    input: NotRequired[Any]
    """What the graph is given."""

    command: NotRequired[Optional[Command]]
    """How a graph that waits goes on; instead of `input`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels for the run."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Saved state to start from."""

    checkpoint_id: NotRequired[Optional[Union[str, UUID]]]
    """Saved state to start from, by its id."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after."""

    webhook: NotRequired[Optional[str]]
    """Address that is told when the run ends."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (`enqueue` unless given)."""

    if_not_exists: NotRequired[Optional[Literal["create", "reject"]]]
    """What to do when the thread does not exist (`reject` unless given)."""

    on_completion: NotRequired[Optional[ThreadFate]]
    """What becomes of the thread that a run without a thread was given (`delete` unless given)."""

    after_seconds: NotRequired[Optional[float]]
    """Seconds to wait before it starts."""

    strict_resume: NotRequired[Optional[bool]]
    """Fail when an answer is to a question that does not wait, on servers whose `info()` has that ability (ignore it unless given)."""

    langsmith_tracing: NotRequired[Optional[LangSmithTracer]]
    """Where to trace it to."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved (`async` unless given)."""

    on_disconnect: NotRequired[Optional[OnDisconnect]]
    """What to do when the connection breaks (`continue` unless given)."""


class RunsJoinOptions(FollowOptions, CallOptions):
    """Options of `runs.join`."""

    cancel_on_disconnect: NotRequired[Optional[bool]]
    """Stop the run when this connection breaks (not unless given)."""


class RunsJoinStreamOptions(FollowOptions, CallOptions):
    """Options of `runs.join_stream`."""

    cancel_on_disconnect: NotRequired[Optional[bool]]
    """Stop the run when this connection breaks (not unless given)."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """Only events of these modes; all that the run was started with unless given. A mode list also hides `metadata` and `error`."""

    last_event_id: NotRequired[Optional[str]]
    """Send what came after this event, then what is new; `-1` sends everything. Events are kept only for runs that were started with `stream_resumable`."""


class RunsCancelOptions(CallOptions):
    """Options of `runs.cancel`."""

    wait: NotRequired[Optional[bool]]
    """Answer when the run has stopped (at once unless given)."""

    action: NotRequired[Optional[CancelAction]]
    """`interrupt` keeps what a run has done, `rollback` removes the run and its states (`interrupt` unless given)."""


class RunsCancelManyOptions(CallOptions):
    """Options of `runs.cancel_many`."""

    thread_id: NotRequired[Optional[Union[str, UUID]]]
    """Thread that the runs belong to."""

    run_ids: NotRequired[Optional[Union[str, UUID, Sequence[Union[str, UUID]]]]]
    """The runs."""

    status: NotRequired[Optional[Literal["pending", "running", "all"]]]
    """All runs of the server with this status, instead of a thread and its runs."""

    action: NotRequired[Optional[CancelAction]]
    """`interrupt` keeps what a run has done, `rollback` removes the run and its states (`interrupt` unless given)."""


class CronsCreateForThreadOptions(CallOptions):
    """Options of `crons.create_for_thread`."""

    timezone: NotRequired[Optional[Union[str, tzinfo]]]
    """Where the clock hangs, such as `Europe/Berlin`."""

    input: NotRequired[Any]
    """What the graph is given."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels for the cron job and its runs."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    webhook: NotRequired[Optional[str]]
    """Address that is told when a run ends."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after."""

    enabled: NotRequired[Optional[bool]]
    """Whether it runs at all."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What its runs report."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events of its runs."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved."""

    end_time: NotRequired[Optional[Union[str, datetime]]]
    """When to end (never unless given)."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (`enqueue` unless given)."""


class CronsCreateOptions(CallOptions):
    """Options of `crons.create`."""

    timezone: NotRequired[Optional[Union[str, tzinfo]]]
    """Where the clock hangs, such as `Europe/Berlin`."""

    input: NotRequired[Any]
    """What the graph is given."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels for the cron job and its runs."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    webhook: NotRequired[Optional[str]]
    """Address that is told when a run ends."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after."""

    enabled: NotRequired[Optional[bool]]
    """Whether it runs at all."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What its runs report."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events of its runs."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved."""

    end_time: NotRequired[Optional[Union[str, datetime]]]
    """When to end (never unless given)."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (`enqueue` unless given)."""

    on_run_completed: NotRequired[Optional[ThreadFate]]
    """What becomes of the thread of a run (`delete` unless given)."""


class CronsSearchOptions(CallOptions):
    """Options of `crons.search`."""

    assistant_id: NotRequired[Optional[Union[str, UUID]]]
    """Only cron jobs of this assistant."""

    thread_id: NotRequired[Optional[Union[str, UUID]]]
    """Only cron jobs on this thread."""

    enabled: NotRequired[Optional[bool]]
    """Only those that run, or only those that do not."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels that a cron job must have."""

    limit: NotRequired[Optional[int]]
    """Most cron jobs to send (10 unless given)."""

    offset: NotRequired[Optional[int]]
    """How many to pass over (0 unless given)."""

    sort_by: NotRequired[Optional[CronSortField]]
    """What to sort by (`created_at` unless given)."""

    sort_order: NotRequired[Optional[SortOrder]]
    """Smallest or largest first (`desc` unless given)."""


class CronsSearchSelect(CronsSearchOptions):
    """Options of `crons.search` with `select`."""

    select: Optional[Union[CronField, Sequence[CronField]]]
    """Only these fields of each."""


class CronsCountOptions(CallOptions):
    """Options of `crons.count`."""

    assistant_id: NotRequired[Optional[Union[str, UUID]]]
    """Only cron jobs of this assistant."""

    thread_id: NotRequired[Optional[Union[str, UUID]]]
    """Only cron jobs on this thread."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels that a cron job must have."""


class CronsUpdateOptions(CallOptions):
    """Options of `crons.update`."""

    timezone: NotRequired[Optional[Union[str, tzinfo]]]
    """Where the clock hangs, such as `Europe/Berlin`."""

    input: NotRequired[Any]
    """What the graph is given."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Labels for the cron job and its runs."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    webhook: NotRequired[Optional[str]]
    """Address that is told when a run ends."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after."""

    enabled: NotRequired[Optional[bool]]
    """Whether it runs at all."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What its runs report."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events of its runs."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved."""

    schedule: NotRequired[Optional[str]]
    """When to run, in the five fields of crontab."""

    end_time: NotRequired[Optional[Union[str, datetime]]]
    """When to end; None for never."""

    on_run_completed: NotRequired[Optional[ThreadFate]]
    """What becomes of the thread of a run."""


class StoreGetItemOptions(CallOptions):
    """Options of `store.get_item`."""

    refresh_ttl: NotRequired[Optional[bool]]
    """Begin its lifetime anew (as the server is set up unless given)."""


class SystemOkOptions(CallOptions):
    """Options of `system.ok`."""

    check_db: NotRequired[Optional[Literal[0, 1]]]
    """1 also asks the database (0 unless given)."""
