"""Options: every method shows them in help(), and refuses what is misspelt, a name or a value, before it sends it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from operator import index
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Optional, TypeVar, Union, cast

from ._text import did_you_mean, one_line
from .options import RULES

if TYPE_CHECKING:
    from .models import CreatedRun

Timeout = Union[float, tuple[Optional[float], Optional[float]]]
Method = TypeVar("Method", bound=Callable[..., Any])

# The options that are sequences of names, and may be one name.
_NAMES: Final = frozenset(
    ("feedback_keys", "ids", "include", "interrupt_after", "interrupt_before", "run_ids", "select", "stream_mode")
)
# What can be no object; a model of pydantic, or pairs of names and values, can.
_NO_OBJECTS: Final = (str, bytes, int, float)
# The rules for what is no number: what fits, and what it is called.
_KINDS: Final[dict[Any, tuple[Callable[[object], bool], str]]] = {
    bool: (lambda value: hasattr(value, "__bool__"), "True or False"),
    callable: (callable, "a function"),
    dict: (lambda value: not isinstance(value, _NO_OBJECTS), "a mapping, such as a dict"),
}
_ID: Final = object()  # the rule for what is an id, or several
_SHORT: Final = 30  # characters of a signature that fits into a line, beside the name and the class that help() adds
_LONGEST: Final = 1_000_000  # seconds of a time-out: systems count milliseconds in 32 bits
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
    """Separate the options of the server from those of the call; None means not given, one name is a list of one."""
    fields = {name: listed(value) if name in _NAMES else value for name, value in options.items() if value is not None}
    return fields, take(fields, CallSettings)


def take(fields: dict[str, Any], group: type[Group]) -> Group:
    """Take the options of a group out of the fields; missing ones have their defaults."""
    return group(**{name: fields.pop(name) for name in group._fields if name in fields})


def listed(names: Any) -> Any:
    """Return names as a list, one name as a list of one; `*`, the server's word for all, stays as it is."""
    if isinstance(names, (str, bytes)) or not isinstance(names, Iterable):
        return names if names == "*" else [names]
    return list(cast("Iterable[object]", names))


def check_choice(name: str, value: object, *choices: object, more: str = "") -> object:
    """Return the value as it is listed, since one of an enumeration has another text; raise if it is not listed."""
    if not (isinstance(value, (str, int)) and value in choices):
        *most, last = map(repr, choices)
        close = did_you_mean(value, choices)
        raise ValueError(f"{name} must be {', '.join(most)} or {last}, not {one_line(repr(value), 60)}{close}{more}")
    return choices[choices.index(value)]


def checked(method: str, options: type, given: Mapping[str, Any], *more: str) -> dict[str, Any]:
    """Return fields of a body that are options of a method; raise for what is none, and for a value that can't be."""
    known = {*_keys(options), *more} - {*CallSettings._fields, *Starting._fields}
    if not given.keys() <= known:
        _refuse(method, given.keys() - known, known)
    rules = _rules(options)
    return {name: _checked(name, value, rules.get(name)) for name, value in given.items()}


def spell_out(options: type) -> Callable[[Method], Method]:
    """Let a method that ends in ``**options`` show all of its options, refuse all others, and check the values."""

    def wrap(method: Method) -> Method:
        code = method.__code__
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        known, rules = {*names[1:], *_keys(options)}, _rules(options)
        rules.update({name: _ID for name in known if name.endswith(("_id", "ids"))})
        rules.update({name: int for name, hint in method.__annotations__.items() if hint == "int"})

        @functools.wraps(method)
        def called(*args: Any, **given: Any) -> Any:
            if not given.keys() <= known:
                _refuse(method.__qualname__, given.keys() - known, known)
            given = {name: _checked(name, value, rules.get(name)) for name, value in given.items()}
            for name, value in zip(names, args):
                if name in rules and not isinstance(value, str):
                    _check_ids(name, value)
            return method(*args, **given)

        called.__doc__ = _with_arguments(method.__doc__, options)
        cast("Any", called).__wrapped__ = _SpelledOut(method, options)
        return cast("Method", called)

    return wrap


def _rules(options: type) -> dict[str, Any]:
    return {name: rule for base in options.__mro__ for name, rule in RULES.get(base.__name__, {}).items()}


def _checked(name: str, value: Any, rule: Any) -> Any:
    """Return the value of an option, several names as a list; raise for a value that the option can't have."""
    if value is None or rule is None:
        return value
    several = name in _NAMES
    value = listed(value) if several else value
    if rule is _ID:
        _check_ids(name, value)
    elif rule.__class__ is tuple:
        more = "" if name in Following._fields else " (client.request() sends any value)"
        choice = functools.partial(check_choice, name, more=more)
        value = [choice(each, *rule) for each in value] if several else choice(value, *rule)
    elif rule in _KINDS:
        fits, kind = _KINDS[rule]
        if not fits(value):
            raise TypeError(_must_be(name, kind, value))
    elif rule is tuple and isinstance(value, tuple) and len(cast("tuple[object, ...]", value)) == 2:
        pair = cast("tuple[object, ...]", value)  # to connect, and to read
        value = tuple([None if each is None else _number(name, each, rule) for each in pair])
    else:
        value = _number(name, value, rule)
    return value


def _number(name: str, value: Any, rule: type) -> float:
    """Return a number, of any library, as one of Python; raise for what is none, or can't be such an option."""
    kind = {int: "a whole number", tuple: "a number or a pair of numbers"}.get(rule, "a number")
    convert: Any = index if rule is int else float
    is_number = hasattr(value, "__float__") and not isinstance(value, bool)  # what has it is no text
    try:
        number: float = convert(value if is_number else None)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(_must_be(name, kind, value)) from None
    if rule is int and number < 0:
        raise ValueError(_must_be(name, f"{kind} from 0 up", value))
    if rule is tuple and not number > 0:
        raise ValueError(_must_be(name, f"{kind} above 0", value))
    if rule is tuple:
        return min(number, _LONGEST)
    return value if isinstance(value, int) else number


def _must_be(name: str, kind: str, value: object) -> str:
    """Return what is wrong with a value, and how to write it where it is the text of a right one."""
    text = str(value).strip().capitalize()
    is_plain = isinstance(value, str) and re.fullmatch(r"True|False" if kind[0] == "T" else r"\d+(\.\d+)?", text)
    return f"{name} must be {kind}, not {one_line(repr(value), 60)}{f': write {name}={text}' if is_plain else ''}"


def _check_ids(name: str, value: object) -> None:
    """Raise for a whole thread, run or other object that is given for its id, without showing what is in it."""
    for each in cast("list[object]", value) if isinstance(value, (list, tuple)) else [value]:
        if isinstance(each, Mapping):
            key = {"ids": "thread_id", "interrupt_id": "id"}.get(name, name.rstrip("s"))
            kinds = [kind for kind in ("cron", "run", "thread", "assistant") if f"{kind}_id" in each]
            kind = "question" if key == "id" else kinds[0] if kinds else "dict"
            hint = f': write {kind}["{key}"]' if key in each else ""
            raise TypeError(f"{name} must be {'ids' if name[-1] == 's' else 'an id'}, not a whole {kind}{hint}")


def _with_arguments(doc: Optional[str], options: type) -> Optional[str]:
    """Return the docstring of a method with the lines about its options, those of the server first."""
    if doc is None:  # with `python -OO`
        return None
    lines = [_unindented(base.__doc__ or "").partition("Args:")[2].rstrip() for base in options.__mro__]
    return f"{_unindented(doc).rstrip()}\n\nArgs:{''.join(lines)}\n"


def _unindented(doc: str) -> str:
    """Return a docstring without the indentation of its last line, which Python itself strips since 3.13."""
    margin = doc[doc.rfind("\n") :]
    return doc.replace(margin, "\n") if margin.isspace() else doc


class _SpelledOut:
    """What `inspect.signature` and help() find behind a method: its signature, created on demand."""

    def __init__(self, method: Callable[..., Any], options: type) -> None:
        self.__wrapped__ = method
        self._options = options

    @property
    def __signature__(self) -> Any:
        import inspect  # noqa: PLC0415 - only to show a signature

        def parameter(name: str, annotation: Any) -> inspect.Parameter:
            return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_Text("..."), annotation=annotation)

        signature = inspect.signature(self.__wrapped__)
        fixed = [each.replace(annotation=_bare(each.annotation)) for each in signature.parameters.values()]
        own = [each for each in fixed if each.kind is not inspect.Parameter.VAR_KEYWORD]
        options = [parameter(name, _bare(hint)) for name, hint in _keys(self._options).items()]
        return _short_signature()([*own, *options], return_annotation=_bare(signature.return_annotation))


@functools.cache
def _short_signature() -> Any:
    """Return the class of signatures that print their options as ``**options``: the docstring lists them."""
    import inspect  # noqa: PLC0415 - only to show a signature

    class Short(inspect.Signature):
        __slots__ = ()

        def __str__(self) -> str:
            own = [each for each in self.parameters.values() if not isinstance(each.default, _Text)]
            options = inspect.Parameter("options", inspect.Parameter.VAR_KEYWORD)
            text = str(inspect.Signature([*own, options], return_annotation=self.return_annotation))
            if len(text) <= _SHORT:
                return text
            lines: list[str] = []
            kinds = [None, *(each.kind for each in own)]
            for before, each in zip(kinds, [*own, options]):
                is_first = each.kind is not before
                lines += ["/"] if is_first and before is each.POSITIONAL_ONLY else []
                lines += ["*"] if is_first and each.kind is each.KEYWORD_ONLY else []
                lines += [str(each)]
            return "".join(["(\n", *(f"    {line},\n" for line in lines), f") -> {self.return_annotation}"])

        def format(self, **_: Any) -> str:
            return str(self)

    return Short


def _keys(options: type) -> dict[str, str]:
    """Return the keys of options with their types as text: those of the server, of the run, and of the call."""
    hints = (getattr(base, "__annotations__", {}) for base in options.__mro__)
    return {name: hint for each in hints for name, hint in each.items()}


def _refuse(method: str, unknown: set[str], known: set[str]) -> None:
    name = min(unknown)
    raise TypeError(f"{method}() has no option {name!r}{did_you_mean(_SUCCESSORS.get(name, name), known)}")


class _Text(str):
    """Text that a signature shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _bare(annotation: Any) -> Any:
    """Return an annotation as it is written, without the marker that all options carry."""
    text = getattr(annotation, "__forward_arg__", annotation)
    return _Text(re.sub(r"^NotRequired\[(.*)\]$", r"\1", text)) if isinstance(text, str) else annotation
