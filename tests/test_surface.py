"""Names, parameters and their places are those of the official synchronous client."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from left_out import LEFT_OUT_METHODS, LEFT_OUT_PARAMETERS

from langgraph_sync import LangGraphClient, get_client

SURFACE: dict[str, dict[str, Any]] = {
    name: method
    for name, method in json.loads(
        Path(__file__).with_name("data").joinpath("official_surface.json").read_text(encoding="utf-8")
    ).items()
    if not name.startswith("_")
}


@pytest.fixture(scope="module")
def client() -> LangGraphClient:
    """A client whose methods are only looked at."""
    return get_client(url="http://server.example", api_key=None)


def parameters(client: LangGraphClient, method: str) -> dict[str, inspect.Parameter]:
    """The parameters of a method, as help() shows them."""
    resource, _, name = method.partition(".")
    return dict(inspect.signature(getattr(getattr(client, resource), name)).parameters)


@pytest.mark.parametrize("method", sorted(SURFACE.keys() - LEFT_OUT_METHODS.keys()))
def test_method(client: LangGraphClient, method: str) -> None:
    """The method takes what the official one takes; required, by position and in the same order where that one does."""
    own = parameters(client, method)
    official = [each for each in SURFACE[method]["signature"] if (method, each["name"]) not in LEFT_OUT_PARAMETERS]
    by_position = [
        each["name"] for each in official if each["kind"] != "keyword" and each["name"] not in ("headers", "params")
    ]

    assert [] == [each["name"] for each in official if each["name"] not in own]
    assert by_position == [name for name, each in own.items() if each.kind is not each.KEYWORD_ONLY]
    optional = {each["name"] for each in official if not each["required"]}
    assert set() == {name for name, each in own.items() if each.default is each.empty} & optional


def test_exceptions_are_needed(client: LangGraphClient) -> None:
    """What is listed as left out is official, and is left out."""
    for method in LEFT_OUT_METHODS:
        resource, _, name = method.partition(".")
        assert method in SURFACE
        assert not hasattr(getattr(client, resource), name)
    for method, name in LEFT_OUT_PARAMETERS:
        assert name in SURFACE[method]["params"]
        assert name not in parameters(client, method)


def test_docstrings(client: LangGraphClient) -> None:
    """Each public method says in its first line what it does."""
    for holder in (client, client.assistants, client.threads, client.runs, client.crons, client.store):
        for name, method in inspect.getmembers(holder, inspect.ismethod):
            if not name.startswith("_"):
                first_line = (method.__doc__ or "").partition("\n")[0]
                assert first_line.endswith((".", ":")), f"{type(holder).__name__}.{name}"
