"""The closed vocabulary: every name that a question may hold, found in one pass, by sound, or by nearness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from ahocorasick_rs import AhoCorasick, MatchKind

from .model import Kind, Passage, Thing
from .normal import blurred, has_han, normal, sound
from .words import SKIPPED, Words

AREA = "area"
"""What a topic is that has others below it."""
PROVINCE, SET = "province", "set"
"""What a place is that is a province, and one that is a set of places: 直辖市."""
VEHICLES = frozenset({"platform", "project", "event"})
"""Groups of the words for what is built and held."""
_GAPPED = range(5, 13)
"""Lengths of the names that are looked for with another character in them."""
_SHORT = range(2, 4)
"""Characters of the short names of places."""
SHORTEST_CUE = 4
"""Characters of a word for a topic that is told by its sound."""
LONGEST_SOUND = 40
"""Names of more letters are not compared by sound."""


@dataclass(frozen=True)
class Vocabulary:
    """The names of one release."""

    things: tuple[Thing, ...]
    words: Words
    elsewhere: Mapping[str, str]
    """Places that are known, but of which the graph says nothing: full names by surface."""
    bureaus: Mapping[str, str] = field(default_factory=dict)
    """What bureaus are called behind the name of a place, whichever place that is: the ending of their full names."""
    fillers: frozenset[str] = frozenset()
    """Words that mean nothing and are passed over where nothing else explains them."""
    texts: str = ""
    """The words of all measures in one, to see whether a word stands in one."""
    passages: tuple[Passage, ...] = ()
    """What may be quoted."""
    compounds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Two characters that stand for the two places of a pair: 沪明."""
    initials: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Places of pairs by one character that may stand for them among others: 百."""
    by_surface: Mapping[str, tuple[Thing, ...]] = field(init=False, repr=False)
    groups: Mapping[str, frozenset[str]] = field(init=False, repr=False)
    matcher: AhoCorasick = field(init=False, repr=False)
    terms: Sequence[str] = field(init=False, repr=False)
    """What the matcher finds, by its numbers."""
    small: frozenset[str] = field(init=False, repr=False)
    """Characters that are words of questions, or places, by themselves."""
    elsewhere_by_gap: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)
    """Short names of places elsewhere by what remains of them with one character as ``*``."""
    words_by_sound: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)
    """Words of questions by their pinyin."""
    usual_topics: frozenset[str] = field(init=False, repr=False)
    """What topics are called besides their labels and cues."""
    heads: Mapping[str, frozenset[str]] = field(init=False, repr=False)
    """Groups of the words for platforms, projects and events that compounds end in, the longest first."""
    latin_words: tuple[str, ...] = field(init=False, repr=False)
    """English words of questions."""
    by_sound: Mapping[str, frozenset[str]] = field(init=False, repr=False)
    """Surfaces by their pinyin."""
    by_blur: Mapping[str, frozenset[str]] = field(init=False, repr=False)
    """Surfaces of places by their pinyin, blurred."""
    by_length: Mapping[tuple[bool, int], tuple[str, ...]] = field(init=False, repr=False)
    """Surfaces by whether they are Chinese and by their length; pinyin beside what is written in Latin letters."""
    by_shape: Mapping[str, frozenset[str]] = field(init=False, repr=False)
    """Surfaces by what they look like: characters that look alike are one."""
    by_gap: Mapping[str, frozenset[str]] = field(init=False, repr=False)
    """Surfaces by what remains of them with one character as ``*``."""
    alike: Mapping[int, str] = field(init=False, repr=False)
    letters: Mapping[str, tuple[Thing, ...]] = field(init=False, repr=False)
    """Places by the one character that stands for them: 穗."""

    def __post_init__(self) -> None:
        by_surface: dict[str, list[Thing]] = defaultdict(list)
        titles = {*(normal(word) for listed in self.words.document_words.values() for word in listed)}
        for thing in self.things:
            if thing.kind is Kind.DOCUMENT_KIND or (thing.kind is Kind.DOCUMENT and normal(thing.zh) in titles):
                continue  # 实施意见 alone is no title
            labels = (thing.en,) if thing.kind is Kind.TEXT else (thing.zh, thing.en)  # in Chinese it is found in texts
            for surface in {normal(name) for name in (*thing.names, *labels)} - {""}:
                by_surface[surface].append(thing)
        ordered = {s: tuple(sorted(found, key=partial(_order, s))) for s, found in by_surface.items() if _is_fit(s)}
        self._set("by_surface", ordered)
        self._index_words()
        self._index_sounds()
        self._index_shapes()

    def _index_words(self) -> None:
        """The words of questions, and what is looked for in one pass."""
        own = self.words.surfaces()
        passed = {word: frozenset({SKIPPED}) for word in self.fillers if len(word) > 1 and word not in self.by_surface}
        groups = passed | own
        words = (word for word in groups if len(word) > 1)
        self._set("groups", groups)
        self._set("terms", sorted({*self.by_surface, *self.elsewhere, *self.bureaus, *self.compounds, *words}))
        self._set("matcher", AhoCorasick(self.terms, matchkind=MatchKind.Standard))
        heard: dict[str, list[str]] = defaultdict(list)
        for word in sorted(own):  # a word that means nothing is not what an unknown one misspells
            if len(word) > 1 and has_han(word) and not any(group.startswith("!") for group in groups[word]):
                heard[sound(word)].append(word)
        self._set("words_by_sound", {spoken: tuple(listed) for spoken, listed in heard.items()})
        away: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.elsewhere):
            if len(name) in _SHORT and has_han(name):
                for number in range(len(name)):
                    away[f"{name[:number]}*{name[number + 1 :]}"].append(name)
        self._set("elsewhere_by_gap", {seen: tuple(listed) for seen, listed in away.items()})
        self._set("latin_words", tuple(word for word in sorted(own) if word.isascii() and word.isalpha()))
        usual = frozenset(normal(word) for listed in self.words.topics.values() for word in listed)
        self._set("usual_topics", usual)
        kinds = {normal(word) for listed in self.words.platform_kinds.values() for word in listed if has_han(word)}
        heads = {word: groups[word] & VEHICLES for word in groups if has_han(word) and groups[word] & VEHICLES}
        heads |= {word: frozenset({"platform"}) for word in (*kinds, *self.words.heads) if word not in heads}
        self._set("heads", dict(sorted(heads.items(), key=lambda head: (-len(head[0]), head[0]))))
        places = {thing.value: thing for thing in self.things if thing.kind is Kind.PLACE}
        letters = {(letter, code) for code, names in self.words.places.items() for letter in names if len(letter) == 1}
        single = {word for word in groups if len(word) == 1}
        self._set("small", frozenset(single | {letter for letter, _ in letters}))
        self._set("letters", {letter: (places[code],) for letter, code in sorted(letters) if code in places})

    def _index_sounds(self) -> None:
        """The names by their sound; a short cue word is too common to be meant by its."""
        by_sound: dict[str, set[str]] = defaultdict(set)
        blur: dict[str, set[str]] = defaultdict(set)
        for surface, named in self.by_surface.items():
            cue = all(thing.kind is Kind.TOPIC and normal(thing.zh) != surface for thing in named)
            if not has_han(surface) or (cue and len(surface) < SHORTEST_CUE):
                continue
            if len(surface) <= LONGEST_SOUND:
                by_sound[sound(surface)].add(surface)
            if any(thing.kind is Kind.PLACE for thing in named):
                blur[blurred(sound(surface))].add(surface)
        self._set("by_blur", {heard: frozenset(names) for heard, names in blur.items()})
        self._set("by_sound", {heard: frozenset(names) for heard, names in by_sound.items()})

    def _index_shapes(self) -> None:
        """The names by what they look like and by their length."""
        lengths: dict[tuple[bool, int], list[str]] = defaultdict(list)
        for surface in dict.fromkeys((*self.by_surface, *self.by_sound)):
            lengths[has_han(surface), len(surface)].append(surface)
        self._set("by_length", {key: tuple(names) for key, names in lengths.items()})
        self._set("alike", str.maketrans({letter: row[0] for row in self.words.alike for letter in row}))
        shape: dict[str, set[str]] = defaultdict(set)
        gaps: dict[str, set[str]] = defaultdict(set)
        for surface in {name for names in self.by_sound.values() for name in names}:
            shape[self.shape(surface)].add(surface)
            if len(surface) in _GAPPED:
                for number in range(len(surface)):
                    gaps[f"{surface[:number]}*{surface[number + 1 :]}"].add(surface)
        self._set("by_shape", {seen: frozenset(names) for seen, names in shape.items()})
        self._set("by_gap", {seen: frozenset(names) for seen, names in gaps.items()})

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, term) of every name and word in *text*, over one another too."""
        for number, start, end in self.matcher.find_matches_as_indexes(text, overlapping=True):
            yield start, end, self.terms[number]

    def shape(self, text: str) -> str:
        """*text* with the first of each set of characters that look alike in place of the others."""
        return text.translate(self.alike)

    def find(self, kind: Kind, value: str) -> Thing | None:
        """The thing that an address names."""
        return self._by_value.get((kind, value))

    @cached_property
    def documents(self) -> tuple[Thing, ...]:
        """The documents, those that are only cited too."""
        return of_kind(self.things, Kind.DOCUMENT)

    @property
    def _by_value(self) -> Mapping[tuple[Kind, str], Thing]:
        known: dict[tuple[Kind, str], Thing] | None = self.__dict__.get("_values")
        if known is None:
            known = {(thing.kind, thing.value): thing for thing in self.things}
            object.__setattr__(self, "_values", known)
        return known


def _order(surface: str, thing: Thing) -> tuple[bool, bool, bool, int, str]:
    """A document that is held before one that is only cited; the thing first whose own label the surface is, a topic
    before an area, then what the documents say more of."""
    cited = thing.kind is Kind.DOCUMENT and not thing.weight
    return cited, normal(thing.zh) != surface, thing.sort == AREA, -thing.weight, thing.value


def _is_fit(surface: str) -> bool:
    """Whether a surface may be looked for: no single character, no bare number."""
    return len(surface) > 1 and not surface.isdigit()


def of_kind(things: Iterable[Thing], kind: Kind) -> tuple[Thing, ...]:
    """Those of *things* that are of *kind*."""
    return tuple(thing for thing in things if thing.kind is kind)
