"""The report about one thing: a document, a pairing, a place or a body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..pages.names import Name
from ..pages.pairings import pairings
from ..pages.pairs import Pair, read_pairs
from ..pages.resources import facts, kind_of, kinds, statements
from ..pages.said import read_statements
from ..pages.site import View, text_of
from ..store.engine import Row, Term
from .about import about, source
from .chart import by_commitment
from .duties import Duties, duties
from .model import Part, Quoted, Report, Table

_BODIES = ("Agency", "AgencyGroup")
PAIRS = 40
"""Pairings and quotes of pairings that a report lists."""
PARTNERS = 20
"""Bodies that share measures with the body of the report."""


def reported(name: Name) -> bool:
    """Whether there is a report about this."""
    return bool(kinds().get(kind_of(name, broader=False, top=False), {}).get("report"))


def report_of(view: View, node: NamedNode) -> Report:
    """The report about *node*, of which a report is to be had."""
    site, words = view.site, view.words
    name = site.names.one(node.value)
    kind = kind_of(name, broader=False, top=False)
    measures = list(_measures(view, node, kind))
    owned = duties(view, measures, node.value)
    pairs = [] if kind in _BODIES else read_pairs(view, site.select("pairs-of", this=node))
    parts = [Part(1, words("report.facts"), (), _facts(view, node, kind, owned, pairs))]
    if chart := by_commitment(view, measures):  # before tables, whose rows fill what it leaves of a page
        parts.append(Part(1, words("report.chart"), chart=chart))
    if pairs and kind != "Cooperation":
        parts.append(Part(1, words("report.pairs"), (), _pairs(view, pairs[:PAIRS])))
    if kind == "Cooperation":
        parts += _said(view, node)
    parts += owned.parts
    if kind in _BODIES:
        parts += _partners(view, node)
    quotes, left_out = _pair_quotes(view, pairs, len(owned.annex)) if pairs else ([], 0)
    if left_out:
        parts.append(
            Part(1, words("report.about"), (words("report.quotes_left_out", count=left_out, address=node.value),))
        )
    title = name.label(view.language)
    return Report(
        title if kind == "PolicyDocument" else words("report.of", name=title),
        tuple(parts),
        (*owned.annex, *quotes),
        about(view, node.value),
        source(view),
    )


def _measures(view: View, node: NamedNode, kind: str) -> set[str]:
    """The measures of a document, a pairing, a place (of its pairings, else those that name it) or a body."""
    site = view.site
    if kind == "Cooperation" or node.value in pairings(site).pairs_at:
        return pairings(site).of(node.value)
    query = "document" if kind == "PolicyDocument" else "agency" if kind in _BODIES else "names"
    return {text_of(row["measure"]) for row in site.select(f"measures/{query}", this=node)}


def _facts(view: View, node: NamedNode, kind: str, owned: Duties, pairs: Iterable[Pair]) -> Table:
    words = view.words
    rows: list[tuple[str, str]] = []
    if kind == "PolicyDocument":
        rows += _metadata(view, view.select("metadata", this=node))
    for key, statement in facts(view, kinds()[kind]["facts"], statements(view, node)):
        if not any(words(f"fact.{key}") == known for known, _ in rows):
            values = (_said_of(view, value) for value, _ in statement.values)
            rows.append((words(f"fact.{key}"), words("separator").join(dict.fromkeys(values))))
    rows += [(words("column.period"), pair.period) for pair in pairs if pair.iri == node.value and pair.period]
    rows.append((words("compare.measures"), str(owned.total)))
    return Table((words("report.item"), words("report.content")), (25, 75), tuple(rows))


def _metadata(view: View, rows: Iterable[Mapping[str, Term]]) -> list[tuple[str, str]]:
    """What a document says of itself, each once."""
    words = view.words
    values: dict[str, dict[str, None]] = {}
    for row in rows:
        for key, term in row.items():
            values.setdefault(key, {})[_said_of(view, term)] = None
    years = "–".join(next(iter(values.get(key, {"": None})))[:4] for key in ("from", "to"))
    found: list[tuple[str, str]] = []
    named = {"kind": "document_kind", "page": "official_page"}
    for key in ("kind", "issuer", "number", "published", "page", "source", "licence", "rights", "stands_for"):
        texts = [words.get(f"kind.{text}", text) if key == "kind" else text for text in values.get(key, ())]
        if texts:
            found.append(
                (words.get(f"fact.{named.get(key, key)}", words("fact.licence")), words("separator").join(texts))
            )
    return [*found, (words("fact.period"), years)] if years.strip("–") else found


def _said_of(view: View, term: Any) -> str:
    """A value as a report has it: the name of a thing, the address of what is not ours, the words of a literal."""
    if isinstance(term, NamedNode):
        return view.label(term.value) if view.site.local(term.value) else term.value
    return term.value if isinstance(term, Literal) else str(term)


def _pairs(view: View, pairs: Iterable[Pair]) -> Table:
    words = view.words
    rows = tuple(
        (
            *(
                view.label(pair.base),
                view.label(pair.partner),
                words("separator").join(map(view.label, pair.base_areas)),
            ),
            *(pair.period or "–", words("separator").join(map(view.label, pair.documents))),
        )
        for pair in pairs
    )
    columns = tuple(words(f"column.{key}") for key in ("base", "partner", "base_area", "period", "documents"))
    return Table(columns, (16, 16, 18, 14, 36), rows)


def _said(view: View, node: NamedNode) -> list[Part]:
    words = view.words
    rows = tuple(
        (
            *(view.label(said.document), words.get(f"status.{said.status}", said.status), said.period or "–"),
            words("separator").join(f"“{quote.exact}”" for quote in said.evidence[:2]),
        )
        for said in read_statements(view, node)[:PAIRS]
    )
    columns = tuple(words(f"column.{key}") for key in ("document", "status", "period", "evidence"))
    return [Part(1, words("report.statements"), (), Table(columns, (32, 12, 14, 42), rows))] if rows else []


def _partners(view: View, node: NamedNode) -> list[Part]:
    words = view.words
    rows: list[Row] = view.site.select("blocks/partners", this=node)
    counted = [(text_of(row.get("agency")), text_of(row.get("measures"))) for row in rows if "agency" in row]
    view.site.names.load(iri for iri, _ in counted)
    table = Table(
        (words("column.agency"), words("report.together")),
        (75, 25),
        tuple((view.label(iri), count) for iri, count in counted[:PARTNERS]),
    )
    return [Part(1, words("report.partners"), (), table)] if counted else []


def _pair_quotes(view: View, pairs: Iterable[Pair], number: int) -> tuple[list[Quoted], int]:
    """The words that state pairings, numbered after *number*, and how many were left out."""
    found = [(pair.iri, quote) for pair in pairs for quote in pair.evidence]
    view.site.names.load(quote.document for _, quote in found)
    quotes = [
        Quoted(number + place, quote.exact, view.label(quote.document), iri)
        for place, (iri, quote) in enumerate(found[:PAIRS], 1)
    ]
    return quotes, len(found) - len(quotes)
