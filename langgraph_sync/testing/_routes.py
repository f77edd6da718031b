"""What the fake server answers to each request, but for the connection."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, Optional, Union, cast

from .._json import json_object
from .._run import ACTIVE
from ..options import RULES
from ._answers import as_list, merged
from ._records import INFO, Assistant, FakeRun, FakeThread, Faults, Sent, is_id
from ._runs import Runs

_BUSY: Final = "Thread is already running a task. Wait for it to finish or choose a different multitask strategy."
_NONE_TO_CANCEL: Final = (
    "No matching runs to cancel. Please verify the thread ID and run IDs are correct, "
    "and the runs haven't been deleted or completed."
)
_OK: Final[dict[str, Any]] = {"ok": True, "services": {}}
_OPTIONS: Final = RULES["RunsStreamSharedOptions"]
_ID: Final = "([^/]+)"


class Call(NamedTuple):
    """One request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    json: Any
    """The body, decoded; None without one."""

    def last(self, name: str) -> Optional[str]:
        """Return a parameter of the query; of several, the last one."""
        return self.query.get(name, [None])[-1]


class Answered(NamedTuple):
    """A whole answer."""

    body: Any = None
    """What is sent as JSON; None for an answer without a body."""
    status: int = 200
    headers: Mapping[str, str] = {}


class Followed(NamedTuple):
    """An answer that goes on until a run has ended: its events, or its result."""

    run: FakeRun
    headers: Mapping[str, str]
    is_stream: bool
    from_start: bool = True
    """Whether all events come, and not only those after an id, or live ones."""
    after: Optional[str] = None
    """The id of the event after which kept ones come before live ones."""
    modes: frozenset[str] = frozenset()
    """The only stream modes that are wanted; none for all."""
    cancels: bool = False
    """Whether the run is cancelled when the client goes."""


Answering = Union[Answered, Followed]


class Refused(Exception):  # noqa: N818 - it is an answer
    """Answers a request with an error."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.answer = Answered({"detail": detail}, status)


class Routes:
    """All that the server knows, and what it answers."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        """What the test has not foreseen, as sentences."""
        self.runs = Runs(self.problems.append)
        self.started: list[FakeRun] = []
        self.assistants: dict[str, Assistant] = {}
        self.threads: dict[str, FakeThread] = {}
        self.custom: list[Callable[[Call], Optional[Answered]]] = []
        """What tests have added."""
        self._routes = self._table()

    def answer(self, call: Call) -> Answering:
        """Answer a request."""
        with self.runs.changed:
            try:
                return next(filter(None, (custom(call) for custom in self.custom)), None) or self._own(call)
            except Refused as refused:
                return refused.answer

    def _own(self, call: Call) -> Answering:
        for pattern, methods in self._routes.items():
            match = re.fullmatch(pattern, call.path)
            if match is not None and call.method in methods:
                return methods[call.method](call, *match.groups())
        what = f'server.route("{call.method}", "{call.path}", ...) adds it'
        self.problems.append(f"{call.method} {call.path}: the fake server has no such route; {what}")
        is_known = any(re.fullmatch(pattern, call.path) for pattern in self._routes)
        raise Refused(405, "Method Not Allowed") if is_known else Refused(404, "Not Found")

    def _table(self) -> dict[str, dict[str, Callable[..., Answering]]]:
        """Return what answers each path, by the verb."""
        thread = f"/threads/{_ID}"
        run = f"{thread}/runs/{_ID}"
        return {
            "/(ok|info)": {"GET": self._about},
            "/assistants/search": {"POST": self._search_assistants},
            f"/assistants/{_ID}": {"GET": self._get_assistant},
            "/threads": {"POST": self._create_thread},
            "/threads/search": {"POST": self._search_threads},
            thread: {"GET": self._get_thread, "PATCH": self._update_thread, "DELETE": self._delete_thread},
            f"{thread}/state": {"GET": self._get_state, "POST": self._update_state},
            f"{thread}/history": {"GET": self._get_history, "POST": self._get_history},
            f"{thread}/runs": {"GET": self._list_runs, "POST": self._create_run},
            run: {"GET": self._get_run, "DELETE": self._delete_run},
            f"{run}/join": {"GET": self._join_run},
            f"{run}/stream": {"GET": self._join_stream},
            f"{run}/cancel": {"POST": self._cancel_run},
            "/runs": {"POST": self._create_run},
            f"(?:{thread})?/runs/stream": {"POST": self._stream_run},
            f"(?:{thread})?/runs/wait": {"POST": self._wait_for_run},
        }

    def _about(self, _: Call, what: str) -> Answering:
        return Answered({"ok": _OK, "info": INFO}[what])

    # Assistants

    def _search_assistants(self, call: Call) -> Answering:
        wanted = _body(call)
        rows = [assistant.as_json() for assistant in self.assistants.values()]
        return _page([row for row in rows if wanted.get("graph_id") in (None, row["graph_id"])], wanted)

    def _get_assistant(self, _: Call, assistant_id: str) -> Answering:
        _check_id("assistant", assistant_id)
        found = [each for each in self.assistants.values() if each.assistant_id == assistant_id]
        if not found:
            raise Refused(404, "Not Found")
        return Answered(found[0].as_json())

    # Threads

    def _create_thread(self, call: Call) -> Answering:
        body = _body(call)
        thread_id = str(body.get("thread_id") or uuid.uuid4())
        _check_id("thread", thread_id)
        if thread_id in self.threads and body.get("if_exists") != "do_nothing":
            raise Refused(409, f"Thread with ID {thread_id} already exists")
        thread = self._made(thread_id, body.get("metadata"))
        thread.begin_with(body.get("supersteps") or [])
        return Answered(thread.as_json())

    def _search_threads(self, call: Call) -> Answering:
        wanted = _body(call)
        rows = [thread.as_json() for thread in reversed(self.threads.values())]
        found = [
            row
            for row in rows
            if (not wanted.get("ids") or row["thread_id"] in wanted["ids"])
            and wanted.get("status") in (None, row["status"])
            and _includes(row["metadata"], wanted.get("metadata"))
            and _includes(row["values"], wanted.get("values"))
        ]
        return _page(found, wanted)

    def _get_thread(self, _: Call, thread_id: str) -> Answering:
        return Answered(self._thread(thread_id).as_json())

    def _update_thread(self, call: Call, thread_id: str) -> Answering:
        thread = self._thread(thread_id)
        thread.metadata.update(_body(call).get("metadata") or {})
        return Answered(thread.as_json())

    def _delete_thread(self, _: Call, thread_id: str) -> Answering:
        thread = self._thread(thread_id)
        for run in [*thread.runs]:
            self.runs.remove(run)
        del self.threads[thread_id]
        return Answered(status=204)

    def _get_state(self, _: Call, thread_id: str) -> Answering:
        return Answered(self._thread(thread_id).state())

    def _update_state(self, call: Call, thread_id: str) -> Answering:
        thread, body = self._thread(thread_id), _body(call)
        if thread.status == "busy":
            raise Refused(409, _BUSY)
        for update in as_list(body.get("values")):
            thread.values = merged(thread.values, update)
        checkpoint = thread.save(thread.values, "update", thread.metadata)
        return Answered({**checkpoint, "checkpoint": checkpoint, "configurable": checkpoint})

    def _get_history(self, call: Call, thread_id: str) -> Answering:
        wanted = _body(call) if call.method == "POST" else {name: call.last(name) for name in call.query}
        before = wanted.get("before")
        before = (json_object((json_object(before) or {}).get("configurable")) or {}).get("checkpoint_id", before)
        thread = self._thread(thread_id)
        states = [thread.state(), *reversed(thread.states[:-1])] if thread.states else []
        ids = [state["checkpoint_id"] for state in states]
        older = states[ids.index(before) + 1 :] if before in ids else states
        return Answered(older[: int(wanted.get("limit") or 1)])

    def _thread(self, thread_id: str) -> FakeThread:
        _check_id("thread", thread_id)
        if thread_id not in self.threads:
            raise Refused(404, f"Thread with ID {thread_id} not found")
        return self.threads[thread_id]

    def _made(self, thread_id: str, metadata: Optional[Mapping[str, Any]] = None) -> FakeThread:
        return self.threads.setdefault(thread_id, FakeThread(thread_id, metadata or {}))

    # Runs

    def _list_runs(self, call: Call, thread_id: str) -> Answering:
        rows = [run.as_json() for run in reversed(self._thread(thread_id).runs)]
        rows = [row for row in rows if call.last("status") in (None, row["status"])]
        wanted = {"limit": call.last("limit"), "offset": call.last("offset"), "select": call.query.get("select")}
        return Answered(_page(rows, wanted).body)

    def _create_run(self, call: Call, thread_id: Optional[str] = None) -> Answering:
        run = self._start(_body(call), thread_id, is_followed=False)
        return Answered({**run.as_json(), "status": "pending"}, headers=_locations(run, is_temporary=run.is_temporary))

    def _stream_run(self, call: Call, thread_id: Optional[str] = None) -> Answering:
        run = self._start(_body(call), thread_id, is_followed=True)
        locations = _locations(run, "stream", is_temporary=run.is_temporary)
        return Followed(run, locations, is_stream=True, cancels=run.is_cancelled_on_disconnect)

    def _wait_for_run(self, call: Call, thread_id: Optional[str] = None) -> Answering:
        run = self._start(_body(call), thread_id, is_followed=True)
        return Followed(run, _locations(run, "join"), is_stream=False, cancels=run.is_cancelled_on_disconnect)

    def _start(self, body: dict[str, Any], thread_id: Optional[str], *, is_followed: bool) -> FakeRun:
        assistant = self._assistant(body)
        _check_options(body)
        faults = assistant.next_faults()
        if faults.status is not None:
            raise Refused(faults.status, "The test lets this request fail.")
        if thread_id is None and "resume" in (body.get("command") or {}):
            raise Refused(400, "You must provide a thread_id when resuming.")
        if thread_id is not None:
            _check_id("thread", thread_id)
            if thread_id not in self.threads and body.get("if_not_exists") != "create":
                raise Refused(404, "Thread or assistant not found.")
        thread = FakeThread(str(uuid.uuid4()), {}) if thread_id is None else self._made(thread_id)
        if faults.busy:
            self.runs.occupy(thread, faults.busy)
        strategy = body.get("multitask_strategy")
        active = [each for each in thread.runs if each.status in ACTIVE]
        if active and strategy == "reject":
            raise Refused(409, _BUSY)
        for each in active if strategy in ("interrupt", "rollback") else ():
            self.runs.cancel(each, strategy)
        run = FakeRun(thread, assistant, body, faults)
        run.is_temporary = thread_id is None
        if run.ignored:
            what = f"{', '.join(run.ignored)}, which this server ignores: it has no graph"
            self.problems.append(f"a run of {assistant.name!r} has {what}")
        self.started.append(run)
        self.runs.start(run, is_followed=is_followed)
        return run

    def _assistant(self, body: Mapping[str, Any]) -> Assistant:
        if "assistant_id" not in body:
            raise Refused(422, '"assistant_id" is a required property')
        wanted = str(body["assistant_id"])
        for assistant in self.assistants.values():
            if wanted in (assistant.name, assistant.assistant_id):
                return assistant
        names = ", ".join(self.assistants) or "none"
        self.problems.append(f"a run needs the assistant {wanted!r}; server.assistant() has added: {names}")
        if is_id(wanted):
            raise Refused(404, "Thread or assistant not found.")
        ways = f"Must be either:\n- A valid assistant UUID, or\n- One of the registered graphs: {names}"
        raise Refused(422, f"Invalid assistant: '{wanted}'. {ways}")

    def _get_run(self, _: Call, thread_id: str, run_id: str) -> Answering:
        return Answered(self._run(thread_id, run_id, "Not Found").as_json())

    def _delete_run(self, _: Call, thread_id: str, run_id: str) -> Answering:
        self.runs.remove(self._run(thread_id, run_id))
        return Answered(status=204)

    def _join_run(self, call: Call, thread_id: str, run_id: str) -> Answering:
        run = self._find(thread_id, run_id)
        if run is None:
            return Answered({"__error__": {"error": "HTTPException", "message": "404: Run not found"}})
        if run.status not in ACTIVE:
            return Answered(run.thread.result(), headers=_locations(run, "join"))
        cancels = call.last("cancel_on_disconnect") in ("true", "1")
        return Followed(run, _locations(run, "join"), is_stream=False, cancels=cancels)

    def _join_stream(self, call: Call, thread_id: str, run_id: str) -> Answering:
        run = self._find(thread_id, run_id)
        if run is None:
            return Followed(_missing_run(thread_id, run_id), {}, is_stream=True)
        modes = re.findall(r"[\w-]+", call.last("stream_mode") or "")
        return Followed(
            run,
            _locations(run, "stream"),
            is_stream=True,
            from_start=False,
            after=call.headers.get("last-event-id") or None,
            modes=frozenset(modes),
            cancels=call.last("cancel_on_disconnect") in ("true", "1"),
        )

    def _cancel_run(self, call: Call, thread_id: str, run_id: str) -> Answering:
        run = self._run(thread_id, run_id, "No runs found to cancel.")
        if run.status not in ACTIVE:
            raise Refused(404, _NONE_TO_CANCEL)
        self.runs.cancel(run, call.last("action"))
        if call.last("wait") in ("true", "1"):
            return Answered({}, headers=_locations(run, "join"))
        return Answered(status=202)

    def _run(self, thread_id: str, run_id: str, otherwise: str = "Run not found") -> FakeRun:
        run = self._find(thread_id, run_id)
        if run is None:
            raise Refused(404, otherwise)
        return run

    def _find(self, thread_id: str, run_id: str) -> Optional[FakeRun]:
        """Return a run, also of the hidden thread of one that was started without: it can be followed and cancelled."""
        _check_id("thread", thread_id)
        _check_id("run", run_id)
        of_thread = self.threads[thread_id].runs if thread_id in self.threads else self.started
        found = [run for run in of_thread if run.run_id == run_id and run.thread_id == thread_id]
        is_there = found and (thread_id in self.threads or (found[0].is_temporary and found[0].status in ACTIVE))
        return found[0] if is_there else None


def _body(call: Call) -> dict[str, Any]:
    body = json_object(call.json)
    if body is None:
        raise Refused(422, "Invalid JSON in request body")
    return body


def _check_id(kind: str, value: str) -> None:
    if not is_id(value):
        raise Refused(422, f"Invalid {kind} ID: must be a UUID")


def _check_options(body: Mapping[str, Any]) -> None:
    for name in ("metadata", "config", "context", "command"):
        if body.get(name) is not None and json_object(body[name]) is None:
            raise Refused(422, f'{name}: {body[name]!r} is not of type "object"')
    modes: Any = body.get("stream_mode") or []
    for mode in cast("list[Any]", [modes] if isinstance(modes, str) else modes):
        if mode not in _OPTIONS["stream_mode"]:
            raise Refused(422, f'"{mode}" is not a stream_mode')
    if body.get("multitask_strategy") not in (None, *_OPTIONS["multitask_strategy"]):
        raise Refused(422, f'"{body["multitask_strategy"]}" is not a multitask_strategy')


def _includes(values: Any, wanted: Any) -> bool:
    found = json_object(values) or {}
    return all(found.get(name) == value for name, value in (json_object(wanted) or {}).items())


def _page(rows: list[dict[str, Any]], wanted: Mapping[str, Any]) -> Answered:
    """Return one page of rows, with the fields that are wanted."""
    start, count = int(wanted.get("offset") or 0), int(wanted.get("limit") or 10)
    page, is_more = rows[start : start + count], len(rows) > start + count
    fields = wanted.get("select")
    shown = [{name: row[name] for name in fields if name in row} for row in page] if fields else page
    headers = {"x-pagination-total": str(start + len(page) + is_more)}
    return Answered(shown, headers={**headers, "x-pagination-next": str(start + count)} if is_more else headers)


def _locations(run: FakeRun, *rest: str, is_temporary: bool = False) -> dict[str, str]:
    """Return the headers that name a run; where it is temporary, not its thread."""
    place = run.path()[run.path().index("/runs") if is_temporary else 0 :]
    return {"location": f"{place}/{rest[0]}", "content-location": place} if rest else {"content-location": place}


def _missing_run(thread_id: str, run_id: str) -> FakeRun:
    """Return a run that has ended with what a server streams for one that it does not have."""
    run = FakeRun(FakeThread(thread_id, {}), Assistant("", {}, Faults(), None), {}, Faults())
    run.run_id, run.status = run_id, "error"
    run.events.append(Sent("error", {"error": "HTTPException", "message": "404: Run not found"}, "", is_kept=False))
    return run
