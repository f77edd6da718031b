"""The journals of jobs: one that is finished is moved aside, so that tonight's start does tonight's work."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ..errors import JournalInUseError
from ..journal import lock_file, read_journal, read_outcome

_KEPT: Final = 10


def parts_in(path: Path) -> int:
    """Return how many parts of an unfinished run a journal holds."""
    try:
        return sum(1 for _ in read_journal(path))
    except FileNotFoundError:
        return 0


def set_aside_if_finished(path: Path) -> None:
    """Move a journal whose run has ended aside; raise `JournalInUseError` if a run is being written."""
    with _locked(path) as is_locked:
        if is_locked and read_outcome(path):
            _move_aside(path)


def set_aside(path: Path) -> None:
    """Move aside the journal of a run that this command has cancelled: the next start begins another one."""
    with suppress(JournalInUseError), _locked(path) as is_locked:
        if is_locked:
            _move_aside(path)


@contextmanager
def _locked(path: Path) -> Generator[bool, None, None]:
    """Lock a journal, as those who write it do; it may have been moved aside, or not be there."""
    try:
        number = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    try:
        lock_file(number, str(path))
        here = None
        with suppress(FileNotFoundError):
            here = path.stat()
        yield here is not None and os.path.samestat(here, os.fstat(number))
    finally:
        os.close(number)


def _move_aside(path: Path) -> None:
    """Rename FILE to FILE.1, FILE.1 to FILE.2, and so on; the oldest is dropped."""
    names = [path, *(path.with_name(f"{path.name}.{number}") for number in range(1, _KEPT + 1))]
    for old, new in reversed(list(zip(names, names[1:]))):
        with suppress(FileNotFoundError):
            old.replace(new)
