"""The home page and the pages that list and compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, FastAPI, Response

from ...pictures import geography
from ...pictures.matrix import shade
from ..pages import corpora, measures
from ..pages.caching import CachedRoute
from ..pages.interface import groups
from ..pages.paging import leaf, page_of
from ..pages.pairings import Pairings, pairings
from ..pages.pairs import Pair, read_pairs
from ..pages.quotes import evidence_of
from ..pages.site import View, ViewDep, text_of
from ..pages.structured import in_script
from ..pictures.paired import shortened
from ..readable import readable

router = APIRouter(tags=["pages"], include_in_schema=False, route_class=CachedRoute)

_PAGE = 25
CITIES = 100
"""Places on one page of their list."""
LISTED = 20
"""Pairs that the home page lists."""
ROWS = 40
"""Pairs in the matrix of the home page, those with the most measures."""
MAPPED = 150
"""Pairs on the map of the home page, those with the most measures."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of measures by pairing and policy area."""

    view: View
    pairs: list[Pair]
    areas: list[str]
    counts: dict[tuple[str, str], int]

    def count(self, pair: str, area: str) -> int:
        return self.counts.get((pair, area), 0)

    def heat(self, count: int) -> int:
        """1 to 4: how a count stands to the highest one."""
        return shade(count, max(self.counts.values(), default=1))

    def link(self, pair: str, area: str) -> str:
        return self.view.url("/measures", pair=rest(self.view, "pair", pair), area=rest(self.view, "area", area))


def rest(view: View, name: str, iri: str) -> str:
    """An IRI as the value of a parameter of /measures."""
    return (view.site.local(iri) or "").removeprefix(measures.FILTERS[name])


@readable(router, "/")
def home(view: ViewDep) -> Response:
    """Who is paired with whom, and how much of what each pairing promises."""
    site = view.site
    pairs = read_pairs(view, site.remembered("pairs", lambda: site.select("pairs")), evidence=False)
    places: dict[str, tuple[float, float]] = site.remembered("places", lambda: _places(view))
    areas: list[str] = site.remembered("areas", lambda: [text_of(row["area"]) for row in site.select("area-counts")])
    counts: dict[tuple[str, str], int] = site.remembered("matrix", lambda: _matrix(pairings(site)))
    figures: dict[str, int] = site.remembered("figures", lambda: _figures(view))
    site.names.load(areas)
    measured: Counter[str] = Counter()
    for (pair, _), count in counts.items():
        measured[pair] += count
    busy = [pair for pair in pairs if measured[pair.iri]]
    mapped = _most(pairs, measured, MAPPED)
    for iri, quoted in evidence_of(view, [pair.iri for pair in pairs[:LISTED]]).items():
        next(pair for pair in pairs if pair.iri == iri).evidence = quoted
    context = {
        "figures": figures,
        "pairs": pairs,
        "listed": LISTED,
        "mapped": len(mapped),
        "map": site.remembered(("map of pairs", view.language), lambda: _map(view, mapped, places)),
        "matrix": Matrix(view, _most(busy, measured, ROWS), sorted(areas, key=view.label), counts),
        "busy": len(busy),
        "structured": in_script(_catalogue(view)),
    }
    return view.render("home.html", context)


def _most(pairs: list[Pair], measured: Mapping[str, int], most: int) -> list[Pair]:
    """The pairs with the most measures, so many of them at most, in the order in which they come."""
    if len(pairs) <= most:
        return pairs
    kept = {pair.iri for pair in sorted(pairs, key=lambda pair: (-measured.get(pair.iri, 0), pair.iri))[:most]}
    return [pair for pair in pairs if pair.iri in kept]


def _places(view: View) -> dict[str, tuple[float, float]]:
    return {
        text_of(row["city"]): (float(text_of(row["lat"])), float(text_of(row["long"])))
        for row in view.site.select("cities")
    }


def _map(view: View, pairs: list[Pair], places: dict[str, tuple[float, float]]) -> geography.Map:
    """Where everything stands on the map; to keep names apart takes longer than all the rest of the page."""
    return geography.lay_out(
        [geography.Ends(pair.iri, pair.base, pair.partner) for pair in pairs],
        places,
        {iri: shortened(view.label(iri)) for pair in pairs for iri in (pair.base, pair.partner)},
        around=[places[city] for city in sorted(places)],
    )


def _matrix(known: Pairings) -> dict[tuple[str, str], int]:
    return {(pair, area): count for pair in known.of_pair for area, count in known.by_area(pair)}


def _figures(view: View) -> dict[str, int]:
    return {text_of(row["figure"]): int(text_of(row["count"])) for row in view.site.select("figures")}


def _catalogue(view: View) -> dict[str, Any]:
    """The data set as schema.org sees it, for data set search."""
    base = view.site.settings.base
    page = str(view.request.url.replace(query="", path=f"{view.root}/"))
    kinds = {"nq.gz": "application/n-quads", "ttl.gz": "text/turtle"}
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": f"{base}dataset",
        "@type": "Dataset",
        "name": [{"@value": view.words("site.name"), "@language": view.language}],
        "description": view.words("home.lead"),
        "license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "url": {"@id": page},
        **({"version": view.site.engine.release} if view.site.engine.release else {}),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": {"@id": f"{page}downloads/graph.{s}"}, "encodingFormat": kind}
            for s, kind in kinds.items()
        ],
    }


@readable(router, "/docs")
def interface(view: ViewDep) -> Response:
    """The HTTP interface for people, from the application's own OpenAPI description."""
    app: FastAPI = view.request.app
    context = {"groups": groups(app.openapi(), view.language), "works": lambda path, query: _works(view, path, query)}
    return view.render("interface.html", context)


def _works(view: View, path: str, query: str) -> bool:
    """Whether an example is answered by what is served here: it may name documents that are not held."""
    if path == "/api/changes":
        return view.request.app.state.releases is not None
    asked = dict(parse_qsl(query.removeprefix("?")))
    named = [view.site.iri(f"id/document/{asked[side]}") for side in ("left", "right") if side in asked]
    return all(node and view.site.engine.ask(view.site.queries.get("exists", this=node)) for node in named)


@readable(router, "/cities")
def cities(view: ViewDep) -> Response:
    """Paired cities, and the base areas they lie in."""
    site, narrowed = view.site, corpora.narrowing(view)
    pairs = read_pairs(view, corpora.select(site, "pairs", narrowed), evidence=False)
    rows: dict[str, dict[str, Any]] = {}
    areas: dict[str, int] = {}
    for pair in pairs:
        for city, other in ((pair.base, pair.partner), (pair.partner, pair.base)):
            row = rows.setdefault(city, {"city": city, "others": [], "areas": [], "documents": set()})
            row["others"].append(other)
            row["documents"] |= set(pair.documents)
            row["role"] = "base" if city == pair.base else "partner"
            row["areas"] = pair.base_areas if city == pair.base else []
        for area in pair.base_areas:
            areas[area] = areas.get(area, 0) + 1
    ordered = sorted(rows.values(), key=lambda row: (row["role"] != "base", row["city"]))
    context = {
        "cities": leaf(view, ordered, CITIES),
        "areas": sorted(areas.items(), key=lambda a: (-a[1], a[0])),
        "narrowed": narrowed,
    }
    return view.render("cities.html", context)


@readable(router, "/topics")
def topics(view: ViewDep) -> Response:
    """Topics by area, and how many measures each plan has of each."""
    site = view.site
    rows = site.remembered("topic tree", lambda: site.select("areas"))
    totals = {text_of(row["topic"]): int(text_of(row["count"])) for row in rows}
    areas: dict[str, list[str]] = {}
    for row in rows:
        areas.setdefault(text_of(row["area"]), []).append(text_of(row["topic"]))
    cells = site.remembered("document matrix", lambda: site.select("document-matrix"))
    counts = {(text_of(r["document"]), text_of(r["topic"])): int(text_of(r["count"])) for r in cells}
    by_document: dict[str, int] = {}
    for (document, _), count in counts.items():
        by_document[document] = by_document.get(document, 0) + count
    documents = sorted(by_document, key=lambda iri: (-by_document[iri], iri))[:12]
    site.names.load([*areas, *totals, *documents])
    most = max(counts.values(), default=1)
    context = {
        "areas": sorted(areas.items(), key=lambda item: view.label(item[0])),
        "documents": documents,
        "counts": counts,
        "totals": totals,
        "heat": lambda count: shade(count, most),
        "cell_link": lambda document, topic: view.url(
            "/measures", document=rest(view, "document", document), topic=rest(view, "topic", topic)
        ),
    }
    return view.render("topics.html", context)


@dataclass(frozen=True, slots=True)
class Select:
    """A filter of the list of measures: its name, and its values with the IRIs that name them."""

    name: str
    options: list[tuple[str, str]]


@readable(router, "/measures")
def list_measures(view: ViewDep) -> Response:
    """Measures by any of corpus, document, area, topic, commitment, city, pairing, agency or anything they name."""
    site, parameters = view.site, view.request.query_params
    chosen = {name: parameters[name] for name in measures.FILTERS if parameters.get(name)}
    due = parameters.get(measures.DUE, "")
    found = measures.in_order(site, measures.choose(site, chosen, pairings(site).of, due))
    page, pages = page_of(view, len(found), _PAGE)
    nodes = {name: site.iri(measures.FILTERS[name] + value) for name, value in chosen.items()}
    given = {**chosen, measures.DUE: due} if due else chosen
    context = {
        "chosen": given,
        "chosen_iris": {name: node.value for name, node in nodes.items() if node is not None},
        "without": lambda name: {key: value for key, value in given.items() if key != name},
        "selects": _selects(view),
        "items": measures.load(view, found[(page - 1) * _PAGE : page * _PAGE]),
        "total": len(found),
        "page": page,
        "pages": pages,
    }
    return view.render("measures.html", context)


def _selects(view: View) -> list[Select]:
    """The values that the filters of /measures offer."""
    site = view.site

    def read() -> dict[str, list[str]]:
        tree = site.select("areas")
        pairs = site.select("pairs")
        return {
            "corpus": list(corpora.narrowing(view).offered),
            "document": [text_of(row["document"]) for row in site.select("documents")],
            "area": list(dict.fromkeys(text_of(row["area"]) for row in tree)),
            "topic": [text_of(row["topic"]) for row in tree],
            "commitment": [site.space("dkc", name) for name in ("require", "support", "encourage", "explore")],
            "city": sorted({text_of(row[end]) for row in pairs for end in ("base", "partner")}),
        }

    values: dict[str, list[str]] = site.remembered("selects", read)
    site.names.load(iri for iris in values.values() for iri in iris)
    return [Select(name, [(rest(view, name, iri), iri) for iri in iris]) for name, iris in values.items() if iris]
