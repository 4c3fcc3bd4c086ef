"""The difference of two releases as facts: what each document states anew, no more, or otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Quad

from ...ontology.terms import Vocabulary
from ..namespaces import DCT, OA, RDF, RDFS, SKOS
from .dump import Dump
from .kinds import Kind, Kinds, Words, kinds
from .patch import Change, changes

ADDED, GONE, CHANGED = "added", "gone", "changed"
QUOTES = 4
"""Quotes that a fact carries."""
_NAMES = (SKOS.prefLabel, DCT.title, RDFS.label)
NOT_FACTS = ("ontology", "validation", "dataset", "revisions")
"""Graphs of which no change is a fact: they tell about the program, or about the other graphs."""
DOCUMENTS = "document/"
"""How the names of documents' graphs, and of documents, begin."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property: an IRI or the characters of a literal, and what people call it."""

    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A property of a fact with its values before and after."""

    property: str
    words: Words
    before: tuple[Value, ...] = ()
    after: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a document that state a fact, and where they stand in it."""

    document: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that is new, gone or changed."""

    document: str
    """The IRI of the document that states it; empty for what all documents or the reference data state together."""
    kind: str
    """One of facts.toml."""
    change: str
    """added, gone or changed."""
    node: str
    of: str
    """The node that it belongs to, such as the measure of an assignment; empty when it stands by itself."""
    title: Words
    fields: tuple[FieldChange, ...]
    quotes: tuple[Quote, ...]


class Side:
    """One of the two releases: descriptions of nodes, and names, each looked up once."""

    def __init__(self, dump: Dump) -> None:
        self._dump = dump
        self._named: dict[str, Words | None] = {}

    def about(self, iri: str) -> list[Quad]:
        return self._dump.about(iri)

    def name(self, iri: str) -> Words | None:
        """What a node is called; None when nothing says so."""
        if iri not in self._named:
            self._named[iri] = _name(self._dump.about(iri))
        return self._named[iri]


@dataclass(frozen=True)
class Comparison:
    """Two releases side by side."""

    before: Dump
    after: Dump
    vocabulary: Vocabulary

    def changes(self) -> Iterator[Change]:
        """Every quad that differs."""
        return changes(self.before, self.after)

    def name(self, iri: str) -> Words:
        """What a node is called in the later release, or else in the earlier one."""
        return _name(self.after.about(iri)) or _name(self.before.about(iri)) or _tail(iri)

    def facts(self, changed: Iterable[Change] | None = None) -> Iterator[Fact]:
        """Every fact that differs, in the order of their nodes' IRIs; *changed* are the changes(), where they are
        known."""
        reader = _Reader(Side(self.before), Side(self.after), kinds(self.vocabulary), self.vocabulary)
        for iri, graphs in _touched(self.changes() if changed is None else changed):
            yield from reader.facts(iri, graphs)


def in_order(found: Iterable[Fact], vocabulary: Vocabulary) -> list[Fact]:
    """Facts by document, what holds for all together last; then by kind, by change and as they stand in the text."""
    table = kinds(vocabulary)
    order = (ADDED, CHANGED, GONE)

    def key(fact: Fact) -> tuple[bool, str, int, int, int, str]:
        start = fact.quotes[0].start if fact.quotes else 0
        return (not fact.document, fact.document, table.rank(fact.kind), order.index(fact.change), start, fact.node)

    return sorted(found, key=key)


def _touched(changed: Iterable[Change]) -> Iterator[tuple[str, set[str]]]:
    """The subjects of changed quads with the graphs in which they changed."""
    lines = (line for _, line in changed)
    for subject, group in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        last = {line.rsplit(b" ", 2)[1] for line in group}
        yield subject.decode()[1:-1], {name.decode()[1:-1] for name in last if name[:1] + name[-1:] == b"<>"}


@dataclass(frozen=True)
class _Reader:
    """What all facts of a comparison are read with."""

    old: Side
    new: Side
    kinds: Kinds
    vocabulary: Vocabulary

    def facts(self, iri: str, graphs: Iterable[str]) -> Iterator[Fact]:
        """What differs about a node, by the graphs that state it."""
        before, after = self.old.about(iri), self.new.about(iri)
        classes = _values(after or before).get(RDF.type.value, ())
        revisions = str(self.vocabulary.graph["revisions"])
        for graph in _by_document(graphs, revisions, after or before):
            local = graph.removeprefix(str(self.vocabulary.graph[""]))
            document = str(self.vocabulary.id[local]) if local.startswith(DOCUMENTS) else ""
            kind = self.kinds.of(classes, held=iri == document)
            if kind is None or local in NOT_FACTS:
                continue
            said = (graph, revisions) if document else (graph,)
            old, new = _in(said, before), _in(said, after)
            # What documents state together may be said of a node that was there before.
            was, is_ = (old, new) if document else (before, after)
            change = CHANGED if was and is_ else ADDED if is_ else GONE
            if fact := self._fact(iri, document, kind, change, old, new):
                yield fact

    def _fact(
        self, iri: str, document: str, kind: Kind, change: str, before: list[Quad], after: list[Quad]
    ) -> Fact | None:
        held, side = (after, self.new) if after else (before, self.old)
        old, new = _values(before), _values(after)
        different = [p for p in sorted({*old, *new} - self.kinds.quiet - {*kind.repeats}) if old.get(p) != new.get(p)]
        if not different and not (document and change != CHANGED):
            return None
        told = kind.shown if change != CHANGED else sorted(different, key=lambda p: (p not in kind.shown, p))
        fields = tuple(
            FieldChange(
                p, self._word(p, self.new), self._told(old.get(p, ()), self.old), self._told(new.get(p, ()), self.new)
            )
            for p in told
            if p in different
        )
        of = next(iter(_values(held).get(kind.of, ())), "")
        title = self._title(iri, kind, held, side)
        return Fact(document, kind.name, change, iri, of, title, fields, self._quotes(held, side))

    def _told(self, values: Iterable[str], side: Side) -> tuple[Value, ...]:
        return tuple(Value(value, self._word(value, side)) for value in values)

    def _word(self, value: str, side: Side) -> Words:
        """What a property or a value is called: of a literal its characters, of an IRI its name, in *side* first."""
        if not value.startswith(("http://", "https://")):
            return Words(value, value)
        known = self.kinds.words.get(value) or side.name(value) or self.new.name(value) or self.old.name(value)
        return known or _tail(value)

    def _title(self, iri: str, kind: Kind, held: list[Quad], side: Side) -> Words:
        values = _values(held)
        parts = [self._word(value, side) for term in kind.title for value in values.get(term, ())[:1]]
        if not parts:
            return _name(held) or side.name(iri) or _tail(iri)
        return Words("—".join(part.zh for part in parts), " — ".join(part.en for part in parts))

    def _quotes(self, held: Iterable[Quad], side: Side) -> tuple[Quote, ...]:
        """The words that the evidence of a fact quotes, in the order of the text."""
        values = _values(held)
        cited = {iri for term in self.kinds.evidence for iri in values.get(term, ())}
        found = {quote for iri in cited if (quote := _quote(iri, side)) is not None}
        return tuple(sorted(found, key=lambda quote: (quote.document, quote.start, quote.end))[:QUOTES])


def _by_document(graphs: Iterable[str], revisions: str, quads: Iterable[Quad]) -> list[str]:
    """*graphs* in order; what a node revises belongs to the graphs that state the node itself."""
    found = set(graphs)
    if revisions in found:
        found |= {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    return sorted(found)


def _in(graphs: Iterable[str], quads: Iterable[Quad]) -> list[Quad]:
    names = {NamedNode(graph) for graph in graphs}
    return [quad for quad in quads if quad.graph_name in names]


def _values(quads: Iterable[Quad]) -> dict[str, list[str]]:
    """The values of each property, sorted."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.object, NamedNode | Literal):
            found[quad.predicate.value].add(quad.object.value)
    return {key: sorted(values) for key, values in found.items()}


def _name(quads: Iterable[Quad]) -> Words | None:
    """The name that quads about one node give it."""
    said: dict[tuple[NamedNode, str], str] = {}
    for quad in quads:
        if quad.predicate in _NAMES and isinstance(quad.object, Literal):
            said.setdefault((quad.predicate, quad.object.language or "zh"), quad.object.value)
    for term in _NAMES:
        zh, en = said.get((term, "zh"), ""), said.get((term, "en"), "")
        if zh or en:
            return Words(zh or en, en or zh)
    return None


def _tail(iri: str) -> Words:
    end = iri.rstrip("/").rpartition("#")[2].rpartition("/")[2] or iri
    return Words(end, end)


def _quote(evidence: str, side: Side) -> Quote | None:
    parts = side.about(evidence)
    found = _values(parts)
    for selector in found.get(OA.hasSelector.value, ()):
        for key, values in _values(side.about(selector)).items():
            found.setdefault(key, values)
    source, exact, start, end = (found.get(t.value, [""])[0] for t in (OA.hasSource, OA.exact, OA.start, OA.end))
    return Quote(source, exact, int(start), int(end)) if exact and start.isdigit() and end.isdigit() else None
