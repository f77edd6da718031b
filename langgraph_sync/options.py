# Generated from openapi/langgraph.yaml by `python -m codegen`: change that file, not this one.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo
    from os import PathLike
    from typing import Any, Generic, Literal, Optional, TypedDict, TypeVar, Union
    from uuid import UUID

    from requests import Session
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

    GraphInput = TypeVar("GraphInput")
    GraphContext = TypeVar("GraphContext")
else:
    TypedDict = dict


class ClientOptions(TypedDict):
    """
    What a client is made of.

    Args:
        url (str | None): Address of the server (default: `LANGGRAPH_API_URL`, else
            "http://localhost:2024").
        api_key (str | None): API key; None sends none (default: `LANGGRAPH_API_KEY`,
            `LANGSMITH_API_KEY` or `LANGCHAIN_API_KEY`).
        headers (dict): Headers for every request (default: none).
        timeout (float | tuple[float | None, float | None]): Seconds to wait for a connection
            and for each read, or a pair of both (default: (5, 300), and 60 for a read once
            heartbeats have come).
        max_retries (int): How often a transient failure is retried, after 0.5, 1, 2, 4, 5
            seconds (default: 2).
        max_response_bytes (int | None): Largest event or answer to accept, in bytes (default:
            no limit).
        session (Session): Session of your own, used as it is and never closed; the options
            below do not apply then (default: a new one).
        verify (bool | str): File or folder of the authorities that certify servers; False
            checks no certificate (default: as in requests).
        cert (str | tuple[str, str]): File of a client certificate, or a pair of its file and
            that of its key (default: none).
        proxies (dict): Proxies by scheme, which override those of the environment (default:
            those of the environment).
        auth (Any): A pair of name and password, or any auth of requests (default: none).

    """

    url: NotRequired[Optional[str]]
    """Address of the server (default: `LANGGRAPH_API_URL`, else "http://localhost:2024")."""

    api_key: NotRequired[Optional[str]]
    """API key; None sends none (default: `LANGGRAPH_API_KEY`, `LANGSMITH_API_KEY` or `LANGCHAIN_API_KEY`)."""

    headers: NotRequired[Optional[Mapping[str, str]]]
    """Headers for every request (default: none)."""

    timeout: NotRequired[Optional[Union[float, tuple[Optional[float], Optional[float]]]]]
    """Seconds to wait for a connection and for each read, or a pair of both (default: (5, 300), and 60 for a read once heartbeats have come)."""

    max_retries: NotRequired[int]
    """How often a transient failure is retried, after 0.5, 1, 2, 4, 5 seconds (default: 2)."""

    max_response_bytes: NotRequired[Optional[int]]
    """Largest event or answer to accept, in bytes (default: no limit)."""

    session: NotRequired[Optional[Session]]
    """Session of your own, used as it is and never closed; the options below do not apply then (default: a new one)."""

    verify: NotRequired[Optional[Union[bool, str]]]
    """File or folder of the authorities that certify servers; False checks no certificate (default: as in requests)."""

    cert: NotRequired[Optional[Union[str, tuple[str, str]]]]
    """File of a client certificate, or a pair of its file and that of its key (default: none)."""

    proxies: NotRequired[Optional[Mapping[str, str]]]
    """Proxies by scheme, which override those of the environment (default: those of the environment)."""

    auth: NotRequired[Any]
    """A pair of name and password, or any auth of requests (default: none)."""


class CallOptions(TypedDict):
    """
    How one call is sent. Every method takes these, and they are never part of a body.

    Args:
        headers (dict): Headers for this call; they override those of the client.
        params (dict): Query parameters for this call, in addition to those of the method.
        timeout (float | tuple[float | None, float | None]): Seconds to wait for a connection
            and for each read, or a pair of both (default: the client's).

    """

    headers: NotRequired[Optional[Mapping[str, str]]]
    """Headers for this call; they override those of the client."""

    params: NotRequired[Optional[Mapping[str, Any]]]
    """Query parameters for this call, in addition to those of the method."""

    timeout: NotRequired[Optional[Union[float, tuple[Optional[float], Optional[float]]]]]
    """Seconds to wait for a connection and for each read, or a pair of both (default: the client's)."""


class StartOptions(TypedDict):
    """
    How a run is started. Every method that starts one takes these, and they are never part of a body.

    Args:
        on_run_created (Callable): Called with `{"run_id": ..., "thread_id": ...}` as soon as
            the server has created the run.
        idempotency_key (str): Start the run once: where the thread has a run with this key
            already, follow that one (default: none).

    """

    on_run_created: NotRequired[Optional[Callable[[CreatedRun], object]]]
    """Called with `{"run_id": ..., "thread_id": ...}` as soon as the server has created the run."""

    idempotency_key: NotRequired[Optional[str]]
    """Start the run once: where the thread has a run with this key already, follow that one (default: none)."""


class JournalOptions(TypedDict):
    """
    What a stream is kept in and what else it yields. These are never part of a body.

    Args:
        journal (str | PathLike): File that keeps the events and the outcome; the same call
            continues it (default: none).
        replay (bool): Also yield the events that the journal has already (default: True).
        heartbeats (bool): Also yield a `HeartbeatPart` for each keep-alive comment (default:
            False).

    """

    journal: NotRequired[Optional[Union[str, PathLike[str]]]]
    """File that keeps the events and the outcome; the same call continues it (default: none)."""

    replay: NotRequired[Optional[bool]]
    """Also yield the events that the journal has already (default: True)."""

    heartbeats: NotRequired[Optional[bool]]
    """Also yield a `HeartbeatPart` for each keep-alive comment (default: False)."""


class FollowOptions(TypedDict):
    """
    How a run is followed to its end. Every method that does so takes these, and they are never part of a body.

    Args:
        deadline (float): Seconds for the whole call, after which `DeadlineExceededError` is
            raised (default: no limit).
        on_exit ("leave" | "cancel"): What to do with the run when it is left before its end:
            "leave" lets it continue, "cancel" cancels it (default: "leave"). One without a key
            or journal is cancelled only once its id is known.

    """

    deadline: NotRequired[Optional[float]]
    """Seconds for the whole call, after which `DeadlineExceededError` is raised (default: no limit)."""

    on_exit: NotRequired[Optional[Literal["leave", "cancel"]]]
    """What to do with the run when it is left before its end: "leave" lets it continue, "cancel" cancels it (default: "leave"). One without a key or journal is cancelled only once its id is known."""


class AssistantsCreateOptions(CallOptions):
    """
    Options of `assistants.create`.

    Args:
        context (Any): Static values that the graph reads.
        metadata (dict): Metadata to attach to the assistant.
        assistant_id (str | UUID): Id to use (default: a new UUID).
        if_exists ("raise" | "do_nothing"): What to do when the id is taken: raise
            `ConflictError`, or return what exists (default: "raise").
        name (str): Name for people (default: "Untitled").
        description (str): Text for people.

    """

    context: NotRequired[Any]
    """Static values that the graph reads."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the assistant."""

    assistant_id: NotRequired[Optional[Union[str, UUID]]]
    """Id to use (default: a new UUID)."""

    if_exists: NotRequired[Optional[IfExists]]
    """What to do when the id is taken: raise `ConflictError`, or return what exists (default: "raise")."""

    name: NotRequired[Optional[str]]
    """Name for people (default: "Untitled")."""

    description: NotRequired[Optional[str]]
    """Text for people."""


class AssistantsSearchOptions(CallOptions):
    """
    Options of `assistants.search`.

    Args:
        metadata (dict): Only assistants with this metadata.
        graph_id (str): Only assistants of this graph.
        name (str): Only assistants whose name contains this, ignoring case.
        limit (int): Maximum number of assistants to return (default: 10; all with `iterate`).
        offset (int): How many to skip (default: 0).
        sort_by ("assistant_id" | "created_at" | "updated_at" | "name" | "graph_id"): Field to
            sort by (default: "created_at").
        sort_order ("asc" | "desc"): Ascending or descending (default: "desc").

    """

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Only assistants with this metadata."""

    graph_id: NotRequired[Optional[str]]
    """Only assistants of this graph."""

    name: NotRequired[Optional[str]]
    """Only assistants whose name contains this, ignoring case."""

    limit: NotRequired[Optional[int]]
    """Maximum number of assistants to return (default: 10; all with `iterate`)."""

    offset: NotRequired[Optional[int]]
    """How many to skip (default: 0)."""

    sort_by: NotRequired[Optional[AssistantSortField]]
    """Field to sort by (default: "created_at")."""

    sort_order: NotRequired[Optional[SortOrder]]
    """Ascending or descending (default: "desc")."""


class AssistantsSearchSelect(AssistantsSearchOptions):
    """
    Options of `assistants.search` with `select`.

    Args:
        select ("assistant_id" | "graph_id" | "name" | "description" | "config" | "context" |
            "created_at" | "updated_at" | "metadata" | "version", or a list of them): Return
            only these fields of each.

    """

    select: Optional[Union[AssistantField, Sequence[AssistantField]]]
    """Return only these fields of each."""


class AssistantsCountOptions(CallOptions):
    """
    Options of `assistants.count`.

    Args:
        metadata (dict): Only assistants with this metadata.
        graph_id (str): Only assistants of this graph.
        name (str): Only assistants whose name contains this, ignoring case.

    """

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Only assistants with this metadata."""

    graph_id: NotRequired[Optional[str]]
    """Only assistants of this graph."""

    name: NotRequired[Optional[str]]
    """Only assistants whose name contains this, ignoring case."""


class AssistantsUpdateOptions(CallOptions):
    """
    Options of `assistants.update`.

    Args:
        graph_id (str): Name of another graph.
        config (Config): Settings for every run, replacing the former ones.
        context (Any): Static values that the graph reads, replacing the former ones.
        metadata (dict): Metadata to add, or to replace key by key.
        name (str): Name for people.
        description (str): Text for people; "" clears it.

    """

    graph_id: NotRequired[Optional[str]]
    """Name of another graph."""

    config: NotRequired[Optional[Config]]
    """Settings for every run, replacing the former ones."""

    context: NotRequired[Any]
    """Static values that the graph reads, replacing the former ones."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to add, or to replace key by key."""

    name: NotRequired[Optional[str]]
    """Name for people."""

    description: NotRequired[Optional[str]]
    """Text for people; "" clears it."""


class AssistantsDeleteOptions(CallOptions):
    """
    Options of `assistants.delete`.

    Args:
        delete_threads (bool): Also remove the threads whose metadata name this assistant
            (default: False).

    """

    delete_threads: NotRequired[Optional[bool]]
    """Also remove the threads whose metadata name this assistant (default: False)."""


class AssistantsGetGraphOptions(CallOptions):
    """
    Options of `assistants.get_graph`.

    Args:
        xray (bool | int): Also draw the inside of subgraphs, to any depth (True) or down to
            this depth (default: False).

    """

    xray: NotRequired[Optional[Union[bool, int]]]
    """Also draw the inside of subgraphs, to any depth (True) or down to this depth (default: False)."""


class ThreadsCreateOptions(CallOptions):
    """
    Options of `threads.create`.

    Args:
        metadata (dict): Metadata to attach to the thread.
        thread_id (str | UUID): Id to use (default: a new UUID).
        if_exists ("raise" | "do_nothing"): What to do when the id is taken: raise
            `ConflictError`, or return what exists (default: "raise").
        supersteps (list[Superstep]): States to write into the thread, in this order (default:
            none).
        ttl (ThreadTtl | float): Lifetime in minutes, or a dict with `ttl` in minutes and
            `strategy` (default: the server's setting).

    """

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the thread."""

    thread_id: NotRequired[Optional[Union[str, UUID]]]
    """Id to use (default: a new UUID)."""

    if_exists: NotRequired[Optional[IfExists]]
    """What to do when the id is taken: raise `ConflictError`, or return what exists (default: "raise")."""

    supersteps: NotRequired[Optional[Sequence[Superstep]]]
    """States to write into the thread, in this order (default: none)."""

    ttl: NotRequired[Optional[Union[ThreadTtl, float]]]
    """Lifetime in minutes, or a dict with `ttl` in minutes and `strategy` (default: the server's setting)."""


class ThreadsSearchOptions(CallOptions):
    """
    Options of `threads.search`.

    Args:
        metadata (dict): Only threads with this metadata.
        values (dict): Only threads whose state has these values.
        ids (str | UUID, or a list of them): Only these threads; an empty list matches none
            (default: all).
        status ("idle" | "busy" | "interrupted" | "error"): Only threads with this status
            (default: any).
        limit (int): Maximum number of threads to return (default: 10; all with `iterate`).
        offset (int): How many to skip (default: 0).
        sort_by ("thread_id" | "status" | "created_at" | "updated_at" | "state_updated_at"):
            Field to sort by (default: "updated_at"; "created_at" with `iterate`).
        sort_order ("asc" | "desc"): Order, together with `sort_by` (default: "desc").
        extract (dict): Values to extract from the state: a dict of names and paths, such as
            `{"last": "values.messages[-1].content"}`, at most 10.

    """

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Only threads with this metadata."""

    values: NotRequired[Optional[Mapping[str, Any]]]
    """Only threads whose state has these values."""

    ids: NotRequired[Optional[Union[str, UUID, Sequence[Union[str, UUID]]]]]
    """Only these threads; an empty list matches none (default: all)."""

    status: NotRequired[Optional[ThreadStatus]]
    """Only threads with this status (default: any)."""

    limit: NotRequired[Optional[int]]
    """Maximum number of threads to return (default: 10; all with `iterate`)."""

    offset: NotRequired[Optional[int]]
    """How many to skip (default: 0)."""

    sort_by: NotRequired[Optional[ThreadSortField]]
    """Field to sort by (default: "updated_at"; "created_at" with `iterate`)."""

    sort_order: NotRequired[Optional[SortOrder]]
    """Order, together with `sort_by` (default: "desc")."""

    extract: NotRequired[Optional[Mapping[str, str]]]
    """Values to extract from the state: a dict of names and paths, such as `{"last": "values.messages[-1].content"}`, at most 10."""


class ThreadsSearchSelect(ThreadsSearchOptions):
    """
    Options of `threads.search` with `select`.

    Args:
        select ("thread_id" | "created_at" | "updated_at" | "state_updated_at" | "metadata" |
            "config" | "status" | "values" | "interrupts", or a list of them): Return only these
            fields of each.

    """

    select: Optional[Union[ThreadField, Sequence[ThreadField]]]
    """Return only these fields of each."""


class ThreadsCountOptions(CallOptions):
    """
    Options of `threads.count`.

    Args:
        metadata (dict): Only threads with this metadata.
        values (dict): Only threads whose state has these values.
        status ("idle" | "busy" | "interrupted" | "error"): Only threads with this status
            (default: any).

    """

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Only threads with this metadata."""

    values: NotRequired[Optional[Mapping[str, Any]]]
    """Only threads whose state has these values."""

    status: NotRequired[Optional[ThreadStatus]]
    """Only threads with this status (default: any)."""


class ThreadsPruneOptions(CallOptions):
    """
    Options of `threads.prune`.

    Args:
        strategy ("delete" | "keep_latest"): What to remove: the whole thread, or all but its
            newest state (default: "delete").

    """

    strategy: NotRequired[Optional[PruneStrategy]]
    """What to remove: the whole thread, or all but its newest state (default: "delete")."""


class ThreadsGetOptions(CallOptions):
    """
    Options of `threads.get`.

    Args:
        include (str, or a list of them): Further fields to return, such as `ttl` (default:
            none).

    """

    include: NotRequired[Optional[Union[str, Sequence[str]]]]
    """Further fields to return, such as `ttl` (default: none)."""


class ThreadsUpdateOptions(CallOptions):
    """
    Options of `threads.update`.

    Args:
        metadata (dict): Metadata to add, or to replace key by key.
        ttl (ThreadTtl | float): Lifetime in minutes, or a dict with `ttl` in minutes and
            `strategy` (default: the server's setting).

    """

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to add, or to replace key by key."""

    ttl: NotRequired[Optional[Union[ThreadTtl, float]]]
    """Lifetime in minutes, or a dict with `ttl` in minutes and `strategy` (default: the server's setting)."""


class ThreadsGetStateOptions(CallOptions):
    """
    Options of `threads.get_state`.

    Args:
        subgraphs (bool): Also return the states of subgraphs (default: False).

    """

    subgraphs: NotRequired[Optional[bool]]
    """Also return the states of subgraphs (default: False)."""


class ThreadsGetStateSelect(ThreadsGetStateOptions):
    """
    Options of `threads.get_state` with `select`.

    Args:
        select (str, or a list of them): Return only these fields of the state, such as "next"
            or "values.messages"; `langgraph dev` returns all.

    """

    select: Optional[Union[str, Sequence[str]]]
    """Return only these fields of the state, such as "next" or "values.messages"; `langgraph dev` returns all."""


class ThreadsUpdateStateOptions(CallOptions):
    """
    Options of `threads.update_state`.

    Args:
        as_node (str): Node to attribute the write to (default: the last one that wrote).
        checkpoint (Checkpoint): State to write on top of (default: the newest).

    """

    as_node: NotRequired[Optional[str]]
    """Node to attribute the write to (default: the last one that wrote)."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """State to write on top of (default: the newest)."""


class ThreadsGetHistoryOptions(CallOptions):
    """
    Options of `threads.get_history`.

    Args:
        limit (int): Maximum number of states to return (default: 10; all with
            `iterate_history`).
        metadata (dict): Only states with this metadata.
        checkpoint (Checkpoint): Only states of the subgraph that this checkpoint is in
            (default: of the root graph).

    """

    limit: NotRequired[Optional[int]]
    """Maximum number of states to return (default: 10; all with `iterate_history`)."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Only states with this metadata."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Only states of the subgraph that this checkpoint is in (default: of the root graph)."""


class ThreadsGetHistorySelect(ThreadsGetHistoryOptions):
    """
    Options of `threads.get_history` with `select`.

    Args:
        select (str, or a list of them): Return only these fields of each state, such as "next"
            or "values.messages"; `langgraph dev` returns all.

    """

    select: Optional[Union[str, Sequence[str]]]
    """Return only these fields of each state, such as "next" or "values.messages"; `langgraph dev` returns all."""


class ThreadsJoinStreamOptions(CallOptions):
    """
    Options of `threads.join_stream`.

    Args:
        stream_mode ("run_modes" | "lifecycle" | "state_update", or a list of them): What to
            report (default: "run_modes", the events of runs).
        last_event_id (str): Replay the events after this id, then yield live ones; "-" replays
            all (default: live only). Events are kept only for runs that were started with
            `stream_resumable`.

    """

    stream_mode: NotRequired[Optional[ThreadStreamModes]]
    """What to report (default: "run_modes", the events of runs)."""

    last_event_id: NotRequired[Optional[str]]
    """Replay the events after this id, then yield live ones; "-" replays all (default: live only). Events are kept only for runs that were started with `stream_resumable`."""


class ThreadsStreamEventsOptions(CallOptions):
    """
    Options of `threads.stream_events`.

    Args:
        namespaces (list[list[str]]): Only events of these subgraphs and of those inside them; a
            segment without `:` matches any task of the node (default: all).
        depth (int): How many levels inside the `namespaces` (default: any); ignored without
            them.
        since (int): Only events whose `seq` is higher. It restarts with each connection, so it
            cannot be used to resume.

    """

    namespaces: NotRequired[Optional[Sequence[list[str]]]]
    """Only events of these subgraphs and of those inside them; a segment without `:` matches any task of the node (default: all)."""

    depth: NotRequired[Optional[int]]
    """How many levels inside the `namespaces` (default: any); ignored without them."""

    since: NotRequired[Optional[int]]
    """Only events whose `seq` is higher. It restarts with each connection, so it cannot be used to resume."""


class RunsListOptions(CallOptions):
    """
    Options of `runs.list`.

    Args:
        limit (int): Maximum number of runs to return (default: 10; all with `iterate`).
        offset (int): How many runs to skip (default: 0).
        status ("pending" | "running" | "error" | "success" | "timeout" | "interrupted"): Only
            runs with this status (default: any).

    """

    limit: NotRequired[Optional[int]]
    """Maximum number of runs to return (default: 10; all with `iterate`)."""

    offset: NotRequired[Optional[int]]
    """How many runs to skip (default: 0)."""

    status: NotRequired[Optional[RunStatus]]
    """Only runs with this status (default: any)."""


class RunsListSelect(RunsListOptions):
    """
    Options of `runs.list` with `select`.

    Args:
        select ("run_id" | "thread_id" | "assistant_id" | "created_at" | "updated_at" | "status"
            | "metadata" | "kwargs" | "multitask_strategy" | "langsmith_session_name", or a list
            of them): Return only these fields of each run.

    """

    select: Optional[Union[RunField, Sequence[RunField]]]
    """Return only these fields of each run."""


class RunsCreateSharedOptions(StartOptions, CallOptions):
    """
    Options of `runs.create` and `Graph.create`.

    Args:
        command (Command): How a graph that waits continues, such as `{"resume": answer}`;
            instead of `input`.
        metadata (dict): Metadata to attach to the run.
        config (Config): Settings for the graph, such as `{"recursion_limit": 50,
            "configurable": {...}}`.
        checkpoint (Checkpoint): Saved state to start from (default: the newest).
        checkpoint_id (str | UUID): Saved state to start from, by its id (default: the newest).
        interrupt_before ("*" | list[str] | str): Nodes to stop before, "*" for all (default:
            none).
        interrupt_after ("*" | list[str] | str): Nodes to stop after, "*" for all (default:
            none).
        webhook (str): URL that the server calls when the run has ended.
        multitask_strategy ("reject" | "interrupt" | "rollback" | "enqueue"): What to do when
            the thread is busy (default: "enqueue").
        if_not_exists ("create" | "reject"): What to do when the thread does not exist (default:
            "reject", with `NotFoundError`).
        on_completion ("delete" | "keep"): What to do with the temporary thread of a run without
            a thread (default: "delete").
        after_seconds (float): Seconds to wait before the run starts (default: 0).
        strict_resume (bool): Fail if no question waits for the answer, on servers whose
            `info()` lists that ability (default: False).
        langsmith_tracing (LangSmithTracer): LangSmith project to trace the run to.
        durability ("sync" | "async" | "exit"): When states are saved: before the next step,
            during it, or when the run ends (default: "async").
        stream_mode ("values" | "updates" | "messages" | "messages-tuple" | "events" | "custom"
            | "tasks" | "checkpoints" | "debug", or a list of them): What to report (default:
            "values").
        stream_resumable (bool): Keep the events, so that the stream can be resumed after a cut
            (default: False).

    """

    command: NotRequired[Optional[Command]]
    """How a graph that waits continues, such as `{"resume": answer}`; instead of `input`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the run."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Saved state to start from (default: the newest)."""

    checkpoint_id: NotRequired[Optional[Union[str, UUID]]]
    """Saved state to start from, by its id (default: the newest)."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after, "*" for all (default: none)."""

    webhook: NotRequired[Optional[str]]
    """URL that the server calls when the run has ended."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (default: "enqueue")."""

    if_not_exists: NotRequired[Optional[Literal["create", "reject"]]]
    """What to do when the thread does not exist (default: "reject", with `NotFoundError`)."""

    on_completion: NotRequired[Optional[ThreadFate]]
    """What to do with the temporary thread of a run without a thread (default: "delete")."""

    after_seconds: NotRequired[Optional[float]]
    """Seconds to wait before the run starts (default: 0)."""

    strict_resume: NotRequired[Optional[bool]]
    """Fail if no question waits for the answer, on servers whose `info()` lists that ability (default: False)."""

    langsmith_tracing: NotRequired[Optional[LangSmithTracer]]
    """LangSmith project to trace the run to."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What to report (default: "values")."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events, so that the stream can be resumed after a cut (default: False)."""


if TYPE_CHECKING:

    class GraphCreateOptions(RunsCreateSharedOptions, Generic[GraphInput, GraphContext]):
        """
        Options of `Graph.create`.

        Args:
            input (Any): Input of the graph (default: none, to continue from the saved state).
            context (Any): Static values that the graph reads.

        """

        input: NotRequired[GraphInput]
        """Input of the graph (default: none, to continue from the saved state)."""

        context: NotRequired[GraphContext]
        """Static values that the graph reads."""

else:

    class GraphCreateOptions(RunsCreateSharedOptions):
        """
        Options of `Graph.create`.

        Args:
            input (Any): Input of the graph (default: none, to continue from the saved state).
            context (Any): Static values that the graph reads.

        """

        input: NotRequired[GraphInput]
        """Input of the graph (default: none, to continue from the saved state)."""

        context: NotRequired[GraphContext]
        """Static values that the graph reads."""


class RunsCreateOptions(RunsCreateSharedOptions):
    """
    Options of `runs.create`.

    Args:
        input (Any): Input of the graph (default: none, to continue from the saved state).
        context (Any): Static values that the graph reads.
        stream_subgraphs (bool): Also report from inside subgraphs (default: False).

    """

    input: NotRequired[Any]
    """Input of the graph (default: none, to continue from the saved state)."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs (default: False)."""


class RunsStreamSharedOptions(StartOptions, FollowOptions, JournalOptions, CallOptions):
    """
    Options of `runs.stream` and `Graph.stream`.

    Args:
        command (Command): How a graph that waits continues, such as `{"resume": answer}`;
            instead of `input`.
        metadata (dict): Metadata to attach to the run.
        config (Config): Settings for the graph, such as `{"recursion_limit": 50,
            "configurable": {...}}`.
        checkpoint (Checkpoint): Saved state to start from (default: the newest).
        checkpoint_id (str | UUID): Saved state to start from, by its id (default: the newest).
        interrupt_before ("*" | list[str] | str): Nodes to stop before, "*" for all (default:
            none).
        interrupt_after ("*" | list[str] | str): Nodes to stop after, "*" for all (default:
            none).
        webhook (str): URL that the server calls when the run has ended.
        multitask_strategy ("reject" | "interrupt" | "rollback" | "enqueue"): What to do when
            the thread is busy (default: "enqueue").
        if_not_exists ("create" | "reject"): What to do when the thread does not exist (default:
            "reject", with `NotFoundError`).
        on_completion ("delete" | "keep"): What to do with the temporary thread of a run without
            a thread (default: "delete").
        after_seconds (float): Seconds to wait before the run starts (default: 0).
        strict_resume (bool): Fail if no question waits for the answer, on servers whose
            `info()` lists that ability (default: False).
        langsmith_tracing (LangSmithTracer): LangSmith project to trace the run to.
        durability ("sync" | "async" | "exit"): When states are saved: before the next step,
            during it, or when the run ends (default: "async").
        stream_mode ("values" | "updates" | "messages" | "messages-tuple" | "events" | "custom"
            | "tasks" | "checkpoints" | "debug", or a list of them): What to report (default:
            "values").
        stream_resumable (bool): Keep the events, so that the stream can be resumed after a cut
            (default: False).
        feedback_keys (str, or a list of them): Names of feedback to request URLs for at the end
            (default: none).
        on_disconnect ("cancel" | "continue"): What the server does with the run when the
            connection breaks (default: the server's setting; "continue" on most).

    """

    command: NotRequired[Optional[Command]]
    """How a graph that waits continues, such as `{"resume": answer}`; instead of `input`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the run."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Saved state to start from (default: the newest)."""

    checkpoint_id: NotRequired[Optional[Union[str, UUID]]]
    """Saved state to start from, by its id (default: the newest)."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after, "*" for all (default: none)."""

    webhook: NotRequired[Optional[str]]
    """URL that the server calls when the run has ended."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (default: "enqueue")."""

    if_not_exists: NotRequired[Optional[Literal["create", "reject"]]]
    """What to do when the thread does not exist (default: "reject", with `NotFoundError`)."""

    on_completion: NotRequired[Optional[ThreadFate]]
    """What to do with the temporary thread of a run without a thread (default: "delete")."""

    after_seconds: NotRequired[Optional[float]]
    """Seconds to wait before the run starts (default: 0)."""

    strict_resume: NotRequired[Optional[bool]]
    """Fail if no question waits for the answer, on servers whose `info()` lists that ability (default: False)."""

    langsmith_tracing: NotRequired[Optional[LangSmithTracer]]
    """LangSmith project to trace the run to."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What to report (default: "values")."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events, so that the stream can be resumed after a cut (default: False)."""

    feedback_keys: NotRequired[Optional[Union[str, Sequence[str]]]]
    """Names of feedback to request URLs for at the end (default: none)."""

    on_disconnect: NotRequired[Optional[OnDisconnect]]
    """What the server does with the run when the connection breaks (default: the server's setting; "continue" on most)."""


if TYPE_CHECKING:

    class GraphStreamOptions(RunsStreamSharedOptions, Generic[GraphInput, GraphContext]):
        """
        Options of `Graph.stream`.

        Args:
            input (Any): Input of the graph (default: none, to continue from the saved state).
            context (Any): Static values that the graph reads.

        """

        input: NotRequired[GraphInput]
        """Input of the graph (default: none, to continue from the saved state)."""

        context: NotRequired[GraphContext]
        """Static values that the graph reads."""

else:

    class GraphStreamOptions(RunsStreamSharedOptions):
        """
        Options of `Graph.stream`.

        Args:
            input (Any): Input of the graph (default: none, to continue from the saved state).
            context (Any): Static values that the graph reads.

        """

        input: NotRequired[GraphInput]
        """Input of the graph (default: none, to continue from the saved state)."""

        context: NotRequired[GraphContext]
        """Static values that the graph reads."""


class RunsStreamOptions(RunsStreamSharedOptions):
    """
    Options of `runs.stream`.

    Args:
        input (Any): Input of the graph (default: none, to continue from the saved state).
        context (Any): Static values that the graph reads.
        stream_subgraphs (bool): Also report from inside subgraphs (default: False).

    """

    input: NotRequired[Any]
    """Input of the graph (default: none, to continue from the saved state)."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs (default: False)."""


class RunsWaitSharedOptions(StartOptions, FollowOptions, CallOptions):
    """
    Options of `runs.wait` and `Graph.wait`.

    Args:
        command (Command): How a graph that waits continues, such as `{"resume": answer}`;
            instead of `input`.
        metadata (dict): Metadata to attach to the run.
        config (Config): Settings for the graph, such as `{"recursion_limit": 50,
            "configurable": {...}}`.
        checkpoint (Checkpoint): Saved state to start from (default: the newest).
        checkpoint_id (str | UUID): Saved state to start from, by its id (default: the newest).
        interrupt_before ("*" | list[str] | str): Nodes to stop before, "*" for all (default:
            none).
        interrupt_after ("*" | list[str] | str): Nodes to stop after, "*" for all (default:
            none).
        webhook (str): URL that the server calls when the run has ended.
        multitask_strategy ("reject" | "interrupt" | "rollback" | "enqueue"): What to do when
            the thread is busy (default: "enqueue").
        if_not_exists ("create" | "reject"): What to do when the thread does not exist (default:
            "reject", with `NotFoundError`).
        on_completion ("delete" | "keep"): What to do with the temporary thread of a run without
            a thread (default: "delete").
        after_seconds (float): Seconds to wait before the run starts (default: 0).
        strict_resume (bool): Fail if no question waits for the answer, on servers whose
            `info()` lists that ability (default: False).
        langsmith_tracing (LangSmithTracer): LangSmith project to trace the run to.
        durability ("sync" | "async" | "exit"): When states are saved: before the next step,
            during it, or when the run ends (default: "async").
        on_disconnect ("cancel" | "continue"): What the server does with the run when the
            connection breaks (default: the server's setting; "continue" on most).

    """

    command: NotRequired[Optional[Command]]
    """How a graph that waits continues, such as `{"resume": answer}`; instead of `input`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the run."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Saved state to start from (default: the newest)."""

    checkpoint_id: NotRequired[Optional[Union[str, UUID]]]
    """Saved state to start from, by its id (default: the newest)."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after, "*" for all (default: none)."""

    webhook: NotRequired[Optional[str]]
    """URL that the server calls when the run has ended."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (default: "enqueue")."""

    if_not_exists: NotRequired[Optional[Literal["create", "reject"]]]
    """What to do when the thread does not exist (default: "reject", with `NotFoundError`)."""

    on_completion: NotRequired[Optional[ThreadFate]]
    """What to do with the temporary thread of a run without a thread (default: "delete")."""

    after_seconds: NotRequired[Optional[float]]
    """Seconds to wait before the run starts (default: 0)."""

    strict_resume: NotRequired[Optional[bool]]
    """Fail if no question waits for the answer, on servers whose `info()` lists that ability (default: False)."""

    langsmith_tracing: NotRequired[Optional[LangSmithTracer]]
    """LangSmith project to trace the run to."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""

    on_disconnect: NotRequired[Optional[OnDisconnect]]
    """What the server does with the run when the connection breaks (default: the server's setting; "continue" on most)."""


if TYPE_CHECKING:

    class GraphWaitOptions(RunsWaitSharedOptions, Generic[GraphInput, GraphContext]):
        """
        Options of `Graph.wait`.

        Args:
            input (Any): Input of the graph (default: none, to continue from the saved state).
            context (Any): Static values that the graph reads.

        """

        input: NotRequired[GraphInput]
        """Input of the graph (default: none, to continue from the saved state)."""

        context: NotRequired[GraphContext]
        """Static values that the graph reads."""

else:

    class GraphWaitOptions(RunsWaitSharedOptions):
        """
        Options of `Graph.wait`.

        Args:
            input (Any): Input of the graph (default: none, to continue from the saved state).
            context (Any): Static values that the graph reads.

        """

        input: NotRequired[GraphInput]
        """Input of the graph (default: none, to continue from the saved state)."""

        context: NotRequired[GraphContext]
        """Static values that the graph reads."""


class RunsWaitOptions(RunsWaitSharedOptions):
    """
    Options of `runs.wait`.

    Args:
        input (Any): Input of the graph (default: none, to continue from the saved state).
        context (Any): Static values that the graph reads.

    """

    input: NotRequired[Any]
    """Input of the graph (default: none, to continue from the saved state)."""

    context: NotRequired[Any]
    """Static values that the graph reads."""


class RunsJoinOptions(FollowOptions, CallOptions):
    """
    Options of `runs.join`.

    Args:
        cancel_on_disconnect (bool): Cancel the run when this connection breaks (default:
            False).

    """

    cancel_on_disconnect: NotRequired[Optional[bool]]
    """Cancel the run when this connection breaks (default: False)."""


class RunsJoinStreamOptions(FollowOptions, CallOptions):
    """
    Options of `runs.join_stream`.

    Args:
        cancel_on_disconnect (bool): Cancel the run when this connection breaks (default:
            False).
        stream_mode ("values" | "updates" | "messages" | "messages-tuple" | "events" | "custom"
            | "tasks" | "checkpoints" | "debug", or a list of them): Only events of these modes
            (default: all that the run was started with). Any choice also hides `metadata` and
            `error`.
        last_event_id (str): Replay the events after this id, then yield live ones; "-1" replays
            all (default: live only). Events are kept only for runs that were started with
            `stream_resumable`.

    """

    cancel_on_disconnect: NotRequired[Optional[bool]]
    """Cancel the run when this connection breaks (default: False)."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """Only events of these modes (default: all that the run was started with). Any choice also hides `metadata` and `error`."""

    last_event_id: NotRequired[Optional[str]]
    """Replay the events after this id, then yield live ones; "-1" replays all (default: live only). Events are kept only for runs that were started with `stream_resumable`."""


class RunsCancelOptions(CallOptions):
    """
    Options of `runs.cancel`.

    Args:
        wait (bool): Return when the run has stopped (default: False, at once).
        action ("interrupt" | "rollback"): "interrupt" keeps what a run has done, "rollback"
            removes the run and its states (default: "interrupt").

    """

    wait: NotRequired[Optional[bool]]
    """Return when the run has stopped (default: False, at once)."""

    action: NotRequired[Optional[CancelAction]]
    """"interrupt" keeps what a run has done, "rollback" removes the run and its states (default: "interrupt")."""


class RunsMapOptions(CallOptions):
    """
    Options of `runs.map`.

    Args:
        command (Command): How a graph that waits continues, such as `{"resume": answer}`;
            instead of `input`.
        metadata (dict): Metadata to attach to the run.
        config (Config): Settings for the graph, such as `{"recursion_limit": 50,
            "configurable": {...}}`.
        context (Any): Static values that the graph reads.
        checkpoint (Checkpoint): Saved state to start from (default: the newest).
        checkpoint_id (str | UUID): Saved state to start from, by its id (default: the newest).
        interrupt_before ("*" | list[str] | str): Nodes to stop before, "*" for all (default:
            none).
        interrupt_after ("*" | list[str] | str): Nodes to stop after, "*" for all (default:
            none).
        webhook (str): URL that the server calls when the run has ended.
        multitask_strategy ("reject" | "interrupt" | "rollback" | "enqueue"): What to do when
            the thread is busy (default: "enqueue").
        if_not_exists ("create" | "reject"): What to do when the thread does not exist (default:
            "reject", with `NotFoundError`).
        on_completion ("delete" | "keep"): What to do with the temporary thread of a run without
            a thread (default: "delete").
        after_seconds (float): Seconds to wait before the run starts (default: 0).
        strict_resume (bool): Fail if no question waits for the answer, on servers whose
            `info()` lists that ability (default: False).
        langsmith_tracing (LangSmithTracer): LangSmith project to trace the run to.
        durability ("sync" | "async" | "exit"): When states are saved: before the next step,
            during it, or when the run ends (default: "async").
        on_disconnect ("cancel" | "continue"): What the server does with the run when the
            connection breaks (default: the server's setting; "continue" on most).

    """

    command: NotRequired[Optional[Command]]
    """How a graph that waits continues, such as `{"resume": answer}`; instead of `input`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the run."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Saved state to start from (default: the newest)."""

    checkpoint_id: NotRequired[Optional[Union[str, UUID]]]
    """Saved state to start from, by its id (default: the newest)."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after, "*" for all (default: none)."""

    webhook: NotRequired[Optional[str]]
    """URL that the server calls when the run has ended."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (default: "enqueue")."""

    if_not_exists: NotRequired[Optional[Literal["create", "reject"]]]
    """What to do when the thread does not exist (default: "reject", with `NotFoundError`)."""

    on_completion: NotRequired[Optional[ThreadFate]]
    """What to do with the temporary thread of a run without a thread (default: "delete")."""

    after_seconds: NotRequired[Optional[float]]
    """Seconds to wait before the run starts (default: 0)."""

    strict_resume: NotRequired[Optional[bool]]
    """Fail if no question waits for the answer, on servers whose `info()` lists that ability (default: False)."""

    langsmith_tracing: NotRequired[Optional[LangSmithTracer]]
    """LangSmith project to trace the run to."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""

    on_disconnect: NotRequired[Optional[OnDisconnect]]
    """What the server does with the run when the connection breaks (default: the server's setting; "continue" on most)."""


class RunsCancelManyOptions(CallOptions):
    """
    Options of `runs.cancel_many`.

    Args:
        thread_id (str | UUID): Thread of the runs, together with `run_ids`.
        run_ids (str | UUID, or a list of them): Ids of the runs, together with `thread_id`.
        status ("pending" | "running" | "all"): All runs of the server with this status, instead
            of `thread_id` and `run_ids` (default: none).
        action ("interrupt" | "rollback"): "interrupt" keeps what a run has done, "rollback"
            removes the run and its states (default: "interrupt").

    """

    thread_id: NotRequired[Optional[Union[str, UUID]]]
    """Thread of the runs, together with `run_ids`."""

    run_ids: NotRequired[Optional[Union[str, UUID, Sequence[Union[str, UUID]]]]]
    """Ids of the runs, together with `thread_id`."""

    status: NotRequired[Optional[Literal["pending", "running", "all"]]]
    """All runs of the server with this status, instead of `thread_id` and `run_ids` (default: none)."""

    action: NotRequired[Optional[CancelAction]]
    """"interrupt" keeps what a run has done, "rollback" removes the run and its states (default: "interrupt")."""


class CronsCreateForThreadOptions(CallOptions):
    """
    Options of `crons.create_for_thread`.

    Args:
        timezone (str | tzinfo): Time zone of the schedule, such as "Europe/Berlin" (default:
            UTC).
        input (Any): Input of the graph (default: none, to continue from the saved state).
        metadata (dict): Metadata to attach to the cron job and its runs.
        config (Config): Settings for the graph, such as `{"recursion_limit": 50,
            "configurable": {...}}`.
        context (Any): Static values that the graph reads.
        webhook (str): URL that the server calls when a run has ended.
        interrupt_before ("*" | list[str] | str): Nodes to stop before, "*" for all (default:
            none).
        interrupt_after ("*" | list[str] | str): Nodes to stop after, "*" for all (default:
            none).
        enabled (bool): Whether the schedule is active (default: True).
        stream_mode ("values" | "updates" | "messages" | "messages-tuple" | "events" | "custom"
            | "tasks" | "checkpoints" | "debug", or a list of them): What its runs report
            (default: "values").
        stream_subgraphs (bool): Also report from inside subgraphs (default: False).
        stream_resumable (bool): Keep the events of its runs, so that they can be replayed
            (default: False).
        durability ("sync" | "async" | "exit"): When states are saved: before the next step,
            during it, or when the run ends (default: "async").
        end_time (str | datetime): When to end (default: never).
        multitask_strategy ("reject" | "interrupt" | "rollback" | "enqueue"): What to do when
            the thread is busy (default: "enqueue").

    """

    timezone: NotRequired[Optional[Union[str, tzinfo]]]
    """Time zone of the schedule, such as "Europe/Berlin" (default: UTC)."""

    input: NotRequired[Any]
    """Input of the graph (default: none, to continue from the saved state)."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the cron job and its runs."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    webhook: NotRequired[Optional[str]]
    """URL that the server calls when a run has ended."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after, "*" for all (default: none)."""

    enabled: NotRequired[Optional[bool]]
    """Whether the schedule is active (default: True)."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What its runs report (default: "values")."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs (default: False)."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events of its runs, so that they can be replayed (default: False)."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""

    end_time: NotRequired[Optional[Union[str, datetime]]]
    """When to end (default: never)."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (default: "enqueue")."""


class CronsCreateOptions(CallOptions):
    """
    Options of `crons.create`.

    Args:
        timezone (str | tzinfo): Time zone of the schedule, such as "Europe/Berlin" (default:
            UTC).
        input (Any): Input of the graph (default: none, to continue from the saved state).
        metadata (dict): Metadata to attach to the cron job and its runs.
        config (Config): Settings for the graph, such as `{"recursion_limit": 50,
            "configurable": {...}}`.
        context (Any): Static values that the graph reads.
        webhook (str): URL that the server calls when a run has ended.
        interrupt_before ("*" | list[str] | str): Nodes to stop before, "*" for all (default:
            none).
        interrupt_after ("*" | list[str] | str): Nodes to stop after, "*" for all (default:
            none).
        enabled (bool): Whether the schedule is active (default: True).
        stream_mode ("values" | "updates" | "messages" | "messages-tuple" | "events" | "custom"
            | "tasks" | "checkpoints" | "debug", or a list of them): What its runs report
            (default: "values").
        stream_subgraphs (bool): Also report from inside subgraphs (default: False).
        stream_resumable (bool): Keep the events of its runs, so that they can be replayed
            (default: False).
        durability ("sync" | "async" | "exit"): When states are saved: before the next step,
            during it, or when the run ends (default: "async").
        end_time (str | datetime): When to end (default: never).
        multitask_strategy ("reject" | "interrupt" | "rollback" | "enqueue"): What to do when
            the thread is busy (default: "enqueue").
        on_run_completed ("delete" | "keep"): What to do with the thread of a run when it has
            ended (default: "delete").

    """

    timezone: NotRequired[Optional[Union[str, tzinfo]]]
    """Time zone of the schedule, such as "Europe/Berlin" (default: UTC)."""

    input: NotRequired[Any]
    """Input of the graph (default: none, to continue from the saved state)."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the cron job and its runs."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    webhook: NotRequired[Optional[str]]
    """URL that the server calls when a run has ended."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after, "*" for all (default: none)."""

    enabled: NotRequired[Optional[bool]]
    """Whether the schedule is active (default: True)."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What its runs report (default: "values")."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs (default: False)."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events of its runs, so that they can be replayed (default: False)."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""

    end_time: NotRequired[Optional[Union[str, datetime]]]
    """When to end (default: never)."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (default: "enqueue")."""

    on_run_completed: NotRequired[Optional[ThreadFate]]
    """What to do with the thread of a run when it has ended (default: "delete")."""


class CronsSearchOptions(CallOptions):
    """
    Options of `crons.search`.

    Args:
        assistant_id (str | UUID): Only cron jobs of this assistant.
        thread_id (str | UUID): Only cron jobs on this thread.
        enabled (bool): Only active cron jobs (True) or only inactive ones (False) (default:
            both).
        metadata (dict): Only cron jobs with this metadata.
        limit (int): Maximum number of cron jobs to return (default: 10; all with `iterate`).
        offset (int): How many to skip (default: 0).
        sort_by ("cron_id" | "assistant_id" | "thread_id" | "next_run_date" | "end_time" |
            "created_at" | "updated_at"): Field to sort by (default: "created_at").
        sort_order ("asc" | "desc"): Ascending or descending (default: "desc").

    """

    assistant_id: NotRequired[Optional[Union[str, UUID]]]
    """Only cron jobs of this assistant."""

    thread_id: NotRequired[Optional[Union[str, UUID]]]
    """Only cron jobs on this thread."""

    enabled: NotRequired[Optional[bool]]
    """Only active cron jobs (True) or only inactive ones (False) (default: both)."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Only cron jobs with this metadata."""

    limit: NotRequired[Optional[int]]
    """Maximum number of cron jobs to return (default: 10; all with `iterate`)."""

    offset: NotRequired[Optional[int]]
    """How many to skip (default: 0)."""

    sort_by: NotRequired[Optional[CronSortField]]
    """Field to sort by (default: "created_at")."""

    sort_order: NotRequired[Optional[SortOrder]]
    """Ascending or descending (default: "desc")."""


class CronsSearchSelect(CronsSearchOptions):
    """
    Options of `crons.search` with `select`.

    Args:
        select ("cron_id" | "assistant_id" | "thread_id" | "on_run_completed" | "end_time" |
            "schedule" | "timezone" | "created_at" | "updated_at" | "user_id" | "payload" |
            "next_run_date" | "metadata" | "enabled", or a list of them): Return only these
            fields of each.

    """

    select: Optional[Union[CronField, Sequence[CronField]]]
    """Return only these fields of each."""


class CronsCountOptions(CallOptions):
    """
    Options of `crons.count`.

    Args:
        assistant_id (str | UUID): Only cron jobs of this assistant.
        thread_id (str | UUID): Only cron jobs on this thread.
        metadata (dict): Only cron jobs with this metadata.

    """

    assistant_id: NotRequired[Optional[Union[str, UUID]]]
    """Only cron jobs of this assistant."""

    thread_id: NotRequired[Optional[Union[str, UUID]]]
    """Only cron jobs on this thread."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Only cron jobs with this metadata."""


class CronsUpdateOptions(CallOptions):
    """
    Options of `crons.update`.

    Args:
        timezone (str | tzinfo): Time zone of the schedule, such as "Europe/Berlin" (default:
            UTC).
        input (Any): Input of the graph (default: none, to continue from the saved state).
        metadata (dict): Metadata to attach to the cron job and its runs.
        config (Config): Settings for the graph, such as `{"recursion_limit": 50,
            "configurable": {...}}`.
        context (Any): Static values that the graph reads.
        webhook (str): URL that the server calls when a run has ended.
        interrupt_before ("*" | list[str] | str): Nodes to stop before, "*" for all (default:
            none).
        interrupt_after ("*" | list[str] | str): Nodes to stop after, "*" for all (default:
            none).
        enabled (bool): Whether the schedule is active (default: True).
        stream_mode ("values" | "updates" | "messages" | "messages-tuple" | "events" | "custom"
            | "tasks" | "checkpoints" | "debug", or a list of them): What its runs report
            (default: "values").
        stream_subgraphs (bool): Also report from inside subgraphs (default: False).
        stream_resumable (bool): Keep the events of its runs, so that they can be replayed
            (default: False).
        durability ("sync" | "async" | "exit"): When states are saved: before the next step,
            during it, or when the run ends (default: "async").
        schedule (str): When to start runs, in the five fields of crontab.
        end_time (str | datetime): When to end; None for never.
        on_run_completed ("delete" | "keep"): What to do with the thread of a run when it has
            ended (default: "delete").

    """

    timezone: NotRequired[Optional[Union[str, tzinfo]]]
    """Time zone of the schedule, such as "Europe/Berlin" (default: UTC)."""

    input: NotRequired[Any]
    """Input of the graph (default: none, to continue from the saved state)."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the cron job and its runs."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    webhook: NotRequired[Optional[str]]
    """URL that the server calls when a run has ended."""

    interrupt_before: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[Optional[Union[NodeNames, str]]]
    """Nodes to stop after, "*" for all (default: none)."""

    enabled: NotRequired[Optional[bool]]
    """Whether the schedule is active (default: True)."""

    stream_mode: NotRequired[Optional[StreamModes]]
    """What its runs report (default: "values")."""

    stream_subgraphs: NotRequired[Optional[bool]]
    """Also report from inside subgraphs (default: False)."""

    stream_resumable: NotRequired[Optional[bool]]
    """Keep the events of its runs, so that they can be replayed (default: False)."""

    durability: NotRequired[Optional[Durability]]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""

    schedule: NotRequired[Optional[str]]
    """When to start runs, in the five fields of crontab."""

    end_time: NotRequired[Optional[Union[str, datetime]]]
    """When to end; None for never."""

    on_run_completed: NotRequired[Optional[ThreadFate]]
    """What to do with the thread of a run when it has ended (default: "delete")."""


class StoreGetItemOptions(CallOptions):
    """
    Options of `store.get_item`.

    Args:
        refresh_ttl (bool): Restart the lifetime of the item (default: the server's setting).

    """

    refresh_ttl: NotRequired[Optional[bool]]
    """Restart the lifetime of the item (default: the server's setting)."""


class SystemOkOptions(CallOptions):
    """
    Options of `system.ok`.

    Args:
        check_db (0 | 1): 1 also checks the database (default: 0).

    """

    check_db: NotRequired[Optional[Literal[0, 1]]]
    """1 also checks the database (default: 0)."""


class ThreadsStreamRunOptions(StartOptions, FollowOptions, JournalOptions, CallOptions):
    """
    Options of `threads.stream_run`.

    Args:
        input (Any): Input for the graph.
        answer (Any): Answer to the question that waits on the thread, instead of an input: any
            JSON value, None included.
        interrupt_id (str | UUID): Question that the answer is for, if several wait.
        config (Config): Settings for the graph, such as `{"recursion_limit": 50,
            "configurable": {...}}`.
        metadata (dict): Metadata to attach to the run.
        multitask_strategy ("reject" | "interrupt" | "rollback" | "enqueue"): What to do when
            the thread is busy (default: "enqueue").

    """

    input: NotRequired[Any]
    """Input for the graph."""

    answer: NotRequired[Any]
    """Answer to the question that waits on the thread, instead of an input: any JSON value, None included."""

    interrupt_id: NotRequired[Optional[Union[str, UUID]]]
    """Question that the answer is for, if several wait."""

    config: NotRequired[Optional[Config]]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    metadata: NotRequired[Optional[Mapping[str, Any]]]
    """Metadata to attach to the run."""

    multitask_strategy: NotRequired[Optional[MultitaskStrategy]]
    """What to do when the thread is busy (default: "enqueue")."""


# What methods check before they send anything: one of some values, or a kind of number or object.
RULES: dict[str, dict[str, Any]] = {
    "ClientOptions": {"headers": dict, "timeout": tuple, "max_retries": int, "max_response_bytes": int, "proxies": dict},
    "CallOptions": {"headers": dict, "params": dict, "timeout": tuple},
    "StartOptions": {"on_run_created": callable},
    "JournalOptions": {"replay": bool, "heartbeats": bool},
    "ThreadsStreamRunOptions": {"metadata": dict, "multitask_strategy": ("reject", "interrupt", "rollback", "enqueue")},
    "FollowOptions": {"deadline": float, "on_exit": ("leave", "cancel")},
    "AssistantsCreateOptions": {"metadata": dict, "if_exists": ("raise", "do_nothing")},
    "AssistantsSearchOptions": {"metadata": dict, "limit": int, "offset": int, "sort_by": ("assistant_id", "created_at", "updated_at", "name", "graph_id"), "sort_order": ("asc", "desc")},
    "AssistantsSearchSelect": {"select": ("assistant_id", "graph_id", "name", "description", "config", "context", "created_at", "updated_at", "metadata", "version")},
    "AssistantsCountOptions": {"metadata": dict},
    "AssistantsUpdateOptions": {"metadata": dict},
    "AssistantsDeleteOptions": {"delete_threads": bool},
    "AssistantsGetGraphOptions": {"xray": bool},
    "ThreadsCreateOptions": {"metadata": dict, "if_exists": ("raise", "do_nothing")},
    "ThreadsSearchOptions": {"metadata": dict, "values": dict, "status": ("idle", "busy", "interrupted", "error"), "limit": int, "offset": int, "sort_by": ("thread_id", "status", "created_at", "updated_at", "state_updated_at"), "sort_order": ("asc", "desc"), "extract": dict},
    "ThreadsSearchSelect": {"select": ("thread_id", "created_at", "updated_at", "state_updated_at", "metadata", "config", "status", "values", "interrupts")},
    "ThreadsCountOptions": {"metadata": dict, "values": dict, "status": ("idle", "busy", "interrupted", "error")},
    "ThreadsPruneOptions": {"strategy": ("delete", "keep_latest")},
    "ThreadsUpdateOptions": {"metadata": dict},
    "ThreadsGetStateOptions": {"subgraphs": bool},
    "ThreadsGetHistoryOptions": {"limit": int, "metadata": dict},
    "ThreadsJoinStreamOptions": {"stream_mode": ("run_modes", "lifecycle", "state_update")},
    "ThreadsStreamEventsOptions": {"depth": int, "since": int},
    "RunsListOptions": {"limit": int, "offset": int, "status": ("pending", "running", "error", "success", "timeout", "interrupted")},
    "RunsListSelect": {"select": ("run_id", "thread_id", "assistant_id", "created_at", "updated_at", "status", "metadata", "kwargs", "multitask_strategy", "langsmith_session_name")},
    "RunsCreateSharedOptions": {"metadata": dict, "multitask_strategy": ("reject", "interrupt", "rollback", "enqueue"), "if_not_exists": ("create", "reject"), "on_completion": ("delete", "keep"), "after_seconds": float, "strict_resume": bool, "durability": ("sync", "async", "exit"), "stream_mode": ("values", "updates", "messages", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"), "stream_resumable": bool},
    "RunsCreateOptions": {"stream_subgraphs": bool},
    "RunsStreamSharedOptions": {"metadata": dict, "multitask_strategy": ("reject", "interrupt", "rollback", "enqueue"), "if_not_exists": ("create", "reject"), "on_completion": ("delete", "keep"), "after_seconds": float, "strict_resume": bool, "durability": ("sync", "async", "exit"), "stream_mode": ("values", "updates", "messages", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"), "stream_resumable": bool, "on_disconnect": ("cancel", "continue")},
    "RunsStreamOptions": {"stream_subgraphs": bool},
    "RunsWaitSharedOptions": {"metadata": dict, "multitask_strategy": ("reject", "interrupt", "rollback", "enqueue"), "if_not_exists": ("create", "reject"), "on_completion": ("delete", "keep"), "after_seconds": float, "strict_resume": bool, "durability": ("sync", "async", "exit"), "on_disconnect": ("cancel", "continue")},
    "RunsJoinOptions": {"cancel_on_disconnect": bool},
    "RunsJoinStreamOptions": {"cancel_on_disconnect": bool, "stream_mode": ("values", "updates", "messages", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug")},
    "RunsCancelOptions": {"wait": bool, "action": ("interrupt", "rollback")},
    "RunsMapOptions": {"metadata": dict, "multitask_strategy": ("reject", "interrupt", "rollback", "enqueue"), "if_not_exists": ("create", "reject"), "on_completion": ("delete", "keep"), "after_seconds": float, "strict_resume": bool, "durability": ("sync", "async", "exit"), "on_disconnect": ("cancel", "continue")},
    "RunsCancelManyOptions": {"status": ("pending", "running", "all"), "action": ("interrupt", "rollback")},
    "CronsCreateForThreadOptions": {"metadata": dict, "enabled": bool, "stream_mode": ("values", "updates", "messages", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"), "stream_subgraphs": bool, "stream_resumable": bool, "durability": ("sync", "async", "exit"), "multitask_strategy": ("reject", "interrupt", "rollback", "enqueue")},
    "CronsCreateOptions": {"metadata": dict, "enabled": bool, "stream_mode": ("values", "updates", "messages", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"), "stream_subgraphs": bool, "stream_resumable": bool, "durability": ("sync", "async", "exit"), "multitask_strategy": ("reject", "interrupt", "rollback", "enqueue"), "on_run_completed": ("delete", "keep")},
    "CronsSearchOptions": {"enabled": bool, "metadata": dict, "limit": int, "offset": int, "sort_by": ("cron_id", "assistant_id", "thread_id", "next_run_date", "end_time", "created_at", "updated_at"), "sort_order": ("asc", "desc")},
    "CronsSearchSelect": {"select": ("cron_id", "assistant_id", "thread_id", "on_run_completed", "end_time", "schedule", "timezone", "created_at", "updated_at", "user_id", "payload", "next_run_date", "metadata", "enabled")},
    "CronsCountOptions": {"metadata": dict},
    "CronsUpdateOptions": {"metadata": dict, "enabled": bool, "stream_mode": ("values", "updates", "messages", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"), "stream_subgraphs": bool, "stream_resumable": bool, "durability": ("sync", "async", "exit"), "on_run_completed": ("delete", "keep")},
    "StoreGetItemOptions": {"refresh_ttl": bool},
    "SystemOkOptions": {"check_db": (0, 1)},
}
