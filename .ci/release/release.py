"""Build what is released, check it, try it, and write it into dist/ with its digests.

    python .ci/release/release.py

The wheel and the source archive are built twice, and must be the same. The wheel alone, on the oldest and the newest
Python that is found, then runs the guide and the command line against the server at LANGGRAPH_API_URL.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import single_file

ROOT = Path(__file__).resolve().parent.parent.parent
DIST = ROOT / "dist"
PYTHONS = [f"python3.{minor}" for minor in range(9, 15)]
OF_ARCHIVE = {"PKG-INFO"}


def main() -> int:
    """Leave the files in dist/ only if all is well."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel, archive = built = build(folder / "first")
        again = build(folder / "second")
        check([file.read_bytes() for file in built] == [file.read_bytes() for file in again], "two builds differ")
        check_contents(wheel, archive)
        run(sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(archive))
        run(sys.executable, "-m", "check_wheel_contents", str(wheel))
        pythons = [found for found in map(shutil.which, PYTHONS) if found]
        for python in dict.fromkeys((pythons[0], pythons[-1])):
            try_wheel(wheel, python, folder / Path(python).name)
        DIST.mkdir(exist_ok=True)
        for file in built:
            shutil.copy(file, DIST)
    single_file.build(DIST / "langgraph-sync.pyz")
    files = [DIST / wheel.name, DIST / archive.name, DIST / "langgraph-sync.pyz"]
    sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    (DIST / "SHA256SUMS").write_text(sums, encoding="ascii")
    print(sums, end="")
    return 0


def build(folder: Path) -> tuple[Path, Path]:
    """Build the source archive, and the wheel from it."""
    run(sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT))
    (wheel,), (archive,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, archive


def check_contents(wheel: Path, archive: Path) -> None:
    """Fail unless the wheel has the package alone, and the archive all that the repository has."""
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    tracked = set(subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines())  # noqa: S607
    package = {name for name in tracked if name.startswith("langgraph_sync/")}
    beside = {name for name in names - package if ".dist-info/" not in name}
    check(package <= names and not beside, f"the wheel lacks {package - names}, and has {beside} beside the package")
    with tarfile.open(archive) as opened_archive:
        members = {name.partition("/")[2] for name in opened_archive.getnames()}
    check(members - OF_ARCHIVE == tracked, f"the archive and the repository differ in {members ^ tracked}")


def try_wheel(wheel: Path, python: str, folder: Path) -> None:
    """Install the wheel alone, and run the guide and the command line with it."""
    run(python, "-m", "venv", str(folder))
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    run(str(scripts / "python"), "-m", "pip", "install", "--quiet", str(wheel))
    run(str(scripts / "python"), "-I", str(ROOT / "examples" / "stream_events.py"))
    run(str(scripts / "langgraph-sync"), "run", "agent", "--message", "What is the weather in SF?")


def run(*command: str) -> None:
    """Run a command away from the repository, so that only what is installed is imported."""
    print("$", *command, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(command, check=True, cwd=folder)


def check(is_right: bool, problem: str) -> None:
    """Stop with the problem unless all is well."""
    if not is_right:
        raise SystemExit(f"Not fit for release: {problem}.")


if __name__ == "__main__":
    sys.exit(main())
