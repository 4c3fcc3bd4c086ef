"""The next build, begun while its editor is still at work: a process that has all in memory that a build needs, but the
change."""

from __future__ import annotations

from concurrent.futures import Future
from multiprocessing.connection import Connection
from threading import Lock

from ...graph.standby import Finished, Standby
from ...graph.workers import WorkersError
from .sandbox import Sandbox

HEARING = 20.0
"""Seconds in which a build that has begun says that it goes on; one that does not is ended, and another begins."""


class Ahead:
    """At most one such process, forked from the one that reads documents; it ends with that, or when nobody asks."""

    def __init__(self, standby: Standby, sandbox: Sandbox) -> None:
        self._standby, self._sandbox = standby, sandbox
        self._begun: Future[Connection] | None = None
        self._changing = Lock()

    def begin(self) -> None:
        """Begins a build if none has begun; does not wait."""
        with self._changing:
            if self._begun is None or _ended(self._begun):
                self._begun = self._sandbox.branch(self._standby)

    def build(self, seconds: float) -> Finished | None:
        """Ends the build that has begun: all that it reads of documents and corrections, it reads now. None where none
        has begun, or what has is good for nothing: then nothing was built. Raises TimeoutError, after that time."""
        with self._changing:
            begun, self._begun = self._begun, None
        if begun is None or (not begun.done() and begun.cancel()):  # a document is being read
            return None
        try:
            with begun.result(HEARING) as channel:
                channel.send(None)
                heard = channel.poll(HEARING) and channel.recv()
                late = heard and not channel.poll(seconds)
                finished: Finished | None = channel.recv() if heard and not late else None
        except TimeoutError:
            heard = late = False
            finished = None
        except (EOFError, OSError, WorkersError):  # it was ended
            return None
        if finished is None:  # whatever it holds, it is of no use
            self._sandbox.renew()
        if late:
            raise TimeoutError
        return finished


def _ended(begun: Future[Connection]) -> bool:
    """Whether nothing will become of it: it says nothing before it is asked, but its end."""
    return begun.done() and (begun.cancelled() or begun.exception() is not None or begun.result().poll())
