"""The LangGraph client for synchronous Python."""

from ._sse import ServerSentEvent
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
    "get_client",
    "tokens",
]
