"""Runs that the server retries, since they fail with what it takes for a fault of its own; and one that fills buffers."""

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer
from langgraph_runtime.retry import RetryableException

from graphs import S, Slow, one_node


def retried_node(state: S, config: RunnableConfig):
    attempt = config["metadata"]["run_attempt"]
    get_stream_writer()({"attempt": attempt})
    if attempt == 1:
        raise RetryableException("the first attempt fails")
    return {"messages": [AIMessage(content=f"attempt {attempt}")]}


def hopeless_node(state: S):
    raise RetryableException("every attempt fails")


async def wide_node(state: Slow):
    writer = get_stream_writer()
    for i in range(state.get("ticks", 20)):
        writer({"tick": i, "padding": "x" * 1_000})
    return {"out": "wide"}


retried = one_node("retried", retried_node)
hopeless = one_node("hopeless", hopeless_node)
wide = one_node("wide", wide_node, state=Slow)
