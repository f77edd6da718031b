"""Run the stories against other real servers, started here from nothing, and write the table of docs/servers.md.

    python tests/other_servers [--only NAME ...] [--serve] [PYTEST ARGUMENTS ...]

Installs what it lacks in FOLDER (an environment for each server), except Node.js 20, PostgreSQL, Redis and nginx:
`apt-get install nodejs npm postgresql redis-server nginx`. The table is written when all stories have been told to all
servers. With --serve, prints the addresses and waits for Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from xml.etree import ElementTree as ET

from langgraph_sync import LangGraphError, get_client

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "servers.md"
BEGIN, END = "<!-- the table: tox run -e servers -->", "<!-- the end of the table -->"
STARTS_WITHIN = 180  # seconds; the first start compiles the server's own modules
STOPS_WITHIN = 20  # seconds
JOBS = 16  # at a time, more than the stories start at once
QUIET = {"LANGSMITH_TRACING": "false", "LANGGRAPH_CLI_NO_ANALYTICS": "1"}
NGINX = """
daemon off;
pid nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    upstream nodes {{ {nodes} }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://nodes; proxy_http_version 1.1; proxy_buffering off; proxy_read_timeout 600;
        }}
    }}
}}
"""


class Home(NamedTuple):
    """Where one server lives: what is installed stays, what it writes goes."""

    installed: Path
    folder: Path

    @contextlib.contextmanager
    def start(
        self, name: str, command: list[str | Path], is_ready: Callable[[], bool], **options: Any
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program until the block is left; enter the block when it is ready."""
        log = self.folder / f"{name}.log"
        # In a session of its own, Ctrl-C does not reach it before this program has handled it.
        options = {"cwd": self.folder, "env": {**os.environ, **QUIET}, **options}
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **options
            )
        try:
            until = time.monotonic() + STARTS_WITHIN
            while not is_ready():
                if process.poll() is not None or time.monotonic() > until:
                    tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
                    raise SystemExit(f"{name} is not ready (exit code {process.poll()}). The end of its log:\n{tail}")
                time.sleep(0.2)
            yield process
        finally:
            for sign in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                    os.killpg(process.pid, sign)
                    process.wait(STOPS_WITHIN)
                    break

    def python(self, *requirements: str) -> Path:
        """Return the programs of an environment with these packages."""
        programs = self.installed / "bin"
        _once(self.installed, requirements, lambda: _install(self.installed, programs, requirements))
        return programs


def _install(folder: Path, programs: Path, requirements: tuple[str, ...]) -> None:
    venv.create(folder, with_pip=True, clear=True)
    subprocess.run([programs / "pip", "install", "-qq", *requirements], check=True)


def _once(folder: Path, what: object, do: Callable[[], object]) -> None:
    """Do something whose result stays in a folder, unless the folder has it."""
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != repr(what):
        do()
        stamp.write_text(repr(what))


def stock(release: str) -> Callable[[Home], Iterator[str]]:
    """Return how `langgraph dev` of a release is started."""

    def serve(home: Home) -> Iterator[str]:
        programs = home.python(f"langgraph-api=={release}", "langgraph-cli[inmem]")
        names = _write_config(home.folder)
        port = _free_port()
        options = ["--no-browser", "--no-reload", "--n-jobs-per-worker", str(JOBS), "--port", str(port)]
        with home.start("server", [programs / "langgraph", "dev", *options], lambda: _serves(port, names)):
            yield f"http://127.0.0.1:{port}"

    return serve


def langgraph_js(home: Home) -> Iterator[str]:
    """Serve the graphs of LangGraph.js."""
    package = (HERE / "js" / "package.json").read_text()
    home.installed.mkdir(parents=True, exist_ok=True)
    for file in (HERE / "js").iterdir():
        shutil.copy(file, home.installed)
    npm = [_program("npm"), "install", "--no-audit", "--no-fund", "--silent"]
    _once(home.installed, package, lambda: subprocess.run(npm, cwd=home.installed, check=True))
    # It keeps its data where its graphs are.
    shutil.rmtree(home.installed / ".langgraph_api", ignore_errors=True)
    names = set(json.loads((HERE / "js" / "langgraph.json").read_text())["graphs"])
    port = _free_port()
    options = ["--no-browser", "--no-reload", "-n", str(JOBS), "--host", "127.0.0.1", "--port", str(port)]
    program = home.installed / "node_modules" / ".bin" / "langgraphjs"
    with home.start("server", [program, "dev", *options], lambda: _serves(port, names), cwd=home.installed):
        yield f"http://127.0.0.1:{port}"


def langhost(home: Home) -> Iterator[str]:
    """Serve two nodes on PostgreSQL and Redis, behind nginx."""
    programs = home.python("langhost==0.11.1.post1")
    names = _write_config(home.folder)
    database, redis, front, *nodes = (_free_port() for _ in range(5))
    env = {
        **os.environ,
        **QUIET,
        "DATABASE_URI": f"postgresql://postgres@127.0.0.1:{database}/postgres",
        "REDIS_URI": f"redis://127.0.0.1:{redis}/0",
    }
    with contextlib.ExitStack() as stack:
        # PostgreSQL refuses to run as root.
        user: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        data = home.folder / "data"
        data.mkdir()
        if user:
            shutil.chown(data, **user)
        initdb = [_program("initdb"), "-D", data, "-U", "postgres", "--auth", "trust", "--no-sync"]
        subprocess.run(initdb, check=True, cwd=data, stdout=subprocess.DEVNULL, **user)
        options = ["-D", data, "-p", str(database), "-h", "127.0.0.1", "-k", data, "-c", "fsync=off", "-N", "300"]
        run = stack.enter_context
        run(home.start("postgres", [_program("postgres"), *options], lambda: _listens(database), **user))
        options = ["--port", str(redis), "--bind", "127.0.0.1", "--save", ""]
        run(home.start("redis", [_program("redis-server"), *options], lambda: _listens(redis)))
        for port in nodes:  # one after the other: the first one makes the tables
            options = ["--port", str(port), "--n-jobs-per-worker", str(JOBS), "--allow-blocking"]
            node = [programs / "langhost", "serve", *options]
            run(home.start(f"node-{port}", node, lambda port=port: _serves(port, names), env=env))
        text = " ".join(f"server 127.0.0.1:{port};" for port in nodes)
        (home.folder / "nginx.conf").write_text(NGINX.format(port=front, nodes=text))
        options = ["-p", home.folder, "-e", home.folder / "nginx.err", "-c", home.folder / "nginx.conf"]
        run(home.start("nginx", [_program("nginx"), *options], lambda: _serves(front, names)))
        yield f"http://127.0.0.1:{front}"


SERVERS: dict[str, Callable[[Home], Iterator[str]]] = {
    "langgraph-api 0.16.7": stock("0.16.7"),
    "langgraph-api 0.13.8": stock("0.13.8"),
    "langhost 0.11.1": langhost,
    "LangGraph.js 1.5.1": langgraph_js,
}


def _write_config(folder: Path) -> set[str]:
    """Write the configuration of a Python server, and return the names of its graphs."""
    graphs: dict[str, str] = {}
    folders = [ROOT / "examples" / "server", ROOT / "tests" / "server"]
    for each in folders:
        config = json.loads((each / "langgraph.json").read_text())
        graphs.update({name: str(each / place) for name, place in config["graphs"].items()})
    config = {"dependencies": [str(each) for each in folders], "graphs": graphs}
    (folder / "langgraph.json").write_text(json.dumps(config))
    return set(graphs)


def _program(name: str) -> str:
    """Return the path of a program: Debian keeps some where no PATH leads."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([*map(str, places), os.environ.get("PATH", ""), "/usr/sbin"])
    return shutil.which(name, path=path) or sys.exit(f"The program {name} is missing: see {HERE / '__main__.py'}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def _serves(port: int, names: set[str]) -> bool:
    """Whether this is the server of our graphs, and not one that was given the port meanwhile."""
    with get_client(url=f"http://127.0.0.1:{port}", api_key=None, max_retries=0, timeout=5) as client:
        try:
            return names <= {each["graph_id"] for each in client.assistants.search(limit=1000)}
        except LangGraphError:
            return False


def table(results: Path, names: list[str]) -> str:
    """Return the table of what came of each story on each server."""
    rows: dict[str, dict[str, str]] = {}
    cases = ET.parse(results).iter("testcase")  # noqa: S314 - written a moment ago
    for case in sorted(cases, key=lambda case: int(case.attrib["line"])):
        said = {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}
        is_bad = case.find("failure") is not None or case.find("error") is not None
        cell = "**fails**" if is_bad else said.get("instead", "yes")
        cells = rows.setdefault(said["story"], {})
        if cells.get(said["server"], "yes") == "yes":
            cells[said["server"]] = cell
    lines = [["", *names], ["---"] * (len(names) + 1)]
    lines += [[story, *(cells.get(name, "") for name in names)] for story, cells in rows.items()]
    today = dt.datetime.now(dt.timezone.utc).date()
    heading = f"{len(rows)} scenarios, run on {today:%B} {today.day}, {today.year}.\n\n"
    return heading + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main() -> int:
    """Start the servers, tell the stories, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / ".tox" / "other-servers", help="where servers are kept")
    parser.add_argument("--only", action="append", choices=SERVERS, help="tell the stories to this server")
    parser.add_argument("--serve", action="store_true", help="start the servers, and tell no stories")
    given, others = parser.parse_known_args()
    names: list[str] = given.only or list(SERVERS)
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home.chmod(0o755)  # PostgreSQL and the workers of nginx are other users
        urls = {}
        for number, name in enumerate(names):
            (home / str(number)).mkdir()
            kept = given.folder.resolve() / name.replace(" ", "-")
            serve = contextlib.contextmanager(SERVERS[name])
            print(f"Starting {name} ...", flush=True)
            urls[name] = stack.enter_context(serve(Home(kept, home / str(number))))
            print(f"{name} is at {urls[name]}", flush=True)
        if given.serve:
            signal.pause()
        results = home / "results.xml"
        stories = [HERE / "stories.py", f"--junit-xml={results}", "-o", "junit_family=xunit1"]
        stories += [
            "--numprocesses",
            "4",
            "--timeout",
            "300",
        ]  # a story waits for the runs of all of them
        env = {**os.environ, "SERVERS": json.dumps(urls)}
        code = subprocess.run([sys.executable, "-m", "pytest", *stories, *others], env=env, check=False).returncode
        if results.exists():
            text = table(results, names)
            print(text)
            if not given.only and not others and code == 0:
                before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
                after = rest.split(END)[1]
                PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")
    return code


def _terminate(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminate)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
