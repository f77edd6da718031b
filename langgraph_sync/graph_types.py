"""From the graphs of a server to a module with their types.

The server describes a graph by JSON schemas and names its nodes. A program gets a subclass of `Graph` for each, and a
TypedDict for all that this sends and returns. `Types` is the table from JSON Schema to Python.
"""

from __future__ import annotations

import ast
import json
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any, Final, NamedTuple, cast

from ._json import json_object
from .client import LangGraphClient
from .errors import APIResponseError, APIStatusError, LangGraphError, NotFoundError

Schema = dict[str, Any]

_HEAD: Final = '''"""Types of the graphs of a LangGraph server, written by `langgraph-sync types`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union

from langgraph_sync.graph import Graph

if TYPE_CHECKING:
    from langgraph_sync.graph import Interrupted, MessageInput
    from langgraph_sync.models import Interrupt, Message
    from langgraph_sync.parts import StreamPart
    from typing_extensions import NotRequired, TypeAlias
'''
_TAKEN: Final = {"bool", "dict", "float", "int", "list", "str", "tuple", *re.findall(r"\b[A-Z]\w+", _HEAD)}
_DOCS: Final = {  # by what is written for each graph
    "Input": "What the graph is given.",
    "Context": "Static values that the graph reads.",
    "Output": "What the graph returns; while it runs or waits, some keys are missing.",
    "State": "What a thread of the graph holds.",
    "Change": "What a program writes into a thread of the graph.",
    "Update": "What a node returns.",
    "Values": "What the function has returned; None while it runs.",
    "Updates": "What the nodes return, by their names.",
    "Node": "A node of the graph.",
    "Part": "An event of a run of the graph.",
    "": "",
}
_ROOTS: Final = ("Input", "Context", "Output", "State", "Change", "Update")  # what a schema says
_PLAIN: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_MESSAGE: Final = re.compile("(AI|Human|Chat|System|Function|Tool|Base|Remove)Message(Chunk)?")
_WIDTH: Final = 88  # columns of a line, as ruff has it by default


class Field(NamedTuple):
    """A key of a TypedDict."""

    key: str
    type: str
    doc: str = ""


_INTERRUPT: Final = Field("__interrupt__", "NotRequired[list[Interrupt]]", "Questions that wait for an answer.")
_METADATA: Final = Field("__metadata__", "NotRequired[dict[str, Any]]", "Whether the updates are from a cache.")


class Module:
    """The text of a module: classes and aliases, each with a name of its own."""

    def __init__(self, graph_ids: Iterable[str]) -> None:
        self._parts: list[str] = []
        self._words = {"TYPE_CHECKING", "Graph", "annotations"}
        self._owners = dict.fromkeys(_TAKEN, "")
        self._prefixes: dict[str, str] = {}
        for graph_id in graph_ids:
            names = ([name + kind for kind in _DOCS] for name in _numbered(_camel(graph_id)))
            *kinds, prefix = next(each for each in names if self._owners.keys().isdisjoint(each))
            self._prefixes[graph_id] = prefix
            self._owners.update(dict.fromkeys([*kinds, prefix], graph_id))

    def add_graph(self, graph_id: str, schemas: Mapping[str, Any], nodes: Sequence[str]) -> None:
        """Add the types of one graph, and its class."""
        prefix = self._prefixes[graph_id]
        given, context, state = (Schema(schemas.get(f"{kind}_schema") or {}) for kind in ("input", "context", "state"))
        output = schemas.get("output_schema") or state
        is_function = list(state.get("properties", ())) == ["__end__"]  # its state is what it returned last
        if is_function:
            state = {"anyOf": [output, {"type": "null"}], "$defs": output.get("$defs", {})}
        for kind, schema in zip(_ROOTS, (given, context, output, state, state, output)):
            self._add_root(kind, Types(self, prefix, schema, kind))
        update = f"NotRequired[Union[{prefix}Update, list[{prefix}Update], None]]"
        nodes = [node for node in nodes if node not in ("__start__", "__end__")]
        fields = [*(Field(name, update) for name in nodes), _INTERRUPT, _METADATA]
        if is_function:
            self._add_alias(prefix, "Values", f"Optional[{prefix}Output]")
            self._add_alias(prefix, "Updates", "dict[str, Any]")
        else:
            self.add_class(prefix + "Updates", fields, _DOCS["Updates"])
        self._add_alias(prefix, "Node", _literal(nodes))
        values = "Values" if is_function else "Output"
        self._add_alias(prefix, "Part", f"StreamPart[{prefix}{values}, {prefix}Updates]")
        kinds = ("Input", "Output", values, "Updates", "State", "Context", "Change")
        types = "".join(f'        "{prefix}{kind}",\n' for kind in kinds)
        doc = f'    """The graph `{_one_line(graph_id)}`."""\n\n'
        self._parts.append(f"class {prefix}(\n    Graph[\n{types}    ]\n):\n{doc}    graph_id = {_quoted(graph_id)}\n")

    def _add_root(self, kind: str, types: Types) -> None:
        schema = types.target(types.schema)
        if schema.get("properties"):
            # A run that waits for a human lacks some of the keys, and so does every step before the last.
            partial = {} if kind in ("Input", "Context") else {"required": ()}
            fields = types.fields({**schema, **partial}) + [_INTERRUPT] * (kind == "Output")
            self.add_class(types.prefix + kind, fields, _one_line(schema.get("description", "")) or _DOCS[kind])
        else:
            found = types.read(schema, "")
            self._add_alias(types.prefix, kind, _union([found, "Interrupted"]) if kind == "Output" else found)

    def claim(self, name: str, owner: str) -> tuple[str, bool]:
        """Return a name that nothing else has, and whether it is new."""
        free = next(each for each in _numbered(name) if self._owners.get(each, owner) == owner)
        is_new = free not in self._owners
        self._owners[free] = owner
        return free, is_new

    def add_class(self, name: str, fields: Sequence[Field], doc: str) -> None:
        """Add a TypedDict; in the form of a call if a key cannot be an attribute, or would hide a type."""
        self._words.update(["TypedDict", *(word for field in fields for word in re.findall(r"\w+", field.type))])
        quoted = f'"""{doc}"""\n' if doc else ""
        fields = list({field.key: field for field in fields}.values())  # a graph may have a key like one of ours
        if all(_is_attribute(field.key) and field.key not in self._owners for field in fields):
            lines = [f"class {name}(TypedDict):\n", *([f"    {quoted}\n"] if doc else [])]
            for field in fields:
                lines.append(_split(f"    {field.key}: ", field.type, ""))
                lines += [f'    """{field.doc}"""\n'] if field.doc else []
            self._parts.append("".join(lines))
        else:
            lines = [f'{name} = TypedDict(\n    "{name}",\n    {{\n']
            for field in fields:
                lines += [f"        # {field.doc}\n"] if field.doc else []
                lines.append(f"        {_quoted(field.key)}: {_quoted(field.type)},\n")
            self._parts.append("".join([*lines, "    },\n)\n", quoted]))

    def _add_alias(self, prefix: str, kind: str, found: str) -> None:
        self._words.update(["TypeAlias", *re.findall(r"\w+", found)])
        start, quoted = f"{prefix}{kind}: TypeAlias = ", _quoted(found)
        quoted = quoted if len(start + quoted) <= _WIDTH else f"(\n    {quoted}\n)"
        line = _split(start, found, "") if found.startswith("Literal[") else f"{start}{quoted}\n"
        self._parts.append(f'{line}"""{_DOCS[kind]}"""\n')

    def text(self) -> str:
        """Return the module, with the imports that it uses; nothing if it has no graph."""
        if not self._parts:
            return ""
        lines: list[str] = []
        for line in _HEAD.splitlines():
            start, found, names = line.partition(" import ")
            kept = [name for name in names.split(", ") if name in self._words]
            lines += [f"{start}{found}{', '.join(kept)}"] if kept or not found else []
        return "\n".join([*lines, "", "", "\n\n".join(self._parts)])


class Types:
    """One JSON schema of a graph, read as the types of what is sent, or of what is returned."""

    def __init__(self, module: Module, prefix: str, schema: Schema, kind: str) -> None:
        self.prefix, self.schema, self._module = prefix, schema, module
        self._is_sent, self._is_update = kind in ("Input", "Context", "Change"), kind == "Update"
        self._definitions: dict[str, Schema] = {**schema.get("definitions", {}), **schema.get("$defs", {})}
        self._open: list[str] = []  # references that are being read, to end where one leads back
        returned, sent = ("list", "dict", "Message"), ("Sequence", "Mapping", "MessageInput")
        self._list, self._dict, self._message = sent if self._is_sent else returned
        self._table: dict[str, Callable[[Schema, str], str]] = {  # the first keyword that a schema has decides
            "$ref": self._reference,
            "const": lambda schema, _: _literal([schema["const"]]),
            "enum": lambda schema, _: _literal(schema["enum"]),
            "anyOf": lambda schema, name: self._any_of(schema["anyOf"], name),
            "oneOf": lambda schema, name: self._any_of(schema["oneOf"], name),
            "allOf": self._all_of,
            "prefixItems": self._tuple,
            "type": self._of_type,
            "properties": self._object,
        }

    def read(self, given: Any, name: str) -> str:
        """Return the type of a schema; `name` is for the class that it may need."""
        schema = json_object(given)
        if schema is None:
            return "Any"
        if schema.get("langgraph_type") == "messages":  # LangGraph.js
            return f"{self._list}[{self._message}]"
        readers = [reader for keyword, reader in self._table.items() if keyword in schema]
        return readers[0](schema, name) if readers else "Any"

    def fields(self, schema: Schema, name: str = "") -> list[Field]:
        """Return the keys of an object with their types."""
        fields: list[Field] = []
        for key, value in schema["properties"].items():
            found = self.read(value, name + _camel(key))
            if self._is_update and found == "list[Message]":  # a node may return one, or pairs, or texts
                found = "Any"
            found = found if key in schema.get("required", ()) else f"NotRequired[{found}]"
            fields.append(Field(key, found, _one_line((json_object(value) or {}).get("description", ""))))
        return fields

    def target(self, schema: Schema) -> Schema:
        """Return what a schema refers to, or itself."""
        return json_object(self._definitions.get(str(schema.get("$ref", "")).split("/")[-1], schema)) or {}

    def _reference(self, schema: Schema, _: str) -> str:
        name = str(schema["$ref"]).split("/")[-1]
        target: Schema = self.target({"$ref": name}) if name in self._definitions else {}
        if _MESSAGE.fullmatch(name) and "additional_kwargs" in target.get("properties", {}):
            return self._message
        if target.get("properties"):
            return self._object(target, _camel(name))
        if name in self._open:  # an alias that holds itself, such as that of any JSON
            return "Any"
        self._open.append(name)
        found = self.read(target, _camel(name))
        self._open.remove(name)
        return found

    def _any_of(self, schemas: list[Any], name: str) -> str:
        return _union([self.read(each, name) for each in schemas])

    def _all_of(self, schema: Schema, name: str) -> str:
        if len(schema["allOf"]) == 1:
            return self.read(schema["allOf"][0], name)
        schemas = [self.target(each) for each in (*filter(None, map(json_object, schema["allOf"])), schema)]
        merged = {key: value for each in schemas for key, value in each.get("properties", {}).items()}
        required = [key for each in schemas for key in each.get("required", ())]
        return self._object({"properties": merged, "required": required}, name) if merged else "Any"

    def _tuple(self, schema: Schema, name: str) -> str:
        places = [self.read(each, name) for each in schema["prefixItems"]]
        is_fixed = 0 < len(places) == schema.get("maxItems")
        if is_fixed and not self._is_sent:  # JSON has only lists, but the places of this one have types of their own
            return f"tuple[{', '.join(places)}]"
        return f"{self._list}[{_union(places) if is_fixed else 'Any'}]"

    def _of_type(self, schema: Schema, name: str) -> str:
        found = schema["type"]
        if isinstance(found, list):
            return self._any_of([{**schema, "type": each} for each in cast("list[str]", found)], name)
        if found == "array":
            return f"{self._list}[{self.read(schema.get('items'), name)}]"
        return self._object(schema, name) if found == "object" else _PLAIN.get(found, "Any")

    def _object(self, schema: Schema, name: str) -> str:
        if not schema.get("properties"):
            return f"{self._dict}[str, {self.read(schema.get('additionalProperties'), name)}]"
        wanted = name if name.startswith(self.prefix) else self.prefix + name
        identity = json.dumps([self._is_sent, schema, self._reachable(schema, {})], sort_keys=True)
        found, is_new = self._module.claim(wanted + "Input" * self._is_sent, identity)
        if is_new:
            self._module.add_class(found, self.fields(schema, name), _one_line(schema.get("description", "")))
        return found

    def _reachable(self, schema: Any, found: dict[str, Any]) -> dict[str, Any]:
        """Add the definitions that a schema refers to."""
        for name in re.findall(r'"\$ref": "[^"]*/([^"/]+)"', json.dumps(schema)):
            if name not in found:
                found[name] = self._definitions.get(name)
                self._reachable(found[name], found)
        return found


def _split(start: str, found: str, end: str, *, is_split: bool = False) -> str:
    """Return a line, or several if it is too long: what is in the brackets has then lines of its own."""
    tree = ast.parse(found, mode="eval").body
    if not isinstance(tree, ast.Subscript) or (not is_split and len(start + found + end) <= _WIDTH):
        return f"{start}{found}{end}\n"
    indent = " " * (len(start) - len(start.lstrip()) + 4)
    places = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
    items = [str(ast.get_source_segment(found, each)) for each in places]
    comma = "," * (len(items) > 1)  # a comma at the end keeps lines apart, whatever the width of who formats them
    lines = "".join(_split(indent, item, comma, is_split=not comma and "," in item) for item in items)
    return f"{start}{found.partition('[')[0]}[\n{lines}{indent[4:]}]{end}\n"


def _is_attribute(key: str) -> bool:
    is_private = key.startswith("__") and not key.endswith("__")  # Python would change the name
    is_itself = unicodedata.normalize("NFKC", key) == key  # so does it with such as the ligature fi
    return key.isidentifier() and not keyword.iskeyword(key) and not is_private and is_itself


def _union(found: Iterable[str]) -> str:
    types = list(dict.fromkeys(found))
    if "Any" in types or not types:
        return "Any"
    others = [each for each in types if each != "None"]
    union = others[0] if len(others) == 1 else f"Union[{', '.join(others)}]"
    return union if len(others) == len(types) else f"Optional[{union}]" if others else "None"


def _literal(values: Sequence[Any]) -> str:
    if not values or not all(value is None or isinstance(value, (str, int)) for value in values):
        return "Any"
    texts = (_quoted(value) if isinstance(value, str) else repr(value) for value in values)
    return f"Literal[{', '.join(dict.fromkeys(texts))}]"


def _quoted(text: str) -> str:
    """Return a text as ruff writes it: in double quotes, unless there are some in it."""
    is_plain = '"' in text and not set(text) & {"'", "\\"} and text.isprintable()
    return f"'{text}'" if is_plain else _printable(json.dumps(text, ensure_ascii=False))


def _printable(text: str) -> str:
    """Return a text without what a file of Python can't hold, or readers can't see."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def _numbered(name: str) -> Iterator[str]:
    return chain([name], map(f"{name}{{}}".format, count(2)))


def _camel(name: str) -> str:
    camel = "".join(word[:1].upper() + word[1:] for word in re.split(r"\W|_", unicodedata.normalize("NFKC", name)))
    return camel if camel.isidentifier() and not keyword.iskeyword(camel) else f"Graph{camel}"


def _one_line(text: str) -> str:
    """Return the first paragraph of a text as a line that a docstring can hold."""
    line = " ".join(text.strip().partition("\n\n")[0].split())
    return _printable(line).replace("\\", "\\\\").replace('"', "'")


def describe(client: LangGraphClient, graph_ids: Sequence[str]) -> tuple[str, dict[str, LangGraphError]]:
    """Return the module for some graphs of a server, or for all, and why some are left out."""
    system = client.assistants.iterate(metadata={"created_by": "system"})
    known = {assistant["graph_id"]: assistant["assistant_id"] for assistant in system}
    wanted = list(dict.fromkeys(graph_ids)) or sorted(known)
    module, problems = Module(wanted), dict[str, LangGraphError]()
    for graph_id in wanted:
        if graph_id not in known:
            problems[graph_id] = NotFoundError(f"the server has only {', '.join(sorted(known))}")
            continue
        try:
            nodes = [node["id"] for node in client.assistants.get_graph(known[graph_id])["nodes"]]
            schemas = client.assistants.get_schemas(known[graph_id])
            for each in (Module(wanted), module):  # what fails has failed before the module has any of it
                each.add_graph(graph_id, schemas, nodes)
        except APIStatusError as error:  # LangGraph.js describes only graphs in TypeScript
            problems[graph_id] = error
        except (LookupError, TypeError, AttributeError, ValueError, RecursionError, SyntaxError, MemoryError) as error:
            problems[graph_id] = APIResponseError(f"the server describes it by no JSON schema: {error!r}")
    return module.text(), problems
