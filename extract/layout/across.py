"""Words drawn across the text of a page, as watermarks are: much larger, and over its characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from .model import Glyph

LARGER = 1.6  # times the height of most characters
INNER = 0.6  # of a large character's height round its middle: what stands there is drawn over
MOSTLY = 0.2  # of the large characters of a line that are drawn over smaller ones
CELL = 24.0  # points: the side of the squares by which neighbours are found


def parted(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """The text of a page, and the characters that are drawn across it."""
    heights = [glyph.box.bottom - glyph.box.top for glyph in glyphs if not glyph.sign.isspace()]
    least = LARGER * median(heights) if heights else 0.0
    large: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    squares: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for glyph in glyphs:
        box = glyph.box
        if glyph.sign.isspace():
            continue
        if box.bottom - box.top >= least:
            large[round(box.bottom - box.top), round(box.top)].append(glyph)
        else:
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            squares[int(x // CELL), int(y // CELL)].append((x, y))
    across = {
        line
        for line, alike in large.items()
        if sum(_covers(glyph, squares) for glyph in alike) >= max(1.0, MOSTLY * len(alike))
    }
    if not across:
        return list(glyphs), []
    over = [glyph for line in across for glyph in large[line]]
    gone = set(map(id, over))
    return [glyph for glyph in glyphs if id(glyph) not in gone], over


def _covers(glyph: Glyph, squares: dict[tuple[int, int], list[tuple[float, float]]]) -> bool:
    """Whether the middle of a smaller character stands inside *glyph*."""
    box = glyph.box
    margin = (1 - INNER) / 2 * (box.bottom - box.top)
    top, bottom = box.top + margin, box.bottom - margin
    return any(
        box.left < x < box.right and top < y < bottom
        for across in range(int(box.left // CELL), int(box.right // CELL) + 1)
        for down in range(int(top // CELL), int(bottom // CELL) + 1)
        for x, y in squares.get((across, down), ())
    )
