"""What parts two places of a sentence, and which lists they make."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Span
from ..text.clauses import closed
from .sentences import Naming

LONGEST_BETWEEN = 40
"""So many characters between two places, or their lists, are looked at."""
AROUND = 8
"""So many characters before and behind them."""


@dataclass(frozen=True, slots=True)
class Row:
    """Places side by side in a sentence, what parts each from the next one, and which lists they make."""

    namings: tuple[Naming, ...]
    separators: tuple[str, ...]
    kinds: tuple[str, ...]
    lists: tuple[int, ...]
    """The number of the list that each place belongs to."""
    sizes: Counter[int]

    @staticmethod
    def of(text: str, namings: Sequence[Naming], cells: Sequence[Span] = ()) -> Row:
        """*cells* are those of the table's row, where it is one."""
        parts = tuple(_joint(text, left.span, right.span, cells) for left, right in pairwise(namings))
        kinds = tuple(kind(part) for part in parts)
        lists = tuple(groups(kinds)) if namings else ()
        return Row(tuple(namings), parts, kinds, lists, Counter(lists))

    def grouping(self, i: int, j: int) -> Iterator[str]:
        """How the two stand in lists: 甲、乙分别与丙、丁."""
        one, other = self.lists[i], self.lists[j]
        if one == other:
            yield "one list"
            return
        opens, last, begins = self.lists.index(one), bisect_right(self.lists, one) - 1, self.lists.index(other)
        same = i - opens == j - begins
        size = "even" if self.sizes[one] == self.sizes[other] else "uneven"
        many = f"{min(self.sizes[one], 2)}:{min(self.sizes[other], 2)}"
        next_to = other - one == 1
        yield f"lists={many} {size}, same place={same}, next={next_to}"
        yield f"lists={many}, link={self.kinds[last] if last < len(self.kinds) else 'none'}, next={next_to}"

    def beside(self, text: str, i: int, j: int) -> Iterator[str]:
        """What stands before, between and behind the lists that the two are of: the same for all their members."""
        lists, namings = self.lists, self.namings
        if lists[i] == lists[j]:
            return
        last, first = bisect_right(lists, lists[i]) - 1, bisect_left(lists, lists[j])
        opening, end = bisect_left(lists, lists[i]), bisect_right(lists, lists[j]) - 1
        start = namings[opening].span.start
        link = separator(text, namings[last].span.end, namings[first].span.start)
        before = text[max(0, start - AROUND) : start]
        behind = text[namings[end].span.end : namings[end].span.end + AROUND]
        yield f"joint={link[:14]}"
        yield f"joint opens={link[:2]}"
        yield f"joint ends={link[-2:]}"
        for size in (2, 3):
            for at in range(max(0, min(len(link), LONGEST_BETWEEN) - size + 1)):
                yield f"joint holds={link[at : at + size]}"
        yield f"before the lists={before[-2:]}"
        yield f"behind the lists={behind[:2]}"
        for at in range(max(0, len(behind) - 1)):
            yield f"behind the lists holds={behind[at : at + 2]}"

    def in_line(self, purity: str, i: int, j: int) -> Iterator[str]:
        """How the two stand in a line of little else."""
        if purity != "words":
            place = "first" if i == 0 else "further"
            yield f"{purity}, left={place}, kinds={''.join(self.kinds[i:j])[:4]}"
            yield f"{purity}, left={place}, right={'last' if j == len(self.kinds) else 'inner'}"
            yield f"{purity}, all kinds={''.join(sorted(set(self.kinds)))}, left={place}"


def _joint(text: str, left: Span, right: Span, cells: Sequence[Span]) -> str:
    """What stands between two places; whatever mark parts several of one cell is a list's."""
    found = separator(text, left.end, right.start)
    words = lexicon(schemas.Pairs).separators
    one_cell = any(cell.start <= left.start and right.end <= cell.end for cell in cells)
    if one_cell and (not found or found.strip() in words.in_cell):
        return words.list_marks[0]
    return found


def separator(text: str, start: int, end: int) -> str:
    """What stands between two places, brackets with what they hold left out."""
    if end <= start:
        return ""
    between = text[start:end]
    for bracket in reversed(closed(text, Span(start, end), "([【")):
        between = between[: bracket.start - start] + between[bracket.end - start :]
    return re.sub(r"\s+", lambda found: "\t" if "\t" in found.group() or len(found.group()) > 1 else "", between)


def kind(between: str) -> str:
    """l: joins two sides (与, 对, —); c: lists (、, 和); t: a gap of a table; x: comma or full stop; s: semicolon;
    w: other words; n: nothing."""
    words = lexicon(schemas.Pairs).separators
    if not between:
        return "n"
    for name, marks in (("c", words.list_marks), ("l", words.links)):
        if between in marks:
            return name
    for mark, name in (("。", "x"), (";", "s"), (",", "x"), ("\t", "t")):
        if mark in between:
            return name
    return "v" if lexicon(schemas.Pairs).cues["pairing"].search(between) else "w"


def groups(kinds: Sequence[str]) -> list[int]:
    """The number of the list that each place belongs to."""
    numbers = [0]
    for between in kinds:
        numbers.append(numbers[-1] + (between != "c"))
    return numbers
