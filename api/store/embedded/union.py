"""The copies of a store that queries run on: the default graph is the union of all graphs, each triple once.

The engine's own union of graphs would show a triple as often as graphs state it, and takes twice as long. Most queries
name no graph: for them there is a second copy that holds the union alone, which is smaller and answers faster.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from .worker import Stores

_UNION = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_NAMES = (b"<", b"_")
TERMS = 2
"""Spaces before the last of three terms."""


def open_union(source: Path, memory_quads: int, scratch: Path) -> tuple[Stores, int]:
    """The store at *source* with the union of all graphs as its default graph, and its number of quads.

    Up to *memory_quads* quads the copies are held in memory; larger ones go to disk, into *scratch*.
    """
    original = Store.read_only(str(source))
    quads = len(original)
    dump = source.parent / "graph.nq"
    if quads <= memory_quads:
        data = dump.read_bytes() if dump.is_file() else original.dump(None, RdfFormat.N_QUADS)
        return _in_memory(data or b""), quads
    shutil.rmtree(scratch, ignore_errors=True)
    original.backup(str(scratch))
    copy = Store(str(scratch))
    # From file to file: a transaction over so many triples would not fit into memory.
    whole = scratch.with_suffix(".nq")
    if not dump.is_file():
        original.dump(str(whole), RdfFormat.N_QUADS)
    triples = scratch.with_suffix(".nt")
    with (dump if dump.is_file() else whole).open("rb") as lines, triples.open("wb") as out:
        out.writelines(without_graphs(lines))
    copy.bulk_load(path=str(triples), format=RdfFormat.N_TRIPLES, lenient=True)
    copy.flush()
    copy.optimize()  # 3 s for a million quads, and every query takes a third less time
    whole.unlink(missing_ok=True)
    triples.unlink()
    del copy
    store = Store.read_only(str(scratch))
    return Stores(store, store, files=sum(1 for _ in scratch.glob("*.sst"))), quads


def _in_memory(dump: bytes) -> Stores:
    """Both copies from N-Quads. The threads have ended when this returns, so that the process may fork.

    The engine keeps statements in memory in the order in which they come and links those of one predicate to each
    other. Sorted by predicate they lie side by side, so that a scan or a group reads memory forwards: half the time.
    """
    lines = sorted(io.BytesIO(dump), key=_after_subject)
    quads, triples = b"".join(lines), b"".join(without_graphs(lines))
    del lines
    plain, full = Store(), Store()

    def fill() -> None:
        full.bulk_load(quads, RdfFormat.N_QUADS, lenient=True)
        if b"_:" in quads:  # a blank node must be the same one in its named graph and in the union
            full.update(_UNION)
        else:
            full.bulk_load(triples, RdfFormat.N_TRIPLES, lenient=True)

    with ThreadPoolExecutor(2) as threads:
        loads = [threads.submit(plain.bulk_load, triples, RdfFormat.N_TRIPLES, lenient=True), threads.submit(fill)]
    for loaded in loads:
        loaded.result()
    return Stores(plain, full)


def _after_subject(line: bytes) -> bytes:
    """What follows the subject in a line of N-Quads: sorts by predicate, then object."""
    return line.partition(b" ")[2]


def without_graphs(quads: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of an N-Quads file, as the engine dumps it, without their graph names: N-Triples."""
    for line in quads:
        statement, _, _ = line.rpartition(b" .")
        rest, _, last = statement.rpartition(b" ")
        # A graph name follows three terms; what else starts like one is an object or the tail of a literal.
        named = last[:1] in _NAMES and b'"' not in last and rest.count(b" ") >= TERMS
        yield (rest if named else statement) + b" .\n"
