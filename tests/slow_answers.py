"""Print after how many seconds a call with a deadline of one second ends, for each form and way of a slow answer.

python tests/slow_answers.py [form ...]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from typing import Any, Optional

import requests
from scripted_server import Connection, ScriptedServer
from slow_servers import (
    BODIES,
    DEADLINE,
    FORMS,
    LARGE_INPUT,
    REQUESTS,
    TUNNELS,
    Certificates,
    Ended,
    SlowServer,
    end_of,
    expected,
    full_backlog,
)

from langgraph_sync import get_client

CALLS = ("stream", "wait")
WAYS = ("direct", "tls", "proxy", "tunnel")
UNCHUNKED = 2_000_000


def main(wanted: list[str]) -> None:
    """Print a table for each way, those of your session included, then what an unchunked stream costs."""
    certificates = Certificates()
    with certificates.file() as trust:
        for way in WAYS:
            forms = [form for form in wanted or FORMS if form not in TUNNELS or way == "tunnel"]
            with SlowServer(certificates.server, way=way) as server:
                lead_to(server, trust)
                print_table(f"{way}, our own session", server, forms)
                with requests.Session() as session:
                    print_table(f"{way}, your session", server, [f for f in forms if f in BODIES], session)
        print_connecting()
    print_unchunked()


def lead_to(server: SlowServer, trust: str) -> None:
    """Let the environment lead to a server."""
    os.environ.update(REQUESTS_CA_BUNDLE=trust, HTTP_PROXY=server.url, HTTPS_PROXY=server.url)
    os.environ["NO_PROXY"] = "" if server.is_proxy else "*"


def print_table(title: str, server: SlowServer, forms: list[str], session: Optional[requests.Session] = None) -> None:
    """Call one form after the other, so that no call waits for another one."""
    print(f"\n{title:32}" + "".join(f"{call:>40}" for call in CALLS))
    for form in forms:
        options = {"input": LARGE_INPUT} if form in REQUESTS else {}
        row = {call: ended(server.address(form), call, session, options) for call in CALLS}
        print_row(form, [cell(end, is_right=end[:3] == expected(form, call)) for call, end in row.items()])


def print_connecting() -> None:
    """The phases in which no server takes part."""
    os.environ["NO_PROXY"] = "*"
    print()
    with full_backlog() as port:
        for scheme in ("http", "https"):
            ends = [ended(f"{scheme}://127.0.0.1:{port}", call, None, {}) for call in CALLS]
            cells = [cell(end, is_right=end.error == "DeadlineExceededError") for end in ends]
            print_row(f"nobody accepts, {scheme}", cells)


def print_unchunked() -> None:
    """What a stream without chunks costs: old versions of urllib3 read it byte by byte when they are asked to hurry."""
    event = b"event: values\ndata: {%b}\n\n" % (b'"a": 1, ' * 100 + b'"b": 2')

    def script(connection: Connection) -> None:
        connection.open_stream(framing="close")
        for _ in range(UNCHUNKED // len(event)):
            connection.chunk(event)
        connection.end_stream()

    with ScriptedServer(script) as server, get_client(url=server.url) as client:
        begun = time.thread_time()
        count = sum(1 for _ in client.runs.stream(None, "agent"))
        print(
            f"\nunchunked stream of {count * len(event) / 1e6:.1f} MB: {time.thread_time() - begun:.2f} s of CPU time"
        )


def ended(url: str, call: str, session: Optional[requests.Session], options: Mapping[str, Any]) -> Ended:
    """How a call ends that tries once."""
    return end_of(get_client(url=url, max_retries=0, session=session), call, deadline=DEADLINE, **options)


def cell(end: Ended, *, is_right: bool) -> str:
    """How a call has ended, marked when it should not have, or not so late."""
    is_right = is_right and end.seconds < DEADLINE + 0.5
    return f"{end.seconds:.2f} {end.error}{'' if is_right else ' (!)'}"


def print_row(name: str, cells: list[str]) -> None:
    """Print one row of a table."""
    print(f"{name:32}" + "".join(f"{each:>40}" for each in cells), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
