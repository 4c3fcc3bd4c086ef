"""The server of the Model Context Protocol: our tools on the official SDK."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import ValidationError
from starlette.requests import Request

from ... import __version__
from ...settings import Settings
from ..http.errors import RefusedError
from ..http.gate import who
from ..pages.site import Site
from ..store.engine import Engine, StoreError
from .answers import Rows
from .selecting import MOST_ROWS, select
from .tools import Tools
from .words import argument, description, said, title

Result = TypeVar("Result")
_EXPECTED = (ValueError, LookupError, RefusedError, StoreError)
_TOOLS = ("find", "pairs", "measures", "who_owns", "targets", "compare", "changes", "quote", "coverage", "ask")
LOCAL = "local"
"""Stands for the client of a server that speaks over standard input."""


def make_server(site: Callable[[], Site], engine: Engine, settings: Settings) -> MCPServer[Any]:
    """A server with our tools, all of which only read, over the site that *site* gives and its *engine*."""
    server: MCPServer[Any] = MCPServer(
        "duikou",
        title="对口 Duikou",
        version=__version__,
        instructions=said()["instructions"].strip(),
        log_level="WARNING",
        subscriptions=False,
    )
    tools = Tools(site)
    for name in _TOOLS:
        _add(server, name, _told(getattr(tools, name)))

    async def sparql(
        query: Annotated[str, argument("query")],
        limit: Annotated[int, argument("limit", ge=1, le=MOST_ROWS)] = 100,
        context: Context[Any, Any] | None = None,
    ) -> Rows:
        return await select(engine, query, limit, _client(context), settings.request_bytes)

    _add(server, "sparql", _told_later(sparql))
    return server


def _add(server: MCPServer[Any], name: str, tool: Callable[..., Any]) -> None:
    reading = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    server.add_tool(tool, name=name, title=title(name), description=description(name), annotations=reading)


def _client(context: Context[Any, Any] | None) -> str:
    """Who asks, as the limits count clients."""
    request = context.request_context.request if context is not None else None
    return who(request.client.host) if isinstance(request, Request) and request.client else LOCAL


def _told(tool: Callable[..., Result]) -> Callable[..., Result]:
    """*tool*, whose refusals are told to the model in their words."""

    @functools.wraps(tool)
    def call(*given: Any, **named: Any) -> Result:
        try:
            return tool(*given, **named)
        except _EXPECTED as error:
            raise ToolError(_words_of(error)) from error

    return call


def _told_later(tool: Callable[..., Awaitable[Result]]) -> Callable[..., Awaitable[Result]]:
    """The same of a tool that waits."""

    @functools.wraps(tool)
    async def call(*given: Any, **named: Any) -> Result:
        try:
            return await tool(*given, **named)
        except _EXPECTED as error:
            raise ToolError(_words_of(error)) from error

    return call


def _words_of(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return error.reason if isinstance(error, RefusedError) else str(error.args[0] if error.args else error)
