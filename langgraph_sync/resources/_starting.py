"""How runs are started: the body of the request, and where the run that it made is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Optional

from .._json import json_object
from .._http import Response
from .._run import OnCreated, RunIds

if TYPE_CHECKING:
    from ..models import Thread


def start(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a run as a body."""
    body = with_listed_modes(fields)
    if body.get("stream_resumable") and "on_disconnect" not in body:
        body["on_disconnect"] = "continue"  # without being asked, some servers cancel a run whose connection breaks
    if "langsmith_tracing" in body:
        body["langsmith_tracer"] = body.pop("langsmith_tracing")
    return body


def with_listed_modes(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body whose stream modes are a list: some servers take nothing else."""
    return {**body, "stream_mode": listed(body["stream_mode"])} if "stream_mode" in body else dict(body)


def listed(modes: Any) -> list[str]:
    """One mode or several, as a list."""
    return [modes] if isinstance(modes, str) else list(modes)


def answered(fields: dict[str, Any], answer: Any, interrupt_id: Optional[str]) -> dict[str, Any]:
    """The options of a run that answers a question; null is an answer."""
    resume = answer if interrupt_id is None else {interrupt_id: answer}
    return {**fields, "command": {**fields.get("command", {}), "resume": resume}}


def answers_null(body: Mapping[str, Any]) -> bool:
    """Whether a run is to answer a question with null, without saying which."""
    command = json_object(body.get("command")) or {}
    return command.get("resume", ...) is None


def null_by_id(thread: Thread) -> Optional[dict[str, None]]:
    """Null for the one question that waits on a thread."""
    waiting = [question["id"] for questions in thread.get("interrupts", {}).values() for question in questions]
    if len(waiting) > 1:
        raise ValueError(f"{len(waiting)} questions wait for an answer, say which one is meant: {', '.join(waiting)}")
    return dict.fromkeys(waiting) or None


def announce(callback: Optional[OnCreated], thread_id: Optional[str], answer: Response) -> None:
    """Tell the caller which run was created: the headers say it, or the body does."""
    made = RunIds.of(answer.headers)
    body = json_object(answer.data) or {}
    run_id = made.run_id or body.get("run_id")
    if callback is not None and isinstance(run_id, str):
        callback({"run_id": run_id, "thread_id": thread_id or made.thread_id or body.get("thread_id")})
