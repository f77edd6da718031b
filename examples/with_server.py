"""Run commands against a LangGraph server of their own, and stop it whatever happens.

    python examples/with_server.py [--cut] FOLDER ... -- COMMAND [-- COMMAND ...]

Each FOLDER holds graphs and their langgraph.json. `langgraph dev` must be installed; it is given a free port, and the
commands find its address in LANGGRAPH_API_URL. With --cut, in a terminal, long lines of the commands are cut at its
width.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Generator
from pathlib import Path
from typing import Any, NoReturn

STARTS_WITHIN = 120  # seconds; the first start compiles the server's own modules
STOPS_WITHIN = 10  # seconds


def main(arguments: list[str]) -> int:
    """Run the commands one after the other; the exit code is that of the first one that fails."""
    cut = arguments[:1] == ["--cut"] and sys.stdout.isatty()
    folders, *commands = _split(arguments[arguments[:1] == ["--cut"] :])
    with server(*map(Path, folders)) as url:
        for command in commands:
            print(f"$ {' '.join(command)}", flush=True)
            code = _run(command, {**os.environ, "LANGGRAPH_API_URL": url}, cut=cut)
            if code != 0:
                return code
    return 0


def _run(command: list[str], env: dict[str, str], *, cut: bool) -> int:
    if not cut:
        return subprocess.run(command, env=env, check=False).returncode
    env["PYTHONUNBUFFERED"] = "1"  # else a program that writes to a pipe shows its lines late
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        try:
            for line in process.stdout or ():
                print(line.rstrip("\n")[: shutil.get_terminal_size().columns], flush=True)
        except BaseException:  # Ctrl-C too
            process.kill()
            raise
    return process.returncode


@contextlib.contextmanager
def server(*folders: Path) -> Generator[str, None, None]:
    """Serve the graphs of these folders on a free port and yield the address."""
    config = _merged_config(folders)
    # The server keeps its data in the folder where it is started: in a fresh one, nothing of an earlier run is there.
    with tempfile.TemporaryDirectory() as home:
        Path(home, "langgraph.json").write_text(json.dumps(config), encoding="utf-8")
        log = Path(home, "log")
        port = _free_port()
        # More jobs than tests start at once: else the runs of one test wait for those of all others.
        # In a session of its own, Ctrl-C does not reach the server before this program has handled it.
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*_langgraph(), "dev", "--no-browser", "--no-reload", "--n-jobs-per-worker", "32", "--port", str(port)],
                cwd=home,
                env={**os.environ, "LANGSMITH_TRACING": "false", "LANGGRAPH_CLI_NO_ANALYTICS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            print(f"Starting langgraph dev on {url} ...", flush=True)
            _wait_until_ready(process, url, set(config["graphs"]), log)
            yield url
        finally:
            _stop(process)


def _merged_config(folders: tuple[Path, ...]) -> dict[str, Any]:
    graphs: dict[str, str] = {}
    for folder in folders:
        config = json.loads((folder / "langgraph.json").read_text(encoding="utf-8"))
        graphs.update({name: str(folder.resolve() / place) for name, place in config["graphs"].items()})
    return {"dependencies": [str(folder.resolve()) for folder in folders], "graphs": graphs}


def _langgraph() -> list[str]:
    """The command of the environment that this runs in, then whatever PATH holds."""
    beside = Path(sys.executable).with_name("langgraph")
    command = str(beside) if beside.exists() else shutil.which("langgraph")
    if command is None:
        raise SystemExit("The command `langgraph` is missing: pip install 'langgraph-cli[inmem]' (Python >= 3.11).")
    return [command]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, graphs: set[str], log: Path) -> None:
    for _ in range(STARTS_WITHIN * 10):
        # Somebody else may have taken the port, and `langgraph dev` moves to another one silently: ask for our graphs.
        if graphs <= _served_graphs(url):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            _fail(f"langgraph dev stopped with exit code {process.returncode}", log)
    _fail(f"langgraph dev did not serve {', '.join(sorted(graphs))} on {url} within {STARTS_WITHIN} seconds", log)


def _served_graphs(url: str) -> set[str]:
    search = urllib.request.Request(
        f"{url}/assistants/search", data=b'{"limit": 1000}', headers={"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(search, timeout=5) as answer:
            return {assistant["graph_id"] for assistant in json.load(answer)}
    except (urllib.error.URLError, OSError, ValueError):
        return set()


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, sign)
            process.wait(STOPS_WITHIN)
            return


def _fail(reason: str, log: Path) -> NoReturn:
    tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:])
    raise SystemExit(f"{reason}. The end of its log:\n{tail}")


def _split(arguments: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for argument in arguments:
        if argument == "--":
            parts.append([])
        else:
            parts[-1].append(argument)
    if len(parts) == 1 or not all(parts):
        raise SystemExit(__doc__)
    return parts


def _terminate(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminate)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
