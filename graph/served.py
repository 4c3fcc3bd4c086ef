"""What a server opens of a large release: its graphs and, as the default graph, their union, made at publication.

    releases/{version}/serve/
      store/       Oxigraph: the graphs of the release's store, whose files it shares, and each triple of them once more
                   in the default graph
      search-*.db  the search index; a server makes it where it is not there (api/search/)
      whole.json   how many quads the graphs have; written last: without it, nothing beside it counts

Small releases have none: a server has read their dump into memory in a second or two.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Quad, Store

from .history.dump import DUMP, Dump
from .history.patch import ADD, DELETE, Change
from .nquads import parsed, triples
from .release import SERVE, STORE, write_atomic
from .stored import has_blank, load_named, still_stated, worth_changing

LARGE = 200_000
"""From so many quads on, a release is prepared."""
WHOLE = "whole.json"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The store of a release that is ready to be served, and how many quads its graphs have without their union."""

    store: Path
    quads: int


def prepared(release: Path) -> Prepared | None:
    """What was prepared of a *release*; None where nothing was, or not to the end."""
    try:
        quads = json.loads((release / SERVE / WHOLE).read_bytes())["quads"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Prepared(release / SERVE / STORE, quads) if isinstance(quads, int) else None


def prepare(
    release: Path,
    size: int,
    before: Path | None,
    changed: Sequence[Change],
    also: Callable[[Path], object] = lambda _: None,
) -> None:
    """Prepares a *release* whose store is written and whose dump has *size* lines, where it is large; *changed* is what
    these are unlike those of the release *before*, if there is one that can be taken over. What *also* belongs there is
    made when the store is there, by whoever is told the folder."""
    if size < LARGE:
        return
    source, target = Store.read_only(str(release / STORE)), release / SERVE / STORE
    target.parent.mkdir()
    gone, added = (parsed(line for sign, line in changed if sign == operation) for operation in (DELETE, ADD))
    former = prepared(before) if before else None
    if former is None or not worth_changing(former.store, [*gone, *added], size):
        unite(source, release / DUMP, target)
    else:
        Store.read_only(str(former.store)).backup(str(target))
        store = Store(str(target))
        change_union(store, gone, [*added, *still_stated(Dump(release / DUMP), gone)])
        store.flush()
        del store
    also(release / SERVE)
    write_atomic(release / SERVE / WHOLE, json.dumps({"quads": len(source)}).encode())


def unite(source: Store, dump: Path, target: Path) -> None:
    """Makes a store in the folder *target* of what *source* holds, on disk too, and as its default graph the union of
    all graphs, whose N-Quads lines are in *dump*. From file to file: a transaction over so much would not fit into
    memory."""
    source.backup(str(target))
    store = Store(str(target))
    blank = load_named(store, dump, triples)
    graphs = {quad.graph_name for quad in parsed(blank)}
    named_anew = any(isinstance(graph, BlankNode) for graph in graphs)
    for graph in [None] if named_anew else graphs:
        stated = store.quads_for_pattern(None, None, None, graph)
        store.extend([Quad(*quad.triple) for quad in stated if has_blank(quad)])
    store.flush()
    store.optimize()  # three seconds for a million quads, and every query takes a third less time


def change_union(full: Store, gone: Iterable[Quad], added: Iterable[Quad], plain: Store | None = None) -> None:
    """Takes quads out of a store whose default graph is the union of its graphs, and puts others in, and so with
    *plain*, which holds that union alone."""
    copies = [full, *([plain] if plain else [])]
    for quad in gone:
        full.remove(quad)
    full.extend(added)
    for quad in gone:
        triple = quad.triple
        if not any(one.graph_name != DefaultGraph() for one in full.quads_for_pattern(*triple)):
            for copy in copies:
                copy.remove(Quad(*triple))
    union = [Quad(*quad.triple) for quad in added]
    for copy in copies:
        copy.extend(union)
