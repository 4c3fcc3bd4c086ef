"""The rows of a reply as JSON and CSV have them: identifiers with names, verbatim words, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pyoxigraph import NamedNode

from ..pages.measures import anchor
from ..pages.site import View, text_of
from .answer import Line, label_of
from .chips import parameter, parameters
from .reply import Reply

SENTENCES = 5
"""Sentences of a row that stands for several; the others are in its measures."""


class AskChip(BaseModel):
    """A condition as it was understood."""

    slot: str
    value: str = Field(description="as an address of /ask names it")
    label: str
    said: str = Field("", description="how it was written, where it was repaired")
    alternatives: list[dict[str, str]] = Field(
        default_factory=list, description="value and label of what else was meant"
    )


class AskRow(BaseModel):
    """One row; further columns by their names."""

    model_config = ConfigDict(extra="allow")

    label: str
    id: str = Field(description="IRI")
    quote: str = Field("", description="verbatim words")
    document: str = Field("", description="IRI of the document that the words stand in")
    href: str = Field("", description="where a reader finds it on this site")


class AskSuggestion(BaseModel):
    """A question that has an answer."""

    question: str
    href: str


class AskAnswer(BaseModel):
    """What a question gets."""

    status: str = Field(description="answered or refused")
    question: str
    intent: str | None
    chips: list[AskChip]
    rows: list[AskRow]
    value: int | str | None
    answer: str
    sparql: str
    permalink: str
    suggestions: list[AskSuggestion]


def answer_of(view: View, question: str, made: Reply) -> AskAnswer:
    """The reply as JSON gives it."""
    address = view.url("/ask", **parameters(made.reading)) if made.reading else view.url("/ask", q=question)
    return AskAnswer(
        status=made.status,
        question=question,
        intent=made.reading.intent if made.reading else None,
        chips=[
            AskChip(
                slot=parameter(chip),
                value=chip.thing.value,
                label=chip.thing.label(view.language),
                said=chip.said,
                alternatives=[{"value": o.value, "label": o.label(view.language)} for o in chip.others[:8]],
            )
            for chip in (made.reading.chips if made.reading else ())
        ],
        rows=[AskRow(**row) for row in rows(view, made)],
        value=made.value,
        answer=made.text,
        sparql=made.result.sparql if made.result else "",
        permalink=address,
        suggestions=[
            AskSuggestion(question=one.words(view.language), href=view.url("/ask", **parameters(one.reading)))
            for one in made.suggestions
        ],
    )


def rows(view: View, made: Reply) -> Iterator[dict[str, Any]]:
    """Each row with its label, identifier, words and document, and its other columns with names beside IRIs."""
    if made.result is None:
        return
    for line in made.result.lines:
        row: dict[str, Any] = {
            "label": label_of(view.site, line, made.result.intent, view.words),
            "id": line.id,
            "quote": text_of(line.cells.get("quote")),
            "document": text_of(line.cells.get("document")),
            "href": place_of(view, line),
        }
        if row["document"]:
            row["document_label"] = view.label(row["document"])
        for name, cell in line.cells.items():
            if name not in row:
                row[name] = int(cell.value) if name in ("measures", "pairs") else text_of(cell)  # type: ignore[union-attr]
                if isinstance(cell, NamedNode):
                    row[f"{name}_label"] = view.label(cell.value)
        yield row


def place_of(view: View, line: Line) -> str:
    """Where a reader finds the words of a row: in the document for a measure, else on the page of the thing."""
    document = text_of(line.cells.get("document"))
    measure = text_of(line.cells.get("measure")) or (line.id if "/measure/" in line.id else "")
    if measure and document and (href := view.href(document)):
        return f"{href}#{anchor(measure)}"
    return view.href(line.id) or line.id
