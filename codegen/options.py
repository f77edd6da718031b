"""From the operations of a description to the options that methods take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

NULL: Schema = {"type": "null"}
VERBS = ("get", "put", "post", "patch", "delete")


def with_options(document: Schema) -> Schema:
    """Add a component ``<Method>Options`` for each operation that takes anything beside its positional arguments.

    The options are the fields of the body and the query parameters. None of them is required and each may be None.
    ``x-positional`` names what is left out, ``x-option`` renames, ``x-also`` adds a type that the method converts, and
    an operation with ``x-same-method`` shares the options of another one.
    """
    schemas = dict(document["components"]["schemas"])
    for operation in operations(document):
        if "x-same-method" in operation:
            continue
        fields = {
            schema.get("x-option", name): _optional(document, schema)
            for name, schema in _arguments(document, operation)
            if name not in operation.get("x-positional", ())
        }
        if fields:
            schemas[_camel(operation["operationId"]) + "Options"] = {
                "description": f"Options of `{operation['operationId'].replace('_', '.', 1)}`.",
                "allOf": [
                    {"$ref": "#/components/schemas/CallOptions"},
                    {"type": "object", "properties": fields},
                ],
            }
    return {**document, "components": {**document["components"], "schemas": schemas}}


def operations(document: Schema) -> Iterator[Schema]:
    """Yield every operation, its path's parameters included."""
    for item in document["paths"].values():
        for verb in VERBS:
            if verb in item:
                parameters = [*item.get("parameters", []), *item[verb].get("parameters", [])]
                yield {**item[verb], "parameters": parameters}


def resolve(document: Schema, schema: Schema) -> Schema:
    """Follow references; what stands beside one wins over what it points to."""
    while "$ref" in schema:
        target = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def _arguments(document: Schema, operation: Schema) -> Iterator[tuple[str, Schema]]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    yield from _fields(document, body)
    for parameter in (resolve(document, parameter) for parameter in operation["parameters"]):
        if parameter["in"] == "query" or "x-option" in parameter:
            marks: Schema = {key: parameter[key] for key in ("description", "x-option") if key in parameter}
            yield parameter["name"], {**parameter["schema"], **marks}


def _fields(document: Schema, schema: Schema) -> Iterator[tuple[str, Schema]]:
    schema = resolve(document, schema)
    for part in schema.get("allOf", []):
        yield from _fields(document, part)
    yield from schema.get("properties", {}).items()


def _optional(document: Schema, schema: Schema) -> Schema:
    """Let an argument be None, and let it be any sequence or mapping: methods only read what they are given."""
    resolved = resolve(document, schema)
    plain = {key: value for key, value in schema.items() if key != "description"}
    if resolved.get("type") == "object" and "properties" not in resolved:
        plain = {"type": "object", "additionalProperties": resolved.get("additionalProperties", {})}
        plain["x-python-type"] = "Mapping"
    elif resolved.get("type") == "array":
        plain = {"type": "array", "items": resolved["items"], "x-python-type": "Sequence"}
    if isinstance(plain.get("type"), list):
        plain["type"] = [kind for kind in plain["type"] if kind != "null"]
    branches = [branch for branch in plain.get("anyOf", [plain]) if branch != NULL]
    branches += [schema["x-also"]] if "x-also" in schema else []
    return {"description": schema.get("description", ""), "anyOf": [*branches, NULL]}


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
