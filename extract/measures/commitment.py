"""How strongly a measure commits: the first operative verb decides, and which one that is, is learned.

The closed lists of verbs that explore, encourage and support are in data/lexicon/commitment.toml; all others require.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from .words import Word, comma_parts


def commitment_features(words: Sequence[Word]) -> list[str]:
    """What tells the level of a clause: its verbs of the closed lists, where the first of them stands, what opens its
    comma parts."""
    return list(dict.fromkeys(_features(words)))


def _features(words: Sequence[Word]) -> Iterator[str]:
    levels = verb_levels()
    parts = comma_parts(words)
    before: list[Word] = []
    first = ""
    for number, part in enumerate(parts):
        yield f"part {min(number, 2)} opens={part[0].word}"
        yield f"part {min(number, 2)} opens two={'|'.join(word.word for word in part[:2])}"
        for place, word in enumerate(part):
            if level := levels.get(word.word):
                yield f"any={level}"
                if not first:
                    first = level
                    yield from _first(level, number, place, part, before)
            if not first:
                before.append(word)
    yield f"first={first or 'none'}"


def _first(level: str, number: int, place: int, part: Sequence[Word], before: Sequence[Word]) -> Iterator[str]:
    yield f"first word={part[place].word}"
    yield f"first={level}, part {min(number, 2)}, word {min(place, 3)}"
    yield f"{level} after={part[place - 1].word if place else 'start'}"
    yield f"{level} after tag={part[place - 1].tag if place else 'start'}"
    yield f"{level} before={part[place + 1].word if place + 1 < len(part) else 'end'}"
    yield f"{level} before tag={part[place + 1].tag if place + 1 < len(part) else 'end'}"
    verbs = [word for word in before if word.tag.startswith("v")]
    yield f"{level}, verbs before={min(len(verbs), 4)}"
    yield f"{level}, words before in the part={min(place, 6)}"
    for word in dict.fromkeys(word.word for word in before):
        yield f"before the first={word}"
        yield f"{level}: before the first={word}"


@cache
def verb_levels() -> dict[str, str]:
    """The verbs of the closed lists and their levels."""
    words = lexicon(schemas.Commitment)
    lists = (("explore", words.explore), ("encourage", words.encourage), ("support", words.support))
    return {verb: level for level, verbs in lists for verb in verbs}
