"""Where a text prints whom it holds responsible: stretches behind 责任单位: and cells of such a column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Outline, Role, Span

COLUMNS = {role.value: role for role in Role}


class Labelled(NamedTuple):
    """A stretch behind a label, or a cell; *role* is what the label says of the bodies in it."""

    span: Span
    role: Role
    cell: bool = False


def labelled_stretches(text: str, outline: Outline) -> list[Labelled]:
    """Every stretch of folded *text* that a label or the head of a column gives to responsible bodies, in text
    order."""
    found = [*_by_label(text)]
    for unit in outline.units:
        for cell, column in zip(unit.cells, unit.columns, strict=False):
            if column in COLUMNS and cell.end > cell.start:
                found.append(Labelled(cell, COLUMNS[column], cell=True))
    return sorted(found)


def _by_label(text: str) -> Iterator[Labelled]:
    """Behind each label up to the next one, the bracket's end, the full stop, or the line's end."""
    for found in _label().finditer(text):
        role = _roles()[found["boxed"] or found["label"]]
        end = _end().search(text, found.end())
        stop = end.start() if end else len(text)
        if role and stop > found.end():
            yield Labelled(Span(found.end(), stop), role)


@cache
def _roles() -> dict[str, Role | None]:
    labels = lexicon(schemas.Responsibility).labels
    roles: dict[str, Role | None] = dict.fromkeys(labels.no_body)
    roles |= dict.fromkeys(labels.responsible, Role.RESPONSIBLE)
    roles |= dict.fromkeys(labels.lead, Role.LEAD)
    return roles | dict.fromkeys(labels.supporting, Role.SUPPORTING)


def _alternatives() -> str:
    return "|".join(map(re.escape, sorted(_roles(), key=len, reverse=True)))


@cache
def _label() -> re.Pattern[str]:
    """A label with its colon, one in a bracket of its own (【牵头单位】), or one that opens a line or a bracket and is
    parted from what follows by a space."""
    return re.compile(
        rf"(?<![\u4e00-\u9fff])(?:[【\[](?P<boxed>{_alternatives()})[】\]]\s*:?\s*"
        rf"|(?P<label>{_alternatives()})(?:\s*:\s*|(?<=\S)[ \t]+))",
        re.M,
    )


@cache
def _end() -> re.Pattern[str]:
    return re.compile(rf"[。\n)\]】〕]|(?:{_alternatives()})\s*:|[【\[](?:{_alternatives()})[】\]]")
