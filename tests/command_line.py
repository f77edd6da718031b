"""How tests call the command line: as a process, or in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from faults import METADATA, THREAD, Tick, sends
from scripted_server import Script

import langgraph_sync
from langgraph_sync.cli import main

PROGRAM = [sys.executable, "-m", "langgraph_sync"]
# The package is imported from where this process has it.
PLACE = {"PYTHONPATH": str(Path(langgraph_sync.__file__).parent.parent)}
# The Location of a run without a thread.
HIDDEN = {"content-location": "/runs/22222222-2222-4222-8222-222222222222"}


class Ended(NamedTuple):
    """How a command has ended, and what it has written."""

    status: int
    out: str
    err: str


def process(
    url: str, *arguments: str, program: Iterable[str] = PROGRAM, stderr: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """Start the command as a process."""
    pipe, environment = subprocess.PIPE, {**os.environ, **PLACE, "LANGGRAPH_API_URL": url}
    return subprocess.Popen(
        [*program, *arguments], stdin=subprocess.DEVNULL, stdout=pipe, stderr=stderr, text=True, env=environment
    )


def finished(url: str, *arguments: str, program: Iterable[str] = PROGRAM) -> Ended:
    """Run the command as a process to its end."""
    with process(url, *arguments, program=program) as command:
        out, err = command.communicate(timeout=60)
    return Ended(command.returncode, out, err)


def caller(capsys: Any, url: str) -> Callable[..., Ended]:
    """Return what calls the command in this process, with a server."""

    def call(*arguments: str) -> Ended:
        status = main([*arguments, "--url", url])
        return Ended(status, *capsys.readouterr())

    return call


def threadless(*events: Tick, **options: Any) -> Script:
    """Send the events of a run without a thread."""
    return sends(("metadata", METADATA[1], None), *events, headers=HIDDEN, **options)


def text(piece: str, message_id: str = "m", **more: Any) -> Tick:
    """A piece of a model's message."""
    message = {"type": "AIMessageChunk", "id": message_id, "content": piece, **more}
    return "messages", [message, {"langgraph_node": "model"}], None


def asks(value: Any = "ok?") -> Tick:
    """The event of a graph that waits for a human."""
    return "updates", {"__interrupt__": [{"id": "q" * 32, "value": value}]}, None


def on_thread(journal: Path, *more: str) -> list[str]:
    """The arguments of a run that is kept in a journal."""
    return ["run", "agent", "{}", "--thread", THREAD, "--journal", str(journal), *more]
