"""Facts to quads: all that one document states, in the named graph of that document."""

from __future__ import annotations

from pyoxigraph import NamedNode, Quad

from ..extract.model import Citation, Entity, EntityType, Facts, Measure, Pair, Role, Section
from ..ontology.terms import Vocabulary
from .describe import describe
from .evidence import cite, verbatim
from .iris import DocumentMinter
from .namespaces import DCT, ELI, OA, OWL, SCHEMA
from .sink import Sink, chinese, date, decimal, integer, plain, year

_ROLE_PROPERTY = {Role.LEAD: "leadAgency", Role.SUPPORTING: "supportingAgency"}
_LINK_PROPERTY = {
    **dict.fromkeys(
        (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY, EntityType.BASE_AREA, EntityType.REGION), "concerns"
    ),
    EntityType.ORGANIZATION: "involves",
    **dict.fromkeys((EntityType.PLATFORM, EntityType.PROJECT, EntityType.EVENT), "uses"),
    **dict.fromkeys((EntityType.AGENCY, EntityType.AGENCY_GROUP, EntityType.POLICY_DOCUMENT), "mentions"),
}


def document_quads(facts: Facts, vocabulary: Vocabulary) -> list[Quad]:
    """Every quad of one document's graph. Pure: the same facts give the same quads."""
    return _Writer(facts, vocabulary).write()


class _Writer:
    """Holds what every part of one document's graph needs; writes it once."""

    def __init__(self, facts: Facts, vocabulary: Vocabulary) -> None:
        self.facts = facts
        self.clean = facts.clean
        self.slug = facts.clean.source.slug
        self.mint = DocumentMinter.of(facts, vocabulary)
        self.document = self.mint.document(self.slug)
        self.sink = Sink(self.mint.document_graph(self.slug), vocabulary)

    def write(self) -> list[Quad]:
        self._metadata()
        for section in self.facts.outline.sections:
            self._section(section)
        for entity in self.facts.linked.entities:
            self._entity(entity)
        self._measures()
        for pair in self.facts.pairs:
            self._pair(pair)
        for citation in self.facts.citations:
            self._citation(citation)
        self._targets()
        return self.sink.quads()

    def _node(self, key: str) -> NamedNode:
        """The node of an entity; what a held document calls itself is the held document."""
        entity = self.facts.linked.by_key[key]
        return self.document if self._is_self(entity) else self.mint.entity(key)

    def _is_self(self, entity: Entity) -> bool:
        return entity.type is EntityType.POLICY_DOCUMENT and entity.canonical == self.facts.outline.metadata.title

    def _metadata(self) -> None:
        metadata, sink = self.facts.outline.metadata, self.sink
        sink.a(self.document, "PolicyDocument")
        sink.label(self.document, metadata.title)
        sink.add(self.document, DCT.title, chinese(metadata.title))
        sink.add(self.document, "documentKind", plain(metadata.kind))
        sink.add(self.document, "documentNumber", plain(metadata.number))
        sink.add(self.document, ELI.date_publication, date(metadata.published))
        if self.facts.issuer:
            sink.add(self.document, "issuer", self._node(self.facts.issuer))
        if metadata.period:
            sink.add(self.document, SCHEMA.startDate, year(metadata.period[0]))
            sink.add(self.document, SCHEMA.endDate, year(metadata.period[1]))

    def _section(self, section: Section) -> None:
        node, sink = self.mint.section(section.path), self.sink
        sink.a(node, "Section")
        sink.label(node, section.heading or section.number)
        sink.add(node, "number", plain(section.number))
        sink.add(node, "order", integer(section.path[-1]))
        sink.add(node, "partOf", self.mint.section(section.path[:-1]))
        sink.add(node, "partOf", self.document)
        own = [unit.span for unit in self.facts.outline.units if unit.section == section.path]
        if text := "\n".join(verbatim(self.clean, span) for span in own):
            sink.add(node, "text", chinese(text))

    def _entity(self, entity: Entity) -> None:
        node, sink = self._node(entity.key), self.sink
        if self._is_self(entity):
            sink.add(node, OWL.sameAs, self.mint.entity(entity.key))
        else:
            describe(sink, self.mint, entity, self._surfaces(entity))
        sink.add_all(node, "hasMember", (self._node(key) for key in entity.members))
        for span in entity.mentions:
            mention = self.mint.mention(span, entity.key)
            sink.a(mention, "Mention")
            sink.add(mention, OA.motivatedBy, OA.identifying)
            sink.add(mention, OA.hasBody, node)
            sink.add_all(mention, OA.hasTarget, cite(sink, self.mint, self.clean, span))

    def _surfaces(self, entity: Entity) -> tuple[str, ...]:
        """The names by which the document calls an entity, without what cleaning dropped inside them."""
        names = {entity.surface, *entity.aliases}
        named = (span for span in entity.mentions if self.clean.quote(span) in names)
        return tuple(dict.fromkeys(verbatim(self.clean, span) for span in named))

    def _measures(self) -> None:
        vocabulary, sink = self.mint.vocabulary, self.sink
        texts = [verbatim(self.clean, measure.span) for measure in self.facts.measures]
        nodes = self.mint.measures(texts)
        for order, (node, text, measure) in enumerate(zip(nodes, texts, self.facts.measures, strict=True), 1):
            sink.a(node, "Measure")
            sink.label(node, text)
            sink.add(node, "text", chinese(text))
            sink.add(node, "order", integer(order))
            sink.add(node, "partOf", self.mint.section(measure.section))
            sink.add(node, "partOf", self.document)
            sink.add(node, "commitment", NamedNode(vocabulary.dkc[measure.commitment]))
            sink.add(node, "confidence", decimal(measure.confidence))
            self._topics(node, measure)
            sink.add_all(node, "area", (NamedNode(vocabulary.dkt[area]) for area in measure.areas))
            sink.add_all(node, "evidence", cite(sink, self.mint, self.clean, measure.span))
            for entity in self.facts.linked.within(measure.span):
                sink.add(node, _LINK_PROPERTY[entity.type], self._node(entity.key))
        for fact in self.facts.responsibilities:
            node, agency = nodes[fact.measure], self._node(fact.entity)
            sink.add(node, "responsibleAgency", agency)
            if fact.role in _ROLE_PROPERTY:
                sink.add(node, _ROLE_PROPERTY[fact.role], agency)
            assignment = self.mint.assignment(node, fact.entity, fact.role)
            sink.a(assignment, "Assignment")
            sink.add(assignment, "measure", node)
            sink.add(assignment, "agency", agency)
            sink.add(assignment, "role", plain(fact.role.value))
            sink.add(assignment, "order", integer(fact.order))
            sink.add(assignment, "scope", plain(fact.scope))
            sink.add(assignment, "confidence", decimal(fact.confidence))
            sink.add_all(assignment, "evidence", cite(sink, self.mint, self.clean, fact.evidence))

    def _topics(self, node: NamedNode, measure: Measure) -> None:
        """The topics of a measure, and what the extractor gives each."""
        vocabulary, sink = self.mint.vocabulary, self.sink
        for topic, confidence in zip(measure.topics, measure.topic_confidences, strict=True):
            concept = NamedNode(vocabulary.dkt[topic])
            sink.add(node, "topic", concept)
            statement = self.mint.topic_statement(node, topic)
            sink.a(statement, "TopicStatement")
            sink.add(statement, "about", node)
            sink.add(statement, "statesTopic", concept)
            sink.add(statement, "confidence", decimal(confidence))

    def _pair(self, pair: Pair) -> None:
        """The pairing of two places, and how this document says it stands. What comes of the statements of all
        documents is settled once they are known."""
        node, sink = self.mint.cooperation(pair), self.sink
        entities = [self.facts.linked.by_key[key] for key in (pair.base, pair.partner)]
        cities = all(entity.type is EntityType.CITY for entity in entities)
        sink.a(node, "Cooperation")
        sink.label(node, "—".join(entity.canonical for entity in entities))
        for side, entity in zip(("base", "partner"), entities, strict=True):
            sink.add(node, f"{side}Place", self._node(entity.key))
            if cities:
                sink.add(node, f"{side}City", self._node(entity.key))
        sink.add(self.document, "coversCooperation", node)
        if pair.base_area:
            sink.add(node, "inBaseArea", self._node(pair.base_area))
        if pair.established_by:
            sink.add(node, "establishedBy", self._node(pair.established_by))
        evidence = cite(sink, self.mint, self.clean, pair.evidence)
        sink.add_all(node, "evidence", evidence)
        statement = self.mint.cooperation_statement(self.slug, pair)
        sink.a(statement, "CooperationStatement")
        sink.add(statement, "about", node)
        sink.add(statement, "partOf", self.document)
        sink.add(statement, "status", plain(pair.status.value))
        sink.add(statement, "confidence", decimal(pair.confidence))
        sink.add_all(statement, "evidence", evidence)
        if pair.term:
            sink.add(statement, SCHEMA.startDate, year(pair.term.start))
            sink.add(statement, SCHEMA.endDate, year(pair.term.end))
            sink.add_all(statement, "termEvidence", cite(sink, self.mint, self.clean, pair.term.evidence))

    def _citation(self, citation: Citation) -> None:
        cited = self._node(citation.entity)
        self.sink.add(self.document, "cites", cited)
        if citation.implements:
            self.sink.add(self.document, "implements", cited)
        self.sink.add(cited, "documentNumber", plain(citation.number))

    def _targets(self) -> None:
        sink = self.sink
        texts = [verbatim(self.clean, target.span) for target in self.facts.targets]
        for node, text, target in zip(self.mint.targets(texts), texts, self.facts.targets, strict=True):
            sink.a(node, "Target")
            sink.label(node, text)
            sink.add(node, "text", chinese(text))
            sink.add(node, "year", year(target.year))
            sink.add(node, "quantity", plain(target.quantity))
            sink.add(node, "partOf", self.document)
            sink.add_all(node, "evidence", cite(sink, self.mint, self.clean, target.span))
