"""The search page, and the same as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ..http.accept import choose
from ..http.errors import RefusedError
from ..pages.site import View, ViewDep
from ..readable import readable
from .find import FACETS, Found, Hit
from .opening import search_index

router = APIRouter(tags=["search"])

_PAGE = 20
_OFFERS = {"html": "text/html", "json": "application/json"}


class SearchHit(BaseModel):
    """Something found."""

    iri: str
    type: str
    label: str = Field(description="name in the language of the answer")
    zh: str
    en: str
    page: str = Field(description="address of its page on this site")
    excerpt: str = Field("", description="words around the match, when it was found in a text")


class SearchAnswer(BaseModel):
    """One page of the things found."""

    query: str
    total: int
    page: int
    corrected: str = Field("", description="the name that stood in for a misspelt one")
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


def _label(view: View, hit: Hit) -> str:
    name = hit.en or hit.zh if view.language == "en" else hit.zh or hit.en
    return name or hit.excerpt[:60] or hit.iri


def _json(view: View, query: str, page: int, found: Found) -> Response:
    answer = SearchAnswer(
        query=query,
        total=found.total,
        page=page,
        corrected=found.corrected,
        hits=[
            SearchHit(
                iri=hit.iri,
                type=hit.type,
                label=_label(view, hit),
                zh=hit.zh,
                en=hit.en,
                page=view.href(hit.iri) or hit.iri,
                excerpt=hit.excerpt,
            )
            for hit in found.hits
        ],
        facets={
            name: {_facet_value(name, value): count for value, count in values}
            for name, values in found.facets.items()
            if values
        },
    )
    headers = {"Vary": "Accept, Accept-Language, Cookie"}
    return JSONResponse(answer.model_dump(), headers=headers)


def _html(view: View, query: str, page: int, found: Found, chosen: dict[str, str]) -> Response:
    hits = [
        {
            "href": view.href(hit.iri),
            "title": _label(view, hit),
            "zh": view.language != "zh" and not hit.en,
            "type": "Topic" if hit.type == "Concept" else hit.type,
            "excerpt": hit.excerpt if hit.zh else "",
        }
        for hit in found.hits
    ]
    facets = [
        {"name": name, "values": [_facet(view, name, *pair) for pair in found.facets.get(name, [])[:12]]}
        for name in FACETS
        if found.facets.get(name)
    ]
    context = {
        "query": query,
        "hits": hits,
        "total": found.total,
        "facets": facets,
        "chosen": chosen,
        "corrected": found.corrected,
        "page": page,
        "pages": min(100, max(1, -(-found.total // _PAGE))),
        "narrowed": lambda name, value: {"q": query, **chosen, name: value},
    }
    return view.render("search.html", context)


def _facet(view: View, name: str, value: str, count: int) -> tuple[str, str, int]:
    title = view.words.get(f"types.{value}", value) if name == "type" else view.label(value)
    return _facet_value(name, value), title, count


@readable(router, "/opensearch.xml", include_in_schema=False)
def opensearch(view: ViewDep) -> Response:
    """Lets a browser add this site to its search engines (OpenSearch 1.1)."""
    host = str(view.request.url.replace(path=view.root, query="", fragment="")).rstrip("/")
    body = view.render("opensearch.xml", {"host": host}).body
    return Response(body, media_type="application/opensearchdescription+xml")
