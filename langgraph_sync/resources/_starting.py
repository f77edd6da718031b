"""How runs are started: the body of the request, and where the run that it made is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Optional

from ..models import CreatedRun

OnRunCreated = Callable[[CreatedRun], object]

_LOCATION: Final = re.compile(r"(?:/threads/(?P<thread_id>[^/?#]+))?/runs/(?P<run_id>[^/?#]+)")


def start(assistant_id: str, fields: Mapping[str, Any], **defaults: Any) -> dict[str, Any]:
    """The body that starts a run."""
    body = with_listed_modes({"assistant_id": assistant_id, **defaults, **fields})
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


def announce(callback: Optional[OnRunCreated], thread_id: Optional[str], headers: Mapping[str, str]) -> None:
    """Tell the caller which run an answer is about; servers that do not say so are passed over."""
    location = _LOCATION.search(headers.get("content-location", ""))
    if callback is not None and location:
        callback({"run_id": location["run_id"], "thread_id": thread_id or location["thread_id"]})
