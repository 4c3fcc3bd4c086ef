"""Coming and going: the log-in form, its session, and the page where editing begins."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from structlog.stdlib import get_logger

from ..pages.site import ViewDep
from ..readable import readable
from .access import (
    LOGIN,
    EditorDep,
    EditRoute,
    WritingEditorDep,
    access_of,
    check_login,
    read_form,
    seen_editor,
    with_session,
    without_session,
)
from .editors import checked_name
from .origin import is_strangers

log = get_logger(__name__)


class LoginRoute(EditRoute):
    """The one write that needs no session: it starts one."""

    needs_session = False


router = APIRouter(route_class=EditRoute, include_in_schema=False)
forms = APIRouter(route_class=LoginRoute, include_in_schema=False)


@readable(router, "/edit")
def home(view: ViewDep, editor: EditorDep) -> Response:
    """Where editing begins."""
    return view.render("edit.html", {"editor": editor})


@readable(router, LOGIN)
def login_form(view: ViewDep, following: Annotated[str, Query(alias="next")] = "/edit") -> Response:
    """Asks for a token, or for a name at this machine; leads on where there is nothing to ask."""
    request = view.request
    if seen_editor(request):
        return RedirectResponse(_inside(request, following), 303)
    access = access_of(request)
    # What another site's page has the browser load starts none: it could start so many that the editor's own ends.
    if access.local and access.local_name and not is_strangers(request):
        check_login(request)
        response = RedirectResponse(_inside(request, following), 303)
        return with_session(response, request, checked_name(access.local_name))
    return view.render("login.html", {"local": access.local, "following": following, "wrong": ""})


@forms.post(LOGIN)
async def log_in(view: ViewDep) -> Response:
    """Starts a session for who holds a token, or, at this machine, for who gives a name."""
    request = view.request
    access, form = access_of(request), await read_form(request)
    following = str(form.get("next") or "/edit")
    wrong = ""
    if access.editors is not None:
        name = access.editors.holder(str(form.get("token") or ""))
        wrong = "" if name else "wrong"
    else:
        try:
            name = checked_name(str(form.get("name") or ""))
        except ValueError:
            name, wrong = None, "bad_name"
    if name is None:
        log.warning("editor refused", client=request.client.host if request.client else "")
        return view.render("login.html", {"local": access.local, "following": following, "wrong": wrong}, 403)
    log.info("editor came", editor=name)
    return with_session(RedirectResponse(_inside(request, following), 303), request, name)


@router.post("/edit/logout")
async def log_out(request: Request, editor: WritingEditorDep) -> Response:
    """Ends the session."""
    log.info("editor went", editor=editor.name)
    root = request.scope.get("root_path", "")
    return without_session(RedirectResponse(f"{root}/", 303), request)


def _inside(request: Request, following: str) -> str:
    """Where to go on: an address of this site, whatever *following* says."""
    outside = not following.startswith("/") or following.startswith("//") or "\\" in following
    here = "/edit" if outside or not following.isprintable() else quote(following, safe="/?&=%.~:+-_,")
    return f"{request.scope.get('root_path', '')}{here}"
