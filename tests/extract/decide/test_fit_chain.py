"""Fitting a chain: the same sentences give the same weights, and these say what the sentences say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

import numpy as np
import pytest
from numpy.typing import NDArray

from duikou.extract.decide.chain import AFTER, Chain
from duikou.extract.decide.fit_chain import SMALLEST, _Batch, fit_chain
from duikou.extract.decide.sequences import Sentence, Sequences, number

Table = NDArray[np.floating]


PLACES = ["深圳市", "赣州市", "三明市", "龙岩市"]
SENTENCES: list[Sentence] = [
    (f"document {number}", [["word=由"], [f"word={place}", "city"], ["word=负责"]], ["O", "B-City", "O"])
    for number, place in enumerate(PLACES)
]
LONGER: list[Sentence] = [
    *SENTENCES,
    ("document 0", [["word=市"], ["word=财政"], ["word=局"], ["word=负责"]], ["B-Agency", "I-Agency", "I-Agency", "O"]),
    ("document 1", [["word=市"], ["word=财政"], ["word=负责"]], ["B-Agency", "I-Agency", "O"]),
    ("document 1", [["word=负责"], ["word=财政"]], ["O", "O"]),
]


def test_a_chain_finds_what_it_was_shown() -> None:
    chain = Chain(fit_chain(number(SENTENCES)))
    tokens = [[tuple(token)] for token in SENTENCES[0][1]]
    (found,) = chain.spans(chain.emissions(tokens), [range(3)], 0.5)
    assert (found.first, found.last, found.type) == (1, 1, "City")


def test_the_same_word_is_told_by_the_label_before_it() -> None:
    chain = Chain(fit_chain(number(LONGER * 3)))
    for _, rows, labels in LONGER:
        seen = chain.emissions([[tuple(token)] for token in rows])
        found = list(chain.spans(seen, [range(len(rows))], 0.5))
        assert [one.type for one in found] == [label[2:] for label in labels if label.startswith("B-")]


def test_the_same_sentences_give_the_same_weights() -> None:
    assert fit_chain(number(LONGER)) == fit_chain(number(LONGER))


def test_some_of_the_sentences_are_as_those_alone() -> None:
    sequences = number(LONGER)
    chosen = sequences.document_of != sequences.documents.index("document 3")
    alone = fit_chain(number([one for one in LONGER if one[0] != "document 3"]))
    assert fit_chain(sequences, chosen) == alone


def test_a_feature_of_one_document_is_not_learned_and_the_others_are_counted() -> None:
    rows = fit_chain(number(SENTENCES))
    support = {row.feature: row.support for row in rows if not row.feature.startswith(AFTER)}
    assert support == {"word=由": 4, "city": 4, "word=负责": 4}
    assert all(abs(row.weight) >= SMALLEST for row in rows if not row.feature.startswith(AFTER))


def test_nothing_teaches_nothing() -> None:
    assert fit_chain(number([])) == []
    assert fit_chain(number([("document", [], [])])) == []


def test_the_gradient_is_that_of_the_likelihood() -> None:
    """Compared with what a small change of each weight makes of the likelihood, counted label by label."""
    sequences = number(LONGER)
    labels = ["O", "B-Agency", "B-City", "I-Agency", "I-City"]
    columns = np.array([labels.index(label) for label in sequences.labels])
    batch = _Batch.of(sequences, np.arange(len(LONGER)), np.arange(len(sequences.features)), columns)
    random = np.random.default_rng(1)
    weights, moves = random.normal(size=(len(batch.features), 5)), random.normal(size=(5, 5))
    steps = batch.gradient(weights, moves)
    for table, step in zip((weights, moves), steps, strict=True):
        for place in np.ndindex(table.shape):
            before = table[place]
            sides = []
            for change in (1e-4, -1e-4):
                table[place] = before + change
                sides.append(_loss(sequences, labels, weights, moves))
            table[place] = before
            assert step[place] == pytest.approx((sides[0] - sides[1]) / 2e-4, abs=1e-3)


def _loss(sequences: Sequences, labels: list[str], weights: Table, moves: Table) -> float:
    """The negative logarithm of the likelihood, over every row of labels that a sentence may have."""
    lost = 0.0
    for start, stop in pairwise(sequences.starts):
        own = [
            weights[sequences.seen[sequences.token_starts[token] : sequences.token_starts[token + 1]]].sum(axis=0)
            for token in range(start, stop)
        ]
        right = [labels.index(sequences.labels[one]) for one in sequences.label_of[start:stop]]
        scores = [
            _score(row, own, moves) for row in product(range(len(labels)), repeat=stop - start) if _allowed(row, labels)
        ]
        lost += float(np.logaddexp.reduce(scores)) - _score(right, own, moves)
    return lost


def _score(row: Sequence[int], own: Sequence[Table], moves: Table) -> float:
    return float(
        sum(told[label] for told, label in zip(own, row, strict=True))
        + sum(moves[before, label] for before, label in pairwise(row))
    )


def _allowed(row: Sequence[int], labels: Sequence[str]) -> bool:
    return all(
        not labels[label].startswith("I-") or (before and labels[before[-1]][2:] == labels[label][2:])
        for before, label in ((row[:place], label) for place, label in enumerate(row))
    )
