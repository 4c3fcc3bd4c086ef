"""What a build of so many generated documents takes, and by how much that grows; beside it what ``jieba.posseg`` takes
for the same text in as many processes.

    python tests/bench/bench_scale.py [300 1000 3000] [--jobs 2] [--seed 0] [--folder FOLDER] [--only build,row,...]

For each number of documents: seconds by the clock and of the processor, documents a second, the peak memory of the
largest process (the resident set, and that part of it that is no file), quads and bytes on disk. Then each by itself:
the checks of the union and of each document (``duikou validate``), loading the dump into a store, the search index, how
long a server takes until it answers, a build after one document has changed, and one after a row of the gazetteer has
come that 20 documents hold. Then for each the exponent of the growth from the first number to the last: 1 is linear. At
the end what follows on paper for a million and ten million documents. On a machine where others work, only the seconds
of the processor tell. What an earlier run built in FOLDER is built again, unless ``build`` is not among --only.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import multiprocessing
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx

from duikou.tests.bench.generated import write

PROGRAM = [sys.executable, "-P", "-c", "from duikou.cli import app; app()"]
_PAUSE = 0.2
"""Seconds between two looks at the memory of the processes."""
MIB = 1024 * 1024
HOLD = 20
"""How many documents hold the name of the row that comes."""
LETTERS = 6
"""Characters of that name."""
WORK = ("build", "jieba.posseg", "SHACL", "load", "index", "start", "changed", "row")
PAPER = (1_000_000, 10_000_000)
"""For how many documents it is worked out on paper."""


@dataclass
class Taken:
    """What a piece of work took."""

    clock: float = 0.0
    processor: float = 0.0
    peak: int = 0
    """KiB of the largest process."""
    own: int = 0
    """KiB of it that are no file."""


def command(*arguments: str, done: Callable[[], bool] = lambda: False) -> Taken:
    """Runs Duikou to its end, or until it is *done*."""
    taken, before, start = Taken(), os.times(), time.monotonic()
    process = subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not done():
        for pid in _tree(process.pid):
            peak, own = _memory(pid)
            taken.peak, taken.own = max(taken.peak, peak), max(taken.own, own)
        time.sleep(_PAUSE)
    taken.clock = time.monotonic() - start
    process.terminate()
    process.wait()
    after = os.times()
    taken.processor = sum(after[2:4]) - sum(before[2:4])
    return taken


def apart(work: Callable[[], object]) -> Taken:
    """Does the *work* in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    start = time.monotonic()
    process = multiprocessing.get_context("fork").Process(target=_apart, args=(work, theirs))
    process.start()
    theirs.close()  # so that the end of the process is an end of what comes
    processor, peak, own = ours.recv()
    process.join()
    return Taken(time.monotonic() - start, processor, peak, own)


def _apart(work: Callable[[], object], channel: Connection) -> None:
    before = time.process_time()
    work()
    channel.send((time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0))


def load(dump: Path) -> None:
    """Loads a release's dump as a build does."""
    from pyoxigraph import Store

    from duikou.graph.stored import bulk_load

    with tempfile.TemporaryDirectory(dir=dump.parent) as folder:
        store = Store(folder)
        bulk_load(store, dump)
        store.optimize()
        del store  # or it still writes while its folder is removed


def index(output: Path) -> None:
    """Makes the search index of the release that is served, as a build does of a large one."""
    from duikou.api.search.ahead import make
    from duikou.graph.release import SERVE, STORE
    from duikou.ontology.terms import DEFAULT_BASE

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / STORE).symlink_to((output / "current" / SERVE / STORE).resolve())
        make(Path(folder), DEFAULT_BASE)


def words(paths: Sequence[Path]) -> None:
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    for path in paths:
        list(jieba.posseg.cut(path.read_text("utf-8")))


def jieba(folder: Path, jobs: int) -> Taken:
    """The words and tags of all documents, by ``jieba.posseg`` in so many processes."""
    paths = sorted(folder.iterdir())
    start, before = time.monotonic(), os.times()
    processes = [multiprocessing.Process(target=words, args=(paths[job::jobs],)) for job in range(jobs)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise SystemExit("jieba.posseg failed; it comes with the extra: pip install -e '.[bench]'")
    after = os.times()
    return Taken(time.monotonic() - start, sum(after[2:4]) - sum(before[2:4]))


def serve(documents: Path, output: Path) -> Taken:
    """A server, until it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def answers() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health", timeout=60).status_code == 200
        except httpx.TransportError:
            return False

    os.environ |= {"DUIKOU_DOCUMENTS": str(documents), "DUIKOU_OUTPUT": str(output)}
    return command("serve", "--port", str(port), done=answers)


def size_of(folder: Path) -> int:
    """Bytes on disk below a *folder*, each file once."""
    found = {(one.st_dev, one.st_ino): one.st_blocks * 512 for one in map(os.lstat, folder.rglob("*"))}
    return sum(found.values())


def _tree(pid: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += parents.get(one, [])
    return found


def _memory(pid: int) -> tuple[int, int]:
    """KiB that a process has had resident at most, and those of what is no file that it has now."""
    try:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        return int(lines["VmHWM"].split()[0]), int(lines["RssAnon"].split()[0])
    except (OSError, KeyError):
        return 0, 0


def _print(what: str, count: int, taken: Taken, more: str = "") -> None:
    rate = count / taken.clock
    print(
        f"{count:7} {what:14} {taken.clock:8.1f} s {taken.processor:8.1f} s CPU {rate:7.1f}/s"
        f" {taken.peak / 1024:7.0f} MiB ({taken.own / 1024:.0f}){more}",
        flush=True,
    )


def changed(documents: Path, told: Sequence[str]) -> Taken:
    """A build after the first document has got one more paragraph. The document is as it was then."""
    path = min(documents.iterdir())
    before = path.read_bytes()
    path.write_bytes(before + "\n支持两地共建新材料产业园。\n".encode())
    try:
        return command("build", *told)
    finally:
        path.write_bytes(before)


def row(documents: Path, told: Sequence[str]) -> Taken:
    """A build after an organisation has come whose name some documents hold, in a table of one's own."""
    texts = [path.read_text("utf-8") for path in documents.iterdir()]
    grams = {text[at : at + LETTERS] for text in texts[:HOLD] for at in range(0, len(text) - LETTERS, LETTERS)}
    most = sorted(gram for gram in grams if min(gram) >= "\u4e00")
    name = min(most, key=lambda gram: abs(sum(gram in text for text in texts) - HOLD))
    with tempfile.TemporaryDirectory() as folder:
        head = "slug,name,aliases,type,place,english,source"
        line = f"bench-one,{name},,Enterprise,,Bench Works,bench"
        (Path(folder) / "organizations.csv").write_text(f"{head}\n{line}\n", encoding="utf-8")
        os.environ["DUIKOU_GAZETTEER"] = folder
        try:
            return command("build", *told)
        finally:
            del os.environ["DUIKOU_GAZETTEER"]


def summary(output: Path) -> dict[str, Any]:
    """What the release that is served says of itself."""
    told: dict[str, Any] = json.loads((output / "current" / "build.json").read_bytes())
    return told


def read_anew(before: dict[str, Any], output: Path) -> str:
    """How many documents the release has by another reading than that of *before*."""
    was = {one["slug"]: one["read"] for one in before["documents"]}
    return f" {sum(one['read'] != was.get(one['slug']) for one in summary(output)['documents'])} documents read"


@dataclass
class Measured:
    """What was measured with so many documents."""

    count: int
    taken: dict[str, Taken]
    quads: int
    disk: int

    def tell(self, what: str, taken: Taken, more: str = "") -> None:
        self.taken[what] = taken
        _print(what, self.count, taken, more)


def measure(folder: Path, count: int, given: argparse.Namespace) -> Measured:
    documents, output = folder / f"documents-{count}", folder / f"output-{count}"
    only = given.only.split(",") if given.only else WORK
    size = write(documents, count, given.seed, folder / f"expected-{count}.jsonl")
    told = ["--documents", str(documents), "--output", str(output), "--jobs", str(given.jobs)]
    built = command("build", *told) if "build" in only else None
    known = summary(output)
    found = Measured(count, {}, known["quads"], size_of(output))
    if built:
        sizes = f"{found.disk / MIB:.0f} MiB on disk, {size / count:.0f} bytes a document"
        found.tell("build", built, f" {found.quads} quads, {sizes}")
    dump = output / "current" / "graph.nq"
    work: dict[str, Callable[[], Taken]] = {
        "jieba.posseg": lambda: jieba(documents, given.jobs),
        "SHACL": lambda: command("validate", str(dump)),
        "load": lambda: apart(partial(load, dump)),
        "index": lambda: apart(partial(index, output)),
        "start": lambda: serve(documents, output),
    }
    for what in (name for name in work if name in only):
        found.tell(what, work[what]())
    for what, again in (("changed", changed), ("row", row)):
        if what in only:
            taken = again(documents, told)
            found.tell(what, taken, read_anew(known, output))
            command("build", *told)  # as it was
            known = summary(output)
    return found


def grown(first: Measured, last: Measured) -> None:
    """Prints by what power the seconds of the processor grow."""
    for what in (name for name in first.taken if name in last.taken):
        power = math.log(last.taken[what].processor / first.taken[what].processor) / math.log(last.count / first.count)
        print(f"{what:14} grows by the power of {power:.2f} from {first.count} to {last.count} documents")


def on_paper(first: Measured, last: Measured) -> None:
    """Prints what so many documents take if all goes on as from the *first* number to the *last*: in a straight line,
    and not measured."""
    build, load_ = last.taken["build"], last.taken["load"]
    more = max(0.0, (build.own - first.taken["build"].own) / (last.count - first.count))
    for count in PAPER:
        times = count / last.count
        print(
            f"computed, {count} documents: {build.processor * times / 3600:.0f} core-hours to build,"
            f" {(build.own + more * (count - last.count)) / MIB:.1f} GiB of the largest process,"
            f" {last.quads * times / 1e9:.1f} G quads, {last.disk * times / MIB**2:.1f} TiB on disk,"
            f" {load_.processor * times / 3600:.1f} core-hours to load"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=[300, 1000, 3000], metavar="N")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="for documents and releases; else they are removed")
    parser.add_argument("--only", help=f"some of {','.join(WORK)}")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        found = [measure(folder, count, given) for count in given.counts]
    if found[-1].count > found[0].count:
        grown(found[0], found[-1])
        if {"build", "load"} <= found[-1].taken.keys():
            on_paper(found[0], found[-1])


if __name__ == "__main__":
    main()
