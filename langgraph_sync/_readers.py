"""The messages in the parts of a stream, in whatever mode they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING, Any, Final, Optional, TypeVar, Union, cast
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from .parts import StreamPart

T = TypeVar("T", bound=Generator[Any, None, None])
# What was found in a part: how it comes (a `piece` of a model's message, a `whole` one, one `so far`, or a message
# `beside` those of models), the message, its id, and the metadata with its node.
Found = tuple[str, dict[str, Any], Optional[str], dict[str, Any]]
_WITHOUT_TEXT: Final = ("values", "updates", "custom", "tasks", "checkpoints", "debug")
# How the message comes, where it is, and where in it the text of a completion model is.
_MODEL_EVENTS: Final[dict[str, tuple[str, str, tuple[Union[str, int], ...]]]] = {
    "on_chat_model_stream": ("piece", "chunk", ()),
    "on_chat_model_end": ("whole", "output", ()),
    "on_llm_stream": ("piece", "chunk", ("text",)),
    "on_llm_end": ("whole", "output", ("generations", 0, 0, "text")),
}
# In UTF-16, as in JSON and JavaScript, a character may be of two halves.
UTF_16: Final = ("utf-16-le", "surrogatepass")
# What completion models write is text, and no message.
COMPLETION: Final = "completion"
_noted_modes: WeakKeyDictionary[Any, Sequence[str]] = WeakKeyDictionary()


def note_modes(parts: T, modes: Sequence[str]) -> T:
    """Remember which modes a stream was asked for, as long as it exists; the server's default is `values`."""
    _noted_modes[parts] = modes or ["values"]
    return parts


def check_modes(parts: Iterable[StreamPart]) -> None:
    modes = _noted_modes.get(parts) if isinstance(parts, Generator) else None
    if modes and all(mode in _WITHOUT_TEXT for mode in modes):
        raise ValueError(
            f"a stream in the mode {' and '.join(map(repr, modes))} holds no text: start the run with "
            "stream_mode='messages-tuple' (or 'events', 'messages', or a list with one of these three)"
        )


def closing_of(parts: Iterable[StreamPart]) -> AbstractContextManager[Any]:
    return closing(cast("Any", parts)) if isinstance(parts, Generator) else nullcontext()


class Reader:
    """Finds the messages in the parts of the mode that brings the first one."""

    def __init__(self) -> None:
        self.mode = ""
        self.begin()

    def begin(self) -> None:
        """Begin anew, as an attempt of the run does."""
        self._origins: dict[str, Any] = {}

    def found(self, event: str, data: Any) -> Iterable[Found]:
        mode, find = FINDERS[event]
        if self.mode and self.mode != mode:
            return ()
        try:
            return find(event, data, self._origins)
        except (LookupError, TypeError, ValueError):  # servers shape JSON in many ways
            return find(event, _mended(event, data), self._origins)


def _in_tuple(_: str, data: Any, __: Any) -> Iterable[Found]:
    message, origin = data
    message_id, kind = message["id"], message["type"]
    if origin["langgraph_node"].__class__ is not str or (message_id.__class__ is not str and message_id is not None):
        raise TypeError
    if kind == "AIMessageChunk":
        return (("piece", message, message_id, origin),)
    return ((_how(message), message, message_id, origin),) if kind else ()


def _in_event(_: str, data: Any, __: Any) -> Iterable[Found]:
    if data["event"] not in _MODEL_EVENTS:
        return ()
    how, field, path = _MODEL_EVENTS[data["event"]]
    message, message_id, origin = data["data"][field], data["run_id"], data["metadata"]
    if path:
        message = {"type": COMPLETION, "content": at(str, message, *path)}
    if not (message.__class__ is dict and message_id.__class__ is origin["langgraph_node"].__class__ is str):
        raise TypeError
    return ((how, message, message_id, origin),)


def _in_list(event: str, data: Any, origins: dict[str, Any]) -> Iterable[Found]:
    if event == "messages/metadata":
        origins.update(at(dict, data))
    for message in at(list, data):
        message_id = at(str, message, "id") or None
        key = message_id or "null"  # as JSON has it for a key
        how = "so far" if event == "messages/partial" else _how(at(dict, message))
        # LangGraph.js gives no origin to messages that were not streamed, and sends those of earlier runs too.
        if how == "so far" or key in origins:
            node = {"langgraph_node": at(str, origins, key, "metadata", "langgraph_node")}
            yield how, at(dict, message), message_id, {**at(dict, origins, key, "metadata"), **node}


class _Written:
    """What models write in one subgraph, by the thread protocol, whose pieces name no message.

    Of models that write at the same time, only whole blocks can be distinguished: their messages have no id.
    """

    def __init__(self) -> None:
        self.ids: list[Optional[str]] = []
        self._role = self._call = self._text = ""
        self._blocks: list[tuple[Any, dict[str, Any]]] = []
        self._is_shared = False

    def found(self, progress: dict[str, Any], origin: dict[str, Any]) -> Iterable[Found]:
        """Find what an event adds: a piece of the message that began last, or one that is complete."""
        event = progress["event"]
        if event == "message-start":
            self._is_shared = self._is_shared and bool(self.ids)
            self.ids.append(at(str, progress, "id") or None)
            self._role, self._call = at(str, progress, "role") or "ai", at(str, progress, "tool_call_id")
            self._text = ""
        elif event == "content-block-delta" and self.ids and self._role == "ai":
            text = at(str, progress, "delta", "text")
            self._text += text
            return (("piece", {"type": COMPLETION, "content": text}, self.ids[-1], origin),)
        elif event == "content-block-finish":
            self._blocks.append((progress.get("index"), at(dict, progress, "content")))
        elif event == "message-finish" and self.ids:
            message = self._complete(progress)
            how = "beside" if message["type"] != "ai" or message["id"] is None else "whole"
            return ((how, message, message["id"], origin),)
        return ()

    def _complete(self, progress: dict[str, Any]) -> dict[str, Any]:
        places = [place for place, _ in self._blocks]
        own = [number for number, place in enumerate(places) if place not in places[:number]]
        blocks = [self._blocks[number][1] for number in own]
        self._blocks = [block for number, block in enumerate(self._blocks) if number not in own]
        text = "".join(at(str, block, "text") for block in blocks if block.get("type") == "text")
        is_last = (len(self.ids) == 1 and not self._is_shared) or bool(text and text == self._text)
        self._is_shared = self._is_shared or not is_last
        began_last = self.ids.pop()
        message = {"type": self._role, "id": began_last if is_last else None, "content": blocks}
        if self._role == "tool":
            return {**message, "tool_call_id": self._call}
        metadata, usage = at(dict, progress, "metadata"), progress.get("usage")
        return {**message, **calls_among(blocks), "response_metadata": metadata, "usage_metadata": usage}


def _in_protocol(_: str, data: Any, origins: dict[str, Any]) -> Iterable[Found]:
    params, progress = data["params"], data["params"]["data"]
    if data["method"] != "messages" or "event" not in progress:
        return ()
    key = repr((params["namespace"], progress.get("run_id")))  # only LangGraph.js names the run of the model
    written: _Written = origins.setdefault(key, _Written())
    return written.found(progress, {"langgraph_node": at(str, params, "node")})


# By the event of a part: its mode, and how messages are found in it.
FINDERS: Final[dict[str, tuple[str, Callable[[str, Any, dict[str, Any]], Iterable[Found]]]]] = {
    "events": ("events", _in_event),
    "messages": ("messages-tuple", _in_tuple),
    "protocol": ("protocol", _in_protocol),
    **dict.fromkeys(("messages/metadata", "messages/partial", "messages/complete"), ("messages", _in_list)),
}


def _how(message: dict[str, Any]) -> str:
    if message.get("type") == "ai":
        return "piece" if "tool_call_chunks" in message else "whole"  # in LangGraph.js
    return "beside"


def _mended(event: str, data: Any) -> Any:
    """Replace what is missing in a message or an event, or is of a wrong kind, with an empty one."""
    if event == "protocol":
        params = at(dict, data, "params")
        params = {"namespace": params.get("namespace"), "node": params.get("node"), "data": at(dict, params, "data")}
        return {"method": at(str, data, "method"), "params": params}
    if event == "messages":
        message, origin = at(dict, data, 0), at(dict, data, 1)
        message = {**message, "type": at(str, message, "type"), "id": at(str, message, "id") or None}
        return message, {**origin, "langgraph_node": at(str, origin, "langgraph_node")}
    inner = {field: at(dict, data, "data", field) for field in ("chunk", "output")}
    origin = {**at(dict, data, "metadata"), "langgraph_node": at(str, data, "metadata", "langgraph_node")}
    return {"event": at(str, data, "event"), "run_id": at(str, data, "run_id"), "data": inner, "metadata": origin}


def calls_among(blocks: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the calls of tools by the fields of a message that hold them."""
    fields = {"tool_call": "tool_calls", "invalid_tool_call": "invalid_tool_calls"}
    return {field: [block for block in blocks if block.get("type") == kind] for kind, field in fields.items()}


def at(kind: Callable[[], Any], value: Any, *path: Union[str, int]) -> Any:
    """Return what is at a path into JSON if it is of that kind, else an empty one: servers shape JSON in many ways."""
    try:
        for key in path:
            value = value[key]
    except (LookupError, TypeError):
        return kind()
    return value if value.__class__ is kind else kind()
