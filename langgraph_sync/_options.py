"""What lets ``**options`` show every option in help(), and refuse one that is misspelt."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Optional, TypeVar, Union, cast

if TYPE_CHECKING:
    from .models import CreatedRun

Timeout = Union[float, tuple[Optional[float], Optional[float]]]
Method = TypeVar("Method", bound=Callable[..., Any])

# The options that are sequences of names, and may be one name.
_NAMES: Final = frozenset(
    ("feedback_keys", "ids", "include", "interrupt_after", "interrupt_before", "run_ids", "select", "stream_mode")
)
_SUCCESSORS: Final = {"checkpoint_during": "durability", "cancel_on_deadline": "on_exit"}


class CallSettings(NamedTuple):
    """How one call is sent: the options that every method takes."""

    headers: Optional[Mapping[str, str]] = None
    params: Optional[Mapping[str, Any]] = None
    timeout: Optional[Timeout] = None


class Starting(NamedTuple):
    """How a run is started: the options of every method that starts one."""

    on_run_created: Optional[Callable[[CreatedRun], object]] = None
    idempotency_key: Optional[str] = None


class Following(NamedTuple):
    """How a run is followed to its end: the options of every method that does so."""

    deadline: Optional[float] = None
    on_exit: str = "leave"


class Keeping(NamedTuple):
    """Where a stream is kept, and what else of it is delivered."""

    journal: Any = None
    replay: bool = True
    heartbeats: bool = False


Group = TypeVar("Group", CallSettings, Starting, Following, Keeping)


def split(options: Mapping[str, Any]) -> tuple[dict[str, Any], CallSettings]:
    """Part the options of the server from those of the call; None means not given, and one name is a list of one."""
    fields = {name: listed(value) if name in _NAMES else value for name, value in options.items() if value is not None}
    return fields, take(fields, CallSettings)


def take(fields: dict[str, Any], group: type[Group]) -> Group:
    """Take the options of a group out of the fields; those that are not there have their defaults."""
    return group(**{name: fields.pop(name) for name in group._fields if name in fields})


def take_following(fields: dict[str, Any]) -> Following:
    """Take out how the run is followed, checked."""
    following = take(fields, Following)
    check_choice("on_exit", following.on_exit, "leave", "cancel")
    return following


def listed(names: Any) -> Any:
    """Names as a list, one name as a list of one; `*` stays what it is: the server's word for all."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        return names if names == "*" else [names]
    return list(cast("Iterable[object]", names))


def check_choice(name: str, value: object, *choices: str) -> None:
    """Raise unless an option has one of its values."""
    if value not in choices:
        raise ValueError(f"{name} must be {' or '.join(map(repr, choices))}, not {value!r}")


def spell_out(options: type) -> Callable[[Method], Method]:
    """Give a method that ends in ``**options`` a signature with every key of its options; refuse all other keys."""

    def wrap(method: Method) -> Method:
        code = method.__code__
        own = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
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
        parameters = [*positional, *named, *options]
        return signature.replace(parameters=parameters, return_annotation=_bare(signature.return_annotation))


def _keys(options: type) -> dict[str, str]:
    """The keys of options with their types as text: those of the server, of the run, and of the call."""
    hints = (getattr(base, "__annotations__", {}) for base in options.__mro__)
    return {name: hint for each in hints for name, hint in each.items()}


def _refuse(method: str, unknown: set[str], known: set[str]) -> None:
    import difflib  # noqa: PLC0415 - only for whoever has misspelt something

    name = min(unknown)
    close = difflib.get_close_matches(_SUCCESSORS.get(name, name), known, 1)
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
