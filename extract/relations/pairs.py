"""Finds which cities are paired: from printed lists and tables of pairs, from titles and from running text.

A pairing joins a base-area city and a partner city. Which is which: the printed columns, a base area in brackets after
a city, the gazetteer's members of base areas, or the word 革命老区 after the name, in this order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from ..fold import fold, folded_lexicon
from ..gazetteer import Gazetteer
from ..measuring.clauses import COMMA, SENTENCE, closed, split
from ..model import Citation, Clean, Entity, EntityType, Linked, Outline, Pair, Span, Unit, UnitKind

_BRACKETS = "([【〔"
LONGEST_ROW = 80
LOOK_BACK = 60
"""How far before the cities a wish may stand, in characters."""
MOST_CITIES = 40
"""A longer chain of cities is a table without its lines, and no statement."""


@dataclass(frozen=True, slots=True)
class _City:
    """One naming of a city, with the base area printed in brackets after it."""

    entity: Entity
    span: Span
    end: int  # after the bracket
    base_area: str | None = None


def find_pairs(
    clean: Clean, outline: Outline, linked: Linked, citations: Sequence[Citation], gazetteer: Gazetteer
) -> tuple[Pair, ...]:
    """Each pairing once, in the order of first mention; base area and years where the document gives them."""
    finder = _Finder(fold(clean.text), outline, linked, gazetteer)
    found: dict[tuple[str, str], Pair] = {}
    for pair in finder.all():
        old = found.get((pair.base, pair.partner))
        if old is None:
            found[pair.base, pair.partner] = pair
        else:  # the first words stay its evidence; what they leave open, later ones tell
            told = (old.start, old.end) if old.start or old.end else (pair.start, pair.end)
            area = old.base_area or pair.base_area
            found[pair.base, pair.partner] = replace(old, base_area=area, start=told[0], end=told[1])
    text = fold(clean.text)
    words = folded_lexicon("pairs")
    founding = next((one for word in words["founding"] for one in citations if word in one.title.of(text)), None)
    years: tuple[int | None, int | None] = finder.period() or outline.metadata.period or (None, None)
    by = founding.entity if founding else None
    return tuple(
        replace(
            pair,
            base_area=pair.base_area or finder.area_told(pair.base),
            start=pair.start or years[0],
            end=pair.end or years[1],
            established_by=by,
        )
        for pair in found.values()
    )


class _Finder:
    def __init__(self, text: str, outline: Outline, linked: Linked, gazetteer: Gazetteer) -> None:
        self.text = text
        self.outline = outline
        self.gazetteer = gazetteer
        self.words = folded_lexicon("pairs")
        mentions = [(span, entity) for entity in linked.entities for span in entity.mentions]
        cities = [item for item in mentions if item[1].type is EntityType.CITY]
        areas = [item for item in mentions if item[1].type is EntityType.BASE_AREA]
        provinces = [item for item in mentions if item[1].type in (EntityType.PROVINCE, EntityType.REGION)]
        self._cities = sorted(cities, key=lambda item: (item[0], item[1].key))
        self._city_starts = [span.start for span, _ in self._cities]
        self._areas = sorted(areas, key=lambda item: (item[0], item[1].key))
        self._area_starts = [span.start for span, _ in self._areas]
        self._provinces = {span.start: span.end for span, _ in provinces}
        self._province_ends = {span.end: span.start for span, _ in provinces}
        cues = sorted(map(re.escape, self.words["cues"]), key=len, reverse=True)
        self._cue = re.compile("|".join(cues))
        self._fillers = re.compile("|".join(map(re.escape, self.words["fillers"])))
        self._verb = re.compile(self.words["verb"].replace("CUE", "|".join(cues)))
        self._period = re.compile(self.words["period"])
        self._part_of = re.compile(self.words["part_of"])
        self._own = self._own_city(linked, outline.metadata.title_span)

    # --- where pairs stand ----------------------------------------------------------------------------------------

    def all(self) -> Iterator[Pair]:
        for unit in self.outline.units:
            if unit.kind is UnitKind.PAIR_ROW or self._bare_row(unit.span):
                yield from self._row(unit)
            else:
                for sentence in split(self.text, unit.span, SENTENCE):
                    yield from self._prose(sentence)

    def period(self) -> tuple[int, int] | None:
        """The years of a sentence on how long the pairings run."""
        for unit in self.outline.units:
            words = unit.span.of(self.text)
            if any(word in words for word in self.words["period_words"]):
                for part in split(words, Span(0, len(words)), SENTENCE + COMMA):
                    if any(word in part.of(words) for word in self.words["period_words"]):
                        match = self._period.search(words, part.start, part.end)
                        if match:
                            return int(match[1]), int(match[3])
        return None

    def area_told(self, city: str) -> str | None:
        """The base area that the text says the city is part of: 甲州是某革命老区的重要组成部分, 甲市地处某革命老区."""
        known = self.gazetteer.base_areas_of(city)
        for span, entity in self._cities:
            if entity.key == city and (link := self._part_of.match(self.text, span.end)):
                at = bisect_left(self._area_starts, link.end())
                if at < len(self._areas) and self._areas[at][0].start == link.end():
                    return self._areas[at][1].key
        for span, entity in self._areas if known else ():
            if entity.key in known and not self._in_title(span):
                around = self._sentence(span)
                if any(one.key == city and around.contains(at) for at, one in self._cities):
                    return entity.key
        return None

    def _in_title(self, span: Span) -> bool:
        """Whether the words stand inside book-title marks: a plan's name says nothing of a city."""
        opening = self.text.rfind("《", max(0, span.start - LOOK_BACK), span.start)
        return opening >= 0 and self.text.find("》", opening, span.start) < 0

    def _sentence(self, span: Span) -> Span:
        start = max(self.text.rfind(mark, 0, span.start) for mark in (*SENTENCE, "\n")) + 1
        ends = (self.text.find(mark, span.end) for mark in (*SENTENCE, "\n"))
        return Span(start, min((end for end in ends if end >= 0), default=len(self.text)))

    def _bare_row(self, span: Span) -> bool:
        """Whether the words are nothing but two cities, a base area, numbers and marks: a row that lost its table."""
        if span.end - span.start > LONGEST_ROW or len(cities := self._named(span)) != 2:
            return False
        holes = [city.span for city in cities]
        at = bisect_left(self._area_starts, span.start)
        while at < len(self._areas) and self._areas[at][0].start < span.end:
            holes.append(self._areas[at][0])
            at += 1
        rest = (at for at in range(span.start, span.end) if not any(hole.start <= at < hole.end for hole in holes))
        return len(holes) > 2 and not any("\u4e00" <= self.text[at] <= "\u9fff" for at in rest)

    def _row(self, unit: Unit) -> Iterator[Pair]:
        columns = dict(zip(unit.columns, unit.cells, strict=False))
        if "base" in columns and "partner" in columns:
            left, right = self._named(columns["base"]), self._named(columns["partner"])
            area = self._area_in(columns["base-area"]) if "base-area" in columns else None
            years = self._period.search(columns["deadline"].of(self.text)) if "deadline" in columns else None
            for one in left:
                for other in right:
                    pair = self._pair(one, other, unit.span, area or one.base_area or other.base_area)
                    yield replace(pair, start=int(years[1]), end=int(years[3])) if years else pair
            return
        sides = [side for cell in unit.cells if (side := self._named(cell))]
        if len(sides) != 2:
            cities = self._named(unit.span)
            sides = [[cities[0]], [cities[1]]] if len(cities) == 2 else []
        if sides:
            area = self._area_in(unit.span)
            for one in sides[0]:
                for other in sides[1]:
                    if ordered := self._ordered(one, other, in_list=True):
                        yield self._pair(*ordered, unit.span, ordered[0].base_area or area)

    # --- running text ---------------------------------------------------------------------------------------------

    def _prose(self, sentence: Span) -> Iterator[Pair]:
        if not self._cue.search(self.text, sentence.start, sentence.end):
            return
        yield from self._short(sentence)
        if not (cities := self._named(sentence)):
            return
        yield from self._with_own(cities, sentence)
        for run, joints in self._runs(cities):
            if len(run) > MOST_CITIES:
                continue
            evidence = run[0].span.start
            if self._in_couples(joints):
                if end := self._cue_after(run[-1].end, sentence.end):
                    for one, other in zip(run[::2], run[1::2], strict=True):
                        yield from self._cross([one], [other], Span(one.span.start, end))
                continue
            if self._verb.fullmatch(self._plain(run[0].end, run[1].span.start)):
                yield from self._cross(run[:1], run[1:], Span(evidence, run[-1].end))
                continue
            side = self._side(joints)
            if end := self._cue_after(run[-1].end, sentence.end, both=side is None):
                side = 1 if side is None else side
                yield from self._cross(run[:side], run[side:], Span(evidence, end))

    def _own_city(self, linked: Linked, title: Span | None) -> _City | None:
        """The city, or the city of the body, that the title opens with and does not pair: 甲市关于, 甲市政府关于."""
        if title is None:
            return None
        named = self._named(title)
        if named and self.text[named[0].end : named[0].end + 1] in self.words["joints"]:
            return None
        if named and named[0].span.start == title.start:
            return named[0]
        for entity in linked.entities:
            if entity.type is EntityType.AGENCY and entity.place in linked.by_key:
                opening = next((span for span in entity.mentions if span.start == title.start), None)
                city = linked.by_key[entity.place]
                if opening and city.type is EntityType.CITY:
                    return _City(city, opening, opening.end)
        return None

    def _with_own(self, cities: Sequence[_City], sentence: Span) -> Iterator[Pair]:
        """深化与乙市对口合作 in a document of 甲市: the first city before the joint is the document's own."""
        if self._own is None:
            return
        for city in cities[:MOST_CITIES]:
            start = city.span.start
            while end := self._province_ends.get(start):
                start = end
            joint = next((word for word in self.words["with"] if self.text.endswith(word, sentence.start, start)), "")
            if not joint or any(other.end == start - len(joint) for other in cities):
                continue
            end = self._cue_after(city.end, sentence.end)
            if end and (ordered := self._ordered(self._own, city)):
                yield self._pair(*ordered, Span(start - len(joint), end), ordered[0].base_area)

    def _short(self, sentence: Span) -> Iterator[Pair]:
        """沪明对口合作: one word for both cities, and the cue right after it."""
        at = bisect_left(self._city_starts, sentence.start)
        last = bisect_left(self._city_starts, sentence.end)
        for (span, one), (same, other) in pairwise(self._cities[at:last]):
            if span != same or one.key == other.key or span.of(self.text) in self.words["both"]:
                continue
            if (cue := self._cue.match(self.text, span.end, sentence.end)) and (
                ordered := self._ordered(_City(one, span, span.end), _City(other, span, span.end))
            ):
                yield self._pair(*ordered, Span(span.start, cue.end()), None)

    def _runs(self, cities: Sequence[_City]) -> Iterator[tuple[list[_City], list[str]]]:
        """Cities with nothing but joints between them, two or more, and the joints; a cue between counts as empty."""
        run, joints = [cities[0]], list[str]()
        for before, city in pairwise(cities):
            joint = self._fillers.sub("", self._plain(before.end, city.span.start))
            if joint in self.words["glue"] or joint in self.words["joints"]:
                joints.append(joint)
            elif len(run) == 1 and (self._verb.fullmatch(joint) or not joint):
                joints.append("")
            else:
                if joints:
                    yield run, joints
                run, joints = [], []
            run.append(city)
        if joints:
            yield run, joints

    def _in_couples(self, joints: Sequence[str]) -> bool:
        """Whether the cities are coupled one by one: 甲市与乙市、丙市与丁市."""
        inner, outer = joints[::2], joints[1::2]
        return (
            len(joints) > 2
            and len(joints) % 2 == 1
            and len(set(inner)) == 1
            and inner[0] in self.words["joints"]
            and all(joint in self.words["glue"] and joint not in inner for joint in outer)
        )

    def _side(self, joints: Sequence[str]) -> int | None:
        """How many cities stand on the first side; None when they are all on one: 甲、乙 or 甲、乙和丙."""
        strong = (
            at for at, joint in enumerate(joints) if joint not in self.words["glue"] or joint in self.words["parts"]
        )
        first = next(strong, None)
        if first is None and joints[0] in self.words["joints"]:
            first = 0
        return None if first is None else first + 1

    def _cross(self, left: Sequence[_City], right: Sequence[_City], evidence: Span) -> Iterator[Pair]:
        floor = max(0, evidence.start - LOOK_BACK)
        opening = max(self.text.rfind(mark, floor, evidence.start) for mark in (*COMMA, *SENTENCE, "\n", ":"))
        opening = max(opening, floor - 1)
        if any(word in self.text[opening + 1 : evidence.start] for word in self.words["wishes"]):
            return
        # 甲、乙与丙、丁: as many on each side are paired one by one
        even = len(left) == len(right)
        for one, other in zip(left, right, strict=True) if even else product(left, right):
            if ordered := self._ordered(one, other):
                yield self._pair(*ordered, evidence, ordered[0].base_area)

    def _cue_after(self, start: int, limit: int, both: bool = False) -> int | None:
        """The end of the cue that follows the second city, when nothing between speaks of anybody else."""
        cue = self._cue.search(self.text, start, min(limit, start + 160))
        if not cue:
            return None
        between = self._plain(start, cue.start())
        if both and not between.startswith(tuple(self.words["both"])):
            return None
        if len(between) > self.words["between"] or any(mark in between for mark in (*COMMA, ":")):
            return None
        return None if any(word in between for word in self.words["others"]) else cue.end()

    def _plain(self, start: int, end: int) -> str:
        """The words between two places, brackets and names of provinces taken out."""
        words, position = [], start
        brackets = {bracket.start: bracket.end for bracket in closed(self.text, Span(start, end), _BRACKETS)}
        while position < end:
            skip = brackets.get(position) or self._provinces.get(position)
            if skip and skip <= end:
                position = skip
                continue
            words.append(self.text[position])
            position += 1
        return "".join(words).strip()

    # --- cities -----------------------------------------------------------------------------------------------------

    def _named(self, span: Span) -> list[_City]:
        """The cities named inside *span*, in order; a word that stands for two cities at once is passed over."""
        at = bisect_left(self._city_starts, span.start)
        found: list[tuple[Span, Entity]] = []
        while at < len(self._cities) and self._cities[at][0].start < span.end:
            place, entity = self._cities[at]
            if place.end <= span.end:
                if found and found[-1][0].overlaps(place):
                    found.pop()
                    twice = place
                    while at + 1 < len(self._cities) and self._cities[at + 1][0].overlaps(twice):
                        at += 1
                else:
                    found.append((place, entity))
            at += 1
        return [self._city(place, entity, span) for place, entity in found]

    def _city(self, place: Span, entity: Entity, bounds: Span) -> _City:
        end = place.end
        area = None
        while end < bounds.end and self.text[end].isspace():
            end += 1
        if end < bounds.end and self.text[end] in _BRACKETS:
            bracket = next(iter(closed(self.text, Span(end, min(bounds.end, end + 200)), _BRACKETS)), None)
            if bracket and bracket.start == end:
                return _City(entity, place, bracket.end, self._area_in(bracket))
        return _City(entity, place, place.end, area)

    def _area_in(self, span: Span) -> str | None:
        at = bisect_left(self._area_starts, span.start)
        if at < len(self._areas) and self._areas[at][0].end <= span.end:
            return self._areas[at][1].key
        return None

    def _ordered(self, one: _City, other: _City, in_list: bool = False) -> tuple[_City, _City] | None:
        """(base, partner), or None when neither can be told to be the base-area city."""
        if one.entity.key == other.entity.key:
            return None
        marks = [self._base_mark(city) for city in (one, other)]
        if marks[0] != marks[1]:
            return (one, other) if marks[0] > marks[1] else (other, one)
        return (one, other) if in_list and marks[0] >= 0 else None

    def _base_mark(self, city: _City) -> int:
        """How plainly a city is the base-area side."""
        if city.base_area:
            return 3
        if city.entity.canonical in self.words["partners"]:
            return -1
        if self.gazetteer.base_areas_of(city.entity.key):
            return 2
        return 1 if self.text.startswith(tuple(self.words["base_words"]), city.end) else 0

    def _pair(self, base: _City, partner: _City, evidence: Span, area: str | None) -> Pair:
        return Pair(base.entity.key, partner.entity.key, area, None, None, evidence)
