"""One schema for each file of data/lexicon: its keys and their types. What a key means stands beside it in the file.

A key that no schema has is an error, and so is a field that the file leaves out. Tables whose keys are data (levels,
cues by the name of their feature, kinds of document) are dictionaries; all other keys are fields.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .fields import Lexicon

if TYPE_CHECKING:
    from .documents import Clean, Metadata, Outline
    from .sentences import (
        Bodies,
        Citations,
        Clauses,
        Commitment,
        Common,
        Deadlines,
        Labels,
        Names,
        Pairs,
        Place,
        Responsibility,
        Targets,
        Titles,
    )

__all__ = [
    "Bodies",
    "Citations",
    "Clauses",
    "Clean",
    "Commitment",
    "Common",
    "Deadlines",
    "Labels",
    "Lexicon",
    "Metadata",
    "Names",
    "Outline",
    "Pairs",
    "Place",
    "Responsibility",
    "Targets",
    "Titles",
    "lexicons",
]

_FIRST = "Common"
_OF_DOCUMENTS = ("Clean", "Metadata", "Outline")


def lexicons() -> tuple[type[Lexicon], ...]:
    """All schemas, in the order in which their files are checked."""
    names = [name for name in __all__ if name not in ("Lexicon", "lexicons")]
    return tuple(map(_schema, sorted(names, key=lambda name: (name != _FIRST, name))))


def _schema(name: str) -> type[Lexicon]:
    module = import_module(".documents" if name in _OF_DOCUMENTS else ".sentences", __name__)
    found: type[Lexicon] = getattr(module, name)
    return found


def __getattr__(name: str) -> type[Lexicon]:
    """A schema when somebody asks for it: to make them takes longer than to read most documents."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = _schema(name)  # the next one who asks finds it as an attribute
    return found
