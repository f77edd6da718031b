"""From server-sent events to the typed parts of a stream."""

from __future__ import annotations

from typing import Any, Final, cast, get_args, get_type_hints

from . import models
from ._json import decode_json
from ._sse import RawEvent, as_text
from .errors import APIResponseError

_EXCERPT: Final = 200
_NOTHING: Final[Any] = None
_KINDS: Final[dict[str, Any]] = {
    get_args(get_type_hints(kind)["event"])[0]: kind for kind in get_args(models.StreamPart)
}
# These two are names of ours, not of the wire.
_PROTOCOL, _UNKNOWN = _KINDS.pop("protocol"), _KINDS.pop("unknown")
# A NamedTuple called with its fields takes nearly twice as long, which shows in a stream of tokens.
_new: Final = cast("Any", tuple).__new__


def to_part(event: RawEvent) -> models.StreamPart:
    """Decode one event. One of a newer server becomes an `UnknownPart`."""
    name, _, event_id = event
    namespace: tuple[str, ...] = ()
    if "|" in name:
        name, *inner = name.split("|")
        namespace = tuple(inner)
    data = data_of(event)
    position = event_id or None
    part: models.StreamPart
    if data.__class__ is dict and "method" in data and _is_envelope(data):
        part = _new(_PROTOCOL, ("protocol", data, position, namespace))
    elif name in _KINDS:
        part = _new(_KINDS[name], (name, data, position, namespace))
    else:
        part = _new(_UNKNOWN, ("unknown", data, position, namespace, name))
    return part


def data_of(event: RawEvent) -> Any:
    """Decode the data of an event; None when it has none."""
    name, data, _ = event
    try:
        return decode_json(data) if data else _NOTHING
    except ValueError:
        text = as_text(event).data
    try:
        return decode_json(text.encode())
    except ValueError as problem:
        message = f"the server sent an event {name!r} that is not JSON ({problem}): {text[:_EXCERPT]!r}"
        raise APIResponseError(message) from problem


def _is_envelope(data: Any) -> bool:
    """Whether this is an event of the thread protocol, in whose form a run that it started speaks here too."""
    return data.get("type") == "event" and "params" in data
