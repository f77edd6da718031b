"""From values to JSON and back."""

from __future__ import annotations

import json
from typing import Any, Optional, cast


def encode_json(value: Any) -> bytes:
    """JSON of a value and what programs keep in it: dates, UUIDs, sets, dataclasses, objects with `model_dump()`."""
    return json.dumps(value, default=_plain, allow_nan=False, separators=(",", ":")).encode()


def decode_json(text: str) -> Any:
    """The value of a JSON text; whatever is wrong with it is a ValueError."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def json_object(value: Any) -> Optional[dict[str, Any]]:
    """The value if it is a JSON object, or None."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):  # pydantic's models, LangChain's messages among them
        return value.model_dump()
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "hex") and hasattr(value, "urn"):  # a UUID, without importing uuid for it
        return str(value)
    if isinstance(value, (set, frozenset)):
        return list(cast("set[Any]", value))
    raise TypeError(f"{type(value).__name__} has no JSON form")
