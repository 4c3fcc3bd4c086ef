"""What the graph holds, as typed records: one function a kind, each by a typed filter, and no HTTP in any of them.

    records.measures(site, MeasureFilter(topic="green-energy", city="440300"), start=0, count=50) -> Page[Measure]

*site* is a pages.site.Site: an open store with its names. The plain JSON interface, agents and reconciliation ask here.
A filter takes identifiers (``place/440300``), what follows the kind in one (``440300``), and whole IRIs. A function
raises ValueError for a value that cannot be meant, and LookupError for what is asked for by name and is not there.
"""

from __future__ import annotations

from .agencies import Agency, AgencyFilter, agencies
from .assignments import Assignment, AssignmentFilter, assignments
from .base import Page, Quote, Reference
from .changes import Change, ChangedField, ChangedValue, ChangeFilter, changes
from .compare import BriefMeasure, ComparedTopic, CompareFilter, Comparison, compare
from .documents import Document, DocumentFilter, documents
from .measures import Measure, MeasureFilter, Responsible, measures
from .organizations import Organization, OrganizationFilter, organizations
from .pairs import Pair, PairFilter, PairStatement, pairs
from .places import Place, PlaceFilter, places
from .platforms import Platform, PlatformFilter, platforms
from .targets import Target, TargetFilter, targets
from .topics import Topic, TopicFilter, topics

__all__ = [
    "Agency",
    "AgencyFilter",
    "Assignment",
    "AssignmentFilter",
    "BriefMeasure",
    "Change",
    "ChangeFilter",
    "ChangedField",
    "ChangedValue",
    "CompareFilter",
    "ComparedTopic",
    "Comparison",
    "Document",
    "DocumentFilter",
    "Measure",
    "MeasureFilter",
    "Organization",
    "OrganizationFilter",
    "Page",
    "Pair",
    "PairFilter",
    "PairStatement",
    "Place",
    "PlaceFilter",
    "Platform",
    "PlatformFilter",
    "Quote",
    "Reference",
    "Responsible",
    "Target",
    "TargetFilter",
    "Topic",
    "TopicFilter",
    "agencies",
    "assignments",
    "changes",
    "compare",
    "documents",
    "measures",
    "organizations",
    "pairs",
    "places",
    "platforms",
    "targets",
    "topics",
]
