"""Streams of a real server behind proxies that frame answers anew: each ends as it ends without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple, Optional
from urllib.parse import urlsplit

import pytest
from meddling_proxy import FRAMINGS, MeddlingProxy

from langgraph_sync import LangGraphClient, LangGraphError, RunError, get_client

if TYPE_CHECKING:
    from collections.abc import Mapping

AT_ONCE = 16
HELLO = {"messages": [{"role": "user", "content": "hi"}]}
INPUT = {"log": [], "size": 100_000, **HELLO}
MODES = ["values", "updates", "messages-tuple", "events", "custom", "tasks", "checkpoints", "debug"]
PLAIN = [
    "chat",
    "blocks",
    "tools",
    "nested",
    "parallel",
    "kinds",
    "nostream",
    "slow",
    "burst",
    "big",
    "odd",
    "fan",
    "ctx",
]
ASKING = ["human", "multi_interrupt", "sub_interrupt", "breakpoints"]
# Without `step_timeout`: how far it comes depends on how busy the machine is.
FAILING = ["bad", "half_bad", "sub_bad", "loop", "hopeless"]
GRAPHS = [*PLAIN, "noop", "wide", "retried", *ASKING, *FAILING]


class Story(NamedTuple):
    """A run to stream: its graph and options, as what can be counted."""

    graph: str
    modes: tuple[str, ...]
    resumable: bool
    on_thread: bool


STORIES = [
    *(Story(graph, tuple(MODES), resumable, on_thread=True) for graph in GRAPHS for resumable in (True, False)),
    *(Story(graph, tuple(MODES), resumable=False, on_thread=False) for graph in GRAPHS),
    *(
        Story("chat", (mode,), resumable, on_thread=True)
        for mode in [*MODES, "messages"]
        for resumable in (True, False)
    ),
]


class Ending(NamedTuple):
    """How often each event came, and what the stream raised."""

    events: Mapping[str, int]
    error: str


def ending(client: LangGraphClient, story: Story, headers: Optional[Mapping[str, str]] = None) -> Ending:
    """Stream a run to its end."""
    thread_id = client.threads.create()["thread_id"] if story.on_thread else None
    options: Any = {"stream_resumable": story.resumable, "stream_subgraphs": True, "headers": dict(headers or {})}
    stream = client.runs.stream(thread_id, story.graph, input=INPUT, stream_mode=[*story.modes], **options)
    events: Counter[str] = Counter()
    try:
        for part in stream:
            events[part.event] += 1
    except RunError as end:
        return Ending(events, f"{type(end).__name__} {getattr(end, 'error', '')}")
    except LangGraphError as problem:
        return Ending(events, repr(problem))
    return Ending(events, "")


def endings(client: LangGraphClient, framing: Optional[str] = None) -> dict[Story, Ending]:
    """How every story ends, several at once."""
    headers = {"x-framing": framing} if framing else None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(STORIES, pool.map(lambda story: ending(client, story, headers), STORIES)))


@pytest.fixture
def behind_proxy(server_url: str) -> Iterator[LangGraphClient]:
    """A client that reaches the server through a proxy."""
    address = urlsplit(server_url)
    with MeddlingProxy(address.hostname or "", address.port or 80) as proxy, get_client(url=proxy.url) as client:
        yield client


def test_framings(client: LangGraphClient, behind_proxy: LangGraphClient) -> None:
    """It ends as without a proxy, with as many events, whatever the graph, the modes and the framing are."""
    plain = endings(client)

    assert {} == {
        (framing, story): (end, plain[story])
        for framing in FRAMINGS
        for story, end in endings(behind_proxy, framing).items()
        if end != plain[story]
    }


def test_every_graph_is_streamed(client: LangGraphClient) -> None:
    """It leaves out no graph of tests/server, but those that only the protocol of threads needs, and a timed one."""
    served = {assistant["graph_id"] for assistant in client.assistants.iterate(metadata={"created_by": "system"})}

    assert served - set(GRAPHS) <= {"agent", "chat_v3", "tools_v3", "nested_v3", "step_timeout"}
