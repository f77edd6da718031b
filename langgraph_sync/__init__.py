"""A synchronous client for LangGraph servers, with typed event streams.

    from langgraph_sync import get_client, tokens

    client = get_client()  # LANGGRAPH_API_URL, else http://localhost:2024
    question = {"messages": [{"role": "user", "content": "What is a graph?"}]}
    parts = client.runs.stream(None, "agent", input=question, stream_mode="messages-tuple")
    for text in tokens(parts, delta=True):
        print(text, end="", flush=True)

get_client()                  a client; its resources have a method for each operation
    client.runs               start, stream, wait for, answer, follow and cancel runs
    client.threads            conversations and their saved states
    client.assistants         graphs with a configuration
    client.crons              cron jobs, which start scheduled runs
    client.store              values that graphs and programs share
    client.request()          any other route of the server
tokens()                      the text of a stream
StreamPart                    the events of a stream, each with its own type of data

langgraph_sync.graph          a graph with the types of its own input, output and state
langgraph_sync.errors         all errors, as a tree; their root is LangGraphError
langgraph_sync.models         types of everything that servers return
langgraph_sync.options        types of everything that methods take, with a sentence for each
langgraph_sync.parts          types of the events of a stream
langgraph_sync.testing        a fake server for your own tests

help(client.runs.stream) shows the options of a method, with their values and defaults.
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from ._sse import ServerSentEvent
from ._version import __version__
from .client import LangGraphClient, get_client
from .errors import (
    TRANSIENT_ERRORS,
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
from .parts import StreamPart
from .tokens import tokens, with_text

if TYPE_CHECKING:
    from ._map import RunResult
    from .journal import read_journal
    from .messages import WholeMessage, whole_messages

# Names that most programs do without, and the modules that are loaded for them.
_LATER = {
    "RunResult": "._map",
    "WholeMessage": ".messages",
    "read_journal": ".journal",
    "whole_messages": ".messages",
}

__all__ = [
    "TRANSIENT_ERRORS",
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
    "RunResult",
    "RunTimeoutError",
    "ServerSentEvent",
    "StreamInterruptedError",
    "StreamPart",
    "UnprocessableEntityError",
    "WholeMessage",
    "__version__",
    "get_client",
    "read_journal",
    "tokens",
    "whole_messages",
    "with_text",
]

# Without logging set up, Python would print warnings on stderr, and cron would mail them every night.
logging.getLogger("langgraph_sync").addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name], __name__), name)
