"""A release's quads as an Oxigraph store on disk: that of the release before it, changed, where little differs.

A copy of a store shares its files, so a change of one document costs one document. A new store is made now and then:
each change leaves files behind, which readers go through.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile
from pathlib import Path

from pyoxigraph import BlankNode, Quad, RdfFormat, Store

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
    gone, added = (parsed(line for sign, line in changed if sign == operation) for operation in (DELETE, ADD))
    if before is None or not _worth_changing(before / STORE, [*gone, *added], len(stated)):
        store = Store(str(release / STORE))
        store.bulk_load(path=release / DUMP, format=RdfFormat.N_QUADS)
        store.optimize()
    else:
        Store.read_only(str(before / STORE)).backup(str(release / STORE))
        store = Store(str(release / STORE))
        for quad in gone:
            store.remove(quad)
        store.extend([*added, *_left(stated, gone)])
    store.flush()
    del store


def _worth_changing(store: Path, changed: Sequence[Quad], size: int) -> bool:
    """Whether what *changed* is little, and nothing that a store knows by another name than a dump: it names blank
    nodes anew."""
    return len(changed) <= LITTLE * size and len([*store.iterdir()]) <= _FILES and not any(map(_has_blank, changed))


def _left(stated: Sequence[bytes], gone: Iterable[Quad]) -> Iterator[Quad]:
    """What is still stated of the subjects of what has gone. To a store, 0.5 and 0.50 are one number: it may have gone
    with the one, though the other is there."""
    subjects = {f"{quad.subject} ".encode() for quad in gone}
    lines = chain.from_iterable(_about(stated, subject) for subject in sorted(subjects))
    return (quad for quad in parsed(lines) if not _has_blank(quad))


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _about(stated: Sequence[bytes], subject: bytes) -> Iterator[bytes]:
    """The sorted lines that begin with *subject*."""
    first = bisect_left(stated, subject)
    return takewhile(lambda line: line.startswith(subject), (stated[at] for at in range(first, len(stated))))
