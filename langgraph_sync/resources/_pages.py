"""Walking through what a server sends in pages."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Final, TypeVar, cast

T = TypeVar("T")

PAGE_SIZE: Final = 100
_LARGEST_PAGE: Final = 1000


def walk(
    search: Callable[..., list[T]], options: Mapping[str, Any], *names: str, page_size: int
) -> Generator[T, None, None]:
    """Yield what a method finds with these options, page by page, each item once; `names` are the fields of its id.

    What is added in front of a page only repeats items, which are left out. What is removed there would make the next
    page begin too late. To notice that, a page begins with the last item of the page before, and if that has gone the
    walk goes one page back: far enough for whoever removes each item as it comes.
    """
    checked_page_size(page_size)
    limit, first = options.get("limit"), options.get("offset") or 0
    if options.get("select") is not None:
        options = {**options, "select": [*options["select"], *(set(names) - set(options["select"]))]}

    def fetch(start: int) -> list[tuple[tuple[str, ...], T]]:
        page = search(**{**options, "offset": start, "limit": page_size})
        return [(tuple(str(cast("Any", item)[name]) for name in names), item) for item in page]

    def items() -> Generator[T, None, None]:
        seen: set[tuple[str, ...]] = set()
        start = first
        while limit is None or len(seen) < limit:
            page = fetch(start)
            if start > first and not (page and page[0][0] in seen):
                start = max(first, start - page_size)
                page = fetch(start)
            for identity, item in page:
                if identity not in seen and (limit is None or len(seen) < limit):
                    seen.add(identity)
                    yield item
            if len(page) < page_size:
                return
            start += len(page) - 1

    return items()


def checked_page_size(page_size: int) -> int:
    """The size, if servers send pages of it. Pages overlap by one item, so that a page needs two."""
    if not 2 <= page_size <= _LARGEST_PAGE:
        raise ValueError(f"page_size must be between 2 and {_LARGEST_PAGE}, not {page_size}")
    return page_size
