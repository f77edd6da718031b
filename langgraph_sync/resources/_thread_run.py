"""Runs that are started by a command of the thread protocol, and streamed as all runs are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Final

from .._decoding import to_protocol_part
from .._http import Request
from .._json import excerpt, expect_object
from .._options import Keeping
from .._retry import Deadline
from .._run import FollowedRun
from ..errors import NotFoundError
from ._once import OnceStarted
from ._starting import addressed, answer_to, needs_question

if TYPE_CHECKING:
    from ..parts import StreamPart

_NAMES: Final = {"multitask_strategy": "multitaskStrategy"}


def stream_run(
    run: FollowedRun,
    body: dict[str, Any],
    keeping: Keeping,
    read_questions: Callable[[Deadline], list[Any]],
    command: Callable[..., dict[str, Any]],
) -> Generator[StreamPart, None, None]:
    """Start a run and yield its parts."""
    interrupt_id = body.pop("interrupt_id", None)
    is_answer = "answer" in body
    if is_answer and "input" in body:
        raise ValueError("a run takes an input or an answer, not both")
    if interrupt_id is not None and not is_answer:
        raise ValueError("interrupt_id names the question that an answer is for: give an answer too")
    answer = answer_to(interrupt_id, body.pop("answer", None))
    body = {**body, "input": answer} if is_answer else body

    def complete(request: Request, deadline: Deadline) -> Request:
        """Take the question that waits for the answer; raise if an input would be taken for one, or none waits."""
        if body.get("input") is None and not is_answer:
            return request
        try:
            waiting = read_questions(deadline)
        except NotFoundError:  # the thread is not there yet
            waiting = []
        thread_id = str(run.ids.thread_id)
        if is_answer and not waiting:
            raise ValueError(f"no question waits on thread {thread_id} for an answer: start a run with an input")
        if not is_answer and waiting:
            asked = ", ".join(excerpt(question) for question in waiting)
            raise ValueError(
                f"thread {thread_id} waits with a question, and the server would take the input for its answer: "
                f"{asked}. Answer it with answer=..."
            )
        if is_answer and needs_question(answer):
            request = request._replace(body={**request.body, "input": addressed(answer, waiting, thread_id)})
        return request

    def start(request: Request) -> str:
        given = {_NAMES.get(name, name): value for name, value in request.body.items() if value is not None}
        result = command("run.start", given, run.call, run.deadline)
        return str(expect_object(result, "run.start", "run_id")["run_id"])

    is_shared = run.starting.idempotency_key is not None or keeping.journal is not None
    purpose = "answer" if is_answer else "run.start"
    once = OnceStarted(run, body, complete, command=start, purpose=purpose, is_shared=is_shared)
    return once.stream({**body, "stream_resumable": True}, keeping, decode=to_protocol_part)
