"""What all resources share: sending a method's options, and verifying the shape of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar, cast

from .._http import Http, Request
from .._json import expect_list, expect_number, expect_object
from .._options import CallSettings, split
from .._retry import Deadline
from .._text import without_secrets
from .._url import Id
from .._url import path as path_of
from ._starting import questions

T = TypeVar("T")


class Resource:
    """Some of the server's operations."""

    def __init__(self, http: Http, make: Callable[[str], Any]) -> None:
        """`make` creates the resource of a name, with a client of its own, where one is unpickled."""
        self._http = http
        self._make = make

    def __reduce__(self) -> tuple[Any, ...]:
        return self._make, (type(self).__name__.lower(),)

    # Checkers want to see T in an argument too. Here it is the return type of the calling method.
    def _object(self, verb: str, path: str, options: Mapping[str, Any], *fields: str, **more: Any) -> T:  # type: ignore[type-var]  # pyright: ignore[reportInvalidTypeVarUse]
        """Send a request and return the object with these fields that answers it."""
        answer = self._send(verb, path, options, accepts="json", **more)
        return cast("T", self._expect(expect_object, verb, path, answer, *fields))

    def _list(self, verb: str, path: str, options: Mapping[str, Any], **more: Any) -> list[Any]:
        """Send a request and return the list of objects that answers it."""
        return self._expect(expect_list, verb, path, self._send(verb, path, options, accepts="json", **more))

    def _count(self, path: str, options: Mapping[str, Any]) -> int:
        """Send a request and return the number that answers it."""
        answer = self._send("POST", path, options, accepts="json", idempotent=True)
        return self._expect(expect_number, "POST", path, answer)

    def _send(self, verb: str, path: str, options: Mapping[str, Any], **more: Any) -> Any:
        """Send a request with the options of a method in its query or body, unless `query` or `body` is given."""
        fields, call = split(options)
        place = "query" if verb in ("GET", "DELETE") else "body"
        given: dict[str, Any] = {"accepts": "empty", place: fields, **more}
        return self._http.exchange(Request(verb, path, call, **given)).data

    def _questions(
        self, thread_id: Id, call: CallSettings, deadline: Deadline, *, for_input: bool = False
    ) -> list[Any]:
        """Return the questions that wait on a thread; `for_input`, those for whose answer an input would be taken.

        Of an idle thread, stock servers take an input for an input, although its state may have a question: a copy has.
        """

        def read(*rest: Id) -> dict[str, Any]:
            path = path_of(*rest)
            answer = self._http.exchange(Request("GET", path, call), deadline=deadline)
            return self._expect(expect_object, "GET", path, answer.data)

        thread = {"thread_id": thread_id, **read("threads", thread_id)}
        found = questions(thread, partial(read, "threads", thread_id, "state"))
        is_idle = thread.get("interrupts") is None and thread.get("status") != "interrupted"
        return [] if found and for_input and is_idle and "langgraph_py_version" in read("info") else found

    def _expect(self, check: Callable[..., T], verb: str, path: str, answer: Any, *fields: str) -> T:
        url = without_secrets(self._http.url + path)
        return check(answer, f"{verb} {url}", *fields, method=verb, url=url)
