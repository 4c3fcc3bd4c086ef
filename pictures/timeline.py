"""A timeline: the days of documents, terms of documents and pairs, and targets by their year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..networks.formats.svg import text_width
from .model import Lane
from .style import Style
from .svg import Drawing, circle, fitted, legend, line, marked, number, rect, text

_FIRST, _LAST = 1949, 2100
"""Years that the axis never leaves."""


def timeline(lanes: Sequence[Lane], style: Style, words: Mapping[str, str], most: int) -> Drawing:
    """*lanes* in their order, by kind: at most so many of each, the last ones.

    *words* has what is written on it: ``document``, ``pair`` (headings), ``published``, ``term``, ``targets`` (the
    legend), ``untimed`` and ``more`` (notes with ``{count}``: without any time, and of a ``{kind}`` beyond the bound).
    """
    timed = [lane for lane in lanes if lane.timed]
    groups = {kind: [lane for lane in timed if lane.kind == kind] for kind in ("pair", "document")}
    years = [year for lane in timed for year in _years(lane)]
    first = min(max(min(years, default=2020), _FIRST), _LAST - 1)
    last = max(min(max(years, default=first), _LAST), first) + 1
    parts, top = legend(
        [(style.second, words["published"]), (style.bar_colour, words["term"]), (style.ink, words["targets"])], style, 0
    )
    shown = [lane for group in groups.values() for lane in group[-most:]]
    widest = max((text_width(lane.thing.label, style.font) for lane in shown), default=0.0)
    room = style.inner if style.narrow else min(widest, style.inner * 0.4)
    left = style.margin + (6 if style.narrow else room + 12)
    scale = (style.width - style.margin - left) / (last - first)

    def at(year: float) -> float:
        return left + (min(max(year, first), last) - first) * scale

    rows: list[str] = []
    y = top + style.small * 1.8
    for kind, group in groups.items():
        if not group:
            continue
        rows.append(text(style.margin, y + style.font, words[kind], style.soft, style.small, weight=600))
        y += style.row
        for lane in group[-most:]:
            label = fitted(lane.thing.label, room, style.font)
            if style.narrow:
                named = text(style.margin, y + style.font, label, style.ink, style.font)
                y += style.font * 1.5
            else:
                named = text(left - 12, y + style.bar / 2 + style.font * 0.36, label, style.ink, style.font, "end")
            rows.append(marked(lane.thing, _said(lane), named, *_marks(lane, y, at, scale, style)))
            y += style.row if not style.narrow else style.bar + 11
        y += 8
    parts += _axis(first, last, at, scale, top, y - 6, style)
    notes = [
        words["more"].format(kind=words[kind], count=len(group) - most)
        for kind, group in groups.items()
        if len(group) > most
    ]
    if untimed := len(lanes) - len(timed):
        notes.append(words["untimed"].format(count=untimed))
    return Drawing((*parts, *rows), y, tuple(notes))


def _years(lane: Lane) -> list[int]:
    day = [int(lane.published[:4])] if lane.published[:4].isdigit() else []
    return [*day, *(year for year in (lane.start, lane.end) if year), *(year for year, _ in lane.targets)]


def _said(lane: Lane) -> str:
    term = f"{lane.start or ''}–{lane.end or ''}" if lane.start or lane.end else ""
    targets = ", ".join(f"{year}: {count}" for year, count in lane.targets)
    return "; ".join(filter(None, (lane.thing.label, lane.published, term, targets)))


def moment(day: str) -> float:
    """A day as a year with its fraction; the middle of a year or month that has no day.

    >>> moment("2023-07-01"), moment("2023")
    (2023.5, 2023.5)
    """
    parts = [int(part) for part in day.split("-") if part.isdigit()]
    if len(parts) == 1:
        return parts[0] + 0.5
    return parts[0] + (parts[1] - 1) / 12 + ((parts[2] - 1) / 365 if len(parts) > 2 else 1 / 24)


def _marks(lane: Lane, y: float, at: Callable[[float], float], scale: float, style: Style) -> list[str]:
    middle = y + style.bar / 2
    parts = []
    if lane.start or lane.end:
        start, end = lane.start or lane.end or 0, lane.end or lane.start or 0
        parts.append(rect(at(start), y + 3, at(end + 1) - at(start), style.bar - 6, style.bar_colour, 2))
    if lane.published[:4].isdigit():
        parts.append(circle(at(moment(lane.published)), middle, style.dot, style.second, style.paper))
    for year, count in lane.targets:
        x, r = at(year + 0.5), min(9.0, max(4.0, scale / 3))
        parts.append(
            f'<path d="M{number(x)} {number(middle - r)}L{number(x + r)} {number(middle)}'
            f'L{number(x)} {number(middle + r)}L{number(x - r)} {number(middle)}Z" '
            f'fill="{style.ink}" stroke="{style.paper}"/>'
        )
        if r > 7:
            parts.append(text(x, middle + 3, str(count), style.paper, 8.5, "middle"))
    return parts


def _axis(
    first: int, last: int, at: Callable[[float], float], scale: float, top: float, bottom: float, style: Style
) -> list[str]:
    """A line at the beginning of each year, and the years in the middle of theirs as far as there is room."""
    step = next((n for n in (1, 2, 5, 10, 20, 50) if n * scale >= 38), 100)
    parts = []
    for year in range(first, last + 1):
        if scale >= 6 or year % 5 == 0:
            parts.append(line(at(year), top + style.small * 1.6, at(year), bottom, style.line))
        if year < last and year % step == 0:
            parts.append(text(at(year + 0.5), top + style.small, str(year), style.soft, style.small, "middle"))
    return parts
