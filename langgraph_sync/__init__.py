"""The LangGraph client for synchronous Python."""

import logging

from ._sse import ServerSentEvent
from ._version import __version__
from .client import LangGraphClient, get_client
from .errors import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    CommandError,
    ConflictError,
    DeadlineExceededError,
    InternalServerError,
    JournalInUseError,
    LangGraphError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RunCancelledError,
    RunError,
    RunFailedError,
    RunTimeoutError,
    StreamInterruptedError,
    UnprocessableEntityError,
)
from .journal import read_journal
from .parts import StreamPart
from .tokens import tokens

__all__ = [
    "APIConnectionError",
    "APIResponseError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "CommandError",
    "ConflictError",
    "DeadlineExceededError",
    "InternalServerError",
    "JournalInUseError",
    "LangGraphClient",
    "LangGraphError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "RunCancelledError",
    "RunError",
    "RunFailedError",
    "RunTimeoutError",
    "ServerSentEvent",
    "StreamInterruptedError",
    "StreamPart",
    "UnprocessableEntityError",
    "__version__",
    "get_client",
    "read_journal",
    "tokens",
]

# Who sets up no logging is not to find warnings on stderr: a cron job would mail them every night.
logging.getLogger("langgraph_sync").addHandler(logging.NullHandler())
