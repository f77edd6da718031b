"""Verify the site that mkdocs has built: `python -m codegen.documentation.check_site FOLDER`.

Every public name has an entry, every link leads somewhere, and nothing is loaded from elsewhere. Links to other hosts
are listed, not fetched.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Optional
from urllib.parse import unquote, urljoin, urlsplit

from .names import public_names

_LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}


class Page(HTMLParser):
    """What a page links to, what it loads, and which places it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        """Note the addresses of an element."""
        for name, value in attrs:
            if value is None:
                continue
            if (tag, name) in _LOADED:
                self.loaded.append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)
            elif name == "id":
                self.ids.add(value)


def main(site: Path) -> int:
    """Print what was found; 1 if something is wrong."""
    pages = {path.relative_to(site).as_posix(): Page(path) for path in site.rglob("*.html") if path.name != "404.html"}
    links = [(page, urljoin(page, link)) for page, found in pages.items() for link in found.links]
    away = sorted({link for _, link in links if urlsplit(link).scheme})
    inside = [(page, link) for page, link in links if not urlsplit(link).scheme]
    names, entries = public_names(), set(_entries(site))
    problems = [
        *(f"{page}: {link} leads nowhere" for page, link in inside if not _exists(site, pages, link)),
        *(f"{page} loads {each}" for page, found in pages.items() for each in found.loaded if urlsplit(each).netloc),
        *(f"{name} has no entry" for name in names if name not in entries),
    ]
    print(f"{len(pages)} pages, {len(names)} public names, {len(inside)} links inside, {len(away)} to other hosts:")
    print(*(f"  {link}" for link in away), *problems, sep="\n")
    return 1 if problems else 0


def _exists(site: Path, pages: dict[str, Page], link: str) -> bool:
    path, _, place = link.partition("#")
    if path not in pages:
        return (site / unquote(path)).is_file()
    return not place or unquote(place) in pages[path].ids


def _entries(site: Path) -> Iterator[str]:
    """Yield the names in the inventory: four lines of text, then packed lines."""
    packed = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    for line in zlib.decompress(packed).decode().splitlines():
        yield line.partition(" ")[0]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
