"""Corpora on the pages: which there are, and the one that a request narrows a page to (``?corpus=NAME``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from ..store.engine import Row
from .site import Site, View, text_of

PARAMETER = "corpus"
_PATH = "id/corpus/"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The corpora that a page offers, none unless there are several, and the chosen one. All by IRI."""

    offered: tuple[str, ...]
    chosen: NamedNode | None
    names: Mapping[str, str]
    """What each is called in addresses."""

    @property
    def given(self) -> dict[str, str]:
        """The parameter as an address has it, for links that keep it."""
        return {} if self.chosen is None else {PARAMETER: self.names[self.chosen.value]}

    def is_chosen(self, corpus: str) -> bool:
        return self.chosen is not None and self.chosen.value == corpus


def corpora(site: Site) -> dict[str, tuple[str, ...]]:
    """The documents of each corpus, by IRI; kept while the data stay."""

    def read() -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for row in site.select("corpora"):
            found.setdefault(text_of(row["corpus"]), []).extend(filter(None, [text_of(row.get("document"))]))
        return {corpus: tuple(documents) for corpus, documents in found.items()}

    known: dict[str, tuple[str, ...]] = site.remembered("corpora", read)
    return known


def narrowing(view: View) -> Narrowing:
    """What the request asks for. A name that no corpus has chooses one without documents."""
    site = view.site
    known = corpora(site)
    prefix = f"{site.settings.base}{_PATH}"
    names = {iri: iri.removeprefix(prefix) for iri in known}
    given = view.request.query_params.get(PARAMETER, "")
    chosen = site.iri(_PATH + given) if given else None
    if given and chosen is None:  # no IRI can look like that
        chosen = NamedNode(prefix)
    if chosen is not None:
        names.setdefault(chosen.value, given)
    site.names.load(known)
    return Narrowing(tuple(known) if len(known) > 1 else (), chosen, names)


def select(site: Site, query: str, narrowed: Narrowing) -> list[Row]:
    """The solutions of a query that can be narrowed; kept while the data stay."""
    chosen = narrowed.chosen
    if chosen is not None and chosen.value not in corpora(site):
        return []
    values = {} if chosen is None else {PARAMETER: chosen}
    found: list[Row] = site.remembered((PARAMETER, query, chosen), lambda: site.select(query, **values))
    return found


def of_chosen(site: Site, narrowed: Narrowing) -> frozenset[str] | None:
    """The documents of the chosen corpus; None when none is chosen."""
    return None if narrowed.chosen is None else frozenset(corpora(site).get(narrowed.chosen.value, ()))


def grouped(site: Site, narrowed: Narrowing, documents: list[Row]) -> list[tuple[str, list[Row]]]:
    """The documents by corpus, where there are several; what is of none stands last. Without a heading otherwise."""
    wanted = of_chosen(site, narrowed)
    rows = [row for row in documents if wanted is None or text_of(row["document"]) in wanted]
    if not narrowed.offered:
        return [("", rows)]
    of = {document: corpus for corpus, held in corpora(site).items() for document in held}
    groups: dict[str, list[Any]] = {corpus: [] for corpus in (*narrowed.offered, "")}
    for row in rows:
        groups[of.get(text_of(row["document"]), "")].append(row)
    return [(corpus, found) for corpus, found in groups.items() if found] or [("", [])]
