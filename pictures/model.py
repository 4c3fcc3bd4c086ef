"""What is drawn: things, counts by one to three dimensions, pairings with places, lanes with years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

OTHER, NONE = "other", "none"
"""Keys of what stands for several things, and for what is not told."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a name: its key (an IRI, or a word of ours), its label, and where it leads (empty for nowhere)."""

    key: str
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often things come together: for each row one thing a dimension, and a number."""

    dimensions: tuple[str, ...]
    rows: tuple[tuple[tuple[Thing, ...], int], ...]

    def totals(self, dimension: int) -> list[tuple[Thing, int]]:
        """The things of a dimension with their sums, the largest first; what is not told and the rest come last."""
        sums: Counter[str] = Counter()
        things: dict[str, Thing] = {}
        for keys, count in self.rows:
            thing = things.setdefault(keys[dimension].key, keys[dimension])
            sums[thing.key] += count
        last = (NONE, OTHER)
        ordered = sorted(things, key=lambda key: (last.index(key) + 1 if key in last else 0, -sums[key], key))
        return [(things[key], sums[key]) for key in ordered]

    def at(self) -> dict[tuple[str, ...], int]:
        """The numbers by the keys of their things."""
        found: Counter[tuple[str, ...]] = Counter()
        for keys, count in self.rows:
            found[tuple(thing.key for thing in keys)] += count
        return dict(found)

    def bounded(self, most: Sequence[int], other: str) -> Counts:
        """The same with at most so many things of each dimension; the smaller ones are added up as one thing.

        *other* is that thing's label, with ``{count}`` for how many things it stands for. One thing alone is never
        replaced. 0 bounds nothing.
        """
        swaps: list[dict[str, Thing]] = []
        for dimension, number in enumerate(most):
            known = [thing for thing, _ in self.totals(dimension) if thing.key not in (NONE, OTHER)]
            rest = known[number - 1 :] if 0 < number < len(known) else []
            swaps.append({thing.key: Thing(OTHER, other.format(count=len(rest))) for thing in rest})
        sums: dict[tuple[Thing, ...], int] = {}
        for keys, count in self.rows:
            swapped = tuple(swap.get(thing.key, thing) for swap, thing in zip(swaps, keys, strict=True))
            sums[swapped] = sums.get(swapped, 0) + count
        return Counts(self.dimensions, tuple(sums.items()))


@dataclass(frozen=True, slots=True)
class Point:
    """A place with its degrees (WGS 84), None where no source tells them."""

    thing: Thing
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Pairing:
    """A place of a base area and the place that is paired with it, its years as far as texts tell them."""

    thing: Thing
    base: Point
    partner: Point
    start: int | None
    end: int | None
    measures: int


@dataclass(frozen=True, slots=True)
class Lane:
    """What has a time: a document (its day, its term, its targets by year) or a pair (its term)."""

    kind: str  # document | pair
    thing: Thing
    published: str  # a day (2023-05-26), or empty
    start: int | None
    end: int | None
    targets: tuple[tuple[int, int], ...] = ()

    @property
    def timed(self) -> bool:
        """Whether any time is told."""
        return bool(self.published or self.start or self.end or self.targets)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round a drawing."""

    title: str
    spoken: tuple[tuple[str, str, str], ...]
    """Language, title and description for those who do not see it; the first is that of the picture."""
    notes: tuple[str, ...]
    source: str
    href: str = ""
