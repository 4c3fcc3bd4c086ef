"""Correcting: the queue, the cards, what is entered, taken back and published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from structlog.stdlib import get_logger

from ...corrections.batches import append, batch_name, take_back
from ...corrections.model import Correction, Kind
from ..dependencies import EngineDep, SettingsDep
from ..http.errors import RefusedError
from ..pages.site import View, ViewDep, asset, environment
from ..readable import readable
from .access import EditorDep, EditRoute, WritingEditorDep, read_form
from .cards import adding
from .desk import Desk, rivals, waiting
from .entry import Writer, read_entered, rows_for
from .names import suggest
from .own import OwnDep
from .publish import publish, served
from .queue import Why
from .reasons import reasons
from .rows import all_rows, held, moment, published, rows_beside, said_of
from .sessions import Editor

router = APIRouter(route_class=EditRoute, include_in_schema=False)
log = get_logger(__name__)

_STEPS = ("look", "correct", "add", "undo")
"""Steps of the help page with a picture."""
_AHEAD = 12
"""Items of the queue that are listed behind the first."""

Slug = Annotated[str, Query(max_length=300)]
Short = Annotated[str, Query(max_length=40)]


# --- reading ----------------------------------------------------------------------------------------------------------


@readable(router, "/edit/queue")
def queue(
    view: ViewDep,
    editor: EditorDep,
    why: Short = "",
    kind: Short = "",
    document: Slug = "",
    skip: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """What is least certain, one by one: the first with its card, those behind it as a list."""
    return view.render(
        "edit-queue.html", {"editor": editor, **_queue(view, {"why": why, "kind": kind, "document": document}, skip)}
    )


@readable(router, "/edit/card")
def one_card(
    view: ViewDep, editor: EditorDep, document: Slug, fact: Slug = "", unit: int = -1, first: int = 0, last: int = 0
) -> Response:
    """The card of a fact, or the form for words that are selected, as a part of a page."""
    return JSONResponse({"card": _card(view, editor, Desk(view, document), fact, (unit, first, last))})


@readable(router, "/edit/facts")
def facts(view: ViewDep, editor: EditorDep, document: Slug) -> Response:
    """The facts of a document and where the reading view shows them, for the script."""
    return JSONResponse({"facts": Desk(view, document).marks()})


@readable(router, "/edit/reasons")
def why_so(view: ViewDep, editor: EditorDep, own: OwnDep, document: Slug, fact: Slug) -> Response:
    """Why the extractor thinks so, as a part of a page."""
    desk = Desk(view, document)
    found = desk.facts.get(fact)
    explained = own.sandbox.explained(desk.held.path, desk.held.sha256) if found else None
    weighed = reasons(explained, found, view.language) if explained and found else []
    return JSONResponse({"reasons": _part(view, "edit-reasons.html", {"weighed": weighed})})


@readable(router, "/edit/names")
def names(
    view: ViewDep,
    editor: EditorDep,
    q: Annotated[str, Query(max_length=200)] = "",
    types: Slug = "",
    document: Slug = "",
) -> Response:
    """Official names for what is typed: those of the graph, then those that the gazetteer can make."""
    places = _places(view, document) if document else []
    found = suggest(view.site, q, tuple(filter(None, types.split(","))), places)
    return JSONResponse([{"name": one.name, "type": one.type, "known": one.known} for one in found])


@readable(router, "/edit/corrections")
def corrections(view: ViewDep, editor: EditorDep, own: OwnDep) -> Response:
    """All that was entered, the latest first: what the served graph does not say can be taken back."""
    own.ahead.begin()
    said = said_of(all_rows(view.site), published(view.site))
    context = {"editor": editor, "said": said[:500], "total": len(said), "waiting": sum(one.pending for one in said)}
    return view.render("edit-corrections.html", context)


@readable(router, "/edit/help")
def help_page(view: ViewDep, editor: EditorDep) -> Response:
    """How to correct, add, undo, teach: five steps."""
    pictures = {step: f"edit-{step}-{view.language}.webp" for step in _STEPS}
    shown = {step: name for step, name in pictures.items() if asset(f"static/{name}")}
    return view.render("edit-help.html", {"editor": editor, "pictures": shown})


# --- writing ----------------------------------------------------------------------------------------------------------


@router.post("/edit/corrections")
async def enter(view: ViewDep, editor: WritingEditorDep, own: OwnDep) -> Response:
    """Appends what was entered to today's batch of the editor: JSON from the script, a form from a page without it.

    The answer to JSON is 201 with the next card: of the queue when the request says so, else of the same fact.
    """
    given, is_json = await _given(view.request)
    own.ahead.begin()
    return await run_in_threadpool(_enter, view, editor, given, is_json)


@router.post("/edit/undo")
async def undo(view: ViewDep, editor: WritingEditorDep, own: OwnDep) -> Response:
    """Takes a row of one's own back that the served graph does not say."""
    given, is_json = await _given(view.request)
    own.ahead.begin()
    return await run_in_threadpool(_undo, view, editor, given, is_json)


@router.post("/edit/publish")
async def publish_now(
    view: ViewDep, editor: WritingEditorDep, own: OwnDep, settings: SettingsDep, engine: EngineDep
) -> Response:
    """Builds, and serves what was built."""
    given, is_json = await _given(view.request)
    said = await run_in_threadpool(publish, settings, own.ahead)
    await served(settings, engine)
    log.info("published", editor=editor.name, said=said)
    if is_json:
        return JSONResponse({"said": said, "release": engine.release})
    return RedirectResponse(_back(view, given, "/edit/corrections"), 303)


def _enter(view: View, editor: Editor, given: Mapping[str, object], is_json: bool) -> Response:
    entered = read_entered(given)
    desk = Desk(view, entered.document)
    when = moment(datetime.now(UTC))
    writer = Writer(editor.name, when, desk.slug, desk.held.sha256, batch_name(editor.name, when))
    rows = rows_for(entered, writer, desk.words, desk.facts.get)
    try:
        written = append(desk.held.rows, writer.batch, rows)
    except (OSError, ValueError) as error:
        raise RefusedError(409, f"nothing was entered: {error}") from error
    if not is_json:
        return RedirectResponse(_back(view, given, f"/documents/{desk.slug}"), 303)
    fresh = Desk(view, desk.slug)  # with the new rows
    filters = given.get("queue")
    if isinstance(filters, dict):
        context = _queue(view, {name: str(filters.get(name, "")) for name in _FILTERS}, _number(filters.get("skip")))
        card = _part(view, "edit-next.html", {"editor": editor, **context})
    else:
        card = _card(view, editor, fresh, entered.fact, (entered.unit, entered.first, entered.last))
    return JSONResponse(
        {"entered": [_told(row.batch, row.line) for row in written], "card": card, "pending": len(fresh.pending)}, 201
    )


def _undo(view: View, editor: Editor, given: Mapping[str, object], is_json: bool) -> Response:
    folder, row = _meant(view, given)
    if row.who != editor.name:
        raise RefusedError(403, f"entered by {row.who}: only the one who entered it takes it back")
    (said,) = said_of([row], published(view.site))
    if said.holds:
        raise RefusedError(409, "published, and in the graph: what is said anew of the same fact takes its place")
    try:
        take_back(folder, row)
    except FileNotFoundError as error:
        raise RefusedError(404, _NONE) from error
    except (OSError, ValueError) as error:
        raise RefusedError(409, f"not taken back: {error}") from error
    if not is_json:
        return RedirectResponse(_back(view, given, "/edit/corrections"), 303)
    desk = Desk(view, str(given.get("document") or row.document))
    fact = str(given.get("fact", ""))
    card = _card(view, editor, desk, fact, (-1, 0, 0)) if fact else ""
    return JSONResponse({"card": card, "pending": len(desk.pending)})


def _meant(view: View, given: Mapping[str, object]) -> tuple[Path, Correction]:
    """The row that a request names, with the folder of documents that it stands beside: batches of several folders may
    have one name, so the document counts where more than one fits. Raises RefusedError (404)."""
    batch, line = str(given.get("batch", "")), _number(given.get("line"))
    found = [
        (folder, row)
        for folder, row in rows_beside(view.site)
        if (row.batch, row.line) == (batch, line) and row.when == given.get("when", row.when)
    ]
    if len(found) > 1:
        found = [(folder, row) for folder, row in found if row.document == given.get("document")]
    if len(found) != 1:
        raise RefusedError(404, _NONE)
    return found[0]


_NONE = "no such correction: load the page again"


# --- parts ------------------------------------------------------------------------------------------------------------

_FILTERS = ("why", "kind", "document")


def _queue(view: View, filters: dict[str, str], skip: int) -> dict[str, Any]:
    """What the queue shows: the item after *skip* others with its card, and those behind it."""
    wanted, left = waiting(view, **filters)
    items = list(islice(left, skip, skip + 1 + _AHEAD))
    current = items[0] if items else None
    shown = None
    if current and current.fact:
        desk = Desk(view, current.fact.document)
        shown = desk.card(current.fact.key, current.entry.note, current.entry.why)
    counts = Counter(entry.document for entry in wanted)
    names = {slug: view.label(view.site.space("id", f"document/{slug}")) for slug in counts}
    return {
        "filters": filters,
        "whys": [why.value for why in Why],
        "kinds": [kind.value for kind in Kind if kind is not Kind.ENTITY],
        "names": dict(sorted(names.items())),
        "total": len(wanted),
        "skip": skip,
        "item": current,
        "card": shown,
        "stray": current.said if current else None,
        "rivals": rivals(view, current.said) if current and current.said else [],
        "ahead": items[1:],
    }


def _card(view: View, editor: Editor, desk: Desk, fact: str, words: tuple[int, int, int]) -> Markup:
    if fact:
        return _part(view, "edit-card.html", {"editor": editor, "card": desk.card(fact), "queue": None})
    text = desk.words.shown
    if text is None or words[0] < 0:
        return Markup("")
    return _part(view, "edit-add.html", {"editor": editor, "adding": adding(view, text, desk.slug, *words)})


def _part(view: View, template: str, context: Mapping[str, Any]) -> Markup:
    """A part of a page in the reader's language."""
    page = environment().get_template(template)
    return Markup(page.render(view=view, t=view.words, url=view.url, label=view.label, **context))  # noqa: S704 - escaped there


async def _given(request: Request) -> tuple[dict[str, object], bool]:
    """What a request sends, and whether as JSON. Raises RefusedError (400)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        try:
            given = json.loads(await request.body())
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, "the body is no JSON") from error
        if not isinstance(given, dict):
            raise RefusedError(400, "the body is no JSON object")
        return given, True
    form = await read_form(request)
    several = {"value"}
    return {name: form.getlist(name) if name in several else form.get(name) for name in form}, False


def _back(view: View, given: Mapping[str, object], otherwise: str) -> str:
    """Where a page without a script goes on: an address of this site that its form names."""
    back = str(given.get("back") or otherwise)
    inside = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    return view.root + (back if inside else otherwise)


def _number(value: object) -> int:
    return int(str(value)) if str(value).isdigit() and len(str(value)) < 10 else 0


def _told(batch: str, line: int) -> dict[str, object]:
    return {"batch": batch, "line": line}


def _places(view: View, slug: str) -> list[str]:
    """The places that a document names: whose bodies are meant by a name without one."""
    held(view.site, slug)
    named = [
        fact for fact in Desk(view, slug).facts.values() if fact.fields.get("type") in ("City", "County", "Province")
    ]
    return [name for name, _ in Counter(fact.subject for fact in named).most_common(6)]
