"""graph:cooperation: how it stands with each pairing, by the statements of all documents together.

Each document's own statement (dk:CooperationStatement) stays in that document's graph; here is what queries ask for:
one status, one term and one confidence for each dk:Cooperation, and dk:pairedWith for those in force.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store

from ..extract.model import Status
from ..ontology.terms import Vocabulary, rebase
from .iris import Minter
from .namespaces import ELI, RDF, SCHEMA
from .nquads import having, parsed
from .sink import Sink, plain

_RANK = {status: rank for rank, status in enumerate((Status.IN_FORCE, Status.ENDED, Status.PROPOSED, Status.DENIED))}
"""What prevails where the dates of documents do not decide."""
_OURS = ("about", "status", "confidence", "termEvidence", "partOf", "basePlace", "partnerPlace", "locatedIn")
"""The properties of ours that settling looks at."""
_OF_STATEMENTS = frozenset(("about", "confidence", "partOf"))
"""Those of them that it looks at in statements alone, and most of which others have."""
_CLASSES = ("CooperationStatement", "County")
"""The classes that its queries name: that of statements is the first."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one document says of a pairing."""

    node: NamedNode
    status: Status
    confidence: Literal
    published: str = ""
    """The date of the document (ISO 8601); empty when it is not known."""
    start: Literal | None = None
    end: Literal | None = None


def settled_status(statements: Sequence[Statement]) -> Status:
    """The status of a pairing of which there are *statements*: in force where any document says so, unless a later one
    says that it has ended; otherwise what the latest document says. An undated document is later than none."""
    in_force = [one.published for one in statements if one.status is Status.IN_FORCE]
    if in_force:
        latest = max(in_force)
        ended = any(one.status is Status.ENDED and one.published > latest for one in statements if latest)
        return Status.ENDED if ended else Status.IN_FORCE
    return max(statements, key=lambda one: (one.published, -_RANK[one.status])).status


def term_of(statements: Sequence[Statement], status: Status) -> Statement | None:
    """The statement whose term holds: of those that say the *status*, or else of all, the latest with both years, or
    else with one."""
    dated = [one for one in statements if one.start or one.end]
    return max(dated, key=lambda one: (one.status is status, bool(one.start and one.end), *_latest(one)), default=None)


def _latest(one: Statement) -> tuple[str, str]:
    return one.published, one.node.value


def settling(lines: Iterable[bytes], vocabulary: Vocabulary) -> list[Quad]:
    """The quads of N-Quads *lines* that settling looks at: of the types, which are the most, those of two classes, and
    of what measures and mentions have as well, what statements have. All that is said of a node is among the lines."""
    kind = f"{RDF.type}".encode()
    classes = [f"<{vocabulary.dk[name]}>".encode() for name in _CLASSES]
    of_statements = {f"<{vocabulary.dk[name]}>".encode() for name in _OF_STATEMENTS}
    found = [(line, *line.split(b" ", 3)[:3]) for line in having(lines, settling_looks_at(vocabulary))]
    statements = {subject for _, subject, predicate, value in found if predicate == kind and value == classes[0]}
    return parsed(
        line
        for line, subject, predicate, value in found
        if (value in classes if predicate == kind else predicate not in of_statements or subject in statements)
    )


def settling_looks_at(vocabulary: Vocabulary) -> set[NamedNode]:
    """The predicates of all that settling looks at."""
    ours = {NamedNode(vocabulary.dk[name]) for name in _OURS}
    return {*ours, RDF.type, ELI.date_publication, SCHEMA.startDate, SCHEMA.endDate}


def cooperation_quads(quads: Iterable[Quad], vocabulary: Vocabulary) -> list[Quad]:
    """The quads of graph:cooperation; *quads* are those of all documents and of the reference data; what settling()
    takes of them is enough."""
    known = _relevant(quads, vocabulary)
    sink = Sink(Minter(vocabulary).graph("cooperation"), vocabulary)
    stated: dict[NamedNode, list[Statement]] = defaultdict(list)
    sides: dict[NamedNode, tuple[NamedNode, NamedNode]] = {}
    for row in _ask(known, "cooperation-statements", vocabulary):
        pairing = _node(row["cooperation"])
        stated[pairing].append(_statement(row))
        sides[pairing] = _node(row["base"]), _node(row["partner"])
    status = {pairing: settled_status(statements) for pairing, statements in stated.items()}
    for pairing, statements in stated.items():
        agreeing = [one.confidence for one in statements if one.status is status[pairing]]
        sink.add(pairing, "status", plain(status[pairing].value))
        sink.add(pairing, "confidence", max(agreeing, key=lambda value: float(value.value)))
        if term := term_of(statements, status[pairing]):
            sink.add(pairing, SCHEMA.startDate, term.start)
            sink.add(pairing, SCHEMA.endDate, term.end)
            evidence = known.quads_for_pattern(term.node, sink.term("termEvidence"), None)
            sink.add_all(pairing, "termEvidence", (_node(quad.object) for quad in evidence))
        if status[pairing] is Status.IN_FORCE:
            base, partner = sides[pairing]
            sink.add(base, "pairedWith", partner)
            sink.add(partner, "pairedWith", base)
    for row in _ask(known, "cooperation-within", vocabulary):
        if status.get(_node(row["outer"]), Status.DENIED) is not Status.DENIED:
            sink.add(_node(row["inner"]), "within", _node(row["outer"]))
    return sink.quads()


def _relevant(quads: Iterable[Quad], vocabulary: Vocabulary) -> Store:
    """What the two queries ask for, each statement once."""
    wanted = settling_looks_at(vocabulary)
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads if quad.predicate in wanted)
    return store


def _ask(store: Store, name: str, vocabulary: Vocabulary) -> QuerySolutions:
    query = (Path(__file__).parent / f"{name}.rq").read_text(encoding="utf-8")
    solutions = store.query(rebase(query, vocabulary.base))
    assert isinstance(solutions, QuerySolutions)  # a SELECT query
    return solutions


def _statement(row: QuerySolution) -> Statement:
    published, status = row["published"], _literal(row["status"])
    return Statement(
        _node(row["statement"]),
        Status(status.value),
        _literal(row["confidence"]),
        _literal(published).value if published else "",
        _literal(row["start"]) if row["start"] else None,
        _literal(row["end"]) if row["end"] else None,
    )


def _node(term: object) -> NamedNode:
    assert isinstance(term, NamedNode)  # no node of the graph is blank
    return term


def _literal(term: object) -> Literal:
    assert isinstance(term, Literal)
    return term
