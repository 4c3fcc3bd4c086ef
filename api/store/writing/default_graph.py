"""The default graph of an update: the union of all graphs, as it is for a query.

What an operation reads without naming a graph, it reads from all graphs; what it takes out, it takes out of all of
them; what it puts in stands in the one graph without a name, which belongs to the union like any other. The engine
keeps its default graph apart, so such an operation runs on a copy whose default graph is filled with the union, and
what it did there is carried over.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from ....graph.nquads import triples
from ..sparql.dataset_clause import UpdateError
from ..sparql.operations import Operation

BYTES_PER_QUAD = 2048
"""Memory that a quad takes in the copy and in what is compared, about."""
_INSERTED = NamedNode("urn:x-duikou:inserted")
"""Takes what an operation puts into no named graph, so that it can be told from the union that it read."""
_UNION = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


def run(store: Store, operation: Operation, base: str | None, memory: int) -> None:
    """Runs an operation with the union as default graph, changing *store*. *memory* is what it may take.

    Raises UpdateError, and what the engine raises.
    """
    words = operation.words
    if not any(True for _ in store.named_graphs()):
        store.update(operation.text, base_iri=base)  # the union is the graph without a name
    elif words[0] in {"CLEAR", "DROP"}:
        store.clear()
    elif words[:2] == ["DELETE", "DATA"]:
        _delete_data(store, operation, base)
    elif words[0] == "MOVE" and words[-1] != "DEFAULT":
        raise UpdateError(400, "the default graph is the union of all graphs and cannot be moved: use COPY")
    elif memory and len(store) * BYTES_PER_QUAD > memory:
        reason = "the store is too large for an operation on all graphs at once: name the graphs by WITH or GRAPH"
        raise UpdateError(507, reason)
    else:
        _over_copy(store, operation, base)


def _delete_data(store: Store, operation: Operation, base: str | None) -> None:
    """Takes the triples that name no graph out of every graph."""
    data = Store()
    start, end = operation.start, operation.start + len("DELETE")
    data.update(f"{operation.text[:start]}INSERT{operation.text[end:]}", base_iri=base)
    for quad in data:
        everywhere = isinstance(quad.graph_name, DefaultGraph)
        graph = None if everywhere else quad.graph_name
        for found in list(store.quads_for_pattern(quad.subject, quad.predicate, quad.object, graph)):
            store.remove(found)


def _over_copy(store: Store, operation: Operation, base: str | None) -> None:
    words = operation.words
    if words[0] in {"INSERT", "DELETE"}:  # a mistake is told by its place in the text as it was sent
        Store().update(operation.text, base_iri=base)
    copy = Store()
    copy.bulk_load(store.dump(None, RdfFormat.N_QUADS) or b"", RdfFormat.N_QUADS, lenient=True)
    unnamed = _default(copy)
    copy.update(_UNION)
    union, before = _default(copy), _lines(copy)
    copy.update(operation.inserting_into(_INSERTED.value), base_iri=base)
    inserted, union_after = _default(copy, _INSERTED), _default(copy)
    copy.remove_graph(_INSERTED)
    removed = union - union_after
    if words[0] in {"COPY", "MOVE"} and words[-1] == "DEFAULT":
        inserted = union_after
    unnamed = unnamed - removed | inserted
    # What the operation itself has put into a named graph stays there, whatever else it took away.
    named = _lines(copy) - union_after
    if removed:
        named = _left(named, before, removed)
    store.clear()
    store.bulk_load(b"".join(sorted(named | unnamed)), RdfFormat.N_QUADS, lenient=True)


def _left(named: set[bytes], before: set[bytes], removed: set[bytes]) -> set[bytes]:
    """The *named* quads but for those that were there *before* and state a triple that was *removed*."""
    there = sorted(named & before)
    stated = triples(b"".join(there)).splitlines(keepends=True)
    return named - {quad for quad, triple in zip(there, stated, strict=True) if triple in removed}


def _default(store: Store, graph: DefaultGraph | NamedNode = DefaultGraph()) -> set[bytes]:  # noqa: B008 (immutable)
    """The lines of a graph, in N-Triples; of the default graph if no other is named."""
    return set((store.dump(None, RdfFormat.N_TRIPLES, from_graph=graph) or b"").splitlines(keepends=True))


def _lines(store: Store) -> set[bytes]:
    """All quads; those of the default graph look like triples."""
    return set((store.dump(None, RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
