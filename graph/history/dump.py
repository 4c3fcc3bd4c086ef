"""A release's sorted N-Quads: read from end to end, or looked into by subject, without holding them in memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Store, parse

from ..sink import lines

DUMP = "graph.nq"


class Dump:
    """The N-Quads file at *path*, whose lines are sorted by their bytes; None stands for an empty graph."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._data: mmap.mmap | bytes = b""
        if path is not None and path.stat().st_size:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __iter__(self) -> Iterator[bytes]:
        if self._path is not None:
            with self._path.open("rb") as lines:
                yield from lines

    def about(self, iri: str) -> list[Quad]:
        """Every quad whose subject is *iri*."""
        key = f"<{iri}> ".encode()
        start = end = self._first(key)
        while self._data[end : end + len(key)] == key:
            end = self._end(end)
        return list(parse(self._data[start:end], format=RdfFormat.N_QUADS)) if end > start else []

    def _first(self, key: bytes) -> int:
        """The offset of the first line that is not less than *key*."""
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
