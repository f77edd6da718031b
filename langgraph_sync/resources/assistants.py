"""Graphs with a configuration."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Optional, Union, cast, overload

from .._http import Http
from .._options import spell_out, split
from .._url import path
from ..options import (
    AssistantsCountOptions,
    AssistantsCreateOptions,
    AssistantsDeleteOptions,
    AssistantsGetGraphOptions,
    AssistantsSearchOptions,
    AssistantsUpdateOptions,
    CallOptions,
)
from ._pages import PAGE_SIZE, walk

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import Assistant, AssistantsPage, AssistantVersion, Config, GraphDrawing, GraphSchema, SubgraphSchemas


class Assistants:
    """``client.assistants``: graphs with a configuration."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @spell_out(AssistantsCreateOptions)
    def create(
        self, graph_id: str, config: Optional[Config] = None, **options: Unpack[AssistantsCreateOptions]
    ) -> Assistant:
        """Make an assistant of a graph.

        Raises `ConflictError` when `assistant_id` is taken, unless `if_exists="do_nothing"`, and
        `UnprocessableEntityError` when the server has no such graph.
        """
        fields, call = split(options)
        if config is not None:
            fields["config"] = config
        return cast(
            "Assistant",
            self._http.request("POST", path("assistants"), body={"graph_id": graph_id, **fields}, call=call),
        )

    @spell_out(CallOptions)
    def get(self, assistant_id: str, **options: Unpack[CallOptions]) -> Assistant:
        """Read one assistant.

        It is named by its id; a name of a graph won't do here. Raises `NotFoundError` when there is none.
        """
        _, call = split(options)
        return cast("Assistant", self._http.request("GET", path("assistants", assistant_id), call=call))

    @spell_out(AssistantsUpdateOptions)
    def update(self, assistant_id: str, **options: Unpack[AssistantsUpdateOptions]) -> Assistant:
        """Change an assistant, which makes a new version of it, and return it as it is then.

        What is not named is kept. An empty value clears: ``description=""``, ``context={}``, ``config={}``; of
        `metadata` the labels that are named are replaced. Raises `NotFoundError` when there is no such assistant.
        """
        fields, call = split(options)
        return cast("Assistant", self._http.request("PATCH", path("assistants", assistant_id), body=fields, call=call))

    @spell_out(AssistantsDeleteOptions)
    def delete(self, assistant_id: str, **options: Unpack[AssistantsDeleteOptions]) -> None:
        """Remove an assistant with all its versions; raises `NotFoundError` when there is none."""
        fields, call = split(options)
        self._http.fetch("DELETE", path("assistants", assistant_id), query=fields, call=call)

    @overload
    def search(
        self, *, response_format: Literal["object"], **options: Unpack[AssistantsSearchOptions]
    ) -> AssistantsPage: ...
    @overload
    def search(
        self, *, response_format: Literal["array"] = "array", **options: Unpack[AssistantsSearchOptions]
    ) -> list[Assistant]: ...
    @spell_out(AssistantsSearchOptions)
    def search(
        self, *, response_format: Literal["array", "object"] = "array", **options: Unpack[AssistantsSearchOptions]
    ) -> Union[list[Assistant], AssistantsPage]:
        """List assistants that fit, 10 unless `limit` says otherwise.

        With `select` they have the selected fields only. With `response_format="object"` they come under `assistants`,
        and under `next` the `offset` of the next page, None after the last one; `iterate` walks through all pages.
        """
        fields, call = split(options)
        answer = self._http.fetch("POST", path("assistants", "search"), body=fields, call=call, idempotent=True)
        if response_format == "object":
            return {"assistants": answer.data, "next": answer.headers.get("x-pagination-next")}
        assistants: list[Assistant] = answer.data
        return assistants

    @spell_out(AssistantsSearchOptions)
    def iterate(
        self, *, page_size: int = PAGE_SIZE, **options: Unpack[AssistantsSearchOptions]
    ) -> Generator[Assistant, None, None]:
        """Yield the assistants that fit, `limit` at most or all, fetching `page_size` at a time as the loop asks.

        They come by `created_at` unless `sort_by` says otherwise. None comes twice, and none that fits all the while is
        left out when others are made, or removed as they come; a `sort_by` whose values change meanwhile can hide some.
        """
        return walk(self.search, {"sort_by": "created_at", **options}, "assistant_id", page_size=page_size)

    @spell_out(AssistantsCountOptions)
    def count(self, **options: Unpack[AssistantsCountOptions]) -> int:
        """Count assistants that fit."""
        fields, call = split(options)
        return cast("int", self._http.ask(path("assistants", "count"), body=fields, call=call))

    @spell_out(AssistantsGetGraphOptions)
    def get_graph(self, assistant_id: str, **options: Unpack[AssistantsGetGraphOptions]) -> GraphDrawing:
        """Read the nodes and edges of the graph of an assistant, which may be named by its graph."""
        fields, call = split(options)
        return cast(
            "GraphDrawing",
            self._http.request("GET", path("assistants", assistant_id, "graph"), query=fields, call=call),
        )

    @spell_out(CallOptions)
    def get_schemas(self, assistant_id: str, **options: Unpack[CallOptions]) -> GraphSchema:
        """Read the JSON schemas of the graph of an assistant; None stands where a graph does not tell."""
        _, call = split(options)
        return cast("GraphSchema", self._http.request("GET", path("assistants", assistant_id, "schemas"), call=call))

    @spell_out(CallOptions)
    def get_subgraphs(
        self,
        assistant_id: str,
        namespace: Optional[str] = None,
        recurse: bool = False,  # noqa: FBT002 - the place it has in the official client
        **options: Unpack[CallOptions],
    ) -> SubgraphSchemas:
        """Read the JSON schemas of the subgraphs of an assistant, by their paths.

        `namespace` picks one of them (an unknown one gives none); `recurse` adds what is inside them.
        """
        _, call = split(options)
        rest = () if namespace is None else (namespace,)
        return cast(
            "SubgraphSchemas",
            self._http.request(
                "GET",
                path("assistants", assistant_id, "subgraphs", *rest),
                query={"recurse": recurse},
                call=call,
            ),
        )

    @spell_out(CallOptions)
    def get_versions(
        self,
        assistant_id: str,
        metadata: Optional[Mapping[str, Any]] = None,
        limit: int = 10,
        offset: int = 0,
        **options: Unpack[CallOptions],
    ) -> list[AssistantVersion]:
        """List the versions of an assistant, newest first; `metadata` are labels that a version must have."""
        _, call = split(options)
        body = {"limit": limit, "offset": offset, **({} if metadata is None else {"metadata": metadata})}
        return cast(
            "list[AssistantVersion]", self._http.ask(path("assistants", assistant_id, "versions"), body=body, call=call)
        )

    @spell_out(CallOptions)
    def set_latest(self, assistant_id: str, version: int, **options: Unpack[CallOptions]) -> Assistant:
        """Choose the version of an assistant that runs use; raises `NotFoundError` when there is none."""
        _, call = split(options)
        return cast(
            "Assistant",
            self._http.request(
                "POST", path("assistants", assistant_id, "latest"), body={"version": version}, call=call
            ),
        )
