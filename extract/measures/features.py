"""What can be seen of each clause: the features by which measures are found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Outline, Section, UnitKind
from ..text.clauses import EDGES
from ..text.fold import fold
from ..text.tokens import Text
from .clauses import Clause
from .words import Word, comma_parts

TAB = "\t"
LENGTHS = (6, 10, 16, 25, 40, 80)
OFTEN = (0, 3, 8)
"""Words of cooperation in a thousand characters, by which texts differ."""
SHORTEST = 200
"""A shorter text is taken to have so many characters."""
LONGEST_BRIEF = 18
"""Characters of a heading at the head of a paragraph that is hardly a measure itself: 支持创业载体建设。"""
QUIET = "news: cooperation=0"
"""The feature of the clauses of a news page that never speaks of cooperation."""
_NUMERAL = re.compile("[0-9一二三四五六七八九十]+")
_SHARED = ("opens", "first tag", "told", "modal", "followed by", "length", "says", "quoted", "unit", "goal")
"""What of a clause its neighbours see."""
_KINDRED = ("opens", "first tag", "told", "modal", "unit", "place", "says", "mark", "heading ends", "parts")
"""What of a clause weighs differently by the kind of document."""


def clause_features(
    text: Text, outline: Outline, clauses: Sequence[Clause], words: Sequence[Sequence[Word]]
) -> list[list[str]]:
    """The features of each of *clauses*, whose *words* stand beside them."""
    reader = _Reader(text, outline)
    own = [list(dict.fromkeys(reader.own(clause, its))) for clause, its in zip(clauses, words, strict=True)]
    kind = outline.metadata.kind
    whole = [f"document={kind}", *reader.title(), f"{kind}: {reader.cooperation()}"]
    result = []
    for number, features in enumerate(own):
        row = [*features, *whole, *_position(number, len(clauses))]
        row += [f"{kind}: {feature}" for feature in features if feature.startswith(_KINDRED)]
        for side in (-2, -1, 1):
            other = number + side
            if 0 <= other < len(clauses):
                same = "same" if clauses[other].unit is clauses[number].unit else "other"
                row += [f"{side:+d} {same}: {feature}" for feature in own[other] if feature.startswith(_SHARED)]
            else:
                row.append(f"{side:+d}: edge")
        result.append(row)
    return result


def _position(number: int, count: int) -> Iterator[str]:
    yield f"fifth={5 * number // count}"
    yield f"from start={min(number, 4)}"
    yield f"from end={min(count - 1 - number, 4)}"


class _Reader:
    def __init__(self, text: Text, outline: Outline) -> None:
        self.text = text
        self.outline = outline
        self.sections: dict[tuple[int, ...], Section] = {section.path: section for section in outline.sections}
        self.cues = tuple(lexicon(schemas.Clauses).cues.items())

    def title(self) -> Iterator[str]:
        title = "".join(fold(self.outline.metadata.title).split())
        yield f"title ends={title[-2:]}"

    def cooperation(self) -> str:
        """How often the text speaks of cooperation between places, in four steps."""
        words = lexicon(schemas.Clauses)
        share = 1000 * len(words.cooperation.findall(self.text.text)) / max(SHORTEST, len(self.text.text))
        return f"cooperation={sum(share > limit for limit in OFTEN)}"

    def own(self, clause: Clause, its: Sequence[Word]) -> Iterator[str]:
        if not its:
            return
        words, tags = [word.word for word in its], [word.tag for word in its]
        for word in words:
            yield f"word={word}"
        for pair in pairwise(words):
            yield f"pair={'|'.join(pair)}"
        yield f"opens={words[0]}"
        yield f"opens two={'|'.join(words[:2])}"
        yield f"opens three={'|'.join(words[:3])}"
        yield f"ends={words[-1]}"
        yield f"ends two={'|'.join(words[-2:])}"
        yield f"first tag={tags[0]}"
        yield f"first tags={'|'.join(tags[:2])}"
        yield from self._parts(its)
        printed = clause.span.of(self.text.text)
        length = len(printed)
        yield f"length={sum(length >= limit for limit in LENGTHS)}"
        after = self.text.text[clause.whole.end : clause.whole.end + 1]
        yield f"followed by={after if after.strip() else 'cell end' if after == TAB else 'line end'}"
        for name, pattern in self.cues:
            if pattern.search(printed):
                yield f"{name}"
        if clause.quoted:
            yield "quoted"
        yield from self._place(clause)

    def _parts(self, words: Sequence[Word]) -> Iterator[str]:
        parts = comma_parts(words)
        for part in parts:
            yield f"part opens={part[0].word}"
            yield f"part opens two={'|'.join(word.word for word in part[:2])}"
            yield f"part tag={part[0].tag}"
            yield f"part ends={part[-1].word}"
        if parts:
            yield f"last part opens={parts[-1][0].word}"
        yield f"parts={min(len(parts), 5)}"

    def _place(self, clause: Clause) -> Iterator[str]:
        text, unit = self.text.text, clause.unit
        yield f"unit={unit.kind.value} {clause.column}".rstrip()
        printed = clause.span.of(text)
        if unit.kind is UnitKind.RUN_IN and len(printed) <= LONGEST_BRIEF and "," not in printed:
            yield "brief run-in"
        line = text[text.rfind("\n", 0, unit.span.start) + 1 : unit.span.start].strip()
        yield f"mark={_NUMERAL.sub('#', line)[:4]}"
        cut = text[clause.whole.start : clause.span.start].strip(EDGES + " ")
        yield f"cut={_NUMERAL.sub('#', cut)[:8]}"
        place = (
            "only"
            if clause.count == 1
            else "first"
            if not clause.place
            else "last"
            if clause.place == clause.count - 1
            else "inner"
        )
        yield f"place={place}"
        yield f"depth={min(len(unit.section), 4)}"
        for depth in range(len(unit.section), 0, -1):
            if section := self.sections.get(unit.section[:depth]):
                name = "heading" if depth == len(unit.section) else "above"
                yield from _heading(fold(section.heading), name)


@lru_cache(maxsize=4096)
def _heading(heading: str, name: str) -> tuple[str, ...]:
    """The features of a heading: its words, and what it ends with."""
    bare = heading.strip(EDGES)
    grams = dict.fromkeys(bare[start : start + 2] for start in range(len(bare) - 1))
    return (*(f"{name}={gram}" for gram in grams), f"{name} ends={bare[-2:]}")
