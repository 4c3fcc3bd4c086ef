"""What all records share: references, quotes, pages of a list, and the words that describe their fields."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from ..pages.site import Site

LONGEST = 300
"""Characters of the value of a filter."""


@cache
def said() -> dict[str, Any]:
    """words.toml: what fields, filters and functions are, in Chinese and English."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


def both(table: str, key: str) -> str:
    """The description of a field, a filter or a function: a paragraph of Chinese, then one of English."""
    words = said()[table][key]
    return f"{words['zh']}\n\n{words['en']}"


def told(key: str) -> Any:
    """A field of a record, described by ``[field]`` of words.toml."""
    return Field(description=both("field", key))


def asked(key: str, default: Any = "", **options: Any) -> Any:
    """A condition of a filter, described by ``[filter]`` of words.toml; empty stands for any."""
    if default == "" and "pattern" not in options:
        options["max_length"] = LONGEST
    return Field(default, description=both("filter", key), **options)


class Record(BaseModel):
    """What a function gives. Nothing is left out: what is not known is null, or an empty list."""

    model_config = ConfigDict(frozen=True)


class Filter(BaseModel):
    """What a function takes. A filter that does not exist is an error, and not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(Record):
    """A thing by its identifier, its permanent address and its names."""

    id: str = told("id")
    iri: str = told("iri")
    zh: str = told("zh")
    en: str = told("en")


class Quote(Record):
    """The exact words of a document that state a fact, and where they stand in it."""

    exact: str = told("exact")
    document: Reference = told("document")
    start: int = told("start")
    end: int = told("end")


Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """A part of a list."""

    total: int = told("total")
    items: list[Item] = told("items")


Asked = TypeVar("Asked", bound=Filter)


@dataclass(frozen=True)
class Kind(Generic[Asked, Item]):
    """One kind of records: which fit a filter, and what is told of them.

    *find* gives all that fit in their order, each by a key that no other has, with whatever was found out on the way;
    *read* makes the records of a part of that; *numbers* are the fields of a record that depend on the filter.
    """

    filter: type[Asked]
    record: type[Item]
    find: Callable[[Site, Asked], Mapping[str, Any]]
    read: Callable[[Site, Asked, Mapping[str, Any]], list[Item]]
    numbers: Callable[[Any], Mapping[str, int]] = lambda _: {}
    classes: tuple[str, ...] = ()
    """Those of our classes to which the things belong, where documents name them."""

    def __call__(self, site: Site, asked: Asked, start: int = 0, count: int = 50) -> Page[Item]:
        """The records that fit *asked*: *count* of them from *start* on.

        Raises ValueError for a value that cannot be meant, and LookupError for what is asked for and is not there.
        """
        found = self.find(site, asked)
        shown = dict(islice(found.items(), start, start + count))
        return Page[Item](total=len(found), items=self.read(site, asked, shown))
