"""How complete the graph is: the scoreboard, the open gaps, and what became better or worse since the last build."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, QuerySolutions, Store

from ..store.engine import Row
from .quotes import Quote, evidence_of
from .site import Site, View, text_of
from .spreadsheet import csv_text

SEVERITIES = ("Violation", "Warning", "Info")
"""The severities of SHACL, gravest first."""


@dataclass(frozen=True, slots=True)
class Check:
    """A shape in the reader's language."""

    iri: str
    slug: str
    theme: str
    severity: str
    cause: str
    name: str
    message: str
    description: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Nodes that were looked at and nodes that failed."""

    checked: int
    failing: int

    @property
    def share(self) -> float:
        """The part that passes, 0 to 1."""
        return (self.checked - self.failing) / self.checked if self.checked else 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """One open gap of the work list. ``value`` is what is wrong, where a check names it."""

    document: str
    check: Check
    focus: str
    value: str


@dataclass(frozen=True)
class Quality:
    """Everything that the page of one data version shows. Documents are IRIs; the data set stands for the whole."""

    checks: dict[str, Check]
    themes: tuple[str, ...]
    documents: tuple[str, ...]
    scores: dict[tuple[str, str], Tally]  # (document, check)
    before: dict[tuple[str, str], Tally]  # the same of the last build; empty when there is none
    counts: dict[tuple[str, str], int]  # open gaps by (document, check), gravest first
    kept_out: tuple[str, ...]  # one line for each document that is not published

    def count(self, severity: str) -> int:
        return sum(count for (_, check), count in self.counts.items() if self.checks[check].severity == severity)

    @cached_property
    def cells(self) -> dict[tuple[str, str], tuple[Check, Tally]]:
        """By document and theme the check of the theme that the document passes least; none where no check applies.

        A sum over the checks would hide that nobody owns a measure behind all that every measure has.
        """
        found: dict[tuple[str, str], list[tuple[Check, Tally]]] = {}
        for (document, iri), tally in self.scores.items():
            if (check := self.checks.get(iri)) is not None:
                found.setdefault((document, check.theme), []).append((check, tally))
        order = {iri: place for place, iri in enumerate(self.checks)}

        def least(entries: list[tuple[Check, Tally]]) -> tuple[Check, Tally]:
            # What is only worth a look is no gap, unless the theme asks for nothing more.
            grave = [entry for entry in entries if entry[0].severity != SEVERITIES[-1]]
            return min(grave or entries, key=lambda entry: (entry[1].share, order[entry[0].iri]))

        return {where: least(entries) for where, entries in found.items()}

    def change(self, document: str, check: Check) -> float:
        """By how much the share changed since the last build, -1 to 1; 0 when there is nothing to compare with."""
        now, then = self.scores.get((document, check.iri)), self.before.get((document, check.iri))
        return now.share - then.share if now and then else 0.0


def read(view: View) -> Quality:
    """The quality of the data that the site serves, in the reader's language; kept until the data change."""
    return view.site.remembered(("quality", view.language), lambda: _read(view))  # type: ignore[no-any-return]


def _read(view: View) -> Quality:
    site = view.site
    checks: dict[str, Check] = {}
    for row in site.select("quality/checks"):
        if getattr(row["name"], "language", None) == view.language:
            iri = text_of(row["check"])
            checks[iri] = Check(
                iri=iri,
                slug=iri.rpartition("/")[2],
                theme=text_of(row["theme"]),
                severity=text_of(row["severity"]).rpartition("#")[2],
                cause=text_of(row["cause"]),
                name=text_of(row["name"]),
                message=text_of(row["message"]),
                description=text_of(row["description"]),
            )
    scores = _tallies(site.select("quality/scores"))
    counts = {
        (text_of(row["document"]), text_of(row["check"])): int(text_of(row["count"]))
        for row in site.select("quality/counts")
        if text_of(row["check"]) in checks
    }
    documents = sorted({document for document, _ in (*scores, *counts)})
    site.names.load([*documents, *(check.theme for check in checks.values())])
    return Quality(
        checks=checks,
        themes=_themes(checks, scores),
        documents=tuple(documents),
        scores=scores,
        before=_before(site),
        counts=dict(sorted(counts.items(), key=lambda item: _rank(checks[item[0][1]], item[0][0]))),
        kept_out=_kept_out(site),
    )


def _themes(checks: dict[str, Check], scores: dict[tuple[str, str], Tally]) -> tuple[str, ...]:
    """The themes of the checks that had anything to look at: corrections are in few data."""
    looked_at = {check for _, check in scores}
    return tuple(dict.fromkeys(check.theme for check in checks.values() if check.iri in looked_at))


def narrowed(quality: Quality, documents: frozenset[str]) -> Quality:
    """What concerns these *documents* alone."""
    return replace(
        quality,
        documents=tuple(document for document in quality.documents if document in documents),
        scores={key: tally for key, tally in quality.scores.items() if key[0] in documents},
        counts={key: count for key, count in quality.counts.items() if key[0] in documents},
    )


def _tallies(rows: Iterable[Row]) -> dict[tuple[str, str], Tally]:
    return {
        (text_of(row["document"]), text_of(row["check"])): Tally(
            int(text_of(row["checked"])), int(text_of(row["failing"]))
        )
        for row in rows
    }


def _rank(check: Check, document: str) -> tuple[int, str, str]:
    """The order of the work list: gravest first, then by check and document."""
    return SEVERITIES.index(check.severity), check.slug, document


def choose(quality: Quality, document: str, severity: str, theme: str, check: str) -> dict[tuple[str, str], int]:
    """The counts of gaps that match; an empty filter lets everything through. *check* and *theme* are ends of IRIs."""
    found = {}
    for (of_document, iri), count in quality.counts.items():
        known = quality.checks[iri]
        if (
            document in ("", of_document)
            and severity in ("", known.severity)
            and theme in ("", known.theme.rpartition("/")[2])
            and check in ("", known.slug)
        ):
            found[of_document, iri] = count
    return found


def gaps(view: View, quality: Quality, chosen: dict[tuple[str, str], int], first: int, last: int) -> list[Gap]:
    """The gaps [first, last) of the chosen ones. Only the documents and checks that they fall in are asked for."""
    wanted: dict[tuple[str, str], None] = {}
    before = skipped = 0
    for key, count in chosen.items():
        if before < last and before + count > first:
            wanted[key] = None
        elif before + count <= first:
            skipped += count
        before += count
    if not wanted:
        return []
    rows = view.site.select(
        "quality/results",
        document=[NamedNode(iri) for iri in dict.fromkeys(document for document, _ in wanted)],
        check=[NamedNode(iri) for iri in dict.fromkeys(check for _, check in wanted)],
    )
    found = {
        text_of(r["result"]) + text_of(r["document"]): Gap(
            text_of(r["document"]), quality.checks[text_of(r["check"])], text_of(r["focus"]), text_of(r.get("value"))
        )
        for r in rows
        if (text_of(r["document"]), text_of(r["check"])) in wanted
    }
    ordered = sorted(found.values(), key=lambda gap: (*_rank(gap.check, gap.document), gap.focus, gap.value))
    return ordered[first - skipped : last - skipped]


def places(view: View, gaps: Sequence[Gap]) -> dict[str, list[Quote]]:
    """Where the words of the gaps' nodes stand, by node."""
    return evidence_of(view, dict.fromkeys(gap.focus for gap in gaps if view.site.local(gap.focus)))


def gaps_csv(view: View, gaps: Sequence[Gap]) -> str:
    """The work list as CSV (RFC 4180) with a header."""
    view.site.names.load(gap.focus for gap in gaps)
    columns = ("severity", "theme", "check", "message", "likely_cause", "document", "name", "value", "iri")
    rows = (
        (
            gap.check.severity,
            view.label(gap.check.theme),
            gap.check.slug,
            gap.check.message,
            gap.check.cause,
            view.label(gap.document),
            view.label(gap.focus),
            gap.value,
            gap.focus,
        )
        for gap in gaps
    )
    return csv_text(columns, rows)


def scores_csv(view: View, quality: Quality) -> str:
    """The scoreboard as CSV: a row for each document and check."""
    columns = ("document", "theme", "check", "severity", "checked", "failing", "share")
    rows = (
        (
            view.label(document),
            view.label(check.theme),
            check.slug,
            check.severity,
            tally.checked,
            tally.failing,
            f"{tally.share:.4f}",
        )
        for document in quality.documents
        for check in quality.checks.values()
        if (tally := quality.scores.get((document, check.iri)))
    )
    return csv_text(columns, rows)


# --- What a build keeps beside its graph ------------------------------------------------------------------------------


def _description(site: Site) -> tuple[Path, dict[str, object]] | None:
    """The folder and build.json of the served release, or None when the site does not serve a build."""
    settings = site.settings
    release = settings.output / "current"
    if settings.store is not None or settings.graphs:
        return None
    try:
        return release.resolve(), json.loads((release / "build.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _kept_out(site: Site) -> tuple[str, ...]:
    """What the build says of the documents that it did not publish."""
    found = _description(site)
    documents = found[1].get("documents") if found else None
    if not isinstance(documents, list):
        return ()
    return tuple(str(state.get("message", "")) for state in documents if state.get("status") != "published")


def _before(site: Site) -> dict[tuple[str, str], Tally]:
    """The scores of the build before the served one."""
    found = _description(site)
    if found is None or not found[1].get("previous"):
        return {}
    folder = found[0].parent / str(found[1]["previous"]) / "store"
    try:
        store = Store.read_only(str(folder))
    except OSError:
        return {}  # pruned
    rows = store.query(site.queries.get("quality/scores"), use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    names = ("document", "check", "checked", "failing")
    return _tallies({name: row[name] for name in names} for row in rows)
