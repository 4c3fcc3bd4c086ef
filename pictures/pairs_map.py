"""A map of pairs: points, arcs and the lines of the grid of degrees; no boundaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from .geography import Ends, Map, Plane, lay_out
from .model import Pairing, Point
from .style import Style
from .svg import Drawing, circle, legend, marked, number, rect, text

_GUTTER = 34.0
"""Room at the left for degrees."""
_STEP = 5
"""Degrees from one line of the grid to the next."""


def pairs_map(pairs: Sequence[Pairing], around: Sequence[Point], style: Style, words: Mapping[str, str]) -> Drawing:
    """*pairs* as arcs between their places, *around* as small dots for orientation.

    *words* has what is written on it: ``base``, ``partner`` (the legend) and ``unnamed`` (a note with ``{count}``, the
    names that found no room).
    """
    places = {p.thing.key: p for pair in pairs for p in (pair.base, pair.partner)}
    where = {
        key: (p.latitude, p.longitude)
        for key, p in places.items()
        if p.latitude is not None and p.longitude is not None
    }
    others = [(p.latitude, p.longitude) for p in around if p.latitude is not None and p.longitude is not None]
    names = {key: p.thing.label for key, p in places.items()}
    ends = [Ends(pair.thing.key, pair.base.thing.key, pair.partner.thing.key) for pair in pairs]
    parts, top = legend([(style.accent, words["base"]), (style.second, words["partner"])], style, 0)
    if not any(each.base in where and each.partner in where for each in ends):
        return Drawing(tuple(parts), top)
    font = style.small if style.narrow else style.font
    radius = style.dot * (0.65 if style.narrow else 1)
    laid = lay_out(ends, where, names, round(style.inner - _GUTTER), others, font, radius)
    shown = {pair.thing.key: pair for pair in pairs}
    x = style.margin + _GUTTER
    parts.append(f'<svg x="{number(x)}" y="{number(top)}" width="{laid.width}" height="{laid.height}">')
    parts.append(f'<g fill="none">{"".join(_grid(laid, style))}</g>')
    parts += [circle(x, y, radius * 0.32, style.faint) for x, y in laid.places]
    for arc in laid.arcs:
        path = f'<path d="{arc.path}" fill="none" stroke="{style.accent}" stroke-width="1.6" stroke-opacity="0.75"/>'
        parts.append(marked(shown[arc.iri].thing, shown[arc.iri].thing.label, path))
    for dot in laid.dots:
        colour = style.accent if dot.role == "base" else style.second
        named = [text(dot.label_x, dot.label_y, dot.label, style.ink, font, dot.side, halo=style.paper)] * dot.clear
        parts.append(marked(places[dot.iri].thing, dot.label, circle(dot.x, dot.y, radius, colour), *named))
    parts += ["</svg>", f'<g transform="translate({number(x)} {number(top)})">', *_degrees(laid, style), "</g>"]
    unnamed = sum(not dot.clear for dot in laid.dots)
    notes = (words["unnamed"].format(count=unnamed),) if unnamed else ()
    return Drawing(tuple(parts), top + laid.height + style.small * 1.4, notes)


def _grid(laid: Map, style: Style) -> Iterator[str]:
    for path in (*_lines(laid, "meridian"), *_lines(laid, "parallel")):
        points = "L".join(f"{number(x)} {number(y)}" for x, y in path[1])
        yield f'<path d="M{points}" stroke="{style.line}"/>'


def _lines(laid: Map, kind: str) -> Iterator[tuple[int, list[tuple[float, float]]]]:
    """The lines of one kind that cross the drawing, with their degrees."""
    plane: Plane = laid.plane
    numbers = range(70, 140, _STEP) if kind == "meridian" else range(10, 60, _STEP)
    along = range(5, 61) if kind == "meridian" else range(65, 146)
    for degree in numbers:
        points = [plane.at(each, degree) if kind == "meridian" else plane.at(degree, each) for each in along]
        if any(0 <= x <= laid.width and 0 <= y <= laid.height for x, y in points):
            yield degree, points


def _degrees(laid: Map, style: Style) -> Iterator[str]:
    """The degrees outside the edges, where they cover no name: meridians below, parallels at the left."""
    small = style.small - 1.5
    yield rect(0, laid.height - 1, laid.width, 1, style.line) + rect(0, 0, 1, laid.height, style.line)
    last = 0.0
    for degree, points in _lines(laid, "meridian"):
        x = _crossing([(y, x) for x, y in points], laid.height)
        if x is not None and last <= x <= laid.width - 12:
            yield text(x, laid.height + small * 1.2, f"{degree}°E", style.soft, small, "middle")
            last = x + small * 4
    for degree, points in _lines(laid, "parallel"):
        y = _crossing(points, 0)
        if y is not None and 6 <= y <= laid.height - 6:
            yield text(-4, y + small * 0.36, f"{degree}°N", style.soft, small, "end")


def _crossing(points: Sequence[tuple[float, float]], at: float) -> float | None:
    """The second coordinate where a line of *points* has *at* as its first."""
    for (a, b), (c, d) in pairwise(points):
        if min(a, c) <= at <= max(a, c) and a != c:
            return b + (d - b) * (at - a) / (c - a)
    return None
