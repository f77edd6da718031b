"""Everything that goes wrong, as a tree.

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
    APIResponseError                an answer that is not what it should be, such as a web page
    CommandError                    a command of the thread protocol that the server can't carry out
    StreamInterruptedError          a stream that broke off before its run had ended
    RunError                        a run that did not succeed
        RunFailedError              it raised an exception
        RunCancelledError           it was cancelled, or removed
        RunTimeoutError             the server's time limit stopped it
    DeadlineExceededError           the `deadline` of a call has passed
    JournalInUseError               another stream, here or elsewhere, writes the journal

Bad arguments are a ``TypeError`` or a ``ValueError`` at the call. No error holds a request, a header or a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional


class LangGraphError(Exception):
    """The root of all errors of this package."""


class APIConnectionError(LangGraphError):
    """No usable answer came."""

    def __init__(self, message: str, *, method: str = "", url: str = "", may_have_arrived: bool = True) -> None:
        super().__init__(message)
        self.method = method
        self.url = url
        """Address that was asked, without its query."""
        self.may_have_arrived = may_have_arrived
        """Whether the server may have got the request, and may have done what it says."""


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class APIStatusError(LangGraphError):
    """The server answered with a status of 4xx or 5xx."""

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        url: str = "",
        status_code: int = 0,
        detail: str = "",
        body: Any = None,
        retry_after: Optional[float] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> None:
        super().__init__(message)
        self.method = method
        self.url = url
        """Address that was asked, without its query."""
        self.status_code = status_code
        self.detail = detail
        """What the server says about it."""
        self.body = body
        """The answer, decoded if it is JSON; at most its first 16 KiB."""
        self.retry_after = retry_after
        """Seconds that the server asks to wait before the next attempt."""
        self.headers = headers or {}
        """Headers of the answer, under lower-case names, cookies left out."""
        self.request_id = self.headers.get("x-request-id")
        """The server's name for the request, for its operators."""


class BadRequestError(APIStatusError):
    """400: the server does not understand the request."""


class AuthenticationError(APIStatusError):
    """401: the server does not know the caller."""


class PermissionDeniedError(APIStatusError):
    """403: the caller may not do this."""


class NotFoundError(APIStatusError):
    """404: there is no such thing."""


class ConflictError(APIStatusError):
    """409: it exists already, or the thread is busy."""


class UnprocessableEntityError(APIStatusError):
    """422: a field has a wrong value."""


class RateLimitError(APIStatusError):
    """429: too many requests."""


class InternalServerError(APIStatusError):
    """5xx: the server failed."""


class APIResponseError(LangGraphError):
    """The server answered something else than it should."""

    def __init__(self, message: str, *, method: str = "", url: str = "") -> None:
        super().__init__(message)
        self.method = method
        self.url = url
        """Address that was asked, without its query."""


class CommandError(LangGraphError):
    """The server can't carry out a command of the thread protocol."""

    def __init__(self, text: str, *, code: str = "", message: str = "") -> None:
        super().__init__(text)
        self.code = code
        """What kind of failure, such as `no_such_interrupt`."""
        self.message = message
        """What the server says about it."""


class StreamInterruptedError(LangGraphError):
    """A stream broke off before its run had ended. What was received is true, what follows is missing."""

    def __init__(
        self,
        message: str,
        *,
        thread_id: Optional[str] = None,
        run_id: Optional[str] = None,
        last_event_id: Optional[str] = None,
        may_resume: bool = False,
    ) -> None:
        super().__init__(message)
        self.thread_id = thread_id
        self.run_id = run_id
        self.last_event_id = last_event_id
        """Id of the last event that was received; None when the server sends none."""
        self.may_resume = may_resume
        """Whether the rest may be had later: the server could not be reached, and nothing says that events are lost."""


class RunError(LangGraphError):
    """A run did not succeed."""

    def __init__(self, text: str, *, thread_id: Optional[str] = None, run_id: Optional[str] = None) -> None:
        super().__init__(text)
        self.thread_id = thread_id
        self.run_id = run_id


class RunFailedError(RunError):
    """A run raised an exception."""

    def __init__(
        self,
        text: str,
        *,
        error: str = "",
        message: str = "",
        thread_id: Optional[str] = None,
        run_id: Optional[str] = None,
    ) -> None:
        super().__init__(text, thread_id=thread_id, run_id=run_id)
        self.error = error
        """Name of the exception's class."""
        self.message = message
        """What the exception says; the server puts a fixed sentence for classes that are not built in."""


class RunCancelledError(RunError):
    """A run was cancelled, or removed."""


class RunTimeoutError(RunError):
    """The server's time limit stopped a run."""


class DeadlineExceededError(LangGraphError):
    """The `deadline` of a call has passed."""

    def __init__(self, message: str, *, thread_id: Optional[str] = None, run_id: Optional[str] = None) -> None:
        super().__init__(message)
        self.thread_id = thread_id
        self.run_id = run_id


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
    """The class for a status of 4xx or 5xx."""
    return _BY_STATUS.get(status_code, InternalServerError if status_code >= 500 else APIStatusError)


class JournalInUseError(LangGraphError):
    """Another stream, of this process or of another one, writes the journal."""
