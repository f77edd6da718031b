# Generated from openapi/langgraph.yaml by `python -m codegen`: change that file, not this one.

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

if TYPE_CHECKING:
    from typing import Any, Generic, Literal, NamedTuple

    from typing_extensions import TypeAlias, TypeVar

    from .models import (
        CheckpointPayload,
        DebugEvent,
        Message,
        MessageMetadata,
        MessageOrigin,
        ProtocolEvent,
        RunEvent,
        RunFailure,
        RunMetadata,
        StateUpdate,
        TaskResult,
        TaskStart,
    )

    Values = TypeVar("Values", default=Any)
    Updates = TypeVar("Updates", default=dict[str, Any])
else:
    from collections import namedtuple

    class _Part(namedtuple("_Part", ("event", "data", "id", "namespace"), defaults=(None, ()))):
        __slots__ = ()

        @classmethod
        def __class_getitem__(cls, _):
            return cls

        def _repr_pretty_(self, printer, _):
            """Show it in IPython, its data cut so that the line fits into the terminal."""
            from shutil import get_terminal_size

            text, data = repr(self), f"data={self.data!r}"
            kept = len(data) + get_terminal_size().columns - len(text) - len("...")
            is_short = len(data) <= kept + len("...")
            printer.text(text if is_short else text.replace(data, data[: max(kept, len("data="))] + "...", 1))

    class _NamedPart(namedtuple("_NamedPart", (*_Part._fields, "name"), defaults=(None, (), ""))):
        __slots__ = ()
        _repr_pretty_ = _Part._repr_pretty_

    class _Kind(type):
        """Makes a class of parts in a tenth of the time of `typing.NamedTuple`: they differ in names alone."""

        def __new__(cls, name, bases, body):
            base = _NamedPart if "name" in body["__annotations__"] else _Part
            own = {key: value for key, value in body.items() if key not in base._fields}
            return type.__new__(cls, name, (base,), {**own, "__slots__": ()})

    NamedTuple = type.__new__(_Kind, "NamedTuple", (), {})
    Values = Updates = None
    Generic = {Values: object}

EventId: TypeAlias = Optional[str]
"""Position in the stream; null unless the run keeps its events (`stream_resumable`)."""


class MetadataPart(NamedTuple):
    """The run has begun; always the first part."""

    event: Literal["metadata"]
    data: RunMetadata
    id: EventId = None
    namespace: tuple[str, ...] = ()


class ValuesPart(NamedTuple, Generic[Values]):
    """The whole state after a step; `__interrupt__` in it holds what waits for an answer."""

    event: Literal["values"]
    data: Values
    """The state."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class UpdatesPart(NamedTuple, Generic[Updates]):
    """What a node returned; under `__interrupt__`, what waits for an answer."""

    event: Literal["updates"]
    data: Updates
    """The update, by node."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class MessagesPart(NamedTuple):
    """A piece of a message or a whole one, and where it comes from (mode `messages-tuple`)."""

    event: Literal["messages"]
    data: tuple[Message, MessageMetadata]
    id: EventId = None
    namespace: tuple[str, ...] = ()


class MessagesMetadataPart(NamedTuple):
    """Where the messages to come are from (mode `messages`)."""

    event: Literal["messages/metadata"]
    data: dict[str, MessageOrigin]
    """The origin, by message id."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class MessagesPartialPart(NamedTuple):
    """A message as far as it is written (mode `messages`)."""

    event: Literal["messages/partial"]
    data: list[Message]
    """The message; a list of one."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class MessagesCompletePart(NamedTuple):
    """A message that was not streamed (mode `messages`)."""

    event: Literal["messages/complete"]
    data: list[Message]
    """The message; a list of one."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class EventsPart(NamedTuple):
    """Something that a component inside the graph did."""

    event: Literal["events"]
    data: RunEvent
    id: EventId = None
    namespace: tuple[str, ...] = ()


class CustomPart(NamedTuple):
    """Something that a node wrote to the stream itself."""

    event: Literal["custom"]
    data: Any
    """Whatever it wrote."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class TasksPart(NamedTuple):
    """A node begins, or has ended."""

    event: Literal["tasks"]
    data: Union[TaskStart, TaskResult]
    """A start has `triggers`, a result has `result`."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class CheckpointsPart(NamedTuple):
    """A state was saved."""

    event: Literal["checkpoints"]
    data: CheckpointPayload
    id: EventId = None
    namespace: tuple[str, ...] = ()


class DebugPart(NamedTuple):
    """A step seen from inside the engine."""

    event: Literal["debug"]
    data: DebugEvent
    id: EventId = None
    namespace: tuple[str, ...] = ()


class FeedbackPart(NamedTuple):
    """Where feedback on the run can be left."""

    event: Literal["feedback"]
    data: dict[str, str]
    """An address, by key."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class ErrorPart(NamedTuple):
    """The run has failed; always the last part."""

    event: Literal["error"]
    data: RunFailure
    id: EventId = None
    namespace: tuple[str, ...] = ()


class EndPart(NamedTuple):
    """The run has ended. `langgraph dev` does not send it, other servers do."""

    event: Literal["end"]
    data: Any
    """Often a status, or null."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class ProtocolPart(NamedTuple):
    """An event of a run that was started through the thread protocol, in the protocol's own envelope, whatever the stream calls it."""

    event: Literal["protocol"]
    data: ProtocolEvent
    id: EventId = None
    namespace: tuple[str, ...] = ()


class HeartbeatPart(NamedTuple):
    """A comment by which the server keeps the connection alive; it comes with `heartbeats=True` only."""

    event: Literal["heartbeat"]
    data: str
    """The comment, which is empty or says `heartbeat`."""

    id: EventId = None
    namespace: tuple[str, ...] = ()


class UnknownPart(NamedTuple):
    """An event that this version of the client does not know, with all of its data."""

    event: Literal["unknown"]
    data: Any
    """Whatever the server sent."""

    id: EventId = None
    namespace: tuple[str, ...] = ()
    name: str = ""
    """What the server calls the event."""


StreamPart: TypeAlias = Union[
    MetadataPart,
    ValuesPart[Values],
    UpdatesPart[Updates],
    MessagesPart,
    MessagesMetadataPart,
    MessagesPartialPart,
    MessagesCompletePart,
    EventsPart,
    CustomPart,
    TasksPart,
    CheckpointsPart,
    DebugPart,
    FeedbackPart,
    ErrorPart,
    EndPart,
    ProtocolPart,
    HeartbeatPart,
    UnknownPart,
]
"""One event of a run's stream, discriminated by `event`."""


class StateUpdatePart(NamedTuple):
    """A program has written into the state of the thread."""

    event: Literal["state_update"]
    data: StateUpdate
    id: EventId = None
    namespace: tuple[str, ...] = ()


ThreadStreamPart: TypeAlias = Union[StreamPart, StateUpdatePart]
"""One event of a thread's stream, discriminated by `event`."""
