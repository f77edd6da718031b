"""How far a stream has come: what to ask for after a cut, and which events come a second time."""

from __future__ import annotations

import re
from typing import Final, NamedTuple, Optional

from ._sse import RawEvent

EVERYTHING: Final = "-1"
_MOST_WITH_ONE_ID: Final = 2_000
_NUMBERS: Final = re.compile(r"\d+")


class Doubt(NamedTuple):
    """Events that were received under one id, and the id before."""

    before: str
    received: list[RawEvent]


class Position:
    """The place of a stream in the events that the server keeps.

    `langgraph dev` numbers events by the millisecond, so that several share an id, and sends what comes after an id:
    the last id received would leave out its siblings. So the events are asked for again from the id before, and must
    begin with those that were received under the last id: where they don't, the server has lost some. While the server
    still reads its store, new events come twice: from the store, and as they happen, in their order both times.
    """

    def __init__(self, asked_after: Optional[str]) -> None:
        self.last: Optional[str] = None
        self.problem: Optional[str] = None
        """Why the stream can't be taken up again without a gap, if so."""
        self.doubt: Optional[Doubt] = None
        """Where an event was taken to come a second time that may be another one, equal to the first."""
        self._before = asked_after or EVERYTHING
        self._at_last: list[RawEvent] = []
        self._caught_up = len(self._at_last)
        self._may_overlap = asked_after is not None
        self._overlaps = False

    def cursor(self) -> str:
        """The id after which to ask for events; the next ones are expected to begin with some that are known."""
        self._caught_up = 0
        self._may_overlap = True
        self._overlaps = False
        return self._before

    def is_behind(self) -> bool:
        """Whether the events that came before the cut have not all come again."""
        return self._caught_up < len(self._at_last)

    def settle(self) -> None:
        """Take it that the server has read its store: it has been silent for a while."""
        self._may_overlap = False

    def has_seen(self, event: RawEvent) -> bool:
        """Whether an event was received before; only to be asked where events may come twice."""
        _, _, event_id = event
        if self.last is None:
            return False
        if event_id != self.last and _order(event_id) > _order(self.last):
            return False
        if event_id != self.last:
            # Back to older events: now come those that happened while the store was read.
            self._overlaps = not self.is_behind()
            self._caught_up = 0 if self._overlaps else self._caught_up
            return True
        if self.is_behind():
            if event == self._at_last[self._caught_up]:
                self._caught_up += 1
            return True
        if self._may_overlap and event in self._at_last:
            self._overlaps = True
            self.doubt = Doubt(self._before, self._at_last)
            return True
        return False

    def advance(self, event: RawEvent) -> None:
        """Note an event that is delivered."""
        _, _, event_id = event
        if not event_id:
            self.problem = "the server sends no ids with its events (start the run with stream_resumable=True)"
            return
        if self._overlaps:
            self._may_overlap = False
        if event_id != self.last:
            if self.last is not None:
                if not _is_later(event_id, self.last):
                    self.problem = "the ids of the server's events are not in order"
                self._before = self.last
            self.last = event_id
            self._at_last = [event]
        elif self.problem is not None:
            return
        elif event in self._at_last:
            self.problem = "the server gave one id to equal events, which can't be told apart"
        elif len(self._at_last) >= _MOST_WITH_ONE_ID:
            self.problem = "the server gave one id to too many events"
        else:
            self._at_last.append(event)
        self._caught_up = len(self._at_last)


def _is_later(one: str, other: str) -> bool:
    """Compare the ids of two events: as text where that is enough, which is nearly always."""
    return (len(one) == len(other) and one > other) or _order(one) > _order(other)


def _order(event_id: str) -> tuple[tuple[int, str], ...]:
    """The numbers in an id: `1795404468977-0` of LangGraph's servers, `7` and `..._event_7` of others."""
    numbers = (digits.lstrip("0") for digits in _NUMBERS.findall(event_id))
    return tuple((len(number), number) for number in numbers)  # as numbers compare, however long they are
