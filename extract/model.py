"""The one small model that every stage of the pipeline speaks.

    read ─ clean ─ outline ─ names (with place) ─ measures ─ responsibility, pairing, relations  →  Facts

Offsets are half-open and count Unicode code points. There are two coordinate systems, and no third:

* *source* offsets count in ``Source.text``, the file's own text. Everything that leaves the pipeline uses them.
* *clean* offsets count in ``Clean.text``, the normalised text that the later stages read. ``Clean.to_source`` converts.

Types are frozen: a stage hands its result to the right and nothing reaches back.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .positions import ABOVE, NOWHERE, Box, Span, Spot

__all__ = ["ABOVE", "NOWHERE", "Box", "Span", "Spot"]  # with all that is defined here

# --- read -------------------------------------------------------------------------------------------------------


class BlockKind(StrEnum):
    """What the file format itself says about a block; plain text says nothing but PARAGRAPH."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    TABLE_ROW = "table-row"
    FURNITURE = "furniture"  # the reader is sure that it is page furniture: nav, footer, script


@dataclass(frozen=True, slots=True)
class Block:
    """One line or paragraph of visible text: ``text[i]`` stands at ``starts[i]:ends[i]`` of the source."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    """Heading level or list depth where the format gives one, else 0."""
    cells: tuple[Span, ...] = ()
    """TABLE_ROW: where each column's cell stands in ``text``; a span of no length is an empty cell."""
    header: bool = False
    """TABLE_ROW: this row names the columns."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. For HTML ``text`` is the decoded markup; for PDF and DOCX it is the reader's plain rendition."""

    slug: str
    """The file name without its suffix, as ASCII; names the document in every IRI."""
    name: str
    media_type: str
    encoding: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    """What the format itself gives as title (HTML title or h1, DOCX core properties); a hint only."""
    declared: tuple[tuple[str, str], ...] = ()
    """What the format itself declares besides, as pairs of name and value (HTML meta elements); hints only."""
    notes: tuple[str, ...] = ()
    """What could not be read of the file, and where: a line each. The rest was read."""
    spots: tuple[Spot, ...] = ()
    """Where the text stands on the pages or in the cells of the file, sorted by span, none overlapping; () where the
    format has neither. Text that the reader added (line feeds, tabs) has no spot."""

    pages: tuple[tuple[float, float], ...] = ()
    """Width and height of each page as it is shown, in the unit of the boxes; () where the format has none."""

    def spots_of(self, span: Span) -> list[Spot]:
        """Where the source *span* stands, in text order, each spot cut to it."""
        first = bisect_right(self.spots, span.start, key=_spot_end)
        last = bisect_left(self.spots, span.end, key=_spot_start)
        return [spot.within(span) for spot in self.spots[first:last]] if span.start < span.end else []


def _spot_start(spot: Spot) -> int:
    return spot.span.start


def _spot_end(spot: Spot) -> int:
    return spot.span.end


# --- clean ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Noise:
    """A stretch of the source that is not part of the document, and why we think so. Never published."""

    span: Span  # source offsets
    reason: str  # navigation | advertisement | caption | contact | injected | byline | furniture


@dataclass(frozen=True, slots=True)
class Clean:
    """The document's own text: noise out, lines joined, spaces and letter forms normalised.

    Blocks are joined by a single line feed, so a paragraph never contains one. Whatever Unicode has in two widths is
    half-width: letters, digits and the marks , ; : ? ! ( ) [ ]. The marks that have one width only stay Chinese: the
    ideographic full stop and comma, book-title marks, curly quotation marks. Traditional characters are Simplified.
    A space stands only between two words of Latin letters or digits; in a table row a tab parts the cells, and a
    space the lines of one cell that were not broken inside a word.
    """

    source: Source
    text: str
    starts: array[int]
    ends: array[int]
    blocks: tuple[CleanBlock, ...]
    noise: tuple[Noise, ...]

    def to_source(self, span: Span) -> Span:
        """The smallest source span that holds the clean *span*. A span of no length maps to a point."""
        if span.end <= span.start:
            point = self.starts[span.start] if span.start < len(self.starts) else len(self.source.text)
            return Span(point, point)
        return Span(self.starts[span.start], self.ends[span.end - 1])

    def quote(self, span: Span) -> str:
        """The source's own characters for a clean *span*, verbatim."""
        return self.to_source(span).of(self.source.text)

    def printed(self, span: Span) -> str:
        """What a reader of the source sees of a clean *span*: its own characters, without markup between them."""
        words = self.quote(span)
        if "<" not in words and "*" not in words:
            return words
        own = dict.fromkeys((self.starts[at], self.ends[at]) for at in range(span.start, span.end))
        pieces = (self.source.text[start:end] for start, end in own)
        return "".join(piece if len(piece) == 1 or "<" not in piece else "" for piece in pieces)


@dataclass(frozen=True, slots=True)
class CleanBlock:
    """A block that survived cleaning; ``span`` counts in ``Clean.text`` and leaves the line feed out."""

    span: Span
    kind: BlockKind
    level: int = 0
    cells: tuple[Span, ...] = ()  # clean offsets
    header: bool = False


# --- outline ----------------------------------------------------------------------------------------------------


class UnitKind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    RUN_IN = "run-in"  # a heading that opens its paragraph: 加强红色遗址保护合作。
    BODY = "body"
    PAIR_ROW = "pair-row"  # a row of a printed table or list of pairs
    TASK_ROW = "task-row"  # a row of a task table (任务 | 责任单位 | 完成时限)
    HEAD = "head"  # a line about the document itself: its number, its source, signature, date; never a measure


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered or titled part. ``path`` is its address from the top, for instance ``(2, 1)`` for 二、(一)."""

    path: tuple[int, ...]
    number: str  # as printed: 一、 (一) 1. or empty
    heading: str
    span: Span  # clean offsets, heading and all subsections included
    heading_span: Span


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text in one section that later stages read as a whole: a heading, a paragraph or a list item."""

    kind: UnitKind
    span: Span  # clean offsets, without list number, bullet and outer white space
    section: tuple[int, ...]  # path of the section it belongs to; () is the document itself
    cells: tuple[Span, ...] = ()
    columns: tuple[str, ...] = ()
    """A role for each cell. TASK_ROW: task, responsible, lead, supporting, deadline or other. PAIR_ROW of a table with
    a header: base, partner, base_area or other; one of running text has two cells, as printed, and no columns."""


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str
    title_span: Span | None  # clean offsets
    kind: str  # plan | opinion | interpretation | news
    issuer: str | None  # as printed; link resolves it
    published: str | None  # ISO date
    period: tuple[int, int] | None
    number: str | None
    issuer_span: Span | None = None  # clean offsets, where the head or foot prints the issuer


@dataclass(frozen=True, slots=True)
class Outline:
    metadata: Metadata
    sections: tuple[Section, ...]
    units: tuple[Unit, ...]  # in text order, not overlapping


# --- names ----------------------------------------------------------------------------------------------------------


LEVELS = ("require", "support", "encourage", "explore")
"""How strongly a measure commits."""
DEFAULT = LEVELS[0]
"""How strongly one does whose words say nothing of it."""


class Role(StrEnum):
    RESPONSIBLE = "responsible"
    LEAD = "lead"
    SUPPORTING = "supporting"


class EntityType(StrEnum):
    CITY = "City"
    PROVINCE = "Province"
    COUNTY = "County"
    BASE_AREA = "BaseArea"
    REGION = "Region"
    AGENCY = "Agency"
    AGENCY_GROUP = "AgencyGroup"
    ORGANIZATION = "Organization"
    PLATFORM = "Platform"
    PROJECT = "Project"
    EVENT = "Event"
    POLICY_DOCUMENT = "PolicyDocument"


@dataclass(frozen=True, slots=True)
class Entity:
    """Something named, with every mention of it in this document."""

    type: EntityType
    canonical: str  # full official name in Chinese
    key: str  # the IRI's local part: place/440300, agency/440300/fa-zhan-he-gai-ge-wei-yuan-hui
    surface: str  # the fullest printed form, verbatim
    aliases: tuple[str, ...] = ()  # the other printed forms, verbatim; words such as 我市 are none
    mentions: tuple[Span, ...] = ()  # clean offsets
    subtype: str = ""  # University, Enterprise ... for an Organization; platform kind for a Platform
    place: str = ""  # key of the place that an agency serves or an organisation stands in: place/440300
    members: tuple[str, ...] = ()  # AgencyGroup: keys of the bodies that the text names as members


@dataclass(frozen=True, slots=True)
class Linked:
    """The entities of a document, with look-up by place in the text."""

    entities: tuple[Entity, ...]
    by_key: dict[str, Entity] = field(default_factory=dict)
    _mentions: tuple[tuple[Span, Entity], ...] = ()
    """Every mention, sorted by place and key: look-ups by place cost what they find."""

    @staticmethod
    def of(entities: Iterable[Entity]) -> Linked:
        kept = tuple(entities)
        mentions = [(span, entity) for entity in kept for span in entity.mentions]
        mentions.sort(key=lambda item: (item[0], item[1].key))
        return Linked(kept, {entity.key: entity for entity in kept}, tuple(mentions))

    def mentions_within(self, span: Span) -> list[tuple[Span, Entity]]:
        """Every mention inside *span* with what it names, in text order."""
        first = bisect_left(self._mentions, span.start, key=_start)
        last = bisect_left(self._mentions, span.end, key=_start)
        return [(at, entity) for at, entity in self._mentions[first:last] if at.end <= span.end]

    def within(self, span: Span, *types: EntityType) -> tuple[Entity, ...]:
        """Entities of the *types* (all when none is named) mentioned inside *span*, in order of first mention."""
        found = {entity.key: entity for _, entity in self.mentions_within(span) if not types or entity.type in types}
        return tuple(found.values())


def _start(mention: tuple[Span, Entity]) -> int:
    return mention[0].start


# --- measures and relations -----------------------------------------------------------------------------------------


class DeadlineBasis(StrEnum):
    """Where a deadline is told."""

    COLUMN = "column"  # of the task's row
    LIST = "list"  # a label or a bracket behind the task, as that of its bodies
    TEXT = "text"  # the task's own words


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a measure is to be done."""

    span: Span  # clean offsets of the words
    value: str
    """2025-06-30, 2025-06 or 2025; empty for standing work (长期坚持, 每年), and where no year can be told."""
    basis: DeadlineBasis


@dataclass(frozen=True, slots=True)
class Measure:
    """One committed action: a clause, with what it commits to and about what."""

    span: Span  # clean offsets
    section: tuple[int, ...]
    commitment: str  # require | support | encourage | explore
    topics: tuple[str, ...]  # local names of dkt: topics, strongest first
    areas: tuple[str, ...]
    confidence: float = 1.0  # how probable it is that the clause is a measure
    topic_confidences: tuple[float, ...] = ()  # one for each topic
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """An agency's role in a measure, with the words that say so."""

    measure: int  # index into Facts.measures
    entity: str  # Entity.key
    role: Role
    evidence: Span  # clean offsets: the name where it assigns
    confidence: float = 1.0
    scope: str = "clause"  # what the words assign: clause | item | section | document
    order: int = 1  # among the bodies of the measure, as printed


class Status(StrEnum):
    """How it stands with a pair."""

    IN_FORCE = "in-force"
    ENDED = "ended"
    PROPOSED = "proposed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Term:
    """The years of a pair, and the words that tell them."""

    start: int | None
    end: int | None
    evidence: Span  # clean offsets


@dataclass(frozen=True, slots=True)
class Pair:
    """The pairing of a receiving place with a partner, as this document states it."""

    base: str  # Entity.key
    partner: str
    base_area: str | None
    term: Term | None
    evidence: Span  # clean offsets
    status: Status = Status.IN_FORCE
    confidence: float = 1.0
    established_by: str | None = None  # Entity.key of the policy document that sets the pairing up


@dataclass(frozen=True, slots=True)
class Doubt:
    """What came near to being a fact and is left out: something to look at."""

    kind: str  # measure | responsibility | pair
    span: Span  # clean offsets
    words: str
    probability: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document that this one names."""

    entity: str  # Entity.key of the PolicyDocument
    title: Span  # clean offsets of the title, without the outer book-title marks
    number: str | None
    implements: bool  # 贯彻落实, 根据, 按照: the document acts on it, and does not merely name it


@dataclass(frozen=True, slots=True)
class Target:
    """A dated goal: 到2025年..."""

    year: int
    span: Span
    quantity: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one document states: the end of the pipeline, and all that the graph is made from."""

    clean: Clean
    outline: Outline
    linked: Linked
    issuer: str | None  # Entity.key
    measures: tuple[Measure, ...]
    responsibilities: tuple[Responsibility, ...]
    pairs: tuple[Pair, ...]
    citations: tuple[Citation, ...]
    targets: tuple[Target, ...]
    doubts: tuple[Doubt, ...] = ()
