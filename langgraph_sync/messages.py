"""From the parts of a stream to the messages that models, tools and nodes write."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from . import _json
from ._readers import COMPLETION, FINDERS, UTF_16, Reader, at, calls_among, check_modes, closing_of

if TYPE_CHECKING:
    from .models import Message
    from .parts import StreamPart

# Of several of these texts in the pieces of a message, the first one counts.
_IDENTITY: Final = frozenset(("type", "id", "name", "role", "index", "status", "output_version", "tool_call_id"))


class WholeMessage(NamedTuple):
    """A complete message, and where it comes from."""

    message: Message
    node: str
    """Node of the graph; empty where the server does not say."""

    namespace: tuple[str, ...]
    """Subgraph that the node is in; empty in the graph itself."""


def whole_messages(parts: Iterable[StreamPart[Any, Any]]) -> Generator[WholeMessage, None, None]:
    """Yield each message of a run once, when it is complete, its pieces merged.

    Reads the modes that `with_text` reads, and only the one that brings the first message. In the mode `events` they
    are the messages of chat models, in the others those of tools and nodes too. Where the server does not mark the end
    of a message (mode `messages`, LangGraph.js), it is complete when its node has returned another one, when the graph
    has come to its next step, or at the end of the stream: models of one node may write at the same time. A message
    that is incomplete when the run fails is left out.

    Of the streams of `client.threads.stream_run` the messages are those of models and tools, their content a list of
    blocks. Where two models write at the same time in one subgraph, the server does not report which message a block is
    of: each block is whole, but such messages have the id None (LangGraph.js does report it, and so does
    `client.runs.stream`).
    """
    check_modes(parts)
    return _messages(parts, _MessageReader())


def _messages(parts: Iterable[StreamPart], reader: _MessageReader) -> Generator[WholeMessage, None, None]:
    with closing_of(parts):
        for part in parts:
            yield from reader.completed_by(part)
        yield from reader.rest()


class _Draft(NamedTuple):
    """A message that is being written."""

    node: str
    namespace: tuple[str, ...]
    step: int
    task: str
    pieces: list[dict[str, Any]]


class _MessageReader(Reader):
    """Collects the pieces of each message until it is complete."""

    def begin(self) -> None:
        super().begin()
        self._pending: dict[Any, _Draft] = {}
        self._done: set[Any] = set()

    def completed_by(self, part: StreamPart) -> Iterator[WholeMessage]:
        """Yield the messages that a part completes, or shows to be complete."""
        event = part[0]
        if event in ("metadata", "error"):  # another attempt begins, or this one has failed
            self.begin()
        for how, message, message_id, origin in self.found(event, part[1]) if event in FINDERS else ():
            kind = at(str, message, "type")
            if not message or kind == COMPLETION or message_id in self._done:
                continue
            self.mode = FINDERS[event][0]
            task = at(str, origin, "langgraph_checkpoint_ns")
            namespace = tuple(task.split("|")[:-1]) or part.namespace
            draft = _Draft(origin["langgraph_node"], namespace, at(int, origin, "langgraph_step"), task, [])
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


def _merged(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Merge the pieces of a message into the whole that the server would have sent."""
    message: dict[str, Any] = _merged_values(pieces, "", "")
    message.pop("chunk_position", None)
    message["type"] = at(str, message, "type").replace("MessageChunk", "").lower() or "ai"
    calls = [_tool_call(call) for call in at(list, message.pop("tool_call_chunks", None))]
    if calls:  # before, `tool_calls` are guesses from single pieces
        message.update(calls_among(calls))
    return message


def _tool_call(pieces: Any) -> dict[str, Any]:
    name, text, call_id = (at(str, pieces, key) for key in ("name", "args", "id"))
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
        return text if text.isascii() else text.encode(*UTF_16).decode("utf-16-le", "replace")
    if field == "usage_metadata" and kinds == {int}:
        return sum(values)
    values = [value for value in values if value != ""] or values
    return values[0 if key in _IDENTITY else -1]


def _groups(items: Iterable[Any]) -> list[list[Any]]:
    """Group the pieces of each block and each tool call: by index, and bare texts that follow each other."""
    groups: list[list[Any]] = []
    latest: dict[Any, list[Any]] = {}
    for item in items:
        index = at(dict, item).get("index", "" if item.__class__ is str else None)
        key = index if index.__class__ in (int, str) else object()  # without an index, a piece is a group of its own
        group = latest.get(key, [])
        is_apart = item.__class__ is str and groups and groups[-1] is not group
        if not group or is_apart or at(str, item, "id") not in ("", at(str, group[0], "id")):
            group = latest[key] = []
            groups.append(group)
        group.append(item)
    return groups
