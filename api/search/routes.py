"""The search page, and the same as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ..http.accept import choose
from ..http.conditional import conditional
from ..http.errors import RefusedError
from ..pages.site import View, ViewDep
from ..readable import readable
from ..records.base import Reference
from .around import Around, read_around
from .find import FACETS, Found, Hit
from .opening import search_index
from .show import marked, title

router = APIRouter(tags=["search"])

_PAGE = 20
_SUGGESTIONS = "application/x-suggestions+json"
_OFFERS = {"html": "text/html", "json": "application/json"}


class SearchHit(BaseModel):
    """Something found."""

    iri: str
    type: str
    label: str = Field(description="name in the language of the answer; of a text, its beginning up to a clause")
    zh: str
    en: str
    page: str = Field(description="address of its page on this site")
    excerpt: str = Field("", description="words around the match; of what has a name, one place that names it")
    document: Reference | None = Field(None, description="the document that holds or names it")
    agencies: list[Reference] = Field([], description="the bodies that answer for it, or issued it")
    places: list[Reference] = Field([], description="the places that it is about, or where it is")


class SearchAnswer(BaseModel):
    """One page of the things found."""

    query: str
    total: int
    page: int
    corrected: str = Field("", description="the name that stood in for a misspelt one")
    partial: bool = Field(False, description="nothing has all words: these have some")
    hits: list[SearchHit]
    facets: dict[str, dict[str, int]]


@readable(router, "/search", response_model=SearchAnswer)
def search(
    view: ViewDep,
    q: Annotated[str, Query(max_length=500, description="names, pinyin, initials or words of a text")] = "",
    type: Annotated[str, Query(description="class of the thing, such as Agency")] = "",  # noqa: A002
    city: Annotated[str, Query(description="GB/T 2260 code of a city")] = "",
    topic: Annotated[str, Query(description="local name of a topic, such as green-energy")] = "",
    corpus: Annotated[str, Query(description="name of a corpus, where there are several")] = "",
    page: Annotated[int, Query(ge=1, le=100)] = 1,
    format: Annotated[str, Query(pattern="^(html|json)?$")] = "",  # noqa: A002
) -> Response:
    """Everything that can be found: by full and short names, pinyin, initials, English, or the words of a measure."""
    offered = choose(view.request.headers.get("accept"), _OFFERS, format or None)
    if offered is None:
        raise RefusedError(406, "offered are text/html and application/json", {"Vary": "Accept"})
    given = {"type": type, "city": city, "topic": topic, "corpus": corpus}
    chosen = {name: _facet_iri(view, name, value) for name, value in given.items() if value}
    index = search_index(view.site)
    found = index.search(q, chosen, (page - 1) * _PAGE, _PAGE)
    view.site.names.load(value for name in FACETS[1:] for value, _ in found.facets.get(name, []))
    if offered[0] == "json":
        return _json(view, q, page, found)
    return _html(view, q, page, found, {name: value for name, value in given.items() if value})


def _facet_iri(view: View, name: str, value: str) -> str:
    space = view.site.space
    prefixes = {"city": space("id", "place/"), "topic": space("dkt"), "corpus": space("id", "corpus/"), "type": ""}
    return prefixes[name] + value


def _facet_value(name: str, iri: str) -> str:
    return iri if name == "type" else iri.rpartition("/")[2]


def _hits(view: View, found: Found) -> list[SearchHit]:
    """The things found, with where they stand."""
    around = read_around(view.site, [hit.iri for hit in found.hits], view.language)
    return [_hit(view, hit, around[hit.iri]) for hit in found.hits]


def _hit(view: View, hit: Hit, around: Around) -> SearchHit:
    english = view.language == "en"
    name = (hit.en or hit.zh) if english else (hit.zh or hit.en)
    return SearchHit(
        iri=hit.iri,
        type=hit.type,
        label=title(name or hit.excerpt or hit.iri) if hit.excerpt else name or hit.iri,
        zh=hit.zh,
        en=hit.en,
        page=view.href(hit.iri) or hit.iri,
        excerpt=hit.excerpt or around.words,
        document=around.document,
        agencies=around.agencies,
        places=around.places,
    )


def _json(view: View, query: str, page: int, found: Found) -> Response:
    answer = SearchAnswer(
        query=query,
        total=found.total,
        page=page,
        corrected=found.corrected,
        partial=found.partial,
        hits=_hits(view, found),
        facets={
            name: {_facet_value(name, value): count for value, count in values}
            for name, values in found.facets.items()
            if values
        },
    )
    headers = {"Vary": "Accept, Accept-Language, Cookie"}
    return JSONResponse(answer.model_dump(), headers=headers)


def _html(view: View, query: str, page: int, found: Found, chosen: dict[str, str]) -> Response:
    facets = [
        {"name": name, "values": [_facet(view, name, *pair) for pair in found.facets[name][:12]]}
        for name in FACETS
        if name in chosen or len(found.facets.get(name, [])) > 1  # a single value narrows nothing
    ]
    context = {
        "query": query,
        "hits": _hits(view, found),
        "kind": _kind,
        "marked": lambda text: marked(text, query),
        "total": found.total,
        "facets": [facet for facet in facets if facet["values"]],
        "chosen": chosen,
        "corrected": found.corrected,
        "partial": found.partial,
        "page": page,
        "pages": min(100, max(1, -(-found.total // _PAGE))),
        "narrowed": lambda name, value: {"q": query, **chosen, name: value},
    }
    return view.render("search.html", context)


def _kind(name: str) -> str:
    """What the interface calls a class."""
    return "Topic" if name == "Concept" else name


def _facet(view: View, name: str, value: str, count: int) -> tuple[str, str, int]:
    label = view.words.get(f"types.{_kind(value)}", value) if name == "type" else view.label(value)
    return _facet_value(name, value), label, count


@readable(
    router,
    "/search/suggest",
    response_class=Response,
    responses={200: {"description": "Names", "content": {_SUGGESTIONS: {"schema": {"type": "array"}}}}},
)
def suggest(
    view: ViewDep, q: Annotated[str, Query(max_length=200, description="what has been typed so far")] = ""
) -> Response:
    """Names that complete what is typed (OpenSearch Suggestions 1.1): the words, names, their kinds, their pages."""
    hits = search_index(view.site).suggest(q)
    names = [(hit.en or hit.zh) if view.language == "en" else (hit.zh or hit.en) for hit in hits]
    kinds = [view.words.get(f"type.{_kind(hit.type)}", hit.type) for hit in hits]
    answer = JSONResponse([q, names, kinds, [view.href(hit.iri) or hit.iri for hit in hits]], media_type=_SUGGESTIONS)
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return conditional(view.request, answer)


@readable(router, "/opensearch.xml", include_in_schema=False)
def opensearch(view: ViewDep) -> Response:
    """Lets a browser add this site to its search engines (OpenSearch 1.1)."""
    host = str(view.request.url.replace(path=view.root, query="", fragment="")).rstrip("/")
    body = view.render("opensearch.xml", {"host": host}).body
    return Response(body, media_type="application/opensearchdescription+xml")
