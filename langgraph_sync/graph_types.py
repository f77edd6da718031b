"""From the graphs of a server to a module with their types.

The server describes a graph by JSON schemas and names its nodes. A program gets a subclass of `Graph` for each, and a
TypedDict for all that this sends and returns. `Types` is the table from JSON Schema to Python.
"""

from __future__ import annotations

import argparse
import difflib
import json
import keyword
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Optional, cast

from .client import LangGraphClient, get_client
from .errors import APIStatusError, LangGraphError

Schema = dict[str, Any]

_DOC: Final = '"""Types of the graphs of a LangGraph server, written by `langgraph-sync types`: do not edit."""'
_IMPORTS: Final = {
    "collections.abc": ("Mapping", "Sequence"),
    "typing": ("TYPE_CHECKING", "Any", "Literal", "Optional", "TypedDict", "Union"),
    "langgraph_sync.graph": ("Graph",),
}
_FOR_CHECKERS: Final = {
    "langgraph_sync.graph": ("Interrupted", "MessageInput"),
    "langgraph_sync.models": ("Interrupt", "Message"),
    "langgraph_sync.parts": ("StreamPart",),
    "typing_extensions": ("NotRequired", "TypeAlias"),
}
_BUILTINS: Final = ("bool", "dict", "float", "int", "list", "str", "tuple")
_TAKEN: Final = {*_BUILTINS, *(name for names in (*_IMPORTS.values(), *_FOR_CHECKERS.values()) for name in names)}
_KINDS: Final = {  # of each graph, with the sentence that explains it
    "Input": "What the graph is given.",
    "Output": "What the graph returns, as far as it has come.",
    "State": "What a thread of the graph holds.",
    "Context": "Static values that the graph reads.",
    "Change": "What a program writes into a thread of the graph.",
    "Update": "What a node returns.",
    "Updates": "What the nodes of a step have returned, by node.",
    "Node": "A node of the graph.",
    "Part": "An event of a run of the graph.",
    "": "",
}
_MESSAGE: Final = re.compile(r"(AI|Human|Chat|System|Function|Tool|Base|Remove)Message(Chunk)?")
_WIDTH: Final = (
    88  # columns of a line; what is longer is split so that no formatter joins it, whatever its own width is
)
_INTERRUPTS: Final = ("__interrupt__", "NotRequired[list[Interrupt]]", "Questions that wait for an answer.")


class Field(NamedTuple):
    """A key of a TypedDict."""

    key: str
    type: str
    doc: str = ""


class Module:
    """The text of a module: classes and aliases by their names, each of which is used once."""

    def __init__(self, graph_ids: Iterable[str]) -> None:
        self._parts: list[str] = []
        self._words: set[str] = {"TYPE_CHECKING", "Graph"}
        self._owners = dict.fromkeys(_TAKEN, "")
        self._prefixes: dict[str, str] = {}
        for graph_id in graph_ids:
            prefix = name = _camel(graph_id)
            number = 1
            while any(name + kind in self._owners for kind in _KINDS):
                number += 1
                name = f"{prefix}{number}"
            self._prefixes[graph_id] = name
            self._owners.update(dict.fromkeys((name + kind for kind in _KINDS), graph_id))

    def add_graph(self, graph_id: str, schemas: Mapping[str, Any], nodes: Iterable[str]) -> None:
        """Add the types of one graph, and its class."""
        prefix = self._prefixes[graph_id]
        state: Schema = schemas.get("state_schema") or {}
        output: Schema = schemas.get("output_schema") or state
        if list(state.get("properties", ())) == ["__end__"]:  # an @entrypoint, whose state is what it returned last
            state = output
        sent = {"Input": schemas.get("input_schema") or {}, "Context": schemas.get("context_schema") or {}}
        self._add_root(Types(self, prefix, sent["Input"], is_sent=True), "Input")
        self._add_root(Types(self, prefix, output), "Output", _INTERRUPTS)
        self._add_root(Types(self, prefix, output, is_update=True), "Update")
        self._add_root(Types(self, prefix, state), "State")
        self._add_root(Types(self, prefix, state, is_sent=True), "Change")
        self._add_root(Types(self, prefix, sent["Context"], is_sent=True), "Context")
        update = f"NotRequired[Union[{prefix}Update, list[{prefix}Update], None]]"
        fields = [*(Field(node, update) for node in dict.fromkeys(nodes)), Field(*_INTERRUPTS)]
        self.add_alias(prefix + "Node", _literals(field.key for field in fields[:-1]), _KINDS["Node"])
        self.add_class(prefix + "Updates", fields, _KINDS["Updates"])
        self.add_alias(prefix + "Part", f"StreamPart[{prefix}Output, {prefix}Updates]", _KINDS["Part"])
        kinds = ("Input", "Output", "Output", "Updates", "State", "Context", "Change")
        bases = "".join(f'        "{prefix}{kind}",\n' for kind in kinds)
        doc = f'    """The graph `{_one_line(graph_id)}`."""\n\n'
        self._parts.append(f"class {prefix}(\n    Graph[\n{bases}    ]\n):\n{doc}    graph_id = {_quoted(graph_id)}\n")

    def _add_root(self, types: Types, kind: str, *more: tuple[str, str, str]) -> None:
        name, schema = types.prefix + kind, types.resolve(types.schema)
        if schema.get("properties"):
            # A run that waits for a human lacks some of the keys, and so does every step before the last.
            required = schema.get("required", ()) if kind in ("Input", "Context") else ()
            fields = [*types.fields(schema, required), *(Field(*each) for each in more)]
            self.add_class(name, fields, _one_line(schema.get("description", "")) or _KINDS[kind])
        else:
            plain = types.read(types.schema, "")
            self.add_alias(name, _union([plain, "Interrupted"] if kind == "Output" else [plain]), _KINDS[kind])

    def claim(self, name: str, owner: str) -> tuple[str, bool]:
        """Return a name that nothing else has, and whether it is new."""
        free, number = name, 1
        while self._owners.get(free, owner) != owner:
            number += 1
            free = f"{name}{number}"
        is_new = free not in self._owners
        self._owners[free] = owner
        return free, is_new

    def add_class(self, name: str, fields: Sequence[Field], doc: str) -> None:
        """Add a TypedDict; in the form of a call if a key cannot be that of a class."""
        for field in fields:
            self._words.update(re.findall(r"\w+", field.type))
        self._words.add("TypedDict")
        quoted = f'"""{doc}"""\n' if doc else ""
        keys = {field.key for field in fields}
        if all(map(_is_attribute, keys)) and keys.isdisjoint(self._owners):
            body = "".join(_annotated("    ", field) for field in fields)
            separator = "\n" if quoted else ""
            self._parts.append(f"class {name}(TypedDict):\n" + (f"    {quoted}{separator}" if quoted else "") + body)
        else:
            items = "".join(
                (f"        # {field.doc}\n" if field.doc else "")
                + f"        {_quoted(field.key)}: {_quoted(field.type)},\n"
                for field in fields
            )
            self._parts.append(f'{name} = TypedDict(\n    "{name}",\n    {{\n{items}    }},\n)\n{quoted}')

    def add_alias(self, name: str, python_type: str, doc: str) -> None:
        """Add another name for a type."""
        self._words.update(["TypeAlias", *re.findall(r"\w+", python_type)])
        start = f"{name}: TypeAlias = "
        if python_type.startswith("Literal["):
            line = _split(start, python_type, "")
        elif len(start + _quoted(python_type)) > _WIDTH >= len(_quoted(python_type)) + 4:
            line = f"{start}(\n    {_quoted(python_type)}\n)\n"
        else:
            line = f"{start}{_quoted(python_type)}\n"
        self._parts.append(f'{line}"""{doc}"""\n')

    def text(self) -> str:
        """Return the module, with the imports that it uses."""
        head = [_DOC, "", "from __future__ import annotations", ""]
        for module, names in _IMPORTS.items():
            head += (
                ["", *self._import(module, names)] if module == "langgraph_sync.graph" else self._import(module, names)
            )
        head += ["", "if TYPE_CHECKING:"]
        head += [f"    {line}" for module, names in _FOR_CHECKERS.items() for line in self._import(module, names)]
        return "\n".join([*head, "", "", "\n\n".join(self._parts)])

    def _import(self, module: str, names: Iterable[str]) -> list[str]:
        used = [name for name in names if name in self._words]
        return [f"from {module} import {', '.join(used)}"] if used else []


class Types:
    """One JSON schema of a graph, read as the types of what is sent, or of what is returned."""

    def __init__(
        self, module: Module, prefix: str, schema: Schema, *, is_sent: bool = False, is_update: bool = False
    ) -> None:
        self.prefix, self.schema = prefix, schema
        self._module, self._is_sent, self._is_update = module, is_sent, is_update
        self._definitions: dict[str, Schema] = {**schema.get("definitions", {}), **schema.get("$defs", {})}
        self._open: list[str] = []  # references that are being read, to end where one leads back
        self._list, self._dict, self._message = (
            ("Sequence", "Mapping", "MessageInput") if is_sent else ("list", "dict", "Message")
        )
        self._by_keyword = {  # the first keyword that a schema has decides
            "$ref": self._reference,
            "langgraph_type": self._messages,  # LangGraph.js
            "const": lambda schema, _: _literals([schema["const"]]),
            "enum": lambda schema, _: _literals(schema["enum"]),
            "anyOf": lambda schema, name: self._any_of(schema["anyOf"], name),
            "oneOf": lambda schema, name: self._any_of(schema["oneOf"], name),
            "allOf": self._all_of,
            "type": self._of_type,
            "properties": self._object,
        }
        self._by_type = {
            "string": lambda *_: "str",
            "integer": lambda *_: "int",
            "number": lambda *_: "float",
            "boolean": lambda *_: "bool",
            "null": lambda *_: "None",
            "array": self._array,
            "object": self._object,
        }

    def read(self, schema: Any, name: str) -> str:
        """Return the type of a schema; `name` is for the class that it may need."""
        found = [keyword for keyword in self._by_keyword if isinstance(schema, dict) and keyword in schema]
        return self._by_keyword[found[0]](schema, name) if found else "Any"

    def fields(self, schema: Schema, required: Iterable[str], name: str = "") -> list[Field]:
        """Return the keys of an object with their types."""
        fields: list[Field] = []
        for key, value in schema["properties"].items():
            kind = self.read(value, name + _camel(key))
            if self._is_update and kind == "list[Message]":  # a node may return one message, which the graph appends
                kind = "Union[list[Message], Message]"
            doc = value.get("description", "") if isinstance(value, dict) else ""
            fields.append(Field(key, kind if key in required else f"NotRequired[{kind}]", _one_line(doc)))
        return fields

    def resolve(self, schema: Schema) -> Schema:
        """Follow references."""
        seen: list[str] = []
        while schema.get("$ref") and schema["$ref"] not in seen:
            seen.append(schema["$ref"])
            schema = self._definitions.get(_last(schema["$ref"]), {})
        return schema

    def _reference(self, schema: Schema, _: str) -> str:
        name = _last(schema["$ref"])
        target = self._definitions.get(name, {})
        if _MESSAGE.fullmatch(name) and "additional_kwargs" in target.get("properties", {}):
            return self._message
        if target.get("properties"):
            return self._object(target, _camel(name))
        if name in self._open:  # an alias that holds itself, such as that of any JSON
            return "Any"
        self._open.append(name)
        kind = self.read(target, _camel(name))
        self._open.remove(name)
        return kind

    def _messages(self, schema: Schema, name: str) -> str:
        if schema["langgraph_type"] == "messages":
            return f"{self._list}[{self._message}]"
        return self.read({key: value for key, value in schema.items() if key != "langgraph_type"}, name)

    def _any_of(self, schemas: list[Any], name: str) -> str:
        return _union([self.read(each, name) for each in schemas])

    def _all_of(self, schema: Schema, name: str) -> str:
        parts = [self.resolve(part) for part in [{**schema, "allOf": ()}, *schema["allOf"]]]
        properties = {key: value for part in parts for key, value in part.get("properties", {}).items()}
        if properties:
            required = [key for part in parts for key in part.get("required", ())]
            return self._object({"properties": properties, "required": required}, name)
        return self.read(schema["allOf"][0], name) if len(schema["allOf"]) == 1 else "Any"

    def _of_type(self, schema: Schema, name: str) -> str:
        kinds = schema["type"]
        if isinstance(kinds, list):
            return _union([self._of_type({**schema, "type": kind}, name) for kind in cast("list[str]", kinds)])
        return self._by_type[kinds](schema, name) if kinds in self._by_type else "Any"

    def _array(self, schema: Schema, name: str) -> str:
        fixed: list[Any] = schema.get("prefixItems") or []
        if fixed and not self._is_sent and len(fixed) == schema.get("maxItems"):
            # JSON has only lists, but the places of this one have types of their own.
            return f"tuple[{', '.join(self.read(each, name) for each in fixed)}]"
        return f"{self._list}[{self._any_of(fixed, name) if fixed else self.read(schema.get('items'), name)}]"

    def _object(self, schema: Schema, name: str) -> str:
        if not schema.get("properties"):
            return f"{self._dict}[str, {self.read(schema.get('additionalProperties'), name)}]"
        wanted = name if name.startswith(self.prefix) else self.prefix + name
        identity = json.dumps([self._is_sent, self._closure(schema, {})], sort_keys=True)
        found, is_new = self._module.claim(wanted + ("Input" if self._is_sent else ""), identity)
        if is_new:
            fields = self.fields(schema, schema.get("required", ()), name)
            self._module.add_class(found, fields, _one_line(schema.get("description", "")))
        return found

    def _closure(self, schema: Any, found: dict[str, Any]) -> list[Any]:
        """Return a schema with all that it refers to."""
        for name in re.findall(r'"\$ref": "[^"]*/([^"/]+)"', json.dumps(schema)):
            if name not in found:
                found[name] = self._definitions.get(name)
                self._closure(found[name], found)
        return [schema, found]


def _annotated(indent: str, field: Field) -> str:
    lines = _split(f"{indent}{field.key}: ", field.type, "")
    return lines + (f'{indent}"""{field.doc}"""\n' if field.doc else "")


def _split(start: str, python_type: str, end: str, *, is_split: bool = False) -> str:
    """Return a line, or several if it is too long: what is in the brackets has then lines of its own."""
    outer, bracket, inner = python_type.partition("[")
    if not bracket or (not is_split and len(start + python_type + end) <= _WIDTH):
        return f"{start}{python_type}{end}\n"
    indent = " " * (len(start) - len(start.lstrip()) + 4)
    items = _items(inner[:-1])
    if len(items) == 1:  # what has a comma at its end is never joined
        lines = _split(indent, items[0], "", is_split="," in items[0])
    else:
        lines = "".join(_split(indent, item, ",") for item in items)
    return f"{start}{outer}[\n{lines}{indent[4:]}]{end}\n"


def _items(inner: str) -> list[str]:
    """Split at the commas that are in no bracket and in no text."""
    items, depth = [""], 0
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|.', inner):
        depth += (token == "[") - (token == "]")
        if token == "," and not depth:
            items.append("")
        else:
            items[-1] += token
    return [item.strip() for item in items]


def _is_attribute(key: str) -> bool:
    is_private = key.startswith("__") and not key.endswith("__")  # Python would change its name
    return key.isidentifier() and not keyword.iskeyword(key) and not is_private


def _union(kinds: Iterable[str]) -> str:
    different = list(dict.fromkeys(kinds))
    if "Any" in different or not different:
        return "Any"
    others = [kind for kind in different if kind != "None"] or ["None"]
    union = others[0] if len(others) == 1 else f"Union[{', '.join(others)}]"
    return f"Optional[{union}]" if "None" in different and union != "None" else union


def _literals(values: Iterable[Any]) -> str:
    """Return the type of some values; of others than texts and whole numbers only what they are."""
    found = list(values)
    if not found or not all(value is None or isinstance(value, (str, int)) for value in found):
        return _union(_BY_VALUE.get(type(value), "Any") for value in found)
    texts = dict.fromkeys(_quoted(value) if isinstance(value, str) else repr(value) for value in found)
    return f"Literal[{', '.join(texts)}]"


_BY_VALUE: Final = {str: "str", int: "int", float: "float", bool: "bool", type(None): "None"}


def _quoted(text: str) -> str:
    """Return a text as ruff writes it: in double quotes, unless that takes more backslashes."""
    if '"' in text and "'" not in text and text.isprintable():
        return repr(text)
    return json.dumps(text, ensure_ascii=False)


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _camel(name: str) -> str:
    camel = "".join(word[:1].upper() + word[1:] for word in re.split(r"\W|_", name))
    return camel if camel.isidentifier() and not keyword.iskeyword(camel) else f"Graph{camel}"


def _one_line(text: Any) -> str:
    """Return the first paragraph of a text as one line that a docstring can hold."""
    return " ".join(str(text).strip().partition("\n\n")[0].split()).replace("\\", "\\\\").replace('"', "'")


def describe(client: LangGraphClient, graph_ids: Sequence[str]) -> tuple[str, list[str]]:
    """Return the module for some graphs of a server, or for all, and why some are left out."""
    assistants = client.assistants
    known = {each["graph_id"]: each["assistant_id"] for each in assistants.iterate(metadata={"created_by": "system"})}
    known = known or {each["graph_id"]: each["assistant_id"] for each in assistants.iterate()}
    wanted = list(dict.fromkeys(graph_ids)) or sorted(known)
    module = Module(wanted)
    problems: list[str] = []
    for graph_id in wanted:
        if graph_id not in known:
            problems.append(f"{graph_id}: the server has no such graph, but {', '.join(sorted(known)) or 'none'}")
            continue
        try:
            nodes = [str(node["id"]) for node in assistants.get_graph(known[graph_id]).get("nodes", ())]
            schemas = assistants.get_schemas(known[graph_id])
        except APIStatusError as error:  # LangGraph.js describes only graphs in TypeScript
            problems.append(f"{graph_id}: the server can't describe it ({error})")
        else:
            module.add_graph(graph_id, schemas, (node for node in nodes if node not in ("__start__", "__end__")))
    return module.text(), problems


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("graphs", nargs="*", metavar="GRAPH", help="graphs to describe (default: all of the server)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="file to write (default: standard output)")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; print how FILE differs, and return 1 if so"
    )


def run(client: LangGraphClient, options: argparse.Namespace) -> int:
    """Write the module, or compare it; return 1 if it is out of date, 2 if a graph that was named is left out."""
    output: Optional[Path] = options.output
    new, problems = describe(client, options.graphs)
    for problem in problems:
        sys.stderr.write(f"left out: {problem}\n")
    old = output.read_text(encoding="utf-8") if options.check and output and output.exists() else ""
    if options.check and old != new:
        names = (f"{output} as it is", "as the server describes it")
        sys.stdout.writelines(
            difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), *names)
        )
        return 1
    if problems and options.graphs:
        return 2
    if output is None:
        sys.stdout.write(new)
    elif not options.check:
        with output.open("w", encoding="utf-8", newline="\n") as file:
            file.write(new)
    return 0


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run the command by itself."""
    parser = argparse.ArgumentParser(prog="python -m langgraph_sync.graph_types", description="Write types of graphs.")
    parser.add_argument("--url", help="address of the server (default: LANGGRAPH_API_URL)")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        with get_client(url=options.url) as client:
            return run(client, options)
    except LangGraphError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
