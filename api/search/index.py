"""The search index: an SQLite file made from the graph, one for each version of the data."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ...ontology.terms import Vocabulary
from ..queries import Queries
from ..store.engine import Row, Term
from .spelling import normal, sounds, words

SCHEMA_VERSION = 3
FILE_NAME = f"search-{SCHEMA_VERSION}.db"
"""How the index is called in what a release has to be served (graph/served.py)."""

Select = Callable[[str], Iterable[Row]]

_SCHEMA = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, type TEXT, zh TEXT, en TEXT, body TEXT, weight INTEGER);
CREATE TABLE name (thing INTEGER, form TEXT, how INTEGER);
CREATE TABLE facet (thing INTEGER, name TEXT, value TEXT, PRIMARY KEY (thing, name, value)) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5(title, body, about, content='', tokenize="unicode61 remove_diacritics 2");
"""

NAME, PINYIN, INITIALS = 0, 1, 2
"""name.how: what kind of form a row holds."""


@dataclass(slots=True)
class Thing:
    """Something that can be found."""

    iri: str
    type: str = ""
    zh: str = ""
    en: str = ""
    body: str = ""
    about: set[str] = field(default_factory=set)
    """Names of what it has to do with: words by which it is found, too."""
    names: set[str] = field(default_factory=set)
    facets: set[tuple[str, str]] = field(default_factory=set)
    weight: int = 0


# More telling classes first: a thing has several.
_TYPES = (
    "City",
    "Province",
    "County",
    "BaseArea",
    "Region",
    "Agency",
    "AgencyGroup",
    "Platform",
    "Project",
    "Event",
    "Organization",
    "PolicyDocument",
    "Cooperation",
    "Measure",
    "Target",
    "Concept",
)


def build(select: Select, queries: Queries, vocabulary: Vocabulary, target: Path, more_names: MoreNames) -> None:
    """Writes the index of the graph that *select* asks to the file *target*, beside it first, then renamed.

    *more_names* gives further names of a thing by its IRI: the usual short forms of an agency, say.
    """
    things = _read(select, queries, vocabulary)
    for thing in things.values():
        thing.names |= {name for name in (thing.zh, thing.en, *more_names(thing.iri)) if name}
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    database = sqlite3.connect(beside)
    try:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        with database:
            for number, thing in enumerate(sorted(things.values(), key=lambda thing: thing.iri), 1):
                _write(database, number, thing)
            database.execute("CREATE INDEX name_form ON name (form)")
            database.execute("INSERT INTO text(text) VALUES ('optimize')")
    finally:
        database.close()
    beside.replace(target)


MoreNames = Callable[[str], Iterable[str]]


def _write(database: sqlite3.Connection, number: int, thing: Thing) -> None:
    database.execute(
        "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, thing.iri, thing.type, thing.zh, thing.en, thing.body, thing.weight),
    )
    forms = {(normal(name), NAME) for name in thing.names}
    forms |= {form for name in thing.names for form in zip(sounds(name), (PINYIN, INITIALS), strict=True)}
    database.executemany("INSERT INTO name VALUES (?, ?, ?)", [(number, f, how) for f, how in sorted(forms) if f])
    database.executemany("INSERT INTO facet VALUES (?, ?, ?)", [(number, *pair) for pair in sorted(thing.facets)])
    title = " ".join(words(" ".join(sorted(thing.names))))
    body = " ".join(words(thing.body))
    about = " ".join(words(" ".join(sorted(thing.about))))
    database.execute("INSERT INTO text(rowid, title, body, about) VALUES (?, ?, ?, ?)", (number, title, body, about))


def _read(select: Select, queries: Queries, vocabulary: Vocabulary) -> dict[str, Thing]:
    dk = str(vocabulary.dk[""])
    things: dict[str, Thing] = {}
    for row in select(queries.get("search/things")):
        thing = _thing(things, row, dk)
        if label := row.get("label"):
            name, language = _value(label), getattr(label, "language", None) or "zh"
            setattr(thing, "en" if language.startswith("en") else "zh", name)
        if alias := row.get("alias"):
            thing.names.add(_value(alias))
        if place := row.get("place"):
            thing.facets.add(("city", _value(place)))
    documents: dict[str, str] = {}
    for row in select(queries.get("search/measures")):
        thing = _thing(things, row, dk)
        thing.body = _value(row["text"])
        documents[thing.iri] = _value(row["document"])
    cities: dict[str, set[str]] = {}
    for row in select(queries.get("search/facets")):
        iri = _value(row["this"])
        if city := row.get("city"):
            cities.setdefault(iri, set()).add(_value(city))
        if (topic := row.get("topic")) and iri in things:
            things[iri].facets.add(("topic", _value(topic)))
    corpora = _corpora(select, queries)
    for iri, thing in things.items():
        thing.facets |= {("corpus", corpus) for corpus in corpora.get(documents.get(iri, iri), ())}
        thing.facets |= {("city", city) for city in cities.get(documents.get(iri, iri), ())}
        if thing.type in {"City", "Province", "County"}:
            thing.facets.add(("city", iri))
        thing.facets.add(("type", thing.type))
    _tell_about(things, select(queries.get("search/about")))
    for row in select(queries.get("search/mentioned")):
        if (iri := _value(row["this"])) in things:
            things[iri].weight = int(_value(row["count"]))
    return things


def _tell_about(things: dict[str, Thing], rows: Iterable[Row]) -> None:
    """Adds to measures the names of what they have to do with."""
    for row in rows:
        thing, named = things.get(_value(row["this"])), things.get(_value(row["thing"]))
        if thing is not None and named is not None:
            thing.about |= {name for name in (named.zh, named.en) if name}


def _corpora(select: Select, queries: Queries) -> dict[str, set[str]]:
    """The corpora of each thing, where there are several."""
    if len([*select(queries.get("search/corpus"))]) < 2:
        return {}
    found: dict[str, set[str]] = {}
    for row in select(queries.get("search/corpora")):
        found.setdefault(_value(row["this"]), set()).add(_value(row["corpus"]))
    return found if len(set().union(*found.values())) > 1 else {}


def _thing(things: dict[str, Thing], row: Row, dk: str) -> Thing:
    thing = things.setdefault(_value(row["this"]), Thing(_value(row["this"])))
    kind = _value(row["type"]).removeprefix(dk)
    kind = "Concept" if kind.endswith("#Concept") else kind
    if not thing.type or _TYPES.index(kind) < _TYPES.index(thing.type):
        thing.type = kind
    return thing


def _value(term: Term) -> str:
    return str(getattr(term, "value", term))
