"""Whether what this process has loaded is what is on disk still: the program and its knowledge, the user's own among
it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ..extract.own import own

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = ("commands", "corrections", "extract", "graph", "ontology", "shapes", "data/gazetteer", "data/lexicon")
_MODEL = "data/model"
_SUFFIXES = frozenset((".py", ".csv", ".toml", ".ttl", ".rq"))
_noted: list[str] = []


def note() -> None:
    """Notes what is on disk, for this process and those that are forked from it: it is loaded now."""
    _noted[:] = [_digest()]


def still() -> bool:
    """Whether that is on disk as it was noted."""
    return _noted == [_digest()]


def _digest() -> str:
    """A hash of names, sizes and times: to read all of it would take longer than most builds have left."""
    return sha256("\n".join(sorted(_files())).encode()).hexdigest()


def _files() -> Iterator[str]:
    mine = (folder for folder in (own().model, own().gazetteer) if folder)
    for folder in (*(_PACKAGE / name for name in (*_FOLDERS, _MODEL)), *mine):
        for path in folder.rglob("*"):
            if path.suffix in _SUFFIXES:
                with suppress(OSError):  # it has gone, which tells as much
                    found = path.stat()
                    yield f"{path} {found.st_size} {found.st_mtime_ns}"
