"""What the description says of a request and of its answer, checked with jsonschema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Optional
from urllib.parse import parse_qs, urlsplit

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from requests import PreparedRequest, Response

DOCUMENT: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "openapi" / "langgraph.yaml").read_text(encoding="utf-8")
)
VERBS = ("get", "put", "post", "patch", "delete")
_REGISTRY: Registry[Any] = Registry().with_resource("urn:langgraph", DRAFT202012.create_resource(DOCUMENT))


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the description: verb, path and what is said of it, its path's parameters included."""
    for path, item in DOCUMENT["paths"].items():
        for verb in VERBS:
            if verb in item:
                parameters = [*item.get("parameters", []), *item[verb].get("parameters", [])]
                yield verb, path, {**item[verb], "parameters": [_resolved(parameter) for parameter in parameters]}


def problems(schema: dict[str, Any], value: Any, *, is_selection: bool = False) -> list[str]:
    """What is wrong with a value; the required fields of an item are no matter when some were selected."""
    validator = Draft202012Validator(_rooted(schema), registry=_REGISTRY)
    return [
        f"{error.json_path}: {error.message[:300]}"
        for error in validator.iter_errors(value)
        if not (is_selection and error.validator == "required" and len(error.absolute_path) <= 1)
    ]


def part_problems(schema_name: str, part: Any) -> list[str]:
    """What is wrong with an event of a stream, given as a part or as the JSON of one."""
    plain = {**part._asdict(), "namespace": list(part.namespace)} if hasattr(part, "_asdict") else part
    schema = {"$ref": f"#/components/schemas/{schema_name}"}
    return [*problems(schema, plain), *undescribed(schema, plain)]


def undescribed(schema: dict[str, Any], value: Any, place: str = "$") -> Iterator[str]:
    """The fields of a value that the description knows nothing of, where it lists fields at all."""
    schema = _resolved(schema)
    for key in ("anyOf", "oneOf"):
        fitting = [branch for branch in schema.get(key, ()) if not problems(branch, value)]
        if fitting:
            yield from undescribed(fitting[0], value, place)
            return
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for item in value:
            yield from undescribed(schema["items"], item, f"{place}[]")
    fields = _fields(schema)
    if not isinstance(value, dict) or not fields or place.endswith(".metadata"):  # it has any fields
        return
    for name, inner in value.items():
        if name in fields:
            yield from undescribed(fields[name], inner, f"{place}.{name}")
        else:
            yield f"{place}.{name} is not described: {str(inner)[:100]}"


class Contract:
    """Sees every exchange of a session, as a response hook, and keeps what contradicts the description."""

    def __init__(self) -> None:
        self.called: set[str] = set()
        self.validated = 0
        self.problems: list[str] = []
        patterns = [(verb, re.sub(r"\{\w+\}", "[^/]+", path), operation) for verb, path, operation in operations()]
        # `/threads/search` before `/threads/{thread_id}`: whatever is written out says more than a placeholder.
        self._patterns = sorted(patterns, key=lambda entry: entry[1].count("[^/]+"))

    def __call__(self, response: Response, **_: Any) -> None:
        """Check one exchange."""
        request = response.request
        operation = self._operation(request)
        name = operation["operationId"]
        self.called.add(name)
        found = [*_request_problems(operation, request), *_answer_problems(operation, response)]
        self.problems += [f"{name}: {problem}" for problem in found]
        self.validated += 1

    def _operation(self, request: PreparedRequest) -> dict[str, Any]:
        path = urlsplit(request.url or "").path
        for verb, pattern, operation in self._patterns:
            if verb == (request.method or "").lower() and re.fullmatch(pattern, str(path)):
                return operation
        raise LookupError(f"{request.method} {path} is not described")


def _request_problems(operation: dict[str, Any], request: PreparedRequest) -> Iterable[str]:
    query = parse_qs(str(urlsplit(request.url or "").query), keep_blank_values=True)
    declared = {parameter["name"]: parameter for parameter in operation["parameters"] if parameter["in"] == "query"}
    for name in query.keys() - declared.keys():
        yield f"sends the query parameter {name}, which is not described"
    for name, parameter in declared.items():
        if name not in query and parameter.get("required"):
            yield f"does not send the query parameter {name}"
        if name in query and not any(
            not problems(parameter["schema"], candidate) for candidate in _candidates(query[name])
        ):
            yield f"sends {query[name]} as {name}"
    schema = _resolved(operation.get("requestBody", {})).get("content", {}).get("application/json", {}).get("schema")
    if schema is None and request.body:
        yield "sends a body where none is described"
    if schema is not None:
        yield from (f"request {problem}" for problem in problems(schema, json.loads(request.body or b"null")))


def _candidates(values: list[str]) -> Iterator[Any]:
    """What the text of a query can mean."""
    yield values
    yield values[-1]
    yield values[-1].split(",")
    try:
        yield json.loads(values[-1])
    except ValueError:
        return


def _answer_problems(operation: dict[str, Any], response: Response) -> Iterable[str]:
    described = operation["responses"].get(str(response.status_code))
    if described is None:
        yield f"is answered with {response.status_code}, which is not described: {response.text[:200]}"
        return
    content = _resolved(described).get("content", {})
    media: Optional[str] = (response.headers.get("content-type") or "").partition(";")[0] or None
    if media == "text/event-stream" and media in content:
        return
    if not content and not response.content:
        return
    if media not in content:
        yield f"is answered with {media}, which is not described"
        return
    body = json.loads(response.content) if media == "application/json" else response.text
    is_selection = "select" in f"{response.request.url} {response.request.body!r}"
    schema = content[media]["schema"]
    found = [*problems(schema, body, is_selection=is_selection), *undescribed(schema, body)]
    yield from (f"answer {problem}" for problem in found)


def _fields(schema: dict[str, Any]) -> dict[str, Any]:
    """The fields of an object, those that it extends included."""
    fields = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        fields = {**_fields(_resolved(part)), **fields}
    return fields


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = DOCUMENT
        for step in node["$ref"][2:].split("/"):
            target = target[step]
        node = target
    return node


def _rooted(schema: Any) -> Any:
    """The schema, its references leading into the description wherever it is used."""
    if isinstance(schema, dict):
        return {
            key: "urn:langgraph" + value if key == "$ref" else _rooted(value)
            for key, value in schema.items()
            if key != "discriminator"
        }
    return [_rooted(item) for item in schema] if isinstance(schema, list) else schema
