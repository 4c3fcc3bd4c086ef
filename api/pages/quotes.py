"""Evidence as people read it: the words, what stands around them, and the way to them in the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ..store.engine import Row
from .site import View, text_of


@dataclass(frozen=True, slots=True)
class Quote:
    """The exact words with a little of the text around them; ``href`` leads to them in the reading view."""

    document: str
    before: str
    exact: str
    after: str
    start: int
    href: str


def slug_of(view: View, document: str) -> str:
    """The slug of a document's IRI."""
    return document.removeprefix(view.site.space("id", "document/"))


def quote_at(view: View, document: str, exact: str, start: int, end: int) -> Quote:
    """The words at source offsets [start, end) of a document."""
    slug = slug_of(view, document)
    text = view.site.texts.get(slug)
    around = text.context(start, end) if text else None
    before, words, after = around if around and around[1] else ("", exact, "")
    return Quote(document, before, words, after, start, f"{view.url(f'/documents/{slug}')}#c{start}")


def quote(view: View, row: Row) -> Quote | None:
    """The quote of a solution that binds document, exact, start and end; None when it binds none."""
    document, start, end = text_of(row.get("document")), text_of(row.get("start")), text_of(row.get("end"))
    if not (document and start.isdigit() and end.isdigit()):
        return None
    return quote_at(view, document, text_of(row.get("exact")), int(start), int(end))


def quotes(view: View, rows: Iterable[Row]) -> list[Quote]:
    """The quotes of several solutions; one that another contains is left out."""
    found = [made for row in rows if (made := quote(view, row)) is not None]
    return list({(q.document, q.start): q for q in found}.values())


def evidence_of(view: View, iris: Iterable[str], query: str = "evidence") -> dict[str, list[Quote]]:
    """The evidence of each of several facts, in one *query*."""
    wanted = [NamedNode(iri) for iri in iris]
    rows: dict[str, list[Row]] = {}
    for row in view.site.select(query, this=wanted) if wanted else []:
        rows.setdefault(text_of(row["this"]), []).append(row)
    return {iri: quotes(view, found) for iri, found in rows.items()}
