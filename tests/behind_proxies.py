"""Streams behind real proxies that restart during a stream; prints what was lost. No part of CI.

    python examples/with_server.py tests/server -- python tests/behind_proxies.py [--runs 5]

A run of 1,500 events is read up to the 300th. When the run is over, nginx stops, starts again, and the reading goes on:
what nginx had not passed on by then is lost, and without chunks the body seems complete. Exits with 1 if a stream that
could have been known to be incomplete ended normally, if an event was repeated, or if a call got another one's answer.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Optional
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection

from langgraph_sync import LangGraphClient, LangGraphError, StreamInterruptedError, get_client

EVENTS = 1_500
PAUSE_AFTER = 300
SMALL = 4096  # bytes: what the kernel holds is not lost
STARTS_WITHIN = 1_000  # looks

NGINX = """
daemon off;
pid nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {{
        listen 127.0.0.1:{port} sndbuf={small};
        location / {{ proxy_pass http://{server}; proxy_read_timeout 60; {settings} }}
    }}
}}
"""
HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend front
    bind 127.0.0.1:{port}
    {settings}
    default_backend back
backend back
    server langgraph {server}
"""


class Setting(NamedTuple):
    """One proxy and what is said in its configuration."""

    name: str
    program: str
    settings: str
    is_restarted: bool = True
    shows_its_end: bool = True
    """Whether a client can see that a body is not complete."""


SETTINGS = [
    Setting("nginx, as it is", "nginx", ""),
    Setting("nginx, HTTP/1.1, no buffers", "nginx", "proxy_http_version 1.1; proxy_buffering off;"),
    Setting("nginx, no chunks", "nginx", "chunked_transfer_encoding off;", shows_its_end=False),
    Setting(
        "nginx, no chunks, HTTP/1.1",
        "nginx",
        "chunked_transfer_encoding off; proxy_http_version 1.1;",
        shows_its_end=False,
    ),
    Setting(
        "nginx, no chunks, no buffers",
        "nginx",
        "chunked_transfer_encoding off; proxy_buffering off;",
        shows_its_end=False,
    ),
    Setting("haproxy, as it is", "haproxy", "", is_restarted=False),
    Setting("haproxy, early hints", "haproxy", 'http-request early-hint Link "</s>; rel=preload"', is_restarted=False),
]


class Proxy(AbstractContextManager["Proxy"]):
    """A proxy in front of a server, with a configuration and a folder of its own, while its `with` block lasts."""

    def __init__(self, setting: Setting, server: str) -> None:
        found = shutil.which(setting.program, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
        if found is None:
            raise SystemExit(f"{setting.program} is not installed")
        self._folder = tempfile.TemporaryDirectory()
        Path(self._folder.name).chmod(0o755)  # nginx's workers may be another user
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self._port = listener.getsockname()[1]
        text = {"nginx": NGINX, "haproxy": HAPROXY}[setting.program]
        config = Path(self._folder.name, "config")
        config.write_text(text.format(port=self._port, server=server, small=SMALL, settings=setting.settings))
        log = str(Path(self._folder.name, "log"))
        self._command = {
            "nginx": [found, "-p", self._folder.name, "-e", log, "-c", str(config)],
            "haproxy": [found, "-q", "-db", "-f", str(config)],
        }[setting.program]
        self.url = f"http://127.0.0.1:{self._port}"
        self._start()

    def restart(self) -> None:
        """Stop the proxy, which breaks off what it was passing on, and start it again."""
        self._stop()
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(self._command)
        for _ in range(STARTS_WITHIN):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            try:
                code = self._process.wait(0.01)
            except subprocess.TimeoutExpired:
                continue
            raise SystemExit(f"{' '.join(self._command)} stopped with exit code {code}")
        raise SystemExit(f"{' '.join(self._command)} does not listen")

    def _stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._folder.cleanup()


class Result(NamedTuple):
    """What came of one stream."""

    ticks: list[int]
    error: Optional[LangGraphError]
    is_mixed: bool
    """Whether the next call got another answer than its own."""

    @property
    def lost(self) -> int:
        """How many events did not come."""
        return EVENTS - len(set(self.ticks))

    @property
    def doubled(self) -> int:
        """How many events came again."""
        return len(self.ticks) - len(set(self.ticks))

    def verdict(self, setting: Setting, *, resumable: bool) -> str:
        """The verdict."""
        if self.is_mixed or self.doubled or self.ticks != sorted(self.ticks):
            return "wrong"
        if self.error is not None:
            return "raised" if isinstance(self.error, StreamInterruptedError) and not resumable else "wrong"
        if not self.lost:
            return "whole"
        return "wrong" if resumable or setting.shows_its_end else "can't be known"


def read(client: LangGraphClient, thread_id: str, pause: Callable[[str], None], *, resumable: bool) -> Result:
    """Stream one run, and ask for something else afterwards."""
    options: Any = {"input": {"ticks": EVENTS}, "stream_mode": "custom", "stream_resumable": resumable}
    ticks: list[int] = []
    error: Optional[LangGraphError] = None
    try:
        for part in client.runs.stream(thread_id, "wide", **options):
            if part.event == "metadata":
                run_id = part.data["run_id"]
            elif part.event == "custom":
                ticks.append(part.data["tick"])
                if len(ticks) == PAUSE_AFTER:
                    pause(run_id)
    except LangGraphError as problem:
        error = problem
    try:
        is_mixed = client.threads.get(thread_id)["thread_id"] != thread_id
    except (LangGraphError, TypeError, KeyError):
        is_mixed = True
    return Result(ticks, error, is_mixed)


def results(setting: Setting, server_url: str, runs: int, *, resumable: bool) -> list[Result]:
    """What came of some streams behind one proxy."""
    found = []
    with Proxy(setting, urlsplit(server_url).netloc) as proxy, get_client(url=server_url) as direct:
        for _ in range(runs):
            thread_id = direct.threads.create()["thread_id"]

            def pause(run_id: str, thread_id: str = thread_id) -> None:
                direct.runs.join(thread_id, run_id)
                if setting.is_restarted:
                    proxy.restart()

            with get_client(url=proxy.url) as client:
                found.append(read(client, thread_id, pause, resumable=resumable))
    return found


def main() -> int:
    """Print a table, a row for each proxy and kind of run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    logging.getLogger("langgraph_sync").setLevel(logging.ERROR)  # retries are expected here
    HTTPConnection.default_socket_options = [
        *HTTPConnection.default_socket_options,
        (socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL),
    ]
    is_wrong = False
    print(f"{runs} runs of {EVENTS} events each\n")
    row = "{:30} {:10} {:>24} {:>10} {:>7} {:>7}  {}"
    print(row.format("proxy", "resumable", "lost", "doubled", "raised", "mixed", "verdict"))
    for setting in SETTINGS:
        for resumable in (True, False):
            found = results(setting, os.environ["LANGGRAPH_API_URL"], runs, resumable=resumable)
            verdicts = [result.verdict(setting, resumable=resumable) for result in found]
            is_wrong |= "wrong" in verdicts
            numbers = " ".join(str(result.lost) for result in found), " ".join(str(result.doubled) for result in found)
            counts = sum(result.error is not None for result in found), sum(result.is_mixed for result in found)
            said = ", ".join(dict.fromkeys(verdicts))
            print(row.format(setting.name, "yes" if resumable else "no", *numbers, *counts, said), flush=True)
            for result, verdict in zip(found, verdicts):
                if result.error is not None and verdict == "wrong":
                    print(f"    {str(result.error)[:200]}")
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
