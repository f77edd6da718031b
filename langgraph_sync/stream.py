"""The life of one run's stream: open it, deliver its events, resume after a cut, end as the run ended."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Final, Literal, Optional

from ._decoding import to_heartbeat, to_part
from ._error_mapping import raised_by_caller
from ._http import OpenResponse, Request
from ._json import encode_json, json_object
from ._position import EVERYTHING, NO_IDS, NOT_KEPT, Position
from ._retry import Deadline
from ._run import Complete, FollowedRun, RunIds, Seen, is_transient, says_gone
from ._sse import COMMENT, RawEvent
from .errors import (
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    DeadlineExceededError,
    LangGraphError,
    NotFoundError,
    RunFailedError,
    StreamInterruptedError,
)
from .parts import ErrorPart, StreamPart

# The parts that say how a run goes.
_MARKS: Final = frozenset(("metadata", "error", "end", "values", "updates", "protocol"))
_BEGINNINGS: Final = (EVERYTHING, "-", "0", "0-0")
# Seconds without a new event after which a server has nothing more of a run that has ended: some keep the stream open.
_RECHECK_WITHIN: Final = 30
# What a connection brings: new events; kept ones of a run that was joined; after a cut, some that are known before the
# new ones; after the end, what may be missing. Of the first one its answer says it: the run may have been found.
_Kind = Literal["first", "live", "joined", "resumed", "rechecked"]
# Why a connection ended before its run did.
_Cut = Optional[object]

Begin = Callable[[Request], AbstractContextManager[OpenResponse]]
"""Opens the first connection of a stream."""


class RunStream:
    """The stream of one run, through as many connections as it takes."""

    def __init__(
        self,
        run: FollowedRun,
        request: Request,
        *,
        options: Optional[Mapping[str, Any]] = None,
        complete: Complete = lambda request, _: request,
        begin: Optional[Begin] = None,
        record: Optional[Callable[[RawEvent, StreamPart], None]] = None,
        heartbeats: bool = False,
        decode: Callable[[RawEvent], StreamPart] = to_part,
    ) -> None:
        """`request` starts the run, or joins it; `options` are what the run is started with, if that is known.

        `begin` opens the first connection, where that takes more than to send the request. `record` is given each event
        before it is delivered. With `heartbeats`, comments are delivered too. `decode` makes the parts.
        """
        self._run = run
        self._request = request
        self._options = options
        self._complete = complete
        self._begin = begin
        self._record = record
        self._heartbeats = heartbeats
        self._decode = decode
        self._kind: _Kind = "first"
        self._last_event_id: Optional[str] = None
        """The id after which a run is joined; None for one that is started."""
        self._position = Position(None)
        self._seen = Seen()
        self._errors: list[RawEvent] = []
        """Those that came: servers that keep them replay them. One without an id is known within its attempt."""
        self._held: Optional[StreamPart] = None
        """An `error` that is about the request, unless the run has failed."""
        self._ends_with_connection = False

    def parts(self, earlier: Iterable[StreamPart] = ()) -> Generator[StreamPart, None, None]:
        """Yield the parts, each once and in order. It ends when the run has succeeded; any other end raises.

        The `earlier` ones are those that `replay` makes of what an earlier program has received.
        """
        with self._run.followed():
            yield from earlier
            request = self._complete(self._request, self._run.deadline)
            if self._seen.anything:  # replayed
                self._check_that_nothing_is_lost("an earlier program was stopped while it read it")
                request = self._rest("resumed")
            while True:
                cut = yield from self._deliver(request)
                if cut is None or self._seen.failure or self._seen.end is not None:
                    cut = yield from self._end(cut)
                if cut is None:
                    return
                self._check_that_nothing_is_lost(cut)
                self._run.retry(cut, self._position.last)
                request = self._rest("resumed")

    def replay(self, event: RawEvent) -> Optional[StreamPart]:
        """Return the part of an event that an earlier program has received, to resume after it; None for a doubt."""
        if event[0] == COMMENT:
            self._position.doubt()
            return None
        part = self._decode(event)
        if part.event in _MARKS:
            self._is_last_word(part, event, is_first=False)
        self._note(part, event)
        return part

    def _note(self, part: StreamPart, event: RawEvent) -> bool:
        """Note an event that is delivered; return whether it proves progress."""
        seen = self._seen
        if not seen.beginning:
            seen.anything, seen.beginning = True, part.event != "unknown"  # such as a ping
        if not event[2] and self._position.last is None:
            return True
        is_kept = part.event not in NOT_KEPT
        self._position.note(event, is_kept=is_kept)
        return is_kept

    def _deliver(self, request: Request) -> Generator[StreamPart, None, _Cut]:
        """Yield the new parts of one connection, and return what cut it off."""
        first, is_new = None, False
        with ExitStack() as connection:
            try:
                answer = connection.enter_context(self._open(request))
            except LangGraphError as problem:
                is_start = self._kind == "first" and (self._request.method == "GET" or not self._run.ids.are_known())
                if is_start or raised_by_caller(problem):
                    raise
                if self._kind == "first":  # a run that was found by its key
                    self._last_event_id = EVERYTHING
                return self._cut_by(problem, is_new=False)
            self._meet(answer)
            for event in answer.events(comments=self._heartbeats):
                if event[0] is COMMENT:
                    yield to_heartbeat(event)
                    continue
                first = first or event
                part = self._decode(event)
                is_known = self._kind != "live" and self._is_known(event, part)
                if is_known is None:
                    return "the server began in the middle of what was asked for"
                if is_known:
                    continue
                if part.event in _MARKS and self._is_last_word(part, event, is_first=event is first):
                    return None
                is_new |= self._note(part, event)
                if self._record is not None:
                    self._record(event, part)
                yield part
            self._ends_with_connection = answer.body.ends_with_connection
            return self._cut_by(answer.cut, is_new=is_new)

    def _meet(self, answer: OpenResponse) -> None:
        """Note which run an answer is from, and of the first one whether that was started or joined."""
        if self._kind == "first":
            self._last_event_id = (answer.request.headers or {}).get("last-event-id")
            self._kind = "live" if self._last_event_id is None else "joined"
            self._position = Position(self._last_event_id)
        self._run.meet(RunIds.of(answer.headers))

    def _open(self, request: Request) -> AbstractContextManager[OpenResponse]:
        run, deadline = self._run, self._run.deadline
        if self._kind == "first" and self._begin is not None:
            return self._begin(request)
        if self._kind == "rechecked" and deadline.shorten(_RECHECK_WITHIN) == _RECHECK_WITHIN:
            deadline = Deadline(_RECHECK_WITHIN).begin()
        return run.http.stream(request, deadline=deadline, retries=None if self._kind == "first" else 0)

    def _cut_by(self, problem: Optional[LangGraphError], *, is_new: bool) -> _Cut:
        """Return what cut a connection off; raise what a further attempt can't mend.

        Of a run that has ended, a server that refuses to send more, or sends nothing new, has nothing more.
        """
        is_late = isinstance(problem, (APITimeoutError, DeadlineExceededError)) and not self._run.deadline.has_passed()
        is_refusal = isinstance(problem, (APIStatusError, APIResponseError)) and not is_transient(problem)
        if self._kind == "rechecked" and not is_new and (is_late or is_refusal):
            return None
        if problem is None and self._kind == "rechecked" and is_new:
            return "events had been missing at a clean end, and more may be"
        if problem is None or is_late or is_transient(problem):
            return problem
        raise problem

    def _is_known(self, event: RawEvent, part: StreamPart) -> Optional[bool]:
        """Return whether an event was delivered before; None if others are missing that the server may still have.

        The first event that was not delivered proves that none is missing.
        """
        (name, _, event_id), kind = event, self._kind
        if name == "error":
            return kind == "rechecked" or event in self._errors  # a run that has succeeded has no further one
        if not event_id and (kind == "rechecked" or (kind == "resumed" and name == "metadata")):
            return self._seen.anything
        if part.event != "unknown" and self._lacks_beginning(event):
            self._use_other_beginning(self._interrupted("the server no longer has the beginning of the run"))
            return None
        if part.event in NOT_KEPT:
            return self._position.has_passed(event)
        if not event_id and kind == "resumed":
            raise self._interrupted("an event came without an id, so that its place is unknown")
        if event_id and self._position.has_seen(event):
            if self._record is not None and event_id == self._position.last and event_id in self._position.doubts:
                self._record((COMMENT, b"", event_id), part)  # for a program that goes on after a crash
            return True
        if self._position.is_behind():
            self._use_other_beginning(self._lost())
            return None
        self._run.backoff.reset()
        return False

    def _lacks_beginning(self, event: RawEvent) -> bool:
        """Return whether everything was asked for, and the first event is a later one."""
        is_next = (self._last_event_id, event[2]) == ("0", "1")  # on a server that counts, 0 is `metadata`
        return not self._seen.beginning and event[0] != "metadata" and not is_next and self._replays_all()

    def _use_other_beginning(self, lost: StreamInterruptedError) -> None:
        """Ask for everything by its other name next, or raise that events are lost."""
        if not self._position.use_other_beginning():
            raise lost

    def _replays_all(self) -> bool:
        """Return whether everything is to come from the beginning, which is `metadata`."""
        if self._request.method == "POST":
            return True
        return self._last_event_id in _BEGINNINGS and "stream_mode" not in (self._request.query or {})

    def _is_last_word(self, part: StreamPart, event: RawEvent, *, is_first: bool) -> bool:
        """Note what the end depends on; an `error` that is about the request, not the run, is held back."""
        if part.event == "metadata":  # a further attempt, if anything came before
            self._seen.failure = None
            self._errors = [error for error in self._errors if error[2]]
            self._run.meet(RunIds(None, (json_object(part.data) or {}).get("run_id")))
        elif part.event == "error":
            self._seen.failure = (part.data,)
            self._errors.append(event)
            if is_first and says_gone(part.data) and self._run.ids.are_known():
                self._held = part
                return True
        elif part.event == "end":
            self._seen.end = json_object(part.data) or {}
        elif part.event == "protocol":
            params: Any = json_object(part.data["params"]) or {}
            self._seen.question |= bool(params.get("interrupts"))
        else:
            self._seen.note(part.data)
        return False

    def _end(self, cut: _Cut) -> Generator[StreamPart, None, _Cut]:
        """End as the run ended, when nothing is missing; return why it is a cut, if it is."""
        outcome = self._run.outcome(self._seen, may_ask=cut is None or self._seen.end is None)
        if outcome.kind == "running":
            return cut or f"the server closed the stream while the run is {outcome.status}"
        if outcome.error is not None:
            if isinstance(outcome.error, RunFailedError) and (self._held or not self._seen.failure):
                said = outcome.error
                part = self._held or ErrorPart("error", {"error": said.error, "message": said.message})
                if self._record is not None:
                    self._record(("error", encode_json(part.data), ""), part)
                yield part
            raise outcome.error
        if self._seen.end is not None:
            return None
        if cut is not None:
            return cut
        is_empty = not self._seen.anything and self._replays_all()
        is_lost = is_empty or self._position.is_behind()
        if is_lost and (self._kind == "live" or self._ends_with_connection):
            return "the connection was closed before the events came"
        if is_lost:
            self._use_other_beginning(self._lost())
        last = self._position.last
        yield from self._verify_complete(must_ask=is_lost)
        if is_lost and (not self._seen.anything or (last == self._position.last and self._position.lacks_any())):
            self._run.has_succeeded = False  # as far as the events go, and the result can be joined
            raise self._lost()
        return None

    def _verify_complete(self, *, must_ask: bool) -> Generator[StreamPart, None, None]:
        """Ask for the rest as after a cut, now that the run has ended: a clean end does not prove the stream complete.

        This may bring events that are missing. What it does not bring proves nothing: servers drop events in time.
        """
        self._run.has_succeeded = True
        may_ask = must_ask or (self._run.ids.are_known() and self._position.can_be_checked())
        while may_ask and (cut := (yield from self._deliver(self._rest("rechecked")))) is not None:
            self._run.retry(cut, self._position.last)
        if self._position.is_in_doubt():
            raise self._interrupted("the server gave one id to equal events, and some were taken for others")

    def _check_that_nothing_is_lost(self, cut: object) -> None:
        """Raise if a resumed stream could have a gap that nobody notices."""
        obstacle: Optional[str] = None
        if self._run.ids.are_known():
            keeps_events = self._last_event_id is not None or (self._options or {}).get("stream_resumable")
            has_no_ids = self._position.last is None and (self._seen.beginning or not keeps_events)
            obstacle = NO_IDS if has_no_ids else self._position.problem or why_not_resumable(self._known_options())
            if obstacle is None:
                return
        cause = cut if isinstance(cut, BaseException) else None
        why = f"{str(cut).rstrip('.')}, and {obstacle}" if obstacle else cut
        raise self._interrupted(why, may_retry=self._last_event_id is None and self._record is None) from cause

    def _known_options(self) -> Mapping[str, Any]:
        """Return what the run was started with, as the caller said or as the server remembers."""
        if self._options is None:
            try:
                run = self._run.ask(self._run.ids.path())
            except NotFoundError as gone:
                raise self._run.removed_error() from gone
            kept = json_object((json_object(run) or {}).get("kwargs")) or {}
            self._options = {**kept, **(self._request.query or {})}
        return self._options

    def _rest(self, kind: Literal["resumed", "rechecked"]) -> Request:
        """Return what asks for the rest. Modes are not named: that would leave out `error` and parts of subgraphs."""
        self._kind = kind
        query = self._request.query if self._request.method == "GET" else None
        headers = {"last-event-id": self._position.ask_again(at_end=kind == "rechecked")}
        return Request("GET", self._run.ids.path("stream"), self._request.call, query=query, headers=headers)

    def _lost(self) -> StreamInterruptedError:
        if self._seen.anything:
            return self._interrupted("the server no longer has the events that came before the cut")
        return self._interrupted("the server no longer has the events of the run")

    def _interrupted(self, why: object, *, may_retry: bool = False) -> StreamInterruptedError:
        return self._run.interrupted(why, self._position.last, may_retry=may_retry)


def why_not_resumable(options: Mapping[str, Any]) -> Optional[str]:
    """Return why a run that was started with these options can't be followed through a cut, if so."""
    modes: Sequence[str] = options.get("stream_mode") or ()
    if options.get("on_disconnect") == "cancel" or options.get("cancel_on_disconnect"):
        return "the run is cancelled when its stream breaks (on_disconnect='cancel')"
    # Only the thread protocol has the mode `tools`, and its `messages` are kept.
    if "messages" in modes and "messages-tuple" not in modes and "tools" not in modes:
        return "the server does not keep the events of the mode `messages` (those of `messages-tuple` it does)"
    if options.get("feedback_keys"):
        return "the server does not keep `feedback` events"
    return None
