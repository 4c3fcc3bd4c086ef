"""Page numbers and running heads of printed pages in plain text: they stand between the lines of one sentence.

What marks a page's edge is a form feed, a number with marks round it (— 1 —, 第1页共4页), or bare numbers that count
on, pages apart, and cut a sentence now and then. A line that comes back at the edges is a running head.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from ..about.title import ending
from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import BlockKind
from .letters import Line
from .lines import ended

NEAR = 2  # lines from the edge of a page within which its running head stands
SHORTEST_PAGE = 8  # lines between two bare numbers
LONGEST_HEAD = 40
CUT = 0.25  # of the bare numbers that stand inside a sentence
SHARE = 0.5  # of the pages on which a running head stands
_PLAIN = BlockKind.PARAGRAPH
_SENTENCE = re.compile("[。;:]")
_INTEGER = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"\d+")


@cache
def _number() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{number.pattern})" for number in lexicon(schemas.Clean).pages.numbers))


def mark(lines: Sequence[Line], text: str) -> None:
    """Make furniture of the page numbers and running heads among *lines*, and tell the first line of each page from
    that of a paragraph, in place. *text* is the source."""
    numbers = {place for place, line in enumerate(lines) if len(line.text) < 20 and _number().fullmatch(line.text)}
    numbers |= _bare(lines)
    edges = sorted(numbers | {place for place in range(1, len(lines)) if _fed(lines, place, text)})
    if not edges:
        return
    gone = numbers | _heads(lines, edges)
    for place in gone:
        lines[place].kind, lines[place].paging = BlockKind.FURNITURE, True
    before = -1
    for place, line in enumerate(lines):
        if place not in gone:
            cut = bisect_right(edges, place) - bisect_right(edges, before)
            if cut and before >= 0 and not ended(lines[before].text):
                line.gap, line.turned = False, True
            before = place


def _fed(lines: Sequence[Line], place: int, text: str) -> bool:
    return "\f" in text[lines[place - 1].ends[-1] : lines[place].starts[0]]


def _bare(lines: Sequence[Line]) -> set[int]:
    """Numbers alone on their lines that count on and stand a page apart."""
    alone = [(place, int(line.text)) for place, line in enumerate(lines) if _INTEGER.fullmatch(line.text)]
    found: set[int] = set()
    run: list[int] = []
    for number, (place, value) in enumerate(alone):
        if run and (alone[number - 1][1] + 1 != value or place - run[-1] < SHORTEST_PAGE):
            found |= _pages(lines, run)
            run = []
        run.append(place)
    return found | _pages(lines, run)


def _pages(lines: Sequence[Line], run: Sequence[int]) -> set[int]:
    # A heading ends in no stop either, but a number below it counts what follows: only a cut clause tells.
    before = [lines[place - 1].text for place in run if place]
    cut = sum(not ended(words) and any(mark in words for mark in ",。;") for words in before)
    return set(run) if len(run) > 1 and cut >= CUT * len(run) else set()


def _heads(lines: Sequence[Line], edges: Sequence[int]) -> set[int]:
    """Lines that come back at the same place of most pages; a title above all of them is no running head there."""
    places: dict[str, list[int]] = defaultdict(list)
    for edge in [-1, 0, *edges]:
        for place in range(max(0, edge - NEAR), min(len(lines), edge + NEAR + 1)):
            line = lines[place]
            if 0 < len(line.text) <= LONGEST_HEAD and not _SENTENCE.search(line.text) and line.kind is _PLAIN:
                places[f"{place - edge} {_DIGITS.sub('#', line.text)}"].append(place)
    found: set[int] = set()
    for alike in places.values():
        if len(alike) > 1 and len(alike) >= SHARE * len(edges) and alike[0] not in edges:
            titled = alike[0] < NEAR and ending(lines[alike[0]].text) is not None
            found |= set(alike[1:] if titled else alike)
    return found
