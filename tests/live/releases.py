"""How the releases of stock servers differ, as far as a test can see it: everything that depends on one stands here.

Live tests run against the newest release and against 0.13.8, which behaves as most deployed servers do.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import Any, NamedTuple

import pytest

from langgraph_sync import NotFoundError


class Release(NamedTuple):
    """The release of a server, as far as its number says anything."""

    major: int
    minor: int

    @classmethod
    def of(cls, version: str) -> Release:
        """The release that a server says it is."""
        major, minor = re.findall(r"\d+", version)[:2]
        return cls(int(major), int(minor))

    @property
    def streams_every_error(self) -> bool:
        """Whether `error` also comes for a cancelled run and a retried attempt; later only for the final failure."""
        return self < (0, 16)

    @property
    def failed_attempt(self) -> list[str]:
        """The events that end an attempt that the server retries."""
        return ["error"] if self.streams_every_error else []

    @property
    def error_after_the_last_attempt(self) -> str:
        """What a run failed with whose every attempt failed: what its graph raised, or that it was tried too often."""
        return "RetryableException" if self.streams_every_error else "RuntimeError"

    def has(self, since: str) -> Any:
        """A block of calls that work `since` a release; before it, the server knows nothing of such a path."""
        return nullcontext() if self >= Release.of(since) else pytest.raises(NotFoundError)
