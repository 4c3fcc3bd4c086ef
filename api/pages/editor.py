"""The SPARQL page for people: an editor where scripts run, a plain form where they do not."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Response
from fastapi.concurrency import run_in_threadpool

from ..http.errors import RefusedError
from ..store.engine import Query
from ..store.sparql.formats import GRAPHS, RESULTS
from .examples import examples
from .ontology import completions
from .rdf import prefixes, short
from .site import View
from .structured import in_script

_MOST_BYTES = 2_000_000
"""How much of a result the page reads."""
_MOST_ROWS, _MOST_CHARACTERS = 300, 100_000
"""How much of it the page shows, so that it stays light; the other formats give all of it."""

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
    """The page itself. *result* holds ``boolean``, or ``text``, or ``names``, ``rows`` (those that
    are shown) and ``count`` (of all)."""
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
        "short": lambda iri: short(iri, spaces),
    }
    return view.render("sparql.html", context, status)


async def _run(view: View, query: Query) -> dict[str, Any]:
    answer = await view.site.engine.evaluate(query)
    data = await answer.read(_MOST_BYTES)
    if "sparql-results+json" not in answer.media_type:
        return {"text": _shortened(data)}
    try:
        parsed = json.loads(data)
    except ValueError:  # longer than the page shows
        return {"text": _shortened(data)}
    if "boolean" in parsed:
        return {"boolean": parsed["boolean"]}
    rows = parsed["results"]["bindings"]
    return {"names": parsed["head"]["vars"], "rows": rows[:_MOST_ROWS], "count": len(rows)}


def _shortened(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS] + "…"
