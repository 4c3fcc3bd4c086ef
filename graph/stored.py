"""A release's quads as an Oxigraph store on disk: that of the release before it, changed, where little differs.

A copy of a store shares its files, so a change of one document costs one document. A new store is made now and then:
each change leaves files behind, which readers go through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import BlankNode, Quad, RdfFormat, Store

from .history.dump import DUMP, Dump
from .history.patch import ADD, DELETE, Change
from .nquads import parsed, without_blank
from .release import STORE

LITTLE = 0.2
"""The part of the quads that may differ."""
_LARGE = 64 * 1024 * 1024
_AT_ONCE = 16 * 1024 * 1024
"""Bytes of a file larger than that which are loaded at once."""
_FILES = 150
"""A store of more files is not copied: a new one has some fifteen, and a change leaves some ten."""


def write_store(release: Path, size: int, before: Path | None, changed: Sequence[Change]) -> None:
    """Makes the store of a *release*, whose dump is written and has *size* lines; *changed* is what they are unlike
    those of the release *before*, if there is one that can be taken over."""
    gone, added = (parsed(line for sign, line in changed if sign == operation) for operation in (DELETE, ADD))
    if before is None or not worth_changing(before / STORE, [*gone, *added], size):
        store = Store(str(release / STORE))
        bulk_load(store, release / DUMP)
        store.optimize()
    else:
        Store.read_only(str(before / STORE)).backup(str(release / STORE))
        store = Store(str(release / STORE))
        for quad in gone:
            store.remove(quad)
        store.extend([*added, *still_stated(Dump(release / DUMP), gone)])
    store.flush()
    del store


def bulk_load(store: Store, dump: Path) -> None:
    """Loads a file of N-Quads lines. The engine holds a million quads for each of its threads: of a large file it is
    given less at a time, which takes half as long again."""
    if dump.stat().st_size <= _LARGE:
        store.bulk_load(path=dump, format=RdfFormat.N_QUADS)
        return
    store.bulk_load(b"".join(load_named(store, dump)), format=RdfFormat.N_QUADS)


def load_named(store: Store, dump: Path, form: Callable[[bytes], bytes] = bytes) -> list[bytes]:
    """Loads those lines of a large *dump* that have no blank node, in the *form* that is made of them, a part at a
    time. Returns the others, which only together speak of the same nodes."""
    left: list[bytes] = []
    for block in Dump(dump).blocks(_AT_ONCE):
        named, blank = without_blank(block)
        store.bulk_load(form(b"".join(named)), format=RdfFormat.N_QUADS, lenient=True)
        left += blank
    return left


def worth_changing(store: Path, changed: Sequence[Quad], size: int) -> bool:
    """Whether what *changed* is little, and nothing that a store knows by another name than a dump: it names blank
    nodes anew."""
    return len(changed) <= LITTLE * size and len([*store.iterdir()]) <= _FILES and not any(map(has_blank, changed))


def still_stated(stated: Dump, gone: Iterable[Quad]) -> Iterator[Quad]:
    """What is still *stated* of the subjects of what has gone. To a store, 0.5 and 0.50 are one number: it may have
    gone with the one, though the other is there."""
    subjects = {str(quad.subject).encode() for quad in gone}
    quads = parsed(stated.lines_about(subject) for subject in sorted(subjects))
    return (quad for quad in quads if not has_blank(quad))


def has_blank(quad: Quad) -> bool:
    """Whether a statement is about a blank node, or names one."""
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
