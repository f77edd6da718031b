"""What lets ``**options`` show every option in help(), and refuse one that is misspelt."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Optional, TypeVar, Union, cast

Timeout = Union[float, tuple[Optional[float], Optional[float]]]
Method = TypeVar("Method", bound=Callable[..., Any])


class CallSettings(NamedTuple):
    """How one call is sent: the options that every method takes."""

    headers: Optional[Mapping[str, str]] = None
    params: Optional[Mapping[str, Any]] = None
    timeout: Optional[Timeout] = None


class Following(NamedTuple):
    """How a run is followed to its end: the options of every method that does so."""

    deadline: Optional[float] = None
    on_exit: str = "leave"


def split(options: Mapping[str, Any], *, keep_none: bool = False) -> tuple[dict[str, Any], CallSettings]:
    """Part the options of the server from those of the call; None means not given unless it is kept."""
    fields = {
        name: value
        for name, value in options.items()
        if name not in CallSettings._fields and (keep_none or value is not None)
    }
    return fields, CallSettings(*(options.get(name) for name in CallSettings._fields))


def spell_out(options: type) -> Callable[[Method], Method]:
    """Give a method that ends in ``**options`` a signature with every key of its options; refuse all other keys."""

    def wrap(method: Method) -> Method:
        code = method.__code__
        own = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        known = {*own, *_keys(options)}

        @functools.wraps(method)
        def checked(*args: Any, **given: Any) -> Any:
            if not given.keys() <= known:
                _refuse(method.__qualname__, given.keys() - known, known)
            return method(*args, **given)

        cast("Any", checked).__wrapped__ = _SpelledOut(method, options)
        return cast("Method", checked)

    return wrap


class _SpelledOut:
    """What `inspect.signature` and help() find behind a method: its signature, made when somebody looks at it."""

    def __init__(self, method: Callable[..., Any], options: type) -> None:
        self.__wrapped__ = method
        self._options = options

    @property
    def __signature__(self) -> Any:
        import inspect  # noqa: PLC0415 - only for whoever looks at a signature

        def parameter(name: str, annotation: Any) -> inspect.Parameter:
            return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_Text("..."), annotation=annotation)

        signature = inspect.signature(self.__wrapped__)
        fixed = [each.replace(annotation=_bare(each.annotation)) for each in signature.parameters.values()]
        positional = [each for each in fixed if each.kind <= inspect.Parameter.POSITIONAL_OR_KEYWORD]
        named = [each for each in fixed if each.kind is inspect.Parameter.KEYWORD_ONLY]
        options = [parameter(name, _bare(hint)) for name, hint in _keys(self._options).items()]
        of_call, of_server = options[: len(CallSettings._fields)], options[len(CallSettings._fields) :]
        parameters = [*positional, *of_server, *named, *of_call]
        return signature.replace(parameters=parameters, return_annotation=_bare(signature.return_annotation))


def _keys(options: type) -> dict[str, str]:
    """The keys of options with their types as text, those of every call first."""
    hints = (getattr(base, "__annotations__", {}) for base in reversed(options.__mro__))
    return {name: hint for each in hints for name, hint in each.items()}


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
