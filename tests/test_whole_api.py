"""What methods do beyond sending a request: checks, conversions, callbacks, errors."""

from __future__ import annotations

import json
from typing import Any, Callable
from uuid import UUID

import pytest
import responses

from langgraph_sync import (
    APIResponseError,
    CommandError,
    LangGraphClient,
    NotFoundError,
    RunFailedError,
    ServerSentEvent,
    StreamInterruptedError,
    get_client,
)

URL = "http://server.example"
ID = UUID(int=7)
# Ids of questions, as LangGraph makes them.
HEX, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2
EVENTS = {"content-type": "text/event-stream"}


class Nothing:
    """A model without fields."""

    def model_dump(self) -> dict[str, Any]:
        """What pydantic's models offer."""
        return {}


@pytest.fixture
def client() -> LangGraphClient:
    """A client of a server that `responses` plays."""
    return get_client(url=URL, api_key=None)


def body_of(answer: responses.BaseResponse) -> Any:
    """The body of the last request that got an answer."""
    requests = [call.request for call in responses.calls if answer.matches(call.request)[0]]
    return json.loads(requests[-1].body or "null")


# ------------------------------------------------------------------------------------------------------ store
@pytest.mark.parametrize("label", ["", "a.b", "."])
@pytest.mark.parametrize(
    "use",
    [
        lambda c, label: c.store.put_item(["ok", label], "k", {}),
        lambda c, label: c.store.get_item(["ok", label], "k"),
        lambda c, label: c.store.delete_item([label], "k"),
        lambda c, label: c.store.search_items([label]),
        lambda c, label: c.store.iterate([label]),
        lambda c, label: c.store.list_namespaces([label]),
        lambda c, label: c.store.list_namespaces(suffix=[label]),
    ],
)
@responses.activate
def test_bad_labels(client: LangGraphClient, use: Callable[[LangGraphClient, str], Any], label: str) -> None:
    """It refuses labels that the server can't keep apart before anything is sent."""
    with pytest.raises(ValueError, match="can't be a label"):
        use(client, label)


def test_bad_namespaces(client: LangGraphClient) -> None:
    """It refuses a namespace without labels, and a text, whose letters would be the labels."""
    with pytest.raises(ValueError, match="at least one label"):
        client.store.get_item([], "k")
    with pytest.raises(TypeError, match=r"such as \['users'\]"):
        client.store.search_items("users")
    with pytest.raises(TypeError, match=r"such as \[''\]"):
        client.store.list_namespaces("")


@responses.activate
def test_namespace_in_a_query(client: LangGraphClient) -> None:
    """It joins the labels by dots in a query."""
    responses.get(
        f"{URL}/store/items",
        match=[responses.matchers.query_param_matcher({"namespace": "a.b", "key": "k", "refresh_ttl": "false"})],
        body="null",
    )

    assert None is client.store.get_item(("a", "b"), "k", refresh_ttl=False)


@responses.activate
def test_items_in_a_body(client: LangGraphClient) -> None:
    """It sends what is given, `False` and empty filters included, and nothing else."""
    put = responses.put(f"{URL}/store/items", status=204)
    search = responses.post(f"{URL}/store/items/search", json={"items": []})
    client.store.put_item(("a",), "k", {"v": None}, index=False, ttl=0.5)
    client.store.search_items([], {}, refresh_ttl=False)

    assert {"namespace": ["a"], "key": "k", "value": {"v": None}, "index": False, "ttl": 0.5} == body_of(put)
    assert {"namespace_prefix": [], "limit": 10, "offset": 0, "filter": {}, "refresh_ttl": False} == body_of(search)


# --------------------------------------------------------------------------------------------------- clearing
@responses.activate
def test_cron_end(client: LangGraphClient) -> None:
    """It removes the end of a cron job with None, and takes any other None for not given."""
    patch = responses.patch(f"{URL}/runs/crons/c", json={})
    client.crons.update("c", end_time=None, schedule=None, enabled=False, stream_mode="values")

    assert {"end_time": None, "enabled": False, "stream_mode": ["values"]} == body_of(patch)


@responses.activate
def test_cron_without_end(client: LangGraphClient) -> None:
    """It does not touch the end of a cron job that is not named."""
    patch = responses.patch(f"{URL}/runs/crons/c", json={})
    client.crons.update("c", enabled=True)

    assert {"enabled": True} == body_of(patch)


@responses.activate
def test_cleared_fields(client: LangGraphClient) -> None:
    """It sends empty values, which clear."""
    patch = responses.patch(f"{URL}/assistants/a", json={})
    client.assistants.update("a", description="", name=None, context={}, config={}, metadata={})

    assert {"description": "", "context": {}, "config": {}, "metadata": {}} == body_of(patch)


@responses.activate
def test_no_ids(client: LangGraphClient) -> None:
    """It finds nothing in an empty list of ids, without a server that would find everything."""
    assert [] == client.threads.search(ids=[])
    assert [] == list(client.threads.iterate(ids=[]))


@responses.activate
def test_minimal_answer(client: LangGraphClient) -> None:
    """It asks for an empty answer beside the headers of the call."""
    responses.patch(f"{URL}/threads/t", status=204)

    assert None is client.threads.update("t", metadata={}, return_minimal=True, headers={"X-A": "b"})
    sent = responses.calls[0].request.headers
    assert ("return=minimal", "b") == (sent["prefer"], sent["x-a"])


@responses.activate
def test_page_of_assistants(client: LangGraphClient) -> None:
    """It returns the offset of the next page on request, however the server spells the header."""
    responses.post(f"{URL}/assistants/search", json=[], headers={"X-PAGINATION-NEXT": "10"})

    assert {"assistants": [], "next": "10"} == client.assistants.search(response_format="object")


# ------------------------------------------------------------------------------------------------------- runs
@pytest.mark.parametrize(
    ("thread_id", "location", "expected"),
    [
        ("t", "/threads/t/runs/r", {"run_id": "r", "thread_id": "t"}),
        (None, "/runs/r", {"run_id": "r", "thread_id": None}),
        (None, "/threads/x/runs/r", {"run_id": "r", "thread_id": "x"}),
    ],
)
@responses.activate
def test_on_run_created(client: LangGraphClient, thread_id: Any, location: str, expected: Any) -> None:
    """It reports the ids of a run as soon as the server does."""
    base = f"{URL}/threads/t/runs" if thread_id else f"{URL}/runs"
    headers = {"Content-Location": location}
    responses.post(base, json={"run_id": "r"}, headers=headers)
    responses.post(f"{base}/wait", json={"__error__": {}}, headers=headers)
    responses.post(
        f"{base}/stream", body='event: error\ndata: {"error":"E","message":""}\n\n', headers={**headers, **EVENTS}
    )
    responses.get(f"{URL}/threads/t/runs/r", json={"status": "error"})
    reported: list[Any] = []
    client.runs.create(thread_id, "a", on_run_created=reported.append)
    client.runs.wait(thread_id, "a", on_run_created=reported.append, raise_error=False)
    parts = client.runs.stream(thread_id, "a", on_run_created=reported.append)
    assert [expected] * 2 == reported
    with pytest.raises(RunFailedError):
        list(parts)

    assert [expected] * 3 == reported


@responses.activate
def test_run_without_a_location(client: LangGraphClient) -> None:
    """It finds the ids of a run in the answer itself when the server does not send where it is."""
    responses.post(f"{URL}/threads/{ID}/runs", json={"run_id": "r", "thread_id": str(ID)})
    responses.post(f"{URL}/runs", json={"run_id": "s", "thread_id": "hidden"})
    reported: list[Any] = []
    client.runs.create(ID, "a", on_run_created=reported.append)
    client.runs.create(None, "a", on_run_created=reported.append)

    assert [{"run_id": "r", "thread_id": str(ID)}, {"run_id": "s", "thread_id": "hidden"}] == reported


@responses.activate
def test_run_without_an_id(client: LangGraphClient) -> None:
    """It reports nothing when the server names no run."""
    responses.post(f"{URL}/threads/t/runs", json={"status": "pending"})
    reported: list[Any] = []
    client.runs.create("t", "a", on_run_created=reported.append)

    assert [] == reported


@pytest.mark.parametrize(
    ("answer", "interrupt_id", "expected"),
    [("yes", None, "yes"), (False, None, False), (None, "i", {"i": None}), ({"i": 1, "j": 2}, None, {"i": 1, "j": 2})],
)
@responses.activate
def test_answer(client: LangGraphClient, answer: Any, interrupt_id: Any, expected: Any) -> None:
    """It answers a question by its id or the only one that waits."""
    responses.get(f"{URL}/threads/t", json={"interrupts": {"task": [{"id": "i", "value": 1}]}})
    wait = responses.post(f"{URL}/threads/t/runs/wait", json={"x": 1})

    assert {"x": 1} == client.runs.answer("t", "a", answer, interrupt_id=interrupt_id)
    assert {"assistant_id": "a", "command": {"resume": expected}} == body_of(wait)


@responses.activate
def test_answer_of_null(client: LangGraphClient) -> None:
    """It gives null to the question that waits by its id: a bare null is no answer to LangGraph."""
    responses.get(f"{URL}/threads/t", json={"interrupts": {"task": [{"id": "i", "value": 1}]}})
    create = responses.post(f"{URL}/threads/t/runs", json={"run_id": "r"})
    client.runs.create("t", "a", command={"resume": None, "update": {"b": 1}})

    assert {"resume": {"i": None}, "update": {"b": 1}} == body_of(create)["command"]


@pytest.mark.parametrize("answer", [{}, {HEX: "x"}, {HEX: 1, OTHER: 2}, None, Nothing(), {UUID(HEX).hex: 1}])
@pytest.mark.parametrize(
    "thread", [{"interrupts": {"task": [{"id": "i", "value": 1}]}}, {"interrupts": {"task": {"id": "i"}}}]
)
@responses.activate
def test_answer_that_looks_like_answers_by_id(client: LangGraphClient, thread: Any, answer: Any) -> None:
    """It gives an answer that LangGraph would take for a map of answers to the id of the one question that waits."""
    responses.get(f"{URL}/threads/t", json=thread)
    wait = responses.post(f"{URL}/threads/t/runs/wait", json={"x": 1})
    client.runs.answer("t", "a", answer, raise_error=False)

    sent = {} if isinstance(answer, Nothing) else answer
    assert {"resume": {"i": sent}} == body_of(wait)["command"]


@pytest.mark.parametrize("answer", [{"a": 1}, {HEX: 1, "a": 2}, {HEX[1:]: 1}, {HEX.upper(): 1}, [], "", 0, False])
@responses.activate
def test_answer_that_looks_like_itself(client: LangGraphClient, answer: Any) -> None:
    """It sends any other answer as it is, without a question to the server."""
    wait = responses.post(f"{URL}/threads/t/runs/wait", json={"x": 1})
    client.runs.answer("t", "a", answer, raise_error=False)

    assert {"resume": answer} == body_of(wait)["command"]


@pytest.mark.parametrize(("answer", "waiting"), [({HEX: 1}, [HEX]), ({HEX: 1, OTHER: 2}, [OTHER, HEX]), ({HEX: 1}, [])])
@responses.activate
def test_answers_by_id(client: LangGraphClient, answer: Any, waiting: list[str]) -> None:
    """It sends answers by the ids of questions that wait as they are, and whatever it is given when none waits."""
    responses.get(f"{URL}/threads/t", json={"interrupts": {"task": [{"id": name, "value": 1} for name in waiting]}})
    wait = responses.post(f"{URL}/threads/t/runs/wait", json={"x": 1})
    client.runs.answer("t", "a", answer, raise_error=False)

    assert {"resume": answer} == body_of(wait)["command"]


@responses.activate
def test_answer_to_a_named_question(client: LangGraphClient) -> None:
    """It answers the question that is named, even if the answer looks like answers by id."""
    responses.get(f"{URL}/threads/t", json={"interrupts": {"task": [{"id": HEX}, {"id": OTHER}]}})
    wait = responses.post(f"{URL}/threads/t/runs/wait", json={"x": 1})
    client.runs.answer("t", "a", {}, interrupt_id=HEX, raise_error=False)

    assert {"resume": {HEX: {}}} == body_of(wait)["command"]


@pytest.mark.parametrize(("waiting", "those"), [([HEX], HEX), ([], "none")])
@responses.activate
def test_answer_to_a_question_that_does_not_wait(client: LangGraphClient, waiting: list[str], those: str) -> None:
    """It sends nothing: LangGraph would take the id and the answer together for an answer."""
    responses.get(f"{URL}/threads/t", json={"interrupts": {"task": [{"id": name} for name in waiting]}})

    with pytest.raises(ValueError, match=f"no question 'zzz' waits on thread t; those that do: {those}"):
        client.runs.answer("t", "a", "yes", interrupt_id="zzz")

    assert 1 == len(responses.calls)


@responses.activate
def test_questions_in_the_state(client: LangGraphClient) -> None:
    """It looks for the questions in the state on servers that do not show them with the thread."""
    responses.get(f"{URL}/threads/t", json={"thread_id": "t"})
    responses.get(
        f"{URL}/threads/t/state",
        json={"tasks": [{"interrupts": []}, {"interrupts": [{"id": "i"}]}, {}, {"interrupts": None}]},
    )
    create = responses.post(f"{URL}/threads/t/runs", json={"run_id": "r"})
    client.runs.create("t", "a", command={"resume": {}})

    assert {"resume": {"i": {}}} == body_of(create)["command"]


@pytest.mark.parametrize(
    "interrupts",
    [
        {"task": [{"value": 1, "resumable": True}]},
        {"task": {"value": 1}},
        {"task": ["?"]},
        {"task": [{"id": None}]},
        ["?"],
    ],
)
@responses.activate
def test_questions_without_ids(client: LangGraphClient, interrupts: Any) -> None:
    """It says what to do when the server does not name the question that an answer has to name."""
    responses.get(f"{URL}/threads/t", json={"interrupts": interrupts})
    with pytest.raises(
        APIResponseError, match=r"no id of the question on thread t, and takes \{\} for no answer"
    ) as caught:
        client.runs.answer("t", "a", {})
    assert "answer with a text, or with an object" in str(caught.value)


@pytest.mark.parametrize("state", [{"tasks": 5}, {"tasks": ["?"]}, [], "?"])
@responses.activate
def test_state_of_another_shape(client: LangGraphClient, state: Any) -> None:
    """It refuses a state in which it can't look for questions."""
    responses.get(f"{URL}/threads/t", json={})
    responses.get(f"{URL}/threads/t/state", json=state)
    with pytest.raises(APIResponseError):
        client.runs.answer("t", "a", None)


@pytest.mark.parametrize("answer", [None, {}, {HEX: 1}])
@responses.activate
def test_ambiguous_answer_to_several(client: LangGraphClient, answer: Any) -> None:
    """It asks which question is meant when several wait and none is named."""
    responses.get(f"{URL}/threads/t", json={"interrupts": {"a": [{"id": "i"}], "b": [{"id": "j"}, {"id": "i"}]}})
    with pytest.raises(ValueError, match="2 questions wait for an answer, say which one is meant: i, j"):
        client.runs.answer("t", "a", answer)


@responses.activate
def test_options_of_an_answer(client: LangGraphClient) -> None:
    """It takes for an answer what it takes for a run: how it is started, how it is followed, and whether it raises."""
    headers = {"Content-Location": "/threads/t/runs/r"}
    responses.post(f"{URL}/threads/t/runs/wait", json={"__error__": {"error": "E"}}, headers=headers)
    reported: list[Any] = []
    options: Any = {"on_run_created": reported.append, "deadline": 60, "on_exit": "cancel"}

    assert {"__error__": {"error": "E"}} == client.runs.answer("t", "a", 1, raise_error=False, **options)
    assert [{"run_id": "r", "thread_id": "t"}] == reported
    responses.post(
        f"{URL}/threads/t/runs/stream",
        body='event: error\ndata: {"error":"E","message":""}\n\n',
        headers={**headers, **EVENTS},
    )
    responses.get(f"{URL}/threads/t/runs/r", json={"status": "error"})
    with pytest.raises(RunFailedError):
        list(client.runs.stream_answer("t", "a", 1, **options))
    assert 2 == len(reported)


@responses.activate
def test_answer_of_null_to_several(client: LangGraphClient) -> None:
    """It asks which question null is meant for when several wait, at the first event of a stream."""
    responses.get(f"{URL}/threads/t", json={"interrupts": {"task": [{"id": "i"}, {"id": "j"}]}})
    parts = client.runs.stream_answer("t", "a", None)
    with pytest.raises(ValueError, match="2 questions wait for an answer, say which one is meant: i, j"):
        next(parts)


@responses.activate
def test_batch(client: LangGraphClient) -> None:
    """It sends each run of a batch as `create` would."""
    batch = responses.post(f"{URL}/runs/batch", json=[])
    client.runs.create_batch(iter([{"assistant_id": "a", "stream_mode": "values", "input": 0}, {"assistant_id": "b"}]))

    assert [{"assistant_id": "a", "stream_mode": ["values"], "input": 0}, {"assistant_id": "b"}] == body_of(batch)


@responses.activate
def test_cancel_many(client: LangGraphClient) -> None:
    """It sends an empty list of runs as it is: the server finds none to stop."""
    cancel = responses.post(f"{URL}/runs/cancel?action=rollback", status=404, json={"detail": "No runs"})
    with pytest.raises(NotFoundError):
        client.runs.cancel_many(thread_id="t", run_ids=[], action="rollback")

    assert {"thread_id": "t", "run_ids": []} == body_of(cancel)


# ---------------------------------------------------------------------------------------------------- threads
@responses.activate
def test_thread_without_its_states(client: LangGraphClient) -> None:
    """It raises when a thread was created but its state could not be written, which the server answers with 201."""
    responses.post(f"{URL}/threads", status=201, json={"detail": "Thread t was created, but"})
    with pytest.raises(APIResponseError, match="Thread t was created, but"):
        client.threads.create(supersteps=[])


@responses.activate
def test_thread_stream(client: LangGraphClient) -> None:
    """It yields the parts of a thread, and raises with its position when the server ends the stream."""
    responses.get(
        f"{URL}/threads/t/stream?stream_modes=run_modes,state_update",
        body=(
            'event: metadata\nid: 1-0\ndata: {"status":"run_done","run_id":"r"}\n\n'
            'event: state_update\nid: 2-0\ndata: {"state":{"next":[]}}\n\n'
            "event: news\ndata: 1\n\n"
        ),
        headers=EVENTS,
        match=[responses.matchers.header_matcher({"last-event-id": "-"})],
    )
    parts = client.threads.join_stream("t", stream_mode=["run_modes", "state_update"], last_event_id="-")

    assert ("metadata", {"status": "run_done", "run_id": "r"}, "1-0", ()) == next(parts)
    assert ("state_update", {"state": {"next": []}}, "2-0", ()) == next(parts)
    assert ("unknown", 1, "2-0", (), "news") == next(parts)
    with pytest.raises(StreamInterruptedError, match="thread t broke off after event 2-0: the server") as caught:
        next(parts)
    assert ("t", "2-0") == (caught.value.thread_id, caught.value.last_event_id)


@responses.activate
def test_command(client: LangGraphClient) -> None:
    """It returns the result of a command, and raises when the server can't do it although it answers 200."""
    failure = {"type": "error", "id": 1, "error": "no_such_interrupt", "message": "none waits"}
    first = responses.post(f"{URL}/threads/t/commands", json={"type": "success", "id": 1, "result": {"run_id": "r"}})
    responses.post(f"{URL}/threads/t/commands", json=failure)

    assert {"run_id": "r"} == client.threads.command("t", "run.start", {"assistant_id": "a"})
    assert {"id": 1, "method": "run.start", "params": {"assistant_id": "a"}} == body_of(first)
    with pytest.raises(
        CommandError, match=r"input\.respond on thread t failed with no_such_interrupt: none waits"
    ) as caught:
        client.threads.command("t", "input.respond")
    assert "no_such_interrupt" == caught.value.code


@responses.activate
def test_protocol_events(client: LangGraphClient) -> None:
    """It yields the events of the protocol as they are, one channel or several asked for."""
    event = {"type": "event", "seq": 1, "method": "values", "params": {"namespace": [], "timestamp": 1, "data": {}}}
    body = f"event: values\nid: 1\ndata: {json.dumps(event)}\n\nevent: values\nid: 2\ndata: {{\n\n"
    stream = responses.post(f"{URL}/threads/t/stream/events", body=body, headers=EVENTS)
    events = client.threads.stream_events("t", ["values"], since=0, namespaces=[["a"]])

    assert event == next(events)
    assert {"channels": ["values"], "since": 0, "namespaces": [["a"]]} == body_of(stream)
    with pytest.raises(APIResponseError, match="not JSON"):
        next(events)


@responses.activate
def test_end_of_protocol_events(client: LangGraphClient) -> None:
    """It names the last event by the id that is the same in every connection, not by its number in this one."""
    event = {"type": "event", "seq": 7, "method": "values", "params": {"namespace": [], "timestamp": 1, "data": {}}}
    body = "".join(
        f"event: values\nid: {seq}\ndata: {json.dumps({**event, 'seq': seq, **more})}\n\n"
        for seq, more in ((7, {"event_id": "12-0"}), (8, {}))
    )
    responses.post(f"{URL}/threads/{ID}/stream/events", body=body, headers=EVENTS)
    with pytest.raises(StreamInterruptedError, match=f"thread {ID} broke off after event 12-0") as caught:
        list(client.threads.stream_events(ID, ["values"]))

    assert (str(ID), "12-0") == (caught.value.thread_id, caught.value.last_event_id)


@responses.activate
@pytest.mark.parametrize("data", ["", "[1]", "null"])
def test_protocol_event_that_is_no_object(client: LangGraphClient, data: str) -> None:
    """It refuses an event of the protocol that is none, and says which."""
    responses.post(f"{URL}/threads/t/stream/events", body=f"event: values\ndata: {data}\n\n", headers=EVENTS)

    with pytest.raises(APIResponseError, match="an event 'values' that is no object"):
        next(client.threads.stream_events("t", ["values"]))


# -------------------------------------------------------------------------------------------------- own routes
@responses.activate
def test_own_route(client: LangGraphClient) -> None:
    """It reaches routes of your own with the same errors."""
    sent = responses.post(f"{URL}/my/route?a=1", json={"b": 2})
    responses.get(f"{URL}/none", status=404, json={"detail": "no"})

    assert {"b": 2} == client.request("POST", "/my/route", json={"c": 3}, params={"a": 1})
    assert {"c": 3} == body_of(sent)
    with pytest.raises(NotFoundError):
        client.request("GET", "/none")


@responses.activate
def test_own_stream(client: LangGraphClient) -> None:
    """It yields the events of a stream of your own undecoded."""
    responses.get(f"{URL}/my/events", body="event: a\ndata: b\n\n", headers=EVENTS)

    assert [ServerSentEvent("a", "b", "")] == list(client.stream("GET", "/my/events"))


@pytest.mark.parametrize("path", ["ok", "@evil.example/", "http://evil.example/", ""])
def test_other_hosts(client: LangGraphClient, path: str) -> None:
    """It refuses a path that could lead to another host, at the call."""
    with pytest.raises(ValueError, match="begins with a slash"):
        client.request("GET", path)
    with pytest.raises(ValueError, match="begins with a slash"):
        client.stream("GET", path)
