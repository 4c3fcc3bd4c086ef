"""What an address asks of a table: conditions, words, order, columns and page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from ..records.base import Filter
from .definitions import Column, Table

PER_PAGE = 50
MOST_PER_PAGE = 100
"""Rows of one page, so that no page gets long; files have all."""


class _Shape(Filter):
    model_config = ConfigDict(extra="ignore")

    q: str = Field("", max_length=300)
    sort: str = Field("", max_length=60)
    columns: list[str] = Field(default=[], max_length=60)
    page: int = Field(1, ge=1, le=100_000)
    per_page: int = Field(PER_PAGE, ge=1, le=MOST_PER_PAGE)


@dataclass(frozen=True)
class Asked:
    """A table as one address asks for it. *given* are the conditions as the address has them."""

    table: Table
    filter: Filter
    given: dict[str, str]
    q: str
    sort: str
    columns: tuple[Column, ...]
    page: int
    per_page: int

    @property
    def sorted_by(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    def parameters(self, **other: object) -> dict[str, Any]:
        """The parameters of an address that asks for the same, but for *other*; what is usual is left out."""
        shown = tuple(column for column in self.table.columns if column.shown)
        own: dict[str, Any] = {**self.given, "q": self.q, "sort": self.sort}
        if self.columns != shown:
            own["columns"] = ",".join(column.name for column in self.columns)
        if self.per_page != PER_PAGE:
            own["per_page"] = self.per_page
        return {name: value for name, value in {**own, **other}.items() if value not in ("", None)}

    def without(self, name: str) -> Asked:
        """The same without one of its conditions."""
        given = {key: value for key, value in self.given.items() if key != name}
        return replace(self, given=given, filter=self.table.kind.filter.model_validate(given))


def parse(table: Table, parameters: Iterable[tuple[str, str]]) -> Asked:
    """What the *parameters* of an address ask of *table*; empty ones, as forms send them, ask for nothing.

    ``columns=a,b`` and ``columns=a&columns=b`` are the same. Raises ValueError, with one line that names the parameter,
    for one that does not exist and for a value that cannot be meant.
    """
    conditions, shaping = {}, {}
    columns: list[str] = []
    for name, value in parameters:
        if name == "columns":
            columns += value.split(",")
        elif value and name in _Shape.model_fields:
            shaping[name] = value
        elif value and name != "lang":
            conditions[name] = value
    try:
        made = table.kind.filter.model_validate(conditions)
        shape = _Shape.model_validate({**shaping, "columns": [name for name in columns if name]})
    except ValidationError as error:
        raise ValueError(_line(error)) from None
    known = {column.name: column for column in table.columns}
    for name in (*shape.columns, *([shape.sort.removeprefix("-")] if shape.sort else ())):
        if name not in known:
            where = "columns" if name in shape.columns else "sort"
            raise ValueError(f"{where}: {name[:40]!r} is none of {', '.join(known)}")
    if shape.sort and known[shape.sort.removeprefix("-")].kind in UNSORTED:
        raise ValueError(f"sort: {shape.sort[:40]!r} has no order")
    chosen = tuple(c for c in table.columns if (c.name in shape.columns if shape.columns else c.shown))
    return Asked(table, made, conditions, shape.q.strip(), shape.sort, chosen, shape.page, shape.per_page)


UNSORTED = ("quotes", "address")
"""Kinds of columns that no table is sorted by."""


def _line(error: ValidationError) -> str:
    first = error.errors()[0]
    reason = "no such parameter" if first["type"] == "extra_forbidden" else str(first["msg"])
    return f"{'.'.join(map(str, first['loc']))[:80]}: {reason}"
