"""``duikou serve``: runs the application on uvicorn, in one process or several."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any, Never

import uvicorn
from starlette.types import Message, Receive, Scope, Send

from ..graph.knowledge import use_settings
from ..machine import die_with_parent
from ..settings import Settings
from ..temporary import sweep, temporary_folder
from .http.connections import GuardedProtocol, allow_connections
from .logs import configure

GRACE_SECONDS = 15
"""How long requests in progress may take to finish when the server is told to stop."""
OPTIONS: dict[str, Any] = {
    "http": GuardedProtocol,
    "ws": "none",
    "lifespan": "on",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "date_header": True,
    "timeout_keep_alive": 15,
    "timeout_graceful_shutdown": GRACE_SECONDS,
}
FAILED = 2
_FAILURE = "failure"
"""File in the folder of a run that says why its data could not be opened."""


def serve(settings: Settings, host: str, port: int, workers: int = 1, graphs: tuple[Path, ...] = ()) -> None:
    """Serves until the process is told to stop. Several *workers* share one port, and the limits of the settings.

    A port that is taken, editing that anybody could do, and data that cannot be opened, end the process with one line
    on standard error and status 2.
    """
    configure(settings.log_format)
    sweep()
    signal.signal(signal.SIGTERM, _end_in_order)  # uvicorn repeats the signal once it has stopped
    with temporary_folder() as folder:
        _check_address(host, port)
        _check_editing(settings, host, graphs)
        failure = Path(folder) / _FAILURE
        try:
            _run(
                settings.model_copy(update={"run": Path(folder), "graphs": graphs or settings.graphs}),
                host,
                port,
                workers,
            )
        finally:
            if failure.exists():
                _end(failure.read_text(encoding="utf-8"))


def _run(settings: Settings, host: str, port: int, workers: int) -> None:
    if workers == 1:
        allow_connections()
        uvicorn.run(Quietly(settings), host=host, port=port, **OPTIONS)
        return
    # The processes are started afresh and read their settings from the environment.
    metrics = Path(str(settings.run), "metrics")
    metrics.mkdir()
    os.environ["DUIKOU_RUN"] = str(settings.run)
    os.environ["DUIKOU_PROCESSES"] = str(workers)
    os.environ["DUIKOU_MCP"] = settings.mcp
    os.environ["DUIKOU_EDIT"] = str(settings.edit)
    os.environ["DUIKOU_EDITOR"] = settings.editor
    os.environ["DUIKOU_GRAPHS"] = os.pathsep.join(str(file.resolve()) for file in settings.graphs)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
    factory = "duikou.api.command:application"
    uvicorn.run(factory, factory=True, host=host, port=port, workers=workers, **OPTIONS)


def application() -> Quietly:
    """The application of one of several processes, with settings from the environment."""
    if (parent := multiprocessing.parent_process()) is not None and parent.pid is not None:
        die_with_parent(parent.pid)  # or it would go on serving, and hold the port
    settings = Settings()
    use_settings(settings)
    configure(settings.log_format)
    allow_connections()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent passes the end on
    return Quietly(settings)


class Quietly:
    """The application, whose failure to start is one line for the whole server and no traceback of each process."""

    def __init__(self, settings: Settings) -> None:
        from .app import create_app  # noqa: PLC0415 - a process that only watches over others does without

        self._app, self._run, self._settings = create_app(settings), settings.run, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        opening: asyncio.Task[None] | None = None

        async def told(message: Message) -> None:
            nonlocal opening
            failure = getattr(self._app.state, "failure", None)
            if message["type"] == "lifespan.startup.failed" and failure and self._run is not None:
                (self._run / _FAILURE).write_text(failure, encoding="utf-8")
                message = {**message, "message": ""}
            await send(message)
            if message["type"] == "lifespan.startup.complete" and self._settings.opening:
                opening = asyncio.create_task(self._open())

        try:
            await self._app(scope, receive, told)
        finally:
            if opening is not None:
                opening.cancel()

    async def _open(self) -> None:
        from .asking.vocabulary import vocabulary  # noqa: PLC0415 - as above
        from .opening import keep_open  # noqa: PLC0415
        from .pages.effect import changed  # noqa: PLC0415
        from .pages.measures import commitments, topics  # noqa: PLC0415
        from .pages.site import compile_templates, site_of  # noqa: PLC0415
        from .search.opening import search_index  # noqa: PLC0415

        site = site_of(self._app, self._app.state.engine, self._app.state.settings)
        values = (
            lambda: topics(site),
            lambda: commitments(site),
            lambda: changed(site),
        )
        found = (lambda: search_index(site), lambda: vocabulary(site))
        await keep_open(self._app, compile_templates, *values, afterwards=found)


def _check_address(host: str, port: int) -> None:
    """Ends the process when nobody can listen at an address, before anything else is done."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        _end(f"{host}:{port}: cannot listen there ({error.strerror or error})")


def _check_editing(settings: Settings, host: str, graphs: tuple[Path, ...]) -> None:
    """Ends the process when what it is asked to open for editing must not be, or cannot."""
    if not settings.edit:
        return
    from .editing.access import check_editing  # noqa: PLC0415 - as above

    try:
        check_editing(settings, host, bool(graphs))
    except ValueError as error:
        _end(str(error))


def _end_in_order(*_: object) -> Never:
    raise SystemExit(0)


def _end(reason: str) -> Never:
    print(f"duikou: {reason}", file=sys.stderr)
    raise SystemExit(FAILED)
