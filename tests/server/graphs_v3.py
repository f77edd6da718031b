"""The same graphs, with stream transformers registered.

The thread protocol (POST /threads/{id}/commands) only forwards the channels
`custom`, `updates`, `tasks`, ... when the module that holds the graph exports a
`stream_transformers` function; without it only values, messages and lifecycle
(plus input) reach the client.
"""

from langgraph.stream.transformers import (
    CheckpointsTransformer,
    CustomTransformer,
    TasksTransformer,
    UpdatesTransformer,
)
from langgraph.stream._types import StreamTransformer

from graphs import chat as chat_v3  # noqa: F401
from graphs import nested as nested_v3  # noqa: F401
from graphs import tools as tools_v3  # noqa: F401


class ToolsTransformer(StreamTransformer):
    """Ask the graph for the `tools` stream mode, pass its events through."""

    required_stream_modes = ("tools",)

    def init(self):
        return {}

    def process(self, event):
        return True


def stream_transformers():
    return [
        CustomTransformer,
        UpdatesTransformer,
        TasksTransformer,
        CheckpointsTransformer,
        ToolsTransformer,
    ]
