"""The reading view for an editor: the panel beside the text, and what waits to be published."""

from __future__ import annotations

from typing import Any

from ...corrections.model import Kind
from ..http.errors import RefusedError
from ..pages.site import View, editor_here

_LISTED = (Kind.MEASURE, Kind.RESPONSIBILITY, Kind.PAIR, Kind.TARGET)
"""Kinds of facts that the panel lists for readers without the script; names are reached by their marks."""


def desk_of(view: View, slug: str) -> dict[str, Any] | None:
    """What the reading view shows besides to an editor; None for everybody else, for releases of the past, and for
    documents whose files are not here."""
    editor = editor_here(view.request)
    if editor is None or getattr(view.request.state, "release", None) is not None:
        return None
    from .desk import Desk  # noqa: PLC0415 - loads what reads documents, which only editors need

    desk = Desk(view, slug)
    try:
        pending = desk.pending
    except RefusedError as error:
        return {"editor": editor, "slug": slug, "wrong": error.reason, "pending": [], "listed": [], "card": None}
    asked = view.request.query_params.get("fact", "")
    return {
        "editor": editor,
        "slug": slug,
        "wrong": "",
        "pending": pending,
        "listed": [fact for fact in desk.facts.values() if fact.kind in _LISTED],
        "card": desk.card(asked) if asked in desk.facts else None,
    }
