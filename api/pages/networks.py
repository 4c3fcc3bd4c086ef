"""The network pages: what is asked for, the network itself (made once, kept a while), its other formats."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode

from ...networks import FORMATS, Definition, Filters, Network, NetworkError, UnknownNetworkError, definitions, network
from ...networks.catalogue import shared_query
from ...networks.terms import load_terms
from ..http.errors import RefusedError
from .site import Site, View, text_of
from .structured import in_script

GEPHI_LITE = "https://lite.gephi.org/"
"""Opens the graph file at the address in its parameter ``file`` (docs.gephi.org, Lite, Integrate using permalinks)."""
SHOWN_EDGES = 3000
"""The page and the picture show so many of the strongest edges; files hold all."""
OFFERED = 400
"""So many things are offered to choose from; of more, one is named."""
_ITEM_BYTES = 1024
"""Memory of one node or edge of a finished network."""
_making = threading.Lock()
"""Networks are made one at a time: a stranger's requests never fill every core."""
_DOWNLOADS = ("gexf", "graphml", "nodes.csv", "edges.csv", "zip", "json", "cyjs", "cx2", "dot", "svg")


def refused(error: NetworkError) -> RefusedError:
    """The refusal that a client sees: 404 for a network that does not exist, else 400."""
    return RefusedError(404 if isinstance(error, UnknownNetworkError) else 400, str(error))


def make(site: Site, name: str, filters: Filters, language: str) -> Network:
    """The finished network. Raises RefusedError.

    What the pages show when nothing is chosen is kept while the data stay, however much else is asked for; what a
    reader chooses is kept like any other answer.
    """
    if filters == Filters(limit=SHOWN_EDGES) and name in definitions(site.settings.base):
        shown: Network = site.remembered(("network", name, language), lambda: _made(site, name, filters, language))
        return shown
    key = (site.engine.version, "network", name, filters, language)
    with _making:
        made: Network | None = site.cache.get(*key)
        if made is None:
            made = _made(site, name, filters, language)
            site.cache.put(*key, value=made, size=(len(made.nodes) + len(made.edges)) * _ITEM_BYTES)
        return made


def _made(site: Site, name: str, filters: Filters, language: str) -> Network:
    engine = site.engine
    try:
        return network(name, engine.select, filters, base=site.settings.base, language=language, version=engine.version)
    except NetworkError as error:
        raise refused(error) from error


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter's list."""

    value: str
    label: str
    chosen: bool


def choices(view: View, filters: Filters) -> dict[str, list[Choice]]:
    """What each filter of lists offers, by name of the filter, in the reader's language; nothing where it is too much,
    for then the reader names one."""
    site = view.site
    found: dict[str, list[str]] = site.remembered("network-choices", lambda: _choices(site))
    lists = {"city": found.get("city", []), "topic": [*found.get("area", []), *found.get("topic", [])]}
    lists["document"] = found.get("document", [])
    lists = {name: iris if len(iris) <= OFFERED else [] for name, iris in lists.items()}
    site.names.load([iri for iris in (*lists.values(), found.get("corpus", [])) for iri in iris])
    made = {
        name: [_choice(view, iri, getattr(filters, name)) for iri in _by_label(view, iris)]
        for name, iris in lists.items()
    }
    if len(corpora := found.get("corpus", [])) > 1:
        made["corpus"] = [_choice(view, iri, filters.corpus, "corpus/") for iri in _by_label(view, corpora)]
    return made


def _choices(site: Site) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in site.engine.select(shared_query("choices", site.settings.base)):
        found.setdefault(text_of(row["filter"]), []).append(text_of(row["node"]))
    return found


def _by_label(view: View, iris: Iterable[str]) -> list[str]:
    return sorted(iris, key=view.label)


def _choice(view: View, iri: str, current: str | None, prefix: str = "") -> Choice:
    value = short(view, iri).removeprefix(prefix)
    return Choice(value, view.label(iri), current in (value, iri, view.label(iri)))


def short(view: View, iri: str) -> str:
    """An IRI as a parameter's value: its key."""
    return (view.site.local(iri) or iri).removeprefix("id/")


def parameters(filters: Filters) -> dict[str, str]:
    """The filters as they stand in an address."""
    given: dict[str, object] = {**filters.given(), "entity": filters.entity}
    given["min-weight"] = f"{filters.min_weight:g}" if filters.min_weight else None
    given["radius"] = filters.radius if filters.radius != 1 else None
    given["limit"] = filters.limit
    return {name: str(value) for name, value in given.items() if value}


def export_url(view: View, name: str, suffix: str, filters: Filters) -> str:
    """Where the network is had in one format, with the same filters and language."""
    query = {**parameters(filters), **({"lang": view.language} if view.language != "zh" else {})}
    return view.url(f"/export/{quote(name)}.{suffix}", **query)


def gephi_lite_url(view: View, name: str, filters: Filters) -> str:
    """A link that opens the network in Gephi Lite.

    Gephi Lite tells the format by the end of the address, so the last parameter repeats the file's name.
    """
    path = export_url(view, name, "gexf", filters)
    address = str(view.request.base_url).rstrip("/") + path.removeprefix(view.root)
    if "?" in address:
        address += "&" + urlencode({"filename": f"{name}.gexf"})
    return f"{GEPHI_LITE}?{urlencode({'file': address})}"


def picture(view: View, name: str, filters: Filters, suffix: str = "svg") -> str:
    """Where the still picture is: of the strongest edges, as the page shows."""
    return export_url(view, name, suffix, replace(filters, limit=filters.limit or SHOWN_EDGES))


def context(view: View, name: str, filters: Filters) -> dict[str, Any]:
    """What the page of one network shows. Raises RefusedError."""
    base = view.site.settings.base
    known = definitions(base)
    if name not in known:
        raise RefusedError(404, f"no network is called {name}; there are {', '.join(known)}")
    definition = known[name]
    shown = replace(filters, limit=filters.limit or SHOWN_EDGES)
    made = make(view.site, name, shown, view.language) if filters.entity or not definition.centre else None
    strongest = sorted(made.nodes, key=lambda n: (-float(n.attributes["weighted_degree"]), n.id))[:20] if made else []
    return {
        "definition": definition,
        "filters": filters,
        "network": made,
        "strongest": strongest,
        "choices": {key: value for key, value in choices(view, filters).items() if key in definition.filters},
        "dates": [key for key in ("since", "until") if key in definition.filters],
        "downloads": [(suffix, export_url(view, name, suffix, filters)) for suffix in _DOWNLOADS],
        "gephi_lite": gephi_lite_url(view, name, filters),
        "picture": picture(view, name, filters),
        "kinds": _used(made) if made else {},
        "config": in_script(config(view, name, shown, made)) if made else "",
        "entity_name": _entity_name(view, filters.entity),
        "entity_key": short(view, filters.entity or ""),
    }


def config(view: View, name: str, filters: Filters, made: Network) -> dict[str, Any]:
    """What network.js needs to know."""
    terms = load_terms(view.site.settings.base)
    kinds = _used(made)

    def named(which: str) -> dict[str, dict[str, object]]:
        table = terms.node_kinds if which == "node" else terms.edge_kinds
        return {
            kind: {"label": table[kind].title.of(view.language) if kind in table else kind, "count": count}
            | ({"color": table[kind].color} if kind in table else {})
            for kind, count in kinds[which].items()
        }

    return {
        "data": export_url(view, name, "graphology.json", filters),
        "root": view.root,
        "base": view.site.settings.base,
        "ego": view.url("/networks/entity"),
        "nodeKinds": named("node"),
        "edgeKinds": named("edge"),
        "words": view.words.under("networks"),
    }


def _used(made: Network) -> dict[str, dict[str, int]]:
    """How many nodes and edges of each kind there are, most first."""
    counts: dict[str, dict[str, int]] = {"node": {}, "edge": {}}
    for node in made.nodes:
        counts["node"][node.kind] = counts["node"].get(node.kind, 0) + 1
    for edge in made.edges:
        counts["edge"][edge.kind] = counts["edge"].get(edge.kind, 0) + 1
    return {which: dict(sorted(found.items(), key=lambda item: -item[1])) for which, found in counts.items()}


def _entity_name(view: View, entity: str | None) -> str:
    if not entity:
        return ""
    iri = entity if entity.startswith("http") else f"{view.site.settings.base}id/{entity}"
    try:
        return view.label(NamedNode(iri).value) if "/" in entity else entity
    except ValueError:
        return entity


def overview(view: View) -> list[tuple[Definition, str]]:
    """Every network with its picture; the one about an entity has none of its own."""
    found = definitions(view.site.settings.base).values()
    return [(d, "" if d.centre else picture(view, d.name, Filters(), "thumbnail.svg")) for d in found]


def media_type(suffix: str) -> str:
    """The media type of a format, with its character set where it has one. Raises RefusedError (404)."""
    if suffix not in FORMATS:
        raise RefusedError(404, f"{suffix}: not a format that can be written; there are {', '.join(FORMATS)}")
    found = FORMATS[suffix].media_type
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
