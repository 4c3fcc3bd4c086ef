"""Bring your own document: a file, a text or an address; a look at what is read; join a corpus, or throw it away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from structlog.stdlib import get_logger

from ...extract.read import SUFFIXES
from ...settings import Settings
from ..dependencies import EngineDep, SettingsDep
from ..http.errors import RefusedError
from ..pages.site import View, ViewDep
from ..readable import readable
from .about import FIELDS, KINDS, to_toml
from .access import EditorDep, EditRoute, WritingEditorDep, read_form
from .ahead import Ahead
from .drafts import Draft, Drafts
from .fetch import fetch
from .joining import join, writable
from .naming import file_name, name_of_address, name_of_text
from .preview import DraftSite, DraftView, preview, published_values
from .publish import served, standby
from .sandbox import Sandbox, kept_folder

FORM_BYTES = 64 * 1024
"""What a form has besides the document."""

log = get_logger(__name__)


class UploadRoute(EditRoute):
    """Takes a document."""

    def longest(self, settings: Settings) -> int:
        return settings.upload_bytes + FORM_BYTES


router = APIRouter(route_class=EditRoute, include_in_schema=False)
uploads = APIRouter(route_class=UploadRoute, include_in_schema=False)


class Own:
    """What the routes share: the drafts, who reads them, and the build that makes documents of them."""

    def __init__(self, settings: Settings) -> None:
        self.drafts = Drafts(settings.drafts or settings.output / "drafts", settings.draft_hours)
        self.sandbox = Sandbox(settings, self.drafts)
        self.ahead = Ahead(standby(settings), self.sandbox)


def get_own(request: Request) -> Own:
    own: Own = request.app.state.own
    return own


OwnDep = Annotated[Own, Depends(get_own)]


@readable(router, "/edit/new")
def new_form(view: ViewDep, editor: EditorDep, own: OwnDep) -> Response:
    """The form, and the drafts that wait."""
    own.sandbox.warm()
    own.drafts.sweep()
    return _form(view, editor, own)


@uploads.post("/edit/new")
async def new(view: ViewDep, editor: WritingEditorDep, own: OwnDep, settings: SettingsDep) -> Response:
    """Reads what was brought, and shows it. What cannot be taken is said above the form."""
    form = await read_form(view.request)
    try:
        name, data, about = await _brought(form, settings)
        draft = await run_in_threadpool(own.drafts.new, editor.name, name, data, about)
    except (RefusedError, ValueError) as error:
        status = error.status if isinstance(error, RefusedError) else 400
        reason = error.reason if isinstance(error, RefusedError) else str(error)
        return await run_in_threadpool(_form, view, editor, own, reason, status)
    await own.sandbox.read(draft)
    return _to(view, f"/edit/drafts/{draft.id}")


@readable(router, "/edit/drafts/{identifier}")
def show(identifier: str, view: ViewDep, editor: EditorDep, own: OwnDep) -> Response:
    """What was read of a draft, and what can be done with it."""
    own.ahead.begin()
    return _page(view, editor, own, own.drafts.find(identifier, editor.name))


@router.post("/edit/drafts/{identifier}")
async def correct(identifier: str, view: ViewDep, editor: WritingEditorDep, own: OwnDep) -> Response:
    """Takes what the editor says of a draft, and reads it again."""
    draft = own.drafts.find(identifier, editor.name)
    said = {key: str(value) for key, value in (await read_form(view.request)).items()}
    try:
        name = file_name(said.get("name") or draft.name)
        if name.rpartition(".")[2] != draft.name.rpartition(".")[2]:
            raise ValueError(f"name: must go on ending in .{draft.name.rpartition('.')[2]}")
        about = to_toml(said, name)
    except ValueError as error:
        return await run_in_threadpool(_page, view, editor, own, draft, str(error), said)
    draft = await run_in_threadpool(own.drafts.say, draft, name, about)
    await own.sandbox.read(draft)
    return _to(view, f"/edit/drafts/{draft.id}")


@router.post("/edit/drafts/{identifier}/join")
async def publish_draft(
    identifier: str, view: ViewDep, editor: WritingEditorDep, own: OwnDep, engine: EngineDep, settings: SettingsDep
) -> Response:
    """Puts a draft into a corpus, builds, and leads to the published document."""
    draft = own.drafts.find(identifier, editor.name)
    corpus = str((await read_form(view.request)).get("corpus") or "")
    try:
        slug = await run_in_threadpool(join, settings, own.drafts, draft, corpus, own.ahead)
    except RefusedError as error:
        return await run_in_threadpool(_page, view, editor, own, draft, error.reason, None, error.status)
    log.info("document joined", editor=editor.name, corpus=corpus, document=slug)
    await served(settings, engine)
    return _to(view, f"/documents/{slug}")


@router.post("/edit/drafts/{identifier}/discard")
async def discard(identifier: str, view: ViewDep, editor: WritingEditorDep, own: OwnDep) -> Response:
    """Throws a draft away."""
    await run_in_threadpool(own.drafts.discard, own.drafts.find(identifier, editor.name))
    return _to(view, "/edit/new")


async def _brought(form: FormData, settings: Settings) -> tuple[str, bytes, bytes]:
    """The name and bytes of a document, and what its NAME.toml says. Raises ValueError and RefusedError."""
    file, text, address = form.get("file"), str(form.get("text") or ""), str(form.get("address") or "").strip()
    if isinstance(file, UploadFile) and file.filename:
        name = file_name(file.filename)
        return name, await _bytes_of(file, settings.upload_bytes), b""
    if text.strip():
        if len(data := text.encode("utf-8", "replace")) > settings.upload_bytes:
            raise RefusedError(413, f"the text is longer than {settings.upload_bytes} bytes")
        return name_of_text(text), data, b""
    if address:
        if not settings.fetch:
            raise RefusedError(403, "this server asks no addresses: save the page and bring the file")
        found = await fetch(address, settings.upload_bytes)
        name = name_of_address(found.address, found.media_type)
        return name, found.data, to_toml({"url": address}, name)
    raise ValueError("bring a file, a text or an address")


async def _bytes_of(file: UploadFile, limit: int) -> bytes:
    data = await file.read(limit + 1)
    if len(data) > limit:
        raise RefusedError(413, f"the file is longer than {limit} bytes")
    return data


def _form(view: View, editor: Any, own: Own, wrong: str = "", status: int = 200) -> Response:
    settings = view.site.settings
    context = {
        "editor": editor,
        "wrong": wrong,
        "fetch": settings.fetch,
        "most": settings.upload_bytes // (1024 * 1024),
        "suffixes": ",".join(sorted(SUFFIXES)),
        "hours": f"{settings.draft_hours:g}",
        "drafts": list(own.drafts.of(editor.name)),
    }
    return view.render("edit-new.html", context, status)


def _page(
    view: View,
    editor: Any,
    own: Own,
    draft: Draft,
    wrong: str = "",
    said: Mapping[str, str] | None = None,
    status: int = 0,
) -> Response:
    """The page of a draft; *said* is what the form is filled with in place of what is kept."""
    settings = view.site.settings
    folder = kept_folder(own.drafts, draft)
    shown: dict[str, Any] | None = None
    look = view
    if folder is not None and draft.state is not None and (folder / "text.json").is_file():
        look = DraftView(DraftSite(folder, settings), view.request)
        shown = preview(look, draft.state.slug)
    entry = own.drafts.entry(draft)
    kept = {field: str(getattr(entry, field) or "") for field in FIELDS}
    context = {
        "editor": editor,
        "draft": draft,
        "wrong": wrong,
        "said": {**kept, "name": draft.name, **(said or {})},
        "found": published_values(shown["fields"], look) if shown else {},
        "fields": FIELDS,
        "kinds": KINDS,
        "corpora": writable(settings),
        "preview": shown,
        "hours": f"{settings.draft_hours:g}",
    }
    return look.render("edit-draft.html", context, status or (400 if wrong else 200))


def _to(view: View, path: str) -> Response:
    return RedirectResponse(view.url(path), 303)
