"""Addresses: where they lead, what they may hold, and how they look in a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Optional, Union
from urllib.parse import quote, urlsplit

from ._text import one_line

if TYPE_CHECKING:
    from uuid import UUID

Id = Union[str, "UUID"]
"""How an id may be given."""


def base_url(url: str) -> str:
    """Return the checked address of a server, without white space around it; an error shows no secret."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of brackets, or of a port
        is_usable, parts = False, urlsplit("")
    if not is_usable or "@" in parts.path or re.search(r"[\s?#]", url):
        hidden = "what was given (not shown, as it may hold a secret): it has no query and no fragment"
        shown = hidden if re.search("[@?#]", url) else repr(url)
        raise ValueError(f"url must be like http://localhost:2024, not {shown}")
    return url.rstrip("/")


def has_host(url: Optional[str]) -> bool:
    """Return whether an address names a host; none at all needs no host."""
    try:
        return url is None or bool(urlsplit(url).hostname)
    except ValueError:
        return False


def path(*parts: object) -> str:
    """Build a path of parts that are quoted one by one."""
    return "".join("/" + quote(id_text(part), safe="") for part in parts)


def id_text(value: object) -> str:
    """Return an id as text, checked."""
    if not isinstance(value, str) and not hasattr(type(value), "urn"):  # a UUID, without its import
        raise TypeError(f"an id is a str or a UUID, not {one_line(repr(value), 60)}")
    # requests would fold `.` and `..` into the path of another operation.
    if isinstance(value, str) and not value.strip("."):
        raise ValueError(f"{value!r} is not an id: it would lead to another address on the server")
    return value if isinstance(value, str) else str(value)


def query_of(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return a query with booleans as the server spells them, without empty values."""
    given = {name: value for name, value in params.items() if value is not None}
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.items()}
