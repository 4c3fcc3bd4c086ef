"""Conjunctions: features that are several at once, of which some may not be there: ``form=line & not label=none``.

A table of weights holds them as rows like any other. They are the paths of small decision trees (rules of trees beside
a linear sum: Friedman and Popescu, *Predictive learning via rule ensembles*, Annals of Applied Statistics 2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

AND = " & "
NOT = "not "
"""What stands before the part of a conjunction that must not be there."""


@dataclass(slots=True)
class _Node:
    """What follows after the same first parts."""

    there: dict[str, _Node] = field(default_factory=dict)
    lacking: dict[str, _Node] = field(default_factory=dict)
    whole: str | None = None
    """The conjunction that ends here."""


class Conjunctions:
    """Those of the *features* of a table that are conjunctions, in a tree by their parts, in the order as written."""

    def __init__(self, features: Iterable[str]) -> None:
        self._root = _Node()
        for feature in features:
            if AND not in feature and not feature.startswith(NOT):
                continue
            node = self._root
            for part in feature.split(AND):
                name = part.removeprefix(NOT)
                node = (node.there if part == name else node.lacking).setdefault(name, _Node())
            node.whole = feature

    def held(self, features: Set[str]) -> Iterator[str]:
        """The conjunctions that a candidate with these *features* has."""
        waiting = [self._root]
        while waiting:
            node = waiting.pop()
            if node.whole is not None:
                yield node.whole
            waiting += [after for name, after in node.there.items() if name in features]
            waiting += [after for name, after in node.lacking.items() if name not in features]
