"""``duikou serve``: runs the application on uvicorn, in one process or several."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from ..settings import Settings
from .app import create_app
from .http.connections import GuardedProtocol, allow_connections
from .logs import configure

GRACE_SECONDS = 15
"""How long requests in progress may take to finish when the server is told to stop."""


def serve(settings: Settings, host: str, port: int, workers: int = 1, graphs: tuple[Path, ...] = ()) -> None:
    """Serves until the process is told to stop. Several *workers* share one port, and the limits of the settings."""
    run = Path(tempfile.mkdtemp(prefix="duikou-run-"))
    changed = {"run": run, "processes": workers, "graphs": graphs or settings.graphs}
    settings = settings.model_copy(update=changed)
    try:
        if workers == 1:
            configure(settings.log_format)
            allow_connections()
            uvicorn.run(create_app(settings), host=host, port=port, **OPTIONS)  # type: ignore[arg-type]
            return
        # The processes are started afresh and read their settings from the environment.
        os.environ["DUIKOU_RUN"] = str(run)
        os.environ["DUIKOU_PROCESSES"] = str(workers)
        os.environ["DUIKOU_GRAPHS"] = os.pathsep.join(str(graph.resolve()) for graph in settings.graphs)
        metrics = run / "metrics"
        metrics.mkdir()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
        configure(settings.log_format)
        factory = "duikou.api.command:application"
        uvicorn.run(factory, factory=True, host=host, port=port, workers=workers, **OPTIONS)  # type: ignore[arg-type]
    finally:
        shutil.rmtree(run, ignore_errors=True)


def application() -> FastAPI:
    """The application of one of several processes, with settings from the environment."""
    settings = Settings()
    configure(settings.log_format)
    allow_connections()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent passes the end on
    return create_app(settings)


OPTIONS: dict[str, object] = {
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
