"""Servers forked from one process that has loaded the program: a start costs its own work, and not the imports again.

    python -P forking.py < a socket that carries, for each server, its request and the write end of a pipe

The server is a process like any other. It is watched by the process that it was forked from, which writes its id to the
pipe, and how it ended when it has.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Never

LONGEST = 200_000


@cache
def _template() -> socket.socket:
    """The channel to the process that servers are forked from; it ends when this one does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST)
    one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # a process that forks should have no other
    subprocess.Popen([sys.executable, "-P", __file__], stdin=theirs, env=one_thread)
    theirs.close()
    return ours


class Forked:
    """A process of a server on *port* with that environment; it has what the tests use of a Popen."""

    def __init__(
        self, port: int, workers: int, graphs: Sequence[Path], environment: Mapping[str, str], log: int
    ) -> None:
        self._ended, theirs = os.pipe()
        self.returncode: int | None = None
        self._reading = threading.Lock()  # more than one thread asks how it ended, and it is said once
        asked = {"port": port, "workers": workers, "graphs": [*map(str, graphs)], "environment": dict(environment)}
        socket.send_fds(_template(), [json.dumps(asked).encode()], [theirs, log])
        os.close(theirs)
        self.pid = int(self._line())

    def _line(self) -> bytes:
        """What the watching process says next."""
        said = b""
        while not said.endswith(b"\n"):
            part = os.read(self._ended, 1)
            if not part:
                raise RuntimeError("the process that servers are forked from has ended")
            said += part
        return said

    def poll(self) -> int | None:
        """How it ended, as Popen has it; None while it runs."""
        with self._reading:
            if self.returncode is None and select.select([self._ended], [], [], 0)[0]:
                self.returncode = int(self._line())
                os.close(self._ended)
        return self.returncode

    def wait(self, seconds: float | None = None) -> int:
        """How it ended, once it has. Raises TimeoutExpired."""
        end = time.monotonic() + (seconds if seconds is not None else 3600)
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("serve", seconds or 0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """Sends a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def main(control: socket.socket) -> None:
    """Forks a process for each request until the tests hang up."""
    from duikou.api import app, command  # noqa: F401 - what all servers share
    from duikou.ask.vocabulary import Vocabulary
    from duikou.ask.words import words
    from duikou.extract.knowledge.gazetteer import gazetteer

    gazetteer()
    Vocabulary((), words(), elsewhere={})  # for the sounds of its words, which are kept
    gc.collect()
    gc.freeze()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, LONGEST, 2)
        if not data:
            return
        if os.fork() == 0:
            control.close()
            _watch(json.loads(data), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _watch(asked: dict[str, Any], said: int, log: int) -> Never:
    """Starts the server, and says when and how it ends."""
    server = os.fork()
    if server == 0:
        os.close(said)
        _serve(asked, log)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.close(log)
    os.write(said, b"%d\n" % server)
    _, status = os.waitpid(server, 0)
    os.write(said, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _serve(asked: dict[str, Any], log: int) -> Never:
    """The server's whole life."""
    from duikou.api.command import serve
    from duikou.settings import Settings

    os.environ.clear()
    os.environ.update(asked["environment"])
    tempfile.tempdir = None  # the environment says where it is
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    serve(Settings(), "127.0.0.1", asked["port"], asked["workers"], tuple(map(Path, asked["graphs"])))
    raise SystemExit(0)  # in order: what is temporary goes


if __name__ == "__main__":
    main(socket.socket(fileno=0))
