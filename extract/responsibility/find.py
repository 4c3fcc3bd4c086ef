"""Finds who answers for each measure, in which part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..decide.linear import Linear
from ..decide.odds import log_odds, logistic
from ..model import Measure, Outline, Responsibility, Role, Span
from ..names.runs import Run
from ..text.tokens import Text
from .features import Claim, find_claims
from .second import second_features

THRESHOLD = 0.5
"""The probability from which a body answers for a measure."""
REVIEW = 0.2


@dataclass(frozen=True, slots=True)
class ResponsibilityModels:
    """The decisions that responsibility takes."""

    first: Linear
    second: Linear
    role: Linear


def weigh_claims(
    text: Text, outline: Outline, runs: Sequence[Run], measures: Sequence[Span], models: ResponsibilityModels
) -> Iterator[tuple[Claim, list[str], float]]:
    """Each claim on *measures* with what the second look sees of it, and how likely it is: the mean of the two looks,
    which is right more often than either, drawn towards what the other bodies of the list have."""
    claims = list(find_claims(text, outline, runs, measures))
    first = [models.first.probability(claim.features) for claim in claims]
    second = second_features(claims, first)
    again = models.second.probability_of_each(second)
    both = [(alone + other) / 2 for alone, other in zip(first, again, strict=True)]
    yield from zip(claims, second, _together(claims, both), strict=True)


def _together(claims: Sequence[Claim], alone: Sequence[float]) -> list[float]:
    """The probabilities of *claims*, each halfway in log-odds between its own and the mean of its list: the bodies of a
    list answer for a measure together or not at all."""
    lists: dict[tuple[int, Span], list[int]] = defaultdict(list)
    for number, claim in enumerate(claims):
        if claim.of_list:
            lists[claim.measure, claim.run.holder].append(number)
    together = list(alone)
    for numbers in lists.values():
        odds = [log_odds(alone[number]) for number in numbers]
        mean = sum(odds) / len(odds)
        for number, own in zip(numbers, odds, strict=True):
            together[number] = logistic((own + mean) / 2)
    return together


def find_responsibilities(
    text: Text, outline: Outline, runs: Sequence[Run], measures: Sequence[Measure], models: ResponsibilityModels
) -> tuple[tuple[Responsibility, ...], tuple[tuple[Claim, float], ...]]:
    """Who answers for which measure, by measure and in the order of the text, and the claims that come near to it. A
    body that several places of the text claim for one measure has the likeliest of them."""
    best: dict[tuple[int, str], tuple[float, Claim]] = {}
    for claim, _, probability in weigh_claims(text, outline, runs, [measure.span for measure in measures], models):
        place = (claim.measure, claim.entity.key)
        if place not in best or probability > best[place][0]:
            best[place] = (probability, claim)
    ranked = sorted(best.values(), key=lambda item: (item[1].measure, item[1].mention, item[1].entity.key))
    found: list[Responsibility] = []
    order: dict[int, int] = {}
    for probability, claim in ranked:
        if probability >= THRESHOLD:
            roles = models.role.probabilities(claim.role_features)
            order[claim.measure] = order.get(claim.measure, 0) + 1
            found.append(
                Responsibility(
                    measure=claim.measure,
                    entity=claim.entity.key,
                    role=Role(max(roles, key=lambda role: (roles[role], role))),
                    evidence=claim.mention,
                    confidence=probability,
                    scope=claim.scope,
                    order=order[claim.measure],
                )
            )
    near = tuple((claim, probability) for probability, claim in ranked if REVIEW <= probability < THRESHOLD)
    return tuple(found), near
