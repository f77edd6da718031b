"""The writer of types: from JSON Schema to Python, names that are used once, and a file that is kept current."""

from __future__ import annotations

import ast
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Optional

import pytest
from fitting import Fitting
from scripted_server import Connection, ScriptedServer

from langgraph_sync import get_client
from langgraph_sync.cli import main
from langgraph_sync.graph_types import Module, describe

ROOT = Path(__file__).parent
GRAPHS: dict[str, Any] = json.loads((ROOT / "data" / "graph_schemas.json").read_text(encoding="utf-8"))
MESSAGE = {"type": "object", "properties": {"additional_kwargs": {}, "content": {}}}
DEFINITIONS: dict[str, Any] = {
    "AIMessage": MESSAGE,
    "HumanMessageChunk": MESSAGE,
    "ToolMessage": {"properties": {"tool": {"type": "string"}}},
    "Pet": {"properties": {"name": {"type": "string"}, "friend": {"$ref": "#/$defs/Pet"}}, "required": ["name"]},
    "Colour": {"enum": ["red", "blue"], "type": "string"},
    "Json": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/Json"}}]},
}
# A schema, and its type where it is sent, and where it is returned if that differs.
TABLE: list[tuple[Any, str, Optional[str]]] = [
    ({"type": "string"}, "str", None),
    ({"type": "integer"}, "int", None),
    ({"type": "number"}, "float", None),
    ({"type": "boolean"}, "bool", None),
    ({"type": "null"}, "None", None),
    ({}, "Any", None),
    (True, "Any", None),
    ({"type": "novelty"}, "Any", None),
    ({"type": ["string", "null"]}, "Optional[str]", None),
    ({"type": ["integer", "string"]}, "Union[int, str]", None),
    ({"const": "a"}, 'Literal["a"]', None),
    ({"const": None}, "Literal[None]", None),
    ({"enum": ["a", 'b"c', 1, True, None]}, 'Literal["a", \'b"c\', 1, True, None]', None),
    ({"enum": [1.5, 2.5], "type": "number"}, "Any", None),
    ({"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "integer"}]}, "Union[int, str]", None),
    ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "Optional[int]", None),
    ({"anyOf": [{"type": "integer"}, {}]}, "Any", None),
    ({"oneOf": [{"$ref": "#/$defs/AIMessage"}, {"$ref": "#/$defs/HumanMessageChunk"}]}, "MessageInput", "Message"),
    ({"allOf": [{"$ref": "#/$defs/Colour"}]}, 'Literal["red", "blue"]', None),
    ({"allOf": [{"type": "string"}, {"minLength": 1}]}, "Any", None),
    ({"$ref": "#/$defs/Colour"}, 'Literal["red", "blue"]', None),
    ({"$ref": "#/$defs/Pet"}, "GPetInput", "GPet"),
    ({"$ref": "#/$defs/ToolMessage"}, "GToolMessageInput", "GToolMessage"),
    ({"$ref": "#/$defs/Json"}, "Union[str, Sequence[Any]]", "Union[str, list[Any]]"),
    ({"type": "array", "items": {"type": "string"}}, "Sequence[str]", "list[str]"),
    ({"type": "array"}, "Sequence[Any]", "list[Any]"),
    ({"type": "object"}, "Mapping[str, Any]", "dict[str, Any]"),
    ({"type": "object", "additionalProperties": {"type": "integer"}}, "Mapping[str, int]", "dict[str, int]"),
    ({"type": "object", "additionalProperties": True}, "Mapping[str, Any]", "dict[str, Any]"),
    (
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "maxItems": 2, "minItems": 2},
        "Sequence[Union[str, int]]",
        "tuple[str, int]",
    ),
    ({"type": "array", "prefixItems": [{"type": "string"}]}, "Sequence[Any]", "list[Any]"),
    ({"langgraph_type": "messages", "type": "array"}, "Sequence[MessageInput]", "list[Message]"),
    ({"type": "object", "properties": {"x": {"type": "integer"}}}, "GKeyInput", "GKey"),
]


def module_of(graph_ids: dict[str, dict[str, Any]], nodes: tuple[str, ...] = ("n",)) -> str:
    """The module that is written for some graphs, whose input, output and state have the same schema."""
    module = Module(graph_ids)
    for graph_id, schema in graph_ids.items():
        schemas = {"input_schema": schema, "output_schema": schema, "state_schema": schema, "context_schema": None}
        module.add_graph(graph_id, schemas, ["__start__", *nodes, "__end__"])
    return module.text()


def one_key(schema: Any, key: str = "key") -> dict[str, Any]:
    """The schema of a graph whose state has one key."""
    return {"type": "object", "properties": {key: schema}, "required": [key], "$defs": DEFINITIONS}


def load(text: str) -> ModuleType:
    """Import a module from its text."""
    module = ModuleType("written_types")
    sys.modules[module.__name__] = module  # where a TypedDict looks for its module
    exec(compile(text, "written_types.py", "exec"), module.__dict__)  # noqa: S102 - it is what is written
    return module


def hints(text: str, name: str) -> dict[str, str]:
    """The keys of a class with their types, as text."""
    found = getattr(load(text), name).__annotations__
    return {key: quoted(getattr(hint, "__forward_arg__", hint)) for key, hint in found.items()}


def quoted(python_type: str) -> str:
    """A type with the quotes that Python itself writes."""
    return ast.unparse(ast.parse(python_type, mode="eval"))


@pytest.mark.parametrize(("schema", "sent", "returned"), TABLE, ids=lambda value: json.dumps(value)[:50])
def test_types(schema: Any, sent: str, returned: Optional[str]) -> None:
    """It reads each kind of schema as what a program sends, and as what the server returns."""
    text = module_of({"g": one_key(schema)})

    assert {"key": quoted(sent)} == hints(text, "GInput")
    assert quoted(f"NotRequired[{returned or sent}]") == hints(text, "GOutput")["key"]


def test_objects() -> None:
    """It writes a class for an object with keys: what must be given, what may be, and what each key means."""
    properties = {
        "a": {"type": "string", "description": 'The "first" \\ key.\n\nMore about it.'},
        "b": {"type": "object", "properties": {"c": {"type": "integer"}}, "required": ["c"]},
    }
    text = module_of({"my graph": {"type": "object", "properties": properties, "required": ["b"]}})

    assert {"a": "NotRequired[str]", "b": "MyGraphBInput"} == hints(text, "MyGraphInput")
    assert {"c": "int"} == hints(text, "MyGraphB")
    assert '    a: NotRequired[str]\n    """The \'first\' \\\\ key."""\n' in text
    assert text.count("class MyGraphB(") == 1


def test_all_of_objects() -> None:
    """It joins the keys of an intersection."""
    schema = {
        "allOf": [{"$ref": "#/$defs/Pet"}, {"properties": {"age": {"type": "integer"}}}],
        "properties": {"colour": {"$ref": "#/$defs/Colour"}},
    }
    text = module_of({"g": one_key(schema)})

    assert {"name": "str", "friend": "NotRequired[GPet]", "age": "NotRequired[int]"}.items() <= hints(
        text, "GKey"
    ).items()
    assert "NotRequired[Literal['red', 'blue']]" == hints(text, "GKey")["colour"]


@pytest.mark.parametrize("key", ["class", "a-b", "", "__private", "list", "Any", "Graph", "GInput", "\u00e9 "])
def test_keys_that_no_class_can_have(key: str) -> None:
    """It writes a call where a key is no name, would be changed by Python, or would hide a type."""
    text = module_of({"g": one_key({"type": "array", "items": {"type": "string"}}, key)})

    assert {key: "Sequence[str]"} == hints(text, "GInput")
    assert 'GInput = TypedDict(\n    "GInput",\n' in text


@pytest.mark.parametrize(
    ("graph_ids", "names"),
    [
        (["a", "b"], ["A", "B"]),
        (["my-graph", "my_graph", "myGraph"], ["MyGraph", "MyGraph2", "MyGraph3"]),
        (["graph", "any", "message", "none", "1"], ["Graph2", "Any2", "Message2", "GraphNone", "Graph1"]),
        (["a", "a_input"], ["A", "AInput2"]),
    ],
)
def test_names_of_graphs(graph_ids: list[str], names: list[str]) -> None:
    """It gives each graph a name of its own, that of no import and of no other class."""
    text = module_of({graph_id: one_key({"$ref": "#/$defs/Pet"}) for graph_id in graph_ids})
    found = re.findall(r"^class (\w+)\(\n    Graph\[", text, re.MULTILINE)

    assert names == found
    module = load(text)
    assert graph_ids == [getattr(module, name).graph_id for name in names]
    defined = re.findall(r"^(?:class )?(\w+)(?::| = |\()", text, re.MULTILINE)
    assert len(defined) == len(set(defined))


def test_names_of_definitions() -> None:
    """It does not take one definition for another of the same name, nor for what it writes for each graph."""
    state = {"properties": {"a": {"type": "integer"}}}
    other = {"properties": {"b": {"type": "integer"}}}
    schemas = {
        "input_schema": None,
        "output_schema": {"properties": {"x": {"$ref": "#/$defs/State"}}, "$defs": {"State": state}},
        "state_schema": {"properties": {"x": {"$ref": "#/$defs/State"}}, "$defs": {"State": other}},
        "context_schema": None,
    }
    module = Module(["g"])
    module.add_graph("g", schemas, ["n"])

    assert {"x": "NotRequired[GState2]"}.items() <= hints(module.text(), "GOutput").items()
    assert {"x": "NotRequired[GState3]"} == hints(module.text(), "GState")


def test_recorded_graphs() -> None:
    """It writes for recorded schemas what type checkers read in tests/typing, the same each time."""
    modules = []
    for _ in range(2):
        module = Module(GRAPHS)
        for graph_id, recorded in GRAPHS.items():
            module.add_graph(graph_id, recorded["schemas"], recorded["nodes"])
        modules.append(module.text())

    assert modules[0] == modules[1]
    assert (ROOT / "typing" / "graph_types.py").read_text(encoding="utf-8") == modules[0]


def test_imports() -> None:
    """It imports what the module uses, nothing else, and nothing that Python 3.9 has not."""
    text = module_of({"g": {"type": "string"}}, nodes=())
    imported = {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) for alias in node.names
    }

    assert {"annotations", "TYPE_CHECKING", "Union", "Any", "TypedDict", "Graph", "Interrupted"} <= imported
    assert imported.isdisjoint({"Sequence", "Message", "MessageInput", "Literal"})
    assert "from typing_extensions" not in text.partition("if TYPE_CHECKING:")[0]


def test_long_lines() -> None:
    """It splits what is longer than a line so that no formatter joins it, and leaves texts with commas whole."""
    colours = ["light, almost white [grey]", "dark, but not as dark as black", 'blue, or "azure"', "r\u00e9d"]
    text = module_of({"g": one_key({"anyOf": [{"enum": colours}, {"type": "null"}]})})

    assert (
        "    key: Optional[\n"
        "        Literal[\n"
        '            "light, almost white [grey]",\n'
        '            "dark, but not as dark as black",\n'
        "            'blue, or \"azure\"',\n"
        '            "r\u00e9d",\n'
        "        ]\n"
        "    ]\n"
    ) in text


def test_functions() -> None:
    """It writes for a function what it returns, also while it runs or waits, and no names of its tasks."""
    module = Module(["f"])
    end = {"type": "object", "properties": {"__end__": {"type": "integer", "default": None}}}
    schemas = {"input_schema": {"type": "string"}, "output_schema": {"type": "integer"}, "context_schema": None}
    module.add_graph("f", {**schemas, "state_schema": end}, ["f"])
    written = load(module.text())

    assert ("str", "Union[int, Interrupted]") == (written.FInput, written.FOutput)
    assert ("Optional[FOutput]", "Optional[int]", "dict[str, Any]") == (
        written.FValues,
        written.FState,
        written.FUpdates,
    )


@pytest.mark.parametrize(
    ("python_type", "value", "expected"),
    [
        ("SupportState", {"answer": "a", "ticket": {"number": 1, "tags": [], "parent": None}}, []),
        ("SupportState", {"answer": 5}, ["value['answer']: 5 is no str"]),
        ("SupportState", {"anwser": "a"}, ["value: SupportState has no 'anwser'"]),
        (
            "SupportTicket",
            {"number": 1, "tags": [2]},
            ["value['tags'][0]: 2 is no str", "value: 'parent' of SupportTicket is missing"],
        ),
        ("SupportCustomer", {"id": "1", "plan": "gold"}, ["value['plan']: 'gold' is none of ['free', 'pro']"]),
        ("WriterOutput", {"__interrupt__": []}, []),
    ],
)
def test_what_fits(python_type: str, value: Any, expected: list[str]) -> None:
    """The judge of the live tests finds what a type does not describe."""
    module = load((ROOT / "typing" / "graph_types.py").read_text(encoding="utf-8"))

    assert expected == Fitting(module).misfits(python_type, value)


def server_with(*graph_ids: str, bad: tuple[str, ...] = ()) -> Callable[[Connection], None]:
    """A script that answers for a server with some graphs, of which some can't be described."""

    def answer(connection: Connection) -> None:
        path = connection.request.path.partition("?")[0]
        if path == "/assistants/search":
            is_first = not connection.request.json.get("offset")
            found = [{"graph_id": name, "assistant_id": f"id-{name}"} for name in graph_ids]
            connection.answer(found if is_first else [])
        elif path.endswith("/graph"):
            connection.answer({"nodes": [{"id": "__start__"}, {"id": "n"}], "edges": []})
        elif any(f"id-{name}/" in path for name in bad):
            connection.answer({"detail": "no schema"}, 422)
        else:
            schemas = dict.fromkeys(
                ("input_schema", "output_schema", "state_schema", "context_schema", "config_schema")
            )
            connection.answer({"graph_id": "x", **schemas, "state_schema": one_key({"type": "string"})})

    return answer


@pytest.fixture
def url(serve: Callable[..., ScriptedServer]) -> str:
    """The address of a server with the graphs `a`, `b`, and `js`, which can't be described."""
    return serve(*[server_with("b", "a", "js", bad=("js",))] * 30).url


def test_command(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It writes all graphs in the order of their names, and says which one is left out and why."""
    path = tmp_path / "agent_types.py"

    assert 0 == main(["types", "--url", url, "-o", str(path)])
    assert ["a", "b"] == re.findall(r'graph_id = "(\w+)"', path.read_text(encoding="utf-8"))
    out, err = capsys.readouterr()
    assert "" == out
    assert err.startswith("left out: the graph 'js': ")
    assert "no schema" in err


def test_command_for_some_graphs(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints the graphs that are named, or nothing, and its exit status says why one of them is missing."""
    assert 0 == main(["types", "b", "a", "--url", url])
    assert ["b", "a"] == re.findall(r'graph_id = "(\w+)"', capsys.readouterr().out)
    assert 66 == main(["types", "a", "c", "--url", url])
    out, err = capsys.readouterr()
    assert ("", "left out: the graph 'c': the server has only a, b, js\nnothing is written\n") == (out, err)


@pytest.mark.parametrize("named", [["c"], ["a", "c"], ["js"]], ids=str)
def test_file_that_is_kept(url: str, tmp_path: Path, named: list[str]) -> None:
    """It leaves the file as it is when a graph that was named can't be described."""
    path = tmp_path / "agent_types.py"
    path.write_text("# current\n", encoding="utf-8")

    assert 0 != main(["types", *named, "--url", url, "-o", str(path)])
    assert "# current\n" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["a" * 250 + ".py", "loop.py"], ids=["long name", "link to itself"])
def test_odd_files(url: str, tmp_path: Path, name: str) -> None:
    """It writes a file with a long name, and one in place of a link that leads nowhere."""
    path = tmp_path / name
    if name == "loop.py":
        path.symlink_to(name)

    assert 0 == main(["types", "a", "--url", url, "-o", str(path)])
    assert [path] == [*tmp_path.iterdir()]
    assert path.is_file()


@pytest.mark.parametrize("graphs", [(), ("js",)], ids=["no graph", "no graph that can be described"])
def test_server_without_graphs(serve: Callable[..., ScriptedServer], tmp_path: Path, graphs: tuple[str, ...]) -> None:
    """It writes no empty module."""
    server = serve(*[server_with(*graphs, bad=graphs)] * 9)

    assert 0 != main(["types", "--url", server.url, "-o", str(tmp_path / "agent_types.py")])
    assert [] == [*tmp_path.iterdir()]


def test_check(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It finds the file current, shows how it differs otherwise, and writes nothing."""
    path = tmp_path / "agent_types.py"
    command = ["types", "a", "--url", url, "-o", str(path)]

    assert 1 == main([*command, "--check"])
    assert not path.exists()
    main(command)
    capsys.readouterr()
    assert 0 == main([*command, "--check"])
    assert "" == capsys.readouterr().out
    old = path.read_text(encoding="utf-8").replace("    key: NotRequired[str]\n", "    kee: NotRequired[str]\n")
    path.write_text(old, encoding="utf-8")
    assert 1 == main([*command, "--check"])
    assert "-    kee: NotRequired[str]\n+    key: NotRequired[str]\n" in capsys.readouterr().out
    assert old == path.read_text(encoding="utf-8")


def test_written_module_needs_only_the_package() -> None:
    """It imports a written module with nothing but the package."""
    program = (
        "import sys; sys.modules['typing_extensions'] = None; import graph_types; print(graph_types.Support.graph_id)"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT / "typing",
        env={"PYTHONPATH": f"{ROOT.parent}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ("support\n", "") == (result.stdout, result.stderr)


def test_describe(serve: Callable[..., ScriptedServer]) -> None:
    """It asks for the assistants that the server itself has made, and for two things about each graph."""
    server = serve(*[server_with("a")] * 9)
    with get_client(url=server.url) as client:
        describe(client, ["a"])

    assert {"created_by": "system"} == server.requests[0].json["metadata"]
    assert ["/assistants/id-a/graph", "/assistants/id-a/schemas"] == [request.path for request in server.requests[-2:]]


# What no server should send.

HOSTILE = ['a"\nb', "\0", "\ud800", "\u202e", "\x1b[31m", '"""', "\\", "\u2028", "", "ﬁ"]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text(text: str) -> None:
    """Whatever a text of a server holds, the module can be written, read and imported, and shows all of it."""
    schema = {**one_key({"const": text, "description": f"a{text}b"}, text), "description": f"a{text}b"}

    module = module_of({text: schema}, (text,))

    assert all(each.isprintable() or each == "\n" for each in module)
    assert load(module.encode().decode())
    (prefix,) = re.findall(r"class (\w+)\(\n    Graph\[", module)
    assert {text: f"Literal[{text!r}]"} == hints(module, f"{prefix}Input")


def test_names_that_python_changes() -> None:
    """Names that are one name for Python are two keys, and two classes."""
    module = module_of({"ﬁ": one_key({}), "fi": one_key({}, "ﬁ")})

    assert ["ﬁ"] == list(hints(module, "Fi2Input"))
    assert ["key"] == list(hints(module, "FiInput"))


def test_key_like_one_of_ours() -> None:
    """A node, or a key, with the name of one of ours is written once."""
    module = module_of({"g": one_key({}, "__interrupt__")}, ("__interrupt__", "__metadata__"))

    assert 2 == module.count("__interrupt__: NotRequired[list[Interrupt]]")
    assert 1 == module.count("__metadata__:")


@pytest.mark.parametrize(
    "schema",
    [None, 5, [], {"allOf": [False, True]}, {"$ref": 5}, {"prefixItems": [], "maxItems": 0}, {"items": [{}]}],
    ids=str,
)
def test_odd_schemas(schema: Any) -> None:
    """A schema that says nothing, or nothing that can be understood, is of any type."""
    assert "Any" in hints(module_of({"g": one_key(schema)}), "GInput")["key"]


@pytest.mark.parametrize("bad", [{"properties": 5}, {"properties": {"a": {"enum": 5}}}, {"$defs": 5}], ids=str)
def test_graph_without_schema(serve: Callable[..., ScriptedServer], bad: Any) -> None:
    """A graph whose schemas are none is left out with all that belongs to it, and the others are written."""

    def answer(connection: Connection) -> None:
        if "id-bad/schemas" in connection.request.path:
            connection.answer({"input_schema": one_key({}), "output_schema": bad})
        else:
            server_with("bad", "good")(connection)

    with get_client(url=serve(*[answer] * 9).url) as client:
        module, problems = describe(client, [])

    assert ["good"] == re.findall(r'graph_id = "(\w+)"', module)
    assert "Bad" not in module
    assert ["bad"] == [*problems]


def test_written_as_a_whole(url: str, tmp_path: Path) -> None:
    """The file is replaced and not overwritten, keeps its permissions, and a link to it stays one."""
    module, link, before = (tmp_path / name for name in ("agent_types.py", "link.py", "before.py"))
    module.write_text("# old\n", encoding="utf-8")
    module.chmod(0o640)
    link.symlink_to(module.name)
    os.link(module, before)

    assert 0 == main(["types", "a", "--url", url, "-o", str(link)])

    assert link.is_symlink()
    assert (0o640, True) == (
        stat.S_IMODE(module.stat().st_mode),
        'graph_id = "a"' in module.read_text(encoding="utf-8"),
    )
    assert "# old\n" == before.read_text(encoding="utf-8")
    assert [link, module, before] == sorted(tmp_path.iterdir(), key=[link, module, before].index)


def test_file_that_cannot_be_written(url: str, tmp_path: Path) -> None:
    """A folder that is not there is said, and nothing is left behind; what is no file is written to."""
    assert 66 == main(["types", "a", "--url", url, "-o", str(tmp_path / "none" / "agent_types.py")])
    assert [] == [*tmp_path.iterdir()]

    ours, its = os.pipe()
    assert 0 == main(["types", "a", "--url", url, "-o", f"/dev/fd/{its}"])
    os.close(its)
    with os.fdopen(ours, encoding="utf-8") as written:
        assert 'graph_id = "a"' in written.read()


def test_check_of_another_file(url: str, tmp_path: Path) -> None:
    """A file that is no text is out of date."""
    (tmp_path / "file").write_bytes(b"\xff")

    assert 1 == main(["types", "a", "--url", url, "-o", str(tmp_path / "file"), "--check"])
