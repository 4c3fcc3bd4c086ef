"""The queries that run right now, in every process of the server, and how to stop one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SHOWN = 2000
"""Characters of a query that are shown."""


@dataclass
class Running:
    """One query in progress."""

    id: str
    query: str
    client: str
    pid: int = 0
    started: float = field(default_factory=time.time)
    stopped: str | None = None
    """Why it was stopped, once it was."""
    listed: bool = False
    """Do the other processes see it?"""
    cancel: Callable[[], None] | None = None
    """Stops a query that no process of ours runs."""

    def describe(self) -> dict[str, str | float]:
        """What an operator sees."""
        return {
            "id": self.id,
            "client": self.client,
            "seconds": round(time.time() - self.started, 3),
            "query": self.query[:SHOWN],
        }


class Registry:
    """Shared through a *folder*: a query that lasts is written there as a small file that names its worker process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._local: dict[str, Running] = {}
        self._next = 0

    def add(self, query: str, client: str, pid: int) -> Running:
        self._next += 1
        running = Running(f"{os.getpid()}-{self._next}", query, client, pid)
        self._local[running.id] = running
        return running

    def publish(self, running: Running) -> None:
        """Lets the other processes see a query that has been running for a while."""
        running.listed = True
        file = self._file(running.id)
        beside = file.with_suffix(".new")
        shown = {**vars(running), "query": running.query[:SHOWN], "cancel": None}
        beside.write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
        beside.replace(file)

    def remove(self, running: Running) -> None:
        if self._local.pop(running.id, None) is not None and running.listed:
            self._file(running.id).unlink(missing_ok=True)

    def published(self, running: Running) -> bool:
        """Is the query's file there? The process that stops a query removes it first."""
        return self._file(running.id).exists()

    def __len__(self) -> int:
        return len(self._local)

    def list(self) -> list[Running]:
        """Every running query, the oldest first; those of other processes once they have lasted a moment."""
        found = dict(self._local)
        for file in self._folder.glob("query-*.json"):
            with contextlib.suppress(OSError, ValueError, TypeError):
                running = Running(**json.loads(file.read_text(encoding="utf-8")))
                found.setdefault(running.id, running)
        return sorted(found.values(), key=lambda running: running.started)

    def stop(self, identifier: str) -> bool:
        """Stops a query of any process; False when it does not run (any more)."""
        running = self._local.get(identifier) or next((r for r in self.list() if r.id == identifier), None)
        if running is None or (running.pid == 0 and running.cancel is None):
            return False
        running.stopped = "stopped by the operator"
        if running.cancel is not None:
            running.cancel()
            return True
        self._file(identifier).unlink(missing_ok=True)
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
        return True

    def _file(self, identifier: str) -> Path:
        return self._folder / f"query-{identifier}.json"
