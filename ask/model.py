"""What a question is made of: names, tokens, chips and a reading. Positions count characters of the normal form."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a name stands for, and with it which conditions it can be."""

    PLACE = "place"
    AREA = "area"
    BASE_AREA = "base_area"
    AGENCY = "agency"
    TOPIC = "topic"
    VEHICLE = "vehicle"
    ORGANIZATION = "organization"
    DOCUMENT = "document"
    COMMITMENT = "commitment"
    PLATFORM_KIND = "platform_kind"
    DOCUMENT_KIND = "document_kind"
    CORPUS = "corpus"
    ROLE = "role"
    YEAR = "year"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that questions can be about. ``value`` is how an address names it: 440300, green-energy, lead."""

    kind: Kind
    value: str
    zh: str
    en: str = ""
    names: frozenset[str] = frozenset()
    """Every surface, the labels included."""
    weight: int = 0
    """How much the documents say of it; 0 where they say nothing."""
    place: str = ""
    """Whose it is: the value of the place of an agency or a document."""
    places: tuple[str, ...] = ()
    """The values of the places that a document is about."""
    sort: str = ""
    """The kind of a document: plan, opinion; of a place whether it is a province or a set."""
    years: tuple[str, ...] = ()
    """The first and the last year that a document covers."""
    above: tuple[str, ...] = ()
    """The values of the documents that a document implements and of which the graph has measures."""
    issuers: tuple[str, ...] = ()
    """The values of those who issued a document."""
    fills: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """IRIs for the variables that a condition on it fills, by the ending of their names: "", Document, Listing."""

    def label(self, language: str) -> str:
        return (self.en or self.zh) if language == "en" else (self.zh or self.en)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document that may be quoted: a measure, a target, or a paragraph."""

    id: str
    sort: str
    """Its class: Measure, Target, Section."""
    text: str
    document: str
    places: frozenset[str] = frozenset()
    """IRIs of the places that it concerns."""
    plain: str = ""
    """The text in its normal form: without marks."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the question and what it may be."""

    start: int
    end: int
    surface: str
    groups: frozenset[str] = frozenset()
    """Groups of words.toml that hold it."""
    things: tuple[Thing, ...] = ()
    """What it may name, the likeliest first."""
    said: str = ""
    """How it was written, where it was repaired."""
    tag: str = ""
    """Part of speech of a word that is neither."""
    unknown: str = ""
    """The full name of what the graph has nothing of: a place of the gazetteer, a bureau of another city."""
    in_texts: bool = False
    """Whether measures hold the word."""
    is_usual_verb: bool = False
    """Whether it is a verb that measures hold often."""
    described: bool = False
    """Whether it is a document that its places and a word describe."""

    @property
    def is_known(self) -> bool:
        return bool(self.groups or self.things)


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition: the slot of an intent that it fills, and with what."""

    slot: str
    thing: Thing
    others: tuple[Thing, ...] = ()
    """What else the words may have meant."""
    said: str = ""
    """How it was written, where it was repaired."""
    cue: str = ""
    """The word of the question that stands for a topic without being its name."""
    at: int = field(default=-1, compare=False)
    """Where in the question it is said."""
    negated: bool = False
    """Whether it must not hold: 不负责医疗卫生, 除深圳以外."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was understood: intent, conditions, and how much of the words they explain (0 to 1)."""

    intent: str
    chips: tuple[Chip, ...]
    score: float
    count: bool = False
    """Only how many."""
    most: bool = False
    """Only what has most."""
    least: bool = False
    """Only what has least."""
    classes: tuple[str, ...] = ()
    """Classes to which what is asked for is narrowed."""
    unused: tuple[str, ...] = ()
    """Words of content that neither are conditions nor say what is asked for: the answer says so."""
    first: int = 0
    """So many of what has most, where that is said: 前五."""
    both: bool = False
    """Whether several conditions of a slot hold of what is asked for, each by a row of its own: 既负责甲又负责乙."""

    @property
    def filled(self) -> frozenset[str]:
        """The slots with a condition that must hold."""
        return frozenset(chip.slot for chip in self.chips if not chip.negated)


@dataclass(frozen=True, slots=True)
class Understood:
    """What is made of a question: the best reading, or why there is none."""

    reading: Reading | None
    tokens: tuple[Token, ...] = ()
    is_question: bool = False
    """Whether anything is asked: bare names and words are searched for instead."""
    unknown: tuple[str, ...] = ()
    """Names of what the graph has nothing of."""
    unexplained: tuple[str, ...] = ()
    """Words that neither name a thing nor belong to a question."""
    outside: str = ""
    """The kind of thing asked for that no document of this graph tells: person, contact, weather, ..."""
    others: tuple[Reading, ...] = ()
    """Readings of the same conditions that explain the question nearly as well."""
    near: tuple[str, ...] = field(default=())
    """Intents that came near, the nearest first."""
    yes_or_no: str = ""
    """The word that asks for yes or no: 吗, 有没有, is."""
    among: Thing | None = None
    """The body of which it is asked whether it is among those that are found."""
    choices: tuple[Reading, ...] = ()
    """The readings with either name, where a question chooses between two."""
