"""The template process: opens the store and forks workers that find it open. Single-threaded, so that forking is safe.

    python -m duikou.api.store.embedded.template

Standard input is the control channel (messages.py). The process ends, and its workers with it, when the server hangs
up.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Never

from pyoxigraph import Store

from .. import sandbox
from ..messages import (
    DATAGRAM,
    Change,
    Ended,
    Fork,
    Forked,
    Message,
    Open,
    Opened,
    Refused,
    Unchanged,
    decode,
    encode,
)
from . import worker
from .union import open_union
from .worker import Stores

_LIBRARIES = 64
"""Files that the libraries which make networks may open at a time: some parts of them are read when first needed."""


def main(control: socket.socket) -> None:
    """Opens the store that the first message names, then serves fork requests until the server hangs up."""
    sandbox.die_with_parent()
    sandbox.no_core_dumps()
    source = decode(control.recv(DATAGRAM))
    assert isinstance(source, Open)
    if source.networks:
        importlib.import_module(f"{__package__}.network_job")
    try:
        stores, quads = _open(source)
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        _say(control, Refused(503, f"{source.store}: not a store that can be read ({' '.join(str(error).split())})"))
        return
    sandbox.forbid_sockets()
    gc.collect()
    gc.freeze()  # the workers share these pages for as long as nobody touches them
    wake, poke = os.pipe()
    os.set_blocking(poke, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(poke, warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _say(control, Opened(quads))
    children: set[int] = set()
    changed = 0
    while True:
        ready, _, _ = select.select([control.fileno(), wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
            _reap(children, control)
        if control.fileno() in ready:
            data, descriptors, _, _ = socket.recv_fds(control, DATAGRAM, 1)
            if not data:
                break
            message = decode(data)
            if isinstance(message, Change):
                quads, rows = _change(stores, quads, message, changed, control)
                changed += rows
            else:
                assert isinstance(message, Fork)
                children.add(_fork(stores, descriptors[0], message.memory, control))
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _open(source: Open) -> tuple[Stores, int]:
    if source.store is None or source.scratch is None:
        empty = Store()
        return Stores(empty, empty, files=_LIBRARIES if source.networks else 0), 0
    return open_union(Path(source.store), source.memory_quads, Path(source.scratch))


def _change(stores: Stores, quads: int, asked: Change, before: int, control: socket.socket) -> tuple[int, int]:
    """The number of quads now, and of rows that have changed. An error in the middle ends the process: nobody may ask
    what is half changed."""
    from . import changing  # noqa: PLC0415 - most processes hold one state as long as they live

    try:
        found = changing.change(stores, quads, Path(asked.store), Path(asked.patch), before)
    except (OSError, ValueError) as error:  # nothing has been done
        _say(control, Unchanged(" ".join(str(error).split())))
        return quads, 0
    gc.collect()
    gc.freeze()
    _say(control, Opened(found[0]))
    return found


def _fork(stores: Stores, descriptor: int, memory: int, control: socket.socket) -> int:
    child = os.fork()
    if child == 0:
        _work(stores, descriptor, memory, control)
    os.close(descriptor)
    _say(control, Forked(child))
    return child


def _work(stores: Stores, descriptor: int, memory: int, control: socket.socket) -> Never:
    """The child's whole life."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        sandbox.die_with_parent()
        control.close()
        channel = socket.socket(fileno=descriptor)
        channel.setblocking(True)
        if memory:
            sandbox.limit_memory(memory)
        sandbox.limit_files(stores.files)  # sockets are forbidden besides
        worker.run(stores, channel)
        status = 0
    except MemoryError:
        status = 3
    except Exception as error:  # the server sees the channel close; a traceback would only repeat the query
        print(f"worker: {type(error).__name__}", file=sys.stderr)
    finally:
        os._exit(status)


def _reap(children: set[int], control: socket.socket) -> None:
    while children:
        try:
            child, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            return
        children.discard(child)
        _say(control, Ended(child, os.waitstatus_to_exitcode(status)))


def _say(control: socket.socket, message: Message) -> None:
    with suppress(OSError):
        control.send(encode(message))


if __name__ == "__main__":
    main(socket.socket(fileno=0))
