"""A stream that is cut goes on where it was: each event once and in order, or an error; never a hole in silence."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from faults import (
    LOCATION,
    METADATA,
    RUN,
    STREAM_PATH,
    THREAD,
    Tick,
    cut_after,
    gone,
    hangs_up,
    keeps,
    refuses,
    run_is,
    sends,
    tick,
    ticks,
)
from scripted_server import PATIENCE, Connection, Script, event_bytes

from langgraph_sync import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    InternalServerError,
    LangGraphError,
    NotFoundError,
    PermissionDeniedError,
    RunCancelledError,
    RunFailedError,
    StreamInterruptedError,
)

pytestmark = pytest.mark.usefixtures("waits")
HEARTBEAT = b": heartbeat\r\n\r\n"


def dev(*events: str) -> list[Tick]:
    """Events with ids as `langgraph dev` gives them: `"3@5"` is the third tick, in the fifth millisecond."""
    return [tick(int(number), f"{moment}-0") for number, _, moment in (event.partition("@") for event in events)]


def stream(client: Any, **options: Any) -> Any:
    """A stream that can be resumed."""
    return client.runs.stream(THREAD, "agent", stream_resumable=True, timeout=PATIENCE, **options)


@pytest.mark.parametrize(
    ("before", "asked_after", "after", "expected"),
    [
        ("1@1 2@2", "1-0", "2@2 3@3", 3),
        ("1@5", "-1", "1@5 2@5 3@6", 3),
        ("1@1 2@5 3@5", "1-0", "2@5 3@5 4@5 5@6", 5),
        ("1@5 2@5 3@5", "-1", "1@5 2@5 3@5 4@5", 4),
        ("1@9 2@10 3@11", "10-0", "3@11 4@100", 4),
        ("1@1 2@2", "1-0", "2@2", 2),
    ],
    ids=["own ids", "first id", "shared id", "only one id", "longer ids", "nothing follows"],
)
def test_each_event_once(connect: Any, before: str, asked_after: str, after: str, expected: int) -> None:
    """It asks from the id before the last one, and leaves out what it has delivered."""
    client, server = connect(cut_after(*dev(*before.split())), sends(*dev(*after.split())), run_is("success"))

    assert [*range(1, expected + 1)] == ticks(stream(client))
    request = server.requests[1]
    assert ("GET", STREAM_PATH, asked_after) == (request.method, request.path, request.headers["last-event-id"])


def headers_break_off(connection: Connection) -> None:
    """Close the connection before the header that says how the body ends: it looks like an empty answer."""
    connection.head(200, {"content-type": "text/event-stream", **LOCATION})
    connection.close()


@pytest.mark.parametrize("first", [cut_after(*dev("1@1", "2@2")), headers_break_off], ids=["later", "at first"])
def test_headers_that_break_off(connect: Any, first: Script) -> None:
    """It does not take an answer whose headers break off for the end of a run that has succeeded meanwhile."""
    answers = [headers_break_off, run_is("success"), sends(METADATA, *dev("1@1", "2@2", "3@3")), run_is("success")]
    client, _ = connect(*(answers if first is headers_break_off else [first, *answers]))

    assert [1, 2, 3] == ticks(stream(client))


def test_headers_that_always_break_off(connect: Any) -> None:
    """It raises when that happens time and again."""
    client, _ = connect(cut_after(*dev("1@1")), *[headers_break_off, run_is("success")] * 6)
    parts = stream(client)

    assert 1 == next(parts).data["tick"]
    with pytest.raises(StreamInterruptedError, match="the connection was closed before the events came"):
        next(parts)


@pytest.mark.parametrize(
    ("stored", "live", "expected"),
    [
        ("2@2 3@3 4@4 5@5", "4@4 5@5 6@6", 6),
        ("2@2 3@3", "3@3 4@4", 4),
        ("2@2 3@3 4@3 5@3", "4@3 5@3 6@3 7@4", 7),
        ("2@2 3@3 4@3 5@4 6@4", "4@3 5@4 6@4 7@4 8@5", 8),
        ("2@2 3@3", "3@3", 3),
        ("2@2", "2@2 3@2 4@3", 4),
        ("2@2 3@3 4@4", "2@2 3@3 4@4 5@5", 5),
    ],
    ids=["several", "one", "within one id", "middle of an id", "nothing follows", "only the known", "all"],
)
@pytest.mark.parametrize("how", ["resumed", "joined"])
def test_replay_and_live_overlap(connect: Any, how: str, stored: str, live: str, expected: int) -> None:
    """It delivers once what the server sends as a replay and then live."""
    both = [*dev(*stored.split()), *dev(*live.split())]
    happened = keeps(*dev(*dict.fromkeys(f"1@1 2@2 {stored} {live}".split())))
    if how == "resumed":
        client, _ = connect(cut_after(*dev("1@1", "2@2")), sends(*both), run_is("success"), happened)
        parts = stream(client)
    else:
        client, _ = connect(sends(METADATA, *dev("1@1"), *both), run_is("success"), happened)
        parts = client.runs.join_stream(THREAD, RUN, last_event_id="-1")

    assert [*range(1, expected + 1)] == ticks(parts)


@pytest.mark.parametrize("how", ["resumed", "joined"])
def test_equal_events_that_look_like_an_overlap(connect: Any, how: str) -> None:
    """It finds out at the end that what looked like one event twice were two equal ones, and says so."""
    happened = dev("1@1", "2@2", "2@2", "3@3")
    client, _ = connect(
        *([cut_after(METADATA, happened[0]), sends(*happened)] if how == "resumed" else [sends(METADATA, *happened)]),
        run_is("success"),
        keeps(*happened),
    )
    parts = stream(client) if how == "resumed" else client.runs.join_stream(THREAD, RUN, last_event_id="-1")

    assert ["metadata", 1, 2, 3] == [next(parts).event, *(next(parts).data["tick"] for _ in range(3))]
    with pytest.raises(StreamInterruptedError, match="one id to equal events"):
        next(parts)


def test_overlap_after_a_silence(connect: Any) -> None:
    """It delivers each event once although the server takes more than a second to read its store."""

    def slow_store(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        threading.Event().wait(1.1)  # what this is about: longer than the second after which all is read
        for event in dev("2@2", "3@3", "3@3", "4@4"):
            connection.event(*event)
        connection.end_stream()

    happened = keeps(*dev("1@1", "2@2", "3@3", "4@4"))
    client, _ = connect(cut_after(*dev("1@1", "2@2")), slow_store, run_is("success"), happened)

    assert [1, 2, 3, 4] == ticks(stream(client))


@pytest.mark.parametrize(
    "ids",
    [
        [str(number) for number in range(12)],
        [f"{RUN}_event_{number}" for number in range(1, 13)],
        [f"1795404468977-{number}" for number in range(12)],
        [f"ereignis-ä-{number}" for number in range(12)],
    ],
    ids=["LangGraph.js", "Aegra", "milliseconds and numbers", "not ASCII"],
)
@pytest.mark.parametrize("end", [1, 2, 9, 10, 11, 12])
def test_servers_with_unique_ids(connect: Any, ids: list[str], end: int) -> None:
    """It goes on after any event of a server that gives each its own id."""
    events = [tick(number, event_id) for number, event_id in enumerate(ids)]
    before = ids[end - 2] if end > 1 else "-1"
    client, server = connect(cut_after(*events[:end]), sends(*events[max(end - 1, 0) :]), run_is("success"))

    assert [*range(12)] == ticks(client.runs.stream(THREAD, "agent"))
    # The server reads headers as Latin-1, which keeps each byte.
    assert before.encode() == server.requests[1].headers["last-event-id"].encode("latin-1")


@pytest.mark.parametrize("event_id", ["事件-1", "é", "\U0001f4a1"])
def test_ids_outside_ascii(connect: Any, event_id: str) -> None:
    """It sends an id outside ASCII as UTF-8."""
    client, server = connect(sends(), run_is("success"))
    list(client.runs.join_stream(THREAD, RUN, last_event_id=event_id))

    assert event_id.encode() == server.requests[0].headers["last-event-id"].encode("latin-1")


def test_id_of_5000_digits(connect: Any) -> None:
    """It compares ids of any length."""
    events = [tick(1, "1-0"), tick(2, "9" * 5_000), tick(3, "1" + "0" * 5_000)]
    client, _ = connect(sends(*events), run_is("success"))

    assert [1, 2, 3] == ticks(stream(client))


def test_several_cuts(connect: Any) -> None:
    """It goes on through as many cuts as there are, each event between them refilling the budget."""
    events = [tick(number, f"{number // 3}-0") for number in range(30)]
    ids_before = ["-1", "-1", "-1", *[f"{number // 3 - 1}-0" for number in range(3, 29)]]
    # After event n the server sends its id once more, the next event, and breaks off.
    cuts = [cut_after(*events[n // 3 * 3 : n + 2]) for n in range(28)]
    client, server = connect(cut_after(events[0]), *cuts, sends(*events[27:]), run_is("success"))

    assert [*range(30)] == ticks(stream(client))
    assert ids_before == [request.headers["last-event-id"] for request in server.requests[1:-2]]


@pytest.mark.parametrize("status", ["running", "pending"])
def test_clean_end_while_the_run_goes_on(connect: Any, status: str) -> None:
    """It takes a clean end for a cut when the run goes on, as a server that shuts down sends it."""
    client, _ = connect(sends(*dev("1@1")), run_is(status), sends(*dev("1@1", "2@2")), run_is("success"))

    assert [1, 2] == ticks(stream(client))


def test_modes_on_a_reconnect(connect: Any) -> None:
    """It does not name the modes again: the server would leave out `error` and the events of subgraphs."""
    client, server = connect(cut_after(*dev("1@1")), sends(*dev("1@1", "2@2")), run_is("success"))
    list(stream(client, stream_mode=["custom", "values"], stream_subgraphs=True))

    assert STREAM_PATH == server.requests[1].path


def test_modes_on_a_reconnect_of_a_join(connect: Any) -> None:
    """It names the modes again that a join has asked for, and all that the caller adds to the call."""
    options = run_is("running", kwargs={"stream_mode": ["custom", "values"]})
    client, server = connect(cut_after(*dev("1@1")), options, sends(*dev("1@1", "2@2")), run_is("success"))
    parts = client.runs.join_stream(
        THREAD, RUN, last_event_id="0-0", stream_mode="custom", headers={"x-a": "b"}, params={"c": "d"}
    )

    assert [1, 2] == ticks(parts)
    first, _, second, _, last = server.requests
    assert first.path == second.path == last.path == f"{STREAM_PATH}?stream_mode=%5B%22custom%22%5D&c=d"
    assert ["b", "b"] == [request.headers["x-a"] for request in (first, second)]
    assert ["0-0", "0-0"] == [request.headers["last-event-id"] for request in (first, second)]


def test_join_without_an_id(connect: Any) -> None:
    """It leaves out what came before it joined when it goes on after a cut, also within one id."""
    options = run_is("running", kwargs={"stream_mode": ["custom"]})
    everything = sends(*dev("1@1", "2@2", "3@3", "4@3", "5@4"))
    client, server = connect(cut_after(*dev("4@3")), options, everything, run_is("success"))

    assert [4, 5] == ticks(client.runs.join_stream(THREAD, RUN))
    assert "last-event-id" not in server.requests[0].headers
    assert "-1" == server.requests[2].headers["last-event-id"]


@pytest.mark.parametrize("more", [{}, {"kwargs": None}], ids=["missing", "null"])
def test_join_on_a_server_that_tells_no_options(connect: Any, more: dict[str, Any]) -> None:
    """It goes on with a joined run although the server does not report what it was started with."""
    scripts = [cut_after(METADATA, tick(1, "1")), run_is("running", **more), sends(tick(1, "1"), tick(2, "2"))]
    client, _ = connect(*scripts, run_is("success"))

    assert [1, 2] == ticks(client.runs.join_stream(THREAD, RUN, last_event_id="-1"))


@pytest.mark.parametrize("problem", [refuses(503), refuses(429), hangs_up], ids=["503", "429", "closed"])
def test_join_while_the_server_restarts(connect: Any, problem: Script) -> None:
    """It waits for a server that restarts when it asks what a joined run was started with."""
    options = run_is("running", kwargs={"stream_mode": ["custom"]})
    scripts = [cut_after(METADATA, *dev("1@1")), problem, options, sends(*dev("1@1", "2@2"))]
    client, _ = connect(*scripts, run_is("success"), max_retries=1)

    assert [1, 2] == ticks(client.runs.join_stream(THREAD, RUN, last_event_id="-1"))


def test_join_of_a_run_that_is_removed_meanwhile(connect: Any) -> None:
    """It says that a joined run was removed when it is not there any more after a cut."""
    client, _ = connect(cut_after(METADATA, *dev("1@1")), gone)

    with pytest.raises(RunCancelledError, match="was removed"):
        list(client.runs.join_stream(THREAD, RUN, last_event_id="-1"))


def test_join_that_is_cut_before_the_first_event(connect: Any) -> None:
    """It notices after such a cut too that the server no longer has the beginning that was asked for."""
    client, _ = connect(cut_after(), run_is("running", kwargs={}), *[sends(tick(2, "2-0"))] * 2)

    with pytest.raises(StreamInterruptedError, match="no longer has the beginning"):
        list(client.runs.join_stream(THREAD, RUN, last_event_id="-1"))


def test_lost_beginning_behind_an_unknown_event(connect: Any) -> None:
    """It notices that the server no longer has the beginning, also when something unknown comes first."""
    late = sends(("ping", None, ""), tick(2, "2-0"))
    client, _ = connect(late, run_is("running", kwargs={}), late)

    with pytest.raises(StreamInterruptedError, match="no longer has the beginning"):
        list(client.runs.join_stream(THREAD, RUN, last_event_id="-1"))


def test_cut_before_the_first_event(connect: Any) -> None:
    """It asks for everything when the cut came before the first event of a run that is kept."""
    client, server = connect(cut_after(), sends(METADATA, *dev("1@1")), run_is("success"))

    assert [1] == ticks(stream(client))
    assert "-1" == server.requests[1].headers["last-event-id"]


def test_error_after_a_cut(connect: Any) -> None:
    """It takes the reason of a failure from the thread when the `error` event was lost in a cut."""
    error = {"error": "ValueError", "message": "boom"}
    client, _ = connect(
        cut_after(*dev("1@1")),
        sends(*dev("1@1", "2@2")),
        run_is("error"),
        lambda connection: connection.answer({"thread_id": THREAD, "error": error}),
    )
    parts = stream(client)

    assert [("custom", {"tick": 1}), ("custom", {"tick": 2}), ("error", error)] == [next(parts)[:2] for _ in range(3)]
    with pytest.raises(RunFailedError, match="failed with ValueError: boom"):
        next(parts)


def test_error_as_it_happens_after_a_cut(connect: Any) -> None:
    """It delivers an `error` event that comes after a cut once."""
    error = ("error", {"error": "ValueError", "message": "boom"}, "3-0")
    client, server = connect(cut_after(*dev("1@1")), sends(*dev("1@1", "2@2"), error, then="close"), run_is("error"))
    parts = stream(client)

    assert ["custom", "custom", "error"] == [next(parts).event for _ in range(3)]
    with pytest.raises(RunFailedError):
        next(parts)
    assert 3 == len(server.requests)


@pytest.mark.parametrize(
    "replay",
    ["", "4@4 5@5", "3@2 4@4", "3@2", "4@4 5@5 2@2 3@2"],
    ids=["nothing", "too late", "too late within an id", "a part of an id", "in another order"],
)
def test_server_that_lost_its_store(connect: Any, replay: str) -> None:
    """It raises when what the server sends after a cut does not begin with what is known, and delivers none of it."""
    client, _ = connect(cut_after(*dev("1@1", "2@2", "3@2")), sends(*dev(*replay.split())), run_is("success"))
    parts = stream(client)

    assert [1, 2, 3] == [next(parts).data["tick"] for _ in range(3)]
    with pytest.raises(StreamInterruptedError, match="no longer has the events that came before the cut") as caught:
        next(parts)
    assert (THREAD, RUN, "2-0") == (caught.value.thread_id, caught.value.run_id, caught.value.last_event_id)


def test_server_that_lost_its_store_before_the_first_event(connect: Any) -> None:
    """It raises when a run has ended and none of its events came, not even the first."""
    client, _ = connect(cut_after(), sends(), run_is("success"))

    with pytest.raises(StreamInterruptedError, match="no longer has the events of the run"):
        list(stream(client))


def test_event_without_an_id_after_a_cut(connect: Any) -> None:
    """It does not leave out an event whose place can't be known: it raises."""
    client, _ = connect(cut_after(*dev("1@1", "2@2")), sends(tick(2, "2-0"), tick(3, "")), run_is("success"))

    with pytest.raises(StreamInterruptedError):
        list(stream(client))


def test_empty_id(connect: Any) -> None:
    """It can't go on after an event whose empty `id:` has cleared the place, and says so."""
    client, server = connect(cut_after(tick(1, "1-0"), tick(2, "")))
    parts = stream(client)

    assert [1, 2] == [next(parts).data["tick"], next(parts).data["tick"]]
    with pytest.raises(StreamInterruptedError, match="sends no ids"):
        next(parts)
    assert 1 == len(server.requests)


def test_id_with_nul(connect: Any) -> None:
    """It ignores an id with NUL: the event has the id of the one before."""
    client, server = connect(
        cut_after(*dev("1@1", "2@2"), tick(3, "3\0")), sends(*dev("2@2"), tick(3, None), *dev("4@3")), run_is("success")
    )

    assert [1, 2, 3, 4] == ticks(stream(client))
    assert "1-0" == server.requests[1].headers["last-event-id"]


def test_equal_events_with_one_id(connect: Any) -> None:
    """It delivers equal events that share an id, and raises at a cut, where they can't be distinguished."""
    client, server = connect(cut_after(tick(1, "1-0"), tick(1, "1-0")))
    parts = stream(client)

    assert [1, 1] == [next(parts).data["tick"], next(parts).data["tick"]]
    with pytest.raises(StreamInterruptedError, match="one id to equal events"):
        next(parts)
    assert 1 == len(server.requests)


def test_ids_out_of_order(connect: Any) -> None:
    """It raises at a cut when the ids have no order."""
    client, _ = connect(cut_after(tick(1, "b"), tick(2, "a")))

    with pytest.raises(StreamInterruptedError, match="not in order"):
        list(stream(client))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"stream_mode": "messages"}, "does not keep the events of the mode `messages`"),
        ({"stream_mode": ["values", "messages"]}, "does not keep the events of the mode `messages`"),
        ({"on_disconnect": "cancel"}, "is cancelled when its stream breaks"),
        ({"feedback_keys": ["a"]}, "does not keep `feedback`"),
    ],
)
def test_what_can_not_be_taken_up_again(connect: Any, options: dict[str, Any], why: str) -> None:
    """It raises at a cut, and asks for nothing, where events are lost or the run has ended with the connection."""
    client, server = connect(cut_after(*dev("1@1", "2@2")))
    parts = stream(client, **options)

    assert [1, 2] == [next(parts).data["tick"], next(parts).data["tick"]]
    with pytest.raises(StreamInterruptedError, match=why) as caught:
        next(parts)
    assert "2-0" == caught.value.last_event_id
    assert 1 == len(server.requests)


@pytest.mark.parametrize(
    ("kwargs", "options", "why"),
    [
        ({"stream_mode": ["messages"]}, {}, "the mode `messages`"),
        ({"stream_mode": ["custom"]}, {"cancel_on_disconnect": True}, "is cancelled when its stream breaks"),
        ({"on_disconnect": "cancel"}, {}, "is cancelled when its stream breaks"),
        ({"feedback_keys": ["a"]}, {}, "`feedback` events"),
    ],
    ids=["mode messages", "cancel_on_disconnect", "on_disconnect", "feedback_keys"],
)
def test_what_can_not_be_joined_again(connect: Any, kwargs: dict[str, Any], options: dict[str, Any], why: str) -> None:
    """It raises at a cut of a joined run too, where the server keeps too little or has cancelled it."""
    client, _ = connect(cut_after(METADATA, *dev("1@1")), run_is("running", kwargs=kwargs))

    with pytest.raises(StreamInterruptedError, match=why):
        list(client.runs.join_stream(THREAD, RUN, last_event_id="-1", **options))


def test_messages_tuple_can_be_taken_up_again(connect: Any) -> None:
    """It goes on with the mode `messages-tuple`, whose events the server keeps."""
    scripts = [cut_after(*dev("1@1")), sends(*dev("1@1", "2@2")), run_is("success")]
    client, _ = connect(*scripts)

    assert [1, 2] == ticks(stream(client, stream_mode=["messages-tuple", "messages"]))


def test_run_without_a_thread(connect: Any) -> None:
    """It does not ask for a run without a thread again, wherever its Location points."""
    headers = {"content-location": f"/runs/{RUN}", "location": f"/runs/{RUN}/stream"}
    client, server = connect(sends(*dev("1@1"), then="close", headers=headers))

    with pytest.raises(StreamInterruptedError, match="A run without a thread can't be resumed") as caught:
        list(client.runs.stream(None, "agent", stream_resumable=True))
    assert (None, RUN, "1-0") == (caught.value.thread_id, caught.value.run_id, caught.value.last_event_id)
    assert 1 == len(server.requests)


def test_back_off(connect: Any, waits: list[float]) -> None:
    """It waits longer before each try, tries 5 times, and raises with the last cause."""
    client, server = connect(cut_after(*dev("1@1")), *[refuses(503, None)] * 5)

    with pytest.raises(StreamInterruptedError, match=r"broke off after event 1-0: GET .* answered 503") as caught:
        list(stream(client))
    assert isinstance(caught.value.__cause__, InternalServerError)
    assert [True] * 5 == [0.75 * d <= w <= 1.25 * d for w, d in zip(waits, (0.5, 1, 2, 4, 5))]
    assert (6, 5) == (len(server.requests), len(waits))


@pytest.mark.parametrize(("said", "waited"), [("0", 0), ("7", 7), ("3600", 30)])
@pytest.mark.parametrize("status", [429, 502, 503])
def test_retry_after_on_a_reconnect(connect: Any, waits: list[float], status: int, said: str, waited: float) -> None:
    """It waits as long as the server asks before it reconnects, at most 30 seconds."""
    client, _ = connect(
        cut_after(*dev("1@1")), refuses(status, said), sends(*dev("1@1", "2@2")), run_is("success"), max_retries=2
    )

    assert [1, 2] == ticks(stream(client))
    assert waited == waits[1]


@pytest.mark.parametrize(
    ("problem", "cause"),
    [
        (refuses(429), APIStatusError),
        (refuses(502), InternalServerError),
        (hangs_up, APIConnectionError),
        (lambda connection: connection.reset(), APIConnectionError),
    ],
    ids=["429", "502", "closed", "reset"],
)
def test_passing_problem_on_a_reconnect(connect: Any, problem: Script, cause: type[LangGraphError]) -> None:
    """It tries again after a problem that may pass: 5 times, whatever `max_retries` says, then it raises."""
    client, _ = connect(cut_after(*dev("1@1")), *[problem] * 4, sends(*dev("1@1", "2@2")), run_is("success"))
    assert [1, 2] == ticks(stream(client))

    client, server = connect(cut_after(*dev("1@1")), *[problem] * 5, max_retries=7)
    with pytest.raises(StreamInterruptedError) as caught:
        list(stream(client))
    assert isinstance(caught.value.__cause__, cause)
    assert 6 == len(server.requests)


def test_refused_reconnect(connect: Any, waits: list[float]) -> None:
    """It tries 5 times to reach a server that has gone, then says where the stream broke off."""

    def last_words(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event(*dev("1@1")[0])
        server.stop()
        connection.close()

    client, server = connect(last_words)

    with pytest.raises(StreamInterruptedError, match="refused") as caught:
        list(stream(client))
    assert isinstance(caught.value.__cause__, APIConnectionError)
    assert 5 == len(waits)


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationError), (403, PermissionDeniedError), (404, NotFoundError)]
)
def test_refusal_on_a_reconnect(connect: Any, waits: list[float], status: int, error: type[APIStatusError]) -> None:
    """It raises at once when the server does not let it in again."""
    client, server = connect(cut_after(*dev("1@1")), refuses(status))

    with pytest.raises(error):
        list(stream(client))
    assert (2, 1) == (len(server.requests), len(waits))


def test_run_that_is_removed_meanwhile(connect: Any) -> None:
    """It says that a run was removed: the server reports it by an event, not by a status."""
    missing = ("error", {"error": "HTTPException", "message": "404: Run not found"}, None)
    client, _ = connect(cut_after(*dev("1@1")), sends(missing), gone)
    parts = stream(client)

    assert [1] == [next(parts).data["tick"]]
    with pytest.raises(RunCancelledError, match="was removed"):
        next(parts)


def test_heartbeats_do_not_refill_the_budget(connect: Any) -> None:
    """It gives up after 5 tries that brought heartbeats and known events, and no new one."""

    def alive_but_stuck(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.chunk(HEARTBEAT)
        connection.event(*dev("1@1")[0])
        connection.chunk(HEARTBEAT)
        connection.close()

    client, server = connect(cut_after(*dev("1@1")), *[alive_but_stuck] * 5)

    with pytest.raises(StreamInterruptedError):
        list(stream(client))
    assert 6 == len(server.requests)


EVENT = event_bytes("custom", {"tick": 2}, "2-0")
CHUNK = b"%x\r\n%b\r\n" % (len(EVENT), EVENT)


@pytest.mark.parametrize("size", range(len(CHUNK)))
def test_cut_at_any_byte(connect: Any, size: int) -> None:
    """It delivers an event once when the cut was inside it, inside the chunk's header, or between CR and LF."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event(*dev("1@1")[0])
        connection.send(CHUNK[:size])
        connection.close()

    client, _ = connect(script, sends(*dev("1@1", "2@2", "3@3")), run_is("success"))

    assert [1, 2, 3] == ticks(stream(client))


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"], ids=["LF", "CR", "CRLF"])
def test_cut_at_any_byte_without_chunks(connect: Any, end: bytes) -> None:
    """It delivers an event once when the end of the connection, clean to look at, was inside it."""
    event = EVENT.replace(b"\r\n", end)

    def cut(size: int) -> Script:
        def script(connection: Connection) -> None:
            connection.open_stream(LOCATION, "close")
            connection.event(*dev("1@1")[0])
            connection.send(event[:size])
            connection.close()

        return script

    for size in range(len(event) + 1):
        resumed = sends(*dev("1@1", "2@2", "3@3"))
        client, _ = connect(cut(size), run_is("running"), resumed, run_is("success"))

        assert [1, 2, 3] == ticks(stream(client))


@pytest.mark.parametrize(
    "content_location",
    [
        f"/threads/{THREAD}/runs/{RUN}",
        f"https://elsewhere.example/threads/{THREAD}/runs/{RUN}",
        f"/prefix/threads/{THREAD}/runs/{RUN}/stream?x=1#y",
        f"/threads/of-somebody-else/runs/{RUN}",
        "garbage",
        "http://[::1",
        "/threads//runs/",
        f"/threads/{THREAD}/runs/..",
    ],
)
def test_foreign_and_garbage_locations(connect: Any, content_location: str) -> None:
    """It reconnects to the run at the client's own address, whatever the server says about locations."""
    locations = {"location": "https://elsewhere.example/threads/x/runs/y", "content-location": content_location}
    metadata = ("metadata", {"run_id": RUN, "attempt": 1}, "1-0")
    scripts = [sends(metadata, *dev("1@2"), then="close", headers=locations)]
    client, server = connect(*scripts, sends(*dev("1@2", "2@3")), run_is("success"))

    assert [1, 2] == ticks(stream(client))
    run_path = STREAM_PATH[: -len("/stream")]
    assert [STREAM_PATH, run_path, STREAM_PATH] == [request.path for request in server.requests[1:]]


@pytest.mark.parametrize("data", [None, [], "text", {}, {"run_id": None}], ids=repr)
def test_metadata_of_another_form(connect: Any, data: Any) -> None:
    """It delivers a `metadata` event that names no run, and can't go on after a cut then."""
    client, _ = connect(sends(("metadata", data, "1-0"), then="close", headers={}))
    parts = stream(client)

    assert data == next(parts).data
    with pytest.raises(StreamInterruptedError):
        next(parts)


def test_location_of_another_run_on_a_reconnect(connect: Any) -> None:
    """It keeps to the run that it has begun with."""
    other = {"content-location": f"/threads/{THREAD}/runs/another"}
    resumed = sends(*dev("1@1", "2@2"), then="close", headers=other)
    client, server = connect(cut_after(*dev("1@1")), resumed, sends(*dev("2@2", "3@3")), run_is("success"))

    assert [1, 2, 3] == ticks(stream(client))
    assert [STREAM_PATH, STREAM_PATH] == [request.path for request in server.requests[1:3]]


def test_retry_field(connect: Any, waits: list[float]) -> None:
    """It does not let a `retry:` field decide how long it waits."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.chunk(b"retry: 86400000\r\n\r\n")
        connection.event(*dev("1@1")[0])
        connection.chunk(b"retry: 1e99\r\nretry: -1\r\n\r\n")
        connection.close()

    client, _ = connect(script, sends(*dev("1@1", "2@2")), run_is("success"))

    assert [1, 2] == ticks(stream(client))
    assert [True] == [wait < 1 for wait in waits]


@pytest.mark.parametrize("answer", [{}, [], None, "text"], ids=repr)
def test_run_of_another_form(connect: Any, answer: Any) -> None:
    """It does not take a stream for complete when the server's answer about the run says nothing."""
    client, _ = connect(sends(*dev("1@1")), lambda connection: connection.answer(b"null" if answer is None else answer))

    with pytest.raises(LangGraphError):
        list(client.runs.stream(THREAD, "agent"))


@pytest.mark.parametrize("problem", [refuses(500), refuses(503), hangs_up], ids=["500", "503", "closed"])
def test_status_call_that_fails(connect: Any, problem: Script) -> None:
    """It asks a few times how the run went when the server fails to say."""
    client, _ = connect(sends(*dev("1@1")), problem, problem, run_is("success"), max_retries=2)

    assert [1] == ticks(client.runs.stream(THREAD, "agent"))


def test_event_that_comes_with_its_last_byte_after_a_cut(connect: Any) -> None:
    """It delivers new events after a cut as they come, not at the end of the replay."""
    received = threading.Event()
    waited: list[bool] = []

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        for event in dev("1@1", "2@2"):
            connection.event(*event)
        waited.append(received.wait(PATIENCE))
        connection.event(*dev("3@3")[0])
        connection.end_stream()

    client, _ = connect(cut_after(*dev("1@1")), script, run_is("success"))
    parts = stream(client)

    assert [1, 2] == [next(parts).data["tick"], next(parts).data["tick"]]
    received.set()
    assert [3] == ticks(parts)
    assert [True] == waited


def test_log_of_a_reconnect(connect: Any, caplog: pytest.LogCaptureFixture) -> None:
    """It logs each try at the level of warnings."""
    caplog.set_level(logging.WARNING)
    client, _ = connect(cut_after(*dev("1@1")), refuses(503), sends(*dev("1@1", "2@2")), run_is("success"))
    list(stream(client))

    ours = [record.getMessage() for record in caplog.records if record.name == "langgraph_sync"]
    assert 2 == len(ours)
    assert [True, True] == [
        line.startswith(f"Retry {n} of 5 in ")
        and f"the stream of run {RUN}" in line
        and "broke off" in line
        and len(line) <= 330
        for n, line in enumerate(ours, 1)
    ]
