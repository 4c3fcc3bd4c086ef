"""The ontology itself: complete, bilingual, inside its profile, and consistent under a real reasoner."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from duikou.ontology.terms import DEFAULT_BASE, Vocabulary, load_ontology, load_schemes, rebase

from ..thorough import chosen

V = Vocabulary()
DK, ID, DKT = Namespace(V.dk), Namespace(V.id), Namespace(V.dkt)
DCT = Namespace("http://purl.org/dc/terms/")
ERROR = Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
SAMPLE = Path(__file__).parent.parent / "shapes" / "sample.trig"

# The vocabulary table of the design, class by class and property by property.
CLASSES = [
    "Place",
    "Province",
    "City",
    "County",
    "BaseArea",
    "Region",
    "Agency",
    "AgencyGroup",
    "Organization",
    "Enterprise",
    "University",
    "School",
    "ResearchInstitute",
    "Hospital",
    "FinancialInstitution",
    "Association",
    "MediaOrganization",
    "CooperationVehicle",
    "Platform",
    "Project",
    "Event",
    "PolicyDocument",
    "Section",
    "Measure",
    "Assignment",
    "Cooperation",
    "Target",
    "Mention",
]
PROPERTIES = [
    "baseCity",
    "partnerCity",
    "inBaseArea",
    "establishedBy",
    "pairedWith",
    "locatedIn",
    "adminCode",
    "jurisdiction",
    "partOf",
    "number",
    "order",
    "text",
    "area",
    "topic",
    "commitment",
    "responsibleAgency",
    "leadAgency",
    "supportingAgency",
    "measure",
    "agency",
    "role",
    "evidence",
    "mentions",
    "concerns",
    "involves",
    "uses",
    "implements",
    "amends",
    "repeals",
    "cites",
    "revises",
    "documentNumber",
    "issuer",
    "coversCooperation",
    "year",
    "quantity",
    "hasMember",
    "platformKind",
    "documentKind",
    "cue",
    "weakCue",
]
PARENTS = {
    "Place": "https://schema.org/Place",
    "Agency": "http://www.w3.org/ns/org#FormalOrganization",
    "AgencyGroup": "http://www.w3.org/ns/org#OrganizationalCollaboration",
    "Organization": "http://www.w3.org/ns/org#Organization",
    "CooperationVehicle": "http://www.w3.org/ns/prov#Entity",
    "PolicyDocument": "http://data.europa.eu/eli/ontology#LegalResource",
    "Section": "http://purl.org/spar/doco/Section",
    "Measure": "http://www.w3.org/ns/prov#Plan",
    "Assignment": "http://www.w3.org/ns/prov#Association",
    "Cooperation": "https://schema.org/Action",
    "Target": "http://www.w3.org/ns/prov#Entity",
    "Mention": "http://www.w3.org/ns/oa#Annotation",
    "implements": "http://data.europa.eu/eli/ontology#based_on",
    "amends": "http://data.europa.eu/eli/ontology#amends",
    "repeals": "http://data.europa.eu/eli/ontology#repeals",
    "cites": "http://data.europa.eu/eli/ontology#cites",
}


def own_terms() -> list[URIRef]:
    graph = load_ontology()
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    found = {s for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(str(DK))}
    return sorted(URIRef(str(term)) for term in found)


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_the_design_s_terms_are_declared(name: str) -> None:
    kinds = set(load_ontology().objects(DK[name], RDF.type))
    expected = {OWL.Class} if name in CLASSES else {OWL.ObjectProperty, OWL.DatatypeProperty}
    assert kinds & expected


@pytest.mark.parametrize("term", own_terms(), ids=lambda term: term.removeprefix(str(DK)))
def test_every_term_has_one_label_and_definition_in_each_language(term: URIRef) -> None:
    graph = load_ontology()
    for prop in (RDFS.label, SKOS.definition):
        values = [v for v in graph.objects(term, prop) if isinstance(v, Literal)]
        assert sorted(str(v.language) for v in values) == ["en", "zh"]
        assert all(str(v).strip() for v in values)


@pytest.mark.parametrize(("name", "parent"), PARENTS.items(), ids=PARENTS)
def test_standard_parents(name: str, parent: str) -> None:
    graph = load_ontology()
    relation = RDFS.subClassOf if (DK[name], RDF.type, OWL.Class) in graph else RDFS.subPropertyOf
    assert (DK[name], relation, URIRef(parent)) in graph


def test_labels_are_unique_in_each_language() -> None:
    graph = load_ontology()
    kinds = {"class": OWL.Class, "object": OWL.ObjectProperty, "data": OWL.DatatypeProperty}
    for kind in kinds.values():
        labels = [v for term in own_terms() if (term, RDF.type, kind) in graph for v in graph.objects(term, RDFS.label)]
        assert len(labels) == len(set(labels))


def test_header_names_version_licence_and_profile() -> None:
    graph, ontology = load_ontology(), URIRef(DEFAULT_BASE + "ontology")
    for prop in (OWL.versionIRI, OWL.versionInfo, DCT.license, DCT.conformsTo):
        assert graph.value(ontology, prop) is not None
    assert not list(graph.objects(None, OWL.imports))


def test_another_base_moves_every_own_iri() -> None:
    moved = load_ontology("https://example.org/kg/")
    assert not [t for t in moved.all_nodes() if str(t).startswith(DEFAULT_BASE)]
    assert (URIRef("https://example.org/kg/ontology#Measure"), RDF.type, OWL.Class) in moved
    assert rebase("dk", "https://example.org/") == "dk"


# --- The profile ----------------------------------------------------------------------------------------------------


def test_no_punning() -> None:
    """OWL 2 DL, Structural Specification 5.8.1: a name is of one kind only."""
    graph = load_ontology() + load_schemes()
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    for term in set(graph.subjects(RDF.type, None)):
        assert len([k for k in kinds if (term, RDF.type, k) in graph]) <= 1, term


def test_every_term_in_use_is_declared() -> None:
    graph = load_ontology()
    known = {RDF.type, RDFS.label, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, RDFS.isDefinedBy}
    known |= {RDF.first, RDF.rest, RDF.value}
    sample = Dataset(default_union=True)
    sample.parse(SAMPLE, format="trig")
    for data in (graph, load_schemes(), sample):
        used = {p for p in data.predicates() if not str(p).startswith(str(OWL)) and p not in known}
        undeclared = {p for p in used if not list(graph.objects(p, RDF.type))}
        assert not undeclared


def test_inside_the_owl_2_rl_profile() -> None:
    """OWL 2 Profiles 4.2: the constructs that RL bars, and the datatypes of its map."""
    graph = load_ontology()
    barred = [
        OWL.unionOf, OWL.complementOf, OWL.someValuesFrom, OWL.allValuesFrom, OWL.minCardinality, OWL.cardinality,
        OWL.minQualifiedCardinality, OWL.qualifiedCardinality, OWL.disjointUnionOf, OWL.oneOf, OWL.hasSelf,
        OWL.onDatatype,
    ]  # fmt: skip
    assert not [p for p in barred if list(graph.subject_objects(p))]
    assert not list(graph.subjects(RDF.type, OWL.ReflexiveProperty))
    named = {s for s in graph.subjects(RDF.type, OWL.Class) if isinstance(s, URIRef)}
    assert {o for p in (RDFS.subClassOf, RDFS.domain) for o in graph.objects(None, p)} <= named
    for prop in graph.subjects(RDF.type, OWL.DatatypeProperty):
        assert set(graph.objects(prop, RDFS.range)) <= {
            URIRef("http://www.w3.org/2001/XMLSchema#string"),
            URIRef("http://www.w3.org/2001/XMLSchema#integer"),
            URIRef("http://www.w3.org/2001/XMLSchema#decimal"),
            RDF.PlainLiteral,
        }
    for prop in graph.subjects(RDF.type, OWL.ObjectProperty):
        assert set(graph.objects(prop, RDFS.range)) <= named


def test_global_restrictions_of_owl_2_dl() -> None:
    """Structural Specification 11.2: a composite property is not functional, inverse-functional, or irreflexive."""
    graph = load_ontology()
    composite = set(graph.subjects(RDF.type, OWL.TransitiveProperty)) | set(graph.subjects(OWL.propertyChainAxiom))
    spread = set(composite)
    while spread:  # upwards to every property that has a composite one below it or as its inverse
        found = {o for p in spread for o in graph.objects(p, RDFS.subPropertyOf)}
        found |= {o for p in spread for o in graph.objects(p, OWL.inverseOf)}
        spread = found - composite
        composite |= found
    simple_only = (
        OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty
    )  # fmt: skip
    assert not [(p, kind) for p in composite for kind in simple_only if (p, RDF.type, kind) in graph]


# --- Reasoning ------------------------------------------------------------------------------------------------------


def closure(*parts: Graph) -> Graph:
    graph = Graph()
    for part in parts:
        for triple in part.triples((None, None, None)):
            graph.add(triple[:3])
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: Graph) -> list[str]:
    return [str(o) for o in graph.objects(None, ERROR.error)] + [
        f"{s} is in owl:Nothing" for s in graph.subjects(RDF.type, OWL.Nothing)
    ]


@pytest.fixture(scope="module")
def sample() -> Graph:
    data = Dataset(default_union=True)
    data.parse(SAMPLE, format="trig")
    plain = Graph()
    for s, p, o in data.triples((None, None, None)):
        plain.add((s, p, o))
    return plain


def two_of_each(graph: Graph) -> Graph:
    """*graph* with two of the texts that a property of a thing has in one language, or in none: of a third, which can
    be nothing but another text, no rule says anything new, and topics have thousands of cue words."""
    found, seen = Graph(), Counter[tuple[Node, Node, str | None]]()
    for s, p, o in graph:
        if isinstance(o, Literal) and o.datatype in (None, XSD.string):
            seen[s, p, o.language] += 1
            if seen[s, p, o.language] > 2:
                continue
        found.add((s, p, o))
    return found


@pytest.fixture(scope="module")
def entailed(sample: Graph) -> Graph:
    return closure(load_ontology(), two_of_each(load_schemes()), sample)


def test_ontology_schemes_and_instances_are_consistent(entailed: Graph) -> None:
    assert contradictions(entailed) == []


def test_no_class_is_unsatisfiable() -> None:
    """Each class is given an instance: one that cannot have any would then be contradictory."""
    ontology = load_ontology()
    witnesses = Graph()
    for term in own_terms():
        if (term, RDF.type, OWL.Class) in ontology:
            witnesses.add((BNode(), RDF.type, term))
    assert contradictions(closure(ontology, witnesses)) == []


def test_entailments(entailed: Graph) -> None:
    measure = ID["measure/plan-2023-2025/1.1/1"]
    shenzhen, ganzhou = ID["place/440300"], ID["place/360700"]
    expected = [
        (measure, DK.area, DKT["green-ecology"]),  # by the chain topic, broader
        (measure, DK.mentions, ganzhou),
        (ID["agency/440300/jiao-yu-ju"], RDF.type, URIRef(PARENTS["Organization"])),
        (ID["place/440305"], DK.locatedIn, ID["place/440000"]),  # transitive
        (shenzhen, DK.pairedWith, ganzhou),
        (ID["agency/440300/jiao-yu-ju"], DK.isResponsibleFor, ID["measure/plan-2023-2025/1.2/1"]),
    ]
    assert [t for t in expected if t not in entailed] == []


BREAKS = {
    "a city that is an agency": [(ID["place/440300"], RDF.type, DK.Agency)],
    "a base area that is a city": [(ID["base-area/gan-min-yue"], RDF.type, DK.City)],
    "a city paired with itself": [(ID["place/440300"], DK.pairedWith, ID["place/440300"])],
    "a measure taken as an agency's place": [
        (ID["agency/440300/jiao-yu-ju"], DK.jurisdiction, ID["measure/plan-2023-2025/1.2/1"])
    ],
    "a topic that is a measure": [(ID["measure/plan-2023-2025/1.2/1"], DK.topic, ID["measure/plan-2023-2025/1.1/1"])],
}


@pytest.mark.parametrize("added", chosen(BREAKS, "a city that is an agency", "a city paired with itself"))
def test_the_reasoner_finds_what_is_wrong(sample: Graph, added: list[tuple[URIRef, URIRef, URIRef]]) -> None:
    broken = Graph()
    for triple in added:
        broken.add(triple)
        for thing in (triple[0], triple[2]):
            broken += sample.triples((thing, None, None))  # what else is said of it: of others nothing follows
    assert contradictions(closure(load_ontology(), broken))


def test_disjoint_kinds_list_known_classes() -> None:
    graph = load_ontology()
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = list(Collection(graph, graph.value(axiom, OWL.members)))
        assert len(members) == len(set(members)) > 1
        assert all((m, RDF.type, OWL.Class) in graph for m in members)
