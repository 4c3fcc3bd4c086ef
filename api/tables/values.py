"""The values of a column in a record, and all rows of a table as far as they are counted and sorted by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from ..pages.site import Site
from ..pages.standing import today
from ..records.base import Filter, Quote
from .definitions import Column, Table

Value = str | int | float | Quote
Values = tuple[Value, ...]
Row = Mapping[str, Values]
CHUNK = 500
"""Records that are read at a time."""


def values(column: Column, record: object) -> Values:
    """What *record* has in *column*: one value, several, or none."""
    found = _under(record, column.path.split("."), column.where)
    return tuple(dict.fromkeys(found)) if column.kind in ("things", "quotes") else tuple(found)


def _under(value: Any, path: list[str], where: Mapping[str, str]) -> Iterator[Value]:
    if value is None or value == "":
        return
    if isinstance(value, list):
        for each in value:
            if all(getattr(each, name) == wanted for name, wanted in where.items()):
                yield from _under(each, path, where)
    elif path:
        yield from _under(getattr(value, path[0]), path[1:], where)
    else:
        yield value


def link(column: Column, record: object) -> str:
    """The address of what a cell leads to; empty for none."""
    return str(getattr(record, column.link)) if column.link else ""


def read(site: Site, table: Table, asked: Filter, found: Mapping[str, Any]) -> Iterator[Any]:
    """The records of *found*, read a part at a time."""
    rest = iter(found.items())
    while part := dict(islice(rest, CHUNK)):
        yield from table.kind.read(site, asked, part)


def rows(site: Site, table: Table, asked: Filter, found: Mapping[str, Any]) -> Mapping[str, Row]:
    """The values by which rows are counted and sorted, by the key of each; those of *found* and maybe others.

    What does not hang on the filter is worked out once while the data stay, of what is asked for without any condition;
    how something stands on a day, and what a release changed, is worked out for each day and release.
    """
    given = {name: getattr(asked, name) for name in ("date", "release", "since", "held") if hasattr(asked, name)}
    if given.get("date") == today().isoformat():
        given["date"] = ""  # what is asked for without a day
    bare = table.kind.filter(**given)
    if bare != table.kind.filter():
        return _rows(site, table, asked, found)
    day: date | None = today() if "date" in given else None
    known: dict[str, Row] = site.remembered(
        ("rows", table.name, day), lambda: _rows(site, table, bare, table.kind.find(site, bare))
    )
    return known


def _rows(site: Site, table: Table, asked: Filter, found: Mapping[str, Any]) -> dict[str, Row]:
    light = [column for column in table.columns if column.kind not in ("quotes", "address")]
    shared: dict[Values, Values] = {}  # the same few documents, topics and bodies stand in most rows

    def once(given: Values) -> Values:
        return shared.setdefault(given, given)

    records: Iterable[Any] = read(site, table, asked, found)
    return {
        key: {column.name: once(values(column, record)) for column in light}
        for key, record in zip(found, records, strict=True)
    }


def with_numbers(table: Table, row: Row, carried: object) -> Row:
    """*row* with the numbers that hang on the filter."""
    numbers = table.kind.numbers(carried)
    own = {column.name: (numbers[column.path],) for column in table.columns if column.path in numbers}
    return {**row, **own} if own else row
