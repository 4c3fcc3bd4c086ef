"""Refusals for people: why there is nothing at an address, in the reader's language, and where to go on."""

from __future__ import annotations

from fastapi import Request, Response

from ..http.accept import negotiate
from .site import View

_NOTHING = ("Not Found", "there is nothing at this address")
"""Reasons that say no more than the status."""


def read_by_people(request: Request) -> bool:
    """Whether who asks would rather have a page than a line: browsers say so, programs that take anything do not."""
    if request.method not in ("GET", "HEAD"):
        return False
    return negotiate(request.headers.get("accept"), ("text/plain", "text/html")) == "text/html"


def page(view: View, status: int, reason: str) -> Response:
    """The page of a refusal with its status (HTTP) and its reason, one line in English."""
    known = str(status) if str(status) in view.words.under("error") else "other"
    context = {
        "status": known,
        "missing": view.request.url.path.removeprefix(view.root),
        "reason": "" if reason in _NOTHING else reason,
        "replaced_by": "",
        "document": "",
    }
    response = view.render("missing.html", context, status)
    response.headers["Cache-Control"] = "no-store"
    return response
