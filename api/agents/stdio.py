"""Agents over standard input and output: one client, one server, one graph."""

from __future__ import annotations

import anyio

from ...settings import Settings
from ..http.cache import Cache
from ..logs import configure
from ..pages.site import Site
from ..store.embedded.engine import EmbeddedEngine
from ..store.remote.engine import RemoteEngine
from .finding import warm
from .server import make_server


def speak(settings: Settings) -> None:
    """Serves the client at standard input until it hangs up. Raises StoreError when the data cannot be opened."""
    configure(settings.log_format)
    anyio.run(_speak, settings)


async def _speak(settings: Settings) -> None:
    engine = RemoteEngine(settings) if settings.store else EmbeddedEngine(settings)
    site = Site(engine, settings, Cache(settings.cache_bytes))
    await engine.start()
    warm(site)
    try:
        await make_server(lambda: site, engine, settings).run_stdio_async()
    finally:
        await engine.stop()
