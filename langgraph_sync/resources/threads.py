"""Conversations and their saved states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional, Union

from .._http import Http
from .._options import spell_out, split
from .._url import path
from ..models import (
    CallOptions,
    Checkpoint,
    CheckpointConfig,
    PrunedThreads,
    Thread,
    ThreadsCountOptions,
    ThreadsCreateOptions,
    ThreadsGetHistoryOptions,
    ThreadsGetOptions,
    ThreadsGetStateOptions,
    ThreadsPruneOptions,
    ThreadsSearchOptions,
    ThreadState,
    ThreadStorage,
    ThreadsUpdateOptions,
    ThreadsUpdateStateOptions,
    UpdatedThreadState,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Threads:
    """``client.threads``: conversations and their saved states."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @spell_out(ThreadsCreateOptions)
    def create(self, *, graph_id: Optional[str] = None, **options: Unpack[ThreadsCreateOptions]) -> Thread:
        """Open a thread.

        `graph_id` labels it with the graph that it is for, which states written by `supersteps` need. Raises
        `ConflictError` when `thread_id` is taken, unless `if_exists="do_nothing"`.
        """
        fields, call = split(options)
        if graph_id is not None:
            fields["metadata"] = {**fields.get("metadata", {}), "graph_id": graph_id}
        return self._http.request(Thread, "POST", path("threads"), body=_with_ttl(fields), call=call)

    @spell_out(ThreadsGetOptions)
    def get(self, thread_id: str, **options: Unpack[ThreadsGetOptions]) -> Thread:
        """Read one thread with its newest values; raises `NotFoundError` when there is none."""
        fields, call = split(options)
        query = {name: ",".join(value) for name, value in fields.items()}
        return self._http.request(Thread, "GET", path("threads", thread_id), query=query, call=call)

    @spell_out(ThreadsUpdateOptions)
    def update(self, thread_id: str, **options: Unpack[ThreadsUpdateOptions]) -> Thread:
        """Change the labels or the lifetime of a thread and return it as it is then; labels not named are kept."""
        fields, call = split(options)
        return self._http.request(Thread, "PATCH", path("threads", thread_id), body=_with_ttl(fields), call=call)

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
        return self._http.ask(list[Thread], path("threads", "search"), body=fields, call=call)

    @spell_out(ThreadsCountOptions)
    def count(self, **options: Unpack[ThreadsCountOptions]) -> int:
        """Count threads that fit."""
        fields, call = split(options)
        return self._http.ask(int, path("threads", "count"), body=fields, call=call)

    @spell_out(CallOptions)
    def copy(self, thread_id: str, **options: Unpack[CallOptions]) -> Thread:
        """Copy a thread with its states and return the copy, without its values.

        The server answers an unknown thread with `ConflictError`.
        """
        _, call = split(options)
        return self._http.request(Thread, "POST", path("threads", thread_id, "copy"), call=call)

    @spell_out(ThreadsPruneOptions)
    def prune(self, thread_ids: Sequence[str], **options: Unpack[ThreadsPruneOptions]) -> PrunedThreads:
        """Remove threads, or all but their newest state, and return how many were touched."""
        fields, call = split(options)
        body = {"thread_ids": list(thread_ids), **fields}
        return self._http.request(PrunedThreads, "POST", path("threads", "prune"), body=body, call=call)

    @spell_out(ThreadsGetStateOptions)
    def get_state(
        self,
        thread_id: str,
        checkpoint: Optional[Checkpoint] = None,
        checkpoint_id: Optional[str] = None,
        **options: Unpack[ThreadsGetStateOptions],
    ) -> ThreadState:
        """Read the newest state of a thread, or the one saved at a checkpoint.

        The server answers an unknown checkpoint with an empty state whose `created_at` is None.
        """
        fields, call = split(options)
        if checkpoint is not None:
            body = {"checkpoint": checkpoint, **fields}
            return self._http.ask(ThreadState, path("threads", thread_id, "state", "checkpoint"), body=body, call=call)
        state = ("state",) if checkpoint_id is None else ("state", checkpoint_id)
        return self._http.request(ThreadState, "GET", path("threads", thread_id, *state), query=fields, call=call)

    @spell_out(ThreadsUpdateStateOptions)
    def update_state(
        self,
        thread_id: str,
        values: Union[Mapping[str, Any], Sequence[Any], None],
        *,
        checkpoint_id: Optional[str] = None,
        **options: Unpack[ThreadsUpdateStateOptions],
    ) -> UpdatedThreadState:
        """Write into the state of a thread, as a node would, and return where the new state is saved.

        Raises `ConflictError` when the thread is busy.
        """
        fields, call = split(options)
        if checkpoint_id is not None:
            fields["checkpoint"] = {**fields.get("checkpoint", {}), "checkpoint_id": checkpoint_id}
        body = {"values": values, **fields}
        return self._http.request(UpdatedThreadState, "POST", path("threads", thread_id, "state"), body=body, call=call)

    @spell_out(ThreadsGetHistoryOptions)
    def get_history(
        self,
        thread_id: str,
        *,
        before: Union[str, Checkpoint, CheckpointConfig, None] = None,
        **options: Unpack[ThreadsGetHistoryOptions],
    ) -> list[ThreadState]:
        """List saved states of a thread, newest first, 10 unless `limit` says otherwise.

        `before` is a checkpoint, its id, or the configuration that holds it: only older states are listed.
        """
        fields, call = split(options)
        fields = {"limit": 10, **fields}
        if before is not None:
            fields["before"] = _checkpoint_config(before)
        return self._http.ask(list[ThreadState], path("threads", thread_id, "history"), body=fields, call=call)

    @spell_out(CallOptions)
    def get_storage(self, thread_id: str, **options: Unpack[CallOptions]) -> ThreadStorage:
        """Measure what a thread occupies on the server, in bytes."""
        _, call = split(options)
        return self._http.request(ThreadStorage, "GET", path("threads", thread_id, "storage"), call=call)


def _with_ttl(fields: dict[str, Any]) -> dict[str, Any]:
    """A bare lifetime is meant in minutes and ends with the removal of the thread."""
    ttl = fields.get("ttl")
    return {**fields, "ttl": {"strategy": "delete", "ttl": ttl}} if isinstance(ttl, (int, float)) else fields


def _checkpoint_config(before: Union[str, Checkpoint, CheckpointConfig]) -> Mapping[str, Any]:
    """The one form that the server understands."""
    if isinstance(before, str):
        return {"configurable": {"checkpoint_id": before}}
    return before if "configurable" in before else {"configurable": before}
