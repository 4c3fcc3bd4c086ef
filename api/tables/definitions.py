"""The tables that there are: tables.toml with its schema."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .. import records
from ..records.base import Kind


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Data):
    """A column: where its values stand in a record, and how they are shown."""

    name: str
    path: str = Field(alias="from")
    where: dict[str, str] = {}
    kind: Literal["things", "words", "code", "number", "moment", "quotes", "id", "address"]
    key: str = ""
    link: str = ""
    width: int = Field(ge=6, le=80)
    shown: bool = False


class Facet(_Data):
    """A condition of the filter whose values are offered with their numbers."""

    name: str
    column: str = ""
    source: str = ""
    kind: str = ""
    key: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Facet:
        if bool(self.column) == bool(self.source):
            raise ValueError(f"facet {self.name}: either column or source")
        if bool(self.kind) == (self.key is not None):
            raise ValueError(f"facet {self.name}: either kind or key")
        return self


class Table(_Data):
    """One table. *page* lists the same things for readers; *rows* is the table that cuts them into rows otherwise."""

    name: str
    page: str = ""
    rows: str = ""
    inputs: tuple[str, ...] = ()
    columns: tuple[Column, ...]
    facets: tuple[Facet, ...]

    @property
    def kind(self) -> Kind[Any, Any]:
        """The records that are its rows."""
        kind: Kind[Any, Any] = getattr(records, self.name)
        return kind

    @model_validator(mode="after")
    def _known_names(self) -> Table:
        columns = [column.name for column in self.columns]
        if len(set(columns)) < len(columns) or not any(column.shown for column in self.columns):
            raise ValueError(f"{self.name}: a column twice, or none that is shown")
        conditions = self.kind.filter.model_fields
        for name in (*self.inputs, *(facet.name for facet in self.facets)):
            if name not in conditions:
                raise ValueError(f"{self.name}: {name} is no condition of its records")
        for column in self.columns:
            if column.path.partition(".")[0] not in self.kind.record.model_fields:
                raise ValueError(f"{self.name}: {column.path} is no field of its records")
        for facet in self.facets:
            if facet.column and facet.column not in columns:
                raise ValueError(f"{self.name}: {facet.column} is no column")
        return self

    def column(self, name: str) -> Column:
        """A column by its name. Raises StopIteration for one that is not there."""
        return next(column for column in self.columns if column.name == name)


@cache
def tables() -> dict[str, Table]:
    """The tables by name, in the order of tables.toml. Raises ValueError where that breaks the schema."""
    known = tomllib.loads(files(__package__).joinpath("tables.toml").read_text("utf-8"))
    return {name: Table(name=name, **given) for name, given in known.items()}
