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
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
GROWING = ["b", "be", "beg", "begi", "begin", "begine", "beginen", "beginend"]


def run(script: Path, server_url: str) -> str:
    """Run a script as a user would."""
    environment = {**os.environ, "LANGGRAPH_API_URL": server_url}
    result = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (0, "") == (result.returncode, result.stderr)
    return result.stdout


def test_guide(server_url: str, tmp_path: Path) -> None:
    """It prints what the guide prints when its code is copied from the README into a file."""
    script = tmp_path / "guide.py"
    script.write_text(BLOCKS[0], encoding="utf-8")
    lines = run(script, server_url).splitlines()
    received = [line for line in lines if line.startswith("Receiving new event of type: ")]

    assert ["metadata...", "events...", "events..."] == [line.rpartition(" ")[2] for line in received[:3]]
    assert {"Receiving new event of type: events..."} == set(received[1:])
    assert GROWING == lines[-8:]


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_block_of_the_readme(number: int, server_url: str, tmp_path: Path) -> None:
    """It runs each Python block of the README, those before it first: they build on each other."""
    script = tmp_path / "block.py"
    script.write_text("\n".join(BLOCKS[: number + 1]), encoding="utf-8")

    assert "Traceback" not in run(script, server_url)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_example(example: Path, server_url: str) -> None:
    """It runs each example."""
    assert run(example, server_url)
