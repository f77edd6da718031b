"""What mypy and pyright say of mistakes in calls of a typed graph: each is an error, and it names what is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "typed-graphs.md").read_text(encoding="utf-8")
HEAD = """\
from graph_types import Clash, Support, SupportNode, SupportPart, Writer
from langgraph_sync import get_client

client = get_client()
support = Support(client)
result = support.wait(None)
state = support.get_state("t")
"""
CUSTOMER = '"customer": {"id": "1", "plan": "pro"}'
# The mistakes, with what both messages have to contain: the wrong key, or for pyright the value that is wrong.
MISTAKES = {
    f'support.wait(None, input={{"mesages": ["hi"], {CUSTOMER}}})': "mesages",
    'support.wait(None, input={"messages": ["hi"]})': "customer",
    'support.wait(None, input={"messages": ["hi"], "customer": {"id": 1, "plan": "pro"}})': r'"id"|Literal\[1\]',
    'support.wait(None, input={"messages": ["hi"], "customer": {"id": "1", "plan": "gold"}})': "gold",
    'support.wait(None, input={"messages": ["hi"], "customer": {"id": "1"}})': "plan",
    f'support.wait(None, input={{"messages": ["hi"], {CUSTOMER}, "locale": 5}})': r'"locale"|Literal\[5\]',
    'support.create(None, context={"ton": "formal"})': "ton",
    'support.stream(None, context={"tone": "rude"})': "rude",
    "support.stream(None, inptu={})": "inptu",
    "support.stream(None, stream_subgraphs=True)": "stream_subgraphs",
    'support.update_state("t", {"anser": "yes"})': "anser",
    'support.update_state("t", {"score": "high"})': '"score"|high',
    'print(result["anwser"])': "anwser",
    'print(result["ticket"]["tag"])': "tag",
    'print(state["values"]["stepps"])': "stepps",
    'print(state["vaules"])': "vaules",
    "Clash(client).wait(None, input={'list': []})": "a-b",
    "def nodes(part: SupportPart) -> None: print(part.event == 'updates' and part.data['triag'])": "triag",
    'node: SupportNode = "triag"': "triag",
    "Writer(client).wait(None, input=5)": "input",
}


def program(folder: Path) -> Path:
    """Write a program with one mistake on each line after the head."""
    path = folder / "mistakes.py"
    path.write_text("\n".join([HEAD.rstrip(), *MISTAKES, ""]), encoding="utf-8")
    return path


def by_line(found: dict[int, str]) -> dict[str, str]:
    """The messages by the mistakes that they are about."""
    return {mistake: found.get(HEAD.count("\n") + number, "") for number, mistake in enumerate(MISTAKES, 1)}


def of_mypy(path: Path) -> dict[str, str]:
    """What mypy says of each mistake."""
    found: dict[int, str] = {}
    for number, message in messages_of_mypy(path):
        found[number] = f"{found.get(number, '')} {message}"
    return by_line(found)


def messages_of_mypy(path: Path) -> list[tuple[int, str]]:
    """What mypy says, by lines."""
    environment = {"MYPYPATH": f"{ROOT}:{ROOT / 'tests/typing'}", "PATH": ""}
    options = ["--strict", "--python-version", "3.10", "--config-file", "", "--hide-error-context"]
    command = [sys.executable, "-m", "mypy", *options, "--cache-dir", str(path.parent / "cache"), str(path)]
    output = subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stdout
    lines = re.findall(rf"^.*{re.escape(path.name)}:(\d+): (?:error|note): (.*?)(?:  \[.*\])?$", output, re.MULTILINE)
    return [(int(number), message) for number, message in lines]


def of_pyright(path: Path) -> dict[str, str]:
    """What pyright says of each mistake."""
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.9",
        "include": [path.name],
        "extraPaths": [str(ROOT), str(ROOT / "tests/typing")],
    }
    path.with_name("pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(path.parent)]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found: dict[int, str] = {}
    for each in json.loads(output)["generalDiagnostics"]:
        number = each["range"]["start"]["line"] + 1
        found[number] = f"{found.get(number, '')} {each['message']}"
    return by_line(found)


@pytest.mark.parametrize("checker", [of_mypy, of_pyright], ids=["mypy", "pyright"])
def test_each_mistake_is_named(checker: object, tmp_path: Path) -> None:
    """It reports an error for every mistake, with the key, the option, the node or the value that is wrong."""
    assert callable(checker)
    messages = checker(program(tmp_path))

    assert {} == {
        mistake: messages[mistake] for mistake, word in MISTAKES.items() if not re.search(word, messages[mistake])
    }


def test_messages_of_the_page(tmp_path: Path) -> None:
    """It shows in docs/typed-graphs.md what mypy says of the mistakes there."""
    (mistakes,) = re.findall(r"<!-- mistakes for type checkers -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    head = "from graph_types import Agent, AgentInput\nfrom langgraph_sync import get_client\n"
    head += 'agent = Agent(get_client())\nthread_id = "t"\nquestion: AgentInput = {"messages": ["hi"]}\n'
    path = tmp_path / "page.py"
    path.write_text(head + mistakes, encoding="utf-8")
    found = [f"{number - head.count(chr(10))}: {message}" for number, message in messages_of_mypy(path)]

    assert shown.splitlines() == [line for line in found if "defined in" not in line]
