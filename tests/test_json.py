"""JSON decodes to the same values whether orjson is installed or not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from langgraph_sync._json import decode_json

NUMBERS = st.one_of(st.integers(), st.integers(-(2**70), 2**70), st.integers(2**63 - 2, 2**64 + 2), st.floats())
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(st.characters())),
    lambda values: st.one_of(
        st.lists(values, max_size=4), st.dictionaries(st.text(st.characters()), values, max_size=4)
    ),
    max_leaves=12,
)
ODD_TEXTS = [
    "",
    " ",
    "\ufeff1",
    "01",
    "-",
    "-0",
    "-0.0",
    "1e400",
    "NaN",
    "-Infinity",
    '{"a":1,"a":2}',
    "[1] x",
    " [1]\n",
]
ODD_TEXTS += [
    '"\\ud800"',
    '"\ud800"',
    '"\\ud83d\\ude00"',
    '"\x00"',
    '"\\u0000"',
    "-9223372036854775809",
    "[" * 300 + "]" * 300,
]
ODD_TEXTS += [
    "18446744073709551616",
    "10000000000000000000000",
    "1.00",
    "1E5",
    "0.1234567890123456789012345678901",
    "\u0661" * 19,
]


def outcome(decode: Any, text: str) -> str:
    """What comes out, with its types; of an error just that it is one."""
    try:
        return repr(decode(text))
    except ValueError:
        return "ValueError"


@given(value=VALUES, ascii_only=st.booleans(), separators=st.sampled_from([(",", ":"), (", ", ": ")]))
@example(value={"id": 2**64, "ratio": 0.1}, ascii_only=True, separators=(",", ":"))
def test_any_value(value: Any, ascii_only: bool, separators: tuple[str, str]) -> None:
    """It reads any value as the standard library does: 2**64 as an int, NaN, half a surrogate pair."""
    text = json.dumps(value, ensure_ascii=ascii_only, separators=separators)

    assert outcome(json.loads, text) == outcome(decode_json, text)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_text(text: str) -> None:
    """It accepts what the standard library accepts, and nothing else."""
    assert outcome(json.loads, text) == outcome(decode_json, text)


@given(text=st.text(st.sampled_from('[]{},:"\\u0d8e1-+. \nNaN')))
def test_any_text(text: str) -> None:
    """It agrees with the standard library about every text."""
    assert outcome(json.loads, text) == outcome(decode_json, text)


@pytest.mark.parametrize("space", ["", " "])
def test_nested_too_deeply(space: str) -> None:
    """It says that a text is nested too deeply by a ValueError."""
    with pytest.raises(ValueError, match="nested too deeply"):
        decode_json(space + "[" * 200_000)
