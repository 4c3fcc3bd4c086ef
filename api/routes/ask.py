"""Questions in Chinese and English: the page, JSON and CSV. What asks nothing goes to the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, RedirectResponse

from ..asking.chips import INTENT, parameters
from ..asking.complete import Completion, complete
from ..asking.page import context
from ..asking.reply import LONGEST, Reply, reply
from ..asking.table import AskAnswer, answer_of, rows
from ..asking.vocabulary import vocabulary
from ..http.accept import choose
from ..http.conditional import conditional
from ..http.errors import RefusedError
from ..pages.caching import CachedRoute
from ..pages.site import View, ViewDep
from ..pages.spreadsheet import csv_response, csv_text
from ..readable import readable

router = APIRouter(tags=["ask"], route_class=CachedRoute)
_OFFERS = {"html": "text/html", "json": "application/json", "csv": "text/csv"}
_FIRST = ("label", "id", "quote", "document_label", "document", "href")


@readable(router, "/ask", response_model=AskAnswer)
def ask(
    view: ViewDep,
    q: Annotated[str, Query(max_length=500, description="a question in Chinese or English")] = "",
    intent: Annotated[str, Query(description="instead of q: what is asked; its conditions by their names beside")] = "",
    and_: Annotated[str, Query(alias="and", max_length=100, description="further conditions in words")] = "",
    format: Annotated[str, Query(pattern="^(html|json|csv)?$")] = "",  # noqa: A002
) -> Response:
    """The answer to a question: a sentence, rows with their words, and the SPARQL that gives them.

    Below a threshold, or where the graph holds nothing of it, the status is `refused`, and three questions that have
    answers are offered. The `permalink` holds what was understood as parameters, which can be changed one by one.
    """
    offered = choose(view.request.headers.get("accept"), _OFFERS, format or None)
    if offered is None:
        raise RefusedError(406, "offered are text/html, application/json and text/csv", {"Vary": "Accept"})
    chips: dict[str, list[str]] = {}
    for name, value in view.request.query_params.multi_items():
        if name != "q":
            chips.setdefault(name, []).append(value)
    question = q.strip()[:LONGEST]
    made = reply(view.site, view.words, question, chips, and_)
    if and_ and made.reading and offered[0] == "html":
        return _see_other(view.url("/ask", **parameters(made.reading)))
    if offered[0] == "json":
        response: Response = JSONResponse(answer_of(view, question, made).model_dump())
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        return conditional(view.request, response)
    if offered[0] == "csv":
        return csv_response(view, csv_text(*_table(view, made)))
    if question and not made.is_question and not intent:
        return _to_search(view, {name: values for name, values in chips.items() if name != "format"}, q)
    return view.render("ask.html", context(view, question, made))


def _to_search(view: View, given: Mapping[str, list[str]], q: str) -> Response:
    kept = {name: values for name, values in given.items() if name not in (INTENT, "q")}
    return _see_other(view.url("/search", q=q, **kept))


def _see_other(address: str) -> Response:
    return RedirectResponse(address, 303, {"Vary": "Accept, Accept-Language, Cookie"})


@readable(router, "/ask/names", response_model=list[Completion])
def names(view: ViewDep, q: Annotated[str, Query(max_length=300, description="what is typed")] = "") -> Response:
    """Names and topics that have answers, for the end of what is being typed."""
    found = complete(q, vocabulary(view.site), view.language)
    response = JSONResponse([one.model_dump() for one in found])
    response.headers["Vary"] = "Accept-Language, Cookie"
    return conditional(view.request, response)


def _table(view: View, made: Reply) -> tuple[list[str], list[list[object]]]:
    """Columns and cells of the CSV: a label beside every IRI."""
    found = list(rows(view, made))
    names = list(dict.fromkeys((*_FIRST, *(name for row in found for name in row))))
    return names, [[row.get(name, "") for name in names] for row in found]
