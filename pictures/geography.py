"""Where places and their arcs stand on a map without boundaries: an equal-area projection, and room for names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..networks.formats.svg import text_width

_PARALLELS, _MERIDIAN = (25.0, 47.0), 105.0
_TALLEST, _LOWEST = 1.15, 0.4
"""Height of a drawing in widths."""
_CHAR = 13.5
"""Width of a Chinese character at the type size of the home page's map, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Plane:
    """The part of the projection that is drawn: *left* and *high* are its edges on the sphere of radius 1."""

    left: float
    high: float
    scale: float

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place stands, in units of the drawing from its top left."""
        x, y = project(latitude, longitude)
        return round((x - self.left) * self.scale, 1), round((self.high - y) * self.scale, 1)


@dataclass(frozen=True, slots=True)
class Ends:
    """Two places that an arc joins, all by IRI."""

    iri: str
    base: str
    partner: str


@dataclass(frozen=True, slots=True)
class Arc:
    iri: str
    base: str
    partner: str
    path: str


@dataclass(frozen=True, slots=True)
class Dot:
    iri: str
    role: str  # base | partner
    x: float
    y: float
    label: str
    label_x: float
    label_y: float
    side: str  # start | middle | end, SVG's text-anchor
    clear: bool = True
    """Whether its name covers no other name or dot."""


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    places: list[tuple[float, float]]
    arcs: list[Arc]
    dots: list[Dot]
    plane: Plane


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Albers' equal-area conic projection with the parallels that maps of China use; unit sphere, y upwards."""
    first, second = (math.radians(p) for p in _PARALLELS)
    n = (math.sin(first) + math.sin(second)) / 2
    c = math.cos(first) ** 2 + 2 * n * math.sin(first)
    origin = math.sqrt(c - 2 * n * math.sin(math.radians(35))) / n
    radius = math.sqrt(max(c - 2 * n * math.sin(math.radians(latitude)), 0)) / n
    angle = n * math.radians(longitude - _MERIDIAN)
    return radius * math.sin(angle), origin - radius * math.cos(angle)


def lay_out(
    pairs: Sequence[Ends],
    where: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
    width: int = 640,
    around: Iterable[tuple[float, float]] = (),
    char: float = _CHAR,
    dot: float = 5,
) -> Map:
    """Where *pairs* stand. *where* gives latitude and longitude, *names* the labels, by IRI; a pair without both places
    is left out. *around* are other places for orientation; *char* is the width of a Chinese character, *dot*
    the radius of a place. Where names are close, those with more pairs come first.
    """
    known = [p for p in pairs if p.base in where and p.partner in where]
    focus = [project(*where[iri]) for p in known for iri in (p.base, p.partner)]
    focus = focus or [project(*place) for place in where.values()] or [(0.0, 0.0)]
    left, right = _range([x for x, _ in focus], 0.06)
    low, high = _range([y for _, y in focus], 0.06)
    wide, tall = right - left, high - low
    if tall > _TALLEST * wide:  # two places, one north of the other, are no tower
        left, right = left - (tall / _TALLEST - wide) / 2, right + (tall / _TALLEST - wide) / 2
    if tall < _LOWEST * wide:
        low, high = low - (_LOWEST * wide - tall) / 2, high + (_LOWEST * wide - tall) / 2
    plane = Plane(left, high, width / (right - left))
    height = round((high - low) * plane.scale)

    def at(iri: str) -> tuple[float, float]:
        return plane.at(*where[iri])

    inside = [(x, y) for x, y in (plane.at(*place) for place in around) if 0 <= x <= width and 0 <= y <= height]
    arcs = [Arc(p.iri, p.base, p.partner, _arc(at(p.base), at(p.partner))) for p in known]
    bases = dict.fromkeys(p.base for p in known)
    partners = dict.fromkeys(p.partner for p in known if p.partner not in bases)
    cities = [(iri, "base", *at(iri)) for iri in bases] + [(iri, "partner", *at(iri)) for iri in partners]
    joined = Counter(end for p in known for end in (p.base, p.partner))
    ordered = sorted(cities, key=lambda city: (-joined[city[0]], city[3], city[2]))
    return Map(width, height, inside, arcs, _labelled(ordered, names, (width, height), char, dot), plane)


def _range(values: list[float], margin: float) -> tuple[float, float]:
    low, high = min(values), max(values)
    spread = max(high - low, 0.02)
    return low - margin * spread * 1.6, high + margin * spread * 1.6


def _arc(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A curve that bends to the left of its way, so that two cities' arcs do not lie upon each other."""
    (x1, y1), (x2, y2) = start, end
    bend = 0.18
    cx, cy = (x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend
    return f"M{x1} {y1}Q{cx:.1f} {cy:.1f} {x2} {y2}"


def _labelled(
    cities: Sequence[tuple[str, str, float, float]],
    names: Mapping[str, str],
    size: tuple[int, int],
    char: float,
    dot: float,
) -> list[Dot]:
    """Puts each name beside its dot where it covers no other name or dot, as far as there is such a place."""
    r = dot + 1
    taken = [(x - r, y - r, x + r, y + r) for _, _, x, y in cities]
    tall = char * 1.1
    dots = []
    for iri, role, x, y in cities:
        label = names.get(iri, "")
        length = text_width(label, char)
        gap, up = dot + 3, char * 0.32
        options = [
            (x + gap, y + up, "start", (x + gap, y + up - char, x + gap + length, y + up + 2)),
            (x - gap, y + up, "end", (x - gap - length, y + up - char, x - gap, y + up + 2)),
            (x, y - gap - 1, "middle", (x - length / 2, y - gap - tall, x + length / 2, y - gap)),
            (x, y + gap + char, "middle", (x - length / 2, y + gap, x + length / 2, y + gap + tall)),
        ]
        for side, at in (("start", x + dot), ("end", x - dot)):  # above and below to either side
            ends = (at, at + length) if side == "start" else (at - length, at)
            options.append((at, y - gap, side, (ends[0], y - gap - tall, ends[1], y - gap + 2)))
            options.append((at, y + gap + up * 2, side, (ends[0], y + gap - up, ends[1], y + gap + up * 2 + 3)))
        costs = [_cost(option[3], taken, size) for option in options]
        at = costs.index(min(costs))
        best = options[at]
        taken.append(best[3])
        dots.append(Dot(iri, role, x, y, label, round(best[0], 1), round(best[1], 1), best[2], costs[at] <= _TOUCH))
    return dots


_TOUCH = 12.0
"""Units of area by which a name may touch another thing and is still read."""

Box = tuple[float, float, float, float]


def _cost(box: Box, taken: Iterable[Box], size: tuple[int, int]) -> float:
    covered = sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in taken
    )
    return covered + 50 * max(0.0, -box[0], box[2] - size[0], -box[1], box[3] - size[1])
