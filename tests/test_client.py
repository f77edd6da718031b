"""Making a client: where its address and key come from, and what it refuses."""

from __future__ import annotations

from types import FunctionType
from typing import Any, get_type_hints
from unittest.mock import create_autospec

import pytest
import requests
from scripted_server import Connection

import langgraph_sync
from langgraph_sync import APIConnectionError, APIStatusError, LangGraphClient, errors, get_client

KEY = "lsv2_secret_key"


def fine(connection: Connection) -> None:
    """Answer that the server is healthy."""
    connection.answer({"ok": True})


def test_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the address from the argument, else from the environment, else where `langgraph dev` listens."""
    monkeypatch.delenv("LANGGRAPH_API_URL", raising=False)
    assert "LangGraphClient(url='http://localhost:2024')" == repr(get_client())
    monkeypatch.setenv("LANGGRAPH_API_URL", "https://env.example/base/")
    assert "LangGraphClient(url='https://env.example/base')" == repr(get_client())
    assert "LangGraphClient(url='http://arg.example')" == repr(get_client(url="http://arg.example"))


@pytest.mark.parametrize("url", ["localhost:2024", "ftp://host", "http://", "/path"])
def test_bad_address(url: str) -> None:
    """It refuses an address that is none, and shows one that is."""
    with pytest.raises(ValueError, match="url must be like http://localhost:2024, not "):
        get_client(url=url)


def test_key_from_the_environment(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the first key that the environment has, in the order of the official SDK."""
    server = serve(fine, fine, fine, fine)
    for name in ("LANGCHAIN_API_KEY", "LANGSMITH_API_KEY", "LANGGRAPH_API_KEY"):
        monkeypatch.setenv(name, name.lower())
        with get_client(url=server.url) as client:
            client.ok()
    with get_client(url=server.url, api_key=None) as client:
        client.ok()

    keys = [request.headers.get("x-api-key") for request in server.requests]
    assert ["langchain_api_key", "langsmith_api_key", "langgraph_api_key", None] == keys


def test_repr_hides_secrets() -> None:
    """It shows neither the key nor a password in the address."""
    client = get_client(url="http://user:password@host.example", api_key=KEY)

    assert "LangGraphClient(url='http://host.example')" == repr(client)


@pytest.mark.parametrize(
    ("key", "flaw"),
    [
        (f"{KEY}\r\nX-Evil: 1", "a line break"),
        (f"{KEY}\n", "a line break"),
        (f" {KEY}", "a space around it"),
        (f"{KEY}\u2026", "a character that HTTP can't carry"),
        (f"{KEY}\0", "a character that HTTP can't carry"),
    ],
)
def test_bad_key(key: str, flaw: str) -> None:
    """It refuses a key that HTTP can't carry when the client is made, without showing it."""
    with pytest.raises(ValueError, match=f"the header x-api-key has {flaw}: remove it") as caught:
        get_client(api_key=key)
    assert KEY not in str(caught.value)


def test_bad_headers(connect: Any) -> None:
    """It refuses headers that HTTP can't carry, the client's and a call's."""
    with pytest.raises(ValueError, match="the header X-A has a line break"):
        get_client(headers={"X-A": "a\nb"})
    with pytest.raises(TypeError, match="the header X-A is a int, not a str"):
        get_client(headers={"X-A": 1})  # type: ignore[dict-item]
    client, server = connect()
    with pytest.raises(ValueError, match="the header X-A has a line break"):
        client.ok(headers={"X-A": "a\rb"})
    assert [] == server.requests


def test_key_is_not_a_header() -> None:
    """It takes the key as an argument only, whatever the case of the header."""
    with pytest.raises(ValueError, match="set by the api_key argument"):
        get_client(headers={"X-API-Key": KEY})


def test_context_manager(connect: Any) -> None:
    """It is its own context manager."""
    client, _ = connect(fine)

    with client as entered:
        assert isinstance(entered, LangGraphClient)
        assert entered.ok()


@pytest.mark.parametrize("bad", ["", ".", "..", "..."])
def test_id_that_leads_elsewhere(bad: str) -> None:
    """It refuses an id that would turn one operation into another."""
    with pytest.raises(ValueError, match="is not an id"):
        get_client().threads.get(bad)


def test_id_that_is_none() -> None:
    """It refuses None for an id."""
    with pytest.raises(TypeError, match="an id is a str or a UUID, not None"):
        get_client().threads.get(None)  # type: ignore[arg-type]


def test_id_is_quoted(connect: Any) -> None:
    """It quotes an id, so that it stays one part of the path."""
    client, server = connect(lambda connection: connection.answer({}))
    client.threads.get("a/b?c#d e")

    assert "/threads/a%2Fb%3Fc%23d%20e" == server.requests[0].path


@pytest.mark.parametrize("name", ["x-é", "x a", "", "x:y", "x\n"])
def test_name_that_no_header_has(name: str) -> None:
    """It refuses, when the client is made, a name that HTTP can't carry."""
    with pytest.raises(ValueError, match="can't be the name of a header"):
        get_client(url="http://server.example", headers={name: "a"})


@pytest.mark.parametrize("given", [' "key" ', "'key'", "key\n", "\tkey\r\n"])
def test_key_with_quotes_or_line_ends(serve: Any, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """It takes quotes and white space off a key from the environment."""
    server = serve(lambda connection: connection.answer({"ok": True}))
    monkeypatch.setenv("LANGGRAPH_API_KEY", given)
    with get_client(url=server.url) as client:
        client.ok()

    assert "key" == server.requests[0].headers["x-api-key"]


def test_bad_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the variable that holds what can't be a key, and does not show it."""
    monkeypatch.setenv("LANGSMITH_API_KEY", "ge\nheim")

    with pytest.raises(ValueError, match="the environment variable LANGSMITH_API_KEY holds no API key") as caught:
        get_client(url="http://server.example")
    assert "heim" not in str(caught.value)


def test_verify_of_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """It lets the setting of a session count, whatever the environment says about certificates."""
    seen: list[Any] = []

    class Adapter(requests.adapters.HTTPAdapter):
        def send(self, *_: Any, **more: Any) -> Any:
            seen.append(more["verify"])
            raise requests.ConnectionError

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/of/the/environment")
    with requests.Session() as session:
        session.mount("https://", Adapter())
        for verify in (False, "/of/the/session", True):
            session.verify = verify
            with pytest.raises(APIConnectionError):
                get_client(url="https://server.example", session=session, max_retries=0).ok()

    assert [False, "/of/the/session", "/of/the/environment"] == seen


def test_auth_that_signs_each_request(connect: Any) -> None:
    """It lets an auth look at each request, body included."""
    bodies: list[Any] = []

    def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
        bodies.append(request.body)
        request.headers["x-signature"] = str(len(bodies))
        return request

    client, server = connect(fine, fine, auth=sign)
    client.ok()
    client.request("POST", "/mine", json={"a": 1})

    assert [None, b'{"a":1}'] == bodies
    assert ["1", "2"] == [request.headers["x-signature"] for request in server.requests]


def test_user_agent(connect: Any) -> None:
    """It says which client asks, in which version."""
    client, server = connect(lambda connection: connection.answer({"ok": True}))
    client.ok()

    assert f"langgraph-sync/{langgraph_sync.__version__}" == server.requests[0].headers["user-agent"]


RESOURCES = ("assistants", "threads", "runs", "crons", "store")


@pytest.mark.parametrize("is_instance", [True, False])
@pytest.mark.parametrize("resource", RESOURCES)
def test_mock_of_a_client(resource: str, is_instance: bool) -> None:
    """It lets `create_autospec` make a client of its class: with its resources, their methods and what they take."""
    mock: Any = create_autospec(LangGraphClient, instance=is_instance)
    methods = getattr(mock if is_instance else mock(url="http://a.example"), resource)

    for name, method in vars(type(getattr(get_client(), resource))).items():
        if isinstance(method, FunctionType) and not name.startswith("_"):
            with pytest.raises(TypeError, match=r"unexpected keyword argument 'stream_mod'|missing a required"):
                getattr(methods, name)(stream_mod="values")
            getattr(methods, name).assert_not_called()
    with pytest.raises(AttributeError):
        _ = methods.steam


def test_mock_of_a_stream() -> None:
    """It lets a mock of a client take what the client takes, and nothing that is missing or too much."""
    client: Any = create_autospec(LangGraphClient, instance=True)
    client.runs.stream.return_value = iter([])
    client.runs.stream(None, "agent", input={}, stream_mode="events", timeout=3)

    client.runs.stream.assert_called_once_with(None, "agent", input={}, stream_mode="events", timeout=3)
    with pytest.raises(TypeError, match="assistant_id"):
        client.runs.stream(None)
    with pytest.raises(TypeError, match="too many positional arguments"):
        client.runs.stream(None, "agent", {})


@pytest.mark.parametrize("resource", RESOURCES)
def test_resources_are_said_on_the_class(resource: str) -> None:
    """It has the type of each resource on the class, and of each client its own."""
    kind = getattr(LangGraphClient, resource)
    one, two = get_client(), get_client()

    assert resource in dir(LangGraphClient)
    assert kind.__name__ == LangGraphClient.__annotations__[resource]
    assert isinstance(getattr(one, resource), kind)
    assert getattr(one, resource) is getattr(one, resource)
    assert getattr(one, resource) is not getattr(two, resource)


ERRORS = [error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, Exception)]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_attributes_of_errors_are_said_on_the_class(error: Any) -> None:
    """It has the type of each attribute of an error on the class, a value when none is given, and takes no other."""
    hints = get_type_hints(error)
    raised = error("text", **{name: name for name in hints})

    assert "text" == str(raised)
    assert {name: name for name in hints} == vars(raised)
    for name in hints:
        assert hasattr(error("text"), name)
        assert hasattr(create_autospec(error, instance=True), name)
    with pytest.raises(TypeError, match="has no attribute 'status'"):
        error("text", status=404)


def test_attributes_of_an_answer() -> None:
    """It has the status of an answer, its headers and what they hold."""
    hints = get_type_hints(APIStatusError)

    assert int is hints["status_code"]
    assert {"method", "url", "detail", "body", "retry_after", "headers"} <= hints.keys()
    assert APIStatusError("text").request_id is None
    assert "7" == APIStatusError("text", headers={"x-request-id": "7"}).request_id
