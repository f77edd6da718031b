"""From values to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import tzinfo
from enum import Enum
from functools import partial
from importlib import import_module
from itertools import islice
from json.scanner import make_scanner
from typing import Any, Final, Optional, Union, cast

from ._text import EXCERPT
from .errors import APIResponseError

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
            # written back unchanged has none; elsewhere, such an integer shows as a long row of digits.
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


def expect_object(value: Any, what: str, *fields: str, **where: str) -> dict[str, Any]:
    """An answer that must be an object with these fields; `what` begins the error, such as `GET /ok`."""
    found = json_object(value)
    if found is None or any(found.get(name) is None for name in fields):
        raise _unexpected(value, what, f"an object with {' and '.join(fields)}" if fields else "an object", **where)
    return found


def expect_list(value: Any, what: str, **where: str) -> list[Any]:
    """An answer that must be a list of objects."""
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    if not all(isinstance(item, dict) for item in items):
        raise _unexpected(value, what, "a list of objects", **where)
    return items


def expect_number(value: Any, what: str, **where: str) -> int:
    """An answer that must be a whole number."""
    if not isinstance(value, int):
        raise _unexpected(value, what, "a number", **where)
    return value


def _unexpected(value: Any, what: str, wanted: str, **where: str) -> APIResponseError:
    return APIResponseError(f"{what}: the server sent {excerpt(value)} instead of {wanted}.", **where)


def excerpt(value: Any) -> str:
    """Return the beginning of a value's JSON, on one line."""
    return "".join(islice(json.JSONEncoder().iterencode(value), EXCERPT))[:EXCERPT]


def _plain(value: Any) -> Any:
    """Return what replaces a value that JSON does not know, one step nearer to what it knows."""
    if isinstance(value, Enum):
        return value.value
    kind = cast("type[object]", type(value))  # a class has none of these methods, other than its objects
    for method in _CONVERSIONS:
        if hasattr(kind, method):
            return getattr(value, method)()
    if hasattr(kind, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, tzinfo) or (hasattr(kind, "hex") and hasattr(kind, "urn")):  # a UUID, without its import
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(map(plain_json, cast("set[Any]", value)), key=_encoder.encode)  # the same in every process
    raise TypeError(f"{kind.__name__} has no JSON form")


# Of pydantic's models (LangChain's messages among them) and their older form, of dates, of numpy's arrays and scalars.
_CONVERSIONS: Final = ("model_dump", "dict", "isoformat", "tolist")
_SCALARS: Final = (str, int, float, type(None))
_encoder: Final = json.JSONEncoder(default=_plain, allow_nan=False, separators=(",", ":"))


def plain_json(value: Any) -> Any:
    """The value in JSON's own types, keys included."""
    if isinstance(value, dict):
        items = cast("dict[object, Any]", value).items()
        return {key if isinstance(key, _SCALARS) else _plain(key): plain_json(item) for key, item in items}
    if isinstance(value, (list, tuple)):
        return [plain_json(item) for item in cast("list[Any]", value)]
    return value if isinstance(value, _SCALARS) else plain_json(_plain(value))


def encode_json(value: Any) -> bytes:
    """JSON of a value and what programs keep in it.

    That is dates, UUIDs, enums, sets, dataclasses, arrays and scalars of numpy, and objects with `model_dump()` or
    `dict()`; enums, UUIDs and dates also as keys.
    """
    try:
        try:
            return _encoder.encode(value).encode()
        except TypeError:  # of a key, which the standard library does not convert
            return _encoder.encode(plain_json(value)).encode()
    except RecursionError:
        raise ValueError("what is sent is nested too deeply, or holds itself") from None
    except ValueError as flaw:
        raise ValueError(f"what is sent has no JSON form, which knows no NaN, Infinity or cycle: {flaw}") from flaw
