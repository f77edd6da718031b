"""The saved states of threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Optional, Union, overload

from .._json import json_object
from .._options import CallSettings, spell_out, split
from .._url import Id, path
from ..options import (
    ThreadsGetHistoryOptions,
    ThreadsGetHistorySelect,
    ThreadsGetStateOptions,
    ThreadsGetStateSelect,
    ThreadsUpdateStateOptions,
)
from ._pages import PAGE_SIZE, Items, walk_back
from ._resource import Resource

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import Checkpoint, CheckpointConfig, PartialThreadState, ThreadState, UpdatedThreadState

Before = Union[Id, "Checkpoint", "CheckpointConfig", None]


class States(Resource):
    """The methods of ``client.threads`` for saved states."""

    @overload
    def get_state(
        self,
        thread_id: Id,
        checkpoint: Optional[Checkpoint] = None,
        checkpoint_id: Optional[Id] = None,
        **options: Unpack[ThreadsGetStateOptions],
    ) -> ThreadState: ...
    @overload
    def get_state(
        self,
        thread_id: Id,
        checkpoint: Optional[Checkpoint] = None,
        checkpoint_id: Optional[Id] = None,
        **options: Unpack[ThreadsGetStateSelect],
    ) -> PartialThreadState: ...
    @spell_out(ThreadsGetStateSelect)
    def get_state(
        self, thread_id: Id, checkpoint: Optional[Checkpoint] = None, checkpoint_id: Optional[Id] = None, **options: Any
    ) -> Union[ThreadState, PartialThreadState]:
        """Read the newest state of a thread, or that of `checkpoint` or `checkpoint_id`.

        For an unknown checkpoint, the server returns an empty state whose `created_at` is None.
        """
        if checkpoint is not None:
            body = {"checkpoint": checkpoint, **options}
            return self._object("POST", path("threads", thread_id, "state", "checkpoint"), body, idempotent=True)
        place = path("threads", thread_id, "state", *(() if checkpoint_id is None else (checkpoint_id,)))
        return self._object("GET", place, options)

    @spell_out(ThreadsUpdateStateOptions)
    def update_state(
        self,
        thread_id: Id,
        values: Union[Mapping[str, Any], Sequence[Any], None],
        *,
        checkpoint_id: Optional[Id] = None,
        **options: Unpack[ThreadsUpdateStateOptions],
    ) -> UpdatedThreadState:
        """Write `values` into the state of a thread, as a node would, and return its new checkpoint.

        `values` may be a list of updates, or None to only attribute a step to `as_node`.
        `checkpoint_id` names the state to write on top of, in place of `checkpoint`. Raises
        `ConflictError` if the thread is busy.
        """
        fields, _ = split(options)
        if checkpoint_id is not None:
            fields["checkpoint"] = {**fields.get("checkpoint", {}), "checkpoint_id": checkpoint_id}
        return self._object("POST", path("threads", thread_id, "state"), options, body={"values": values, **fields})

    @overload
    def get_history(
        self, thread_id: Id, *, before: Before = None, **options: Unpack[ThreadsGetHistoryOptions]
    ) -> list[ThreadState]: ...
    @overload
    def get_history(
        self, thread_id: Id, *, before: Before = None, **options: Unpack[ThreadsGetHistorySelect]
    ) -> list[PartialThreadState]: ...
    @spell_out(ThreadsGetHistorySelect)
    def get_history(
        self, thread_id: Id, *, before: Before = None, **options: Any
    ) -> Union[list[ThreadState], list[PartialThreadState]]:
        """List the saved states of a thread, newest first, 10 by default.

        `before` is a checkpoint, its id, or the configuration that holds it: only older states are
        listed.
        """
        place, address = path("threads", thread_id, "history"), _address(before)
        limited = {"limit": 10, **{name: value for name, value in options.items() if value is not None}}
        if address.get("checkpoint_ns") or not limited.keys() <= {"limit", *CallSettings._fields}:
            body = {**limited, "before": {"configurable": address} if address else None}
            return self._list("POST", place, body, idempotent=True)
        # Servers differ in what they take for `before` in a body; in a query all of them take an id.
        return self._list("GET", place, {**limited, "before": address.get("checkpoint_id")})

    @overload
    def iterate_history(
        self, thread_id: Id, *, before: Before = None, page_size: int = ..., **options: Unpack[ThreadsGetHistoryOptions]
    ) -> Items[ThreadState]: ...
    @overload
    def iterate_history(
        self, thread_id: Id, *, before: Before = None, page_size: int = ..., **options: Unpack[ThreadsGetHistorySelect]
    ) -> Items[PartialThreadState]: ...
    @spell_out(ThreadsGetHistorySelect)
    def iterate_history(
        self, thread_id: Id, *, before: Before = None, page_size: int = PAGE_SIZE, **options: Any
    ) -> Union[Items[ThreadState], Items[PartialThreadState]]:
        """Yield the saved states of a thread, newest first, fetching `page_size` at a time.

        Each page continues below the last state of the previous page, so every state comes once,
        whatever is written meanwhile; states that are newer than the first page are not included.
        `before` is that of `get_history`.
        """
        return walk_back(partial(self.get_history, thread_id), options, before, page_size)


def _address(before: Before) -> Mapping[str, Any]:
    """Return the checkpoint that is meant; empty without one."""
    if isinstance(before, Mapping):
        return json_object(before.get("configurable")) or before
    return {} if before is None else {"checkpoint_id": before}
