"""The life of one run's result: wait for it, through as many connections as it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._http import Http, OnOpen, Request, Response, ignore
from ._json import json_object
from ._options import Following
from ._retry import DELAYS, Backoff, Deadline
from ._run import RunAddress, failed, give_up, interrupted, read_outcome, says_gone
from .errors import APIConnectionError, APIResponseError, DeadlineExceededError


class WaitedRun:
    """A run whose result is waited for, through as many connections as it takes."""

    def __init__(
        self, http: Http, message: Request, run: RunAddress, *, following: Following, on_open: OnOpen = ignore
    ) -> None:
        self._http = http
        self._message = message
        self._run = run
        self._following = following
        self._on_open = on_open

    def result(self, *, raise_error: bool) -> Any:
        """Wait for the end of the run and return the state then, or raise what became of it."""
        deadline, on_exit = self._following
        try:
            return self._wait(Deadline(deadline).begin(), raise_error=raise_error)
        except DeadlineExceededError as late:
            raise give_up(self._http, self._run, late, self._message.call, cancel=on_exit == "cancel") from late

    def _wait(self, deadline: Deadline, *, raise_error: bool) -> Any:
        backoff = Backoff(len(DELAYS), deadline)
        while True:
            answer = self._answer(deadline)
            failure = (json_object(answer.data) or {}).get("__error__")
            if not raise_error:
                return answer.data
            has_been = not says_gone(failure)
            if failure is not None and has_been:
                raise failed(self._run, failure)
            outcome = read_outcome(self._http, self._run, call=self._message.call, deadline=deadline, has_been=has_been)
            if outcome.error is not None:
                raise outcome.error
            if outcome.has_ended:
                return answer.data
            self._message = self._join()
            backoff.wait(interrupted(self._run, None, f"the server answered while the run is {outcome.status}"))

    def _answer(self, deadline: Deadline) -> Response:
        """The server's answer; where it breaks off, the run that it was about is joined."""
        while True:
            message = self._message
            try:
                return self._http.fetch(
                    message.method,
                    message.path,
                    query=message.query,
                    body=message.body,
                    call=message.call,
                    deadline=deadline,
                    on_open=self._meet,
                )
            except (APIConnectionError, APIResponseError):
                if message.method == "GET" or not self._run.is_known():
                    raise
                self._message = self._join()

    def _join(self) -> Request:
        return Request("GET", self._run.path("join"), self._message.call)

    def _meet(self, headers: Mapping[str, str]) -> None:
        if self._run.run_id is None:
            self._run = self._run.or_as_in(headers)
            self._on_open(headers)
