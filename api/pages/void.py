"""The description of the data set: what the build wrote, and what only the running site knows."""

from __future__ import annotations

import json
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from .dumps import FORMATS
from .site import View, text_of

_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = "http://purl.org/dc/terms/"
_PROV = "http://www.w3.org/ns/prov#"
_FOAF = "http://xmlns.com/foaf/0.1/"
_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD = "http://www.w3.org/2001/XMLSchema#"

_IANA = "https://www.iana.org/assignments/media-types/"
_MEDIA = {"nq": "application/n-quads", "ttl": "text/turtle"}


def describe(view: View) -> list[Triple]:
    """graph:dataset with counts where it has none, addresses under which this site is reached, and the build's time."""
    site = view.site
    dataset = NamedNode(f"{site.settings.base}dataset")
    graph = NamedNode(site.space("graph", "dataset"))
    triples = site.engine.construct(site.queries.get("graph", this=graph))
    host = str(view.request.url.replace(path=view.root, query="", fragment="")).rstrip("/")

    def say(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        triples.append(Triple(subject, NamedNode(predicate), value))

    say(dataset, str(_RDF_TYPE.value), NamedNode(f"{_VOID}Dataset"))
    say(dataset, str(_RDF_TYPE.value), NamedNode(f"{_DCAT}Dataset"))
    say(dataset, f"{_VOID}sparqlEndpoint", NamedNode(f"{host}/sparql"))
    say(dataset, f"{_VOID}openSearchDescription", NamedNode(f"{host}/opensearch.xml"))
    say(dataset, f"{_FOAF}homepage", NamedNode(f"{host}/"))
    say(dataset, f"{_DCAT}landingPage", NamedNode(f"{host}/"))
    say(dataset, f"{_DCAT}version", Literal(site.engine.version))
    for suffix, title in FORMATS.items():
        address = NamedNode(f"{host}/downloads/graph.{suffix}.gz")
        say(dataset, f"{_VOID}dataDump", address)
        say(dataset, f"{_DCAT}distribution", address)
        say(address, _RDF_TYPE.value, NamedNode(f"{_DCAT}Distribution"))
        say(address, f"{_DCT}title", Literal(title))
        say(address, f"{_DCAT}downloadURL", address)
        say(address, f"{_DCAT}mediaType", NamedNode(_IANA + _MEDIA[suffix]))
        say(address, f"{_DCAT}compressFormat", NamedNode(f"{_IANA}application/gzip"))
        if licence := _licence(triples, dataset):
            say(address, f"{_DCT}license", licence)
    for row in site.remembered("graphs", lambda: site.select("graphs")):
        part = NamedNode(text_of(row["this"]))
        if part.value.startswith(site.settings.base):
            say(dataset, f"{_VOID}subset", part)
            say(part, _RDF_TYPE.value, NamedNode(f"{_VOID}Dataset"))
            say(part, f"{_VOID}triples", Literal(text_of(row["count"]), datatype=NamedNode(f"{_XSD}integer")))
    for iri in _examples(view):
        say(dataset, f"{_VOID}exampleResource", NamedNode(iri))
    if not any(t.predicate.value == f"{_VOID}triples" and t.subject == dataset for t in triples):
        _count(view, dataset, triples)
    _time(view, dataset, triples)
    return triples


def _licence(triples: list[Triple], dataset: NamedNode) -> NamedNode | None:
    found = (t.object for t in triples if t.subject == dataset and t.predicate.value == f"{_DCT}license")
    return next((term for term in found if isinstance(term, NamedNode)), None)


def _examples(view: View) -> list[str]:
    """A pairing and its cities, and a document, as resources to start from."""
    pairs = view.site.remembered("pairs", lambda: view.site.select("pairs"))
    documents = view.site.remembered("documents", lambda: view.site.select("documents"))
    first = [text_of(row[key]) for row in pairs[:1] for key in ("cooperation", "base", "partner")]
    return first + [text_of(row["document"]) for row in documents[:1]]


def _count(view: View, dataset: NamedNode, triples: list[Triple]) -> None:
    """Counts for a graph whose build left none."""
    names = {
        "triples": "triples",
        "subjects": "distinctSubjects",
        "objects": "distinctObjects",
        "properties": "properties",
    }
    for row in view.site.remembered("statistics", lambda: view.site.select("statistics")):
        for key, name in names.items():
            triples.append(Triple(dataset, NamedNode(_VOID + name), Literal(int(text_of(row[key])))))


def _time(view: View, dataset: NamedNode, triples: list[Triple]) -> None:
    """When the served release was built, from the build's own note."""
    summary: dict[str, Any] = view.site.remembered("build", lambda: _summary(view))
    built = summary.get("built")
    if not isinstance(built, str):
        return
    time = Literal(built, datatype=NamedNode(f"{_XSD}dateTime"))
    triples.append(Triple(dataset, NamedNode(f"{_DCT}modified"), time))
    for triple in list(triples):
        generated = triple.subject == dataset and triple.predicate.value == f"{_PROV}wasGeneratedBy"
        if generated and isinstance(triple.object, NamedNode):
            triples.append(Triple(triple.object, NamedNode(f"{_PROV}endedAtTime"), time))


def _summary(view: View) -> dict[str, Any]:
    settings = view.site.settings
    path = settings.output / "current" / "build.json"
    if settings.store or settings.graphs or not path.is_file():
        return {}
    summary: dict[str, Any] = json.loads(path.read_bytes())
    return summary
