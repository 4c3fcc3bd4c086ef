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
    colon: str = said["colon"]
    change, kind = said["change"][fact.change], said["kind"][fact.kind]
    yield f"  {MARKS[fact.change]} {change} {kind}{colon}{_short(fact.title.get(language))}"
    for field in fact.fields:
        yield f"      {field.words.get(language)}{colon}{values(field, fact.change, language)}"
    for quote in fact.quotes:
        yield f"      “{_short(quote.exact)}” [{quote.start}–{quote.end}]"


def values(field: FieldChange, change: str, language: str) -> str:
    """The values of a field; of one that has changed those that differ: old → new, + new or - old."""
    before, after = (
        [value for value in side if change != CHANGED or value not in other]
        for side, other in ((field.before, field.after), (field.after, field.before))
    )
    separator: str = words(language)["separator"]
    gone, new = (separator.join(_short(value.words.get(language)) for value in side) for side in (before, after))
    if change != CHANGED:
        return gone or new
    return f"{gone} → {new}" if gone and new else f"{MARKS[ADDED]} {new}" if new else f"{MARKS[GONE]} {gone}"


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def to_json(previous: str, version: str, facts: Sequence[Fact]) -> bytes:
    """The same as JSON: the two releases and the list of facts."""
    value = {"previous": previous, "version": version, "facts": [to_record(fact) for fact in facts]}
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
