"""Nobody runs this: mypy and pyright read it, for what threads, pages and answers are."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from typing_extensions import assert_type

from langgraph_sync import get_client
from langgraph_sync.models import (
    Assistant,
    AssistantsPage,
    Cron,
    InputRequest,
    Item,
    RunMetadata,
    StateUpdate,
    Thread,
    ThreadState,
    UsageMetadata,
)

client = get_client()

assert_type(client.assistants.search(), list[Assistant])
assert_type(client.assistants.search(response_format="object"), AssistantsPage)
assert_type(client.threads.update("t", metadata={}), Thread)
client.threads.update("t", return_minimal=True)["status"]  # type: ignore[index]  # pyright: ignore[reportOptionalSubscript]
assert_type(client.store.get_item(["a"], "k"), Optional[Item])
assert_type(client.crons.create("a", schedule="0 0 * * *", end_time=datetime.now().astimezone()), Cron)
client.crons.create("a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
client.threads.iterate(statsu="idle")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]

for thread in client.threads.iterate(status="idle", page_size=50):
    assert_type(thread, Thread)
for state in client.threads.iterate_history("t"):
    assert_type(state, ThreadState)

for part in client.threads.join_stream("t", stream_mode=["run_modes", "state_update"]):
    if part.event == "state_update":
        assert_type(part.data, StateUpdate)
    elif part.event == "metadata":
        assert_type(part.data, RunMetadata)

for event in client.threads.stream_events("t", ["messages", "input"]):
    if event["method"] == "messages":
        progress = event["params"]["data"]
        if progress["event"] == "message-finish":
            assert_type(progress.get("usage"), Optional[UsageMetadata])
        elif progress["event"] == "content-block-delta":
            assert_type(progress["index"], int)
    elif event["method"] == "input.requested":
        assert_type(event["params"]["data"], InputRequest)
    elif event["method"] == "values":
        assert_type(event["params"]["data"], Any)
