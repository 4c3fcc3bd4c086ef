"""Tables that were copied as text, one row a line: spaces or commas part the cells, and the columns show it, for each
holds places or counts the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Block, BlockKind, Span

FEWEST_ROWS = 3
LONGEST_CELL = 16  # characters
MOST = 0.7
"""So many of the cells of a column are names of places where it is one of places."""
_SPACED = re.compile(r"\S+")
Cells = tuple[Span, ...]


def rows(lines: Sequence[Block]) -> list[Block]:
    """*lines* with those of such tables as TABLE_ROW; all others as they are."""
    return _rows(_rows(lines, _by_commas), _by_spaces)


def _rows(lines: Sequence[Block], cut: Callable[[str], Cells]) -> list[Block]:
    cells = [cut(line.text) if line.kind is BlockKind.PARAGRAPH else () for line in lines]
    result: list[Block] = []
    for width, numbers in groupby(range(len(lines)), key=lambda number: len(cells[number])):
        run = list(numbers)
        here = [lines[number] for number in run]
        if width > 1 and _is_table([[cell.of(lines[n].text) for cell in cells[n]] for n in run]):
            here = [
                Block(line.text, line.starts, line.ends, BlockKind.TABLE_ROW, cells=cells[number])
                for line, number in zip(here, run, strict=True)
            ]
        result += here
    return result


def _by_spaces(text: str) -> Cells:
    """The stretches that spaces part; none for a line with a sentence's marks."""
    rules = lexicon(schemas.Outline).spaced
    if rules.sentence.search(text) or rules.stop_of_spaced.search(text):
        return ()
    found = tuple(Span(*match.span()) for match in _SPACED.finditer(text))
    return found if all(_is_cell(cell.of(text)) for cell in found) else ()


def _by_commas(text: str) -> Cells:
    """The stretches that commas part, as in a file of comma-separated values; some may be empty."""
    if "," not in text or lexicon(schemas.Outline).spaced.sentence.search(text):
        return ()
    edges = [-1, *(place for place, sign in enumerate(text) if sign == ","), len(text)]
    return tuple(Span(start + 1, end) for start, end in pairwise(edges))


def _is_cell(words: str) -> bool:
    """Whether *words* are short, and more than a mark: 甲县 → 乙区 is no row."""
    return len(words) <= LONGEST_CELL and any(map(str.isalnum, words))


def _is_table(table: Sequence[Sequence[str]]) -> bool:
    """Whether two columns hold places, or one does beside one that counts the rows. The first row may name them."""
    if len(table) < FEWEST_ROWS:
        return False
    place = lexicon(schemas.Outline).spaced.place
    places = _columns(table, lambda words: bool(place.fullmatch(words)))
    return places >= 2 or (places == 1 and _columns(table, str.isdigit) >= 1)


def _columns(table: Sequence[Sequence[str]], test: Callable[[str], bool]) -> int:
    """How many columns have mostly cells for which *test* holds."""
    return sum(sum(map(test, column)) >= MOST * len(column) for column in zip(*table, strict=True))
