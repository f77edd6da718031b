"""What lets ``**options`` show every option in help(), and refuse one that is misspelt."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Optional, TypeVar, Union, cast

from .models import CallOptions

Timeout = Union[float, tuple[Optional[float], Optional[float]]]
Method = TypeVar("Method", bound=Callable[..., Any])


class Call(NamedTuple):
    """How one call is sent: the options that every method takes."""

    headers: Optional[Mapping[str, str]] = None
    params: Optional[Mapping[str, Any]] = None
    timeout: Optional[Timeout] = None


def split(options: Mapping[str, Any], *, keep_none: bool = False) -> tuple[dict[str, Any], Call]:
    """Part the options of the server from those of the call; None means not given unless it is kept."""
    fields = {
        name: value for name, value in options.items() if name not in Call._fields and (keep_none or value is not None)
    }
    return fields, Call(*(options.get(name) for name in Call._fields))


def spell_out(options: type) -> Callable[[Method], Method]:
    """Give a method that ends in ``**options`` a signature with every key of a TypedDict; refuse all other keys."""
    of_calls = CallOptions.__annotations__
    own = {name: hint for name, hint in options.__annotations__.items() if name not in of_calls}

    def wrap(method: Method) -> Method:
        signature = inspect.signature(method)
        fixed = [
            parameter.replace(annotation=_bare(parameter.annotation)) for parameter in signature.parameters.values()
        ]
        positional = [parameter for parameter in fixed if parameter.kind <= inspect.Parameter.POSITIONAL_OR_KEYWORD]
        named = [parameter for parameter in fixed if parameter.kind is inspect.Parameter.KEYWORD_ONLY]
        of_server, of_call = ([_parameter(name, hint) for name, hint in group.items()] for group in (own, of_calls))
        parameters = [*positional, *of_server, *named, *of_call]
        known = {parameter.name for parameter in parameters}

        @functools.wraps(method)
        def checked(*args: Any, **given: Any) -> Any:
            if not given.keys() <= known:
                _refuse(method.__qualname__, given.keys() - known, known)
            return method(*args, **given)

        cast("Any", checked).__signature__ = signature.replace(
            parameters=parameters, return_annotation=_bare(signature.return_annotation)
        )
        return cast("Method", checked)

    return wrap


def _parameter(name: str, hint: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_Text("..."), annotation=_bare(hint))


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
