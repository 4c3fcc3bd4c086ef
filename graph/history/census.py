"""How many facts a first release has: everything is new, so that its lines are counted as they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from ...ontology.terms import Vocabulary
from ..namespaces import RDF
from .facts import ADDED, DOCUMENTS, NOT_FACTS, Fact
from .kinds import Words, kinds

_UNNAMED = Words("", "")


def census(lines: Iterable[bytes], vocabulary: Vocabulary) -> Iterator[Fact]:
    """The facts of sorted N-Quads lines, each added, with document, kind and node alone: enough to count them."""
    table = kinds(vocabulary)
    rdf_type = RDF.type.value
    for subject, group in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        classes: set[str] = set()
        properties: defaultdict[str, set[str]] = defaultdict(set)
        for line in group:
            _, predicate, rest = line.split(b" ", 2)
            properties[_iri(rest.rsplit(b" ", 2)[1])].add(_iri(predicate))
            if _iri(predicate) == rdf_type:
                classes.add(_iri(rest.partition(b" ")[0]))
        for graph in sorted(properties):
            local = graph.removeprefix(str(vocabulary.graph[""]))
            document = str(vocabulary.id[local]) if local.startswith(DOCUMENTS) else ""
            kind = table.of(classes, held=_iri(subject) == document)
            if kind and local not in NOT_FACTS and (document or properties[graph] - table.quiet - {*kind.repeats}):
                yield Fact(document, kind.name, ADDED, _iri(subject), "", _UNNAMED, (), ())


def _iri(term: bytes) -> str:
    return term.decode()[1:-1]
