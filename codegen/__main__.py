"""``python -m codegen`` writes the models; ``--check`` fails with a diff when they are stale."""

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

from .options import Schema, with_options

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTION = ROOT / "openapi" / "langgraph.yaml"
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
    """Write or check the models; the exit code is 1 when they are stale."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, print how the models differ")
    check = parser.parse_args(arguments).check
    old = MODELS.read_text(encoding="utf-8") if MODELS.exists() else ""
    new = models(yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8")))
    if not check:
        MODELS.write_text(new, encoding="utf-8")
        return 0
    names = (f"{MODELS.name} as it is", "as `python -m codegen` writes it")
    diff = list(difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), *names))
    sys.stdout.writelines(diff)
    return 1 if diff else 0


def models(document: Schema) -> str:
    """Generate the models of a description; the options of the generator are in pyproject.toml."""
    document = with_options(document)
    parts = {name: "typing.NamedTuple" for name in document["components"]["schemas"] if name.endswith("Part")}
    del parts["StreamPart"]
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
