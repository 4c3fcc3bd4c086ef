"""The SKOS schemes: whole, bilingual, and readable as plain values."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest
from rdflib import RDF, SKOS, Literal, Namespace, URIRef

from duikou.ontology.terms import Vocabulary, load_schemes
from duikou.ontology.topics import topics

V = Vocabulary()
SCHEMES = {"topic": Namespace(V.dkt), "commitment": Namespace(V.dkc), "platform-kind": Namespace(V.dkk)}

# Areas and topics as the annotation guidelines list them.
GUIDELINES = {
    "red-culture": "red-education red-heritage red-tourism culture-exchange wellness-tourism",
    "rural-revitalization": "poverty-consolidation agriculture consumption-assistance labour rural-governance "
    "urbanization land",
    "infrastructure": "transport logistics energy-water-facilities digital urban-governance public-security",
    "public-services": "basic-education vocational-higher-education health",
    "green-ecology": "green-energy energy-saving carbon-market ecological-restoration ecological-product-value "
    "green-agriculture green-industry",
    "industry-platforms": "industry-transfer industrial-parks manufacturing state-owned-enterprises "
    "investment-promotion",
    "innovation-talent": "science-innovation technology-transfer cadre-exchange talent youth",
    "open-trade": "foreign-trade exhibitions",
    "finance": "funds financial-institutions green-finance capital-market",
    "governance-mechanism": "coordination planning benefit-sharing",
    "safeguards": "policy-support publicity evaluation",
}


def test_topics_are_those_of_the_guidelines() -> None:
    found: dict[str, set[str]] = {}
    for topic in topics():
        found.setdefault(topic.area, set()).add(topic.slug)
    assert found == {area: set(names.split()) for area, names in GUIDELINES.items()}


def test_topics_are_sorted_and_have_cues() -> None:
    slugs = [topic.slug for topic in topics()]
    assert slugs == sorted(slugs)
    for topic in topics():
        assert topic.cues, topic.slug
        assert not set(topic.cues) & set(topic.weak_cues), topic.slug


def test_areas_are_top_concepts() -> None:
    graph = load_schemes()
    top = {str(c).removeprefix(str(V.dkt)) for c in graph.subjects(SKOS.topConceptOf, URIRef(V.dkt.scheme))}
    assert top == set(GUIDELINES)


@pytest.mark.parametrize(("name", "namespace"), SCHEMES.items(), ids=SCHEMES)
def test_each_scheme_is_whole(name: str, namespace: URIRef) -> None:
    graph = load_schemes()
    scheme = URIRef(f"{namespace}scheme")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    concepts = set(graph.subjects(SKOS.inScheme, scheme))
    assert concepts
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == set(graph.subjects(SKOS.topConceptOf, scheme))
    labels: Counter[Literal] = Counter()
    for concept in concepts:
        assert (concept, RDF.type, SKOS.Concept) in graph
        assert str(graph.value(concept, SKOS.notation)) == str(concept).removeprefix(str(namespace))
        for prop in (SKOS.prefLabel, SKOS.definition):
            values = [v for v in graph.objects(concept, prop) if isinstance(v, Literal)]
            assert sorted(str(v.language) for v in values) == ["en", "zh"], concept
        labels.update(v for v in graph.objects(concept, SKOS.prefLabel) if isinstance(v, Literal))
    assert [label for label, count in labels.items() if count > 1] == []


def test_concepts_stand_sorted_in_the_file() -> None:
    """An analyst finds a concept by its name."""
    text = files("duikou.ontology").joinpath("schemes.ttl").read_text(encoding="utf-8")
    blocks = [line.split(" ")[0] for line in text.splitlines() if " a skos:Concept ;" in line]
    areas, rest = blocks[: len(GUIDELINES)], blocks[len(GUIDELINES) :]
    assert areas == sorted(areas)
    for prefix in ("dkt:", "dkc:", "dkk:"):
        part = [b for b in rest if b.startswith(prefix)]
        assert part == sorted(part)
