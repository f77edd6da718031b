"""The saved states of threads."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional, Union, cast

from .._http import Http
from .._options import spell_out, split
from .._url import path
from ..options import ThreadsGetHistoryOptions, ThreadsGetStateOptions, ThreadsUpdateStateOptions
from ._pages import PAGE_SIZE, checked_page_size

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import Checkpoint, CheckpointConfig, ThreadState, UpdatedThreadState


class States:
    """The half of ``client.threads`` that is about states."""

    def __init__(self, http: Http) -> None:
        self._http = http

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
            return cast(
                "ThreadState", self._http.ask(path("threads", thread_id, "state", "checkpoint"), body=body, call=call)
            )
        state = ("state",) if checkpoint_id is None else ("state", checkpoint_id)
        return cast(
            "ThreadState", self._http.request("GET", path("threads", thread_id, *state), query=fields, call=call)
        )

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
        return cast(
            "UpdatedThreadState", self._http.request("POST", path("threads", thread_id, "state"), body=body, call=call)
        )

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
        return cast("list[ThreadState]", self._http.ask(path("threads", thread_id, "history"), body=fields, call=call))

    @spell_out(ThreadsGetHistoryOptions)
    def iterate_history(
        self,
        thread_id: str,
        *,
        before: Union[str, Checkpoint, CheckpointConfig, None] = None,
        page_size: int = PAGE_SIZE,
        **options: Unpack[ThreadsGetHistoryOptions],
    ) -> Generator[ThreadState, None, None]:
        """Yield the saved states of a thread, newest first, `limit` at most or all, fetching `page_size` at a time.

        Each page begins below the last state of the page before, so that every state comes once, whatever is written
        meanwhile; newer states do not come.
        """
        checked_page_size(page_size)
        if options.get("select") is not None:
            options["select"] = [*(options.get("select") or ()), "checkpoint"]
        return self._walk_history(thread_id, before, page_size, dict(options))

    def _walk_history(
        self,
        thread_id: str,
        before: Union[str, Checkpoint, CheckpointConfig, None],
        page_size: int,
        options: dict[str, Any],
    ) -> Generator[ThreadState, None, None]:
        left = options.get("limit")
        while left is None or left > 0:
            most = page_size if left is None else min(page_size, left)
            options["limit"] = most
            page = self.get_history(thread_id, before=before, **options)
            yield from page
            if len(page) < most:
                return
            before = page[-1]["checkpoint"]
            left = None if left is None else left - most


def _checkpoint_config(before: Union[str, Checkpoint, CheckpointConfig]) -> Mapping[str, Any]:
    """The one form that the server understands."""
    if isinstance(before, str):
        return {"configurable": {"checkpoint_id": before}}
    return before if "configurable" in before else {"configurable": before}
