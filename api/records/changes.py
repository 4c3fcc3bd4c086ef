"""What releases changed: facts that are new, gone or different, with the words that state them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...graph.history.facts import Fact, Value
from ...graph.history.facts import Quote as Words
from ...graph.history.log import Entry, entries
from ..pages.measures import FILTERS
from ..pages.site import Site
from .base import Filter, Kind, Quote, Record, Reference, asked, told
from .reading import id_of, iri_of, optional, reference

FACTS = 10_000
"""Facts of one release that are looked through."""


class ChangeFilter(Filter):
    """Which changes are listed; those of the last release where no other is named."""

    release: str = asked("release")
    since: str = asked("since")
    document: str = asked("document")
    kind: str = asked("kind_of_fact", examples=["measure"])
    change: str = asked("change", pattern="^(added|gone|changed)?$")


class ChangedValue(Record):
    """A value of a field: an address or a literal, and what people call it."""

    value: str = told("value")
    zh: str = told("value_zh")
    en: str = told("value_en")


class ChangedField(Record):
    """A field of a fact with its values before and after."""

    property: str = told("property")
    zh: str = told("value_zh")
    en: str = told("value_en")
    before: list[ChangedValue] = told("before")
    after: list[ChangedValue] = told("after")


class Change(Record):
    """One fact that a release added, withdrew or changed."""

    id: str = told("id")
    iri: str = told("iri")
    zh: str = told("zh")
    en: str = told("en")
    kind: str = told("kind_of_fact")
    change: str = told("change")
    release: str = told("release_of_change")
    previous: str = told("previous")
    built: str = told("built")
    document: Reference | None = told("document_of_change")
    fields: list[ChangedField] = told("fields")
    quotes: list[Quote] = told("quotes")


def _find(site: Site, asked: ChangeFilter) -> dict[str, tuple[Entry, Fact]]:
    """The changes that fit *asked*, the newest release first. Raises LookupError for a release that is not logged."""
    own = site.settings.store is None and not site.settings.graphs
    if not own:
        raise LookupError("what is served here was not built here: there is no log of releases")
    log: list[Entry] = site.remembered("log", lambda: entries(site.settings.output))
    return {
        f"{entry.number} {fact.kind} {fact.node} {fact.document}": (entry, fact)
        for entry in _entries(log, asked)
        for fact in _facts(site, entry, asked)
        if asked.kind in ("", fact.kind) and asked.change in ("", fact.change)
    }


def _read(site: Site, _: ChangeFilter, shown: Mapping[str, tuple[Entry, Fact]]) -> list[Change]:
    told_of = [fact for _, fact in shown.values()]
    site.names.load({iri for fact in told_of for iri in (fact.document, *(q.document for q in fact.quotes)) if iri})
    return [_record(site, entry, fact) for entry, fact in shown.values()]


def _entries(log: Sequence[Entry], asked: ChangeFilter) -> list[Entry]:
    if asked.release:
        return [_entry(log, asked.release)]
    if asked.since:
        first = _entry(log, asked.since)
        return [entry for entry in reversed(log) if entry.number > first.number]
    return list(log[-1:])


def _entry(log: Sequence[Entry], name: str) -> Entry:
    for entry in reversed(log):
        if name == str(entry.number) or (len(name) >= 6 and entry.version.startswith(name)):
            return entry
    raise LookupError(f"{name[:80]!r} is no release of the log; /changes lists them")


def _facts(site: Site, entry: Entry, asked: ChangeFilter) -> Iterator[Fact]:
    wanted = iri_of(site, asked.document, FILTERS["document"]) if asked.document else None
    for group in entry.groups:
        if group.facts and wanted in (None, group.document):
            yield from entry.facts(group, 0, FACTS)


def _record(site: Site, entry: Entry, fact: Fact) -> Change:
    return Change(
        id=id_of(site, fact.node),
        iri=fact.node,
        zh=fact.title.zh,
        en=fact.title.en,
        kind=fact.kind,
        change=fact.change,
        release=entry.version,
        previous=entry.previous,
        built=entry.built,
        document=optional(site, fact.document),
        fields=[
            ChangedField(
                property=field.property,
                zh=field.words.zh,
                en=field.words.en,
                before=[_value(value) for value in field.before],
                after=[_value(value) for value in field.after],
            )
            for field in fact.fields
        ],
        quotes=[_quote(site, quote) for quote in fact.quotes],
    )


def _value(value: Value) -> ChangedValue:
    return ChangedValue(value=value.value, zh=value.words.zh, en=value.words.en)


def _quote(site: Site, quote: Words) -> Quote:
    return Quote(exact=quote.exact, document=reference(site, quote.document), start=quote.start, end=quote.end)


changes = Kind(ChangeFilter, Change, _find, _read)
"""The changes, the newest release first. Raises LookupError for a release that is not logged."""
