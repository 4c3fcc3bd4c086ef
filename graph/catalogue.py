"""What people say of documents: ``documents.csv`` beside them, or ``NAME.toml`` beside ``NAME.txt``.

What stands here overrides what a document prints of itself, and is published as said by the table. A cell or key that
is empty says nothing. Both forms have one schema, Entry; what is wrong is said in one line, before a document is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pyoxigraph import NamedNode

from ..extract.knowledge import schemas
from ..extract.knowledge.gazetteer import Place, gazetteer
from ..extract.knowledge.lexicon import lexicon, parse
from ..extract.knowledge.schemas.fields import Lexicon, wrong
from ..extract.knowledge.tables import Row, read_table

CATALOGUE = "documents.csv"
SIDECAR = ".toml"
ABOUT_CORPUS = "corpus.toml"
"""What a folder says of itself (corpora.py); it speaks of no document."""
FILE = "file"
"""The column that names the document; a file beside it needs none."""
_LINE_BREAKS = ("\n", "\r")


def _words(value: str) -> str:
    if any(mark in value for mark in _LINE_BREAKS):
        raise wrong("holds a line break")
    return value.strip()


def _day(value: object) -> object:
    """A date of TOML is one as it stands; a text must be ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise wrong(f"{value!r} is not a date such as 2023-05-26") from error
    return value


def _address(value: str) -> str:
    if not value:
        return value
    try:
        parts = urlsplit(NamedNode(value).value)
    except ValueError as error:
        raise wrong(f"{value!r} is not a web address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong(f"{value!r} is not a web address")
    return value


def _number(value: str) -> str:
    if value and not lexicon(schemas.Metadata).number.form.fullmatch(value):
        raise wrong(f"{value!r} is not a document number such as 国发〔2021〕3号")
    return value


def _place(value: str) -> str:
    if value and not place_named(value):
        raise wrong(f"{value!r} is no place of the gazetteer, or several: give its full name or its code")
    return value


def _yes(value: object) -> object:
    known = {"yes": True, "no": False, "是": True, "否": False, "": False}
    if isinstance(value, str):
        if value not in known:
            raise wrong(f"{value!r} is neither yes nor no")
        return known[value]
    return value


Words = Annotated[str, AfterValidator(_words)]
Address = Annotated[Words, AfterValidator(_address)]
Number = Annotated[Words, AfterValidator(_number)]


class Entry(Lexicon):
    """What is said of one document."""

    title: Words = ""
    kind: Literal["", "plan", "opinion", "interpretation", "news"] = ""
    issuer: Words = ""
    place: Annotated[Words, AfterValidator(_place)] = ""
    """The place for which it speaks: a name or code of the gazetteer."""
    number: Number = ""
    published: Annotated[str, BeforeValidator(_day)] = ""
    url: Address = ""
    """The official page."""
    source: Words = ""
    """Where the file was taken from, in words."""
    licence: Words = ""
    """A web address of the licence, or its words."""
    publish_original: Annotated[bool, BeforeValidator(_yes)] = False
    """Whether the file itself may be downloaded."""
    stands_for: Words = ""
    """The title of the document that it reports, where that one is not held itself."""
    stands_for_number: Number = ""
    slug: Annotated[str, Field(pattern=r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$", max_length=80)] = ""
    """Its name in addresses, whatever the file is called."""

    @model_validator(mode="after")
    def _numbered_by_title(self) -> Entry:
        if self.stands_for_number and not self.stands_for:
            raise wrong("stands_for_number without stands_for")
        return self

    @property
    def fingerprint(self) -> str:
        """The same for the same entry, on every machine."""
        return self.model_dump_json()


NOTHING = Entry()
"""The entry of a document of which nothing is said."""


def place_named(name: str) -> Place | None:
    """The one place of the gazetteer with this name or code."""
    known = gazetteer()
    if at := known.place(name):
        return at
    found = [place for place in known.places_by_surface.get(name, ()) if place.name == name]
    return found[0] if len(found) == 1 else None


def read_catalogue(folder: Path, names: Iterable[str]) -> Mapping[str, Entry]:
    """The entry of each document in *folder* of which something is said, by the name of its file.

    *names* are the documents. A row may name a file that is not there. Raises ValueError with one line that names the
    file, the row or line, and the cause.
    """
    table = folder / CATALOGUE
    entries: dict[str, Entry] = dict(_rows(table)) if table.is_file() else {}
    for name in names:
        beside = folder / f"{Path(name).stem}{SIDECAR}"
        if Path(name).suffix != SIDECAR and beside.name != ABOUT_CORPUS and beside.is_file():
            if name in entries:
                raise ValueError(f"{beside}: {table.name} has a row for {name} already")
            entries[name] = parse(beside.read_bytes(), Entry, str(beside))
    return entries


def unmatched(folder: Path) -> list[str]:
    """The files that the table in *folder* has a row for and that are not there. Raises ValueError as read_catalogue
    does."""
    return sorted(name for name in read_catalogue(folder, ()) if not (folder / name).exists())


def entry_of(path: Path) -> Entry:
    """What is said of the document at *path*. Raises ValueError as read_catalogue does."""
    return read_catalogue(path.parent, [path.name]).get(path.name, NOTHING)


def _rows(table: Path) -> Iterator[tuple[str, Entry]]:
    seen: set[str] = set()
    for row in read_table(table):
        if FILE not in row:
            raise ValueError(f"{table}, line 1: missing column {FILE}")
        if unknown := sorted(set(row) - set(Entry.model_fields) - {FILE}):
            raise ValueError(f"{table}, line 1: unknown column {', '.join(unknown)}")
        name = row[FILE]
        if not name or name in seen:
            raise ValueError(f"{table}, line {row.line}: {FILE}: {'a second row for ' + name if name else 'is empty'}")
        seen.add(name)
        yield name, _entry(table, row)


def _entry(table: Path, row: Row) -> Entry:
    try:
        return Entry.model_validate({column: cell for column, cell in row.items() if column != FILE})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        cause = f"{where}: {first['msg']}" if where else first["msg"]
        raise ValueError(f"{table}, line {row.line}: {cause}") from error
