"""Decisions in a row: a linear-chain conditional random field that labels the tokens of a sentence.

Lafferty, McCallum and Pereira, *Conditional Random Fields* (ICML 2001). Labels are ``O`` and, for each type of name,
``B-type`` for its first token and ``I-type`` for the others. The weights come from a table: of a row of the transitions
the feature is ``after:`` and the label before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from .lookup import NONE, Lookup
from .weights import Table, Weight

AFTER = "after:"
OUTSIDE = "O"

Group = tuple[str, ...]
"""Features that a token has together."""
MOST_GROUPS = 1 << 16
"""Of so many groups the sums are kept."""

Scores = NDArray[np.float64]
Values = TypeVar("Values", NDArray[np.float32], NDArray[np.float64])
Places = NDArray[np.int64]


class Found(NamedTuple):
    """A run of tokens, *first* to *last*, both its own, that is a name of *type* with *probability*."""

    first: int
    last: int
    type: str
    probability: float


def labels_of(types: Sequence[str]) -> tuple[str, ...]:
    """The labels of a chain for names of these *types*, in the order of its columns."""
    return (OUTSIDE, *(f"B-{kind}" for kind in types), *(f"I-{kind}" for kind in types))


def follows(types: int) -> NDArray[np.bool_]:
    """(labels, labels): whether the second may stand behind the first, for so many *types* of names."""
    allowed = np.ones((1 + 2 * types, 1 + 2 * types), dtype=bool)
    own = np.arange(types)
    allowed[:, 1 + types :] = False
    allowed[1 + own, 1 + types + own] = allowed[1 + types + own, 1 + types + own] = True
    return allowed


class Chain:
    """The weights of one field, and what they say of a sentence."""

    def __init__(self, rows: Iterable[Weight] | Table) -> None:
        table = rows if isinstance(rows, Table) else Table.of(rows)
        types = sorted({label[2:] for label in table.labels if label != OUTSIDE})
        self.types = tuple(types)
        self.labels = labels_of(types)
        number = {label: place for place, label in enumerate(self.labels)}
        self._columns = [number[label] for label in table.labels]
        """Where the labels of the table stand among those of the chain."""
        size = len(table.features)
        self._rows = Lookup(table.features, int, lambda: range(size))
        self._sums = _Sums(self._rows, table.weights)
        moves = np.zeros((len(self.labels), len(self.labels)))
        for before, label in enumerate(self.labels):
            if (row := table.features.place(f"{AFTER}{label}")) is not None:
                moves[before, self._columns] = table.weights[row]
        self._moves = np.exp(np.where(follows(len(types)), moves, -np.inf))

    def hasten(self) -> None:
        """Loads the whole table: there is much to come."""
        self._rows.hasten()

    def emissions(self, tokens: Sequence[Sequence[Group]]) -> Scores:
        """(tokens, labels): what the features of each of the *tokens* speak for each label. Each counts once: no two
        groups of a token may share any."""
        told = np.zeros((len(tokens), len(self.labels)))
        sums = self._sums.of(tokens)
        known = [place for place, row in enumerate(sums) if row]
        if known:
            starts = np.cumsum([0, *(len(sums[place]) for place in known[:-1])])
            flat = list(chain.from_iterable(sums))
            told[np.ix_(known, self._columns)] = np.add.reduceat(self._sums.weights[flat], starts, axis=0)
        return told

    def spans(self, emissions: Scores, sentences: Sequence[range], floor: float) -> Iterator[Found]:
        """Every run of tokens that is a name with a probability of at least *floor*, whether or not it overlaps
        another, sentence by sentence in the order of their first tokens.

        *sentences* are the ranges of tokens that make one each. Forward-backward algorithm with scaling (Rabiner 1989,
        section V.A), all sentences at once: one step for each place in the longest.
        """
        if not sentences:
            return
        count = len(self.types)
        own = np.exp(emissions - emissions.max(axis=1, keepdims=True))
        ordered = sorted(sentences, key=len, reverse=True)
        starts = np.array([sentence.start for sentence in ordered])
        lengths = np.array([len(sentence) for sentence in ordered])
        forward, backward, scale = passes(own, starts, lengths, self._moves)
        opens = forward[:, 1 : 1 + count] * backward[:, 1 : 1 + count]
        ends = {token: sentence.stop for sentence in sentences for token in sentence}
        for first, kind in zip(*(found.tolist() for found in np.nonzero(opens >= floor)), strict=True):
            begin, inside = 1 + kind, 1 + count + kind
            onward = self._moves.copy()
            onward[:, inside] = 0.0
            score, label = float(forward[first, begin]), begin
            for last in range(first, ends[first]):
                if last > first:
                    score *= float(self._moves[label, inside] * own[last, inside] / scale[last])
                    label = inside
                    if score * float(backward[last, inside]) < floor:
                        break
                leaves = 1.0
                if last + 1 < ends[first]:
                    leaves = float(onward[label] @ (own[last + 1] * backward[last + 1])) / float(scale[last + 1])
                if (probability := score * leaves) >= floor:
                    yield Found(first, last, self.types[kind], min(probability, 1.0))


class _Sums(dict[Group, int]):
    """The sums of the weights of groups, by the row of each in ``weights``; 0 for one without any."""

    def __init__(self, rows: Lookup[int], weights: Scores) -> None:
        super().__init__()
        self._rows, self._single = rows, weights
        self.weights = np.zeros((256, weights.shape[1]))
        self._used = 1

    def of(self, tokens: Sequence[Sequence[Group]]) -> list[list[int]]:
        """The rows of the groups of each of the *tokens*, those without a weight left out."""
        if self._used > MOST_GROUPS:
            self.clear()
            self._used = 1
        return [[row for group in token if (row := self[group])] for token in tokens]

    def __missing__(self, group: Group) -> int:
        get = self._rows.get
        known = [row for feature in group if (row := get(feature, NONE)) != NONE]
        if not known:
            return 0  # and forgotten: there is no end of these
        if self._used == len(self.weights):
            self.weights = np.concatenate([self.weights, np.zeros_like(self.weights)])
        place = self[group] = self._used
        self.weights[place] = self._single[known].sum(axis=0)
        self._used += 1
        return place


def passes(own: Values, starts: Places, lengths: Places, moves: Values) -> tuple[Values, Values, Values]:
    """For each token forward and backward scores of its labels, scaled so that their product is the probability of
    the label, and the scale.

    *own* (tokens, labels) is what each token speaks for each label, *moves* (labels, labels) what speaks for a label
    after another, both exponentiated; *starts* and *lengths* say where sentences begin and of how many tokens they
    are, the longest first. The labels of tokens inside a name are the last, one for each type, and begin no sentence.
    """
    inside = slice(1 + len(moves) // 2, None)
    forward, backward = np.empty_like(own), np.ones_like(own)
    scale = np.ones(len(own), own.dtype)
    alive = [int((lengths > step).sum()) for step in range(int(lengths[0]))]
    for step, count in enumerate(alive):
        at = starts[:count] + step
        if step:
            now = (forward[at - 1] @ moves) * own[at]
        else:
            now = own[at].copy()
            now[:, inside] = 0.0
        scale[at] = now.sum(axis=1)
        forward[at] = now / scale[at][:, None]
    for step in range(len(alive) - 1, 0, -1):
        at = starts[: alive[step]] + step
        backward[at - 1] = ((own[at] * backward[at]) @ moves.T) / scale[at][:, None]
    return forward, backward, scale
