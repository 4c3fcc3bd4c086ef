"""How fast questions are answered, beside a small SPARQL query over the same connection in the same run.

    python tests/bench/bench_ask.py [--triples 100000] [--rounds 2]

The graph is that of the shipped documents and as many synthetic triples as are missing. Every question of
tests/ask/questions.toml is asked in turn, each time at an address of its own, so that no cache answers. Prints medians
and 95th percentiles in milliseconds and as multiples of the small query; asserts nothing about time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from synthetic import write  # type: ignore[import-not-found]

from duikou.cli import shipped_documents
from duikou.graph.build import build
from duikou.ontology.terms import Vocabulary
from tests.api.serving import Server

SMALL = "SELECT ?t WHERE {{ <https://w3id.org/duikou/id/place/440300> a ?t }} # {}"


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def figures(times: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    rows = tomllib.loads((Path(__file__).parents[1] / "ask" / "questions.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        shipped = build(shipped_documents(), Path(folder) / "shipped", Vocabulary()).release / "graph.nq"
        own = len(shipped.read_text(encoding="utf-8").splitlines())
        graphs = [shipped]
        if options.triples > own:
            graphs.append(Path(folder) / "more.nq")
            write(graphs[-1], options.triples - own)
        with Server(graphs, requests_per_minute=1_000_000) as server:
            first = timed(lambda: server.http.get("/ask", params={"q": rows["answered"][0]["question"]}))
            times: dict[str, list[float]] = {"answered": [], "refused": [], "small": []}
            for number in range(options.rounds):
                for kind in ("answered", "refused"):
                    for row in rows[kind]:
                        asked = {"q": row["question"], "format": "json", "n": number}
                        times[kind].append(timed(lambda asked=asked: server.http.get("/ask", params=asked)))
                        query = {"query": SMALL.format(len(times["small"]))}
                        times["small"].append(timed(lambda query=query: server.http.get("/sparql", params=query)))
    small = figures(times["small"])[0]
    print(f"{max(options.triples, own)} triples; the first question, which reads the vocabulary: {first:.0f} ms")
    for kind in ("answered", "refused", "small"):
        median, late = figures(times[kind])
        print(f"{kind:9} {len(times[kind]):5}  median {median:7.1f}  p95 {late:7.1f}  x{median / small:.1f}")
    median, late = figures(times["answered"] + times["refused"])
    print(f"all questions     median {median:7.1f}  p95 {late:7.1f}")


if __name__ == "__main__":
    main()
