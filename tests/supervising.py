"""Supervisors forked from processes that have loaded the program: a start costs its own work, and not the imports
again.

    python -P supervising.py shared|plain < a socket that carries, for each supervisor, what it is to be, its channel
    and its standard error

One process has loaded the shipped knowledge too, as a supervisor does before it works; supervisors with tables or a
cache of their own are forked from the other, and load what they are told. What is tested of how a supervisor itself
starts is tested without either.
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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Lock
from typing import Never

from duikou.graph import workers

LONGEST = 200_000
USUAL = workers._channel
_OWN = ("DUIKOU_", "XDG_", "HOME")
"""How the names of variables begin that tell what a supervisor loads."""
_PYTHON = ("PYTHON", "PATH")
"""The same of what a program is that starts: for another one, none is forked."""
_asking = Lock()


@cache
def _template(shared: bool) -> tuple[socket.socket, Mapping[str, str]]:
    """The channel to the process that supervisors are forked from, which ends when this one does; and its
    environment."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DUIKOU_")}
    environment |= {"OPENBLAS_NUM_THREADS": "1"}  # a process that forks should have no other
    command = [sys.executable, "-P", __file__, "shared" if shared else "plain"]
    subprocess.Popen(command, stdin=theirs, stdout=subprocess.DEVNULL, env=environment)
    theirs.close()
    return ours, environment


def _alike(one: Mapping[str, str], other: Mapping[str, str], begin: tuple[str, ...]) -> bool:
    """Whether two environments say the same by all variables whose names *begin* so."""
    return all(one.get(name) == other.get(name) for name in (*one, *other) if name.startswith(begin))


class Supervisor:
    """A supervisor's process; it has what is asked of a Popen."""

    def __init__(self, channel: Connection) -> None:
        with _asking:
            template, environment = _template(True)
            if not _alike(environment, os.environ, _OWN):
                template, _ = _template(False)
            asked = {"environment": dict(os.environ), "folder": str(Path.cwd())}
            socket.send_fds(template, [json.dumps(asked).encode()], [channel.fileno(), 2])
            self.pid = int(template.recv(LONGEST))
        self._ended = os.pidfd_open(self.pid)

    def __del__(self) -> None:
        os.close(self._ended)

    def poll(self) -> int | None:
        """0 once it has ended, None while it runs."""
        return 0 if select.select([self._ended], [], [], 0)[0] else None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._ended, signal.SIGKILL)

    def wait(self) -> int:
        select.select([self._ended], [], [])
        return 0


def _channel() -> Connection:
    """As workers._channel."""
    if not _alike(_template(True)[1], os.environ, _PYTHON):
        return USUAL()
    if workers._supervisor is not None and workers._supervisor[0].poll() is not None:
        workers.close()
    if workers._supervisor is None:
        ours, theirs = Pipe()
        with theirs:
            workers._supervisor = Supervisor(theirs), ours
    return workers._supervisor[1]


@contextmanager
def supervisors(forked: bool) -> Iterator[None]:
    """As long as it lasts, supervisors are *forked*, or else programs of their own, as they are for users."""
    before = workers._channel
    workers.close()
    workers._channel = _channel if forked else USUAL
    yield
    workers.close()
    workers._channel = before


def main(control: socket.socket, shared: bool) -> None:
    """Forks a process for each request until the tests hang up."""
    from duikou.corrections import apply  # noqa: F401
    from duikou.graph import build, document, supervisor  # noqa: F401

    if shared:
        supervisor.share()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those that have ended are no concern of this process
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, LONGEST, 2)
        if not data:
            return
        pid = os.fork()
        if not pid:
            control.close()
            _supervise(json.loads(data), *descriptors, shared)
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(b"%d" % pid)


def _supervise(asked: dict[str, str], channel: int, errors: int, shared: bool) -> Never:
    """The supervisor's whole life."""
    from duikou import machine
    from duikou.graph import supervisor

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    machine.die_with_parent(os.getppid())
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])  # type: ignore[arg-type]
    tempfile.tempdir = None  # the environment says where it is
    os.dup2(channel, 0)
    os.dup2(errors, 2)
    client = Connection(channel)
    if shared:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        supervisor.serve(client)
    else:
        supervisor.attend(client)
    os._exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=0), sys.argv[1] == "shared")
