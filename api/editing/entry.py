"""From what an editor enters to the rows that say it: checked here, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...corrections.model import BETWEEN_PLACES, FIELDS, Action, Anchor, Correction, Kind
from ...corrections.values import MAY_BE_EMPTY, problem
from ..http.errors import RefusedError
from ..pages.texts import Text
from .facts import Fact, source

CONTEXT = 32
"""Characters before and behind a quote that a row keeps."""
_MASK = "*"
"""What the release has in its texts for words that are not the document's own; no quote begins or ends with it."""
_SEVERAL = "|"

Line = Annotated[str, Field(max_length=2000)]


class Entered(BaseModel):
    """What an editor says: of a fact by its key, or of words by where they stand in the shown text."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    document: Annotated[str, Field(min_length=1, max_length=300)]
    action: Literal["confirm", "reject", "amend", "add", "split"]
    fact: Annotated[str, Field(max_length=300)] = ""
    kind: Annotated[str, Field(max_length=20)] = ""
    field: Annotated[str, Field(max_length=20)] = ""
    value: Line | list[Line] = ""
    subject: Line = ""
    base: Line = ""
    partner: Line = ""
    reason: Line = ""
    unit: Annotated[int, Field(ge=-1)] = -1
    """Number of the unit of the shown text that holds the words of something that is added."""
    first: Annotated[int, Field(ge=0)] = 0
    last: Annotated[int, Field(ge=0)] = 0
    """Where they begin and end in it."""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one document: as it is shown, and as it was read, with what is not its own masked."""

    shown: Text | None
    written: str

    def anchor(self, start: int, end: int) -> Anchor:
        """The anchor of the words at source offsets."""
        text = self.written
        return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end)

    def quote(self, start: int, end: int) -> str:
        return self.written[start:end]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who enters something, when, and of which document."""

    who: str
    when: str
    document: str
    sha256: str
    batch: str


def read_entered(values: Mapping[str, object]) -> Entered:
    """What was sent, from JSON or a form. Raises RefusedError (400) naming the field that is wrong."""
    try:
        return Entered.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "body"
        raise RefusedError(400, f"{place}: {first['msg'].lower()}") from error


def rows_for(entered: Entered, writer: Writer, words: Words, find: Callable[[str], Fact | None]) -> list[Correction]:
    """The rows that say it; *find* gives a fact by its key. Raises RefusedError: 400 for what no row can say, 404 for a
    fact that is no longer there."""
    fact = None
    if entered.fact:
        fact = find(entered.fact)
        if fact is None:
            raise RefusedError(404, "the fact is no longer there: load the page again")
    rows = _of_fact(entered, writer, words, fact) if fact else [_addition(entered, writer, words)]
    for row in rows:
        if wrong := problem(row):
            raise RefusedError(400, f"{wrong[0]}: {wrong[1]}")
    return rows


def _of_fact(entered: Entered, writer: Writer, words: Words, fact: Fact) -> list[Correction]:
    row = Correction(
        batch=writer.batch,
        line=0,
        who=writer.who,
        when=writer.when,
        document=writer.document,
        sha256=writer.sha256,
        anchor=words.anchor(fact.start, fact.end),
        kind=fact.kind,
        subject=fact.subject,
        field=entered.field,
        was=fact.fields.get(entered.field, "") if entered.field in FIELDS[fact.kind] else "",
        value="",
        action=Action.CONFIRM,
        reason=_line(entered.reason),
    )
    if entered.action == "add":
        return [_belonging(entered, row, fact)]
    if entered.action == "split":
        return [_split(entered, row, fact)]
    if entered.action == "confirm":
        return [_confirmed(row, fact)]
    if entered.action == "reject":
        return [replace(row, action=Action.REJECT)]
    value = _value(entered)
    if entered.field == "span":
        value, row = _extent(entered, words, value), replace(row, was=words.quote(fact.start, fact.end))
    if not value and entered.field and entered.field in MAY_BE_EMPTY[fact.kind]:
        return [replace(row, action=Action.REJECT)]  # a field that is left empty is one the fact does without
    return [replace(row, action=Action.AMEND, value=value)]


def _confirmed(row: Correction, fact: Fact) -> Correction:
    """A fact that is published is confirmed; one that only came near is added."""
    if not fact.candidate:
        return replace(row, field="")
    return replace(row, field="", action=Action.ADD, value=DEFAULTS.get(fact.kind, ""))


DEFAULTS = {Kind.RESPONSIBILITY: "responsible", Kind.PAIR: "in-force"}
"""What a candidate is added as when nothing else is said; the commitment of a measure is left to the extractor."""


def _belonging(entered: Entered, row: Correction, fact: Fact) -> Correction:
    """A responsible body that the words of a measure were missing."""
    if fact.candidate:
        return replace(row, field="", action=Action.ADD, value=_value(entered) or DEFAULTS.get(fact.kind, ""))
    if fact.kind is not Kind.MEASURE:
        raise RefusedError(400, "fact: a body is added to a measure")
    value = _value(entered) or DEFAULTS[Kind.RESPONSIBILITY]
    subject = _line(entered.subject)
    return replace(row, kind=Kind.RESPONSIBILITY, subject=subject, field="", was="", value=value, action=Action.ADD)


def _split(entered: Entered, row: Correction, fact: Fact) -> Correction:
    """These words name something else than the rest that go by the name: they are its own from now on."""
    if fact.kind is not Kind.ENTITY:
        raise RefusedError(400, "fact: only a name can be split")
    other = _line(entered.subject)
    if other == fact.subject:
        raise RefusedError(400, "subject: is the same name")
    type_ = _value(entered) or fact.fields.get("type", "")
    return replace(row, field="", was="", subject=other, value=type_, action=Action.ADD)


def _addition(entered: Entered, writer: Writer, words: Words) -> Correction:
    """A fact that was missed, at the words that are selected."""
    if entered.action != "add" or entered.kind not in {kind.value for kind in Kind}:
        raise RefusedError(400, f"kind: an addition takes one of {', '.join(kind.value for kind in Kind)}")
    kind = Kind(entered.kind)
    if kind is Kind.RESPONSIBILITY:
        raise RefusedError(400, "kind: a responsibility is added to a measure: name its fact")
    start, end = _selected(entered, words)
    subject = _line(entered.subject)
    if kind is Kind.PAIR:
        subject = f"{_line(entered.base)}{BETWEEN_PLACES}{_line(entered.partner)}"
    elif kind is not Kind.ENTITY:
        subject = ""
    return Correction(
        batch=writer.batch,
        line=0,
        who=writer.who,
        when=writer.when,
        document=writer.document,
        sha256=writer.sha256,
        anchor=words.anchor(start, end),
        kind=kind,
        subject=subject,
        field="",
        was="",
        value=_value(entered) or DEFAULTS.get(kind, ""),
        action=Action.ADD,
        reason=_line(entered.reason),
    )


def _selected(entered: Entered, words: Words) -> tuple[int, int]:
    at = source(words.shown, words.written, entered.unit, entered.first, entered.last) if words.shown else None
    if at is None:
        raise RefusedError(400, "unit: no such words in the text")
    if _MASK in (words.written[at[0] : at[0] + 1], words.written[at[1] - 1 : at[1]]):
        raise RefusedError(400, "unit: these words are no part of the document")
    return at


def _extent(entered: Entered, words: Words, value: str) -> str:
    """The right words of a fact: those that are selected, or written out."""
    return words.quote(*_selected(entered, words)) if entered.unit >= 0 else value


def _value(entered: Entered) -> str:
    given = entered.value if isinstance(entered.value, list) else [entered.value]
    return _SEVERAL.join(filter(None, map(_line, given)))


def _line(text: str) -> str:
    """What was typed, in one line."""
    return " ".join(text.split())
