"""The code of the README does what the guide says, word for word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = [path for path in sorted((ROOT / "examples").glob("*.py")) if path.name != "with_server.py"]
PAGES = sorted((ROOT / "docs").glob("*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```py(?:thon)?\n(.*?)```", re.DOTALL)
GUIDE = BLOCK.findall(README.partition("## How to stream events")[2])[0]
BLOCKS = BLOCK.findall(README)
GROWING = ["b", "be", "beg", "begi", "begin", "begine", "beginen", "beginend"]


def run(script: Path, server_url: str) -> str:
    """Run a script as a user would; how long its runs wait for those of other tests is no matter."""
    environment = {**os.environ, "LANGGRAPH_API_URL": server_url}
    result = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False)
    assert (0, "") == (result.returncode, result.stderr)
    return result.stdout


def test_guide(server_url: str, tmp_path: Path) -> None:
    """It prints what the guide prints when its code is copied from the README into a file."""
    script = tmp_path / "guide.py"
    script.write_text(GUIDE, encoding="utf-8")
    lines = run(script, server_url).splitlines()
    received = [line for line in lines if line.startswith("Receiving new event of type: ")]

    assert ["metadata...", "events...", "events..."] == [line.rpartition(" ")[2] for line in received[:3]]
    assert {"Receiving new event of type: events..."} == set(received[1:])
    assert GROWING == lines[-8:]


def test_first_screen(server_url: str, tmp_path: Path) -> None:
    """It prints the text as the model writes it when the first lines of the README are copied into a file."""
    script = tmp_path / "first.py"
    script.write_text(BLOCKS[0], encoding="utf-8")

    assert "beginend\n" == run(script, server_url)


def test_blocks_of_the_readme(server_url: str, tmp_path: Path) -> None:
    """It runs the Python blocks of the README one after the other: they build on each other."""
    script = tmp_path / "blocks.py"
    script.write_text("\n".join(f"{block}\nprint('block {n}')" for n, block in enumerate(BLOCKS)), encoding="utf-8")
    lines = run(script, server_url).splitlines()

    assert [f"block {n}" for n in range(len(BLOCKS))] == [line for line in lines if re.fullmatch(r"block \d+", line)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_blocks_of_a_page(page: Path, server_url: str, tmp_path: Path) -> None:
    """It runs the Python blocks of a page one after the other."""
    script = tmp_path / "blocks.py"
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    script.write_text("\n".join([*blocks, "print('the end')"]), encoding="utf-8")

    assert run(script, server_url).endswith("the end\n")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_example(example: Path, server_url: str) -> None:
    """It runs each example."""
    assert run(example, server_url)
