"""The graph that the demo serves: a model that says `begin`, asks for a tool, and says `end`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition


class ScriptedChatModel(BaseChatModel):
    """Needs no key and no network: it writes a fixed answer, letter by letter."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: Optional[list[str]] = None,
        run_manager: Optional[CallbackManagerForLLMRun] = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        has_weather = isinstance(messages[-1], ToolMessage)
        for letter in "end" if has_weather else "begin":
            yield ChatGenerationChunk(message=AIMessageChunk(content=letter))
        if not has_weather:
            call = {"name": "weather", "args": '{"city": "SF"}', "id": "call-1", "index": 0, "type": "tool_call_chunk"}
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        first, *rest = (chunk.message for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=sum(rest, first))])


@tool
def weather(city: str) -> str:
    """Return the weather in a city."""
    return f"It's sunny in {city}."


def agent(state: MessagesState, config: RunnableConfig) -> dict[str, Any]:
    """Let the model answer."""
    return {"messages": [ScriptedChatModel().invoke(state["messages"], config)]}


builder = StateGraph(MessagesState)
builder.add_node("agent", agent)
builder.add_node("tools", ToolNode([weather]))
builder.add_edge(START, "agent")
builder.add_conditional_edges("agent", tools_condition)
builder.add_edge("tools", "agent")
graph = builder.compile()
