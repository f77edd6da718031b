"""Everything that can go wrong, as a tree.

LangGraphError
    APIConnectionError              no usable answer: refused, reset, unknown host, bad certificate
        APITimeoutError             no answer in time
    APIStatusError                  an answer with a status of 4xx or 5xx
        BadRequestError             400
        AuthenticationError         401
        PermissionDeniedError       403
        NotFoundError               404
        ConflictError               409
        UnprocessableEntityError    422
        RateLimitError              429
        InternalServerError         5xx
    APIResponseError                an answer of another kind than expected, such as a web page
    CommandError                    a command of the thread protocol that the server cannot execute
    StreamInterruptedError          a stream that was cut before its run had ended
    RunError                        a run that did not succeed
        RunFailedError              it raised an exception
        RunCancelledError           it was cancelled, or deleted
        RunTimeoutError             the server's time limit stopped it
    DeadlineExceededError           the `deadline` of a call has passed
    JournalInUseError               another stream, here or elsewhere, writes the journal

Bad arguments are a ``TypeError`` or a ``ValueError`` at the call. No error holds a request, a header or a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Optional, cast


class LangGraphError(Exception):
    """The root of all errors of this package; each takes a text, and its attributes by name."""

    def __init__(self, text: str, /, **attributes: Any) -> None:
        super().__init__(text)
        for name, value in attributes.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no attribute {name!r}")
            is_mapping = isinstance(value, Mapping)  # not each kind can be pickled
            setattr(self, name, dict(cast("Mapping[str, object]", value)) if is_mapping else value)

    @property
    def may_retry(self) -> bool:
        """Whether another attempt may succeed, because the failure is transient.

        True for a status of 429 or 5xx, except 501; for a connection that failed, broke off or timed out, unless
        settings are the cause (an untrusted certificate, a missing CA file, a URL that can't be sent, a proxy that
        refuses); and for a stream that was cut. False for a run that failed, was cancelled or hit the server's time
        limit, since it was executed; and for your own `deadline`. Another attempt may still repeat what the first one
        did, if only its answer was lost: with an `idempotency_key` it follows the first run instead.
        """
        return False


class APIConnectionError(LangGraphError):
    """No usable answer came."""

    method: str = ""
    """HTTP method of the request."""
    url: str = ""
    """Address of the request, without its query."""
    may_have_arrived: bool = True
    """Whether the server may have received the request, and processed it."""
    may_retry: bool = True  # pyright: ignore[reportIncompatibleMethodOverride] - set when it is made
    """Whether another attempt may succeed: not if settings are the cause."""


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class APIStatusError(LangGraphError):
    """The server answered with a status of 4xx or 5xx."""

    method: str = ""
    """HTTP method of the request."""
    url: str = ""
    """Address of the request, without its query."""
    status_code: int = 0
    """Status of the answer."""
    detail: str = ""
    """What the server says about the failure."""
    body: Any = None
    """The answer, decoded if it is JSON; at most its first 16 KiB."""
    retry_after: Optional[float] = None
    """Seconds that the server asks to wait before the next attempt."""
    headers: Mapping[str, str] = MappingProxyType({})
    """Headers of the answer, with lower-case names and without cookies."""

    @property
    def may_retry(self) -> bool:
        """Whether another attempt may succeed: 429 and 5xx, except 501."""
        return self.status_code == 429 or (self.status_code >= 500 and self.status_code != 501)

    @property
    def request_id(self) -> Optional[str]:
        """The server's id for the request, for its operators."""
        return self.headers.get("x-request-id")


class BadRequestError(APIStatusError):
    """400: the server does not understand the request."""


class AuthenticationError(APIStatusError):
    """401: the server does not accept the credentials."""


class PermissionDeniedError(APIStatusError):
    """403: the credentials do not permit this."""


class NotFoundError(APIStatusError):
    """404: the server knows no such thread, run, assistant or route."""


class ConflictError(APIStatusError):
    """409: it already exists, or the thread is busy."""


class UnprocessableEntityError(APIStatusError):
    """422: a field has an invalid value."""


class RateLimitError(APIStatusError):
    """429: too many requests."""


class InternalServerError(APIStatusError):
    """5xx: the server failed."""


class APIResponseError(LangGraphError):
    """The server returned an answer of another kind than expected."""

    method: str = ""
    """HTTP method of the request."""
    url: str = ""
    """Address of the request, without its query."""


class CommandError(LangGraphError):
    """The server cannot execute a command of the thread protocol."""

    code: str = ""
    """Kind of failure, such as `no_such_interrupt`."""
    message: str = ""
    """What the server says about the failure."""
    thread_id: Optional[str] = None
    """Thread that the command was for."""


class StreamInterruptedError(LangGraphError):
    """A stream was cut before its run had ended. The events so far are valid, the rest is missing."""

    thread_id: Optional[str] = None
    """Thread of the run; None if it has none, or is not known yet."""
    run_id: Optional[str] = None
    """Id of the run; None if it is not known yet."""
    last_event_id: Optional[str] = None
    """Id of the last event that was received; None if the server sends none."""
    may_retry: bool = True  # pyright: ignore[reportIncompatibleMethodOverride] - set when it is made
    """Whether another attempt may succeed."""


class RunError(LangGraphError):
    """A run did not succeed."""

    thread_id: Optional[str] = None
    """Thread of the run; None if it has none, or is not known yet."""
    run_id: Optional[str] = None
    """Id of the run; None if it is not known yet."""


class RunFailedError(RunError):
    """A run raised an exception."""

    error: str = ""
    """Name of the exception's class."""
    message: str = ""
    """Text of the exception; the server replaces it by a fixed sentence for classes that are not built in."""


class RunCancelledError(RunError):
    """A run was cancelled, or deleted."""


class RunTimeoutError(RunError):
    """The server's time limit stopped a run."""


class DeadlineExceededError(LangGraphError):
    """The `deadline` of a call has passed."""

    thread_id: Optional[str] = None
    """Thread of the run; None if it has none, or is not known yet."""
    run_id: Optional[str] = None
    """Id of the run; None if it is not known yet."""


class JournalInUseError(LangGraphError):
    """Another stream, of this process or of another one, writes the journal."""


TRANSIENT_ERRORS = (APIConnectionError, RateLimitError, InternalServerError, StreamInterruptedError)
"""The classes of errors that may be transient, for `except` and for Celery's `autoretry_for`.

A class does not distinguish a bad certificate from a restart of the server: where code can look at the error, ask its
`may_retry`. A second attempt may start a second run, unless it carries the `idempotency_key` of the first one.
"""

_BY_STATUS = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error_class(status_code: int) -> type[APIStatusError]:
    """Return the class for a status of 4xx or 5xx."""
    return _BY_STATUS.get(status_code, InternalServerError if status_code >= 500 else APIStatusError)
