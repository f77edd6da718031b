"""The code of the README does what the guide says, word for word, and that of every page runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documentation import PAGES, ROOT, blocks_of, run, run_page

EXAMPLES = [path for path in sorted((ROOT / "examples").glob("*.py")) if path.name != "with_server.py"]
FIRST, GUIDE = (block.code for block in blocks_of(PAGES[0])[:2])
GROWING = ["b", "be", "beg", "begi", "begin", "begine", "beginen", "beginend"]


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
    script.write_text(FIRST, encoding="utf-8")

    assert "beginend\n" == run(script, server_url)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks_of(page)], ids=lambda page: page.stem)
def test_blocks(page: Path, server_url: str, tmp_path: Path, record_property: Any) -> None:
    """It runs the Python blocks of a page one after the other: they build on each other."""
    record_property("blocks", run_page(page, server_url, tmp_path, with_server=True))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_example(example: Path, server_url: str) -> None:
    """It runs each example."""
    assert run(example, server_url)
