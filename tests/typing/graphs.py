"""Nobody runs this: mypy and pyright read it, for what the handle of a graph takes and returns.

graph_types.py beside it is what the command writes for the graphs of tests/data/graph_schemas.json.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Optional, TypedDict, Union

from graph_types import (
    Approval,
    Clash,
    Support,
    SupportInput,
    SupportNode,
    SupportOutput,
    SupportPart,
    SupportState,
    SupportTicket,
    SupportUpdate,
    SupportUpdates,
    Tree,
    Writer,
)
from typing_extensions import assert_type

from langgraph_sync import get_client, tokens, whole_messages, with_text
from langgraph_sync.graph import Graph, Interrupted
from langgraph_sync.models import Interrupt, Message, MessageMetadata, ThreadState
from langgraph_sync.parts import StreamPart, UpdatesPart, ValuesPart

client = get_client()
support = Support(client)
question: SupportInput = {
    "messages": [{"role": "human", "content": "Where is my parcel?"}],
    "customer": {"id": "42", "plan": "pro"},
}

for part in support.stream("t", input=question, context={"tone": "casual"}, stream_mode=["values", "updates"]):
    assert_type(part, SupportPart)
    if part.event == "values":
        assert_type(part, ValuesPart[SupportOutput])
        assert_type(part.data.get("ticket"), Optional[SupportTicket])
        if "ticket" in part.data:
            assert_type(part.data["ticket"]["tags"], list[str])
    elif part.event == "updates":
        assert_type(part, UpdatesPart[SupportUpdates])
        assert_type(part.data.get("triage"), Union[SupportUpdate, list[SupportUpdate], None])
    elif part.event == "messages":
        assert_type(part.data, tuple[Message, MessageMetadata])

# What reads the text of a stream keeps the types of its parts.
assert_type(tokens(support.stream(None, input=question)), Generator[str, None, None])
whole_messages(support.stream(None, input=question))
for typed_part, text in with_text(support.stream(None, input=question)):
    assert_type(typed_part, SupportPart)
    assert_type(text, str)

result = support.wait("t", input=question, deadline=60, on_exit="cancel", idempotency_key="order-1")
assert_type(result, SupportOutput)
assert_type(result.get("__interrupt__"), Optional[list[Interrupt]])
assert_type(support.answer("t", True, interrupt_id="q"), SupportOutput)
assert_type(support.join("t", "r", deadline=5), SupportOutput)
state = support.get_state("t")
assert_type(state, ThreadState[SupportState])
assert_type(state["values"].get("steps"), Optional[list[str]])
assert_type(support.get_history("t", limit=2)[0]["values"], SupportState)
support.stream_answer("t", "yes", stream_mode="updates", journal="support.jsonl", heartbeats=True)
support.join_stream("t", "r", last_event_id="-1")
node: SupportNode = "triage"
support.update_state("t", {"messages": [{"role": "human", "content": "hi"}], "score": 0.5}, as_node=node)
Support(client, assistant_id="another").create(None, input=question)

# What the state holds can be sent again.
if "messages" in state["values"]:
    support.wait("t", input={**question, "messages": state["values"]["messages"]})

# Keys that are no identifiers, a recursive model, and a function, which has no keys.
clash = Clash(client).get_state("t")["values"]
assert_type(clash.get("a-b"), Optional[float])
Tree(client).wait(None, input={"root": {"children": [{"kind": "leaf", "value": 1}, {"kind": "branch"}]}})
Approval(client).stream("t", input={"messages": ["hi"], "approved": True, "plan": [{"step": "one"}]})
text_or_question = Writer(client).wait(None, input="cats")
assert_type(text_or_question, Union[dict[str, Any], Interrupted])


# Without the command: the classes of the graph itself, or no types at all.
class Number(TypedDict):
    """The state of a graph."""

    n: int


class Functional(Graph[Number, "dict[str, int]", "dict[str, int]", "dict[str, Any]", Number, Any]):
    """A graph whose classes are at hand."""

    graph_id = "functional"


assert_type(Functional(client).wait(None, input={"n": 41})["n"], int)
assert_type(Functional(client).get_state("t")["values"], Number)
Functional(client).wait(None, input={"m": 41})  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]
plain = Graph(client, "agent")
plain.wait(None, input={"anything": 1}, context=2)
for plain_part in plain.stream(None, input={}):
    assert_type(plain_part, StreamPart)
