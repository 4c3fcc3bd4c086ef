"""Characters to lines: those on one height, parted where a gap is wider than the text's own spaces."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians, sin
from statistics import median

from ..model import Box
from .model import Glyph, Line, joined_box

GAP = 0.42  # of a character's size: what is farther apart may stand in another column
WIDE = 0.75  # of a character's size: what is farther apart was set apart on purpose
SPACE = 0.2  # of a character's size between two letters or digits, beyond what is usual in a line, that makes a space
SAME_HEIGHT = 0.4  # of a character's size by which the middles of one line's characters may differ
TWICE = 0.3  # of a character's size: a character drawn again so near is drawn once, in bold
SMALL, RAISED = 0.75, 0.1  # of the line's size: a digit so small and so far above its middle marks a note


def lines_of(glyphs: Iterable[Glyph], page: int = 0) -> list[Line]:
    """The lines of *glyphs* from top to bottom, those on one height from left to right."""
    found: list[Line] = []
    for row in _rows(_once(glyphs)):
        row.sort(key=lambda glyph: (glyph.box.left, glyph.box.right))
        size = size_of(row)
        apart = SPACE * size + _usual_gap(row, size)
        stretch: list[Glyph] = []
        spaced = False
        for glyph in row:
            if glyph.sign.isspace():
                spaced = True
                continue
            if stretch and glyph.box.left - stretch[-1].box.right > GAP * size:
                found.append(_line(stretch, page))
                stretch = []
            elif stretch and _parted(stretch[-1], glyph, apart, spaced):
                stretch.append(Glyph(" ", Box(stretch[-1].box.right, glyph.box.top, glyph.box.left, glyph.box.bottom)))
            stretch.append(glyph)
            spaced = False
        if stretch:
            found.append(_line(stretch, page))
    return found


def _usual_gap(row: Sequence[Glyph], size: float) -> float:
    """How far apart the characters of a *row* are set that stand beside each other."""
    seen = [glyph.box for glyph in row if not glyph.sign.isspace()]
    gaps = [after.left - before.right for before, after in pairwise(seen)]
    return max(0.0, median([gap for gap in gaps if gap <= GAP * size] or [0.0]))


def size_of(glyphs: Sequence[Glyph]) -> float:
    """The width of a Chinese character among *glyphs*; guessed from their height where there is none."""
    widths = (glyph.box.right - glyph.box.left for glyph in glyphs if "\u2e80" <= glyph.sign <= "\uffee")
    wide = [width for width in widths if width > 0]
    return median(wide) if wide else 0.85 * median(glyph.box.bottom - glyph.box.top for glyph in glyphs)


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """*glyphs* without those that are drawn again at nearly the same place."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        near = TWICE * (glyph.box.bottom - glyph.box.top)
        if near <= 0:
            continue
        x, y = int(glyph.box.left // 8), int(glyph.box.top // 8)
        again = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.sign, x + dx, y + dy), ())
            if abs(other.box.left - glyph.box.left) < near and abs(other.box.top - glyph.box.top) < near
        )
        # Two thin signs of a word may stand so near: ll. Then the second begins where the first ends.
        if not glyph.sign.isspace() and any(glyph.box.left < other.box.right - 0.1 for other in again):
            continue
        seen.setdefault((glyph.sign, x, y), []).append(glyph)
        kept.append(glyph)
    return kept


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    last = 0.0
    for glyph in sorted(glyphs, key=_middle):
        middle = _middle(glyph)
        height = glyph.box.bottom - glyph.box.top
        if not rows or middle - last > SAME_HEIGHT * 0.8 * height:
            rows.append([])
            last = middle
        rows[-1].append(glyph)
        last += (middle - last) / len(rows[-1])  # the mean of the row: no chain of characters leads off it
    return rows


def _middle(glyph: Glyph) -> float:
    return (glyph.box.top + glyph.box.bottom) / 2


def _line(glyphs: Sequence[Glyph], page: int) -> Line:
    size = size_of(glyphs)
    tallest = max(glyph.box.bottom - glyph.box.top for glyph in glyphs)
    raised = median(map(_middle, glyphs)) - RAISED * size
    kept = [glyph for glyph in glyphs if not _marks_note(glyph, tallest, raised)] or list(glyphs)
    edges = array("f", [glyph.box.left for glyph in kept])
    edges.append(kept[-1].box.right)
    return Line("".join(glyph.sign for glyph in kept), edges, joined_box([glyph.box for glyph in kept]), size, page)


def _parted(before: Glyph, after: Glyph, apart: float, spaced: bool) -> bool:
    """Whether a space stands between two characters: a letter or digit beside it, and a gap wider than *apart*. Many
    programs set a little space between Chinese and digits, which is none."""
    gap = after.box.left - before.box.right
    return gap > apart and (
        (_latin(before.sign) and _latin(after.sign)) or (spaced and (_latin(before.sign) or _latin(after.sign)))
    )


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _marks_note(glyph: Glyph, tallest: float, raised: float) -> bool:
    """Whether a glyph is the small *raised* number of a footnote, much lower than the *tallest* beside it."""
    if not (glyph.sign.isdigit() or glyph.sign in "[]()*"):
        return False
    return glyph.box.bottom - glyph.box.top < SMALL * tallest and _middle(glyph) < raised


def beside(lines: Sequence[Line]) -> Line:
    """*lines* that stand on one height as one; two spaces where they were set apart, one between words of letters."""
    if len(lines) == 1:
        return lines[0]
    ordered = sorted(lines, key=lambda line: line.box.left)
    text, edges = ordered[0].text, array("f", ordered[0].edges)
    for before, after in pairwise(ordered):
        gap = (after.box.left - before.box.right) / min(before.size, after.size)
        latin = _latin(before.text[-1]) and _latin(after.text[0])
        spaces = 2 if gap > 2 * WIDE else 1 if gap > WIDE or latin else 0
        if spaces:
            edges.extend([(before.box.right + after.box.left) / 2] * (spaces - 1))
            edges.extend(after.edges)
        else:
            edges.extend(after.edges[1:])
            edges[len(text)] = after.edges[0]
        text += " " * spaces + after.text
    box = joined_box([line.box for line in ordered])
    longest = max(ordered, key=lambda line: len(line.text))
    return Line(text, edges, box, longest.size, longest.page, all(line.running for line in ordered))


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """*lines* by height, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.middle, line.box.left)):
        if rows and abs(line.middle - rows[-1][0].middle) <= SAME_HEIGHT * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


def spread(text: str, box: Box, page: int) -> Line:
    """A line of which only its box is known: its characters get their places by their widths."""
    widths = [1.0 if sign >= "\u2e80" or sign in "“”‘’—…" else 0.5 for sign in text]
    unit = (box.right - box.left) / (sum(widths) or 1)
    edges = array("f", [box.left])
    for width in widths:
        edges.append(edges[-1] + width * unit)
    edges[-1] = box.right
    height = box.bottom - box.top
    return Line(text, edges, box, min(unit, height) or height, page)


def turned(point: tuple[float, float], size: tuple[float, float], angle: float) -> tuple[float, float]:
    """*point* turned by *angle* degrees (clockwise) round the middle of a page of that *size*."""
    x, y = point[0] - size[0] / 2, point[1] - size[1] / 2
    c, s = cos(radians(angle)), sin(radians(angle))
    return x * c - y * s + size[0] / 2, x * s + y * c + size[1] / 2
