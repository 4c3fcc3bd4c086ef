"""graph:dataset: what the whole is (VoID, DCAT) and where it came from (PROV-O).

Only what follows from the input stands here, so that the same input gives the same bytes; the time of a build is in
build.json beside the graph. What is the same in every release is in dataset.ttl.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from .. import __version__
from ..ontology.terms import Vocabulary, rebase
from .census import Census, Counts, Tally
from .iris import Minter
from .kept import DocumentState
from .namespaces import DCAT, DCT, ELI, FOAF, PROV, SCHEMA, SKOS, VOID
from .nquads import stating
from .sink import Sink, integer, lines, plain, year

_CLASS = NamedNode("http://rdfs.org/ns/void#class")
_DATED = frozenset((ELI.date_publication, SCHEMA.startDate, SCHEMA.endDate))
DATASET_LOOKS_AT = frozenset((SKOS.topConceptOf, *_DATED))
"""The predicates of the statements of other graphs that the description looks into."""
_ROUNDS = 3
"""The first gives the description its statements but those on its own size, the second those, the third the numbers."""


def dataset_quads(
    states: Sequence[DocumentState],
    others: Iterable[bytes],
    census: Census | Tally,
    vocabulary: Vocabulary,
    weights_digest: str = "",
) -> list[Quad]:
    """The description of a release.

    *states* are the documents of the build, *others* the N-Quads lines of the other named graphs (those that it looks
    into are enough), and *census* has counted all of these; *weights_digest* is the hash of the model that decided. The
    description is a part of what it counts.
    """
    scheme = NamedNode(vocabulary.dkt["scheme"])
    themes, years = set(), set()
    for quad in stating(others, DATASET_LOOKS_AT):
        if quad.predicate == SKOS.topConceptOf:
            if quad.object == scheme:
                themes.add(quad.subject)
        elif isinstance(quad.object, Literal):
            years.add(quad.object.value[:4])
    described: list[Quad] = []
    for _ in range(_ROUNDS):
        sink = Sink(Minter(vocabulary).graph("dataset"), vocabulary)
        dataset = _always(sink)
        sink.add_all(dataset, DCAT.theme, (theme for theme in themes if isinstance(theme, NamedNode)))
        _period(sink, dataset, years)
        _statistics(sink, dataset, census.counts(lines(described)))
        _provenance(sink, dataset, states, weights_digest)
        described = sink.quads()
    return described


def _always(sink: Sink) -> NamedNode:
    """What dataset.ttl says. Returns the data set."""
    base = sink.vocabulary.base
    text = rebase((Path(__file__).parent / "dataset.ttl").read_text(encoding="utf-8"), base)
    for quad in parse(text.encode(), format=RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)  # our own file
        sink.add(quad.subject, quad.predicate, quad.object)
    return NamedNode(f"{base}dataset")


def _period(sink: Sink, dataset: NamedNode, years: Iterable[str]) -> None:
    """The years from the first to the last that documents and pairings give for themselves."""
    known = sorted(int(one) for one in years if one.isdecimal())
    if known:
        period = NamedNode(f"{dataset.value}/period")
        sink.a(period, DCT.PeriodOfTime)
        sink.label(period, f"{known[0]}—{known[-1]}年", f"{known[0]}–{known[-1]}")
        sink.add(period, DCAT.startDate, year(known[0]))
        sink.add(period, DCAT.endDate, year(known[-1]))
        sink.add(dataset, DCT.temporal, period)


def _statistics(sink: Sink, dataset: NamedNode, counts: Counts) -> None:
    """Counts of the whole, of the classes of ours, and of every published graph."""
    sink.add(dataset, VOID.triples, integer(counts.triples))
    sink.add(dataset, VOID.distinctSubjects, integer(counts.subjects))
    sink.add(dataset, VOID.properties, integer(counts.properties))
    sink.add(dataset, VOID.classes, integer(len(counts.members)))
    ours = sink.vocabulary.dk[""]
    for cls, count in counts.members.items():
        if cls.value.startswith(ours):
            part = NamedNode(f"{dataset.value}/class/{cls.value.removeprefix(ours)}")
            sink.a(part, VOID.Dataset)
            sink.add(dataset, VOID.classPartition, part)
            sink.add(part, _CLASS, cls)
            sink.add(part, VOID.entities, integer(count))
    for graph, count in counts.graphs.items():
        sink.a(graph, VOID.Dataset)
        sink.add(dataset, VOID.subset, graph)
        sink.add(graph, VOID.triples, integer(count))


def _provenance(sink: Sink, dataset: NamedNode, states: Sequence[DocumentState], weights_digest: str) -> None:
    mint = Minter(sink.vocabulary)
    activity = NamedNode(f"{dataset.value}/build")
    software = NamedNode(f"{dataset.value}/software")
    sink.a(activity, PROV.Activity)
    sink.label(activity, "构建", "Build")
    sink.add(dataset, PROV.wasGeneratedBy, activity)
    sink.add(activity, PROV.wasAssociatedWith, software)
    sink.a(software, PROV.SoftwareAgent)
    sink.add(software, FOAF.name, Literal("Duikou"))
    sink.label(software, "对口", "Duikou")
    sink.add(software, SKOS.note, Literal(__version__))
    weights = NamedNode(f"{dataset.value}/model")
    sink.a(weights, PROV.Entity)
    sink.label(weights, "抽取模型", "Extraction model")
    sink.add(weights, "sha256", plain(weights_digest))
    sink.add(software, DCT.hasPart, weights)
    for state in states:
        if not state.held:
            continue
        document = mint.document(state.slug)
        file = NamedNode(f"{document.value}/file")
        sink.a(file, PROV.Entity)
        sink.label(file, state.file)
        sink.add(file, "sha256", plain(state.sha256))
        sink.add(file, SCHEMA.encodingFormat, plain(state.media_type))
        if state.original:
            sink.add(file, DCAT.downloadURL, NamedNode(f"{sink.vocabulary.base}originals/{state.original}"))
        sink.add(activity, PROV.used, file)
        sink.add(document, PROV.wasDerivedFrom, file)
        sink.add(dataset, DCT.hasPart, document)
        part = mint.document_graph(state.slug)
        sink.label(part, state.file)
        sink.add(part, PROV.wasDerivedFrom, file)
