"""Conjunctions: features that are several at once, of which some may not be there: ``form=line & not label=none``.

A table of weights holds them as rows like any other. They are the paths of small decision trees (rules of trees beside
a linear sum: Friedman and Popescu, *Predictive learning via rule ensembles*, Annals of Applied Statistics 2008).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

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
        self._parts: set[str] = set()
        for feature in features:
            if AND not in feature and not feature.startswith(NOT):
                continue
            node = self._root
            for part in feature.split(AND):
                name = part.removeprefix(NOT)
                self._parts.add(name)
                node = (node.there if part == name else node.lacking).setdefault(name, _Node())
            node.whole = feature

    def held_by(self, candidates: Sequence[Iterable[str]]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Each conjunction that any of the *candidates* (the features of each) has, with which of them have it (one
        truth value for each), in the order in which :meth:`held` gives those of one candidate.

        The tree is gone through once for all of them.
        """
        places: dict[str, list[int]] = defaultdict(list)
        for place, features in enumerate(candidates):
            for feature in features:
                if feature in self._parts:
                    places[feature].append(place)
        have = {part: np.zeros(len(candidates), np.bool_) for part in self._parts}
        for part, own in places.items():
            have[part][own] = True
        waiting = [(self._root, np.ones(len(candidates), np.bool_))]
        while waiting:
            node, with_it = waiting.pop()
            if node.whole is not None:
                yield node.whole, with_it
            onward = [(after, with_it & have[name]) for name, after in node.there.items()]
            onward += [(after, with_it & ~have[name]) for name, after in node.lacking.items()]
            waiting += [(after, those) for after, those in onward if those.any()]

    def held(self, features: Set[str]) -> Iterator[str]:
        """The conjunctions that a candidate with these *features* has."""
        waiting = [self._root]
        while waiting:
            node = waiting.pop()
            if node.whole is not None:
                yield node.whole
            waiting += [after for name, after in node.there.items() if name in features]
            waiting += [after for name, after in node.lacking.items() if name not in features]
