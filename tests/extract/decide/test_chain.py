"""Decisions in a row: probabilities of spans against those reckoned by going through every labelling."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import pytest

from duikou.extract.decide.chain import AFTER, OUTSIDE, Chain, Found
from duikou.extract.decide.weights import Weight

TABLE = [
    Weight("word=深圳市", "B-City", 2.0),
    Weight("word=深圳市", OUTSIDE, -1.0),
    Weight("word=教育局", "I-Agency", 1.5),
    Weight("word=教育局", "B-Agency", 0.5),
    Weight("word=深圳市", "B-Agency", 1.0),
    Weight("word=的", OUTSIDE, 1.0),
    Weight(f"{AFTER}B-Agency", "I-Agency", 1.0),
    Weight(f"{AFTER}{OUTSIDE}", OUTSIDE, 0.5),
    Weight(f"{AFTER}{OUTSIDE}", "I-City", 9.0),  # cannot be, whatever its weight
]
SENTENCES = {
    "a place and its body": [["word=深圳市"], ["word=教育局"]],
    "one word": [["word=深圳市"]],
    "nothing known": [["word=甲"], [], ["word=乙"]],
    "a longer one": [["word=的"], ["word=深圳市"], ["word=教育局"], ["word=的"], ["word=教育局"]],
}


def decoded(chain: Chain, sentences: Sequence[Sequence[Sequence[str]]], floor: float = 1e-9) -> list[Found]:
    tokens = [[(feature,) for feature in token] for one in sentences for token in one]
    starts = [sum(map(len, sentences[:number])) for number in range(len(sentences))]
    ranges = [range(start, start + len(one)) for start, one in zip(starts, sentences, strict=True)]
    return list(chain.spans(chain.emissions(tokens), ranges, floor))


def labellings(chain: Chain, tokens: Sequence[Sequence[str]]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every sequence of labels that may be, with its weight: the sum of exponents that the table gives it."""
    table = {(row.feature, row.label): row.weight for row in TABLE}
    for labels in product(chain.labels, repeat=len(tokens)):
        before = (OUTSIDE, *labels)
        if any(
            label.startswith("I-") and last not in (f"B-{label[2:]}", label)
            for last, label in zip(before, labels, strict=False)
        ):
            continue
        score = sum(
            table.get((feature, label), 0.0) for token, label in zip(tokens, labels, strict=True) for feature in token
        )
        score += sum(table.get((AFTER + last, label), 0.0) for last, label in pairwise(labels))
        yield labels, math.exp(score)


def by_hand(chain: Chain, tokens: Sequence[Sequence[str]]) -> dict[tuple[int, int, str], float]:
    found: dict[tuple[int, int, str], float] = {}
    total = 0.0
    for labels, weight in labellings(chain, tokens):
        total += weight
        for first, label in enumerate(labels):
            if label.startswith("B-"):
                last = first
                while last + 1 < len(labels) and labels[last + 1] == f"I-{label[2:]}":
                    last += 1
                place = (first, last, label[2:])
                found[place] = found.get(place, 0.0) + weight
    return {place: weight / total for place, weight in found.items()}


@pytest.mark.parametrize("name", SENTENCES)
def test_spans_have_the_probability_of_all_their_labellings(name: str) -> None:
    chain = Chain(TABLE)
    found = {(one.first, one.last, one.type): one.probability for one in decoded(chain, [SENTENCES[name]])}
    assert found == pytest.approx(by_hand(chain, SENTENCES[name]))


def test_sentences_know_nothing_of_each_other() -> None:
    chain = Chain(TABLE)
    alone = [len(decoded(chain, [tokens])) for tokens in SENTENCES.values()]
    together = decoded(chain, list(SENTENCES.values()))
    assert len(together) == sum(alone)
    first = decoded(chain, [SENTENCES["a place and its body"]])
    assert [one.probability for one in together[: len(first)]] == pytest.approx([one.probability for one in first])


@pytest.mark.parametrize("floor", [0.05, 0.3, 0.6])
def test_only_what_is_likely_enough(floor: float) -> None:
    chain = Chain(TABLE)
    every = decoded(chain, list(SENTENCES.values()))
    found = decoded(chain, list(SENTENCES.values()), floor)
    assert [(one.first, one.last, one.type) for one in found] == [
        (one.first, one.last, one.type) for one in every if one.probability >= floor
    ]
    assert found


def test_no_text_has_no_names() -> None:
    assert decoded(Chain(TABLE), []) == []


def test_very_great_weights_stay_probabilities() -> None:
    chain = Chain([Weight("word=深圳市", "B-City", 400.0), Weight(f"{AFTER}B-City", "I-City", -30.0)])
    found = decoded(chain, [[["word=深圳市"]] * 300])
    assert len(found) == 300
    assert all(one.probability == pytest.approx(1.0) for one in found)
