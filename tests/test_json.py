"""JSON decodes to the same values whether orjson is installed or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from langgraph_sync import _json

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


WAYS = {"plain": _json._decode_plainly, "fastest": _json._fastest()}  # noqa: SLF001 - which one is used depends on how much there is
every_way = pytest.mark.parametrize("decode_json", WAYS.values(), ids=WAYS)


def outcome(decode: Callable[[bytes], Any], data: bytes) -> str:
    """What comes out, with its types; of an error just that it is one."""
    try:
        return repr(decode(data))
    except ValueError:
        return "ValueError"


def by_the_standard_library(data: bytes) -> Any:
    """What the data mean."""
    return json.loads(data.decode())


@every_way
@given(value=VALUES, ascii_only=st.booleans(), separators=st.sampled_from([(",", ":"), (", ", ": ")]))
@example(value={"id": 2**64, "ratio": 0.1}, ascii_only=True, separators=(",", ":"))
@example(value={"id": 2**64, "text": "é"}, ascii_only=False, separators=(",", ":"))
def test_any_value(decode_json: Any, value: Any, ascii_only: bool, separators: tuple[str, str]) -> None:
    """It reads any value as the standard library does: 2**64 as an int, NaN, half a surrogate pair."""
    text = json.dumps(value, ensure_ascii=ascii_only, separators=separators)
    data = text.encode("utf-8", "surrogatepass")

    assert outcome(by_the_standard_library, data) == outcome(decode_json, data)


@every_way
@pytest.mark.parametrize("number", [2**64, 2**64 - 1, -(2**63), -(2**63) - 1, 10**40, 1.5])
@pytest.mark.parametrize("letters", ["e", "é", "😀"])
@pytest.mark.parametrize("size", [10, 3_000, 10_000, 1_100_000])
def test_any_size(decode_json: Any, size: int, letters: str, number: float) -> None:
    """It reads a number as the standard library does beside text of any size and any letters."""
    data = json.dumps({"text": letters * size, "number": number}, ensure_ascii=False).encode()

    assert number == decode_json(data)["number"]
    assert outcome(by_the_standard_library, data) == outcome(decode_json, data)


@every_way
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_text(decode_json: Any, text: str) -> None:
    """It accepts what the standard library accepts, and nothing else."""
    data = text.encode("utf-8", "surrogatepass")

    assert outcome(by_the_standard_library, data) == outcome(decode_json, data)


@every_way
@given(text=st.text(st.sampled_from('[]{},:"\\u0d8e1-+. \nNaNé')))
def test_any_text(decode_json: Any, text: str) -> None:
    """It agrees with the standard library about every text."""
    assert outcome(by_the_standard_library, text.encode()) == outcome(decode_json, text.encode())


@every_way
@given(data=st.binary())
def test_any_bytes(decode_json: Any, data: bytes) -> None:
    """It takes no bytes that are not UTF-8."""
    assert outcome(by_the_standard_library, data) == outcome(decode_json, data)


@every_way
@pytest.mark.parametrize("space", [b"", b" "])
def test_nested_too_deeply(decode_json: Any, space: bytes) -> None:
    """It says that a text is nested too deeply by a ValueError."""
    with pytest.raises(ValueError, match="nested too deeply"):
        decode_json(space + b"[" * 200_000)


def test_which_way_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It decodes with the standard library at first, and in the fastest way when there is much to decode."""
    monkeypatch.setattr(_json, "_decoded", 0)
    monkeypatch.setattr(_json, "decode_json", _json._decode_at_first)  # noqa: SLF001 - as in a new process
    data = b'"%b"' % (b"x" * 900_000)
    ways = []
    for _ in range(4):
        assert "x" * 900_000 == _json.decode_json(data)
        ways.append(_json.decode_json)

    at_first = _json._decode_at_first  # noqa: SLF001
    assert [at_first, at_first] == ways[:2]
    assert at_first not in ways[2:]
