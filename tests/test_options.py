"""Options: shown by help(), refused when misspelt."""

from __future__ import annotations

import inspect
import pydoc
from typing import Any

import pytest

from langgraph_sync import LangGraphClient, get_client, options
from langgraph_sync._options import _NAMES, CallSettings, Following, Keeping, Starting

CLIENT = get_client(url="http://localhost:2024")
RESOURCES = (CLIENT, CLIENT.assistants, CLIENT.threads, CLIENT.runs)
METHODS = [
    getattr(resource, name)
    for resource in RESOURCES
    for name in dir(resource)
    if not name.startswith("_") and inspect.ismethod(getattr(resource, name))
]


def test_help_lists_every_option() -> None:
    """It shows each option with its type in help(), and no `**options`."""
    text = pydoc.render_doc(CLIENT.runs.stream, renderer=pydoc.plaintext)

    for name in options.RunsStreamOptions.__annotations__:
        assert f"{name}: " in text
    assert "stream_mode: Optional[StreamModes] = ..." in text
    assert "**options" not in text
    assert "Start a run and yield its events as they happen." in text


def test_signature_ends_with_the_options_of_the_call() -> None:
    """It puts what the server takes before what the transport takes."""
    names = list(inspect.signature(CLIENT.runs.stream).parameters)

    assert ["thread_id", "assistant_id", "input", "command"] == names[:4]
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
    assert {"assistants", "threads", "runs"} <= vars(LangGraphClient(url="http://localhost:2024")).keys()
