"""Each method is one request: verb, path, query and body as the server wants them."""

from __future__ import annotations

import json
from datetime import timezone
from typing import Any, Callable, NamedTuple, Optional
from uuid import UUID

import pytest
import responses

from langgraph_sync import APIResponseError, APIStatusError, CommandError, LangGraphClient, get_client

URL = "http://server.example"
ID = UUID(int=7)
ANSWER: Any = {"ok": "answer"}


class Sent(NamedTuple):
    """What a call must send, and the answer."""

    method: str
    path: str
    body: Optional[Any] = None
    answer: Any = ANSWER


CALLS: dict[str, tuple[Callable[[LangGraphClient], Any], Sent]] = {
    "assistants.get": (lambda c: c.assistants.get("a"), Sent("GET", "/assistants/a")),
    "assistants.search": (
        lambda c: c.assistants.search(graph_id="g", limit=3),
        Sent("POST", "/assistants/search", {"graph_id": "g", "limit": 3}, [{"assistant_id": "a"}]),
    ),
    "threads.create": (lambda c: c.threads.create(), Sent("POST", "/threads", {})),
    "threads.create with all": (
        lambda c: c.threads.create(
            metadata={"a": 1}, thread_id="t", if_exists="do_nothing", graph_id="g", ttl=5, supersteps=[{"updates": []}]
        ),
        Sent(
            "POST",
            "/threads",
            {
                "metadata": {"a": 1, "graph_id": "g"},
                "thread_id": "t",
                "if_exists": "do_nothing",
                "ttl": {"strategy": "delete", "ttl": 5},
                "supersteps": [{"updates": []}],
            },
        ),
    ),
    "threads.get": (lambda c: c.threads.get("t"), Sent("GET", "/threads/t")),
    "threads.get with include": (
        lambda c: c.threads.get("t", include=["ttl", "x"]),
        Sent("GET", "/threads/t?include=ttl%2Cx"),
    ),
    "threads.update": (
        lambda c: c.threads.update("t", metadata={"a": None}, ttl={"strategy": "keep_latest", "ttl": 1}),
        Sent("PATCH", "/threads/t", {"metadata": {"a": None}, "ttl": {"strategy": "keep_latest", "ttl": 1}}),
    ),
    "threads.delete": (lambda c: c.threads.delete("t"), Sent("DELETE", "/threads/t")),
    "threads.search": (
        lambda c: c.threads.search(ids=("t",), status="idle", metadata=None, select=["thread_id"]),
        Sent(
            "POST", "/threads/search", {"ids": ["t"], "status": "idle", "select": ["thread_id"]}, [{"thread_id": "t"}]
        ),
    ),
    "threads.count": (
        lambda c: c.threads.count(metadata={"a": 1}),
        Sent("POST", "/threads/count", {"metadata": {"a": 1}}, 3),
    ),
    "threads.copy": (lambda c: c.threads.copy("t"), Sent("POST", "/threads/t/copy")),
    "threads.prune": (
        lambda c: c.threads.prune(("t", "u"), strategy="delete"),
        Sent("POST", "/threads/prune", {"thread_ids": ["t", "u"], "strategy": "delete"}),
    ),
    "threads.get_state": (
        lambda c: c.threads.get_state("t", subgraphs=True),
        Sent("GET", "/threads/t/state?subgraphs=true"),
    ),
    "threads.get_state by id": (
        lambda c: c.threads.get_state("t", checkpoint_id="c"),
        Sent("GET", "/threads/t/state/c"),
    ),
    "threads.get_state by checkpoint": (
        lambda c: c.threads.get_state("t", {"checkpoint_id": "c"}, subgraphs=False),
        Sent("POST", "/threads/t/state/checkpoint", {"checkpoint": {"checkpoint_id": "c"}, "subgraphs": False}),
    ),
    "threads.update_state": (
        lambda c: c.threads.update_state("t", None, as_node="n", checkpoint_id="c"),
        Sent("POST", "/threads/t/state", {"values": None, "as_node": "n", "checkpoint": {"checkpoint_id": "c"}}),
    ),
    "threads.get_history": (
        lambda c: c.threads.get_history("t"),
        Sent("GET", "/threads/t/history?limit=10", answer=[{}]),
    ),
    "threads.get_history before an id": (
        lambda c: c.threads.get_history("t", limit=2, before=ID),
        Sent("GET", f"/threads/t/history?limit=2&before={ID}", answer=[]),
    ),
    "threads.get_history before a checkpoint": (
        lambda c: c.threads.get_history("t", limit=2, before={"checkpoint_id": "c", "checkpoint_ns": ""}),
        Sent("GET", "/threads/t/history?limit=2&before=c", answer=[]),
    ),
    "threads.get_history before a config": (
        lambda c: c.threads.get_history("t", limit=None, before={"configurable": {"checkpoint_id": "c"}}),
        Sent("GET", "/threads/t/history?limit=10&before=c", answer=[]),
    ),
    "threads.get_history before a checkpoint of a subgraph": (
        lambda c: c.threads.get_history("t", limit=2, before={"checkpoint_id": "c", "checkpoint_ns": "a:1"}),
        Sent(
            "POST",
            "/threads/t/history",
            {"limit": 2, "before": {"configurable": {"checkpoint_id": "c", "checkpoint_ns": "a:1"}}},
            [],
        ),
    ),
    "threads.get_history that fits": (
        lambda c: c.threads.get_history("t", metadata={"a": 1}, before="c", timeout=5),
        Sent(
            "POST",
            "/threads/t/history",
            {"limit": 10, "metadata": {"a": 1}, "before": {"configurable": {"checkpoint_id": "c"}}},
            [],
        ),
    ),
    "crons.create in a time zone": (
        lambda c: c.crons.create(ID, schedule="0 0 * * *", timezone=timezone.utc, interrupt_before="n"),
        Sent(
            "POST",
            "/runs/crons",
            {"assistant_id": str(ID), "schedule": "0 0 * * *", "timezone": "UTC", "interrupt_before": ["n"]},
        ),
    ),
    "threads.get_storage": (lambda c: c.threads.get_storage("t"), Sent("GET", "/threads/t/storage")),
    "runs.create": (
        lambda c: c.runs.create("t", "agent", input={"a": 1}, langsmith_tracing={"project_name": "p"}),
        Sent(
            "POST",
            "/threads/t/runs",
            {
                "assistant_id": "agent",
                "stream_mode": ["values"],
                "input": {"a": 1},
                "langsmith_tracer": {"project_name": "p"},
            },
        ),
    ),
    "runs.create without a thread": (
        lambda c: c.runs.create(None, "agent", stream_mode=("values", "updates"), on_completion="keep"),
        Sent(
            "POST",
            "/runs",
            {"assistant_id": "agent", "stream_mode": ["values", "updates"], "on_completion": "keep"},
        ),
    ),
    "runs.wait without a thread": (
        lambda c: c.runs.wait(None, "agent", input=[]),
        Sent("POST", "/runs/wait", {"assistant_id": "agent", "input": []}),
    ),
    "runs.get": (lambda c: c.runs.get("t", "r"), Sent("GET", "/threads/t/runs/r")),
    "runs.list": (
        lambda c: c.runs.list("t", limit=2, status="error", select=["run_id", "status"]),
        Sent("GET", "/threads/t/runs?limit=2&status=error&select=run_id&select=status", answer=[{"run_id": "r"}]),
    ),
    "runs.join": (
        lambda c: c.runs.join("t", "r", cancel_on_disconnect=False, raise_error=False),
        Sent("GET", "/threads/t/runs/r/join?cancel_on_disconnect=false"),
    ),
    "runs.cancel": (
        lambda c: c.runs.cancel("t", "r", wait=True, action="rollback"),
        Sent("POST", "/threads/t/runs/r/cancel?wait=true&action=rollback"),
    ),
    "info": (lambda c: c.info(), Sent("GET", "/info")),
    "ok": (lambda c: c.ok(), Sent("GET", "/ok")),
}


@pytest.mark.parametrize("name", CALLS)
def test_request(name: str) -> None:
    """It sends what the server wants, and returns what the server answers."""
    call, sent = CALLS[name]
    with responses.RequestsMock() as server:
        server.add(sent.method, URL + sent.path.partition("?")[0], json=sent.answer)
        answer = call(get_client(url=URL))
        request: Any = server.calls[0].request

    body = json.loads(request.body) if request.body else None
    assert sent == Sent(request.method, request.url[len(URL) :], body, sent.answer)
    assert answer in (sent.answer, "answer", None)


@pytest.mark.parametrize("status", [202, 204])
def test_answer_without_a_body(status: int) -> None:
    """It takes an empty answer for what it is where the server means it."""
    with responses.RequestsMock() as server:
        server.add("POST", f"{URL}/threads/t/runs/r/cancel", status=status)
        get_client(url=URL).runs.cancel("t", "r")

        assert 1 == len(server.calls)


def test_empty_list_of_ids() -> None:
    """It finds no thread for an empty list of ids, which the server would take for no filter at all."""
    with responses.RequestsMock():
        assert [] == get_client(url=URL).threads.search(ids=[])


Call = Callable[[LangGraphClient], Any]
WITH_IDS: dict[str, Call] = {
    "/threads/{id}": lambda c: c.threads.get(ID),
    "/threads/{id}/runs/{id}": lambda c: c.runs.get(ID, ID),
    "/threads/{id}/state/{id}": lambda c: c.threads.get_state(ID, checkpoint_id=ID),
    "/assistants/{id}/schemas": lambda c: c.assistants.get_schemas(ID),
    "/runs/crons/{id}": lambda c: c.crons.get(ID),
}


@pytest.mark.parametrize("path", WITH_IDS)
def test_uuid_in_a_path(path: str) -> None:
    """It takes a UUID for an id as well as its text."""
    with responses.RequestsMock() as server:
        server.get(URL + path.format(id=ID), json={})

        assert {} == WITH_IDS[path](get_client(url=URL))


@responses.activate
def test_uuid_in_a_body() -> None:
    """It takes UUIDs where a body names things."""
    client = get_client(url=URL)
    for place in ("/threads/search", "/threads/prune", "/runs/cancel", f"/threads/{ID}/runs"):
        responses.post(URL + place, json=[] if place.endswith("search") else {})
    client.threads.search(ids=[ID, "t"])
    client.threads.prune([ID])
    client.runs.cancel_many(thread_id=ID, run_ids=[ID])
    client.runs.create(ID, ID, checkpoint_id=ID)

    bodies = [json.loads(call.request.body or "") for call in responses.calls]
    run = {"assistant_id": str(ID), "checkpoint_id": str(ID), "stream_mode": ["values"]}
    assert [
        {"ids": [str(ID), "t"]},
        {"thread_ids": [str(ID)]},
        {"thread_id": str(ID), "run_ids": [str(ID)]},
        run,
    ] == bodies


@pytest.mark.parametrize("wrong", ["", ".", "..", None, 5, b"t", ["t"]])
def test_what_is_no_id(wrong: Any) -> None:
    """It refuses what is no id, before anything is sent, also where no path is built of it."""
    client = get_client(url=URL)
    calls: list[Call] = [
        lambda c: c.threads.get(wrong),
        lambda c: c.runs.join_stream("t", wrong),
        lambda c: c.runs.answer("t", "a", 1, interrupt_id=wrong or ""),
    ]
    with responses.RequestsMock():
        for call in calls:
            with pytest.raises((TypeError, ValueError), match="an id"):
                call(client)


ONE_NAME: dict[str, tuple[Call, Any]] = {
    "threads.get": (lambda c: c.threads.get("t", include="ttl"), "/threads/t?include=ttl"),
    "runs.list": (lambda c: c.runs.list("t", select="status"), "/threads/t/runs?select=status"),
    "threads.get_state": (lambda c: c.threads.get_state("t", select="next"), "/threads/t/state?select=next"),
    "runs.join_stream": (
        lambda c: next(c.runs.join_stream("t", "r", stream_mode="values"), None),
        "/threads/t/runs/r/stream?stream_mode=%5B%22values%22%5D",
    ),
    "threads.join_stream": (
        lambda c: next(c.threads.join_stream("t", stream_mode="lifecycle"), None),
        "/threads/t/stream?stream_modes=lifecycle",
    ),
    "threads.search": (
        lambda c: c.threads.search(ids=ID, select="status"),
        {"ids": [str(ID)], "select": ["status"]},
    ),
    "threads.prune": (lambda c: c.threads.prune("abc"), {"thread_ids": ["abc"]}),
    "runs.create": (
        lambda c: c.runs.create("t", "a", interrupt_before="node", interrupt_after="*", stream_mode="values"),
        {"assistant_id": "a", "interrupt_before": ["node"], "interrupt_after": "*", "stream_mode": ["values"]},
    ),
    "runs.wait": (
        lambda c: c.runs.wait("t", "a", interrupt_before=iter(("n", "m")), raise_error=False),
        {"assistant_id": "a", "interrupt_before": ["n", "m"]},
    ),
    "runs.create_batch": (
        lambda c: c.runs.create_batch([{"assistant_id": "a", "interrupt_after": "n"}]),  # type: ignore[typeddict-item]
        [{"assistant_id": "a", "interrupt_after": ["n"]}],
    ),
    "runs.cancel_many": (lambda c: c.runs.cancel_many(run_ids="r"), {"run_ids": ["r"]}),
    "store.put_item": (
        lambda c: c.store.put_item(["n"], "k", {}, index="text"),
        {"namespace": ["n"], "key": "k", "value": {}, "index": ["text"]},
    ),
    "threads.stream_events": (
        lambda c: next(c.threads.stream_events("t", "values"), None),
        {"channels": ["values"]},
    ),
}


@pytest.mark.parametrize("name", ONE_NAME)
def test_one_name(connect: Any, name: str) -> None:
    """It takes one name for a list of one, and not for a list of its letters."""
    call, expected = ONE_NAME[name]
    client, server = connect(lambda connection: connection.answer({"detail": "no"}, status=418))
    with pytest.raises(APIStatusError):
        call(client)

    request = server.requests[0]
    assert expected == (request.path if isinstance(expected, str) else request.json)


OBJECTS: dict[str, Call] = {
    "threads.create": lambda c: c.threads.create(),
    "threads.get": lambda c: c.threads.get("t"),
    "threads.update": lambda c: c.threads.update("t", metadata={}),
    "threads.get_state": lambda c: c.threads.get_state("t"),
    "threads.command": lambda c: c.threads.command("t", "run.start"),
    "runs.create": lambda c: c.runs.create("t", "a"),
    "runs.create with an answer": lambda c: c.runs.create("t", "a", command={"resume": None}),
    "crons.create": lambda c: c.crons.create("a", schedule="* * * * *"),
    "store.get_item": lambda c: c.store.get_item(["n"], "k"),
    "store.list_namespaces": lambda c: c.store.list_namespaces(),
}
LISTS: dict[str, Call] = {
    "threads.search": lambda c: c.threads.search(),
    "threads.count": lambda c: c.threads.count(),
    "threads.get_history": lambda c: c.threads.get_history("t"),
    "threads.iterate": lambda c: list(c.threads.iterate()),
    "threads.iterate_history": lambda c: list(c.threads.iterate_history("t")),
    "assistants.search": lambda c: c.assistants.search(response_format="object"),
    "assistants.iterate": lambda c: list(c.assistants.iterate()),
    "runs.iterate": lambda c: list(c.runs.iterate("t")),
    "runs.create_batch": lambda c: c.runs.create_batch([]),
    "crons.iterate": lambda c: list(c.crons.iterate()),
}


@pytest.mark.parametrize("odd", ["x" * 1000, 1.5, ["a\nb"]], ids=["text", "number", "list"])
@pytest.mark.parametrize("name", [*OBJECTS, *LISTS])
def test_answer_of_another_shape(connect: Any, name: str, odd: Any) -> None:
    """It refuses an answer of another shape, and shows its beginning on one line."""
    client, server = connect(lambda connection: connection.answer(json.dumps(odd)))
    with pytest.raises(APIResponseError) as caught:
        {**OBJECTS, **LISTS}[name](client)

    request = server.requests[0]
    assert json.dumps(odd)[:100] in str(caught.value)
    assert 500 > len(str(caught.value))
    assert "\n" not in str(caught.value)
    assert (request.method, server.url + request.path.partition("?")[0]) == (caught.value.method, caught.value.url)


@pytest.mark.parametrize(("name", "odd"), [(name, {"data": []}) for name in LISTS] + [(name, None) for name in LISTS])
def test_answer_that_is_no_list(connect: Any, name: str, odd: Any) -> None:
    """It refuses an object or null where a list must be, rather than find nothing in it."""
    client, _ = connect(lambda connection: connection.answer(json.dumps(odd)))
    with pytest.raises(APIResponseError, match=r"the server sent (null|\{\"data\": \[\]\}) instead of a"):
        LISTS[name](client)


@pytest.mark.parametrize("name", sorted(OBJECTS.keys() - {"store.get_item"}))
def test_answer_of_null(connect: Any, name: str) -> None:
    """It refuses null where an object must be; for an item of the store, null says that there is none."""
    client, _ = connect(lambda connection: connection.answer("null"))
    with pytest.raises(APIResponseError, match="the server sent null instead of an object"):
        OBJECTS[name](client)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("threads.command", {"type": "success"}),
        ("threads.command", {"type": "success", "result": []}),
        ("store.iterate", {}),
        ("store.iterate", {"items": {}}),
        ("store.iterate", {"items": [{"key": "k"}]}),
    ],
)
def test_object_without_what_is_looked_for(connect: Any, name: str, answer: Any) -> None:
    """It refuses an object in which what the client looks for is missing, or of another shape."""
    calls = {**OBJECTS, "store.iterate": lambda c: list(c.store.iterate(["n"]))}
    client, _ = connect(lambda connection: connection.answer(answer))
    with pytest.raises(APIResponseError, match=r"instead of an? (object|list)"):
        calls[name](client)


def test_command_that_fails_without_words(connect: Any) -> None:
    """It raises for a command that failed, whatever the server leaves out."""
    client, _ = connect(lambda connection: connection.answer({"type": "error"}))
    with pytest.raises(CommandError, match=r"run\.start on thread t failed"):
        client.threads.command("t", "run.start")


@pytest.mark.parametrize(
    "page", [[1], [{}], [{"thread_id": None}], [{"thread_id": "t"}, "x"]], ids=["number", "no id", "null id", "text"]
)
def test_page_of_other_things(connect: Any, page: Any) -> None:
    """It refuses a page whose items are no objects, or have no id."""
    client, _ = connect(lambda connection: connection.answer(page))
    with pytest.raises(APIResponseError, match=r"thread_id|list of objects"):
        list(client.threads.iterate())


@pytest.mark.parametrize("state", [{}, {"checkpoint": None}, {"checkpoint": {"checkpoint_id": None}}])
def test_history_without_checkpoints(connect: Any, state: Any) -> None:
    """It refuses saved states without an id, which it could not go on after."""
    client, _ = connect(lambda connection: connection.answer([state]))
    with pytest.raises(APIResponseError, match="checkpoint_id"):
        list(client.threads.iterate_history("t"))


def test_response_format() -> None:
    """It refuses another form of answers than those that there are, before anything is sent."""
    with responses.RequestsMock(), pytest.raises(ValueError, match="response_format must be 'array' or 'object'"):
        get_client(url=URL).assistants.search(response_format="bogus")  # type: ignore[call-overload]
