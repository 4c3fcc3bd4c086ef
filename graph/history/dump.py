"""A release's sorted N-Quads: read from end to end, or looked into by subject, without holding them in memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Store, parse

from ..runs import Blocks, read_all
from ..sink import lines

DUMP = "graph.nq"
_LET_GO = 256
"""After so many looks, the pages that they have brought into memory are let go."""


class Dump:
    """The N-Quads file at *path*, whose lines are sorted by their bytes; None stands for an empty graph."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._data: mmap.mmap | bytes = b""
        self._looked = 0
        if path is not None and path.stat().st_size:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __iter__(self) -> Iterator[bytes]:
        if self.path is not None:
            with self.path.open("rb") as lines:
                yield from lines

    def blocks(self, size: int = 0) -> Blocks:
        """The lines, some *size* bytes of them at once."""
        yield from read_all([self.path], size)[0] if self.path else ()

    def __contains__(self, term: object) -> bool:
        """Whether a *term*, as written, is the subject of a line."""
        return isinstance(term, bytes) and self._at(self._first(term + b" "), term + b" ")

    def about(self, iri: str) -> list[Quad]:
        """Every quad whose subject is *iri*."""
        lines = self.lines_about(f"<{iri}>".encode())
        return list(parse(lines, format=RdfFormat.N_QUADS)) if lines else []

    def lines_about(self, term: bytes) -> bytes:
        """The lines whose subject is *term*, as written."""
        key = term + b" "
        start = end = self._first(key)
        while self._at(end, key):
            end = self._end(end)
        return self._data[start:end]

    def _at(self, offset: int, key: bytes) -> bool:
        return self._data[offset : offset + len(key)] == key

    def _first(self, key: bytes) -> int:
        """The offset of the first line that is not less than *key*."""
        self._looked += 1
        if self._looked % _LET_GO == 0 and isinstance(self._data, mmap.mmap):
            self._data.madvise(mmap.MADV_DONTNEED)
        low, high = 0, len(self._data)
        while low < high:
            middle = (low + high) // 2
            start = max(low, self._data.rfind(b"\n", low, middle) + 1)
            end = self._end(middle)
            if self._data[start:end] < key:
                low = end
            else:
                high = start
        return low

    def _end(self, offset: int) -> int:
        """Where the line that holds *offset* ends, its line feed included."""
        return (self._data.find(b"\n", offset) + 1) or len(self._data)


@contextmanager
def opened(release: Path | None) -> Iterator[Dump]:
    """The dump of a release's folder; of one that a write has changed, and that has none, it is made from the store.

    None stands for the state before the first release. Raises OSError when the folder holds neither.
    """
    if release is None or (release / DUMP).is_file():
        yield Dump(release and release / DUMP)
        return
    with TemporaryDirectory(prefix="duikou-dump-") as scratch:
        path = Path(scratch) / DUMP
        path.write_bytes(b"".join(lines(_as_built(Store.read_only(str(release / "store"))))))
        yield Dump(path)


def _as_built(store: Iterable[Quad]) -> Iterator[Quad]:
    """The quads of a store, their blank nodes named as a build names them (ontology.py): a store names them anew."""
    blank = Dataset()
    for quad in store:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            blank.add(quad)
        else:
            yield quad
    blank.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    yield from blank
