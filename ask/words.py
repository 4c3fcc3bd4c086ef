"""The words that questions are made of, from data/questions/words.toml: cues, what is skipped, what is outside."""

from __future__ import annotations

from functools import cache, cached_property
from importlib.resources import files
from typing import TypeVar

from pydantic import Field

from ..extract.knowledge.lexicon import parse
from ..extract.knowledge.schemas.fields import Lexicon, Table
from .normal import has_han, normal

L = TypeVar("L", bound=Lexicon)
FOLDER = "data/questions"
SKIPPED = "-"
"""The group of what is passed over."""
WORDS, FILLERS = "words.toml", "fillers.toml"
_PARTICLES = "了过着"
"""What may stand behind a verb without another meaning: 提到了."""


class Group(Table):
    """Words that say the same in a question."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    asks: bool = True
    """Whether one of them makes words a question: 任务 alone does not."""
    always: bool = False
    """Whether it explains a word whatever is asked."""
    weight: float = 1.0
    """How much they count among what is to be explained."""
    alone: tuple[str, ...] = ()
    """Single characters that say so only where the tagger leaves them a word by themselves: 结."""


class FillerClass(Table):
    """Words that mean nothing in a question, for one reason."""

    reason: str
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Fillers(Lexicon):
    """The file fillers.toml: what is passed over where no word of words.toml explains it."""

    classes: dict[str, FillerClass]

    def surfaces(self) -> frozenset[str]:
        """The words in their normal form."""
        return frozenset(normal(word) for of in self.classes.values() for word in (*of.zh, *of.en))


class PlaceSet(Table):
    """Places that have a name in common: 直辖市."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    codes: tuple[str, ...]
    """Of the cities and provinces in it, those that the graph does not know too."""


class Words(Lexicon):
    """The file as a whole."""

    skipped: Group
    """Words that say nothing of what is asked: 请问, 一下."""
    outside: dict[str, Group]
    """What no policy document tells, by the kind that the answer names."""
    groups: dict[str, Group]
    roles: dict[str, tuple[str, ...]]
    """Surfaces of the roles lead and supporting."""
    commitments: dict[str, tuple[str, ...]]
    """Further surfaces of the levels of commitment."""
    topics: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Further surfaces of topics."""
    platform_kinds: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Further surfaces of the kinds of platform."""
    places: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Further surfaces of places by their codes, single characters too: 440100 = ["羊城", "穗"]."""
    place_sets: dict[str, PlaceSet] = Field(default_factory=dict)
    """Sets of places, by the key that an address has."""
    terms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """English for words of the texts, by the Chinese word: 班列 = ["freight train"]."""
    heads: tuple[str, ...] = ()
    """Further endings of what platforms are called: 园."""
    alike: tuple[str, ...] = ()
    """Characters that look alike and are mistyped for one another: 圳川."""
    document_words: dict[str, tuple[str, ...]]
    """What a document is called behind its places, by its kind; an empty list of kinds takes any."""

    @cached_property
    def always(self) -> frozenset[str]:
        """The groups whose words every intent explains."""
        return frozenset(name for name, group in self.groups.items() if group.always)

    @cached_property
    def alone(self) -> dict[str, frozenset[str]]:
        """The groups of the single characters that are words only where the tagger leaves them alone."""
        found: dict[str, set[str]] = {}
        for name, group in self.groups.items():
            for letter in group.alone:
                found.setdefault(letter, set()).add(name)
        return {letter: frozenset(groups) for letter, groups in found.items()}

    def surfaces(self) -> dict[str, frozenset[str]]:
        """The groups of every surface in its normal form; ``-``: skipped, ``!kind``: outside."""
        found: dict[str, set[str]] = {}
        named = [*self.groups.items(), (SKIPPED, self.skipped), *((f"!{kind}", g) for kind, g in self.outside.items())]
        for name, group in named:
            for word in (*group.zh, *group.en):
                found.setdefault(normal(word), set()).add(name)
        for word in (word for listed in self.document_words.values() for word in listed):
            found.setdefault(normal(word), set()).add("document")
        for word in [word for word in found if len(word) > 1 and has_han(word)]:
            for particle in _PARTICLES:
                found.setdefault(word + particle, set()).update(found[word])
        return {word: frozenset(groups) for word, groups in found.items()}


@cache
def words() -> Words:
    """The shipped words.toml. Raises ValueError with one line that names file, line, key and cause."""
    return _shipped(WORDS, Words)


@cache
def fillers() -> Fillers:
    """The shipped fillers.toml. Raises ValueError as words does."""
    return _shipped(FILLERS, Fillers)


def _shipped(name: str, schema: type[L]) -> L:
    return parse((files("duikou.data") / "questions" / name).read_bytes(), schema, f"{FOLDER}/{name}")
