"""A Celery task that may be delivered twice, and retried: its run is started once."""

from __future__ import annotations

import os
import uuid

from celery import Celery

from langgraph_sync import TRANSIENT_ERRORS, get_client

app = Celery("jobs", broker=os.environ.get("BROKER", "memory://"), backend=os.environ.get("BACKEND", "cache+memory://"))
app.conf.task_acks_late = True  # a task whose worker dies is delivered again
client = get_client()


@app.task(autoretry_for=TRANSIENT_ERRORS, retry_backoff=True, max_retries=5)
def answer(order: str, question: str) -> str:
    """Answer the question of an order; `order` identifies the run."""
    state = client.runs.wait(
        uuid.uuid5(uuid.NAMESPACE_URL, order),
        "agent",
        input={"messages": [{"role": "human", "content": question}]},
        if_not_exists="create",
        idempotency_key=order,
    )
    text: str = state["messages"][-1]["content"]
    return text
