"""A matrix of counts by two dimensions; the shade of a cell says how it stands to the highest count."""

from __future__ import annotations

from ..networks.formats.svg import text_width
from .model import OTHER, Counts, Thing
from .style import Style
from .svg import Drawing, fitted, longest_word, marked, number, rect, text, wrapped

_LINES = 3


def shade(count: int, most: int, shades: int = 4) -> int:
    """The shade of a count, 1 to *shades*; 0 for none.

    >>> [shade(count, 8) for count in (0, 1, 3, 8)]
    [0, 1, 2, 4]
    """
    return min(shades, 1 + (shades * count - 1) // max(most, 1)) if count > 0 else 0


def matrix(counts: Counts, style: Style) -> Drawing:
    """A row for each thing of the first dimension, a column for each of the second, largest sums first.

    What stands for many things has its numbers without a shade, so that it does not pale all others.
    """
    rows, columns, cells = counts.totals(0), counts.totals(1), counts.at()
    most = max((count for keys, count in cells.items() if OTHER not in keys), default=1)
    widest = max((text_width(thing.label, style.font) for thing, _ in rows), default=0.0)
    font = style.small if style.narrow else style.font
    room = min(widest, style.inner * (0.4 if style.narrow else 0.3))
    left = style.margin + room + 8
    wide = (style.width - style.margin - left) / max(len(columns), 1)
    parts, top = _heads([thing for thing, _ in columns], left, wide, style)
    y = top
    cell = style.row - 2
    for thing, _ in rows:
        parts.append(
            marked(
                thing,
                thing.label,
                text(style.margin, y + cell / 2 + font * 0.36, fitted(thing.label, room, font), style.ink, font),
            )
        )
        for at, (column, _) in enumerate(columns):
            count = cells.get((thing.key, column.key), 0)
            x = left + at * wide
            summed = OTHER in (thing.key, column.key)
            fill = style.heat[shade(count, most, len(style.heat)) - 1] if count and not summed else style.line
            if not count:
                parts.append(rect(x + wide / 2 - 1, y + cell / 2 - 1, 2, 2, fill))
                continue
            small = min(style.small, wide / max(len(str(count)), 1) / 0.6)
            shown = text(
                x + wide / 2,
                y + cell / 2 + small * 0.36,
                str(count),
                style.soft if summed else style.heat_ink,
                small,
                "middle",
            )
            said = f"{thing.label} – {column.label}: {count}"
            parts.append(marked(Thing("", ""), said, *[rect(x + 1, y, wide - 2, cell, fill, 3)] * (not summed), shown))
        y += style.row
    return Drawing(tuple(parts), y)


def _heads(columns: list[Thing], left: float, wide: float, style: Style) -> tuple[list[str], float]:
    """The names of the columns: in lines where they fit, else turned; and the height that they take."""
    small = style.small
    lines = [wrapped(thing.label, wide - 6, small) for thing in columns]
    whole = all(longest_word(thing.label, small) <= wide - 6 for thing in columns)
    if wide >= 4 * small and whole and max(map(len, lines), default=0) <= _LINES:
        tall = max(map(len, lines), default=0) * small * 1.25 + 8
        parts = []
        for at, (thing, each) in enumerate(zip(columns, lines, strict=True)):
            x = left + (at + 0.5) * wide
            base = tall - 8 - (len(each) - 1) * small * 1.25
            shown = [
                text(x, base + n * small * 1.25, words, style.soft, small, "middle") for n, words in enumerate(each)
            ]
            parts.append(marked(thing, thing.label, *shown))
        return parts, tall
    room = 120.0 if style.narrow else 190.0
    names = [fitted(thing.label, room, small) for thing in columns]
    tall = max((text_width(name, small) for name in names), default=0) + 12
    parts = []
    for at, (thing, name) in enumerate(zip(columns, names, strict=True)):
        x = left + (at + 0.5) * wide + small * 0.36
        turned = text(0, 0, name, style.soft, small)
        parts.append(
            marked(
                thing, thing.label, f'<g transform="translate({number(x)} {number(tall - 6)}) rotate(-90)">{turned}</g>'
            )
        )
    return parts, tall
