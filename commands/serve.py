"""``duikou serve``: the built graph on the web."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from .build import run_build
from .say import configured, fail


def serve_command(
    host: Annotated[str, typer.Option(help="监听地址 / Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 / Port.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="服务进程数 / Server processes.", min=1, max=64)] = 1,
    edit: Annotated[
        bool, typer.Option("--edit", help="在浏览器中修订 / Corrections and one's own documents in the browser.")
    ] = False,
    graph: Annotated[
        list[Path] | None,
        typer.Option("--graph", exists=True, help="改为提供这些 RDF 文件 / RDF file to serve in place of the build."),
    ] = None,
) -> None:
    """启动服务;还没有图谱时先构建。Serve the graph; builds first when there is none yet."""
    from ..api.command import serve
    from ..graph.release import current_release

    settings = configured()
    settings = settings.model_copy(update={"edit": edit or settings.edit, "mcp": _agents(settings.mcp, host)})
    files = tuple(graph or settings.graphs)
    if not files and settings.store is None and current_release(settings.output) is None:
        run_build(settings.documents, settings.with_shipped, settings.output, settings, os.cpu_count() or 1)
    try:
        serve(settings, host, port, workers, files)
    except OSError as error:
        raise fail(str(error)) from error


def _agents(wanted: str, host: str) -> str:
    """Whether agents are answered: as the setting says, and if that leaves it open, on this machine alone."""
    from ..api.editing.origin import is_loopback
    from .mcp import MISSING

    there = find_spec("mcp") is not None
    if wanted in ("yes", "local") and not there:
        raise fail(f"DUIKOU_MCP={wanted}: {MISSING}")
    if wanted != "auto":
        return wanted
    return "local" if there and is_loopback(host) else "no"
