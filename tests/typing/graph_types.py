"""Types of the graphs of a LangGraph server, written by `langgraph-sync types`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union

from langgraph_sync.graph import Graph

if TYPE_CHECKING:
    from langgraph_sync.graph import Interrupted, MessageInput
    from langgraph_sync.models import Interrupt, Message
    from langgraph_sync.parts import StreamPart
    from typing_extensions import NotRequired, TypeAlias


class AgentInput(TypedDict):
    """What the graph is given."""

    messages: Sequence[MessageInput]


AgentContext: TypeAlias = "Any"
"""Static values that the graph reads."""


class AgentOutput(TypedDict):
    """What the graph returns; while it runs or waits, some keys are missing."""

    messages: NotRequired[list[Message]]
    __interrupt__: NotRequired[list[Interrupt]]
    """Questions that wait for an answer."""


class AgentState(TypedDict):
    """What a thread of the graph holds."""

    messages: NotRequired[list[Message]]


class AgentChange(TypedDict):
    """What a program writes into a thread of the graph."""

    messages: NotRequired[Sequence[MessageInput]]


class AgentUpdate(TypedDict):
    """What a node returns."""

    messages: NotRequired[Any]


class AgentUpdates(TypedDict):
    """What the nodes return, by their names."""

    agent: NotRequired[Union[AgentUpdate, list[AgentUpdate], None]]
    tools: NotRequired[Union[AgentUpdate, list[AgentUpdate], None]]
    __interrupt__: NotRequired[list[Interrupt]]
    """Questions that wait for an answer."""
    __metadata__: NotRequired[dict[str, Any]]
    """Whether the updates are from a cache."""


AgentNode: TypeAlias = Literal["agent", "tools"]
"""A node of the graph."""


AgentPart: TypeAlias = "StreamPart[AgentOutput, AgentUpdates]"
"""An event of a run of the graph."""


class Agent(
    Graph[
        "AgentInput",
        "AgentOutput",
        "AgentOutput",
        "AgentUpdates",
        "AgentState",
        "AgentContext",
        "AgentChange",
    ]
):
    """The graph `agent`."""

    graph_id = "agent"


class SupportCustomerInput(TypedDict):
    """Who asks."""

    id: str
    name: NotRequired[str]
    plan: Literal["free", "pro"]


class SupportInput(TypedDict):
    """What the graph is given."""

    messages: Sequence[MessageInput]
    customer: SupportCustomerInput
    locale: NotRequired[str]


class SupportContext(TypedDict):
    """Static values that the graph reads."""

    tone: NotRequired[Literal["formal", "casual"]]
    max_steps: NotRequired[int]


class SupportTicket(TypedDict):
    number: int
    tags: list[str]
    parent: Optional[SupportTicket]


class SupportOutput(TypedDict):
    """What the graph returns; while it runs or waits, some keys are missing."""

    answer: NotRequired[str]
    ticket: NotRequired[SupportTicket]
    __interrupt__: NotRequired[list[Interrupt]]
    """Questions that wait for an answer."""


class SupportCustomer(TypedDict):
    """Who asks."""

    id: str
    name: NotRequired[str]
    plan: Literal["free", "pro"]


class SupportState(TypedDict):
    """What a thread of the graph holds."""

    messages: NotRequired[list[Message]]
    customer: NotRequired[SupportCustomer]
    locale: NotRequired[str]
    answer: NotRequired[str]
    ticket: NotRequired[SupportTicket]
    steps: NotRequired[list[str]]
    score: NotRequired[float]


class SupportTicketInput(TypedDict):
    number: int
    tags: Sequence[str]
    parent: Optional[SupportTicketInput]


class SupportChange(TypedDict):
    """What a program writes into a thread of the graph."""

    messages: NotRequired[Sequence[MessageInput]]
    customer: NotRequired[SupportCustomerInput]
    locale: NotRequired[str]
    answer: NotRequired[str]
    ticket: NotRequired[SupportTicketInput]
    steps: NotRequired[Sequence[str]]
    score: NotRequired[float]


class SupportUpdate(TypedDict):
    """What a node returns."""

    answer: NotRequired[str]
    ticket: NotRequired[SupportTicket]


class SupportUpdates(TypedDict):
    """What the nodes return, by their names."""

    triage: NotRequired[Union[SupportUpdate, list[SupportUpdate], None]]
    answer: NotRequired[Union[SupportUpdate, list[SupportUpdate], None]]
    __interrupt__: NotRequired[list[Interrupt]]
    """Questions that wait for an answer."""
    __metadata__: NotRequired[dict[str, Any]]
    """Whether the updates are from a cache."""


SupportNode: TypeAlias = Literal["triage", "answer"]
"""A node of the graph."""


SupportPart: TypeAlias = "StreamPart[SupportOutput, SupportUpdates]"
"""An event of a run of the graph."""


class Support(
    Graph[
        "SupportInput",
        "SupportOutput",
        "SupportOutput",
        "SupportUpdates",
        "SupportState",
        "SupportContext",
        "SupportChange",
    ]
):
    """The graph `support`."""

    graph_id = "support"


class ApprovalInput(TypedDict):
    """What the graph is given."""

    messages: Sequence[MessageInput]
    approved: bool
    plan: Sequence[Mapping[str, str]]


ApprovalContext: TypeAlias = "Any"
"""Static values that the graph reads."""


class ApprovalOutput(TypedDict):
    """What the graph returns; while it runs or waits, some keys are missing."""

    messages: NotRequired[list[Message]]
    approved: NotRequired[bool]
    plan: NotRequired[list[dict[str, str]]]
    __interrupt__: NotRequired[list[Interrupt]]
    """Questions that wait for an answer."""


class ApprovalState(TypedDict):
    """What a thread of the graph holds."""

    messages: NotRequired[list[Message]]
    approved: NotRequired[bool]
    plan: NotRequired[list[dict[str, str]]]


class ApprovalChange(TypedDict):
    """What a program writes into a thread of the graph."""

    messages: NotRequired[Sequence[MessageInput]]
    approved: NotRequired[bool]
    plan: NotRequired[Sequence[Mapping[str, str]]]


class ApprovalUpdate(TypedDict):
    """What a node returns."""

    messages: NotRequired[Any]
    approved: NotRequired[bool]
    plan: NotRequired[list[dict[str, str]]]


class ApprovalUpdates(TypedDict):
    """What the nodes return, by their names."""

    ask: NotRequired[Union[ApprovalUpdate, list[ApprovalUpdate], None]]
    __interrupt__: NotRequired[list[Interrupt]]
    """Questions that wait for an answer."""
    __metadata__: NotRequired[dict[str, Any]]
    """Whether the updates are from a cache."""


ApprovalNode: TypeAlias = Literal["ask"]
"""A node of the graph."""


ApprovalPart: TypeAlias = "StreamPart[ApprovalOutput, ApprovalUpdates]"
"""An event of a run of the graph."""


class Approval(
    Graph[
        "ApprovalInput",
        "ApprovalOutput",
        "ApprovalOutput",
        "ApprovalUpdates",
        "ApprovalState",
        "ApprovalContext",
        "ApprovalChange",
    ]
):
    """The graph `approval`."""

    graph_id = "approval"


WriterInput: TypeAlias = "str"
"""What the graph is given."""


WriterContext: TypeAlias = "Any"
"""Static values that the graph reads."""


WriterOutput: TypeAlias = "Union[dict[str, Any], Interrupted]"
"""What the graph returns; while it runs or waits, some keys are missing."""


WriterState: TypeAlias = "Optional[dict[str, Any]]"
"""What a thread of the graph holds."""


WriterChange: TypeAlias = "Optional[Mapping[str, Any]]"
"""What a program writes into a thread of the graph."""


WriterUpdate: TypeAlias = "dict[str, Any]"
"""What a node returns."""


WriterValues: TypeAlias = "Optional[WriterOutput]"
"""What the function has returned; None while it runs."""


WriterUpdates: TypeAlias = "dict[str, Any]"
"""What the nodes return, by their names."""


WriterNode: TypeAlias = Literal["writer"]
"""A node of the graph."""


WriterPart: TypeAlias = "StreamPart[WriterValues, WriterUpdates]"
"""An event of a run of the graph."""


class Writer(
    Graph[
        "WriterInput",
        "WriterOutput",
        "WriterValues",
        "WriterUpdates",
        "WriterState",
        "WriterContext",
        "WriterChange",
    ]
):
    """The graph `writer`."""

    graph_id = "writer"


class TreeLeafInput(TypedDict):
    kind: NotRequired[Literal["leaf"]]
    value: NotRequired[Optional[Union[int, str]]]


class TreeBranchInput(TypedDict):
    """A node with 'children' and a \\ backslash."""

    kind: NotRequired[Literal["branch"]]
    children: NotRequired[Sequence[Union[TreeLeafInput, TreeBranchInput]]]


class TreeInput(TypedDict):
    """What the graph is given."""

    root: TreeBranchInput
    """The 'root'."""
    level: NotRequired[Literal[1, 2]]


TreeContext: TypeAlias = "Any"
"""Static values that the graph reads."""


class TreeLeaf(TypedDict):
    kind: NotRequired[Literal["leaf"]]
    value: NotRequired[Optional[Union[int, str]]]


class TreeBranch(TypedDict):
    """A node with 'children' and a \\ backslash."""

    kind: NotRequired[Literal["branch"]]
    children: NotRequired[list[Union[TreeLeaf, TreeBranch]]]


class TreePageLeaf(TypedDict):
    items: list[TreeLeaf]
    next: NotRequired[Optional[TreePageLeaf]]


class TreeOutput(TypedDict):
    """What the graph returns; while it runs or waits, some keys are missing."""

    root: NotRequired[TreeBranch]
    """The 'root'."""
    level: NotRequired[Literal[1, 2]]
    pages: NotRequired[TreePageLeaf]
    point: NotRequired[tuple[int, float, str]]
    tags: NotRequired[list[str]]
    spent: NotRequired[str]
    by_name: NotRequired[dict[str, TreeLeaf]]
    extra: NotRequired[Any]
    question: NotRequired[Optional[str]]
    __interrupt__: NotRequired[list[Interrupt]]
    """Questions that wait for an answer."""


class TreeState(TypedDict):
    """What a thread of the graph holds."""

    root: NotRequired[TreeBranch]
    level: NotRequired[Literal[1, 2]]
    pages: NotRequired[TreePageLeaf]
    point: NotRequired[tuple[int, float, str]]
    tags: NotRequired[list[str]]
    spent: NotRequired[str]
    by_name: NotRequired[dict[str, TreeLeaf]]
    extra: NotRequired[Any]
    question: NotRequired[Optional[str]]


class TreePageLeafInput(TypedDict):
    items: Sequence[TreeLeafInput]
    next: NotRequired[Optional[TreePageLeafInput]]


class TreeChange(TypedDict):
    """What a program writes into a thread of the graph."""

    root: NotRequired[TreeBranchInput]
    level: NotRequired[Literal[1, 2]]
    pages: NotRequired[TreePageLeafInput]
    point: NotRequired[Sequence[Union[int, float, str]]]
    tags: NotRequired[Sequence[str]]
    spent: NotRequired[str]
    by_name: NotRequired[Mapping[str, TreeLeafInput]]
    extra: NotRequired[Any]
    question: NotRequired[Optional[str]]


class TreeUpdate(TypedDict):
    """What a node returns."""

    root: NotRequired[TreeBranch]
    """The 'root'."""
    level: NotRequired[Literal[1, 2]]
    pages: NotRequired[TreePageLeaf]
    point: NotRequired[tuple[int, float, str]]
    tags: NotRequired[list[str]]
    spent: NotRequired[str]
    by_name: NotRequired[dict[str, TreeLeaf]]
    extra: NotRequired[Any]
    question: NotRequired[Optional[str]]


class TreeUpdates(TypedDict):
    """What the nodes return, by their names."""

    grow: NotRequired[Union[TreeUpdate, list[TreeUpdate], None]]
    ask: NotRequired[Union[TreeUpdate, list[TreeUpdate], None]]
    __interrupt__: NotRequired[list[Interrupt]]
    """Questions that wait for an answer."""
    __metadata__: NotRequired[dict[str, Any]]
    """Whether the updates are from a cache."""


TreeNode: TypeAlias = Literal["grow", "ask"]
"""A node of the graph."""


TreePart: TypeAlias = "StreamPart[TreeOutput, TreeUpdates]"
"""An event of a run of the graph."""


class Tree(
    Graph[
        "TreeInput",
        "TreeOutput",
        "TreeOutput",
        "TreeUpdates",
        "TreeState",
        "TreeContext",
        "TreeChange",
    ]
):
    """The graph `tree`."""

    graph_id = "tree"


class ClashStateInput(TypedDict):
    text: str


ClashInput = TypedDict(
    "ClashInput",
    {
        "list": "Sequence[str]",
        "dict": "Mapping[str, int]",
        "Any": "NotRequired[str]",
        "class": "str",
        "__private": "int",
        "a-b": "float",
        "state": "ClashStateInput",
        "messages": "Sequence[MessageInput]",
        "Interrupt": "NotRequired[bool]",
    },
)
"""What the graph is given."""


ClashContext: TypeAlias = "Any"
"""Static values that the graph reads."""


class ClashState2(TypedDict):
    text: str


ClashOutput = TypedDict(
    "ClashOutput",
    {
        "list": "NotRequired[list[str]]",
        "dict": "NotRequired[dict[str, int]]",
        "Any": "NotRequired[str]",
        "class": "NotRequired[str]",
        "__private": "NotRequired[int]",
        "a-b": "NotRequired[float]",
        "state": "NotRequired[ClashState2]",
        "messages": "NotRequired[list[Message]]",
        "Interrupt": "NotRequired[bool]",
        # Questions that wait for an answer.
        "__interrupt__": "NotRequired[list[Interrupt]]",
    },
)
"""What the graph returns; while it runs or waits, some keys are missing."""


ClashState = TypedDict(
    "ClashState",
    {
        "list": "NotRequired[list[str]]",
        "dict": "NotRequired[dict[str, int]]",
        "Any": "NotRequired[str]",
        "class": "NotRequired[str]",
        "__private": "NotRequired[int]",
        "a-b": "NotRequired[float]",
        "state": "NotRequired[ClashState2]",
        "messages": "NotRequired[list[Message]]",
        "Interrupt": "NotRequired[bool]",
    },
)
"""What a thread of the graph holds."""


ClashChange = TypedDict(
    "ClashChange",
    {
        "list": "NotRequired[Sequence[str]]",
        "dict": "NotRequired[Mapping[str, int]]",
        "Any": "NotRequired[str]",
        "class": "NotRequired[str]",
        "__private": "NotRequired[int]",
        "a-b": "NotRequired[float]",
        "state": "NotRequired[ClashStateInput]",
        "messages": "NotRequired[Sequence[MessageInput]]",
        "Interrupt": "NotRequired[bool]",
    },
)
"""What a program writes into a thread of the graph."""


ClashUpdate = TypedDict(
    "ClashUpdate",
    {
        "list": "NotRequired[list[str]]",
        "dict": "NotRequired[dict[str, int]]",
        "Any": "NotRequired[str]",
        "class": "NotRequired[str]",
        "__private": "NotRequired[int]",
        "a-b": "NotRequired[float]",
        "state": "NotRequired[ClashState2]",
        "messages": "NotRequired[Any]",
        "Interrupt": "NotRequired[bool]",
    },
)
"""What a node returns."""


ClashUpdates = TypedDict(
    "ClashUpdates",
    {
        "quiet": "NotRequired[Union[ClashUpdate, list[ClashUpdate], None]]",
        "single": "NotRequired[Union[ClashUpdate, list[ClashUpdate], None]]",
        "jump": "NotRequired[Union[ClashUpdate, list[ClashUpdate], None]]",
        "worker-1": "NotRequired[Union[ClashUpdate, list[ClashUpdate], None]]",
        "if": "NotRequired[Union[ClashUpdate, list[ClashUpdate], None]]",
        "cached": "NotRequired[Union[ClashUpdate, list[ClashUpdate], None]]",
        # Questions that wait for an answer.
        "__interrupt__": "NotRequired[list[Interrupt]]",
        # Whether the updates are from a cache.
        "__metadata__": "NotRequired[dict[str, Any]]",
    },
)
"""What the nodes return, by their names."""


ClashNode: TypeAlias = Literal["quiet", "single", "jump", "worker-1", "if", "cached"]
"""A node of the graph."""


ClashPart: TypeAlias = "StreamPart[ClashOutput, ClashUpdates]"
"""An event of a run of the graph."""


class Clash(
    Graph[
        "ClashInput",
        "ClashOutput",
        "ClashOutput",
        "ClashUpdates",
        "ClashState",
        "ClashContext",
        "ClashChange",
    ]
):
    """The graph `clash`."""

    graph_id = "clash"
