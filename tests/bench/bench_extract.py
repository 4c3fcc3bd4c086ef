"""Characters a second of the extraction pipeline beside ``jieba.posseg``, on the same text in the same run; and what
one ``duikou extract`` takes beside ``python -c "import numpy, jieba"``.

    python tests/bench/bench_extract.py [--rounds 5] [--batches 16]

Each contender runs in a process of its own, so that the peak memory is its own. A round takes every contender once
over the shipped documents, and the best of the rounds counts: seconds of the processor, not of the clock, so that
other work on the machine weighs little. ``decisions`` are the stages from names to facts, of documents that are read
and cleaned already; ``pipeline`` is all of it, from the file. Then the pipeline reads the documents twice over, and in
two processes (by the clock). What to watch is the ratio of the decisions to ``jieba.posseg``, which gives words and
tags and nothing else.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from multiprocessing.pool import Pool
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

Work = Callable[[], object]
PEERS = ("jieba.posseg", "words of rjieba", "decisions", "pipeline")
PEER, OURS = PEERS[0], ("decisions", "pipeline")
OWN = "duikou extract"
STARTED = {
    OWN: [str(Path(sys.executable).parent / "duikou"), "extract"],
    "import numpy, jieba": [sys.executable, "-c", "import numpy, jieba"],
}


def documents() -> list[Path]:
    return sorted(Path(str(files("duikou.data"))).joinpath("documents").glob("*.txt"))


def pipeline(times: int = 1) -> Work:
    """The pipeline over the shipped documents, read anew each time, *times* over."""
    from duikou.extract.pipeline import extract

    return lambda: [extract(path) for path in documents() * times]


def decisions() -> Work:
    """The stages from names to facts, over the shipped documents as they are once read and cleaned."""
    from duikou.extract.models import shipped_models
    from duikou.extract.names.link import find_names
    from duikou.extract.pipeline import decide, knowledge, prepare
    from duikou.extract.read import read

    prepared = [prepare(read(path)) for path in documents()]
    models = shipped_models()

    def work() -> object:
        return [
            decide(one, find_names(one.clean, one.text, one.outline, knowledge(), models.names), models)
            for one in prepared
        ]

    return work


def contender(name: str) -> Work:
    """What *name* does with the shipped documents, one call."""
    texts = [path.read_text(encoding="utf-8") for path in documents()]
    if name == "jieba.posseg":
        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.ERROR)
        return lambda: [list(jieba.posseg.cut(text)) for text in texts]
    if name == "words of rjieba":
        from duikou.extract.text.tokens import Text

        return lambda: [Text(text) for text in texts]
    return decisions() if name == "decisions" else pipeline()


def compete(name: str, rounds: int, barrier: Barrier, results: Queue[tuple[str, float, int]]) -> None:
    """Runs one contender once a round, in turn with the others, and reports its best time and its peak memory."""
    work = contender(name)
    work()
    best = float("inf")
    for _ in range(rounds):
        for turn in PEERS:
            barrier.wait()
            if turn == name:
                start = time.process_time()
                work()
                best = min(best, time.process_time() - start)
    barrier.wait()
    results.put((name, best, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def race(rounds: int) -> dict[str, tuple[float, int]]:
    """Best seconds and peak memory (KiB) of each contender."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(PEERS))
    results: Queue[tuple[str, float, int]] = context.Queue()
    runners = [context.Process(target=compete, args=(name, rounds, barrier, results)) for name in PEERS]
    for runner in runners:
        runner.start()
    found = [results.get(timeout=1200) for _ in runners]
    for runner in runners:
        runner.join()
    return {name: (seconds, memory) for name, seconds, memory in found}


def started(command: Sequence[str], rounds: int) -> tuple[float, float, int]:
    """The best seconds by the clock and of the processor that *command* takes, its children included, and the peak
    memory (KiB) of the greatest of them."""
    clock, processor, memory = float("inf"), float("inf"), 0
    for _ in range(rounds):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}")
        clock = min(clock, time.perf_counter() - start)
        processor = min(processor, usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss)
    return clock, processor, memory


def growth(rounds: int) -> float:
    """How many times as long twice the documents take."""
    works = {1: pipeline(), 2: pipeline(times=2)}
    times = dict.fromkeys(works, float("inf"))
    works[1]()
    for _ in range(rounds):
        for key, work in works.items():
            start = time.process_time()
            work()
            times[key] = min(times[key], time.process_time() - start)
    return times[2] / times[1]


_WORK: dict[str, Work] = {}


def _load() -> None:
    _WORK["once"] = pipeline()
    _WORK["once"]()


def _once(_: int) -> None:
    _WORK["once"]()


def with_processes(number: int, batches: int) -> float:
    """Seconds by the clock that *number* processes take for *batches* times the documents."""
    with Pool(number, initializer=_load, context=multiprocessing.get_context("spawn")) as pool:
        pool.map(_once, range(number), chunksize=1)
        start = time.perf_counter()
        pool.map(_once, range(batches), chunksize=1)
        return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batches", type=int, default=16, help="how often the documents are read by 1 and 2 processes")
    options = parser.parse_args()
    characters = sum(len(path.read_text(encoding="utf-8")) for path in documents())
    print(f"{len(documents())} documents, {characters} characters, best of {options.rounds} rounds")
    found = race(options.rounds)
    for name in PEERS:
        seconds, memory = found[name]
        print(f"{name:22}{characters / seconds / 1000:9.0f} k chars/s{memory / 1024:9.0f} MB at most")
    for name in OURS:
        print(f"{name} / {PEER}: {found[name][0] / found[PEER][0]:.2f} of its time")
    shortest = min(documents(), key=lambda path: path.stat().st_size)
    commands = {name: [*words, *([str(shortest)] if name == OWN else [])] for name, words in STARTED.items()}
    for name, command in commands.items():
        clock, processor, memory = started(command, options.rounds)
        print(f"{name:22}{clock:9.2f} s{processor:9.2f} s of the processor{memory / 1024:9.0f} MB at most")
    print(f"twice the documents: {growth(options.rounds):.2f} times the time")
    one, two = with_processes(1, options.batches), with_processes(2, options.batches)
    print(
        f"{options.batches} times the documents: 1 process {one:.1f} s, 2 processes {two:.1f} s, {one / two:.2f} to 1"
    )


if __name__ == "__main__":
    main()
