"""Text of others in our messages."""

from __future__ import annotations

import time

import pytest

from langgraph_sync._text import one_line, redacted, without_secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at 12:30 a@b wrote", "at 12:30 a@b wrote"),
        ("mail me@host.example", "mail me@host.example"),
        ("see http://u:pw@host/a", "see http://host/a"),
        ("Failed to parse: http://u:p@w@h:99999", "Failed to parse: http://h:99999"),
        ("u:pw@host:2024", "host:2024"),
    ],
)
def test_credentials(text: str, shown: str) -> None:
    """It hides what stands before the last @ of an address, and nothing else."""
    assert (shown, shown) == (one_line(text), redacted(text))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://u:pw@h/a?k=1#f", "http://h/a"),
        ("u:pw@h:2024", "h:2024"),
        ("http://u:p/w@h", "an address that can't be read"),
        ("http://[::1", "an address that can't be read"),
        ("/a@b?k=1", "/a@b"),
    ],
)
def test_address(url: str, shown: str) -> None:
    """It shows an address without its secrets."""
    assert shown == without_secrets(url)


@pytest.mark.parametrize("text", ["a" * 1_000_000, ":" * 1_000_000, "@:" * 500_000, "?" * 1_000_000, "a? " * 300_000])
def test_long_text(text: str) -> None:
    """It takes linear time."""
    begun = time.process_time()
    one_line(text)
    redacted(text)

    assert time.process_time() - begun < 2
