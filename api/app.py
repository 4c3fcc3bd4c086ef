"""The web application: one place that puts engine, routes and middleware together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

from ..settings import Settings
from .errors import RefusedError
from .routes import ROUTERS
from .store.engine import Engine, StoreError
from .store.open import open_engine


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """The application that serves one graph. *engine* replaces the one that *settings* ask for (tests do that).

    The engine is opened when the server starts and closed when it stops.
    """
    engine = engine or open_engine(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await engine.start()
        try:
            yield
        finally:
            await engine.stop()

    app = FastAPI(title="Duikou", description="A knowledge graph of paired cooperation (对口合作).", lifespan=lifespan)
    app.state.settings = settings
    app.state.engine = engine
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(StoreError, _refused)
    return app


async def _refused(_request: Request, error: Exception) -> PlainTextResponse:
    if isinstance(error, RefusedError):
        return PlainTextResponse(f"{error.reason}\n", error.status, error.headers)
    return PlainTextResponse(f"{error}\n", 503, {"Retry-After": "5"})
