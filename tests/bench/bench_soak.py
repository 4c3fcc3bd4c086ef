"""Everything at once for a long time: queries, pages, networks, updates, runaways and hostile requests.

    python tests/bench/bench_soak.py [--minutes 20] [--limit 3]

Every kind of client has addresses of its own; small queries are measured by a process that does nothing else. Prints
how often each status came by kind of request, the latency of small queries of others, alone and during the soak, and
memory over time: of what stays (the server and the processes that hold its store), and of all, with the queries that
run. Ends with an error when a status was not meant, when the memory of what stays has moved by more than a tenth
between the first and the last quarter, or when small queries became more than twice as slow.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import httpx
from bench_sparql import Server, memory  # type: ignore[import-not-found]

from duikou.cli import shipped_documents
from duikou.graph.build import build
from duikou.ontology.terms import Vocabulary

TOKEN = "soak"
PREFIX = "PREFIX dk: <https://w3id.org/duikou/ontology#> "
SMALL = (
    "SELECT ?c { ?c a dk:City } LIMIT 20",
    "SELECT ?m ?a { ?m dk:responsibleAgency ?a } LIMIT 50",
    "ASK { ?p dk:baseCity ?b ; dk:partnerCity ?c }",
    "SELECT ?t (COUNT(?m) AS ?n) { ?m dk:topic ?t } GROUP BY ?t",
    "CONSTRUCT { ?m dk:topic ?t } { ?m dk:topic ?t } LIMIT 30",
)
LARGE = "SELECT * { ?s ?p ?o } LIMIT 3000"
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
)
NETWORK = "SELECT ?source ?target { ?source dk:responsibleAgency ?target } LIMIT 300"
EXPORTS = ("pairs.gexf", "agency-topics.graphml", "pairs.svg", "agency-topics.nodes.csv", "pairs.zip", "pairs.json")
HOSTILE = [
    case
    for case in tomllib.loads((Path(__file__).parents[1] / "api" / "hostile.toml").read_text("utf-8"))["case"]
    if not {"raw", "writable", "times"} & set(case)
]
BUSY = {429, 503}
MEANT: dict[str, set[int]] = {
    "other": {200},
    "query": {200, 504, *BUSY},
    "large": {200, 504, 0, *BUSY},  # 0: it had begun, and then its time was over
    "mistake": {400, *BUSY},
    "runaway": {504, 507, *BUSY},
    "page": {200, 303},
    "export": {200, 304},
    "own network": {200, 504, *BUSY},
    "update": {201, 204},
    "hostile": set(),
}


class Soak:
    """What happened so far."""

    def __init__(self, server: Server, pages: list[str]) -> None:
        self.server, self.pages = server, pages
        self.statuses: dict[str, Counter[int]] = {kind: Counter() for kind in MEANT}
        self.unmeant: Counter[str] = Counter()
        self.memory: list[tuple[float, float]] = []
        """Of what stays, and of all, in MB."""
        self.end = 0.0

    async def ask(
        self,
        client: httpx.AsyncClient,
        kind: str,
        method: str,
        path: str,
        meant: Any = (),
        name: str = "",
        **options: Any,
    ) -> None:
        """Sends a request and counts its status: 0 when the client gives up or the connection breaks off."""
        try:
            response = await client.request(method, path, **options)
            status = response.status_code
        except httpx.TransportError:
            status = 0
        self.statuses[kind][status] += 1
        if status not in {*MEANT[kind], *meant}:
            self.unmeant[f"{name or kind} {status} {method} {path[:60]}"] += 1

    async def others(self, seconds: float) -> list[float]:
        """Latencies of small queries, measured by a process that has nothing else to do."""
        command = [sys.executable, __file__, "--ask", str(self.server.port), "--minutes", str(seconds / 60)]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        said, _ = await process.communicate()
        found = json.loads(said)
        self.statuses["other"].update({int(status): count for status, count in found["statuses"].items()})
        self.unmeant.update({f"other {s}": n for s, n in found["statuses"].items() if int(s) not in MEANT["other"]})
        times: list[float] = found["times"]
        return times

    async def mixed(self, client: httpx.AsyncClient) -> None:
        query = f"{PREFIX}{random.choice(SMALL)} # {random.random()}"
        await self.ask(client, "query", "GET", "/sparql", params={"query": query})
        await self.ask(client, "query", "GET", "/sparql", params={"query": PREFIX + random.choice(SMALL)})
        await self.ask(client, "large", "POST", "/sparql", data={"query": f"{LARGE} # {random.random()}"})
        await self.ask(client, "mistake", "POST", "/sparql", data={"query": "SELECT * {"})
        await asyncio.sleep(0.3)

    async def runaway(self, client: httpx.AsyncClient) -> None:
        query = f"{random.choice(RUNAWAYS)} # {random.random()}"
        if random.random() < 0.3:  # and hangs up
            try:
                await client.post("/sparql", data={"query": query}, timeout=0.7)
            except httpx.TimeoutException:
                return
        await self.ask(client, "runaway", "POST", "/sparql", data={"query": query})
        await asyncio.sleep(0.2)

    async def page(self, client: httpx.AsyncClient) -> None:
        await self.ask(client, "page", "GET", random.choice(self.pages), headers={"Accept": "text/html"})
        await asyncio.sleep(0.1)

    async def export(self, client: httpx.AsyncClient) -> None:
        await self.ask(client, "export", "GET", f"/export/{random.choice(EXPORTS)}")
        await self.ask(client, "own network", "GET", "/export/query.gexf", params={"query": PREFIX + NETWORK})
        await asyncio.sleep(2)

    async def update(self, client: httpx.AsyncClient) -> None:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        number = random.randrange(1000)
        data = f"INSERT DATA {{ GRAPH <http://e/soak> {{ <http://e/{number}> <http://e/p> {number} }} }}"
        await self.ask(client, "update", "POST", "/update", data={"update": data})
        graph: dict[str, Any] = {"params": {"graph": "http://e/put"}, "headers": {"Content-Type": "text/turtle"}}
        await self.ask(client, "update", "PUT", "/data", content=f"<http://e/a> <http://e/p> {number} .", **graph)
        deletion = "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER (STRSTARTS(STR(?s), 'http://e/')) }"
        await self.ask(client, "update", "POST", "/update", data={"update": deletion})
        await asyncio.sleep(8)

    async def hostile(self, client: httpx.AsyncClient) -> None:
        case = random.choice(HOSTILE)
        piece, times = case.get("repeat", ["", 0])
        fill = lambda text: text.replace("{port}", "1").replace("{n}", str(random.random()))  # noqa: E731
        headers = {name: fill(value) for name, value in case.get("headers", {}).items() if name != "X-Forwarded-For"}
        meant, name = {*case["status"], *BUSY, 431, 0}, f"hostile: {case['name']}"
        if "query" in case:
            headers.setdefault("Content-Type", "application/sparql-query")
            body = (fill(case["query"]) + piece * times + case.get("after", "")).encode()
            # With another graph and other limits a bomb may be answered; beside all the others any may be late.
            meant |= {200, 504, 507} if set(case["status"]) & {200, 504, 507} else {504, 507}
            await self.ask(client, "hostile", "POST", "/sparql", meant, name, content=body, headers=headers)
            return
        body = bytes.fromhex(case["body_hex"]) if "body_hex" in case else fill(case.get("body", "")).encode()
        path = fill(case["path"])
        if body:
            body += (piece * times).encode()
        else:
            path += piece * times + case.get("after", "")
        lines = [*headers.items(), *((f"X-{n}", "x" * 20) for n in range(case.get("many_headers", 0)))]
        meant |= {401} if 403 in case["status"] else set()  # this server has a token
        await self.ask(client, "hostile", case["method"], path, meant, name, headers=lines, content=body or None)
        await asyncio.sleep(0.2)

    async def watch(self) -> None:
        assert self.server.process is not None
        while time.monotonic() < self.end:
            self.memory.append(await asyncio.to_thread(_memory, self.server.process.pid))
            await asyncio.sleep(3)

    async def again(self, work: Callable[[httpx.AsyncClient], Awaitable[None]], address: str) -> None:
        """Does *work* until the end, as a client of one address."""
        headers = {"X-Forwarded-For": address}
        async with httpx.AsyncClient(base_url=self.server.url, headers=headers, timeout=30, trust_env=False) as client:
            while time.monotonic() < self.end:
                await work(client)

    async def run(self, seconds: float, *, everything: bool, warm: bool = False) -> list[float]:
        """Latencies of the small queries of others over *seconds*."""
        self.end = time.monotonic() + seconds
        tasks: list[Awaitable[None]] = []
        if everything:
            tasks += [self.again(self.mixed, f"198.51.100.{n}") for n in (10, 11)]
            tasks += [self.again(self.runaway, f"203.0.113.{n % 3}") for n in range(6)]
            tasks += [self.again(self.page, "198.51.100.20"), self.again(self.export, "198.51.100.21")]
            tasks += [self.again(self.update, "198.51.100.30"), self.again(self.hostile, "203.0.113.100"), self.watch()]
        measuring = asyncio.create_task(self.others(seconds))
        await asyncio.sleep(0.5)
        if everything and not warm:
            os.nice(10)  # whoever makes the load is not the one whose processor it should be
        await asyncio.gather(*tasks)
        return await measuring


def _memory(server: int) -> tuple[float, float]:
    """MB of the server and the processes that hold its store, and of all of its processes."""
    stays = [server]
    for child in (int(c) for t in Path(f"/proc/{server}/task").iterdir() for c in (t / "children").read_text().split()):
        with suppress(OSError):
            if b"embedded.template" in Path(f"/proc/{child}/cmdline").read_bytes():
                stays.append(child)
    pages = 0
    for pid in stays:
        with suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20, memory(server)


def ask(port: int, seconds: float) -> dict[str, Any]:
    """Sends small queries over one kept connection, twenty a second; their latencies and statuses."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Content-Type": "application/sparql-query", "X-Forwarded-For": "198.51.100.1"}
    times, statuses = [], Counter[int]()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        query = f"{PREFIX}{random.choice(SMALL)} # {random.random()}"
        began = time.perf_counter()
        connection.request("POST", "/sparql", query, headers)
        response = connection.getresponse()
        response.read()
        times.append(time.perf_counter() - began)
        statuses[response.status] += 1
        time.sleep(0.05)
    return {"times": times, "statuses": statuses}


def main(minutes: float, limit: float) -> list[str]:
    """Runs the soak, prints the figures, and returns what was not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        build(shipped_documents(), output, Vocabulary())
        with Server(output=output, token=TOKEN, query_seconds=limit, queries_per_client=8) as server:
            locations = server.http.get("/sitemap.xml").text.split("<loc>")[1:]
            pages = [httpx.URL(place.split("</loc>")[0]).raw_path.decode() for place in locations]
            soak = Soak(server, pages)
            server.http.get("/search", params={"q": "对口合作"})  # reads the dictionary, which stays
            asyncio.run(soak.run(10, everything=True, warm=True))
            alone = asyncio.run(soak.run(min(60, minutes * 15), everything=False))
            soak.memory.clear()
            beside = asyncio.run(soak.run(minutes * 60, everything=True))
            log = server.log()
    print(f"{minutes:g} minutes, limit of a query {limit:g} s")
    for kind, counts in soak.statuses.items():
        print(f"{kind:12} " + ", ".join(f"{status}: {count}" for status, count in sorted(counts.items())))
    for name, times in (("alone", alone), ("beside", beside)):
        p95 = sorted(times)[int(len(times) * 0.95)]
        print(
            f"small queries of others, {name:7} median {statistics.median(times) * 1e3:.2f} ms, p95 {p95 * 1e3:.2f} ms"
        )
    slower = statistics.median(beside) / statistics.median(alone)
    print(f"they are {slower:.2f} times as slow during the soak")
    stays = [stay for stay, _ in soak.memory]
    part = max(len(stays) // 4, 1)
    quarters = [statistics.median(stays[start : start + part]) for start in range(0, part * 4, part)]
    print("memory of what stays, MB, median of each quarter: " + ", ".join(f"{q:.0f}" for q in quarters))
    every = [each for _, each in soak.memory]
    print(f"of all processes: lowest {min(every):.0f}, highest {max(every):.0f}")
    wrong = [f"{what}: {count}" for what, count in soak.unmeant.most_common()]
    if "Traceback" in log:
        wrong.append("a traceback in the log")
    if slower > 2:
        wrong.append("small queries became more than twice as slow")
    if abs(quarters[-1] / quarters[0] - 1) > 0.1:
        wrong.append("memory is not flat")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--limit", type=float, default=3)
    parser.add_argument("--ask", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        print(json.dumps(ask(options.ask, options.minutes * 60)))
        sys.exit(0)
    sys.exit("\n".join(main(options.minutes, options.limit)) or 0)
