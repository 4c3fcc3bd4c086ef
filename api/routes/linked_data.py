"""Linked data: every IRI of the graph answers, by 303 from the thing to what describes it (Cool URIs, section 4.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import NamedNode, Triple

from ...graph.ledger import Outcome
from ..history.card import card
from ..history.memento import MementoRoute
from ..http.accept import choose, split_suffix
from ..http.conditional import conditional
from ..http.errors import RefusedError
from ..pages import cite, ontology, resources, withdrawn
from ..pages.context import ADDRESS, context, terms
from ..pages.framed import framed
from ..pages.rdf import FORMATS, THING_FORMATS, TITLES, represent
from ..pages.site import THINGS, View, ViewDep
from ..readable import readable
from ..reconcile import unnamed
from ..store.sparql.formats import GRAPH_ALIASES

router = APIRouter(tags=["linked data"], route_class=MementoRoute)

_PAGE = 1000
"""Statements that point at a thing, in one representation; the next ones are a page further."""

_THING_ALIASES = {name: media_type for name, media_type in GRAPH_ALIASES.items() if name != THING_FORMATS["json"]}

_HYDRA = "http://www.w3.org/ns/hydra/core#"
_FOAF = "http://xmlns.com/foaf/0.1/"


def _things(root: str) -> None:
    """Registers the routes of one root of the IRI space."""

    @readable(router, f"/{root}/{{rest:path}}", name=root)
    def thing(rest: str, view: ViewDep) -> Response:
        """303 to a description of the thing in the format asked for; with a format suffix, the description itself.
        JSON and JSON-LD give it as one object, by the terms of /context."""
        return answer(view, f"{root}/{rest}")


for _root in THINGS:
    _things(_root)


@readable(router, "/dataset", include_in_schema=False)
def dataset(view: ViewDep) -> Response:
    return answer(view, "dataset")


for _suffix in THING_FORMATS:

    @readable(router, f"/dataset.{_suffix}", include_in_schema=False)
    def dataset_representation(request: Request, view: ViewDep) -> Response:
        return answer(view, request.url.path.removeprefix(view.root).lstrip("/"))


@readable(router, "/graph/{rest:path}")
def named_graph(rest: str, view: ViewDep) -> Response:
    """A named graph is a document, so it is answered at once: its statements, or a page about it."""
    local, suffix = split_suffix(f"graph/{rest}", FORMATS)
    node = view.site.iri(local)
    if node is None or not view.site.engine.ask(view.site.queries.get("graph-exists", this=node)):
        return missing(view, local, suffix)
    name, media_type = _chosen(view, suffix)
    if name == "html":
        return _with_links(view, resources.graph_page(view, node), local)
    triples = view.site.engine.construct(view.site.queries.get("graph", this=node))
    triples += view.site.engine.construct(view.site.queries.get("describe", this=node))
    return _representation(view, triples, name, media_type, local)


@readable(router, "/ontology")
def ontology_document(view: ViewDep) -> Response:
    """The ontology: its documentation for people, its statements for machines."""
    return _ontology(view, None)


@readable(router, "/ontology/{rest:path}", include_in_schema=False)
def ontology_version(rest: str, view: ViewDep) -> Response:
    """The version IRI of the ontology."""
    local, suffix = split_suffix(f"ontology/{rest}", FORMATS)
    node = view.site.iri(local)
    if node is None or not view.site.engine.ask(view.site.queries.get("used", this=node)):
        return missing(view, local)
    return _ontology(view, suffix)


for _suffix in FORMATS:

    @readable(router, f"/ontology.{_suffix}", include_in_schema=False)
    def ontology_representation(request: Request, view: ViewDep) -> Response:
        return _ontology(view, request.url.path.rpartition(".")[2])


@readable(
    router,
    f"/{ADDRESS}",
    response_class=Response,
    responses={200: {"description": "The context", "content": {FORMATS["jsonld"]: {"schema": {"type": "object"}}}}},
)
def json_ld_context(view: ViewDep) -> Response:
    """The context of our JSON-LD: what the names in it stand for."""
    written = json.dumps({"@context": context(view.site.settings.base).whole()}, ensure_ascii=False, indent=1)
    return conditional(view.request, Response(f"{written}\n", media_type=FORMATS["jsonld"]))


@readable(router, "/context", include_in_schema=False)
def context_page(view: ViewDep) -> Response:
    """The same for people."""
    return view.render("context.html", {"address": f"{view.site.settings.base}{ADDRESS}", "terms": terms(view)})


def answer(view: View, local: str) -> Response:
    """The answer for the path *local* below the base: 303, 200, 404, 406 or 410."""
    site = view.site
    stem, suffix = split_suffix(local, THING_FORMATS)
    if suffix is not None and _known(view, local):
        stem, suffix = local, None  # a name that really ends in .ttl
    node = site.iri(stem)
    if node is None or not _known(view, stem):
        return missing(view, stem, suffix)
    if suffix in (None, "html") and (style := cite.asked(view)):
        return _with_links(view, cite.answer(view, node, style), stem)
    name, media_type = _chosen(view, suffix, THING_FORMATS, _THING_ALIASES)
    if suffix is None:
        target = view.href(node.value) if name == "html" else view.data_href(node.value, name)
        response: Response = RedirectResponse(target or view.root + "/", 303)
        response.headers["Cache-Control"] = "no-cache"
        return _with_links(view, response, stem)
    if name == "html":
        page = view.href(node.value)
        if page and page != view.here(f"{view.root}/{quote(stem)}.html"):
            return _with_links(view, RedirectResponse(page, 303), stem)  # a document is read at /documents/{slug}
        return _with_links(view, resources.page(view, node, card(view, node.value)), stem)
    return _described(view, node, stem, name, media_type)


def missing(view: View, local: str, suffix: str | None = None) -> Response:
    """What is not there: 301 to where it is now, 410 with what took its place, or 404, a page for people and one line
    for machines. *suffix* is the format that the address asked for."""
    node = view.site.iri(local)
    fate = view.site.gone.fate(local)
    if fate and fate.outcome is Outcome.MOVED:
        return withdrawn.moved(view, fate.new, suffix)
    if node is not None and (fate or view.site.gone.holds(view.site.queries.get("exists", this=node))):
        return withdrawn.answer(view, node, fate.new if fate else "", suffix)
    if (told := unnamed.answer(view, local, suffix)) is not None:
        return told
    chosen = choose(view.request.headers.get("accept"), FORMATS)
    if chosen and chosen[0] == "html":
        return view.render("missing.html", {"status": 404, "missing": local, "replaced_by": "", "document": ""}, 404)
    raise RefusedError(404, f"{view.site.settings.base}{local}: nothing is known of it")


def _known(view: View, local: str) -> bool:
    node = view.site.iri(local)
    if node is None:
        return False
    ask, queries = view.site.engine.ask, view.site.queries
    if ask(queries.get("exists", this=node)):
        return True
    # What a measure revises is named by it and has no description of its own any more.
    return view.site.gone.fate(local) is None and ask(queries.get("used", this=node))


def _chosen(
    view: View,
    suffix: str | None,
    offers: Mapping[str, str] = FORMATS,
    aliases: Mapping[str, str] = GRAPH_ALIASES,
) -> tuple[str, str]:
    chosen = choose(view.request.headers.get("accept"), offers, suffix, aliases)
    if chosen is None:
        raise RefusedError(406, f"offered are {', '.join(offers.values())}", {"Vary": "Accept"})
    return chosen


def _described(view: View, node: NamedNode, stem: str, name: str, media_type: str) -> Response:
    """What is said about a thing: its triples, or the thing as one object with what belongs to it."""
    triples = _description(view, node, stem, name)
    if name not in ("json", "jsonld"):
        return _representation(view, triples, name, media_type, stem)
    for query in ("frame", "concepts-of"):
        triples += view.site.engine.construct(view.site.queries.get(query, this=node))
    body = framed(triples, node.value, view.site.settings.base, inline=name == "jsonld")
    return _sent(view, body, media_type, stem)


def _description(view: View, node: NamedNode, local: str, suffix: str) -> list[Triple]:
    """What is said about a thing, and a page of what points at it, with a link to the next page."""
    site = view.site
    number = view.request.query_params.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 10**6 else 1
    triples = site.engine.construct(site.queries.get("describe", this=node))
    incoming = f"{site.queries.get('describe-incoming', this=node)}\nLIMIT {_PAGE + 1} OFFSET {(page - 1) * _PAGE}"
    pointing = site.engine.construct(incoming)
    document = NamedNode(f"{site.settings.base}{local}.{suffix}")
    triples.append(Triple(document, NamedNode(_FOAF + "primaryTopic"), node))
    if len(pointing) > _PAGE:
        following = NamedNode(view.here(f"{document.value}?page={page + 1}"))
        triples.append(Triple(document, NamedNode(_HYDRA + "next"), following))
    return triples + pointing[:_PAGE]


def _representation(view: View, triples: list[Triple], name: str, media_type: str, local: str) -> Response:
    charset = "" if name in {"jsonld", "rdf"} else "; charset=utf-8"
    return _sent(view, represent(triples, name, view.site.vocabulary), media_type + charset, local)


def _sent(view: View, body: bytes, media_type: str, local: str) -> Response:
    response = Response(body, media_type=media_type)
    response.headers["Vary"] = "Accept"
    return conditional(view.request, _with_links(view, response, local))


def _with_links(view: View, response: Response, local: str) -> Response:
    """Names the other representations and the thing that they describe, by which to cite it (RFC 8288, 6892, 8574)."""
    path = f"{view.root}/{quote(local)}"
    links = [
        f'<{view.here(f"{path}.{s}")}>; rel="alternate"; type="{FORMATS[s]}"; title="{title}"'
        for s, title in TITLES.items()
    ]
    links.append(f'<{view.here(f"{path}.ttl")}>; rel="describedby"; type="text/turtle"')
    links += [f'<{view.site.settings.base}{quote(local)}>; rel="{relation}"' for relation in ("describes", "cite-as")]
    response.headers["Link"] = ", ".join(links)
    response.headers.setdefault("Vary", "Accept")
    return response


def _ontology(view: View, suffix: str | None) -> Response:
    name, media_type = _chosen(view, suffix)
    if name == "html":
        return _with_links(view, ontology.page(view), "ontology")
    triples = view.site.engine.construct(view.site.queries.get("ontology"))
    return _representation(view, triples, name, media_type, "ontology")
