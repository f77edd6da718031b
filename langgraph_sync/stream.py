"""The life of one run's stream: open it, deliver its events, take it up again after a cut, end as the run has ended."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import takewhile
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Optional

from ._decoding import to_part
from ._http import EventStream, Http, OnOpen, Request, ignore
from ._json import json_object
from ._options import Following
from ._position import Doubt, Position
from ._retry import DELAYS, Backoff, Deadline
from ._run import RunAddress, failed, give_up, interrupted, read_outcome, removed, says_gone
from ._sse import RawEvent, iter_events
from .errors import (
    APIConnectionError,
    DeadlineExceededError,
    InternalServerError,
    NotFoundError,
    RateLimitError,
    RunFailedError,
    StreamInterruptedError,
)
from .parts import ErrorPart, StreamPart

if TYPE_CHECKING:
    from .models import RunFailure

# Seconds of silence after which a server has sent all that it had stored.
_SETTLED: Final = 1
_PASSING: Final = (APIConnectionError, RateLimitError, InternalServerError)
# The events on which the end of a stream depends.
_MARKS: Final = frozenset(("metadata", "error", "end"))


class RunStream:
    """The stream of one run, through as many connections as it takes."""

    def __init__(
        self,
        http: Http,
        message: Request,
        run: RunAddress,
        *,
        following: Following,
        options: Optional[Mapping[str, Any]] = None,
        last_event_id: Optional[str] = None,
        complete: Callable[[Request], Request] = lambda message: message,
        on_open: OnOpen = ignore,
    ) -> None:
        """`message` starts the run, or joins it; `options` are what the run is started with, if that is known.

        `complete` adds to the message what only the server knows, just before it is sent.
        """
        self._http = http
        self._message = message
        self._run = run
        self._options = options
        self._complete = complete
        self._on_open = on_open
        self._deadline = Deadline(following.deadline)
        self._backoff = Backoff(len(DELAYS), self._deadline)
        self._following = following
        self._position = Position(last_event_id)
        # Whether events may come that came before: the server sends what it has stored, then what happens.
        self._has_replay = last_event_id is not None
        self._was_open = False
        self._was_cut = False
        self._ends_with_connection = False
        self._has_delivered = False
        self._failure: Any = None
        self._has_ended = False
        self._is_over = False

    def parts(self) -> Generator[StreamPart, None, None]:
        """Yield the parts, each once and in order. It ends when the run has succeeded; any other end raises."""
        self._deadline.begin()
        try:
            message = self._complete(self._message)
            while True:
                try:
                    yield from self._deliver(message)
                    yield from self._end()
                except _Cut as cut:
                    self._check_that_nothing_is_lost(cut)
                    self._wait(cut)
                    self._has_replay = self._was_cut = True
                    message = self._rest_after(self._position.cursor())
                else:
                    return
        except DeadlineExceededError as late:
            raise give_up(
                self._http, self._run, late, self._message.call, cancel=self._following.on_exit == "cancel"
            ) from late

    def _deliver(self, message: Request) -> Iterator[StreamPart]:
        """Yield the new parts of one connection; that it breaks does not matter when the last event has come."""
        position, has_replay = self._position, self._has_replay
        with ExitStack() as connection:
            stream = self._open(connection, message)
            chunks = self._settling(stream.chunks()) if has_replay else stream.chunks()
            try:
                for event in iter_events(chunks, stream.max_event_bytes):
                    if has_replay and self._is_known(event):
                        continue
                    part = to_part(event)
                    if part.event in _MARKS and self._is_last_word(part):
                        return
                    if part.id or position.last is not None:
                        position.advance(event)
                    self._has_delivered = True
                    yield part
            except APIConnectionError as problem:
                if self._failure is None and not self._has_ended:
                    raise _Cut(problem) from problem
                self._is_over = True

    def _open(self, connection: ExitStack, message: Request) -> EventStream:
        try:
            stream = connection.enter_context(
                self._http.stream(message, deadline=self._deadline, retry=not self._was_open)
            )
        except _PASSING as problem:
            if not self._was_open:
                raise
            raise _Cut(problem) from problem
        if not self._was_open:
            self._was_open = True
            self._on_open(stream.headers)
        self._run = self._run.or_as_in(stream.headers)
        self._ends_with_connection = stream.ends_with_connection
        return stream

    def _settling(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Notice the silence after which a server that was behind has sent all that it had stored."""
        asked = monotonic()
        for chunk in chunks:
            if monotonic() - asked > _SETTLED and not self._position.is_behind():
                self._position.settle()
            yield chunk
            asked = monotonic()

    def _is_known(self, event: RawEvent) -> bool:
        """Whether an event has come before; the first one that has not proves that the server has kept them all."""
        name, _, event_id = event
        if name == "error":  # it is not kept, and so comes once
            return False
        if not event_id:
            if self._was_cut:
                raise self._interrupted("an event came without an id, so that its place can't be told")
            return False
        if self._position.has_seen(event):
            return True
        if self._position.is_behind():
            raise self._lost()
        self._backoff.succeed()
        return False

    def _is_last_word(self, part: StreamPart) -> bool:
        """Remember what the end depends on; an `error` that is about the request, not the run, is not delivered."""
        if part.event == "metadata":
            if self._run.run_id is None:
                self._run = self._run._replace(run_id=(json_object(part.data) or {}).get("run_id"))
        elif part.event == "error":
            if says_gone(part.data):
                return True
            self._failure = part.data
        elif part.event == "end":
            self._has_ended = True
        return False

    def _end(self) -> Iterator[StreamPart]:
        """Find out how the run has ended, and end likewise; the server does not keep `error`, so it may come now."""
        if self._failure is not None:
            raise failed(self._run, self._failure)
        if self._is_over:
            return
        has_been = self._has_delivered or self._message.method == "POST"
        try:
            outcome = read_outcome(
                self._http, self._run, call=self._message.call, deadline=self._deadline, has_been=has_been
            )
        except _PASSING as problem:
            raise self._interrupted(f"its stream has ended, and how it went can't be read: {problem}") from problem
        if not outcome.has_ended:
            raise _Cut(f"the server closed the stream while the run is {outcome.status}")
        if outcome.error is None:
            self._check_that_all_has_come()
        if isinstance(outcome.error, RunFailedError):
            data: RunFailure = {"error": outcome.error.error, "message": outcome.error.message}
            yield ErrorPart("error", data, None, ())
        if outcome.error is not None:
            raise outcome.error

    def _check_that_all_has_come(self) -> None:
        """Raise when a run has succeeded and events that it must have sent are missing."""
        if self._position.is_behind() or not self._has_delivered:
            if self._ends_with_connection and (self._was_cut or self._message.method == "POST"):
                raise _Cut("the connection was closed before the events came")
            if self._was_cut:
                raise self._lost()
        if self._position.doubt is not None:
            self._dispel(self._position.doubt)

    def _dispel(self, doubt: Doubt) -> None:
        """Now that nothing happens any more, read again what may have been left out: it comes once."""
        kept = None
        _, _, event_id = doubt.received[0]
        while kept is None:
            try:
                with self._http.stream(self._rest_after(doubt.before), deadline=self._deadline) as stream:
                    kept = list(takewhile(lambda event: event[2] == event_id, iter_events(stream.chunks())))
            except _PASSING as problem:
                self._backoff.wait(self._interrupted(problem), problem)
        if len(kept) > len(doubt.received):
            raise self._interrupted("the server gave one id to equal events, and some were taken for others")

    def _check_that_nothing_is_lost(self, cut: _Cut) -> None:
        """Raise when what follows could not be told from what is missing."""
        if not self._run.is_known():
            obstacle: Optional[str] = str(cut)
        elif self._position.last is None and (self._has_delivered or not self._keeps_events()):
            obstacle = f"{cut}, and the server sends no ids with its events (start the run with stream_resumable=True)"
        else:
            obstacle = self._position.problem or _obstacle(self._known_options())
            obstacle = obstacle and f"{cut}, and {obstacle}"
        if obstacle:
            raise self._interrupted(obstacle) from cut.__cause__

    def _keeps_events(self) -> bool:
        return self._has_replay or bool((self._options or {}).get("stream_resumable"))

    def _known_options(self) -> Mapping[str, Any]:
        """What the run was started with, as the caller said or as the server remembers."""
        if self._options is None:
            try:
                run = self._http.request("GET", self._run.path(), call=self._message.call, deadline=self._deadline)
            except NotFoundError as gone:
                raise removed(self._run) from gone
            except _PASSING as problem:
                raise self._interrupted(problem) from problem
            kept = json_object((json_object(run) or {}).get("kwargs")) or {}
            self._options = {**kept, **(self._message.query or {})}
        return self._options

    def _wait(self, cut: _Cut) -> None:
        try:
            self._backoff.wait(self._interrupted(cut), cut.__cause__)
        except StreamInterruptedError as end:
            raise end from cut.__cause__

    def _rest_after(self, event_id: str) -> Request:
        """What asks for the rest. Modes are not asked for: that would leave out `error` and parts of subgraphs."""
        is_join = self._message.method == "GET"
        return Request(
            "GET",
            self._run.path("stream"),
            self._message.call,
            query=self._message.query if is_join else None,
            headers={"last-event-id": event_id},
        )

    def _lost(self) -> StreamInterruptedError:
        return self._interrupted("the server no longer has the events that came before the cut")

    def _interrupted(self, why: object) -> StreamInterruptedError:
        return interrupted(self._run, self._position.last, why)


class _Cut(Exception):  # noqa: N818 - not an error for anybody but this module
    """A connection ended before its run did."""


def _obstacle(options: Mapping[str, Any]) -> Optional[str]:
    """Why a run that was started with these options can't be followed through a cut, if so."""
    modes: Sequence[str] = options.get("stream_mode") or ()
    if options.get("on_disconnect") == "cancel" or options.get("cancel_on_disconnect"):
        return "the run was to be cancelled then"
    if "messages" in modes and "messages-tuple" not in modes:
        return "the server does not keep the events of the mode `messages` (those of `messages-tuple` it does)"
    if options.get("feedback_keys"):
        return "the server does not keep `feedback` events"
    return None
