"""Validation of graphs against the shapes of this folder.

``validate`` takes any RDF. ``check_document`` takes one document's graph with as much of the reference data as it
stands on, so that its cost is the document's, whatever the size of the rest. ``check_corpus`` decides what only the
union of all graphs can tell.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

import pyoxigraph as ox

from ..ontology.terms import DEFAULT_BASE, ontology_text, schemes_text
from .catalogue import Check, Scope, catalogue, shapes_text
from .engines import ENGINES, Finding, sorted_findings
from .looks import predicates, rules
from .report import Quote, Report, Result
from .score import scores

if TYPE_CHECKING:
    from rdflib import Graph

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_OA = "http://www.w3.org/ns/oa#"

Data: TypeAlias = "ox.Store | Graph | Path | Iterable[ox.Quad]"


class DataError(ValueError):
    """The data cannot be read; the message names the file, the place and the cause."""


def validate(data: Data, *, base: str = DEFAULT_BASE, engine: str = "fast", jobs: int = 1) -> Report:
    """Validates a whole data set: a store, an rdflib graph, an RDF file (format from its suffix) or quads.

    Where the data has named graphs of documents, each is checked on its own against the rest, in *jobs* threads, and
    the union for what only it can tell, so that cost is linear in the documents. Other data is checked as one graph.
    The ontology and its schemes are added. *engine* is a name in ENGINES. Raises DataError for a file that cannot be
    read.
    """
    store = store_of(data)
    documents = Reader(store, base).documents()
    if not documents:
        return _report(store, _find(store, base, None, engine), base, None)
    others = (Background.of(store, base), _others(store, base))
    with ThreadPoolExecutor(jobs) as pool:

        def one(graph: ox.NamedNode) -> Report:
            quads = list(store.quads_for_pattern(None, None, None, graph))
            return check_document(quads, others[0], base=base, engine=engine)

        reports = list(pool.map(one, (graph for _, graph in documents)))
    reports.append(_report(others[1], _find(others[1], base, Scope.DOCUMENT, engine), base, Scope.DOCUMENT))
    reports.append(check_corpus(store, base=base, engine=engine))
    return merge(reports, base)


def check_document(
    quads: Sequence[ox.Quad], background: Background, *, base: str = DEFAULT_BASE, engine: str = "fast"
) -> Report:
    """Validates one document's graph; results are about nodes that the document itself speaks of."""
    data = serialized(quad.triple for quad in quads) + background.around(quads)
    findings = ENGINES[engine](shapes_text(base, Scope.DOCUMENT), data)
    own = {quad.subject for quad in quads}
    store = ox.Store()
    store.bulk_extend(quads)
    return _report(store, [f for f in findings if f.focus in own], base, Scope.DOCUMENT, background.names)


def check_corpus(
    data: Data,
    *,
    base: str = DEFAULT_BASE,
    engine: str = "fast",
    theme: str | None = None,
    triples: bytes | None = None,
) -> Report:
    """Validates what only the union of all graphs can tell, all of it or a *theme*: *data* is every published graph, or
    the part of them whose predicates these checks look at (looks.py); only what results are called and quote is lost
    with the rest. *triples* is the same as N-Triples without the graphs, where that is at hand."""
    store = store_of(data)
    if triples is None:
        found = _find(store, base, Scope.CORPUS, engine, theme)
    else:
        union = triples + inferred(store, base, Scope.CORPUS, theme) + vocabulary_triples(base)
        found = ENGINES[engine](shapes_text(base, Scope.CORPUS, theme), union)
    return _report(store, found, base, Scope.CORPUS, theme=theme)


def merge(reports: Iterable[Report], base: str = DEFAULT_BASE) -> Report:
    """One report of several, in a report's order."""
    parts = list(reports)
    results = _ordered((result for part in parts for result in part.results), base)
    return Report(results, tuple(score for part in parts for score in part.scores), base)


def _find(store: ox.Store, base: str, scope: Scope | None, engine: str, theme: str | None = None) -> list[Finding]:
    triples = (quad.triple for quad in store)
    if scope is Scope.CORPUS:
        looked_at = predicates(base, scope, theme)
        triples = (triple for triple in triples if triple.predicate.value in looked_at)
    data = serialized(triples) + inferred(store, base, scope, theme) + vocabulary_triples(base)
    return ENGINES[engine](shapes_text(base, scope, theme), data)


def inferred(store: ox.Store, base: str, scope: Scope | None, theme: str | None = None) -> bytes:
    """N-Triples of what the rules of these checks (sh:rule of SHACL-AF) tell of all that a *store* has, once for all
    nodes: the checks find there in one step what they would else have to gather for each node anew."""
    found = bytearray()
    for query in rules(base, scope, theme):
        told = store.query(query, use_default_graph_as_union=True)
        assert isinstance(told, ox.QueryTriples)  # a CONSTRUCT query
        found += serialized(set(told))
    return bytes(found)


class Background:
    """Reference data and ontology, held so that the part a document stands on is found by following its links."""

    def __init__(self, quads: Iterable[ox.Quad], base: str = DEFAULT_BASE) -> None:
        self.names: dict[str, str] = {}
        """The Chinese name of every node that has one."""
        self._lines: dict[str, bytes] = {}
        self._links: dict[str, set[str]] = defaultdict(set)
        by_subject: dict[str, list[ox.Triple]] = defaultdict(list)
        # Constraints may name a concept or a class that no document links to, so the vocabulary is always there; its
        # labels and cue words, which no check reads, are the greater part of it and left out.
        vocabulary: list[ox.Triple] = []
        for quad in quads:
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            label = quad.object if quad.predicate.value == f"{_SKOS}prefLabel" else None
            if isinstance(label, ox.Literal) and label.language == "zh":
                self.names[quad.subject.value] = label.value
            if quad.subject.value.startswith((f"{base}id/", f"{base}dataset")):
                by_subject[quad.subject.value].append(quad.triple)
                if isinstance(quad.object, ox.NamedNode):
                    self._links[quad.subject.value].add(quad.object.value)
            elif isinstance(quad.object, ox.NamedNode):
                vocabulary.append(quad.triple)
        for subject, triples in by_subject.items():
            self._lines[subject] = serialized(triples)
        self._vocabulary = serialized(vocabulary)

    @classmethod
    def of(cls, store: ox.Store, base: str = DEFAULT_BASE) -> Background:
        """Everything in a *store* that no document states, and the vocabulary."""
        made, shipped = cls(_others(store, base), base), _shipped(base)
        made.names = {**shipped.names, **made.names}
        made._vocabulary += shipped._vocabulary
        return made

    def around(self, quads: Iterable[ox.Quad]) -> bytes:
        """N-Triples of the vocabulary and of every reference node that can be reached from the *quads*."""
        waiting = {term.value for q in quads for term in (q.subject, q.object) if isinstance(term, ox.NamedNode)}
        reached: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node not in reached and node in self._lines:
                reached.add(node)
                waiting |= self._links[node]
        return self._vocabulary + b"".join(self._lines[node] for node in sorted(reached))


@cache
def _shipped(base: str) -> Background:
    """The vocabulary that comes with the program."""
    return Background(ox.parse(vocabulary_triples(base), format=ox.RdfFormat.N_TRIPLES), base)


# --- From findings to results -----------------------------------------------------------------------------------------


def _report(
    store: ox.Store,
    findings: Iterable[Finding],
    base: str,
    scope: Scope | None,
    names: Mapping[str, str] | None = None,
    theme: str | None = None,
) -> Report:
    known = catalogue(base)
    reader = Reader(store, base, names or {})
    results = _ordered(
        (reader.result(f, known.checks[f.shape]) for f in sorted_findings(findings) if f.shape in known.checks), base
    )
    failing = (
        (document, result.check.iri, result.focus)
        for result in results
        for document in (result.documents if result.check.scope is Scope.DOCUMENT else ("",))
    )
    return Report(results, scores(store, known.of(scope, theme), reader.documents(), failing), base)


def _ordered(results: Iterable[Result], base: str) -> tuple[Result, ...]:
    order = {theme.slug: theme.order for theme in catalogue(base).themes.values()}
    return tuple(
        sorted(results, key=lambda r: (r.document, order[r.check.theme], r.severity.rank, r.check.slug, r.focus, r.key))
    )


class Reader:
    """Looks up in a store what a result needs to be understood."""

    def __init__(self, store: ox.Store, base: str, names: Mapping[str, str] | None = None) -> None:
        self.store = store
        self.base = base
        self.names = names or {}
        self.prefix = f"{base}graph/document/"

    def documents(self) -> list[tuple[str, ox.NamedNode]]:
        """(slug, named graph) of every document, sorted."""
        graphs = (g for g in self.store.named_graphs() if isinstance(g, ox.NamedNode))
        return sorted((g.value.removeprefix(self.prefix), g) for g in graphs if g.value.startswith(self.prefix))

    def result(self, finding: Finding, check: Check) -> Result:
        named = finding.value if isinstance(finding.value, ox.NamedNode | ox.BlankNode) else None
        value = self.name(named) if named else finding.value.value if finding.value else ""
        focus = finding.focus
        if isinstance(focus, ox.Literal):
            return Result(finding, check, focus.value, value, (), None)
        graphs = {quad.graph_name for quad in self.store.quads_for_pattern(focus, None, None, None)}
        slugs = sorted(
            g.value.removeprefix(self.prefix)
            for g in graphs
            if isinstance(g, ox.NamedNode) and g.value.startswith(self.prefix)
        )
        return Result(finding, check, self.name(focus), value, tuple(slugs), self.quote(focus))

    def name(self, node: ox.NamedNode | ox.BlankNode) -> str:
        """The Chinese name of a node, any other name of it, or the end of its IRI."""
        for predicate in (f"{_SKOS}prefLabel", f"{_OA}exact"):
            labels = [v for v in self.values(node, predicate) if isinstance(v, ox.Literal)]
            for label in sorted(labels, key=lambda v: (v.language != "zh", v.value)):
                return label.value
        if body := self.values(node, f"{_OA}hasBody"):
            return self.name(body[0]) if isinstance(body[0], ox.NamedNode) else body[0].value
        return self.names.get(node.value) or node.value.removeprefix(f"{self.base}id/")

    def quote(self, node: ox.NamedNode | ox.BlankNode) -> Quote | None:
        """The words that the node stands on: its evidence, its target, itself, or the first mention of it."""
        evidence = [*self.values(node, f"{self.base}ontology#evidence"), *self.values(node, f"{_OA}hasTarget"), node]
        mentions = sorted(self.subjects(f"{_OA}hasBody", node), key=str)
        evidence += [target for mention in mentions for target in self.values(mention, f"{_OA}hasTarget")]
        evidence += self.subjects(f"{_OA}hasSelector", node)
        for resource in evidence:
            if not isinstance(resource, ox.Literal) and (quote := self._selected(resource)):
                return quote
        return None

    def _selected(self, resource: ox.NamedNode | ox.BlankNode) -> Quote | None:
        words: dict[str, str] = {}
        for selector in self.values(resource, f"{_OA}hasSelector"):
            if not isinstance(selector, ox.Literal):
                for name in ("exact", "start", "end"):
                    words.update((name, value.value) for value in self.values(selector, _OA + name))
        if len(words) < 3 or not (words["start"].isdigit() and words["end"].isdigit()):
            return None
        source = self.values(resource, f"{_OA}hasSource")
        document = source[0].value.removeprefix(f"{self.base}id/document/") if source else ""
        return Quote(document, words["exact"], int(words["start"]), int(words["end"]))

    def values(
        self, node: ox.NamedNode | ox.BlankNode, predicate: str
    ) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        found = {quad.object for quad in self.store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)}
        return sorted((v for v in found if isinstance(v, ox.NamedNode | ox.BlankNode | ox.Literal)), key=str)

    def subjects(self, predicate: str, node: ox.NamedNode | ox.BlankNode) -> list[ox.NamedNode | ox.BlankNode]:
        found = {quad.subject for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), node, None)}
        return [v for v in found if isinstance(v, ox.NamedNode | ox.BlankNode)]


# --- Reading ----------------------------------------------------------------------------------------------------------


def store_of(data: Data) -> ox.Store:
    if isinstance(data, ox.Store):
        return data
    store = ox.Store()
    if isinstance(data, Path):
        load(store, data)
    else:
        store.bulk_extend(quads_of(data))
    return store


def _others(store: ox.Store, base: str) -> ox.Store:
    """The graphs of a *store* that are neither a document's nor made from what documents state."""
    made = tuple(f"{base}graph/{name}" for name in ("document/", "cooperation", "revisions", "validation", "dataset"))
    found = ox.Store()
    found.bulk_extend(
        q for q in store if not (isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(made))
    )
    return found


def load(store: ox.Store, path: Path) -> None:
    """Adds an RDF file to a *store*. Raises DataError with the file, the place and the cause."""
    with _reading(path) as media:
        store.bulk_load(path=path, format=media)


def quads_of(data: Data) -> list[ox.Quad]:
    """The quads of any data, as they are written. Raises DataError for a file that cannot be read."""
    if not isinstance(data, Path):
        return list(ox.parse(_of_rdflib(data), format=ox.RdfFormat.N_TRIPLES) if _is_rdflib(data) else data)
    with _reading(data) as media:
        return list(ox.parse(path=data, format=media, rename_blank_nodes=True))


def _is_rdflib(data: Data) -> TypeGuard[Graph]:
    """Whether it is a graph of rdflib, which nobody loads to find out."""
    return "rdflib" in sys.modules and isinstance(data, sys.modules["rdflib"].Graph)


def _of_rdflib(graph: Graph) -> bytes:
    return graph.serialize(format="nt", encoding="utf-8")


@contextmanager
def _reading(path: Path) -> Iterator[ox.RdfFormat]:
    """The format of a file; what goes wrong on the way is a DataError."""
    media = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if media is None:
        raise DataError(f"{path}: unknown kind of RDF file; use .ttl, .nt, .nq, .trig, .rdf or .jsonld")
    try:
        yield media
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{path}: {' '.join(str(error).split())}") from error


@cache
def vocabulary_triples(base: str) -> bytes:
    """The ontology and its schemes as N-Triples."""
    texts = (ontology_text(base), schemes_text(base))
    return b"".join(serialized(quad.triple for quad in ox.parse(t, format=ox.RdfFormat.TURTLE)) for t in texts)


def serialized(triples: Iterable[ox.Triple]) -> bytes:
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None  # no output was given, so the bytes are returned
    return data
