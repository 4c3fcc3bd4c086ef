"""Which of overlapping candidates stay."""

from __future__ import annotations

import pytest

from duikou.extract.decide.linear import Linear
from duikou.extract.decide.odds import log_odds
from duikou.extract.decide.weights import BIAS, Weight
from duikou.extract.model import EntityType, Span
from duikou.extract.names.link import weigh
from duikou.extract.names.meaning import Candidate
from duikou.extract.names.settle import settle

A, C, D, O = EntityType.AGENCY, EntityType.CITY, EntityType.POLICY_DOCUMENT, EntityType.ORGANIZATION  # noqa: E741

Row = tuple[int, int, EntityType, float]
CASES: dict[str, tuple[list[Row], list[Row]]] = {
    "nothing": ([], []),
    "below zero": ([(0, 3, C, -0.1), (4, 6, C, 0.0)], []),
    "side by side": ([(4, 6, C, 1.0), (0, 3, C, 1.0)], [(0, 3, C, 1.0), (4, 6, C, 1.0)]),
    "the better of two": ([(0, 3, C, 1.0), (0, 6, A, 2.0)], [(0, 6, A, 2.0)]),
    "two of one against a longer one": (
        [(0, 3, C, 1.5), (3, 6, A, 1.5), (0, 6, A, 2.0)],
        [(0, 3, C, 1.5), (3, 6, A, 1.5)],
    ),
    "the chain that scores most": (
        [(0, 4, A, 2.0), (3, 7, A, 3.0), (6, 9, A, 2.0)],
        [(0, 4, A, 2.0), (6, 9, A, 2.0)],
    ),
    "a place inside a title stays": ([(0, 9, D, 1.0), (2, 4, C, 0.5)], [(0, 9, D, 1.0), (2, 4, C, 0.5)]),
    "an organisation inside a title does not": ([(0, 9, D, 1.0), (2, 4, O, 0.5)], [(0, 9, D, 1.0)]),
    "what it holds counts for a title": (
        [(0, 9, D, 1.0), (2, 4, C, 0.5), (4, 9, A, 1.2), (0, 9, O, 2.0)],
        [(0, 9, D, 1.0), (2, 4, C, 0.5), (4, 9, A, 1.2)],
    ),
}
"""Candidates as (start, end, type, score), and those that stay."""


def candidates(rows: list[Row]) -> list[Candidate]:
    return [Candidate(Span(start, end), kind, (), score) for start, end, kind, score in rows]


@pytest.mark.parametrize(("rows", "kept"), CASES.values(), ids=CASES)
def test_settle(rows: list[Row], kept: list[Row]) -> None:
    assert settle(candidates(rows)) == candidates(kept)
    assert settle(candidates(rows[::-1])) == candidates(kept)


@pytest.mark.parametrize(
    ("kind", "probability", "taken"),
    [(A, 0.36, False), (A, 0.44, True), (EntityType.REGION, 0.36, True), (EntityType.REGION, 0.28, False)],
)
def test_types_that_are_hard_to_find_are_taken_from_half_of_the_f1_that_they_reach(
    kind: EntityType, probability: float, taken: bool
) -> None:
    model = Linear([Weight(BIAS, "name", log_odds(probability), 1, "learned")])
    found = settle(weigh([Candidate(Span(0, 3), kind, (), 0.0)], model))
    assert bool(found) is taken
