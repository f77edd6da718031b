# Generated from openapi/langgraph.yaml by `python -m codegen`: change that file, not this one.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union

if TYPE_CHECKING:
    from typing import Generic

    from typing_extensions import NotRequired, TypeAlias, TypeVar

    Values = TypeVar("Values", default=Any)
else:
    try:
        from typing import NotRequired, TypeAlias
    except ImportError:
        NotRequired = TypeAlias = Union


class CreatedRun(TypedDict):
    """The ids of a run that was just created."""

    run_id: str
    """Identifier of the run."""

    thread_id: Optional[str]
    """Thread of the run; null when the server does not reveal it."""


StreamMode: TypeAlias = Literal["values", "updates", "messages", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"]
"""What a run reports while it executes."""


StreamModes: TypeAlias = Union[StreamMode, Sequence[StreamMode]]
"""One mode or several (default: values)."""


RunStatus: TypeAlias = Literal["pending", "running", "error", "success", "timeout", "interrupted"]
"""Status of a run. A run that waits for a human is a `success`."""


ThreadStatus: TypeAlias = Literal["idle", "busy", "interrupted", "error"]
"""What a thread is doing."""


MultitaskStrategy: TypeAlias = Literal["reject", "interrupt", "rollback", "enqueue"]
"""What to do when the thread is already executing a run."""


CancelAction: TypeAlias = Literal["interrupt", "rollback"]
"""Whether a stopped run leaves its states behind."""


Durability: TypeAlias = Literal["sync", "async", "exit"]
"""When states are saved: before the next step, while it runs, or when the run ends."""


SortOrder: TypeAlias = Literal["asc", "desc"]
"""Ascending or descending order."""


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
"""Whether a thread that was created for a run is kept after it."""


CronSortField: TypeAlias = Literal["cron_id", "assistant_id", "thread_id", "next_run_date", "end_time", "created_at", "updated_at"]
"""What cron jobs can be sorted by."""


CronField: TypeAlias = Literal["cron_id", "assistant_id", "thread_id", "on_run_completed", "end_time", "schedule", "timezone", "created_at", "updated_at", "user_id", "payload", "next_run_date", "metadata", "enabled"]
"""What can be selected of a cron job."""


ThreadStreamMode: TypeAlias = Literal["run_modes", "lifecycle", "state_update"]
"""What a thread reports."""


ThreadStreamModes: TypeAlias = Union[ThreadStreamMode, Sequence[ThreadStreamMode]]
"""One mode or several (default: run_modes)."""


Metadata: TypeAlias = dict[str, Any]
"""Keys and values of your choice."""


NodeNames: TypeAlias = Union[Literal["*"], Sequence[str]]
"""Names of nodes, or `*` for all."""


class ErrorBody(TypedDict):
    """What the server says about a request that failed."""

    detail: str
    """What was wrong, in words."""


class Config(TypedDict):
    """Settings for the graph."""

    tags: NotRequired[list[str]]
    """Tags for tracing."""

    metadata: NotRequired[dict[str, Any]]
    """Metadata for tracing."""

    run_name: NotRequired[str]
    """Name for tracing."""

    max_concurrency: NotRequired[Optional[int]]
    """Maximum number of nodes to execute at the same time."""

    recursion_limit: NotRequired[int]
    """Maximum number of steps of the run."""

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
    """Metadata of the assistant."""

    name: str
    """Name for people."""

    description: Optional[str]
    """Text for people."""

    created_at: str
    """When it was created."""

    updated_at: str
    """When it last changed."""

    version: int
    """Counts its changes, from 1."""


class AssistantCreate(TypedDict):
    """How to create an assistant."""

    graph_id: str
    """Name of the graph."""

    config: NotRequired[Config]
    """Settings for every run."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    metadata: NotRequired[Metadata]
    """Metadata to attach to the assistant."""

    assistant_id: NotRequired[str]
    """Id to use (default: a new UUID)."""

    if_exists: NotRequired[IfExists]
    """What to do when the id is taken: raise `ConflictError`, or return what exists (default: "raise")."""

    name: NotRequired[str]
    """Name for people (default: "Untitled")."""

    description: NotRequired[Optional[str]]
    """Text for people."""


class AssistantPatch(TypedDict):
    """What to change of an assistant."""

    graph_id: NotRequired[str]
    """Name of another graph."""

    config: NotRequired[Config]
    """Settings for every run, replacing the former ones."""

    context: NotRequired[Any]
    """Static values that the graph reads, replacing the former ones."""

    metadata: NotRequired[Metadata]
    """Metadata to add, or to replace key by key."""

    name: NotRequired[str]
    """Name for people."""

    description: NotRequired[str]
    """Text for people; "" clears it."""


class AssistantCount(TypedDict):
    """Which assistants to count."""

    metadata: NotRequired[Metadata]
    """Only assistants with this metadata."""

    graph_id: NotRequired[str]
    """Only assistants of this graph."""

    name: NotRequired[str]
    """Only assistants whose name contains this, ignoring case."""


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
    """Metadata of the assistant."""

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
    """Only versions with this metadata."""

    limit: NotRequired[int]
    """Maximum number of versions to return (default: 10)."""

    offset: NotRequired[int]
    """How many to skip (default: 0)."""


class AssistantVersionChoice(TypedDict):
    """Which version to use."""

    version: int
    """Number of the version."""


class GraphNode(TypedDict):
    """A node of a graph."""

    id: str
    """Name of the node; `__start__` and `__end__` are its ends."""

    type: NotRequired[str]
    """What kind of node."""

    data: NotRequired[Any]
    """What it runs."""

    metadata: NotRequired[dict[str, Any]]
    """Metadata of the node."""


class GraphEdge(TypedDict):
    """An edge from one node to another."""

    source: str
    """Node that it leaves."""

    target: str
    """Node that it leads to."""

    data: NotRequired[Any]
    """Label of the edge."""

    conditional: NotRequired[bool]
    """Whether the graph decides at run time."""


class GraphSchemaFields(TypedDict):
    """JSON schemas of a graph; null where it declares none."""

    input_schema: Optional[dict[str, Any]]
    """Its input."""

    output_schema: Optional[dict[str, Any]]
    """Its output."""

    state_schema: Optional[dict[str, Any]]
    """Its state."""

    config_schema: Optional[dict[str, Any]]
    """Its settings."""

    context_schema: Optional[dict[str, Any]]
    """Its static values."""


class GraphSchema(GraphSchemaFields):
    """JSON schemas of a graph; null where it declares none."""

    graph_id: str
    """Name of the graph."""


SubgraphSchemas: TypeAlias = dict[str, GraphSchemaFields]
"""The schemas of subgraphs, by path: names of nodes, joined by `|`."""


class AssistantSearch(TypedDict):
    """Which assistants to list."""

    metadata: NotRequired[Metadata]
    """Only assistants with this metadata."""

    graph_id: NotRequired[str]
    """Only assistants of this graph."""

    name: NotRequired[str]
    """Only assistants whose name contains this, ignoring case."""

    limit: NotRequired[int]
    """Maximum number of assistants to return (default: 10; all with `iterate`)."""

    offset: NotRequired[int]
    """How many to skip (default: 0)."""

    sort_by: NotRequired[AssistantSortField]
    """Field to sort by (default: "created_at")."""

    sort_order: NotRequired[SortOrder]
    """Ascending or descending (default: "desc")."""

    select: NotRequired[list[AssistantField]]
    """Return only these fields of each."""


PruneStrategy: TypeAlias = Literal["delete", "keep_latest"]
"""Remove the whole thread, or all but its newest state."""


class ThreadSearch(TypedDict):
    """Which threads to list."""

    metadata: NotRequired[Metadata]
    """Only threads with this metadata."""

    values: NotRequired[dict[str, Any]]
    """Only threads whose state has these values."""

    ids: NotRequired[list[str]]
    """Only these threads; an empty list matches none (default: all)."""

    status: NotRequired[ThreadStatus]
    """Only threads with this status (default: any)."""

    limit: NotRequired[int]
    """Maximum number of threads to return (default: 10; all with `iterate`)."""

    offset: NotRequired[int]
    """How many to skip (default: 0)."""

    sort_by: NotRequired[ThreadSortField]
    """Field to sort by (default: "updated_at"; "created_at" with `iterate`)."""

    sort_order: NotRequired[SortOrder]
    """Order, together with `sort_by` (default: "desc")."""

    select: NotRequired[list[ThreadField]]
    """Return only these fields of each."""

    extract: NotRequired[dict[str, str]]
    """Values to extract from the state: a dict of names and paths, such as `{"last": "values.messages[-1].content"}`, at most 10."""


class ThreadCount(TypedDict):
    """Which threads to count."""

    metadata: NotRequired[Metadata]
    """Only threads with this metadata."""

    values: NotRequired[dict[str, Any]]
    """Only threads whose state has these values."""

    status: NotRequired[ThreadStatus]
    """Only threads with this status (default: any)."""


class ThreadPrune(TypedDict):
    """Which threads to remove."""

    thread_ids: list[str]
    """The threads."""

    strategy: NotRequired[PruneStrategy]
    """What to remove: the whole thread, or all but its newest state (default: "delete")."""


class PrunedThreads(TypedDict):
    """The result of pruning."""

    pruned_count: int
    """How many threads were pruned."""


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
    """A question that a node asks from outside the graph."""

    id: str
    """What the answer has to name when several questions wait."""

    value: Any
    """What the node asks."""

    response_schema: NotRequired[Optional[dict[str, Any]]]
    """JSON schema of an answer; only in streams and results."""


class ThreadStateByCheckpoint(TypedDict):
    """Which saved state to read."""

    checkpoint: Checkpoint
    """Its address."""

    subgraphs: NotRequired[bool]
    """Also return the states of subgraphs (default: False)."""

    select: NotRequired[list[str]]
    """Return only these fields of the state, such as "next" or "values.messages"; `langgraph dev` returns all."""


class ThreadStateUpdate(TypedDict):
    """What to write into a state."""

    values: NotRequired[Any]
    """What to write: an update, a list of updates, or null for none."""

    as_node: NotRequired[str]
    """Node to attribute the write to (default: the last one that wrote)."""

    checkpoint: NotRequired[Checkpoint]
    """State to write on top of (default: the newest)."""


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
    """When it was created."""

    updated_at: str
    """When it last changed."""

    status: RunStatus
    """Status of the run."""

    metadata: Metadata
    """Metadata of the run."""

    kwargs: dict[str, Any]
    """What it was started with."""

    multitask_strategy: MultitaskStrategy
    """What it did when the thread was busy."""

    langsmith_session_name: NotRequired[Optional[str]]
    """Project that it is traced to."""


class Send(TypedDict):
    """A node to execute next, and its input."""

    node: str
    """Name of the node."""

    input: Any
    """Its input."""


class Command(TypedDict):
    """How a graph that waits continues."""

    resume: NotRequired[Any]
    """Answer to the question; null is an answer too. With several questions, an answer by the id of each."""

    update: NotRequired[Any]
    """What to write into the state."""

    goto: NotRequired[Optional[Union[str, Send, Sequence[Union[str, Send]]]]]
    """Where to continue."""


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
    """Input of the graph (default: none, to continue from the saved state)."""

    command: NotRequired[Optional[Command]]
    """How a graph that waits continues, such as `{"resume": answer}`; instead of `input`."""

    metadata: NotRequired[Metadata]
    """Metadata to attach to the run."""

    config: NotRequired[Config]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    checkpoint: NotRequired[Checkpoint]
    """Saved state to start from (default: the newest)."""

    checkpoint_id: NotRequired[str]
    """Saved state to start from, by its id (default: the newest)."""

    interrupt_before: NotRequired[NodeNames]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[NodeNames]
    """Nodes to stop after, "*" for all (default: none)."""

    webhook: NotRequired[str]
    """URL that the server calls when the run has ended."""

    multitask_strategy: NotRequired[MultitaskStrategy]
    """What to do when the thread is busy (default: "enqueue")."""

    if_not_exists: NotRequired[Literal["create", "reject"]]
    """What to do when the thread does not exist (default: "reject", with `NotFoundError`)."""

    on_completion: NotRequired[ThreadFate]
    """What to do with the temporary thread of a run without a thread (default: "delete")."""

    after_seconds: NotRequired[float]
    """Seconds to wait before the run starts (default: 0)."""

    strict_resume: NotRequired[bool]
    """Fail if no question waits for the answer, on servers whose `info()` lists that ability (default: False)."""

    langsmith_tracer: NotRequired[LangSmithTracer]
    """LangSmith project to trace the run to."""

    durability: NotRequired[Durability]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""


class RunCreate(RunFields):
    """How to start a run."""

    stream_mode: NotRequired[StreamModes]
    """What to report (default: "values")."""

    stream_subgraphs: NotRequired[bool]
    """Also report from inside subgraphs (default: False)."""

    stream_resumable: NotRequired[bool]
    """Keep the events, so that the stream can be resumed after a cut (default: False)."""


OnDisconnect: TypeAlias = Literal["cancel", "continue"]
"""Whether a run continues when the connection that started it breaks."""


RunBatch: TypeAlias = list[RunCreate]
"""The runs to start."""


class RunsCancel(TypedDict):
    """Which runs to stop: all with a status, or some of a thread."""

    thread_id: NotRequired[str]
    """Thread of the runs, together with `run_ids`."""

    run_ids: NotRequired[list[str]]
    """Ids of the runs, together with `thread_id`."""

    status: NotRequired[Literal["pending", "running", "all"]]
    """All runs of the server with this status, instead of `thread_id` and `run_ids` (default: none)."""


class Cron(TypedDict):
    """A cron job, which starts scheduled runs."""

    cron_id: str
    """Identifier of the cron job."""

    assistant_id: Optional[str]
    """Assistant that it executes."""

    thread_id: Optional[str]
    """Thread that it works on; null for a new one each time."""

    schedule: str
    """When it runs."""

    timezone: Optional[str]
    """Time zone of the schedule; null for UTC."""

    end_time: Optional[str]
    """When it ends; null for never."""

    next_run_date: Optional[str]
    """When it runs next."""

    payload: dict[str, Any]
    """Options of its runs."""

    metadata: Metadata
    """Metadata of the cron job."""

    user_id: Optional[str]
    """Who created it."""

    on_run_completed: Optional[Literal["delete", "keep"]]
    """What to do with a new thread after its run."""

    enabled: bool
    """Whether the schedule is active (default: True)."""

    created_at: str
    """When it was created."""

    updated_at: str
    """When it last changed."""


class CronSettings(TypedDict):
    """What can be changed of a cron job."""

    timezone: NotRequired[str]
    """Time zone of the schedule, such as "Europe/Berlin" (default: UTC)."""

    input: NotRequired[Any]
    """Input of the graph (default: none, to continue from the saved state)."""

    metadata: NotRequired[Metadata]
    """Metadata to attach to the cron job and its runs."""

    config: NotRequired[Config]
    """Settings for the graph, such as `{"recursion_limit": 50, "configurable": {...}}`."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    webhook: NotRequired[str]
    """URL that the server calls when a run has ended."""

    interrupt_before: NotRequired[NodeNames]
    """Nodes to stop before, "*" for all (default: none)."""

    interrupt_after: NotRequired[NodeNames]
    """Nodes to stop after, "*" for all (default: none)."""

    enabled: NotRequired[bool]
    """Whether the schedule is active (default: True)."""

    stream_mode: NotRequired[StreamModes]
    """What its runs report (default: "values")."""

    stream_subgraphs: NotRequired[bool]
    """Also report from inside subgraphs (default: False)."""

    stream_resumable: NotRequired[bool]
    """Keep the events of its runs, so that they can be replayed (default: False)."""

    durability: NotRequired[Durability]
    """When states are saved: before the next step, during it, or when the run ends (default: "async")."""


class CronFields(CronSettings):
    """What every way of creating a cron job takes."""

    assistant_id: str
    """Identifier of an assistant or name of a graph."""

    schedule: str
    """When to start runs, in the five fields of crontab."""

    end_time: NotRequired[str]
    """When to end (default: never)."""

    multitask_strategy: NotRequired[MultitaskStrategy]
    """What to do when the thread is busy (default: "enqueue")."""


class ThreadCronCreate(CronFields):
    """How to create a cron job on one thread."""


class CronCreate(CronFields):
    """How to create a cron job."""

    on_run_completed: NotRequired[ThreadFate]
    """What to do with the thread of a run when it has ended (default: "delete")."""


class CronPatch(CronSettings):
    """What to change of a cron job."""

    schedule: NotRequired[str]
    """When to start runs, in the five fields of crontab."""

    end_time: NotRequired[Optional[str]]
    """When to end; None for never."""

    on_run_completed: NotRequired[ThreadFate]
    """What to do with the thread of a run when it has ended (default: "delete")."""


class CronSearch(TypedDict):
    """Which cron jobs to list."""

    assistant_id: NotRequired[str]
    """Only cron jobs of this assistant."""

    thread_id: NotRequired[str]
    """Only cron jobs on this thread."""

    enabled: NotRequired[bool]
    """Only active cron jobs (True) or only inactive ones (False) (default: both)."""

    metadata: NotRequired[Metadata]
    """Only cron jobs with this metadata."""

    limit: NotRequired[int]
    """Maximum number of cron jobs to return (default: 10; all with `iterate`)."""

    offset: NotRequired[int]
    """How many to skip (default: 0)."""

    sort_by: NotRequired[CronSortField]
    """Field to sort by (default: "created_at")."""

    sort_order: NotRequired[SortOrder]
    """Ascending or descending (default: "desc")."""

    select: NotRequired[list[CronField]]
    """Return only these fields of each."""


class CronCount(TypedDict):
    """Which cron jobs to count."""

    assistant_id: NotRequired[str]
    """Only cron jobs of this assistant."""

    thread_id: NotRequired[str]
    """Only cron jobs on this thread."""

    metadata: NotRequired[Metadata]
    """Only cron jobs with this metadata."""


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
    """Fields to search by meaning; false for none (default: the server's setting)."""

    ttl: NotRequired[Optional[float]]
    """Lifetime in minutes (default: the server's setting)."""


class ItemSearch(TypedDict):
    """Which items to list."""

    namespace_prefix: StoreNamespace
    """Only items in this namespace and in those under it; empty for all."""

    filter: NotRequired[Optional[dict[str, Any]]]
    """Only items with these values."""

    limit: NotRequired[int]
    """Maximum number of items to return (default: 10)."""

    offset: NotRequired[int]
    """How many to skip (default: 0)."""

    query: NotRequired[Optional[str]]
    """What to look for by meaning."""

    refresh_ttl: NotRequired[Optional[bool]]
    """Restart the lifetime of the items that are found."""


class NamespaceSearch(TypedDict):
    """Which namespaces to list."""

    prefix: NotRequired[StoreNamespace]
    """Only namespaces that begin with this."""

    suffix: NotRequired[StoreNamespace]
    """Only namespaces that end with this."""

    max_depth: NotRequired[int]
    """Truncate them to so many labels."""

    limit: NotRequired[int]
    """Maximum number of namespaces to return (default: 100)."""

    offset: NotRequired[int]
    """How many to skip (default: 0)."""


class ServerInfo(TypedDict):
    """Versions and abilities of a server."""

    version: str
    """Version of the server."""

    langgraph_py_version: NotRequired[str]
    """Version of LangGraph that executes the graphs."""

    flags: dict[str, Any]
    """Abilities."""

    host: NotRequired[dict[str, Any]]
    """Where it runs."""

    metadata: NotRequired[dict[str, Any]]
    """Metadata of the deployment."""


class Health(TypedDict):
    """Whether a server is healthy."""

    ok: bool
    """It is."""

    services: NotRequired[dict[str, Any]]
    """The same, by service."""


class ServerMetrics(TypedDict):
    """What a server is doing."""

    queue: NotRequired[dict[str, Any]]
    """Pending and running runs."""

    workers: NotRequired[dict[str, Any]]
    """How many runs can execute at the same time."""

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
    """A tool call that cannot be parsed."""

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
    """Tags of the component."""

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
    """Metadata of the document."""

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
    """Node that it executes."""

    input: Any
    """What the node is given."""

    triggers: list[str]
    """What made it due."""

    metadata: NotRequired[dict[str, Any]]
    """Metadata of the node."""


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
    """Node that it executes."""

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
"""A step seen from inside the engine, discriminated by `type`."""


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
    """The outcome of a command."""

    type: Literal["success"]
    id: int
    """The command."""

    result: dict[str, Any]
    """Its result."""

    meta: NotRequired[ProtocolAnswerMeta]
    """Facts about the answer."""


ProtocolErrorCode: TypeAlias = Literal["invalid_argument", "unknown_command", "unknown_error", "no_such_run", "no_such_subscription", "no_such_namespace", "no_such_interrupt", "no_such_checkpoint", "permission_denied", "not_supported", "unsupported"]
"""What kind of failure."""


class ProtocolSubscription(TypedDict):
    """Which events to send."""

    channels: list[str]
    """What to report: `values`, `updates`, `messages`, `tools`, `custom`, `custom:<name>`, `lifecycle`, `input`, `tasks`, `checkpoints`."""

    namespaces: NotRequired[list[list[str]]]
    """Only events of these subgraphs and of those inside them; a segment without `:` matches any task of the node (default: all)."""

    depth: NotRequired[int]
    """How many levels inside the `namespaces` (default: any); ignored without them."""

    since: NotRequired[int]
    """Only events whose `seq` is higher. It restarts with each connection, so it cannot be used to resume."""


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

    timestamp: NotRequired[int]
    """When it happened, in milliseconds; LangGraph.js does not report it in the stream of a run."""

    node: NotRequired[str]
    """Node that it comes from."""


class Lifecycle(TypedDict):
    """A graph begins, ends or waits. The root graph begins with `running`, a subgraph with `started`."""

    event: Literal["running", "started", "completed", "failed", "interrupted"]
    """Its state."""

    graph_name: NotRequired[str]
    """Name of the graph."""

    namespace: NotRequired[list[str]]
    """The subgraph."""

    trigger_call_id: NotRequired[str]
    """Task that has started the subgraph."""

    error: NotRequired[str]
    """What went wrong; missing when it is repeated later."""


class LifecycleParams(ProtocolParamFields):
    """Which graph begins, ends or waits."""

    data: Lifecycle
    """Its state."""


class LifecycleEvent(ProtocolFields):
    """A graph begins, ends or waits."""

    method: Literal["lifecycle"]
    params: LifecycleParams


class AnyParams(ProtocolParamFields):
    """Something that has no shape of its own."""

    data: Any
    """Whatever it is."""


class ProtocolValuesParams(ProtocolParamFields):
    """The whole state, and what waits for an answer."""

    data: Any
    """The state; in LangGraph.js it is empty beside `interrupts`."""

    interrupts: NotRequired[list[Interrupt]]
    """What waits for an answer; only in the stream of a run."""


class ProtocolTasksParams(ProtocolParamFields):
    """A node begins, or has ended."""

    data: Union[TaskStart, TaskResult]
    """A start has `triggers`, a result has `result`."""


class ProtocolCheckpoint(TypedDict):
    """A state that was saved. LangGraph.js sends ids instead of addresses."""

    config: NotRequired[CheckpointConfig]
    """Its address."""

    parent_config: NotRequired[Optional[CheckpointConfig]]
    """Address of the state before."""

    values: NotRequired[Any]
    """Contents of the channels."""

    metadata: NotRequired[CheckpointMetadata]
    """Facts about the step."""

    next: NotRequired[list[str]]
    """Nodes that are due."""

    tasks: NotRequired[list[CheckpointTask]]
    """The same, with their tasks."""

    id: NotRequired[str]
    """Identifier of the checkpoint."""

    parent_id: NotRequired[str]
    """Identifier of the checkpoint before."""

    step: NotRequired[int]
    """Number of the step."""

    source: NotRequired[str]
    """What it was saved for."""


class ProtocolCheckpointsParams(ProtocolParamFields):
    """A state was saved."""

    data: ProtocolCheckpoint
    """The state."""


class ValuesEvent(ProtocolFields):
    """The whole state after a step."""

    method: Literal["values"]
    params: ProtocolValuesParams


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
    params: ProtocolTasksParams


class CheckpointsEvent(ProtocolFields):
    """A state was saved."""

    method: Literal["checkpoints"]
    params: ProtocolCheckpointsParams


class InputRequest(TypedDict):
    """A question that a node asks from outside the graph."""

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
    """Its input."""


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
    """Call that it should have answered."""

    message: str
    """What went wrong."""


ToolProgress: TypeAlias = Union[ToolStarted, ToolFinished, ToolFailed]
"""What a tool does, discriminated by `event`."""


class ToolsParams(ProtocolParamFields):
    """What a tool does."""

    data: ToolProgress
    """What it does."""


class ToolsEvent(ProtocolFields):
    """What a tool does. Graphs have to ask for these events."""

    method: Literal["tools"]
    params: ToolsParams


class MessageStart(TypedDict):
    """A message begins. Only here it has its id; models that write concurrently in one subgraph cannot be distinguished."""

    event: Literal["message-start"]
    run_id: NotRequired[str]
    """Run of the model; only LangGraph.js reports it."""

    role: NotRequired[str]
    """Who writes: `ai`, `tool` and others; LangGraph.js does not report it."""

    id: NotRequired[str]
    """Identifier of the message."""

    tool_call_id: NotRequired[str]
    """Call that a tool's message answers."""

    metadata: NotRequired[dict[str, Any]]
    """Metadata of the message."""


class BlockStart(TypedDict):
    """A block of a message begins."""

    event: Literal["content-block-start"]
    run_id: NotRequired[str]
    """Run of the model; only LangGraph.js reports it."""

    index: int
    """Number of the block in its message, from 0."""

    content: ContentBlock
    """The block, still empty."""


class TextDelta(TypedDict):
    """A piece of a text."""

    type: Literal["text-delta"]
    text: str
    """The piece."""


class ReasoningDelta(TypedDict):
    """A piece of reasoning."""

    type: Literal["reasoning-delta"]
    reasoning: str
    """The piece."""


class ToolCallDelta(TypedDict):
    """A piece of a tool call."""

    type: Literal["tool-call-delta"]
    args: str
    """A piece of the arguments' JSON."""


class DataDelta(TypedDict):
    """A piece of an image, a file, a sound or a film."""

    type: Literal["data-delta"]
    data: str
    """The piece."""

    encoding: NotRequired[str]
    """Its encoding."""


class FieldsDelta(TypedDict):
    """Fields of a block that replace what it had."""

    type: Literal["block-delta"]
    fields: dict[str, Any]
    """The fields."""


ContentDelta: TypeAlias = Union[
    TextDelta,
    ReasoningDelta,
    ToolCallDelta,
    DataDelta,
    FieldsDelta,
]
"""A piece of a block, discriminated by `type`."""


class BlockFinish(TypedDict):
    """A block is complete."""

    event: Literal["content-block-finish"]
    run_id: NotRequired[str]
    """Run of the model; only LangGraph.js reports it."""

    index: int
    """Number of the block."""

    content: ContentBlock
    """The whole block."""


class MessageFinish(TypedDict):
    """A message is complete."""

    event: Literal["message-finish"]
    reason: NotRequired[str]
    """Why it ended; only in LangGraph.js."""

    run_id: NotRequired[str]
    """Run of the model; only LangGraph.js reports it."""

    usage: NotRequired[UsageMetadata]
    """Tokens that it took."""

    metadata: NotRequired[dict[str, Any]]
    """Facts about it, such as the name of the model."""


class MessageFailure(TypedDict):
    """A message ended early."""

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
    """Tags of the component and of the run."""

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
    """Call that it should have answered."""


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
    """A graph with a configuration. With `select`, it has only the selected fields."""

    assistant_id: NotRequired[str]
    """Identifier of the assistant."""

    graph_id: NotRequired[str]
    """Name of the graph."""

    config: NotRequired[Config]
    """Settings for every run."""

    context: NotRequired[Any]
    """Static values that the graph reads."""

    metadata: NotRequired[Metadata]
    """Metadata of the assistant."""

    name: NotRequired[str]
    """Name for people."""

    description: NotRequired[Optional[str]]
    """Text for people."""

    created_at: NotRequired[str]
    """When it was created."""

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
    """One execution of a graph. With `select`, it has only the selected fields."""

    run_id: NotRequired[str]
    """Identifier of the run."""

    thread_id: NotRequired[str]
    """Thread that it works on."""

    assistant_id: NotRequired[str]
    """Assistant that it executes."""

    created_at: NotRequired[str]
    """When it was created."""

    updated_at: NotRequired[str]
    """When it last changed."""

    status: NotRequired[RunStatus]
    """Status of the run."""

    metadata: NotRequired[Metadata]
    """Metadata of the run."""

    kwargs: NotRequired[dict[str, Any]]
    """What it was started with."""

    multitask_strategy: NotRequired[MultitaskStrategy]
    """What it did when the thread was busy."""

    langsmith_session_name: NotRequired[Optional[str]]
    """Project that it is traced to."""


class PartialCron(TypedDict):
    """A cron job, which starts scheduled runs. With `select`, it has only the selected fields."""

    cron_id: NotRequired[str]
    """Identifier of the cron job."""

    assistant_id: NotRequired[Optional[str]]
    """Assistant that it executes."""

    thread_id: NotRequired[Optional[str]]
    """Thread that it works on; null for a new one each time."""

    schedule: NotRequired[str]
    """When it runs."""

    timezone: NotRequired[Optional[str]]
    """Time zone of the schedule; null for UTC."""

    end_time: NotRequired[Optional[str]]
    """When it ends; null for never."""

    next_run_date: NotRequired[Optional[str]]
    """When it runs next."""

    payload: NotRequired[dict[str, Any]]
    """Options of its runs."""

    metadata: NotRequired[Metadata]
    """Metadata of the cron job."""

    user_id: NotRequired[Optional[str]]
    """Who created it."""

    on_run_completed: NotRequired[Optional[Literal["delete", "keep"]]]
    """What to do with a new thread after its run."""

    enabled: NotRequired[bool]
    """Whether the schedule is active (default: True)."""

    created_at: NotRequired[str]
    """When it was created."""

    updated_at: NotRequired[str]
    """When it last changed."""


class AssistantsPage(TypedDict):
    """One page of assistants."""

    assistants: list[Assistant]
    """The assistants."""

    next: Optional[str]
    """Offset of the next page; null on the last one."""


class GraphDrawing(TypedDict):
    """Nodes and edges of a graph."""

    nodes: list[GraphNode]
    """The nodes."""

    edges: list[GraphEdge]
    """The edges."""


class ThreadExpiry(TypedDict):
    """When the server removes a thread."""

    strategy: NotRequired[PruneStrategy]
    """What is removed."""

    ttl_minutes: NotRequired[float]
    """Lifetime since the last change, in minutes."""

    expires_at: NotRequired[str]
    """When the lifetime ends."""


class ThreadTtl(TypedDict):
    """How long to keep a thread."""

    strategy: NotRequired[PruneStrategy]
    """What to remove then (default: delete)."""

    ttl: NotRequired[float]
    """Lifetime since the last change, in minutes."""


class SuperstepUpdate(TypedDict):
    """A write that is attributed to a node."""

    values: NotRequired[Any]
    """What it wrote."""

    command: NotRequired[Optional[Command]]
    """Command that it returned."""

    as_node: str
    """Name of the node."""


class ThreadPatch(TypedDict):
    """What to change of a thread."""

    metadata: NotRequired[Metadata]
    """Metadata to add, or to replace key by key."""

    ttl: NotRequired[ThreadTtl]
    """Lifetime in minutes, or a dict with `ttl` in minutes and `strategy` (default: the server's setting)."""


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
    """Maximum number of states to return (default: 10; all with `iterate_history`)."""

    before: NotRequired[CheckpointConfig]
    """Only states older than this one."""

    metadata: NotRequired[Metadata]
    """Only states with this metadata."""

    checkpoint: NotRequired[Checkpoint]
    """Only states of the subgraph that this checkpoint is in (default: of the root graph)."""

    select: NotRequired[list[str]]
    """Return only these fields of each state, such as "next" or "values.messages"; `langgraph dev` returns all."""


class RunStream(RunCreate):
    """How to start a run that is streamed."""

    feedback_keys: NotRequired[list[str]]
    """Names of feedback to request URLs for at the end (default: none)."""

    on_disconnect: NotRequired[OnDisconnect]
    """What the server does with the run when the connection breaks (default: the server's setting; "continue" on most)."""


class RunWait(RunFields):
    """How to start a run that is waited for."""

    on_disconnect: NotRequired[OnDisconnect]
    """What the server does with the run when the connection breaks (default: the server's setting; "continue" on most)."""


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
    """Tool calls that cannot be parsed."""

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
    """A request to remove the message with this id."""

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
"""A message, or a piece of one, discriminated by `type`."""


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
"""The outcome of a command, discriminated by `type`."""


class BlockDelta(TypedDict):
    """A piece of a block."""

    event: Literal["content-block-delta"]
    run_id: NotRequired[str]
    """Run of the model; only LangGraph.js reports it."""

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
"""How a message is written, discriminated by `event`."""


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
"""An event of the thread protocol, discriminated by `method`."""


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
"""Something that a component inside the graph did, discriminated by `event`."""


class PartialThread(TypedDict):
    """A conversation that the server keeps. With `select`, it has only the selected fields."""

    thread_id: NotRequired[str]
    """Identifier of the thread."""

    created_at: NotRequired[str]
    """When it was created."""

    updated_at: NotRequired[str]
    """When it last changed."""

    state_updated_at: NotRequired[str]
    """When its state last changed."""

    metadata: NotRequired[Metadata]
    """Metadata of the thread."""

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
    """When it was created."""

    updated_at: str
    """When it last changed."""

    state_updated_at: NotRequired[str]
    """When its state last changed."""

    metadata: Metadata
    """Metadata of the thread."""

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
    """How to create a thread."""

    metadata: NotRequired[Metadata]
    """Metadata to attach to the thread."""

    thread_id: NotRequired[str]
    """Id to use (default: a new UUID)."""

    if_exists: NotRequired[IfExists]
    """What to do when the id is taken: raise `ConflictError`, or return what exists (default: "raise")."""

    supersteps: NotRequired[list[Superstep]]
    """States to write into the thread, in this order (default: none)."""

    ttl: NotRequired[ThreadTtl]
    """Lifetime in minutes, or a dict with `ttl` in minutes and `strategy` (default: the server's setting)."""


class ThreadTask(TypedDict):
    """A node that is due, or was executed."""

    id: str
    """Identifier of the task."""

    name: str
    """Node that it executes."""

    path: NotRequired[list[Any]]
    """What made it due."""

    error: NotRequired[Any]
    """Why it failed; null when it did not."""

    interrupts: list[Interrupt]
    """What it waits for."""

    checkpoint: NotRequired[Optional[Checkpoint]]
    """Where its subgraph is saved."""

    state: NotRequired[Optional[ThreadState]]
    """State of its subgraph, when asked for."""

    result: NotRequired[Any]
    """What it wrote."""


if TYPE_CHECKING:

    class ThreadState(TypedDict, Generic[Values]):
        """A saved state of a thread."""

        values: Values
        """Contents of the channels."""

        next: list[str]
        """Nodes that are due."""

        tasks: list[ThreadTask]
        """What is due or was executed."""

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

else:

    class ThreadState(TypedDict):
        """A saved state of a thread."""

        values: Values
        """Contents of the channels."""

        next: list[str]
        """Nodes that are due."""

        tasks: list[ThreadTask]
        """What is due or was executed."""

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


if TYPE_CHECKING:

    class PartialThreadState(TypedDict, Generic[Values]):
        """A saved state of a thread. With `select`, it has only the selected fields."""

        values: NotRequired[Values]
        """Contents of the channels."""

        next: NotRequired[list[str]]
        """Nodes that are due."""

        tasks: NotRequired[list[ThreadTask]]
        """What is due or was executed."""

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

else:

    class PartialThreadState(TypedDict):
        """A saved state of a thread. With `select`, it has only the selected fields."""

        values: NotRequired[Values]
        """Contents of the channels."""

        next: NotRequired[list[str]]
        """Nodes that are due."""

        tasks: NotRequired[list[ThreadTask]]
        """What is due or was executed."""

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
