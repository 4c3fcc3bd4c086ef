"""Names in the one form in which they are compared, as they sound, and how they may be mistyped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from ...corrections.folding import folded
from ...extract.text.pinyin import syllables

SHORTEST = 4
"""A name of fewer characters is not taken for another that lacks one, has one more, or another one."""
SHORTEST_ORDER = 3
"""The same of two characters in the wrong order, and of one typed twice."""


@lru_cache(maxsize=8192)
def form(text: str) -> str:
    """*text* for comparison: one width, one case, Simplified characters, without white space and punctuation."""
    return folded(text).casefold()


@lru_cache(maxsize=65536)
def sound(name: str) -> str:
    """How a name is read, without tones: ``gan zhou shi``."""
    return " ".join(syllables(name))


def is_slip(printed: str, name: str) -> bool:
    """Whether *printed* is *name* with one slip of the keyboard: a character left out, too many, wrong, typed twice, or
    two in the wrong order. What a name of a body ends in says what it is (局, 委), so that it must be right.

    >>> is_slip("发展改革委委", "发展改革委"), is_slip("教育厅", "教育局"), is_slip("科委", "经委")
    (True, False, False)
    """
    if printed[-1:] != name[-1:] or OSA.distance(printed, name, score_cutoff=1) != 1:
        return False
    ordered = sorted(printed) == sorted(name) or _without_repeats(printed) == _without_repeats(name)
    return len(name) >= (SHORTEST_ORDER if ordered else SHORTEST)


def _without_repeats(text: str) -> str:
    return "".join(sign for sign, before in zip(text, " " + text, strict=False) if sign != before)


class Forms:
    """Some names, asked for those that sound like a printed one or from which it is a slip away."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted({name for name in names if name})

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.names:
            found.setdefault(sound(name), []).append(name)
        return found

    def sounding(self, printed: str) -> list[str]:
        """Names of as many characters that are read like *printed*."""
        return [name for name in self._by_sound.get(sound(printed), ()) if len(name) == len(printed)]

    def slips(self, printed: str) -> Iterator[str]:
        """Names that *printed* is a slip away from."""
        near = process.extract(printed, self.names, scorer=OSA.distance, score_cutoff=1, limit=None)
        return (name for name, _, _ in near if is_slip(printed, name))

    def alike(self, printed: str, least: float, most: int) -> list[tuple[str, float]]:
        """The *most* names that are most like *printed*, with how alike they are (*least* to 1)."""
        near = process.extract(printed, self.names, scorer=fuzz.ratio, score_cutoff=100 * least, limit=most)
        return [(name, score / 100) for name, score, _ in near]
