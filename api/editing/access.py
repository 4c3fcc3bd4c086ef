"""Who may edit: the dependencies and the kind of route that everything below ``/edit`` uses.

    from .access import EditRoute, EditorDep, WritingEditorDep
    router = APIRouter(route_class=EditRoute, include_in_schema=False)     # and add it to EDITING in routing.py

EditRoute refuses what no page of this site sent, too much, and too often, before a handler or the body is looked at;
EditorDep gives the editor or leads to the log-in form; WritingEditorDep also wants the session's CSRF token, in the
form field ``csrf`` or the header ``X-CSRF-Token``. Other pages ask seen_editor(request).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.types import Message
from structlog.stdlib import get_logger

from ...settings import Settings
from ...temporary import temporary_folder
from ..http.body import GoneError, parts
from ..http.errors import RefusedError
from ..http.gate import RateLimit, who
from .editors import Editors, checked_name, read_editors
from .origin import is_local, is_loopback, is_own_write
from .sessions import SECONDS, Editor, Sessions

COOKIE = "duikou-editor"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
LOGIN = "/edit/login"
_SAFE = ("GET", "HEAD", "OPTIONS")

log = get_logger(__name__)


class Access:
    """Who may edit on one server: *editors* with tokens, or, where there are none, whoever sits at this machine."""

    def __init__(self, settings: Settings) -> None:
        given = settings.editors.get_secret_value() if settings.editors else ""
        self.editors: Editors | None = read_editors(given) if given else None
        self.local_name = settings.editor
        self._folder = temporary_folder(settings.run)  # it is removed with this object
        self.sessions = Sessions((settings.run or Path(self._folder.name)) / "sessions")
        self.logins = RateLimit(max(1, settings.logins_per_minute // settings.processes))
        self.writes = RateLimit(max(1, settings.writes_per_minute // settings.processes))

    @property
    def local(self) -> bool:
        """Is the one editor whoever sits at this machine?"""
        return self.editors is None

    def reachable(self, request: Request) -> bool:
        """May the request ask for anything of this at all?"""
        return not self.local or is_local(request)

    def find(self, request: Request) -> Editor | None:
        """The editor whose session the request carries."""
        value = request.cookies.get(COOKIE, "")
        return self.sessions.find(value) if value and self.reachable(request) else None


def check_editing(settings: Settings, host: str, graphs: bool = False) -> None:
    """Raises ValueError with one line when a server that listens at *host* must not be edited as *settings* say, or
    cannot be; *graphs*: it serves files in place of a build."""
    if settings.store is not None or settings.graphs or graphs:
        raise ValueError("--edit: only a graph that this machine has built can be edited, no other store or file")
    if settings.editors and settings.editors.get_secret_value():
        read_editors(settings.editors.get_secret_value())
    elif not is_loopback(host):
        raise ValueError(f"--edit on {host}: anybody could edit; name editors and their tokens in DUIKOU_EDITORS")
    if settings.editor:
        checked_name(settings.editor)


def access_of(request: Request) -> Access:
    """The running application's; there is one wherever a route below /edit is."""
    access: Access = request.app.state.access
    return access


def seen_editor(request: Request) -> Editor | None:
    """The editor who looks at any page of the site; None for everybody else, and where editing is off."""
    access: Access | None = getattr(request.app.state, "access", None)
    return access.find(request) if access else None


def editor(request: Request) -> Editor:
    """The editor who asks for a page. Others are led to the log-in form."""
    found = access_of(request).find(request)
    if found is None:
        root = request.scope.get("root_path", "")
        here = request.url.path.removeprefix(root) + (f"?{request.url.query}" if request.url.query else "")
        raise RefusedError(303, "log in first", {"Location": f"{root}{LOGIN}?next={quote(here, safe='/')}"})
    return found


async def writing_editor(request: Request) -> Editor:
    """The editor who writes. Raises RefusedError: 401 without a session, 403 without its CSRF token."""
    found = access_of(request).find(request)
    if found is None:
        raise RefusedError(401, "no session, or one that has ended: log in again")
    given = request.headers.get(CSRF_HEADER) or str((await read_form(request)).get(CSRF_FIELD) or "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), found.csrf.encode()):
        raise RefusedError(403, "the form's token is missing or of another session: load the page again")
    return found


EditorDep = Annotated[Editor, Depends(editor)]
WritingEditorDep = Annotated[Editor, Depends(writing_editor)]


async def read_form(request: Request) -> FormData:
    """The fields of the request's form, read once; empty where it sends none. Use it in place of Form parameters,
    which would be read before anybody has asked who sends them."""
    if _kind(request) not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return FormData()
    known = getattr(request.state, "form", None)
    if known is None:
        try:
            # A part that is no file may be as long as the body: the route limits that.
            form = await request.form(max_files=1, max_fields=100, max_part_size=1 << 30)
        except HTTPException as error:  # the parser's own words, about what a client sent
            raise RefusedError(400, f"the form cannot be read: {error.detail}") from error
        known = request.state.form = form
    return known


def _kind(request: Request) -> str:
    """The media type of the request's body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


class EditRoute(APIRoute):
    """A route below ``/edit``: never cached, never for another site, writes limited, logged and of known editors."""

    needs_session: ClassVar[bool] = True
    """Whether a write without a session is refused before its body is read."""

    def longest(self, settings: Settings) -> int:
        """Bytes of the longest body of a form in parts; any other has request_bytes."""
        return settings.request_bytes

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            access = access_of(request)
            if not access.reachable(request):
                if request.method not in _SAFE:
                    _log(request, None, 403)
                raise RefusedError(403, "editing is for this machine alone; ask by 127.0.0.1 or localhost")
            if request.method in _SAFE:
                return _private(await handle(request))
            seen, status = access.find(request), 500
            settings = request.app.state.settings
            # Parts are written to disk as they come; any other body is read as one piece.
            limit = self.longest(settings) if _kind(request).startswith("multipart/") else settings.request_bytes
            try:
                self._check(request, access, seen)
                response = _private(await handle(Request(request.scope, _limited(request, limit))))
                status = response.status_code
            except RefusedError as error:
                status = error.status
                raise
            except HTTPException as error:
                status = error.status_code
                raise
            except RequestValidationError:
                status = 422
                raise
            finally:
                _log(request, seen, status)
            return response

        return answer

    def _check(self, request: Request, access: Access, seen: Editor | None) -> None:
        if not is_own_write(request):
            raise RefusedError(403, "a write comes from a page of this site (Origin or Sec-Fetch-Site says otherwise)")
        if not self.needs_session:
            check_login(request)
        elif seen is None:
            raise RefusedError(401, "no session, or one that has ended: log in again")
        elif wait := access.writes.wait(seen.name):
            raise _too_many("writes", wait)


def check_login(request: Request) -> None:
    """Raises RefusedError (429) when the request's address has started, or tried to start, too many sessions."""
    if wait := access_of(request).logins.wait(who(request.client.host) if request.client else ""):
        raise _too_many("log-ins", wait)


def _too_many(what: str, wait: int) -> RefusedError:
    return RefusedError(429, f"too many {what} in a minute", {"Retry-After": str(wait)})


def with_session(response: Response, request: Request, name: str) -> Response:
    """Starts a session for *name* and gives *response* its cookie."""
    value = access_of(request).sessions.start(name)
    secure = request.url.scheme == "https"
    path = request.scope.get("root_path", "") or "/"
    response.set_cookie(COOKIE, value, SECONDS, path=path, secure=secure, httponly=True, samesite="strict")
    return response


def without_session(response: Response, request: Request) -> Response:
    """Ends the request's session and has the browser forget its cookie."""
    access_of(request).sessions.end(request.cookies.get(COOKIE, ""))
    path = request.scope.get("root_path", "") or "/"
    secure = request.url.scheme == "https"
    response.delete_cookie(COOKIE, path=path, secure=secure, httponly=True, samesite="strict")
    return response


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    # Under no-referrer, which other pages have, a browser names no origin when it sends a form.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _limited(request: Request, limit: int) -> Callable[[], Coroutine[Any, Any, Message]]:
    """What gives the request's body. Raises RefusedError (413, 408): longer than *limit* bytes, or too slow."""
    body = parts(request.receive, request.headers.get("content-length"), limit)

    async def receive() -> Message:
        try:
            part = await anext(body, None)
        except GoneError as error:
            raise RefusedError(400, "the request broke off") from error
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    return receive


def _log(request: Request, seen: Editor | None, status: int) -> None:
    """One line for each write: who, where and how it ended; never what was sent."""
    name = seen.name if seen else ""
    log.info("edit", editor=name, method=request.method, path=request.url.path[:200], status=status,
             id=getattr(request.state, "request_id", ""))  # fmt: skip
