"""Whether a value fits a type of a module that the command has written.

The names of such a module are mostly for type checkers, so its types are read as text and not evaluated.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

Parts = list[ast.expr]
PLAIN = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,), "None": (type(None),)}
OURS = {"Message": {"type", "content"}, "Interrupt": {"value"}, "Interrupted": {"__interrupt__"}}


class Fitting:
    """The types of one module; `misfits` returns what of a value they do not describe."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._of: dict[str, Callable[[Parts, Any, str], Iterator[str]]] = {
            "Any": lambda *_: iter(()),
            "Union": self._of_union,
            "Optional": lambda parts, value, path: self._of_union([*parts, ast.Constant(None)], value, path),
            "Literal": self._of_literal,
            "NotRequired": lambda parts, value, path: self._of_type(parts[0], value, path),
            "list": self._of_list,
            "tuple": self._of_tuple,
            "dict": self._of_dict,
        }

    def misfits(self, python_type: str, value: Any, path: str = "value") -> list[str]:
        """Return what does not fit, with the path to it."""
        return list(self._of_type(ast.parse(python_type, mode="eval").body, value, path))

    def _of_type(self, tree: ast.expr, value: Any, path: str) -> Iterator[str]:
        name = ast.unparse(tree.value if isinstance(tree, ast.Subscript) else tree)
        inner: Any = tree.slice if isinstance(tree, ast.Subscript) else ast.Tuple([])
        if name in self._of:
            yield from self._of[name](inner.elts if isinstance(inner, ast.Tuple) else [inner], value, path)
        elif name in PLAIN:
            is_other_bool = isinstance(value, bool) and name != "bool"
            yield from [f"{path}: {value!r:.60} is no {name}"] * (not isinstance(value, PLAIN[name]) or is_other_bool)
        elif name in OURS:
            yield from [f"{path}: {value!r:.60} is no {name}"] * (not _has(value, OURS[name]))
        else:
            yield from self._of_name(name, value, path)

    def _of_union(self, parts: Parts, value: Any, path: str) -> Iterator[str]:
        yield from min((list(self._of_type(part, value, path)) for part in parts), key=len)

    def _of_literal(self, parts: Parts, value: Any, path: str) -> Iterator[str]:
        known = [ast.literal_eval(part) for part in parts]
        yield from [f"{path}: {value!r:.60} is none of {known}"] * (value not in known)

    def _of_list(self, parts: Parts, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: {value!r:.60} is no list"
            return
        for place, item in enumerate(value):
            yield from self._of_type(parts[0], item, f"{path}[{place}]")

    def _of_tuple(self, parts: Parts, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list) or len(value) != len(parts):
            yield f"{path}: {value!r:.60} is no list of {len(parts)}"
            return
        for place, (part, item) in enumerate(zip(parts, value)):
            yield from self._of_type(part, item, f"{path}[{place}]")

    def _of_dict(self, parts: Parts, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: {value!r:.60} is no dict"
            return
        for key, item in value.items():
            yield from self._of_type(parts[1], item, f"{path}[{key!r}]")

    def _of_name(self, name: str, value: Any, path: str) -> Iterator[str]:
        named = getattr(self._module, name)
        if isinstance(named, str):  # an alias
            yield from self.misfits(named, value, path)
            return
        hints = {key: getattr(hint, "__forward_arg__", hint) for key, hint in named.__annotations__.items()}
        if not isinstance(value, dict):
            yield f"{path}: {value!r:.60} is no {name}"
            return
        yield from (f"{path}: {name} has no {key!r}" for key in value if key not in hints)
        for key, hint in hints.items():
            if key in value:
                yield from self.misfits(hint, value[key], f"{path}[{key!r}]")
            elif not hint.startswith("NotRequired["):
                yield f"{path}: {key!r} of {name} is missing"


def _has(value: Any, keys: set[str]) -> bool:
    return isinstance(value, dict) and keys <= value.keys()
