"""The commands for runs that wait for a human: pending, answer, approve, reject."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any, Optional

from .._json import json_object
from ..client import LangGraphClient
from ..resources._starting import questions
from .exit_status import MISSING, REFUSED, SUCCESS, USAGE, ExitError
from .output import Screen, to_json
from .run import follow, streaming_options
from .settings import connect, read_json


def pending(args: Namespace, screen: Screen) -> int:
    """List the questions that wait for an answer, by thread."""
    with connect(args) as client:
        for found in client.threads.iterate(status="interrupted"):
            thread: Mapping[str, Any] = dict(found)
            graph = (json_object(thread.get("metadata")) or {}).get("graph_id")
            for question in _waiting(client, thread).values():
                value = question.get("value")
                about = {"thread_id": thread["thread_id"], "graph_id": graph, "id": question.get("id"), "value": value}
                line = f"{thread['thread_id']}  {graph or '-'}  {to_json(value)}"
                screen.row(to_json(about) if args.json else line)
    return SUCCESS


def answer(args: Namespace, screen: Screen) -> int:
    """Answer a question and follow the run."""
    if (args.answer is None) == (args.text is None):
        raise ExitError(USAGE, "give the answer as JSON, or as --text")
    given = args.text if args.answer is None else read_json(args.answer, "the answer (or use --text)")
    with connect(args) as client:
        waiting = _asked(client, args)
        is_by_id = not waiting.keys().isdisjoint(json_object(given) or {})
        return _go_on(client, args, screen, given, None if is_by_id else _only(waiting))


def approve(args: Namespace, screen: Screen) -> int:
    """Approve what a run asks to do."""
    return _decide(args, screen, {"type": "approve"})


def reject(args: Namespace, screen: Screen) -> int:
    """Reject what a run asks to do."""
    return _decide(args, screen, {"type": "reject", **({} if args.why is None else {"message": args.why})})


def _decide(args: Namespace, screen: Screen, decision: Mapping[str, str]) -> int:
    with connect(args) as client:
        waiting = _asked(client, args)
        interrupt_id = _only(waiting)
        decided = _decision(next(iter(waiting.values())).get("value"), decision)
        return _go_on(client, args, screen, decided, interrupt_id)


def _decision(question: Any, decision: Mapping[str, str]) -> Any:
    """Return the answer in the form that the question wants: that of LangChain's middleware, or true or false."""
    asked = json_object(question) or {}
    actions = asked.get("action_requests")
    if not isinstance(actions, list):
        if "message" in decision:
            raise ExitError(USAGE, "this question takes true or false, and no reason: use `answer` for another answer")
        return decision["type"] == "approve"
    for review in map(json_object, asked.get("review_configs") or ()):
        allowed = (review or {}).get("allowed_decisions")
        if isinstance(allowed, list) and decision["type"] not in allowed:
            raise ExitError(REFUSED, f"the question allows no {decision['type']}, but {to_json(allowed)}: use `answer`")
    return {"decisions": [dict(decision) for _ in range(len(actions))]}  # pyright: ignore[reportUnknownArgumentType]


def _go_on(client: LangGraphClient, args: Namespace, screen: Screen, given: Any, interrupt_id: Optional[str]) -> int:
    """Send the answer and follow the run that it starts."""
    options = streaming_options(args, screen)
    options.update(stream_resumable=True, interrupt_id=interrupt_id or None)
    screen.about["thread_id"] = args.thread
    assistant = args.assistant or _assistant_of(client, args.thread)
    return follow(args, screen, client.runs.stream_answer(args.thread, assistant, given, **options))


def _asked(client: LangGraphClient, args: Namespace) -> dict[str, dict[str, Any]]:
    """Return the questions of a thread that may be meant, by id."""
    found = _waiting(client, {"thread_id": args.thread, **client.threads.get(args.thread)})
    if args.interrupt is not None:
        found = {name: question for name, question in found.items() if name == args.interrupt}
    if not found:
        which = "" if args.interrupt is None else f" {args.interrupt}"
        raise ExitError(MISSING, f"no question{which} waits for an answer on thread {args.thread}")
    return found


def _only(waiting: Mapping[str, Any]) -> str:
    """Return the id of the one question; it is empty on old servers."""
    if len(waiting) > 1:
        ids = " ".join(waiting)
        raise ExitError(USAGE, f"{len(waiting)} questions wait, say which is meant with --interrupt: {ids}")
    return next(iter(waiting))


def _waiting(client: LangGraphClient, thread: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the questions that wait on a thread, by id."""
    found = questions(thread, lambda: dict(client.threads.get_state(thread["thread_id"])))
    asked = [question for question in map(json_object, found) if question is not None]
    return {str(question.get("id") or ""): question for question in asked}


def _assistant_of(client: LangGraphClient, thread_id: str) -> str:
    """Return the assistant of the run that asks: that of the newest run."""
    runs = client.runs.list(thread_id, limit=1)
    if not runs:
        raise ExitError(USAGE, f"thread {thread_id} has no run: say with --assistant what goes on")
    return runs[0]["assistant_id"]
