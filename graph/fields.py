"""Field statements: for each field of a document or a pair, who says so and by which words.

    id:field-statement/{document}/{subject}/{field}/{hash}  a dk:FieldStatement ;
        dk:about {subject} ; dk:partOf {document} ; dk:field {property} ; dk:statesValue {value} ;
        dk:basis "text" | "table" | "gazetteer" | "person" | "file" ; dk:evidence {words} .

What the table of documents says is published in place of what the text says; both have their statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from ..extract.knowledge.gazetteer import Suffix, gazetteer
from ..extract.knowledge.keys import key
from ..extract.knowledge.touched import note_text
from ..extract.model import Clean, Entity, EntityType, Facts, Linked
from ..extract.names.titles import canonical_title
from ..extract.text.fold import fold
from . import grounds
from .catalogue import Entry, place_named
from .evidence import cite_source
from .grounds import NONE, Words
from .iris import DocumentMinter, Minter
from .namespaces import DCT, ELI, SCHEMA
from .sink import Node, Sink, chinese, date, plain, year

BODIES = (EntityType.AGENCY, EntityType.ORGANIZATION)


class Basis(StrEnum):
    """Where a statement comes from."""

    TEXT = "text"
    """The words of the document, which are quoted."""
    TABLE = "table"
    """documents.csv, or the file beside the document."""
    GAZETTEER = "gazetteer"
    PERSON = "person"
    """A correction, which has its words."""
    FILE = "file"
    """The file, in no words that can be quoted: its name, or what its format declares."""


@dataclass(frozen=True, slots=True)
class Said:
    """One field and its value."""

    property: NamedNode | str
    value: Node
    basis: Basis
    words: Words = NONE


@dataclass(frozen=True, slots=True)
class FieldWriter:
    """Writes the field statements of one document."""

    sink: Sink
    mint: DocumentMinter
    clean: Clean
    document: NamedNode

    def say(self, about: NamedNode, said: Said) -> None:
        """Writes the statement, not the field itself. What is of the text and has no words is of the file."""
        sink, basis = self.sink, said.basis
        if basis is Basis.TEXT and not said.words:
            basis = Basis.FILE
        node = self.mint.field_statement(
            self.clean.source.slug, about, sink.term(said.property), f"{basis} {said.value}"
        )
        sink.a(node, "FieldStatement")
        sink.add(node, "about", about)
        sink.add(node, "partOf", self.document)
        sink.add(node, "field", sink.term(said.property))
        sink.add(node, "statesValue", said.value)
        sink.add(node, "basis", plain(basis.value))
        sink.add_all(node, "evidence", cite_source(sink, self.mint, self.clean, said.words))

    def state(self, about: NamedNode, said: Said) -> None:
        """Writes the field and its statement."""
        self.sink.add(about, said.property, said.value)
        self.say(about, said)

    def settle(self, about: NamedNode, *each: Sequence[Said]) -> None:
        """Writes every statement, and of each property the fields of the first sequence that has it."""
        settled: set[NamedNode] = set()
        for statements in each:
            for said in statements:
                if self.sink.term(said.property) in settled:
                    self.say(about, said)
                else:
                    self.state(about, said)
            settled |= {self.sink.term(said.property) for said in statements}


def printed_of(facts: Facts, node: Callable[[str], NamedNode]) -> Iterator[Said]:
    """What the document says of itself; *node* gives the node of an entity by its key."""
    metadata = facts.outline.metadata
    title = grounds.of_title(facts)
    yield Said(DCT.title, chinese(metadata.title), Basis.TEXT, title)
    if kind := plain(metadata.kind):
        yield Said("documentKind", kind, Basis.TEXT, title)
    if number := plain(metadata.number):
        yield Said("documentNumber", number, Basis.TEXT, grounds.of_number(facts))
    if day := date(metadata.published):
        yield Said(ELI.date_publication, day, Basis.TEXT, grounds.of_date(facts))
    if facts.issuer:
        yield Said("issuer", node(facts.issuer), Basis.TEXT, grounds.of_issuer(facts))
    if metadata.period:
        words = grounds.of_period(facts)
        for property_, value in zip((SCHEMA.startDate, SCHEMA.endDate), map(year, metadata.period), strict=True):
            if value:
                yield Said(property_, value, Basis.TEXT, words)


def tabled_of(entry: Entry, entity_node: Callable[[Entity], NamedNode], linked: Linked, mint: Minter) -> Iterator[Said]:
    """What the table says of the document; *entity_node* describes an entity and gives its node."""
    if entry.title:
        yield Said(DCT.title, chinese(entry.title), Basis.TABLE)
    if kind := plain(entry.kind):
        yield Said("documentKind", kind, Basis.TABLE)
    if number := plain(entry.number):
        yield Said("documentNumber", number, Basis.TABLE)
    if day := date(entry.published or None):
        yield Said(ELI.date_publication, day, Basis.TABLE)
    if entry.issuer:
        yield Said("issuer", entity_node(body_named(entry.issuer, entry.place, linked)), Basis.TABLE)
    if place := place_named(entry.place):
        yield Said(ELI.jurisdiction, mint.entity(place.key), Basis.TABLE)
    if entry.url:
        yield Said(DCT.source, NamedNode(entry.url), Basis.TABLE)
        yield Said(SCHEMA.isBasedOn, NamedNode(entry.url), Basis.TABLE)
    if source := plain(entry.source):
        yield Said(SCHEMA.creditText, source, Basis.TABLE)
    if entry.licence.startswith(("http://", "https://")):
        yield Said(DCT.license, NamedNode(entry.licence), Basis.TABLE)
    elif entry.licence:
        yield Said(DCT.rights, chinese(entry.licence), Basis.TABLE)


def body_named(name: str, place: str, linked: Linked) -> Entity:
    """The body that a table calls *name*, of the *place* that the table names: one of the document's, one of the
    gazetteer's, or one of its own."""
    for entity in linked.entities:
        if entity.type in BODIES and name in (entity.canonical, entity.surface, *entity.aliases):
            return entity
    known = gazetteer()
    for one in known.names_by_surface.get(name, ()):
        if one.type is EntityType.ORGANIZATION:
            return Entity(one.type, one.name, one.key, name, subtype=one.subtype, place=one.place)
    if row := known.national.get(name):
        return Entity(EntityType.AGENCY, row.name(), row.key(), name)
    for end in range(2, len(name)):
        for at in known.places_by_surface.get(name[:end], ()):
            if row := known.agency(name[end:], at.level, at.code):
                return Entity(EntityType.AGENCY, row.name(at), row.key(at), name, place=at.key)
    seat = place_named(place)
    ending = _ending(name)
    if ending and ending.type is EntityType.ORGANIZATION:
        return Entity(ending.type, name, key(ending.type, name), name, subtype=ending.subtype)
    home = seat.key if seat else ""
    return Entity(EntityType.AGENCY, name, key(EntityType.AGENCY, name, home), name, place=home)


def document_named(title: str, number: str, linked: Linked) -> Entity:
    """The policy document with this title or number: one that the text names, one of the gazetteer's, or a new one."""
    wanted = {canonical_title(fold(title)), title, *([number] if number else [])}
    for entity in linked.entities:
        names = (entity.canonical, entity.surface, *entity.aliases)
        if entity.type is EntityType.POLICY_DOCUMENT and not wanted.isdisjoint(names):
            return entity
    for name in sorted(wanted):
        for one in gazetteer().names_by_surface.get(name, ()):
            if one.type is EntityType.POLICY_DOCUMENT:
                return Entity(one.type, one.name, one.key, name)
    return Entity(EntityType.POLICY_DOCUMENT, title, key(EntityType.POLICY_DOCUMENT, title), title)


def _ending(name: str) -> Suffix | None:
    """The longest ending of bodies that *name* has."""
    note_text(name)
    found = [row for row in gazetteer().suffixes if row.type in BODIES and name.endswith(row.suffix)]
    return max(found, key=lambda row: len(row.suffix), default=None)
