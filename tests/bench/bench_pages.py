"""How fast pages, descriptions and searches are served on the shipped graph, beside rdflib describing the same things.

    python tests/bench/bench_pages.py [--rounds 5]

The server is a real process asked over one kept-alive connection by one client. *First* is an address asked for the
first time, *again* one that was asked before; rdflib answers the same descriptions from memory in this process, without
any HTTP. Prints medians and 95th percentiles in milliseconds, and asserts nothing about time.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rdflib import Dataset, Graph, URIRef

from duikou.cli import shipped_documents
from duikou.graph.build import build
from duikou.ontology.terms import DEFAULT_BASE, Vocabulary

SERVER = """
import sys, uvicorn
from pathlib import Path
from duikou.api.command import Quietly
from duikou.settings import Settings
uvicorn.run(Quietly(Settings(output=Path(sys.argv[1]))), port=int(sys.argv[2]), log_level="error")
"""
QUERIES = (
    "赣州",
    "发改委",
    "fzgg",
    "ganzou",
    "Green energy",
    "红色旅游",
    "职业教育",
    "Shanghei",
    "合作",
    "国发〔2021〕3号",
)


@contextmanager
def serving(output: Path) -> Iterator[tuple[httpx.Client, int]]:
    """A client of a server over the builds of a folder, and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(output), str(port)], stdout=subprocess.DEVNULL, env={**os.environ}
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for _ in range(2000):
                try:
                    if client.get("/health").status_code == 200:
                        break
                except httpx.TransportError:
                    pass
                time.sleep(0.1)
            yield client, process.pid
    finally:
        process.terminate()
        process.wait()


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def show(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{what:<34} n={len(times):<5} median {statistics.median(times):8.2f} ms   p95 {p95:8.2f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        release = build(shipped_documents(), Path(folder), Vocabulary()).release
        with serving(Path(folder)) as (client, _):
            html = {"Accept": "text/html", "Accept-Encoding": "identity"}
            client.get("/", headers=html)
            client.get("/search", params={"q": "x"})
            locations = [line.split("</loc>")[0] for line in client.get("/sitemap.xml").text.split("<loc>")[1:]]
            pages = [str(httpx.URL(place).raw_path, "ascii") for place in locations]
            show("pages, first", [timed(lambda p=p: client.get(p, headers=html)) for p in pages])
            show("pages, again", [timed(lambda p=p: client.get(p, headers=html)) for p in pages])
            things = [p.removesuffix(".html") for p in pages if p.endswith(".html")][::5]
            ours = [timed(lambda t=t: client.get(f"{t}.ttl")) for t in things]
            show("descriptions in Turtle, first", ours)
            found = [timed(lambda q=q: client.get("/search", params={"q": q})) for q in QUERIES * rounds]
            show("searches", found)
        dataset = Dataset(default_union=True).parse(release / "graph.nq", format="nquads")
        peer = [timed(lambda t=t: describe(dataset, URIRef(DEFAULT_BASE + t.lstrip("/")))) for t in things]
        show("rdflib: the same descriptions", peer)
        print(f"rdflib / ours (median): {statistics.median(peer) / statistics.median(ours):.2f}")


def describe(dataset: Dataset, thing: URIRef) -> str:
    """What /id/….ttl says: statements about a thing, labels of what it points to, and a page of what points to it."""
    graph = Graph()
    label = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
    for _, predicate, value in dataset.triples((thing, None, None)):
        graph.add((thing, predicate, value))
        if isinstance(value, URIRef):
            for _, _, name in dataset.triples((value, label, None)):
                graph.add((value, label, name))
    for number, triple in enumerate(dataset.triples((None, None, thing))):
        if number == 1000:
            break
        graph.add(triple)
    return graph.serialize(format="turtle")


if __name__ == "__main__":
    main()
