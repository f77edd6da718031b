"""Streams that have no end of their own: the events of a thread, of whichever runs."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Optional, TypeVar, cast

from ._decoding import to_part
from ._http import Http, Request
from ._json import json_object
from ._sse import RawEvent
from ._text import sentence
from .errors import APIResponseError, StreamInterruptedError
from .parts import StateUpdatePart

if TYPE_CHECKING:
    from .models import ProtocolEvent
    from .parts import ThreadStreamPart

T = TypeVar("T")


def stream_thread(
    http: Http, request: Request, decode: Callable[[RawEvent], T], id_of: Callable[[T], Optional[str]], thread_id: str
) -> Generator[T, None, None]:
    """Yield the decoded events of a thread until the caller has had enough; raise when the stream ends by itself."""
    last_event_id: Optional[str] = None
    with http.stream(request) as answer:
        for event in answer.events():
            decoded = decode(event)
            last_event_id = id_of(decoded) or last_event_id
            yield decoded
    why = str(answer.cut or "the server has closed it")
    position = f" after event {last_event_id}" if last_event_id else ""
    raise StreamInterruptedError(
        f"the stream of thread {thread_id} broke off{position}: {sentence(why)}",
        thread_id=thread_id,
        last_event_id=last_event_id,
    ) from answer.cut


def to_thread_part(event: RawEvent) -> ThreadStreamPart:
    """Decode one event of a thread."""
    part = to_part(event)
    if part.event == "unknown" and part.name == "state_update":
        return StateUpdatePart("state_update", part.data, part.id, part.namespace)
    return part


def to_protocol_event(event: RawEvent) -> ProtocolEvent:
    """Decode one event of the thread protocol."""
    data = json_object(to_part(event).data)
    if data is None:
        raise APIResponseError(f"the server sent an event {event[0]!r} that is no object, as those of the protocol are")
    return cast("ProtocolEvent", data)
