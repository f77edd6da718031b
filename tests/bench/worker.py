"""One client in a process of its own: reads jobs as lines of JSON, writes what each cost.

python worker.py CLIENT URL, with CLIENT one of ours, ours+orjson, official, naive, raw-json.
"""

from __future__ import annotations

import json
import resource
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

HELD_BACK = 0.25
BLANK_LINE = b"\r\n\r\n"
INPUT = {"messages": [{"role": "human", "content": "hi"}]}


class Ours:
    """The package itself, `client.runs.stream`."""

    def __init__(self, url: str, *, orjson: bool) -> None:
        if not orjson:
            sys.modules["orjson"] = None  # type: ignore[assignment] # as if it were not installed
        from langgraph_sync import get_client  # noqa: PLC0415 - each worker imports just its client

        self.client: Any = get_client(url=url)

    def stream(self, query: dict[str, str]) -> Iterator[Any]:
        """Yield the data of each event."""
        for part in self.client.runs.stream("t", "agent", input=INPUT, params=query):
            yield part.data

    def create(self) -> None:
        """Make a small call."""
        self.client.threads.create()


class Official(Ours):
    """langgraph-sdk: httpx and orjson."""

    def __init__(self, url: str) -> None:
        from langgraph_sdk import get_sync_client  # noqa: PLC0415

        self.client = get_sync_client(url=url)


class Naive:
    """requests and sseclient-py, put together in the usual way."""

    def __init__(self, url: str) -> None:
        import requests  # noqa: PLC0415
        import sseclient  # noqa: PLC0415

        self.url, self.session, self.decode = url, requests.Session(), sseclient.SSEClient

    def stream(self, query: dict[str, str]) -> Iterator[Any]:
        """Yield the data of each event."""
        with self.session.post(f"{self.url}/stream", params=query, json=INPUT, stream=True) as response:
            for event in self.decode(response).events():
                yield json.loads(event.data)


class Raw:
    """A bare socket and the standard library's JSON: the limit. It reads plain events, however they are cut."""

    def __init__(self, url: str) -> None:
        self.address, self.decode = urlsplit(url), json.JSONDecoder().raw_decode

    def stream(self, query: dict[str, str]) -> Iterator[Any]:
        """Yield the data of each event."""
        for block in self.blocks(query):
            head, _, data = block.partition(b"\r\ndata: ")
            assert head[7:].decode()
            yield self.decode(data.decode())[0]

    def blocks(self, query: dict[str, str]) -> Iterator[bytes]:
        """Yield the lines of each event."""
        rest = b""
        for chunk in self.chunks(query):
            if not rest and is_one_event(chunk):
                yield chunk[: -len(BLANK_LINE)]
            else:
                *blocks, rest = (rest + chunk).split(BLANK_LINE)
                yield from blocks

    def chunks(self, query: dict[str, str]) -> Iterator[bytes]:
        """Yield the chunks of a stream."""
        with socket.create_connection((self.address.hostname, self.address.port)) as connection:
            connection.sendall(f"POST /stream?{urlencode(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            body = connection.makefile("rb", 65536)
            while body.readline() != b"\r\n":
                continue
            while size := int(body.readline(), 16):
                chunk = body.read(size)
                body.readline()
                yield chunk


def is_one_event(chunk: bytes) -> bool:
    """Whether a chunk is an event without an id, and nothing else."""
    name_end = chunk.find(b"\r", 7)
    data_end = chunk.find(b"\r", name_end + 1)
    return (
        chunk.startswith(b"event: ")
        and chunk.startswith(b"\r\ndata: ", name_end)
        and chunk.find(b"\n", name_end + 2) == data_end + 1
        and chunk.endswith(BLANK_LINE)
        and len(chunk) == data_end + len(BLANK_LINE)
    )


def cost_of_stream(client: Any, query: dict[str, str]) -> dict[str, Any]:
    """CPU seconds per event."""
    before = time.process_time()
    count = sum(1 for _ in client.stream(query))
    assert count == int(query["n"])
    return {"cost": (time.process_time() - before) / count}


def cost_of_tokens(client: Any, query: dict[str, str]) -> dict[str, Any]:
    """CPU seconds per token that tokens() adds to the loop over a stream."""
    from langgraph_sync import tokens  # noqa: PLC0415

    parts = list(client.client.runs.stream("t", "agent", input=INPUT, params=query))
    start = time.process_time()
    for _ in iter(parts):
        continue
    middle = time.process_time()
    count = sum(1 for _ in tokens(iter(parts), delta=True))
    assert count == len(parts)
    return {"cost": (time.process_time() - middle - (middle - start)) / count}


def cost_of_calls(client: Any, query: dict[str, str]) -> dict[str, Any]:
    """CPU seconds per small call."""
    before = time.process_time()
    for _ in range(int(query["n"])):
        client.create()
    return {"cost": (time.process_time() - before) / int(query["n"])}


def cost_of_one(client: Any, query: dict[str, str]) -> dict[str, Any]:
    """CPU seconds and memory of one big event, and nothing before it but a small one."""
    list(client.stream({"kind": "tokens", "n": "1"}))
    before, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in client.stream(query):
        continue
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    return {"cost": time.process_time() - before, "peak": peak * 1024 / int(query["size"])}


def failed_streams(client: Any, query: dict[str, str]) -> dict[str, Any]:
    """How many of many streams at the same time failed or were not complete."""
    complete = []

    def read() -> None:
        complete.append(sum(1 for _ in client.stream(query)) == int(query["n"]))

    threads = [threading.Thread(target=read) for _ in range(int(query["threads"]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"cost": len(threads) - sum(complete)}


def held_back(client: Any, query: dict[str, str]) -> dict[str, Any]:
    """How many events came long after they were sent."""
    return {"cost": sum(time.monotonic() - data["sent"] > HELD_BACK for data in client.stream(query))}


CLIENTS = {
    "ours": lambda url: Ours(url, orjson=False),
    "ours+orjson": lambda url: Ours(url, orjson=True),
    "official": Official,
    "naive": Naive,
    "raw-json": Raw,
}
JOBS = {
    "stream": cost_of_stream,
    "tokens": cost_of_tokens,
    "calls": cost_of_calls,
    "big": cost_of_one,
    "threads": failed_streams,
    "held": held_back,
}

if __name__ == "__main__":
    one = CLIENTS[sys.argv[1]](sys.argv[2])
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(JOBS[order["job"]](one, order["query"])), flush=True)
