"""A human in the loop, in a terminal: the graph asks, a person answers, until the run has ended."""

from __future__ import annotations

import sys

from langgraph_sync import get_client

with get_client() as client:
    thread_id = client.threads.create()["thread_id"]
    state = client.runs.wait(thread_id, sys.argv[1], input={"messages": [{"role": "human", "content": sys.argv[2]}]})
    while questions := state.get("__interrupt__"):
        answers = {question["id"]: input(f"{question['value']} ") for question in questions}
        state = client.runs.answer(thread_id, sys.argv[1], answers)
    print(state["messages"][-1]["content"])
