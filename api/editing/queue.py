"""What is least certain, first: what a person should look at next, and why.

facts whose probability is near the threshold ─┐
candidates below it (review.csv) ──────────────┼─► entries, least certain first ─► those that nobody decided
findings of the shapes about a fact ───────────┘
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ...corrections.model import BETWEEN_PLACES, Kind
from ...extract.text.fold import fold
from ..pages import quality
from ..pages.site import Site, View, text_of
from .facts import Fact, facts_of
from .rows import IDENTITY, Identity, Said, outcomes

THRESHOLD = 0.5
"""The probability at which it is as likely as not that something is a fact."""
_FINDING = 0.25
"""How far from the threshold a finding of the shapes stands among the facts: a warning is worth a look, and most of
them are no mistakes of the extraction."""
_CLASSES = {
    "measure": Kind.MEASURE,
    "assignment": Kind.RESPONSIBILITY,
    "cooperation-statement": Kind.PAIR,
    "target": Kind.TARGET,
}
"""Kinds of facts by the first part of their addresses."""


class Why(StrEnum):
    """Why something stands in the queue."""

    UNCERTAIN = "uncertain"  # published, with a probability near the threshold
    CANDIDATE = "candidate"  # not published, but it came near
    FINDING = "finding"  # a shape warns about it
    ORPHANED = "orphaned"  # the words of a correction are not found
    CONFLICTING = "conflicting"  # two people say otherwise of it


STRAY = (Why.ORPHANED, Why.CONFLICTING)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to look at. A published fact is named by its *iri*; a candidate, and a correction, by its row of the
    list."""

    why: Why
    kind: Kind
    document: str
    distance: float
    """From the threshold."""
    iri: str = ""
    row: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry with its fact; of a correction that is lost or in dispute the correction itself."""

    entry: Entry
    fact: Fact | None
    said: Said | None = None


def entries(view: View) -> tuple[Entry, ...]:
    """All that could be looked at, least certain first; kept until the data change. A fact comes once."""
    return view.site.remembered(("queue", view.language), lambda: tuple(_ordered(view)))  # type: ignore[no-any-return]


def chosen(all_entries: Iterable[Entry], why: str = "", kind: str = "", document: str = "") -> list[Entry]:
    """The entries that match; an empty filter lets everything through."""
    return [
        entry
        for entry in all_entries
        if why in ("", entry.why) and kind in ("", entry.kind) and document in ("", entry.document)
    ]


def undecided(
    site: Site, wanted: Iterable[Entry], decided: Callable[[Fact], bool], said: Mapping[Identity, Said]
) -> Iterator[Item]:
    """The entries whose fact is still as it was listed and of which nobody has said anything, one by one; *said* are
    the corrections of which nobody has said anything since the build."""
    for entry in wanted:
        if entry.why in STRAY:
            stray = said.get(entry.row)
            if stray is not None:
                yield Item(entry, None, stray)
        else:
            fact = fact_of(site, entry)
            if fact is not None and not decided(fact):
                yield Item(entry, fact)


def fact_of(site: Site, entry: Entry) -> Fact | None:
    """The fact of an entry; None when it is not to be found, or a candidate's words cannot be matched."""
    if entry.iri:
        return _by_iri(site, entry.document).get(entry.iri)
    return _candidate(site, entry)


def candidates_of(view: View, slug: str) -> list[Fact]:
    """What came near to being a fact of a document."""
    by_document = view.site.remembered("candidates", lambda: _candidates_by_document(view.site))
    found = (fact_of(view.site, entry) for entry in by_document.get(slug, ()))
    return [fact for fact in found if fact is not None]


def _candidates_by_document(site: Site) -> dict[str, list[Entry]]:
    """The candidates, least certain first. The whole queue has them too, but a document is read by people who do not
    ask for that, and it takes seconds to put together."""
    found: dict[str, list[Entry]] = {}
    for entry in _in_order(_candidates(site)):
        found.setdefault(entry.document, []).append(entry)
    return found


def _by_iri(site: Site, slug: str) -> dict[str, Fact]:
    facts = facts_of(site, slug)
    return site.remembered(("facts-by-iri", slug), lambda: {fact.iri: fact for fact in facts})  # type: ignore[no-any-return]


# --- what there is ----------------------------------------------------------------------------------------------------


def _ordered(view: View) -> list[Entry]:
    return _in_order((*_strays(view.site), *_uncertain(view.site), *_candidates(view.site), *_findings(view)))


def _in_order(everything: Iterable[Entry]) -> list[Entry]:
    """*everything*, least certain first, each thing once."""
    found: dict[tuple[str, ...], Entry] = {}
    for entry in sorted(everything, key=lambda one: (one.distance, one.document, one.iri, one.row)):
        found.setdefault((entry.document, entry.iri, *entry.row), entry)
    return list(found.values())


def _strays(site: Site) -> Iterator[Entry]:
    """Corrections that found no words, or with which somebody disagrees: before all facts."""
    for row in outcomes(site):
        if row["outcome"] in {why.value for why in STRAY}:
            told = tuple(row[name] for name in IDENTITY)
            yield Entry(Why(row["outcome"]), Kind(row["kind"]), row["document"], -1.0, row=told, note=row["cause"])


def _uncertain(site: Site) -> Iterator[Entry]:
    for row in site.select("editing/uncertain"):
        iri, distance = text_of(row["fact"]), abs(float(text_of(row["confidence"])) - THRESHOLD)
        kind = _CLASSES.get(iri.removeprefix(site.space("id")).partition("/")[0])
        if kind:
            yield Entry(Why.UNCERTAIN, kind, _slug(site, text_of(row["document"])), distance, iri)


def _candidates(site: Site) -> Iterator[Entry]:
    settings = site.settings
    file = settings.output / "current" / "review.csv"
    if settings.store is not None or settings.graphs or not file.is_file():
        return
    for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))):
        told = (row["start"], row["end"], row["quote"], row["candidate"], row["probability"])
        distance = abs(float(row["probability"]) - THRESHOLD)
        yield Entry(Why.CANDIDATE, Kind(row["kind"]), row["document"], distance, row=told)


def _findings(view: View) -> Iterator[Entry]:
    """Warnings and violations about facts. What shapes say of whole documents stands on the page of quality."""
    found = quality.read(view)
    grave = {key: n for key, n in found.counts.items() if found.checks[key[1]].severity != quality.SEVERITIES[-1]}
    site = view.site
    for gap in quality.gaps(view, found, grave, 0, sum(grave.values())):
        kind = _CLASSES.get(gap.focus.removeprefix(site.space("id")).partition("/")[0])
        if kind and gap.document.startswith(site.space("id", "document/")):
            yield Entry(Why.FINDING, kind, _slug(site, gap.document), _FINDING, gap.focus, note=gap.check.message)


def _slug(site: Site, document: str) -> str:
    return document.removeprefix(site.space("id", "document/"))


# --- candidates as facts ----------------------------------------------------------------------------------------------


def _candidate(site: Site, entry: Entry) -> Fact | None:
    start, end, quote, words, probability = entry.row
    at, chance = (int(start), int(end)), float(probability)
    if entry.kind is Kind.RESPONSIBILITY:
        return _claim(site, entry, at, words, chance)
    pair = entry.kind is Kind.PAIR
    subject = words if pair else ""
    label = words if pair else quote
    base, _, partner = words.partition(BETWEEN_PLACES) if pair else ("", "", "")
    fields = {"status": "", "base": base, "partner": partner} if pair else {"commitment": "", "topics": ""}
    return Fact(entry.kind, entry.document, *at, subject, fields, label, probability=chance, candidate=True)


def _claim(site: Site, entry: Entry, at: tuple[int, int], words: str, chance: float) -> Fact | None:
    """A body that may answer for a measure: told by the body's name and the measure's words."""
    body, _, text = words.partition(": ")
    measure = _measures(site, entry.document).get(_folded(text))
    if measure is None:
        return None
    return Fact(
        kind=Kind.RESPONSIBILITY,
        document=entry.document,
        start=measure.start,
        end=measure.end,
        subject=body,
        fields={"body": body, "role": ""},
        label=f"{body}: {measure.label}",
        probability=chance,
        spots=(at,),
        candidate=True,
    )


def _measures(site: Site, slug: str) -> dict[str, Fact]:
    """The measures of a document by their words, as the extractor compares them."""
    facts = facts_of(site, slug)
    return site.remembered(  # type: ignore[no-any-return]
        ("facts-by-words", slug),
        lambda: {_folded(fact.label): fact for fact in facts if fact.kind is Kind.MEASURE},
    )


def _folded(text: str) -> str:
    return "".join(fold(text).split())
