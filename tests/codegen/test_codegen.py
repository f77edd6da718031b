"""The generator: options from operations, and a check that tells how the models differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codegen import __main__ as command
from codegen.options import UUID, with_options

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
                "x-groups": ["StartOptions"],
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
        "/things": {
            "post": {"operationId": "things_make_anywhere", "x-same-method": "things_make"},
            "get": {
                "operationId": "things_list",
                "parameters": [
                    {"name": "owner", "in": "query", "schema": {"type": "string", "format": "uuid"}},
                    {"name": "select", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
                            }
                        }
                    }
                },
            },
        },
        "/ok": {"get": {"operationId": "system_ok"}},
    },
    "components": {
        "schemas": {
            "Thing": {
                "description": "A thing.",
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}},
            },
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
    start, call, own = schemas["ThingsMakeOptions"]["allOf"]
    derived = {"ThingsMakeOptions", "ThingsListOptions", "ThingsListSelect", "PartialThing"}

    assert derived == schemas.keys() - DOCUMENT["components"]["schemas"].keys()
    assert {"$ref": "#/components/schemas/StartOptions"} == start
    assert {"$ref": "#/components/schemas/CallOptions"} == call
    assert ["labels", "ids", "deep", "last_event_id"] == list(own["properties"])
    assert {"description": "How deep.", "anyOf": [{"type": "boolean"}, {"type": "null"}]} == own["properties"]["deep"]
    mapping = {"type": "object", "additionalProperties": {}, "x-python-type": "Mapping"}
    assert [mapping, {"type": "null"}] == own["properties"]["labels"]["anyOf"]


def test_one_text_or_several() -> None:
    """It lets a list of texts be one text, and an id a UUID."""
    schemas = with_options(DOCUMENT)["components"]["schemas"]
    ids = schemas["ThingsMakeOptions"]["allOf"][-1]["properties"]["ids"]["anyOf"]
    owner = schemas["ThingsListOptions"]["allOf"][-1]["properties"]["owner"]["anyOf"]

    sequence = {"type": "array", "items": {"anyOf": [{"type": "string"}]}, "x-python-type": "Sequence"}
    assert [{"type": "string"}, sequence, {"type": "null"}] == ids
    assert [{"type": "string", "format": "uuid"}, UUID, {"type": "null"}] == owner


def test_selected_fields() -> None:
    """It keeps `select` apart, as what is sent back then is only a part of the model."""
    schemas = with_options(DOCUMENT)["components"]["schemas"]
    options, own = schemas["ThingsListSelect"]["allOf"]

    assert "select" not in schemas["ThingsListOptions"]["allOf"][-1]["properties"]
    assert {"$ref": "#/components/schemas/ThingsListOptions"} == options
    assert ["select"] == own["required"]
    assert [] == schemas["PartialThing"]["required"]
    assert schemas["Thing"]["properties"] == schemas["PartialThing"]["properties"]
    assert "A thing. With `select`, only what is selected is there." == schemas["PartialThing"]["description"]


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
