"""What `python -m codegen drift` reports: facts, each once, and nothing else."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from codegen.__main__ import DESCRIPTION
from codegen.drift import differences, drift, known_differences

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))


@pytest.fixture
def server() -> dict[str, Any]:
    """The document of a server that agrees with the description."""
    return copy.deepcopy(DOCUMENT)


def test_agreement(server: dict[str, Any]) -> None:
    """It finds no difference between equal documents."""
    assert [] == differences(DOCUMENT, server)


def test_prose_and_order(server: dict[str, Any]) -> None:
    """It passes over words, the order of things, and a reference that is written out."""
    schemas = server["components"]["schemas"]
    thread = schemas["Thread"]
    thread["description"] = thread["properties"]["status"]["title"] = "Other words"
    thread["properties"] = dict(reversed(thread["properties"].items()))
    thread["properties"]["status"] = schemas["ThreadStatus"]
    schemas["Run"] = {"allOf": [schemas["Run"]]}

    assert [] == differences(DOCUMENT, server)


def test_graphs_of_a_deployment(server: dict[str, Any]) -> None:
    """It takes the names of a deployment's graphs for any string."""
    graph_id = {"type": "string", "title": "Graph Id", "enum": ["agent"]}
    server["components"]["schemas"]["Assistant"]["properties"]["graph_id"] = graph_id

    assert [] == differences(DOCUMENT, server)


def test_facts(server: dict[str, Any]) -> None:
    """It reports each changed fact once, although several operations share it."""
    schemas = server["components"]["schemas"]
    schemas["Run"]["properties"]["cost"] = {"type": "number"}
    schemas["RunStatus"]["enum"].append("lost")
    schemas["Thread"]["required"].remove("metadata")
    schemas["Thread"]["properties"]["created_at"]["type"] = ["string", "null"]
    server["paths"]["/new"] = {"get": {"responses": {}}}
    del server["paths"]["/runs/crons/count"]
    limit = server["paths"]["/threads/{thread_id}/runs"]["get"]["parameters"][0]
    limit["required"], limit["schema"] = True, {"type": "number"}

    expected = [
        "GET /new: not ours",
        "GET /threads/{thread_id}/runs query limit: only ours integer; only the server's number",
        "GET /threads/{thread_id}/runs query limit: optional, server says required",
        "POST /runs/crons/count: not the server's",
        "Run.cost: not ours",
        'RunStatus: only the server\'s "lost"',
        "Thread.created_at: only the server's null",
        "Thread.metadata: required, server says optional",
    ]
    assert expected == differences(DOCUMENT, server)


def test_known_differences(server: dict[str, Any], tmp_path: Path) -> None:
    """It is silent about what is known, and reports what is no longer true."""
    server["components"]["schemas"]["Run"]["properties"]["cost"] = {"type": "number"}
    (tmp_path / "openapi.json").write_text(json.dumps(server), encoding="utf-8")
    known = tmp_path / "differences.txt"
    known.write_text("# Nobody pays.\nRun.cost: not ours\nRun.price: not ours\n", encoding="utf-8")

    assert ["no longer true: Run.price: not ours"] == drift(DOCUMENT, f"{tmp_path.as_uri()}/", known)


def test_reasons() -> None:
    """It wants a reason above each paragraph of known differences."""
    assert ["a", "b", "c"] == known_differences("# One.\na\nb\n\n# Two.\n# More.\nc\n")
    with pytest.raises(SystemExit, match="without a reason"):
        known_differences("# One.\na\n\nb\n")
