"""Reports about one thing: a Word file, and a sheet to print."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pyoxigraph import NamedNode

from ..http.errors import RefusedError
from ..pages.caching import CachedRoute
from ..pages.site import View, ViewDep
from ..readable import readable
from ..reports.chart import drawn, in_page
from ..reports.model import numbered
from ..reports.thing import report_of, reported

router = APIRouter(tags=["pages"], include_in_schema=False, route_class=CachedRoute)


def _node(view: View, local: str) -> NamedNode:
    """What the address names. Raises RefusedError where there is no report about it."""
    node = view.site.iri(f"id/{local}")
    if node is None or not reported(view.site.names.one(node.value)):
        raise RefusedError(404, f"{local[:80]}: there are reports about documents, pairings, places and bodies alone")
    return node


@readable(router, "/reports/{local:path}.docx")
def word(local: str, view: ViewDep) -> Response:
    """The Word file."""
    from ..reports.word import word_response  # noqa: PLC0415 - python-docx takes a tenth of a second, and most ask for no Word file

    return word_response(view, report_of(view, _node(view, local)), f"duikou-{local.rpartition('/')[2]}")


@readable(router, "/reports/{local:path}")
def sheet(local: str, view: ViewDep) -> Response:
    """The sheet to print."""
    node = _node(view, local)
    report = report_of(view, node)
    context = {
        "this": node.value,
        "local": local,
        "report": report,
        "parts": numbered(report.parts, view.language),
        "drawn": lambda chart, width: in_page(drawn(chart, view.language, report.source, width)),
    }
    return view.render("report.html", context)
