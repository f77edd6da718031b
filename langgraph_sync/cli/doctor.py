"""The command `doctor`: what this server can do, found out by trying."""

from __future__ import annotations

import re
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple

from .._run import ACTIVE
from ..client import LangGraphClient
from ..errors import APIStatusError, CommandError, LangGraphError, NotFoundError, RunError
from .exit_status import BROKEN, MISSING, REFUSED, SUCCESS, UNREACHABLE, ExitError, status_of
from .output import Screen, escaped
from .settings import connect, read_input

_MODES: Final = ["values", "updates", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"]
_NOBODY: Final = "00000000-0000-4000-8000-000000000000"
_MOST_SKEW: Final = 60  # seconds between two clocks
_LONG_ENOUGH: Final = 1  # seconds between the first and the last event that show whether they were held back
_MILLISECONDS: Final = re.compile(r"(\d{13})-\d+")
_DEADLINE: Final = 120
_MISSING_ROUTE: Final = (404, 405, 501)

Verdict = tuple[str, str]
"""`yes`, `no` (it is not there, which may be right), `BAD` (it should work), or `-`; and a detail."""


class _Tried(NamedTuple):
    """What is tried out: a graph on a thread."""

    client: LangGraphClient
    thread_id: str
    assistant: str
    given: Any


def doctor(args: Namespace, screen: Screen) -> int:
    """Write a table of what the server can do; the status says whether something is wrong."""
    has_failed = False
    with connect(args) as client:
        if not client.ok():
            raise ExitError(UNREACHABLE, "the server says that it is not healthy")
        for name, (verdict, detail) in _checks(client, args):
            has_failed |= verdict == "BAD"
            screen.line(escaped(f"{name:16} {verdict:4} {' '.join(detail.split())}").rstrip())
    return BROKEN if has_failed else SUCCESS


def _checks(client: LangGraphClient, args: Namespace) -> Iterator[tuple[str, Verdict]]:
    yield "server", ("yes", "")
    yield "version", _attempt(lambda: _version(client))
    yield "clock", _attempt(lambda: _clock(client))
    yield "thread protocol", _attempt(lambda: _thread_protocol(client))
    if args.assistant is None:
        yield "runs", ("-", "name an assistant to try them")
        return
    given = read_input(args)
    thread_id = client.threads.create()["thread_id"]
    tried = _Tried(client, thread_id, args.assistant, given)
    try:
        yield from _try_stream(tried)
        yield "resumed", _attempt(lambda: _resumed(tried))
        yield "cancel", _attempt(lambda: _cancelled(tried))
    finally:
        with suppress(LangGraphError):
            client.threads.delete(thread_id)


def _attempt(check: Callable[[], Verdict]) -> Verdict:
    try:
        return check()
    except (LangGraphError, ValueError) as problem:
        is_absent = isinstance(problem, APIStatusError) and problem.status_code in _MISSING_ROUTE
        return "no" if is_absent else "BAD", str(problem)


def _version(client: LangGraphClient) -> Verdict:
    info: Mapping[str, Any] = dict(client.info())
    kind = "LangGraph.js" if "langgraph_js_version" in info else info.get("name") or "langgraph-api"
    return "yes", f"{kind} {info.get('version', 'of unknown version')}"


def _clock(client: LangGraphClient) -> Verdict:
    """Compare the clocks: the errors of the client have the headers of the answer."""
    try:
        client.threads.get(_NOBODY)
    except APIStatusError as missing:
        if "date" in missing.headers:
            ahead = parsedate_to_datetime(missing.headers["date"]).timestamp() - time.time()
            verdict = "yes" if abs(ahead) <= _MOST_SKEW else "BAD"
            return verdict, f"the server's is {abs(round(ahead))} s {'behind' if ahead < 0 else 'ahead of'} this one"
    return "-", "the server does not say what time it is"


def _thread_protocol(client: LangGraphClient) -> Verdict:
    """Send a command that no server knows: a server that has the protocol says so."""
    try:
        client.threads.command(_NOBODY, "doctor.unknown")
    except CommandError:
        return "yes", ""
    except APIStatusError as problem:
        return ("no", "") if problem.status_code in _MISSING_ROUTE else ("yes", "")
    return "yes", ""


def _try_stream(tried: _Tried) -> Iterator[tuple[str, Verdict]]:
    try:
        events, held_back = _watched(tried)
        if held_back[0] == "BAD":  # a server that is busy for a moment does this once, a proxy each time
            events, held_back = _watched(tried)
    except LangGraphError as problem:
        if status_of(problem) in (MISSING, REFUSED):  # there is no such assistant, or it can't be tried like this
            raise
        yield "stream", ("BAD", str(problem))
        return
    yield "stream", events
    yield "held back", held_back


def _watched(tried: _Tried) -> tuple[Verdict, Verdict]:
    """Stream a run; return what came, and whether it was held back."""
    arrivals: list[float] = []
    ids: list[str] = []
    kinds, failure = set[str](), ""
    options: dict[str, Any] = {"input": tried.given, "stream_mode": _MODES, "stream_resumable": True}
    try:
        for part in tried.client.runs.stream(tried.thread_id, tried.assistant, deadline=_DEADLINE, **options):
            arrivals.append(time.monotonic())
            ids.append(part.id or "")
            kinds.add(part.event)
    except RunError as error:
        failure = f"; {error}"
    return ("yes", f"events: {', '.join(sorted(kinds))}{failure}"), _held_back(arrivals, ids)


def _held_back(arrivals: list[float], ids: list[str]) -> Verdict:
    """Compare how far apart events came with how far apart they happened, which the ids of most servers tell."""
    happened = [int(found[1]) / 1000 for found in map(_MILLISECONDS.fullmatch, ids) if found]
    span = happened[-1] - happened[0] if happened else 0.0
    if span < _LONG_ENOUGH:
        return "-", f"the run was too short to tell: {span:.1f} s"
    came = arrivals[-1] - arrivals[0]
    return "BAD" if came < span / 2 else "no", f"what happened within {span:.1f} s came within {came:.1f} s"


def _resumed(tried: _Tried) -> Verdict:
    """Start a run, leave it, and follow it from its beginning."""
    client = tried.client
    options: dict[str, Any] = {"input": tried.given, "stream_mode": ["values", "updates"], "stream_resumable": True}
    made: dict[str, Any] = {}
    options.update(on_run_created=made.update, deadline=_DEADLINE)
    with closing(client.runs.stream(tried.thread_id, tried.assistant, **options)) as parts:
        seen = [part for _, part in zip(range(2), parts)]
    again: list[Any] = []
    try:
        again.extend(client.runs.join_stream(tried.thread_id, made["run_id"], last_event_id="-1", deadline=_DEADLINE))
    except RunError:
        again += ["failed"]  # as it has before
    is_whole = again[: len(seen)] == seen
    return ("yes", f"{len(again)} events after a cut") if is_whole else ("BAD", "the events before the cut are missing")


def _cancelled(tried: _Tried) -> Verdict:
    """Start a run that is to begin later, and cancel it."""
    run = tried.client.runs.create(tried.thread_id, tried.assistant, input=tried.given, after_seconds=600)
    tried.client.runs.cancel(tried.thread_id, run["run_id"], wait=True)
    try:
        status = tried.client.runs.get(tried.thread_id, run["run_id"])["status"]
    except NotFoundError:
        status = "interrupted"
    return "BAD" if status in ACTIVE else "yes", ""
