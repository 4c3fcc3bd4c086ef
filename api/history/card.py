"""A card on the page of a thing: what the last release changed about it."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.history.facts import Fact
from ...graph.history.log import Entry, Group
from ..pages.site import View
from .changes import Changes, Shown
from .releases import Releases
from .site import ReleaseSite

MOST = 5
"""Facts that a card shows; the rest is a page further."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the last release changed about one thing."""

    entry: Entry
    shown: list[Shown]
    total: int
    slug: str
    """The group on the page of changes; empty for all of it."""
    changes: Changes


def card(view: View, iri: str) -> Card | None:
    """The card of a measure, a pair or a document; None when the last release left it as it was, or was the first."""
    releases: Releases | None = getattr(view.request.app.state, "releases", None)
    log = releases.log() if releases is not None and not isinstance(view.site, ReleaseSite) else []
    if releases is None or not log or not log[-1].previous or log[-1].version != releases.current:
        return None
    entry, changes = log[-1], Changes(view, releases)
    group = next((group for group in entry.groups if group.document == iri), None)
    try:
        facts, total = _of_group(entry, group) if group else _of_node(view, entry, iri)
    except (OSError, ValueError):  # the page does without
        return None
    slug = changes.slug(group) if group else ""
    return Card(entry, [changes.shown(entry, fact) for fact in facts], total, slug, changes) if facts else None


def _of_group(entry: Entry, group: Group) -> tuple[list[Fact], int]:
    """The first facts of a document, and how many there are."""
    return entry.facts(group, 0, MOST), group.facts


def _of_node(view: View, entry: Entry, iri: str) -> tuple[list[Fact], int]:
    """The first facts about a node or what belongs to it, and how many there are."""
    places: list[int] = view.site.remembered(("changed", entry.id), entry.index).get(iri, [])
    return entry.at(places[:MOST]), len(places)
