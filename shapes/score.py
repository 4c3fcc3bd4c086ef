"""Completeness: for each document and check, how many of the nodes that it looks at pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from .catalogue import RDF_TYPE, Check, Scope


@dataclass(frozen=True, slots=True)
class Score:
    """One cell of the scoreboard."""

    document: str  # slug, empty for the whole corpus
    check: Check
    checked: int
    failing: int

    @property
    def share(self) -> float:
        """The part that passes, 0 to 1."""
        return (self.checked - self.failing) / self.checked if self.checked else 1.0


def scores(
    store: ox.Store,
    checks: Iterable[Check],
    documents: Sequence[tuple[str, ox.NamedNode]],
    failing: Iterable[tuple[str, str, str]],
) -> tuple[Score, ...]:
    """The scoreboard of a store; checks that find no node to look at are left out.

    *documents* are (slug, named graph); *failing* are (document or empty, check IRI, focus node), once for each node.
    """
    counts = Counter((document, check) for document, check, _ in set(failing))
    found: list[Score] = []
    known: dict[tuple[str, str], int] = {}  # many checks look at the same nodes
    for check in checks:
        graphs: Sequence[tuple[str, ox.NamedNode | None]] = documents if check.scope is Scope.DOCUMENT else [("", None)]
        for document, graph in graphs:
            key = document, check.nodes
            if key not in known:
                known[key] = _focus_nodes(store, check, graph)
            if checked := known[key]:
                found.append(Score(document, check, checked, min(checked, counts[document, check.iri])))
    return tuple(found)


def _focus_nodes(store: ox.Store, check: Check, graph: ox.NamedNode | None) -> int:
    """How many nodes a check looks at, in one graph or in all. Superclasses are written out in the data."""
    nodes: set[object] = set()
    for target, iri in check.targets:
        term = ox.NamedNode(iri)
        if target == "targetClass":
            nodes.update(quad.subject for quad in store.quads_for_pattern(None, RDF_TYPE, term, graph))
        elif target == "targetSubjectsOf":
            nodes.update(quad.subject for quad in store.quads_for_pattern(None, term, None, graph))
        else:
            nodes.update(quad.object for quad in store.quads_for_pattern(None, term, None, graph))
    return len(nodes)
