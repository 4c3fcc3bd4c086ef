"""Agents over HTTP at /mcp: the SDK's streamable HTTP, without sessions, behind our own limits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings

from ...settings import Settings
from ..http.body import GoneError, whole
from ..http.errors import RefusedError
from ..http.gate import Message, Receive, Scope, Send, plain
from ..http.request import Request
from ..pages.site import Site
from ..sparql.respond import refuse
from ..store.engine import Engine
from .finding import warm
from .server import make_server

PATH = "/mcp"
_HERE = ("127.0.0.1", "localhost", "[::1]")


class Mounted:
    """The ASGI application at /mcp. :meth:`running` must be entered while the application serves."""

    def __init__(self, site: Callable[[], Site], engine: Engine, settings: Settings) -> None:
        self._settings, self._site = settings, site
        self._server = make_server(site, engine, settings)
        self._app = self._server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=settings.request_bytes,
            transport_security=_security(local=settings.mcp == "local"),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        warm(self._site())
        async with self._server.session_manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":  # there are no sessions, so nothing to listen to or to end
            await plain(405, "agents send POST here", [(b"allow", b"POST, OPTIONS")])(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            body = await whole(receive, request.header(b"content-length") or None, self._settings.request_bytes)
        except RefusedError as error:
            await refuse(request, error)
            return
        except GoneError:
            return
        await self._app(scope, _replayed(body, receive), send)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Gives the *body* that was read, then what *receive* gives."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _security(*, local: bool) -> TransportSecuritySettings:
    """On this machine alone a page of another site must not reach it by a name of its own (DNS rebinding); what is
    public is for everybody to read, under whatever name."""
    if not local:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    hosts = [f"{host}{port}" for host in _HERE for port in ("", ":*")]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=hosts,
        allowed_origins=[f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts],
    )
