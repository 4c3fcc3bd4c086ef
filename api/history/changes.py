"""What changed, as pages, JSON and the feed show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...graph.history.facts import ADDED, CHANGED, GONE, Fact, Quote
from ...graph.history.log import Entry, Group
from ...graph.history.records import to_record
from ...graph.history.render import MARKS, values, words
from ..pages.site import View
from .releases import Releases
from .site import dated

RELEASES_A_PAGE = 20
FACTS_A_PAGE = 50
TOGETHER = "together"
"""In place of a document's slug: what all documents and the reference data state together."""
CHANGES = (ADDED, GONE, CHANGED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact with the addresses that lead to it and to its words; empty where nothing leads there any more."""

    fact: Fact
    href: str
    quotes: tuple[tuple[Quote, str], ...]


@dataclass(frozen=True)
class Changes:
    """The log as one request sees it."""

    view: View
    releases: Releases

    def entry(self, number: int) -> Entry | None:
        return next((entry for entry in self.releases.log() if entry.number == number), None)

    def slug(self, group: Group) -> str:
        """How the address of a page names a group."""
        return group.document.rpartition("/")[2] or TOGETHER

    def totals(self, groups: Iterable[Group]) -> dict[str, dict[str, int]]:
        """How many facts of each kind are added, gone and changed in all *groups*."""
        found: dict[str, dict[str, int]] = {}
        for group in groups:
            for kind, numbers in group.counts.items():
                of_kind = found.setdefault(kind, {})
                for change, number in numbers.items():
                    of_kind[change] = of_kind.get(change, 0) + number
        return found

    def summary(self, groups: Iterable[Group]) -> str:
        """The numbers in one line: 措施 +3 -1, 结对 ~1."""
        totals = self.totals(groups)
        parts = []
        for kind, name in words(self.view.language)["kind"].items():
            numbers = totals.get(kind, {})
            marked = [f"{MARKS[change]}{numbers[change]}" for change in CHANGES if change in numbers]
            parts += [f"{name} {' '.join(marked)}"] if marked else []
        return self.view.words("separator").join(parts)

    def page(self, entry: Entry, chosen: str, number: int) -> tuple[list[tuple[Group, list[Shown]]], int]:
        """One page of an entry's facts by group, and how many pages there are; *chosen* narrows to one group's slug."""
        groups = [group for group in entry.groups if chosen in ("", self.slug(group))]
        total = sum(group.facts for group in groups)
        first, last = (number - 1) * FACTS_A_PAGE, number * FACTS_A_PAGE
        shown, done = [], 0
        for group in groups:
            if group.facts and done < last and done + group.facts > first:
                facts = entry.facts(group, max(0, first - done), last - done)
                shown.append((group, [self.shown(entry, fact) for fact in facts]))
            done += group.facts
        return shown, max(1, -(-total // FACTS_A_PAGE))

    def shown(self, entry: Entry, fact: Fact) -> Shown:
        version = entry.previous if fact.change == GONE else entry.version
        quotes = (
            (quote, self._there(f"{self.view.href(quote.document) or ''}#c{quote.start}", version))
            for quote in fact.quotes
        )
        return Shown(fact, self._there(self.view.href(fact.node) or "", version), tuple(quotes))

    def group_href(self, entry: Entry, group: Group) -> str:
        version = entry.previous if group.change == GONE else entry.version
        return self._there(self.view.href(group.document) or "", version) if group.document else ""

    def _there(self, address: str, version: str) -> str:
        """The address of a page in a release: plain in the served one, else as it was; empty when that has gone."""
        if not address or version == self.releases.current:
            return address
        return dated(address, version) if self.releases.keeps(version) else ""

    def record(self, entry: Entry) -> dict[str, Any]:
        """An entry as JSON."""
        return {
            "number": entry.number,
            "version": entry.version,
            "previous": entry.previous or None,
            "built": entry.built,
            "kept": self.releases.keeps(entry.version),
            "added": entry.added,
            "deleted": entry.deleted,
            "url": self.view.url(f"/changes/{entry.number}"),
            "patch": self.view.url(f"/changes/{entry.number}.rdfp.gz"),
            "documents": [
                {
                    "document": group.document or None,
                    "title": {"zh": group.title.zh, "en": group.title.en},
                    "change": group.change,
                    "counts": group.counts,
                }
                for group in entry.groups
            ],
        }

    def facts_record(self, shown: Shown) -> dict[str, Any]:
        return {**to_record(shown.fact), "url": shown.href or None}

    @staticmethod
    def values(fact: Fact, language: str) -> list[tuple[str, str]]:
        """The fields of a fact with their values, as people read them."""
        return [(field.words.get(language), values(field, fact.change, language)) for field in fact.fields]
