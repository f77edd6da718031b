"""From server-sent events to the typed parts of a stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Optional, cast, get_args

from . import _json
from ._json import json_object
from ._sse import RawEvent, as_text
from ._text import EXCERPT
from .errors import APIResponseError
from .parts import StreamPart

# An annotation is text, `Literal['values']`: to evaluate it would take many times as long as to read it.
_KINDS: Final[dict[str, Callable[..., StreamPart]]] = {
    str(getattr(annotation, "__forward_arg__", annotation)).split("'")[1]: kind
    for kind in get_args(StreamPart)
    for annotation in [kind.__annotations__["event"]]
}
# These are names of ours, not of the wire.
_PROTOCOL, _UNKNOWN, _HEARTBEAT = map(_KINDS.pop, ("protocol", "unknown", "heartbeat"))
# What LangGraph.js sends without the envelope of the thread protocol. No other run has events of the first three.
_OF_PROTOCOL_ALONE: Final = ("lifecycle", "tools", "input.requested")
_MODES_OF_PROTOCOL: Final = ("values", "updates", "messages", "custom", "tasks", "checkpoints")
# Names of events whose data is JSON, in the streams of runs and of threads.
_NAMES: Final = {*_KINDS, "state_update"}
# A NamedTuple called with its fields takes nearly twice as long, which shows in a stream of tokens.
_new: Final = cast("Any", tuple).__new__


def to_part(event: RawEvent) -> StreamPart:
    """Decode one event. One of an unknown name becomes an `UnknownPart`, with its text if it is not JSON."""
    name, text, event_id = event
    try:
        data: Any = _json.decode_json(text) if text else None
    except ValueError:
        data = _decode_mended(event)
    kind = _KINDS.get(name)
    if kind is None or (data.__class__ is dict and (name == "messages" or ("method" in data and _is_envelope(data)))):
        return _other_part(name, data, event_id or None)
    part: StreamPart = _new(kind, (name, data, event_id or None, ()))
    return part


def to_protocol_part(event: RawEvent) -> StreamPart:
    """Decode one event of a run that the thread protocol has started."""
    part = to_part(event)
    if part.event in _MODES_OF_PROTOCOL:
        return _with_envelope(part.event, part.data, part.id, part.namespace)
    return part


def to_heartbeat(comment: RawEvent) -> StreamPart:
    """Make a part of a comment."""
    return _HEARTBEAT("heartbeat", as_text(comment).data, None, ())


def _other_part(name: str, data: Any, event_id: Optional[str]) -> StreamPart:
    """Return a part of a subgraph, of a run that the thread protocol started, or of a newer server."""
    name, *namespace = name.split("|")
    if _is_envelope(data):
        return _PROTOCOL("protocol", data, event_id, tuple(namespace))
    if name in _OF_PROTOCOL_ALONE or (name == "messages" and "event" in (json_object(data) or {})):
        return _with_envelope(name, data, event_id, tuple(namespace))
    if name in _KINDS:
        return _KINDS[name](name, data, event_id, tuple(namespace))
    return _UNKNOWN("unknown", data, event_id, tuple(namespace), name)


def _with_envelope(method: str, data: Any, event_id: Optional[str], namespace: tuple[str, ...]) -> StreamPart:
    """Return an event of LangGraph.js as other servers send it: in the envelope of the thread protocol."""
    fields, params = json_object(data) or {}, dict[str, Any](namespace=list(namespace), data=data)
    if method == "values" and "__interrupt__" in fields:
        params["interrupts"] = fields["__interrupt__"]
        params["data"] = {name: value for name, value in fields.items() if name != "__interrupt__"}
    elif method == "updates" and fields.keys() == {"node", "values"}:
        params["data"] = {fields["node"]: fields["values"]}
    elif method == "custom" and fields.keys() == {"payload"}:
        params["data"] = fields["payload"]
    elif method == "messages" and namespace:  # the last one is the node, and no subgraph
        params.update(namespace=list(namespace[:-1]), node=namespace[-1].partition(":")[0])
        namespace = namespace[:-1]
    return _PROTOCOL("protocol", {"type": "event", "method": method, "params": params}, event_id, namespace)


def _is_envelope(data: Any) -> bool:
    """Return whether this is an event of the thread protocol; runs that it started send them here too.

    A state may have the same keys: no other has a `namespace` there.
    """
    fields = json_object(data) or {}
    params = json_object(fields.get("params")) or {}
    return fields.get("type") == "event" and "method" in fields and isinstance(params.get("namespace"), list)


def _decode_mended(event: RawEvent) -> Any:
    """Decode data with U+FFFD for bytes that are not UTF-8. Where that does not help, raise if the name is known."""
    name, data, _ = as_text(event)
    try:
        return _json.decode_json(data.encode())
    except ValueError as problem:
        if name.split("|")[0] not in _NAMES:
            return data
        message = f"the server sent an event {name!r} that is not JSON ({problem}): {data[:EXCERPT]!r}"
        raise APIResponseError(message) from problem
