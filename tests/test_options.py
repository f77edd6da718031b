"""Options: shown by help(), refused when misspelt."""

from __future__ import annotations

import inspect
import pydoc
from typing import Any

import pytest

from langgraph_sync import LangGraphClient, get_client, options

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


def test_option_like_no_other() -> None:
    """It suggests nothing for an option that resembles none."""
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
