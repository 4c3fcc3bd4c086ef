"""One document's facts as bytes: the annotation format, or RDF."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pyoxigraph import Quad, RdfFormat, serialize

from ..corrections.outcomes import Settled
from ..extract.evaluation.annotations import to_annotation
from ..extract.model import Facts
from ..ontology.terms import Vocabulary
from .catalogue import NOTHING, Entry
from .cooperation import cooperation_quads
from .document import document_quads
from .sink import lines

_RDF = {"turtle": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}


def render(
    facts: Facts, output_format: str, base: str, entry: Entry = NOTHING, settled: Sequence[Settled] = ()
) -> bytes:
    """The facts in one of rendering.FORMATS, UTF-8, with a line feed at the end. The order is stable. RDF has what a
    table says of the document (*entry*) and what people *settled*; the annotation format is of the text alone."""
    if output_format == "json":
        return json.dumps(to_annotation(facts), ensure_ascii=False, indent=1).encode() + b"\n"
    vocabulary = Vocabulary(base)
    quads = document_quads(facts, vocabulary, entry, settled)
    quads += cooperation_quads(quads, vocabulary)
    if output_format == "nquads":
        return b"".join(lines(quads))
    # Turtle has no named graphs, and a JSON-LD reader expects one document's facts at the top: triples, not quads.
    triples = sorted((Quad(q.subject, q.predicate, q.object) for q in quads), key=str)
    data = serialize(triples, format=_RDF[output_format], prefixes=prefixes(vocabulary))
    assert data is not None  # no output was given, so the bytes are returned
    return data if data.endswith(b"\n") else data + b"\n"


def prefixes(vocabulary: Vocabulary) -> dict[str, str]:
    """The prefixes under which people read our graph."""
    return {
        "dk": vocabulary.dk[""],
        "dkt": vocabulary.dkt[""],
        "dkc": vocabulary.dkc[""],
        "dkk": vocabulary.dkk[""],
        "id": vocabulary.id[""],
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "oa": "http://www.w3.org/ns/oa#",
        "eli": "http://data.europa.eu/eli/ontology#",
        "schema": "https://schema.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
