"""What lets ``**options`` show every option in help(), and refuse one that is misspelt."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Optional, TypeVar, cast

from .models import CallOptions

Method = TypeVar("Method", bound=Callable[..., Any])


class Call(NamedTuple):
    """How one call is sent: the options that every method takes."""

    headers: Optional[Mapping[str, str]] = None
    params: Optional[Mapping[str, Any]] = None
    timeout: Any = None


def split(options: Mapping[str, Any], *, keep_none: bool = False) -> tuple[dict[str, Any], Call]:
    """Part the options of the server from those of the call; None means not given unless it is kept."""
    fields = {
        name: value for name, value in options.items() if name not in Call._fields and (keep_none or value is not None)
    }
    return fields, Call(*(options.get(name) for name in Call._fields))


def spell_out(options: type) -> Callable[[Method], Method]:
    """Give a method that ends in ``**options`` a signature with every key of a TypedDict; refuse all other keys."""
    own = [name for name in options.__annotations__ if name not in CallOptions.__annotations__]
    hints = {name: options.__annotations__[name] for name in (*own, *CallOptions.__annotations__)}

    def wrap(method: Method) -> Method:
        signature = inspect.signature(method)
        fixed = [
            parameter.replace(annotation=_bare(parameter.annotation)) for parameter in signature.parameters.values()
        ]
        del fixed[-1]
        spelled = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_Text("..."), annotation=_bare(hint))
            for name, hint in hints.items()
        ]
        known = {parameter.name for parameter in (*fixed, *spelled)}

        @functools.wraps(method)
        def checked(*args: Any, **given: Any) -> Any:
            if not given.keys() <= known:
                _refuse(method.__qualname__, given.keys() - known, known)
            return method(*args, **given)

        cast("Any", checked).__signature__ = signature.replace(
            parameters=[*fixed, *spelled], return_annotation=_bare(signature.return_annotation)
        )
        return cast("Method", checked)

    return wrap


def _refuse(method: str, unknown: set[str], known: set[str]) -> None:
    import difflib  # noqa: PLC0415 - only for whoever has misspelt something

    name = min(unknown)
    close = difflib.get_close_matches(name, known, 1)
    raise TypeError(f"{method}() has no option {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))


class _Text(str):
    """Text that a signature shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _bare(annotation: Any) -> Any:
    """An annotation as it is written, without the marker that all options carry."""
    text = getattr(annotation, "__forward_arg__", annotation)
    return _Text(re.sub(r"^NotRequired\[(.*)\]$", r"\1", text)) if isinstance(text, str) else annotation
