"""Graphs with a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._http import Http
from .._options import spell_out, split
from .._url import path
from ..models import Assistant, AssistantsSearchOptions, CallOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Assistants:
    """``client.assistants``: graphs with a configuration."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @spell_out(CallOptions)
    def get(self, assistant_id: str, **options: Unpack[CallOptions]) -> Assistant:
        """Read one assistant.

        It is named by its id; a name of a graph won't do here. Raises `NotFoundError` when there is none.
        """
        _, call = split(options)
        return self._http.request(Assistant, "GET", path("assistants", assistant_id), call=call)

    @spell_out(AssistantsSearchOptions)
    def search(self, **options: Unpack[AssistantsSearchOptions]) -> list[Assistant]:
        """List assistants that fit, 10 unless `limit` says otherwise.

        With `select` they have the selected fields only.
        """
        fields, call = split(options)
        return self._http.ask(list[Assistant], path("assistants", "search"), body=fields, call=call)
