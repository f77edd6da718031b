"""``python -m codegen drift URL``: what a live server's own document says that the description does not.

Only facts count: operations, parameters, fields, types, enums, required. Prose, names of components, order, and
references instead of what they refer to do not. Intended differences are in ``openapi/differences.txt``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Optional
from urllib.request import urlopen

from .options import VERBS, Schema, resolve

_EVERYTHING = {"array", "boolean", "null", "number", "object", "string"}


def drift(description: Schema, url: str, known: Path) -> list[str]:
    """Return every difference that is not known, and every known one that is no longer true."""
    with urlopen(f"{url.rstrip('/')}/openapi.json", timeout=30) as document:  # noqa: S310 - the caller chooses the address
        found = differences(description, json.load(document))
    expected = known_differences(known.read_text(encoding="utf-8"))
    return [
        *(line for line in found if line not in expected),
        *(f"no longer true: {line}" for line in expected if line not in found),
    ]


def known_differences(text: str) -> list[str]:
    """Return the lines of paragraphs that begin with their reason."""
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        reason, *rest = paragraph.strip("\n").splitlines() or ["#"]
        if not reason.startswith("#"):
            raise SystemExit(f"a known difference without a reason above it: {reason}")
        lines += [line for line in rest if not line.startswith("#")]
    return lines


def differences(ours: Schema, theirs: Schema) -> list[str]:
    """Return every difference of facts, once, however many operations share it."""
    return sorted(set(_Comparison(ours, theirs).lines()))


class _Field(NamedTuple):
    """A field, the component that it is written in, and whether it is required."""

    schema: Schema
    owner: str
    required: bool


class _Shape(NamedTuple):
    """All that a schema allows, its references followed and its unions flattened."""

    kinds: frozenset[str]
    fields: dict[str, _Field]
    items: Optional[Schema]
    values: Optional[Schema]


class _Side:
    """One of the two documents."""

    def __init__(self, document: Schema) -> None:
        self._document = document
        self.operations = {
            f"{verb.upper()} {path}": {
                **item[verb],
                "parameters": [*item.get("parameters", []), *item[verb].get("parameters", [])],
            }
            for path, item in document["paths"].items()
            for verb in VERBS
            if verb in item
        }

    def resolved(self, node: Schema) -> Schema:
        return resolve(self._document, node)

    def parameters(self, operation: Schema) -> dict[str, Schema]:
        found = (self.resolved(parameter) for parameter in operation["parameters"])
        # Which content types a client accepts is not a matter of the operation.
        return {f"{each['in']} {each['name']}": each for each in found if each["name"] not in ("Accept", "Prefer")}

    def body(self, operation: Schema) -> Optional[Schema]:
        content = self.resolved(operation.get("requestBody") or {}).get("content", {})
        schema: Optional[Schema] = content.get("application/json", {}).get("schema")
        return schema

    def answers(self, operation: Schema) -> dict[str, Schema]:
        """Return the schema of each successful answer, by status and media type."""
        found: dict[str, Schema] = {}
        for status, answer in operation["responses"].items():
            if str(status).startswith("2"):
                content = self.resolved(answer).get("content", {})
                found.update(
                    {f"{status} {media}": each.get("schema", {}) for media, each in content.items()}
                    or {f"{status} empty": {}}
                )
        return found

    def shape(self, schema: Schema, owner: str) -> _Shape:
        """Return what a schema allows; `owner` is the component of the fields that it declares."""
        name = _component(schema)
        owner = name or owner
        schema = self.resolved(schema)
        kinds = frozenset(_kinds(schema))
        fields = {
            field: _Field(each, owner, field in schema.get("required", ()))
            for field, each in schema.get("properties", {}).items()
        }
        items, values = [schema["items"]] if "items" in schema else [], schema.get("additionalProperties")
        shapes = [self.shape(part, owner) for key in ("allOf", "anyOf", "oneOf") for part in _parts(schema, key)]
        for shape in shapes:
            fields = {**shape.fields, **fields}
            items, values = [*items, *([shape.items] if shape.items else [])], values or shape.values
        unions = [shape.kinds for shape in shapes]
        if unions:
            kinds = frozenset(kind for each in unions for kind in each) if not kinds or kinds == {"any"} else kinds
        # For items and values, `{}` means the same as nothing.
        item: Schema = items[0] if len(items) == 1 else {"anyOf": items}
        return _Shape(
            _simplified(kinds),
            fields,
            item if any(items) else None,
            values if isinstance(values, dict) and values else None,
        )


class _Comparison:
    """Walks through both documents side by side; a pair of components is compared once."""

    def __init__(self, ours: Schema, theirs: Schema) -> None:
        self._ours, self._theirs = _Side(ours), _Side(theirs)
        self._compared: set[tuple[str, str]] = set()

    def lines(self) -> Iterator[str]:
        yield from self._keys("", self._ours.operations, self._theirs.operations)
        for name in self._ours.operations.keys() & self._theirs.operations.keys():
            yield from self._operation(name, self._ours.operations[name], self._theirs.operations[name])

    def _operation(self, place: str, ours: Schema, theirs: Schema) -> Iterator[str]:
        our_parameters, their_parameters = self._ours.parameters(ours), self._theirs.parameters(theirs)
        yield from self._keys(place, our_parameters, their_parameters)
        for name in our_parameters.keys() & their_parameters.keys():
            our_one, their_one = our_parameters[name], their_parameters[name]
            yield from _difference(f"{place} {name}", _need(our_one.get("required")), _need(their_one.get("required")))
            yield from self._schema(f"{place} {name}", our_one["schema"], their_one["schema"])
        our_body, their_body = self._ours.body(ours), self._theirs.body(theirs)
        yield from _difference(f"{place} body", _presence(our_body), _presence(their_body))
        if our_body is not None and their_body is not None:
            yield from self._schema(f"{place} body", our_body, their_body)
        our_answers, their_answers = self._ours.answers(ours), self._theirs.answers(theirs)
        yield from self._keys(f"{place} answer", our_answers, their_answers)
        for name in our_answers.keys() & their_answers.keys():
            if not name.endswith("text/event-stream"):  # the server describes events as text
                yield from self._schema(f"{place} answer {name}", our_answers[name], their_answers[name])

    def _schema(self, place: str, ours: Schema, theirs: Schema) -> Iterator[str]:
        """Report differences of kinds for the place, all others for the component, if ours is one."""
        name = _component(ours) or place
        our_shape, their_shape = self._ours.shape(ours, place), self._theirs.shape(theirs, place)
        if their_shape.kinds == {"any"}:
            return  # the server says nothing that could differ
        yield from _unions(place, name, our_shape.kinds, their_shape.kinds)
        pair = (name, json.dumps(self._theirs.resolved(theirs), sort_keys=True))
        if pair in self._compared:
            return
        self._compared.add(pair)
        if their_shape.fields:
            yield from self._fields(name, our_shape, their_shape, _base(theirs, self._theirs))
        if our_shape.items and their_shape.items:
            yield from self._schema(f"{name}[]", our_shape.items, their_shape.items)
        if our_shape.values and their_shape.values:
            yield from self._schema(f"{name}{{}}", our_shape.values, their_shape.values)

    def _fields(self, place: str, ours: _Shape, theirs: _Shape, their_name: str) -> Iterator[str]:
        for name in ours.fields.keys() | theirs.fields.keys():
            our_field, their_field = ours.fields.get(name), theirs.fields.get(name)
            if our_field is None:
                yield f"{place}.{name}: not ours"
            elif their_field is None:
                yield f"{our_field.owner}.{name}: not the server's{f' in {their_name}' if their_name else ''}"
            else:
                inner = f"{our_field.owner}.{name}"
                yield from _difference(inner, _need(our_field.required), _need(their_field.required))
                yield from self._schema(inner, our_field.schema, their_field.schema)

    @staticmethod
    def _keys(place: str, ours: Any, theirs: Any) -> Iterator[str]:
        yield from (f"{place} {name}".strip() + ": not the server's" for name in ours.keys() - theirs.keys())
        yield from (f"{place} {name}".strip() + ": not ours" for name in theirs.keys() - ours.keys())


def _component(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _base(schema: Schema, side: _Side) -> str:
    """Return the component that a schema refers to, or the one that this one extends."""
    parts = side.resolved(schema).get("allOf", [{}])
    return _base(parts[0], side) if "$ref" in parts[0] else _component(schema)


def _parts(schema: Schema, key: str) -> list[Schema]:
    """Return the members of a union that say more than what is required."""
    return [part for part in schema.get(key, ()) if set(part) != {"required"}]


def _kinds(schema: Schema) -> Iterator[str]:
    """Yield the types of a schema itself; each value of an enum counts as a type."""
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        # The names of the graphs of one deployment.
        yield from ["string"] if "title" in schema and schema["title"] == "Graph Id" else map(json.dumps, values)
        return
    declared = schema.get("type")
    for kind in declared if isinstance(declared, list) else [declared]:
        if kind == "string" and schema.get("format"):
            yield f"string:{schema['format']}"
        elif kind is not None:
            yield kind
    if schema.get("nullable"):
        yield "null"
    if declared is None and not any(key in schema for key in ("allOf", "anyOf", "oneOf")):
        yield "object" if "properties" in schema else "any"


def _simplified(kinds: frozenset[str]) -> frozenset[str]:
    """Return a union without the members that another one covers."""
    if kinds >= _EVERYTHING or "any" in kinds:
        return frozenset({"any"})
    if "string" in kinds:
        kinds = frozenset(kind for kind in kinds if not kind.startswith(('"', "string:")))
    return frozenset(kinds)


def _unions(place: str, name: str, ours: frozenset[str], theirs: frozenset[str]) -> Iterator[str]:
    """Yield the kinds that only one side has; the values of an enum belong to the component."""
    values = frozenset(kind for kind in ours ^ theirs if kind.startswith('"'))
    others = (ours ^ theirs) - values
    for where, kinds in ((name, frozenset[str]() if "string" in others else values), (place, others)):
        sides = (("ours", ours & kinds), ("the server's", theirs & kinds))
        said = [f"only {whose} {' | '.join(sorted(some))}" for whose, some in sides if some]
        if said:
            yield f"{where}: {'; '.join(said)}"


def _need(required: object) -> str:
    return "required" if required else "optional"


def _presence(body: Optional[Schema]) -> str:
    return "none" if body is None else "some"


def _difference(place: str, ours: str, theirs: str) -> Iterator[str]:
    if ours != theirs:
        yield f"{place}: {ours}, server says {theirs}"
