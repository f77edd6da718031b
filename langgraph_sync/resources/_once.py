"""A run that is started once, however often it is requested: its idempotency key is in its metadata."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Optional

from .._error_mapping import raised_by_caller
from .._http import OpenResponse, Request
from .._json import encode_json, expect_list, expect_object, json_object
from .._options import Keeping
from .._position import EVERYTHING
from .._retry import Deadline, logger
from .._run import ACTIVE, Complete, FollowedRun, RunIds, is_transient
from .._text import LOGGED, one_line
from .._url import id_text, path
from ..errors import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    CommandError,
    ConflictError,
    DeadlineExceededError,
    InternalServerError,
    LangGraphError,
    NotFoundError,
    UnprocessableEntityError,
)
from ..stream import RunStream
from ._pages import PAGE_SIZE, walk

if TYPE_CHECKING:
    from ..parts import StreamPart

KEY: Final = "langgraph_sync_key"
INPUT: Final = "langgraph_sync_input"
ENDING: Final = (("multitask_strategy", "interrupt"), ("multitask_strategy", "rollback"), ("on_disconnect", "cancel"))
"""Options that may end a run that others follow by its key."""
_LOOKED_AT: Final = 1_000
_FIELDS: Final = ["run_id", "created_at", "status", "metadata"]
# What a busy thread is answered with when a run may not wait for its turn: by stock servers, by LangGraph.js, and by
# both in the thread protocol.
_REFUSALS: Final = (ConflictError, UnprocessableEntityError, CommandError)
# After these the run may have been started anyway.
_LOST: Final = (APIConnectionError, InternalServerError, APIResponseError)


class OnceStarted:
    """A run that is found by its key, or else started with it.

    The server is the judge between callers that come at once: it starts a run on an idle thread for one of them and
    refuses the others, who then find that run. On a thread that is busy with another run each caller's own has to
    wait its turn. And a run may begin and end between the look of another caller and its start: who has no stream open
    looks again. Then the oldest one with the key wins, and whoever sees a younger one removes it.
    """

    def __init__(
        self,
        run: FollowedRun,
        body: Mapping[str, Any],
        complete: Complete,
        *,
        command: Optional[Callable[[Request], str]] = None,
        purpose: Optional[str] = None,
        is_shared: bool = True,
    ) -> None:
        """`complete` adds to the request what only the server knows, just before it is sent, or the `command` instead.

        The same input for another `purpose` is another one. A run that is not shared has a key of its own, by which it
        is found if the answer to its request is lost.
        """
        for name, value in ENDING:
            if is_shared and body.get(name) == value:
                raise ValueError(f"with an idempotency_key, {name} can't be {value!r}: it may end the run")
        if run.ids.thread_id is None:
            raise ValueError("an idempotency_key needs a thread, whose runs are searched for it")
        key = run.starting.idempotency_key if is_shared else os.urandom(16).hex()
        self._key = "" if key is None else _checked(key)
        self._digest = _digest(body, purpose)
        self._run = run
        self._body = body
        self._complete = complete
        self._command = command
        self._is_shared = is_shared
        self._runs = path("threads", run.ids.thread_id, "runs")
        self._connection = ExitStack()
        self._live: Optional[OpenResponse] = None
        """The stream of the run that is started here."""

    def begin(self) -> RunIds:
        """Find the run or start it, and announce it."""
        if not self._look_first():
            self._run.meet(RunIds(None, self._start(self._runs, self._create)))
        return self._run.ids

    def join(self, request: Request, _: Deadline) -> Request:
        """Return what waits for the run, which is found or started first."""
        return Request("GET", self.begin().path("join"), request.call)

    def stream(self, body: Mapping[str, Any], keeping: Keeping, **more: Any) -> Generator[StreamPart, None, None]:
        """Stream the run from its first event, and keep it in a journal if there is one."""
        from ..journal import Journal, follow  # noqa: PLC0415 - most programs need none

        run, thread_id = self._run, self._run.ids.thread_id
        key, assistant_id = run.starting.idempotency_key, id_text(body["assistant_id"])
        started = {"key": key, "thread_id": thread_id, "assistant_id": assistant_id, "input": self._digest}
        journal = None if keeping.journal is None else Journal(keeping.journal, started)
        stream = RunStream(
            run,
            Request("POST", f"{self._runs}/stream", run.call),
            options=body,
            complete=self._replay,
            begin=self._open,
            record=None if journal is None else journal.write,
            heartbeats=keeping.heartbeats,
            **more,
        )
        if journal is None:
            return stream.parts()
        return follow(journal, stream, run, self._use_key, replay=keeping.replay)

    def _use_key(self, key: str) -> None:
        """Look for the run by this key."""
        self._key = key

    def _replay(self, request: Request, _: Deadline) -> Request:
        """Return what streams the run from its beginning if it is found, or else the request that starts it."""
        return self._from_beginning() if self._look_first() else request

    @contextmanager
    def _open(self, request: Request) -> Generator[OpenResponse, None, None]:
        """Open the stream of the run: live if it is started here, or else from its beginning."""
        try:
            if request.method == "POST":
                found = self._start(request.path, self._command or self._start_stream)
                is_mine = found == self._run.address.run_id
                self._run.meet(RunIds(None, found))
                if self._live is None or not is_mine:
                    self._release()
                    request = self._from_beginning()
            yield self._live or self._stream(request)
        finally:
            self._release()

    def _start_stream(self, request: Request) -> Optional[str]:
        self._live = self._stream(request)
        return RunIds.of(self._live.headers).run_id

    def _stream(self, request: Request) -> OpenResponse:
        return self._connection.enter_context(self._run.http.stream(request, deadline=self._run.deadline))

    def _release(self) -> None:
        """Close the stream, if it is open: a session of yours may have no second connection to look with."""
        self._connection.close()
        self._live = None

    def _look_first(self) -> bool:
        """Look for the run unless it is known, and announce it."""
        if self._run.ids.run_id is None and self._is_shared:
            self._run.meet(RunIds(None, self._find()))
        return self._run.ids.run_id is not None

    def _from_beginning(self) -> Request:
        return Request("GET", self._run.ids.path("stream"), self._run.call, headers={"last-event-id": EVERYTHING})

    def _look_again(self, mine: Optional[str]) -> Optional[str]:
        """Return an older run with the key, which has begun and ended between the first look and the start, if any."""
        try:
            return self._find() or mine
        except LangGraphError as problem:
            if raised_by_caller(problem):
                raise
            logger.warning(
                "Run %s is started, but it is unknown whether its key is its own: %s", mine, one_line(problem, LOGGED)
            )
            return mine
        except ValueError:  # the key is that of another input, whose run was the first
            self._remove(self._run.ids._replace(run_id=mine))
            raise

    def _start(self, path: str, send: Callable[[Request], Optional[str]]) -> Optional[str]:
        """Start the run, and return its id, or that of the run that another caller has started."""
        wanted = self._body.get("multitask_strategy")
        request = self._complete(Request("POST", path, self._run.call, body=self._body), self._run.deadline)
        if not self._is_shared:
            return self._send(request, wanted, send)
        try:
            mine = self._send(request, "reject", send)
        except _REFUSALS:
            if self._run.look_up is not None:  # not this was refused, but the search for a run that may be there
                raise
            found = self._find()
            if found is not None:
                return found
            if wanted == "reject":
                raise
        else:
            return mine if self._live is not None else self._look_again(mine)
        mine = self._send(request, wanted or "enqueue", send)
        self._release()
        return self._find_patiently() or mine

    def _send(
        self, request: Request, strategy: Optional[str], send: Callable[[Request], Optional[str]]
    ) -> Optional[str]:
        """Start the run; where the answer is lost, look for the run that may have been started: never start another."""
        metadata: dict[str, Any] = {**(self._body.get("metadata") or {}), KEY: self._key, INPUT: self._digest}
        body = {**request.body, "metadata": metadata, "multitask_strategy": strategy}
        unseen = APIConnectionError("no run with its idempotency_key shows")
        self._run.look_up = partial(self._find_patiently, unseen)
        try:
            mine = send(request._replace(body=body))
        except LangGraphError as problem:
            if raised_by_caller(problem) or isinstance(problem, DeadlineExceededError):
                raise
            is_lost = isinstance(problem, _LOST) or type(problem) is APIStatusError  # such as a proxy's 408
            if not is_lost or not getattr(problem, "may_have_arrived", True):
                self._run.look_up = None
                raise
            lost = problem
        else:
            if not (mine or "").strip("."):  # a proxy may take away the header that names it
                self._release()
                mine = self._find_patiently(unseen)
            self._run.address = self._run.ids._replace(run_id=mine)
            return mine
        return self._find_patiently(lost)

    def _create(self, request: Request) -> str:
        answer = self._run.http.exchange(request, deadline=self._run.deadline)
        run = expect_object(answer.data, f"POST {self._runs}", "run_id", method="POST", url=self._runs)
        return str(run["run_id"])

    def _find_patiently(self, lost: Optional[LangGraphError] = None) -> Optional[str]:
        """Find the run as patiently as it is followed; after a `lost` answer, until it shows."""
        while True:
            try:
                found = self._find()
            except LangGraphError as failed:
                if not is_transient(failed):
                    raise
                problem = lost or failed
            else:
                if found is not None or lost is None:
                    return found
                problem = lost
            self._run.backoff.wait(problem)

    def _remove(self, ids: RunIds) -> None:
        """Remove a run that waits for its turn, unless somebody else has done so."""
        cancel = Request("POST", ids.path("cancel"), self._run.call, {"action": "rollback", "wait": True})
        for request in (cancel, Request("DELETE", ids.path(), self._run.call)):
            with suppress(NotFoundError):
                self._run.http.exchange(request._replace(accepts="empty", idempotent=True), deadline=self._run.deadline)

    def _find(self) -> Optional[str]:
        """Return the id of the oldest run with the key, if there is one; remove the younger ones."""
        found = self._all_with_key()
        for run in found[1:]:
            if run.get("status") in ACTIVE:
                self._remove(self._run.ids._replace(run_id=str(run["run_id"])))
        return str(found[0]["run_id"]) if found else None

    def _all_with_key(self) -> list[dict[str, Any]]:
        """Return the runs of the thread that carry the key, the oldest first."""

        def search(**options: Any) -> list[Any]:
            request = Request("GET", self._runs, self._run.call, query=options)
            answer = self._run.http.exchange(request, deadline=self._run.deadline)
            return expect_list(answer.data or [], f"GET {self._runs}", method="GET", url=self._runs)

        found: list[dict[str, Any]] = []
        try:
            for run in walk(search, {"select": _FIELDS, "limit": _LOOKED_AT}, "run_id", page_size=PAGE_SIZE):
                metadata = json_object(run.get("metadata")) or {}
                if metadata.get(KEY) == self._key:
                    if metadata.get(INPUT) != self._digest:
                        raise ValueError(
                            f"the idempotency_key {self._key!r} was used for another input, by run {run['run_id']}"
                        )
                    found.append(run)
        except NotFoundError:  # the thread is not there yet
            return []
        return sorted(found, key=lambda run: (str(run.get("created_at")), str(run["run_id"])))


def _checked(key: object) -> str:
    """Return the key; raise if it cannot identify a run."""
    if not isinstance(key, str):
        raise TypeError(f"idempotency_key must be a str, not {type(key).__name__}")
    if not key.strip():
        raise ValueError("idempotency_key must not be empty")
    return key


def _digest(body: Mapping[str, Any], purpose: Optional[str]) -> str:
    """Return a digest of the input: the same for equal JSON, whatever the order of its keys."""
    given = json.loads(encode_json({"input": body.get("input"), "command": body.get("command")}))
    if purpose is not None:
        given["purpose"] = purpose
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()[:32]
