"""whole_messages() turns parts into the messages that they bring, each once and merged."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_tokens import PARTS, beginning, complete, completion, ended, event, message, origin, partial, recorded

from langgraph_sync import StreamPart, WholeMessage, whole_messages
from langgraph_sync.parts import ErrorPart, EventsPart, MessagesPart

Call = dict[str, Any]


def call(args: Optional[str], index: Any = 0, name: Optional[str] = None, call_id: Optional[str] = None) -> Call:
    """A piece of a call of a tool."""
    return {"name": name, "args": args, "id": call_id, "index": index, "type": "tool_call_chunk"}


def block(text: str, index: Any) -> dict[str, Any]:
    """A block of content, or a piece of one."""
    return {"type": "text", "text": text, "index": index}


def piece(content: Any, **fields: Any) -> StreamPart:
    """A chunk in the mode `messages-tuple`, as stock servers send it."""
    return message(content, **{"tool_calls": [], "invalid_tool_calls": [], "tool_call_chunks": [], **fields})


def only(parts: list[StreamPart]) -> Any:
    """The one message of a stream."""
    (found,) = whole_messages(parts)
    return found.message


def contents(parts: list[StreamPart]) -> list[Any]:
    """The contents of the messages of a stream."""
    return [found.message["content"] for found in whole_messages(parts)]


def taken(parts: list[StreamPart]) -> Iterator[tuple[int, Any]]:
    """The contents of the messages of a stream, and how many parts had been read when each came."""
    count = 0

    def stream() -> Iterator[StreamPart]:
        nonlocal count
        for count, part in enumerate(parts, 1):  # noqa: B007 - read below
            yield part

    for found in whole_messages(stream()):
        yield count, found.message["content"]


@pytest.mark.parametrize(
    ("recording", "expected"),
    [
        ("mode_messages-tuple", [("chat", (), "Hello from the model")]),
        ("mode_messages", [("chat", (), "Hello from the model")]),
        ("chat_all_modes", [("chat", (), "Hello from the model")]),
        ("chat_messages_and_tuple", [("chat", (), "Hello from the model")]),
        ("kinds_messages_tuple", [("kinds", (), "chat text"), ("kinds", (), "abc")]),
        ("error_half_bad_messages-tuple", []),
        ("kinds_messages", [("kinds", (), "chat text"), ("kinds", (), "abc")]),
        ("mode_values", []),
    ],
)
def test_recorded_messages(recording: str, expected: list[Any]) -> None:
    """It finds each message of a real stream once, in every mode and in several at a time."""
    found = list(whole_messages(recorded(recording)))

    assert expected == [(each.node, each.namespace, each.message["content"]) for each in found]


@pytest.mark.parametrize("recording", ["tools_messages", "tools_messages_tuple_updates"])
def test_recorded_tools(recording: str) -> None:
    """It brings the messages of models and tools in order, with the calls put together."""
    found = list(whole_messages(recorded(recording)))

    assert ["model", "tools", "tools", "model"] == [each.node for each in found]
    assert ["ai", "tool", "tool", "ai"] == [each.message["type"] for each in found]
    first: Any = found[0].message
    assert [("lookup", {"q": "abc"}), ("explode", {"q": "z"})] == [(c["name"], c["args"]) for c in first["tool_calls"]]
    assert [] == first["invalid_tool_calls"]
    assert {"input_tokens": 3, "output_tokens": 5, "total_tokens": 8} == first["usage_metadata"]


@pytest.mark.parametrize("recording", ["parallel_messages_tuple", "parallel_messages", "events_parallel"])
def test_recorded_models_in_parallel(recording: str) -> None:
    """It keeps models that write at the same time apart, even within one node."""
    found = {(each.node, str(each.message["content"])) for each in whole_messages(recorded(recording))}

    assert {
        ("left", "left left left"),
        ("right", "right right right"),
        ("duo", "duo one one"),
        ("duo", "duo two two"),
    } == found


@pytest.mark.parametrize("recording", ["nested_subgraphs", "nested_subgraphs_events", "nested_subgraphs_messages"])
def test_recorded_subgraphs(recording: str) -> None:
    """It says which subgraph a message is from, in every mode."""
    found = list(whole_messages(recorded(recording)))

    assert ["parent_node", "child_node", "grand_node"] == [each.node for each in found]
    assert [[], ["child"], ["child", "grandchild"]] == [
        [segment.partition(":")[0] for segment in each.namespace] for each in found
    ]


@pytest.mark.parametrize("mode", ["events", "messages-tuple", "messages", "all"])
def test_messages_of_langgraph_js(mode: str) -> None:
    """It joins halves of characters, and finds where messages end that have no mark."""
    found = [each for each in whole_messages(recorded(mode, "js_recordings")) if each.node != "tool"]

    assert ["beg\N{GRINNING FACE}", "end"] == [each.message["content"] for each in found]
    assert ["ai", "ai"] == [each.message["type"] for each in found]


@pytest.mark.parametrize("recording", ["events_blocks", "events_tools", "events_kinds", "events_nostream"])
def test_merged_is_what_the_server_merges(recording: str) -> None:
    """It makes of the pieces the very message that the server sends when the model has ended."""
    parts = recorded(recording)
    ends = [part for part in parts if part.event == "events" and part.data["event"] == "on_chat_model_end"]
    expected: list[Any] = [part.data["data"]["output"] for part in ends]  # type: ignore[typeddict-item]

    assert expected
    assert expected == [found.message for found in whole_messages([part for part in parts if part not in ends])]


def test_where_it_is_from() -> None:
    """It yields a message with its node and namespace."""
    data: Any = ({"type": "ai", "id": "1", "content": "a"}, {"langgraph_node": "agent"})
    part = MessagesPart("messages", data, None, ("child:1",))

    assert [WholeMessage(data[0], "agent", ("child:1",))] == list(whole_messages([part]))


def at(part: Any, step: int, namespace: str = "agent:1", **fields: Any) -> StreamPart:
    """The part, of a step of the graph."""
    part = copy.deepcopy(part)
    found = part.data[1] if part.event == "messages" else next(iter(part.data.values()))["metadata"]
    found.update(langgraph_step=step, langgraph_checkpoint_ns=namespace, **fields)
    return part  # type: ignore[no-any-return]


RETURNED: Any = {"ls_integration": "langgraph"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([piece("a"), piece("b"), piece("", chunk_position="last"), beginning()], [(3, "ab")]),
        ([message("a", type="ai"), beginning()], [(1, "a")]),
        ([message("a", type="tool"), beginning()], [(1, "a")]),
        ([piece("a"), message("ab", type="ai"), message("b", "other", "2", type="ai")], [(2, "ab"), (3, "b")]),
        ([piece("a"), piece("b")], [(2, "ab")]),
        ([at(piece("a"), 1), at(piece("b"), 1), at(piece("c", message_id="2"), 2), beginning()], [(3, "ab")]),
        (
            [
                at(piece("a"), 1),
                at(piece("b", message_id="2"), 1, "other:2"),
                at(piece("c"), 1),
                piece("", message_id="2"),
            ],
            [(4, "ac"), (4, "b")],
        ),
        ([at(piece("a"), 1), at(piece("b", message_id="2"), 2, "child:1|agent:2")], [(2, "a"), (2, "b")]),
        ([at(piece("a"), 1), at(message("b", message_id="2", type="tool"), 1, **RETURNED)], [(2, "a"), (2, "b")]),
        ([at(piece("a"), 1), at(message("b", message_id="2", type="ai"), 1), beginning()], [(2, "b")]),
        (
            [
                at(piece("a"), 1),
                at(message("b", message_id="2", type="ai"), 1, "agent:2", **RETURNED),
                at(piece("c"), 1),
            ],
            [(2, "b"), (3, "ac")],
        ),
        ([at(piece("a"), 1), at(message("ab", type="ai"), 1, **RETURNED), beginning()], [(2, "ab")]),
        ([event("a"), event("b"), ended("ab"), beginning()], [(3, "ab")]),
        ([ended("a"), ended("b", "2")], [(1, "a"), (2, "b")]),
        ([origin("1", "agent"), partial("1", "a"), complete("1", "ab"), beginning()], [(3, "ab")]),
        (
            [
                at(origin("1", "agent"), 1),
                partial("1", "a"),
                at(origin("2", "agent"), 2),
                partial("2", "b"),
                beginning(),
            ],
            [(4, "a")],
        ),
        ([origin("1", "tools"), complete("1", "a", "tool")], [(2, "a")]),
    ],
)
def test_when_a_message_is_complete(parts: list[StreamPart], expected: list[Any]) -> None:
    """It yields a message as soon as it is known to be complete, and not before."""
    assert expected == list(taken(parts))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([message("a", type="ai"), message("a", type="ai"), piece("no")], ["a"]),
        ([piece("", chunk_position="last"), message("no", type="ai")], [""]),
        ([ended("a"), message("a", message_id="2", type="ai")], ["a"]),
        ([completion("stream", "no"), completion("end", "no"), ended("a", "2")], ["a"]),
        ([EventsPart("events", {"event": "on_chat_model_end", "data": {"output": None}}), ended("b")], ["b"]),  # type: ignore[typeddict-item]
        ([complete("1", "of an earlier run"), complete("2", "no", "human")], []),
        ([beginning(), piece("a"), beginning(2), piece("b"), piece("c")], ["bc"]),
        ([message("a", type="ai"), beginning(2), message("a", type="ai")], ["a", "a"]),
        ([piece("a"), ErrorPart("error", {"error": "E", "message": ""})], []),
        ([message("a", message_id=None, type="ai"), message("a", message_id=None, type="ai")], ["a", "a"]),
        ([message("a", message_id=None), message("b", message_id=None), message("c", "other", None)], ["ab", "c"]),
    ],
)
def test_once(parts: list[StreamPart], expected: list[Any]) -> None:
    """It yields each message of this run once, and none that is incomplete."""
    assert expected == contents(parts)


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([[block("a", 0)], [block("b", 0)]], [block("ab", 0)]),
        ([[block("a", 0)], [block("b", 1)]], [block("a", 0), block("b", 1)]),
        ([[block("a", 0), block("b", 1)], [block("c", 1), block("d", 0)]], [block("ad", 0), block("bc", 1)]),
        ([[block("a", "lc_txt_0")], [block("b", "lc_txt_0")]], [block("ab", "lc_txt_0")]),
        ([[block("a", [0])], [block("b", [0])]], [block("a", [0]), block("b", [0])]),
        ([[{"text": "a"}], [{"text": "b"}]], [{"text": "a"}, {"text": "b"}]),
        (
            [[{**block("", 0), "input": "{"}], [{"type": "delta", "index": 0, "input": "}"}]],
            [{**block("", 0), "input": "{}"}],
        ),
        (["", [block("a", 0)], ""], [block("a", 0)]),
        (["a", "b", [{"x": 1}], ["c"], "d"], ["ab", {"x": 1}, "cd"]),
        (["\ud83d", "\ude00"], "\N{GRINNING FACE}"),
        ([None, "a", None], "a"),
        ([None], None),
        ([5, "a"], "a"),
    ],
)
def test_merged_content(chunks: list[Any], expected: Any) -> None:
    """It joins texts, and blocks by their index; what has none stands for itself."""
    assert [expected] == contents([piece(chunk) for chunk in chunks])


def test_merged_calls() -> None:
    """It joins the arguments of each call of a tool, and sets those apart that are no JSON object."""
    calls = [
        call("", 0, "look", "a"),
        call('{"q"', 0),
        call(None, 1, "stop", "b"),
        call(": 1}", 0),
        call("[", 2, "odd"),
    ]
    merged = only([piece("", tool_call_chunks=[each], tool_calls=[{"name": "guess"}]) for each in calls])

    assert [
        {"name": "look", "args": {"q": 1}, "id": "a", "type": "tool_call"},
        {"name": "stop", "args": {}, "id": "b", "type": "tool_call"},
    ] == merged["tool_calls"]
    assert [{"name": "odd", "args": "[", "id": None, "error": None, "type": "invalid_tool_call"}] == merged[
        "invalid_tool_calls"
    ]
    assert not {"tool_call_chunks", "chunk_position"} & set(merged)


def test_calls_with_one_index() -> None:
    """It keeps calls with ids of their own apart, even where the model gives all of them one index."""
    calls = [call('{"n": 1', 0, "a", "1"), call("}", 0), call('{"n": 2', 0, "a", "2"), call("}", 0)]

    merged = only([piece("", tool_call_chunks=calls)])
    assert [("1", {"n": 1}), ("2", {"n": 2})] == [(each["id"], each["args"]) for each in merged["tool_calls"]]


def test_whole_calls_in_pieces() -> None:
    """It keeps the calls of a model that streams them whole, without pieces."""
    whole = {"name": "look", "args": {}, "id": "a", "type": "tool_call"}

    assert [whole] == only([piece("a"), piece("", tool_calls=[whole])])["tool_calls"]


def test_merged_facts() -> None:
    """It sums up the usage, takes the newest facts of the answer, and the first name."""
    one = {"input_tokens": 3, "output_tokens": 1, "input_token_details": {"cache_read": 1}}
    two = {"input_tokens": 0, "output_tokens": 4, "input_token_details": {"cache_read": 0, "audio": 2}}
    merged = only(
        [
            piece("", name=""),
            piece("a", usage_metadata=one, response_metadata={"model_name": "m", "n": 1}, name="x"),
            piece(
                "b", usage_metadata=None, response_metadata={}, additional_kwargs={"call": {"name": "f", "args": "{"}}
            ),
            piece(
                "", usage_metadata=two, response_metadata={"model_name": "m", "finish_reason": "stop", "n": 2}, name="x"
            ),
            piece("", additional_kwargs={"call": {"args": "}"}}, response_metadata={"model_name": ""}, name=""),
        ]
    )

    assert {
        "input_tokens": 3,
        "output_tokens": 5,
        "input_token_details": {"cache_read": 1, "audio": 2},
    } == merged["usage_metadata"]
    assert {"model_name": "m", "n": 2, "finish_reason": "stop"} == merged["response_metadata"]
    assert {"call": {"name": "f", "args": "{}"}} == merged["additional_kwargs"]
    assert "x" == merged["name"]


def test_pieces_of_other_messages() -> None:
    """It merges chunks of messages that are no model's too."""
    merged = only([message(text, type="ToolMessageChunk", tool_call_id="call-1") for text in "ab"])

    assert ("tool", "ab", "call-1") == (merged["type"], merged["content"], merged["tool_call_id"])


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
OBJECTS = st.dictionaries(TEXT, st.none() | st.booleans() | st.integers(-9, 9) | TEXT, max_size=3)


def cut(text: str, draw: Any) -> list[str]:
    """The text in UTF-16 cut anywhere, in the middle of a character too."""
    units = text.encode("utf-16-le")
    places = sorted(draw(st.lists(st.integers(0, len(units) // 2), max_size=3)))
    edges = [0, *places, len(units) // 2]
    return [units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass") for start, end in zip(edges, edges[1:])]


@given(data=st.data())
def test_pieces_cut_anywhere(data: Any) -> None:
    """It makes the whole message of its pieces, wherever text, blocks, and arguments are cut."""
    kinds = data.draw(st.lists(st.sampled_from(["text", "reasoning"]), max_size=3))
    blocks = [{"type": kind, kind: data.draw(TEXT), "index": n} for n, kind in enumerate(kinds)]
    plain = data.draw(TEXT)
    args = data.draw(st.lists(OBJECTS, max_size=3))
    usages = data.draw(st.lists(st.integers(0, 99), max_size=3))
    chunks: list[Any] = []
    if kinds:
        chunks += [
            piece([{**each, each["type"]: text}]) for each in blocks for text in cut(each[each["type"]], data.draw)
        ]
    else:
        chunks += [piece(text) for text in cut(plain, data.draw)]
    empty: Any = [] if kinds else ""
    for n, each in enumerate(args):
        pieces = [call(text, n) for text in cut(json.dumps(each, ensure_ascii=False), data.draw)]
        pieces[0].update(name=f"tool{n}", id=f"call{n}")
        chunks += [piece(empty, tool_call_chunks=[each]) for each in pieces]
    chunks += [piece(empty, usage_metadata={"output_tokens": count}) for count in usages]

    merged = only([*chunks, piece(empty)])
    assert (blocks if kinds else plain) == merged["content"]
    assert [
        {"name": f"tool{n}", "args": each, "id": f"call{n}", "type": "tool_call"} for n, each in enumerate(args)
    ] == merged["tool_calls"]
    assert [] == merged["invalid_tool_calls"]
    assert ({"output_tokens": sum(usages)} if usages else None) == merged.get("usage_metadata")


@given(order=st.permutations([0] * 3 + [1] * 3 + [2] * 3))
def test_models_in_any_order(order: list[int]) -> None:
    """It merges what several models write at the same time, in whatever order their pieces come."""
    counts = [0, 0, 0]
    parts = []
    for each in order:
        counts[each] += 1
        parts.append(piece(f"{each}.{counts[each]} ", node=f"n{each}", message_id=str(each)))

    assert {f"n{n}": f"{n}.1 {n}.2 {n}.3 " for n in range(3)} == {
        found.node: found.message["content"] for found in whole_messages(parts)
    }


@given(parts=st.lists(PARTS, max_size=4))
def test_any_data(parts: list[Any]) -> None:
    """It yields messages with a type, whatever the data of a part is."""
    for found in whole_messages(parts):
        assert isinstance(found.message["type"], str)
        assert isinstance(found.node, str)


def test_closes_the_stream() -> None:
    """It closes the stream that it reads when it is closed itself."""
    closed = []

    def stream() -> Iterator[StreamPart]:
        try:
            yield message("a", type="ai")
            yield message("b", type="ai")
        finally:
            closed.append(True)

    messages = whole_messages(stream())
    next(messages)
    messages.close()

    assert [True] == closed


def test_long_message() -> None:
    """It merges a message of many pieces in a time that grows with them: 200,000 would else take minutes."""
    parts = [piece([{"type": "text", "text": "token", "index": 0}])] * 200_000

    assert 1_000_000 == len(only(parts)["content"][0]["text"])
