"""Whatever the cuts, the batches and the overlaps: each event once and in order, or an error."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Optional

import pytest

from langgraph_sync import APIConnectionError, StreamInterruptedError
from langgraph_sync._http import Request, Response
from langgraph_sync._options import Following, Starting
from langgraph_sync._run import FollowedRun, RunIds
from langgraph_sync._sse import RawEvent
from langgraph_sync.stream import RunStream

THREAD, RUN = "t", "r"
RUNS = 2_000

pytestmark = pytest.mark.usefixtures("waits")


class Server:
    """A server that keeps events under ids of the millisecond, sends them after an id, and is cut at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        chance = self.random.random
        self.has_twins = chance() < 0.3
        self.keeps_errors = chance() < 0.5
        self.log = list(self._events())
        self.happened = 0
        """How many events there were when the last connection ended."""
        self.has_pings = chance() < 0.3
        self.pings: list[str] = []
        """Those that were sent while the run went on."""
        self.cuts = self.random.randrange(5)
        self.has_told_success = False

    def _events(self) -> Iterator[RawEvent]:
        moment = self.random.choice((1, 8, 98))
        yield "metadata", b'{"attempt":1}', f"{moment}-0"
        for number in range(self.random.randrange(1, 9)):
            moment += self.random.choice((0, 0, 1, 1, 2, 9))
            data = self.random.randrange(2) if self.has_twins else number
            if self.random.random() < 0.1:
                yield "error", b'{"error":"Passing","message":"%d"}' % number, f"{moment}-0"
                moment += 1
                yield "metadata", b'{"attempt":%d}' % (number + 2), f"{moment}-0"
            yield "custom", b"%d" % data, f"{moment}-0"

    def exchange(self, _: Request, **__: Any) -> Response:
        """Answer the question for the run."""
        self.has_told_success = self.happened == len(self.log)
        return Response({"status": "success" if self.has_told_success else "running", "kwargs": {}}, {})

    @contextmanager
    def stream(self, request: Request, **_: Any) -> Iterator[Any]:
        """Send some of the events, all of them when there have been enough cuts."""
        after = (request.headers or {}).get("last-event-id")
        events = self.log if after is None else list(self._resumed(after))
        size = self.random.randrange(len(events) + 1) if self.cuts else len(events)
        is_cut = self.cuts > 0
        self.cuts -= is_cut
        is_clean = self.random.random() < 0.3 and not self.has_told_success
        for event in events[:size]:
            self.happened = max(self.happened, 1 + max(n for n, each in enumerate(self.log) if each is event))
        if not is_cut:
            self.happened = len(self.log)
        sent = list(self._among_pings(events[:size])) if self.has_pings else events[:size]
        answer = SimpleNamespace(
            headers={},
            request=request,
            events=lambda **_: iter(sent),
            cut=APIConnectionError("cut") if is_cut and not is_clean else None,
            body=SimpleNamespace(ends_with_connection=False),
        )
        yield answer

    def _among_pings(self, events: list[RawEvent]) -> Iterator[RawEvent]:
        """Events that are not kept, and have the id of the one before, come between those that are."""
        before = ""
        for event in [*events, None]:
            if self.random.random() < 0.2:
                data = f'"{len(self.pings)}"'
                self.pings += [] if self.has_told_success else [data]
                yield "ping", data.encode(), before
            if event is not None:
                yield event
                before = event[2]

    def _resumed(self, after: str) -> Iterator[RawEvent]:
        """The store is read while new events happen: those that it holds and are live overlap."""
        begun = min(len(self.log), self.happened + self.random.randrange(3))
        read = min(len(self.log), begun + self.random.randrange(4))
        for event in self.log[:read]:
            if _number(event[2]) > _number(after) and (event[0] != "error" or self.keeps_errors):
                yield event
        yield from self.log[begun:]


def _number(event_id: str) -> int:
    return int(event_id.partition("-")[0] or -2) if event_id != "-1" else -1


def follow(server: Server) -> tuple[list[RawEvent], Optional[StreamInterruptedError]]:
    """The events that a stream delivers, and what it ends with."""
    http: Any = server
    options = {"stream_resumable": True}
    request = Request("POST", f"/threads/{THREAD}/runs/stream")
    run = FollowedRun(http, RunIds(THREAD, RUN), request.call, following=Following(), starting=Starting())
    parts = RunStream(run, request, options=options).parts()
    delivered: list[RawEvent] = []
    try:
        delivered.extend((part.event, str(part.data).encode(), str(part.id)) for part in parts)
    except StreamInterruptedError as problem:
        return delivered, problem
    return delivered, None


def named(events: list[RawEvent]) -> list[tuple[str, bytes]]:
    """What the events are, without those that the server need not keep."""
    kept = [event for event in events if event[0] not in ("error", "unknown")]
    return [(event_id, b"" if name == "metadata" else data) for name, data, event_id in kept]


def test_random_schedules() -> None:
    """It delivers each event once and in order, whatever is cut and whatever overlaps, or raises."""
    whole = 0
    for seed in range(RUNS):
        server = Server(seed)
        delivered, problem = follow(server)
        expected = named(server.log)
        is_in_order = named(delivered) == expected[: len(named(delivered))]
        assert is_in_order or (server.has_twins and problem is not None), f"seed {seed}"
        errors = [event_id for name, _, event_id in delivered if name == "error"]
        assert sorted(set(errors), key=_number) == errors, f"seed {seed}"
        pings = [f'"{data.decode()}"' for name, data, _ in delivered if name == "unknown"]
        assert server.pings[: len(pings)] == pings, f"seed {seed}"
        assert problem is not None or server.pings == pings, f"seed {seed}"
        assert problem is not None or named(delivered) == expected, f"seed {seed}"
        assert server.has_twins or problem is None or "equal" not in str(problem), f"seed {seed}"
        whole += problem is None
    assert whole > RUNS / 2
