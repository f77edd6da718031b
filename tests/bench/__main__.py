"""Measure what streams and calls cost: this package, the official SDK, the limit and a naive client, in one run.

python tests/bench [--rounds N]. Costs are CPU time of the client's process; a ratio is the median of the ratios of the
rounds, in each of which all clients run in random order. Only ratios of one run say anything.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
STREAMS = [  # a name, what to stream, and the targets: ours/official, ours/raw-json, ours+orjson/official
    ("events 1.3 KB", {"kind": "events", "n": 2000}, 0.65, 1.25, 0.52),
    ("tokens 285 B", {"kind": "tokens", "n": 4000}, 0.42, 1.35, 0.40),
    ("tokens with ids", {"kind": "tokens", "n": 4000, "ids": 1}, 0.45, 1.6, None),
    ("values 20 KB", {"kind": "values", "n": 200}, 0.90, 1.15, 0.75),
    ("8 events per chunk", {"kind": "events", "n": 2000, "framing": "several"}, 1.1, None, 0.80),
    ("unchunked", {"kind": "events", "n": 2000, "framing": "close"}, 1.1, None, 0.80),
]
FRAMINGS = ["chunked", "several", "cut", "close"]
MB = 1_000_000
# As on a machine without orjson.
PLAIN = "import sys; sys.modules['orjson'] = None; "
STREAM_50 = {
    "ours": f"{PLAIN}from langgraph_sync import get_client as connect",
    "official": "from langgraph_sdk import get_sync_client as connect",
    "naive": (
        "import json, sys, requests, sseclient\n"
        "with requests.post(sys.argv[1] + '/stream?kind=tokens&n=50', json={}, stream=True) as response:\n"
        "    for event in sseclient.SSEClient(response).events(): print(json.loads(event.data))"
    ),
}


class Worker:
    """A process with one client, which lives through all rounds."""

    def __init__(self, client: str, url: str) -> None:
        command = [sys.executable, str(HERE / "worker.py"), client, url]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, job: str, **query: Any) -> dict[str, Any]:
        """Do a job and say what it cost."""
        assert self.process.stdin
        assert self.process.stdout
        order = {"job": job, "query": {name: str(value) for name, value in query.items()}}
        print(json.dumps(order), file=self.process.stdin, flush=True)
        result: dict[str, Any] = json.loads(self.process.stdout.readline())
        return result

    def stop(self) -> None:
        """End the process."""
        self.process.communicate()


def rounds_of(workers: dict[str, Worker], rounds: int, job: str, query: dict[str, Any]) -> dict[str, list[float]]:
    """What each client's job cost in each round."""
    costs: dict[str, list[float]] = {name: [] for name in workers}
    for number in range(rounds + 1):
        for name in random.sample(sorted(workers), len(workers)):
            cost = workers[name].run(job, **query)["cost"]
            if number:  # the first round makes connections and fills caches
                costs[name].append(cost)
    return costs


def ratio(costs: dict[str, list[float]], ours: str, other: str) -> float:
    """The median of the ratios of the rounds."""
    return median(mine / its for mine, its in zip(costs[ours], costs[other]) if its)


def row(case: str, what: str, value: float, target: float, note: str = "") -> None:
    """Print one line of the table."""
    verdict = "ok" if value <= target else "over"
    print(f"{case:22} {what:24} {value:8.2f} {target:8.2f}  {verdict:5} {note}", flush=True)


def processor_time(code: str, url: str) -> float:
    """User and system time of a Python that runs a piece of code, from start to exit."""
    process = subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    assert status == 0
    return usage.ru_utime + usage.ru_stime


def in_pairs(rounds: int, url: str, ours: str, other: str) -> float:
    """The median ratio of two pieces of code, each in a process of its own."""
    return median(processor_time(ours, url) / processor_time(other, url) for _ in range(rounds))


def measure(url: str, rounds: int) -> None:
    """Print the table."""
    print(f"{'case':22} {'':24} {'measured':>8} {'target':>8}")
    names = ["ours", "ours+orjson", "official", "naive", "raw-json"]
    workers = {name: Worker(name, url) for name in names}
    for case, query, official, limit, fast in STREAMS:
        fit = {name: worker for name, worker in workers.items() if name != "raw-json" or limit}
        costs = rounds_of(fit, rounds, "stream", query)
        note = ", ".join(f"{name} {median(each) * 1e6:.1f}" for name, each in costs.items()) + " us per event"
        row(case, "ours/official", ratio(costs, "ours", "official"), official, note)
        if limit:
            row(case, "ours/raw-json", ratio(costs, "ours", "raw-json"), limit)
        if fast:
            row(case, "ours+orjson/official", ratio(costs, "ours+orjson", "official"), fast)
    ours = {"ours": workers["ours"]}
    costs = rounds_of(ours, rounds, "tokens", {"kind": "tokens", "n": 10_000})
    row("tokens(delta=True)", "us per token", median(costs["ours"]) * 1e6, 1.5)
    pair = {name: workers[name] for name in ("ours", "official")}
    costs = rounds_of(pair, rounds, "calls", {"n": 60})
    note = ", ".join(f"{name} {median(each) * 1e6:.0f}" for name, each in costs.items()) + " us per call"
    row("threads.create", "ours/official", ratio(costs, "ours", "official"), 0.80, note)
    loop = (
        "\nimport sys\nfor part in connect(url=sys.argv[1]).runs.stream('t', 'agent', input={}, "
        "params={'kind': 'tokens', 'n': '50'}): print(part.data)"
    )
    whole = in_pairs(rounds, url, STREAM_50["ours"] + loop, STREAM_50["official"] + loop)
    floor = in_pairs(rounds, url, STREAM_50["naive"], STREAM_50["official"] + loop)
    row("process, 50 tokens", "ours/official", whole, 0.28, f"naive/official {floor:.2f}: less is not possible")
    row("import", "ours/requests", in_pairs(rounds, url, f"{PLAIN}import langgraph_sync", "import requests"), 1.15)
    for framing in ("chunked", "cut"):
        big_events(url, framing, max(3, rounds // 5))
    failed = workers["ours"].run("threads", kind="values", n=20, pace=0.05, threads=200)["cost"]
    row("200 threads", "failed streams", failed, 0)
    for framing in FRAMINGS:
        held = {name: workers[name].run("held", kind="values", n=20, pace=0.02, framing=framing) for name in names[:4]}
        note = ", ".join(f"{name} {result['cost']}" for name, result in held.items())
        row(f"held back, {framing}", "events", held["ours"]["cost"], 0, note)
    for worker in workers.values():
        worker.stop()


def big_events(url: str, framing: str, rounds: int) -> None:
    """Time and memory of one event of 12.5, 25 and 50 MB, each in a fresh process."""
    results = []
    for size in (12.5 * MB, 25 * MB, 50 * MB):
        runs = []
        for _ in range(rounds):
            worker = Worker("ours", url)
            runs.append(worker.run("big", kind="big", n=1, size=int(size), framing=framing))
            worker.stop()
        results.append((median(run["cost"] for run in runs), median(run["peak"] for run in runs)))
    growth = (results[-1][0] / results[0][0]) ** (1 / (len(results) - 1))
    row(f"50 MB, {framing}", "growth per doubling", growth, 2.3, f"{results[-1][0]:.2f} s")
    row(f"50 MB, {framing}", "peak/size", results[-1][1], 4.5)


def main() -> None:
    """Start the server, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    server = subprocess.Popen([sys.executable, str(HERE / "replay.py")], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        measure(f"http://127.0.0.1:{int(server.stdout.readline())}", rounds)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
