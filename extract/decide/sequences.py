"""Labelled sentences as numbers: what a chain is fitted to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sentence = tuple[str, Sequence[Sequence[str]], Sequence[str]]
"""The document of a sentence, the features of each of its tokens, and the label of each."""


@dataclass(frozen=True, slots=True, eq=False)
class Sequences:
    """Sentences one after another; features, labels and documents by their numbers."""

    features: list[str]
    labels: list[str]
    documents: list[str]
    seen: NDArray[np.int32]
    """The features of all tokens, one token after another."""
    token_starts: NDArray[np.int64]
    """Where in *seen* each token begins, and the end of the last."""
    label_of: NDArray[np.int16]
    """The label of each token."""
    starts: NDArray[np.int64]
    """The token with which each sentence begins, and the end of the last."""
    document_of: NDArray[np.int32]
    """The document of each sentence."""

    def support(self, sentences: NDArray[np.bool_]) -> NDArray[np.int64]:
        """In how many documents each feature is seen; of the *sentences* alone that are true there."""
        counts = np.zeros(len(self.features), np.int64)
        edges = self.token_starts[self.starts]
        by_document = np.argsort(self.document_of, kind="stable")
        first_of = np.flatnonzero(np.diff(self.document_of[by_document], prepend=-1))
        for own in np.split(by_document, first_of[1:]):
            counted = own[sentences[own]]
            if len(counted):
                seen = [self.seen[edges[sentence] : edges[sentence + 1]] for sentence in counted]
                counts[np.unique(np.concatenate(seen))] += 1
        return counts


def number(sentences: Iterable[Sentence]) -> Sequences:
    """The *sentences* as numbers; what is met first has the smaller number."""
    features: dict[str, int] = {}
    labels: dict[str, int] = {}
    documents: dict[str, int] = {}
    seen: list[NDArray[np.int32]] = []
    lengths, label_of, sizes, document_of = [0], list[int](), [0], list[int]()
    for document, rows, told in sentences:
        if not rows:
            continue
        for row in rows:
            own = sorted({features.setdefault(feature, len(features)) for feature in row})
            seen.append(np.array(own, np.int32))
            lengths.append(len(own))
        label_of += [labels.setdefault(label, len(labels)) for label in told]
        sizes.append(len(rows))
        document_of.append(documents.setdefault(document, len(documents)))
    return Sequences(
        list(features),
        list(labels),
        list(documents),
        np.concatenate([*seen, np.zeros(0, np.int32)]),
        np.cumsum(lengths),
        np.array(label_of, np.int16),
        np.cumsum(sizes),
        np.array(document_of, np.int32),
    )
