"""Sorted lines of which memory need not hold all: in runs on disk, each sorted by itself, that are merged while they
are read.

Lines come in blocks, lists of them: what is done with a whole list at once costs a tenth of what it costs line by line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice, pairwise
from pathlib import Path

Blocks = Iterator[list[bytes]]
"""Lines in blocks, of which none is empty."""

SIZE = 64 * 1024 * 1024
"""Bytes of lines that are held, unless told otherwise, before they are written, and while files are merged."""
_TOGETHER = 128
"""Runs that are merged at once: each is an open file."""
_LEAST = 64 * 1024


class Runs:
    """Lines in any order, which come out sorted and each once. What goes beyond *size* bytes lies in *folder*, which is
    made when it does."""

    def __init__(self, folder: Path, size: int = 0) -> None:
        self._folder, self._size = folder, size or SIZE
        self._numbers = count()
        self._files: list[Path] = []
        self._held: list[bytes] = []
        self._bytes = 0

    def add(self, lines: Iterable[bytes]) -> None:
        before = len(self._held)
        self._held += lines
        self._bytes += sum(map(len, self._held[before:]))
        if self._bytes > self._size:
            self._write(iter([sorted_once(self._held)]))
            self._held, self._bytes = [], 0
            if len(self._files) == _TOGETHER:
                merged = self._files
                self._files = []
                self._write(merge(read_all(merged, self._size)))
                for path in merged:
                    path.unlink()

    def blocks(self) -> Blocks:
        """All lines, sorted, each once; what lies on disk is read."""
        held = iter([sorted_once(self._held)] if self._held else [])
        return merge([held, *read_all([*self._files], self._size)])

    def drop(self) -> None:
        """Lets go of all lines."""
        for path in self._files:
            path.unlink()
        self._files, self._held, self._bytes = [], [], 0

    def _write(self, blocks: Blocks) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{next(self._numbers):06d}.run"
        write(path, blocks)
        self._files.append(path)


def merge(sources: Iterable[Blocks]) -> Blocks:
    """The lines of *sources*, each sorted and without doubles, sorted and each once."""
    waiting = [(block, source) for source in sources for block in islice(source, 1)]
    while len(waiting) > 1:
        # No line after these can come before those up to here.
        limit = min(block[-1] for block, _ in waiting)
        found: list[bytes] = []
        left = []
        for block, source in waiting:
            end = bisect_right(block, limit)
            found += block[:end]
            if rest := block[end:] or next(source, []):
                left.append((rest, source))
        waiting = left
        yield sorted_once(found)
    for block, source in waiting:
        yield block
        yield from source


def sorted_once(lines: Iterable[bytes]) -> list[bytes]:
    """*lines*, sorted and each once. What is sorted in parts, as they are, is sorted in a fraction of the time; a set
    would have no order."""
    ordered = sorted(lines)
    return [line for line, after in pairwise([*ordered, None]) if line is not None and line != after]


def by_subject(blocks: Blocks) -> Blocks:
    """Sorted N-Quads lines in other *blocks*: all that begin with one subject are in one of them."""
    kept: list[bytes] = []
    for block in blocks:
        lines = kept + block
        first = bisect_left(lines, lines[-1].partition(b" ")[0] + b" ")
        kept = lines[first:]
        if first:
            yield lines[:first]
    if kept:
        yield kept


def write(path: Path, blocks: Iterable[list[bytes]]) -> None:
    with path.open("wb") as file:
        for block in blocks:
            file.writelines(block)


def read_all(paths: Sequence[Path], size: int = 0) -> list[Blocks]:
    """The lines of each of several files that are read beside each other, with some *size* bytes for all of them."""
    return [_read(path, max(_LEAST, (size or SIZE) // 2 // len(paths))) for path in paths]


def _read(path: Path, size: int) -> Blocks:
    with path.open("rb") as file:
        while lines := file.readlines(size):
            yield lines
