"""The recipes with Celery: a real worker, which gets its tasks from a broker in memory."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker

from langgraph_sync import APIConnectionError, LangGraphClient, NotFoundError


@pytest.fixture(scope="module")
def celery(server_url: str) -> Iterator[Any]:
    """The recipe, while a worker with four threads executes its tasks."""
    assert server_url
    import celery_task  # noqa: PLC0415 - its client reads the address when it is imported

    with start_worker(celery_task.app, pool="threads", concurrency=4, perform_ping_check=False):
        yield celery_task


def runs_of(client: LangGraphClient, order: str) -> list[str]:
    """How the runs of an order have ended."""
    return [run["status"] for run in client.runs.list(str(uuid.uuid5(uuid.NAMESPACE_URL, order)))]


def test_task_that_is_delivered_again(celery: Any, client: LangGraphClient) -> None:
    """Each delivery returns the answer, of one run, also when two come at once."""
    order = str(uuid.uuid4())
    deliveries = [celery.answer.delay(order, "Where is it?") for _ in range(3)]

    assert ["end"] * 3 == [each.get(timeout=60) for each in deliveries]
    assert "end" == celery.answer.delay(order, "Where is it?").get(timeout=60)
    assert ["success"] == runs_of(client, order)


def test_task_that_is_retried(celery: Any, client: LangGraphClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transient failure is retried by Celery, and finds the run that the first attempt has started."""
    order, wait, failures = str(uuid.uuid4()), celery.client.runs.wait, [1]

    def fails_once(*args: Any, **options: Any) -> Any:
        state = wait(*args, **options)
        if failures:
            failures.clear()
            raise APIConnectionError("the connection broke off")
        return state

    monkeypatch.setattr(celery.client.runs, "wait", fails_once)
    monkeypatch.setattr(celery.answer, "retry_backoff", 0, raising=False)

    assert "end" == celery.answer.delay(order, "Where is it?").get(timeout=60)
    assert [] == failures
    assert ["success"] == runs_of(client, order)


def test_task_that_fails(celery: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not transient reaches whoever waits for the task, as the error that it is."""

    def fails(*_: Any, **__: Any) -> None:
        raise NotFoundError("no such assistant", status_code=404)

    monkeypatch.setattr(celery.client.runs, "wait", fails)

    with pytest.raises(NotFoundError, match="no such assistant"):
        celery.answer.delay("order", "Where is it?").get(timeout=60)


def test_batch_across_workers(celery: Any, client: LangGraphClient) -> None:
    """It returns the answers in order; a second start of the same batch starts no further run."""
    assert celery
    from celery_batch import answers  # noqa: PLC0415 - it imports the task

    batch = str(uuid.uuid4())
    for _ in range(2):
        assert ["end"] * 6 == answers(batch, (f"Question {number}" for number in range(6)))

    assert [["success"]] * 6 == [runs_of(client, f"{batch}-{row}") for row in range(6)]
