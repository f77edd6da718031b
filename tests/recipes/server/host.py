"""Graphs for the recipes: one asks its caller to run tools, one writes slowly and then is silent."""

import asyncio

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import interrupt


def ask(state: MessagesState):
    system = interrupt({"type": "tool", "tool_call": {"name": "read_system", "args": {}}})
    rounded = interrupt({"type": "tool", "tool_call": {"name": "round", "args": {"number": 2.718, "ndigits": 1}}})
    missing = interrupt({"type": "tool", "tool_call": {"name": "missing", "args": {}}})
    return {"messages": [AIMessage(content=f"{system}, {rounded}, {missing}")]}


class SlowModel(BaseChatModel):
    """Writes the last message word by word, twice a second."""

    @property
    def _llm_type(self):
        return "slow"

    async def _astream(self, messages, stop=None, run_manager=None, **kw):
        for word in messages[-1].content.split():
            await asyncio.sleep(0.5)
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{word} "))

    def _generate(self, messages, stop=None, run_manager=None, **kw):
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=messages[-1].content))])


async def write(state: MessagesState):
    answer = await SlowModel().ainvoke(state["messages"])
    await asyncio.sleep(30)
    return {"messages": [answer]}


def one_node(node):
    return StateGraph(MessagesState).add_node("node", node).add_edge(START, "node").add_edge("node", END).compile()


graph = one_node(ask)
writer = one_node(write)
