"""A build that has begun: what of it hangs on no document, for a build that may be asked for later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from ..ontology.terms import Vocabulary
from .cooperation import settling_looks_at
from .dataset import DATASET_LOOKS_AT
from .extraction import Extractor, program
from .gathering import Gathering
from .ground import Ground, ground
from .history.dump import DUMP
from .kept import Kept, Served
from .published import Earlier
from .quality import Validator
from .release import current_release
from .streaming import Streaming

LITTLE = 128 * 1024 * 1024
"""Bytes of the dump of a release that memory may hold: it takes some ten times as many."""


@dataclass(frozen=True)
class Begun:
    """What a build goes by, and the release that was served when it began, which is worked through meanwhile."""

    program: str
    stands_on: Ground
    validator: Validator
    before: Path | None
    gathered: Gathering | Streaming


def warm(vocabulary: Vocabulary) -> None:
    """Loads what documents are read and validated with, for the processes that are forked from this one. Raises
    ValueError as begin() does."""
    validator = Validator(vocabulary, ground(vocabulary).data)
    Extractor(Kept(Path()), validator, vocabulary, program(), 0).prepare()


def begin(output: Path, vocabulary: Vocabulary, documents: int = 0) -> Begun:
    """Begins a build of so many *documents*, where that is known, into *output*. Its gathering is to be closed. Raises
    ValueError of knowledge that cannot be read."""
    stands_on = ground(vocabulary)
    validator = Validator(vocabulary, stands_on.data)
    before, served = current_release(output), Served.of(output)

    def watched() -> set[NamedNode]:
        return {*validator.watched, *settling_looks_at(vocabulary), *DATASET_LOOKS_AT}

    base = served.base or vocabulary.base
    gathered: Gathering | Streaming
    if _little(before, served, documents):
        gathered = Gathering(watched, lambda: Earlier.of(before, served.version, base))
    else:
        gathered = Streaming(watched, before, (base, vocabulary.base), output)
    return Begun(program(), stands_on, validator, before, gathered)


def as_it_is(begun: Begun | None, output: Path, vocabulary: Vocabulary, documents: int) -> Begun:
    """What was *begun*, if the release is served still that was served then, and the *documents* are about as many;
    else a build that begins now."""
    if begun is not None:
        in_memory = isinstance(begun.gathered, Gathering)
        same = begun.before == current_release(output)
        if same and (not in_memory or _little(begun.before, Served.of(output), documents)):
            return begun
        begun.gathered.close()
    return begin(output, vocabulary, documents)


def _little(before: Path | None, served: Served, documents: int) -> bool:
    """Whether memory may hold the release *before* and one of so many *documents*."""
    dump = before and before / DUMP
    return bool(dump and dump.is_file() and dump.stat().st_size <= LITTLE and documents <= 2 * len(served.documents))
