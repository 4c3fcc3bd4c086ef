"""Finding things in the index: by name first, then by the words of texts."""

from __future__ import annotations

import json
import math
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from ...ask.normal import has_han
from .index import INITIALS, NAME, PINYIN
from .show import excerpt
from .spelling import normal, sounds, words

FACETS = ("type", "city", "topic", "corpus")
_MOST = 2000
"""Things that one search looks at; the best of them are shown."""

_LONGEST = 100
"""Characters of a query that are read."""

_SIMILAR = 78
"""How alike (0 to 100) a name must be to stand for a misspelt one."""

_SHORT = 3
"""Characters up to which a Chinese name must sound the same to stand for another."""

_KINDS_OF_PLACE = "省市县区州"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. ``excerpt`` holds the words around the match when it was found in a text."""

    iri: str
    type: str
    zh: str
    en: str
    excerpt: str


@dataclass(slots=True)
class Found:
    """The answer to a search: one page of hits, and how the whole divides by facet (value and count)."""

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    corrected: str = ""
    partial: bool = False
    """Nothing has all words of the query; these have some."""


@dataclass(slots=True)
class Matches:
    """Things with their scores, the name that stood in for a misspelt one, and whether only some words are matched."""

    scores: dict[int, float] = field(default_factory=dict)
    corrected: str = ""
    partial: bool = False


class Index:
    """An open index file. Safe to use from several threads. *folder*, a temporary one, is kept as long as it is."""

    def __init__(self, path: Path, folder: object = None) -> None:
        self._path, self._folder = path, folder
        self._own = threading.local()

    @property
    def _database(self) -> sqlite3.Connection:
        if not hasattr(self._own, "database"):
            uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            self._own.database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        database: sqlite3.Connection = self._own.database
        return database

    def search(self, query: str, chosen: Mapping[str, str], offset: int = 0, limit: int = 20) -> Found:
        """Things that *query* names or whose text holds its words, those that fit *chosen* facets, best first."""
        query = query.strip()[:_LONGEST]
        matches = self._matches(query)
        scores = matches.scores
        if not scores:
            return Found()
        self._weigh(scores)
        best = sorted(scores, key=lambda number: (-scores[number], number))[:_MOST]
        facets = self._facets(best)
        kept = [n for n in best if all((name, value) in facets.get(n, ()) for name, value in chosen.items())]
        found = Found(len(kept), corrected=matches.corrected, partial=matches.partial)
        for name in FACETS:
            others = {key: value for key, value in chosen.items() if key != name}
            fitting = [n for n in best if all(pair in facets.get(n, ()) for pair in others.items())]
            found.facets[name] = _count(value for n in fitting for key, value in facets.get(n, ()) if key == name)
        found.hits = self._hits(kept[offset : offset + limit], query)
        return found

    def suggest(self, typed: str, limit: int = 8) -> list[Hit]:
        """Things whose names begin with or hold what is *typed*, best first, for completion."""
        form = normal(typed.strip()[:_LONGEST])
        scores = self._by_name(form) if form else {}
        self._weigh(scores)
        best = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
        return self._hits(best, "")

    def _matches(self, query: str) -> Matches:
        """The things that have every part of the query; without any, those that have some."""
        parts = [part for part in query.split() if normal(part)]
        whole = self._of_part(query)
        if len(parts) < 2:
            return whole
        found = [self._of_part(part) for part in parts]
        every = set.intersection(*(set(each.scores) for each in found))
        corrected = next((each.corrected for each in found if each.corrected), "")
        together = {n: sum(each.scores[n] for each in found) / len(found) for n in every}
        if whole.scores and not (whole.partial or whole.corrected):
            for number, score in whole.scores.items():
                together[number] = max(together.get(number, 0.0), score)
            return Matches(together)
        if together:
            return Matches(together, corrected, any(each.partial for each in found))
        some: dict[int, float] = {}
        for each in found:
            for number, score in each.scores.items():
                some[number] = some.get(number, 0.0) + score / len(found)
        return Matches(some, corrected, bool(some))

    def _of_part(self, part: str) -> Matches:
        """By name, and by the words of texts: all of them, else by a name that is nearly it, else some of them."""
        form = normal(part)
        if not form:
            return Matches()
        named, by_text = self._by_name(form), self._by_text(part)
        if not named and not self._sounds_like_a_name(form) and has_han(form) and len(form) > 1:
            named = self._abbreviated(form)
        if not named and len(form) > 1:
            similar, corrected = self._similar(form)
            if similar:
                return Matches(self._with_texts(similar, by_text or self._by_text(corrected)), corrected)
        if named or by_text:
            return Matches(self._with_texts(named, by_text))
        some = self._by_some_words(part)
        return Matches(self._with_texts({}, some), partial=bool(some))

    @staticmethod
    def _with_texts(scores: dict[int, float], by_text: dict[int, float]) -> dict[int, float]:
        """Scores by name, with those by text below them."""
        top = max(by_text.values(), default=1.0)
        for number, score in by_text.items():
            scores[number] = max(scores.get(number, 0.0), 20 + 20 * score / top)
        return scores

    def _by_name(self, form: str) -> dict[int, float]:
        """Things one of whose names is, starts with or holds *form*, in characters, pinyin or initials."""
        scores: dict[int, float] = {}
        likely = f"%{form.replace('%', '').replace('_', '')}%"
        rows = self._database.execute(
            "SELECT thing, form, how FROM name WHERE form LIKE ? LIMIT ?", (likely, 4 * _MOST)
        )
        for number, name, how in rows:
            if how == INITIALS and len(form) < 2:
                continue
            if how == PINYIN and len(form) < 3 and name != form:
                continue
            base = {NAME: 100, PINYIN: 80, INITIALS: 60}[how]
            if name == form:
                score = base + 20.0
            elif name.startswith(form):
                score = base - 5 * (1 - len(form) / len(name))
            else:
                score = base - 20 - 5 * (1 - len(form) / len(name))
            scores[number] = max(scores.get(number, 0.0), score)
        return scores

    def _sounds_like_a_name(self, form: str) -> bool:
        """Whether a Chinese *form* sounds just like a name: 甘州 like 赣州."""
        return bool(sound := sounds(form)[0]) and sound in self._names

    def _abbreviated(self, form: str) -> dict[int, float]:
        """Things whose Chinese name holds the characters of *form* in order, as an abbreviation does."""
        pattern = "%" + "%".join(char for char in form if char not in "%_") + "%"
        rows = self._database.execute(
            "SELECT thing, min(length(form)) FROM name WHERE how = 0 AND form LIKE ? GROUP BY thing LIMIT ?",
            (pattern, _MOST),
        )
        return {number: 50 * len(form) / length for number, length in rows}

    def _by_text(self, query: str) -> dict[int, float]:
        """Things whose names or text hold all words of the query; SQLite's bm25 says how well."""
        return self._matching(" AND ".join(_quoted(query)))

    def _by_some_words(self, query: str) -> dict[int, float]:
        """Things whose names or text hold some words of the query: those that hold the most of them first."""
        asked = _quoted(query)
        asked = [word for word in asked if len(word) > len('"x"')] or asked
        held: dict[int, float] = {}
        for word in dict.fromkeys(asked):
            for number in self._matching(word):
                held[number] = held.get(number, 0.0) + 1
        well = self._matching(" OR ".join(asked))
        top = max(well.values(), default=1.0)
        return {number: count + well.get(number, 0.0) / (2 * top) for number, count in held.items()}

    def _matching(self, match: str) -> dict[int, float]:
        """The things that an FTS5 expression finds, with how well it fits."""
        if not match:
            return {}
        try:
            rows = self._database.execute(
                "SELECT rowid, bm25(text, 3.0, 1.0, 0.5) FROM text WHERE text MATCH ? ORDER BY 2 LIMIT ?",
                (match, _MOST),
            ).fetchall()
        except sqlite3.OperationalError:
            return {}
        return {number: -score for number, score in rows}

    @cached_property
    def _names(self) -> dict[str, list[int]]:
        """Every name and its pinyin, with the things that have it, for comparison with misspelt ones."""
        found: dict[str, list[int]] = {}
        rows = self._database.execute("SELECT form, thing FROM name WHERE how IN (0, 1) AND length(form) < 40")
        for form, number in rows:
            found.setdefault(form, []).append(number)
        return found

    def _similar(self, form: str) -> tuple[dict[int, float], str]:
        """Things whose name is nearly *form*, or sounds nearly like it, and the nearest name.

        A short Chinese name must sound just like it, and one that begins with a place must be of it: 广汽 is not 广西,
        and no bureau of another city stands in for one that is not there.
        """
        han = has_han(form)
        best = process.extract(
            sounds(form)[0] or form,
            self._names.keys(),
            scorer=fuzz.ratio,
            score_cutoff=100 if han and len(form) <= _SHORT else _SIMILAR,
            limit=10,
        )
        if han and len(form) > _SHORT:
            best += process.extract(form, self._names.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR - 12, limit=5)
        scores: dict[int, float] = {}
        for name, score, _ in best:
            for number in self._names[name]:
                scores[number] = max(scores.get(number, 0.0), score / 2)
        titles = dict(self._few("SELECT id, zh FROM thing WHERE id IN ({})", scores))
        place = self._place_before(form) if han else ""
        scores = {number: score for number, score in scores.items() if place in titles[number]}
        nearest = max(scores, key=lambda number: (scores[number], -number), default=None)
        return scores, titles[nearest] if nearest is not None else ""

    def _place_before(self, form: str) -> str:
        """The place with whose name *form* begins, without the word for its kind: 赣州 of 赣州市发改委."""
        starts = [form[:length] for length in range(2, min(len(form), 12))]
        found = self._database.execute(
            "SELECT max(length(form)) FROM name JOIN thing ON thing.id = name.thing WHERE how = 0 "
            "AND type IN ('City', 'Province', 'County') AND form IN (SELECT value FROM json_each(?))",
            (json.dumps(starts),),
        ).fetchone()[0]
        name = form[: found or 0]
        return name[:-1] if len(name) > 2 and name[-1] in _KINDS_OF_PLACE else name

    def _weigh(self, scores: dict[int, float]) -> None:
        """What the documents name more often comes first among equals."""
        for number, weight in self._few("SELECT id, weight FROM thing WHERE id IN ({})", scores):
            scores[number] += 3 * math.log1p(weight)

    def _facets(self, numbers: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
        found: dict[int, set[tuple[str, str]]] = {}
        for number, name, value in self._few("SELECT thing, name, value FROM facet WHERE thing IN ({})", numbers):
            found.setdefault(number, set()).add((name, value))
        return found

    def _few(self, query: str, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
        """Rows for some things. The numbers are our own row ids, so they can stand in the query."""
        return self._database.execute(query.format(",".join(map(str, numbers)))).fetchall()

    def _hits(self, numbers: list[int], query: str) -> list[Hit]:
        rows = {
            row[0]: row[1:]
            for row in self._few("SELECT id, iri, type, zh, en, body FROM thing WHERE id IN ({})", numbers)
        }
        return [_hit(rows[n], query) for n in numbers]


def _quoted(query: str) -> list[str]:
    """The words of a query as strings of an FTS5 expression."""
    return [f'"{word}"' for word in (word.replace('"', "") for word in words(query)) if word]


def _hit(row: tuple[str, str, str, str, str], query: str) -> Hit:
    iri, kind, zh, en, body = row
    return Hit(iri, kind, zh, en, excerpt(body, query))


def _count(values: Iterable[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
