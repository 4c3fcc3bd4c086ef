"""What a measure is about: each topic of ontology/schemes.ttl is decided by words and cue words; areas follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from ...ontology.topics import topics as scheme
from ..text.fold import fold
from .words import Word

MOST = 3
ENOUGH = 0.337
"""The probability from which a second and a third topic is taken."""


def topic_features(
    printed: str,
    words: Sequence[Word],
    headings: Sequence[str] = (),
    cells: Sequence[str] = (),
    bodies: Sequence[str] = (),
) -> list[str]:
    """What tells the topics of a clause of folded text: its *words*, pairs of its characters, cue words; *headings*
    above it, other *cells* of its row, and the kinds of *bodies* that it names."""
    return list(dict.fromkeys(_features(printed, words, headings, cells, bodies)))


def _features(
    printed: str, words: Sequence[Word], headings: Sequence[str], cells: Sequence[str], bodies: Sequence[str]
) -> Iterator[str]:
    for word in words:
        yield f"word={word.word}"
    for place in range(len(printed) - 1):
        yield f"pair={printed[place : place + 2]}"
    yield from _cues(printed)
    for heading in headings:
        for place in range(len(heading) - 1):
            yield f"heading={heading[place : place + 2]}"
        for topic, _, _ in _matches(heading):
            yield f"heading cue={topic}"
    for cell in cells:
        for topic, _, _ in _matches(cell):
            yield f"cell cue={topic}"
    for body in bodies:
        yield f"body={body}"


def _cues(printed: str) -> Iterator[str]:
    reach: Counter[str] = Counter()
    first = ""
    for topic, strength, length in _matches(printed):
        yield f"{strength} cue={topic}"
        reach[topic] += length
        if not first:
            first = topic
            yield f"first cue={topic}"
    if reach:
        most = max(reach.values())
        for topic, length in reach.items():
            if length == most:
                yield f"most cues={topic}"
    yield f"topics with cues={min(len(reach), 5)}"


def _matches(text: str) -> Iterator[tuple[str, str, int]]:
    """(topic, strong or weak, length) of each cue, the longest at each place."""
    automaton, table = _automaton()
    for number, _, _ in automaton.find_matches_as_indexes(text):
        word, topics = table[number]
        for topic, strength in topics:
            yield topic, strength, len(word)


@cache
def _automaton() -> tuple[AhoCorasick, list[tuple[str, list[tuple[str, str]]]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for topic in scheme():
        for words, strength in ((topic.cues, "strong"), (topic.weak_cues, "weak")):
            for word in words:
                table.setdefault(fold(word), []).append((topic.slug, strength))
    ordered = sorted(table)
    return AhoCorasick(ordered, matchkind=MatchKind.LeftmostLongest), [(word, table[word]) for word in ordered]


def choose(probabilities: Mapping[str, float]) -> list[tuple[str, float]]:
    """The likeliest topic, and up to two more that are likely enough, with how likely it is that they are right."""
    ranked = sorted(probabilities.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return ranked[:1] + [item for item in ranked[1:] if item[1] >= ENOUGH]
