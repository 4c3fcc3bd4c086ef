"""Things that the tables know and no document names yet: their addresses answer with what the tables say."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import RedirectResponse
from pyoxigraph import Triple

from ...extract.model import Entity, EntityType
from ...graph.describe import describe
from ...graph.iris import Minter
from ...graph.sink import Sink
from ..http.accept import choose
from ..http.errors import RefusedError
from ..pages.rdf import FORMATS, represent
from ..pages.site import View
from ..store.sparql.formats import GRAPH_ALIASES
from . import service
from .model import PLACE, Entry
from .opening import index_of
from .properties import facts

_OURS = ("id/place/", "id/agency/", "id/organization/")


def answer(view: View, local: str, suffix: str | None) -> Response | None:
    """The answer for the path *local* below the base: 303 to a description, or with a *suffix* the description itself;
    None when no table knows the thing."""
    entry = index_of(view.site).get(local) if local.startswith(_OURS) else None
    if entry is None or entry.served:
        return None
    chosen = choose(view.request.headers.get("accept"), FORMATS, suffix, GRAPH_ALIASES)
    if chosen is None:
        raise RefusedError(406, f"offered are {', '.join(FORMATS.values())}", {"Vary": "Accept"})
    name, media_type = chosen
    iri = view.site.settings.base + entry.id
    if suffix is None:
        target = view.href(iri) if name == "html" else view.data_href(iri, name)
        return RedirectResponse(target or view.root + "/", 303, {"Vary": "Accept", "Cache-Control": "no-cache"})
    if name == "html":
        return _page(view, entry)
    charset = "" if name in {"jsonld", "rdf"} else "; charset=utf-8"
    body = represent(_triples(view, entry), name, view.site.vocabulary)
    return Response(body, media_type=media_type + charset, headers={"Vary": "Accept"})


def _page(view: View, entry: Entry) -> Response:
    index = index_of(view.site)
    about = service.description(index, view.words, entry)
    context = {"entry": entry, "about": about, "facts": facts(view.site, index, view.words, entry)}
    return view.render("unnamed.html", context)


def _triples(view: View, entry: Entry) -> list[Triple]:
    mint = Minter(view.site.vocabulary)
    sink = Sink(mint.graph("reference"), view.site.vocabulary)
    kind = EntityType(entry.types[0] if PLACE in entry.types else entry.kind)
    subtype = "" if PLACE in entry.types or entry.types[0] == entry.kind else entry.types[0]
    key, place = entry.id.removeprefix("id/"), entry.place.removeprefix("id/")
    describe(sink, mint, Entity(kind, entry.name, key, entry.name, subtype=subtype, place=place), ())
    return [quad.triple for quad in sink.quads()]
