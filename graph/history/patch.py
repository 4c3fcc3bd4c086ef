"""RDF Patch: what turns one release's graph into the next, and the way back from patches to a graph.

The text form of https://jena.apache.org/documentation/rdf-patch/: a header (H), then one transaction (TX ... TC) of
rows that delete (D) or add (A) a quad. The rows stand in the order of the quads' N-Quads lines, so that any number of
patches are replayed in one merge, without the graph in memory. Each patch names the one before it.
"""

from __future__ import annotations

import gzip
import heapq
import io
import os
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast
from uuid import NAMESPACE_URL, uuid5

SUFFIX = ".rdfp.gz"
ADD, DELETE = b"A", b"D"
Change = tuple[bytes, bytes]
"""ADD or DELETE, and a line of N-Quads."""

_FIRST = b"TX .\n"
_LAST = b"TC .\n"
_TOGETHER = 64
"""Patches that are replayed in one merge: each is an open file."""
_BUFFER = 128 * 1024
"""Bytes that are compressed at once."""
_BLOCK = 4096
"""Lines that are compared at once."""


class PatchError(ValueError):
    """A patch that cannot be read or does not fit; the message names file, row and cause."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a patch says of itself."""

    version: str
    """The release that it leads to."""
    previous: str = ""
    """The release that it starts from; empty for an empty graph."""
    before: str = ""
    """The id of the patch before it."""

    @property
    def id(self) -> str:
        """A URN that depends on the whole chain of patches, so that a release that comes back gets another one."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{self.before} {self.previous} {self.version}')}"

    def rows(self) -> Iterator[bytes]:
        yield f"H id <{self.id}> .\n".encode()
        if self.before:
            yield f"H prev <{self.before}> .\n".encode()
        if self.previous:
            yield f'H from "{self.previous}" .\n'.encode()
        yield f'H release "{self.version}" .\n'.encode()


def changes(before: Iterable[bytes], after: Iterable[bytes], block: int = _BLOCK) -> Iterator[Change]:
    """What turns the sorted lines *before* into the sorted lines *after*, in the order of the lines, of which each
    stands once in either. Most stand in both: they are set off against each other, a *block* of them at a time."""
    old, new = iter(before), iter(after)
    left, right = [*islice(old, block)], [*islice(new, block)]
    while left or right:
        # No line after these is in the other block: up to here the two are compared.
        limit = min(lines[-1] for lines in (left, right) if lines)
        ends = bisect_right(left, limit), bisect_right(right, limit)
        were, are = left[: ends[0]], right[: ends[1]]
        if were != are:
            gone, added = {*were}, {*are}
            for line in sorted(gone ^ added):
                yield (ADD if line in added else DELETE), line
        left, right = left[ends[0] :], right[ends[1] :]
        left += islice(old, block - len(left))
        right += islice(new, block - len(right))


def rows(header: Header, changed: Iterable[Change]) -> Iterator[bytes]:
    """The lines of a patch."""
    yield from header.rows()
    yield _FIRST
    for operation, line in changed:
        yield operation + b" " + line
    yield _LAST


def write(path: Path, lines: Iterable[bytes]) -> None:
    """Writes a patch, compressed, beside *path* and then in its place. The same patch gives the same bytes."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with (
        beside.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
        # Line by line, half of the time is gone before anything is compressed.
        io.BufferedWriter(cast(io.RawIOBase, packed), _BUFFER) as buffered,
    ):
        buffered.writelines(lines)
    beside.replace(path)


def read(path: Path) -> list[Change]:
    """What a patch deletes and adds. Raises PatchError for one that cannot be read."""
    with gzip.open(path, "rb") as file:
        return [(operation, line) for line, _, operation, _ in _read(cast(IO[bytes], file), path, 0)]


def replay(patches: Sequence[Path]) -> Iterator[bytes]:
    """The sorted lines of the graph that *patches*, in their order and from an empty graph, lead to.

    Raises PatchError for a patch that cannot be read, that adds what is there, or that deletes what is not.
    """
    batches = [patches[start : start + _TOGETHER] for start in range(0, len(patches), _TOGETHER)]
    with ExitStack() as open_files:
        lines: Iterable[bytes] = ()
        for batch in batches[:-1]:
            so_far = open_files.enter_context(TemporaryFile())
            so_far.writelines(_merged(lines, batch))
            so_far.seek(0)
            lines = so_far
        for batch in batches[-1:]:
            yield from _merged(lines, batch)


_Row = tuple[bytes, int, bytes, str]
"""Line, position of its patch, operation, and where it stands."""


def _merged(lines: Iterable[bytes], patches: Sequence[Path]) -> Iterator[bytes]:
    """The *lines* after *patches*: those of which the last that is said is that they are added."""
    with ExitStack() as open_files:
        sources: list[Iterable[_Row]] = [((line, 0, ADD, "") for line in lines)]
        for position, path in enumerate(patches, 1):
            file = open_files.enter_context(gzip.open(path, "rb"))
            sources.append(_read(cast(IO[bytes], file), path, position))
        for line, said in groupby(heapq.merge(*sources), key=itemgetter(0)):
            held = False
            for _, _, operation, place in said:
                if held == (operation == ADD):
                    raise PatchError(f"{place}: {'adds what is there' if held else 'deletes what is not there'}")
                held = operation == ADD
            if held:
                yield line


def _read(file: IO[bytes], path: Path, position: int) -> Iterator[_Row]:
    """The rows of a patch. Raises PatchError for one that is cut off, out of order or of another kind."""
    last, before = b"", b""
    try:
        for number, row in enumerate(file, 1):
            place = f"{path}: row {number}"
            operation, line = row[:1], row[2:]
            last = row
            if row in (_FIRST, _LAST) or row.startswith(b"H "):
                continue
            if operation not in (ADD, DELETE) or row[1:2] != b" " or not row.endswith(b" .\n"):
                raise PatchError(f"{place}: neither a header nor a quad that is added or deleted")
            if line <= before:
                raise PatchError(f"{place}: out of order")
            before = line
            yield line, position, operation, place
    except (OSError, EOFError, zlib.error) as error:
        raise PatchError(f"{path}: {error}") from error
    if last != _LAST:
        raise PatchError(f"{path}: ends before its transaction does")
