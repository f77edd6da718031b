"""The commands that start runs and follow them: run, attach, wait, cancel, replay."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, Optional

from .._json import json_object
from .._run import ACTIVE
from ..client import LangGraphClient
from ..errors import ConflictError, JournalInUseError, NotFoundError
from ..journal import read_journal, read_outcome, read_start
from ..parts import StreamPart, ValuesPart
from ..tokens import with_text
from .exit_status import BROKEN, CANCELLED, FAILED, GIVEN_UP, REFUSED, SUCCESS, TRY_LATER, USAGE, WAITING, ExitError
from .journals import parts_in, set_aside, set_aside_if_finished
from .output import Screen, escaped, to_json
from .settings import connect, given_json, place_of, read_input

Parts = Generator[StreamPart, None, None]

# What is asked for when no --mode says it. Only `updates` shows that a graph stops at a breakpoint.
_MODES: Final[dict[str, list[str]]] = {"text": ["messages-tuple"], "jsonl": ["values"], "values": ["values"]}
_SAVED: Final = {"succeeded": SUCCESS, "failed": FAILED, "timed out": FAILED, "cancelled": CANCELLED}


def run(args: Namespace, screen: Screen) -> int:
    """Start a run, or go on with that of the journal, and follow it."""
    if args.message is not None and args.input is not None:
        raise ExitError(USAGE, "give the INPUT or a --message, not both")
    thread_id, journal = place_of(args)
    if args.if_busy == "interrupt" and (journal is not None or args.key is not None):
        what = "--if-busy interrupt could end the run that --job, --journal or --key goes on with"
        raise ExitError(USAGE, f"{what}: choose fail, skip or enqueue")
    options: dict[str, Any] = {"input": read_input(args), **streaming_options(args, screen)}
    options.update(stream_resumable=thread_id is not None, idempotency_key=args.key)
    options.update(multitask_strategy={"fail": "reject", "skip": "reject"}.get(args.if_busy, args.if_busy))
    if args.job is not None:
        options["if_not_exists"] = "create"
    screen.about["thread_id"] = thread_id
    with connect(args) as client:
        try:
            start = partial(client.runs.stream, thread_id, args.assistant, **options)
            if journal is None:
                return follow(args, screen, start())
            return _go_on(args, screen, start, journal, client)
        except (ConflictError, JournalInUseError) as busy:
            if args.if_busy != "skip":
                raise
            screen.note(f"Skipped: {busy}")
            screen.word = "skipped"
            return SUCCESS
        except GIVEN_UP:
            if journal is not None and args.on_exit == "cancel" and "run_id" in screen.about:
                set_aside(journal)
            raise


def _go_on(args: Namespace, screen: Screen, start: Callable[..., Parts], journal: Path, client: LangGraphClient) -> int:
    """Follow the run of a journal that is not finished, or else start one."""
    set_aside_if_finished(journal)
    before, known, parts = read_start(journal), parts_in(journal), start(journal=journal)
    if known:
        screen.note(f"Going on with the run of {journal}")
    try:
        return follow(args, screen, parts, known)
    except ValueError:  # about another input, such as last night's
        thread_id = screen.about["thread_id"]
        if before.get("thread_id") != thread_id or _is_going_on(str(before["key"]), client, thread_id):
            raise
    screen.note("That run, of another input, does not go on: starting this one")
    set_aside(journal)
    return follow(args, screen, start(journal=journal))


def _is_going_on(key: str, client: LangGraphClient, thread_id: str) -> bool:
    """Return whether the run with this key is under way; none may have been started: the server was down."""
    from ..resources._once import KEY  # noqa: PLC0415 - most starts need no look

    with suppress(NotFoundError):  # nor has the thread been made
        for status in ACTIVE:
            for found in client.runs.iterate(thread_id, status=status):
                if found["status"] == status and found["metadata"].get(KEY) == key:
                    return True
    return False


def attach(args: Namespace, screen: Screen) -> int:
    """Follow a run that was started elsewhere, from its beginning where the server keeps it."""
    screen.about.update(thread_id=args.thread, run_id=args.run)
    with connect(args) as client:
        found: Mapping[str, Any] = client.runs.get(args.thread, args.run)
        started = json_object(found.get("kwargs")) or {}
        keeps_events = started.get("resumable") or started.get("stream_resumable")  # servers differ
        options: dict[str, Any] = {"last_event_id": "-1"} if keeps_events else {}
        options.update(deadline=args.deadline, on_exit=args.on_exit)
        parts = client.runs.join_stream(args.thread, args.run, **options)
        return follow(args, screen, parts, left_by_run=partial(_left_by_run, client, args))


def _left_by_run(client: LangGraphClient, args: Namespace) -> Mapping[str, Any]:
    """Return the thread as a run has left it; nothing if there has been another run since."""
    newest = client.runs.list(args.thread, limit=1)
    return client.threads.get(args.thread) if newest and newest[0]["run_id"] == args.run else {}


def wait(args: Namespace, screen: Screen) -> int:
    """Wait for the end of a run that was started elsewhere."""
    screen.about.update(thread_id=args.thread, run_id=args.run)
    with connect(args) as client:
        state = client.runs.join(args.thread, args.run, deadline=args.deadline, on_exit=args.on_exit)
        thread = _left_by_run(client, args)
    if screen.form != "none":
        screen.line(to_json(state))
    questions = (json_object(state) or {}).get("__interrupt__")
    if questions or thread.get("status") == "interrupted":
        screen.about["questions"] = questions or []
        return WAITING
    return SUCCESS


def cancel(args: Namespace, screen: Screen) -> int:
    """Cancel a run."""
    screen.about.update(thread_id=args.thread, run_id=args.run)
    with connect(args) as client:
        client.runs.cancel(args.thread, args.run, wait=args.wait)
    return SUCCESS


def replay(args: Namespace, screen: Screen) -> int:
    """Show what a journal holds, and end as its run ended."""
    path = Path(args.journal)
    try:
        screen.about["thread_id"] = read_start(path).get("thread_id")
        status = follow(args, screen, read_journal(path))
        ended = read_outcome(path)
    except ValueError as problem:
        raise ExitError(REFUSED, str(problem)) from problem
    if not ended:
        raise ExitError(TRY_LATER, f"the run of {path} has not ended yet")
    error, saved = ended.get("missing") or ended.get("error"), _SAVED.get(str(ended["outcome"]))
    if saved is None:
        raise ExitError(REFUSED, f"{path} tells of an outcome that is unknown: {ended['outcome']!r}")
    if error or saved:
        raise ExitError(saved or BROKEN, str((json_object(error) or {}).get("text")))
    return status


def streaming_options(args: Namespace, screen: Screen) -> dict[str, Any]:
    """Return the options of a run that is shown; its modes are those that are wanted, and those that show its end."""
    needed = ["values", "updates"] if args.output == "values" else ["updates"]
    options = given_json(args)
    options.update(stream_mode=list(dict.fromkeys([*_wanted(args), *needed])), stream_subgraphs=args.subgraphs)
    options.update(deadline=args.deadline, on_exit=args.on_exit, on_run_created=screen.note_run)
    return options


def _wanted(args: Namespace) -> list[str]:
    return list(args.mode or _MODES.get(args.output, []))


def follow(
    args: Namespace,
    screen: Screen,
    parts: Parts,
    known: int = 0,
    left_by_run: Callable[[], Mapping[str, Any]] = dict,
) -> int:
    """Show the parts of a run but for those that are known, and return the status it ended with.

    `left_by_run` reads the thread, where the parts may show neither the state nor the questions.
    """
    shown = _Shown(screen, hides_updates=hasattr(args, "mode") and "updates" not in _wanted(args))
    texts = with_text(parts) if screen.form == "text" else ((part, "") for part in parts)
    with closing(parts):
        for number, (part, text) in enumerate(texts):
            shown.learn(part)
            if number >= known:
                shown.show(part, text)
    return shown.end(left_by_run)


class _Shown:
    """The parts of a run, as far as they are shown."""

    def __init__(self, screen: Screen, *, hides_updates: bool) -> None:
        """`updates` are hidden where they come for the sake of the end only."""
        self._screen = screen
        self._hidden = ("updates",) if hides_updates else ()
        self._state: Optional[StreamPart] = None
        self._questions: Optional[dict[str, Any]] = None
        self._messages: set[str] = set()

    def learn(self, part: StreamPart) -> None:
        """Note the state, and whether the run waits for a human."""
        if part.event == "metadata":  # a further attempt, if anything came before
            self._questions = None
        if part.event == "protocol" and part.data["method"] == "values":
            params: Mapping[str, Any] = part.data["params"]
            part = ValuesPart("values", params["data"], part.id, part.namespace)
            self._ask(params.get("interrupts"))
        if part.event not in ("values", "updates") or part.namespace:
            return
        if part.event == "values":
            self._state = part
        data = json_object(part.data) or {}
        if "__interrupt__" in data:
            self._questions = self._questions or {}
            self._ask(data["__interrupt__"])

    def _ask(self, questions: Any) -> None:
        for question in questions or ():
            self._questions = self._questions or {}
            self._questions[to_json((json_object(question) or {}).get("id", question))] = question

    def show(self, part: StreamPart, text: str) -> None:
        """Show one part."""
        if self._screen.form == "jsonl":
            if part.event not in self._hidden:
                self._screen.line(to_json(_as_object(part)))
        elif self._screen.form == "text":
            if part.event == "messages":
                self._show_message(json_object(part.data[0]) or {})
            elif part.event == "updates":
                for node in json_object(part.data) or ():
                    if not node.startswith("__"):
                        self._screen.aside("/".join([*(name.partition(":")[0] for name in part.namespace), node]))
            if text:
                self._screen.data(escaped(text))

    def _show_message(self, message: Mapping[str, Any]) -> None:
        """Begin a new line for a message that begins; name the tools."""
        if str(message.get("id")) not in self._messages:
            self._messages.add(str(message.get("id")))
            self._screen.end_line()
        if message.get("type") == "tool":
            self._screen.aside(f"tool {message.get('name') or message.get('tool_call_id')}")

    def end(self, left_by_run: Callable[[], Mapping[str, Any]]) -> int:
        """Show the final state, and return the status."""
        thread = left_by_run()
        if thread.get("status") == "interrupted":
            self._questions = self._questions or {}
            for questions in (json_object(thread.get("interrupts")) or {}).values():
                self._ask(questions)
        if self._screen.form == "values" and (self._state is not None or "values" in thread):
            self._screen.line(to_json(thread.get("values") if self._state is None else self._state.data))
        if self._questions is not None:
            self._screen.about["questions"] = list(self._questions.values())
            return WAITING
        self._screen.aside("succeeded")
        return SUCCESS


def _as_object(part: StreamPart) -> dict[str, Any]:
    """Return a part as an object; what is empty is left out."""
    return {name: value for name, value in part._asdict().items() if name in ("event", "data") or value}
