"""What a user sets beside what is shipped: weights in place of the shipped ones, rows beside those of the gazetteer.

Set once, when a process starts, before anything is read; processes that are forked from it have the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Own:
    """Folders of one's own; None for what is shipped alone."""

    model: Path | None = None
    """Tables of weights, one for each decision (``duikou fit --gold`` writes them)."""
    gazetteer: Path | None = None
    """Tables with the names and columns of data/gazetteer, any of them."""


_own = Own()


def own() -> Own:
    """What was set."""
    return _own


def use_own(chosen: Own) -> None:
    """Sets what is used from here on."""
    global _own  # noqa: PLW0603 - one for the whole program, as what is shipped is
    _own = chosen
