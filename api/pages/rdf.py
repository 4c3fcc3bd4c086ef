"""Representations of a set of triples, and the names by which clients ask for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from ...graph.render import prefixes as reader_prefixes
from ...ontology.terms import Vocabulary
from ..store.sparql.xml import allowed_in_xml
from .names import shortened

FORMATS = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""What every IRI of the graph can be had as: suffix and media type, in our order of preference."""

THING_FORMATS = {**FORMATS, "json": "application/json"}
"""What the IRI of a thing can be had as: JSON and JSON-LD are the thing as one object, framed."""

RDF_FORMATS = {suffix: media_type for suffix, media_type in FORMATS.items() if suffix != "html"}

TITLES = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}

_OXIGRAPH = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def prefixes(vocabulary: Vocabulary) -> dict[str, str]:
    """The prefixes that our Turtle, JSON-LD and query editor use."""
    return {prefix: str(space) for prefix, space in reader_prefixes(vocabulary).items()} | {
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "org": "http://www.w3.org/ns/org#",
        "prov": "http://www.w3.org/ns/prov#",
        "dcterms": "http://purl.org/dc/terms/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "void": "http://rdfs.org/ns/void#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "sh": "http://www.w3.org/ns/shacl#",
    }


def short(iri: str, spaces: dict[str, str]) -> str:
    """An IRI with its prefix, or the end of it."""
    for prefix, space in sorted(spaces.items(), key=lambda item: -len(item[1])):
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return shortened(iri)


def represent(triples: Iterable[Triple], suffix: str, vocabulary: Vocabulary) -> bytes:
    """The triples as ``ttl``, ``nt``, ``rdf`` or ``jsonld``, sorted, so that equal graphs give equal bytes."""
    ordered = sorted(set(triples), key=str)
    known = prefixes(vocabulary)
    if suffix == "jsonld":
        return json.dumps(json_ld(ordered, known), ensure_ascii=False, indent=1).encode() + b"\n"
    if suffix == "nt":
        known = {}
    data = serialize(ordered, format=_OXIGRAPH[suffix], prefixes=known) or b""
    if suffix == "rdf":
        data = allowed_in_xml(data)
    return data


def json_ld(triples: Iterable[Triple], known: Mapping[str, str]) -> dict[str, Any]:
    """JSON-LD 1.1 with prefixes and without any context to fetch: one object a subject under ``@graph``."""
    spaces = sorted(known.items(), key=lambda item: -len(item[1]))
    used: set[str] = set()

    def name(iri: str) -> str:
        for prefix, space in spaces:
            if iri.startswith(space) and _LOCAL.fullmatch(iri[len(space) :]):
                used.add(prefix)
                return f"{prefix}:{iri[len(space) :]}"
        return iri

    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        node = nodes.setdefault(_key(subject), {"@id": _key(subject)})
        if predicate == _RDF_TYPE and isinstance(value, NamedNode):
            node.setdefault("@type", []).append(name(value.value))
        else:
            node.setdefault(name(predicate), []).append(_json_value(value, name))
    return {"@context": {prefix: known[prefix] for prefix in sorted(used)}, "@graph": list(nodes.values())}


def _key(node: object) -> str:
    return str(node) if isinstance(node, BlankNode) else getattr(node, "value", str(node))


def _json_value(value: object, name: Any) -> dict[str, str]:
    if isinstance(value, Literal):
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype.value == _XSD_STRING:
            return {"@value": value.value}
        return {"@value": value.value, "@type": name(value.datatype.value)}
    return {"@id": _key(value)}
