"""How a text says that one document changes another: the schema of effect/changes.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .fields import Lexicon, Pattern, Table


class Form(Table):
    """One way to say it: what stands before the titles, and what behind them."""

    before: Pattern
    behind: Pattern
    task: bool = False
    """Whether the same words also set a task; then they say nothing where they stand in a measure."""


Forms = Annotated[tuple[Form, ...], Field(min_length=1)]


class Changes(Lexicon):
    """How a document says that it amends or repeals another."""

    amends: Forms
    repeals: Forms
    subject: Pattern
    basis: Pattern

    @classmethod
    def file_name(cls) -> str:
        """It is no word that a weight is learned from, so it lies apart from the files that training reads."""
        return "effect/changes.toml"
