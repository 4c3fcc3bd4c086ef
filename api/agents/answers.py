"""What tools give: every item with its identifier, its permanent address and its words."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel

from ..records import Quote, Reference

Item = TypeVar("Item")


class Listed(BaseModel, Generic[Item]):
    """A part of a list: *total* are there, and *next* is where the next part starts, if there is one."""

    release: str
    total: int
    next: int | None
    items: list[Item]


class Candidate(BaseModel):
    """Something that a name may stand for. Documents name it where they have words of it (*quote*)."""

    id: str
    iri: str
    name: str
    types: list[str]
    description: str
    score: float
    sure: bool
    quote: Quote | None


class Hit(BaseModel):
    """Something whose title or text holds the words that were looked for."""

    id: str
    iri: str
    type: str
    name: str
    excerpt: str
    quote: Quote | None


class FoundNames(BaseModel):
    """What a name may stand for, and what else holds its words."""

    release: str
    candidates: list[Candidate]
    texts: list[Hit]


class Spot(BaseModel):
    """Where words stand: a document, and places in its text in code points."""

    document: Reference
    exact: str
    start: int
    end: int
    before: str
    after: str
    text_sha256: str
    likeness: float
    """1 for the very words."""


class Proof(BaseModel):
    """Whether words stand in the texts of a release. Only what is in *places* may be quoted."""

    release: str
    proved: bool
    places: list[Spot]
    nearest: list[Spot]


class About(BaseModel):
    """How much the graph has of one thing."""

    thing: Reference
    named_by_documents: bool
    measures: int
    pairs: int
    quote: Quote | None


class Coverage(BaseModel):
    """What the graph holds, and what it does not."""

    release: str
    documents: list[Reference]
    measures: int
    measures_without_body: int
    pairs: int
    cited_not_held: list[Reference]
    not_in_this_graph: list[str]
    about: About | None


class Rows(BaseModel):
    """The solutions of a query; *cut* where there are more of them, or the limit was reached."""

    release: str
    columns: list[str]
    rows: list[dict[str, str]]
    cut: bool
