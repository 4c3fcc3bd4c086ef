"""Facts to quads: all that one document states, in the named graph of that document."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode, Quad

from ..corrections.model import Kind
from ..corrections.outcomes import Settled
from ..extract.model import Citation, Deadline, Entity, EntityType, Facts, Measure, Pair, Role, Section
from ..extract.relations.changes import Change, find_changes
from ..ontology.terms import Vocabulary
from . import grounds
from .attribution import Attribution
from .catalogue import NOTHING, Entry, place_named
from .describe import describe, describe_place
from .evidence import cite, cite_source, runs, verbatim
from .fields import Basis, FieldWriter, Said, document_named, printed_of, tabled_of
from .grounds import NONE, Words
from .iris import DocumentMinter
from .namespaces import OA, OWL, SCHEMA
from .sink import Sink, chinese, decimal, integer, moment, plain, year

TELLING = ("news", "interpretation")
"""Kinds of document that tell of others and put nothing into effect themselves."""
_ROLE_PROPERTY = {Role.LEAD: "leadAgency", Role.SUPPORTING: "supportingAgency"}
_LINK_PROPERTY = {
    **dict.fromkeys(
        (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY, EntityType.BASE_AREA, EntityType.REGION), "concerns"
    ),
    EntityType.ORGANIZATION: "involves",
    **dict.fromkeys((EntityType.PLATFORM, EntityType.PROJECT, EntityType.EVENT), "uses"),
    **dict.fromkeys((EntityType.AGENCY, EntityType.AGENCY_GROUP, EntityType.POLICY_DOCUMENT), "mentions"),
}


def document_quads(
    facts: Facts, vocabulary: Vocabulary, entry: Entry = NOTHING, settled: Sequence[Settled] = ()
) -> list[Quad]:
    """Every quad of one document's graph; *entry* is what a table says of it, *settled* the corrections that are in
    force for its facts. Pure: the same arguments give the same quads."""
    return _Writer(facts, vocabulary, entry, settled).write()


class _Writer:
    """Holds what every part of one document's graph needs; writes it once."""

    def __init__(self, facts: Facts, vocabulary: Vocabulary, entry: Entry, settled: Sequence[Settled]) -> None:
        self.facts = facts
        self.settled = settled
        self.nodes: dict[tuple[Kind, int], NamedNode] = {}
        """The node of each fact that corrections may be in force for, by its place among the facts of its kind."""
        self.entry = entry
        self.clean = facts.clean
        self.slug = facts.clean.source.slug
        self.mint = DocumentMinter.of(facts, vocabulary)
        self.document = self.mint.document(self.slug)
        self.sink = Sink(self.mint.document_graph(self.slug), vocabulary)
        self.fields = FieldWriter(self.sink, self.mint, self.clean, self.document)
        self.base_areas = grounds.of_base_areas(facts)
        self.stood_for: NamedNode | None = None
        """The document that this one reports and stands for."""

    def write(self) -> list[Quad]:
        self._metadata()
        for section in self.facts.outline.sections:
            self._section(section)
        for entity in self.facts.linked.entities:
            self._entity(entity)
        self._measures()
        for place, pair in enumerate(self.facts.pairs):
            self._pair(place, pair)
        for citation in self.facts.citations:
            self._citation(citation)
        for change in find_changes(self.facts):
            self._change(change)
        self._targets()
        Attribution(self.sink, self.mint, self.clean, self.document).write(self.settled, self._corrected)
        return self.sink.quads()

    def _corrected(self, one: Settled) -> NamedNode | None:
        """The node of the fact that a correction is in force for: of a name the mention at its words."""
        if isinstance(one.fact, int):
            return self.nodes.get((one.kind, one.fact))
        entity = self.facts.linked.by_key.get(one.fact)
        at = next((span for span in entity.mentions if span.overlaps(one.span)), None) if entity else None
        return self.mint.mention(at, one.fact) if at else None

    def _by_person(self, place: int, field: str) -> bool:
        """Whether a person gave that field of a pair."""
        return any((one.kind, one.fact, one.row.field) == (Kind.PAIR, place, field) for one in self.settled)

    def _node(self, key: str) -> NamedNode:
        """The node of an entity; what a held document calls itself is the held document."""
        entity = self.facts.linked.by_key[key]
        return self.document if self._is_self(entity) else self.mint.entity(key)

    def _is_self(self, entity: Entity) -> bool:
        titles = (self.facts.outline.metadata.title, self.entry.title)
        return entity.type is EntityType.POLICY_DOCUMENT and entity.canonical in titles

    def _metadata(self) -> None:
        metadata, sink, entry = self.facts.outline.metadata, self.sink, self.entry
        sink.a(self.document, "PolicyDocument")
        sink.label(self.document, entry.title or metadata.title)
        tabled = list(tabled_of(entry, self._described, self.facts.linked, self.mint))
        self.fields.settle(self.document, tabled, list(printed_of(self.facts, self._node)))
        if place := place_named(entry.place):
            describe_place(sink, self.mint, place)
        if entry.stands_for:
            reported = self._described(document_named(entry.stands_for, entry.stands_for_number, self.facts.linked))
            if reported != self.document:
                self.stood_for = reported
                self.fields.state(self.document, Said("standsFor", reported, Basis.TABLE))
                if number := plain(entry.stands_for_number):
                    self.fields.state(reported, Said("documentNumber", number, Basis.TABLE))

    def _described(self, entity: Entity) -> NamedNode:
        """The node of an entity, described here when the text does not name it."""
        if entity.key in self.facts.linked.by_key:
            return self._node(entity.key)
        describe(self.sink, self.mint, entity, ())
        return self.mint.entity(entity.key)

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
            self.nodes[Kind.MEASURE, order - 1] = node
            sink.a(node, "Measure")
            sink.label(node, text)
            sink.add(node, "text", chinese(text))
            sink.add(node, "order", integer(order))
            sink.add(node, "partOf", self.mint.section(measure.section))
            sink.add(node, "partOf", self.document)
            sink.add(node, "commitment", NamedNode(vocabulary.dkc[measure.commitment]))
            sink.add(node, "confidence", decimal(measure.confidence))
            self._topics(node, measure)
            if measure.deadline:
                self._deadline(node, measure.deadline)
            sink.add_all(node, "area", (NamedNode(vocabulary.dkt[area]) for area in measure.areas))
            sink.add_all(node, "evidence", cite(sink, self.mint, self.clean, measure.span))
            for entity in self.facts.linked.within(measure.span):
                sink.add(node, _LINK_PROPERTY[entity.type], self._node(entity.key))
        for place, fact in enumerate(self.facts.responsibilities):
            node, agency = nodes[fact.measure], self._node(fact.entity)
            sink.add(node, "responsibleAgency", agency)
            if fact.role in _ROLE_PROPERTY:
                sink.add(node, _ROLE_PROPERTY[fact.role], agency)
            assignment = self.mint.assignment(node, fact.entity, fact.role)
            self.nodes[Kind.RESPONSIBILITY, place] = assignment
            sink.a(assignment, "Assignment")
            sink.add(assignment, "measure", node)
            sink.add(assignment, "agency", agency)
            sink.add(assignment, "role", plain(fact.role.value))
            sink.add(assignment, "order", integer(fact.order))
            sink.add(assignment, "scope", plain(fact.scope))
            sink.add(assignment, "confidence", decimal(fact.confidence))
            sink.add_all(assignment, "evidence", cite(sink, self.mint, self.clean, fact.evidence))
            self._quote(assignment, "roleEvidence", grounds.of_role(self.facts, fact))

    def _deadline(self, node: NamedNode, deadline: Deadline) -> None:
        """Until when a measure is to be done: the words, what they mean where that is told, and where they stand."""
        sink = self.sink
        sink.add(node, "deadline", moment(deadline.value))
        sink.add(node, "deadlineText", chinese(verbatim(self.clean, deadline.span)))
        sink.add(node, "deadlineBasis", plain(deadline.basis.value))
        sink.add_all(node, "deadlineEvidence", cite(sink, self.mint, self.clean, deadline.span))

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
            self._quote(statement, "evidence", grounds.of_topic(self.facts, measure, topic))

    def _pair(self, place: int, pair: Pair) -> None:
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
            words = self.base_areas.get((pair.base, pair.base_area), NONE)
            basis = Basis.TEXT if words else Basis.GAZETTEER
            if self._by_person(place, "base_area"):
                basis, words = Basis.PERSON, NONE  # its words are those of the correction
            self.fields.state(node, Said("inBaseArea", self._node(pair.base_area), basis, words))
        if pair.established_by:
            words = grounds.of_founding(self.facts, pair)
            self.fields.state(node, Said("establishedBy", self._node(pair.established_by), Basis.TEXT, words))
        evidence = cite(sink, self.mint, self.clean, pair.evidence)
        sink.add_all(node, "evidence", evidence)
        statement = self.mint.cooperation_statement(self.slug, pair)
        self.nodes[Kind.PAIR, place] = statement
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

    def _quote(self, node: NamedNode, property_: str, words: Words) -> None:
        """The words behind one field of a node that is this document's own."""
        self.sink.add_all(node, property_, cite_source(self.sink, self.mint, self.clean, words))

    def _citation(self, citation: Citation) -> None:
        cited, words = self._node(citation.entity), grounds.of_citation(self.facts, citation)
        self.fields.state(self.document, Said("cites", cited, Basis.TEXT, words))
        if citation.implements:
            subject, acting = grounds.acting(self.facts, citation)
            actor = self._actor(subject)
            if actor and actor != cited:
                self.fields.state(actor, Said("implements", cited, Basis.TEXT, acting or words))
        if number := plain(citation.number):
            printed = grounds.of_cited_number(self.facts, citation)
            self.fields.state(cited, Said("documentNumber", number, Basis.TEXT, printed))

    def _change(self, change: Change) -> None:
        changed, actor = self._node(change.entity), self._actor(change.subject)
        if actor and actor != changed:
            said = Said(change.relation.value, changed, Basis.TEXT, runs(self.clean, change.words))
            self.fields.state(actor, said)

    def _actor(self, subject: str | None) -> NamedNode | None:
        """Who puts another document into effect, or changes it: the *subject* that the words name, the document that
        this one stands for, or this one itself, unless it is a page that only tells of others."""
        if subject:
            return self._node(subject)
        only_tells = (self.entry.kind or self.facts.outline.metadata.kind) in TELLING
        return self.stood_for or (None if only_tells else self.document)

    def _targets(self) -> None:
        sink = self.sink
        texts = [verbatim(self.clean, target.span) for target in self.facts.targets]
        nodes = self.mint.targets(texts)
        self.nodes |= {(Kind.TARGET, place): node for place, node in enumerate(nodes)}
        for node, text, target in zip(nodes, texts, self.facts.targets, strict=True):
            sink.a(node, "Target")
            sink.label(node, text)
            sink.add(node, "text", chinese(text))
            sink.add(node, "year", year(target.year))
            sink.add(node, "quantity", plain(target.quantity))
            # Only of a target that a person added may the year be nowhere in its words: then all of them stand for it.
            year_words = grounds.of_year(self.facts, target) or runs(self.clean, target.span)
            self._quote(node, "yearEvidence", year_words)
            self._quote(node, "quantityEvidence", grounds.of_quantity(self.facts, target))
            sink.add(node, "partOf", self.document)
            sink.add_all(node, "evidence", cite(sink, self.mint, self.clean, target.span))
