"""The commands that look at the server: graphs, draw, ping, api."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final, Optional, cast

from .._json import json_object
from ..errors import APIResponseError, LangGraphError
from ..resources._pages import walk
from .exit_status import BROKEN, SUCCESS, UNREACHABLE, USAGE, ExitError
from .output import Screen, escaped, to_json
from .settings import connect, read_json

_PAGE: Final = 100
_PAUSE: Final = 0.5  # seconds between two looks at a server that is not up yet
# What identifies an item of a list, the first of these that it has.
_IDS: Final = ("cron_id", "run_id", "checkpoint", "thread_id", "assistant_id", "version")


def ping(args: Namespace, screen: Screen) -> int:
    """See whether the server is up, waiting for it if told to."""
    end = time.monotonic() + (args.wait or 0)
    if args.wait is not None and args.max_retries is None:
        args.max_retries = 0
    with connect(args) as client:
        while True:
            try:
                if client.ok(timeout=args.timeout or 10):
                    screen.line("ok")
                    return SUCCESS
                problem: Exception = ExitError(UNREACHABLE, "the server says that it is not healthy")
            except LangGraphError as caught:
                if not caught.may_retry:
                    raise
                problem = caught
            rest = end - time.monotonic()
            if rest <= 0:
                raise problem
            time.sleep(min(_PAUSE, rest))


def api(args: Namespace, screen: Screen) -> int:
    """Send a request, and write the answer."""
    method, body = args.method.upper(), None if args.data is None else read_json(args.data, "--data")
    if not args.path.startswith("/"):
        raise ExitError(USAGE, f"a PATH begins with a slash, unlike {args.path!r}")
    with connect(args) as client:
        if args.paginate:
            for item in _all_pages(client, method, args.path, body):
                screen.line(to_json(item))
            return SUCCESS
        answer = client.request(method, args.path, json=body)
    if isinstance(answer, str):
        screen.data(escaped(answer))
    elif answer is not None:
        screen.line(to_json(answer, indent=2))
    return SUCCESS


def _all_pages(client: Any, method: str, path: str, body: Any) -> Any:
    """Yield the items of a list, page by page."""
    given = {} if body is None else json_object(body)
    if given is None:
        raise ExitError(USAGE, "--paginate needs an object as --data")

    def search(**page: Any) -> list[dict[str, Any]]:
        if method == "GET":
            answer = client.request(method, path, params=page)
        else:
            answer = client.request(method, path, json={**given, **page})
        found = _list_in(answer)
        if found is None:
            raise ExitError(BROKEN, f"{method} {path} answers no list")
        return [{"id": _identity(item), "item": item} for item in found]

    start = {"offset": given.get("offset") or 0, "limit": given.get("limit")}
    with closing(walk(search, start, "id", page_size=_PAGE)) as items:
        for item in items:
            yield item["item"]


def _list_in(answer: Any) -> Optional[list[Any]]:
    """Return the list that is the answer, or the only one in it."""
    values = (json_object(answer) or {"": answer}).values()
    lists: list[list[Any]] = [value for value in values if isinstance(value, list)]
    return lists[0] if len(lists) == 1 else None


def _identity(item: Any) -> str:
    found = json_object(item) or {}
    return to_json(next(([name, found[name]] for name in _IDS if found.get(name) is not None), item))


def graphs(args: Namespace, screen: Screen) -> int:
    """List the assistants, one for each graph by default."""
    rows: list[tuple[str, str, str]] = []
    with connect(args) as client:
        for found in client.assistants.iterate():
            row: Mapping[str, Any] = cast("Any", found)
            if args.json:
                screen.line(to_json({name: row.get(name) for name in ("graph_id", "assistant_id", "name")}))
            rows.append((str(row.get("graph_id")), str(row.get("assistant_id")), str(row.get("name") or "")))
    if not args.json:
        width = max((len(graph) for graph, *_ in rows), default=0)
        for graph, assistant_id, name in sorted(rows):
            screen.row(f"{graph:{width}}  {assistant_id}  {'' if name == graph else name}".rstrip())
    return SUCCESS


def draw(args: Namespace, screen: Screen) -> int:
    """Show the nodes and edges of a graph, as an indented list or as a diagram."""
    with connect(args) as client:
        drawing: Mapping[str, Any] = client.assistants.get_graph(args.assistant)
    nodes, found = (list(map(json_object, drawing.get(key) or ())) for key in ("nodes", "edges"))
    edges: dict[str, list[Mapping[str, Any]]] = {str((node or {}).get("id")): [] for node in nodes}
    if not edges:
        raise APIResponseError("the server names no nodes")
    for edge in found:
        if edge is None or str(edge.get("source")) not in edges or "target" not in edge:
            raise APIResponseError(f"the server sends an edge between unknown nodes: {to_json(edge)[:100]}")
        edges[str(edge["source"])].append(edge)
    for line in _mermaid(edges) if args.mermaid else _indented(edges):
        screen.row(line)
    return SUCCESS


def _indented(edges: Mapping[str, list[Mapping[str, Any]]]) -> list[str]:
    """Return each node below one that leads to it; its own successors where it comes first."""
    lines: list[str] = []
    seen: set[str] = set()
    reached = {str(edge["target"]) for found in edges.values() for edge in found}
    beginnings = sorted(edges, key=lambda node: (node in reached, node != "__start__"))
    for first in beginnings:
        waiting = [] if first in seen else [(0, first, "")]
        while waiting:
            depth, node, about = waiting.pop()
            following = [] if node in seen else edges.get(node, [])
            is_repeat = node in seen and bool(edges.get(node))
            seen.add(node)
            lines.append(f"{'  ' * depth}{node}{about}{' ^' if is_repeat else ''}")
            for edge in reversed(following):
                label = edge.get("data") if edge.get("conditional") else None
                said = f" (if {label})" if label else " (if)" if edge.get("conditional") else ""
                waiting.append((depth + 1, str(edge["target"]), said))
    return lines


def _mermaid(edges: Mapping[str, list[Mapping[str, Any]]]) -> list[str]:
    """Return the text of a Mermaid diagram."""
    names = {node: f"n{number}" for number, node in enumerate(edges)}
    quoted = {node: node.replace('"', "#quot;") for node in edges}
    lines = ["graph TD", *(f'  {names[node]}["{quoted[node]}"]' for node in edges)]
    for node, found in edges.items():
        for edge in found:
            target = names.get(str(edge["target"]), names[node])
            label = str(edge.get("data") or "").replace("|", "/").replace('"', "#quot;")
            arrow = "-.->" if edge.get("conditional") else "-->"
            lines.append(f"  {names[node]} {arrow}{f'|{label}|' if label else ''} {target}")
    return lines
