"""A graph by its name, with the types of its own input, output, state and context."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Optional, Union, cast

from ._options import spell_out
from ._url import Id
from .client import LangGraphClient
from .options import (
    GraphCreateOptions,
    GraphStreamOptions,
    GraphWaitOptions,
    RunsJoinOptions,
    RunsJoinStreamOptions,
    ThreadsGetHistoryOptions,
    ThreadsGetStateOptions,
    ThreadsUpdateStateOptions,
)

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias, TypedDict, TypeVar, Unpack

    from .models import Checkpoint, Interrupt, Message, Run, ThreadState, ToolCall, UpdatedThreadState
    from .parts import StreamPart
    from .resources._states import Before

    class GivenMessage(TypedDict):
        """A message as programs write it."""

        content: Union[str, Sequence[Union[str, Mapping[str, Any]]]]
        id: NotRequired[Optional[str]]
        name: NotRequired[Optional[str]]
        tool_call_id: NotRequired[str]
        tool_calls: NotRequired[Sequence[ToolCall]]

    class RoleMessage(GivenMessage):
        """A message by the role of its author."""

        role: Literal["human", "user", "ai", "assistant", "system", "developer", "tool"]

    class TypeMessage(GivenMessage):
        """A message by its type, as servers return it."""

        type: Literal["human", "ai", "system", "tool", "remove"]

    MessageInput: TypeAlias = Union[str, RoleMessage, TypeMessage, Message]
    """A message as a graph takes it; a plain text is that of a human."""

    class Interrupted(TypedDict):
        """What a graph returns whose output has no keys, while it waits for answers."""

        __interrupt__: list[Interrupt]

    Input = TypeVar("Input", default=Any)
    Output = TypeVar("Output", default=Any)
    Values = TypeVar("Values", default=Any)
    Updates = TypeVar("Updates", default=dict[str, Any])
    State = TypeVar("State", default=Any)
    Context = TypeVar("Context", default=Any)
    Change = TypeVar("Change", default=Any)
    Parts: TypeAlias = Generator[StreamPart[Values, Updates], None, None]
else:
    from typing import TypeVar

    Input, Output, Values, Updates, State, Context, Change = map(
        TypeVar, ("Input", "Output", "Values", "Updates", "State", "Context", "Change")
    )


class Graph(Generic[Input, Output, Values, Updates, State, Context, Change]):
    """A graph, or an assistant of it, with its own types; `langgraph-sync types` writes a subclass for each graph.

    Its methods are those of `client.runs` and `client.threads`. Parts of subgraphs have types of
    their own: `client.runs.stream(..., stream_subgraphs=True)` yields them. `Graph(client, "agent")`
    only fixes the assistant.
    """

    graph_id: ClassVar[str] = ""

    if not TYPE_CHECKING:  # the types are for checkers, and the last ones may be missing

        def __class_getitem__(cls, _: object) -> type:
            return cls

    def __init__(self, client: LangGraphClient, assistant_id: Id = "") -> None:
        self._client = client
        self.assistant_id = assistant_id or self.graph_id
        if not self.assistant_id:
            raise TypeError(f'{type(self).__name__} has no graph_id: write {type(self).__name__}(client, "agent")')

    @spell_out(GraphStreamOptions)
    def stream(
        self, thread_id: Optional[Id], **options: Unpack[GraphStreamOptions[Input, Context]]
    ) -> Parts[Values, Updates]:
        """Start a run and yield its events, as `client.runs.stream` does."""
        return cast("Parts[Values, Updates]", self._client.runs.stream(thread_id, self.assistant_id, **options))

    @spell_out(GraphWaitOptions)
    def wait(
        self,
        thread_id: Optional[Id],
        *,
        raise_error: bool = True,
        **options: Unpack[GraphWaitOptions[Input, Context]],
    ) -> Output:
        """Start a run, wait for its end, and return its output, as `client.runs.wait` does."""
        output = self._client.runs.wait(thread_id, self.assistant_id, raise_error=raise_error, **options)
        return cast("Output", output)

    @spell_out(GraphCreateOptions)
    def create(self, thread_id: Optional[Id], **options: Unpack[GraphCreateOptions[Input, Context]]) -> Run:
        """Start a run in the background and return at once, as `client.runs.create` does."""
        return self._client.runs.create(thread_id, self.assistant_id, **options)

    @spell_out(GraphWaitOptions)
    def answer(
        self,
        thread_id: Id,
        answer: Any,
        *,
        interrupt_id: Optional[Id] = None,
        raise_error: bool = True,
        **options: Unpack[GraphWaitOptions[Input, Context]],
    ) -> Output:
        """Answer a thread's question, wait for the end of the run, and return its output."""
        extra: Any = {"interrupt_id": interrupt_id, "raise_error": raise_error, **options}
        return cast("Output", self._client.runs.answer(thread_id, self.assistant_id, answer, **extra))

    @spell_out(GraphStreamOptions)
    def stream_answer(
        self,
        thread_id: Id,
        answer: Any,
        *,
        interrupt_id: Optional[Id] = None,
        **options: Unpack[GraphStreamOptions[Input, Context]],
    ) -> Parts[Values, Updates]:
        """Answer a thread's question and yield the events of the run as `stream` does."""
        extra: Any = {"interrupt_id": interrupt_id, **options}
        parts = self._client.runs.stream_answer(thread_id, self.assistant_id, answer, **extra)
        return cast("Parts[Values, Updates]", parts)

    @spell_out(RunsJoinOptions)
    def join(
        self, thread_id: Id, run_id: Id, *, raise_error: bool = True, **options: Unpack[RunsJoinOptions]
    ) -> Output:
        """Wait for the end of a run that was started elsewhere, and return its output."""
        return cast("Output", self._client.runs.join(thread_id, run_id, raise_error=raise_error, **options))

    @spell_out(RunsJoinStreamOptions)
    def join_stream(
        self, thread_id: Id, run_id: Id, **options: Unpack[RunsJoinStreamOptions]
    ) -> Parts[Values, Updates]:
        """Yield the events of a run that was started elsewhere, as `client.runs.join_stream` does."""
        return cast("Parts[Values, Updates]", self._client.runs.join_stream(thread_id, run_id, **options))

    @spell_out(ThreadsGetStateOptions)
    def get_state(
        self,
        thread_id: Id,
        checkpoint: Optional[Checkpoint] = None,
        checkpoint_id: Optional[Id] = None,
        **options: Unpack[ThreadsGetStateOptions],
    ) -> ThreadState[State]:
        """Read the newest state of a thread, or that of `checkpoint` or `checkpoint_id`."""
        return self._client.threads.get_state(thread_id, checkpoint, checkpoint_id, **options)

    @spell_out(ThreadsUpdateStateOptions)
    def update_state(
        self,
        thread_id: Id,
        values: Change,
        *,
        checkpoint_id: Optional[Id] = None,
        **options: Unpack[ThreadsUpdateStateOptions],
    ) -> UpdatedThreadState:
        """Write `values` into the state of a thread, as `client.threads.update_state` does."""
        written: Any = values
        return self._client.threads.update_state(thread_id, written, checkpoint_id=checkpoint_id, **options)

    @spell_out(ThreadsGetHistoryOptions)
    def get_history(
        self, thread_id: Id, *, before: Before = None, **options: Unpack[ThreadsGetHistoryOptions]
    ) -> list[ThreadState[State]]:
        """List the saved states of a thread, newest first, 10 by default."""
        return self._client.threads.get_history(thread_id, before=before, **options)
