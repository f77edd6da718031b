"""From values to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module
from json.scanner import make_scanner
from typing import Any, Final, Optional, Union, cast

Data = Union[bytes, memoryview]

# What json.loads calls after it has looked for white space around the value, which takes a fifth of its time.
_scan: Final = make_scanner(cast("Any", json.JSONDecoder()))
# Bytes after which orjson has saved the time that its import takes.
_ENOUGH: Final = 2_000_000
# Of longer data, orjson's checks would cost more, in memory or in time, than its speed is worth.
_LONGEST: Final = 1_000_000
_LONGEST_BEYOND_ASCII: Final = 4_000
_ZERO_FOR_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER: Final = b"0" * 19


def _decode_at_first(data: Data) -> Any:
    """Decode plainly, until there has been enough to decode for orjson to be worth its import."""
    global decode_json, _decoded  # noqa: PLW0603 - who decodes calls it by the module, and so the way that was chosen
    _decoded += len(data)
    if _decoded > _ENOUGH:
        decode_json = _fastest()
    return _decode_plainly(data)


def _fastest() -> Callable[[Data], Any]:
    try:
        orjson = import_module("orjson")
    except ImportError:
        return _decode_plainly
    return partial(_decode_fast, orjson.loads, orjson.dumps)


def _decode_plainly(data: Data) -> Any:
    text = str(data, "utf-8")
    value: Any = None
    try:
        value, end = _scan(text, 0)
    except (ValueError, StopIteration, RecursionError):
        end = -1
    if end == len(text):
        return value
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _decode_fast(loads: Callable[[bytes], Any], dumps: Callable[[Any], bytes], data: Data) -> Any:
    if isinstance(data, bytes) and len(data) < (_LONGEST if data.isascii() else _LONGEST_BEYOND_ASCII):
        try:
            value = loads(data)
            # orjson turns an integer beyond 64 bits into a float. Most servers write JSON as orjson does, and what is
            # written again as it was has none; elsewhere, such an integer shows as a long row of digits.
            if dumps(value) == data or _LONG_NUMBER not in data.translate(_ZERO_FOR_DIGITS):
                return value
        except (ValueError, TypeError):  # NaN, halves of surrogate pairs, deep nesting: the standard library decides
            return _decode_plainly(data)
    return _decode_plainly(data)


decode_json: Callable[[Data], Any] = _decode_at_first
"""The value of JSON in UTF-8; whatever is wrong with it is a ValueError."""
_decoded = 0


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


_encoder: Final = json.JSONEncoder(default=_plain, allow_nan=False, separators=(",", ":"))


def encode_json(value: Any) -> bytes:
    """JSON of a value and what programs keep in it: dates, UUIDs, sets, dataclasses, objects with `model_dump()`."""
    return _encoder.encode(value).encode()
