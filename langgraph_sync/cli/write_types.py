"""The command that writes the types of a server's graphs."""

from __future__ import annotations

import difflib
from argparse import Namespace
from pathlib import Path
from typing import Optional

from ..graph_types import describe
from .exit_status import FAILED, SUCCESS, USAGE, ExitError
from .output import Screen, escaped
from .settings import connect


def write_types(args: Namespace, screen: Screen) -> int:
    """Write a module with the types of graphs, or say whether the one that there is is current."""
    module: Optional[Path] = args.module
    if args.check and module is None:
        raise ExitError(USAGE, "--check needs the module to look at: -o FILE")
    with connect(args) as client:
        new, problems = describe(client, args.graphs)
    for problem in problems:
        screen.note(f"left out: {problem}")
    if args.check and module is not None:
        old = module.read_text(encoding="utf-8", errors="backslashreplace") if module.exists() else ""
        names = (f"{module} as it is", "as the server describes it")
        for line in difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), *names):
            screen.data(escaped(line))
        return SUCCESS if old == new else FAILED
    if module is None:
        screen.data(escaped(new))
    else:
        module.write_bytes(new.encode())
    return USAGE if problems and args.graphs else SUCCESS
