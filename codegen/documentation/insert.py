"""Insert into the pages what the code says; with `--check`, report what is stale.

    python -m codegen.documentation.insert [--check]

A page marks the place with `<!-- inserted: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import difflib
import inspect
import json
import re
import sys
from argparse import Action, ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from langgraph_sync import LangGraphClient, get_client
from langgraph_sync.cli.parsers import COMMANDS, parser_of

ROOT: Final = Path(__file__).parent.parent.parent
_TESTS: Final = ROOT / "tests"
_PLACE: Final = re.compile(r"(?<=<!-- inserted: )(\w+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
_OF_EVERY_CALL: Final = ("self", "headers", "params", "timeout")


def main(arguments: list[str]) -> int:
    """Write the pages anew; with `--check`, write nothing, and return 1 if one is stale."""
    is_check = arguments == ["--check"]
    stale = 0
    for page in pages():
        old = page.read_text(encoding="utf-8")
        new = with_inserted(old)
        stale += old != new
        if is_check:
            sys.stdout.writelines(
                difflib.unified_diff(old.splitlines(True), new.splitlines(True), str(page), "as it is")
            )
        elif old != new:
            page.write_text(new, encoding="utf-8")
    return 1 if is_check and stale else 0


def pages() -> list[Path]:
    """Return the pages of the documentation."""
    return sorted((ROOT / "docs").rglob("*.md"))


def with_inserted(page: str) -> str:
    """Return a page with the texts that belong between its marks."""
    return _PLACE.sub(lambda found: f"{found[1]}{found[2]}\n{_TEXTS[found[1]]()}\n\n", page)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first, *rest = [f"| {' | '.join(row)} |" for row in [head, *rows]]
    return "\n".join([first, re.sub(r"[^|]+", " --- ", first), *rest])


def _commands() -> str:
    """Return each command with its options; those of all commands are inserted at another place."""
    texts: list[str] = []
    for name, command in COMMANDS.items():
        parser = parser_of(name)
        own = [each for each in _actions(parser) if _form(each) not in _shared()]
        texts += [
            f"## {name}",
            str(parser.description),
            f"```sh\nlanggraph-sync {command.example}\n```",
            *([_options(own)] if own else []),
        ]
        if command.is_local:
            texts.append("It needs no server.")
    return "\n\n".join(texts)


def _common_options() -> str:
    shared = _shared()
    return _options(each for each in _actions(parser_of("run")) if _form(each) in shared)


def _shared() -> set[str]:
    """Return the options that every command has which talks to a server."""
    forms = [{_form(each) for each in _actions(parser_of(name))} for name, it in COMMANDS.items() if not it.is_local]
    return set.intersection(*forms)


def _actions(parser: ArgumentParser) -> list[Action]:
    return [each for each in parser._actions if each.dest != "help"]  # noqa: SLF001 - argparse shows them in no other way


def _options(actions: Iterable[Action]) -> str:
    return _table(("option", "meaning"), ((f"`{_form(each)}`", str(each.help)) for each in actions))


def _form(action: Action) -> str:
    """Return how an option is written."""
    choices = f"{{{', '.join(map(str, action.choices))}}}" if action.choices else ""
    value = str(action.metavar or choices)
    if not action.option_strings:
        value = value or action.dest.upper()
        return {"?": f"[{value}]", "*": f"[{value} ...]"}.get(str(action.nargs), value)
    return f"{', '.join(action.option_strings)} {value}".rstrip()


def _official_methods() -> str:
    """Return a table of every method and option of the official client, and of this one."""
    sys.path.append(str(_TESTS))
    from left_out import (  # type: ignore[import-not-found]  # noqa: PLC0415 - found only now
        LEFT_OUT_METHODS,
        LEFT_OUT_PARAMETERS,
    )

    surface: dict[str, Any] = json.loads((_TESTS / "data" / "official_surface.json").read_text(encoding="utf-8"))
    official: dict[str, list[str]] = {
        name: [each for each in method["params"] if each not in _OF_EVERY_CALL]
        for name, method in surface.items()
        if not name.startswith("_")
    }
    client = get_client(url="http://localhost:2024", api_key=None)
    texts: list[str] = []
    for resource in ("assistants", "threads", "runs", "crons", "store"):
        own = _methods(client, resource)
        rows: list[tuple[str, str, str]] = []
        for name in dict.fromkeys([*(each for each in official if each.startswith(f"{resource}.")), *own]):
            theirs, ours = official.get(name), own.get(name)
            known = theirs or {each for method in official if method.startswith(resource) for each in official[method]}
            more = _names(each for each in ours or () if each not in known)
            notes = [f"no `{each}`: {why}" for (method, each), why in LEFT_OUT_PARAMETERS.items() if method == name]
            if ours is None:
                notes = [f"left out: {LEFT_OUT_METHODS[name]}"]
            elif theirs is None:
                notes = [f"only here, with {more}" if more else "only here"]
            else:
                notes = [*notes, *([f"also {more}"] if more else [])] or ["the same"]
            rows.append((f"`{name.partition('.')[2]}`", "-" if theirs is None else _names(theirs), "; ".join(notes)))
        texts += [f"### client.{resource}", _table(("method", "options of the official client", "here"), rows)]
    return "\n\n".join(texts)


def _methods(client: LangGraphClient, resource: str) -> dict[str, list[str]]:
    """Return the public methods of a resource, each with its options."""
    return {
        f"{resource}.{name}": [each for each in inspect.signature(method).parameters if each not in _OF_EVERY_CALL]
        for name, method in inspect.getmembers(getattr(client, resource), inspect.ismethod)
        if not name.startswith("_")
    }


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _recipes() -> str:
    """Return the programs, in fences that no test of pages runs: they have tests of their own."""
    files = sorted((ROOT / "examples" / "recipes").glob("*.py"))
    return "\n\n".join(f"## {file.name}\n\n```python3\n{file.read_text(encoding='utf-8')}```" for file in files)


_TEXTS: Final[dict[str, Callable[[], str]]] = {
    "commands": _commands,
    "common_options": _common_options,
    "official_methods": _official_methods,
    "recipes": _recipes,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
