"""Addresses: where they lead, what they may hold, and how they look in a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit


def base_url(url: str) -> str:
    """The address of a server, checked."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"url must be like http://localhost:2024, not {without_secrets(url)!r}")
    return url.rstrip("/")


def path(*parts: object) -> str:
    """Build a path of parts that are quoted one by one."""
    for part in parts:
        if not isinstance(part, str):
            raise TypeError(f"an id is a str, not {part!r}")
        # requests would fold `.` and `..` into the path of another operation.
        if not part.strip("."):
            raise ValueError(f"{part!r} is not an id: it would lead to another address on the server")
    return "".join("/" + quote(str(part), safe="") for part in parts)


def query_of(params: Mapping[str, Any]) -> dict[str, Any]:
    """Booleans as the server spells them, and no empty values."""
    spelled = {True: "true", False: "false"}
    return {
        name: spelled[value] if isinstance(value, bool) else value
        for name, value in params.items()
        if value is not None
    }


def without_secrets(url: str) -> str:
    """A URL without user, password and query."""
    scheme, location, url_path, _, _ = urlsplit(url)
    return urlunsplit((scheme, location.rpartition("@")[2], url_path, "", ""))
