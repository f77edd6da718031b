"""What the package shows to the world, and how its modules depend on each other."""

from __future__ import annotations

import ast
import doctest
import importlib
import io
import pydoc
import re
import subprocess
import sys
import textwrap
import tokenize
from pathlib import Path
from typing import Any

import langgraph_sync
from langgraph_sync import errors
from langgraph_sync.testing import FakeServer, text

PACKAGE = Path(langgraph_sync.__file__).parent
# Imports run one way: a module may import from those after it.
ORDER = [
    *("__main__", "cli", "testing", "graph_types", "graph", "client", "resources", "thread_stream"),
    *("messages", "tokens", "journal", "stream", "_wait", "_map", "_run", "_readers"),
    *("_http", "_body", "_error_mapping", "_sessions", "_retry", "_position", "_decoding", "_sse"),
    *("_options", "_json", "_url", "_text", "_version", "errors", "options", "parts", "models"),
]


def test_exports() -> None:
    """It exports every error, sorted with constants first, and nothing private."""
    names = langgraph_sync.__all__
    raised = {name for name, value in vars(errors).items() if isinstance(value, type) and not name.startswith("_")}

    assert sorted(names, key=lambda name: (not name.isupper(), name)) == names
    assert {name for name in raised if name.endswith("Error")} <= set(names)
    assert all(hasattr(langgraph_sync, name) for name in names)


OVERVIEW = langgraph_sync.__doc__ or ""


def test_overview_fits_a_screen() -> None:
    """It begins help(langgraph_sync) with an overview, on one screen before the contents of the package."""
    before = pydoc.render_doc(langgraph_sync, renderer=pydoc.plaintext).partition("PACKAGE CONTENTS")[0].splitlines()

    assert "    langgraph_sync - A synchronous client for LangGraph servers, with typed event streams." in before
    assert len(before) <= 40
    assert max(map(len, before)) <= 100


def test_overview_names_what_there_is() -> None:
    """It names nothing that does not exist, and every public module."""
    client = langgraph_sync.get_client()
    for name in re.findall(r"^    client\.(\w+)", OVERVIEW, re.MULTILINE):
        assert hasattr(client, name), name
    modules = set(re.findall(r"^langgraph_sync\.(\w+) ", OVERVIEW, re.MULTILINE))
    for name in modules:
        assert importlib.import_module(f"langgraph_sync.{name}").__doc__ or name in {"models", "options", "parts"}

    assert {"errors", "models", "options", "parts"} <= modules


def test_overview_shows_what_works(langgraph_server: FakeServer, capsys: Any) -> None:
    """It shows an example that runs as it stands."""
    langgraph_server.assistant("agent", text("A graph has nodes."))
    example = textwrap.dedent("\n".join(line for line in OVERVIEW.partition("\nget_client()")[0].splitlines()[1:]))
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - it is our own
    names["client"].close()

    assert len(example.strip().splitlines()) <= 7
    assert "A graph has nodes." == capsys.readouterr().out


def test_error_tree_is_drawn_as_it_is() -> None:
    """It draws the tree of errors in the docstring as the classes stand."""
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.strip().partition(" ")[0]
        if name.endswith("Error"):
            depth = (len(line) - len(line.lstrip())) // 4
            path[depth:] = [name]
            drawn[name] = path[depth - 1] if depth else "Exception"

    classes = {name: value for name, value in vars(errors).items() if isinstance(value, type)}
    assert {name: value.__base__.__name__ for name, value in classes.items() if name.endswith("Error")} == drawn


def test_imports_run_one_way() -> None:
    """It imports in one direction only; the generated modules import nothing of the package but the models."""
    for source in PACKAGE.rglob("*.py"):
        parts = source.relative_to(PACKAGE).parts
        place = parts[0].replace(".py", "")
        if place == "__init__":
            continue
        tree = ast.parse(source.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == len(parts):  # less is within one folder
                for target in [node.module.partition(".")[0]] if node.module else [n.name for n in node.names]:
                    assert ORDER.index(place) < ORDER.index(target), f"{source.name} imports {target}"


def test_models_stand_alone() -> None:
    """It imports the generated modules with nothing but the standard library."""
    code = "import models, options, parts; print(parts.EventsPart.__doc__)"
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(PACKAGE)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Something that a component inside the graph did." == result.stdout.strip()


def code_lines(source: str) -> int:
    """Count lines without docstrings, comments and blank ones."""
    docstrings = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    nothing = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    tokens = [each for each in tokenize.generate_tokens(io.StringIO(source).readline) if each.type not in nothing]
    return len({line for each in tokens for line in range(each.start[0], each.end[0] + 1)} - docstrings)


def test_files_stay_short() -> None:
    """It keeps each file that people write short enough to read at a sitting."""
    lengths = {path.name: code_lines(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
    for generated in ("models.py", "options.py", "parts.py"):
        del lengths[generated]

    assert {} == {name: length for name, length in lengths.items() if length > 300}


def test_examples_in_docstrings() -> None:
    """It runs the examples in docstrings."""
    for name in ("client", "tokens", "stream", "errors"):
        module = __import__(f"langgraph_sync.{name}", fromlist=["x"])
        assert 0 == doctest.testmod(module).failed
