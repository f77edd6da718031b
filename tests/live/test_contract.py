"""Every operation of the description is called on the live server, and both sides keep to what is described."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import datetime, timezone
from typing import Any, NamedTuple

import pytest
import requests
from contract import Contract, operations, part_problems
from releases import Release

from langgraph_sync import LangGraphClient, get_client

HUMAN = {"messages": [{"role": "human", "content": "hi"}]}
NEVER = "0 0 1 1 *"
OPERATIONS = [operation["operationId"] for _, _, operation in operations()]


class World(NamedTuple):
    """A client whose exchanges are checked, and what the calls work on."""

    client: LangGraphClient
    release: Release
    contract: Contract
    assistant_id: str
    thread_id: str
    run_id: str
    checkpoint_id: str

    def check(self, schema_name: str, parts: Generator[Any, None, None], is_last: Callable[[Any], bool]) -> None:
        """Read a stream as far as the last event that matters, each event checked."""
        with closing(parts):
            for part in parts:
                self.contract.problems += part_problems(schema_name, part)
                self.contract.validated += 1
                if is_last(part):
                    return

    def new_thread(self) -> str:
        """A thread that nobody else uses."""
        return self.client.threads.create(metadata={"made_by": "contract"})["thread_id"]


@pytest.fixture(scope="module")
def world(server_url: str, release: Release) -> Iterator[World]:
    """An assistant, and a thread with a finished run and several states."""
    contract, session = Contract(), requests.Session()
    session.hooks["response"].append(contract)
    client = get_client(url=server_url, session=session)
    assistant_id = client.assistants.create("nested", name="contract")["assistant_id"]
    thread_id = client.threads.create(metadata={"made_by": "contract"})["thread_id"]
    run = client.runs.create(thread_id, "chat", input=HUMAN)
    client.runs.join(thread_id, run["run_id"])
    checkpoint_id = client.threads.get_state(thread_id)["checkpoint_id"] or ""
    yield World(client, release, contract, assistant_id, thread_id, run["run_id"], checkpoint_id)
    client.threads.delete(thread_id)
    client.assistants.delete(assistant_id)
    session.close()


def never(_: Any) -> bool:
    """No part is the last one that matters: the stream ends by itself."""
    return False


def is_run_done(part: Any) -> bool:
    """The run of a thread's stream is over."""
    return part.event == "metadata" and part.data.get("status") == "run_done"


def is_completed(event: Any) -> bool:
    """The root graph has ended."""
    return event["method"] == "lifecycle" and event["params"]["data"]["event"] in ("completed", "failed")


def assistants_create(w: World) -> None:
    """Make an assistant with everything that can be said of it."""
    made = w.client.assistants.create(
        "ctx",
        {"tags": ["t"], "recursion_limit": 7, "configurable": {}},
        context={},
        metadata={"a": 1},
        assistant_id=str(uuid.uuid4()),
        if_exists="do_nothing",
        name="n",
        description="d",
    )
    w.client.assistants.delete(made["assistant_id"])


def assistants_delete(w: World) -> None:
    """Remove an assistant with its threads."""
    made = w.client.assistants.create("noop")
    w.client.assistants.delete(made["assistant_id"], delete_threads=True)


def assistants_update(w: World) -> None:
    """Change everything, and clear what can be cleared."""
    w.client.assistants.update(w.assistant_id, graph_id="nested", metadata={"b": 2}, name="m", description="e")
    w.client.assistants.update(w.assistant_id, config={}, context={}, description="")


def assistants_get_graph(w: World) -> None:
    """Draw each graph, with and without its inside."""
    for graph in ("nested", "tools", "loop"):
        w.client.assistants.get_graph(graph)
        w.client.assistants.get_graph(graph, xray=True)
        w.client.assistants.get_graph(graph, xray=1)


def assistants_get_schemas(w: World) -> None:
    """Read the schemas of every graph of the server."""
    for assistant in w.client.assistants.iterate(metadata={"created_by": "system"}, select=["assistant_id"]):
        w.client.assistants.get_schemas(assistant["assistant_id"])


def threads_create(w: World) -> None:
    """Open threads: bare, and with everything."""
    w.client.threads.delete(w.client.threads.create()["thread_id"])
    update = {"values": HUMAN, "as_node": "chat"}
    made = w.client.threads.create(
        graph_id="chat",
        thread_id=str(uuid.uuid4()),
        if_exists="do_nothing",
        ttl=5,
        supersteps=[{"updates": [update]}],  # type: ignore[list-item, typeddict-item]
    )
    w.client.threads.delete(made["thread_id"])


def threads_search(w: World) -> None:
    """List threads, whole and in parts; an empty list of ids finds nothing."""
    w.client.threads.search(metadata={"made_by": "contract"}, status="idle", limit=3, offset=0, sort_by="created_at")
    assert [] == w.client.threads.search(ids=[])
    w.client.threads.search(ids=[w.thread_id], sort_order="asc", extract={"last": "values.messages[-1].content"})


def threads_prune(w: World) -> None:
    """Remove a thread."""
    assert {"pruned_count": 1} == w.client.threads.prune([w.new_thread()])


def threads_update(w: World) -> None:
    """Change metadata and lifetime, with an answer and without."""
    assert None is w.client.threads.update(w.thread_id, metadata={"a": 1}, return_minimal=True)
    assert {"a": None} == {"a": w.client.threads.update(w.thread_id, metadata={"a": None}, ttl=9)["metadata"]["a"]}


def threads_delete(w: World) -> None:
    """Remove a thread."""
    w.client.threads.delete(w.new_thread())


def threads_copy(w: World) -> None:
    """Copy a thread."""
    w.client.threads.delete(w.client.threads.copy(w.thread_id)["thread_id"])


def threads_get_state(w: World) -> None:
    """Read the state of a thread that has one, of an empty one, and of one that waits inside a subgraph."""
    w.client.threads.get_state(w.thread_id, select=["values"])
    w.client.threads.get_state(w.new_thread())
    thread_id = w.new_thread()
    w.client.runs.wait(thread_id, "sub_interrupt", input={"log": []})
    w.client.threads.get_state(thread_id, subgraphs=True)


def threads_get_state_by_checkpoint(w: World) -> None:
    """Read a state by its checkpoint."""
    state = w.client.threads.get_state(w.thread_id)
    assert state["checkpoint"] is not None
    w.client.threads.get_state(w.thread_id, state["checkpoint"], subgraphs=True)


def threads_update_state(w: World) -> None:
    """Write into a state."""
    w.client.threads.update_state(w.thread_id, HUMAN, as_node="chat")
    w.client.threads.update_state(w.thread_id, None, as_node="chat", checkpoint_id=w.checkpoint_id)


def threads_list_history(w: World) -> None:
    """List states by GET, which no method needs."""
    query = {"limit": 2, "before": w.checkpoint_id}
    w.client.request("GET", f"/threads/{w.thread_id}/history", params=query)


def threads_get_history(w: World) -> None:
    """List states below an id, a checkpoint and a configuration."""
    state = w.client.threads.get_state(w.thread_id)
    assert state["checkpoint"] is not None
    expected = w.client.threads.get_history(w.thread_id, before=state["checkpoint_id"], limit=3)
    assert expected == w.client.threads.get_history(w.thread_id, before=state["checkpoint"], limit=3)
    config: Any = {"configurable": state["checkpoint"]}
    assert expected == w.client.threads.get_history(w.thread_id, before=config, limit=3, metadata={})


def threads_join_stream(w: World) -> None:
    """Read a thread from its first event, a state that is written included."""
    thread_id = w.new_thread()
    w.client.runs.wait(thread_id, "chat", input=HUMAN)
    run = w.client.runs.create(
        thread_id, "chat", input=HUMAN, stream_resumable=True, stream_mode=["values", "messages-tuple", "events"]
    )
    w.client.runs.join(thread_id, run["run_id"])
    parts = w.client.threads.join_stream(thread_id, last_event_id="-", stream_mode=["run_modes", "lifecycle"])
    w.check("ThreadStreamPart", parts, is_run_done)


def threads_command(w: World) -> None:
    """Start a run by a command."""
    result = w.client.threads.command(w.new_thread(), "run.start", {"assistant_id": "noop", "input": {"log": []}})
    assert ["run_id"] == list(result)


def threads_stream_events(w: World) -> None:
    """Read protocol events of graphs that answer, use tools, have subgraphs and fail."""
    channels = ["lifecycle", "values", "messages", "input", "updates", "custom", "tools", "tasks", "checkpoints"]
    for graph in ("chat", "tools_v3", "nested", "blocks", "bad"):
        thread_id = w.new_thread()
        w.client.threads.command(thread_id, "run.start", {"assistant_id": graph, "input": HUMAN})
        events = w.client.threads.stream_events(thread_id, channels, since=0)
        w.check("ProtocolEvent", events, lambda event: is_completed(event) and not event["params"]["namespace"])


def runs_create(w: World) -> None:
    """Start a run with much of what a run takes."""
    thread_id = w.new_thread()
    run = w.client.runs.create(
        thread_id,
        "chat",
        input=HUMAN,
        metadata={"a": 1},
        config={"tags": ["t"], "recursion_limit": 9},
        stream_mode=["values", "updates"],
        interrupt_before=["nowhere"],
        multitask_strategy="enqueue",
        durability="sync",
        langsmith_tracing={"project_name": "p"},
    )
    w.client.runs.join(thread_id, run["run_id"])


def runs_stream(w: World) -> None:
    """Stream runs of all modes, of graphs that answer, use tools and have subgraphs."""
    for graph in ("chat", "tools", "nested", "kinds"):
        parts = w.client.runs.stream(
            w.new_thread(),
            graph,
            input=HUMAN,
            stream_mode=["values", "updates", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"],
            stream_subgraphs=True,
            stream_resumable=True,
            on_disconnect="cancel",
        )
        w.check("StreamPart", parts, never)


def runs_wait(w: World) -> None:
    """Wait for a run, and answer the question that it ends with."""
    thread_id = w.new_thread()
    w.client.runs.wait(thread_id, "human", input=HUMAN, checkpoint={"checkpoint_ns": ""}, if_not_exists="create")
    w.client.runs.answer(thread_id, "human", None)


def runs_list(w: World) -> None:
    """List runs, whole and in parts."""
    w.client.runs.list(w.thread_id, limit=5, offset=0, status="success")
    assert [{"run_id"}] == [set(run) for run in w.client.runs.list(w.thread_id, select=["run_id"], limit=1)]


def runs_delete(w: World) -> None:
    """Remove a run that has ended."""
    thread_id = w.new_thread()
    run_id = w.client.runs.create(thread_id, "noop", input={"log": []})["run_id"]
    w.client.runs.join(thread_id, run_id)
    w.client.runs.delete(thread_id, run_id)


def runs_join_stream(w: World) -> None:
    """Read the events of a run that has ended."""
    thread_id = w.new_thread()
    run_id = w.client.runs.create(thread_id, "chat", input=HUMAN, stream_resumable=True)["run_id"]
    w.client.runs.join(thread_id, run_id, cancel_on_disconnect=True)
    w.check("StreamPart", w.client.runs.join_stream(thread_id, run_id, last_event_id="-1"), never)
    modes = w.client.runs.join_stream(thread_id, run_id, last_event_id="-1", stream_mode=["values", "updates"])
    w.check("StreamPart", modes, never)


def runs_cancel(w: World) -> None:
    """Stop a run and wait until it has stopped."""
    thread_id = w.new_thread()
    run_id = w.client.runs.create(thread_id, "noop", input={"log": []}, after_seconds=60)["run_id"]
    w.client.runs.cancel(thread_id, run_id)
    run_id = w.client.runs.create(thread_id, "slow", input=HUMAN)["run_id"]
    w.client.runs.cancel(thread_id, run_id, wait=True, action="interrupt")


def runs_create_stateless(w: World) -> None:
    """Start a run without a thread."""
    w.client.runs.create(None, "noop", input={"log": []}, on_completion="delete")


def runs_stream_stateless(w: World) -> None:
    """Stream a run without a thread."""
    w.check("StreamPart", w.client.runs.stream(None, "chat", input=HUMAN, stream_mode="messages"), never)


def runs_wait_stateless(w: World) -> None:
    """Wait for a run without a thread."""
    w.client.runs.wait(None, "chat", input=HUMAN)


def runs_create_batch(w: World) -> None:
    """Start two runs in one request."""
    assert 2 == len(w.client.runs.create_batch([{"assistant_id": "noop", "input": {}, "stream_mode": "values"}] * 2))


def runs_cancel_many(w: World) -> None:
    """Stop a run by its id."""
    thread_id = w.new_thread()
    run_id = w.client.runs.create(thread_id, "noop", input={"log": []}, after_seconds=60)["run_id"]
    w.client.runs.cancel_many(thread_id=thread_id, run_ids=[run_id], action="rollback")


def crons_create_for_thread(w: World) -> None:
    """Make a cron job on a thread."""
    made = w.client.crons.create_for_thread(
        w.thread_id, "noop", schedule=NEVER, input={}, multitask_strategy="reject", enabled=False, stream_mode="values"
    )
    w.client.crons.delete(made["cron_id"])


def crons_create(w: World) -> None:
    """Make a cron job with everything that can be said of it."""
    made = w.client.crons.create(
        "noop",
        schedule=NEVER,
        input={"log": []},
        metadata={"made_by": "contract"},
        config={"recursion_limit": 9},
        interrupt_before="*",
        on_run_completed="keep",
        end_time=datetime(2040, 1, 1, tzinfo=timezone.utc),
        timezone="Europe/Berlin",
        durability="exit",
    )
    w.client.crons.delete(made["cron_id"])


def on_a_cron(use: Callable[[World, str], Any]) -> Callable[[World], None]:
    """A call on a cron job of its own."""

    def call(w: World) -> None:
        cron_id = w.client.crons.create("noop", schedule=NEVER, end_time="2040-01-01T00:00:00Z")["cron_id"]
        use(w, cron_id)
        w.client.crons.delete(cron_id)

    return call


def update_cron(w: World, cron_id: str) -> None:
    """Change a cron job and remove its end."""
    assert "5 0 1 1 *" == w.client.crons.update(cron_id, schedule="5 0 1 1 *", enabled=False)["schedule"]
    assert None is w.client.crons.update(cron_id, end_time=None, metadata={"a": 1})["end_time"]


def since(release: str, call: Callable[[World], Any]) -> Callable[[World], None]:
    """A call of an operation that servers have since a release; below it they must say that there is no such thing."""

    def checked(w: World) -> None:
        problems = len(w.contract.problems)
        with w.release.has(release) as missing:
            call(w)
        if missing is not None:
            del w.contract.problems[problems:]  # how a server answers what it does not know is not described

    return checked


def store_put_item(w: World) -> None:
    """Write items in each of the ways."""
    w.client.store.put_item(["contract", "a"], "k", {"v": 1})
    w.client.store.put_item(("contract", "a"), "l", {"v": 2}, index=["v"], ttl=5)
    w.client.store.put_item(["contract"], "m", {"v": 3}, index=False)


def store_get_item(w: World) -> None:
    """Read an item that is there and one that is not."""
    w.client.store.put_item(["contract", "b"], "k", {"v": 1})
    item = w.client.store.get_item(["contract", "b"], "k", refresh_ttl=True)
    assert item is not None
    assert {"v": 1} == item["value"]
    assert None is w.client.store.get_item(["contract", "b"], "none")


CALLS: dict[str, Callable[[World], Any]] = {
    "assistants_create": assistants_create,
    "assistants_search": lambda w: w.client.assistants.search(
        metadata={}, graph_id="nested", name="CONTRACT", limit=2, sort_by="name", sort_order="asc", select=["name"]
    ),
    "assistants_count": lambda w: w.client.assistants.count(metadata={}, graph_id="nested", name="contract"),
    "assistants_get": lambda w: w.client.assistants.get(w.assistant_id),
    "assistants_update": assistants_update,
    "assistants_delete": assistants_delete,
    "assistants_get_graph": assistants_get_graph,
    "assistants_get_subgraphs": lambda w: w.client.assistants.get_subgraphs(w.assistant_id, recurse=True),
    "assistants_get_subgraphs_by_namespace": lambda w: w.client.assistants.get_subgraphs(w.assistant_id, "child"),
    "assistants_get_schemas": assistants_get_schemas,
    "assistants_get_versions": lambda w: w.client.assistants.get_versions(w.assistant_id, {}, 5, 0),
    "assistants_set_latest": lambda w: w.client.assistants.set_latest(w.assistant_id, 1),
    "threads_create": threads_create,
    "threads_search": threads_search,
    "threads_count": lambda w: w.client.threads.count(metadata={"made_by": "contract"}, status="idle"),
    "threads_prune": threads_prune,
    "threads_get": lambda w: w.client.threads.get(w.thread_id, include=["ttl"]),
    "threads_update": threads_update,
    "threads_delete": threads_delete,
    "threads_copy": threads_copy,
    "threads_get_storage": since("0.16", lambda w: w.client.threads.get_storage(w.thread_id)),
    "threads_get_state": threads_get_state,
    "threads_update_state": threads_update_state,
    "threads_get_state_by_id": lambda w: w.client.threads.get_state(w.thread_id, checkpoint_id=w.checkpoint_id),
    "threads_get_state_by_checkpoint": threads_get_state_by_checkpoint,
    "threads_list_history": threads_list_history,
    "threads_get_history": threads_get_history,
    "threads_join_stream": threads_join_stream,
    "threads_command": threads_command,
    "threads_stream_events": threads_stream_events,
    "runs_list": runs_list,
    "runs_create": runs_create,
    "runs_stream": runs_stream,
    "runs_wait": runs_wait,
    "runs_get": lambda w: w.client.runs.get(w.thread_id, w.run_id),
    "runs_delete": runs_delete,
    "runs_join": lambda w: w.client.runs.join(w.thread_id, w.run_id),
    "runs_join_stream": runs_join_stream,
    "runs_cancel": runs_cancel,
    "runs_create_stateless": runs_create_stateless,
    "runs_stream_stateless": runs_stream_stateless,
    "runs_wait_stateless": runs_wait_stateless,
    "runs_create_batch": runs_create_batch,
    "runs_cancel_many": runs_cancel_many,
    "crons_create_for_thread": crons_create_for_thread,
    "crons_create": crons_create,
    "crons_search": on_a_cron(lambda w, _: w.client.crons.search(enabled=True, limit=1, sort_by="next_run_date")),
    "crons_count": lambda w: w.client.crons.count(thread_id=w.thread_id, metadata={}),
    "crons_get": on_a_cron(lambda w, cron_id: w.client.crons.get(cron_id)),
    "crons_update": on_a_cron(update_cron),
    "crons_delete": on_a_cron(lambda w, cron_id: w.client.crons.get(cron_id)),
    "store_get_item": store_get_item,
    "store_put_item": store_put_item,
    "store_delete_item": lambda w: w.client.store.delete_item(["contract", "a"], "k"),
    "store_search_items": lambda w: w.client.store.search_items(["contract"], {"v": 3}, 5, 0, "v", refresh_ttl=True),
    "store_list_namespaces": lambda w: w.client.store.list_namespaces(["contract"], ["a"], 3),
    "system_info": lambda w: w.client.info(),
    "system_ok": lambda w: w.client.ok(check_db=1),
    "system_metrics": lambda w: w.client.metrics(),
}


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_operation(operation_id: str, world: World, record_property: Callable[[str, object], None]) -> None:
    """The operation is called, and neither its requests nor its answers contradict the description."""
    before, problems = world.contract.validated, len(world.contract.problems)
    CALLS[operation_id](world)
    record_property("validated", world.contract.validated - before)
    assert operation_id in world.contract.called
    assert [] == world.contract.problems[problems:]


def test_no_call_without_operation() -> None:
    """What the description no longer has is not called."""
    assert set(OPERATIONS) == set(CALLS)
