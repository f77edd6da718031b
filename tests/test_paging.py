"""Loops over what comes in pages: everything once, nothing before it is needed, whatever changes meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Callable
from urllib.parse import urlsplit

import pytest
import responses

from langgraph_sync import APIResponseError, LangGraphClient, get_client
from langgraph_sync.resources._pages import walk

URL = "http://server.example"


@pytest.fixture
def client() -> LangGraphClient:
    """A client of a server that `responses` plays."""
    return get_client(url=URL, api_key=None)


class Shelf:
    """Items in an order, as a server lists them, and the pages that were asked for."""

    def __init__(
        self, names: Iterable[Any], *, cap: int = 1000, knows_offset: bool = True, limit_is_end: bool = False
    ) -> None:
        self.names = list(names)
        self.cap = cap
        self.knows_offset = knows_offset
        self.limit_is_end = limit_is_end
        self.asked: list[tuple[int, int]] = []

    def search(self, *, offset: int, limit: int, **_: Any) -> list[dict[str, Any]]:
        """One page."""
        self.asked.append((offset, limit))
        start = offset if self.knows_offset else 0
        end = min(limit, self.cap) if self.limit_is_end else start + min(limit, self.cap)
        return [{"id": name} for name in self.names[start:end]]

    def walk(self, page_size: int = 3, **options: Any) -> Iterable[Any]:
        """The ids that a walk yields."""
        return (item["id"] for item in walk(self.search, options, "id", page_size=page_size))


@pytest.mark.parametrize("count", range(9))
def test_all_of_them(count: int) -> None:
    """It yields every item once, in order, wherever the last page ends."""
    names = [str(number) for number in range(count)]

    assert names == list(Shelf(names).walk())


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 8, 50])
@pytest.mark.parametrize("page_size", [2, 3, 7, 50, 100])
def test_limit_that_is_the_end(count: int, page_size: int) -> None:
    """It yields every item also where the server takes `limit` for the end, as LangGraph.js does with runs."""
    names = [str(number) for number in range(count)]

    assert names == list(Shelf(names, limit_is_end=True).walk(page_size))


def test_lazy() -> None:
    """It asks for a page when its first item is needed, and not before."""
    shelf = Shelf("abcdefgh")
    items = iter(shelf.walk())

    assert [] == shelf.asked
    assert ["a", "b", "c"] == [next(items) for _ in range(3)]
    assert [(0, 3)] == shelf.asked
    assert "d" == next(items)
    assert [(0, 3), (2, 3)] == shelf.asked


@pytest.mark.parametrize(("limit", "expected"), [(0, ""), (2, "ab"), (3, "abc"), (4, "abcd"), (99, "abcdefgh")])
def test_limit(limit: int, expected: str) -> None:
    """It yields as many as `limit` says, and asks for nothing when that is none."""
    shelf = Shelf("abcdefgh")

    assert list(expected) == list(shelf.walk(limit=limit))
    assert (limit == 0) == (shelf.asked == [])


def test_offset() -> None:
    """It passes over as many as `offset` says."""
    assert list("efgh") == list(Shelf("abcdefgh").walk(offset=4))


@pytest.mark.parametrize("page_size", [2, 3, 4, 7, 8, 9, 100])
def test_removed_as_they_come(page_size: int) -> None:
    """It leaves nothing out when each item is removed as it comes."""
    shelf, seen = Shelf("abcdefgh"), []
    for name in shelf.walk(page_size):
        seen.append(name)
        shelf.names.remove(name)

    assert list("abcdefgh") == seen


@pytest.mark.parametrize("page_size", [2, 3, 4, 7, 8, 9, 100])
def test_some_removed_as_they_come(page_size: int) -> None:
    """It leaves nothing out when every other item is removed as it comes."""
    shelf, seen = Shelf("abcdefghij"), []
    for name in shelf.walk(page_size):
        seen.append(name)
        if name in "acegi":
            shelf.names.remove(name)

    assert list("abcdefghij") == seen


@pytest.mark.parametrize("page_size", [2, 3, 4, 7, 8, 9, 100])
def test_added_in_front(page_size: int) -> None:
    """It yields no item twice when others are added in front."""
    shelf, seen = Shelf("abcdefgh"), []
    for name in shelf.walk(page_size):
        seen.append(name)
        if len(shelf.names) < 12:
            shelf.names.insert(0, f"new {name}")

    assert list("abcdefgh") == [name for name in seen if len(name) == 1]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(("count", "cap"), [(250, 50), (249, 50), (50, 50), (30, 50), (3, 2), (0, 50)])
def test_smaller_pages_than_asked_for(count: int, cap: int) -> None:
    """It goes on when a server sends smaller pages than it is asked for, until one brings nothing new."""
    shelf = Shelf(range(count), cap=cap)

    assert [str(number) for number in range(count)] == [str(name) for name in shelf.walk(100)]
    assert len(shelf.asked) <= count // (cap - 1) + 2


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (2, 2), (3, 3), (4, 2), (5, 3), (6, 3)])
def test_last_page(count: int, pages: int) -> None:
    """It asks once more only after a page that may be the last one, or the largest that the server sends."""
    shelf = Shelf(range(count))

    assert list(range(count)) == list(shelf.walk(3))
    assert pages == len(shelf.asked)


@pytest.mark.parametrize("page_size", [2, 3, 100])
def test_capped_pages_of_items_that_are_removed(page_size: int) -> None:
    """It leaves nothing out of smaller pages when items are removed as they come."""
    shelf, seen = Shelf(range(20), cap=7), []
    for name in shelf.walk(page_size):
        seen.append(name)
        if name % 3:
            shelf.names.remove(name)

    assert list(range(20)) == seen


@pytest.mark.parametrize("page_size", [2, 3, 5, 100])
def test_server_that_ignores_the_offset(page_size: int) -> None:
    """It raises when a server repeats the same page endlessly, after a few requests."""
    shelf = Shelf(range(500), knows_offset=False)
    seen = []
    with pytest.raises(APIResponseError, match="sends the same items over and over"):
        seen.extend(shelf.walk(page_size))

    assert len(shelf.asked) <= 8


@pytest.mark.parametrize("count", [0, 1, 2, 99])
def test_server_that_sends_all_on_one_page(count: int) -> None:
    """It takes a page that holds less than asked for, or more, for all there is if it comes again."""
    assert list(range(count)) == list(Shelf(range(count), knows_offset=False).walk(100))

    everything = [{"id": name} for name in range(count + 3)]
    assert everything == list(walk(lambda **_: everything, {}, "id", page_size=2))


@pytest.mark.parametrize("page_size", [2, 3, 4, 10])
@pytest.mark.parametrize("added", [1, 2, 3, 9, 20])
def test_many_added_in_front(page_size: int, added: int) -> None:
    """It does not take a page that brings nothing new, since as many were added in front, for the same page."""
    shelf, seen = Shelf(range(30)), []
    for name in shelf.walk(page_size):
        seen.append(name)
        if name == page_size - 1:
            shelf.names[:0] = [f"new {number}" for number in range(added)]

    assert list(range(30)) == [name for name in seen if isinstance(name, int)]


@pytest.mark.parametrize("page_size", [1, 0, -1, 1001])
def test_page_size(client: LangGraphClient, page_size: int) -> None:
    """It refuses a page size that can't work at the call."""
    loops: list[Callable[[], Any]] = [
        lambda: client.threads.iterate(page_size=page_size),
        lambda: client.threads.iterate_history("t", page_size=page_size),
        lambda: client.store.iterate(["a"], page_size=page_size),
    ]
    for loop in loops:
        with pytest.raises(ValueError, match="page_size"):
            loop()


@responses.activate
def test_requests(client: LangGraphClient) -> None:
    """It asks in a steady order, and for the id too when only some fields are selected."""
    responses.post(f"{URL}/threads/search", json=[{"thread_id": "t", "status": "idle"}])

    threads = client.threads.iterate(select="status", metadata={"a": 1})
    assert ["t"] == [thread.get("thread_id") for thread in threads]
    expected = {
        "sort_by": "created_at",
        "metadata": {"a": 1},
        "select": ["status", "thread_id"],
        "offset": 0,
        "limit": 100,
    }
    assert expected == json.loads(responses.calls[0].request.body or "")


@responses.activate
def test_every_resource(client: LangGraphClient) -> None:
    """It walks through assistants, runs, cron jobs and items of the store."""
    responses.post(f"{URL}/assistants/search", json=[{"assistant_id": "a"}])
    responses.get(f"{URL}/threads/t/runs", json=[{"run_id": "r"}])
    responses.post(f"{URL}/runs/crons/search", json=[{"cron_id": "c"}])
    item = {"namespace": ["n"], "key": "k"}
    responses.post(f"{URL}/store/items/search", json={"items": [item, item, {**item, "namespace": ["n", "k"]}]})

    assert ["a"] == [assistant["assistant_id"] for assistant in client.assistants.iterate()]
    assert ["r"] == [run["run_id"] for run in client.runs.iterate("t")]
    assert ["c"] == [cron["cron_id"] for cron in client.crons.iterate()]
    assert [["n"], ["n", "k"]] == [found["namespace"] for found in client.store.iterate(["n"], limit=5)]


@responses.activate
def test_history(client: LangGraphClient) -> None:
    """It begins each page of a history below the last state of the page before."""
    pages = [[{"checkpoint": {"checkpoint_id": name}} for name in names] for names in ("ed", "cb", "a")]
    for page in pages:
        responses.post(f"{URL}/threads/t/history", json=page)

    states = client.threads.iterate_history("t", page_size=2, metadata={"a": 1})
    assert list("edcba") == [(state["checkpoint"] or {}).get("checkpoint_id") for state in states]
    bodies = [json.loads(call.request.body or "") for call in responses.calls]
    assert [None, "d", "b"] == [body.get("before", {}).get("configurable", {}).get("checkpoint_id") for body in bodies]
    assert [{"a": 1}] * 3 == [body["metadata"] for body in bodies]


@responses.activate
def test_history_by_address(client: LangGraphClient) -> None:
    """It names the state that a page begins below by its id in the query, which every server understands."""
    pages = [
        [{"checkpoint": {"checkpoint_id": name, "checkpoint_ns": ""}} for name in names] for names in ("ed", "c", "")
    ]
    for page in pages:
        responses.get(f"{URL}/threads/t/history", json=page)

    assert 3 == len(list(client.threads.iterate_history("t", page_size=2, before="f")))
    assert ["limit=2&before=f", "limit=2&before=d"] == [urlsplit(call.request.url).query for call in responses.calls]


@responses.activate
def test_capped_history(client: LangGraphClient) -> None:
    """It goes on when a server sends smaller pages of a history than it is asked for."""
    for names in ("ed", "cb", "a", ""):
        states = [{"checkpoint": {"checkpoint_id": name}} for name in names]
        responses.get(f"{URL}/threads/t/history", json=states)

    assert 5 == len(list(client.threads.iterate_history("t")))


@responses.activate
def test_history_of_a_server_that_ignores_where_it_begins(client: LangGraphClient) -> None:
    """It raises when a server repeats the same states endlessly."""
    states = [{"checkpoint": {"checkpoint_id": name}} for name in "cba"]
    responses.get(f"{URL}/threads/t/history", json=states)
    with pytest.raises(APIResponseError, match="sends the same items over and over"):
        list(client.threads.iterate_history("t", page_size=3))


@responses.activate
def test_history_limit(client: LangGraphClient) -> None:
    """It asks for no more of a history than `limit` leaves."""
    pages = [[{"checkpoint": {"checkpoint_id": name}} for name in names] for names in ("ed", "c")]
    for page in pages:
        responses.get(f"{URL}/threads/t/history", json=page)

    assert 3 == len(list(client.threads.iterate_history("t", page_size=2, limit=3)))
    assert ["limit=2", "limit=1&before=d"] == [urlsplit(call.request.url).query for call in responses.calls]
