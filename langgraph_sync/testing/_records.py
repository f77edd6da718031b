"""Assistants, threads and runs: what the server remembers of them, and shows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any, Final, Literal, NamedTuple, Optional, Union, cast

from .._json import json_object
from .._run import ACTIVE
from ._answers import VERSION, Answer, Context, Question, merged, modes_of

Status = Literal["pending", "running", "success", "error", "interrupted", "timeout"]
AnswerFor = Union[Answer, "Callable[[FakeRun], Answer]"]

_GRAPHS: Final = uuid.UUID("6ba7b821-9dad-11d1-80b4-00c04fd430c8")
_ABOUT_SERVER: Final = {
    "run_attempt": 1,
    "langgraph_version": "1.2.24",
    "langgraph_api_version": VERSION,
    "langgraph_plan": "enterprise",
    "langgraph_host": "self-hosted",
    "langgraph_api_url": "http://127.0.0.1",
}
INFO: Final[dict[str, Any]] = {
    "version": VERSION,
    "langgraph_py_version": "1.2.24",
    "flags": {"assistants": True, "crons": True, "langsmith": False, "langsmith_tracing_replicas": True},
    "host": {"kind": "self-hosted", **dict.fromkeys(("project_id", "host_revision_id", "revision_id", "tenant_id"))},
}
_KWARGS: Final = ("input", "command", "interrupt_before", "interrupt_after", "webhook", "feedback_keys")


class Faults(NamedTuple):
    """What goes wrong with a run."""

    fail: Optional[BaseException] = None
    ask: Any = None
    cut_after: Optional[int] = None
    hold_for: float = 0
    busy: float = 0
    status: Optional[int] = None


class Sent(NamedTuple):
    """An event that a run has sent."""

    name: str
    data: Any
    id: str
    """Empty unless the run was started with `stream_resumable`."""
    is_kept: bool
    """Whether it is sent again to those who resume."""


class Assistant:
    """What the server knows of an assistant."""

    def __init__(self, name: str, answer: AnswerFor, faults: Faults, times: Optional[int]) -> None:
        self.name = name
        self.assistant_id = name if is_id(name) else str(uuid.uuid5(_GRAPHS, name))
        self._answer: Any = answer
        self.is_function = callable(answer)
        self._faults = faults
        self._times = float("inf") if times is None else times
        self._created_at = now()

    def next_faults(self) -> Faults:
        """Return what goes wrong with the next run."""
        self._times -= 1
        return self._faults if self._times >= 0 else Faults()

    def answer(self, run: FakeRun) -> Answer:
        """Return what a run answers; raises what a function of the test raises."""
        if "resume" in run.command and not run.questions:  # the graph has nothing to continue
            return [("values", run.state)]
        if run.faults.ask is not None and "resume" not in run.command:
            return Question(run.faults.ask)
        answer: Any = self._answer
        return cast("Answer", answer(run) if callable(answer) else answer)

    def as_json(self) -> dict[str, Any]:
        """Return the assistant as a server shows it."""
        return {
            "assistant_id": self.assistant_id,
            "graph_id": self.name,
            "config": {},
            "context": {},
            "metadata": {"created_by": "system"},
            "name": self.name,
            "created_at": self._created_at,
            "updated_at": self._created_at,
            "version": 1,
            "description": None,
        }


class FakeThread:
    """A thread that the program has created, or that the server has made for a run without one."""

    def __init__(self, thread_id: str, metadata: Mapping[str, Any]) -> None:
        self.thread_id = thread_id
        self.metadata = dict(metadata)
        self.values: Any = None
        """The state after the newest run; None before the first one has ended."""
        self.error: Optional[dict[str, str]] = None
        self.questions: list[dict[str, Any]] = []
        """Those that wait for an answer, each with its `id` and `value`."""
        self.runs: list[FakeRun] = []
        self.states: list[dict[str, Any]] = []
        """The saved states, the oldest first."""
        self.created_at = self.updated_at = now()

    def __repr__(self) -> str:
        return f"FakeThread({self.thread_id!r}, values={self.values!r})"

    @property
    def status(self) -> Literal["idle", "busy", "interrupted", "error"]:
        """What the thread is doing."""
        if any(run.status in ACTIVE for run in self.runs):
            return "busy"
        kind = (self.error or {}).get("error", "UserRollback")
        is_interrupted = self.questions or kind == "UserInterrupt"
        return "interrupted" if is_interrupted else "idle" if kind == "UserRollback" else "error"

    def as_json(self) -> dict[str, Any]:
        """Return the thread as a server shows it."""
        shown: dict[str, Any] = {
            "thread_id": self.thread_id,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "state_updated_at": self.updated_at,
            "metadata": self.metadata,
            "status": self.status,
            "config": {"configurable": {}} if self.runs else {},
            "values": self.values,
        }
        if self.states or self.error:
            shown.update(
                error=self.error,
                interrupts={each["id"]: each["interrupts"] for each in self._tasks() if each["interrupts"]},
            )
        return shown

    def save(self, values: Any, source: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Save a state, and return its checkpoint."""
        parent = self.states[-1]["checkpoint"] if self.states else None
        checkpoint = {"checkpoint_id": str(uuid.uuid4()), "thread_id": self.thread_id, "checkpoint_ns": ""}
        about: dict[str, Any] = {**metadata, "source": source, "step": len(self.states) - 1, "parents": {}}
        self.updated_at = now()
        self.states.append(
            {
                "values": values,
                "next": [],
                "tasks": [],
                "metadata": about,
                "created_at": self.updated_at,
                "checkpoint": checkpoint,
                "parent_checkpoint": parent,
                "interrupts": [],
                "checkpoint_id": checkpoint["checkpoint_id"],
                "parent_checkpoint_id": parent and parent["checkpoint_id"],
            }
        )
        return checkpoint

    def begin_with(self, supersteps: list[Any]) -> None:
        """Save the states that a thread is created with."""
        for superstep in supersteps:
            for update in superstep["updates"]:
                self.values = merged(self.values, update.get("values"))
            self.save(self.values, "update", self.metadata)

    def state(self) -> dict[str, Any]:
        """Return the newest state as a server shows it."""
        nothing = dict.fromkeys(("metadata", "created_at", "checkpoint", "parent_checkpoint"))
        empty: dict[str, Any] = {"values": {}, "next": [], "tasks": [], **nothing, "interrupts": []}
        newest = self.states[-1] if self.states else {**empty, "checkpoint_id": None, "parent_checkpoint_id": None}
        tasks = self._tasks()
        return {**newest, "next": [task["name"] for task in tasks], "tasks": tasks, "interrupts": self.questions}

    def result(self) -> Any:
        """Return what those are answered who join a run after its end."""
        if self.status == "error":
            return {"__error__": self.error}
        return {"__interrupt__": self.questions} if self.questions else self.values or {}

    def _tasks(self) -> list[dict[str, Any]]:
        """Return the tasks that have not ended: those that wait for an answer, or one that has failed."""
        failed = f"{self.error['error']}({self.error['message']!r})" if self.error and self.status == "error" else None
        unfinished: list[list[dict[str, Any]]] = [[]] if failed else [[each] for each in self.questions]
        nothing = dict.fromkeys(("checkpoint", "state", "result"))
        return [
            {
                "id": str(uuid.uuid5(_GRAPHS, f"{self.thread_id} {place} {len(self.runs)}")),
                "name": "node",
                "path": ["__pregel_pull", "node"],
                "error": failed,
                "interrupts": asked,
                **nothing,
            }
            for place, asked in enumerate(unfinished)
        ]


class FakeRun:
    """A run that the program has started."""

    def __init__(self, thread: FakeThread, assistant: Assistant, body: Mapping[str, Any], faults: Faults) -> None:
        self.run_id = str(uuid.uuid4())
        self.thread = thread
        self.assistant = assistant
        self.body = dict(body)
        """What the program has sent, with all options."""
        self.faults = faults
        self.status: Status = "pending"
        self.is_temporary = False
        """Whether the run was started without a thread."""
        self.questions = thread.questions
        """Those that waited when the run was started."""
        self.state: Any = None
        """The state by now."""
        self.error: Optional[dict[str, str]] = None
        """What the run has failed with, as a server shows it."""
        self.asked: list[dict[str, Any]] = []
        """The questions that the run has asked."""
        self.events: list[Sent] = []
        self.has_followers = False
        self.was_cut = False
        self.created_at = self.updated_at = now()

    def __repr__(self) -> str:
        return f"FakeRun({self.assistant.name!r}, input={self.input!r}, status={self.status!r})"

    @property
    def thread_id(self) -> str:
        """The thread of the run."""
        return self.thread.thread_id

    @property
    def assistant_id(self) -> str:
        """The assistant, by the name or the id that the program has sent."""
        return str(self.body["assistant_id"])

    @property
    def input(self) -> Any:
        """The input that the program has sent."""
        return self.body.get("input")

    @property
    def command(self) -> dict[str, Any]:
        """The command that the program has sent; empty without one."""
        return json_object(self.body.get("command")) or {}

    def ought_to_be_cut(self) -> bool:
        """Return whether its stream is still to be cut off, and nobody has cancelled it."""
        return self.faults.cut_after is not None and not self.was_cut and self.status in ("success", "error", "timeout")

    @property
    def ignored(self) -> list[str]:
        """Options that change what a graph does, unless a function of the test stands for the graph."""
        if self.assistant.is_function:
            return []
        options = [name for name in ("interrupt_before", "interrupt_after") if self.body.get(name)]
        return options + [f"command[{name!r}]" for name in ("update", "goto") if self.command.get(name)]

    @property
    def answer(self) -> Any:
        """What the program has answered to a question; None if it has not."""
        resume = self.command.get("resume")
        ids = [each["id"] for each in self.questions]
        answers = {name: value for name, value in (json_object(resume) or {}).items() if name in ids}
        return next(iter(answers.values())) if answers else resume

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata of the run."""
        own = {"graph_id": self.assistant.name, "assistant_id": self.assistant.assistant_id}
        return {"created_by": "system", **self.thread.metadata, **own, **(self.body.get("metadata") or {})}

    @property
    def modes(self) -> list[str]:
        """The stream modes of the run."""
        wanted = self.body.get("stream_mode") or ["values"]
        return [wanted] if isinstance(wanted, str) else list(wanted)

    @property
    def is_cancelled_on_disconnect(self) -> bool:
        """Whether the run is cancelled when the client that has started it goes."""
        return self.body.get("on_disconnect") == "cancel"

    def path(self, *rest: str) -> str:
        """Return the path of the run."""
        return "/".join((f"/threads/{self.thread_id}/runs/{self.run_id}", *rest))

    def context(self) -> Context:
        """Return what the events of the run show of it."""
        metadata = {**self.metadata, **_ABOUT_SERVER, "run_id": self.run_id, "thread_id": self.thread_id}
        return Context(self.run_id, self.assistant.name, self.input, self.state, metadata)

    def wants(self, name: str) -> bool:
        """Return whether an event is sent, by the modes of the run."""
        modes = ["messages-tuple"] if name.startswith("messages") and "messages-tuple" in self.modes else self.modes
        is_shown = "|" not in name or bool(self.body.get("stream_subgraphs"))
        wanted = modes_of(name)
        return is_shown and (not wanted or any(mode in modes for mode in wanted))

    def result(self) -> Any:
        """Return what those who wait for the run are answered."""
        if self.error is not None:
            return {"__error__": self.error}
        if self.asked and "__interrupt__" not in (json_object(self.state) or {}):
            return {"__interrupt__": self.asked}
        if self.is_temporary and not {"values", "updates"}.intersection(self.modes):
            return {}
        return {} if self.state is None else self.state

    def as_json(self) -> dict[str, Any]:
        """Return the run as a server shows it."""
        config: dict[str, Any] = {**(self.body.get("config") or {}), "metadata": {**self.metadata, **_ABOUT_SERVER}}
        kwargs: dict[str, Any] = {
            **{name: self.body.get(name) for name in _KWARGS},
            "config": config,
            "context": self.body.get("context") or {},
            "stream_mode": self.modes,
            "temporary": self.is_temporary,
            "subgraphs": bool(self.body.get("stream_subgraphs")),
            "checkpoint_during": True,
            "resumable": bool(self.body.get("stream_resumable")),
            "durability": "async",
        }
        return {
            "run_id": self.run_id,
            "thread_id": self.thread_id,
            "assistant_id": self.assistant.assistant_id,
            "metadata": self.metadata,
            "status": self.status,
            "kwargs": kwargs,
            "multitask_strategy": self.body.get("multitask_strategy") or "enqueue",
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "langsmith_session_name": None,
        }


def now() -> str:
    """Return the time as servers write it."""
    return datetime.now(timezone.utc).isoformat(timespec="microseconds")


def is_id(value: str) -> bool:
    """Return whether a text is a UUID."""
    try:
        return bool(uuid.UUID(value))
    except ValueError:
        return False
