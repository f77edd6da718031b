"""From server-sent events to the typed parts of a stream."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast, get_args, get_type_hints

from . import models
from ._json import decode_json
from ._sse import ServerSentEvent
from .errors import APIResponseError

_EXCERPT: Final = 200
_NOTHING: Final[Any] = None
_PARTS: Final[dict[str, Any]] = {
    get_args(get_type_hints(kind)["event"])[0]: kind for kind in get_args(models.StreamPart)
}
# A NamedTuple called with its fields takes three times as long, which shows in a stream of tokens.
_NEW: Final[dict[str, Callable[[tuple[Any, ...]], models.StreamPart]]] = {
    name: partial(cast("Any", tuple).__new__, kind) for name, kind in _PARTS.items()
}
# These two are names of ours, not of the wire.
_new_protocol_part, _new_unknown_part = _NEW.pop("protocol"), _NEW.pop("unknown")


def to_part(event: ServerSentEvent) -> models.StreamPart:
    """Decode one event. One of a newer server becomes an `UnknownPart`."""
    name, text, event_id = event
    namespace: tuple[str, ...] = ()
    if "|" in name:
        name, *inner = name.split("|")
        namespace = tuple(inner)
    try:
        data = decode_json(text) if text else _NOTHING
    except ValueError as problem:
        raise not_json(name, text, problem) from problem
    position = event_id or None
    if data.__class__ is dict and "method" in data and _is_envelope(data):
        return _new_protocol_part(("protocol", data, position, namespace))
    new = _NEW.get(name)
    if new is None:
        return _new_unknown_part(("unknown", data, position, namespace, name))
    return new((name, data, position, namespace))


def _is_envelope(data: Any) -> bool:
    """Whether this is an event of the thread protocol, in whose form a run that it started speaks here too."""
    return data.get("type") == "event" and "params" in data


def not_json(name: str, text: str, problem: ValueError) -> APIResponseError:
    """The error for an event whose data can't be decoded."""
    return APIResponseError(f"the server sent an event {name!r} that is not JSON ({problem}): {text[:_EXCERPT]!r}")
