"""JSON decodes to the same values whether orjson is installed or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timezone, tzinfo
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from langgraph_sync import APIResponseError, _json

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


class Colour(Enum):
    """An enum whose values JSON knows."""

    RED = "red"
    TWO = 2


class Size(str, Enum):
    """An enum that is a text."""

    BIG = "big"


class Old:
    """What pydantic's models were."""

    def dict(self) -> dict[str, Any]:
        """The fields."""
        return {"when": DAY}


@dataclass
class Holder:
    """A dataclass that holds something."""

    held: Any


DAY = date(2024, 5, 1)
ID = UUID(int=7)
SENT = [
    (Colour.RED, "red"),
    ([Size.BIG, Colour.TWO], ["big", 2]),
    (
        {Colour.RED: 1, Size.BIG: 2, ID: 3, DAY: 4, Colour.TWO: 5},
        {"red": 1, "big": 2, str(ID): 3, "2024-05-01": 4, "2": 5},
    ),
    ({"a": [{ID: {ID: Holder({DAY})}}]}, {"a": [{str(ID): {str(ID): {"held": ["2024-05-01"]}}}]}),
    (Old(), {"when": "2024-05-01"}),
    (Holder(Old()), {"held": {"when": "2024-05-01"}}),
    ({1: 2, None: 3, False: 4, 1.5: 5}, {"1": 2, "null": 3, "false": 4, "1.5": 5}),
    (
        {
            ID,
        },
        [str(ID)],
    ),
    (timezone.utc, "UTC"),
    ((datetime(2024, 5, 1, tzinfo=timezone.utc), "é"), ["2024-05-01T00:00:00+00:00", "é"]),
]


@pytest.mark.parametrize(("value", "expected"), SENT)
def test_sent(value: Any, expected: Any) -> None:
    """It sends what programs keep in their values, also as keys, and in the values of models."""
    assert expected == json.loads(_json.encode_json(value))


class Array:
    """What an array or a scalar of numpy is to the encoder."""

    def __init__(self, plain: Any) -> None:
        self.plain = plain

    def tolist(self) -> Any:
        """The value as Python's own."""
        return self.plain


class Zone(tzinfo):
    """What a time zone of zoneinfo or pytz is to the encoder."""

    def __str__(self) -> str:
        return "Europe/Berlin"


def test_arrays_and_zones() -> None:
    """It sends arrays and scalars as their values, also as keys, and time zones as their names."""
    value = {"a": Array([[1, Array(2)]]), Array(3): Array(True), "zone": Zone()}

    assert {"a": [[1, 2]], "3": True, "zone": "Europe/Berlin"} == json.loads(_json.encode_json(value))
    with pytest.raises(ValueError, match="NaN"):
        _json.encode_json(Array([float("nan")]))


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": {ID: float("-inf")}}])
def test_no_number(value: Any) -> None:
    """It says that JSON has no NaN and no Infinity."""
    with pytest.raises(ValueError, match="has no JSON form, which knows no NaN, Infinity or cycle"):
        _json.encode_json(value)


def test_cycles() -> None:
    """It says that a value holds itself, whatever it is made of, or is nested too deeply."""
    by_list: list[Any] = []
    by_list.append(by_list)
    by_key: dict[Any, Any] = {}
    by_key[ID] = by_key
    by_model = Holder(None)
    by_model.held = by_model
    deep: Any = None
    for _ in range(100_000):
        deep = [deep]

    for value in (by_list, by_key, by_model, deep):
        with pytest.raises(ValueError, match=r"cycle|holds itself"):
            _json.encode_json(value)


@pytest.mark.parametrize("value", [object(), b"", Old, Holder, {(1, 2): 3}, {"a": object()}])
def test_without_a_form(value: Any) -> None:
    """It refuses what has no form in JSON, and names its type."""
    with pytest.raises(TypeError, match=r"(object|bytes|type|tuple) has no JSON form"):
        _json.encode_json(value)


@pytest.mark.parametrize(
    "value", [None, "x" * 10_000, ["\u2028\n\x85"] * 1000, 10**400, json.loads("[" * 300 + "]" * 300)]
)
def test_excerpt(value: Any) -> None:
    """It shows the beginning of any value on one line."""
    text = _json.excerpt(value)

    assert json.dumps(value)[:200] == text
    assert 1 == len(text.splitlines())


def test_expected_shapes() -> None:
    """It returns what has the shape, and says what is wrong with what has not."""
    assert {"ok": True} == _json.expect_object({"ok": True}, "GET /ok", "ok")
    assert [{}] == _json.expect_list([{}], "a page")
    assert 3 == _json.expect_number(3, "POST /count")
    with pytest.raises(
        APIResponseError, match=r"GET /ok: the server sent \{\} instead of an object with ok and b\."
    ) as caught:
        _json.expect_object({}, "GET /ok", "ok", "b", method="GET", url="http://h/ok")
    assert ("GET", "http://h/ok") == (caught.value.method, caught.value.url)
    with pytest.raises(APIResponseError, match="instead of a list of objects"):
        _json.expect_list([{}, None], "a page")
