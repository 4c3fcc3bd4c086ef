"""The copies of a store that queries run on: the default graph is the union of all graphs, each triple once.

The engine's own union of graphs would show a triple as often as graphs state it, and takes twice as long. Most queries
name no graph: for them there is, in memory, a second copy that holds the union alone, which is smaller and answers
faster.
"""

from __future__ import annotations

import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from ....graph.history.dump import DUMP
from ....graph.nquads import triples, without_blank
from ....graph.served import prepared, unite
from .worker import Stores


def open_union(source: Path, memory_quads: int, scratch: Path) -> tuple[Stores, int]:
    """The store at *source* with the union of all graphs as its default graph, and its number of quads.

    Up to *memory_quads* quads the copies are held in memory. Of larger ones that is opened which was prepared when the
    release was published; where nothing was, by an older program or a write, it is made now, in *scratch*.
    """
    ready = prepared(source.parent)
    original = Store.read_only(str(source))
    quads = ready.quads if ready else len(original)
    dump = source.parent / DUMP
    if quads <= memory_quads:
        data = dump.read_bytes() if dump.is_file() else original.dump(None, RdfFormat.N_QUADS)
        return _in_memory(data or b""), quads
    return _on_disk(ready.store if ready else _made(original, dump, scratch)), quads


def _made(original: Store, dump: Path, scratch: Path) -> Path:
    """The store with the union, made in *scratch*."""
    shutil.rmtree(scratch, ignore_errors=True)
    dumped = scratch.with_suffix(".nq")
    if not dump.is_file():
        original.dump(str(dumped), RdfFormat.N_QUADS)
    unite(original, dump if dump.is_file() else dumped, scratch)
    dumped.unlink(missing_ok=True)
    return scratch


def _on_disk(folder: Path) -> Stores:
    store = Store.read_only(str(folder))
    return Stores(store, store, files=sum(1 for _ in folder.glob("*.sst")))


def _in_memory(dump: bytes) -> Stores:
    """Both copies from N-Quads. The threads have ended when this returns, so that the process may fork.

    The engine keeps statements in memory in the order in which they come and links those of one predicate to each
    other. Sorted by predicate they lie side by side, so that a scan or a group reads memory forwards: half the time.
    """
    named, blank = without_blank(sorted(io.BytesIO(dump), key=_after_subject))
    quads, few = b"".join(named), b"".join(blank)
    del named, blank
    union, few_of_union = triples(quads), triples(few)
    plain, full = Store(), Store()

    def fill() -> None:
        full.bulk_load(quads, RdfFormat.N_QUADS, lenient=True)
        full.bulk_load(union, RdfFormat.N_TRIPLES, lenient=True)
        # A blank node must be the same one in its named graph and in the union.
        full.bulk_load(few + few_of_union, RdfFormat.N_QUADS, lenient=True)

    def fill_plain() -> None:
        plain.bulk_load(union, RdfFormat.N_TRIPLES, lenient=True)
        plain.bulk_load(few_of_union, RdfFormat.N_TRIPLES, lenient=True)

    with ThreadPoolExecutor(2) as threads:
        loads = [threads.submit(fill_plain), threads.submit(fill)]
    for loaded in loads:
        loaded.result()
    return Stores(plain, full)


def _after_subject(line: bytes) -> bytes:
    """What follows the subject in a line of N-Quads: sorts by predicate, then object."""
    return line.partition(b" ")[2]
