"""What the word lists of data/lexicon, the cues of topics and the endings of names do on the annotated documents."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from ...ontology.topics import topics
from ..knowledge.gazetteer import gazetteer
from ..model import EntityType
from ..pipeline import knowledge
from ..text.fold import fold
from ..training.gold import Gold
from .coverage import Coverage, Said, Votes

FEATURES = {
    "clauses.cues": ("measure", "{}"),
    "commitment.levels": ("commitment", "any={}"),
    "pairs.cue": ("pair", "sentence {}"),
    "place.phrases": ("speaker", "{}"),
    "topics": ("topic", "strong cue={}"),
    "weak topics": ("topic", "weak cue={}"),
}
"""The lists that are features themselves: the decision, and the feature that holds the list's name."""
LONGEST_ALONE = 4
"""A word that stands alone is no longer than this many characters; longer ones are sets of characters."""
_SYNTAX = re.compile(r"[\[\](){}?*+|\\^$]")
_FILLED = re.compile(r"\{[A-Za-z_]+\}")
"""What the code fills in: such a pattern is none by itself."""
_HAN = re.compile("[\u4e00-\u9fff]")


class WordList(NamedTuple):
    """Words or patterns that stand together, and the address at which they do: ``clauses.cues.modal``."""

    name: str
    entries: tuple[str, ...]


def word_lists() -> list[WordList]:
    """Every list of data/lexicon, and the cues of each topic."""
    found: dict[str, list[str]] = defaultdict(list)
    folder = files("duikou.data") / "lexicon"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            for name, entry in _below(path.name.removesuffix(".toml"), table):
                found[name].append(entry)
    for topic in topics():
        found[f"topics.{topic.slug}"] += topic.cues
        found[f"weak topics.{topic.slug}"] += topic.weak_cues
    return [WordList(name, tuple(dict.fromkeys(entries))) for name, entries in found.items() if entries]


def _below(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """(address, entry) for what can be looked for in a text: the words and patterns of lists, patterns and short words
    that stand alone, the keys of tables that are words themselves. Settings, sets of characters and parts of patterns
    that are put together in the code are none."""
    if isinstance(value, str):
        if _pattern(value) or (len(value) <= LONGEST_ALONE and _HAN.search(value) and not _SYNTAX.search(value)):
            yield name, value
    elif isinstance(value, list):
        for item in value:
            if not isinstance(item, str):
                yield from _below(name, item)
            elif item and (_pattern(item) or not _SYNTAX.search(item)):
                yield name, item
    elif isinstance(value, dict):
        for key, item in value.items():
            if key.isascii():
                yield from _below(f"{name}.{key}", item)
            else:
                yield name, key


def lists(golds: Sequence[Gold], votes: Mapping[str, Votes]) -> Iterator[Coverage]:
    """What each list does; with *votes* where it is a feature of a decision."""
    found = word_lists()
    seen = _Seen([fold(gold.clean.source.text) for gold in golds], [entry for one in found for entry in one.entries])
    for one in found:
        said = _voted(one.name, votes)
        yield Coverage(
            kind="list",
            name=one.name,
            entries=len(one.entries),
            fires=sum(seen.count[entry] for entry in one.entries),
            documents=len(set().union(*(seen.documents[entry] for entry in one.entries))),
            agrees=said.agrees if said else None,
            conflicts=said.conflicts if said else None,
            worth=said.worth if said else None,
            never=tuple(entry for entry in one.entries if not seen.count[entry]),
        )


def _voted(name: str, votes: Mapping[str, Votes]) -> Said | None:
    table, _, last = name.rpartition(".")
    decision, form = FEATURES.get(table, ("", ""))
    of = votes.get(decision)
    place = of.number.get(form.format(last)) if of else None
    return of.said([place]) if of and place is not None else None


class _Seen:
    """How often each entry stands in the texts, and in which."""

    def __init__(self, texts: Sequence[str], entries: Sequence[str]) -> None:
        self.count: Counter[str] = Counter()
        self.documents: dict[str, set[int]] = defaultdict(set)
        patterns: dict[str, re.Pattern[str]] = {}
        words: dict[str, str] = {}
        for entry in dict.fromkeys(entries):
            if pattern := _pattern(entry):
                patterns[entry] = pattern
            else:
                words.setdefault(fold(entry), entry)
        plain = [word for word in words if word]
        automaton = AhoCorasick(plain)
        for number, text in enumerate(texts):
            for place, _, _ in automaton.find_matches_as_indexes(text, overlapping=True):
                self._add(words[plain[place]], number, 1)
            for entry, pattern in patterns.items():
                self._add(entry, number, sum(1 for _ in pattern.finditer(text)))
        for entry in entries:  # entries that fold to the same word
            if (same := words.get(fold(entry))) and same != entry:
                self.count[entry], self.documents[entry] = self.count[same], self.documents[same]

    def _add(self, entry: str, document: int, times: int) -> None:
        if times:
            self.count[entry] += times
            self.documents[entry].add(document)


@cache
def _pattern(entry: str) -> re.Pattern[str] | None:
    """The pattern that *entry* is; None for a word, and for a part of a longer pattern that is none by itself."""
    if not _SYNTAX.search(entry) or _FILLED.search(entry):
        return None
    try:
        return re.compile(fold(entry).replace("PLACE", "[\u4e00-\u9fff]{2,6}"), re.MULTILINE)
    except re.error:
        return None


def endings(golds: Sequence[Gold]) -> Iterator[Coverage]:
    """What the endings of names do, by the type and the kind of thing that they say: an ending agrees where a name of
    its type ends."""
    known = knowledge()
    fires: Counter[tuple[str, EntityType]] = Counter()
    agrees: Counter[tuple[str, EntityType]] = Counter()
    documents: dict[tuple[str, EntityType], set[str]] = defaultdict(set)
    for gold in golds:
        if "names" not in gold.annotated:
            continue
        ends = {(span.end, kind) for span, kind in gold.mentions}
        for _, end, suffix in known.ending.find(gold.text.text):
            if gold.text.is_edge(end):
                for kind in map(EntityType, dict.fromkeys(known.endings[suffix])):
                    fires[suffix, kind] += 1
                    agrees[suffix, kind] += (end, kind) in ends
                    documents[suffix, kind].add(gold.name)
    groups: dict[tuple[EntityType, str], list[str]] = defaultdict(list)
    for row in gazetteer().suffixes:
        groups[row.type, row.subtype].append(row.suffix)
    for (kind, subtype), suffixes in groups.items():
        keys = [(suffix, kind) for suffix in suffixes]
        right, seen = sum(agrees[key] for key in keys), sum(fires[key] for key in keys)
        yield Coverage(
            kind="ending",
            name=f"{kind.value} {subtype}".strip(),
            entries=len(suffixes),
            fires=seen,
            documents=len(set().union(*(documents[key] for key in keys))),
            agrees=right,
            conflicts=seen - right,
            never=tuple(suffix for suffix, _ in keys if not fires[suffix, kind]),
        )
