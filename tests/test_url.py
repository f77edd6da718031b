"""Addresses: what may be one, and what is shown of one that is not."""

from __future__ import annotations

from typing import Any

import pytest

from langgraph_sync import get_client
from langgraph_sync._text import without_secrets
from langgraph_sync._url import base_url


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (" http://h:2024/ ", "http://h:2024"),
        ("http://h/\n", "http://h"),
        ("\thttps://u:p@h/prefix//", "https://u:p@h/prefix"),
        ("http://[::1]:2024", "http://[::1]:2024"),
    ],
)
def test_white_space(given: str, expected: str) -> None:
    """It takes white space and slashes off the ends."""
    assert expected == base_url(given)


def test_white_space_in_the_environment(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks the server that a variable with a line break at its end names."""
    _, server = connect(lambda connection: connection.answer({"ok": True}))
    monkeypatch.setenv("LANGGRAPH_API_URL", f" {server.url}/\n")
    with get_client() as client:
        assert client.ok()
    assert "/ok" == server.requests[0].path


SECRET = "hunter2"  # noqa: S105 - made up


@pytest.mark.parametrize(
    "url",
    [
        f"http://h/?code={SECRET}",
        "http://h/?",
        "http://h?",
        f"http://h/#/{SECRET}",
        "http://h/#",
        f"http://u:{SECRET}#x@h/",
        f"http://u:x?{SECRET}@h/",
        f"http://u:x/{SECRET}@h/",
        f"http://u:1/{SECRET}@h/",
        f"u:{SECRET}@host:2024",
        f"//u:{SECRET}@host:2024",
        f"http://u:{SECRET}@h:99999",
        f"http://u:{SECRET}@[::1",
        f"http://u:{SECRET}@",
    ],
)
def test_secrets(url: str) -> None:
    """It refuses a query, a fragment, and what is no address, and shows nothing of what may be a secret."""
    with pytest.raises(ValueError, match="url must be like http://localhost:2024, not what was given") as caught:
        get_client(url=url)

    assert SECRET not in str(caught.value)
    assert None is caught.value.__context__ or SECRET not in str(caught.value.__context__)


@pytest.mark.parametrize(
    "url", ["localhost:2024", "ftp://h", "http://", "http://:2024", "http://h:port", "http://h h", ""]
)
def test_what_is_no_address(url: str) -> None:
    """It shows what was given where that can be no secret."""
    with pytest.raises(ValueError, match="url must be like") as caught:
        base_url(url)

    assert repr(url) in str(caught.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://u:p@h:1/a?b=c#d", "http://h:1/a"),
        ("http://h/a@b", "http://h/a@b"),
        ("http://[::1", "an address that can't be read"),
    ],
)
def test_without_secrets(url: str, expected: str) -> None:
    """It leaves out user, password, query and fragment, and never fails."""
    assert expected == without_secrets(url)
