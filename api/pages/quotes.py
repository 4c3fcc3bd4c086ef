"""Evidence as people read it: the words, what stands around them, and the way to them in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Shared:
    """One stretch of a text that holds several quotes: its words with those of each quote marked, the places of the
    quotes among those that were given, and the way to the first."""

    document: str
    pieces: tuple[tuple[str, bool], ...]
    holds: tuple[int, ...]
    href: str


_OPENING, _CLOSING, _ENDS = "(（", ")）", "。；;！？"
_LONGEST = 400
"""Characters of a stretch before and after a quote."""


def stretch(text: str, first: int, last: int) -> tuple[int, int]:
    """The bracket that holds ``text[first:last]``, with its marks; the sentence where none does."""
    before = text[max(0, first - _LONGEST) : first]
    after = text[last : last + _LONGEST]
    opened = max(before.rfind(mark) for mark in _OPENING)
    closed = min((at for mark in _CLOSING if (at := after.find(mark)) >= 0), default=-1)
    if opened > max(before.rfind(mark) for mark in _CLOSING) and closed >= 0:
        return first - len(before) + opened, last + closed + 1
    begun = max(before.rfind(mark) for mark in _ENDS) + 1
    ended = min((at + 1 for mark in _ENDS if (at := after.find(mark)) >= 0), default=len(after))
    return first - len(before) + begun, last + ended


def together(view: View, found: Sequence[Quote]) -> list[Shared]:
    """Quotes by the bracket or the sentence in which they stand, each shown once, in text order."""
    groups: dict[tuple[str, str, int, int], list[tuple[int, int, int]]] = {}
    for place, one in enumerate(found):
        text = view.site.texts.get(slug_of(view, one.document))
        unit = text.at(one.start) if text else None
        words, first = (unit.text, unit.clean(one.start, one.start)[0]) if unit else (one.exact, 0)
        last = first + len(one.exact)
        groups.setdefault((one.document, words, *stretch(words, first, last)), []).append((first, last, place))
    made = [_shared(found, *key, sorted(spans)) for key, spans in groups.items()]
    return sorted(made, key=lambda shared: (shared.document, found[shared.holds[0]].start))


def _shared(
    found: Sequence[Quote], document: str, words: str, begin: int, end: int, spans: list[tuple[int, int, int]]
) -> Shared:
    pieces, at = [], begin
    for first, last, _ in spans:
        if first >= at:  # of quotes that overlap the first is marked
            pieces += [(words[at:first], False), (words[first:last], True)]
            at = last
    pieces.append((words[at:end], False))
    holds = tuple(dict.fromkeys(place for *_, place in spans))
    return Shared(document, tuple((text, marked) for text, marked in pieces if text), holds, found[holds[0]].href)


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
