"""How runs end that are cancelled, or that fail and are retried: for a program the same, whatever release serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from langgraph_sync import LangGraphClient, RunCancelledError, RunFailedError, StreamPart

if TYPE_CHECKING:
    from releases import Release

HELLO = {"messages": [{"role": "user", "content": "hi"}]}
LONG: Any = {"input": {"ticks": 300, "delay": 0.1}, "stream_mode": "custom"}
ACTIONS = ["interrupt", "rollback"]


def begin(client: LangGraphClient, thread_id: str, **options: Any) -> tuple[Any, str]:
    """Stream a run that takes long, as far as its first event."""
    stream = client.runs.stream(thread_id, "slow", **LONG, **options)
    metadata, _ = next(stream), next(stream)
    assert metadata.event == "metadata"
    return stream, metadata.data["run_id"]


def names(parts: list[StreamPart]) -> list[str]:
    """The names of events."""
    return [part.event for part in parts]


@pytest.mark.parametrize("resumable", [True, False])
@pytest.mark.parametrize("action", ACTIONS)
def test_cancelled_stream(client: LangGraphClient, thread_id: str, action: Any, resumable: bool) -> None:
    """It raises when somebody cancels the run that is streamed."""
    stream, run_id = begin(client, thread_id, stream_resumable=resumable)
    client.runs.cancel(thread_id, run_id, action=action)

    with pytest.raises(RunCancelledError) as caught:
        list(stream)
    assert (thread_id, run_id) == (caught.value.thread_id, caught.value.run_id)


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize("action", ACTIONS)
def test_cancelled_wait(client: LangGraphClient, thread_id: str, action: Any, begun: bool) -> None:
    """It raises when somebody cancels the run that is waited for, before or after the run has begun."""
    made = []

    def cancel(run: Any) -> None:
        made.append(run["run_id"])
        while begun and client.runs.get(thread_id, run["run_id"])["status"] == "pending":
            continue
        client.runs.cancel(thread_id, run["run_id"], action=action)

    with pytest.raises(RunCancelledError) as caught:
        client.runs.wait(thread_id, "slow", input=LONG["input"], on_run_created=cancel)
    assert made == [caught.value.run_id]


@pytest.mark.parametrize("action", ACTIONS)
def test_cancelled_join(client: LangGraphClient, thread_id: str, action: Any) -> None:
    """It raises when a run that is joined had begun and was cancelled; its events too end with that."""
    stream, run_id = begin(client, thread_id, stream_resumable=True)
    stream.close()
    client.runs.cancel(thread_id, run_id, action=action, wait=True)

    with pytest.raises(RunCancelledError):
        list(client.runs.join_stream(thread_id, run_id, last_event_id="-1"))
    if action == "interrupt":
        with pytest.raises(RunCancelledError):
            client.runs.join(thread_id, run_id)


@pytest.mark.parametrize("strategy", ACTIONS)
def test_replaced_run(client: LangGraphClient, thread_id: str, strategy: Any) -> None:
    """It raises when another run takes the thread over."""
    stream, _ = begin(client, thread_id)
    client.runs.create(thread_id, "slow", input={"ticks": 1}, multitask_strategy=strategy)

    with pytest.raises(RunCancelledError):
        list(stream)


def test_left_run(client: LangGraphClient, thread_id: str) -> None:
    """It closes the connection when the loop is left, and `on_disconnect="cancel"` ends the run with it."""
    stream, run_id = begin(client, thread_id, on_disconnect="cancel")
    stream.close()

    with pytest.raises(RunCancelledError):
        client.runs.join(thread_id, run_id)


@pytest.mark.parametrize("action", ACTIONS)
def test_cancelled_run_without_a_thread(client: LangGraphClient, release: Release, action: Any) -> None:
    """It raises where the server says of a run without a thread that it was cancelled; a newer one says nothing.

    A busy server may remove a run that is rolled back before it has said so.
    """
    stream = client.runs.stream(None, "slow", input=LONG["input"], stream_mode="events")
    metadata, start = next(stream), next(stream)
    assert metadata.event == "metadata"
    assert start.event == "events"
    hidden = start.data["metadata"]["thread_id"]
    client.runs.cancel(hidden, metadata.data["run_id"], action=action)

    seen: list[str] = []
    try:
        seen.extend(part.event for part in stream)
    except RunCancelledError:
        seen.append("cancelled")

    said = seen[-2:] == ["error", "cancelled"]
    assert said or {"events"} == set(seen)
    assert said == release.streams_every_error or action == "rollback"


@pytest.mark.parametrize("resumable", [True, False])
def test_retried_stream(client: LangGraphClient, release: Release, thread_id: str, resumable: bool) -> None:
    """It delivers both attempts of a run that failed first, and ends as the last one: normally."""
    options: Any = {"stream_mode": ["custom", "updates"], "stream_resumable": resumable}
    parts = list(client.runs.stream(thread_id, "retried", input=HELLO, **options))

    first, second = ["metadata", "custom", *release.failed_attempt], ["metadata", "custom", "updates"]
    assert first + second == names(parts)
    assert [1, 2] == [part.data["attempt"] for part in parts if part.event == "metadata"]


def test_joined_stream_of_attempts(client: LangGraphClient, thread_id: str) -> None:
    """It delivers what is kept of both attempts when the run is joined."""
    run = client.runs.create(thread_id, "retried", input=HELLO, stream_mode="custom", stream_resumable=True)
    client.runs.wait(thread_id, "noop", input=HELLO)
    parts = list(client.runs.join_stream(thread_id, run["run_id"], last_event_id="-1"))

    assert ["metadata", "custom"] * 2 == names(parts)


def test_retried_wait(client: LangGraphClient, thread_id: str) -> None:
    """It returns the state after the attempt that succeeded, on a thread and without one."""
    for thread in (thread_id, None):
        state = client.runs.wait(thread, "retried", input=HELLO)
        assert "attempt 2" == state["messages"][-1]["content"]


def test_joined_attempts(client: LangGraphClient, thread_id: str) -> None:
    """It returns the state although an older server answers with the failure of the first attempt: the run decides."""
    run = client.runs.create(thread_id, "retried", input=HELLO, stream_mode="custom")

    assert "attempt 2" == client.runs.join(thread_id, run["run_id"])["messages"][-1]["content"]


def test_retried_stream_without_a_thread(client: LangGraphClient, release: Release) -> None:
    """It ends normally when the second attempt of a run without a thread succeeds: `metadata` follows the `error`."""
    parts = list(client.runs.stream(None, "retried", input=HELLO, stream_mode="updates"))

    assert ["metadata", *release.failed_attempt, "metadata", "updates"] == names(parts)


def test_attempts_that_all_fail(client: LangGraphClient, release: Release, thread_id: str) -> None:
    """It raises when the last attempt has failed, however often `error` has come."""
    parts: list[StreamPart] = []
    for thread in (thread_id, None):
        with pytest.raises(RunFailedError) as caught:
            parts.extend(client.runs.stream(thread, "hopeless", input=HELLO, stream_mode="updates"))
        assert release.error_after_the_last_attempt == caught.value.error
        with pytest.raises(RunFailedError) as caught:
            client.runs.wait(thread, "hopeless", input=HELLO)
        assert release.error_after_the_last_attempt == caught.value.error

    attempt = ["metadata", *release.failed_attempt]
    last = [] if release.streams_every_error else ["error"]
    assert (attempt * 3 + last) * 2 == names(parts)


@pytest.mark.parametrize(("action", "error"), [("interrupt", "UserInterrupt"), ("rollback", "UserRollback")])
def test_what_the_server_says_of_a_cancelled_run(
    client: LangGraphClient, server_url: str, release: Release, thread_id: str, action: Any, error: str
) -> None:
    """The server sends what the tests above rest on: an older one an `error` with a name, a newer one nothing."""
    with requests.post(
        f"{server_url}/threads/{thread_id}/runs/stream", json={"assistant_id": "slow", **LONG}, stream=True, timeout=60
    ) as answer:
        run_id = answer.headers["content-location"].rpartition("/")[2]
        lines = answer.iter_lines()
        while not next(lines).startswith(b"event: custom"):
            continue
        client.runs.cancel(thread_id, run_id, action=action)
        rest = b"\n".join(lines)

    assert release.streams_every_error == (b"event: error\n" in rest) == (error.encode() in rest)
