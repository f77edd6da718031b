"""Build langgraph-sync.pyz: the command with all that it needs in one file, byte for byte the same each time.

    python .ci/release/single_file.py dist/langgraph-sync.pyz

The dependencies are the wheels of wheels.txt, of pure Python, and known by their hashes.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MAIN = b"""\
import sys

if sys.version_info < (3, 9):
    sys.exit("langgraph-sync needs Python 3.9 or later")

from langgraph_sync.cli import main

sys.exit(main())
"""
SHEBANG = b"#!/usr/bin/env python3\n"
EARLIEST = (1980, 1, 1, 0, 0, 0)


def main() -> int:
    """Build the file that is named."""
    build(Path(sys.argv[1]))
    return 0


def build(target: Path) -> None:
    """Build the file, and say how large it is."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = str(HERE / "wheels.txt")
        # A platform that no wheel is compiled for, so that those of pure Python are taken.
        pure = ["--only-binary", ":all:", "--platform", "any", "--implementation", "py", "--python-version", "3.9"]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        subprocess.run([*pip, *pure, "--dest", folder, "-r", requirements], check=True)
        content = archive({**dict(files_of_wheels(Path(folder))), **dict(files_of_package()), "__main__.py": MAIN})
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    target.chmod(0o755)
    print(f"{target}: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


def files_of_wheels(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what is in the wheels, but for what only an installer needs."""
    for path in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            for name in wheel.namelist():
                is_licence = ".dist-info/" in name and "licen" in name.lower()
                if not name.endswith("/") and (".dist-info/" not in name or is_licence):
                    yield name, wheel.read(name)


def files_of_package() -> Iterator[tuple[str, bytes]]:
    """Yield the files of this package."""
    for path in sorted((ROOT / "langgraph_sync").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_bytes()
    yield "langgraph_sync/LICENSE", (ROOT / "LICENSE").read_bytes()


def archive(files: dict[str, bytes]) -> bytes:
    """Return an executable archive in which nothing depends on the day or the machine."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, content)
    return SHEBANG + written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
