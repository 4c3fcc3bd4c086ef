"""The SPARQL editor for people. /sparql sends browsers here; programs ask /sparql itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from ..pages.editor import editor_page
from ..pages.site import ViewDep
from ..readable import readable
from ..store import engine

router = APIRouter(include_in_schema=False)


@readable(router, "/query", name="editor")
async def editor(view: ViewDep, query: Annotated[str, Query()] = "") -> Response:
    """The query page; with ``?query=``, its results as a table, for readers without scripts too."""
    client = view.request.client.host if view.request.client else ""
    asked = engine.Query(query, client=client) if query.strip() and view.request.method == "GET" else None
    return await editor_page(view, asked)
