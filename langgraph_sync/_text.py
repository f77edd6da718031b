"""Text from elsewhere in our messages: short, on one line, and without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit, urlunsplit

EXCERPT: Final = 200
LOGGED: Final = 300
LOOKED_AT: Final = 16 * 1024
"""Bytes, or characters, of an answer that a message may be made of."""
_WORD: Final = re.compile(r"\S+")
_QUERY: Final = re.compile(r"(?<=\S)\?\S+")
_HTML: Final = re.IGNORECASE | re.DOTALL
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", _HTML)
_PAGE: Final = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|title|body)\b", _HTML)


def is_web_page(text: str) -> bool:
    """Return whether a text is HTML."""
    return _PAGE.match(text) is not None


def one_line(text: object, most: int = EXCERPT) -> str:
    """Return the beginning of a text on one line; of a web page, its title."""
    said = str(text)
    if is_web_page(said):
        from html import unescape  # noqa: PLC0415 - only for web pages

        title = _TITLE.search(said, 0, LOOKED_AT)
        said = unescape(title[1]) if title and title[1].strip() else "a web page without a title"
    line = " ".join(map(_without_credentials, said[:LOOKED_AT].split()))[: most + 1]
    line = "".join(each if each.isprintable() else repr(each)[1:-1] for each in line)
    return line if len(line) <= most and len(said) <= LOOKED_AT else line[: most - 3] + "..."


def redacted(text: str) -> str:
    """Return the text of an exception without what stands before an @ or after a ? in an address."""
    return _QUERY.sub("", _WORD.sub(lambda word: _without_credentials(word[0]), text))


def _without_credentials(word: str) -> str:
    """Return a word without what may be a user and a password before its last @."""
    before, _, after = word.rpartition("@")
    scheme, slashes, _ = before.partition("//")
    return scheme + slashes + after if slashes else after if ":" in before else word


def without_secrets(url: str) -> str:
    """Return a URL without user, password and query; nothing of one that can't be read."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "an address that can't be read"
    shown = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return shown if parts.netloc or url.startswith("/") else shown.rpartition("@")[2]


def sentence(text: object) -> str:
    """Return a text with a full stop, unless it ends with a mark, was cut off, or a link would no longer be one."""
    said = str(text)
    return said if said.endswith((".", "!", "?")) or "://" in said.rpartition(" ")[2] else f"{said}."


def did_you_mean(word: object, known: Iterable[object]) -> str:
    """Return the end of a message about an unknown word: which known one may be meant, if one is like it."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for mistakes

    names, text = list(map(str, known)), str(word)
    close = [name for name in names if text and name.startswith(text)] or get_close_matches(text, names, 1, 0.65)
    return f"; did you mean {close[0]!r}?" if close else ""
