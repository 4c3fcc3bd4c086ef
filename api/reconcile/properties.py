"""The values that can be fetched for things: the data extension of the Reconciliation API."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..pages.language import Words
from ..pages.site import Site, text_of
from .index import Index
from .model import KINDS, Entry
from .openings import outermost

_VALUES = ("text", "number", "thing")


@dataclass(frozen=True, slots=True)
class Property:
    """A property that can be fetched."""

    of: tuple[str, ...]
    value: str


@cache
def properties() -> Mapping[str, Property]:
    """The rows of properties.toml. Raises ValueError for one that is badly described."""
    table = tomllib.loads(files(__package__).joinpath("properties.toml").read_text("utf-8"))
    for name, row in table.items():
        if {*row} != {"of", "value"} or row["value"] not in _VALUES or not {*row["of"]} <= {*KINDS}:
            raise ValueError(f"properties.toml: {name}: a list `of` types and a `value` of {', '.join(_VALUES)}")
    return {name: Property(tuple(row["of"]), row["value"]) for name, row in table.items()}


def described(name: str, words: Words) -> dict[str, str]:
    """A property by its identifier and its name for people."""
    return {"id": name, "name": words(f"reconcile.property.{name}")}


def offered(types: Iterable[str], words: Words) -> list[dict[str, str]]:
    """The properties of things of *types*; all where no type is ours."""
    wanted = {*types} & {*KINDS} or {*KINDS}
    return [described(name, words) for name, row in properties().items() if wanted & {*row.of}]


def extend(
    site: Site, index: Index, words: Words, ids: Sequence[str], names: Sequence[tuple[str, int]]
) -> dict[str, Any]:
    """The response to a data extension query: for each of *ids* the values of each of *names*, and of these the first
    so many (0: all). An identifier of nothing and a property that is none have no values."""
    entries = {one: entry for one in ids if (entry := index.get(one))}
    counts = _counts(site, entries.values()) if {name for name, _ in names} & {"measures", "documents"} else {}
    rows: dict[str, dict[str, list[dict[str, object]]]] = {}
    for one in ids:
        entry = entries.get(one)
        rows[one] = {
            name: (_values(site, index, words, entry, name, counts) if entry else [])[: most or None]
            for name, most in names
        }
    meta = [described(name, words) for name, _ in names if name in properties()]
    return {"meta": meta + [{"id": name, "name": name} for name, _ in names if name not in properties()], "rows": rows}


def facts(site: Site, index: Index, words: Words, entry: Entry) -> list[tuple[str, str]]:
    """What is known of a thing beside its name, for people: the names of properties with their values."""
    asked = [(name, 0) for name in properties() if name != "name"]
    held = extend(site, index, words, [entry.id], asked)["rows"][entry.id]
    separator = words("separator")
    return [
        (words(f"reconcile.property.{name}"), separator.join(str(next(iter(reversed(one.values())))) for one in values))
        for name, values in held.items()
        if values
    ]


def _values(
    site: Site, index: Index, words: Words, entry: Entry, name: str, counts: Mapping[tuple[str, str], int]
) -> list[dict[str, object]]:
    row = properties().get(name)
    if row is None or entry.kind not in row.of:
        return []
    if row.value == "number":
        return [{"int": counts.get((entry.id, name), 0)}]
    if row.value == "thing":
        return _thing(index, entry, name)
    texts = {
        "name": [entry.name],
        "address": [site.settings.base + entry.id],
        "code": [entry.code],
        "type": [words.get(f"reconcile.type.{entry.types[0]}", entry.types[0])],
        "english": [entry.english],
        "aliases": list(entry.aliases),
    }[name]
    return [{"str": text} for text in texts if text]


def _thing(index: Index, entry: Entry, name: str) -> list[dict[str, object]]:
    """The place that a thing is of, or the province of that."""
    place = index.known.places.get(entry.place.removeprefix("id/"))
    if name == "province":
        place = outermost(index.known, place or index.known.places.get(entry.id.removeprefix("id/")))
    return [{"id": f"id/{place.key}", "name": place.name}] if place else []


def _counts(site: Site, entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    base = site.settings.base
    nodes = [NamedNode(base + entry.id) for entry in entries if entry.served]
    if not nodes:
        return {}
    return {
        (text_of(row["this"]).removeprefix(base), name): int(value.value)
        for row in site.select("reconcile/counts", this=nodes)
        for name in ("measures", "documents")
        if isinstance(value := row.get(name), Literal)
    }
