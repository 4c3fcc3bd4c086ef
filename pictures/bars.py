"""Bars of counts by one dimension, parted by a second one where there is one."""

from __future__ import annotations

from ..networks.formats.svg import text_width
from .model import Counts
from .style import Style
from .svg import Drawing, fitted, legend, line, marked, rect, text


def bars(counts: Counts, style: Style) -> Drawing:
    """A bar for each thing of the first dimension, the longest first, with its sum; a colour for each of the second."""
    totals = counts.totals(0)
    series = [thing for thing, _ in counts.totals(1)] if len(counts.dimensions) > 1 else []
    cells = counts.at()
    colours = [(style.colour(at), thing.label) for at, thing in enumerate(series)]
    parts, top = legend(colours, style, 0)
    widest = max((text_width(thing.label, style.font) for thing, _ in totals), default=0.0)
    room = style.inner if style.narrow else min(widest, style.inner * 0.42)
    left = style.margin if style.narrow else style.margin + room + 10
    most = max((total for _, total in totals), default=1)
    figures = text_width(str(most), style.small) + 8
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
                shown.append(rect(x, y, value * scale, style.bar, style.colour(at) if series else style.bar_colour))
                told.append(f"{part.label} {value}" if series else str(value))
                x += value * scale
        shown.append(text(x + 5, y + style.bar / 2 + style.small * 0.36, str(total), style.soft, style.small))
        parts.append(marked(thing, f"{thing.label}: {', '.join(told)}", *shown))
        y += style.row if not style.narrow else style.bar + 9
    parts.append(line(left, top - 3, left, y - 3, style.faint))
    return Drawing(tuple(parts), y)
