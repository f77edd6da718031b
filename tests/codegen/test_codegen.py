"""The generator: options from operations, and a check that reports how the models differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codegen import __main__ as command
from codegen.options import NULL, UUID, rules, with_options

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
            "Base": {"type": "object", "properties": {"name": {"type": "string"}, "tags": {"type": "object"}}},
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
    assert ["tags", "ids", "deep", "last_event_id"] == list(own["properties"])
    assert {"description": "How deep.", "anyOf": [{"type": "boolean"}, {"type": "null"}]} == own["properties"]["deep"]
    mapping = {"type": "object", "additionalProperties": {}, "x-python-type": "Mapping"}
    assert [mapping, {"type": "null"}] == own["properties"]["tags"]["anyOf"]


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
    assert "A thing. With `select`, it has only the selected fields." == schemas["PartialThing"]["description"]


def test_arguments_are_explained() -> None:
    """It writes into the description of options a line for each: its type or its values, and its sentence."""
    schemas = {
        "Colour": {"enum": ["red", "light green"]},
        "Shape": {"type": "object", "properties": {"sides": {"type": "integer"}}},
        "PaintOptions": {
            "description": "How to paint.",
            "properties": {
                "colour": {
                    "description": "Which colour (default: red).",
                    "anyOf": [{"$ref": "#/components/schemas/Colour"}, NULL],
                },
                "shape": {"description": "Which shape.", "anyOf": [{"$ref": "#/components/schemas/Shape"}, NULL]},
                "ids": {"description": "Which ones.", "anyOf": [UUID, {"type": "array", "items": {"anyOf": [UUID]}}]},
                "speed": {"description": "How fast.", "type": ["number", "null"]},
                "pair": {
                    "description": "Which two.",
                    "type": "array",
                    "prefixItems": [{"type": "number"}, {"const": 1}],
                },
                "anything": {"description": f"{'What ' * 20}else."},
            },
        },
    }
    description = with_options({"paths": {}, "components": {"schemas": schemas}})["components"]["schemas"][
        "PaintOptions"
    ]

    assert [
        "How to paint.",
        "",
        "Args:",
        '    colour ("red" | "light green"): Which colour (default: red).',
        "    shape (Shape): Which shape.",
        "    ids (UUID, or a list of them): Which ones.",
        "    speed (float | None): How fast.",
        "    pair (tuple[float, 1]): Which two.",
        f"    anything (Any): {'What ' * 14}".rstrip(),
        f"        {'What ' * 6}else.",
        "",
    ] == description["description"].split("\n")


def test_rules() -> None:
    """It writes what methods check: the values of closed sets, also of several, and what is a number or a flag."""
    colours = {"enum": ["red", "green"]}
    properties = {
        "colour": {"anyOf": [{"$ref": "#/components/schemas/Colour"}, NULL]},
        "colours": {"anyOf": [colours, {"type": "array", "items": {"anyOf": [colours]}}, NULL]},
        "nodes": {"anyOf": [{"const": "*"}, {"type": "array", "items": {"type": "string"}}]},
        "speed": {"type": ["number", "null"]},
        "depth": {"anyOf": [{"type": "boolean"}, {"type": "integer"}]},
        "wait": {"anyOf": [{"type": "number"}, {"type": "array", "prefixItems": [], "items": False}]},
        "name": {"type": "string"},
        "anything": {},
    }
    schemas = {"Colour": colours, "PaintOptions": {"properties": properties}, "NoneOptions": {"properties": {"a": {}}}}
    names: dict[str, Any] = {}
    exec(rules({"components": {"schemas": schemas}}), {"Any": Any}, names)  # noqa: S102 - it is what is written

    red_or_green = ("red", "green")
    expected = {"colour": red_or_green, "colours": red_or_green, "speed": float, "depth": bool, "wait": tuple}
    assert {"PaintOptions": expected} == names["RULES"]


def test_options_of_one_graph() -> None:
    """It gives a method of `Graph` the same options, with the types of its graph, and none for subgraphs."""
    kinds = {"input": {}, "context": {}, "stream_subgraphs": {"type": "boolean"}, "webhook": {"type": "string"}}
    body = {"content": {"application/json": {"schema": {"properties": {name: kinds[name] for name in kinds}}}}}
    post = {"operationId": "runs_go", "x-graph-method": "go", "parameters": [], "requestBody": body}
    schemas = with_options({"paths": {"/runs": {"post": post}}, "components": {"schemas": {}}})["components"]["schemas"]
    shared, typed = ({"$ref": "#/components/schemas/RunsGoSharedOptions"}, schemas["GraphGoOptions"])

    assert ["GraphInput", "GraphContext"] == typed["x-parameters"]
    assert shared == typed["allOf"][0] == schemas["RunsGoOptions"]["allOf"][0]
    assert {"input": "GraphInput", "context": "GraphContext"} == {
        name: option["x-parameter"] for name, option in typed["allOf"][-1]["properties"].items()
    }
    assert ["input", "context", "stream_subgraphs"] == list(schemas["RunsGoOptions"]["allOf"][-1]["properties"])


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
