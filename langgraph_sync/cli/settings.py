"""What a command is told: the server and its key, inputs, and where a job is kept."""

from __future__ import annotations

import json
import os
import stat
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any, Final, Optional

from ..client import LangGraphClient, get_client
from .exit_status import CONFIGURATION, MISSING, REFUSED, USAGE, ExitError

_FORBIDDEN_IN_NAMES: Final = frozenset('/\\:*?"<>|')


def connect(args: Namespace) -> LangGraphClient:
    """Return a client for the server that the options and the environment name; nothing is sent."""
    options = ((name, getattr(args, name)) for name in ("url", "timeout", "max_retries"))
    given: dict[str, Any] = {name: value for name, value in options if value is not None}
    file = args.api_key_file or os.environ.get("LANGGRAPH_API_KEY_FILE")
    if file:
        given["api_key"] = read_key(file)
    try:
        return get_client(**given)
    except ValueError as problem:
        raise ExitError(CONFIGURATION, str(problem)) from problem


def read_key(path: str) -> str:
    """Return the key in a file; refuse one that its owner should have hidden from others."""
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - also /dev/fd/3
            key = file.read().strip()
            if _is_exposed(file.fileno()):
                raise ExitError(CONFIGURATION, f"the key in {path} can be read by others: chmod 600 {path}")
    except (OSError, UnicodeDecodeError) as problem:
        raise ExitError(CONFIGURATION, f"the key file can't be read: {problem}") from problem
    if not key:
        raise ExitError(CONFIGURATION, f"the key file {path} is empty")
    return key


def _is_exposed(number: int) -> bool:
    """Return whether a file of our own can be read by others; a mounted secret has the permissions of its mount."""
    about = os.fstat(number)
    if not hasattr(os, "getuid") or not stat.S_ISREG(about.st_mode) or about.st_uid != os.getuid():
        return False
    return bool(about.st_mode & 0o077) and not os.fstatvfs(number).f_flag & os.ST_RDONLY


def read_text(given: str) -> str:
    """Return what an argument stands for: itself, `@file`, or `-` for stdin."""
    if given != "-" and not given.startswith("@"):
        return given
    try:
        found = sys.stdin.buffer.read() if given == "-" else Path(given[1:]).read_bytes()
        return found.decode("utf-8-sig")  # JSON is UTF-8, whatever the locale
    except FileNotFoundError:
        raise ExitError(MISSING, f"there is no file {given[1:]}") from None
    except UnicodeDecodeError as problem:
        raise ExitError(REFUSED, f"{given} is not UTF-8: {problem}") from None


def read_json(given: str, what: str) -> Any:
    """Return the value of an argument that is JSON, `@file`, or `-`."""
    try:
        return json.loads(read_text(given))
    except (ValueError, RecursionError) as problem:
        why = str(problem) or type(problem).__name__
        raise ExitError(REFUSED, f"{what} is not JSON ({why}): {given[:60]!r}") from None


def given_json(args: Namespace) -> dict[str, Any]:
    """Return the config and the context that are given, decoded."""
    found = ((name, getattr(args, name)) for name in ("config", "context"))
    return {name: read_json(value, f"--{name}") for name, value in found if value is not None}


def read_input(args: Namespace) -> Any:
    """Return the input of a run; None continues from the saved state."""
    if args.message is not None:
        return {"messages": [{"role": "user", "content": args.message}]}
    return None if args.input is None else read_json(args.input, "the input")


def place_of(args: Namespace) -> tuple[Optional[str], Optional[Path]]:
    """Return the thread that a run is started on, and its journal."""
    journal = None if args.journal is None else Path(args.journal)
    if args.job is None:
        for option, instead in (("journal", "--job NAME instead"), ("key", "--job NAME")):
            if getattr(args, option) is not None and args.thread is None:
                raise ExitError(USAGE, f"--{option} needs a thread: --thread ID, or {instead}")
        return args.thread, journal
    if args.thread is not None or journal is not None:
        raise ExitError(USAGE, "--job has a thread and a journal of its own: give no --thread and no --journal")
    name: str = args.job
    if not name.isprintable() or not name.strip(". ") or len(name.encode()) > 200 or _FORBIDDEN_IN_NAMES & set(name):
        raise ExitError(USAGE, f"a job is named like a file, without slashes, not {name!r}")
    folder = state_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return job_thread(name), folder / f"{name}.jsonl"


def job_thread(name: str) -> str:
    """Return the id of a job's thread: the same for the same name, on every machine."""
    import uuid  # noqa: PLC0415 - only for jobs

    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"langgraph-sync:{name}"))


def state_folder() -> Path:
    """Return the folder for the journals of jobs."""
    base = os.environ.get("XDG_STATE_HOME", "")
    try:
        folder = Path(base) if os.path.isabs(base) else Path.home() / ".local" / "state"  # noqa: PTH117
    except RuntimeError as problem:
        raise ExitError(CONFIGURATION, f"no folder for the journals of jobs: {problem} Set XDG_STATE_HOME.") from None
    return folder / "langgraph-sync"
