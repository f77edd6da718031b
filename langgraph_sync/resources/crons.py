"""Runs that are started by the clock."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, cast

from .._http import Http
from .._options import spell_out, split
from .._url import path
from ..options import (
    CallOptions,
    CronsCountOptions,
    CronsCreateForThreadOptions,
    CronsCreateOptions,
    CronsSearchOptions,
    CronsUpdateOptions,
)
from ._pages import PAGE_SIZE, walk
from ._starting import with_listed_modes

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import Cron


class Crons:
    """``client.crons``: runs that are started by the clock."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @spell_out(CronsCreateForThreadOptions)
    def create_for_thread(
        self, thread_id: str, assistant_id: str, *, schedule: str, **options: Unpack[CronsCreateForThreadOptions]
    ) -> Cron:
        """Start runs on a thread by the clock.

        `schedule` has the five fields of crontab and is read in UTC unless `timezone` says otherwise. Raises
        `NotFoundError` when the assistant is unknown, and `UnprocessableEntityError` when the schedule can't be read.
        """
        fields, call = split(options)
        body = with_listed_modes({"assistant_id": assistant_id, "schedule": schedule, **fields})
        return cast(
            "Cron", self._http.request("POST", path("threads", thread_id, "runs", "crons"), body=body, call=call)
        )

    @spell_out(CronsCreateOptions)
    def create(self, assistant_id: str, *, schedule: str, **options: Unpack[CronsCreateOptions]) -> Cron:
        """Start runs by the clock, each on a thread of its own, which is removed after the run.

        `on_run_completed="keep"` leaves the threads. For the rest see `create_for_thread`.
        """
        fields, call = split(options)
        body = with_listed_modes({"assistant_id": assistant_id, "schedule": schedule, **fields})
        return cast("Cron", self._http.request("POST", path("runs", "crons"), body=body, call=call))

    @spell_out(CallOptions)
    def get(self, cron_id: str, **options: Unpack[CallOptions]) -> Cron:
        """Read one cron job; raises `NotFoundError` when there is none."""
        _, call = split(options)
        return cast("Cron", self._http.request("GET", path("runs", "crons", cron_id), call=call))

    @spell_out(CronsUpdateOptions)
    def update(self, cron_id: str, **options: Unpack[CronsUpdateOptions]) -> Cron:
        """Change a cron job and return it as it is then; what is not named is kept.

        `end_time=None` removes the end, any other None means not given; labels not named in `metadata` are kept. Raises
        `NotFoundError` when there is no such cron job.
        """
        fields, call = split(options)
        if "end_time" in options:
            fields["end_time"] = options["end_time"]
        body = with_listed_modes(fields)
        return cast("Cron", self._http.request("PATCH", path("runs", "crons", cron_id), body=body, call=call))

    @spell_out(CallOptions)
    def delete(self, cron_id: str, **options: Unpack[CallOptions]) -> None:
        """Remove a cron job; a run that it has started goes on. Raises `NotFoundError` when there is none."""
        _, call = split(options)
        self._http.fetch("DELETE", path("runs", "crons", cron_id), call=call)

    @spell_out(CronsSearchOptions)
    def search(self, **options: Unpack[CronsSearchOptions]) -> list[Cron]:
        """List cron jobs that fit, newest first, 10 unless `limit` says otherwise.

        With `select` they have the selected fields only.
        """
        fields, call = split(options)
        return cast("list[Cron]", self._http.ask(path("runs", "crons", "search"), body=fields, call=call))

    @spell_out(CronsSearchOptions)
    def iterate(
        self, *, page_size: int = PAGE_SIZE, **options: Unpack[CronsSearchOptions]
    ) -> Generator[Cron, None, None]:
        """Yield the cron jobs that fit, `limit` at most or all, fetching `page_size` at a time as the loop asks.

        They come newest first unless `sort_by` says otherwise. None comes twice, and none that fits all the while is
        left out when others are made, or removed as they come; a `sort_by` whose values change meanwhile can hide some.
        """
        return walk(self.search, options, "cron_id", page_size=page_size)

    @spell_out(CronsCountOptions)
    def count(self, **options: Unpack[CronsCountOptions]) -> int:
        """Count cron jobs that fit."""
        fields, call = split(options)
        return cast("int", self._http.ask(path("runs", "crons", "count"), body=fields, call=call))
