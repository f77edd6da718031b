"""The README: a first screen that fits a terminal, and a test command that CI finds by its name."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_first_screen() -> None:
    """It says on 40 lines of 80 columns what this is, how to install it, and how to stream tokens."""
    screen = README.splitlines()[:40]

    assert max(map(len, screen)) <= 80
    assert {"official SDK", "pip install", "for piece in tokens("} <= set(
        re.findall(r"official SDK|pip install|for piece in tokens\(", "\n".join(screen))
    )


def test_ci_finds_the_test_command() -> None:
    """It runs the command behind the comment that names it, whatever blocks are around it."""
    (named,) = re.findall(r"<!-- the command of the tests -->\n```sh\n(.*)\n```", README)
    shown = subprocess.run([ROOT / ".ci" / "run", "--show"], capture_output=True, text=True, check=True).stdout

    assert named == shown.rstrip("\n")
    assert named.endswith("tox run")


def test_links() -> None:
    """It links to files that are there."""
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert len(links) > 10
    assert [] == [link for link in links if not (ROOT / link).exists()]
