"""What the graph holds, as typed records: one function a kind, each by a typed filter, and no HTTP in any of them.

    records.measures(site, MeasureFilter(topic="green-energy", city="440300"), start=0, count=50) -> Page[Measure]

*site* is a pages.site.Site: an open store with its names. The plain JSON interface, agents and reconciliation ask here.
"""

from __future__ import annotations

from .agencies import Agency, AgencyFilter, agencies
from .base import Page, Quote, Reference
from .measures import Measure, MeasureFilter, Responsible, measures
from .pairs import Pair, PairFilter, PairStatement, pairs

__all__ = [
    "Agency",
    "AgencyFilter",
    "Measure",
    "MeasureFilter",
    "Page",
    "Pair",
    "PairFilter",
    "PairStatement",
    "Quote",
    "Reference",
    "Responsible",
    "agencies",
    "measures",
    "pairs",
]
