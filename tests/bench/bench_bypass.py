"""What the way around the router is worth to a small SPARQL query: the gate hands it over, or the framework routes it.

    python tests/bench/bench_bypass.py [--rounds 40]

Two servers take turns, so that a busy machine is busy for both. Prints median milliseconds of a query that the store
answers and of one that the cache answers.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.api.serving import free_port

GRAPH = Path(__file__).parents[1] / "api" / "graph.nq"
SERVER = """
import pathlib, sys, uvicorn
from duikou.api.app import create_app
from duikou.api.command import OPTIONS
from duikou.api.logs import configure
from duikou.settings import Settings
configure("json")
app = create_app(Settings(graphs=(pathlib.Path(sys.argv[3]),)))
if sys.argv[2] == "routed":
    for layer in app.user_middleware:
        if "direct" in layer.kwargs:
            layer.kwargs["direct"] = {}
uvicorn.run(app, port=int(sys.argv[1]), **OPTIONS)
"""


def _start(way: str, stack: ExitStack) -> http.client.HTTPConnection:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port), way, str(GRAPH)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(300):
        try:
            if _ask(connection, "ASK {}"):
                return connection
        except OSError:
            connection.close()
            time.sleep(0.1)
    raise RuntimeError(f"the server ({way}) does not answer")


def _ask(connection: http.client.HTTPConnection, query: str) -> float:
    began = time.perf_counter()
    connection.request(
        "POST", "/sparql", urlencode({"query": query}), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(str(response.status))
    return time.perf_counter() - began


def main(rounds: int, turn: int = 50) -> None:
    times: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as stack:
        servers = {way: _start(way, stack) for way in ("direct", "routed")}
        for number in range(rounds):
            for way, connection in servers.items():
                for _ in range(turn):
                    query = f"SELECT ?s {{ ?s ?p {number} }} # {time.time_ns()}"
                    times.setdefault(("store", way), []).append(_ask(connection, query))
                    times.setdefault(("cache", way), []).append(_ask(connection, "SELECT ?s { ?s ?p 1 }"))
    for (by, way), found in sorted(times.items()):
        print(f"answered by the {by}, {way}: median {statistics.median(found) * 1e3:.3f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    main(parser.parse_args().rounds)
