"""Our SPARQL service, all protections on, beside ``oxigraph serve`` and rdflib-endpoint in the same run, over HTTP.

    python tests/bench/bench_sparql.py [--triples 100000] [--rounds 60] [--turn 20] [--seconds 5] [--peers ...]

Each query is made different each time by a comment, so that no cache answers; what our cache gives is a line of its
own. The peers take turns, so that a busy machine is busy for all of them; a turn is some queries in a row, as a server
in use gets them. With ``--turn 1`` each finds what the others left in the processor's caches, and nothing of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from synthetic import write  # type: ignore[import-not-found]

from duikou.api.store.embedded.files import load_files
from tests.api.serving import Server, free_port

PREFIX = (
    "PREFIX dk: <https://w3id.org/duikou/ontology#> PREFIX id: <https://w3id.org/duikou/id/> "
    "PREFIX dkt: <https://w3id.org/duikou/topic/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)
QUERIES = {
    "join": "SELECT ?m ?l { ?m dk:topic dkt:t7 ; dk:responsibleAgency ?a . ?a skos:prefLabel ?l }",
    "group": "SELECT ?t (COUNT(?m) AS ?n) { ?m dk:topic ?t } GROUP BY ?t ORDER BY DESC(?n)",
    "contains": 'SELECT ?m { ?m dk:text ?x FILTER(CONTAINS(?x, "绿色能源")) }',
    "path": "SELECT (COUNT(*) AS ?n) { ?m dk:partOf+ id:policy\\/plan-3 }",
    "optional": "SELECT ?m ?p { ?m dk:topic dkt:t9 OPTIONAL { ?m dk:uses ?p } }",
    "pairs": "SELECT ?c (COUNT(?m) AS ?n) { ?c dk:baseCity ?b ; dk:partnerCity ?p . ?m dk:concerns ?b } GROUP BY ?c",
    "construct": "CONSTRUCT { ?s ?p ?o } { VALUES ?s { <https://w3id.org/duikou/id/measure/plan-2/3/20> } ?s ?p ?o }",
    "ask": "ASK { ?m dk:responsibleAgency ?a . ?a dk:jurisdiction ?j . FILTER NOT EXISTS { ?j dk:locatedIn ?q } }",
}
ACCEPT = "application/sparql-results+json, application/n-triples"


class Peer:
    """One server under test."""

    def __init__(self, name: str, port: int, path: str, process: int, started: float, loaded: float) -> None:
        self.name, self.port, self.path, self.process = name, port, path, process
        self.started, self.loaded = started, loaded
        self.connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(self, query: str) -> tuple[float, bytes]:
        """Seconds and answer of one query by form POST, over a kept connection."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": ACCEPT}
        body = urlencode({"query": PREFIX + query})
        if self.connection.sock is not None and select.select([self.connection.sock], [], [], 0)[0]:
            self.connection.close()  # it has waited so long for the other peers that the server has closed it
            self.connection.connect()
        began = time.perf_counter()
        self.connection.request("POST", self.path, body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        seconds = time.perf_counter() - began
        if response.status != 200:
            raise RuntimeError(f"{self.name}: {response.status} {answer[:200]!r}")
        return seconds, answer


@contextmanager
def ours(graph: Path, workers: int) -> Iterator[Peer]:
    """A release as a build leaves it, with store and dump."""
    began = time.perf_counter()
    output = graph.parent / f"release-{workers}"
    release = load_files([graph], output)
    shutil.copyfile(graph, release / "graph.nq")
    loaded = time.perf_counter() - began
    with Server([], workers, output=output, queries_per_client=64, query_seconds=60) as server:
        assert server.process is not None
        started = time.perf_counter() - began - loaded
        name = f"duikou x{workers}" if workers > 1 else "duikou"
        yield Peer(name, server.port, "/sparql", server.process.pid, started, loaded)


@contextmanager
def oxigraph(triples: Path, location: Path | None) -> Iterator[Peer]:
    """The graph in the default graph: the set-up in which that server is fastest."""
    binary, port = str(Path(sys.executable).parent / "oxigraph"), free_port()
    began = time.perf_counter()
    where = ["--location", str(location)] if location else []
    if location:
        command = [binary, "load", *where, "--file", str(triples), "--format", "nt"]
        subprocess.run(command, check=True, capture_output=True)
    loaded = time.perf_counter() - began
    process = subprocess.Popen(
        [binary, "serve", *where, "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        start = time.perf_counter()
        _wait(port, "/query?query=ASK%7B%7D")
        started = time.perf_counter() - start
        if location is None:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request(
                "POST", "/store?default", triples.read_bytes(), {"Content-Type": "application/n-triples"}
            )
            assert connection.getresponse().status < 300
            loaded = time.perf_counter() - start
        name = "oxigraph serve (disk)" if location else "oxigraph serve (memory)"
        yield Peer(name, port, "/query", process.pid, started, loaded)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def rdflib_endpoint(triples: Path) -> Iterator[Peer]:
    binary, port = str(Path(sys.executable).parent / "rdflib-endpoint"), free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [binary, "serve", "--host", "127.0.0.1", "--port", str(port), str(triples)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port, "/?query=ASK%7B%7D", 300)
        took = time.perf_counter() - began
        yield Peer("rdflib-endpoint", port, "/", process.pid, took, took)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, path: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path, headers={"Accept": ACCEPT})
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"nothing answers on port {port}")


def memory(pid: int) -> float:
    """Proportional memory of a process and its descendants, in MB."""
    pids, total = [pid], 0
    while pids:
        process = pids.pop()
        try:
            for task in Path(f"/proc/{process}/task").iterdir():
                pids += map(int, (task / "children").read_text().split())
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                total += int(line.split()[1]) if line.startswith("Pss:") else 0
        except OSError:
            continue
    return total / 1024


async def throughput(peer: Peer, clients: int, seconds: float) -> float:
    """Requests a second of *clients* that each send the eight queries round and round."""
    end = time.perf_counter() + seconds
    counts = await asyncio.gather(*(_client(peer, number, end) for number in range(clients)))
    return sum(counts) / seconds


async def _client(peer: Peer, number: int, end: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", peer.port)
    queries, done = list(QUERIES.values()), 0
    while time.perf_counter() < end:
        query = queries[(done + number) % len(queries)]
        body = urlencode({"query": f"{PREFIX}{query}\n# {number} {done} {end}"}).encode()
        writer.write(
            b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nAccept: %s\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (peer.path.encode(), ACCEPT.encode(), len(body), body)
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b" 200 " not in head[:20]:
            raise RuntimeError(f"{peer.name}: {head[:100]!r}")
        if b"transfer-encoding: chunked" in head:
            while size := int((await reader.readline()).strip() or b"0", 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        else:
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        done += 1
    writer.close()
    return done


def latencies(peers: list[Peer], rounds: int, turn: int) -> dict[str, dict[str, list[float]]]:
    """Seconds by query and peer."""
    found: dict[str, dict[str, list[float]]] = {}
    for name, query in QUERIES.items():
        times: dict[str, list[float]] = {peer.name: [] for peer in peers}
        sizes = set()
        for start in range(-3, rounds, turn):
            for peer in peers:
                for number in range(start, min(start + turn, rounds)):
                    if peer.name == "rdflib-endpoint" and number >= 8:
                        continue
                    seconds, answer = peer.ask(f"{query}\n# {number} {time.time_ns()}")
                    if number >= 0:
                        times[peer.name].append(seconds)
                    elif b"bindings" in answer:
                        sizes.add(len(json.loads(answer)["results"]["bindings"]))
        assert len(sizes) <= 1, f"{name}: the peers answer with different numbers of rows: {sizes}"
        found[name] = times
    return found


def cached(peer: Peer, rounds: int) -> float:
    """Median seconds of a repeated query."""
    peer.connection.close()  # it has waited long enough to be closed at the other end
    peer.ask(QUERIES["group"])
    return statistics.median(peer.ask(QUERIES["group"])[0] for _ in range(rounds))


def bench(triples: int, rounds: int, turn: int, seconds: float, names: list[str]) -> dict[str, Any]:
    """Runs everything, prints the tables, and returns the figures."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        quads, plain = Path(folder) / "graph.nq", Path(folder) / "graph.nt"
        count = write(quads, triples)
        write(plain, triples, named_graphs=False)
        peers = [stack.enter_context(ours(quads, 1))]
        if "duikou2" in names:
            peers.append(stack.enter_context(ours(quads, 2)))
        if "disk" in names:
            peers.append(stack.enter_context(oxigraph(plain, Path(folder) / "oxigraph")))
        if "memory" in names:
            peers.append(stack.enter_context(oxigraph(plain, None)))
        if "rdflib" in names:
            peers.append(stack.enter_context(rdflib_endpoint(plain)))
        figures = latencies(peers, rounds, turn)
        print(f"\n{count} triples, {rounds} rounds by {turn}, {os.cpu_count()} processors")
        print("milliseconds: median / 95th percentile")
        print(f"{'':12}" + "".join(f"{peer.name:>26}" for peer in peers))
        ratios: dict[str, list[float]] = {peer.name: [] for peer in peers[1:]}
        for name, times in figures.items():
            medians = {peer: statistics.median(values) for peer, values in times.items()}
            cells = (f"{medians[p] * 1e3:.2f} / {sorted(v)[int(len(v) * 0.95)] * 1e3:.2f}" for p, v in times.items())
            print(f"{name:12}" + "".join(f"{cell:>26}" for cell in cells))
            for peer, found in ratios.items():
                found.append(medians[peers[0].name] / medians[peer])
        print(f"{'start s':12}" + "".join(f"{peer.started:26.2f}" for peer in peers))
        print(f"{'load s':12}" + "".join(f"{peer.loaded:26.2f}" for peer in peers))
        print(f"{'memory MB':12}" + "".join(f"{memory(peer.process):26.0f}" for peer in peers))
        for clients in (1, 8, 32):
            cells = []
            for peer in peers:
                limited = peer.name.startswith("rdflib") and clients > 1
                rate = 0.0 if limited else asyncio.run(throughput(peer, clients, seconds))
                cells.append(f"{rate:26.1f}")
            print(f"{f'{clients} clients/s':12}" + "".join(cells))
        summary = {peer: statistics.median(values) for peer, values in ratios.items()}
        for peer, ratio in summary.items():
            print(f"time of ours as a share of {peer}: median {ratio:.2f}, worst {max(ratios[peer]):.2f}")
        print(f"a repeated query from the cache: {cached(peers[0], 200) * 1e3:.2f} ms")
        return {"ratios": summary}


def test_no_slower_than_the_peers() -> None:
    found = bench(100_000, 60, 20, 3, ["disk", "memory", "rdflib"])["ratios"]
    assert found["oxigraph serve (disk)"] <= 1.0
    assert found["rdflib-endpoint"] <= 0.1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--turn", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--peers", nargs="*", default=["disk", "memory", "rdflib"])
    options = parser.parse_args()
    bench(options.triples, options.rounds, options.turn, options.seconds, options.peers)
