"""The web application: one place that puts engine, routes and middleware together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from ..settings import Settings
from .history.releases import Releases
from .http.cache import Cache
from .http.errors import RefusedError
from .http.gate import Gate, allowed
from .pages import refusals
from .pages.site import site_of
from .routes import ROUTERS
from .sparql.endpoint import Endpoint
from .sparql.graph_store import GraphStore
from .store.embedded.engine import EmbeddedEngine
from .store.engine import Engine, StoreError
from .store.remote.engine import RemoteEngine


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """The application that serves one graph. *engine* replaces the one that *settings* ask for (tests do that).

    The engine is opened when the server starts and closed when it stops.
    """
    engine = engine or (RemoteEngine(settings) if settings.store else EmbeddedEngine(settings))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await engine.start()
        except StoreError as error:
            app.state.failure = str(error)
            raise
        try:
            async with app.state.agents.running() if app.state.agents else nullcontext():
                yield
        finally:
            if app.state.own is not None:
                app.state.own.sandbox.close()
            await engine.stop()

    app = FastAPI(
        title="Duikou",
        version=version("duikou"),
        description="A knowledge graph of paired cooperation (对口合作).",
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own page loads its scripts from another host; routes/pages.py has ours
        redoc_url=None,
        redirect_slashes=False,  # the framework's redirect goes to whatever host the request names
    )
    app.state.settings = settings
    app.state.engine = engine
    app.state.cache = Cache(settings.cache_bytes // settings.processes)
    own = settings.store is None and not settings.graphs
    app.state.releases = Releases(settings, app.state.cache) if own else None
    sparql = Endpoint(settings, engine, app.state.cache)
    app.state.direct = {
        "/sparql": sparql,
        "/sparql/": sparql,
        "/data": GraphStore(settings, engine, sparql),
        "/update": Endpoint(settings, engine, app.state.cache, only_updates=True),
    }
    app.state.agents = _agents(app, engine, settings) if settings.mcp in ("yes", "local") else None
    if app.state.agents:
        app.state.direct["/mcp"] = app.state.agents
    app.state.access = app.state.own = None
    routers = ROUTERS
    # Without editing its routes are not even there, nor what reads documents: nothing below /edit answers.
    if settings.edit and own:
        routers = (*_editing(app, settings), *ROUTERS)
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(StoreError, _refused)
    app.add_exception_handler(HTTPException, _refused)
    # Outermost last: every request passes the gate first; pages are compressed, SPARQL results are already.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    per_minute = settings.requests_per_minute // settings.processes
    app.state.routes = [route for router in routers for route in router.routes] + app.routes
    app.add_middleware(Gate, direct=app.state.direct, routes=app.state.routes, per_minute=per_minute)
    return app


def _agents(app: FastAPI, engine: Engine, settings: Settings) -> Any:
    """What answers agents at /mcp; it needs the extra `mcp`."""
    from .agents.mount import Mounted  # noqa: PLC0415 - only who wants it has it installed

    return Mounted(lambda: site_of(app, engine, settings), engine, settings)


def _editing(app: FastAPI, settings: Settings) -> tuple[APIRouter, ...]:
    """Opens the application for editing; the routes of that."""
    from .editing.access import Access  # noqa: PLC0415 - loads the whole extraction, which takes a second
    from .editing.own import Own  # noqa: PLC0415
    from .editing.routing import EDITING  # noqa: PLC0415

    app.state.access = Access(settings)
    app.state.own = Own(settings)
    return EDITING


async def _refused(request: Request, error: Exception) -> Response:
    """One line for a program; for a reader in a browser a page in the reader's language, with that line."""
    refused = _line(request, error)
    engine = request.app.state.engine
    if refused.status_code >= 400 and refusals.read_by_people(request):
        view = site_of(request.app, engine, request.app.state.settings).view(request)
        page = await run_in_threadpool(refusals.page, view, refused.status_code, bytes(refused.body).decode().strip())
        page.headers.update({name: value for name, value in refused.headers.items() if name not in _OF_THE_BODY})
        return page
    return refused


_OF_THE_BODY = ("content-length", "content-type")


def _line(request: Request, error: Exception) -> Response:
    if isinstance(error, RefusedError):
        return PlainTextResponse(f"{error.reason}\n", error.status, error.headers)
    if isinstance(error, HTTPException):
        if error.status_code == 404 and (there := _without_slash(request)):
            return RedirectResponse(there, 307)
        # The framework names the methods of one route only, and an address may have several.
        headers = (
            {"Allow": allowed(request.scope, request.app.state.routes) or "OPTIONS"}
            if error.status_code == 405
            else error.headers
        )
        return PlainTextResponse(f"{error.detail}\n", error.status_code, headers)
    return PlainTextResponse(f"{error}\n", 503, {"Retry-After": "5"})


def _without_slash(request: Request) -> str | None:
    """The same address without a slash at its end, if there is something; without a host, so that it stays here."""
    path = f"/{request.scope['path'].strip('/')}"
    if path == request.scope["path"] or not allowed({**request.scope, "path": path}, request.app.state.routes):
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.scope.get('root_path', '')}{quote(path)}{query}"
