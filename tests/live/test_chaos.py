"""Streams of a real server that are cut everywhere: each event once and in order, all the same."""

from __future__ import annotations

import json
import random
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from cutting_proxy import CuttingProxy

from langgraph_sync import LangGraphClient, StreamPart, get_client

AT_ONCE = 24
HELLO = {"messages": [{"role": "user", "content": "hi"}]}
CHAT = ["values", "updates", "events", "messages-tuple", "custom", "tasks"]


class Damage(NamedTuple):
    """What is wrong with the events of a stream."""

    lost: int
    twice: int
    out_of_order: int


NONE = Damage(0, 0, 0)


def identity(part: StreamPart) -> str:
    """An event without its id, which a stream and a join have alike."""
    return json.dumps([part.event, part.id, part.namespace, part.data], sort_keys=True)


def damage(received: list[StreamPart], uncut: list[StreamPart]) -> Damage:
    """Compare what was received through cuts with an uncut reading of the same run."""
    got, want = [*map(identity, received)], [*map(identity, uncut)]
    lost, twice = Counter(want) - Counter(got), Counter(got) - Counter(want)
    return Damage(sum(lost.values()), sum(twice.values()), int(got != want))


@pytest.fixture
def proxy(server_url: str) -> Iterator[CuttingProxy]:
    """A proxy in front of the server."""
    address = urlsplit(server_url)
    with CuttingProxy(address.hostname or "", address.port or 80) as proxy:
        yield proxy


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client come back soon after a cut, while the run still goes on."""
    monkeypatch.setattr(random, "uniform", lambda *_: 0.02)


def all_damage(
    client: LangGraphClient, proxy: CuttingProxy, cuts: list[list[int]], graph: str, **options: Any
) -> Counter[Damage]:
    """Stream a run for each list of cuts, several at once, and count what was wrong."""

    def one(numbered: tuple[int, list[int]]) -> Damage:
        number, places = numbered
        header = {"x-cuts": f"{number}:{','.join(map(str, places))}"}
        thread_id = client.threads.create()["thread_id"]
        received = list(cut.runs.stream(thread_id, graph, stream_resumable=True, headers=header, **options))
        run_id = client.runs.list(thread_id)[0]["run_id"]
        return damage(received, list(client.runs.join_stream(thread_id, run_id, last_event_id="-1")))

    with get_client(url=proxy.url, api_key=None) as cut, ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, enumerate(cuts)))


@pytest.fixture(scope="session")
def ends(client: LangGraphClient, server_url: str) -> list[int]:
    """Where the events of a run of `tools` end, in bytes from the beginning of the answer."""
    address = urlsplit(server_url)

    thread_id = client.threads.create()["thread_id"]
    body = json.dumps({"assistant_id": "tools", "input": HELLO, "stream_mode": CHAT, "stream_resumable": True})
    request = (
        f"POST /threads/{thread_id}/runs/stream HTTP/1.1\r\nhost: {address.netloc}\r\nconnection: close\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n{body}"
    )
    answer = b""
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(request.encode())
        while True:
            data = connection.recv(65536)
            if not data:
                break
            answer += data
    places, place = [], answer.index(b"\r\n\r\n") + 4
    places.append(place)
    while True:
        line_end = answer.index(b"\r\n", place)
        size = int(answer[place:line_end], 16)
        if not size:
            return places
        place = line_end + 2 + size + 2
        places.append(place)


@pytest.mark.usefixtures("quick")
def test_cut_after_every_event(client: LangGraphClient, proxy: CuttingProxy, ends: list[int]) -> None:
    """It delivers each event of a chat once and in order when the connection breaks after any of them."""
    cuts = [[end] for end in ends]

    assert {NONE: len(cuts)} == all_damage(client, proxy, cuts, "tools", input=HELLO, stream_mode=CHAT)
    # A run is a few bytes longer or shorter than another: the last cut may come after its end.
    assert len(cuts) - 1 <= proxy.cut_count


@pytest.mark.usefixtures("quick")
def test_cut_within_every_event(client: LangGraphClient, proxy: CuttingProxy, ends: list[int]) -> None:
    """It delivers each event of a chat once and in order when the connection breaks inside any of them, twice."""
    chance = random.Random(1)  # noqa: S311 - no secret
    cuts = [[chance.randrange(start + 1, end), chance.randrange(300, 9_000)] for start, end in zip(ends, ends[1:])]

    assert {NONE: len(cuts)} == all_damage(client, proxy, cuts, "tools", input=HELLO, stream_mode=CHAT)
    assert len(cuts) <= proxy.cut_count


@pytest.mark.usefixtures("quick")
def test_cut_of_a_burst(client: LangGraphClient, proxy: CuttingProxy) -> None:
    """It delivers 3,000 events that share some dozens of ids once and in order, through three cuts."""
    chance = random.Random(2)  # noqa: S311 - no secret
    cuts = [[chance.randrange(300, 250_000) for _ in range(3)] for _ in range(15)]
    options = {"input": {"ticks": 3000}, "stream_mode": ["custom", "values"]}

    assert {NONE: len(cuts)} == all_damage(client, proxy, cuts, "burst", **options)
    assert len(cuts) <= proxy.cut_count
