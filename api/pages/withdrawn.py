"""The answers at addresses that were published once: where the thing is now, or what took its place."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response
from fastapi.responses import RedirectResponse
from pyoxigraph import Literal, NamedNode, Triple

from ..http.accept import choose
from ..http.errors import RefusedError
from ..store.sparql.formats import GRAPH_ALIASES
from .rdf import FORMATS, represent
from .site import View

_DEPRECATED = NamedNode("http://www.w3.org/2002/07/owl#deprecated")
_REPLACED_BY = NamedNode("http://purl.org/dc/terms/isReplacedBy")
_TRUE = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
_OF_A_DOCUMENT = ("measure", "section", "target", "mention", "evidence", "assignment", "topic-statement")
"""Kinds of things whose address names the document that holds them."""


def moved(view: View, new: str, suffix: str | None) -> Response:
    """301 to the address at the path *new* below the base, in the same format; from a page, to a page."""
    is_page = view.request.url.path.removeprefix(view.root).startswith("/documents/")
    plain = f"{view.root}/{quote(new)}{f'.{suffix}' if suffix else ''}"
    response = RedirectResponse((view.href(view.site.settings.base + new) if is_page else None) or plain, 301)
    response.headers["Cache-Control"] = "no-cache"  # an address answers again when its thing comes back
    return response


def answer(view: View, node: NamedNode, new: str, suffix: str | None) -> Response:
    """410, with what took the place of *node*, at the path *new* below the base, if anything did: a page, statements
    in the format asked for, or one line."""
    base = view.site.settings.base
    replaced_by = base + new if new else ""
    suffix = "jsonld" if suffix == "json" else suffix  # what is left to say is the same
    chosen = choose(view.request.headers.get("accept"), FORMATS, suffix, GRAPH_ALIASES)
    if chosen is None:
        raise RefusedError(410, f"{node.value}: withdrawn{f', replaced by {replaced_by}' if new else ''}")
    name, media_type = chosen
    if name == "html":
        document = _document(view, node.value.removeprefix(base))
        view.site.names.load([iri for iri in (replaced_by, document) if iri])
        missing = node.value.removeprefix(base)
        context = {"status": 410, "missing": missing, "replaced_by": replaced_by, "document": document}
        response = view.render("missing.html", context, 410)
    else:
        triples = [Triple(node, _DEPRECATED, _TRUE)]
        if new:
            triples.append(Triple(node, _REPLACED_BY, NamedNode(replaced_by)))
        charset = "" if name in {"jsonld", "rdf"} else "; charset=utf-8"
        body = represent(triples, name, view.site.vocabulary)
        response = Response(body, 410, media_type=media_type + charset)
        response.headers["Vary"] = "Accept"
    if new:
        response.headers["Link"] = f'<{base}{quote(new)}>; rel="successor-version"'
    return response


def _document(view: View, local: str) -> str:
    """The document that held the thing at the path *local*, if it is held now."""
    parts = local.split("/")
    if len(parts) < 4 or parts[0] != "id" or parts[1] not in _OF_A_DOCUMENT:
        return ""
    document = view.site.iri(f"id/document/{parts[2]}")
    known = document and view.site.engine.ask(view.site.queries.get("exists", this=document))
    return document.value if document and known else ""
