"""SHACL engines side by side on the same shapes and data, in one run.

    python tests/bench/bench_shapes.py [--sizes 10000,100000,1000000] [--engines fast,pyshacl] [--limit 900]

The data is the sample of tests/shapes, its document copied under new names until the size is reached; one copy in fifty
is broken on purpose. An engine that passed the limit (seconds) at one size is not asked for the next. At the end both
engines judge 200 mutated graphs, and the share on which they agree to the last result is printed.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox

from duikou.ontology.terms import DEFAULT_BASE
from duikou.shapes.catalogue import Scope, shapes_text
from duikou.shapes.engines import ENGINES, Finding, sorted_findings
from duikou.shapes.validate import Background, check_document, vocabulary_triples

SLUG = "plan-2023-2025"
DOCUMENT = ox.NamedNode(f"{DEFAULT_BASE}graph/document/{SLUG}")
CORPUS = "fast, corpus checks only"
BROKEN = ox.NamedNode(f"{DEFAULT_BASE}ontology#commitment")


def mutations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutate", Path(__file__).parent.parent / "shapes" / "mutate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = module
    spec.loader.exec_module(module)
    return module


def copies(quads: list[ox.Quad], size: int) -> Iterator[list[ox.Quad]]:
    """The document of the sample again and again, as many times as *size* triples need."""
    own = [q for q in quads if q.graph_name == DOCUMENT]
    for i in range(max(1, size // len(own))):
        slug = f"plan-{i}"
        yield [
            ox.Quad(_named(q.subject, slug), q.predicate, _renamed(q, slug), _named(q.graph_name, slug))
            for q in own
            if not (i % 50 == 0 and q.predicate == BROKEN)
        ]


def _renamed(quad: ox.Quad, slug: str) -> object:
    """The object under the copy's name; each copy has a title of its own, or all would be called twins."""
    if (
        isinstance(quad.object, ox.Literal)
        and quad.subject.value.endswith(f"/document/{SLUG}")
        and quad.object.language
    ):
        return ox.Literal(f"{quad.object.value} {slug}", language=quad.object.language)
    return _named(quad.object, slug)


def _named(term: object, slug: str) -> object:
    return ox.NamedNode(term.value.replace(SLUG, slug)) if isinstance(term, ox.NamedNode) else term


def timed(run: Callable[[], int]) -> tuple[float, int]:
    started = time.perf_counter()
    count = run()
    return time.perf_counter() - started, count


def peak() -> float:
    """The process's peak memory in gigabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def compare(sizes: list[int], engines: list[str], limit: float) -> None:
    quads = list(mutations().sample())
    reference = [q for q in quads if q.graph_name != DOCUMENT]
    print(f"{'triples':>9} {'engine':<26} {'seconds':>8} {'of pyshacl':>10} {'results':>8} {'peak GB':>8}")
    slow: set[str] = set()
    for size in sizes:
        documents = list(copies(quads, size))
        triples = {q.triple for part in (reference, *documents) for q in part}
        data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) + vocabulary_triples(DEFAULT_BASE)
        rows = {
            name: timed(partial(_whole, name, data, Scope.CORPUS if name == CORPUS else None))
            for name in (*engines, CORPUS)
            if name not in slow
        }
        slow |= {name for name, (seconds, _) in rows.items() if seconds > limit}
        background = Background([*reference, *_vocabulary()])
        rows["fast, document by document"] = timed(partial(_apart, documents, background))
        for name, (seconds, count) in rows.items():
            share = f"{seconds / rows['pyshacl'][0]:.4f}" if "pyshacl" in rows else ""
            print(f"{len(triples):>9} {name:<26} {seconds:>8.2f} {share:>10} {count:>8} {peak():>8.2f}", flush=True)


def _whole(name: str, data: bytes, scope: Scope | None) -> int:
    return len(sorted_findings(ENGINES[name.partition(",")[0]](shapes_text(DEFAULT_BASE, scope), data)))


def _apart(documents: list[list[ox.Quad]], background: Background) -> int:
    return sum(len(check_document(quads, background).results) for quads in documents)


def agreement(count: int) -> None:
    chosen = list(mutations().mutations())
    chosen = chosen[:: max(1, len(chosen) // count)][:count]
    agreed = 0
    for mutation in chosen:
        data = ox.serialize((q.triple for q in mutation.apply()), format=ox.RdfFormat.N_TRIPLES)
        data += vocabulary_triples(DEFAULT_BASE)
        results: list[list[Finding]] = [sorted_findings(engine(shapes_text(), data)) for engine in ENGINES.values()]
        agreed += results[0] == results[1]
        if results[0] != results[1]:
            print("differ:", mutation.breaks, mutation.node, set(results[0]) ^ set(results[1]))
    print(f"engines agree on {agreed} of {len(chosen)} mutated graphs")


def _vocabulary() -> list[ox.Quad]:
    return list(ox.parse(vocabulary_triples(DEFAULT_BASE), format=ox.RdfFormat.N_TRIPLES))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--engines", default="fast,pyshacl")
    parser.add_argument("--limit", type=float, default=900)
    parser.add_argument("--mutations", type=int, default=200)
    options = parser.parse_args()
    compare(
        [int(s) for s in options.sizes.split(",")], [name for name in options.engines.split(",") if name], options.limit
    )
    if options.mutations:
        agreement(options.mutations)
