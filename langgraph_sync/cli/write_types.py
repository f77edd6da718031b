"""The command that writes the types of a server's graphs."""

from __future__ import annotations

from argparse import Namespace

from ..graph_types import run
from .output import Screen, escaped
from .settings import connect


def write_types(args: Namespace, screen: Screen) -> int:
    """Write a module with the types of graphs, or say whether the one that there is is current."""
    with connect(args) as client:
        return run(client, args, lambda text: screen.data(escaped(text)), screen.note)
