"""Rows of the gazetteer that would do what many corrections do: the same words corrected to the same official name.

What no table can say (words that are no name, the role that words give) is told as well, without a row: weights learn
it (``duikou fit --gold``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from ..extract.knowledge import schemas
from ..extract.knowledge.gazetteer import COLUMNS, PLACE, Agency, Gazetteer, Place, gazetteer
from ..extract.knowledge.keys import slug
from ..extract.knowledge.lexicon import lexicon
from ..extract.knowledge.tables import read_table
from ..extract.model import EntityType, Facts
from .model import Action, Correction, Kind
from .naming import known_entity
from .outcomes import Corrected, Fate, Settled

LEAST = 2
"""Corrections that are to be one row."""
SOURCE = "corrections"
"""What the column ``source`` of a suggested row holds."""
THINGS = (EntityType.PLATFORM, EntityType.PROJECT, EntityType.EVENT, EntityType.POLICY_DOCUMENT)
_PARTY = "中共"


@dataclass(frozen=True, slots=True)
class Teaching:
    """What one correction would teach beyond its document."""

    about: str
    """name: the words have an official name; no-name: they name nothing; role: what a body's part is called."""
    words: str
    """As printed; of a role empty."""
    type: str
    """Of a name; of a role the one that the extractor had."""
    name: str
    """The official name, or the right role; empty for words that name nothing."""
    document: str
    batch: str
    line: int
    subtype: str = ""
    """Of the entity that the words name."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Corrections that say the same."""

    about: str
    type: str
    name: str
    words: tuple[str, ...]
    told: tuple[Teaching, ...]
    table: str = ""
    """The table of the gazetteer that has a row for it; empty where none can."""
    row: tuple[str, ...] = ()
    """Its cells, in the order of the table's columns."""


# --- what a correction teaches --------------------------------------------------------------------------------------


def teachings(before: Facts, corrected: Corrected) -> Iterator[Teaching]:
    """What the corrections of one document would teach. *before*: its facts as the extractor has them."""
    for one in corrected.settled:
        if one.kind is Kind.ENTITY and (one.row.action is Action.ADD or one.row.field in ("name", "type")):
            yield _named(corrected.facts, one)
        elif one.kind is Kind.RESPONSIBILITY and one.row.field == "body":
            yield from _body(before, corrected.facts, one)
        elif one.kind is Kind.RESPONSIBILITY and one.row.field == "role":
            yield _told("role", "", one.row.was, one.row.value, one.row)
    for outcome in corrected.outcomes:
        row, span = outcome.row, outcome.span
        if (
            outcome.fate in (Fate.EXACT, Fate.MOVED)
            and row.kind is Kind.ENTITY
            and row.action is Action.REJECT
            and span
        ):
            types = [one.type.value for at, one in before.linked.mentions_within(span) if at == span]
            yield _told("no-name", _bare(before.clean.quote(span)), types[0] if types else row.was, "", row)


def _named(facts: Facts, one: Settled) -> Teaching:
    entity = facts.linked.by_key[str(one.fact)]
    words = _bare(facts.clean.quote(one.span))
    return _told("name", words, entity.type.value, entity.canonical, one.row, entity.subtype)


def _body(before: Facts, after: Facts, one: Settled) -> Iterator[Teaching]:
    """The words that named the body which answered before name the one that answers now."""
    right = after.linked.by_key[after.responsibilities[int(one.fact)].entity]
    for part in before.responsibilities:
        old = before.linked.by_key[part.entity]
        if old.canonical == one.row.subject and before.measures[part.measure].span.overlaps(one.span):
            words = _bare(before.clean.quote(part.evidence))
            yield _told("name", words, right.type.value, right.canonical, one.row, right.subtype)
            return


def _told(about: str, words: str, type_: str, name: str, row: Correction, subtype: str = "") -> Teaching:
    return Teaching(about, words, type_, name, row.document, row.batch, row.line, subtype)


def _bare(words: str) -> str:
    return "".join(words.split())


# --- the rows that it comes to --------------------------------------------------------------------------------------


def suggestions(taught: Iterable[Teaching], least: int = LEAST) -> list[Suggestion]:
    """What at least *least* corrections say alike, the most said first; what the gazetteer says already is left out."""
    groups: dict[tuple[str, str, str, str], list[Teaching]] = defaultdict(list)
    for one in taught:
        groups[one.about, one.type, one.name, "" if one.about == "name" else one.words].append(one)
    found = []
    for (about, type_, name, _), told in groups.items():
        words = tuple(sorted({one.words for one in told if one.words}))
        table, row = row_of(type_, name, words, told[0].subtype) if about == "name" else ("", ())
        if len(told) >= least and (row or about != "name"):
            order = sorted(told, key=lambda one: (one.document, one.batch, one.line))
            found.append(Suggestion(about, type_, name, words, tuple(order), table, row))
    return sorted(found, key=lambda one: (not one.table, -len(one.told), one.about, one.type, one.name, one.words))


def row_of(type_: str, name: str, words: Sequence[str], subtype: str = "") -> tuple[str, tuple[str, ...]]:
    """The table and the row by which *words* name the thing with that official *name*; nothing where no table has such
    things, or the gazetteer says so already."""
    known = gazetteer()
    kind = EntityType(type_)
    if kind is EntityType.AGENCY:
        return _agency_row(name, words, known)
    if kind is not EntityType.ORGANIZATION and kind not in THINGS:
        return "", ()
    held = next((one for one in known.names_by_surface.get(name, ()) if one.type is kind and one.name == name), None)
    aliases = list(dict.fromkeys((*(held.aliases if held else ()), *(one for one in words if one != name))))
    if held and set(words) <= set(held.surfaces):
        return "", ()
    cells = {
        "slug": held.key.rpartition("/")[2] if held else slug(name),
        "name": name,
        "aliases": "|".join(aliases),
        "english": held.english if held else "",
        "source": held.source if held else SOURCE,
    }
    if kind is EntityType.ORGANIZATION:
        place = held.place if held else getattr(_opening(name, known), "key", "")
        cells |= {"type": held.subtype if held else subtype, "place": place.removeprefix("place/")}
        return "organizations", _cells("organizations", cells)
    cells |= {"type": kind.value, "subtype": held.subtype if held else subtype}
    return "names", _cells("names", cells)


def _agency_row(name: str, words: Sequence[str], known: Gazetteer) -> tuple[str, tuple[str, ...]]:
    """A row for one place's body, which goes before the row of all places; {place} stands for its name."""
    place = _opening(name.removeprefix(_PARTY), known)
    opening = _PARTY if name.startswith(_PARTY) else ""
    body = name.removeprefix(opening).removeprefix(place.name if place else "")
    bodies = list(dict.fromkeys(form for one in words if (form := _body_of(one, place))))
    level = place.level if place else "national"
    if not bodies or not body:
        return "", ()
    rows = [known.agency(form, level, place.code) if place else known.national.get(form) for form in bodies]
    if all(row and row.name(place) == name for row in rows):
        return "", ()
    entity = known_entity(name, EntityType.AGENCY)
    held = _row_with(entity.key, known) if entity else None
    cells = {
        "slug": held.slug if held else slug(name),
        "level": level,
        "pattern": f"{opening}{PLACE}{body}" if place else name,
        "aliases": "|".join(dict.fromkeys((*(held.aliases if held else ()), *(one for one in bodies if one != body)))),
        "english": held.english if held else "",
        "kind": held.kind if held else "government",
        "places": place.code if place else "",
    }
    return "agencies", _cells("agencies", cells)


def _row_with(key: str, known: Gazetteer) -> Agency | None:
    own = key.rpartition("/")[2]
    return next((row for row in known.agencies if row.slug == own), None)


def _body_of(words: str, place: Place | None) -> str:
    """What *words* print of a body behind its place, or behind the word for its level."""
    if place is None:
        return words
    levels = sorted(lexicon(schemas.Common).levels, key=len, reverse=True)
    for opening in (*sorted(place.surfaces, key=len, reverse=True), *levels):
        bare = words.removeprefix(_PARTY)
        if bare.startswith(opening) and len(bare) > len(opening) + 1:
            rest = bare.removeprefix(opening)
            return rest if opening == place.name else _body_of(rest, place) if opening in place.surfaces else rest
    return words


def _opening(name: str, known: Gazetteer) -> Place | None:
    """The place with the longest full name that *name* opens with, where only one bears it: of several full names in a
    row (赣州市章贡区) the last."""
    found: Place | None = None
    for end in range(min(len(name) - 2, 14), 1, -1):
        places = [place for place in known.places_by_surface.get(name[:end], ()) if place.name == name[:end]]
        if len(places) == 1:
            found = places[0]
            break
    return found


def _cells(table: str, cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(cells[column] for column in COLUMNS[table].split())


# --- writing one down -----------------------------------------------------------------------------------------------


def written(table: str, rows: Sequence[Sequence[str]], head: bool = True) -> str:
    """Rows of a table of the gazetteer as text, with its *head* or without."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([COLUMNS[table].split(), *rows] if head else rows)
    return out.getvalue()


def add_row(folder: Path, table: str, row: Sequence[str]) -> Path:
    """Adds a row to a table of the gazetteer in *folder*, which is made when it is not there, and gives its file. A row
    of the same slug gives way. Raises ValueError when the table is wrong as it is."""
    path, columns = folder / f"{table}.csv", COLUMNS[table].split()
    before = [[one[column] for column in columns] for one in read_table(path, columns)] if path.exists() else []
    kept = [one for one in before if (one[0], one[-1] if table == "agencies" else "") != _same(table, row)]
    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(written(table, [*kept, row]), encoding="utf-8")
    beside.replace(path)
    return path


def _same(table: str, row: Sequence[str]) -> tuple[str, str]:
    """What two rows of one thing have in common: the slug, of an agency the places as well."""
    return row[0], row[-1] if table == "agencies" else ""
