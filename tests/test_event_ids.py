"""Whatever ids a server gives its events: none is lost in silence, and none is repeated."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest
from faults import LOCATION, METADATA, RUN, THREAD, Tick, cut_after, keeps, run_is, sends, tick, ticks
from scripted_server import Connection, Script

from langgraph_sync import StreamInterruptedError

pytestmark = pytest.mark.usefixtures("waits")
UUIDS = [
    "9b2f7c1e-40d5-4c7a-8a53-6f0f6f1f9a10",
    "1c9e2b7a-7d3f-4b8e-9f64-0a5f3c2d1e4b",
    "e7a40c55-2f1b-4d9c-b1a7-93d8e6f20c7d",
    "5d3b8f90-c6e2-4a1f-86d4-7b2e9a0f1c3d",
    "a08d6e4f-9b37-4c52-9e81-d4f5b6a7c8e9",
]
NOBODY_KNOWS = ("messages/partial", [{"type": "ai", "content": "a"}])


def ping(number: int = 0, event_id: Optional[str] = None) -> Tick:
    """An event that no release of LangGraph sends."""
    return "ping", {"beat": number}, event_id


def beats(parts: Any) -> list[Any]:
    """The numbers of the ticks, and of the pings as text."""
    return [part.data.get("tick", str(part.data.get("beat"))) for part in parts if part.event in ("custom", "unknown")]


def stream(client: Any, **options: Any) -> Any:
    """A stream that can be resumed."""
    return client.runs.stream(THREAD, "agent", stream_resumable=True, **options)


def join(client: Any, last_event_id: str = "0-1") -> Any:
    """A stream that is joined after an event."""
    return client.runs.join_stream(THREAD, RUN, last_event_id=last_event_id)


def numbered(ids: list[str]) -> list[Tick]:
    """Ticks with these ids."""
    return [tick(number, event_id) for number, event_id in enumerate(ids)]


@pytest.mark.parametrize("ids", [["000016e6", "00001e88", "00002259"], ["16E6-0", "1E88-0", "2259-0"]])
def test_cut_among_hexadecimal_ids(connect: Any, ids: list[str]) -> None:
    """Numbers of one width that are written with letters are in the order of the text, not of their digits."""
    log = [("metadata", {"run_id": RUN}, ids[0]), ping(1, ids[1]), tick(1, ids[1]), tick(2, ids[2])]
    client, _ = connect(sends(*log[:2], then="close"), keeps(*log), run_is("success"), keeps(*log))

    assert [1, 2] == ticks(stream(client))


@pytest.mark.parametrize(
    "ids",
    [
        UUIDS,
        ["83", "12", "45", "7", "60"],
        ["83", "12", "83", "7", "12"],
        ["b", "a", "c"],
        ["5-0", "1-0", "3-0", "2-0"],
    ],
    ids=["UUIDs", "random numbers", "random numbers that come again", "letters", "milliseconds"],
)
@pytest.mark.parametrize("how", ["started", "joined"])
def test_ids_in_no_order(connect: Any, how: str, ids: list[str]) -> None:
    """It delivers every event, and none again that the final check brings."""
    client, _ = connect(sends(*numbered(ids)), run_is("success"), sends(*numbered(ids)[-2:]))

    assert [*range(len(ids))] == ticks(stream(client) if how == "started" else join(client))


def test_rest_in_no_order(connect: Any) -> None:
    """It brings what is missing after known events, in whatever order those come again."""
    events = numbered(UUIDS)
    client, _ = connect(sends(*events[:4]), run_is("success"), sends(*events[3:], events[1], tick(5, "5")))

    assert [0, 1, 2, 3, 4, 5] == ticks(stream(client))


def test_cut_among_ids_in_no_order(connect: Any) -> None:
    """It says at a cut that the ids have no order."""
    client, _ = connect(cut_after(*numbered(["83", "12"])), run_is("running", kwargs={}))

    with pytest.raises(StreamInterruptedError, match="not in order"):
        list(join(client))


@pytest.mark.parametrize(
    "ids",
    [
        UUIDS,
        ["83", "12", "45", "7", "60"],
        ["0008", "0009", "000a", "000f", "0010"],
        ["9-10", "10-9", "10-10", "100-1", "100-2"],
    ],
    ids=["UUIDs", "random numbers", "hex", "numbers"],
)
@pytest.mark.parametrize("begin", range(4))
def test_overlap_with_any_ids(connect: Any, ids: list[str], begin: int) -> None:
    """It delivers each event once, wherever the overlap begins."""
    events = numbered(ids)
    client, _ = connect(sends(*events[:4], *events[begin:]), run_is("success"), sends(*events))

    assert [0, 1, 2, 3, 4] == ticks(join(client))


def test_overlap_that_is_longer_than_what_is_remembered(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes ids for delivered that are older than those which it remembers."""
    monkeypatch.setattr("langgraph_sync._position._MOST", 3)
    events = numbered([str(number) for number in range(7)])
    client, _ = connect(sends(*events[:6], *events[1:]), run_is("success"))

    assert [*range(7)] == ticks(join(client))


def test_step_back_to_an_event_that_has_not_come(connect: Any) -> None:
    """It delivers an event with an id before the last one that it has not seen, also in an overlap."""
    events = numbered(["1", "2", "3", "4"])
    client, _ = connect(sends(events[0], events[2], *events), run_is("success"))

    assert [0, 2, 1, 3] == ticks(join(client))


def test_more_events_with_one_id_than_are_remembered(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It delivers them all, and says at a cut that there are too many."""
    monkeypatch.setattr("langgraph_sync._position._MOST", 3)
    events = [tick(number, "5-0") for number in range(4)]

    client, _ = connect(cut_after(*events[:3]), sends(*events), run_is("success"))
    assert [0, 1, 2, 3] == ticks(stream(client))

    client, _ = connect(cut_after(*events))
    parts = stream(client)
    assert [0, 1, 2, 3] == [next(parts).data["tick"] for _ in range(4)]
    with pytest.raises(StreamInterruptedError, match="one id to too many events"):
        next(parts)

    client, _ = connect(sends(*events), run_is("success"), sends(*events))
    assert [0, 1, 2, 3] == ticks(stream(client))


RENUMBERED: dict[str, list[Optional[str]]] = {
    "from the beginning": ["0", "1", "2"],
    "on": ["3", "4", "5"],
    "metadata alone": ["3", "1", "2"],
    "in UUIDs": [*UUIDS[:3]],
    "not at all": [None, None, None],
}


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("ids", RENUMBERED.values(), ids=RENUMBERED)
def test_replay_that_is_numbered_anew(connect: Any, ids: list[str], after: int) -> None:
    """It delivers nothing twice when the final check brings what is known under other ids."""
    names = [METADATA[:2], *(event[:2] for event in numbered(["", ""]))]
    events = [(*name, str(number)) for number, name in enumerate(names)]
    again = [(*name, event_id) for name, event_id in zip(names, ids)]
    client, server = connect(sends(*events), run_is("success"), sends(*again[after:]))

    assert ["metadata", "custom", "custom"] == [part.event for part in stream(client)]
    assert 3 == len(server.requests)


def test_rest_after_a_metadata_of_the_connection(connect: Any) -> None:
    """It delivers what the final check brings after an event that is known, and no `metadata` before it."""
    events = [METADATA, *numbered(["1-0", "2-0", "2-0", "3-0"])]
    client, _ = connect(sends(*events[:3]), run_is("success"), sends((*METADATA[:2], "9-0"), *events[2:]))

    parts = list(stream(client))
    assert [0, 1, 2, 3] == ticks(parts)
    assert 1 == sum(part.event == "metadata" for part in parts)


@pytest.mark.parametrize("lost", ["3-0", "4-0"], ids=["one id", "own id"])
@pytest.mark.parametrize("event", ["messages/partial", "messages/metadata", "messages/complete", "feedback", "ping"])
def test_rest_after_an_event_that_is_not_kept(connect: Any, event: str, lost: str) -> None:
    """It brings what was lost after an event that servers do not keep, also one with the same id."""
    kept = [METADATA, tick(1, "2-0"), tick(2, lost)]
    client, _ = connect(sends(*kept[:2], (event, {"a": {}}, "3-0")), run_is("success"), keeps(*kept))

    parts = list(stream(client))
    assert [1, 2] == ticks(parts)
    assert 4 == len(parts)


def test_server_that_keeps_every_event(connect: Any) -> None:
    """It delivers events once that most servers do not keep, and brings those that were lost."""
    kept = [METADATA, tick(1, "1"), (*NOBODY_KNOWS, "2"), (*NOBODY_KNOWS, "3"), (*NOBODY_KNOWS, "4"), tick(2, "5")]
    client, _ = connect(sends(*kept[:4]), run_is("success"), keeps(*kept))

    assert ["0-0", "1", "2", "3", "4", "5"] == [part.id for part in stream(client)]


def test_overlap_on_a_server_that_keeps_every_event(connect: Any) -> None:
    """It delivers each event once, whatever is repeated."""
    kept = [METADATA, tick(1, "1"), (*NOBODY_KNOWS, "2"), ping(3, "3"), tick(2, "4"), ping(4, "5"), tick(3, "6")]
    client, _ = connect(sends(*kept[:6], *kept[2:]), run_is("success"), keeps(*kept))

    assert ["0-0", *map(str, range(1, 7))] == [part.id for part in join(client, "-1")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([ping(1)], [ping(2)], ["1", 1, "2", 2]),
        ([], [ping(2), ping(2)], [1, "2", "2", 2]),
        ([ping(1)], [ping(1)], ["1", 1, "1", 2]),
        ([ping(1, "")], [ping(2, "")], ["1", 1, "2", 2]),
    ],
    ids=["one each", "several after it", "equal", "empty ids"],
)
@pytest.mark.parametrize("where", ["first", "in between"])
def test_event_without_an_id_of_its_own(
    connect: Any, where: str, before: list[Tick], after: list[Tick], expected: list[Any]
) -> None:
    """It delivers events of an unknown name whenever they come: the server does not keep what it gives no id."""
    known, new = tick(1, "1-0"), tick(2, "2-0")
    resumed = [*after, known, new] if where == "first" else [known, *after, new]
    client, _ = connect(cut_after(*before, known), sends(*resumed), run_is("success"))

    assert expected == beats(stream(client))


def test_pings_of_a_cut_stream(connect: Any) -> None:
    """It resumes a stream whose last event before the cut was one that the server does not keep."""
    client, server = connect(
        cut_after(tick(1, "1-0"), tick(2, "2-0"), ping(1)),
        sends(tick(2, "2-0"), ping(2), tick(3, "3-0")),
        run_is("success"),
    )

    assert [1, 2, "1", "2", 3] == beats(stream(client))
    assert "1-0" == server.requests[1].headers["last-event-id"]


def test_pings_of_a_joined_stream(connect: Any) -> None:
    """It delivers equal events of an unknown name one after the other, and raises no doubt about them."""
    client, _ = connect(sends(METADATA, tick(1, "1-0"), ping(), ping(), tick(2, "2-0"), ping()), run_is("success"))

    assert [1, "0", "0", 2, "0"] == beats(join(client, "-1"))


def test_ping_before_the_beginning(connect: Any) -> None:
    """It does not take an event of an unknown name for the first one that the server still has."""
    client, _ = connect(sends(ping(), METADATA, tick(1, "1-0")), run_is("success"))

    assert ["0", 1] == beats(join(client, "-1"))


@pytest.mark.parametrize("own", ["7-0", None, ""], ids=["own", "no", "empty"])
def test_pings_of_the_final_check(connect: Any, monkeypatch: pytest.MonkeyPatch, own: Optional[str]) -> None:
    """It ends although the server sends events of an unknown name for as long as the check is open."""
    monkeypatch.setattr("langgraph_sync.stream._RECHECK_WITHIN", 0.3)

    def stays(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        connection.event(*tick(1, "1-0"))
        connection.event(*ping(1, own))
        connection.wait_until_gone()

    client, server = connect(sends(tick(1, "1-0")), run_is("success"), stays)

    assert [1] == ticks(stream(client))
    assert 3 == len(server.requests)


def test_pings_do_not_refill_the_budget(connect: Any) -> None:
    """It gives up after 5 tries that brought events of an unknown name, and nothing else that is new."""
    stuck = [cut_after(tick(1, "1-0"), ping(number)) for number in range(6)]
    client, server = connect(*stuck)

    with pytest.raises(StreamInterruptedError):
        list(stream(client))
    assert 6 == len(server.requests)


def written(form: str) -> Script:
    """Send ticks 2 and 3 in another form of JSON."""

    def script(connection: Connection) -> None:
        connection.open_stream(LOCATION)
        for number in (2, 3):
            data = {"tick": number, "é": {"a": 1, "b": [1.0]}}
            text = {
                "spaces": json.dumps(data, indent=None),
                "lines": json.dumps(data, indent=1).replace("\n", "\ndata: "),
                "order": json.dumps(dict(reversed(data.items()))),
                "escapes": json.dumps(data, ensure_ascii=False),
            }[form]
            connection.chunk(f"event: custom\r\ndata: {text}\r\nid: {number}-0\r\n\r\n".encode())
        connection.end_stream()

    return script


@pytest.mark.parametrize("form", ["spaces", "lines", "order", "escapes"])
@pytest.mark.parametrize("begins", ["cut", "ended"])
def test_replay_in_other_bytes(connect: Any, begins: str, form: str) -> None:
    """It knows an event again, after a cut and at the end, whose JSON means the same."""
    first = [tick(1, "1-0"), ("custom", {"tick": 2, "é": {"a": 1, "b": [1.0]}}, "2-0")]
    scripts = [cut_after(*first), written(form), run_is("success")]
    client, _ = connect(*scripts if begins == "cut" else (sends(*first), scripts[2], scripts[1]))

    assert [1, 2, 3] == ticks(stream(client))


def test_replay_of_another_event_under_the_id(connect: Any) -> None:
    """It takes no event for a known one that means something else, or has another name."""
    for other in (("custom", {"tick": 9}, "2-0"), ("updates", {"tick": 2}, "2-0")):
        client, _ = connect(cut_after(tick(1, "1-0"), tick(2, "2-0")), sends(other, tick(3, "3-0")))

        with pytest.raises(StreamInterruptedError, match="no longer has"):
            list(stream(client))
