"""A batch across machines: Celery's workers share its rows. Started again with the same name, it repeats no run."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from celery import group
from celery_task import answer


def answers(batch: str, questions: Iterable[str]) -> list[str]:
    """Return the answers to the questions, in their order."""
    tasks = group(answer.s(f"{batch}-{row}", question) for row, question in enumerate(questions))
    found: list[str] = tasks.apply_async().get(timeout=3600)
    return found


if __name__ == "__main__":
    name, *rows = sys.argv[1:]
    print("\n".join(answers(name, rows)))
