"""Bars of counts by one dimension, parted by a second one where there is one."""

from __future__ import annotations

from collections.abc import Sequence

from ..networks.formats.svg import text_width
from .model import OTHER, Counts, Thing
from .style import Style
from .svg import Drawing, fitted, legend, line, marked, rect, text


def bars(counts: Counts, style: Style, order: Sequence[str] = ()) -> Drawing:
    """A bar for each thing of the first dimension, the longest first, with its sum; a colour for each of the second.

    *order* is that of the second dimension, by the ends of its keys, so that a thing has one colour in all pictures;
    the largest first without. What stands for many things has its sum and no bar, which would outgrow all others.
    """
    totals = counts.totals(0)
    series = _series(counts, order)
    cells = counts.at()
    colours = [(style.colour(at), thing.label) for at, thing in enumerate(series)]
    parts, top = legend(colours, style, 0)
    widest = max((text_width(thing.label, style.font) for thing, _ in totals), default=0.0)
    room = style.inner if style.narrow else min(widest, style.inner * 0.42)
    left = style.margin if style.narrow else style.margin + room + 10
    most = max((total for thing, total in totals if thing.key != OTHER), default=1)
    figures = max((text_width(str(total), style.small) for _, total in totals), default=0.0) + 8
    scale = (style.width - style.margin - figures - left) / most
    y = top
    for thing, total in totals:
        label = fitted(thing.label, room, style.font)
        if style.narrow:
            shown = [text(style.margin, y + style.font, label, style.ink, style.font)]
            y += style.font * 1.5
        else:
            shown = [text(left - 10, y + style.bar / 2 + style.font * 0.36, label, style.ink, style.font, "end")]
        x, told = left, []
        for at, part in enumerate(series or [thing]):
            value = cells.get((thing.key, part.key), 0) if series else total
            if value:
                told.append(f"{part.label} {value}" if series else str(value))
                if thing.key != OTHER:
                    shown.append(rect(x, y, value * scale, style.bar, style.colour(at) if series else style.bar_colour))
                    x += value * scale
        shown.append(text(x + 5, y + style.bar / 2 + style.small * 0.36, str(total), style.soft, style.small))
        parts.append(marked(thing, f"{thing.label}: {', '.join(told)}", *shown))
        y += style.row if not style.narrow else style.bar + 9
    if not style.narrow:
        parts.append(line(left, top - 3, left, y - 3, style.faint))
    return Drawing(tuple(parts), y)


def _series(counts: Counts, order: Sequence[str]) -> list[Thing]:
    """The things of the second dimension in their order; none where there is one dimension alone."""
    if len(counts.dimensions) < 2:
        return []
    found = [thing for thing, _ in counts.totals(1)]
    ends = [thing.key.rpartition("/")[2] for thing in found]
    places = [order.index(end) if end in order else len(order) for end in ends]
    return [found[at] for at in sorted(range(len(found)), key=lambda at: places[at])]
