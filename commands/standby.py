"""``duikou build`` in a process that waits for the word. Program, knowledge and the served release are in memory by
then, so that a change of one document costs little more than to read it."""

from __future__ import annotations

import gc
import os
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import typer

SECONDS = 900.0
"""How long it waits: what it holds is worth some memory, and takes seconds to have again."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a build ended: its exit code and all that it said on standard error."""

    code: int
    said: bytes


@dataclass(frozen=True, slots=True)
class Standby:
    """A build of *documents* into *output*, for graph.workers.branch(). Whoever sends anything has it built and is sent
    what came of it, or None where the program or its knowledge is another one by now: nothing was built then."""

    documents: tuple[str, ...]
    with_shipped: bool
    output: Path
    environment: Mapping[str, str]

    def __call__(self, channel: Connection) -> None:
        with tempfile.TemporaryFile() as said:
            os.dup2(said.fileno(), 2)
            os.environ.clear()
            os.environ.update(self.environment)
            code = self._built(channel)
            said.seek(0)
            channel.send(None if code is None else Finished(code, said.read()))

    def _built(self, channel: Connection) -> int | None:
        """The exit code."""
        from .say import FAILED

        gc.disable()  # as in a build that has not waited
        try:
            return self._go_on(channel)
        except typer.Exit as ended:
            return ended.exit_code
        except Exception:  # a fault in the program, for whoever reads what it said
            traceback.print_exc()
            return FAILED

    def _go_on(self, channel: Connection) -> int | None:
        from ..graph import loaded
        from ..graph.begun import begin, warm
        from ..graph.supervisor import split_off
        from ..ontology.terms import Vocabulary
        from .build import run_build
        from .say import FAILED, configured, fail

        settings = configured()
        vocabulary = Vocabulary(settings.base)
        try:
            warm(vocabulary)
            split_off(channel)  # as long as there is one thread
            begun = begin(self.output, vocabulary)
        except (OSError, ValueError) as error:
            raise fail(str(error)) from error
        begun.gathered.ahead()
        if not channel.poll(SECONDS):
            os._exit(0)
        channel.recv()
        if not loaded.still():
            return None
        jobs = os.cpu_count() or 1
        done = run_build(self.documents, self.with_shipped, self.output, settings, jobs, begun=begun)
        return 0 if done else FAILED
