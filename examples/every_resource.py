"""How to use each resource once: assistants, threads, runs, cron jobs, the store, and the server itself."""

import sys

from langgraph_sync import CommandError, NotFoundError, get_client

graph = sys.argv[1] if len(sys.argv) > 1 else "agent"
input = {"messages": [{"role": "human", "content": "What's the weather in SF?"}]}

with get_client() as client:
    print("server", client.info()["version"], "with", client.metrics().get("workers"))

    # An assistant is a graph with settings; each change makes a version.
    assistant = client.assistants.create(graph, {"recursion_limit": 20}, name="Weather", metadata={"example": True})
    client.assistants.update(assistant["assistant_id"], description="Knows the weather.")
    versions = client.assistants.get_versions(assistant["assistant_id"])
    print("assistant", assistant["name"], "has the versions", [version["version"] for version in versions])
    print("nodes", [node["id"] for node in client.assistants.get_graph(assistant["assistant_id"])["nodes"]])

    # A thread is a conversation; a run adds to it.
    thread_id = client.threads.create(metadata={"example": True}, ttl=60)["thread_id"]
    state = client.runs.wait(
        thread_id,
        assistant["assistant_id"],
        input=input,
        on_run_created=lambda run: print("run", run["run_id"]),
    )
    print("messages", len(state["messages"]))
    for part in client.runs.stream(thread_id, graph, input=input, stream_mode=["messages-tuple", "updates"]):
        if part.event == "messages":
            message, origin = part.data
            print(origin["langgraph_node"], message["type"], message["content"])
        elif part.event == "updates":
            print("updates of", list(part.data))

    # Whatever comes in pages can be walked through.
    print("statuses", [run["status"] for run in client.runs.iterate(thread_id)])
    for saved in client.threads.iterate_history(thread_id, limit=3):
        print("state", saved.get("checkpoint_id"), "then", saved["next"])

    # A thread in the protocol of events: a call starts, a loop listens.
    talk_id = client.threads.create(metadata={"example": True})["thread_id"]
    client.threads.command(talk_id, "run.start", {"assistant_id": graph, "input": input})
    for event in client.threads.stream_events(talk_id, ["lifecycle", "messages"]):
        if event["method"] == "messages" and event["params"]["data"]["event"] == "content-block-finish":
            print("block", event["params"]["data"]["content"])
        elif event["method"] == "lifecycle" and event["params"]["data"]["event"] == "completed":
            break
    try:
        client.threads.command(talk_id, "input.respond", {"interrupt_id": "none", "response": "yes"})
    except CommandError as error:
        print("as expected:", error.code)

    # A cron job starts scheduled runs; None removes its end.
    cron = client.crons.create(graph, schedule="0 7 * * 1-5", timezone="Europe/Berlin", end_time="2040-01-01T00:00:00Z")
    cron = client.crons.update(cron["cron_id"], end_time=None)
    print("cron job next at", cron["next_run_date"], "until", cron["end_time"])
    client.crons.delete(cron["cron_id"])

    # The store keeps values for programs and graphs.
    client.store.put_item(["examples", "cities"], "sf", {"name": "San Francisco"})
    item = client.store.get_item(["examples", "cities"], "sf")
    print("item", item["value"] if item else None)
    print("keys", [found["key"] for found in client.store.iterate(["examples"])])
    client.store.delete_item(["examples", "cities"], "sf")

    # Routes of your own, with the same errors.
    print("ok", client.request("GET", "/ok")["ok"])
    client.assistants.delete(assistant["assistant_id"])
    for thread in client.threads.iterate(metadata={"example": True}):
        client.threads.delete(thread["thread_id"])
    try:
        client.threads.get(thread_id)
    except NotFoundError as error:
        print("as expected:", error.detail)
