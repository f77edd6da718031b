"""Runs that are started by the clock."""

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
    """``client.crons``: runs that are started by the clock."""

    @spell_out(CronsCreateForThreadOptions)
    def create_for_thread(
        self, thread_id: Id, assistant_id: Id, *, schedule: str, **options: Unpack[CronsCreateForThreadOptions]
    ) -> Cron:
        """Start runs on a thread by the clock.

        `schedule` has the five fields of crontab and is read in UTC unless `timezone` says otherwise. Raises
        `NotFoundError` when the assistant is unknown, and `UnprocessableEntityError` when the schedule can't be read.
        """
        body = {"assistant_id": assistant_id, "schedule": schedule, **options}
        return self._object("POST", path("threads", thread_id, "runs", "crons"), body)

    @spell_out(CronsCreateOptions)
    def create(self, assistant_id: Id, *, schedule: str, **options: Unpack[CronsCreateOptions]) -> Cron:
        """Start runs by the clock, each on a thread of its own, which is removed after the run.

        `on_run_completed="keep"` leaves the threads. For the rest see `create_for_thread`.
        """
        body = {"assistant_id": assistant_id, "schedule": schedule, **options}
        return self._object("POST", path("runs", "crons"), body)

    @spell_out(CallOptions)
    def get(self, cron_id: Id, **options: Unpack[CallOptions]) -> Cron:
        """Read one cron job; raises `NotFoundError` when there is none."""
        return self._object("GET", path("runs", "crons", cron_id), options)

    @spell_out(CronsUpdateOptions)
    def update(self, cron_id: Id, **options: Unpack[CronsUpdateOptions]) -> Cron:
        """Change a cron job and return it as it is then; what is not named is kept.

        `end_time=None` removes the end, any other None means not given; labels not named in `metadata` are kept. Raises
        `NotFoundError` when there is no such cron job.
        """
        fields, _ = split(options)
        if "end_time" in options:
            fields["end_time"] = options["end_time"]
        return self._object("PATCH", path("runs", "crons", cron_id), options, body=fields)

    @spell_out(CallOptions)
    def delete(self, cron_id: Id, **options: Unpack[CallOptions]) -> None:
        """Remove a cron job; a run that it has started goes on. Raises `NotFoundError` when there is none."""
        self._send("DELETE", path("runs", "crons", cron_id), options)

    @overload
    def search(self, **options: Unpack[CronsSearchOptions]) -> list[Cron]: ...
    @overload
    def search(self, **options: Unpack[CronsSearchSelect]) -> list[PartialCron]: ...
    @spell_out(CronsSearchSelect)
    def search(self, **options: Any) -> Union[list[Cron], list[PartialCron]]:
        """List cron jobs that fit, newest first, 10 unless `limit` says otherwise.

        With `select` they have the selected fields only.
        """
        return self._list("POST", path("runs", "crons", "search"), options, idempotent=True)

    @overload
    def iterate(self, *, page_size: int = ..., **options: Unpack[CronsSearchOptions]) -> Items[Cron]: ...
    @overload
    def iterate(self, *, page_size: int = ..., **options: Unpack[CronsSearchSelect]) -> Items[PartialCron]: ...
    @spell_out(CronsSearchSelect)
    def iterate(self, *, page_size: int = PAGE_SIZE, **options: Any) -> Union[Items[Cron], Items[PartialCron]]:
        """Yield the cron jobs that fit, `limit` at most or all, fetching `page_size` at a time as the loop asks.

        They come newest first unless `sort_by` says otherwise. None comes twice, and none that fits all the while is
        left out when others are made, or removed as they come; a `sort_by` whose values change meanwhile can hide some.
        """
        return walk(self.search, options, "cron_id", page_size=page_size)

    @spell_out(CronsCountOptions)
    def count(self, **options: Unpack[CronsCountOptions]) -> int:
        """Count cron jobs that fit."""
        return self._count(path("runs", "crons", "count"), options)
