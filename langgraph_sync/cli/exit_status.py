"""What an exit status means: a number for each cause, so that a scheduler can tell them from each other."""

from __future__ import annotations

import errno
import re
from typing import Final

from .. import errors
from .._text import did_you_mean

SUCCESS: Final = 0
FAILED: Final = 1
USAGE: Final = 2
WAITING: Final = 3
CANCELLED: Final = 4
REFUSED: Final = 65
MISSING: Final = 66
UNREACHABLE: Final = 69
BUG: Final = 70
TRY_LATER: Final = 75
BROKEN: Final = 76
FORBIDDEN: Final = 77
CONFIGURATION: Final = 78
DEADLINE: Final = 124
INTERRUPTED: Final = 130
READER_GONE: Final = 141
TERMINATED: Final = 143

# The word for it in the last line of `-o jsonl`, and the sentence in `help exit-status`.
MEANINGS: Final[dict[int, tuple[str, str]]] = {
    SUCCESS: ("succeeded", "success (also a run that was skipped by --if-busy skip)"),
    FAILED: ("failed", "the run failed, or hit the server's time limit"),
    USAGE: ("misused", "the command was not called as its --help says"),
    WAITING: ("waiting", "the run waits for a human: see pending, answer, approve, reject"),
    CANCELLED: ("cancelled", "somebody else cancelled or removed the run"),
    REFUSED: ("refused", "the input is not JSON, or the server refuses it"),
    MISSING: ("missing", "no such assistant, thread, run, question or file"),
    UNREACHABLE: ("unreachable", "the server can't be reached, or answers 5xx"),
    BUG: ("bug", "a bug of this command"),
    TRY_LATER: ("busy", "try again later: the journal is in use, the thread is busy, or too many requests (429)"),
    BROKEN: ("broken", "not a LangGraph server, or a stream that broke and can't be resumed"),
    FORBIDDEN: ("forbidden", "the API key is missing, wrong or not permitted to do this; a file can't be opened"),
    CONFIGURATION: ("misconfigured", "the settings are wrong: URL, key file, certificates, proxy"),
    DEADLINE: ("timed out", "--deadline has passed"),
    INTERRUPTED: ("interrupted", "Ctrl-C (SIGINT)"),
    READER_GONE: ("unread", "what reads the output has gone (SIGPIPE)"),
    TERMINATED: ("terminated", "SIGTERM"),
}


class ExitError(Exception):
    """What keeps a command from doing its work, with the status to exit with."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Terminated(BaseException):
    """SIGTERM has come."""


class ReaderGone(BaseException):
    """Nobody reads what is written to stdout any more."""


GIVEN_UP: Final = (errors.DeadlineExceededError, KeyboardInterrupt, Terminated, ReaderGone)
"""What ends a command before its run has ended."""

# The first row with a class that fits decides.
_CAUSES: Final[dict[int, tuple[type[BaseException], ...]]] = {
    CANCELLED: (errors.RunCancelledError,),
    FAILED: (errors.RunError,),
    DEADLINE: (errors.DeadlineExceededError,),
    TRY_LATER: (errors.JournalInUseError, errors.ConflictError, errors.RateLimitError),
    MISSING: (errors.NotFoundError, FileNotFoundError),
    FORBIDDEN: (errors.AuthenticationError, errors.PermissionDeniedError, OSError),
    UNREACHABLE: (errors.InternalServerError, errors.APIConnectionError),
    REFUSED: (errors.APIStatusError,),
    BROKEN: (errors.APIResponseError, errors.CommandError, errors.StreamInterruptedError),
    USAGE: (ValueError,),  # of options that do not go together
    INTERRUPTED: (KeyboardInterrupt,),
    TERMINATED: (Terminated,),
    READER_GONE: (ReaderGone,),
}

# How servers refuse, with another status than 404, a name or an id that nothing has.
_NO_SUCH: Final = re.compile(r"^Invalid (assistant|thread|run|cron)( ID)?:|\bInvalid uuid\b")
_GRAPHS: Final = re.compile(r"Invalid assistant: '(.*?)'\.\s.* registered graphs: (.+)", re.DOTALL)

# What may be over by the next start, such as a full disk.
_TRANSIENT: Final = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def status_of(problem: BaseException) -> int:
    """Return the exit status for what was raised."""
    if isinstance(problem, ExitError):
        return problem.status
    if isinstance(problem, errors.APIConnectionError) and not problem.may_retry:
        return CONFIGURATION
    if isinstance(problem, errors.APIStatusError):
        if problem.status_code == 407:
            return FORBIDDEN
        if problem.status_code in (400, 422) and _NO_SUCH.search(problem.detail):
            return MISSING
    if isinstance(problem, errors.StreamInterruptedError) and _is_unreachable(problem.__cause__):
        return UNREACHABLE
    if isinstance(problem, OSError) and problem.errno in _TRANSIENT:
        return TRY_LATER
    return next((status for status, kinds in _CAUSES.items() if isinstance(problem, kinds)), BUG)


def text_of(problem: BaseException) -> str:
    """Return what a failure says; if the server names its graphs, also which of them may be meant."""
    found = _GRAPHS.match(problem.detail) if isinstance(problem, errors.APIStatusError) else None
    return f"{problem}{did_you_mean(found[1], found[2].split(', ')) if found else ''}"


def word_of(status: int, problem: object = None) -> str:
    """Return the outcome in a word."""
    return "timed out" if isinstance(problem, errors.RunTimeoutError) else MEANINGS[status][0]


def _is_unreachable(cause: object) -> bool:
    """Return whether a stream could not be resumed since nobody answers at all."""
    is_refused = isinstance(cause, errors.APIConnectionError) and not cause.may_have_arrived
    return is_refused or isinstance(cause, errors.InternalServerError)


def exit_status_help() -> str:
    """Return the page `help exit-status`."""
    from textwrap import fill  # noqa: PLC0415 - only for this page

    lines = [fill(f"{status:5}  {said}", 80, subsequent_indent=" " * 7) for status, (_, said) in MEANINGS.items()]
    return "\n".join(["Exit status of langgraph-sync:", "", *lines, "", "Any other number is a failure.", ""])
