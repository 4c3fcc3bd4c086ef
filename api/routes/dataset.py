"""The data set as a whole: its description, its dumps, and what crawlers want to know."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from ..http.accept import choose
from ..http.conditional import conditional, file_response
from ..http.errors import RefusedError
from ..pages import dumps
from ..pages.paging import leaf
from ..pages.rdf import RDF_FORMATS, represent
from ..pages.site import ROOTS, View, ViewDep, text_of
from ..pages.sparql_examples import described
from ..pages.void import describe
from ..readable import readable
from ..store.sparql.formats import GRAPH_ALIASES

router = APIRouter(tags=["data set"])

_CLOSED = ("sparql", "query", "update", "data")
"""First parts of the paths that crawlers are to leave alone."""

_URLS = 50_000
"""Addresses in one sitemap file: the protocol's own limit."""

LISTED = 100
"""Documents, and graphs, on one page of the downloads."""
_LISTS = (
    "/",
    "/documents",
    "/cities",
    "/tables/agencies",
    "/topics",
    "/measures",
    "/tables/platforms",
    "/tables/organizations",
    "/tables",
    "/tables/measures",
    "/tables/assignments",
    "/tables/pairs",
    "/tables/places",
    "/tables/documents",
    "/tables/targets",
    "/ontology",
)


@readable(router, "/.well-known/void")
def void(view: ViewDep) -> Response:
    """VoID and DCAT: counts, vocabularies, licence, dumps, provenance of the build (VoID, section 6.3)."""
    chosen = choose(view.request.headers.get("accept"), RDF_FORMATS, aliases=GRAPH_ALIASES)
    # A browser accepts anything: Turtle is what people can read.
    name, media_type = chosen or ("ttl", RDF_FORMATS["ttl"])
    body = represent(describe(view), name, view.site.vocabulary)
    response = Response(body, media_type=media_type)
    response.headers["Vary"] = "Accept"
    return conditional(view.request, response)


@readable(router, "/.well-known/sparql-examples")
def sparql_examples(view: ViewDep) -> Response:
    """Our questions as sh:SPARQLSelectExecutable, for programs that write queries."""
    chosen = choose(view.request.headers.get("accept"), RDF_FORMATS, aliases=GRAPH_ALIASES)
    name, media_type = chosen or ("ttl", RDF_FORMATS["ttl"])
    body = represent(described(view.site, _host(view)), name, view.site.vocabulary)
    response = Response(body, media_type=media_type)
    response.headers["Vary"] = "Accept"
    return conditional(view.request, response)


@readable(router, "/downloads", include_in_schema=False)
def downloads(view: ViewDep) -> Response:
    """A page of all dumps."""
    site = view.site
    held = [text_of(row["document"]) for row in site.remembered("documents", lambda: site.select("documents"))]
    graphs = [
        (text_of(row["this"]), int(text_of(row["count"])))
        for row in site.remembered("graphs", lambda: site.select("graphs"))
    ]
    prefix = site.space("id", "document/")
    documents = leaf(view, [(iri.removeprefix(prefix), iri) for iri in held], LISTED)
    shown = leaf(view, graphs, LISTED, "graphs", "graphs")
    site.names.load([*(iri for _, iri in documents.rows), *(iri for iri, _ in shown.rows)])
    context = {
        "documents": documents,
        "graphs": shown,
        "formats": dumps.FORMATS,
    }
    return view.render("downloads.html", context)


@readable(router, "/downloads/{name}")
def download(name: str, view: ViewDep) -> Response:
    """A dump: ``graph.nq.gz`` and ``graph.ttl.gz`` hold everything, ``{slug}.nq.gz`` and so on one document."""
    made = dumps.dump(view.site, name)
    if made is None:
        raise RefusedError(404, f"{name}: no such dump; /downloads lists them")
    return file_response(view.request, made, "application/gzip", etag=view.site.engine.release, filename=name)


@readable(router, "/robots.txt", include_in_schema=False)
def robots(view: ViewDep) -> Response:
    # A rule holds for all that begins like it. The longest one decides (RFC 9309), for some crawlers the first.
    opened = [root for root in ROOTS if root.startswith(_CLOSED)]
    rules = [f"Allow: {view.root}/{path}" for path in opened] + [f"Disallow: {view.root}/{path}" for path in _CLOSED]
    return PlainTextResponse("\n".join(["User-agent: *", *rules, "", f"Sitemap: {_host(view)}/sitemap.xml", ""]))


@readable(router, "/sitemap.xml")
def sitemap(view: ViewDep) -> Response:
    """Every page worth finding; above 50,000 of them, the index of the parts."""
    paths = _paths(view)
    if len(paths) <= _URLS:
        return _xml(_urlset(view, paths))
    parts = range(1, -(-len(paths) // _URLS) + 1)
    items = (f"<sitemap><loc>{escape(_host(view))}/sitemap-{part}.xml</loc></sitemap>\n" for part in parts)
    return _xml(_document("sitemapindex", items))


@readable(router, "/sitemap-{part:int}.xml", include_in_schema=False)
def sitemap_part(part: int, view: ViewDep) -> Response:
    paths = _paths(view)[(part - 1) * _URLS : part * _URLS] if part > 0 else []
    if not paths:
        raise RefusedError(404, f"sitemap-{part}.xml: no such part")
    return _xml(_urlset(view, paths))


def _paths(view: View) -> list[str]:
    iris = view.site.remembered("sitemap", lambda: [text_of(row["this"]) for row in view.site.select("sitemap")])
    return [*(view.root + path for path in _LISTS), *filter(None, (view.href(iri) for iri in iris))]


def _urlset(view: View, paths: list[str]) -> Iterator[str]:
    host = _host(view).removesuffix(view.root)
    return _document("urlset", (f"<url><loc>{escape(host + path)}</loc></url>\n" for path in paths))


def _document(root: str, items: Iterator[str]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    yield from items
    yield f"</{root}>\n"


def _xml(chunks: Iterator[str]) -> Response:
    return StreamingResponse((chunk.encode() for chunk in chunks), media_type="application/xml")


def _host(view: View) -> str:
    """Scheme, host and path prefix as the client sees them."""
    return str(view.request.url.replace(path=view.root, query="", fragment="")).rstrip("/")
