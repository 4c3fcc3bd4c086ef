"""The process that opens the store and forks workers: single-threaded, so that forking is safe.

    python -m duikou.api.store.embedded.template '{"store": ..., "memory_quads": ..., ...}'

Standard input is the control socket. Each message from the server is one JSON text with one file descriptor, the
worker's end of its channel; the nursery answers with the process id, and later tells how each worker ended. It ends,
and its workers with it, when the server hangs up.

Strangers' queries see a copy of the store in which the default graph holds every triple of every graph once. The
engine's own union of graphs would show a triple as often as graphs state it, and takes twice as long. Most queries name
no graph: for them there is a second copy that holds the union alone, which is smaller and answers faster.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import select
import shutil
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Never

from pyoxigraph import RdfFormat, Store

from .. import sandbox
from . import worker
from .worker import Stores

_UNION = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_NAMES = (b"<", b"_")
TERMS = 2
"""Spaces before the last of three terms."""
MESSAGE = 64 * 1024


def open_union(source: Path, memory_quads: int, scratch: Path) -> tuple[Stores, int]:
    """The store at *source* with the union of all graphs as its default graph, and its number of quads.

    Up to *memory_quads* quads the copies are held in memory; larger ones go to disk, into *scratch*.
    """
    original = Store.read_only(str(source))
    quads = len(original)
    dump = source.parent / "graph.nq"
    if quads <= memory_quads:
        data = dump.read_bytes() if dump.is_file() else original.dump(None, RdfFormat.N_QUADS)
        return _in_memory(data or b""), quads
    shutil.rmtree(scratch, ignore_errors=True)
    original.backup(str(scratch))
    copy = Store(str(scratch))
    # From file to file: a transaction over so many triples would not fit into memory.
    whole = scratch.with_suffix(".nq")
    if not dump.is_file():
        original.dump(str(whole), RdfFormat.N_QUADS)
    triples = scratch.with_suffix(".nt")
    with (dump if dump.is_file() else whole).open("rb") as lines, triples.open("wb") as out:
        out.writelines(without_graphs(lines))
    copy.bulk_load(path=str(triples), format=RdfFormat.N_TRIPLES, lenient=True)
    copy.flush()
    copy.optimize()  # 3 s for a million quads, and every query takes a third less time
    whole.unlink(missing_ok=True)
    triples.unlink()
    del copy
    store = Store.read_only(str(scratch))
    return Stores(store, store, files=sum(1 for _ in scratch.glob("*.sst"))), quads


def _in_memory(dump: bytes) -> Stores:
    """Both copies from N-Quads. The threads have ended when this returns, so that the process may fork.

    The engine keeps statements in memory in the order in which they come and links those of one predicate to each
    other. Sorted by predicate they lie side by side, so that a scan or a group reads memory forwards: half the time.
    """
    lines = sorted(io.BytesIO(dump), key=_after_subject)
    quads, triples = b"".join(lines), b"".join(without_graphs(lines))
    del lines
    plain, full = Store(), Store()

    def fill() -> None:
        full.bulk_load(quads, RdfFormat.N_QUADS, lenient=True)
        if b"_:" in quads:  # a blank node must be the same one in its named graph and in the union
            full.update(_UNION)
        else:
            full.bulk_load(triples, RdfFormat.N_TRIPLES, lenient=True)

    with ThreadPoolExecutor(2) as threads:
        loads = [threads.submit(plain.bulk_load, triples, RdfFormat.N_TRIPLES, lenient=True), threads.submit(fill)]
    for loaded in loads:
        loaded.result()
    return Stores(plain, full)


def _after_subject(line: bytes) -> bytes:
    """What follows the subject in a line of N-Quads: sorts by predicate, then object."""
    return line.partition(b" ")[2]


def without_graphs(quads: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of an N-Quads file, as the engine dumps it, without their graph names: N-Triples."""
    for line in quads:
        statement, _, _ = line.rpartition(b" .")
        rest, _, last = statement.rpartition(b" ")
        # A graph name follows three terms; what else starts like one is an object or the tail of a literal.
        named = last[:1] in _NAMES and b'"' not in last and rest.count(b" ") >= TERMS
        yield (rest if named else statement) + b" .\n"


def main(options: dict[str, Any], control: socket.socket) -> None:
    """Serves fork requests until the server hangs up."""
    sandbox.die_with_parent()
    sandbox.no_core_dumps()
    try:
        if options["store"] is None:
            empty = Store()
            stores, quads = Stores(empty, empty), 0
        else:
            stores, quads = open_union(Path(options["store"]), options["memory_quads"], Path(options["scratch"]))
    except (OSError, SyntaxError, ValueError) as error:
        _say(control, {"error": f"{options['store']}: not a store that can be read ({' '.join(str(error).split())})"})
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
    _say(control, {"ready": True, "quads": quads})
    children: set[int] = set()
    while True:
        ready, _, _ = select.select([control.fileno(), wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
            _reap(children, control)
        if control.fileno() in ready:
            message, descriptors, _, _ = socket.recv_fds(control, MESSAGE, 1)
            if not message:
                break
            children.add(_fork(stores, descriptors[0], json.loads(message), control))
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _fork(stores: Stores, descriptor: int, options: dict[str, Any], control: socket.socket) -> int:
    child = os.fork()
    if child == 0:
        _work(stores, descriptor, options, control)
    os.close(descriptor)
    _say(control, {"pid": child})
    return child


def _work(stores: Stores, descriptor: int, options: dict[str, Any], control: socket.socket) -> Never:
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
        if options["memory"]:
            sandbox.limit_memory(options["memory"])
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
        _say(control, {"ended": child, "status": os.waitstatus_to_exitcode(status)})


def _say(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        control.send(json.dumps(message).encode())


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), socket.socket(fileno=0))
