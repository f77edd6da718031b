"""The command that writes the types of a server's graphs."""

from __future__ import annotations

import difflib
import os
from argparse import Namespace
from contextlib import suppress
from pathlib import Path
from shutil import copymode
from typing import Optional

from ..graph_types import describe
from .exit_status import FAILED, MISSING, SUCCESS, USAGE, ExitError, status_of
from .output import Screen, escaped
from .settings import connect


def write_types(args: Namespace, screen: Screen) -> int:
    """Write a module with the types of graphs, or say whether the one that there is is current."""
    module: Optional[Path] = args.module
    if args.check and module is None:
        raise ExitError(USAGE, "--check needs the module to look at: -o FILE")
    with connect(args) as client:
        new, problems = describe(client, args.graphs)
    for graph_id, problem in problems.items():
        screen.note(f"left out: the graph {graph_id!r}: {problem}")
    if not new or (problems and args.graphs):  # a program may need what the file has now
        screen.note("nothing is written")
        return status_of(next(iter(problems.values()))) if problems else MISSING
    if args.check and module is not None:
        old = module.read_text(encoding="utf-8", errors="backslashreplace") if module.exists() else ""
        names = (f"{module} as it is", "as the server describes it")
        for line in difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), *names):
            screen.data(escaped(line))
        return SUCCESS if old == new else FAILED
    if module is None:
        screen.data(escaped(new))
    else:
        _write(module, new)
    return SUCCESS


def _write(module: Path, text: str) -> None:
    """Write a file as a whole or not at all; it keeps its permissions, and a link stays a link."""
    if module.exists() and not module.is_file():  # such as /dev/stdout
        module.write_bytes(text.encode())
        return
    if not module.parent.is_dir():
        raise ExitError(MISSING, f"there is no folder {module.parent}")
    target = Path(os.path.realpath(module))  # `resolve` raises for a link to itself
    beside = target.with_name(f".langgraph-sync.{os.urandom(8).hex()}")
    try:
        beside.write_bytes(text.encode())
        if target.exists():
            copymode(target, beside)
        beside.replace(target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
