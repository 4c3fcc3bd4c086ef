"""The description of the SPARQL service in RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from ...settings import Settings
from ..store.sparql.formats import GRAPHS

SD = "http://www.w3.org/ns/sparql-service-description#"


def describe(endpoint: str, media_type: str, settings: Settings) -> bytes:
    """The description of the service at *endpoint* (its URL) in the given RDF syntax."""
    return _describe(endpoint, media_type, settings.token is not None, bool(settings.service))


@lru_cache(maxsize=64)
def _describe(endpoint: str, media_type: str, writable: bool, federated: bool) -> bytes:
    text = files(__package__).joinpath("service-description.ttl").read_bytes()
    quads = list(parse(text, RdfFormat.TURTLE, base_iri=endpoint))
    service = NamedNode(endpoint)
    if writable:
        quads.append(Quad(service, NamedNode(f"{SD}supportedLanguage"), NamedNode(f"{SD}SPARQL11Update")))
    if federated:
        quads.append(Quad(service, NamedNode(f"{SD}feature"), NamedNode(f"{SD}BasicFederatedQuery")))
    prefixes = {"sd": SD, "format": "http://www.w3.org/ns/formats/", "dct": "http://purl.org/dc/terms/"}
    body = serialize(quads, format=GRAPHS[media_type][1], prefixes=prefixes)
    return body or b""
