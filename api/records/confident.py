"""How sure facts are, in bands that a filter takes."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from ..pages.site import Site, text_of

BANDS = {"high": 0.9, "middle": 0.7, "low": 0.0}
"""The least probability of each band, the highest first."""
BAND = f"^({'|'.join(BANDS)})?$"


def band(confidence: float | None) -> str:
    """The band of a probability; empty where none is told.

    >>> band(0.9), band(0.89), band(None)
    ('high', 'middle', '')
    """
    return "" if confidence is None else next(name for name, least in BANDS.items() if confidence >= least)


def all_confidences(site: Site, name: str) -> Mapping[str, float]:
    """The probability of every fact of one of our classes, as far as one is told, by IRI; kept while the data stay."""

    def read() -> dict[str, float]:
        rows = site.select("records/confident", **{"class": [NamedNode(site.space("dk", name))]})
        return {text_of(row["this"]): float(text_of(row["confidence"])) for row in rows}

    known: dict[str, float] = site.remembered(("confidences", name), read)
    return known
