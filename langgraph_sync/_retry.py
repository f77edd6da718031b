"""How long to wait, and how often to try again."""

from __future__ import annotations

import logging
import math
import random
import time
from typing import Final, Optional

from ._text import LOGGED, one_line
from .errors import APIStatusError, DeadlineExceededError, LangGraphError

DELAYS: Final = (0.5, 1, 2, 4, 5)
"""Seconds before each retry; a quarter more or less, so that the clients of a restarted server do not come together."""
LONGEST_RETRY_AFTER: Final = 30
"""Seconds that a server may ask to wait."""

logger = logging.getLogger("langgraph_sync")


class Deadline:
    """A moment after which a call is given up; without seconds it never comes."""

    def __init__(self, seconds: Optional[float]) -> None:
        if seconds is not None and not 0 < seconds < math.inf:
            raise ValueError(f"deadline must be a number of seconds above 0, not {seconds!r}")
        self.seconds = seconds
        self._end: Optional[float] = None

    def begin(self) -> Deadline:
        """Count the seconds from now on."""
        if self.seconds is not None:
            self._end = time.monotonic() + self.seconds
        return self

    def shorten(self, timeout: Optional[float]) -> Optional[float]:
        """Return a time-out that ends with the deadline; raise when that has passed."""
        if self._end is None:
            return timeout
        rest = self._end - time.monotonic()
        if rest <= 0:
            raise self.exceeded()
        return rest if timeout is None else min(rest, timeout)

    def has_passed(self) -> bool:
        """Return whether the moment has passed."""
        return self._end is not None and time.monotonic() >= self._end

    def exceeded(self) -> DeadlineExceededError:
        """Return the error for a call whose deadline has passed."""
        return DeadlineExceededError(f"the deadline of {self.seconds:g} second{'s' * (self.seconds != 1)} has passed")


NEVER: Final = Deadline(None)


def backoff_delay(failed: int) -> float:
    """Return the seconds to wait after so many failures before the last one."""
    return DELAYS[min(failed, len(DELAYS) - 1)] * random.uniform(0.75, 1.25)  # noqa: S311 - no secret


class Backoff:
    """Counts the attempts that fail, and waits longer after each one."""

    def __init__(self, retries: int, deadline: Deadline, *, longest: float = math.inf) -> None:
        self._retries = retries
        self._deadline = deadline
        self._longest = longest
        self._failed = 0

    def reset(self) -> None:
        """Begin to count anew."""
        self._failed = 0

    def wait(self, problem: LangGraphError, cause: Optional[BaseException] = None) -> None:
        """Wait before the next attempt, as long as the server asks; raise the problem when there have been enough."""
        if self._failed >= self._retries:
            raise problem
        delay = min(self._longest, backoff_delay(self._failed))
        answer = cause or problem
        if isinstance(answer, APIStatusError) and answer.retry_after is not None:
            delay = min(answer.retry_after, LONGEST_RETRY_AFTER)
        self._failed += 1
        logger.warning("Retry %d of %d in %.1f s: %s", self._failed, self._retries, delay, one_line(problem, LOGGED))
        time.sleep(self._deadline.shorten(delay) or 0)
