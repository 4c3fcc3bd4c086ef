"""The pairings drawn as arcs between cities: an SVG that needs neither script nor map tiles nor boundaries."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .pairs import Pair

_PARALLELS, _MERIDIAN = (25.0, 47.0), 105.0
_CHAR, _LINE = 13.5, 15.0
"""Width of a Chinese character and height of a line at the map's type size, in units of the drawing."""


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


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    places: list[tuple[float, float]]
    arcs: list[Arc]
    dots: list[Dot]


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Albers' equal-area conic projection with the parallels that maps of China use; unit sphere, y upwards."""
    first, second = (math.radians(p) for p in _PARALLELS)
    n = (math.sin(first) + math.sin(second)) / 2
    c = math.cos(first) ** 2 + 2 * n * math.sin(first)
    origin = math.sqrt(c - 2 * n * math.sin(math.radians(35))) / n
    radius = math.sqrt(max(c - 2 * n * math.sin(math.radians(latitude)), 0)) / n
    angle = n * math.radians(longitude - _MERIDIAN)
    return radius * math.sin(angle), origin - radius * math.cos(angle)


def draw(
    pairs: Sequence[Pair], where: Mapping[str, tuple[float, float]], names: Mapping[str, str], width: int = 640
) -> Map:
    """A drawing of *pairs*. *where* gives latitude and longitude, *names* the labels, by IRI; a city without a place
    is left out. All other cities of *where* are drawn as small dots for orientation.
    """
    known = [p for p in pairs if p.base in where and p.partner in where]
    points = {iri: project(*place) for iri, place in where.items()}
    focus = [points[iri] for p in known for iri in (p.base, p.partner)] or list(points.values()) or [(0.0, 0.0)]
    left, right = _range([x for x, _ in focus], 0.06)
    low, high = _range([y for _, y in focus], 0.06)
    scale = width / (right - left)
    height = round((high - low) * scale)

    def at(iri: str) -> tuple[float, float]:
        x, y = points[iri]
        return round((x - left) * scale, 1), round((high - y) * scale, 1)

    inside = [(x, y) for x, y in map(at, sorted(points)) if 0 <= x <= width and 0 <= y <= height]
    arcs = [Arc(p.iri, p.base, p.partner, _arc(at(p.base), at(p.partner))) for p in known]
    bases = dict.fromkeys(p.base for p in known)
    partners = dict.fromkeys(p.partner for p in known if p.partner not in bases)
    cities = [(iri, "base", *at(iri)) for iri in bases] + [(iri, "partner", *at(iri)) for iri in partners]
    return Map(width, height, inside, arcs, _labelled(cities, names, width))


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


def _labelled(cities: Sequence[tuple[str, str, float, float]], names: Mapping[str, str], width: int) -> list[Dot]:
    """Puts each name beside its dot where it covers no other name or dot, as far as there is such a place."""
    taken = [(x - 6, y - 6, x + 6, y + 6) for _, _, x, y in cities]
    dots = []
    for iri, role, x, y in sorted(cities, key=lambda city: (city[3], city[2])):
        label = names.get(iri, "")
        length = sum(_CHAR if ord(char) > 0x2E80 else _CHAR * 0.56 for char in label)
        options = [
            (x + 8, y + 4, "start", (x + 8, y - 9, x + 8 + length, y + 6)),
            (x - 8, y + 4, "end", (x - 8 - length, y - 9, x - 8, y + 6)),
            (x, y - 9, "middle", (x - length / 2, y - 9 - _LINE, x + length / 2, y - 6)),
            (x, y + 19, "middle", (x - length / 2, y + 7, x + length / 2, y + 7 + _LINE)),
        ]
        best = min(options, key=lambda option: _cost(option[3], taken, width))
        taken.append(best[3])
        dots.append(Dot(iri, role, x, y, label, round(best[0], 1), round(best[1], 1), best[2]))
    return dots


Box = tuple[float, float, float, float]


def _cost(box: Box, taken: Iterable[Box], width: int) -> float:
    covered = sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in taken
    )
    return covered + 50 * max(0.0, -box[0], box[2] - width)
