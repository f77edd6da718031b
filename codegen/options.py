"""From the operations of a description to the options of methods: types, docstrings, and rules for their values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import Any, Optional

Schema = dict[str, Any]

NULL: Schema = {"type": "null"}
UUID: Schema = {"type": "string", "x-python-type": "uuid.UUID"}
VERBS = ("get", "put", "post", "patch", "delete")
_OF_ONE_GRAPH: dict[str, Optional[str]] = {
    "input": "GraphInput",
    "context": "GraphContext",
    "stream_subgraphs": None,
}  # and their types there
WIDTH = 92  # columns of a docstring, which help() indents by up to 8
_PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None", "object": "dict"}


def with_options(document: Schema) -> Schema:
    """Add a component ``<Method>Options`` for each operation that takes more than its positional arguments.

    The options are the fields of the body and the query parameters. None of them is required and each may be None.
    ``x-positional`` names what is left out, ``x-option`` renames, ``x-also`` adds a type that the method converts,
    ``x-groups`` adds components with options of the client's own, an operation with ``x-same-method`` shares the
    options of another one, and ``x-method`` names the method that they are for. ``x-graph-method`` names a method of
    `Graph` that takes them too, the input and the context with the types of its graph. Where one can `select` fields,
    there are ``<Method>Select`` with that option, and a component ``Partial<Model>`` for what is returned then, also as
    a ``<Model>sPage``. The description of each component of options is its docstring: it has a line for each option
    under "Args".
    """
    schemas = dict(document["components"]["schemas"])
    for operation in operations(document):
        if "x-same-method" in operation:
            continue
        identifier: str = operation.get("x-method") or operation["operationId"]
        name, method = _camel(identifier), f"`{identifier.replace('_', '.', 1)}`"
        fields = {
            schema.get("x-option", field): _optional(document, schema)
            for field, schema in _arguments(document, operation)
            if field not in operation.get("x-positional", ())
        }
        select = fields.pop("select", None)
        groups = [*operation.get("x-groups", ()), "CallOptions"]
        if "x-graph-method" in operation:
            graph_method = operation["x-graph-method"]
            own_fields: Schema = {field: fields.pop(field) for field in _OF_ONE_GRAPH if field in fields}
            shared, title = f"{name}SharedOptions", f"Options of {method} and `Graph.{graph_method}`."
            schemas[shared] = _extended(title, groups, {"properties": fields})
            schemas[f"Graph{_camel(graph_method)}Options"] = _typed(
                f"Options of `Graph.{graph_method}`.", shared, own_fields
            )
            fields, groups = own_fields, [shared]
        if fields:
            schemas[f"{name}Options"] = _extended(f"Options of {method}.", groups, {"properties": fields})
            groups = [f"{name}Options"]
        if select is not None:
            own = {"properties": {"select": select}, "required": ["select"]}
            schemas[f"{name}Select"] = _extended(f"Options of {method} with `select`.", groups, own)
            model = _model_of_answer(operation)
            description = f"{schemas[model]['description']} With `select`, it has only the selected fields."
            schemas[f"Partial{model}"] = {**schemas[model], "description": description, "required": []}
            if f"{model}sPage" in schemas:
                page = json.dumps(schemas[f"{model}sPage"])
                schemas[f"Partial{model}sPage"] = json.loads(page.replace(f'/{model}"', f'/Partial{model}"'))
    for name in filter(is_options, schemas):
        lines = [line for option in own_options(schemas[name]).items() for line in _argument(document, *option)]
        description = "\n".join([schemas[name]["description"], "", "Args:", *lines, ""])
        schemas[name] = {**schemas[name], "description": description}
    return {**document, "components": {**document["components"], "schemas": schemas}}


def rules(document: Schema) -> str:
    """Return the source of ``RULES``: what each option is checked against, by component and option."""
    schemas = document["components"]["schemas"]
    lines = []
    for name in filter(is_options, schemas):
        found = {option: _rule(document, schema) for option, schema in own_options(schemas[name]).items()}
        shown = [f'"{option}": {rule}' for option, rule in found.items() if rule]
        lines += [f'    "{name}": {{{", ".join(shown)}}},'] if shown else []
    comment = "# What methods check before they send anything: one of some values, or a kind of number or object."
    return "\n".join([comment, "RULES: dict[str, dict[str, Any]] = {", *lines, "}", ""])


def is_options(name: str) -> bool:
    """Return whether a component holds options of methods."""
    return name.endswith(("Options", "Select"))


def own_options(schema: Schema) -> Schema:
    """Return the options of a component without those of the components that it extends."""
    found: Schema = schema.get("allOf", [schema])[-1]["properties"]
    return found


def _argument(document: Schema, name: str, schema: Schema) -> list[str]:
    """Return the lines about an option in a docstring: its name, its type or values, its sentence."""
    text = f"{name} ({_shown(document, schema)}): {schema['description']}"
    return wrap(
        text,
        WIDTH,
        initial_indent=" " * 4,
        subsequent_indent=" " * 8,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _shown(document: Schema, schema: Schema) -> str:
    """Return a type as a docstring shows it: its values, the name of a model, or the type in Python."""
    *names, last = dict.fromkeys(_names(document, schema))
    one = " | ".join(names)
    return f"{one}, or a list of them" if last == f"list[{one}]" else " | ".join([*names, last])


def _names(document: Schema, schema: Schema) -> Iterator[str]:
    """Yield what `_shown` shows of each branch of a union."""
    python = schema.get("x-python-type", "")
    resolved = resolve(document, schema)
    if "anyOf" in resolved:
        for branch in [*resolved["anyOf"], *([resolved["x-also"]] if "x-also" in resolved else [])]:
            yield from _names(document, branch) if branch != NULL else ()
    elif values := _values(resolved):
        yield from map(json.dumps, values)
    elif "$ref" in schema and "properties" in resolved:
        yield schema["$ref"].rpartition("/")[2]
    elif "prefixItems" in resolved:
        yield f"tuple[{', '.join(_shown(document, each) for each in resolved['prefixItems'])}]"
    elif resolved.get("type") == "array":
        yield f"list[{_shown(document, resolved['items'])}]"
    elif python and not python.startswith("Mapping"):
        yield python.partition("[")[0].rpartition(".")[2]
    else:
        kinds = resolved.get("type", "any")
        yield from (_PYTHON.get(kind, "Any") for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _values(schema: Schema) -> list[Any]:
    """Return the values of a closed set; none for anything else."""
    return [value for value in schema.get("enum", [schema.get("const")]) if value is not None]


def _rule(document: Schema, schema: Schema) -> Optional[str]:
    """Return what an option is checked against, as Python; None if only the server can judge."""
    branches = list(_branches(document, schema))
    closed = [_values(item) for each in branches for item in _branches(document, each.get("items") or each)]
    if closed and all(closed):
        return repr(tuple(dict.fromkeys(value for values in closed for value in values))).replace("'", '"')
    types = [str(each.get("x-python-type", "")) for each in branches]
    for kind, rule in (("Mapping", "dict"), ("collections.abc.Callable", "callable")):
        if types and all(each.startswith(kind) for each in types):
            return rule
    kinds = {"tuple" if "prefixItems" in each else each.get("type") for each in branches}
    if kinds and kinds <= {"boolean", "integer", "number", "tuple"}:
        names = {"tuple": "tuple", "boolean": "bool", "number": "float", "integer": "int"}
        return next(rule for kind, rule in names.items() if kind in kinds)
    return None


def _branches(document: Schema, schema: Schema) -> Iterator[Schema]:
    """Yield what a schema allows, its unions flattened, null left out."""
    resolved = resolve(document, schema)
    for branch in [*resolved.get("anyOf", []), *([resolved["x-also"]] if "x-also" in resolved else [])]:
        yield from _branches(document, branch)
    if "anyOf" not in resolved and resolved != NULL:
        kinds = resolved.get("type")
        yield from (
            {**resolved, "type": kind} for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind != "null"
        )


def _extended(description: str, groups: list[str], own: Schema) -> Schema:
    bases = [{"$ref": f"#/components/schemas/{group}"} for group in groups]
    return {"description": description, "allOf": [*bases, {"type": "object", **own}]}


def _typed(description: str, shared: str, own: Schema) -> Schema:
    """Return options whose types are those of one graph: it has none for what subgraphs report.

    None is not among them: where a type is a union, mypy does not say which key of a dict is wrong.
    """
    parameters = {field: parameter for field, parameter in _OF_ONE_GRAPH.items() if parameter}
    typed = {
        field: {"description": own[field]["description"], "x-parameter": parameter}
        for field, parameter in parameters.items()
    }
    return {**_extended(description, [shared], {"properties": typed}), "x-parameters": [*parameters.values()]}


def _model_of_answer(operation: Schema) -> str:
    """Return the name of the model that an operation returns, by itself or as a list."""
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    reference: str = schema.get("items", schema)["$ref"]
    return reference.rpartition("/")[2]


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
    """Let an argument also be None, and what its method converts or only reads.

    That is any mapping for an object, any sequence or one item for a list of texts, and a UUID for the text of one.
    """
    resolved = resolve(document, schema)
    plain = {key: value for key, value in schema.items() if key != "description"}
    if resolved.get("type") == "object" and "properties" not in resolved:
        plain = {"type": "object", "additionalProperties": resolved.get("additionalProperties", {})}
        plain["x-python-type"] = "Mapping"
    elif resolved.get("type") == "array":
        items = resolved["items"]
        one = [items, UUID] if items.get("format") == "uuid" else [items]
        several = {"type": "array", "items": {"anyOf": one}, "x-python-type": "Sequence"}
        is_text = resolve(document, items).get("type") == "string"
        plain = {"anyOf": [*one, several] if is_text else [several]}
    elif resolved.get("format") == "uuid":
        plain = {"anyOf": [plain, UUID]}
    if isinstance(plain.get("type"), list):
        plain["type"] = [kind for kind in plain["type"] if kind != "null"]
    branches = [branch for branch in plain.get("anyOf", [plain]) if branch != NULL]
    branches += [resolved["x-also"]] if "x-also" in resolved else []
    return {"description": schema.get("description", ""), "anyOf": [*branches, NULL]}


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
