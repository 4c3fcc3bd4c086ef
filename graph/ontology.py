"""The ontology and its schemes as quads of graph:ontology."""

from __future__ import annotations

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from ..ontology.terms import Vocabulary, ontology_text, schemes_text
from .iris import Minter


def ontology_quads(vocabulary: Vocabulary) -> list[Quad]:
    """Every statement of the ontology's Turtle files, rebased.

    Blank nodes, which OWL lists need, are named by RDFC-1.0, so that every build writes them alike.
    """
    graph = Minter(vocabulary).graph("ontology")
    dataset = Dataset(
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for text in (ontology_text(vocabulary.base), schemes_text(vocabulary.base))
        for quad in parse(text.encode(), format=RdfFormat.TURTLE)
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)
