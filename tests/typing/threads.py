"""Nobody runs this: mypy and pyright read it, for what threads, pages and answers are."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Optional
from uuid import UUID

from typing_extensions import assert_type

from langgraph_sync import LangGraphClient, NotFoundError, get_client
from langgraph_sync.models import (
    Assistant,
    AssistantsPage,
    Cron,
    InputRequest,
    Item,
    PartialAssistant,
    PartialAssistantsPage,
    PartialCron,
    PartialRun,
    PartialThread,
    PartialThreadState,
    RunMetadata,
    StateUpdate,
    Thread,
    ThreadField,
    ThreadState,
    UsageMetadata,
)
from langgraph_sync.resources.runs import Runs

client = get_client()

assert_type(client.runs, Runs)
assert_type(LangGraphClient.runs, Runs)
assert_type(NotFoundError("text", status_code=404).status_code, int)
assert_type(NotFoundError("text").request_id, Optional[str])
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

# With `select`, a field may be missing: pyright reports that it is looked at, mypy has no such rule.
assert_type(client.threads.search(select=["thread_id"]), list[PartialThread])
client.threads.search(select=["thread_id"])[0]["status"]  # pyright: ignore[reportTypedDictNotRequiredAccess]
assert_type(client.threads.search(select="thread_id")[0].get("thread_id"), Optional[str])
client.threads.search(select=["thred_id"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
fields: Optional[list[ThreadField]] = ["status"]
assert_type(client.threads.search(select=fields), list[PartialThread])
for some in client.threads.iterate(select="status", page_size=2):
    assert_type(some, PartialThread)
assert_type(client.assistants.search(select=["name"]), list[PartialAssistant])
assert_type(client.assistants.search(select=["name"], response_format="object"), PartialAssistantsPage)
assert_type(client.runs.list("t", select=["status"]), list[PartialRun])
assert_type(client.crons.search(select=["schedule"]), list[PartialCron])
assert_type(client.threads.get_state("t", select=["next"]), PartialThreadState)
assert_type(client.threads.get_history("t", select=["next"]), list[PartialThreadState])
for part_of_state in client.threads.iterate_history("t", select=["next"]):
    assert_type(part_of_state, PartialThreadState)

# Ids may be UUIDs, one name is a list of one.
client.threads.search(ids=[UUID(int=1), "b"], limit=1)
client.threads.search(ids=UUID(int=1))
client.threads.prune(UUID(int=1))
client.runs.join(UUID(int=1), UUID(int=2), deadline=5, on_exit="cancel", raise_error=False)
client.runs.stream(UUID(int=1), UUID(int=2), interrupt_before="node", interrupt_after="*", feedback_keys="good")
client.runs.create(None, "a", config={"run_name": "r", "metadata": {"a": 1}, "max_concurrency": 2})
client.runs.answer("t", "a", {}, interrupt_id=UUID(int=1), deadline=5, on_exit="leave", raise_error=False)
client.crons.create("a", schedule="0 0 * * *", timezone=timezone.utc)
client.store.put_item(["n"], "k", {}, index="text")
client.runs.stream(None, "a", on_run_created=lambda run: assert_type(run["thread_id"], Optional[str]))
client.runs.stream(None, "a", on_exit="stop")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
client.runs.create(None, "a", deadline=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
client.runs.join("t", "r", on_run_created=print)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

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
