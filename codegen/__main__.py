"""``python -m codegen`` writes the models; ``--check`` fails with a diff when they are stale.

``python -m codegen drift URL`` prints how the document of a live server differs from the description.
"""

from __future__ import annotations

import argparse
import difflib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Optional

import yaml

from .drift import drift
from .options import Schema, with_options

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTION = ROOT / "openapi" / "langgraph.yaml"
DIFFERENCES = ROOT / "openapi" / "differences.txt"
MODELS = ROOT / "langgraph_sync" / "models.py"

# Annotations are text in the generated file, so only type checkers and `typing.get_type_hints` need these names, and
# Python 3.9 and 3.10 lack them: `Union[X]` is X, which is what a hint without its marker means.
GENERATED_IMPORTS = """\
from typing import Any, Literal, NamedTuple, Optional, TypeAlias, TypedDict, Union

from typing_extensions import NotRequired
"""
PORTABLE_IMPORTS = """\
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Optional, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias
else:
    try:
        from typing import NotRequired, TypeAlias
    except ImportError:
        NotRequired = TypeAlias = Union
"""


def main(arguments: Optional[list[str]] = None) -> int:
    """Write or check the models, or compare the description; the exit code is 1 when something is out of date."""
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
    old = MODELS.read_text(encoding="utf-8") if MODELS.exists() else ""
    new = models(description)
    if not given.check:
        MODELS.write_text(new, encoding="utf-8")
        return 0
    names = (f"{MODELS.name} as it is", "as `python -m codegen` writes it")
    diff = list(difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), *names))
    sys.stdout.writelines(diff)
    return 1 if diff else 0


def models(document: Schema) -> str:
    """Generate the models of a description; the options of the generator are in pyproject.toml."""
    document = with_options(document)
    schemas = document["components"]["schemas"]
    parts = {name: "typing.NamedTuple" for name in schemas if name.endswith("Part") and "oneOf" not in schemas[name]}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "langgraph.json"), Path(folder, "models.py")
        source.write_text(json.dumps(document), encoding="utf-8")
        command = [sys.executable, "-m", "datamodel_code_generator", "--base-class-map", json.dumps(parts)]
        subprocess.run([*command, "--input", str(source), "--output", str(target)], cwd=ROOT, check=True)
        code = target.read_text(encoding="utf-8")
    if GENERATED_IMPORTS not in code:
        raise SystemExit(
            "The generator writes other imports than before: see GENERATED_IMPORTS in codegen/__main__.py."
        )
    return code.replace(GENERATED_IMPORTS, PORTABLE_IMPORTS)


if __name__ == "__main__":
    sys.exit(main())
