"""Finds the printed lists of responsible bodies, whom they name in which role, and which text they govern.

    (责任单位:甲、各区政府)   [牵头单位:甲;配合单位:乙、丙]   甲牵头,乙、丙配合   甲、乙按职责分工负责   由甲牵头

The forms are read in :mod:`.bodies`; this module finds them in the units and decides their scope:

* a list inside a paragraph governs the sentence that it follows, or, when it stands after a full stop, all since the
  list before it;
* a list that ends a paragraph governs that paragraph, and the whole section when the section holds no other list;
* a list on a line of its own governs everything in its section since the list before it;
* a cell of a task table governs its row, and a list in a heading the section under it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .bodies import BodyReader, Found, body_reader
from .fold import fold, folded_lexicon
from .model import AssignmentList, Clean, Outline, Role, Section, Span, Unit, UnitKind

COLUMN_ROLES = {"responsible": Role.RESPONSIBLE, "lead": Role.LEAD, "supporting": Role.SUPPORTING}
SENTENCE_ENDS = "。;!?"
FILLER = SENTENCE_ENDS + ",、: \t."


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Lists with nothing but punctuation between them, in one unit: they share a scope."""

    unit: int
    lists: tuple[Found, ...]

    @property
    def span(self) -> Span:
        return Span(self.lists[0].span.start, self.lists[-1].span.end)


def assign(clean: Clean, outline: Outline) -> tuple[AssignmentList, ...]:
    """Every list of responsible bodies in the document, in text order, with the text that it governs."""
    reader = body_reader()
    text = fold(clean.text)
    result: list[AssignmentList] = []
    clusters: list[_Cluster] = []
    for index, unit in enumerate(outline.units):
        if unit.kind is UnitKind.TASK_ROW and any(column in COLUMN_ROLES for column in unit.columns):
            result.extend(_row(text, unit, reader))
        elif unit.kind in (UnitKind.BODY, UnitKind.TASK_ROW, UnitKind.HEADING, UnitKind.RUN_IN):
            found = reader.find(text, unit.span)
            result.extend(AssignmentList(f.span, _clause(text, f.span, unit.span), f.bodies) for f in found if f.inline)
            clusters.extend(_clusters(text, index, [f for f in found if not f.inline]))
    scopes = _Scopes(text, outline, clusters)
    for position, cluster in enumerate(clusters):
        scope = scopes.of(position)
        result.extend(AssignmentList(f.span, scope, f.bodies) for f in cluster.lists)
    return tuple(sorted(result, key=lambda item: (item.span, item.scope)))


def _row(text: str, unit: Unit, reader: BodyReader) -> Iterable[AssignmentList]:
    for cell, column in zip(unit.cells, unit.columns, strict=False):
        if column in COLUMN_ROLES and (bodies := reader.read(text, cell, COLUMN_ROLES[column])):
            yield AssignmentList(cell, unit.span, bodies)


def _clause(text: str, span: Span, bounds: Span) -> Span:
    """The stretch around *span* up to the nearest sentence ends, inside *bounds*."""
    start = _sentence_start(text, span.start, bounds.start)
    end = span.end
    while end < bounds.end and text[end] not in SENTENCE_ENDS:
        end += 1
    return Span(start, end)


def _sentence_start(text: str, position: int, floor: int) -> int:
    while position > floor and text[position - 1] not in SENTENCE_ENDS:
        position -= 1
    return position


def _blank(text: str, start: int, end: int) -> bool:
    """Whether the stretch holds nothing but punctuation and space. Stops at the first other character."""
    return all(text[i] in FILLER or text[i].isspace() for i in range(start, end))


def _clusters(text: str, unit: int, found: Sequence[Found]) -> Iterable[_Cluster]:
    group: list[Found] = []
    for item in found:
        if group and not _blank(text, group[-1].span.end, item.span.start):
            yield _Cluster(unit, tuple(group))
            group = []
        group.append(item)
    if group:
        yield _Cluster(unit, tuple(group))


class _Scopes:
    """What each cluster governs."""

    def __init__(self, text: str, outline: Outline, clusters: Sequence[_Cluster]) -> None:
        self.text = text
        self.outline = outline
        self.clusters = clusters
        self.sections: dict[tuple[int, ...], Section] = {section.path: section for section in outline.sections}
        self.starts = [cluster.span.start for cluster in clusters]
        self.by_unit: dict[int, list[int]] = defaultdict(list)
        self.by_section: dict[tuple[int, ...], list[int]] = defaultdict(list)  # clusters directly in the section
        for position, cluster in enumerate(clusters):
            self.by_unit[cluster.unit].append(position)
            self.by_section[outline.units[cluster.unit].section].append(position)
        self.with_list = {
            path: len({clusters[position].unit for position in peers}) for path, peers in self.by_section.items()
        }
        self.bodies: dict[tuple[int, ...], list[int]] = defaultdict(list)  # body units directly in the section
        appendix = tuple(folded_lexicon("responsibility")["appendix"])
        self.children: dict[tuple[int, ...], tuple[int, ...]] = {}  # the last child of each section
        for index, unit in enumerate(outline.units):
            if unit.kind in (UnitKind.BODY, UnitKind.TASK_ROW) and not text.startswith(appendix, unit.span.start):
                self.bodies[unit.section].append(index)
        for path in self.sections:
            if path and path > self.children.get(path[:-1], ()):
                self.children[path[:-1]] = path

    def of(self, position: int) -> Span:
        cluster = self.clusters[position]
        unit = self.outline.units[cluster.unit]
        if unit.kind in (UnitKind.HEADING, UnitKind.RUN_IN):
            section = self.sections.get(unit.section)
            return Span(section.span.start, section.span.end) if section else unit.span
        neighbours = self.by_unit[cluster.unit]
        before = position - neighbours[0]  # clusters are numbered in text order
        previous = self.clusters[neighbours[before - 1]].span.end if before else unit.span.start
        opens = _blank(self.text, previous, cluster.span.start)
        closes = _blank(self.text, cluster.span.end, unit.span.end)
        if opens and not before:
            return self._since_previous(position)
        if not closes or before:
            return self._within(cluster.span, previous)
        return self._item(position)

    def _within(self, span: Span, previous: int) -> Span:
        end = span.start
        while end > previous and self.text[end - 1].isspace():
            end -= 1
        if end > previous and self.text[end - 1] in SENTENCE_ENDS:
            return Span(previous, span.start)
        return Span(_sentence_start(self.text, span.start, previous), span.start)

    def _since_previous(self, position: int) -> Span:
        """From the list before it in the same section (neighbouring lines 牵头单位 and 配合单位 count as one list)."""
        cluster = self.clusters[position]
        path = self.outline.units[cluster.unit].section
        peers = self.by_section[path]
        rank = bisect_left(peers, position)
        start, later = self._start(path), cluster.span.start
        while rank > 0:
            earlier = self.clusters[peers[rank - 1]]
            if _blank(self.text, earlier.span.end, later):
                later = earlier.span.start
                rank -= 1
                continue
            start = earlier.span.end
            break
        if rank == 0 and path and self._ends(position):
            start = self._climb(position, path)
        return Span(min(start, later), later)

    def _item(self, position: int) -> Span:
        cluster = self.clusters[position]
        unit = self.outline.units[cluster.unit]
        path = unit.section
        count = self.with_list[path]
        if count == 1:
            climbs = bool(path) and self._ends(position)
            return Span(self._start(path) if climbs else unit.span.start, cluster.span.start)
        if 2 * count > len(self.bodies[path]):
            return Span(unit.span.start, cluster.span.start)
        bodies = self.bodies[path]
        at = bisect_left(bodies, cluster.unit)
        while at > 0 and bodies[at - 1] not in self.by_unit:
            at -= 1
        return Span(
            self.outline.units[bodies[at]].span.start if at < len(bodies) else unit.span.start, cluster.span.start
        )

    def _start(self, path: tuple[int, ...]) -> int:
        section = self.sections.get(path)
        if section:
            return section.span.start
        return self.outline.units[self.bodies[path][0]].span.start if self.bodies[path] else 0

    def _ends(self, position: int) -> bool:
        """Whether the cluster stands in the last body unit of its section, subsections included."""
        cluster = self.clusters[position]
        path = self.outline.units[cluster.unit].section
        if self.bodies[path][-1:] != [cluster.unit]:
            return False
        last = self.children.get(path)
        return last is None or self.sections[last].span.start < cluster.span.start

    def _climb(self, position: int, path: tuple[int, ...]) -> int:
        """Where the widest section starts that that the cluster ends and that holds no list outside the cluster's."""
        start = self._start(path)
        first = self.by_section[path][0]
        while len(path) > 1 and self.children.get(path[:-1]) == path and path[:-1] in self.sections:
            parent = self.sections[path[:-1]]
            if bisect_right(self.starts, parent.span.start) < first:
                break
            if self.clusters[position].span.start < parent.span.start:
                break
            path, start = parent.path, parent.span.start
        return start
