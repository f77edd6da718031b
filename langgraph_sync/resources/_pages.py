"""Iterating over what a server returns in pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping
from typing import Any, Final, Optional, TypeVar

from .._json import expect_object
from .._options import listed
from ..errors import APIResponseError

T = TypeVar("T")
Items = Generator[T, None, None]
Identity = tuple[str, ...]
Page = list[tuple[Identity, Any]]

PAGE_SIZE: Final = 100
_LARGEST_PAGE: Final = 1000


def walk(search: Callable[..., list[Any]], options: Mapping[str, Any], *names: str, page_size: int) -> Items[Any]:
    """Yield what a method finds with these options, page by page, each item once; `names` are the fields of its id.

    Items that are added in front of a page only cause repeats, which are skipped. Items that are deleted there would
    make the next page begin too late. To notice that, each page overlaps the previous one by one item, and if that has
    gone the walk goes one page back: far enough for a caller that deletes each item as it is yielded.
    """
    options = _checked(options, page_size, *names)
    first = start = options.get("offset") or 0

    def fetch() -> Page:
        items = search(**{**options, "offset": start, "limit": page_size})
        if start > first and len(items) == max(page_size - start, 0):  # LangGraph.js takes `limit` for the end of runs
            items = search(**{**options, "offset": start, "limit": min(start + page_size, _LARGEST_PAGE)})[:page_size]
        return [(_identity(item, *names), item) for item in items]

    def page_after(page: Page, seen: Collection[Identity]) -> Page:
        nonlocal start
        start += max(len(page) - 1, 0)
        found = fetch()
        if start > first and not (found and found[0][0] in seen):
            start = max(first, start - len(page))
            found = fetch()
        return found

    return _items(page_after, options.get("limit"), page_size)


def walk_back(history: Callable[..., list[Any]], options: Mapping[str, Any], before: Any, page_size: int) -> Items[Any]:
    """Yield the saved states that a method finds, page by page, each page below the last state of the previous one."""
    options = _checked(options, page_size, "checkpoint")
    limit: Optional[int] = options.get("limit")

    def page_after(page: Page, seen: Collection[Identity]) -> Page:
        most = page_size if limit is None else min(page_size, limit - len(seen))
        last = page[-1][1]["checkpoint"] if page else before
        states = history(before=last, **{**options, "limit": most})
        return [(_identity(state.get("checkpoint"), "checkpoint_id"), state) for state in states]

    return _items(page_after, limit, page_size)


def _items(
    page_after: Callable[[Page, Collection[Identity]], Page], limit: Optional[int], page_size: int
) -> Items[Any]:
    """Yield the items of pages, each once, until a page is the last one.

    A server may return smaller pages than requested. So a smaller page is the last one only if there has been a full
    one; otherwise the last one is the first that brings nothing new.
    """
    seen: set[Identity] = set()
    page: Page = []
    was_full, idle = False, 0
    while limit is None or len(seen) < limit:
        page, count = page_after(page, seen), len(seen)
        for identity, item in page:
            if identity not in seen and (limit is None or len(seen) < limit):
                seen.add(identity)
                yield item
        idle = idle + 1 if len(seen) == count else 0
        # A larger page that brings nothing new is everything, from a server without paging.
        if (was_full and len(page) < page_size) or (idle and len(page) != page_size):
            return
        if idle * (page_size - 1) > len(seen) + page_size:  # more than can have been added in front meanwhile
            raise APIResponseError(f"the server sends the same items over and over instead of the next {page_size}")
        was_full = was_full or len(page) == page_size


def _checked(options: Mapping[str, Any], page_size: int, *names: str) -> Mapping[str, Any]:
    """Return the options, with the id among the selected fields. Pages overlap by one item, so a page needs two."""
    if not 2 <= page_size <= _LARGEST_PAGE:
        raise ValueError(f"page_size must be between 2 and {_LARGEST_PAGE}, not {page_size}")
    if options.get("select") is None:
        return options
    return {**options, "select": list(dict.fromkeys([*listed(options["select"]), *names]))}


def _identity(item: Any, *names: str) -> Identity:
    found = expect_object(item, "a page", *names)
    return tuple(str(found[name]) for name in names)
