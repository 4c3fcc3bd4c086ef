"""The copies in memory become those of the next release, where little differs: in a tenth of the time of new ones.

Workers that were forked before go on with what they have.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from ....graph.history.dump import DUMP, Dump
from ....graph.history.patch import ADD, DELETE, read
from ....graph.nquads import parsed
from ....graph.served import change_union
from .worker import Stores

LITTLE = 0.2
"""The part of the quads that may differ from what was loaded: what is added later stands apart from its like, which
takes a query more time."""
_TEXTS = ("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


class NotWorthItError(ValueError):
    """The copies are to be made anew; they are as they were."""


def change(stores: Stores, quads: int, source: Path, patch: Path, before: int = 0) -> tuple[int, int]:
    """Turns the copies, of a store of so many *quads*, into those of the store at *source*, by the rows of *patch*.
    *before* is how many rows have changed them since they were made.

    Returns the number of quads, and of the rows of this patch. Raises NotWorthItError when nothing was done, OSError
    and PatchError for files that cannot be read.
    """
    if stores.plain is stores.full:
        raise NotWorthItError("the copies are on disk")
    rows = read(patch)
    if before + len(rows) > LITTLE * quads:
        raise NotWorthItError("too much differs")
    gone, added = (parsed(line for sign, line in rows if sign == operation) for operation in (DELETE, ADD))
    if any(isinstance(term, BlankNode) for quad in (*gone, *added) for term in (quad.subject, quad.object)):
        raise NotWorthItError("blank nodes differ, which every store names anew")
    now = len(Store.read_only(str(source)))
    if quads - len(gone) + len(added) != now:
        raise NotWorthItError("the patch does not lead to it")
    change_union(stores.full, gone, [*added, *_same_numbers(source.parent / DUMP, gone)], stores.plain)
    return now, len(rows)


def _same_numbers(path: Path, gone: Iterable[Quad]) -> list[Quad]:
    """What the dump at *path* states of the subjects of which a number has gone. To a store, 0.5 and 0.50 are one: it
    goes with the one, though the other is there."""
    subjects = {
        quad.subject.value
        for quad in gone
        if isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and quad.object.datatype.value not in _TEXTS
    }
    dump = Dump(path)
    return [quad for subject in sorted(subjects) for quad in dump.about(subject)]
