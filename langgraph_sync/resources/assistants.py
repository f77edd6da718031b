"""Graphs with a configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Optional, Union, overload

from .._http import Request
from .._json import expect_list
from .._options import check_choice, spell_out, split
from .._url import Id, path
from ..options import (
    AssistantsCountOptions,
    AssistantsCreateOptions,
    AssistantsDeleteOptions,
    AssistantsGetGraphOptions,
    AssistantsSearchOptions,
    AssistantsSearchSelect,
    AssistantsUpdateOptions,
    CallOptions,
)
from ._pages import PAGE_SIZE, Items, walk
from ._resource import Resource

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import (
        Assistant,
        AssistantsPage,
        AssistantVersion,
        Config,
        GraphDrawing,
        GraphSchema,
        PartialAssistant,
        PartialAssistantsPage,
        SubgraphSchemas,
    )


class Assistants(Resource):
    """``client.assistants``: graphs with a configuration.

    An assistant is addressed by its id. That of a graph itself is
    ``search(graph_id="agent")[0]["assistant_id"]``: its name serves only to start runs, and for `get_graph`.
    """

    @spell_out(AssistantsCreateOptions)
    def create(
        self, graph_id: str, config: Optional[Config] = None, **options: Unpack[AssistantsCreateOptions]
    ) -> Assistant:
        """Create an assistant for a graph.

        Raises `ConflictError` when `assistant_id` is taken, unless `if_exists="do_nothing"`, and
        `UnprocessableEntityError` when the server has no such graph.
        """
        return self._object("POST", path("assistants"), {"graph_id": graph_id, "config": config, **options})

    @spell_out(CallOptions)
    def get(self, assistant_id: Id, **options: Unpack[CallOptions]) -> Assistant:
        """Read one assistant.

        Raises `NotFoundError` if there is none, and `UnprocessableEntityError` for the name of a
        graph instead of an id: ``search(graph_id="agent")`` finds the assistant of a graph.
        """
        return self._object("GET", path("assistants", assistant_id), options)

    @spell_out(AssistantsUpdateOptions)
    def update(self, assistant_id: Id, **options: Unpack[AssistantsUpdateOptions]) -> Assistant:
        """Change an assistant, which creates a new version of it, and return the new version.

        What is not given is kept. An empty value clears: ``description=""``, ``context={}``,
        ``config={}``; of `metadata`, the given keys are replaced. Raises what `get` raises.
        """
        return self._object("PATCH", path("assistants", assistant_id), options)

    @spell_out(AssistantsDeleteOptions)
    def delete(self, assistant_id: Id, **options: Unpack[AssistantsDeleteOptions]) -> None:
        """Delete an assistant with all its versions; raises what `get` raises."""
        self._send("DELETE", path("assistants", assistant_id), options)

    @overload
    def search(
        self, *, response_format: Literal["object"], **options: Unpack[AssistantsSearchOptions]
    ) -> AssistantsPage: ...
    @overload
    def search(
        self, *, response_format: Literal["object"], **options: Unpack[AssistantsSearchSelect]
    ) -> PartialAssistantsPage: ...
    @overload
    def search(
        self, *, response_format: Literal["array"] = "array", **options: Unpack[AssistantsSearchOptions]
    ) -> list[Assistant]: ...
    @overload
    def search(
        self, *, response_format: Literal["array"] = "array", **options: Unpack[AssistantsSearchSelect]
    ) -> list[PartialAssistant]: ...
    @spell_out(AssistantsSearchSelect)
    def search(
        self, *, response_format: Literal["array", "object"] = "array", **options: Any
    ) -> Union[list[Assistant], list[PartialAssistant], AssistantsPage, PartialAssistantsPage]:
        """List the assistants that match, 10 by default.

        With `select` they have only the selected fields. With `response_format="object"`, the
        result is a dict with `assistants` and `next`, the `offset` of the next page or None;
        `iterate` yields the assistants of all pages.
        """
        check_choice("response_format", response_format, "array", "object")
        fields, call = split(options)
        place = path("assistants", "search")
        answer = self._http.exchange(Request("POST", place, call, body=fields, idempotent=True, accepts="empty"))
        found = self._expect(expect_list, "POST", place, answer.data)
        return (
            found
            if response_format == "array"
            else {"assistants": found, "next": answer.headers.get("x-pagination-next")}
        )

    @overload
    def iterate(self, *, page_size: int = ..., **options: Unpack[AssistantsSearchOptions]) -> Items[Assistant]: ...
    @overload
    def iterate(
        self, *, page_size: int = ..., **options: Unpack[AssistantsSearchSelect]
    ) -> Items[PartialAssistant]: ...
    @spell_out(AssistantsSearchSelect)
    def iterate(
        self, *, page_size: int = PAGE_SIZE, **options: Any
    ) -> Union[Items[Assistant], Items[PartialAssistant]]:
        """Yield the assistants that match, `limit` at most or all, fetching `page_size` at a time.

        The order is that of `created_at` by default. Each comes once, and none that matches
        throughout is missed, even if others are created meanwhile or deleted as they are yielded; a
        `sort_by` whose values change meanwhile can hide some.
        """
        return walk(self.search, {"sort_by": "created_at", **options}, "assistant_id", page_size=page_size)

    @spell_out(AssistantsCountOptions)
    def count(self, **options: Unpack[AssistantsCountOptions]) -> int:
        """Count the assistants that match."""
        return self._count(path("assistants", "count"), options)

    @spell_out(AssistantsGetGraphOptions)
    def get_graph(self, assistant_id: Id, **options: Unpack[AssistantsGetGraphOptions]) -> GraphDrawing:
        """Read the nodes and edges of an assistant's graph; `assistant_id` may be the graph's name."""
        return self._object("GET", path("assistants", assistant_id, "graph"), options)

    @spell_out(CallOptions)
    def get_schemas(self, assistant_id: Id, **options: Unpack[CallOptions]) -> GraphSchema:
        """Read the JSON schemas of the graph of an assistant; None where the graph declares none."""
        return self._object("GET", path("assistants", assistant_id, "schemas"), options)

    @spell_out(CallOptions)
    def get_subgraphs(
        self,
        assistant_id: Id,
        namespace: Optional[str] = None,
        recurse: bool = False,  # noqa: FBT002 - the place it has in the official client
        **options: Unpack[CallOptions],
    ) -> SubgraphSchemas:
        """Read the JSON schemas of the subgraphs of an assistant, by path.

        `namespace` selects one of them (the result is empty if it is unknown); `recurse` adds those
        inside them.
        """
        place = path("assistants", assistant_id, "subgraphs", *(() if namespace is None else (namespace,)))
        return self._object("GET", place, {"recurse": recurse, **options})

    @spell_out(CallOptions)
    def get_versions(
        self,
        assistant_id: Id,
        metadata: Optional[Mapping[str, Any]] = None,
        limit: int = 10,
        offset: int = 0,
        **options: Unpack[CallOptions],
    ) -> list[AssistantVersion]:
        """List the versions of an assistant, newest first.

        Only those with this `metadata`, at most `limit`, after the first `offset`.
        """
        body = {"metadata": metadata, "limit": limit, "offset": offset, **options}
        return self._list("POST", path("assistants", assistant_id, "versions"), body, idempotent=True)

    @spell_out(CallOptions)
    def set_latest(self, assistant_id: Id, version: int, **options: Unpack[CallOptions]) -> Assistant:
        """Set the `version` of an assistant that runs use; raises `NotFoundError` if there is none."""
        return self._object("POST", path("assistants", assistant_id, "latest"), {"version": version, **options})
