"""Text of others in our messages: short, on one line, and without secrets."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

EXCERPT: Final = 200
_CREDENTIALS: Final = re.compile(r"(//)\S*@|\S*:\S*@")
_QUERY: Final = re.compile(r"(?<=\S)\?\S+")
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_PAGE: Final = re.compile(r"\s*(?:<!doctype html|<html|<head)", re.IGNORECASE)


def one_line(text: object, most: int = EXCERPT) -> str:
    """Return the beginning of a text on one line; of a web page, its title."""
    said = str(text)
    if _PAGE.match(said):
        title = _TITLE.search(said)
        said = title[1] if title else "a web page without a title"
    line = _CREDENTIALS.sub(r"\1", " ".join(said[: 4 * most].split()))
    line = "".join(each if each.isprintable() else repr(each)[1:-1] for each in line)
    return line if len(line) <= most and len(said) <= 4 * most else line[:most] + "..."


def redacted(text: str) -> str:
    """Return the text of an exception without what stands before an @ or after a ? in an address."""
    return _QUERY.sub("", _CREDENTIALS.sub(r"\1", text))


def without_secrets(url: str) -> str:
    """Return a URL without user, password and query; nothing of one that can't be read."""
    try:
        scheme, location, url_path, _, _ = urlsplit(url)
    except ValueError:
        return "an address that can't be read"
    return urlunsplit((scheme, location.rpartition("@")[2], url_path, "", ""))
