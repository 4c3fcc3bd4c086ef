"""Questions in words, answered as /ask answers them."""

from __future__ import annotations

from starlette.requests import Request

from ...ask.normal import has_han
from ..asking.reply import LONGEST, reply
from ..asking.table import AskAnswer, answer_of
from ..pages.site import Site

MOST = 50
"""Rows that are given; *total* says how many there are."""


class Asked(AskAnswer):
    """The answer to a question, with the release that it is of."""

    release: str
    total: int


def asked(site: Site, question: str) -> Asked:
    """The answer to a *question*, in its own language."""
    language = b"zh" if has_han(question) else b"en"
    headers = [(b"accept-language", language)]
    request = Request({"type": "http", "method": "GET", "path": "/ask", "query_string": b"", "headers": headers})
    view = site.view(request)
    question = question.strip()[:LONGEST]
    answer = answer_of(view, question, reply(site, view.words, question, {}))
    shown = answer.model_copy(update={"rows": answer.rows[:MOST]})
    return Asked(release=site.engine.release, total=len(answer.rows), **shown.model_dump())
