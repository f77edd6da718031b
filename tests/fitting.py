"""Whether a value fits a type of a generated module, as text: the types of JSON, and the classes of the module.

The names of a module are mostly for type checkers, so types are read and not evaluated.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Optional

PLAIN = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,), "None": (type(None),)}
OURS = {"Message": {"type", "content"}, "Interrupt": {"value"}, "Interrupted": {"__interrupt__"}}


def misfits(module: ModuleType, python_type: str, value: Any) -> list[str]:
    """Return what of a value the type does not describe, with the path to it; nothing if it fits."""
    return list(_misfits(module, ast.parse(python_type, mode="eval").body, value, "value"))


def _misfits(module: ModuleType, tree: ast.expr, value: Any, path: str) -> Iterator[str]:
    name = ast.unparse(tree.value if isinstance(tree, ast.Subscript) else tree)
    inner = tree.slice if isinstance(tree, ast.Subscript) else None
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner] if inner else []
    if name == "Any":
        return
    if name in PLAIN:
        if not isinstance(value, PLAIN[name]) or (name == "int" and isinstance(value, bool)):
            yield f"{path}: {value!r:.60} is no {name}"
    elif name in ("Union", "Optional"):
        if not (name == "Optional" and value is None):
            found = [list(_misfits(module, part, value, path)) for part in parts]
            yield from min(found, key=len)
    elif name == "Literal":
        if value not in [ast.literal_eval(part) for part in parts]:
            yield f"{path}: {value!r:.60} is none of {ast.unparse(tree)}"
    elif name == "NotRequired":
        yield from _misfits(module, parts[0], value, path)
    elif name in ("list", "tuple"):
        if not isinstance(value, list) or (name == "tuple" and len(value) != len(parts)):
            yield f"{path}: {value!r:.60} is no {ast.unparse(tree)}"
        else:
            for place, item in enumerate(value):
                yield from _misfits(module, parts[place if name == "tuple" else 0], item, f"{path}[{place}]")
    elif name == "dict":
        if not isinstance(value, dict):
            yield f"{path}: {value!r:.60} is no {ast.unparse(tree)}"
        else:
            for key, item in value.items():
                yield from _misfits(module, parts[1], item, f"{path}[{key!r}]")
    elif name in OURS:
        if not isinstance(value, dict) or not OURS[name] <= value.keys():
            yield f"{path}: {value!r:.60} is no {name}"
    else:
        yield from _in_module(module, name, value, path)


def _in_module(module: ModuleType, name: str, value: Any, path: str) -> Iterator[str]:
    named = getattr(module, name)
    if isinstance(named, str):
        yield from _misfits(module, ast.parse(named, mode="eval").body, value, path)
        return
    keys = {key: _text(hint) for key, hint in named.__annotations__.items()}
    if not isinstance(value, dict):
        yield f"{path}: {value!r:.60} is no {name}"
        return
    yield from (f"{path}: {name} has no {key!r}" for key in value if key not in keys)
    for key, text in keys.items():
        if key in value:
            yield from _misfits(module, ast.parse(text, mode="eval").body, value[key], f"{path}[{key!r}]")
        elif not text.startswith("NotRequired["):
            yield f"{path}: {key!r} of {name} is missing"


def _text(hint: Any) -> str:
    found: Optional[str] = getattr(hint, "__forward_arg__", None)
    return found if found is not None else str(hint)
