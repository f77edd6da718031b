"""The description as a judge of what a server sends."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DESCRIPTION = Path(__file__).parent.parent / "openapi" / "langgraph.yaml"


def misfits(part: Any) -> list[str]:
    """What of a part does not fit the description."""
    value = json.loads(json.dumps(part._asdict()))
    errors = (_innermost(error) for error in _validator("StreamPart").iter_errors(value))
    return [f"{part.event} {list(error.absolute_path)}: {error.message[:200]}" for error in errors]


@cache
def _validator(component: str) -> Draft202012Validator:
    description = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    registry: Any = Registry().with_resource("api", Resource(contents=description, specification=DRAFT202012))
    return Draft202012Validator({"$ref": f"api#/components/schemas/{component}"}, registry=registry)


def _innermost(error: Any) -> Any:
    """The error of the branch that fits best: a `oneOf` by itself only says that no branch did."""
    if not error.context:
        return error
    return _innermost(max(error.context, key=lambda inner: len(inner.absolute_path)))
