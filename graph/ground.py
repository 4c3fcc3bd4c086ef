"""What the graphs of all documents stand on: the reference data and the ontology as N-Quads lines.

They follow from the program and its knowledge alone, so they are kept in the user's cache folder for each version of
these, with a hash of themselves. What is kept there came of knowledge that was checked, so it need not be read again:
a build loads no gazetteer for documents that have not changed.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from ..ontology.terms import Vocabulary
from ..usercache import cache_folder, keep
from .extraction import program

_STEM = "ground-"
_OTHERS = 3
"""How many versions are kept beside this one: for other bases, tables of one's own, and programs of another version."""
_BETWEEN = b"\n"
"""An empty line, which N-Quads of ours do not have."""


@dataclass(frozen=True)
class Ground:
    """The sorted N-Quads lines of graph:reference and of graph:ontology."""

    reference: list[bytes]
    ontology: list[bytes]

    @cached_property
    def data(self) -> bytes:
        """Both as one."""
        return b"".join((*self.reference, *self.ontology))


def ground(vocabulary: Vocabulary) -> Ground:
    """The ground under the base of *vocabulary*, by the knowledge that is in use. Raises ValueError naming the file,
    the line and what is wrong of knowledge that cannot be read."""
    file = _file(vocabulary)
    with contextlib.suppress(OSError, ValueError):
        return _read(file.read_bytes())
    made = _made(vocabulary)
    body = b"".join((*made.reference, _BETWEEN, *made.ontology))
    with contextlib.suppress(OSError):
        keep(file, sha256(body).digest() + body, f"{_STEM}*", _OTHERS)
    return made


def _file(vocabulary: Vocabulary) -> Path:
    return cache_folder() / f"{_STEM}{sha256(f'{program()} {vocabulary.base}'.encode()).hexdigest()[:32]}"


def _read(data: bytes) -> Ground:
    """The ground that a file holds. Raises ValueError for a file that is damaged."""
    size = sha256().digest_size
    if sha256(data[size:]).digest() != data[:size]:
        raise ValueError("damaged")
    lines = data[size:].splitlines(keepends=True)
    middle = lines.index(_BETWEEN)
    return Ground(lines[:middle], lines[middle + 1 :])


def _made(vocabulary: Vocabulary) -> Ground:
    from ..extract.checked import check_knowledge
    from .ontology import ontology_quads
    from .reference import reference_quads
    from .sink import lines

    check_knowledge()
    return Ground(lines(reference_quads(vocabulary)), lines(ontology_quads(vocabulary)))
