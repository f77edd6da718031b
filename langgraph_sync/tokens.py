"""From the parts of a stream to the text and the messages that models write."""

from __future__ import annotations

import logging
from codecs import utf_16_le_decode
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Optional, TypeVar, Union, cast
from weakref import WeakKeyDictionary

from . import _json

if TYPE_CHECKING:
    from .models import Message
    from .parts import StreamPart

T = TypeVar("T", bound=Generator[Any, None, None])
Part = TypeVar("Part", bound="StreamPart[Any, Any]")
# What was found in a part: how it comes (a `piece` of a model's message, a `whole` one, one `so far`, or a message
# `beside` those of models), the message, its id, and the metadata with its node.
_Found = tuple[str, dict[str, Any], Optional[str], dict[str, Any]]
# The event, the node and the message that a piece of text is from.
_Source = tuple[str, str, Optional[str]]

_logger: Final = logging.getLogger("langgraph_sync")
# In UTF-16, as in JSON and JavaScript, a character may be of two halves.
_UTF_16: Final = ("utf-16-le", "surrogatepass")
_WITHOUT_TEXT: Final = ("values", "updates", "custom", "tasks", "checkpoints", "debug")
# How the message comes, where it is, and where in it the text of a completion model is.
_MODEL_EVENTS: Final[dict[str, tuple[str, str, tuple[Union[str, int], ...]]]] = {
    "on_chat_model_stream": ("piece", "chunk", ()),
    "on_chat_model_end": ("whole", "output", ()),
    "on_llm_stream": ("piece", "chunk", ("text",)),
    "on_llm_end": ("whole", "output", ("generations", 0, 0, "text")),
}
# What completion models write is text, and no message.
_COMPLETION: Final = "completion"
# Of several of these texts in the pieces of a message, the first one counts.
_IDENTITY: Final = frozenset(("type", "id", "name", "role", "index", "status", "output_version", "tool_call_id"))
_noted_modes: WeakKeyDictionary[Any, list[Any]] = WeakKeyDictionary()


class WholeMessage(NamedTuple):
    """A complete message, and where it comes from."""

    message: Message
    node: str
    """Node of the graph; empty where the server does not say."""

    namespace: tuple[str, ...]
    """Subgraph that the node is in; empty in the graph itself."""


def tokens(
    parts: Iterable[StreamPart[Any, Any]], *, delta: bool = False, node: Optional[str] = None
) -> Generator[str, None, None]:
    """Yield the text so far after each piece that a model writes, or with `delta=True` just the new piece.

    A loop over the texts so far copies all text for each piece: use `delta=True` for more than 100,000 characters.
    What counts as text, and what `node` means, is described at `with_text`.
    """
    _check_modes(parts)
    return _texts(parts, _TextReader(node), with_parts=False) if delta else _texts_so_far(with_text(parts, node=node))


def with_text(parts: Iterable[Part], *, node: Optional[str] = None) -> Generator[tuple[Part, str], None, None]:
    """Yield each part with the text that it adds, which is empty for most, to show text and events in one loop.

    Reads streams in the modes `events`, `messages-tuple` and `messages`; of a stream in several of them only the one
    that brings the first text, so that each piece comes once. Raises `ValueError`, before anything is sent, for a
    stream of `client.runs` that was requested in other modes only. Of content blocks only those of type `text` count.

    A message that was not streamed adds its text when it comes, once: a model's, or in the modes of messages one that a
    node has built, unless its text is what a model in the node has streamed. In the mode `events`, completion models
    that are no chat models count too. In the mode `messages` of LangGraph.js only streamed messages count, since others
    may be from earlier runs. A run that the server retries begins the text anew. Half of a character is held back
    until its other half comes; one that never comes is replaced with U+FFFD, at the end, with its part once more.

    The pieces come in the order of the stream. Where several models write at the same time, theirs alternate: `node`
    picks the models of one node of the graph, and a name without any message is logged as a warning; to separate models
    within a node, use `whole_messages`. Closes the stream when it is closed. The errors of the stream pass through.
    """
    _check_modes(parts)
    return _texts(parts, _TextReader(node), with_parts=True)


def whole_messages(parts: Iterable[StreamPart[Any, Any]]) -> Generator[WholeMessage, None, None]:
    """Yield each message of a run once, when it is complete, its pieces merged.

    Reads the modes that `with_text` reads, and only the one that brings the first message. In the mode `events` they
    are the messages of chat models, in the others those of tools and nodes too. Where the server does not mark the end
    of a message (mode `messages`, LangGraph.js), it is complete when its node has returned another one, when the graph
    has come to its next step, or at the end of the stream: models of one node may write at the same time. A message
    that is incomplete when the run fails is left out.
    """
    _check_modes(parts)
    return _messages(parts, _MessageReader())


def note_modes(parts: T, modes: Any) -> T:
    """Remember which modes a stream was asked for, as long as it exists; the server's default is `values`."""
    _noted_modes[parts] = list(modes) if modes and modes.__class__ in (list, tuple) else [modes or "values"]
    return parts


def _check_modes(parts: Iterable[StreamPart]) -> None:
    modes = _noted_modes.get(parts) if isinstance(parts, Generator) else None
    if modes and all(mode in _WITHOUT_TEXT for mode in modes):
        raise ValueError(
            f"a stream in the mode {' and '.join(map(repr, modes))} holds no text: start the run with "
            "stream_mode='messages-tuple' (or 'events', 'messages', or a list with one of these three)"
        )


def _texts_so_far(texts: Generator[tuple[StreamPart, str], None, None]) -> Generator[str, None, None]:
    text, room = "", 100_000
    with closing(texts):
        for part, piece in texts:
            if piece:
                text += piece  # copies nothing where the caller has dropped the text before
                if len(text) > room:
                    # glibc fetches each copy of this size from the system, until it has seen a larger block freed.
                    room = 8 * len(text)
                    bytes(room)
                yield text
            elif part[0] == "metadata":
                text = ""


def _texts(parts: Iterable[StreamPart], reader: _TextReader, *, with_parts: bool) -> Generator[Any, None, None]:
    """Yield the text that each part adds: with the part, or without it where there is any."""
    with _closing(parts):
        for part in parts:
            text = reader.text_of(part)
            if with_parts:
                yield part, text
            elif text:
                yield text
        for part in reader.broken():
            yield (part, "\ufffd") if with_parts else "\ufffd"
        reader.warn_of_unknown_node()


def _messages(parts: Iterable[StreamPart], reader: _MessageReader) -> Generator[WholeMessage, None, None]:
    with _closing(parts):
        for part in parts:
            yield from reader.completed_by(part)
        yield from reader.rest()


def _closing(parts: Iterable[StreamPart]) -> AbstractContextManager[Any]:
    return closing(cast("Any", parts)) if isinstance(parts, Generator) else nullcontext()


class _Reader:
    """Finds the messages in the parts of the mode that brings the first one."""

    def __init__(self) -> None:
        self.mode = ""
        self._origins: dict[str, Any] = {}

    def found(self, event: str, data: Any) -> Iterable[_Found]:
        mode, find = _FINDERS[event]
        if self.mode and self.mode != mode:
            return ()
        try:
            return find(event, data, self._origins)
        except (LookupError, TypeError, ValueError):  # servers shape JSON in many ways
            return find(event, _mended(event, data), self._origins)


class _TextReader(_Reader):
    """Finds the text that each part adds."""

    def __init__(self, node: Optional[str]) -> None:
        super().__init__()
        self._node = node
        self._nodes: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        # By message: its node and its pieces; and the texts of those that were not streamed.
        self._written: dict[Optional[str], list[Any]] = {}
        self._whole: dict[Optional[str], str] = {}
        self._halves: dict[_Source, tuple[StreamPart, bytes]] = {}

    def text_of(self, part: StreamPart) -> str:
        added, event = "", part[0]
        if event not in _FINDERS:
            if event == "metadata":  # another attempt begins
                self._begin()
            return added
        for how, message, message_id, origin in self.found(event, part[1]):
            text: Any = message.get("content")
            node = origin["langgraph_node"]
            if text.__class__ is not str:
                text = _text(text)
            if how != "piece":
                text = self._new(text, how, message_id, node)
            elif message_id in self._written:
                self._written[message_id].append(text)
            else:
                self._written[message_id] = [node, text]
            if self._node is not None:
                self._nodes.add(node)
                text = text if node == self._node else ""
            if self._halves or not text.isascii():
                text = self._joined(text, (event, node, message_id), part)
            added += text
        if added and not self.mode:
            self.mode = _FINDERS[event][0]
        return added

    def _new(self, text: str, how: str, message_id: Optional[str], node: str) -> str:
        """Return what is new in a message that has come as a whole, or as far as it is written."""
        known = self._whole.get(message_id, "") + "".join(self._written.get(message_id, ())[1:])
        if how == "so far":
            self._whole.pop(message_id, None)
            self._written[message_id] = [node, text]
            return text.encode(*_UTF_16).removeprefix(known.encode(*_UTF_16)).decode(*_UTF_16)
        # A node may return what its model has streamed in a message of its own.
        if how == "beside" or known or any([node, text] == [of, "".join(has)] for of, *has in self._written.values()):
            return ""
        if message_id:
            self._whole[message_id] = text
        return text

    def _joined(self, text: str, source: _Source, part: StreamPart) -> str:
        """Join the halves of characters. The first half of one at the end is kept until the other comes."""
        units = self._halves.pop(source, (part, b""))[1] + text.encode(*_UTF_16)
        text, length = utf_16_le_decode(units, "replace", False)
        if length < len(units):
            self._halves[source] = part, units[length:]
        return text

    def broken(self) -> list[StreamPart]:
        """Return the parts with half a character whose other half has not come."""
        return [part for part, _ in self._halves.values() if self.mode in ("", _FINDERS[part[0]][0])]

    def warn_of_unknown_node(self) -> None:
        if self._node is not None and self._node not in self._nodes:
            seen = ", ".join(map(repr, sorted(self._nodes))) or "none"
            _logger.warning("no message came from the node %r; nodes that messages came from: %s", self._node, seen)


class _Draft(NamedTuple):
    """A message that is being written."""

    node: str
    namespace: tuple[str, ...]
    step: int
    task: str
    pieces: list[dict[str, Any]]


class _MessageReader(_Reader):
    """Collects the pieces of each message until it is complete."""

    def __init__(self) -> None:
        super().__init__()
        self._pending: dict[Any, _Draft] = {}
        self._done: set[Any] = set()

    def completed_by(self, part: StreamPart) -> Iterator[WholeMessage]:
        """Yield the messages that a part completes, or shows to be complete."""
        event = part[0]
        if event in ("metadata", "error"):  # another attempt begins, or this one has failed
            self._pending.clear()
            self._done.clear()
        for how, message, message_id, origin in self.found(event, part[1]) if event in _FINDERS else ():
            kind = _at(str, message, "type")
            if not message or kind == _COMPLETION or (message_id and message_id in self._done):
                continue
            self.mode = _FINDERS[event][0]
            task = _at(str, origin, "langgraph_checkpoint_ns")
            namespace = tuple(task.split("|")[:-1]) or part.namespace
            draft = _Draft(origin["langgraph_node"], namespace, _at(int, origin, "langgraph_step"), task, [])
            key = message_id or draft[:2]
            has_returned = task and origin.get("ls_integration") == "langgraph"  # the node, with this message
            for other, (_, known_namespace, step, known_task, _) in list(self._pending.items()):
                is_over = known_namespace == namespace and step < draft.step
                if other != key and (is_over or (has_returned and known_task == task)):
                    yield self._complete(other)
            draft = self._pending.setdefault(key, draft)
            is_piece = how == "piece" or kind.endswith("Chunk")
            if not is_piece:
                draft.pieces.clear()
            draft.pieces.append(message)
            is_last = message.get("chunk_position") == "last" and event == "messages"
            if is_last or not (is_piece or how == "so far"):
                yield self._complete(key)

    def rest(self) -> Iterator[WholeMessage]:
        """Yield what the end of the stream completes."""
        return map(self._complete, list(self._pending))

    def _complete(self, key: Any) -> WholeMessage:
        node, namespace, *_, pieces = self._pending.pop(key)
        self._done.add(key)
        return WholeMessage(cast("Message", _merged(pieces)), node, namespace)


def _in_tuple(_: str, data: Any, __: Any) -> Iterable[_Found]:
    message, origin = data
    message_id, kind = message["id"], message["type"]
    if origin["langgraph_node"].__class__ is not str or (message_id.__class__ is not str and message_id is not None):
        raise TypeError
    if kind == "AIMessageChunk":
        return (("piece", message, message_id, origin),)
    return ((_how(message), message, message_id, origin),) if kind else ()


def _in_event(_: str, data: Any, __: Any) -> Iterable[_Found]:
    if data["event"] not in _MODEL_EVENTS:
        return ()
    how, field, path = _MODEL_EVENTS[data["event"]]
    message, message_id, origin = data["data"][field], data["run_id"], data["metadata"]
    if path:
        message = {"type": _COMPLETION, "content": _at(str, message, *path)}
    if not (message.__class__ is dict and message_id.__class__ is origin["langgraph_node"].__class__ is str):
        raise TypeError
    return ((how, message, message_id, origin),)


def _in_list(event: str, data: Any, origins: dict[str, Any]) -> Iterable[_Found]:
    if event == "messages/metadata":
        origins.update(_at(dict, data))
    for message in _at(list, data):
        message_id = _at(str, message, "id") or None
        key = message_id or "null"  # as JSON has it for a key
        how = "so far" if event == "messages/partial" else _how(_at(dict, message))
        # LangGraph.js gives no origin to messages that were not streamed, and sends those of earlier runs too.
        if how == "so far" or key in origins:
            node = {"langgraph_node": _at(str, origins, key, "metadata", "langgraph_node")}
            yield how, _at(dict, message), message_id, {**_at(dict, origins, key, "metadata"), **node}


# By the event of a part: its mode, and how messages are found in it.
_FINDERS: Final[dict[str, tuple[str, Callable[[str, Any, dict[str, Any]], Iterable[_Found]]]]] = {
    "events": ("events", _in_event),
    "messages": ("messages-tuple", _in_tuple),
    **dict.fromkeys(("messages/metadata", "messages/partial", "messages/complete"), ("messages", _in_list)),
}


def _how(message: dict[str, Any]) -> str:
    if message.get("type") == "ai":
        return "piece" if "tool_call_chunks" in message else "whole"  # in LangGraph.js
    return "beside"


def _mended(event: str, data: Any) -> Any:
    """Replace what is missing in a message or an event, or is of a wrong kind, with an empty one."""
    if event == "messages":
        message, origin = _at(dict, data, 0), _at(dict, data, 1)
        message = {**message, "type": _at(str, message, "type"), "id": _at(str, message, "id") or None}
        return message, {**origin, "langgraph_node": _at(str, origin, "langgraph_node")}
    inner = {field: _at(dict, data, "data", field) for field in ("chunk", "output")}
    origin = {**_at(dict, data, "metadata"), "langgraph_node": _at(str, data, "metadata", "langgraph_node")}
    return {"event": _at(str, data, "event"), "run_id": _at(str, data, "run_id"), "data": inner, "metadata": origin}


def _text(content: Any) -> str:
    blocks = [_at(dict, block) or {"text": block} for block in _at(list, content) or [content]]
    return "".join(_at(str, block, "text") for block in blocks if block.get("type") in (None, "text"))


def _merged(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Merge the pieces of a message into the whole that the server would have sent."""
    message: dict[str, Any] = _merged_values(pieces, "", "")
    message.pop("chunk_position", None)
    message["type"] = _at(str, message, "type").replace("MessageChunk", "").lower() or "ai"
    calls = [_tool_call(call) for call in _at(list, message.pop("tool_call_chunks", None))]
    if calls:  # before, `tool_calls` are guesses from single pieces
        for field in ("tool_calls", "invalid_tool_calls"):
            message[field] = [call for call in calls if call["type"] == field[:-1]]
    return message


def _tool_call(pieces: Any) -> dict[str, Any]:
    name, text, call_id = (_at(str, pieces, key) for key in ("name", "args", "id"))
    with suppress(ValueError):
        args = _json.decode_json(str(text or "{}").encode(errors="replace"))
        if args.__class__ is dict:
            return {"name": name, "args": args, "id": call_id or None, "type": "tool_call"}
    return {"name": name, "args": text, "id": call_id or None, "error": None, "type": "invalid_tool_call"}


def _merged_values(values: list[Any], field: str, key: str) -> Any:
    """Merge what the pieces of a message have in one place: under a key, in a field of the message."""
    values = [value for value in values if value is not None] or [None]
    kinds = {value.__class__ for value in values}
    if list in kinds:
        items = chain.from_iterable(value if value.__class__ is list else [value][: bool(value)] for value in values)
        return [_merged_values(group, field, "") for group in _groups(items)]
    if kinds == {dict}:
        names = dict.fromkeys(chain.from_iterable(values))
        return {name: _merged_values([each.get(name) for each in values], field or name, name) for name in names}
    if kinds == {str} and field != "response_metadata" and key not in _IDENTITY:
        text = "".join(values)
        return text if text.isascii() else text.encode(*_UTF_16).decode("utf-16-le", "replace")
    if field == "usage_metadata" and kinds == {int}:
        return sum(values)
    values = [value for value in values if value != ""] or values
    return values[0 if key in _IDENTITY else -1]


def _groups(items: Iterable[Any]) -> list[list[Any]]:
    """Group the pieces of each block and each tool call: by index, and bare texts that follow each other."""
    groups: list[list[Any]] = []
    latest: dict[Any, list[Any]] = {}
    for item in items:
        index = _at(dict, item).get("index", "" if item.__class__ is str else None)
        group: Optional[list[Any]] = latest.get(index) if index.__class__ in (int, str) else None
        is_apart = item.__class__ is str and groups and groups[-1] is not group
        if group is None or is_apart or _at(str, item, "id") not in ("", _at(str, group[0], "id")):
            group = []
            groups.append(group)
            if index.__class__ in (int, str):
                latest[index] = group
        group.append(item)
    return groups


def _at(kind: Callable[[], Any], value: Any, *path: Union[str, int]) -> Any:
    """Return what is at a path into JSON if it is of that kind, else an empty one: servers shape JSON in many ways."""
    try:
        for key in path:
            value = value[key]
    except (LookupError, TypeError):
        return kind()
    return value if value.__class__ is kind else kind()
