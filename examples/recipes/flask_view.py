"""A Flask view that streams text to a browser's EventSource, and cancels the run when the browser leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Flask, Response, request

from langgraph_sync import LangGraphError, get_client, with_text

app = Flask(__name__)
client = get_client()


@app.get("/answer/<assistant_id>")
def answer(assistant_id: str) -> Response:
    """Stream the answer to a question."""
    question = {"messages": [{"role": "human", "content": request.args["question"]}]}
    thread_id = client.threads.create()["thread_id"]
    parts = client.runs.stream(
        thread_id,
        assistant_id,
        input=question,
        stream_mode=["messages-tuple", "updates"],
        heartbeats=True,
        on_exit="cancel",
    )
    next(parts)  # a run that can't be started is an error of the view, not a broken stream

    def lines() -> Iterator[str]:
        try:
            for part, text in with_text(parts):
                if part.event == "heartbeat":
                    yield ":\n\n"  # a write shows whether the browser is still there
                elif text:
                    yield f"data: {json.dumps(text)}\n\n"
                elif part.event == "updates" and "__interrupt__" in part.data:
                    yield f"event: question\ndata: {json.dumps(part.data['__interrupt__'])}\n\n"
        except LangGraphError:
            app.logger.exception("the run on thread %s has failed", thread_id)
            yield "event: failed\ndata: {}\n\n"
        else:
            yield "event: end\ndata: {}\n\n"

    headers = {"x-thread-id": thread_id, "x-accel-buffering": "no"}  # nginx would hold the response back
    return Response(lines(), mimetype="text/event-stream", headers=headers)
