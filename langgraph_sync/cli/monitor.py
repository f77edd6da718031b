"""Calls to a monitor of scheduled jobs, by the protocol of healthchecks: /start, then the address itself or /fail."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from typing import Final, Optional
from urllib.parse import urlsplit, urlunsplit

import requests

from .exit_status import SUCCESS
from .output import Screen

_MOST: Final = 10_000  # bytes that such a monitor keeps
_ATTEMPTS: Final = 2
_TIMEOUT: Final = (5, 10)
_PATIENCE: Final = 10.0  # seconds, at the end of the command


class Monitor:
    """A monitor that is told at once that a command begins, and then how it ends; meanwhile the command goes on."""

    def __init__(self, url: str, screen: Screen) -> None:
        import uuid  # noqa: PLC0415 - only for monitors

        self._url = url
        self._run_id = str(uuid.uuid4())
        self._screen = screen
        self._problem: Optional[str] = None
        self._calls: queue.SimpleQueue[Optional[tuple[str, str]]] = queue.SimpleQueue()
        self._calls.put(("/start", ""))
        self._thread = threading.Thread(target=self._work, name="monitor", daemon=True)
        self._thread.start()

    def end(self, status: int) -> None:
        """Say how the command has ended, with the end of what it has written; wait for that, but not for long."""
        self._calls.put(("" if status == SUCCESS else "/fail", self._screen.tail))
        self._calls.put(None)
        with suppress(KeyboardInterrupt):
            self._thread.join(_PATIENCE)
            problem = "no answer" if self._thread.is_alive() else self._problem
            if problem is not None:
                self._screen.note(f"The monitor could not be told: {problem}")

    def _work(self) -> None:
        for what, text in iter(self._calls.get, None):
            body = text.encode("utf-8", "replace")[-_MOST:]
            for _ in range(_ATTEMPTS):
                try:
                    parts = urlsplit(self._url)
                    url = urlunsplit(parts._replace(path=parts.path.rstrip("/") + what))
                    answer = requests.post(url, params={"rid": self._run_id}, data=body, timeout=_TIMEOUT)
                except Exception as failure:  # noqa: BLE001 - whatever it is, the command goes on
                    self._problem = type(failure).__name__  # its text has the address, which is a secret
                    continue
                self._problem = f"status {answer.status_code}" if answer.status_code >= 400 else None
                if answer.status_code < 500:
                    break
