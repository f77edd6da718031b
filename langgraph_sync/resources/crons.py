"""Cron jobs, which start scheduled runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Union, overload

from .._options import spell_out, split
from .._url import Id, path
from ..options import (
    CallOptions,
    CronsCountOptions,
    CronsCreateForThreadOptions,
    CronsCreateOptions,
    CronsSearchOptions,
    CronsSearchSelect,
    CronsUpdateOptions,
)
from ._pages import PAGE_SIZE, Items, walk
from ._resource import Resource

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import Cron, PartialCron


class Crons(Resource):
    """``client.crons``: cron jobs, which start scheduled runs."""

    @spell_out(CronsCreateForThreadOptions)
    def create_for_thread(
        self, thread_id: Id, assistant_id: Id, *, schedule: str, **options: Unpack[CronsCreateForThreadOptions]
    ) -> Cron:
        """Create a cron job, which starts scheduled runs on a thread.

        `schedule` has the five fields of crontab, in UTC by default. Raises `NotFoundError` if the
        assistant is unknown, and `UnprocessableEntityError` if the schedule is invalid.
        """
        body = {"assistant_id": assistant_id, "schedule": schedule, **options}
        return self._object("POST", path("threads", thread_id, "runs", "crons"), body)

    @spell_out(CronsCreateOptions)
    def create(self, assistant_id: Id, *, schedule: str, **options: Unpack[CronsCreateOptions]) -> Cron:
        """Create a cron job, which starts each scheduled run on a new thread.

        The thread is deleted after the run unless `on_run_completed="keep"`. `schedule` and errors
        are those of `create_for_thread`.
        """
        body = {"assistant_id": assistant_id, "schedule": schedule, **options}
        return self._object("POST", path("runs", "crons"), body)

    @spell_out(CallOptions)
    def get(self, cron_id: Id, **options: Unpack[CallOptions]) -> Cron:
        """Read one cron job; raises `NotFoundError` if there is none."""
        return self._object("GET", path("runs", "crons", cron_id), options)

    @spell_out(CronsUpdateOptions)
    def update(self, cron_id: Id, **options: Unpack[CronsUpdateOptions]) -> Cron:
        """Change a cron job and return it; what is not given is kept.

        `end_time=None` removes the end; any other None means not given. Of `metadata`, the given
        keys are replaced. Raises `NotFoundError` if there is no such cron job.
        """
        fields, _ = split(options)
        if "end_time" in options:
            fields["end_time"] = options["end_time"]
        return self._object("PATCH", path("runs", "crons", cron_id), options, body=fields)

    @spell_out(CallOptions)
    def delete(self, cron_id: Id, **options: Unpack[CallOptions]) -> None:
        """Delete a cron job; runs that it has started continue.

        Raises `NotFoundError` if there is none.
        """
        self._send("DELETE", path("runs", "crons", cron_id), options)

    @overload
    def search(self, **options: Unpack[CronsSearchOptions]) -> list[Cron]: ...
    @overload
    def search(self, **options: Unpack[CronsSearchSelect]) -> list[PartialCron]: ...
    @spell_out(CronsSearchSelect)
    def search(self, **options: Any) -> Union[list[Cron], list[PartialCron]]:
        """List the cron jobs that match, newest first, 10 by default.

        With `select` they have only the selected fields.
        """
        return self._list("POST", path("runs", "crons", "search"), options, idempotent=True)

    @overload
    def iterate(self, *, page_size: int = ..., **options: Unpack[CronsSearchOptions]) -> Items[Cron]: ...
    @overload
    def iterate(self, *, page_size: int = ..., **options: Unpack[CronsSearchSelect]) -> Items[PartialCron]: ...
    @spell_out(CronsSearchSelect)
    def iterate(self, *, page_size: int = PAGE_SIZE, **options: Any) -> Union[Items[Cron], Items[PartialCron]]:
        """Yield the cron jobs that match, `limit` at most or all, fetching `page_size` at a time.

        The order is newest first by default. Each comes once, and none that matches throughout is
        missed, even if others are created meanwhile or deleted as they are yielded; a `sort_by`
        whose values change meanwhile can hide some.
        """
        return walk(self.search, options, "cron_id", page_size=page_size)

    @spell_out(CronsCountOptions)
    def count(self, **options: Unpack[CronsCountOptions]) -> int:
        """Count the cron jobs that match."""
        return self._count(path("runs", "crons", "count"), options)
