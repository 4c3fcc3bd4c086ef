"""Candidates for pairs: two places named in one sentence, row or code, with what stands around and between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest

from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer, Place
from ..knowledge.lexicon import lexicon
from ..model import EntityType, Linked, Outline, Span
from ..proposed import PROPOSED
from ..text.fold import fold
from .aided import AIDED, aided, regions_of, verbs_in
from .carried import Carried, carried
from .lists import AROUND, LONGEST_BETWEEN, Row
from .nested import nested
from .sentences import PURE, Naming, Sentence, sentences

PLACES = (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY)
FURTHEST = 16
"""Places with more than so many others between them are not asked about."""
MOST = 60
"""A sentence that names more places is a table without its lines."""
SOON = 3
"""Within how many further namings a place is named soon."""
HEADER = 120
"""So many characters of a line above are looked at."""
SHARES = ((PURE, 0.7), ("mostly places", 0.4), ("some places", 0.15), ("words", 0.0))
"""What a line is called by the share of its letters that names of places make up."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two places that may be paired, where the text names them together, with what speaks for it."""

    first: Place
    second: Place
    span: Span
    """From the first to the second naming."""
    sentence: Span
    features: tuple[str, ...]
    signature: str
    """What stands between them, in short: places of one list share it."""
    clause: tuple[str, ...]
    """The cues close by, which tell how it stands with the two."""
    sides: tuple[str, str]
    """Where the two usually stand: giving, receiving or either."""

    @property
    def aided(self) -> bool:
        """Whether one of the two is a region that only a verb holds: narrower places in it go before it."""
        return AIDED in self.features


class PairReader:
    """Reads the candidates of one document."""

    def __init__(self, text: str, outline: Outline, linked: Linked, gazetteer: Gazetteer) -> None:
        self.text = text
        self.outline = outline
        self.gazetteer = gazetteer
        grouped: dict[Span, list[Place]] = {}
        told = linked.mentions_within(Span(0, len(text)))
        areas = {span for span, entity in told if entity.type is EntityType.BASE_AREA}
        for span, entity in told:
            if entity.type in PLACES and entity.key in gazetteer.places:
                grouped.setdefault(span, []).append(gazetteer.places[entity.key])
        named = [Naming(span, tuple(places)) for span, places in sorted(grouped.items())]
        self.namings = sorted([*named, *nested(text, named, gazetteer)], key=lambda naming: naming.span)
        self.starts = [naming.span.start for naming in self.namings]
        self.named = {place for naming in self.namings for place in naming.places}
        self.regions = regions_of(gazetteer)
        self.spans = sorted({*areas, *(naming.span for naming in self.namings)})
        """Of places and of base areas."""
        self.titles = [Span(found.start(), found.end()) for found in re.finditer("《[^《》]*》", text)]
        self.cues = lexicon(schemas.Pairs).cues
        title = fold(outline.metadata.title)
        self.of_document = [f"title {name}" for name, pattern in self.cues.items() if pattern.search(title)]
        self.of_document.append(f"document={outline.metadata.kind}")
        self.lines = self._read_lines()
        whole = Counter(name for name, pattern in self.cues.items() for _ in pattern.finditer(text))
        self.of_document += [f"text {name}={min(count, 3)}" for name, count in whole.items()]

    def candidates(self) -> Iterator[Candidate]:
        """Two places of one sentence; then those told over sentences, unless some sentence names them both."""
        together: set[frozenset[str]] = set()
        before: list[Sentence] = []
        over: list[tuple[Carried, Sentence]] = []
        for unit in self.outline.units:
            for span in sentences(self.text, unit.span):
                sentence = self._sentence(span)
                for found in self._in_sentence(sentence, unit.cells, unit.columns):
                    together.add(frozenset((found.first.key, found.second.key)))
                    yield found
                for aid in aided(sentence, self.regions, self.named, self._above):
                    seen = [*aid.features, *sentence.features]
                    yield self._made(aid.region, aid.giver, aid.span, sentence, seen, ["aided"])
                over += [(one, sentence) for one in carried(sentence, before, self._nested)]
                before.append(sentence)
        for one, sentence in over:
            if frozenset((one.place.key, one.other.key)) not in together:
                yield self._made(one.place, one.other, one.span, sentence, one.features, [one.how])

    def named_at(self, span: Span) -> tuple[Place, ...]:
        """The places that a naming which touches *span* names."""
        here = bisect_left(self.starts, span.end)
        near = [naming for naming in self.namings[max(0, here - 2) : here] if naming.span.overlaps(span)]
        return near[-1].places if near else ()

    def printed(self, key: str, within: Span) -> Span:
        """The words of *within* that stand for the place *key* and for pairs alone; all of them where none does."""
        namings = (naming.span for naming in self.namings if any(place.key == key for place in naming.places))
        verbs = (verb for verb, region in verbs_in(self.text, within, self.regions) if region.key == key)
        return next((span for span in (*namings, *verbs) if within.contains(span)), within)

    def of_proposal(self, one: Place, other: Place, span: Span, features: Sequence[str]) -> Candidate:
        """A candidate for two places that no sentence names together, with these *features* besides its own."""
        sentence = self._sentence(span)
        return self._made(one, other, span, sentence, [*sentence.features, *features], ["proposed"])

    def _sentence(self, span: Span) -> Sentence:
        here = self._named(span)
        seen = self._sentence_features(span) if here else []
        return Sentence(self.text, span, tuple(here), self._line(span.start)[0], tuple(seen))

    def _named(self, sentence: Span) -> list[Naming]:
        """The namings of a sentence that say more than where the next one lies."""
        first = bisect_left(self.starts, sentence.start)
        last = bisect_left(self.starts, sentence.end)
        here = [naming for naming in self.namings[first:last] if naming.span.end <= sentence.end]
        following = zip_longest(here, here[1:])
        return [one for one, after in following if one and not self._says_where(one, after)][:MOST]

    def _in_sentence(self, sentence: Sentence, cells: Sequence[Span], columns: Sequence[str]) -> Iterator[Candidate]:
        here = sentence.namings
        for naming in here:
            if len(naming.places) == 2:
                yield self._of_code(naming, sentence)
        around = self._around_others(here)
        whole = Row.of(self.text, here, cells)
        inner = Row.of(self.text, [naming for naming, outer in zip(here, around, strict=True) if not outer], cells)
        ranks = list(accumulate((not outer for outer in around), initial=0))
        for at, naming in enumerate(here):
            for to in range(at + 1, min(len(here), at + 1 + FURTHEST)):
                plain = not (around[at] or around[to])
                row, i, j = (inner, ranks[at], ranks[to]) if plain else (whole, at, to)
                shared = [
                    *self._between(row, i, j),
                    *row.grouping(i, j),
                    *row.beside(self.text, i, j),
                    *self._cells(naming, here[to], cells, columns),
                    *row.in_line(sentence.line, i, j),
                    *sentence.features,
                ]
                sides = (("first", at), ("second", to))
                shared += [f"around others={side}" for side, k in sides if around[k]]
                shared += [f"nested={side}" for side, k in sides if here[k].nested]
                if to - at > j - i:
                    shared.append("only where one lies between")
                both = Span(naming.span.start, here[to].span.end)
                for one in naming.places:
                    for other in here[to].places:
                        apart = one.key != other.key and not self._nested(one, other)
                        if apart and not (self._holds(naming, other) or self._holds(here[to], one)):
                            yield self._made(one, other, both, sentence, shared, row.kinds[i:j])

    def _around_others(self, here: Sequence[Naming]) -> list[bool]:
        """Whether each naming holds a place that is named soon behind it: it may only tell where that one lies."""
        single = [naming.places[0] if len(naming.places) == 1 else None for naming in here]
        return [
            place is not None and any(other and self._above(other, place) for other in single[at + 1 : at + 1 + SOON])
            for at, place in enumerate(single)
        ]

    def _made(
        self,
        one: Place,
        other: Place,
        span: Span,
        sentence: Sentence,
        features: Sequence[str],
        kinds: Sequence[str],
    ) -> Candidate:
        levels = f"levels={one.type.value}|{other.type.value}"
        sides = self._sides(one, other)
        features = [*features, levels, f"sides={'|'.join(sides)}", *self.of_document]
        if self._of_one_province(one, other):
            features += ["one province", f"sides in the province={'|'.join(sides)}"]
        if any(title.contains(span) for title in self.titles):
            features.append("in a title")
        return Candidate(
            one,
            other,
            span,
            sentence.span,
            tuple(dict.fromkeys(features)),
            f"{levels} {''.join(kinds)}",
            tuple(self._clause(span)),
            sides,
        )

    def _of_code(self, naming: Naming, sentence: Sentence) -> Candidate:
        one, other = naming.places
        printed = naming.span.of(self.text)
        after = self.text[naming.span.end : naming.span.end + 4]
        own = "own" if len(printed) == 2 and printed[0] in "两双" else "code"
        features = [
            f"code={own}",
            f"{own} after={after[:2]}",
            f"{own} after four={after}",
            f"code nested={naming.nested}",
            *sentence.features,
        ]
        return self._made(one, other, naming.span, sentence, features, ["code"])

    def _holds(self, naming: Naming, place: Place) -> bool:
        """Whether a naming of two places, 两省, holds *place* in one of them: then it stands for no side opposite."""
        return len(naming.places) > 1 and any(self._above(place, one) for one in naming.places)

    def _says_where(self, naming: Naming, after: Naming | None) -> bool:
        """Whether a naming only says where the next one lies: 上海市|松江区."""
        return (
            after is not None
            and naming.span.end == after.span.start
            and len(naming.places) == len(after.places) == 1
            and self._above(after.places[0], naming.places[0])
        )

    def _nested(self, one: Place, other: Place) -> bool:
        return self._above(one, other) or self._above(other, one)

    def _above(self, inner: Place, outer: Place) -> bool:
        above = self.gazetteer.places.get(inner.parent)
        while above:
            if above.key == outer.key:
                return True
            above = self.gazetteer.places.get(above.parent)
        return False

    def _between(self, row: Row, i: int, j: int) -> Iterator[str]:
        kinds, left, right = row.kinds, row.namings[i].span, row.namings[j].span
        between = self.text[left.end : right.start]
        near = "adjacent" if j == i + 1 else "apart"
        yield near
        yield f"places between={min(j - i - 1, 4)}"
        if j == i + 1:
            words = row.separators[i]
            yield f"between={words[:14]}"
            for size in (2, 3):
                for start in range(max(0, min(len(words), 20) - size + 1)):
                    yield f"between holds={words[start : start + size]}"
        yield f"kinds={''.join(kinds[i:j])[:6]}"
        before = self.text[max(0, left.start - AROUND) : left.start]
        after = self.text[right.end : right.end + AROUND]
        yield f"before={before[-1:]}"
        yield f"before two={before[-2:]}"
        yield f"after={after[:1]}"
        yield f"after two={after[:2]}"
        yield f"after four={after[:4]}"
        before, after = kinds[i - 1] if i else "none", kinds[j] if j < len(kinds) else "none"
        yield f"kind before={before}, kind={kinds[i]}, kind after={after}, {near}"
        for name, pattern in self.cues.items():
            if len(between) <= LONGEST_BETWEEN and pattern.search(between):
                yield f"between {name}"
                yield f"{near}, between {name}"
            if pattern.search(self.text, right.end, right.end + 20):
                yield f"after {name}"
            if pattern.search(self.text, max(0, left.start - 20), left.start):
                yield f"before {name}"
        if "," in between:
            yield "comma between"
        if any(";" in words for words in row.separators[i:j]):
            yield "semicolon between"

    def _clause(self, both: Span) -> Iterator[str]:
        """The cues of the words around two places up to the next commas and brackets, and of the clause behind them."""
        start = max(self.text.rfind(mark, 0, both.start) for mark in CLAUSE_MARKS) + 1
        end = _next_mark(self.text, both.end)
        behind = _next_mark(self.text, end + 1)
        for name, pattern in self.cues.items():
            if pattern.search(self.text, start, both.start) or pattern.search(self.text, both.end, end):
                yield f"clause {name}"
            if pattern.search(self.text, end, behind):
                yield f"clause behind {name}"
        yield f"clause opens={self.text[start : start + 1]}" if start < both.start else "clause opens"

    def _cells(self, left: Naming, right: Naming, cells: Sequence[Span], columns: Sequence[str]) -> Iterator[str]:
        if not cells:
            return
        at = [
            next((number for number, cell in enumerate(cells) if cell.contains(naming.span)), -1)
            for naming in (left, right)
        ]
        names = [columns[number] if 0 <= number < len(columns) else "none" for number in at]
        yield f"cells={'same' if at[0] == at[1] else 'next' if at[1] - at[0] == 1 else 'other'}"
        yield f"columns={'|'.join(names)}"

    def _sentence_features(self, sentence: Span) -> list[str]:
        words = sentence.of(self.text)
        found = [f"sentence {name}" for name, pattern in self.cues.items() if pattern.search(words)]
        line = self.text.rfind("\n", 0, sentence.start)
        above = self.text[max(0, line - 120) : line] if line > 0 else ""
        found += [f"above {name}" for name, pattern in self.cues.items() if pattern.search(above)]
        purity, header = self._line(sentence.start)
        found.append(f"line={purity}")
        found += [f"header {name}" for name, pattern in self.cues.items() if pattern.search(header)]
        section = next(
            (s for s in reversed(self.outline.sections) if s.span.start <= sentence.start < s.span.end), None
        )
        if section:
            found += [f"heading {name}" for name, pattern in self.cues.items() if pattern.search(fold(section.heading))]
        return found

    def _read_lines(self) -> dict[int, tuple[str, str]]:
        """For each line, by its start: how much of it are names of places, and the nearest line above that is not one
        of a list of them."""
        found: dict[int, tuple[str, str]] = {}
        start, header = 0, ""
        for line in self.text.split("\n"):
            span = Span(start, start + len(line))
            found[start] = self._purity(span), header
            if line.strip() and found[start][0] != PURE:
                header = line[-HEADER:]
            start = span.end + 1
        return found

    def _line(self, position: int) -> tuple[str, str]:
        return self.lines[self.text.rfind("\n", 0, position) + 1]

    def _purity(self, line: Span) -> str:
        letters = sum(char.isalpha() for char in line.of(self.text))
        first, last = (bisect_left(self.spans, at, key=lambda span: span.start) for at in (line.start, line.end))
        named = sum(span.end - span.start for span in self.spans[first:last])
        share = named / letters if letters else 0.0
        return next(name for name, limit in SHARES if share >= limit)

    def _sides(self, one: Place, other: Place) -> tuple[str, str]:
        """Where each of the two usually stands; two of one province by which cities of it help others."""
        if not self._of_one_province(one, other):
            return self.side(one), self.side(other)
        helping = lexicon(schemas.Pairs).sides.giving_cities
        cities = [(self.gazetteer.city_of(place) or place).name for place in (one, other)]
        first, second = ("giving" if city in helping else "either" for city in cities)
        return first, second

    def _of_one_province(self, one: Place, other: Place) -> bool:
        first, second = (self.gazetteer.province_of(place) or place for place in (one, other))
        return first.key == second.key

    def side(self, place: Place) -> str:
        """giving, receiving or either: where a place usually stands, by its province and its base areas."""
        sides = lexicon(schemas.Pairs).sides
        if self.gazetteer.base_areas_of(place.key) or self.gazetteer.base_areas_of(place.parent):
            return "receiving"
        province = self.gazetteer.province_of(place) or self.gazetteer.city_of(place) or place
        for name, provinces in (("giving", sides.giving), ("receiving", sides.receiving)):
            if (province.short or (province.name,))[0] in provinces:
                return name
        return "either"


CLAUSE_MARKS = ",;()。!?\n\t"
_MARK = re.compile(f"[{CLAUSE_MARKS}]")

DIRECTION = (
    "between",
    "header",
    "columns",
    "levels",
    "sides",
    "sentence",
    "above",
    "heading",
    "after",
    "before",
    "kinds",
    "lists",
    PROPOSED,
)
"""What of a candidate's features tells which side receives."""


def status_features(candidate: Candidate) -> list[str]:
    """What tells whether two places are paired, were, may be or are not."""
    return [*candidate.features, *candidate.clause]


def direction_features(candidate: Candidate) -> list[str]:
    """What tells whether the place that is named first receives."""
    return [feature for feature in candidate.features if feature.startswith(DIRECTION)]


def _next_mark(text: str, position: int) -> int:
    found = _MARK.search(text, position)
    return found.start() if found else len(text)
