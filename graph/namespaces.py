"""The foreign terms that the graph uses, as pyoxigraph nodes."""

from __future__ import annotations

from pyoxigraph import NamedNode


class Terms:
    """``Terms(iri).name`` is the term of that local name."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __getattr__(self, name: str) -> NamedNode:
        return NamedNode(self._base + name)


RDF = Terms("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Terms("http://www.w3.org/2000/01/rdf-schema#")
OWL = Terms("http://www.w3.org/2002/07/owl#")
XSD = Terms("http://www.w3.org/2001/XMLSchema#")
SKOS = Terms("http://www.w3.org/2004/02/skos/core#")
DCT = Terms("http://purl.org/dc/terms/")
DCAT = Terms("http://www.w3.org/ns/dcat#")
ELI = Terms("http://data.europa.eu/eli/ontology#")
GEO = Terms("http://www.w3.org/2003/01/geo/wgs84_pos#")
GEOSPARQL = Terms("http://www.opengis.net/ont/geosparql#")
OA = Terms("http://www.w3.org/ns/oa#")
PROV = Terms("http://www.w3.org/ns/prov#")
SCHEMA = Terms("https://schema.org/")
VOID = Terms("http://rdfs.org/ns/void#")
FOAF = Terms("http://xmlns.com/foaf/0.1/")
