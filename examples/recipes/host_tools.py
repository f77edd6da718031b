"""Tools that run where this script runs: the graph asks for a call by `interrupt`, and the script answers."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from typing import Any

from langgraph_sync import get_client

TOOLS: dict[str, Callable[..., Any]] = {"read_system": platform.system, "round": round}


def call(question: Any) -> Any:
    """Return what a tool returns, or its error: the model reads both."""
    wanted = question["value"]["tool_call"]
    try:
        return TOOLS[wanted["name"]](**wanted["args"])
    except Exception as problem:  # noqa: BLE001 - of any tool
        return f"{type(problem).__name__}: {problem}"


with get_client() as client:
    thread_id = client.threads.create()["thread_id"]
    state = client.runs.wait(thread_id, "host", input={"messages": [{"role": "human", "content": sys.argv[1]}]})
    while questions := state.get("__interrupt__"):
        state = client.runs.answer(thread_id, "host", {question["id"]: call(question) for question in questions})
    print(state["messages"][-1]["content"])
