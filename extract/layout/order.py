"""The order in which a page is read: column by column where its text stands in several, else from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .lines import beside, rows_of
from .model import Column, Line, Page, Table

FEWEST = 4  # rows with text on both sides of a gutter
FULL = 0.5  # of the lines beside a gutter that reach it: those of a table do not
ALIKE = 0.4  # of the wider column's lines: the narrower one's
NARROWEST = 7  # characters of an average line in a column
SLACK = 1.6  # characters that a full line may fall short of its column's edge
Items = Sequence[Line | Table]


def columns_of(pages: Sequence[Page]) -> list[list[Column]]:
    """The columns of each of *pages* in the order in which they are read, lines on one height of a column made one."""
    gutters = [_gutter([*page.lines, *page.tables]) for page in pages]
    usual = {round(page.width): gutter for page, gutter in zip(pages, gutters, strict=True) if gutter is not None}
    result = []
    for page, own in zip(pages, gutters, strict=True):
        width = round(page.width)
        gutter = own if own is not None else _again(usual.get(width), page.lines)
        stacks = _stacks([*page.lines, *page.tables], 0, 1, gutter)
        result.append(
            [Column(page.number, _stacked(items), (number, count, width)) for number, count, items in stacks if items]
        )
    return result


def _again(gutter: float | None, lines: Sequence[Line]) -> float | None:
    """The *gutter* of other pages, where it parts the *lines* of this one too; of a short page it may be few."""
    if gutter is None:
        return None
    gaps = sum(
        before.box.right <= gutter <= after.box.left for row in rows_of(lines) for before, after in pairwise(row)
    )
    crossing = sum(line.box.left < gutter < line.box.right for line in lines)
    return gutter if gaps > crossing or not crossing else None


def _stacked(items: Items) -> list[Line | Table]:
    lines = [beside(row) for row in rows_of([item for item in items if isinstance(item, Line)])]
    return sorted([*lines, *(item for item in items if isinstance(item, Table))], key=_middle)


def _middle(item: Line | Table) -> float:
    return item.middle


def _stacks(items: Items, number: int, count: int, gutter: float | None) -> list[tuple[int, int, Items]]:
    """What stands below each other: its number among how many columns, and what it holds."""
    if gutter is None:
        return [(number, count, items)]
    result: list[tuple[int, int, Items]] = []
    left: list[Line | Table] = []
    right: list[Line | Table] = []
    across: list[Line | Table] = []

    def close() -> None:
        nonlocal left, right, across
        if across:
            result.append((number, count, across))
        for side, part in enumerate((left, right)):
            inner = _gutter(part)
            result.extend(_stacks(part, 2 * number + side, 2 * count, inner) if part else [])
        left, right, across = [], [], []

    for item in sorted(items, key=lambda item: item.box.top):
        if item.box.left < gutter - 1 and item.box.right > gutter + 1:
            if left or right:
                close()
            across.append(item)
        else:
            if across:
                close()
            (left if item.box.right <= gutter + 1 else right).append(item)
    close()
    return result


def _gutter(items: Items) -> float | None:
    """The x between two columns of text, if there are two: most rows part there, and the lines beside it are full; or
    it parts two tables."""
    tables = sorted((item for item in items if isinstance(item, Table)), key=lambda table: table.box.left)
    for before, after in pairwise(tables):
        beside = before.box.top < after.box.bottom and after.box.top < before.box.bottom
        if beside and before.box.right < after.box.left:
            return (before.box.right + after.box.left) / 2
    lines = [item for item in items if isinstance(item, Line)]
    gaps = [(before, after) for row in rows_of(lines) for before, after in pairwise(row)]
    if len(gaps) < FEWEST:
        return None
    place = _most_common([(before.box.right, after.box.left) for before, after in gaps])
    best = [gap for gap in gaps if gap[0].box.right <= place <= gap[1].box.left]
    size = max((line.size for gap in best for line in gap), default=0.0)
    if len(best) < FEWEST or not _are_columns(best, lines, place, size):
        return None
    return place


def _most_common(stretches: Sequence[tuple[float, float]]) -> float:
    """The middle of what most of the *stretches* have in common."""
    edges = sorted([(start, 0) for start, _ in stretches] + [(end, 1) for _, end in stretches])
    held = most = 0
    place = 0.0
    for (at, ends), (following, _) in pairwise(edges):
        held += -1 if ends else 1
        if held > most:
            most, place = held, (at + following) / 2
    return place


def _are_columns(gaps: Sequence[tuple[Line, Line]], lines: Sequence[Line], place: float, size: float) -> bool:
    left, right = [gap[0] for gap in gaps], [gap[1] for gap in gaps]
    edge = max(line.box.right for line in left)
    full = sum(line.box.right >= edge - SLACK * size for line in left)
    beginning = min(line.box.left for line in right)
    end = max(line.box.right for line in lines)
    filled = sum(line.box.right >= end - SLACK * size for line in right)
    widths = sorted((edge - min(line.box.left for line in left), end - beginning))
    mean = sum(len(line.text) for line in (*left, *right)) / (2 * len(gaps))
    return min(full, filled) >= FULL * len(gaps) and widths[0] >= ALIKE * widths[1] and mean >= NARROWEST
