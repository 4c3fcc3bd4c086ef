"""A difference of two releases as text for people, and as JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from .facts import ADDED, CHANGED, GONE, Fact, FieldChange
from .kinds import Words
from .records import to_record

MARKS = {ADDED: "+", GONE: "-", CHANGED: "~"}
LONGEST = 80
"""Characters of a title or a value that the text shows."""


@cache
def words(language: str) -> Mapping[str, Any]:
    """The words of one language, from words.toml."""
    read: dict[str, Any] = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    known: Mapping[str, Any] = read[language]
    return known


def text(
    previous: str, version: str, facts: Sequence[Fact], name: Callable[[str], Words], language: str
) -> Iterator[str]:
    """The lines of the text: what differs by document, with quotes. *facts* are in order, *name* names documents."""
    said = words(language)
    yield said["from"].format(previous=previous, version=version)
    if not facts:
        yield said["nothing"]
    for document, members in groupby(facts, key=lambda fact: fact.document):
        yield ""
        yield f"{name(document).get(language)} {f'<{document}>' if document else ''}".rstrip()
        for fact in members:
            yield from _fact(fact, language)


def _fact(fact: Fact, language: str) -> Iterator[str]:
    said = words(language)
    change, kind = said["change"][fact.change], said["kind"][fact.kind]
    yield f"  {MARKS[fact.change]} {change} {kind}{said['colon']}{_short(fact.title.get(language))}"
    for field in fact.fields:
        yield f"      {field.words.get(language)}{said['colon']}{values(field, fact.change, language)}"
    for quote in fact.quotes:
        yield f"      “{_short(quote.exact)}” [{quote.start}–{quote.end}]"


def values(field: FieldChange, change: str, language: str) -> str:
    """The values of a field, before and after where it has changed."""
    said = words(language)
    before, after = (
        said["separator"].join(_short(value.words.get(language)) for value in side) or said["none"]
        for side in (field.before, field.after)
    )
    return f"{before} → {after}" if change == CHANGED else after if change == ADDED else before


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def to_json(previous: str, version: str, facts: Sequence[Fact]) -> bytes:
    """The same as JSON: the two releases and the list of facts."""
    value = {"previous": previous, "version": version, "facts": [to_record(fact) for fact in facts]}
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
