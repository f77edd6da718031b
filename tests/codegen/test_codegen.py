"""The generator: options from operations, and a check that tells how the models differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codegen import __main__ as command
from codegen.options import with_options

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

DOCUMENT: dict[str, Any] = {
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "schema": {"type": "string"}}],
            "post": {
                "operationId": "things_make",
                "x-positional": ["name"],
                "parameters": [
                    {"name": "deep", "in": "query", "description": "How deep.", "schema": {"type": "boolean"}},
                    {
                        "name": "Last-Event-ID",
                        "in": "header",
                        "x-option": "last_event_id",
                        "schema": {"type": "string"},
                    },
                    {"name": "X-Ignored", "in": "header", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ThingMake"}}}
                },
            },
        },
        "/things": {"post": {"operationId": "things_make_anywhere", "x-same-method": "things_make"}},
        "/ok": {"get": {"operationId": "system_ok"}},
    },
    "components": {
        "schemas": {
            "Base": {"type": "object", "properties": {"name": {"type": "string"}, "labels": {"type": "object"}}},
            "ThingMake": {
                "allOf": [
                    {"$ref": "#/components/schemas/Base"},
                    {"type": "object", "properties": {"ids": {"type": "array", "items": {"type": "string"}}}},
                ]
            },
        }
    },
}


def test_options_of_an_operation() -> None:
    """It makes options of the body, the query and marked headers, all of which may be None."""
    schemas = with_options(DOCUMENT)["components"]["schemas"]
    call, own = schemas["ThingsMakeOptions"]["allOf"]

    assert {"Base", "ThingMake", "ThingsMakeOptions"} == schemas.keys()
    assert {"$ref": "#/components/schemas/CallOptions"} == call
    assert ["labels", "ids", "deep", "last_event_id"] == list(own["properties"])
    assert {"description": "How deep.", "anyOf": [{"type": "boolean"}, {"type": "null"}]} == own["properties"]["deep"]
    mapping = {"type": "object", "additionalProperties": {}, "x-python-type": "Mapping"}
    assert [mapping, {"type": "null"}] == own["properties"]["labels"]["anyOf"]


def test_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It writes the models, finds them current, and shows how they differ when they are not."""
    models = tmp_path / "models.py"
    monkeypatch.setattr(command, "PACKAGE", tmp_path)

    assert 0 == command.main([])
    assert {"models.py", "options.py", "parts.py"} == {path.name for path in tmp_path.iterdir()}
    assert 0 == command.main(["--check"])
    models.write_text(models.read_text(encoding="utf-8").replace("class Thread(", "class Thred("), encoding="utf-8")
    assert 1 == command.main(["--check"])
    diff = capsys.readouterr().out
    assert "-class Thred(TypedDict):\n+class Thread(TypedDict):\n" in diff
