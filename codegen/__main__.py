"""``python -m codegen`` writes models.py, parts.py and options.py; ``--check`` fails with a diff when they are stale.

``python -m codegen drift URL`` prints how the document of a live server differs from the description.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import indent
from typing import Any, Optional

import yaml

from .drift import drift
from .options import Schema, is_options, rules, with_options

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTION = ROOT / "openapi" / "langgraph.yaml"
DIFFERENCES = ROOT / "openapi" / "differences.txt"
PACKAGE = ROOT / "langgraph_sync"

# Annotations are text in the generated files, evaluated only by `typing.get_type_hints`. Python 3.9 and 3.10 lack what
# this needs for the models: `Union[X]` is X, which is what a hint without its marker means. Parts and options import
# the models for type checkers only, and options are plain classes at run time, which Python creates in a fraction of
# the time: a program needs only their names, docstrings and rules. So a program loads no more than it uses. Classes are
# generic for type checkers only: Python 3.9 and 3.10 have no generic TypedDict, nor a generic NamedTuple.
IMPORTS = {
    "models": (
        """\
from typing import Any, Literal, Optional, TypeAlias, TypedDict, Union

from typing_extensions import NotRequired
""",
        """\
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union

if TYPE_CHECKING:
    from typing import Generic

    from typing_extensions import NotRequired, TypeAlias, TypeVar

    Values = TypeVar("Values", default=Any)
else:
    try:
        from typing import NotRequired, TypeAlias
    except ImportError:
        NotRequired = TypeAlias = Union
""",
    ),
    "parts": (
        """\
from typing import Any, Literal, NamedTuple, Optional, TypeAlias, TypedDict, Union

{models}""",
        """\
from typing import TYPE_CHECKING, Optional, Union

if TYPE_CHECKING:
    from typing import Any, Generic, Literal, NamedTuple

    from typing_extensions import TypeAlias, TypeVar

{indented_models}
    Values = TypeVar("Values", default=Any)
    Updates = TypeVar("Updates", default=dict[str, Any])
else:
    from collections import namedtuple

    class _Part(namedtuple("_Part", ("event", "data", "id", "namespace"), defaults=(None, ()))):
        __slots__ = ()

        @classmethod
        def __class_getitem__(cls, _):
            return cls

        def _repr_pretty_(self, printer, _):
            \"\"\"Show it in IPython, its data cut so that the line fits into the terminal.\"\"\"
            from shutil import get_terminal_size

            text, data = repr(self), f"data={{self.data!r}}"
            kept = len(data) + get_terminal_size().columns - len(text) - len("...")
            is_short = len(data) <= kept + len("...")
            printer.text(text if is_short else text.replace(data, data[: max(kept, len("data="))] + "...", 1))

    class _NamedPart(namedtuple("_NamedPart", (*_Part._fields, "name"), defaults=(None, (), ""))):
        __slots__ = ()
        _repr_pretty_ = _Part._repr_pretty_

    class _Kind(type):
        \"\"\"Makes a class of parts in a tenth of the time of `typing.NamedTuple`: they differ in names alone.\"\"\"

        def __new__(cls, name, bases, body):
            base = _NamedPart if "name" in body["__annotations__"] else _Part
            own = {{key: value for key, value in body.items() if key not in base._fields}}
            return type.__new__(cls, name, (base,), {{**own, "__slots__": ()}})

    NamedTuple = type.__new__(_Kind, "NamedTuple", (), {{}})
    Values = Updates = None
    Generic = {{Values: object}}
""",
    ),
    "options": (
        """\
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from os import PathLike
from typing import Any, Literal, Optional, TypedDict, Union
from uuid import UUID

from langgraph_sync.models import CreatedRun
from requests import Session
from typing_extensions import NotRequired

{models}""",
        """\
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo
    from os import PathLike
    from typing import Any, Generic, Literal, Optional, TypedDict, TypeVar, Union
    from uuid import UUID

    from requests import Session
    from typing_extensions import NotRequired

    from .models import CreatedRun

{indented_models}
    GraphInput = TypeVar("GraphInput")
    GraphContext = TypeVar("GraphContext")
else:
    TypedDict = dict
""",
    ),
}


def main(arguments: Optional[list[str]] = None) -> int:
    """Write or check the models, or compare the description; return 1 if anything is out of date."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing, print how the models differ")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("drift", help="compare with a live server").add_argument("url", help="address of the server")
    given = parser.parse_args(arguments)
    description = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    if given.command == "drift":
        lines = drift(description, given.url, DIFFERENCES)
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return 1 if lines else 0
    status = 0
    for name, new in generated(description).items():
        path = PACKAGE / f"{name}.py"
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if not given.check:
            path.write_text(new, encoding="utf-8")
        elif old != new:
            names = (f"{path.name} as it is", "as `python -m codegen` writes it")
            diff = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), *names)
            sys.stdout.writelines(diff)
            status = 1
    return status


def generated(document: Schema) -> dict[str, str]:
    """Generate the modules for a description; the options of the generator are in pyproject.toml."""
    document = with_options(document)
    schemas = document["components"]["schemas"]
    classes = {name: "typing.NamedTuple" for name in schemas if name.endswith("Part") and "oneOf" not in schemas[name]}
    generic = {
        name: {"parameters": schema["x-parameters"]} for name, schema in schemas.items() if "x-parameters" in schema
    }
    command = [sys.executable, "-m", "datamodel_code_generator", "--base-class-map", json.dumps(classes)]
    command += ["--extra-template-data", json.dumps(generic)]
    modules = {}
    with tempfile.TemporaryDirectory() as folder:
        for module in IMPORTS:
            own = {name: _apart(schema, module) for name, schema in schemas.items() if _module_of(name) == module}
            part = {**document, "paths": {}, "components": {"schemas": own}}
            Path(folder, f"{module}.json").write_text(json.dumps(part), encoding="utf-8")
        for module in IMPORTS:
            source, target = Path(folder, f"{module}.json"), Path(folder, f"{module}.py")
            others = [] if module == "models" else ["--external-ref-mapping", "models.json=.models"]
            files = ["--input", str(source), "--output", str(target)]
            subprocess.run([*command, *others, *files], cwd=ROOT, check=True)
            modules[module] = _with_light_imports(module, target.read_text(encoding="utf-8"))
    modules["options"] += f"\n\n{rules(document)}"
    return modules


def _module_of(name: str) -> str:
    """Return the module of a component: the parts of a stream are created at run time, models are for type checkers."""
    if is_options(name):
        return "options"
    return "parts" if name.endswith("Part") or name in ("EventId", "Namespace") else "models"


def _apart(schema: Any, module: str) -> Any:
    """Return the schema with its references to other modules in the form that the generator expects."""
    if isinstance(schema, list):
        return [_apart(item, module) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "x-parameter" in schema:
        return {"description": schema.get("description", ""), **_python_type(schema["x-parameter"])}
    if "$ref" in schema and "x-parameters" in schema:
        return _python_type(f"{schema['$ref'].rpartition('/')[2]}[{', '.join(schema['x-parameters'])}]")
    apart = {key: _apart(value, module) for key, value in schema.items()}
    home = _module_of(schema.get("$ref", "").rpartition("/")[2])
    if "$ref" in schema and home != module:
        apart["$ref"] = f"{home}.json{schema['$ref']}"
    return apart


def _python_type(name: str) -> Schema:
    """Return the schema of which the generator makes a type that is only named."""
    return {"type": "object", "x-python-type": name}


def _with_light_imports(module: str, code: str) -> str:
    found = re.search(r"from \.models import \([^)]*\)\n", code)
    models = found[0] if found else ""
    heavy, light = (text.format(models=models, indented_models=indent(models, "    ")) for text in IMPORTS[module])
    if heavy not in code:
        raise SystemExit(f"The generator writes other imports for {module}.py than IMPORTS in codegen/__main__.py has.")
    return code.replace(heavy, light)


if __name__ == "__main__":
    sys.exit(main())
