"""Values that graphs and programs share."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, Optional, Union, cast

from .._json import expect_list, expect_object
from .._options import listed, spell_out
from .._url import path
from ..options import CallOptions, StoreGetItemOptions
from ._pages import PAGE_SIZE, walk
from ._resource import Resource

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..models import FoundItem, FoundItems, FoundNamespaces, Item

_ITEMS: Final = path("store", "items")
_FOUND_ITEMS: Final = path("store", "items", "search")


class Store(Resource):
    """``client.store``: values that graphs and programs share, by namespace and key.

    A namespace is a sequence of labels, from the widest to the narrowest. A label that is empty or contains a dot
    raises `ValueError`: the server could not distinguish such namespaces.
    """

    @spell_out(CallOptions)
    def put_item(
        self,
        namespace: Sequence[str],
        /,
        key: str,
        value: Mapping[str, Any],
        index: Union[Literal[False], str, Sequence[str], None] = None,
        ttl: Optional[float] = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Write an item, replacing the `value` that is stored under its `namespace` and `key`.

        `index` names the fields to search by meaning (False for none), `ttl` is the item's lifetime
        in minutes. Both have the server's defaults.
        """
        body = {"namespace": _place(namespace), "key": key, "value": value, "index": index and listed(index)}
        self._send("PUT", _ITEMS, {**body, "ttl": ttl, **options})

    @spell_out(StoreGetItemOptions)
    def get_item(self, namespace: Sequence[str], /, key: str, **options: Unpack[StoreGetItemOptions]) -> Optional[Item]:
        """Read one item; None if there is none."""
        item = self._send("GET", _ITEMS, {"namespace": ".".join(_place(namespace)), "key": key, **options})
        return None if item is None else cast("Item", self._expect(expect_object, "GET", _ITEMS, item))

    @spell_out(CallOptions)
    def delete_item(self, namespace: Sequence[str], /, key: str, **options: Unpack[CallOptions]) -> None:
        """Delete an item; it is no error if there is none."""
        self._send("DELETE", _ITEMS, options, body={"namespace": _place(namespace), "key": key})

    @spell_out(CallOptions)
    def search_items(  # noqa: PLR0917 - as in the official client
        self,
        namespace_prefix: Sequence[str],
        /,
        filter: Optional[Mapping[str, Any]] = None,  # noqa: A002 - its name in the official client
        limit: int = 10,
        offset: int = 0,
        query: Optional[str] = None,
        refresh_ttl: Optional[bool] = None,
        **options: Unpack[CallOptions],
    ) -> FoundItems:
        """List the items of a namespace and of those under it; the result has them under `items`.

        `namespace_prefix` is `()` for all. `filter` holds values that an item must have; `query` is
        a text to search for by meaning, on servers that have an index; at most `limit` items are
        returned, after the first `offset`; `refresh_ttl` sets whether the lifetimes of the found
        items restart (default: the server's setting).
        """
        wanted = {"filter": filter, "query": query, "refresh_ttl": refresh_ttl, "limit": limit, "offset": offset}
        body = {"namespace_prefix": _labels(namespace_prefix), **wanted, **options}
        return self._object("POST", _FOUND_ITEMS, body, idempotent=True)

    @spell_out(CallOptions)
    def iterate(
        self,
        namespace_prefix: Sequence[str],
        /,
        filter: Optional[Mapping[str, Any]] = None,  # noqa: A002 - as in `search_items`
        query: Optional[str] = None,
        *,
        page_size: int = PAGE_SIZE,
        limit: Optional[int] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[FoundItem, None, None]:
        """Yield the items that `search_items` finds, fetching `page_size` at a time.

        `namespace_prefix`, `filter` and `query` are those of `search_items`; at most `limit` items
        are yielded, by default all. Each item comes once. The server promises no order, so an item
        can be missed if others are written meanwhile.
        """
        prefix = _labels(namespace_prefix)

        def search(*, offset: int, limit: int) -> list[FoundItem]:
            found: Any = self.search_items(prefix, filter, limit, offset, query, **options)
            return self._expect(expect_list, "POST", _FOUND_ITEMS, found.get("items"))

        return walk(search, {} if limit is None else {"limit": limit}, "namespace", "key", page_size=page_size)

    @spell_out(CallOptions)
    def list_namespaces(
        self,
        prefix: Optional[Sequence[str]] = None,
        suffix: Optional[Sequence[str]] = None,
        max_depth: Optional[int] = None,
        limit: int = 100,
        offset: int = 0,
        **options: Unpack[CallOptions],
    ) -> FoundNamespaces:
        """List the namespaces that begin with `prefix` and end with `suffix`, under `namespaces`.

        `max_depth` truncates them to so many labels, each result once. At most `limit` are
        returned, after the first `offset`.
        """
        given = {"prefix": prefix, "suffix": suffix}
        ends = {name: _labels(labels) for name, labels in given.items() if labels is not None}
        body = {**ends, "max_depth": max_depth, "limit": limit, "offset": offset, **options}
        return self._object("POST", path("store", "namespaces"), body, idempotent=True)


def _place(namespace: Sequence[str]) -> list[str]:
    """Return the labels of an item's namespace, which is never empty."""
    labels = _labels(namespace)
    if not labels:
        raise ValueError("a namespace has at least one label")
    return labels


def _labels(namespace: Sequence[str]) -> list[str]:
    """Return the labels, checked: the server joins them with dots when it reads an item."""
    if isinstance(namespace, str):
        raise TypeError(f"a namespace is a sequence of labels, such as [{namespace!r}], not a str")
    for label in namespace:
        if not label or "." in label:
            raise ValueError(f"{label!r} can't be a label of a namespace: it is empty or has a dot in it")
    return list(namespace)
