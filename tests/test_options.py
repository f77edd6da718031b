"""Options: explained by help(), refused when their name or their value is misspelt."""

from __future__ import annotations

import inspect
import json
import math
import pydoc
import re
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest

from langgraph_sync import LangGraphClient, get_client, options
from langgraph_sync._options import _NAMES, CallSettings, Following, Keeping, Starting, check_choice, checked
from langgraph_sync.models import RunCreate

CLIENT = get_client(url="http://localhost:2024")
RESOURCES = (CLIENT, CLIENT.assistants, CLIENT.threads, CLIENT.runs, CLIENT.crons, CLIENT.store)
METHODS = [
    getattr(resource, name)
    for resource in RESOURCES
    for name in dir(resource)
    if not name.startswith("_") and inspect.ismethod(getattr(resource, name))
]
WITH_OPTIONS = [get_client, LangGraphClient.__init__, *(method for method in METHODS if method != CLIENT.close)]


def explained(method: Any) -> dict[str, str]:
    """What a method's docstring says of each option under "Args": its type or values, and its sentence."""
    found: dict[str, str] = {}
    name = ""
    for line in (inspect.getdoc(method) or "").partition("\nArgs:\n")[2].splitlines():
        name = line.split()[0] if not line.startswith(" " * 8) else name
        found[name] = f"{found.get(name, '')} {line.strip()}"
    return found


def options_of(method: Any) -> dict[str, inspect.Parameter]:
    """The options of a method: its parameters beside those that it spells out itself."""
    return {name: each for name, each in inspect.signature(method).parameters.items() if repr(each.default) == "..."}


def rules_of(method: Any) -> dict[str, Any]:
    """What the options of a method are checked against."""
    base = method.__wrapped__._options  # noqa: SLF001 - the signature is made of the same
    return {name: rule for each in base.__mro__ for name, rule in options.RULES.get(each.__name__, {}).items()}


@pytest.mark.parametrize("method", WITH_OPTIONS, ids=lambda method: method.__qualname__)
def test_each_option_is_explained(method: Any) -> None:
    """It says of each option, in the docstring, its type or all of its values, and what it does in a sentence."""
    found = explained(method)

    assert list(options_of(method)) == list(found)
    for name, text in found.items():
        assert re.fullmatch(rf" {name} \(.+?\): \S.+\.", text), text
    for name, rule in rules_of(method).items():
        if rule.__class__ is tuple:
            assert f"({' | '.join(json.dumps(value) for value in rule)}" in found[name]
            assert name == "select" or "default: " in found[name], found[name]
            assert (", or a list of them" in found[name]) == (name in _NAMES)


def test_closed_sets_are_all_known() -> None:
    """It has the values of each option whose type is a closed set."""
    closed = {
        (group, name)
        for group, value in vars(options).items()
        for name, hint in getattr(value, "__annotations__", {}).items()
        if re.search(
            r"Literal|Mode|SortField|Field\b|SortOrder|Status|Strategy|Exists|Durability|Disconnect|Fate|Action", hint
        )
    }

    ruled = {(group, name) for group, each in options.RULES.items() for name, rule in each.items()}
    assert closed - ruled == set()
    assert len(closed) > 40


@pytest.mark.parametrize("method", WITH_OPTIONS, ids=lambda method: method.__qualname__)
def test_each_value_of_a_closed_set_is_taken(method: Any) -> None:
    """It takes all values that it lists, be they texts or numbers."""
    rules = {name: rule for name, rule in rules_of(method).items() if rule.__class__ is tuple}

    for name, rule in rules.items():
        for value in rule:
            check_choice(name, value, *rule)
        with pytest.raises(ValueError, match=name):
            check_choice(name, object(), *rule)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__qualname__)
def test_each_argument_is_explained(method: Any) -> None:
    """It names in its docstring each argument of its own, the addresses of things apart."""
    own = inspect.signature(method).parameters.keys() - options_of(method).keys()
    addresses = {"thread_id", "run_id", "assistant_id", "cron_id", "graph_id", "namespace", "key", "config"}

    assert [] == [name for name in own - addresses if f"`{name}" not in (inspect.getdoc(method) or "")]


@pytest.mark.parametrize("method", WITH_OPTIONS, ids=lambda method: method.__qualname__)
def test_help_fits_a_terminal(method: Any) -> None:
    """It is shown by help() in 80 lines of 100 columns; only the line to which help() adds the class may be longer."""
    lines = pydoc.render_doc(method, renderer=pydoc.plaintext).splitlines()

    assert len(lines) <= 80
    assert [] == [line for line in lines if len(line) > 100 and " -> " not in line]


def test_help() -> None:
    """It shows a signature that can be read, then what the method does, then each option."""
    text = pydoc.render_doc(CLIENT.runs.stream, renderer=pydoc.plaintext)

    own = "stream(\n    thread_id: Optional[Id],\n    assistant_id: Id,\n    **options,\n)"
    assert f"\n{own} -> Generator[StreamPart, None, None]" in text
    assert "\n    Start a run and yield its events as they happen.\n" in text
    assert '\n        multitask_strategy ("reject" | "interrupt" | "rollback" | "enqueue"): What to do when' in text
    assert max(map(len, text.splitlines())) <= 100


def test_help_with_markers() -> None:
    """It shows which parameters are by position only, and which by name only."""
    assert "(\n    namespace_prefix: Sequence[str],\n    /,\n    filter: " in str(
        inspect.signature(CLIENT.store.iterate)
    )
    assert "    *,\n    page_size: int = 100,\n" in str(inspect.signature(CLIENT.store.iterate))
    assert "(**options) -> int" == str(inspect.signature(CLIENT.threads.count))


def test_program_without_docstrings() -> None:
    """It works where Python strips docstrings."""
    code = "from langgraph_sync import get_client; print(get_client().runs.stream.__doc__)"
    result = subprocess.run([sys.executable, "-OO", "-c", code], capture_output=True, text=True, check=True)

    assert "None\n" == result.stdout


def required(method: Any) -> dict[str, Any]:
    """Something for each parameter that a method needs; those by position have no names."""
    parameters = inspect.signature(method).parameters.values()
    return {each.name: "x" for each in parameters if each.default is each.empty}


def call(method: Any, **given: Any) -> Any:
    """Call a method with what it needs, and with some options."""
    needed = required(method)
    by_name = {n: needed.pop(n) for n, p in inspect.signature(method).parameters.items() if n in needed and p.kind == 3}
    return method(*needed.values(), **by_name, **given)


CLOSED = [
    pytest.param(method, name, rule, id=f"{method.__qualname__}-{name}")
    for method in METHODS
    if method != CLIENT.close
    for name, rule in rules_of(method).items()
    if rule.__class__ is tuple
]


@pytest.mark.parametrize(("method", "name", "rule"), CLOSED)
def test_misspelt_value(method: Any, name: str, rule: tuple[Any, ...]) -> None:
    """It refuses a value outside of a closed set at the call, before anything is sent, and lists the set."""
    wrong = 7 if name == "check_db" else f"{rule[0]}x"
    with pytest.raises(ValueError, match=f"^{name} must be ") as caught:
        call(method, **{name: wrong})

    for value in rule:
        assert repr(value) in str(caught.value)
    assert name == "check_db" or f"not {wrong!r}; did you mean {rule[0]!r}?" in str(caught.value)
    assert ("client.request()" in str(caught.value)) == (name != "on_exit")


def test_misspelt_value_among_others() -> None:
    """It checks each of several values, keeps what can be read only once, and takes no list for one value."""
    with pytest.raises(ValueError, match="not 'mesages'; did you mean 'messages'"):
        CLIENT.runs.stream(None, "agent", stream_mode=["values", "mesages"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"multitask_strategy must be .*, not \['reject'\]"):
        CLIENT.runs.stream(None, "agent", multitask_strategy=["reject"])  # type: ignore[arg-type]
    modes = checked("Runs.stream", options.RunsStreamOptions, {"stream_mode": iter(["values", "updates"])})

    assert {"stream_mode": ["values", "updates"]} == modes
    assert inspect.isgenerator(CLIENT.runs.stream(None, "agent", stream_mode=[]))


def test_values_of_a_batch() -> None:
    """It checks the payloads of a batch as it checks the options of one run."""
    with pytest.raises(ValueError, match=r"stream_mode must be .*did you mean 'events'"):
        CLIENT.runs.create_batch([{"assistant_id": "a", "stream_mode": "event"}])  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ({"idempotency_key": "k"}, ""),
        ({"on_run_created": print}, ""),
        ({"timeout": 5}, ""),
        ({"thread_id": "t"}, ""),
        ({"stream_mod": "values"}, "; did you mean 'stream_mode'?"),
    ],
)
def test_unknown_field_of_a_batch(field: dict[str, Any], hint: str) -> None:
    """It refuses what a payload can't have, above all what would do nothing."""
    (name,) = field
    with pytest.raises(TypeError, match=re.escape(f"create_batch() has no option {name!r}{hint}")):
        CLIENT.runs.create_batch([{"assistant_id": "a"}, {"assistant_id": "a", **field}])  # type: ignore[list-item]


def test_fields_of_a_batch(connect: Any) -> None:
    """It takes all that the type of a payload has, and the options of `create` that are sent."""
    client, server = connect(lambda connection: connection.answer([]))
    payload: Any = {**dict.fromkeys(RunCreate.__annotations__), "langsmith_tracing": None, "assistant_id": "a"}

    client.runs.create_batch([{**payload, "stream_mode": "values"}])

    assert [{"assistant_id": "a", "stream_mode": ["values"]}] == server.requests[0].json


@pytest.mark.parametrize("mode", rules_of(CLIENT.runs.stream)["stream_mode"])
def test_stream_modes(mode: Any) -> None:
    """It takes every mode that LangGraph servers in Python and in JavaScript know, and modes in an enumeration."""
    assert inspect.isgenerator(CLIENT.runs.stream(None, "agent", stream_mode=mode))
    assert inspect.isgenerator(CLIENT.runs.stream(None, "agent", stream_mode=(mode, "values")))
    member: Any = Enum("Mode", {"member": mode}, type=str).member
    assert inspect.isgenerator(CLIENT.runs.stream(None, "agent", stream_mode=member))


NUMBERS = [
    ("deadline", "60", "deadline must be a number, not '60': write deadline=60"),
    ("deadline", " 0.5 ", "deadline must be a number, not ' 0.5 ': write deadline=0.5"),
    ("deadline", "1 minute", "deadline must be a number, not '1 minute'"),
    ("deadline", timedelta(seconds=60), "deadline must be a number, not datetime.timedelta(seconds=60)"),
    ("deadline", True, "deadline must be a number, not True"),
    ("after_seconds", [1], "after_seconds must be a number, not [1]"),
    ("timeout", (1, 2, 3), "timeout must be a number or a pair of numbers, not (1, 2, 3)"),
    ("timeout", (1, "2"), "timeout must be a number or a pair of numbers, not '2': write timeout=2"),
    ("timeout", "60", "timeout must be a number or a pair of numbers, not '60': write timeout=60"),
    ("stream_resumable", "true", "stream_resumable must be True or False, not 'true': write stream_resumable=True"),
    ("stream_subgraphs", "60", "stream_subgraphs must be True or False, not '60'"),
]


@pytest.mark.parametrize(("name", "value", "message"), NUMBERS)
def test_text_for_a_number(name: str, value: Any, message: str) -> None:
    """It refuses a text where a number or a flag is needed, and says what to write."""
    with pytest.raises(TypeError) as caught:
        CLIENT.runs.stream(None, "agent", **{name: value})

    assert message == str(caught.value)


def test_numbers() -> None:
    """It takes whatever is a number or a flag, and None for not given."""
    for number in (Decimal(1), 1, None):
        given = {"after_seconds": number}
        assert given == checked("Runs.stream", options.RunsStreamOptions, given)
    for timeout in ((5, None), 3.5):
        assert inspect.isgenerator(CLIENT.runs.stream(None, "agent", timeout=timeout))
    assert {"stream_resumable": 1} == checked("Runs.stream", options.RunsStreamOptions, {"stream_resumable": 1})


COUNTS = [
    ("max_retries", 1.5, TypeError, "max_retries must be a whole number, not 1.5"),
    ("max_retries", math.nan, TypeError, "max_retries must be a whole number, not nan"),
    ("max_retries", -1, ValueError, "max_retries must be a whole number from 0 up, not -1"),
    ("max_response_bytes", True, TypeError, "max_response_bytes must be a whole number, not True"),
    ("max_response_bytes", -1, ValueError, "max_response_bytes must be a whole number from 0 up, not -1"),
    ("timeout", 0, ValueError, "timeout must be a number or a pair of numbers above 0, not 0"),
    ("timeout", math.nan, ValueError, "timeout must be a number or a pair of numbers above 0, not nan"),
]


@pytest.mark.parametrize(("name", "value", "error", "message"), COUNTS)
def test_number_that_makes_no_sense(name: str, value: Any, error: type[Exception], message: str) -> None:
    """It refuses, when the client is made, what would fail or never end later."""
    options: Any = {name: value}
    with pytest.raises(error) as caught:
        get_client(**options)

    assert message == str(caught.value)


@pytest.mark.parametrize("timeout", [math.inf, 1e300, (1e9, None), Decimal(3), Fraction(7, 2)])
def test_any_number_of_seconds(serve: Any, timeout: Any) -> None:
    """It waits as long as systems can, for whatever is a number."""
    server = serve(lambda connection: connection.answer({"ok": True}))

    with get_client(url=server.url) as client:
        assert client.ok(timeout=timeout)


@pytest.mark.parametrize("mode", [b"values", [["values"]], 5, Decimal(1)])
def test_choice_of_another_kind(mode: Any) -> None:
    """It refuses what is no text where one of some texts is needed."""
    with pytest.raises(ValueError, match="stream_mode must be 'values', "):
        CLIENT.runs.stream(None, "agent", stream_mode=mode)


THREAD = {"thread_id": "t", "values": {"key": "secret"}}
RUN = {"run_id": "r", "thread_id": "t", "assistant_id": "a", "kwargs": "secret"}
WHOLE = {
    "thread": (
        lambda: CLIENT.threads.get(THREAD),
        'thread_id must be an id, not a whole thread: write thread["thread_id"]',
    ),
    "by name": (lambda: CLIENT.threads.get(thread_id=THREAD), 'not a whole thread: write thread["thread_id"]'),
    "run": (lambda: CLIENT.runs.get("t", RUN), 'run_id must be an id, not a whole run: write run["run_id"]'),
    "thread of a run": (
        lambda: CLIENT.runs.join(RUN, "r"),
        'thread_id must be an id, not a whole run: write run["thread_id"]',
    ),
    "assistant": (
        lambda: CLIENT.runs.stream(None, {"assistant_id": "a", "config": "secret"}),
        'assistant_id must be an id, not a whole assistant: write assistant["assistant_id"]',
    ),
    "cron": (
        lambda: CLIENT.crons.delete({"cron_id": "c", "payload": "secret"}),
        'not a whole cron: write cron["cron_id"]',
    ),
    "option": (lambda: CLIENT.crons.count(thread_id=THREAD), 'write thread["thread_id"]'),
    "several": (
        lambda: CLIENT.threads.prune([THREAD]),
        'thread_ids must be ids, not a whole thread: write thread["thread_id"]',
    ),
    "ids": (
        lambda: CLIENT.threads.search(ids=[THREAD]),
        'ids must be ids, not a whole thread: write thread["thread_id"]',
    ),
    "question": (
        lambda: CLIENT.runs.answer("t", "a", 1, interrupt_id={"id": "i", "value": "secret"}),
        'interrupt_id must be an id, not a whole question: write question["id"]',
    ),
    "threads, one by one": (
        lambda: CLIENT.threads.search(ids=({"thread_id": each, "values": "secret"} for each in "ab")),
        'ids must be ids, not a whole thread: write thread["thread_id"]',
    ),
    "thread that can't be changed": (
        lambda: CLIENT.threads.get(MappingProxyType({"thread_id": "t", "values": "secret"})),  # type: ignore[arg-type]
        'thread_id must be an id, not a whole thread: write thread["thread_id"]',
    ),
    "anything": (lambda: CLIENT.threads.get({"a": "secret"}), "thread_id must be an id, not a whole dict"),
    "no thread in it": (lambda: CLIENT.threads.get({"assistant_id": "secret"}), "not a whole assistant"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_whole_object_for_its_id(name: str) -> None:
    """It says how to get the id of an object that is given for its id, and shows nothing of the object."""
    do, message = WHOLE[name]
    with pytest.raises(TypeError) as caught:
        do()

    assert str(caught.value).endswith(message)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("options", [{"input": {"a": 1}}, {"command": {"resume": "no"}}], ids=str)
@pytest.mark.parametrize("answer", [CLIENT.runs.answer, CLIENT.runs.stream_answer])
def test_answer_and_something_in_its_place(answer: Any, options: Any) -> None:
    """It refuses what the server would ignore beside an answer."""
    with pytest.raises(ValueError, match=r"takes the place of input and of command\['resume'\]"):
        answer("t", "a", "yes", **options)


@pytest.mark.parametrize("value", ["x", 5, b"a", True], ids=str)
@pytest.mark.parametrize("name", ["metadata", "headers", "params"])
def test_option_that_is_no_object(name: str, value: Any) -> None:
    """It refuses a text, a number or a list where an object is needed."""
    options: Any = {name: value}
    with pytest.raises(TypeError, match=f"{name} must be a mapping, such as a dict, not "):
        CLIENT.runs.stream("t", "agent", **options)


def test_callback_that_is_no_function() -> None:
    """It refuses what cannot be called before the run is started."""
    with pytest.raises(TypeError, match="on_run_created must be a function, not 'print'"):
        CLIENT.runs.create("t", "agent", on_run_created="print")  # type: ignore[arg-type]


def test_signature_ends_with_the_options_of_the_call() -> None:
    """It puts what the server takes before what the transport takes."""
    names = list(inspect.signature(CLIENT.runs.stream).parameters)

    assert ["thread_id", "assistant_id", "input", "context"] == names[:4]
    assert ["headers", "params", "timeout"] == names[-3:]


def test_source() -> None:
    """It lets `inspect.getsource` and whoever unwraps a method find what is written."""
    assert inspect.getsource(CLIENT.runs.stream).lstrip().startswith("@spell_out(RunsStreamOptions)\n    def stream(")
    assert inspect.isfunction(inspect.unwrap(type(CLIENT.runs).stream))


def test_options_can_be_made() -> None:
    """It lets a program make options by their type, as any TypedDict, and pass them on."""
    given = options.RunsStreamOptions(stream_mode="values", timeout=3)

    assert {"stream_mode": "values", "timeout": 3} == given
    assert inspect.isgenerator(CLIENT.runs.stream(None, "agent", **given))


def test_misspelt_option() -> None:
    """It refuses a misspelt option at the call, and suggests the right one."""
    with pytest.raises(TypeError, match=r"Runs.stream\(\) has no option 'steam_mode'; did you mean 'stream_mode'\?"):
        CLIENT.runs.stream(None, "agent", steam_mode="x")  # type: ignore[call-arg]


@pytest.mark.parametrize(("old", "new"), [("checkpoint_during", "durability"), ("cancel_on_deadline", "on_exit")])
def test_option_that_was_replaced(old: str, new: str) -> None:
    """It names what has replaced an option."""
    with pytest.raises(TypeError, match=f"no option '{old}'; did you mean '{new}'"):
        CLIENT.runs.wait(None, "agent", **{old: True})  # type: ignore[arg-type]


RUNNING = {
    "create": (CLIENT.runs.create, options.StartOptions),
    "stream": (CLIENT.runs.stream, options.StartOptions, options.FollowOptions, options.JournalOptions),
    "wait": (CLIENT.runs.wait, options.StartOptions, options.FollowOptions),
    "answer": (CLIENT.runs.answer, options.StartOptions, options.FollowOptions),
    "stream_answer": (
        CLIENT.runs.stream_answer,
        options.StartOptions,
        options.FollowOptions,
        options.JournalOptions,
    ),
    "join": (CLIENT.runs.join, options.FollowOptions),
    "join_stream": (CLIENT.runs.join_stream, options.FollowOptions),
}


@pytest.mark.parametrize("name", RUNNING)
def test_options_of_running_a_run(name: str) -> None:
    """It takes the options of starting a run, and of following one, in every method that does so, and no others."""
    method, *groups = RUNNING[name]
    names = {option for group in groups for option in group.__annotations__}
    groups_of_all = options.StartOptions, options.FollowOptions, options.JournalOptions
    known = {option for group in groups_of_all for option in group.__annotations__}

    assert names == known & inspect.signature(method).parameters.keys()
    assert ("raise_error" in inspect.signature(method).parameters) == (name in ("wait", "answer", "join"))


@pytest.mark.parametrize(
    ("described", "taken"),
    [
        (options.CallOptions, CallSettings),
        (options.StartOptions, Starting),
        (options.FollowOptions, Following),
        (options.JournalOptions, Keeping),
    ],
)
def test_groups_of_options(described: Any, taken: Any) -> None:
    """It reads each option that is described as the client's own, by the same name."""
    assert tuple(described.__annotations__) == taken._fields


@pytest.mark.parametrize("name", sorted(RUNNING.keys() - {"create"}))
def test_wrong_way_out(name: str) -> None:
    """It refuses a misspelt `on_exit` at the call, before anything is sent, and lists the values."""
    arguments = ("t", "a", "yes") if "answer" in name else ("t", "a")
    with pytest.raises(ValueError, match=r"on_exit must be 'leave' or 'cancel', not 'stop'"):
        RUNNING[name][0](*arguments, on_exit="stop")


def test_options_that_may_be_one_name() -> None:
    """It knows each option that is a sequence of names, so that one name is taken for a list of one."""
    found = {
        name
        for group in vars(options).values()
        if isinstance(group, type)
        for name, hint in getattr(group, "__annotations__", {}).items()
        if "Sequence[" in hint or "StreamModes" in hint or "NodeNames" in hint
    }

    assert found - {"namespaces", "supersteps"} == _NAMES


def test_option_like_no_other() -> None:
    """It suggests nothing for an option that resembles none, and never what is no option."""
    with pytest.raises(TypeError, match=r"has no option 'sel'$"):
        CLIENT.runs.get("a", "b", sel=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"Runs.get\(\) has no option 'qqqq'$"):
        CLIENT.runs.get("a", "b", qqqq=1)  # type: ignore[call-arg]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__qualname__)
def test_every_method_is_documented(method: Any) -> None:
    """It has a docstring of one line first, and a signature without `**`."""
    first, *rest = inspect.getdoc(method).splitlines()

    assert first.endswith((".", "?")) or "; " in first
    assert [""] == rest[:1] or not rest
    kinds = {parameter.kind for parameter in inspect.signature(method).parameters.values()}
    assert inspect.Parameter.VAR_KEYWORD not in kinds


def test_resources() -> None:
    """It has the resources of the official SDK under their names."""
    assert {"assistants", "threads", "runs"} <= set(dir(LangGraphClient(url="http://localhost:2024")))
