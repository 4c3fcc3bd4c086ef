"""The reading view: the cleaned text cut into pieces that know their measure, their entity and their anchor."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .measures import Measure
from .texts import Text, Unit

CSS = {
    "Agency": "agency",
    "AgencyGroup": "agency",
    "City": "place",
    "Province": "place",
    "County": "place",
    "BaseArea": "place",
    "Region": "place",
    "Platform": "platform",
    "Project": "platform",
    "Event": "platform",
    "Organization": "organization",
    "PolicyDocument": "document",
}
"""How a mention of each kind of entity is marked."""


def css_of(types: Iterable[str]) -> str:
    """How mentions of a thing of some classes are marked; empty where they are not."""
    return next((CSS[name] for name in types if name in CSS), "")


_TAGS = {"heading": "h2", "run-in": "h3"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Source offsets [start, end) of a measure, a mention or a piece of evidence, and what it is of."""

    start: int
    end: int
    iri: str = ""
    css: str = ""


@dataclass(slots=True)
class Part:
    """Words that are one link, one anchor or plain."""

    text: str
    href: str = ""
    css: str = ""
    title: str = ""
    anchor: str = ""
    length: int = 0
    """How many characters of the text the quote has that begins at the anchor."""
    at: int = 0
    """Where it begins in the text of its unit."""


@dataclass(slots=True)
class Piece:
    """A run of parts inside one measure, or outside all."""

    measure: str = ""
    anchor: str = ""
    number: str = ""
    start: int = -1
    """The source offset at which its measure begins."""
    length: int = 0
    """How many characters of the text its measure has, where the anchor stands."""
    last: bool = False
    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Paragraph:
    tag: str
    anchor: str
    number: str
    pieces: list[Piece]
    css: str = ""

    @property
    def begun(self) -> list[str]:
        """The measures that begin in it: their notes stand in its margin."""
        return [piece.measure for piece in self.pieces if piece.anchor]


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in the margin beside a measure."""

    iri: str
    commitment: str
    topics: str
    """Their names."""
    bodies: Sequence[str]
    """Who answers for it, by IRI; nobody where the next note of the paragraph names the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline."""

    anchor: str
    number: str
    heading: str
    depth: int


@dataclass(frozen=True)
class Marks:
    """Everything to be marked in one document, by source offsets."""

    measures: Sequence[Mark]
    mentions: Sequence[Mark]
    spots: Mapping[int, int]
    """Where evidence starts, to which links lead, and where the longest that starts there ends."""
    links: Mapping[str, tuple[str, str]]
    """Address and name of each entity's page."""
    numbers: Mapping[str, str]
    """The number under which each measure is shown."""
    anchors: Mapping[str, str]

    def measures_at(self, unit: Unit) -> list[Mark]:
        """The measures that touch a unit, in the order in which they begin."""
        return self._measures.touching(unit)

    def of(self, measure: str) -> list[Mark]:
        """The stretches of words that a measure has."""
        return self._by_measure[measure]

    def mentions_at(self, unit: Unit) -> list[Mark]:
        """The mentions that touch a unit, in the order in which they begin."""
        return self._mentions.touching(unit)

    def spots_in(self, unit: Unit) -> list[int]:
        """Where evidence starts in a unit."""
        return self._spots[bisect_left(self._spots, unit.start) : bisect_left(self._spots, unit.end)]

    @cached_property
    def _measures(self) -> _Ordered:
        return _Ordered(self.measures)

    @cached_property
    def _by_measure(self) -> dict[str, list[Mark]]:
        found: dict[str, list[Mark]] = {}
        for mark in self.measures:
            found.setdefault(mark.iri, []).append(mark)
        return found

    @cached_property
    def _mentions(self) -> _Ordered:
        return _Ordered(self.mentions)

    @cached_property
    def _spots(self) -> list[int]:
        return sorted(self.spots)


class _Ordered:
    """Marks by where they begin, so that a unit need not look at all of them."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._marks = sorted(marks, key=lambda mark: mark.start)
        self._starts = [mark.start for mark in self._marks]
        self._longest = max((mark.end - mark.start for mark in self._marks), default=0)

    def touching(self, unit: Unit) -> list[Mark]:
        first = bisect_left(self._starts, unit.start - self._longest)
        last = bisect_left(self._starts, unit.end)
        return [mark for mark in self._marks[first:last] if mark.end > unit.start]


def section_anchor(path: Iterable[int]) -> str:
    """``(2, 1)`` gives ``s-2.1``."""
    return "s-" + ".".join(map(str, path))


def outline(text: Text, printed: Mapping[tuple[int, ...], str]) -> list[Entry]:
    """The headings of a text in order; *printed* gives the numbers that the document prints, by section."""
    return [
        Entry(section_anchor(unit.section), printed.get(unit.section, ""), unit.text, len(unit.section))
        for unit in text.units
        if unit.kind in {"heading", "run-in"} and unit.section
    ]


def lay_out(text: Text, marks: Marks, printed: Mapping[tuple[int, ...], str]) -> list[Paragraph]:
    """The paragraphs of the reading view; *printed* as for outline()."""
    shown: set[str] = set()
    last = {mark.iri: mark.end for mark in sorted(marks.measures, key=lambda mark: mark.end)}
    paragraphs = []
    for unit in text.units:
        tag = _TAGS.get(unit.kind, "p")
        if unit.kind == "heading" and len(unit.section) > 1:
            tag = "h3"
        heading = unit.kind in {"heading", "run-in"}
        anchor = section_anchor(unit.section) if heading and unit.section else ""
        if anchor in shown:  # a section may have a heading of several lines
            anchor = ""
        shown.add(anchor)
        pieces = _pieces(text, unit, marks, shown, last)
        number = printed.get(unit.section, "") if heading else unit.number
        css = "row" if unit.kind.endswith("-row") else "title" if unit.kind == "title" else ""
        if not css and _whole(pieces):
            css = "whole"
        paragraphs.append(Paragraph(tag, anchor, number, pieces, css))
    return paragraphs


_TOPICS = 2
"""Topics that a note names."""


def notes(told: Sequence[Measure], label: Callable[[str], str], separator: str) -> list[Note]:
    """The notes of the measures that begin in one paragraph, in their order; *label* names a topic."""
    bodies = [[owner.agency for owner in measure.owners] for measure in told]
    return [
        Note(
            measure.iri,
            measure.commitment,
            separator.join(map(label, measure.topics[:_TOPICS])),
            own if own != after else (),
        )
        for measure, own, after in zip(told, bodies, [*bodies[1:], None], strict=True)
    ]


_MOST = 0.6
"""The share of measures in a paragraph from which on they are its edge: what is left are the bodies in brackets."""


def _whole(pieces: Sequence[Piece]) -> bool:
    """Whether measures are all but everything of a paragraph: a mark on every word would then say nothing."""
    sizes = [(bool(piece.measure), sum(len(part.text) for part in piece.parts)) for piece in pieces]
    return sum(size for inside, size in sizes if inside) >= _MOST * max(1, sum(size for _, size in sizes))


def _length(text: Text, unit: Unit, start: int, end: int) -> int:
    """The characters of the text between two offsets of the source, in all units that they run over: mostly *unit*."""
    units = [unit] if unit.start <= start and end <= unit.end else text.over(start, end)
    spans = (one.clean(start, end) for one in units)
    return sum(last - first for first, last in spans)


def _inside(unit: Unit, marks: Sequence[Mark]) -> list[tuple[int, int, Mark]]:
    """Marks that touch the unit, as offsets in its text."""
    found = []
    for mark in marks:
        first, last = unit.clean(mark.start, mark.end)
        if first < last:
            found.append((first, last, mark))
    return found


def _pieces(text: Text, unit: Unit, marks: Marks, shown: set[str], last: Mapping[str, int]) -> list[Piece]:
    size = len(unit.text)
    edges, cuts = {size}, {size}
    measure_at: list[Mark | None] = [None] * size
    for first, end, mark in _inside(unit, marks.measures_at(unit)):
        measure_at[first:end] = [mark] * (end - first)
        edges |= {first, end}
    mention_at: list[Mark | None] = [None] * size
    # The longest mention wins where two overlap: the agency, not the city in its name.
    for first, end, mark in sorted(_inside(unit, marks.mentions_at(unit)), key=lambda m: (m[0] - m[1], m[0], m[2].iri)):
        if not any(mention_at[first:end]):
            mention_at[first:end] = [mark] * (end - first)
            cuts |= {first, end}
    spots = {unit.clean(spot, spot + 1)[0]: spot for spot in marks.spots_in(unit)}
    ends = [at for at in sorted(edges - {0, size}) if not _same(measure_at[at], measure_at[at - 1])]
    ends += [size] * bool(size)
    bounds = sorted({*cuts, *ends, *spots})
    pieces, at = [], 0
    for end in ends:
        piece = _piece(text, unit, (at, end), measure_at[at], marks, shown, last)
        for upto in bounds[bisect_right(bounds, at) : bisect_right(bounds, end)]:
            piece.parts.append(_part(text, unit, (at, upto), mention_at[at], spots.get(at), marks))
            at = upto
        pieces.append(piece)
    return pieces


def _same(one: Mark | None, other: Mark | None) -> bool:
    return one is other or (one is not None and other is not None and one.iri == other.iri)


def _piece(
    text: Text,
    unit: Unit,
    span: tuple[int, int],
    measure: Mark | None,
    marks: Marks,
    shown: set[str],
    last: Mapping[str, int],
) -> Piece:
    piece = Piece()
    if measure is not None:
        piece.measure = measure.iri
        piece.start = measure.start
        piece.number = marks.numbers.get(measure.iri, "")
        piece.last = unit.starts[span[1] - 1] + 1 >= last[measure.iri]
        if measure.iri not in shown:
            shown.add(measure.iri)
            piece.anchor = marks.anchors.get(measure.iri, "")
            piece.length = sum(_length(text, unit, mark.start, mark.end) for mark in marks.of(measure.iri))
    return piece


def _part(text: Text, unit: Unit, span: tuple[int, int], mention: Mark | None, spot: int | None, marks: Marks) -> Part:
    part = Part(unit.text[span[0] : span[1]], at=span[0])
    if mention is not None:
        part.href, part.title = marks.links.get(mention.iri, ("", ""))
        part.css = mention.css
    if spot is not None:
        part.anchor = f"c{spot}"
        part.length = _length(text, unit, spot, marks.spots[spot])
    return part


def from_sections(slug: str, title: str, sections: Sequence[Mapping[str, Any]]) -> Text | None:
    """A text made of sections (path, number, label, text), without offsets: nothing in it can be marked."""
    units = []
    for section in sections:
        path, heading = tuple(section["path"]), str(section["label"])
        units.append(Unit("heading", path, str(section["number"]), -1, -1, heading, (-1,) * len(heading)))
        lines = [line for line in str(section["text"]).split("\n") if line and line != heading]
        units += [Unit("body", path, "", -1, -1, line, (-1,) * len(line)) for line in lines]
    return Text(slug, title, tuple(units)) if units else None
