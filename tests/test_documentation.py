"""The documentation: its programs run, its texts are what the code says, and nothing public is missing."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA
from documentation import PAGES, ROOT, program_of, run_page
from documented_server import documented_server

sys.path.append(str(ROOT))
from codegen.documentation import insert
from codegen.documentation.names import public_names

WITH_PROGRAMS = [page for page in PAGES if program_of(page, with_server=False)[1]]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a server."""
    with documented_server() as address:
        yield address


@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=lambda page: page.stem)
def test_blocks(page: Path, url: str, tmp_path: Path, record_property: Any) -> None:
    """It runs the Python blocks of a page one after the other: they build on each other."""
    record_property("blocks", run_page(page, url, tmp_path))


def templates() -> set[str]:
    """Every text in the package, with `…` for what it is filled with."""
    texts: set[str] = set()
    for source in (ROOT / "langgraph_sync").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                texts.add("".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(re.sub(r"%[rsd]", "…", node.value))
    return texts


def test_troubleshooting() -> None:
    """It explains messages that the package has, word for word, each once."""
    page = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    messages = [message for _, message in re.findall(r"^- (`+)(.+)\1<br>$", page, re.MULTILINE)]
    known = templates()

    assert len(re.findall("^- ", page, re.MULTILINE)) == len(messages)
    assert len(set(messages)) == len(messages) > 50
    assert [] == [message for message in messages if not any(message in text for text in known)]


def test_inserted_texts(capsys: pytest.CaptureFixture[str]) -> None:
    """It shows the help of the commands, and what the official client has, as they are."""
    status = insert.main(["--check"])

    assert (0, "") == (status, capsys.readouterr().out)


def test_former_programs() -> None:
    """What it shows as written for the official client calls methods of that, with options that they have."""
    page = (ROOT / "docs" / "migrating.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```diff\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]
    former = ast.parse("\n".join(line[1:].removeprefix(" ") for line in lines if not line.startswith("+")))
    surface = json.loads((DATA / "official_surface.json").read_text(encoding="utf-8"))
    calls = [
        (ast.unparse(node.func).partition(".")[2], option.arg)
        for node in ast.walk(former)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("client.")
        for option in node.keywords
    ]

    assert len(calls) > 5
    assert [] == [(name, option) for name, option in calls if option not in surface[name]["params"]]


def test_reference() -> None:
    """It has an entry for every public name."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "reference").glob("*.md"))
    shown = re.findall(r"^::: (\S+)$", pages, re.MULTILINE)
    names = public_names()

    assert len(names) > 100
    assert [] == [name for name in names if not any(f"{name}.".startswith(f"{each}.") for each in shown)]


def test_every_page_is_in_the_contents() -> None:
    """It lists each page once, and nothing that is not there."""
    listed = re.findall(r"^ +- .*: (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(page.relative_to(ROOT / "docs").as_posix() for page in PAGES[1:]) == sorted(listed)
