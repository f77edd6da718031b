"""How far a stream has come: what to ask for after a cut, and which events come a second time."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final, Optional

from ._sse import RawEvent

EVERYTHING: Final = "-1"
_MOST_WITH_ONE_ID: Final = 2_000
_NUMBERS: Final = re.compile(r"\d+")


class Position:
    """The place of a stream in the events that the server keeps.

    `langgraph dev` numbers events by the millisecond, so that several share an id, and sends what comes after an id:
    the last id would leave out its siblings. So the events are asked for from the id before, and must begin with those
    that were delivered under the last id: where they don't, the server has lost some. While the server still reads its
    store, new events come twice, in their order both times: replayed, and live. This overlap begins with an event that
    was delivered, as a step back or, within one id, as the repetition of a sibling.
    """

    def __init__(self, asked_after: Optional[str]) -> None:
        self.last: Optional[str] = None
        self.problem: Optional[str] = None
        """Why the stream can't be resumed without a gap, if so."""
        self._before = asked_after or EVERYTHING
        self._at_last: list[RawEvent] = []
        self._come = 0  # how many of them have come on this connection
        self._catches_up = False
        self._may_overlap = asked_after is not None
        # Ids under which an event was left out for a repetition that may have been another one, and the id before them.
        self._doubts: dict[str, list[RawEvent]] = {}
        self._before_doubts = EVERYTHING
        self._reread: defaultdict[str, list[RawEvent]] = defaultdict(list)

    def resume(self) -> str:
        """Return the id after which to ask for events; the next ones must begin with some that are known."""
        self._come = 0
        self._catches_up = self._may_overlap = True
        return self._before

    def recheck(self) -> str:
        """Return the id after which to ask, at the end, whether anything is missing: nothing is live any more."""
        self._come = 0
        self._reread.clear()
        self._catches_up = self._may_overlap = False
        return self._before_doubts if self._doubts else self._before

    def is_behind(self) -> bool:
        """Return whether events are missing that came before the cut."""
        return self._catches_up and self._come < len(self._at_last)

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
        if self.last is None or (event_id != self.last and _is_later(event_id, self.last)):
            return False
        if event_id != self.last:
            if not self.is_behind():  # a step back: the overlap begins
                self._come = 0
                self._catches_up = self._may_overlap = False
            return True
        if self._come < len(self._at_last):
            if event == self._at_last[self._come]:
                self._come += 1
                return True
            # Those before the first that is known came before the run was joined.
            return self._catches_up or not self._come or event in self._at_last
        if self._may_overlap and event in self._at_last:
            self._come = self._at_last.index(event) + 1
            self._catches_up = self._may_overlap = False
            self._before_doubts = self._before_doubts if self._doubts else self._before
            self._doubts[event_id] = self._at_last
            return True
        return False

    def advance(self, event: RawEvent) -> None:
        """Note an event that is delivered."""
        _, _, event_id = event
        if not event_id:
            self.problem = "the server sends no ids with its events (start the run with stream_resumable=True)"
            return
        if event_id != self.last:
            if self.last is not None:
                if not _is_later(event_id, self.last):
                    self.problem = "the ids of the server's events are not in order"
                self._before = self.last
            self.last = event_id
            self._at_last = [event]
        elif len(self._at_last) >= _MOST_WITH_ONE_ID:
            self.problem = "the server gave one id to too many events"
        else:
            if self.problem is None and event in self._at_last:
                self.problem = "the server gave one id to equal events, which look like one that comes twice"
            self._at_last.append(event)
        self._come = len(self._at_last)
        self._catches_up = False


def _is_later(one: str, other: str) -> bool:
    """Compare the ids of two events: as text where that is enough, which is nearly always."""
    return (len(one) == len(other) and one > other) or _order(one) > _order(other)


def _order(event_id: str) -> tuple[tuple[int, str], ...]:
    """Return the numbers in an id: `1795404468977-0` of LangGraph's servers, `7` and `..._event_7` of others."""
    numbers = (digits.lstrip("0") for digits in _NUMBERS.findall(event_id))
    return tuple((len(number), number) for number in numbers)  # as numbers compare, however long they are
