"""The pages of the documentation, and the Python in them: a page is one program, whose blocks build on each other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NEEDS_A_SERVER = "needs a real server"
"""The comment before a block that the server of the unit tests has no answers for."""
MISTAKES = "mistakes for type checkers"
"""The comment before a block that no test runs: it shows what checkers refuse."""
_BLOCK = re.compile(
    r"^(?:<!-- (?P<remark>.*) -->\n)?"
    r"(?P<indent> *)```(?P<language>py|python|diff)\b.*\n(?P<code>(?:.*\n)*?)(?P=indent)```$",
    re.MULTILINE,
)


class Block(NamedTuple):
    """A block of Python, or of a change to Python, whose new lines are run."""

    line: int
    """Line of its page that its code begins at, from 0."""

    code: str
    remark: str


def blocks_of(page: Path) -> list[Block]:
    """Return the Python of a page."""
    text = page.read_text(encoding="utf-8")
    found: list[Block] = []
    for block in _BLOCK.finditer(text):
        code = textwrap.dedent(block["code"])
        if block["language"] == "diff":
            code = "".join(f"{line[1:].removeprefix(' ')}\n" for line in code.splitlines() if not line.startswith("-"))
        found.append(Block(text.count("\n", 0, block.start("code")), code, block["remark"] or ""))
    return found


def program_of(page: Path, *, with_server: bool) -> tuple[str, int]:
    """Return the blocks of a page as one program, with the line numbers of the page, and how many they are."""
    lines: list[str] = []
    count = 0
    for block in blocks_of(page):
        if block.remark == MISTAKES or (block.remark == NEEDS_A_SERVER and not with_server):
            continue
        count += 1
        lines += [""] * (block.line - len(lines))
        lines += [*block.code.splitlines(), f"print('\\nblock {count}')"]
    return "\n".join(lines), count


def run_page(page: Path, url: str, folder: Path, *, with_server: bool = False) -> int:
    """Run the Python of a page against a server, and return how many blocks that were."""
    program, count = program_of(page, with_server=with_server)
    script = folder / f"{page.name}.py"
    script.write_text(program, encoding="utf-8")
    lines = run(script, url).splitlines()
    assert [f"block {number + 1}" for number in range(count)] == [
        line for line in lines if re.fullmatch(r"block \d+", line)
    ]
    return count


def run(script: Path, url: str) -> str:
    """Run a script as a user would, and return what it prints; its errors fail the test."""
    environment = {**os.environ, "LANGGRAPH_API_URL": url}
    result = subprocess.run(
        [sys.executable, str(script)], env=environment, cwd=script.parent, capture_output=True, text=True, check=False
    )
    assert (0, "") == (result.returncode, result.stderr)
    return result.stdout
