"""One schema for each file of data/lexicon: its keys and their types. What a key means stands beside it in the file.

A key that no schema has is an error, and so is a field that the file leaves out. Tables whose keys are data (levels,
cues by the name of their feature, kinds of document) are dictionaries; all other keys are fields.
"""

from __future__ import annotations

from .documents import Clean, Metadata, Outline
from .fields import Lexicon
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
    "LEXICONS",
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
]

LEXICONS: tuple[type[Lexicon], ...] = (
    Common,
    Bodies,
    Citations,
    Clauses,
    Clean,
    Commitment,
    Deadlines,
    Labels,
    Metadata,
    Names,
    Outline,
    Pairs,
    Place,
    Responsibility,
    Targets,
    Titles,
)
