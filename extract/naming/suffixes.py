"""The endings by which names are known, and how strong each of them is.

The gazetteer's suffix table lists them; data/lexicon/mentions.toml says what a name of each kind needs besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..fold import folded_lexicon
from ..model import EntityType
from .index import Matcher


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending: what type of name it makes, and what the name needs besides."""

    word: str
    type: EntityType
    subtype: str
    strength: str


class Endings:
    """All endings: those of the gazetteer's suffix table, each with the strength that the lexicon gives its kind."""

    def __init__(self, suffixes: Iterable[tuple[str, str, str, str]]) -> None:
        """*suffixes*: (suffix, type, subtype, strength) rows, strength being name or generic."""
        words = folded_lexicon("mentions")
        found: dict[str, Ending] = {}
        strengths: dict[tuple[str, str], str] = {}
        for table in words["endings"]:
            strengths.setdefault((table["type"], table["subtype"]), table["strength"])
            for word in table["words"]:
                found[word] = Ending(word, EntityType(table["type"]), table["subtype"], table["strength"])
        ignored = frozenset(words["boundary"]["ignored"])
        for word, kind, subtype, strength in suffixes:
            known = strengths.get((kind, subtype))
            if word not in found and known and strength == "name" and word not in ignored:
                found[word] = Ending(word, EntityType(kind), subtype, known)
        self.by_word = found
        self.matcher = Matcher(found)
        self.organizations = tuple(word for word, ending in found.items() if ending.type is EntityType.ORGANIZATION)
        self.cores = {word: _core(ending, found) for word, ending in found.items()}
        """How many characters of an ending are its shortest form: 站 words before it say what kind (青年人才工作站)."""


def _core(ending: Ending, found: Mapping[str, Ending]) -> int:
    if ending.type is not EntityType.PLATFORM:
        return len(ending.word)
    for length in range(2, len(ending.word)):
        shorter = found.get(ending.word[-length:])
        if shorter and shorter.type is ending.type:
            return length
    return len(ending.word)
