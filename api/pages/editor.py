"""The SPARQL page for people: an editor where scripts run, a plain form where they do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import Response
from fastapi.concurrency import run_in_threadpool
from markupsafe import Markup, escape
from pyoxigraph import BlankNode, Literal, NamedNode

from ..http.errors import RefusedError
from ..store.engine import Query, Term
from ..store.sparql.formats import GRAPHS, RESULTS
from ..store.sparql.results import OWN_RESULTS, read_boolean, read_rows
from .examples import examples
from .ontology import completions
from .paging import page_of
from .rdf import prefixes, short
from .site import View
from .structured import in_script

_MOST_BYTES = 2_000_000
"""How much of a result the page reads."""
_ROWS, _MOST_CHARACTERS = 100, 100_000
"""How much of it one page shows, so that it stays light; the other formats give all of it."""

FORMATS = [(name, name.upper()) for name, _ in (*RESULTS.values(), *GRAPHS.values())]


async def editor_page(view: View, query: Query | None = None) -> Response:
    """The query page; with a *query*, its results too, within the limits that every stranger's query has.

    A refused query gives the page with the reason and the refusal's status.
    """
    result, error, status = None, "", 200
    if query is not None:
        try:
            result = await _run(view, query)
        except RefusedError as refused:
            error, status = refused.reason, refused.status
    return await run_in_threadpool(render_editor, view, query.text if query else "", result, error, status)


def render_editor(
    view: View, text: str = "", result: dict[str, Any] | None = None, error: str = "", status: int = 200
) -> Response:
    """The page itself. *result* holds ``boolean``, or ``text``, or what _page_of_rows() gives."""
    questions = examples(view.language, view.site.settings.base)
    shown = text or (questions[0].text if questions else "SELECT * WHERE { ?s ?p ?o } LIMIT 20\n")
    spaces = prefixes(view.site.vocabulary)
    config = {
        "endpoint": view.url("/sparql"),
        "root": view.root,
        "base": view.site.settings.base,
        "prefixes": spaces,
        "terms": view.site.remembered("completions", lambda: completions(view)),
        "examples": [example.text for example in questions],
        "words": view.words.under("sparql"),
    }
    context = {
        "query": shown,
        "examples": questions,
        "formats": FORMATS,
        "config": in_script(config),
        "result": result,
        "error": error,
        "shown": lambda term: _shown(view, term, spaces),
    }
    return view.render("sparql.html", context, status)


async def _run(view: View, query: Query) -> dict[str, Any]:
    answer = await view.site.engine.evaluate(replace(query, results=OWN_RESULTS))
    data = await answer.read(_MOST_BYTES)
    if answer.media_type != OWN_RESULTS:
        return {"text": _shortened(data)}
    return await run_in_threadpool(_page_of_rows, view, data)


def _page_of_rows(view: View, data: bytes) -> dict[str, Any]:
    """The page of the rows that the address asks for; the others are counted and not read.

    A row is a line, whatever stands in it; the last line of what is longer than _MOST_BYTES is left out.
    """
    if b"\n" not in data and not data.startswith(b"?"):
        return {"boolean": read_boolean(data, OWN_RESULTS)}
    head, *lines = data[: data.rfind(b"\n")].split(b"\n")
    page, pages = page_of(view, len(lines), _ROWS)
    first = (page - 1) * _ROWS
    names, rows = read_rows(b"\n".join([head, *lines[first : first + _ROWS], b""]), OWN_RESULTS)
    return {
        "names": names,
        "rows": rows,
        "first": first,
        "count": len(lines),
        "more": len(data) >= _MOST_BYTES,
        "page": page,
        "pages": pages,
    }


def _shown(view: View, term: Term | None, spaces: dict[str, str]) -> Markup:
    """A cell: an IRI by its short name and with the way to its page, everything else as it is."""
    if not isinstance(term, NamedNode):
        return escape(term.value if isinstance(term, Literal | BlankNode) else term or "")
    href, name = view.href(term.value), short(term.value, spaces)
    return Markup('<a href="{}">{}</a>').format(href, name) if href else escape(name)


def _shortened(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS] + "…"
