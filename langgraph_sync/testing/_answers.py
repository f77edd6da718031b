"""What a run sends: from a text, a state, parts or a file to the events of every stream mode."""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Optional, Union, cast

from .. import _json
from .._json import json_object, plain_json
from .._sse import iter_events
from ..journal import read_journal, read_outcome
from ..parts import StreamPart

Event = tuple[str, Any]
"""The name and the data of an event, as they are sent."""
Part = Union[StreamPart, Event]
Ending = Literal["success", "interrupted", "timeout"]

VERSION: Final = "0.16.7"
"""The server whose answers these are like."""
_PYTHON_TYPES: Final = {"user": "human", "assistant": "ai", "developer": "system"}
# Exceptions whose text a server shows; the text of any other may hold a secret.
_SHOWN: Final = (ValueError, TypeError, KeyError, AttributeError, RuntimeError, TimeoutError)
_GENERATED: Final = frozenset(("values", "updates", "messages", "messages-tuple", "events"))
_TURN: Final = ("", None)
_SUCCESS: Final = "success"
_ENDINGS: Final[dict[str, Ending]] = {"cancelled": "interrupted", "timed out": "timeout"}
_OUR_OWN: Final = ("metadata", "heartbeat", "end")
_MESSAGE: Final[dict[str, Any]] = {"content": "", "additional_kwargs": {}, "response_metadata": {}, "name": None}
_AI_MESSAGE: Final[dict[str, Any]] = {"tool_calls": [], "invalid_tool_calls": [], "usage_metadata": None}
_CHUNK: Final[dict[str, Any]] = {"type": "AIMessageChunk", "tool_call_chunks": [], "chunk_position": None}


@dataclass(frozen=True)
class Text:
    """An answer that a model writes, piece by piece."""

    pieces: tuple[str, ...]
    node: str


@dataclass(frozen=True)
class Question:
    """An answer that asks a human."""

    value: Any


Answer = Union[Text, Question, Mapping[str, Any], Sequence[Part], "os.PathLike[str]"]


class Context(NamedTuple):
    """What the events of a run show of it."""

    run_id: str
    graph: str
    input: Any
    state: Any
    """The state of the thread after the input."""
    metadata: Mapping[str, Any]


class Plan(NamedTuple):
    """What a run is going to send, and how it ends if no event shows that."""

    events: list[Event]
    modes: frozenset[str]
    """The stream modes that these events are for."""
    turn: int
    """The place before which the run may be held or fail: just before what its last node returns, or the last part."""
    status: Ending = "success"


def text(*pieces: str, node: str = "model") -> Text:
    """Answer with a message that a model writes: word by word, or in these pieces.

    Args:
        pieces: The text; a single one is cut into words.
        node: The node of the graph that the model belongs to.

    """
    for piece in cast("tuple[object, ...]", pieces):
        if not isinstance(piece, str):
            raise TypeError(f"text() takes pieces of text, not {type(piece).__name__}")
    return Text(tuple(re.findall(r"\s*\S+|\s+$", pieces[0])) if len(pieces) == 1 else pieces, node)


def question(value: Any) -> Question:
    """Answer with a question to a human, for which the run stops.

    Args:
        value: What the graph's `interrupt()` is given.

    """
    return Question(value)


def plan(answer: Answer, context: Context) -> Plan:
    """Return what a run with this answer sends, in all modes."""
    if isinstance(answer, Text):
        return _generated(_graph_run(context, answer.node, pieces=answer.pieces))
    if isinstance(answer, Question):
        asked = [{"value": answer.value, "id": uuid.uuid4().hex, "response_schema": None}]
        return _generated(_graph_run(context, "node", asked=asked))
    if isinstance(answer, Mapping):
        return _generated(_graph_run(context, "node", update=dict(answer)))
    if isinstance(answer, str):
        raise TypeError(f"an answer is text({answer!r}), or Path({answer!r}) for a file, not a str")
    found, status = _read(Path(answer)) if isinstance(answer, os.PathLike) else ([*map(as_event, answer)], _SUCCESS)
    events = [event for event in found if event[0] not in _OUR_OWN]
    modes = frozenset(mode for name, _ in events for mode in modes_of(name))
    return Plan(events, modes, max(0, len(events) - 1), status)


def modes_of(name: str) -> tuple[str, ...]:
    """Return the stream modes that an event may be for; none for `error`, which is for all."""
    base = name.partition("|")[0]
    if base.startswith("messages/"):
        return ("messages",)
    return {"messages": ("messages-tuple",), "error": ()}.get(base, (base,))


def encoded(data: Any) -> bytes:
    """Return JSON as servers write it."""
    return json.dumps(plain_json(data), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def described(problem: BaseException) -> dict[str, str]:
    """Return an exception as a server shows it."""
    shown = str(problem) if isinstance(problem, _SHOWN) else "An internal error occurred"
    return {"error": type(problem).__name__, "message": shown}


def merged(state: Any, update: Any) -> Any:
    """Return a state after an update: messages are appended, other values replaced."""
    added = json_object(update)
    if added is None:
        return state if update is None else update
    before = json_object(state) or {}
    after = {**before, **added}
    if "messages" in added:
        new = [_message(each) for each in as_list(added["messages"])]
        replaced = {message["id"] for message in new}
        after["messages"] = [each for each in before.get("messages", ()) if each.get("id") not in replaced] + new
    return after


def as_list(given: Any) -> list[Any]:
    """Return a list as it is, and anything else as the only item of one."""
    return given if isinstance(given, list) else [given]  # pyright: ignore[reportUnknownVariableType]


def _message(given: Any) -> dict[str, Any]:
    """Return a message as a server shows it: one may be sent as an object, a pair, or a text of the user."""
    fields = json_object(given)
    if fields is None:
        kind, content = cast("tuple[str, Any]", given if isinstance(given, (list, tuple)) else ("human", given))
        fields = {"type": kind, "content": content}
    fields = {"type": "human", **fields}
    kind = fields.pop("role", None) or fields["type"]
    fields["type"] = _PYTHON_TYPES.get(kind, kind)
    fields["id"] = fields.get("id") or str(uuid.uuid4())
    return {**_MESSAGE, **(_AI_MESSAGE if fields["type"] == "ai" else {}), **fields}


def _generated(events: Iterable[Event]) -> Plan:
    found = list(events)
    turn = found.index(_TURN)
    return Plan([*found[:turn], *found[turn + 1 :]], _GENERATED, turn)


def _graph_run(
    context: Context,
    node: str,
    *,
    update: Optional[dict[str, Any]] = None,
    pieces: tuple[str, ...] = (),
    asked: Any = None,
) -> Iterator[Event]:
    """Yield what a graph of one node sends in all modes."""
    root, node_run, model_run = context.run_id, str(uuid.uuid4()), str(uuid.uuid4())
    place = f"{node}:{uuid.uuid4()}"
    metadata = {
        **context.metadata,
        "ls_integration": "langgraph",
        "langgraph_step": 1,
        "langgraph_node": node,
        "langgraph_triggers": [f"branch:to:{node}"],
        "langgraph_path": ["__pregel_pull", node],
        "langgraph_checkpoint_ns": place,
    }
    of_model = {
        **metadata,
        "ls_integration": "langchain_chat_model",
        "checkpoint_ns": place,
        "ls_provider": "fake",
        "ls_model_type": "chat",
        "lc_versions": {"langchain-core": "1.8.3"},
    }

    def happened(event: str, name: str, run_id: str, *parents: str, **data: Any) -> Event:
        about = {root: context.metadata, node_run: metadata, model_run: of_model}[run_id]
        tags = {root: [], node_run: ["graph:step:1"], model_run: ["seq:step:1"]}[run_id]
        fields = {"event": event, "data": data, "name": name, "tags": tags, "run_id": run_id}
        return "events", {**fields, "metadata": about, "parent_ids": list(parents)}

    yield happened("on_chain_start", context.graph, root, input=context.input)
    yield "values", context.state
    yield happened("on_chain_start", node, node_run, root, input=context.state)
    if asked is not None:
        yield _TURN
        yield "updates", {"__interrupt__": asked}
        yield "values", {**(json_object(context.state) or {}), "__interrupt__": asked}
        yield happened("on_chain_end", context.graph, root, output=context.state)
        return
    if update is None:
        message = _message({"type": "ai", "content": "".join(pieces), "id": f"lc_run--{model_run}"})
        update = {"messages": [message]}
        called, so_far = {"messages": [(json_object(context.state) or {}).get("messages", [])]}, ""
        yield happened("on_chat_model_start", "FakeModel", model_run, root, node_run, input=called)
        yield "messages/metadata", {message["id"]: {"metadata": of_model}}
        for piece, position in [*((piece, None) for piece in pieces), ("", "last")]:
            if position is not None:
                yield _TURN
            chunk, so_far = {**message, **_CHUNK, "content": piece, "chunk_position": position}, so_far + piece
            yield happened("on_chat_model_stream", "FakeModel", model_run, root, node_run, chunk=chunk)
            yield "messages", [chunk, of_model]
            yield "messages/partial", [{**message, "content": so_far}]
        yield happened("on_chat_model_end", "FakeModel", model_run, root, node_run, output=message, input=called)
    else:
        yield _TURN
        whole = merged({}, update)
        for message in whole.get("messages", ()):
            yield "messages", [message, metadata]
            yield "messages/metadata", {message["id"]: {"metadata": metadata}}
            yield "messages/complete", [message]
        update = whole
    yield happened("on_chain_stream", node, node_run, root, chunk=update)
    yield happened("on_chain_end", node, node_run, root, output=update, input=context.state)
    yield "updates", {node: update or None}
    state = merged(context.state, update)
    yield "values", state
    yield happened("on_chain_end", context.graph, root, output=state)


def as_event(part: Any) -> Event:
    """Return a part as it is sent."""
    if not isinstance(part, tuple):
        raise TypeError(f"a part is one of a stream, or a tuple of its event and its data, not {part!r:.200}")
    given = cast("Any", part)
    return "|".join([str(getattr(given, "name", given[0])), *getattr(given, "namespace", ())]), given[1]


def _read(path: Path) -> tuple[list[Event], Ending]:
    """Read the events of a recording, which holds the bytes of a stream, or of a journal."""
    content = path.read_bytes()
    if not content.startswith(b'{"langgraph_sync_journal"'):
        return [(name, _json.decode_json(data)) for name, data, _ in iter_events([content])], _SUCCESS
    events, outcome = [*map(as_event, read_journal(path))], read_outcome(path)
    error = outcome.get("error", {})
    if outcome.get("outcome") == "failed" and not any(name == "error" for name, _ in events):
        events.append(("error", {"error": error["error"], "message": error["message"]}))
    return events, _ENDINGS.get(outcome.get("outcome", ""), _SUCCESS)
