"""The media types of SPARQL results and RDF graphs, each with its short name and the library's format."""

from __future__ import annotations

from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

RESULTS: Final[dict[str, tuple[str, QueryResultsFormat]]] = {
    "application/sparql-results+json": ("json", QueryResultsFormat.JSON),
    "application/sparql-results+xml": ("xml", QueryResultsFormat.XML),
    "text/csv": ("csv", QueryResultsFormat.CSV),
    "text/tab-separated-values": ("tsv", QueryResultsFormat.TSV),
}
"""What SELECT and ASK answer with, in the server's order of preference."""

GRAPHS: Final[dict[str, tuple[str, RdfFormat]]] = {
    "text/turtle": ("ttl", RdfFormat.TURTLE),
    "application/n-triples": ("nt", RdfFormat.N_TRIPLES),
    "application/ld+json": ("jsonld", RdfFormat.JSON_LD),
    "application/rdf+xml": ("rdf", RdfFormat.RDF_XML),
    "application/n-quads": ("nq", RdfFormat.N_QUADS),
    "application/trig": ("trig", RdfFormat.TRIG),
}
"""What CONSTRUCT and DESCRIBE answer with, and what the graph store takes."""

RESULT_ALIASES: Final[dict[str, str]] = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
"""Media types that clients use for results; the answer carries the type that was asked for."""

GRAPH_ALIASES: Final[dict[str, str]] = {
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "text/plain": "application/n-triples",
    "text/n3": "text/turtle",  # which holds all of Turtle
    "text/rdf+n3": "text/turtle",
    "application/n3": "text/turtle",
    "application/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "application/x-trig": "application/trig",
    "text/x-nquads": "application/n-quads",
}
"""The same for graphs, asked for and sent."""

FORMAT_NAMES: Final[dict[str, str]] = {
    name: media_type for media_type, (name, _) in [*RESULTS.items(), *GRAPHS.items()]
} | {
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
    "xml": "application/sparql-results+xml",
    "turtle": "text/turtle",
    "n3": "text/turtle",
    "ntriples": "application/n-triples",
    "nquads": "application/n-quads",
    "json-ld": "application/ld+json",
    "rdf+xml": "application/rdf+xml",
}
"""Media type by short name, for ``?format=``."""
