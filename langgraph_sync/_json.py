"""From values to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, Optional, cast

_raw_decode: Final = json.JSONDecoder().raw_decode
# Of a text this long, orjson's checks would need more memory than its speed is worth.
_BIG: Final = 1_000_000
_ZERO_FOR_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER: Final = b"0" * 19


def _installed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        return None


_orjson: Final = _installed("orjson")


def encode_json(value: Any) -> bytes:
    """JSON of a value and what programs keep in it: dates, UUIDs, sets, dataclasses, objects with `model_dump()`."""
    return json.dumps(value, default=_plain, allow_nan=False, separators=(",", ":")).encode()


def _decode_plainly(text: str) -> Any:
    value: Any = None
    try:
        # json.loads spends a fifth of its time on the white space around a value, which is rare.
        value, end = _raw_decode(text)
    except (ValueError, RecursionError):
        end = -1
    if end == len(text):
        return value
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _decode_fast(text: str) -> Any:
    # Beyond ASCII, the check below would cost more than orjson saves.
    if len(text) < _BIG and text.isascii():
        try:
            value = _orjson.loads(text)
            # orjson turns an integer beyond 64 bits into a float. Most servers write JSON as orjson does, and a text
            # that is written again as it was has none; in another one, such an integer shows as a long row of digits.
            written = text.encode()
            if _orjson.dumps(value) == written or _LONG_NUMBER not in written.translate(_ZERO_FOR_DIGITS):
                return value
        except (ValueError, TypeError):  # NaN, halves of surrogate pairs, deep nesting: the standard library decides
            return _decode_plainly(text)
    return _decode_plainly(text)


decode_json: Final[Callable[[str], Any]] = _decode_fast if _orjson else _decode_plainly
"""The value of a JSON text; whatever is wrong with it is a ValueError."""


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
