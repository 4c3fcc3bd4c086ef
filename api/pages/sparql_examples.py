"""Our questions as examples of queries that programs find: sh:SPARQLSelectExecutable (SHACL advanced features, 5)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from .examples import examples
from .language import LANGUAGES
from .site import Site

_SH = "http://www.w3.org/ns/shacl#"
_SCHEMA = "https://schema.org/"
_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_KEYWORDS = ("对口合作", "paired cooperation")


def described(site: Site, host: str) -> list[Triple]:
    """Every question with its titles, its query, and the service at *host* that answers it."""
    return list(_described(site, host))


def _described(site: Site, host: str) -> Iterator[Triple]:
    endpoint = NamedNode(f"{host}/sparql")
    for language in LANGUAGES:
        for example in examples(language, site.settings.base):
            this = NamedNode(f"{site.settings.base}dataset#example-{example.name}")
            yield Triple(this, _RDF_TYPE, NamedNode(f"{_SH}SPARQLExecutable"))
            yield Triple(this, _RDF_TYPE, NamedNode(f"{_SH}SPARQLSelectExecutable"))
            yield Triple(this, NamedNode(f"{_RDFS}label"), Literal(example.title, language=language))
            if example.description:
                yield Triple(this, NamedNode(f"{_RDFS}comment"), Literal(example.description, language=language))
            yield Triple(this, NamedNode(f"{_SH}select"), Literal(example.text))
            yield Triple(this, NamedNode(f"{_SCHEMA}target"), endpoint)
            for word in _KEYWORDS:
                yield Triple(this, NamedNode(f"{_SCHEMA}keywords"), Literal(word))
