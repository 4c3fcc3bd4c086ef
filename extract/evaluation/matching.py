"""When two names are one name, and two stretches of text one stretch: the rules by which answers are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

OVERLAP = 0.5
"""Intersection over union from which two stretches are the same measure."""
TARGET_OVERLAP = 0.3
"""The same for a target, which also names its year."""
SHORTEST = 3
"""A name that lies in another one names the same thing from this many characters on."""
_SILENT = re.compile(r"[\s“”\"'《》〈〉<>()\[\]〔〕]")
_PERIOD = re.compile(r"(20\d\d年?)[—\-–~至─]+(20\d\d年?)$")
_SAME = (("中共", ""), ("人民政府", "政府"), ("中国科学院", "中科院"))
"""Ways of writing one name that are not held against anybody."""

Item = dict[str, Any]


class Placed(NamedTuple):
    """A measure or target and where it stands, in source offsets."""

    start: int
    end: int
    item: Item


def plain(name: str | None) -> str:
    """*name* as names are compared: without white space, brackets, quotation marks and the period that ends a title."""
    found = _PERIOD.sub("", _SILENT.sub("", name or ""))
    for written, same in _SAME:
        found = found.replace(written, same)
    return found


def official(entity: Item) -> str:
    """What an annotated entity goes by."""
    return plain(entity.get("canonical") or entity["surface"])


def place(items: Iterable[Item], text: str) -> list[Placed]:
    """Where each of *items* stands: by its offsets, or else where its words are found; others are left out."""
    found = []
    for item in items:
        start, end = item.get("start"), item.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and end > start):
            start = text.find(item["text"])
            end = start + len(item["text"])
        if start >= 0:
            found.append(Placed(start, end, item))
    return found


def shared(one: Placed, other: Placed) -> float:
    """Intersection over union of two stretches."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return common / (one.end - one.start + other.end - other.start - common) if common > 0 else 0.0


def pair_up(gold: Sequence[Placed], found: Sequence[Placed], least: float) -> list[tuple[int, int]]:
    """Pairs of indices whose stretches share at least *least*, the best first, each side once."""
    ranked = sorted(
        (
            (share, at, number)
            for at, one in enumerate(gold)
            for number, other in enumerate(found)
            if other.start < one.end and one.start < other.end and (share := shared(one, other)) >= least
        ),
        reverse=True,
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, at, number in ranked:
        if at not in taken[0] and number not in taken[1]:
            taken[0].add(at)
            taken[1].add(number)
            pairs.append((at, number))
    return pairs


def alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether one of a thing's names is, or lies in, one of another's."""
    names = set(other)
    return any(a == b or (min(len(a), len(b)) >= SHORTEST and (a in b or b in a)) for a in one for b in names)


def names_of(entity: Item) -> frozenset[str]:
    """Every name of an annotated entity."""
    forms = (entity["surface"], entity.get("canonical"), *entity.get("aliases", ()))
    return frozenset(plain(form) for form in forms if form)
