"""How far a stream has come: what to ask for after a cut, and which events come a second time."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from functools import lru_cache
from typing import Final, Optional

from ._decoding import to_part
from ._sse import RawEvent

EVERYTHING: Final = "-1"
_MOST_WITH_ONE_ID: Final = 2_000
_MOST_IDS: Final = 1_000
_NUMBERS: Final = re.compile(r"\d+")
NOT_KEPT: Final = frozenset(("messages/metadata", "messages/partial", "messages/complete", "feedback", "error", "unknown"))
"""Parts whose events a server need not keep."""


class Position:
    """The place of a stream in the events that the server keeps.

    `langgraph dev` numbers events by the millisecond, so that several share an id, and sends what comes after an id:
    the last id would leave out its siblings. So the events are asked for from the id before, and must begin with those
    that were delivered under the last id: where they don't, the server has lost some. While the server still reads its
    store, new events come twice, in their order both times: replayed, and live. This overlap begins with an event that
    was delivered, as a step back or, within one id, as the repetition of a sibling.

    Events that servers need not keep do not move the place: of them, it is only remembered which were delivered.
    """

    def __init__(self, asked_after: Optional[str]) -> None:
        self.last: Optional[str] = None
        self.problem: Optional[str] = None
        """Why the stream can't be resumed without a gap, if so."""
        self._before = asked_after or EVERYTHING
        self._at_last: list[RawEvent] = []
        self._missing: list[RawEvent] = []
        """Those of them that have not come again on this connection."""
        self._delivered: OrderedDict[str, list[int]] = OrderedDict()
        """Hashes of what was delivered under each of the last ids."""
        self._catches_up = self._rechecks = False
        self._may_overlap = asked_after is not None
        # Ids under which an event was left out for a repetition that may have been another one, and the id before them.
        self._doubts: dict[str, list[RawEvent]] = {}
        self._before_doubts = EVERYTHING
        self._reread: defaultdict[str, list[RawEvent]] = defaultdict(list)

    def resume(self) -> str:
        """Return the id after which to ask for events; the next ones must begin with some that are known."""
        self._missing = [*self._at_last]
        self._catches_up = self._may_overlap = True
        return self._before

    def recheck(self) -> str:
        """Return the id after which to ask, at the end, whether anything is missing: nothing is live any more."""
        self._missing = [*self._at_last]
        self._reread.clear()
        self._catches_up, self._may_overlap, self._rechecks = False, False, True
        return self._before_doubts if self._doubts else self._before

    def is_behind(self) -> bool:
        """Return whether events are missing that came before the cut."""
        return self._catches_up and bool(self._missing)

    def is_in_doubt(self) -> bool:
        """Return whether an event was left out that may not have been a repetition."""
        return bool(self._doubts)

    def has_lost_twin(self) -> bool:
        """Return whether an event was taken for a repetition of an equal one, or a repetition for an event."""
        return any(self._reread[event_id] not in ([], delivered) for event_id, delivered in self._doubts.items())

    def has_seen(self, event: RawEvent) -> bool:
        """Return whether an event was delivered before; only to be asked where events may come twice."""
        _, _, event_id = event
        if event_id in self._doubts:
            self._reread[event_id].append(event)
        if self.last is None:
            return False
        # At the end, nothing is new before one that is known has come: it may be numbered anew.
        is_before = self.is_behind() or (self._rechecks and len(self._missing) == len(self._at_last))
        if event_id != self.last:
            is_later = _is_later(event_id, self.last)
            if is_before:  # those that are earlier came before the run was joined
                return self._rechecks or not is_later
            if not self._is_delivered(event, is_later=is_later):
                return False
            if not self._rechecks:  # a step back: the overlap begins
                self._missing = [*self._at_last]
                self._catches_up = self._may_overlap = False
            return True
        known = _find(event, self._missing)
        if known is not None:
            del self._missing[known]
        elif not is_before and self._may_overlap and event in self._at_last:
            self._missing = self._at_last[self._at_last.index(event) + 1 :]
            self._catches_up = self._may_overlap = False
            self._before_doubts = self._before_doubts if self._doubts else self._before
            self._doubts[event_id] = self._at_last
        else:
            return is_before
        return True

    def has_passed(self, event: RawEvent) -> bool:
        """Return whether an event that need not be kept was delivered before; at the end, its id decides."""
        _, _, event_id = event
        return event_id in self._delivered if self._rechecks else hash(event) in self._delivered.get(event_id, ())

    def note(self, event: RawEvent, *, is_kept: bool) -> None:
        """Note an event that is delivered."""
        _, _, event_id = event
        if event_id:
            self._delivered.setdefault(event_id, []).append(hash(event))
            if len(self._delivered) > _MOST_IDS:
                self._delivered.popitem(last=False)
            if is_kept:
                self._advance(event)
        elif is_kept and self.last is not None:
            self.problem = "the server sends no ids with its events (start the run with stream_resumable=True)"

    def _advance(self, event: RawEvent) -> None:
        _, _, event_id = event
        if event_id != self.last:
            if self.last is not None:
                if not _is_later(event_id, self.last):
                    self.problem = "the ids of the server's events are not in order"
                self._before = self.last
            self.last = event_id
            self._at_last, self._missing = [event], []
        elif len(self._at_last) >= _MOST_WITH_ONE_ID:
            self.problem = "the server gave one id to too many events"
        else:
            if self.problem is None and event in self._at_last:
                self.problem = "the server gave one id to equal events, which look like one that comes twice"
            self._at_last.append(event)

    def _is_delivered(self, event: RawEvent, *, is_later: bool) -> bool:
        """Return whether an event with another id than the last one was delivered."""
        _, _, event_id = event
        if self.problem is not None:  # an id may be given twice
            return hash(event) in self._delivered.get(event_id, ())
        oldest = next(iter(self._delivered))
        is_forgotten = len(self._delivered) == _MOST_IDS and _is_later(oldest, event_id)
        return not is_later and (event_id in self._delivered or is_forgotten)


def _find(event: RawEvent, among: list[RawEvent]) -> Optional[int]:
    """Return where an event is among those with its id: byte for byte, or else by what its JSON means."""
    if event in among:
        return among.index(event)
    alike = (number for number, each in enumerate(among) if each[0] == event[0])
    return next((number for number in alike if to_part(among[number]).data == to_part(event).data), None)


def _is_later(one: str, other: str) -> bool:
    """Compare the ids of two events by their numbers, unless they are texts of one length that differ in more."""
    (shape, numbers), (other_shape, other_numbers) = _parsed(one), _parsed(other)
    return one > other if shape != other_shape and len(one) == len(other) else numbers > other_numbers


@lru_cache(maxsize=1_000)
def _parsed(event_id: str) -> tuple[str, list[tuple[int, str]]]:
    """Return an id without its numbers, and these: `1795404468977-0` of LangGraph's servers, `..._event_7` of others."""
    numbers = (digits.lstrip("0") for digits in _NUMBERS.findall(event_id))
    return _NUMBERS.sub("0", event_id), [(len(number), number) for number in numbers]  # as numbers of any length compare
