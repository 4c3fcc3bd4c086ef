"""A build that waits for the word, in a process forked from the one that reads documents (workers.branch): program,
knowledge and the served release are in memory by then, so that a change of one document costs little more than to read
it."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from ..ontology.terms import Vocabulary
from . import loaded
from .begun import Begun, begin, warm
from .supervisor import split_off

SECONDS = 900.0
"""How long it waits: what it holds is worth some memory, and takes seconds to have again."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a build ended: its exit code and all that it said on standard error."""

    code: int
    said: bytes


class OutdatedError(Exception):
    """The program or its knowledge is another one by now than is in memory: nothing was built."""


@dataclass(frozen=True, slots=True)
class Standby:
    """The build of *documents* into *output* that the module *command* does, in its function ``on_standby``. Whoever
    sends anything is told at once that it goes on (True), has it built and is sent what came of it; or is sent None of
    one that is outdated."""

    command: str
    documents: tuple[str, ...]
    with_shipped: bool
    output: Path
    environment: Mapping[str, str]

    def __call__(self, channel: Connection) -> None:
        with tempfile.TemporaryFile() as said:
            os.dup2(said.fileno(), 2)
            os.environ.clear()
            os.environ.update(self.environment)
            gc.disable()  # as in a build that has not waited
            on_standby = import_module(self.command).on_standby
            try:
                code = on_standby(self.documents, self.with_shipped, self.output, partial(self._begun, channel))
            except OutdatedError:
                channel.send(None)
                return
            said.seek(0)
            channel.send(Finished(code, said.read()))

    def _begun(self, channel: Connection, vocabulary: Vocabulary) -> Begun:
        """What has begun of the build, when the word is there. Raises OutdatedError, and ValueError as begin() does."""
        warm(vocabulary)
        split_off(channel)  # as long as there is one thread
        begun = begin(self.output, vocabulary)
        begun.gathered.ahead()
        if not channel.poll(SECONDS):
            os._exit(0)
        channel.recv()
        if not loaded.still():
            raise OutdatedError
        channel.send(True)  # it goes on
        return begun
