"""How far a stream has come: what to ask for after a cut, and which events are repetitions."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from typing import Final, Optional, Union

from ._decoding import to_part
from ._sse import RawEvent

EVERYTHING: Final = "-1"
# What Redis calls it: some servers send nothing after -1.
_EVERYTHING_OF_REDIS: Final = "0-0"
# The most events with one id, and the most events, that are remembered.
_MOST: Final = 2_000
_NUMBERS: Final = re.compile(r"\d+")
_HEX: Final = re.compile(r"[0-9a-f-]*[a-f][0-9a-f-]*", re.IGNORECASE)
_AS_ZEROS: Final = str.maketrans("123456789", "000000000")
NOT_KEPT: Final = frozenset(
    ("messages/metadata", "messages/partial", "messages/complete", "feedback", "error", "unknown")
)
"""Parts whose events a server need not keep."""
NO_IDS: Final = "the server sends no ids with its events (start the run with stream_resumable=True)"


class Position:
    """The place of a stream in the events that the server keeps.

    `langgraph dev` numbers events by the millisecond, so that several share an id, and sends what comes after an id:
    the last id would leave out its siblings. So the events are asked for from the id before, and must begin with those
    that were delivered under the last id: where they don't, the server has lost some. While the server still reads its
    store, events overlap: new ones come replayed and live, in their order both times. The overlap begins with one that
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
        """Those of them that have not been repeated on this connection."""
        self._recent: deque[tuple[str, int]] = deque(maxlen=_MOST)
        """The ids and hashes of the last events."""
        self._known: Optional[set[Union[str, int]]] = None
        """The same as a set, with some that are older; created on the first look-up, since most streams need none."""
        self._previous = ""
        """The id of the event before, on this connection."""
        self._may_overlap, self._rechecks = asked_after is not None, False
        self.doubts: dict[str, list[RawEvent]] = {}
        """What came under ids of which an event was left out for a repetition that may have been another one."""
        self._before_doubts: Optional[str] = None
        self._reread: defaultdict[str, list[RawEvent]] = defaultdict(list)

    def ask_again(self, *, at_end: bool) -> str:
        """Return the id after which to ask for the rest; at the end, nothing is live any more."""
        self._missing, self._previous = [*self._at_last], ""
        self._reread.clear()
        self._may_overlap, self._rechecks = not at_end, at_end
        return (at_end and self._before_doubts) or self._before

    def is_behind(self) -> bool:
        """Return whether events are missing that came before the cut."""
        return self._may_overlap and self.lacks_any()

    def lacks_any(self) -> bool:
        """Return whether some of the last events have not been repeated."""
        return bool(self._missing)

    def use_other_beginning(self) -> bool:
        """Ask for everything by its other name from now on; return whether that was not done before."""
        if self._before != EVERYTHING:
            return False
        self._before = _EVERYTHING_OF_REDIS
        return True

    def can_be_checked(self) -> bool:
        """Return whether events that are repeated at the end would be recognised."""
        return 0 < len(self._at_last) < _MOST

    def is_in_doubt(self) -> bool:
        """Return whether one was left out that may not be a repetition: the check of the end shows which."""
        doubts = self.doubts.items()
        return any(
            not self._rechecks or self._reread[event_id] not in ([], delivered) for event_id, delivered in doubts
        )

    def has_seen(self, event: RawEvent) -> bool:
        """Return whether an event that is kept was delivered before; call this only where events may overlap."""
        _, _, event_id = event
        self._previous = event_id
        if event_id in self.doubts:
            self._reread[event_id].append(event)
        if self.last is None:
            return False
        # At the end, nothing is new before one that is known has come: it may be numbered anew.
        is_before = self.is_behind() or (self._rechecks and len(self._missing) == len(self._at_last))
        if event_id != self.last:
            is_later = _is_later(event_id, self.last)
            if is_before:  # those that are earlier came before the run was joined
                return self._rechecks or not is_later
            is_known = self._is_delivered(event, is_later=is_later)
            if is_known and not self._rechecks:  # a step back: the overlap begins
                self._missing, self._may_overlap = [*self._at_last], False
            return is_known
        known = next((each for each in self._missing if each == event or _is_same(each, event)), None)
        if known is not None:
            self._missing.remove(known)
        elif not is_before and self._may_overlap and event in self._at_last:
            self._missing, self._may_overlap = self._at_last[self._at_last.index(event) + 1 :], False
            self.doubt()
        else:
            return is_before
        return True

    def doubt(self) -> None:
        """Note that an event with the last id was left out for a repetition that may have been another one."""
        self._before_doubts = self._before_doubts or self._before
        self.doubts[self.last or ""] = self._at_last

    def has_passed(self, event: RawEvent) -> bool:
        """Return whether an event that need not be kept was delivered before.

        One with the id of the event before it may have none of its own: then the server does not keep it, and it is
        new. At the end, nothing is.
        """
        _, _, event_id = event
        previous, self._previous = self._previous, event_id
        if self._rechecks:
            return self._remembers(event_id)
        return event_id != previous and self._remembers(hash(event))

    def note(self, event: RawEvent, *, is_kept: bool) -> None:
        """Note an event that is delivered."""
        _, _, event_id = event
        if event_id:
            delivered = event_id, hash(event)
            self._recent.append(delivered)
            if self._known is not None:
                self._known.update(delivered)
        if not is_kept or not (event_id or self.last):
            return
        if not event_id:
            self.problem = NO_IDS
        elif event_id != self.last:
            if self.last is not None and not _is_later(event_id, self.last):
                self.problem = "the ids of the server's events are not in order"
            self._before, self.last = self.last or self._before, event_id
            self._at_last, self._missing = [event], []
        elif len(self._at_last) >= _MOST:
            self.problem = "the server gave one id to too many events"
        else:
            if self.problem is None and event in self._at_last:
                self.problem = "the server gave one id to equal events, which look like one that is repeated"
            self._at_last.append(event)

    def _is_delivered(self, event: RawEvent, *, is_later: bool) -> bool:
        """Return whether an event with another id than the last one was delivered."""
        _, _, event_id = event
        if self.problem is not None:  # an id may be given twice
            return self._remembers(hash(event))
        is_forgotten = len(self._recent) == _MOST and _is_later(self._recent[0][0], event_id)
        return not is_later and (is_forgotten or self._remembers(event_id))

    def _remembers(self, key: Union[str, int]) -> bool:
        """Return whether one of the last events has this id, or this hash."""
        if self._known is None or len(self._known) > 4 * _MOST:
            self._known = {each for pair in self._recent for each in pair}
        return key in self._known


def _is_same(one: RawEvent, other: RawEvent) -> bool:
    """Compare two events of one id by what their JSON means."""
    return one[0] == other[0] and to_part(one).data == to_part(other).data


def _is_later(one: str, other: str) -> bool:
    """Compare the ids of two events by their numbers; as text those of one length that are hex, or differ in more."""
    if one.translate(_AS_ZEROS) == other.translate(_AS_ZEROS):  # nearly always
        return one > other
    are_hex = _HEX.fullmatch(one) and _HEX.fullmatch(other)
    differ_in_more = _NUMBERS.sub("0", one) != _NUMBERS.sub("0", other)
    is_text = len(one) == len(other) and (are_hex or differ_in_more)
    return one > other if is_text else _order(one) > _order(other)


def _order(event_id: str) -> list[tuple[int, str]]:
    """Return the numbers in an id: `1795404468977-0` of LangGraph's servers, `7` and `..._event_7` of others."""
    numbers = (digits.lstrip("0") for digits in _NUMBERS.findall(event_id))
    return [(len(number), number) for number in numbers]  # as numbers compare, however long they are
