"""The description of the data set: what the build wrote, and what only the running site knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from .dumps import FORMATS
from .partitions import partitions
from .site import View, text_of

_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = "http://purl.org/dc/terms/"
_PROV = "http://www.w3.org/ns/prov#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"

_IANA = "https://www.iana.org/assignments/media-types/"
_MEDIA = {"nq": "application/n-quads", "ttl": "text/turtle"}
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_FILE_TYPES = {"nq": "RDF_N_QUADS", "ttl": "RDF_TURTLE"}
_OPEN = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"

_STATISTICS = {
    "triples": "triples",
    "subjects": "distinctSubjects",
    "objects": "distinctObjects",
    "properties": "properties",
}
_COUNTS = {*_STATISTICS.values(), "classes", "classPartition", "class", "entities", "subset"}

Say = Callable[[NamedNode, str, NamedNode | Literal], None]


def describe(view: View) -> list[Triple]:
    """graph:dataset with the counts of what is served, addresses under which this site is reached, and the release's id
    and time."""
    site = view.site
    dataset = NamedNode(f"{site.settings.base}dataset")
    graph = NamedNode(site.space("graph", "dataset"))
    triples = _counted(view, dataset, site.engine.construct(site.queries.get("graph", this=graph)))
    host = str(view.request.url.replace(path=view.root, query="", fragment="")).rstrip("/")

    def say(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        triples.append(Triple(subject, NamedNode(predicate), value))

    say(dataset, _RDF_TYPE, NamedNode(f"{_VOID}Dataset"))
    say(dataset, _RDF_TYPE, NamedNode(f"{_DCAT}Dataset"))
    say(dataset, f"{_VOID}openSearchDescription", NamedNode(f"{host}/opensearch.xml"))
    say(dataset, f"{_FOAF}homepage", NamedNode(f"{host}/"))
    say(dataset, f"{_DCAT}landingPage", NamedNode(f"{host}/"))
    if site.engine.release:
        say(dataset, f"{_DCAT}version", Literal(site.engine.release))
    licence = _licence(triples, dataset)
    catalogue = NamedNode(f"{dataset.value}/catalog")
    if any(triple.subject == catalogue for triple in triples):
        say(catalogue, f"{_FOAF}homepage", NamedNode(f"{host}/"))
        say(catalogue, f"{_DCAT}service", NamedNode(f"{host}/sparql"))
    for suffix in FORMATS:
        _distribution(say, dataset, host, suffix, licence)
    _service(say, dataset, host, licence)
    for iri in _examples(view):
        say(dataset, f"{_VOID}exampleResource", NamedNode(iri))
    say(dataset, f"{_RDFS}seeAlso", NamedNode(f"{host}/.well-known/sparql-examples"))
    _time(view, dataset, triples)
    return list(dict.fromkeys([*triples, *partitions(site)]))


def _distribution(say: Say, dataset: NamedNode, host: str, suffix: str, licence: NamedNode | None) -> None:
    """The dump in one format."""
    address = NamedNode(f"{host}/downloads/graph.{suffix}.gz")
    say(dataset, f"{_VOID}dataDump", address)
    say(dataset, f"{_DCAT}distribution", address)
    say(address, _RDF_TYPE, NamedNode(f"{_DCAT}Distribution"))
    say(address, f"{_DCT}title", Literal(FORMATS[suffix]))
    say(address, f"{_DCT}description", Literal(f"全部数据 / All data: {FORMATS[suffix]}"))
    say(address, f"{_DCAT}accessURL", NamedNode(f"{host}/downloads"))
    say(address, f"{_DCAT}downloadURL", address)
    say(address, f"{_DCT}format", NamedNode(_FILE_TYPE + _FILE_TYPES[suffix]))
    say(address, f"{_DCAT}mediaType", NamedNode(_IANA + _MEDIA[suffix]))
    say(address, f"{_DCAT}compressFormat", NamedNode(f"{_IANA}application/gzip"))
    if licence:
        say(address, f"{_DCT}license", licence)


def _service(say: Say, dataset: NamedNode, host: str, licence: NamedNode | None) -> None:
    """The query service, which describes itself at its own address."""
    endpoint = NamedNode(f"{host}/sparql")
    say(dataset, f"{_VOID}sparqlEndpoint", endpoint)
    say(endpoint, _RDF_TYPE, NamedNode(f"{_DCAT}DataService"))
    say(endpoint, f"{_DCT}title", Literal("SPARQL"))
    say(endpoint, f"{_DCAT}endpointURL", endpoint)
    say(endpoint, f"{_DCAT}endpointDescription", endpoint)
    say(endpoint, f"{_DCAT}servesDataset", dataset)
    say(endpoint, f"{_DCT}accessRights", NamedNode(_OPEN))
    if licence:
        say(endpoint, f"{_DCT}license", licence)


def _licence(triples: list[Triple], dataset: NamedNode) -> NamedNode | None:
    found = (t.object for t in triples if t.subject == dataset and t.predicate.value == f"{_DCT}license")
    return next((term for term in found if isinstance(term, NamedNode)), None)


def _examples(view: View) -> list[str]:
    """A pairing and its cities, and a document, as resources to start from."""
    pairs = view.site.remembered("pairs", lambda: view.site.select("pairs"))
    documents = view.site.remembered("documents", lambda: view.site.select("documents"))
    first = [text_of(row[key]) for row in pairs[:1] for key in ("cooperation", "base", "partner")]
    return first + [text_of(row["document"]) for row in documents[:1]]


def _counted(view: View, dataset: NamedNode, stated: list[Triple]) -> list[Triple]:
    """What the build *stated*, if the graphs still have the sizes that it says; else with counts of now: a write may
    have changed them, and not every graph comes from our build."""
    rows = view.site.remembered("graphs", lambda: view.site.select("graphs"))
    sizes = {text_of(row["this"]): text_of(row["count"]) for row in rows}
    base = view.site.settings.base
    known = {str(t.subject): text_of(t.object) for t in stated if t.predicate.value == f"{_VOID}triples"}
    whole = known.pop(str(dataset), None)
    if whole and known == {str(NamedNode(graph)): size for graph, size in sizes.items()}:
        return stated
    triples = [t for t in stated if t.predicate.value.removeprefix(_VOID) not in _COUNTS]
    for row in view.site.remembered("statistics", lambda: view.site.select("statistics")):
        for key, name in _STATISTICS.items():
            triples.append(Triple(dataset, NamedNode(_VOID + name), Literal(int(text_of(row[key])))))
    for graph, size in sizes.items():
        if graph.startswith(base):
            part = NamedNode(graph)
            triples.append(Triple(dataset, NamedNode(f"{_VOID}subset"), part))
            triples.append(Triple(part, NamedNode(_RDF_TYPE), NamedNode(f"{_VOID}Dataset")))
            triples.append(
                Triple(part, NamedNode(f"{_VOID}triples"), Literal(size, datatype=NamedNode(f"{_XSD}integer")))
            )
    return triples


def _time(view: View, dataset: NamedNode, triples: list[Triple]) -> None:
    """When the served release was built, from the build's own note."""
    built = build_note(view).get("built")
    if not isinstance(built, str):
        return
    time = Literal(built, datatype=NamedNode(f"{_XSD}dateTime"))
    triples.append(Triple(dataset, NamedNode(f"{_DCT}modified"), time))
    for triple in list(triples):
        generated = triple.subject == dataset and triple.predicate.value == f"{_PROV}wasGeneratedBy"
        if generated and isinstance(triple.object, NamedNode):
            triples.append(Triple(triple.object, NamedNode(f"{_PROV}endedAtTime"), time))


def build_note(view: View) -> dict[str, Any]:
    """What the build that is served says of itself (build.json); nothing where none is at hand."""
    note: dict[str, Any] = view.site.remembered("build", lambda: _read_note(view))
    return note


def _read_note(view: View) -> dict[str, Any]:
    settings = view.site.settings
    path = settings.output / "current" / "build.json"
    if settings.store or settings.graphs or not path.is_file():
        return {}
    summary: dict[str, Any] = json.loads(path.read_bytes())
    return summary
