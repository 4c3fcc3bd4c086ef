"""A comparison in a few sentences: what all sides have, what only one has, topics by name."""

from __future__ import annotations

from collections.abc import Iterable

from ..pages.site import View
from .compare import LEVELS, Cell, Comparison, TopicRow


def letter(view: View, place: int) -> str:
    """The short name of a side: 甲, 乙, ...; A, B, ... in English."""
    return view.words("compare.letters")[place]


def sentences(view: View, found: Comparison) -> list[str]:
    """The summary: topics by name first, then like measures and owners."""
    words = view.words
    told = [_named(view, "compare.all_have", found.shared) or words("compare.none_shared")]
    without = []
    for place in range(len(found.sides)):
        name = letter(view, place)
        if own := found.only(place):
            told.append(_named(view, "compare.only_has", own, side=name))
        else:
            without.append(name)
    if without:
        told.append(words("compare.none_only", side=words("separator").join(without)))
    some = [row for row in found.differing if len(row.having) > 1]
    if some:
        told.append(_named(view, "compare.some_have", some))
    if found.likes:
        best = found.likes[0]
        one, other = (letter(view, place) for place in (best.left, best.right))
        told.append(
            words("compare.likes_count", count=len(found.likes), one=one, other=other, score=f"{best.score:.2f}")
        )
    else:
        told.append(words("compare.no_likes"))
    owned = [row for row in found.shared if all(cell.owners for cell in row.cells)]
    if owned:
        same = sum(row.same_owners for row in owned)
        told.append(words("compare.owners_count", count=len(owned), same=same, different=len(owned) - same))
    return told


def levels(view: View, cell: Cell | tuple[int, ...]) -> str:
    """Counts by commitment in short: 要3 鼓1; R3 E1. The table's key says what the signs stand for."""
    counts = cell.levels if isinstance(cell, Cell) else cell
    signs = (view.words(f"compare.sign.{level}") for level in LEVELS)
    return " ".join(f"{sign}{count}" for sign, count in zip(signs, counts, strict=True) if count)


def names(view: View, iris: Iterable[str], most: int) -> str:
    """The first of the names, and how many more there are."""
    listed = list(iris)
    view.site.names.load(listed)
    text = view.words("separator").join(view.label(iri) for iri in listed[:most])
    return text + (view.words("compare.more", count=len(listed) - most) if len(listed) > most else "")


def owners(view: View, row: TopicRow, most: int) -> list[tuple[str, str]]:
    """Who owns a topic: sides that give it to the same bodies, and the first of these; those with none come last."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for place in row.having:
        groups.setdefault(row.cells[place].owners, []).append(letter(view, place))
    return [
        (view.words("separator").join(letters), names(view, bodies, most))
        for bodies, letters in sorted(groups.items(), key=lambda group: not group[0])
    ]


def _named(view: View, key: str, rows: list[TopicRow], **values: str) -> str:
    if not rows:
        return ""
    return view.words(key, count=len(rows), topics=names(view, (row.topic for row in rows), len(rows)), **values)
