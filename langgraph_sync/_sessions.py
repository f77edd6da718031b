"""The session that sends: the caller's as it is, or one of our own for each process."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, Final, Optional
from urllib.parse import urlencode

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_auth_from_url

# Connections that are kept, not a limit: each thread that streams holds one of its own.
_KEPT_CONNECTIONS: Final = 256
_READY_TO_SEND: Final = re.compile(r"[A-Za-z0-9/_.~%-]*")


class Sessions:
    """Sends through the caller's session, or through one of our own: no connection is shared after a fork."""

    def __init__(self, url: str, session: Optional[requests.Session]) -> None:
        self._url = url
        self._callers = session
        self._own: dict[int, _OwnSession] = {}

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any],
        data: Optional[bytes],
        headers: dict[str, str],
        timeout: Any,
    ) -> requests.Response:
        """Send a request; its body is not read, and a redirect not followed."""
        if self._callers is not None:
            return self._callers.request(
                method,
                self._url + path,
                params=params,
                data=data,
                headers=headers,
                timeout=timeout,
                stream=True,
                allow_redirects=False,
            )
        pid = os.getpid()
        own = self._own.get(pid)
        if own is None:
            own = self._own.setdefault(pid, _OwnSession(self._url))
        return own.session.send(
            own.prepared(method, path, params=params, data=data, headers=headers),
            timeout=timeout,
            allow_redirects=False,
            **own.settings,
        )

    def close(self) -> None:
        """Close the connections of this process; a session that the caller passed stays open."""
        own = self._own.pop(os.getpid(), None)
        if own is not None:
            own.session.close()


class _OwnSession:
    """A session that nobody else changes: what requests would find out for each request is found out once."""

    def __init__(self, url: str) -> None:
        self.session = requests.Session()
        adapter = HTTPAdapter(pool_maxsize=_KEPT_CONNECTIONS)
        self.session.mount("http://", adapter)
        self.session.mount("https://", adapter)
        user_and_password = get_auth_from_url(url)
        self.session.auth = user_and_password if any(user_and_password) else _no_auth
        self._template = self.session.prepare_request(requests.Request("GET", url + "/"))
        self._base = str(self._template.url)[:-1]
        # Proxies and certificates that the environment names.
        self.settings = self.session.merge_environment_settings(str(self._template.url), {}, True, None, None)

    def prepared(
        self, method: str, path: str, *, params: Mapping[str, Any], data: Optional[bytes], headers: dict[str, str]
    ) -> requests.PreparedRequest:
        """A request as requests would prepare it."""
        url = self._base + path
        if self.session.cookies or not _READY_TO_SEND.fullmatch(path) or not all(map(_is_plain, params.values())):
            request = requests.Request(method, url, headers=headers, params=params, data=data)
            return self.session.prepare_request(request)
        if params:
            url += "?" + urlencode(params)
        prepared = self._template.copy()
        prepared.method, prepared.url, prepared.body = method, url, data
        prepared.headers.update(headers)
        if data is not None or method not in ("GET", "HEAD"):
            prepared.headers["Content-Length"] = str(len(data or b""))
        return prepared


def _is_plain(value: object) -> bool:
    """Whether requests would write a query value as it is: of lists and the like it makes several."""
    return isinstance(value, (str, int, float))


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without any auth, requests sends what ~/.netrc holds for the host."""
    return request
