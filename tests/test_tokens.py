"""tokens() turns parts into the text that chat models write."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import weakref
from collections import deque
from collections.abc import Iterator
from typing import Any, Optional, get_args

import pytest
from conftest import DATA
from faults import THREAD, run_is, sends
from hypothesis import given
from hypothesis import strategies as st

from langgraph_sync import StreamPart, tokens, whole_messages, with_text
from langgraph_sync._decoding import to_part
from langgraph_sync._sse import iter_events
from langgraph_sync.parts import (
    EventsPart,
    MessagesCompletePart,
    MessagesMetadataPart,
    MessagesPart,
    MessagesPartialPart,
    MetadataPart,
    UnknownPart,
    ValuesPart,
)


def recorded(name: str, folder: str = "recordings") -> list[StreamPart]:
    """The parts of a recording."""
    return [to_part(event) for event in iter_events([(DATA / folder / f"{name}.sse").read_bytes()])]


def event(content: Any, node: str = "agent", message_id: str = "1") -> StreamPart:
    """A chunk in the mode `events`."""
    data: Any = {"event": "on_chat_model_stream", "data": {"chunk": {"content": content}}, "run_id": message_id}
    data["metadata"] = {"langgraph_node": node}
    return EventsPart("events", data)


def message(content: Any, node: str = "agent", message_id: Optional[str] = "1", **fields: Any) -> StreamPart:
    """A message in the mode `messages-tuple`."""
    data: Any = ({"type": "AIMessageChunk", "content": content, "id": message_id, **fields}, {"langgraph_node": node})
    return MessagesPart("messages", data)


def partial(message_id: Any, content: Any) -> StreamPart:
    """A message so far, in the mode `messages`."""
    data: Any = [{"type": "ai", "id": message_id, "content": content}]
    return MessagesPartialPart("messages/partial", data)


def origin(message_id: str, node: str) -> StreamPart:
    """Where a message comes from, in the mode `messages`."""
    data: Any = {message_id: {"metadata": {"langgraph_node": node}}}
    return MessagesMetadataPart("messages/metadata", data)


def beginning(attempt: int = 1) -> StreamPart:
    """The first part of a try."""
    return MetadataPart("metadata", {"run_id": "r", "attempt": attempt})


def test_text_so_far() -> None:
    """It yields the text so far after each chunk that has any."""
    parts = [beginning(), event("b"), event("e"), event(""), event("g")]

    assert ["b", "be", "beg"] == list(tokens(parts))


def test_delta() -> None:
    """It yields the pieces with `delta=True`."""
    assert ["b", "e", "g"] == list(tokens([event("b"), event(""), event("e"), event("g")], delta=True))


@pytest.mark.parametrize(
    ("recording", "text"),
    [
        ("events_tools", "Callingdone now"),
        ("mode_messages-tuple", "Hello from the model"),
        ("mode_messages", "Hello from the model"),
        ("events_blocks", "The answer"),
        ("blocks_messages_tuple", "The answer"),
        ("blocks_messages", "The answer"),
        ("chat_all_modes", "Hello from the model"),
        ("chat_messages_and_tuple", "Hello from the model"),
        ("mode_values", ""),
    ],
)
def test_recorded_text(recording: str, text: str) -> None:
    """It finds each piece of a real stream once, in every mode and in several at a time."""
    assert text == "".join(tokens(recorded(recording), delta=True))


@pytest.mark.parametrize("mode", ["events", "messages-tuple", "messages", "all"])
def test_text_of_langgraph_js(mode: str) -> None:
    """It finds each piece once in what LangGraph.js sends, and joins the emoji that came in two halves."""
    parts = recorded(mode, "js_recordings")
    # A message that a node has built; in the mode `messages` it may as well be from an earlier run.
    whole = ["whole"] * (mode == "messages-tuple")

    assert ["b", "e", "g", "\N{GRINNING FACE}", *whole, "e", "n", "d"] == list(tokens(parts, delta=True))
    assert "beg\N{GRINNING FACE}" == "".join(tokens(parts, delta=True, node="agent"))
    assert "".join(["beg\N{GRINNING FACE}", *whole, "end"]) == list(tokens(parts))[-1]


def test_chunks_of_langgraph_js() -> None:
    """It takes messages of type `ai` that have `tool_call_chunks` for chunks."""
    assert ["b", "bc"] == list(tokens([message(text, type="ai", tool_call_chunks=[]) for text in "bc"]))


def test_content_blocks() -> None:
    """It takes text from blocks of type `text` and from bare strings, and from no other block."""
    blocks = ["a", {"type": "text", "text": "b"}, {"type": "reasoning", "reasoning": "no"}, {"type": "x", "text": "no"}]

    assert ["ab"] == list(tokens([message(blocks)]))


def ended(content: Any, message_id: str = "1", **fields: Any) -> StreamPart:
    """What a chat model has written, in the mode `events`."""
    data: Any = {"event": "on_chat_model_end", "data": {"output": {"type": "ai", "content": content, **fields}}}
    return EventsPart("events", {**data, "run_id": message_id, "metadata": {"langgraph_node": "agent"}})


def completion(kind: str, content: Any, run_id: str = "1") -> StreamPart:
    """What a completion model writes, in the mode `events`."""
    inner = {"stream": {"chunk": {"text": content}}, "end": {"output": {"generations": [[{"text": content}]]}}}
    data: Any = {"event": f"on_llm_{kind}", "data": inner[kind], "run_id": run_id}
    return EventsPart("events", {**data, "metadata": {"langgraph_node": "agent"}})


def complete(message_id: Any, content: Any, kind: str = "ai") -> StreamPart:
    """A message that was not streamed, in the mode `messages`."""
    data: Any = [{"type": kind, "id": message_id, "content": content}]
    return MessagesCompletePart("messages/complete", data)


@pytest.mark.parametrize(
    ("parts", "pieces"),
    [
        ([message("no", type="tool"), message("no", type="human"), message("a", type="ai")], ["a"]),
        ([message("a"), message("b"), message("ab", type="ai")], ["a", "b"]),
        ([message("a", type="ai"), message("a", type="ai"), message("b", "tool", "2", type="ai")], ["a", "b"]),
        ([message("a", message_id="2"), message("b", type="ai"), message("c", message_id="2")], ["a", "b", "c"]),
        ([message(""), message([]), message("a", type="ai")], ["a"]),
        ([message("a", type="ai"), beginning(2), message("a", type="ai")], ["a", "a"]),
        ([message("a", message_id=None, type="ai"), message("a", message_id=None, type="ai")], ["a", "a"]),
        ([message("a", message_id=None), message("a", message_id=None, type="ai")], ["a"]),
        ([message("a"), message("b"), message("ab", message_id="2", type="ai")], ["a", "b"]),
        ([message("a"), message("a", "other", "2", type="ai")], ["a", "a"]),
        ([message("a", message_id="1", type="ai"), message("a", message_id="2", type="ai")], ["a", "a"]),
        ([event("a"), event("b"), ended("ab")], ["a", "b"]),
        ([ended("a"), ended("b", "2"), ended([{"type": "text", "text": "c"}], "3")], ["a", "b", "c"]),
        ([event(""), ended("a")], ["a"]),
        ([completion("stream", "a"), completion("stream", "b"), completion("end", "ab")], ["a", "b"]),
        ([completion("end", "a"), event("b", message_id="2"), ended("b", "2")], ["a", "b"]),
        ([origin("1", "agent"), complete("1", "a"), complete("1", "a")], ["a"]),
        ([origin("1", "agent"), partial("1", "a"), partial("1", "ab"), complete("1", "ab")], ["a", "b"]),
        ([origin("1", "agent"), partial("1", "a"), origin("2", "agent"), complete("2", "a")], ["a"]),
        ([origin("1", "agent"), partial("1", ""), complete("1", "a")], ["a"]),
        ([origin("1", "agent"), complete("1", "no", "tool"), complete("1", "no", "human")], []),
        ([complete("1", "of an earlier run")], []),
        ([ended("a"), message("a", type="ai")], ["a"]),
    ],
)
def test_messages_that_were_not_streamed(parts: list[StreamPart], pieces: list[str]) -> None:
    """It yields the text of a message that no model has streamed, once, and that of no tool and no human."""
    assert pieces == list(tokens(parts, delta=True))


@pytest.mark.parametrize(
    "parts",
    [
        [event("a", "left"), event("b", "right"), event("c", "left")],
        [message("a", "left"), message("b", "right"), message("c", "left")],
        [origin("1", "left"), origin("2", "right"), partial("1", "a"), partial("2", "b"), partial("1", "ac")],
    ],
)
def test_node(parts: list[StreamPart]) -> None:
    """It yields the text of one node only when asked to."""
    assert ["a", "ac"] == list(tokens(parts, node="left"))
    assert "abc" == "".join(tokens(parts, delta=True))


def test_another_try_begins_anew() -> None:
    """It drops the text of a try that the server has given up."""
    assert ["a", "ab", "a"] == list(tokens([beginning(), event("a"), event("b"), beginning(2), event("a")]))


def test_closes_the_stream() -> None:
    """It closes the stream that it reads when it is closed itself."""
    closed = []

    def stream() -> Iterator[StreamPart]:
        try:
            yield event("a")
            yield event("b")
        finally:
            closed.append(True)

    parts = stream()
    text = tokens(parts)
    next(text)
    text.close()

    assert [True] == closed


def test_errors_pass_through() -> None:
    """It lets the errors of the stream out."""

    def stream() -> Iterator[StreamPart]:
        yield event("a")
        raise LookupError

    text = tokens(stream())

    assert "a" == next(text)
    with pytest.raises(LookupError):
        next(text)


@pytest.mark.parametrize("chunk", [event, message, lambda content: partial(None, content)])
@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([{"text": "a"}], "a"),
        ([{"type": None, "text": "a"}], "a"),
        ({"type": "text", "text": "a"}, "a"),
        (["a", None, 1, [], {}, {"type": ["text"], "text": "no"}, {"type": "text"}, {"type": "text", "text": 5}], "a"),
        ([{"type": "text", "text": None}], ""),
        ([], ""),
        ({}, ""),
        (None, ""),
        (5, ""),
    ],
)
def test_odd_content(chunk: Any, content: Any, text: str) -> None:
    """It counts a block without a type by its text; what has no text gives none."""
    assert text == "".join(tokens([chunk(content)]))


@pytest.mark.parametrize(
    ("event", "data"),
    [
        *[
            (event, data)
            for event in ("events", "messages", "messages/partial", "messages/metadata", "protocol")
            for data in (
                None,
                {},
                [],
                "messages",
                5,
                True,
                0.5,
                [None],
                [[]],
                [{}],
                [{}, None],
                ["a", "b"],
                {"a": None},
                {"a": {}},
            )
        ],
        ("events", {"event": "on_chat_model_stream"}),
        ("events", {"event": "on_chat_model_stream", "data": None, "metadata": None}),
        ("events", {"event": "on_chat_model_stream", "data": {"chunk": None}, "metadata": {}}),
        ("events", {"event": "on_chat_model_stream", "data": {"chunk": "text"}, "metadata": []}),
        ("events", {"event": ["on_chat_model_stream"], "data": {"chunk": {"content": "no"}}}),
        (
            "events",
            {"event": "on_llm_stream", "run_id": "1", "data": {"chunk": None}, "metadata": {"langgraph_node": "agent"}},
        ),
        (
            "events",
            {
                "event": "on_chat_model_end",
                "run_id": "1",
                "data": {"output": "no"},
                "metadata": {"langgraph_node": "agent"},
            },
        ),
        ("protocol", {"method": "messages", "params": {"namespace": [], "data": None}}),
        ("messages", [{"content": "no"}, {"langgraph_node": "agent"}]),
        ("messages", [{"type": "AIMessageChunk"}, None]),
        ("messages", {"event": "content-block-delta", "delta": {"text": "no"}}),
        ("messages/metadata", {"1": {"metadata": None}}),
        ("messages/metadata", {"1": {"metadata": {"langgraph_node": ["agent"]}}}),
        ("messages/partial", [{"id": {}, "content": None}]),
        ("metadata", None),
    ],
)
def test_part_without_text(event: str, data: Any) -> None:
    """It passes over what has no text, of any shape, and reads on."""
    odd: Any = UnknownPart(event, data, None, (), "name")  # type: ignore[arg-type]

    assert ["b"] == list(tokens([odd, message("b"), odd]))


def test_text_without_a_node() -> None:
    """It yields text of which the server does not say where it is from, but not as that of a node."""
    parts: list[Any] = [
        EventsPart("events", {"event": "on_chat_model_stream", "data": {"chunk": {"content": "a"}}}),  # type: ignore[typeddict-item]
        MessagesPart("messages", [{"type": "AIMessageChunk", "content": "a"}, None]),  # type: ignore[arg-type]
        MessagesPart("messages", [{"type": "AIMessageChunk", "content": "a"}]),  # type: ignore[arg-type]
        partial("1", "a"),
    ]

    assert [["a"]] * 4 == [list(tokens([part])) for part in parts]
    assert [[]] * 4 == [list(tokens([part], node="agent")) for part in parts]


def test_text_with_ids_of_another_kind() -> None:
    """It yields text whose message has an id, or a node, that is no text: as that of its node, or of none."""
    chunk = {"type": "AIMessageChunk", "content": "a", "id": "1"}
    model = {"event": "on_chat_model_stream", "data": {"chunk": chunk}, "run_id": "1"}
    parts: list[Any] = [
        MessagesPart("messages", [{**chunk, "id": ["1"]}, {"langgraph_node": "agent"}]),  # type: ignore[arg-type]
        MessagesPart("messages", [chunk, {"langgraph_node": ["agent"]}]),  # type: ignore[arg-type]
        EventsPart("events", {**model, "run_id": ["1"], "metadata": {"langgraph_node": "agent"}}),  # type: ignore[arg-type]
        EventsPart("events", {**model, "metadata": {"langgraph_node": ["agent"]}}),  # type: ignore[arg-type]
    ]

    assert [["a"]] * 4 == [list(tokens([part])) for part in parts]
    assert [["a"], [], ["a"], []] == [list(tokens([part], node="agent")) for part in parts]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["on_chat_model_stream", "AIMessageChunk", "ai", "text", "agent"]),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.text()
            | st.sampled_from(
                [
                    "event",
                    "data",
                    "chunk",
                    "content",
                    "type",
                    "text",
                    "id",
                    "metadata",
                    "langgraph_node",
                    "run_id",
                    "tool_call_chunks",
                ]
            ),
            inner,
        )
    ),
    max_leaves=12,
)
PARTS = st.builds(
    lambda kind, name, data: kind._make([name, data, None, (), "name"][: len(kind._fields)]),
    st.sampled_from(get_args(StreamPart)),
    st.sampled_from(["events", "messages", "messages/partial", "messages/metadata", "metadata", "unknown"]),
    JSON,
)


@given(parts=st.lists(PARTS, max_size=4), delta=st.booleans(), node=st.none() | st.just("agent"))
def test_any_data(parts: list[Any], delta: bool, node: Any) -> None:
    """It yields text that can be printed, or none, whatever the data of a part is."""
    for text in tokens(parts, delta=delta, node=node):
        assert text
        assert text == text.encode().decode()


@pytest.mark.parametrize(
    ("contents", "pieces"),
    [
        (["Hello", "Wor", "World"], ["Hello", "Wor", "ld"]),
        (["a", "ab", "a", "ab"], ["a", "b", "a", "b"]),
        (["a", "a", "", "a"], ["a", "a"]),
    ],
)
@pytest.mark.parametrize("message_id", [None, "1", 5, ["1"]])
def test_text_that_does_not_continue(message_id: Any, contents: list[str], pieces: list[str]) -> None:
    """It takes a text that does not continue the one before for a new one, as where messages have no ids."""
    assert pieces == list(tokens([partial(message_id, content) for content in contents], delta=True))


def test_node_of_messages_without_ids() -> None:
    """It finds the node of messages whose ids are null."""
    parts = [origin("null", "left"), partial(None, "a"), origin("null", "right"), partial(None, "b")]

    assert ["a"] == list(tokens(parts, node="left"))


def test_another_try_of_whole_messages() -> None:
    """It begins anew with a message of the same id, however its text goes on, when the server tries again."""
    parts = [beginning(), partial("1", "a"), beginning(2), partial("1", "ab"), partial("1", "abc")]

    assert ["a", "ab", "abc"] == list(tokens(parts))
    assert ["a", "ab", "c"] == list(tokens(parts, delta=True))


def chunks_of(kind: str, pieces: list[str], message_id: str, node: str = "agent") -> list[StreamPart]:
    """A message in one of the three modes."""
    if kind == "messages":
        return [partial(message_id, "".join(pieces[: count + 1])) for count in range(len(pieces))]
    return [{"events": event, "messages-tuple": message}[kind](piece, node, message_id) for piece in pieces]


HIGH, LOW, EMOJI = "\ud83d", "\ude00", "\N{GRINNING FACE}"
MODES = pytest.mark.parametrize("mode", ["events", "messages-tuple", "messages"])


@MODES
@pytest.mark.parametrize(
    ("contents", "pieces"),
    [
        (["a", HIGH, LOW, "b"], ["a", EMOJI, "b"]),
        (["a" + HIGH, LOW + "b"], ["a", EMOJI + "b"]),
        (["é" + HIGH, "", LOW + HIGH, LOW], ["é", EMOJI, EMOJI]),
        (["a" + HIGH, "b"], ["a", "\ufffdb"]),
        ([LOW, "b"], ["\ufffd", "b"]),
        ([HIGH, HIGH, LOW], ["\ufffd", EMOJI]),
        ([LOW + HIGH, "a"], ["\ufffd", "\ufffda"]),
        (["a" + HIGH], ["a", "\ufffd"]),
        ([HIGH], ["\ufffd"]),
    ],
)
def test_halves_of_a_character(mode: str, contents: list[str], pieces: list[str]) -> None:
    """It holds half a character back until its other half has come; one that never does is U+FFFD."""
    parts = chunks_of(mode, contents, "1")

    assert pieces == list(tokens(parts, delta=True))
    assert ["".join(pieces[: count + 1]) for count in range(len(pieces))] == list(tokens(parts))


@MODES
def test_halves_of_two_messages(mode: str) -> None:
    """It joins the halves of each message by itself."""
    one, other = chunks_of(mode, ["a", HIGH, LOW], "1"), chunks_of(mode, ["b", HIGH, LOW], "2")
    parts = [part for pair in zip(one, other) for part in pair]

    assert ["a", "b", EMOJI, EMOJI] == list(tokens(parts, delta=True))


def test_half_that_the_server_joins() -> None:
    """It does not take a text for a new one because the end of the one before has become a whole character."""
    parts = [partial("1", text) for text in ("a" + HIGH, "a" + HIGH, "a" + EMOJI, "a" + EMOJI + "b")]

    assert ["a", EMOJI, "b"] == list(tokens(parts, delta=True))


@MODES
def test_half_of_a_try_that_was_given_up(mode: str) -> None:
    """It forgets half a character when the server tries again."""
    parts = [beginning(), *chunks_of(mode, [HIGH], "1"), beginning(2), *chunks_of(mode, ["a"], "1")]

    assert ["a"] == list(tokens(parts))


def test_half_of_another_node() -> None:
    """It leaves out half a character of a node or a mode that was not asked for."""
    parts = [event("a", "left"), event(HIGH, "right", "2"), message(HIGH, "left")]

    assert ["a"] == list(tokens(parts, node="left"))


def test_from_the_socket(connect: Any) -> None:
    """It reads the text of a stream whose events come in halves of characters, and some of which are odd."""
    events: list[Any] = [(part.event, part.data, None) for part in [beginning(), message("a"), message(HIGH)]]
    events += [("ping", "2026-11-26 12:00:00", None), ("messages", [], None), ("messages", [{"id": "1"}, None], None)]
    events += [(part.event, part.data, None) for part in [message(LOW), message("b", type="ai", tool_call_chunks=[])]]
    client, _ = connect(sends(*events), run_is("success"))
    stream = client.runs.stream(THREAD, "agent", stream_mode="messages-tuple")

    assert ["a", EMOJI, "b"] == list(tokens(stream, delta=True))


@pytest.mark.parametrize("delta", [True, False])
def test_time_grows_with_the_pieces(delta: bool) -> None:
    """It takes about eight times as long for eight times as many pieces where nobody keeps the texts so far."""

    def time_for(count: int) -> float:
        parts = [message("token")] * count
        before = time.process_time()
        deque(tokens(parts, delta=delta), maxlen=0)
        return time.process_time() - before

    tries = range(3)  # as the machine may be doing something else
    assert any(time_for(160_000) < 20 * time_for(20_000) + 0.01 for _ in tries)


LOOP = """
import os
from langgraph_sync import tokens
from langgraph_sync.parts import MessagesPart
part = MessagesPart("messages", ({"type": "AIMessageChunk", "content": "toke"}, {}))
before = os.times()
for text in tokens([part] * 80_000): pass
after = os.times()
print(len(text), after.system - before.system < after.user - before.user)
"""


def test_long_text_so_far() -> None:
    """It copies long texts within the memory of the process: to fetch it anew each time takes ten times as long."""
    looped = subprocess.run([sys.executable, "-c", LOOP], capture_output=True, text=True, check=True)

    assert ["320000", "True"] == looped.stdout.split()


@given(parts=st.lists(PARTS, max_size=4), node=st.none() | st.just("agent"))
def test_text_beside_any_data(parts: list[Any], node: Any) -> None:
    """It yields each part in turn, whatever its data is, and the texts that are not empty are those of `tokens`."""
    pairs = list(with_text(parts, node=node))

    assert list(tokens(parts, delta=True, node=node)) == [text for _, text in pairs if text]
    assert parts == [part for part, _ in pairs][: len(parts)]


def test_text_beside_parts() -> None:
    """It yields each part with the text that it adds, so that one loop shows text and events."""
    parts = [beginning(), message("a", "left"), ValuesPart("values", {}), message("b", "right"), message("c", "left")]

    assert list(zip(parts, ["", "a", "", "b", "c"])) == list(with_text(parts))
    assert list(zip(parts, ["", "a", "", "", "c"])) == list(with_text(parts, node="left"))


def test_half_that_is_left_beside_parts() -> None:
    """It yields a part once more, at the end, when half of a character in it never got its other half."""
    parts = [message("a" + HIGH), message("b", message_id="2")]

    assert [(parts[0], "a"), (parts[1], "b"), (parts[0], "\ufffd")] == list(with_text(parts))


TEXTS = pytest.mark.parametrize("texts", [tokens, with_text, whole_messages])


@TEXTS
@pytest.mark.parametrize("mode", [None, [], "values", "updates", ["values", "custom", "tasks", "checkpoints", "debug"]])
@pytest.mark.parametrize("method", ["stream", "stream_answer"])
def test_modes_without_text(connect: Any, texts: Any, mode: Any, method: str) -> None:
    """It raises before anything is sent, at the call, when a stream was not asked for any text."""
    client, server = connect()
    stream = getattr(client.runs, method)(THREAD, "agent", *[1] * (method == "stream_answer"), stream_mode=mode)

    with pytest.raises(ValueError, match="stream_mode='messages-tuple'"):
        texts(stream)
    assert [] == server.requests


@TEXTS
def test_default_mode_without_text(connect: Any, texts: Any) -> None:
    """It raises for a stream without a mode, which names the mode that the server takes."""
    client, _ = connect()

    with pytest.raises(ValueError, match="in the mode 'values' holds no text"):
        texts(client.runs.stream(THREAD, "agent"))


@TEXTS
def test_modes_of_joined_runs(connect: Any, texts: Any) -> None:
    """It raises for a run that is joined in modes without text, and not where no mode is named."""
    client, _ = connect()

    with pytest.raises(ValueError, match="'updates' and 'tasks'"):
        texts(client.runs.join_stream(THREAD, "r", stream_mode=["updates", "tasks"]))
    assert texts(client.runs.join_stream(THREAD, "r"))


@TEXTS
@pytest.mark.parametrize("mode", ["events", "messages", "messages-tuple", ("updates", "messages")])
def test_modes_with_text(connect: Any, texts: Any, mode: Any) -> None:
    """It takes streams of which a mode brings text."""
    client, _ = connect()

    assert texts(client.runs.stream(THREAD, "agent", stream_mode=mode))


@TEXTS
def test_other_iterables(texts: Any) -> None:
    """It takes any iterable of parts, whatever is in it."""
    parts = [ValuesPart("values", {})]

    assert [] == [found for found in texts(parts) if found != (parts[0], "")]
    assert [] == [found for found in texts(part for part in parts) if found != (parts[0], "")]


def test_modes_are_forgotten(connect: Any) -> None:
    """It keeps no stream that was dropped."""
    client, _ = connect()
    stream = weakref.ref(client.runs.stream(THREAD, "agent"))
    gc.collect()

    assert stream() is None


@pytest.mark.parametrize("texts", [tokens, with_text])
@pytest.mark.parametrize(
    ("node", "warnings"),
    [
        ("right", []),
        ("tools", []),
        (None, []),
        ("agnet", ["no message came from the node 'agnet'; nodes that messages came from: 'left', 'right', 'tools'"]),
    ],
)
def test_node_that_is_not_there(caplog: Any, texts: Any, node: Any, warnings: list[str]) -> None:
    """It logs the nodes that were seen, at the end, when none has the name that was asked for."""
    parts = [message("a", "right"), message("no", "tools", "2", type="tool"), message("", "left", "3")]
    found = texts(iter(parts), node=node)
    next(found, None)

    assert [] == caplog.messages or node == "agnet"
    deque(found, maxlen=0)
    assert warnings == caplog.messages
    assert {"langgraph_sync"} >= {record.name for record in caplog.records}


def test_node_of_an_empty_stream(caplog: Any) -> None:
    """It says that there was no message at all."""
    assert [] == list(tokens([beginning()], node="agent"))
    assert ["no message came from the node 'agent'; nodes that messages came from: none"] == caplog.messages
