"""The public names of the package."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import langgraph_sync
from langgraph_sync import testing
from langgraph_sync.graph import Graph
from langgraph_sync.resources.assistants import Assistants
from langgraph_sync.resources.crons import Crons
from langgraph_sync.resources.runs import Runs
from langgraph_sync.resources.store import Store
from langgraph_sync.resources.threads import Threads

_MODULES = ("errors", "graph", "models", "options", "parts")


def public_names() -> list[str]:
    """Return what the package exports, the types in its public modules, and the methods of its classes."""
    exported = [_address(name) for name in langgraph_sync.__all__]
    holders: dict[str, type] = {
        "langgraph_sync.LangGraphClient": langgraph_sync.LangGraphClient,
        **{f"{each.__module__}.{each.__name__}": each for each in (Assistants, Crons, Graph, Runs, Store, Threads)},
    }
    methods = [
        f"{address}.{name}"
        for address, holder in holders.items()
        for name, _ in inspect.getmembers(holder, inspect.isfunction)
        if not name.startswith("_")
    ]
    types = [f"langgraph_sync.{module}.{name}" for module in _MODULES for name in _types(module)]
    kit = [f"langgraph_sync.testing.{name}" for name in testing.__all__]
    return list(dict.fromkeys([*exported, *types, *kit, *methods]))


def _address(name: str) -> str:
    """Return where an exported name is shown: in its module if that is public, else as it is exported."""
    is_type = hasattr(langgraph_sync.errors, name), hasattr(langgraph_sync.parts, name)
    module = "errors." if is_type[0] else "parts." if is_type[1] else ""
    return f"langgraph_sync.{module}{name}"


def _types(module: str) -> Iterator[str]:
    """Yield the classes and aliases of a module, also those for type checkers only."""
    source = Path(langgraph_sync.__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        for each in node.body if isinstance(node, ast.If) else [node]:
            if isinstance(each, ast.ClassDef):
                yield each.name
            elif isinstance(each, ast.AnnAssign) and ast.unparse(each.annotation) == "TypeAlias":
                yield ast.unparse(each.target)
