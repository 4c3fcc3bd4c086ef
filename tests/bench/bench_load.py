"""Two minutes of mixed small queries, large results, mistakes, hang-ups and runaways against one server.

    python tests/bench/bench_load.py [--seconds 120] [--triples 100000] [--runaways 4]

Prints how often each status came, the latency of small queries alone and beside runaways, how long after its limit a
runaway was stopped, and the memory of the server before, during and after. Ends with an error when a status was not
meant, when memory has grown, or when small queries became more than twice as slow.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))

from bench_sparql import PREFIX, QUERIES, Server, memory  # type: ignore[import-not-found]
from synthetic import write  # type: ignore[import-not-found]

LIMIT = 3.0
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT (COUNT(*) AS ?n) { ?a (dk:partOf|^dk:partOf)* ?b . ?b (dk:topic|^dk:topic)* ?c }",
    "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
)
SMALL = tuple(QUERIES[name] for name in ("join", "path", "optional", "construct"))
LARGE = "SELECT * { ?s ?p ?o } LIMIT 50000"
MEANT = {"small": {200}, "mistake": {400}, "large": {200}, "runaway": {504, 507, 503, 429}}


class Load:
    """What happened so far."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.statuses: dict[str, Counter[int]] = {kind: Counter() for kind in MEANT}
        self.latencies: list[float] = []
        self.overrun: list[float] = []
        self.end = 0.0

    async def ask(self, query: str, hang_up_after: float | None = None) -> int:
        """Status of one query on a connection of its own; 0 for a hang-up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = urlencode({"query": f"{PREFIX}{query}\n# {random.random()}"}).encode()
        writer.write(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        try:
            if hang_up_after is not None:
                await asyncio.sleep(hang_up_after)
                return 0
            answer = await reader.read()
            return int(answer[9:12])
        finally:
            writer.close()

    async def small(self) -> None:
        while time.monotonic() < self.end:
            began = time.perf_counter()
            self.statuses["small"][await self.ask(random.choice(SMALL))] += 1
            self.latencies.append(time.perf_counter() - began)
            await asyncio.sleep(0.01)

    async def others(self) -> None:
        while time.monotonic() < self.end:
            self.statuses["large"][await self.ask(LARGE)] += 1
            self.statuses["mistake"][await self.ask("SELECT * {")] += 1
            await self.ask(RUNAWAYS[0], hang_up_after=0.5)
            await asyncio.sleep(0.5)

    async def runaway(self) -> None:
        while time.monotonic() < self.end:
            began = time.perf_counter()
            status = await self.ask(random.choice(RUNAWAYS))
            self.statuses["runaway"][status] += 1
            if status == 504:
                self.overrun.append(time.perf_counter() - began - LIMIT)
            await asyncio.sleep(0.05)

    async def run(self, seconds: float, runaways: int, others: int) -> list[float]:
        """Latencies of the small queries over *seconds*."""
        self.latencies = []
        self.end = time.monotonic() + seconds
        tasks = [self.small() for _ in range(2)] + [self.others() for _ in range(others)]
        await asyncio.gather(*tasks, *(self.runaway() for _ in range(runaways)))
        return self.latencies


def main(seconds: float, triples: int, runaways: int) -> list[str]:
    """Runs the load, prints the figures, and returns what was not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph.nq"
        write(graph, triples)
        with Server([graph], query_seconds=LIMIT, queries_per_client=64) as server:
            assert server.process is not None
            load = Load(server.port)
            asyncio.run(load.run(5, 0, 1))  # warm
            before = memory(server.process.pid)
            alone = asyncio.run(load.run(min(20, seconds / 4), 0, 0))
            beside = asyncio.run(load.run(seconds, runaways, 1))
            during = memory(server.process.pid)
            time.sleep(LIMIT + 1)
            after = memory(server.process.pid)
    print(f"{seconds:g} s, {triples} triples, {runaways} runaways at a time, limit {LIMIT:g} s")
    for kind, counts in load.statuses.items():
        print(f"{kind:8} " + ", ".join(f"{status}: {count}" for status, count in sorted(counts.items())))
    for name, times in (("alone", alone), ("beside runaways", beside)):
        p95 = sorted(times)[int(len(times) * 0.95)]
        print(f"small queries {name:16} median {statistics.median(times) * 1e3:.2f} ms, p95 {p95 * 1e3:.2f} ms")
    slower = statistics.median(beside) / statistics.median(alone)
    print(f"small queries are {slower:.2f} times as slow beside runaways")
    print(f"a runaway ends at most {max(load.overrun, default=0):.3f} s after its limit")
    print(f"memory MB: before {before:.0f}, at the end {during:.0f}, a moment later {after:.0f}")
    wrong = [f"{kind}: {s}" for kind, counts in load.statuses.items() for s in counts if s not in MEANT[kind]]
    if slower > 2:
        wrong.append("small queries became more than twice as slow")
    if after > before + 60:
        wrong.append("memory has grown")
    if max(load.overrun, default=0) > 0.5:
        wrong.append("a runaway outlasted its limit")
    return wrong


def test_two_minutes_of_load() -> None:
    assert main(120, 100_000, 4) == []


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--runaways", type=int, default=4)
    options = parser.parse_args()
    sys.exit("; ".join(main(options.seconds, options.triples, options.runaways)) or 0)
