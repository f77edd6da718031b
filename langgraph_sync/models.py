# Generated from openapi/langgraph.yaml by `python -m codegen`: change that file, not this one.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias
else:
    try:
        from typing import NotRequired, TypeAlias
    except ImportError:
        NotRequired = TypeAlias = Union


class CreatedRun(TypedDict):
    """Where a run that was just made is found."""

    run_id: str
    """Identifier of the run."""

    thread_id: Optional[str]
    """Thread that it works on; null when the server hides it."""


StreamMode: TypeAlias = Literal["values", "updates", "messages", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"]
"""What a run reports while it works."""


StreamModes: TypeAlias = Union[StreamMode, Sequence[StreamMode]]
"""One mode or several; `values` unless given."""


RunStatus: TypeAlias = Literal["pending", "running", "error", "success", "timeout", "interrupted"]
"""How far a run has got. A run that waits for a human is a `success`."""


ThreadStatus: TypeAlias = Literal["idle", "busy", "interrupted", "error"]
"""What a thread is doing."""


MultitaskStrategy: TypeAlias = Literal["reject", "interrupt", "rollback", "enqueue"]
"""What to do when the thread is already running something."""


CancelAction: TypeAlias = Literal["interrupt", "rollback"]
"""Whether a stopped run leaves its states behind."""


Durability: TypeAlias = Literal["sync", "async", "exit"]
"""When states are saved: before the next step, while it runs, or when the run ends."""


SortOrder: TypeAlias = Literal["asc", "desc"]
"""Smallest or largest first."""


AssistantSortField: TypeAlias = Literal["assistant_id", "created_at", "updated_at", "name", "graph_id"]
"""What assistants can be sorted by."""


AssistantField: TypeAlias = Literal["assistant_id", "graph_id", "name", "description", "config", "context", "created_at", "updated_at", "metadata", "version"]
"""What can be selected of an assistant."""


ThreadSortField: TypeAlias = Literal["thread_id", "status", "created_at", "updated_at", "state_updated_at"]
"""What threads can be sorted by."""


ThreadField: TypeAlias = Literal["thread_id", "created_at", "updated_at", "state_updated_at", "metadata", "config", "status", "values", "interrupts"]
"""What can be selected of a thread."""


RunField: TypeAlias = Literal["run_id", "thread_id", "assistant_id", "created_at", "updated_at", "status", "metadata", "kwargs", "multitask_strategy", "langsmith_session_name"]
"""What can be selected of a run."""


IfExists: TypeAlias = Literal["raise", "do_nothing"]
"""What to do when there is one already."""


ThreadFate: TypeAlias = Literal["delete", "keep"]
"""Whether a thread that was opened for a run outlives it."""


CronSortField: TypeAlias = Literal["cron_id", "assistant_id", "thread_id", "next_run_date", "end_time", "created_at", "updated_at"]
"""What cron jobs can be sorted by."""


CronField: TypeAlias = Literal["cron_id", "assistant_id", "thread_id", "on_run_completed", "end_time", "schedule", "timezone", "created_at", "updated_at", "user_id", "payload", "next_run_date", "metadata", "enabled"]
"""What can be selected of a cron job."""


ThreadStreamMode: TypeAlias = Literal["run_modes", "lifecycle", "state_update"]
"""What a thread reports."""


ThreadStreamModes: TypeAlias = Union[ThreadStreamMode, Sequence[ThreadStreamMode]]
"""One mode or several; `run_modes` unless given."""


Metadata: TypeAlias = dict[str, Any]
"""Labels of the caller's choice."""


NodeNames: TypeAlias = Union[Literal["*"], Sequence[str]]
"""Names of nodes, or `*` for all."""


class ErrorBody(TypedDict):
    """What the server says about a request that failed."""

    detail: str
    """What was wrong, in words."""


class Config(TypedDict):
    """Settings passed to the graph."""

    tags: NotRequired[list[str]]
    """Labels for tracing."""

    metadata: NotRequired[dict[str, Any]]
    """More of them."""

    run_name: NotRequired[str]
    """Name for tracing."""

    max_concurrency: NotRequired[Optional[int]]
    """Most nodes to run at the same time."""

    recursion_limit: NotRequired[int]
    """Most steps that the run may take."""

    configurable: NotRequired[dict[str, Any]]
    """Values that the graph reads."""


class Assistant(TypedDict):
    """A graph with a configuration."""

    assistant_id: str
    """Identifier of the assistant."""

    graph_id: str
    """Name of the graph."""

    config: Config
    """Settings for every run."""

    context: Any
    """Static values that the graph reads."""

    metadata: Metadata
    """Labels of the assistant."""

    name: str
    """Name for people."""

    description: Optional[str]
    """Text for people."""

    created_at: str
    """When it was made."""

    updated_at: str
    """When it last changed."""

    version: int
    """Counts its changes, from 1."""


class AssistantCreate(TypedDict):
    """How to make an assistant."""

    graph_id: str
    """Name of the graph."""

    config: NotRequired[Config]
    """Settings for every run."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    metadata: NotRequired[Metadata]
    """Labels for the assistant."""

    assistant_id: NotRequired[str]
    """Identifier to use instead of a fresh one."""

    if_exists: NotRequired[IfExists]
    """What to do when the identifier is taken (`raise` unless given)."""

    name: NotRequired[str]
    """Name for people (`Untitled` unless given)."""

    description: NotRequired[Optional[str]]
    """Text for people."""


class AssistantPatch(TypedDict):
    """What to change of an assistant."""

    graph_id: NotRequired[str]
    """Name of another graph."""

    config: NotRequired[Config]
    """Settings for every run, instead of the former ones."""

    context: NotRequired[Any]
    """Static values that the graph reads, instead of the former ones."""

    metadata: NotRequired[Metadata]
    """Labels to add or to replace."""

    name: NotRequired[str]
    """Name for people."""

    description: NotRequired[str]
    """Text for people; an empty one clears it."""


class AssistantCount(TypedDict):
    """Which assistants to count."""

    metadata: NotRequired[Metadata]
    """Labels that an assistant must have."""

    graph_id: NotRequired[str]
    """Only assistants of this graph."""

    name: NotRequired[str]
    """Only assistants whose name contains this, whatever its case."""


class AssistantVersion(TypedDict):
    """An assistant as it was after a change."""

    assistant_id: str
    """Identifier of the assistant."""

    graph_id: str
    """Name of the graph."""

    config: Config
    """Settings for every run."""

    context: Any
    """Static values that the graph reads."""

    metadata: Metadata
    """Labels of the assistant."""

    name: str
    """Name for people."""

    description: Optional[str]
    """Text for people."""

    created_at: str
    """When this version was made."""

    version: int
    """Counts the changes, from 1."""


class AssistantVersionSearch(TypedDict):
    """Which versions to list."""

    metadata: NotRequired[Metadata]
    """Labels that a version must have."""

    limit: NotRequired[int]
    """Most versions to send (10 unless given)."""

    offset: NotRequired[int]
    """How many to pass over (0 unless given)."""


class AssistantVersionChoice(TypedDict):
    """Which version to use."""

    version: int
    """Number of the version."""


class GraphNode(TypedDict):
    """A node of a graph."""

    id: Any
    """Name of the node; `__start__` and `__end__` are the doors."""

    type: NotRequired[str]
    """What kind of node."""

    data: NotRequired[Any]
    """What it runs."""

    metadata: NotRequired[dict[str, Any]]
    """Labels of the node."""


class GraphEdge(TypedDict):
    """A way from one node to another."""

    source: Any
    """Node that it leaves."""

    target: Any
    """Node that it leads to."""

    data: NotRequired[Any]
    """What is written on it."""

    conditional: NotRequired[bool]
    """Whether the graph decides at run time."""


class GraphSchemaFields(TypedDict):
    """JSON schemas of a graph; null where it can't be told."""

    input_schema: Optional[dict[str, Any]]
    """What it is given."""

    output_schema: Optional[dict[str, Any]]
    """What it makes."""

    state_schema: Optional[dict[str, Any]]
    """Its state."""

    config_schema: Optional[dict[str, Any]]
    """Its settings."""

    context_schema: Optional[dict[str, Any]]
    """Its static values."""


class GraphSchema(GraphSchemaFields):
    """JSON schemas of a graph; null where it can't be told."""

    graph_id: str
    """Name of the graph."""


SubgraphSchemas: TypeAlias = dict[str, GraphSchemaFields]
"""The schemas of subgraphs, by path: names of nodes, joined by `|`."""


class AssistantSearch(TypedDict):
    """Which assistants to list."""

    metadata: NotRequired[Metadata]
    """Labels that an assistant must have."""

    graph_id: NotRequired[str]
    """Only assistants of this graph."""

    name: NotRequired[str]
    """Only assistants whose name contains this, whatever its case."""

    limit: NotRequired[int]
    """Most assistants to send (10 unless given)."""

    offset: NotRequired[int]
    """How many to pass over (0 unless given)."""

    sort_by: NotRequired[AssistantSortField]
    """What to sort by."""

    sort_order: NotRequired[SortOrder]
    """Smallest or largest first."""

    select: NotRequired[list[AssistantField]]
    """Only these fields of each."""


PruneStrategy: TypeAlias = Literal["delete", "keep_latest"]
"""Remove the whole thread, or all but its newest state."""


class ThreadSearch(TypedDict):
    """Which threads to list."""

    metadata: NotRequired[Metadata]
    """Labels that a thread must have."""

    values: NotRequired[dict[str, Any]]
    """Values that its state must have."""

    ids: NotRequired[list[str]]
    """Only these threads; an empty list finds none."""

    status: NotRequired[ThreadStatus]
    """Only threads with this status."""

    limit: NotRequired[int]
    """Most threads to send (10 unless given)."""

    offset: NotRequired[int]
    """How many to pass over (0 unless given)."""

    sort_by: NotRequired[ThreadSortField]
    """What to sort by."""

    sort_order: NotRequired[SortOrder]
    """Smallest or largest first."""

    select: NotRequired[list[ThreadField]]
    """Only these fields of each."""

    extract: NotRequired[dict[str, str]]
    """Values to pick out of the state: a name for each path, such as `values.messages[-1].content`; ten at most."""


class ThreadCount(TypedDict):
    """Which threads to count."""

    metadata: NotRequired[Metadata]
    """Labels that a thread must have."""

    values: NotRequired[dict[str, Any]]
    """Values that its state must have."""

    status: NotRequired[ThreadStatus]
    """Only threads with this status."""


class ThreadPrune(TypedDict):
    """Which threads to remove."""

    thread_ids: list[str]
    """The threads."""

    strategy: NotRequired[PruneStrategy]
    """What to remove (`delete` unless given)."""


class PrunedThreads(TypedDict):
    """What pruning did."""

    pruned_count: int
    """How many threads it touched."""


class StorageShare(TypedDict):
    """One kind of what is stored."""

    count: int
    """How many."""

    bytes: int
    """How much."""


class ChannelShare(TypedDict):
    """What one channel occupies."""

    versions: int
    """How many versions."""

    bytes: int
    """How much."""


class Checkpoint(TypedDict):
    """Address of a saved state."""

    thread_id: NotRequired[str]
    """Thread that it belongs to."""

    checkpoint_ns: NotRequired[str]
    """Path of the subgraph; empty for the root graph."""

    checkpoint_id: NotRequired[Optional[str]]
    """Identifier of the state."""

    checkpoint_map: NotRequired[Optional[dict[str, Any]]]
    """Identifiers, by path of the subgraph."""


class Interrupt(TypedDict):
    """A question that a node has put to the outside."""

    id: str
    """What an answer has to name when several wait."""

    value: Any
    """What the node asks."""

    response_schema: NotRequired[Optional[dict[str, Any]]]
    """JSON schema of an answer; only in streams and results."""


class ThreadStateByCheckpoint(TypedDict):
    """Which saved state to read."""

    checkpoint: Checkpoint
    """Its address."""

    subgraphs: NotRequired[bool]
    """Also send the states of subgraphs (not unless given)."""

    select: NotRequired[list[str]]
    """Only these fields of the state, such as `next` or `values.messages`; `langgraph dev` sends them all."""


class ThreadStateUpdate(TypedDict):
    """What to write into a state."""

    values: NotRequired[Any]
    """What to write: an update, a list of updates, or null for none."""

    as_node: NotRequired[str]
    """Node that is to have written it."""

    checkpoint: NotRequired[Checkpoint]
    """State to start from (the newest unless given)."""


class UpdatedThreadState(TypedDict):
    """Where a written state is saved."""

    checkpoint: Checkpoint
    """Its address."""

    configurable: Checkpoint
    """The same address under its older name."""

    checkpoint_id: str
    """Identifier of the state."""


class CheckpointConfig(TypedDict):
    """Address of a saved state as a graph's configuration holds it."""

    configurable: dict[str, Any]
    """The address, and whatever else the run was configured with."""


class Run(TypedDict):
    """One execution of a graph."""

    run_id: str
    """Identifier of the run."""

    thread_id: str
    """Thread that it works on."""

    assistant_id: str
    """Assistant that it executes."""

    created_at: str
    """When it was asked for."""

    updated_at: str
    """When it last changed."""

    status: RunStatus
    """How far it has got."""

    metadata: Metadata
    """Labels of the run."""

    kwargs: dict[str, Any]
    """What it was started with."""

    multitask_strategy: MultitaskStrategy
    """What it did when the thread was busy."""

    langsmith_session_name: NotRequired[Optional[str]]
    """Project that it is traced to."""


class Send(TypedDict):
    """A node to run next, and what to give it."""

    node: str
    """Name of the node."""

    input: Any
    """What it is given."""


class Command(TypedDict):
    """How a graph that waits goes on."""

    resume: NotRequired[Any]
    """Answer to what the graph asks; null is an answer. With several questions an answer for each id."""

    update: NotRequired[Any]
    """What to write into the state."""

    goto: NotRequired[Optional[Union[str, Send, Sequence[Union[str, Send]]]]]
    """Where to go on."""


class LangSmithTracer(TypedDict):
    """Where a run is traced to."""

    project_name: NotRequired[str]
    """Project in LangSmith."""

    example_id: NotRequired[str]
    """Example of a data set that the run belongs to."""


class RunFields(TypedDict):
    """What every way of starting a run takes."""

    assistant_id: str
    """Identifier of an assistant or name of a graph."""

    input: NotRequired[Any]
    """What the graph is given."""

    command: NotRequired[Optional[Command]]
    """How a graph that waits goes on; instead of `input`."""

    metadata: NotRequired[Metadata]
    """Labels for the run."""

    config: NotRequired[Config]
    """Settings for the graph."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    checkpoint: NotRequired[Checkpoint]
    """Saved state to start from."""

    checkpoint_id: NotRequired[str]
    """Saved state to start from, by its id."""

    interrupt_before: NotRequired[NodeNames]
    """Nodes to stop before."""

    interrupt_after: NotRequired[NodeNames]
    """Nodes to stop after."""

    webhook: NotRequired[str]
    """Address that is told when the run ends."""

    multitask_strategy: NotRequired[MultitaskStrategy]
    """What to do when the thread is busy (`enqueue` unless given)."""

    if_not_exists: NotRequired[Literal["create", "reject"]]
    """What to do when the thread does not exist (`reject` unless given)."""

    on_completion: NotRequired[ThreadFate]
    """What becomes of the thread that a run without a thread was given (`delete` unless given)."""

    after_seconds: NotRequired[float]
    """Seconds to wait before it starts."""

    strict_resume: NotRequired[bool]
    """Fail when an answer is to a question that does not wait, on servers whose `info()` has that ability (ignore it unless given)."""

    langsmith_tracer: NotRequired[LangSmithTracer]
    """Where to trace it to."""

    durability: NotRequired[Durability]
    """When states are saved (`async` unless given)."""


class RunCreate(RunFields):
    """How to start a run."""

    stream_mode: NotRequired[StreamModes]
    """What to report; `values` unless given."""

    stream_subgraphs: NotRequired[bool]
    """Also report from inside subgraphs (not unless given)."""

    stream_resumable: NotRequired[bool]
    """Keep the events so that the stream can be taken up again (not unless given)."""


OnDisconnect: TypeAlias = Literal["cancel", "continue"]
"""Whether a run outlives the connection that started it."""


RunBatch: TypeAlias = list[RunCreate]
"""The runs to start."""


class RunsCancel(TypedDict):
    """Which runs to stop: all with a status, or some of a thread."""

    thread_id: NotRequired[str]
    """Thread that the runs belong to."""

    run_ids: NotRequired[list[str]]
    """The runs."""

    status: NotRequired[Literal["pending", "running", "all"]]
    """All runs of the server with this status, instead of a thread and its runs."""


class Cron(TypedDict):
    """A run that is started by the clock."""

    cron_id: str
    """Identifier of the cron job."""

    assistant_id: Optional[str]
    """Assistant that it runs."""

    thread_id: Optional[str]
    """Thread that it works on; null for a fresh one each time."""

    schedule: str
    """When it runs."""

    timezone: Optional[str]
    """Where the clock hangs; null for UTC."""

    end_time: Optional[str]
    """When it ends; null for never."""

    next_run_date: Optional[str]
    """When it runs next."""

    payload: dict[str, Any]
    """What its runs are started with."""

    metadata: Metadata
    """Labels of the cron job."""

    user_id: Optional[str]
    """Who made it."""

    on_run_completed: Optional[Literal["delete", "keep"]]
    """What becomes of a fresh thread after its run."""

    enabled: bool
    """Whether it runs at all."""

    created_at: str
    """When it was made."""

    updated_at: str
    """When it last changed."""


class CronSettings(TypedDict):
    """What can be changed of a cron job."""

    timezone: NotRequired[str]
    """Where the clock hangs, such as `Europe/Berlin`."""

    input: NotRequired[Any]
    """What the graph is given."""

    metadata: NotRequired[Metadata]
    """Labels for the cron job and its runs."""

    config: NotRequired[Config]
    """Settings for the graph."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    webhook: NotRequired[str]
    """Address that is told when a run ends."""

    interrupt_before: NotRequired[NodeNames]
    """Nodes to stop before."""

    interrupt_after: NotRequired[NodeNames]
    """Nodes to stop after."""

    enabled: NotRequired[bool]
    """Whether it runs at all."""

    stream_mode: NotRequired[StreamModes]
    """What its runs report."""

    stream_subgraphs: NotRequired[bool]
    """Also report from inside subgraphs."""

    stream_resumable: NotRequired[bool]
    """Keep the events of its runs."""

    durability: NotRequired[Durability]
    """When states are saved."""


class CronFields(CronSettings):
    """What every way of making a cron job takes."""

    assistant_id: str
    """Identifier of an assistant or name of a graph."""

    schedule: str
    """When to run, in the five fields of crontab."""

    end_time: NotRequired[str]
    """When to end (never unless given)."""

    multitask_strategy: NotRequired[MultitaskStrategy]
    """What to do when the thread is busy (`enqueue` unless given)."""


class ThreadCronCreate(CronFields):
    """How to make a cron job that works on one thread."""


class CronCreate(CronFields):
    """How to make a cron job."""

    on_run_completed: NotRequired[ThreadFate]
    """What becomes of the thread of a run (`delete` unless given)."""


class CronPatch(CronSettings):
    """What to change of a cron job."""

    schedule: NotRequired[str]
    """When to run, in the five fields of crontab."""

    end_time: NotRequired[Optional[str]]
    """When to end; None for never."""

    on_run_completed: NotRequired[ThreadFate]
    """What becomes of the thread of a run."""


class CronSearch(TypedDict):
    """Which cron jobs to list."""

    assistant_id: NotRequired[str]
    """Only cron jobs of this assistant."""

    thread_id: NotRequired[str]
    """Only cron jobs on this thread."""

    enabled: NotRequired[bool]
    """Only those that run, or only those that do not."""

    metadata: NotRequired[Metadata]
    """Labels that a cron job must have."""

    limit: NotRequired[int]
    """Most cron jobs to send (10 unless given)."""

    offset: NotRequired[int]
    """How many to pass over (0 unless given)."""

    sort_by: NotRequired[CronSortField]
    """What to sort by (`created_at` unless given)."""

    sort_order: NotRequired[SortOrder]
    """Smallest or largest first (`desc` unless given)."""

    select: NotRequired[list[CronField]]
    """Only these fields of each."""


class CronCount(TypedDict):
    """Which cron jobs to count."""

    assistant_id: NotRequired[str]
    """Only cron jobs of this assistant."""

    thread_id: NotRequired[str]
    """Only cron jobs on this thread."""

    metadata: NotRequired[Metadata]
    """Labels that a cron job must have."""


StoreNamespace: TypeAlias = list[str]
"""Labels, from the widest to the narrowest; none is empty or has a dot."""


class Item(TypedDict):
    """A value that the server keeps for graphs and programs."""

    namespace: StoreNamespace
    """Where it is kept."""

    key: str
    """Its name in the namespace."""

    value: dict[str, Any]
    """The value."""

    created_at: str
    """When it was first written."""

    updated_at: str
    """When it was last written."""


class FoundItem(Item):
    """An item that a search has found."""

    score: Optional[float]
    """How near it is to the query; null without an index."""


class FoundItems(TypedDict):
    """What a search has found."""

    items: list[FoundItem]
    """The items."""


class FoundNamespaces(TypedDict):
    """Where items are kept."""

    namespaces: list[StoreNamespace]
    """The namespaces."""


class ItemAddress(TypedDict):
    """Which item."""

    namespace: StoreNamespace
    """Where it is kept."""

    key: str
    """Its name in the namespace."""


class ItemWrite(ItemAddress):
    """What to keep, and where."""

    value: dict[str, Any]
    """The value."""

    index: NotRequired[Optional[Union[Literal[False], list[str]]]]
    """Fields to search by meaning; false for none (as the server is set up unless given)."""

    ttl: NotRequired[Optional[float]]
    """How long to keep it, in minutes (as the server is set up unless given)."""


class ItemSearch(TypedDict):
    """Which items to list."""

    namespace_prefix: StoreNamespace
    """Only items in this namespace and in those under it; empty for all."""

    filter: NotRequired[Optional[dict[str, Any]]]
    """Values that an item must have."""

    limit: NotRequired[int]
    """Most items to send (10 unless given)."""

    offset: NotRequired[int]
    """How many to pass over (0 unless given)."""

    query: NotRequired[Optional[str]]
    """What to look for by meaning."""

    refresh_ttl: NotRequired[Optional[bool]]
    """Begin the lifetime of what is found anew."""


class NamespaceSearch(TypedDict):
    """Which namespaces to list."""

    prefix: NotRequired[StoreNamespace]
    """Only namespaces that begin so."""

    suffix: NotRequired[StoreNamespace]
    """Only namespaces that end so."""

    max_depth: NotRequired[int]
    """Cut them off after so many labels."""

    limit: NotRequired[int]
    """Most namespaces to send (100 unless given)."""

    offset: NotRequired[int]
    """How many to pass over (0 unless given)."""


class ServerInfo(TypedDict):
    """Versions and abilities of a server."""

    version: str
    """Version of the server."""

    langgraph_py_version: NotRequired[str]
    """Version of LangGraph that runs the graphs."""

    flags: dict[str, Any]
    """Abilities."""

    host: NotRequired[dict[str, Any]]
    """Where it runs."""

    metadata: NotRequired[dict[str, Any]]
    """Labels of the deployment."""


class Health(TypedDict):
    """Whether a server is well."""

    ok: bool
    """It is."""

    services: NotRequired[dict[str, Any]]
    """The same, by service."""


class ServerMetrics(TypedDict):
    """What a server is doing."""

    queue: NotRequired[dict[str, Any]]
    """Runs that wait and runs that work."""

    workers: NotRequired[dict[str, Any]]
    """How many runs can work at the same time."""

    api: NotRequired[dict[str, Any]]
    """Requests since the start, by operation and status."""


class ContentBlock(TypedDict):
    """One block of a message's content. Which keys it has depends on its type and on the model."""

    type: str
    """Kind of block: `text`, `reasoning`, `tool_call_chunk`, `image`, and what models add."""

    text: NotRequired[str]
    """Text of a `text` block."""

    reasoning: NotRequired[str]
    """Text of a `reasoning` block."""

    index: NotRequired[Union[int, str]]
    """Which block of the message a chunk continues."""

    id: NotRequired[Optional[str]]
    """Identifier of the block, or of a tool call."""

    name: NotRequired[Optional[str]]
    """Name of a tool."""

    args: NotRequired[Any]
    """Arguments of a tool call; in chunks a piece of their JSON."""

    annotations: NotRequired[list[dict[str, Any]]]
    """Citations and other remarks on a text."""

    url: NotRequired[str]
    """Where an image, a file, a sound or a film is."""

    base64: NotRequired[str]
    """The same as data."""

    mime_type: NotRequired[str]
    """What kind of data."""

    file_id: NotRequired[str]
    """Identifier of an uploaded file."""

    value: NotRequired[Any]
    """Content of a `non_standard` block."""

    extras: NotRequired[dict[str, Any]]
    """What the provider added."""


class ToolCall(TypedDict):
    """A model asks for a tool."""

    name: str
    """Name of the tool."""

    args: dict[str, Any]
    """Its arguments."""

    id: Optional[str]
    """What the answer has to name."""

    type: NotRequired[Literal["tool_call"]]


class InvalidToolCall(TypedDict):
    """A model asked for a tool in a way that can't be read."""

    name: Optional[str]
    """Name of the tool."""

    args: Optional[str]
    """Its arguments as the model wrote them."""

    id: Optional[str]
    """Identifier of the call."""

    error: Optional[str]
    """What is wrong."""

    type: NotRequired[Literal["invalid_tool_call"]]


class ToolCallChunk(TypedDict):
    """A piece of a tool call; the pieces with one `index` belong together."""

    name: Optional[str]
    """Name of the tool, in the first piece."""

    args: Optional[str]
    """A piece of the arguments' JSON."""

    id: Optional[str]
    """Identifier of the call, in the first piece."""

    index: Optional[Union[int, str]]
    """Which call it belongs to."""

    type: NotRequired[Literal["tool_call_chunk"]]


class UsageMetadata(TypedDict):
    """Tokens that a model call took."""

    input_tokens: int
    """Tokens read."""

    output_tokens: int
    """Tokens written."""

    total_tokens: int
    """Both."""

    input_token_details: NotRequired[dict[str, Any]]
    """Tokens read, by kind."""

    output_token_details: NotRequired[dict[str, Any]]
    """Tokens written, by kind."""


class TraceFields(TypedDict):
    """Where in a run something happened. The metadata of the run and of the component is merged in."""

    run_id: NotRequired[str]
    """The run."""

    thread_id: NotRequired[str]
    """Its thread."""

    assistant_id: NotRequired[str]
    """Its assistant."""

    graph_id: NotRequired[str]
    """Its graph."""

    run_attempt: NotRequired[int]
    """How many times it has been tried, from 1."""

    created_by: NotRequired[str]
    """Who started it."""

    tags: NotRequired[list[str]]
    """Labels of the component."""

    langgraph_step: NotRequired[int]
    """Step of the graph."""

    langgraph_triggers: NotRequired[list[str]]
    """What made the node due."""

    langgraph_path: NotRequired[list[Any]]
    """The same as a path."""

    langgraph_checkpoint_ns: NotRequired[str]
    """Which instance of the node: `node:uuid`, subgraphs joined by `|`."""

    checkpoint_ns: NotRequired[str]
    """The same for a chat model."""

    ls_provider: NotRequired[str]
    """Provider of the model."""

    ls_model_name: NotRequired[str]
    """Name of the model."""

    ls_model_type: NotRequired[str]
    """Kind of model."""

    ls_integration: NotRequired[str]
    """What reported it."""


class TraceMetadata(TraceFields):
    """Where in a run something happened. Events of the graph itself have no node."""

    langgraph_node: NotRequired[str]
    """Node of the graph."""


class MessageMetadata(TraceFields):
    """Where a message comes from."""

    langgraph_node: str
    """Node of the graph."""


class MessageOrigin(TypedDict):
    """Where a message comes from."""

    metadata: MessageMetadata
    """The origin."""


class Document(TypedDict):
    """A text that a retriever found."""

    id: NotRequired[Optional[str]]
    """Identifier of the document."""

    page_content: str
    """The text."""

    metadata: NotRequired[dict[str, Any]]
    """Labels of the document."""

    type: NotRequired[Literal["Document"]]


class RunMetadata(TypedDict):
    """Which run this is."""

    run_id: str
    """Identifier of the run."""

    attempt: NotRequired[int]
    """How many times it has been tried, from 1."""

    status: NotRequired[Literal["run_done"]]
    """The run is over, whatever its outcome; only in the stream of a thread."""


class RunFailure(TypedDict):
    """Why a run failed."""

    error: str
    """Name of the exception."""

    message: str
    """What it says; a fixed sentence for classes that are not built in."""


class TaskStart(TypedDict):
    """A node is about to run."""

    id: str
    """Identifier of the task."""

    name: str
    """Node that it runs."""

    input: Any
    """What the node is given."""

    triggers: list[str]
    """What made it due."""

    metadata: NotRequired[dict[str, Any]]
    """Labels of the node."""


class TaskResult(TypedDict):
    """A node has run."""

    id: str
    """Identifier of the task."""

    name: str
    """Node that it ran."""

    error: Optional[RunFailure]
    """Why it failed; null when it did not."""

    result: dict[str, Any]
    """What it wrote, by channel."""

    interrupts: list[Interrupt]
    """What it waits for."""


class CheckpointMetadata(TypedDict):
    """Facts about the step that led to a checkpoint."""

    source: Literal["input", "loop", "update", "fork"]
    """What led to it."""

    step: int
    """Number of the step; -1 for the input."""

    parents: dict[str, str]
    """Checkpoints of the graphs around it, by namespace."""


class CheckpointTask(TypedDict):
    """A node that is due after a checkpoint."""

    id: str
    """Identifier of the task."""

    name: str
    """Node that it runs."""

    interrupts: list[Interrupt]
    """What it waits for."""

    state: NotRequired[Any]
    """Address of its subgraph; null when it has none."""

    checkpoint: NotRequired[Any]
    """The same in `debug` events."""

    error: NotRequired[Any]
    """Why it failed."""

    result: NotRequired[Any]
    """What it wrote."""


class CheckpointPayload(TypedDict):
    """A state that was saved."""

    config: CheckpointConfig
    """Its address."""

    parent_config: Optional[CheckpointConfig]
    """Address of the state before."""

    values: Any
    """Contents of the channels."""

    metadata: CheckpointMetadata
    """Facts about the step."""

    next: list[str]
    """Nodes that are due."""

    tasks: list[CheckpointTask]
    """The same, with their tasks."""


class DebugCheckpointPayload(CheckpointPayload):
    """A state that was saved, with its address spelled out."""

    checkpoint: Checkpoint
    """Its address."""

    parent_checkpoint: Optional[Checkpoint]
    """Address of the state before."""


class DebugFields(TypedDict):
    """What every debug event has."""

    step: int
    """Number of the step."""

    timestamp: str
    """When it happened."""


class DebugCheckpoint(DebugFields):
    """A state was saved."""

    type: Literal["checkpoint"]
    payload: DebugCheckpointPayload


class DebugTask(DebugFields):
    """A node is about to run."""

    type: Literal["task"]
    payload: TaskStart


class DebugTaskResult(DebugFields):
    """A node has run."""

    type: Literal["task_result"]
    payload: TaskResult


DebugEvent: TypeAlias = Union[DebugCheckpoint, DebugTask, DebugTaskResult]
"""A step seen from inside the engine, told apart by `type`."""


ProtocolMethod: TypeAlias = Literal["run.start", "input.respond", "agent.getTree", "subscription.subscribe", "subscription.unsubscribe", "subscription.reconnect"]
"""What a command can ask for."""


class ProtocolCommand(TypedDict):
    """A command to a thread."""

    id: int
    """What the answer repeats."""

    method: str
    """What to do."""

    params: NotRequired[dict[str, Any]]
    """With what."""


class ProtocolAnswerMeta(TypedDict):
    """Facts about an answer."""

    applied_through_seq: NotRequired[int]
    """Number of the last event before it; 0 over HTTP."""


class ProtocolSuccess(TypedDict):
    """What a command has led to."""

    type: Literal["success"]
    id: int
    """The command."""

    result: dict[str, Any]
    """What came of it."""

    meta: NotRequired[ProtocolAnswerMeta]
    """Facts about the answer."""


ProtocolErrorCode: TypeAlias = Literal["invalid_argument", "unknown_command", "unknown_error", "no_such_run", "no_such_subscription", "no_such_namespace", "no_such_interrupt", "no_such_checkpoint", "permission_denied", "not_supported", "unsupported"]
"""What kind of failure."""


class ProtocolSubscription(TypedDict):
    """Which events to send."""

    channels: list[str]
    """What to report: `values`, `updates`, `messages`, `tools`, `custom`, `custom:<name>`, `lifecycle`, `input`, `tasks`, `checkpoints`."""

    namespaces: NotRequired[list[list[str]]]
    """Only events of these subgraphs and of those inside them; a segment without `:` stands for any task of the node."""

    depth: NotRequired[int]
    """How far inside the `namespaces` (any depth unless given); without them it means nothing."""

    since: NotRequired[int]
    """Only events whose `seq` is higher; it is counted anew for each connection, and so is no position for another one."""


class ProtocolFields(TypedDict):
    """What every event of the thread protocol has."""

    type: Literal["event"]
    seq: NotRequired[int]
    """Its number in this stream; numbers of events that were not asked for are left out."""

    event_id: NotRequired[str]
    """Identifier of the event; the same in every stream."""


class ProtocolParamFields(TypedDict):
    """Where and when an event happened."""

    namespace: list[str]
    """Subgraph that it comes from; empty for the root graph."""

    timestamp: int
    """When it happened, in milliseconds."""

    node: NotRequired[str]
    """Node that it comes from."""


class Lifecycle(TypedDict):
    """A graph begins, ends or waits. The root graph begins with `running`, a subgraph with `started`."""

    event: Literal["running", "started", "completed", "failed", "interrupted"]
    """What has become of it."""

    graph_name: NotRequired[str]
    """Name of the graph."""

    namespace: NotRequired[list[str]]
    """The subgraph."""

    trigger_call_id: NotRequired[str]
    """Task that has started the subgraph."""

    error: NotRequired[str]
    """What went wrong; missing when it is told again later."""


class LifecycleParams(ProtocolParamFields):
    """Which graph begins, ends or waits."""

    data: Lifecycle
    """What has become of it."""


class LifecycleEvent(ProtocolFields):
    """A graph begins, ends or waits."""

    method: Literal["lifecycle"]
    params: LifecycleParams


class AnyParams(ProtocolParamFields):
    """Something that has no shape of its own."""

    data: Any
    """Whatever it is."""

    interrupts: NotRequired[list[Any]]
    """What waits for an answer; only with `values`, in the stream of a run."""


class ValuesEvent(ProtocolFields):
    """The whole state after a step."""

    method: Literal["values"]
    params: AnyParams


class UpdatesParams(ProtocolParamFields):
    """What nodes returned."""

    data: dict[str, Any]
    """The update, by node."""


class UpdatesEvent(ProtocolFields):
    """What a node returned. Graphs have to ask for these events."""

    method: Literal["updates"]
    params: UpdatesParams


class WrittenEvent(ProtocolFields):
    """Something that a node wrote to the stream itself. Graphs have to ask for these events."""

    method: Literal["custom"]
    params: AnyParams


class TasksEvent(ProtocolFields):
    """A node begins, or has ended."""

    method: Literal["tasks"]
    params: AnyParams


class CheckpointsEvent(ProtocolFields):
    """A state was saved."""

    method: Literal["checkpoints"]
    params: AnyParams


class InputRequest(TypedDict):
    """A question that a node has put to the outside."""

    interrupt_id: str
    """What the answer has to name."""

    payload: Any
    """What the node asks."""


class InputRequestParams(ProtocolParamFields):
    """Which question was put."""

    data: InputRequest
    """The question."""


class InputRequestedEvent(ProtocolFields):
    """The graph waits for an answer."""

    method: Literal["input.requested"]
    params: InputRequestParams


class ToolStarted(TypedDict):
    """A tool begins."""

    event: Literal["tool-started"]
    tool_call_id: str
    """Call that it answers."""

    tool_name: str
    """Name of the tool."""

    input: Any
    """What it is given."""


class ToolFinished(TypedDict):
    """A tool has ended."""

    event: Literal["tool-finished"]
    tool_call_id: str
    """Call that it answers."""

    output: Any
    """What it made."""


class ToolFailed(TypedDict):
    """A tool has failed."""

    event: Literal["tool-error"]
    tool_call_id: str
    """Call that it was to answer."""

    message: str
    """What went wrong."""


ToolProgress: TypeAlias = Union[ToolStarted, ToolFinished, ToolFailed]
"""What a tool does, told apart by `event`."""


class ToolsParams(ProtocolParamFields):
    """What a tool does."""

    data: ToolProgress
    """What it does."""


class ToolsEvent(ProtocolFields):
    """What a tool does. Graphs have to ask for these events."""

    method: Literal["tools"]
    params: ToolsParams


class MessageStart(TypedDict):
    """A message begins. Only here it has its id; models that write at once in one subgraph can't be told apart."""

    event: Literal["message-start"]
    role: str
    """Who writes: `ai`, `tool` and others."""

    id: NotRequired[str]
    """Identifier of the message."""

    tool_call_id: NotRequired[str]
    """Call that a tool's message answers."""

    metadata: NotRequired[dict[str, Any]]
    """Labels of the message."""


class BlockStart(TypedDict):
    """A block of a message begins."""

    event: Literal["content-block-start"]
    index: int
    """Number of the block in its message, from 0."""

    content: ContentBlock
    """The block, still empty."""


class ContentDelta(TypedDict):
    """A piece of a block: `text`, `reasoning` or `args`, as `type` says."""

    type: str
    """`text-delta`, `reasoning-delta`, `tool-call-delta`, and what models add."""

    text: NotRequired[str]
    """A piece of text."""

    reasoning: NotRequired[str]
    """A piece of reasoning."""

    args: NotRequired[str]
    """A piece of the arguments' JSON."""


class BlockFinish(TypedDict):
    """A block is complete."""

    event: Literal["content-block-finish"]
    index: int
    """Number of the block."""

    content: ContentBlock
    """The whole block."""


class MessageFinish(TypedDict):
    """A message is complete."""

    event: Literal["message-finish"]
    usage: NotRequired[UsageMetadata]
    """Tokens that it took."""

    metadata: NotRequired[dict[str, Any]]
    """Facts about it, such as the name of the model."""


class MessageFailure(TypedDict):
    """A message breaks off."""

    event: Literal["error"]
    message: str
    """What went wrong."""

    code: NotRequired[str]
    """What kind of failure."""


class RunEventFields(TypedDict):
    """What every event has."""

    name: str
    """Name of the component."""

    run_id: str
    """Identifier of this call of the component."""

    parent_ids: list[str]
    """Calls around it, outermost first; empty for the graph itself."""

    tags: list[str]
    """Labels of the component and of the run."""

    metadata: TraceMetadata
    """Where it happened."""


class OptionalInput(TypedDict):
    """What a component was given, if it says so."""

    input: NotRequired[Any]
    """The input."""


class Input(TypedDict):
    """What a component was given."""

    input: Any
    """The input."""


class Chunk(TypedDict):
    """A piece of what a component makes."""

    chunk: Any
    """The piece."""


class Output(TypedDict):
    """What a component made of its input."""

    output: Any
    """The output."""

    input: NotRequired[Any]
    """The input."""


class Generation(TypedDict):
    """Text of a plain language model."""

    text: str
    """The text."""

    generation_info: NotRequired[Optional[dict[str, Any]]]
    """What the provider added."""

    type: NotRequired[str]
    """Kind of generation."""


class LLMPrompt(TypedDict):
    """Texts for a plain language model."""

    prompts: list[str]
    """The texts."""


class LLMInput(TypedDict):
    """What a plain language model was given."""

    input: LLMPrompt
    """The texts."""


class LLMChunk(TypedDict):
    """A piece of what a plain language model writes."""

    chunk: Generation
    """The piece."""


class LLMResult(TypedDict):
    """What a plain language model wrote."""

    generations: list[list[Generation]]
    """The texts, one list for each prompt."""

    llm_output: NotRequired[Any]
    """What the provider added."""


class LLMOutput(TypedDict):
    """What a plain language model made of its input."""

    output: LLMResult
    """The texts."""

    input: NotRequired[LLMPrompt]
    """What it was given."""


class ToolFailure(TypedDict):
    """How a tool failed."""

    error: RunFailure
    """The failure."""

    input: NotRequired[Any]
    """What it was given."""

    tool_call_id: NotRequired[Optional[str]]
    """Call that it was to answer."""


class RetrieverQuery(TypedDict):
    """A question to a retriever."""

    query: str
    """The question."""


class RetrieverInput(TypedDict):
    """What a retriever was asked."""

    input: RetrieverQuery
    """The question."""


class RetrieverOutput(TypedDict):
    """What a retriever found."""

    output: list[Document]
    """The documents."""

    input: NotRequired[RetrieverQuery]
    """The question."""


class ChainStartEvent(RunEventFields):
    """A graph, a node or another runnable begins."""

    event: Literal["on_chain_start"]
    data: OptionalInput


class ChainStreamEvent(RunEventFields):
    """A runnable made a piece of its output."""

    event: Literal["on_chain_stream"]
    data: Chunk


class ChainEndEvent(RunEventFields):
    """A runnable has ended."""

    event: Literal["on_chain_end"]
    data: Output


class LLMStartEvent(RunEventFields):
    """A plain language model begins."""

    event: Literal["on_llm_start"]
    data: LLMInput


class LLMStreamEvent(RunEventFields):
    """A plain language model wrote a piece of text."""

    event: Literal["on_llm_stream"]
    data: LLMChunk


class LLMEndEvent(RunEventFields):
    """A plain language model has written its text."""

    event: Literal["on_llm_end"]
    data: LLMOutput


class ToolStartEvent(RunEventFields):
    """A tool begins."""

    event: Literal["on_tool_start"]
    data: Input


class ToolEndEvent(RunEventFields):
    """A tool has ended."""

    event: Literal["on_tool_end"]
    data: Output


class ToolErrorEvent(RunEventFields):
    """A tool has failed."""

    event: Literal["on_tool_error"]
    data: ToolFailure


class RetrieverStartEvent(RunEventFields):
    """A retriever begins."""

    event: Literal["on_retriever_start"]
    data: RetrieverInput


class RetrieverEndEvent(RunEventFields):
    """A retriever has found something."""

    event: Literal["on_retriever_end"]
    data: RetrieverOutput


class PromptStartEvent(RunEventFields):
    """A prompt template begins."""

    event: Literal["on_prompt_start"]
    data: Input


class PromptEndEvent(RunEventFields):
    """A prompt template has made a prompt."""

    event: Literal["on_prompt_end"]
    data: Output


class ParserStartEvent(RunEventFields):
    """An output parser begins."""

    event: Literal["on_parser_start"]
    data: OptionalInput


class ParserStreamEvent(RunEventFields):
    """An output parser made a piece of its output."""

    event: Literal["on_parser_stream"]
    data: Chunk


class ParserEndEvent(RunEventFields):
    """An output parser has ended."""

    event: Literal["on_parser_end"]
    data: Output


class CustomEvent(RunEventFields):
    """The graph dispatched an event of its own."""

    event: Literal["on_custom_event"]
    data: Any
    """Whatever was dispatched."""


class PartialAssistant(TypedDict):
    """A graph with a configuration. With `select`, only what is selected is there."""

    assistant_id: NotRequired[str]
    """Identifier of the assistant."""

    graph_id: NotRequired[str]
    """Name of the graph."""

    config: NotRequired[Config]
    """Settings for every run."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    metadata: NotRequired[Metadata]
    """Labels of the assistant."""

    name: NotRequired[str]
    """Name for people."""

    description: NotRequired[Optional[str]]
    """Text for people."""

    created_at: NotRequired[str]
    """When it was made."""

    updated_at: NotRequired[str]
    """When it last changed."""

    version: NotRequired[int]
    """Counts its changes, from 1."""


class PartialAssistantsPage(TypedDict):
    """One page of assistants."""

    assistants: list[PartialAssistant]
    """The assistants."""

    next: Optional[str]
    """Offset of the next page; null on the last one."""


class PartialRun(TypedDict):
    """One execution of a graph. With `select`, only what is selected is there."""

    run_id: NotRequired[str]
    """Identifier of the run."""

    thread_id: NotRequired[str]
    """Thread that it works on."""

    assistant_id: NotRequired[str]
    """Assistant that it executes."""

    created_at: NotRequired[str]
    """When it was asked for."""

    updated_at: NotRequired[str]
    """When it last changed."""

    status: NotRequired[RunStatus]
    """How far it has got."""

    metadata: NotRequired[Metadata]
    """Labels of the run."""

    kwargs: NotRequired[dict[str, Any]]
    """What it was started with."""

    multitask_strategy: NotRequired[MultitaskStrategy]
    """What it did when the thread was busy."""

    langsmith_session_name: NotRequired[Optional[str]]
    """Project that it is traced to."""


class PartialCron(TypedDict):
    """A run that is started by the clock. With `select`, only what is selected is there."""

    cron_id: NotRequired[str]
    """Identifier of the cron job."""

    assistant_id: NotRequired[Optional[str]]
    """Assistant that it runs."""

    thread_id: NotRequired[Optional[str]]
    """Thread that it works on; null for a fresh one each time."""

    schedule: NotRequired[str]
    """When it runs."""

    timezone: NotRequired[Optional[str]]
    """Where the clock hangs; null for UTC."""

    end_time: NotRequired[Optional[str]]
    """When it ends; null for never."""

    next_run_date: NotRequired[Optional[str]]
    """When it runs next."""

    payload: NotRequired[dict[str, Any]]
    """What its runs are started with."""

    metadata: NotRequired[Metadata]
    """Labels of the cron job."""

    user_id: NotRequired[Optional[str]]
    """Who made it."""

    on_run_completed: NotRequired[Optional[Literal["delete", "keep"]]]
    """What becomes of a fresh thread after its run."""

    enabled: NotRequired[bool]
    """Whether it runs at all."""

    created_at: NotRequired[str]
    """When it was made."""

    updated_at: NotRequired[str]
    """When it last changed."""


class AssistantsPage(TypedDict):
    """One page of assistants."""

    assistants: list[Assistant]
    """The assistants."""

    next: Optional[str]
    """Offset of the next page; null on the last one."""


class GraphDrawing(TypedDict):
    """Nodes of a graph and what leads from one to the other."""

    nodes: list[GraphNode]
    """The nodes."""

    edges: list[GraphEdge]
    """The ways between them."""


class ThreadExpiry(TypedDict):
    """When the server removes a thread."""

    strategy: NotRequired[PruneStrategy]
    """What is removed."""

    ttl_minutes: NotRequired[float]
    """Lifetime since the last change, in minutes."""

    expires_at: NotRequired[str]
    """When the time is over."""


class ThreadTtl(TypedDict):
    """How long to keep a thread."""

    strategy: NotRequired[PruneStrategy]
    """What to remove then (`delete` unless given)."""

    ttl: NotRequired[float]
    """Lifetime since the last change, in minutes."""


class SuperstepUpdate(TypedDict):
    """What a node is to have written."""

    values: NotRequired[Any]
    """What it wrote."""

    command: NotRequired[Optional[Command]]
    """Command that it returned."""

    as_node: str
    """Name of the node."""


class ThreadPatch(TypedDict):
    """What to change of a thread."""

    metadata: NotRequired[Metadata]
    """Labels to add or to replace."""

    ttl: NotRequired[ThreadTtl]
    """How long to keep it: minutes, or a strategy and minutes."""


class ChannelStorage(TypedDict):
    """What the channels of a graph occupy."""

    count: int
    """How many values."""

    bytes: int
    """How much."""

    by_channel: dict[str, ChannelShare]
    """The same, by channel."""


class HistorySearch(TypedDict):
    """Which saved states to list."""

    limit: NotRequired[int]
    """Most states to send (the server takes 1, `get_history` 10 unless given)."""

    before: NotRequired[CheckpointConfig]
    """Only states older than this one."""

    metadata: NotRequired[Metadata]
    """Labels that a state must have."""

    checkpoint: NotRequired[Checkpoint]
    """Only states of this subgraph."""

    select: NotRequired[list[str]]
    """Only these fields of each state, such as `next` or `values.messages`; `langgraph dev` sends them all."""


class RunStream(RunCreate):
    """How to start a run that is streamed."""

    feedback_keys: NotRequired[list[str]]
    """Names of feedback to ask for at the end."""

    on_disconnect: NotRequired[OnDisconnect]
    """What to do when the connection breaks (`continue` unless given)."""


class RunWait(RunFields):
    """How to start a run that is waited for."""

    on_disconnect: NotRequired[OnDisconnect]
    """What to do when the connection breaks (`continue` unless given)."""


MessageContent: TypeAlias = Union[str, list[Union[str, ContentBlock]]]
"""Text, or a list of content blocks."""


class MessageFields(TypedDict):
    """What every message has."""

    content: MessageContent
    """Text, or a list of content blocks."""

    additional_kwargs: dict[str, Any]
    """What the provider added."""

    response_metadata: dict[str, Any]
    """Facts about the answer."""

    name: Optional[str]
    """Name of the sender."""

    id: Optional[str]
    """Identifier; the same in all pieces of one message."""


class AIMessageFields(MessageFields):
    """What every message of a model has."""

    tool_calls: list[ToolCall]
    """Tools that the model asks for."""

    invalid_tool_calls: list[InvalidToolCall]
    """The same where it can't be read."""

    usage_metadata: Optional[UsageMetadata]
    """Tokens that it took."""


class HumanMessage(MessageFields):
    """A message of a person."""

    type: Literal["human"]


class AIMessage(AIMessageFields):
    """A message of a model."""

    type: Literal["ai"]


class AIMessageChunk(AIMessageFields):
    """A piece of a message of a model. Its `tool_calls` are guesses; put the `tool_call_chunks` together."""

    type: Literal["AIMessageChunk"]
    tool_call_chunks: list[ToolCallChunk]
    """Pieces of tool calls."""

    chunk_position: Optional[Literal["last"]]
    """`last` for the last piece, which is empty."""


class ToolMessage(MessageFields):
    """What a tool answered."""

    type: Literal["tool"]
    tool_call_id: str
    """Call that it answers."""

    artifact: NotRequired[Any]
    """What the tool kept from the model."""

    status: Literal["success", "error"]
    """Whether the tool worked."""


class SystemMessage(MessageFields):
    """An instruction to a model."""

    type: Literal["system"]


class FunctionMessage(MessageFields):
    """What a function answered; older than tools."""

    type: Literal["function"]


class ChatMessage(MessageFields):
    """A message in a role of its own."""

    type: Literal["chat"]
    role: NotRequired[str]
    """The role."""


class RemoveMessage(MessageFields):
    """The message with this id is to be removed."""

    type: Literal["remove"]


class OtherMessageChunk(MessageFields):
    """A piece of a message that is not a model's."""

    type: Literal["HumanMessageChunk", "SystemMessageChunk", "ToolMessageChunk", "FunctionMessageChunk", "ChatMessageChunk"]


Message: TypeAlias = Union[
    HumanMessage,
    AIMessage,
    AIMessageChunk,
    ToolMessage,
    SystemMessage,
    FunctionMessage,
    ChatMessage,
    RemoveMessage,
    OtherMessageChunk,
]
"""A message, or a piece of one, told apart by `type`."""


class ProtocolFailure(TypedDict):
    """Why a command has failed."""

    type: Literal["error"]
    id: Optional[int]
    """The command."""

    error: ProtocolErrorCode
    """What kind of failure."""

    message: str
    """The same, in words."""

    stacktrace: NotRequired[str]
    """Where in the server."""

    meta: NotRequired[ProtocolAnswerMeta]
    """Facts about the answer."""


ProtocolAnswer: TypeAlias = Union[ProtocolSuccess, ProtocolFailure]
"""What a command has led to, told apart by `type`."""


class BlockDelta(TypedDict):
    """A piece of a block."""

    event: Literal["content-block-delta"]
    index: int
    """Number of the block."""

    delta: NotRequired[ContentDelta]
    """The piece."""

    content: NotRequired[ContentBlock]
    """The piece of a tool's message."""


MessageProgress: TypeAlias = Union[
    MessageStart,
    BlockStart,
    BlockDelta,
    BlockFinish,
    MessageFinish,
    MessageFailure,
]
"""How a message is written, told apart by `event`."""


class MessagesParams(ProtocolParamFields):
    """How a message is written."""

    data: MessageProgress
    """The next step."""


class MessagesEvent(ProtocolFields):
    """How a message is written."""

    method: Literal["messages"]
    params: MessagesParams


ProtocolEvent: TypeAlias = Union[
    LifecycleEvent,
    ValuesEvent,
    MessagesEvent,
    InputRequestedEvent,
    UpdatesEvent,
    WrittenEvent,
    ToolsEvent,
    TasksEvent,
    CheckpointsEvent,
]
"""An event of the thread protocol, told apart by `method`."""


class ChatModelPrompt(TypedDict):
    """Messages for a chat model."""

    messages: list[list[Message]]
    """The messages, one list for each prompt."""


class ChatModelInput(TypedDict):
    """What a chat model was given."""

    input: ChatModelPrompt
    """The messages."""


class ChatModelChunk(TypedDict):
    """A piece of what a chat model writes."""

    chunk: AIMessageChunk
    """The piece."""


class ChatModelOutput(TypedDict):
    """What a chat model wrote."""

    output: AIMessage
    """The whole message."""

    input: NotRequired[ChatModelPrompt]
    """What it was given."""


class ChatModelStartEvent(RunEventFields):
    """A chat model begins."""

    event: Literal["on_chat_model_start"]
    data: ChatModelInput


class ChatModelStreamEvent(RunEventFields):
    """A chat model wrote a piece of its answer."""

    event: Literal["on_chat_model_stream"]
    data: ChatModelChunk


class ChatModelEndEvent(RunEventFields):
    """A chat model has written its answer."""

    event: Literal["on_chat_model_end"]
    data: ChatModelOutput


RunEvent: TypeAlias = Union[
    ChainStartEvent,
    ChainStreamEvent,
    ChainEndEvent,
    ChatModelStartEvent,
    ChatModelStreamEvent,
    ChatModelEndEvent,
    LLMStartEvent,
    LLMStreamEvent,
    LLMEndEvent,
    ToolStartEvent,
    ToolEndEvent,
    ToolErrorEvent,
    RetrieverStartEvent,
    RetrieverEndEvent,
    PromptStartEvent,
    PromptEndEvent,
    ParserStartEvent,
    ParserStreamEvent,
    ParserEndEvent,
    CustomEvent,
]
"""Something that a component inside the graph did, told apart by `event`."""


class PartialThread(TypedDict):
    """A conversation that the server keeps. With `select`, only what is selected is there."""

    thread_id: NotRequired[str]
    """Identifier of the thread."""

    created_at: NotRequired[str]
    """When it was opened."""

    updated_at: NotRequired[str]
    """When it last changed."""

    state_updated_at: NotRequired[str]
    """When its state last changed."""

    metadata: NotRequired[Metadata]
    """Labels of the thread."""

    status: NotRequired[ThreadStatus]
    """What it is doing."""

    config: NotRequired[Config]
    """Settings of its last run."""

    values: NotRequired[Any]
    """The newest state of the graph; null until a run has ended."""

    interrupts: NotRequired[dict[str, list[Interrupt]]]
    """What waits for an answer, by task."""

    error: NotRequired[Optional[RunFailure]]
    """Why the last run failed; null when it did not."""

    ttl: NotRequired[ThreadExpiry]
    """When the server will remove it."""

    extracted: NotRequired[dict[str, Any]]
    """What `extract` asked for."""


class Thread(TypedDict):
    """A conversation that the server keeps."""

    thread_id: str
    """Identifier of the thread."""

    created_at: str
    """When it was opened."""

    updated_at: str
    """When it last changed."""

    state_updated_at: NotRequired[str]
    """When its state last changed."""

    metadata: Metadata
    """Labels of the thread."""

    status: ThreadStatus
    """What it is doing."""

    config: NotRequired[Config]
    """Settings of its last run."""

    values: NotRequired[Any]
    """The newest state of the graph; null until a run has ended."""

    interrupts: NotRequired[dict[str, list[Interrupt]]]
    """What waits for an answer, by task."""

    error: NotRequired[Optional[RunFailure]]
    """Why the last run failed; null when it did not."""

    ttl: NotRequired[ThreadExpiry]
    """When the server will remove it."""

    extracted: NotRequired[dict[str, Any]]
    """What `extract` asked for."""


class Superstep(TypedDict):
    """Writes that belong to one step."""

    updates: list[SuperstepUpdate]
    """The writes, one for each node."""


class ThreadStorage(TypedDict):
    """What a thread occupies on the server."""

    thread_id: str
    """The thread."""

    total_bytes: int
    """All of it."""

    checkpoints: StorageShare
    """Its checkpoints."""

    channel_values: ChannelStorage
    """The values of its channels."""

    pending_writes: StorageShare
    """Writes that no checkpoint holds yet."""


class ThreadCreate(TypedDict):
    """How to open a thread."""

    metadata: NotRequired[Metadata]
    """Labels for the thread."""

    thread_id: NotRequired[str]
    """Identifier to use instead of a fresh one."""

    if_exists: NotRequired[IfExists]
    """What to do when the identifier is taken (`raise` unless given)."""

    supersteps: NotRequired[list[Superstep]]
    """States to write into it, one after the other."""

    ttl: NotRequired[ThreadTtl]
    """How long to keep it: minutes, or a strategy and minutes."""


class ThreadTask(TypedDict):
    """A node that is due, or was tried."""

    id: str
    """Identifier of the task."""

    name: str
    """Node that it runs."""

    path: NotRequired[list[Any]]
    """What made it due."""

    error: NotRequired[Any]
    """Why it failed; null when it did not."""

    interrupts: NotRequired[list[Interrupt]]
    """What it waits for."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Where its subgraph is saved."""

    state: NotRequired[Optional[ThreadState]]
    """State of its subgraph, when asked for."""

    result: NotRequired[Any]
    """What it wrote."""


class ThreadState(TypedDict):
    """A saved state of a thread."""

    values: Any
    """Contents of the channels."""

    next: list[str]
    """Nodes that are due."""

    tasks: list[ThreadTask]
    """What is due or was tried."""

    metadata: Optional[dict[str, Any]]
    """Facts about the step."""

    created_at: Optional[str]
    """When it was saved."""

    checkpoint: Optional[Checkpoint]
    """Its address."""

    parent_checkpoint: Optional[Checkpoint]
    """Address of the state before."""

    interrupts: list[Interrupt]
    """What waits for an answer."""

    checkpoint_id: NotRequired[Optional[str]]
    """Identifier of the state."""

    parent_checkpoint_id: NotRequired[Optional[str]]
    """Identifier of the state before."""


class StateUpdate(TypedDict):
    """A state that a program has written into a thread."""

    state: ThreadState
    """The state."""

    thread_id: NotRequired[str]
    """The thread."""


class PartialThreadState(TypedDict):
    """A saved state of a thread. With `select`, only what is selected is there."""

    values: NotRequired[Any]
    """Contents of the channels."""

    next: NotRequired[list[str]]
    """Nodes that are due."""

    tasks: NotRequired[list[ThreadTask]]
    """What is due or was tried."""

    metadata: NotRequired[Optional[dict[str, Any]]]
    """Facts about the step."""

    created_at: NotRequired[Optional[str]]
    """When it was saved."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Its address."""

    parent_checkpoint: NotRequired[Optional[Checkpoint]]
    """Address of the state before."""

    interrupts: NotRequired[list[Interrupt]]
    """What waits for an answer."""

    checkpoint_id: NotRequired[Optional[str]]
    """Identifier of the state."""

    parent_checkpoint_id: NotRequired[Optional[str]]
    """Identifier of the state before."""
