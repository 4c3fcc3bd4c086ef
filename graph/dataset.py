"""graph:dataset: what the whole is (VoID, DCAT) and where it came from (PROV-O).

Only what follows from the input stands here, so that the same input gives the same bytes; the time of a build is in
build.json beside the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from .. import __version__
from ..ontology.terms import Vocabulary
from .iris import Minter
from .kept import DocumentState
from .namespaces import DCAT, DCT, FOAF, PROV, SCHEMA, SKOS, VOID
from .sink import Sink, chinese, english, integer, plain

LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
"""The graph carries GeoNames data, which asks for attribution."""

_VOCABULARIES = (
    "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/ns/oa#",
    "http://data.europa.eu/eli/ontology#",
    "https://schema.org/",
)


def dataset_quads(
    states: Sequence[DocumentState], counted: Iterable[Quad], vocabulary: Vocabulary, weights_digest: str = ""
) -> list[Quad]:
    """The description of a release.

    *states* are the documents of the build, *weights_digest* the hash of the model that decided, *counted* every quad
    of the other named graphs: the counts are taken from them, over their union (VoID, section 4.6).
    """
    mint = Minter(vocabulary)
    sink = Sink(mint.graph("dataset"), vocabulary)
    dataset = NamedNode(f"{vocabulary.base}dataset")
    sink.a(dataset, VOID.Dataset, DCAT.Dataset)
    sink.label(dataset, "对口合作知识图谱", "Knowledge graph of paired cooperation")
    sink.add_all(dataset, DCT.title, [chinese("对口合作知识图谱"), english("Knowledge graph of paired cooperation")])
    sink.add_all(
        dataset,
        DCT.description,
        [
            chinese("由政策文件自动提取:哪个城市与哪个革命老区城市结对,哪些单位负责哪些任务,以及说明这些事实的原文。"),
            english(
                "Extracted from policy documents: which cities are paired, which agencies own which measures, "
                "and the words that say so."
            ),
        ],
    )
    sink.add(dataset, DCT.license, LICENCE)
    sink.add(dataset, VOID.uriSpace, plain(vocabulary.id[""]))
    sink.add_all(dataset, VOID.vocabulary, (NamedNode(iri) for iri in (vocabulary.dk[""], *_VOCABULARIES)))
    sink.add_all(dataset, DCAT.theme, [NamedNode(vocabulary.dkt["scheme"])])
    _statistics(sink, dataset, counted)
    _provenance(sink, mint, dataset, states, weights_digest)
    return sink.quads()


def _statistics(sink: Sink, dataset: NamedNode, counted: Iterable[Quad]) -> None:
    triples = {(q.subject, q.predicate, q.object) for q in counted}
    subjects = {s for s, _, _ in triples}
    sink.add(dataset, VOID.triples, integer(len(triples)))
    sink.add(dataset, VOID.distinctSubjects, integer(len(subjects)))
    sink.add(dataset, VOID.properties, integer(len({p for _, p, _ in triples})))
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    members: dict[NamedNode, int] = {}
    for _, predicate, value in triples:
        if predicate.value == rdf_type and isinstance(value, NamedNode):
            members[value] = members.get(value, 0) + 1
    sink.add(dataset, VOID.classes, integer(len(members)))
    ours = sink.vocabulary.dk[""]
    for cls, count in members.items():
        if cls.value.startswith(ours):
            part = NamedNode(f"{dataset.value}/class/{cls.value.removeprefix(ours)}")
            sink.a(part, VOID.Dataset)
            sink.add(dataset, VOID.classPartition, part)
            sink.add(part, NamedNode("http://rdfs.org/ns/void#class"), cls)
            sink.add(part, VOID.entities, integer(count))


def _provenance(
    sink: Sink, mint: Minter, dataset: NamedNode, states: Sequence[DocumentState], weights_digest: str
) -> None:
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
        sink.a(part, VOID.Dataset)
        sink.label(part, state.file)
        sink.add(dataset, VOID.subset, part)
        sink.add(part, VOID.triples, integer(state.quads))
        sink.add(part, PROV.wasDerivedFrom, file)
