"""Streams of a real server that are cut everywhere: each event once and in order anyway."""

from __future__ import annotations

import json
import random
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from meddling_proxy import MeddlingProxy

from langgraph_sync import LangGraphClient, StreamPart, get_client

AT_ONCE = 24
SHOWN = 5
HELLO = {"messages": [{"role": "user", "content": "hi"}]}
CHAT = ["values", "updates", "events", "messages-tuple", "custom", "tasks"]


def identity(part: StreamPart) -> str:
    """All of an event that a stream and a join have alike."""
    return json.dumps([part.event, part.id, part.namespace, part.data], sort_keys=True)


def damage(received: list[StreamPart], uncut: list[StreamPart]) -> list[str]:
    """What is wrong with what was received through cuts, compared with an uncut reading of the same run."""
    got, want = [*map(identity, received)], [*map(identity, uncut)]
    lost, twice = Counter(want) - Counter(got), Counter(got) - Counter(want)
    found = [f"lost {place(event, want)}" for event in lost] + [f"twice {place(event, got)}" for event in twice]
    if got != want and not found:
        first = next(n for n, (one, other) in enumerate(zip(got, want)) if one != other)
        found = [f"out of order {place(got[first], got)}; right is {place(want[first], want)}"]
    return found if len(found) <= SHOWN else [*found[:SHOWN], f"and {len(found) - SHOWN} more"]


def place(event: str, events: list[str]) -> str:
    """An event, where it stands, and what stands around it."""
    indices = [index for index, other in enumerate(events) if other == event]
    around = [
        f"{index}: {events[index][:120]}"
        for at in indices
        for index in range(max(0, at - 2), at + 3)
        if index < len(events)
    ]
    return f"at {indices} of {len(events)}: {event[:200]}\n    between\n    " + "\n    ".join(around)


@pytest.fixture
def proxy(server_url: str) -> Iterator[MeddlingProxy]:
    """A proxy in front of the server."""
    address = urlsplit(server_url)
    with MeddlingProxy(address.hostname or "", address.port or 80) as proxy:
        yield proxy


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client come back soon after a cut, while the run still goes on."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0.02)


def all_damage(client: LangGraphClient, proxy: MeddlingProxy, cuts: list[list[int]], graph: str, **options: Any) -> str:
    """Stream a run for each list of cuts, several at once, and describe all that was wrong, with its cuts."""

    def one(numbered: tuple[int, list[int]]) -> list[str]:
        number, places = numbered
        header = {"x-cuts": f"{number}:{','.join(map(str, places))}"}
        thread_id = client.threads.create()["thread_id"]
        parts = cut.runs.stream(thread_id, graph, stream_resumable=True, headers=header, **options)
        received = [part for part in parts if part.event != "error"]  # the end of a retried attempt: not kept
        run_id = client.runs.list(thread_id)[0]["run_id"]
        uncut = list(client.runs.join_stream(thread_id, run_id, last_event_id="-1"))
        return [f"run {run_id}, cut at {places}: {problem}" for problem in damage(received, uncut)]

    with get_client(url=proxy.url, api_key=None) as cut, ThreadPoolExecutor(AT_ONCE) as pool:
        return "\n".join(problem for problems in pool.map(one, enumerate(cuts)) for problem in problems)


def ends(client: LangGraphClient, server_url: str, graph: str) -> list[int]:
    """Where the events of a run end, in bytes from the beginning of the answer."""
    address = urlsplit(server_url)
    thread_id = client.threads.create()["thread_id"]
    body = json.dumps({"assistant_id": graph, "input": HELLO, "stream_mode": CHAT, "stream_resumable": True})
    request = (
        f"POST /threads/{thread_id}/runs/stream HTTP/1.1\r\nhost: {address.netloc}\r\nconnection: close\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n{body}"
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    place = answer.index(b"\r\n\r\n") + 4
    places = [place]
    while True:
        line_end = answer.index(b"\r\n", place)
        size = int(answer[place:line_end], 16)
        if not size:
            return places
        place = line_end + 2 + size + 2
        places.append(place)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("graph", ["tools", "retried"])
def test_cut_after_every_event(client: LangGraphClient, proxy: MeddlingProxy, server_url: str, graph: str) -> None:
    """It delivers each event once and in order when the connection breaks after any of them, also between attempts."""
    cuts = [[end] for end in ends(client, server_url, graph)]

    assert "" == all_damage(client, proxy, cuts, graph, input=HELLO, stream_mode=CHAT)
    # A run is a few bytes longer or shorter than another: the last cut may come after its end.
    assert len(cuts) - 1 <= proxy.cut_count


@pytest.mark.usefixtures("quick")
def test_cut_within_every_event(client: LangGraphClient, proxy: MeddlingProxy, server_url: str) -> None:
    """It delivers each event of a chat once and in order when the connection breaks inside any of them, twice."""
    chance = random.Random(1)  # noqa: S311 - no secret
    places = ends(client, server_url, "tools")
    cuts = [[chance.randrange(start + 1, end), chance.randrange(300, 9_000)] for start, end in zip(places, places[1:])]

    assert "" == all_damage(client, proxy, cuts, "tools", input=HELLO, stream_mode=CHAT)
    assert len(cuts) <= proxy.cut_count


@pytest.mark.usefixtures("quick")
def test_cut_of_a_burst(client: LangGraphClient, proxy: MeddlingProxy) -> None:
    """It delivers 3,000 events that share some dozens of ids once and in order, through three cuts."""
    chance = random.Random(2)  # noqa: S311 - no secret
    cuts = [[chance.randrange(300, 250_000) for _ in range(3)] for _ in range(15)]
    options = {"input": {"ticks": 3000}, "stream_mode": ["custom", "values"]}

    assert "" == all_damage(client, proxy, cuts, "burst", **options)
    assert len(cuts) <= proxy.cut_count
