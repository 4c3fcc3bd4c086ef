"""The named graphs that state what a page shows, as its reader sees them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from .site import View

_NAMED = 3
"""So many sources a page names beside each statement; where it has more, they are numbered and named once below."""


class Sources:
    """How a page shows its sources: *graphs* by IRI, in the order in which it comes to them."""

    def __init__(self, view: View, graphs: Iterable[str]) -> None:
        links = {iri: _link(view, iri) for iri in dict.fromkeys(graphs)}
        numbered = len(links) > _NAMED
        numbers = {iri: Markup('<a href="#source-{0}">{0}</a>').format(place) for place, iri in enumerate(links, 1)}
        self._shown = numbers if numbered else links
        self.listed = list(links.values()) if numbered else []
        """Each by its name, in the order of their numbers; empty where they have none."""

    def __call__(self, iri: str) -> Markup:
        """What stands beside a statement for one of its graphs: its name, or its number."""
        return self._shown[iri]


def _link(view: View, iri: str) -> Markup:
    href, name = view.href(iri), graph_label(view, iri)
    return Markup('<a href="{}">{}</a>').format(href, name) if href else escape(name)


def graph_label(view: View, iri: str) -> str:
    """A named graph as a source: the document's title, or the graph's own name."""
    prefix = view.site.space("graph", "document/")
    if iri.startswith(prefix):
        return view.label(view.site.space("id", "document/") + iri.removeprefix(prefix))
    return view.label(iri)
