"""The command line: `langgraph-sync`, a thin face over the library."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Optional

from .exit_status import TERMINATED, Terminated, status_of
from .monitor import Monitor
from .output import NoteHandler, Screen
from .parsers import COMMANDS, parse


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Execute a command and return its exit status."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever started this has closed it
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - for good
    try:
        args = parse(sys.argv[1:] if arguments is None else arguments)
    except SystemExit as end:  # argparse has said why
        return int(end.code or 0)
    screen = Screen(getattr(args, "output", "text"), quiet_on_success=args.quiet_on_success)
    logger, notes = logging.getLogger("langgraph_sync"), NoteHandler(screen)
    level = logger.level
    logger.addHandler(notes)
    logger.setLevel(notes.level)
    try:
        return _execute(args, screen)
    finally:
        logger.setLevel(level)
        logger.removeHandler(notes)


def _execute(args: Namespace, screen: Screen) -> int:
    """Execute a command; whatever it raises becomes an exit status."""
    problem: Optional[BaseException] = None
    monitor = Monitor(args.monitor, screen) if getattr(args, "monitor", None) else None
    try:
        with _terminable():
            module, _, function = COMMANDS[args.command].code.partition(".")
            command: Callable[[Namespace, Screen], int] = getattr(import_module(f".{module}", __package__), function)
            status = command(args, screen)
    except BaseException as caught:  # noqa: BLE001 - Ctrl-C, SIGTERM and bugs have a status too
        problem, status = caught, status_of(caught)
    screen.end(status, problem)
    if monitor is not None:
        monitor.end(status)
    return status


@contextmanager
def _terminable() -> Generator[None, None, None]:
    """Let SIGTERM end the command as Ctrl-C does; a second one ends it at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def at_once(*_: Any) -> None:
        os._exit(TERMINATED)

    def terminate(*_: Any) -> None:
        signal.signal(signal.SIGTERM, at_once)
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
