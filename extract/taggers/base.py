"""What the pipeline asks of a tagger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

from ..model import EntityType, Span

Word: TypeAlias = tuple[str, str]
"""A word and its part of speech in the ICTCLAS letters that jieba uses (n, ns, v, vn, p, u, x ...); a plain tuple, as
the fast engine gives it, because a document has hundreds of thousands."""


class Name(NamedTuple):
    """A name that a tagger found: where it stands in the text it was given, and what kind it takes it for."""

    span: Span
    type: EntityType  # CITY stands for any place, ORGANIZATION for any body


class Tagger(Protocol):
    """Cuts texts into tagged words, and finds names where it can. Same input, same output; never fails on any text."""

    @property
    def knows_names(self) -> bool:
        """Whether it is worth asking for names."""
        ...

    def words(self, texts: Sequence[str]) -> list[list[Word]]:
        """The words of each text; joined they give the text back."""
        ...

    def names(self, texts: Sequence[str]) -> list[list[Name]]:
        """The names in each text; empty lists from a tagger that only knows words (``knows_names`` is false)."""
        ...
