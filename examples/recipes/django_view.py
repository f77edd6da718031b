"""A Django view that streams text, and cancels the run when the browser leaves; `path("answer", answer)` serves it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse

from langgraph_sync import get_client, with_text

client = get_client()


def answer(request: HttpRequest) -> StreamingHttpResponse:
    """Stream the answer to a question."""
    question = {"messages": [{"role": "human", "content": request.GET["question"]}]}
    thread_id = client.threads.create()["thread_id"]
    parts = client.runs.stream(
        thread_id, "agent", input=question, stream_mode="messages-tuple", heartbeats=True, on_exit="cancel"
    )
    next(parts)  # a run that can't be started is an error of the view, not a broken stream

    def lines() -> Iterator[str]:
        for part, text in with_text(parts):
            if part.event == "heartbeat":
                yield ":\n\n"  # a write shows whether the browser is still there
            elif text:
                yield f"data: {json.dumps(text)}\n\n"
        yield "event: end\ndata:\n\n"

    return StreamingHttpResponse(lines(), content_type="text/event-stream")
