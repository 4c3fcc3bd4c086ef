"""What the filters of the pictures offer."""

from __future__ import annotations

from ..pages.corpora import corpora
from ..pages.measures import FILTERS
from ..pages.pairings import pairings
from ..pages.site import Site, text_of
from ..records.topics import tree
from .counting import pair_label

OFFERED = 400
"""So many things are offered to choose from; of more, one is named as in its address."""
Choice = tuple[str, str]
"""A value of a parameter, and its label."""


def choices(site: Site, language: str) -> dict[str, list[Choice]]:
    """The values of each parameter with their labels, none where there are more than OFFERED; parameters that nothing
    could be chosen for are left out."""
    known: dict[str, list[str]] = site.remembered("choices of pictures", lambda: _read(site))
    several = {name for name, iris in known.items() if iris}
    known = {name: iris if len(iris) <= OFFERED else [] for name, iris in known.items()}
    site.names.load(iri for iris in known.values() for iri in iris)
    kinds = {**FILTERS, "place": FILTERS["city"]}

    def label(name: str, iri: str) -> str:
        return pair_label(site, iri, language) if name == "pair" else site.names.one(iri).label(language)

    return {
        name: [(iri.removeprefix(site.settings.base).removeprefix(kinds[name]), label(name, iri)) for iri in iris]
        for name, iris in known.items()
        if name in several
    }


def _read(site: Site) -> dict[str, list[str]]:
    held = sorted(corpora(site))
    return {
        "corpus": held if len(held) > 1 else [],
        "place": sorted(iri for iri in pairings(site).pairs_at if "/id/place/" in iri),
        "pair": sorted(pairings(site).of_pair),
        "document": [
            text_of(row["document"]) for row in site.remembered("documents", lambda: site.select("documents"))
        ],
        "topic": [iri for iri, area in tree(site) if area],
    }
