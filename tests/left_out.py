"""What of the official synchronous client this one leaves out, and why."""

from __future__ import annotations

_DURABILITY = "the server has replaced it by `durability`"
LEFT_OUT_METHODS = {
    "threads.stream": "a session of background threads; `stream_run`, `command` and `stream_events` are its protocol",
}
LEFT_OUT_PARAMETERS = {
    ("runs.stream", "checkpoint_during"): _DURABILITY,
    ("runs.create", "checkpoint_during"): _DURABILITY,
    ("runs.wait", "checkpoint_during"): _DURABILITY,
    ("crons.create", "checkpoint_during"): _DURABILITY,
    ("crons.create_for_thread", "checkpoint_during"): _DURABILITY,
    ("runs.stream", "version"): "there is one form of parts, which has what both of the official ones have",
}
