"""Misspelt names, repaired only towards the one name that was meant: one that sounds the same, or the only near one."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from .model import Thing
from .normal import blurred, has_han, sound
from .vocabulary import Vocabulary

SHORTEST_HAN = 4
"""A shorter Chinese name is not taken for a near one: 广汽 is no 广西."""
SHORTEST_LATIN = 5
LONGEST = 40
_NAMING = ("n", "j", "x", "eng", "a", "m", "q", "g")
"""Tags of words that may be a name of two characters; a verb is none."""


def by_sound(written: str, tag: str, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    """The things whose names sound like *written*, Chinese or pinyin; nothing where they are of two kinds."""
    if len(written) < 2 or len(written) > LONGEST:
        return ()
    if len(written) == 2 and tag and (tag == "n" or not tag.startswith(_NAMING)):
        return ()  # 附件 is no 福建
    heard = sound(written) if has_han(written) else written.replace(" ", "")
    exact = _one_kind(vocabulary, vocabulary.by_sound.get(heard, ()))
    if exact or not has_han(written):
        return exact
    places = _one_kind(vocabulary, vocabulary.by_blur.get(blurred(heard), ()))
    return places if len({thing.value for thing in places}) == 1 else ()


def by_nearness(written: str, wrong: int, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    """The things of the one nearest name: a letter or two apart by length, and never more than a third of the *wrong*
    characters that were not understood. Nothing where two different things are as near."""
    if len(written) > LONGEST or (has_han(written) and wrong < 3):
        return ()
    if has_han(written):
        if len(written) < SHORTEST_HAN:
            return ()
        most = min(1 if len(written) < 9 else 2, max(1, wrong // 3))
    else:
        if len(written) < SHORTEST_LATIN:
            return ()
        most = 1 if len(written) < 8 else 2
    lengths = range(len(written) - most, len(written) + most + 1)
    names = (name for length in lengths for name in vocabulary.by_length.get((has_han(written), length), ()))
    apart = ((name, Levenshtein.distance(written, name, score_cutoff=most)) for name in names)
    found = {name: distance for name, distance in apart if distance <= most}
    nearest = min(found.values(), default=0)
    surfaces = {name for name, distance in found.items() if distance == nearest}
    spoken = {surface for name in surfaces for surface in vocabulary.by_sound.get(name, ())}
    things = _one_kind(vocabulary, {*surfaces, *spoken})
    return things if len({(thing.kind, thing.value) for thing in things}) == 1 else ()


def _one_kind(vocabulary: Vocabulary, surfaces: Iterable[str]) -> tuple[Thing, ...]:
    found = dict.fromkeys(thing for surface in sorted(surfaces) for thing in vocabulary.by_surface.get(surface, ()))
    kinds = {thing.kind for thing in found}
    return tuple(sorted(found, key=lambda thing: -thing.weight)) if len(kinds) == 1 else ()
