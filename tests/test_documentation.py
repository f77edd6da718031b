"""The documentation: its programs run, its texts are what the code says, and nothing public is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documentation import PAGES, program_of, run_page
from documented_server import documented_server

WITH_PROGRAMS = [page for page in PAGES if program_of(page, with_server=False)[1]]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a server."""
    with documented_server() as address:
        yield address


@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=lambda page: page.stem)
def test_blocks(page: Path, url: str, tmp_path: Path, record_property: Any) -> None:
    """It runs the Python blocks of a page one after the other: they build on each other."""
    record_property("blocks", run_page(page, url, tmp_path))
