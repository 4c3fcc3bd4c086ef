"""Characters a second of the extraction pipeline beside the taggers alone, on the same text in the same run.

    python tests/bench/bench_extract.py [--rounds 5] [--batches 16]

Each contender runs in a process of its own, so that the peak memory is its own. A round takes every contender once
over the shipped documents, and the best of the rounds counts: seconds of the processor, not of the clock, so that
other work on the machine weighs little. Then the pipeline reads the documents twice over, and in two processes
(by the clock). The pipeline should be no slower than ``jieba.posseg`` without the neural tagger, and take no more than
1.3 times the neural tagger's own time with it.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import resource
import time
from collections.abc import Callable
from importlib.resources import files
from multiprocessing.pool import Pool
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

Work = Callable[[], object]
PEERS = ("jieba.cut", "jieba.posseg", "rjieba", "lac", "pipeline rjieba", "pipeline rjieba+lac")


def documents() -> list[Path]:
    return sorted(Path(str(files("duikou.data"))).joinpath("documents").glob("*.txt"))


def pipeline(tagger: str, times: int = 1) -> Work:
    """The pipeline over the shipped documents, read anew each time, *times* over."""
    from duikou.extract.pipeline import extract
    from duikou.extract.taggers import load_tagger

    loaded = load_tagger(tagger)
    return lambda: [extract(path, loaded) for path in documents() * times]


def contender(name: str) -> Work:
    """What *name* does with the text of the shipped documents, one call."""
    texts = [path.read_text(encoding="utf-8") for path in documents()]
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    if name.startswith("pipeline "):
        return pipeline(name.removeprefix("pipeline "))
    if name.startswith("jieba"):
        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.ERROR)
        cut = jieba.cut if name == "jieba.cut" else jieba.posseg.cut
        return lambda: [list(cut(text)) for text in texts]
    from duikou.extract.taggers import load_tagger

    tagger = load_tagger(name)
    return (lambda: tagger.names(lines)) if name == "lac" else lambda: tagger.words(lines)


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


def growth(rounds: int) -> float:
    """How many times as long twice the documents take."""
    once, twice = pipeline("rjieba"), pipeline("rjieba", times=2)
    times = {1: float("inf"), 2: float("inf")}
    once()
    for _ in range(rounds):
        for key, work in ((1, once), (2, twice)):
            start = time.process_time()
            work()
            times[key] = min(times[key], time.process_time() - start)
    return times[2] / times[1]


_WORK: dict[str, Work] = {}


def _load() -> None:
    _WORK["once"] = pipeline("rjieba")
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
    for name, peer in (("pipeline rjieba", "jieba.posseg"), ("pipeline rjieba+lac", "lac")):
        print(f"{name} / {peer}: {found[name][0] / found[peer][0]:.2f} of its time")
    print(f"twice the documents: {growth(options.rounds):.2f} times the time")
    one, two = with_processes(1, options.batches), with_processes(2, options.batches)
    print(
        f"{options.batches} times the documents: 1 process {one:.1f} s, 2 processes {two:.1f} s, {one / two:.2f} to 1"
    )


if __name__ == "__main__":
    main()
