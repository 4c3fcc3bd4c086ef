"""A release's quads as an Oxigraph store on disk: that of the release before it, changed, where little differs.

A copy of a store shares its files, so a change of one document costs one document. A new store is made now and then:
each change leaves files behind, which readers go through.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from .history.dump import DUMP
from .history.patch import ADD, DELETE, Change
from .nquads import parsed
from .release import STORE

LITTLE = 0.2
"""The part of the quads that may differ."""
_FILES = 150
"""A store of more files is not copied: a new one has some fifteen, and a change leaves some ten."""


def write_store(release: Path, stated: Sequence[bytes], before: Path | None, changed: Sequence[Change]) -> None:
    """Makes the store of a *release*, whose dump is written and holds the sorted lines *stated*; *changed* is what
    they are unlike those of the release *before*, if there is one that can be taken over."""
    if before is None or not _worth_copying(before / STORE, len(changed), len(stated)):
        store = Store(str(release / STORE))
        store.bulk_load(path=release / DUMP, format=RdfFormat.N_QUADS)
        store.optimize()
    else:
        Store.read_only(str(before / STORE)).backup(str(release / STORE))
        store = Store(str(release / STORE))
        _change(store, stated, changed)
    store.flush()
    del store


def _worth_copying(store: Path, changed: int, size: int) -> bool:
    return changed <= LITTLE * size and len([*store.iterdir()]) <= _FILES


def _change(store: Store, stated: Sequence[bytes], changed: Sequence[Change]) -> None:
    gone = [line for operation, line in changed if operation == DELETE]
    for quad in parsed(gone):
        store.remove(quad)
    # To a store, 0.5 and 0.50 are one number: what went with a line may still be stated by another.
    left = chain.from_iterable(_about(stated, subject) for subject in _subjects(gone))
    store.extend(parsed([*(line for operation, line in changed if operation == ADD), *left]))


def _subjects(lines: Iterable[bytes]) -> set[bytes]:
    """The subjects, as written, with the space that ends them."""
    return {line[: line.index(b" ") + 1] for line in lines}


def _about(stated: Sequence[bytes], subject: bytes) -> Iterator[bytes]:
    """The sorted lines that begin with *subject*."""
    first = bisect_left(stated, subject)
    return takewhile(lambda line: line.startswith(subject), (stated[at] for at in range(first, len(stated))))
