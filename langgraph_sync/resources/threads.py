"""Conversations and their saved states."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Optional, Union, cast, overload

from .._http import Request
from .._json import expect_object
from .._options import CallSettings, Following, Keeping, Starting, listed, spell_out, split, take
from .._retry import NEVER, Deadline
from .._run import FollowedRun, RunIds
from .._text import one_line
from .._url import Id, id_text, path
from ..errors import APIResponseError, CommandError
from ..options import (
    CallOptions,
    ThreadsCountOptions,
    ThreadsCreateOptions,
    ThreadsGetOptions,
    ThreadsJoinStreamOptions,
    ThreadsPruneOptions,
    ThreadsSearchOptions,
    ThreadsSearchSelect,
    ThreadsStreamEventsOptions,
    ThreadsStreamRunOptions,
    ThreadsUpdateOptions,
)
from ..thread_stream import stream_thread, to_protocol_event, to_thread_part
from ._pages import PAGE_SIZE, Items, walk
from ._states import States

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import PartialThread, ProtocolEvent, PrunedThreads, Thread, ThreadStorage
    from ..parts import StreamPart, ThreadStreamPart


class Threads(States):
    """``client.threads``: conversations and their saved states."""

    @spell_out(ThreadsCreateOptions)
    def create(self, *, graph_id: Optional[str] = None, **options: Unpack[ThreadsCreateOptions]) -> Thread:
        """Create a thread.

        `graph_id` is added to the metadata; `supersteps` need it. Raises `ConflictError` if
        `thread_id` is taken, unless `if_exists="do_nothing"`, and `APIResponseError` if the thread
        was created but the `supersteps` could not be written.
        """
        metadata = options.get("metadata")
        if graph_id is not None:
            metadata = {**(metadata or {}), "graph_id": graph_id}
        body = {**options, "metadata": metadata, "ttl": _lifetime(options.get("ttl"))}
        thread: Any = self._send("POST", path("threads"), body)
        if "detail" in self._expect(expect_object, "POST", path("threads"), thread):  # with the status 201
            raise APIResponseError(f"POST {path('threads')} answered: {thread['detail']}", method="POST")
        return cast("Thread", thread)

    @spell_out(ThreadsGetOptions)
    def get(self, thread_id: Id, **options: Unpack[ThreadsGetOptions]) -> Thread:
        """Read one thread with its newest values; raises `NotFoundError` if there is none."""
        include = options.get("include")
        query = {**options, "include": include and ",".join(listed(include))}
        return self._object("GET", path("threads", thread_id), query)

    @overload
    def update(
        self, thread_id: Id, *, return_minimal: Literal[False] = False, **options: Unpack[ThreadsUpdateOptions]
    ) -> Thread: ...
    @overload
    def update(
        self, thread_id: Id, *, return_minimal: Literal[True], **options: Unpack[ThreadsUpdateOptions]
    ) -> None: ...
    @spell_out(ThreadsUpdateOptions)
    def update(
        self, thread_id: Id, *, return_minimal: bool = False, **options: Unpack[ThreadsUpdateOptions]
    ) -> Optional[Thread]:
        """Change the metadata or the lifetime of a thread and return it.

        Of `metadata`, the given keys are replaced; None clears one. With `return_minimal=True` the
        result is None. Raises `NotFoundError` if there is no such thread.
        """
        body: dict[str, Any] = {**options, "ttl": _lifetime(options.get("ttl"))}
        if not return_minimal:
            return self._object("PATCH", path("threads", thread_id), body)
        body["headers"] = {"prefer": "return=minimal", **(options.get("headers") or {})}
        self._send("PATCH", path("threads", thread_id), body)
        return None

    @spell_out(CallOptions)
    def delete(self, thread_id: Id, **options: Unpack[CallOptions]) -> None:
        """Delete a thread with its runs and states; raises `NotFoundError` if there is none."""
        self._send("DELETE", path("threads", thread_id), options)

    @overload
    def search(self, **options: Unpack[ThreadsSearchOptions]) -> list[Thread]: ...
    @overload
    def search(self, **options: Unpack[ThreadsSearchSelect]) -> list[PartialThread]: ...
    @spell_out(ThreadsSearchSelect)
    def search(self, **options: Any) -> Union[list[Thread], list[PartialThread]]:
        """List the threads that match, 10 by default.

        With `select` they have only the selected fields. No thread matches an empty list of `ids`.
        """
        if options.get("ids") is not None and not options["ids"]:
            return []  # the server would take an empty list for none, and send every thread
        return self._list("POST", path("threads", "search"), options, idempotent=True)

    @overload
    def iterate(self, *, page_size: int = ..., **options: Unpack[ThreadsSearchOptions]) -> Items[Thread]: ...
    @overload
    def iterate(self, *, page_size: int = ..., **options: Unpack[ThreadsSearchSelect]) -> Items[PartialThread]: ...
    @spell_out(ThreadsSearchSelect)
    def iterate(self, *, page_size: int = PAGE_SIZE, **options: Any) -> Union[Items[Thread], Items[PartialThread]]:
        """Yield the threads that match, `limit` at most or all, fetching `page_size` at a time.

        The order is that of `created_at` by default. Each comes once, and none that matches
        throughout is missed, even if others are created meanwhile or deleted as they are yielded; a
        `sort_by` whose values change meanwhile can hide some.
        """
        return walk(self.search, {"sort_by": "created_at", **options}, "thread_id", page_size=page_size)

    @spell_out(ThreadsCountOptions)
    def count(self, **options: Unpack[ThreadsCountOptions]) -> int:
        """Count the threads that match."""
        return self._count(path("threads", "count"), options)

    @spell_out(CallOptions)
    def copy(self, thread_id: Id, **options: Unpack[CallOptions]) -> Thread:
        """Copy a thread with its states and return the copy, without its values.

        Raises `ConflictError` if the thread is unknown.
        """
        return self._object("POST", path("threads", thread_id, "copy"), options, body=None)

    @spell_out(ThreadsPruneOptions)
    def prune(self, thread_ids: Union[Id, Sequence[Id]], **options: Unpack[ThreadsPruneOptions]) -> PrunedThreads:
        """Delete the threads `thread_ids`, or all but their newest states, and return how many."""
        return self._object("POST", path("threads", "prune"), {"thread_ids": listed(thread_ids), **options})

    @spell_out(CallOptions)
    def get_storage(self, thread_id: Id, **options: Unpack[CallOptions]) -> ThreadStorage:
        """Return how many bytes a thread occupies on the server."""
        return self._object("GET", path("threads", thread_id, "storage"), options)

    @spell_out(ThreadsJoinStreamOptions)
    def join_stream(
        self, thread_id: Id, **options: Unpack[ThreadsJoinStreamOptions]
    ) -> Generator[ThreadStreamPart, None, None]:
        """Yield the events of all runs of a thread as they happen, future runs included.

        It has no end: leave the loop when you have seen enough. A `metadata` part with the status
        `run_done` reports that a run has ended, whatever its outcome; a state written by a program
        comes as `state_update` if that mode is requested. Earlier events come with `last_event_id`
        (`"-"` for all), and only those of runs that were started with `stream_resumable=True`.
        Raises `StreamInterruptedError` if the connection breaks or the server closes it; until the
        next call, events of other runs are lost. So is what happens before the first `next()`. An
        unknown thread sends nothing.
        """
        fields, call = split(options)
        headers = {"last-event-id": fields.pop("last_event_id")} if "last_event_id" in fields else {}
        # Of a repeated parameter the server reads the last one.
        query = {"stream_modes": ",".join(fields["stream_mode"])} if "stream_mode" in fields else {}
        request = Request("GET", path("threads", thread_id, "stream"), call, query=query, headers=headers)
        return stream_thread(self._http, request, to_thread_part, lambda part: part.id, id_text(thread_id))

    @spell_out(CallOptions)
    def command(
        self, thread_id: Id, method: str, arguments: Optional[Mapping[str, Any]] = None, **options: Unpack[CallOptions]
    ) -> dict[str, Any]:
        """Send a command of the thread protocol and return its result.

        `method` and `arguments` are those of the protocol; `stream_events` yields the events that
        follow.

        `run.start` with an `assistant_id` and an `input` creates the thread if necessary, starts a
        run and returns its `run_id`; `input.respond` with an `interrupt_id` and a `response`
        answers a question. On a busy thread it can take 5 seconds. Raises `CommandError` if the
        server cannot execute the command.
        """
        return self._result(id_text(thread_id), method, arguments or {}, split(options)[1])

    @spell_out(ThreadsStreamRunOptions)
    def stream_run(
        self, thread_id: Id, assistant_id: Id, **options: Unpack[ThreadsStreamRunOptions]
    ) -> Generator[StreamPart, None, None]:
        """Start a run in the thread protocol and yield its events as `client.runs.stream` does.

        The parts are `protocol`, by `data["method"]`, beside `metadata` and `error`; `tokens`,
        `with_text` and `whole_messages` read them. The run keeps its events, so the stream resumes
        after a cut. The thread is created if necessary.

        An `answer` continues a run that waits for a human; `ValueError` if no question waits. So
        does an `input` while one waits, since the server would take it for the answer; on a busy
        thread it still does if the running run asks meanwhile. Raises `CommandError` if the server
        refuses the run, and otherwise what `client.runs.stream` raises. If the answer to the
        request is lost, the run is looked up.
        """
        from ._thread_run import stream_run  # noqa: PLC0415 - most programs need none

        thread_id = id_text(thread_id)
        fields, call = split(options)
        if "answer" in options:  # null is one
            fields["answer"] = options["answer"]
        starting, following, keeping = take(fields, Starting), take(fields, Following), take(fields, Keeping)
        run = FollowedRun(self._http, RunIds(thread_id), call, following=following, starting=starting)
        body = {"assistant_id": id_text(assistant_id), **fields}
        return stream_run(
            run,
            body,
            keeping,
            partial(self._questions, thread_id, call, for_input=True),
            partial(self._result, thread_id),
        )

    @spell_out(ThreadsStreamEventsOptions)
    def stream_events(
        self, thread_id: Id, channels: Union[str, Sequence[str]], **options: Unpack[ThreadsStreamEventsOptions]
    ) -> Generator[ProtocolEvent, None, None]:
        """Yield the events of a thread in the thread protocol: all stored events, then live ones.

        It has no end: leave the loop when you have seen enough, such as `lifecycle` with
        `completed` and an empty namespace. `channels` names one or several of `values`, `updates`,
        `messages`, `tools`, `custom`, `custom:<name>`, `lifecycle`, `input`, `tasks` and
        `checkpoints`; graphs have to enable `updates`, `custom` and `tools`. Raises
        `StreamInterruptedError` if the connection breaks or the server closes it; another call
        yields all events again, and `event_id` identifies those that you have seen (`seq` restarts
        with each connection). An unknown thread sends nothing until `run.start` creates it.
        """
        fields, call = split(options)
        body = {"channels": listed(channels), **fields}
        request = Request("POST", path("threads", thread_id, "stream", "events"), call, body=body)
        # The ids of server-sent events are positions in this connection.
        return stream_thread(
            self._http, request, to_protocol_event, lambda event: event.get("event_id"), id_text(thread_id)
        )

    def _result(
        self,
        thread_id: str,
        method: str,
        arguments: Mapping[str, Any],
        call: CallSettings,
        deadline: Deadline = NEVER,
    ) -> dict[str, Any]:
        # Over HTTP each command has an answer of its own, so any number will do.
        body = {"id": 1, "method": method, "params": arguments}
        request = Request("POST", path("threads", thread_id, "commands"), call, body=body)
        data = self._http.exchange(request, deadline=deadline).data
        answer = self._expect(expect_object, "POST", request.path, data)
        if answer.get("type") == "error":
            code, message = (str(answer.get(name, "")) for name in ("error", "message"))
            said = f"{method} on thread {thread_id} failed with {code or 'an error'}: {one_line(message)}"
            raise CommandError(said, code=code, message=message, thread_id=thread_id)
        return self._expect(expect_object, "POST", request.path, answer.get("result"))


def _lifetime(ttl: Any) -> Any:
    """Return a lifetime: a bare number is one in minutes, after which the thread is deleted."""
    return {"strategy": "delete", "ttl": ttl} if isinstance(ttl, (int, float)) else ttl
