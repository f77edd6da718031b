"""For mkdocstrings: docstrings as help() shows them, with every option of a method, and with links to other names."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

import griffe

import langgraph_sync

_OWN = re.compile(rf"`({'|'.join(name for name in langgraph_sync.__all__ if not name.startswith('_'))})(\(\))?`")

_TREE = re.compile(r"^(\w+\n(?: {4}.*\n)+)", re.MULTILINE)


class RuntimeDocstrings(griffe.Extension):
    """griffe reads the source, where the options of a method are in another class, of several bases."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Complete the docstring of anything."""
        if obj.docstring is None:
            return
        text = obj.docstring.value
        if isinstance(obj, griffe.Function) and "options" in obj.parameters:
            # griffe reads the type of an option on one line only.
            text = re.sub(r"\n {8}", " ", inspect.getdoc(_loaded(obj)) or "")
        elif obj.is_class and obj.module.name == "options":
            text = text.partition("\nArgs:")[0]  # the keys follow, each with its sentence
        elif obj.is_module:
            text = _TREE.sub("```text\n\\1```\n", text)
        obj.docstring.value = _OWN.sub(r"[`\1\2`][langgraph_sync.\1]", text)
        if obj.is_function:
            _keep_types_as_text(obj.docstring)


def _keep_types_as_text(docstring: griffe.Docstring) -> None:
    """Let no type of an option be taken for a method of that name, as `list` would be."""
    vars(docstring)["parsed"] = docstring.parse("google", warn_unknown_params=False)
    for section in docstring.parsed:
        if isinstance(section, griffe.DocstringSectionParameters):
            for option in section.value:
                option.annotation = str(option.annotation)


def _loaded(obj: griffe.Object) -> Any:
    holder: Any = importlib.import_module(obj.module.path)
    for name in obj.path[len(obj.module.path) + 1 :].split("."):
        holder = getattr(holder, name)
    return holder
