"""Starts what ``duikou serve`` starts as a process of its own, and stops it again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from .forking import Forked

TOKEN = "correct-horse"
PLAIN = {"trust_env": False, "verify": False}
"""For clients that talk to this machine alone: certificates take a twentieth of a second to be read by each."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running server: use it in a ``with`` statement; *settings* become DUIKOU_* variables."""

    def __init__(self, graphs: Sequence[Path] = (), workers: int = 1, **settings: Any) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._graphs, self._workers = graphs, workers
        self._settings = settings
        self._log = tempfile.NamedTemporaryFile(prefix="duikou-test-", suffix=".log")  # noqa: SIM115
        self.process: Forked | None = None
        self.http = httpx.Client(base_url=self.url, timeout=30, **PLAIN)

    def __enter__(self) -> Server:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DUIKOU_")}
        environment["DUIKOU_OPENING"] = "no"  # most ask for a page or two
        environment |= {f"DUIKOU_{name.upper()}": str(value) for name, value in self._settings.items()}
        self.process = Forked(self.port, self._workers, self._graphs, environment, self._log.fileno())
        try:
            self.wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()

    def wait(self, seconds: float = 240) -> None:
        """Waits until the server is ready."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"the server ended: {self.log()[-2000:]}")
            try:
                if self.http.get("/health").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError(f"the server is not ready: {self.log()[-2000:]}")

    def log(self) -> str:
        """What the server has written so far."""
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")

    def events(self) -> list[dict[str, Any]]:
        """The log lines as objects, as far as they are whole."""
        lines = self.log().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("\n")]

    def event(self, request_id: str, seconds: float = 10) -> dict[str, Any]:
        """The log line of one request, which is written after its answer has gone out."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for event in self.events():
                if event.get("id") == request_id:
                    return event
            time.sleep(0.02)
        raise RuntimeError(f"no log line of request {request_id}")

    def until_running(self, count: int, seconds: float = 60) -> None:
        """Waits until so many queries run at a time, as the server counts them."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            lines = httpx.get(f"{self.url}/metrics", **PLAIN, timeout=30).text.splitlines()
            counted = [float(line.split()[1]) for line in lines if line.startswith("duikou_queries_running ")]
            if sum(counted) >= count:
                return
            time.sleep(0.02)
        raise RuntimeError(f"{count} queries never ran at a time")

    def query(self, text: str, **options: Any) -> httpx.Response:
        """Sends a query by direct POST; *options* go to httpx."""
        headers = {"Content-Type": "application/sparql-query", **options.pop("headers", {})}
        return self.http.post("/sparql", content=text.encode(), headers=headers, **options)
