"""Conversations and their saved states."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Optional, cast, overload

from .._http import Request
from .._options import spell_out, split
from .._url import path
from ..errors import APIResponseError, CommandError
from ..options import (
    CallOptions,
    ThreadsCountOptions,
    ThreadsCreateOptions,
    ThreadsGetOptions,
    ThreadsJoinStreamOptions,
    ThreadsPruneOptions,
    ThreadsSearchOptions,
    ThreadsStreamEventsOptions,
    ThreadsUpdateOptions,
)
from ..thread_stream import stream_thread, to_protocol_event, to_thread_part
from ._pages import PAGE_SIZE, walk
from ._starting import listed
from ._states import States

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import ProtocolAnswer, ProtocolEvent, PrunedThreads, Thread, ThreadStorage
    from ..parts import ThreadStreamPart


class Threads(States):
    """``client.threads``: conversations and their saved states."""

    @spell_out(ThreadsCreateOptions)
    def create(self, *, graph_id: Optional[str] = None, **options: Unpack[ThreadsCreateOptions]) -> Thread:
        """Open a thread.

        `graph_id` labels it with the graph that it is for, which states written by `supersteps` need. Raises
        `ConflictError` when `thread_id` is taken, unless `if_exists="do_nothing"`, and `APIResponseError` when the
        thread was made but the `supersteps` could not be written.
        """
        fields, call = split(options)
        if graph_id is not None:
            fields["metadata"] = {**fields.get("metadata", {}), "graph_id": graph_id}
        answer = self._http.fetch("POST", path("threads"), body=_with_ttl(fields), call=call).data
        if "detail" in answer:  # with the status 201
            raise APIResponseError(f"POST {path('threads')} answered: {answer['detail']}", method="POST")
        thread: Thread = answer
        return thread

    @spell_out(ThreadsGetOptions)
    def get(self, thread_id: str, **options: Unpack[ThreadsGetOptions]) -> Thread:
        """Read one thread with its newest values; raises `NotFoundError` when there is none."""
        fields, call = split(options)
        query = {name: ",".join(value) for name, value in fields.items()}
        return cast("Thread", self._http.request("GET", path("threads", thread_id), query=query, call=call))

    @overload
    def update(
        self, thread_id: str, *, return_minimal: Literal[False] = False, **options: Unpack[ThreadsUpdateOptions]
    ) -> Thread: ...
    @overload
    def update(
        self, thread_id: str, *, return_minimal: Literal[True], **options: Unpack[ThreadsUpdateOptions]
    ) -> None: ...
    @spell_out(ThreadsUpdateOptions)
    def update(
        self, thread_id: str, *, return_minimal: bool = False, **options: Unpack[ThreadsUpdateOptions]
    ) -> Optional[Thread]:
        """Change the labels or the lifetime of a thread and return it as it is then.

        Labels not named are kept; a label is cleared by None. With `return_minimal` nothing is sent back. Raises
        `NotFoundError` when there is no such thread.
        """
        fields, call = split(options)
        if return_minimal:
            call = call._replace(headers={"prefer": "return=minimal", **(call.headers or {})})
        return cast(
            "Thread", self._http.request("PATCH", path("threads", thread_id), body=_with_ttl(fields), call=call)
        )

    @spell_out(CallOptions)
    def delete(self, thread_id: str, **options: Unpack[CallOptions]) -> None:
        """Remove a thread with its runs and states; raises `NotFoundError` when there is none."""
        _, call = split(options)
        self._http.fetch("DELETE", path("threads", thread_id), call=call)

    @spell_out(ThreadsSearchOptions)
    def search(self, **options: Unpack[ThreadsSearchOptions]) -> list[Thread]:
        """List threads that fit, 10 unless `limit` says otherwise.

        With `select` they have the selected fields only. No thread fits an empty list of `ids`.
        """
        fields, call = split(options)
        if "ids" in fields and not fields["ids"]:
            return []  # the server would take an empty list for none, and send every thread
        return cast("list[Thread]", self._http.ask(path("threads", "search"), body=fields, call=call))

    @spell_out(ThreadsSearchOptions)
    def iterate(
        self, *, page_size: int = PAGE_SIZE, **options: Unpack[ThreadsSearchOptions]
    ) -> Generator[Thread, None, None]:
        """Yield the threads that fit, `limit` at most or all, fetching `page_size` at a time as the loop asks.

        They come by `created_at` unless `sort_by` says otherwise. None comes twice, and none that fits all the while is
        left out when others are made, or removed as they come; a `sort_by` whose values change meanwhile can hide some.
        """
        return walk(self.search, {"sort_by": "created_at", **options}, "thread_id", page_size=page_size)

    @spell_out(ThreadsCountOptions)
    def count(self, **options: Unpack[ThreadsCountOptions]) -> int:
        """Count threads that fit."""
        fields, call = split(options)
        return cast("int", self._http.ask(path("threads", "count"), body=fields, call=call))

    @spell_out(CallOptions)
    def copy(self, thread_id: str, **options: Unpack[CallOptions]) -> Thread:
        """Copy a thread with its states and return the copy, without its values.

        The server answers an unknown thread with `ConflictError`.
        """
        _, call = split(options)
        return cast("Thread", self._http.request("POST", path("threads", thread_id, "copy"), call=call))

    @spell_out(ThreadsPruneOptions)
    def prune(self, thread_ids: Sequence[str], **options: Unpack[ThreadsPruneOptions]) -> PrunedThreads:
        """Remove threads, or all but their newest state, and return how many were touched."""
        fields, call = split(options)
        body = {"thread_ids": list(thread_ids), **fields}
        return cast("PrunedThreads", self._http.request("POST", path("threads", "prune"), body=body, call=call))

    @spell_out(CallOptions)
    def get_storage(self, thread_id: str, **options: Unpack[CallOptions]) -> ThreadStorage:
        """Measure what a thread occupies on the server, in bytes."""
        _, call = split(options)
        return cast("ThreadStorage", self._http.request("GET", path("threads", thread_id, "storage"), call=call))

    @spell_out(ThreadsJoinStreamOptions)
    def join_stream(
        self, thread_id: str, **options: Unpack[ThreadsJoinStreamOptions]
    ) -> Generator[ThreadStreamPart, None, None]:
        """Yield the events of all runs of a thread as they happen, those of runs to come included.

        It has no end: leave the loop when you have seen enough. A `metadata` part with the status `run_done` says that
        a run is over, whatever its outcome; a state written by a program comes as `state_update` if that mode is asked
        for. Earlier events come with `last_event_id` (`"-"` for all), and only those of runs that were started with
        `stream_resumable=True`. Raises `StreamInterruptedError` when the connection breaks or the server closes it. An
        unknown thread is silence.
        """
        fields, call = split(options)
        headers = {"last-event-id": fields.pop("last_event_id")} if "last_event_id" in fields else {}
        # Of a repeated parameter the server reads the last one.
        query = {"stream_modes": ",".join(listed(fields["stream_mode"]))} if "stream_mode" in fields else {}
        message = Request("GET", path("threads", thread_id, "stream"), call, query=query, headers=headers)
        return stream_thread(self._http, message, to_thread_part, thread_id=thread_id)

    @spell_out(CallOptions)
    def command(
        self,
        thread_id: str,
        method: str,
        arguments: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> dict[str, Any]:
        """Send a command of the thread protocol and return its result; `stream_events` shows what it leads to.

        `run.start` with an `assistant_id` and an `input` makes the thread if need be, starts a run and returns its
        `run_id`; `input.respond` with an `interrupt_id` and a `response` answers a question. On a busy thread it can
        take 5 seconds. Raises `CommandError` when the server can't do it.
        """
        _, call = split(options)
        # Over HTTP each command is alone, so that any number will do.
        body = {"id": 1, "method": method, "params": arguments or {}}
        answer: ProtocolAnswer = self._http.fetch(
            "POST", path("threads", thread_id, "commands"), body=body, call=call
        ).data
        if answer["type"] == "error":
            raise CommandError(
                f"{method} on thread {thread_id} failed with {answer['error']}: {answer['message']}",
                code=answer["error"],
                message=answer["message"],
            )
        return answer["result"]

    @spell_out(ThreadsStreamEventsOptions)
    def stream_events(
        self, thread_id: str, channels: Sequence[str], **options: Unpack[ThreadsStreamEventsOptions]
    ) -> Generator[ProtocolEvent, None, None]:
        """Yield the events of a thread in the thread protocol: all that are kept, from the first one on, then new ones.

        It has no end: leave the loop when you have seen enough, such as `lifecycle` with `completed` and an empty
        namespace. Some channels are silent unless the graph asks for them: `updates`, `custom`, `tools`. `since` is the
        `seq` of the last event that was received. Raises `StreamInterruptedError` when the connection breaks or the
        server closes it. An unknown thread is silence until `run.start` makes it.
        """
        fields, call = split(options)
        body = {"channels": listed(channels), **fields}
        message = Request("POST", path("threads", thread_id, "stream", "events"), call, body=body)
        return stream_thread(self._http, message, to_protocol_event, thread_id=thread_id)


def _with_ttl(fields: dict[str, Any]) -> dict[str, Any]:
    """A bare lifetime is meant in minutes and ends with the removal of the thread."""
    ttl = fields.get("ttl")
    return {**fields, "ttl": {"strategy": "delete", "ttl": ttl}} if isinstance(ttl, (int, float)) else fields
