"""How runs are started: the body of the request, and the question that an answer is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Optional, cast

from .._json import excerpt, expect_list, json_object, plain_json
from .._url import Id, id_text
from ..errors import APIResponseError

_QUESTION_ID: Final = re.compile("[0-9a-f]{32}")


def run_body(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a run as a body."""
    if fields.get("stream_resumable"):  # by default, some servers cancel a run whose connection breaks
        fields = {"on_disconnect": "continue", **fields}
    renamed = {"langsmith_tracing": "langsmith_tracer"}
    return {renamed.get(name, name): value for name, value in fields.items()}


class AnswersById(dict[str, Any]):
    """Answers that are known to be by the ids of their questions, not only to look so."""


def answering(options: Mapping[str, Any], answer: Any, interrupt_id: Optional[Id]) -> dict[str, Any]:
    """Return the options of a run that answers a question; null is an answer."""
    if options.get("input") is not None or "resume" in (options.get("command") or {}):
        raise ValueError("an answer takes the place of input and of command['resume']: leave these out")
    return {**options, "command": {**(options.get("command") or {}), "resume": answer_to(interrupt_id, answer)}}


def answer_to(interrupt_id: Optional[Id], answer: Any) -> Any:
    """Return an answer under the id of its question, if that is given."""
    return answer if interrupt_id is None else AnswersById({id_text(interrupt_id): answer})


def needs_question(answer: Any) -> bool:
    """Return whether the answer is to a question by its id, or LangGraph would take it for none or for such answers."""
    if isinstance(answer, AnswersById):
        return True
    answer = plain_json(answer)
    keys = json_object(answer)
    return answer is None or (keys is not None and all(_QUESTION_ID.fullmatch(str(key)) for key in keys))


def questions(thread: Mapping[str, Any], read_state: Callable[[], Mapping[str, Any]]) -> list[Any]:
    """Return the questions that wait on a thread; some servers show them in its state only."""
    if thread.get("interrupts") is not None:
        return list(_questions(thread))
    tasks = expect_list(read_state().get("tasks") or [], f"the state of thread {thread.get('thread_id')}")
    return [question for task in tasks for question in _questions(task)]


def _questions(holder: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the questions of a thread, by task, or those of a task; servers send a list of them, or one."""
    found: Any = holder.get("interrupts")
    for item in (json_object(found) or {"": found or []}).values():
        yield from cast("list[object]", item) if isinstance(item, list) else [item]


def addressed(answer: Any, waiting: Iterable[Any], thread_id: Id) -> Any:
    """Return the answer under the id of the one question that waits, unless it already is."""
    ids = list(dict.fromkeys(str((json_object(question) or {}).get("id") or "") for question in waiting))
    if isinstance(answer, AnswersById):
        unknown = [] if "" in ids else [name for name in answer if name not in ids]
        if unknown:  # LangGraph would take the whole object for the answer, or pass it over
            raise ValueError(
                f"no question {unknown[0]!r} waits on thread {thread_id}; those that do: {', '.join(ids) or 'none'}"
            )
        return dict(answer)
    answer = plain_json(answer)
    if not ids or not (json_object(answer) or {}).keys().isdisjoint(ids):
        return answer
    if "" in ids:
        raise APIResponseError(
            f"the server reports no id of the question on thread {thread_id}, and takes {excerpt(answer)} for no "
            "answer or for answers by id: answer with a text, or with an object that has this under a key"
        )
    if len(ids) > 1:
        raise ValueError(f"{len(ids)} questions wait for an answer, say which one is meant: {', '.join(ids)}")
    return {ids[0]: answer}
