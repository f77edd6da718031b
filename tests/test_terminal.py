"""What people see in a terminal: a part that is displayed, and what the demo prints."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from langgraph_sync import StreamPart
from langgraph_sync.parts import StateUpdatePart, UnknownPart, ValuesPart

EXAMPLES = Path(__file__).parent.parent / "examples"
# The runner as it is, but for the server.
RUNNER = """
import contextlib, sys
import with_server
with_server.server = lambda *folders: contextlib.nullcontext("http://localhost")
sys.exit(with_server.main(sys.argv[1:]))
"""


class Printer:
    """What IPython gives to a class that says how it is displayed."""

    def __init__(self) -> None:
        self.shown = ""

    def text(self, text: str) -> None:
        """Show text."""
        self.shown += text


def displayed(part: Any) -> str:
    """What IPython displays for a part."""
    printer = Printer()
    # It takes the first class, from the part's own on, that has this method or a `__repr__`.
    classes = [vars(each) for each in type(part).__mro__]
    first = next(each for each in classes if "_repr_pretty_" in each or "__repr__" in each)
    first["_repr_pretty_"](part, printer, False)
    return printer.shown


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")


@pytest.mark.parametrize("kind", [*get_args(StreamPart), StateUpdatePart])
def test_displayed_part(kind: Any) -> None:
    """It displays any part in one line as wide as the terminal, by cutting its data."""
    part = kind("event", {"messages": ["x" * 99]})
    shown = displayed(part)

    assert len(shown) <= max(60, len(repr(kind("event", ...))) + 3)
    assert shown.startswith(f"{kind.__name__}(event='event', data=")
    assert "..., id=None, namespace=()" in shown
    assert "x" * 99 in repr(part)


@pytest.mark.parametrize("size", range(2, 20))
def test_displayed_part_that_fits(size: int) -> None:
    """It displays a part as it is when that fits into the terminal."""
    shown = displayed(ValuesPart("values", "x" * (size - 2)))

    assert len(shown) <= 60
    assert (shown == repr(ValuesPart("values", "x" * (size - 2)))) == (
        len("ValuesPart(event='values', data=, id=None, namespace=())") + size <= 60
    )


def test_parts_of_tests() -> None:
    """It makes a part of an event and its data."""
    assert ("values", {}, None, ()) == ValuesPart("values", {})
    assert ("unknown", 1, None, (), "") == UnknownPart("unknown", 1)


def run(*arguments: str) -> list[str]:
    """The lines that the runner writes to a terminal of 60 columns."""
    ours, its = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES)}
    with subprocess.Popen([sys.executable, "-c", RUNNER, *arguments], stdout=its, env=environment) as process:
        os.close(its)
        output = b""
        try:
            while read := os.read(ours, 4096):
                output += read
        except OSError:  # how Linux ends a terminal
            pass
    os.close(ours)
    assert process.returncode == (3 if "3" in arguments[-1] else 0)
    return output.decode().splitlines()[1:]


LONG = "print('x' * 59); print('y' * 61)"


def test_lines_of_the_demo() -> None:
    """It cuts lines at the width of the terminal, if asked to."""
    assert ["x" * 59, "y" * 60] == run("--cut", "folder", "--", sys.executable, "-c", LONG)[-2:]
    assert ["x" * 59, "y" * 61] == run("folder", "--", sys.executable, "-c", LONG)[-2:]


def test_exit_code_of_the_demo() -> None:
    """It ends as the command has ended."""
    assert ["x" * 60] == run("--cut", "folder", "--", sys.executable, "-c", "print('x' * 70); exit(3)")[-1:]


def test_lines_of_the_demo_in_a_file() -> None:
    """It cuts nothing that goes elsewhere."""
    command = [sys.executable, "-c", RUNNER, "--cut", "folder", "--", sys.executable, "-c", LONG]
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES)}
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)

    assert ["x" * 59, "y" * 61] == result.stdout.splitlines()[-2:]
