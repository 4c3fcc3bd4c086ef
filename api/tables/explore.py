"""The rows that an address asks for, in the order that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..pages.site import Site, View
from ..pages.standing import today
from ..search.spelling import normal
from .asked import Asked
from .definitions import Column, Facet
from .facets import Choice, Found, choices, find
from .values import Row, Value, read, with_numbers


@dataclass(frozen=True)
class Explored:
    """What was found: the keys of all rows in their order."""

    site: Site
    asked: Asked
    found: Found
    keys: list[str]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.keys) // self.asked.per_page))

    def page(self) -> list[Any]:
        """The records of the page that is asked for."""
        start = (self.asked.page - 1) * self.asked.per_page
        return list(self.records(self.keys[start : start + self.asked.per_page]))

    def records(self, keys: list[str]) -> Iterator[Any]:
        """The records of some rows, read a part at a time."""
        carried = {key: self.found.carried[key] for key in keys}
        return read(self.site, self.asked.table, self.asked.filter, carried)


def explore(view: View, asked: Asked) -> Explored:
    """The rows that fit, in the order of the records where none is asked for; names are sorted in the view's language.

    Raises ValueError and LookupError as the records do.
    """
    found = find(view.site, asked.table, asked.filter)
    keys = list(found.carried)
    if asked.q:
        keys = _with_words(view.site, found, keys, asked.q)
    if asked.sort:
        keys = _sorted(view, asked, found, keys)
    return Explored(view.site, asked, found, keys)


Offered = list[tuple[Facet, list[Choice]]]
"""The facets of a table with their choices."""


def offered(explored: Explored) -> Offered:
    """The choices of every facet: each counted under all conditions but its own. Those of a whole table, which
    everybody sees first, are counted once for a release and a day.
    """
    asked = explored.asked
    if asked.given or asked.q:
        return _offered(explored)
    whole: Offered = explored.site.remembered(("offered", asked.table.name, today()), lambda: _offered(explored))
    return whole


def _offered(explored: Explored) -> Offered:
    made = []
    for facet in explored.asked.table.facets:
        found = explored.found
        if facet.name in explored.asked.given:
            found = find(explored.site, explored.asked.table, explored.asked.without(facet.name).filter)
            narrowed = dict.fromkeys(_with_words(explored.site, found, list(found.carried), explored.asked.q))
        else:
            narrowed = dict.fromkeys(explored.keys)
        within = {key: found.carried[key] for key in narrowed}
        part = Found(found.site, found.table, found.asked, within, found.rows)
        made.append((facet, choices(part, facet)))
    return made


def _with_words(site: Site, found: Found, keys: list[str], q: str) -> list[str]:
    """The rows that have every word of *q* in some of their values, whatever its width, case and punctuation."""
    wanted = [word for each in q.split() if (word := normal(each))]
    if not wanted:
        return keys
    texts = [column for column in found.table.columns if column.kind in ("things", "words", "id")]
    texts = [column for column in texts if column.name in next(iter(found.rows.values()), {})]

    def has_all(row: Row) -> bool:
        whole = "\n".join(_folded(site, column, value) for column in texts for value in row[column.name])
        return all(word in whole for word in wanted)

    return [key for key in keys if has_all(found.rows[key])]


def _folded(site: Site, column: Column, value: Value) -> str:
    if column.kind != "things":
        return _normal(str(value))
    name = site.names.one(str(value))
    return _normal(f"{name.zh}\n{name.en}")


_normal = lru_cache(maxsize=65_536)(normal)


def _sorted(view: View, asked: Asked, found: Found, keys: list[str]) -> list[str]:
    """*keys* by a column: numbers as such, names in the order of their language; what has no value stands last."""
    column = asked.table.column(asked.sorted_by)
    known: Mapping[str, Row] = found.rows
    if column.path in asked.table.kind.record.model_fields and column.kind == "number":
        known = {key: with_numbers(asked.table, found.rows[key], found.carried[key]) for key in keys}
    order = _order(view, column)
    filled = [key for key in keys if known[key][column.name]]
    filled.sort(key=lambda key: order(known[key][column.name][0]), reverse=asked.descending)
    return [*filled, *(key for key in keys if not known[key][column.name])]


def _order(view: View, column: Column) -> Callable[[Value], Any]:
    if column.kind == "number":
        return lambda value: value
    if column.kind == "things":
        return lambda value: _collated(view.label(str(value)))
    return lambda value: _collated(str(value))


def _collated(text: str) -> bytes:
    """Chinese as dictionaries have it: GB 2312 has its common characters in the order of their pinyin."""
    return text.casefold().encode("gb18030", "replace")
