"""Build the wheel, install it in an empty environment, and look at what came with it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = {"certifi", "charset-normalizer", "idna", "langgraph-sync", "requests", "sseclient-py", "urllib3"}


def main() -> int:
    """Return 1 when anything is missing or superfluous."""
    with tempfile.TemporaryDirectory() as folder:
        _run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, str(ROOT))
        (wheel,) = Path(folder).glob("*.whl")
        venv.create(Path(folder, "venv"), with_pip=True)
        python = str(Path(folder, "venv", "bin", "python"))
        _run(python, "-m", "pip", "install", "--quiet", str(wheel))
        listed = json.loads(_run(python, "-m", "pip", "list", "--format", "json"))
        installed = {package["name"].lower() for package in listed} - {"pip", "setuptools"}
        print(f"installed: {', '.join(sorted(installed))}")
        share = _share_of_import(python)
        print(f"import langgraph_sync: {share:.0%} of the time is spent in its own modules")
    if installed != EXPECTED:
        print(f"expected:  {', '.join(sorted(EXPECTED))}")
    return 0 if installed == EXPECTED else 1


def _share_of_import(python: str) -> float:
    """Add up what `-X importtime` says each module took by itself."""
    command = [python, "-I", "-X", "importtime", "-c", "import langgraph_sync"]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    times = {}
    for line in report.splitlines()[1:]:
        own, _, module = line.removeprefix("import time:").split("|")
        times[module.strip()] = int(own)
    ours = sum(time for module, time in times.items() if module.partition(".")[0] == "langgraph_sync")
    return ours / sum(times.values())


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
