"""The second look at the claims of a document: how likely the others are tells of each one, as a list that is meant for
one task is seldom meant for the next one's too, and one that nobody else claims is meant for somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..model import Span
from .features import FURTHEST, Claim

OWN = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
OTHERS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""The limits of the steps in which probabilities are told."""
MOST = 6
"""More measures than so many that one list is likely for are not counted."""
KEPT = ("form=", "unit=", "attached=", "own=", "measures between=", "lists between=", "type=", "label=")
"""What of its own features a claim shows again."""
ALIKE = ("form=", "attached=", "unit=", "lists between=", "label=")
"""What claims that lie alike have in common."""


def second_features(claims: Sequence[Claim], first: Sequence[float]) -> list[list[str]]:
    """The features of each of a document's *claims* in the light of the *first* probabilities of all."""
    look = _Look(claims, first)
    return [list(look.features(number)) for number in range(len(claims))]


@dataclass(slots=True)
class _List:
    """What is claimed of one list of bodies."""

    likeliest: dict[int, float] = field(default_factory=dict)
    """By measure."""
    most: float = 0.0
    likely_for: int = 0

    def close(self) -> None:
        self.most = max(self.likeliest.values())
        self.likely_for = sum(one >= 0.5 for one in self.likeliest.values())

    def least_between(self, measure: int, relation: str) -> float | None:
        """The least likely measure between the list and *measure*."""
        way = range(measure + 1, measure + FURTHEST) if relation == "after" else range(measure - FURTHEST, measure)
        return min((self.likeliest[other] for other in way if other in self.likeliest), default=None)


class _Look:
    def __init__(self, claims: Sequence[Claim], first: Sequence[float]) -> None:
        self.claims = claims
        self.first = first
        self.lists: dict[Span, _List] = defaultdict(_List)
        self.of_measure: dict[int, dict[Span, float]] = defaultdict(dict)
        self.inside: dict[int, dict[Span, float]] = defaultdict(dict)
        """For each measure the likeliest claim by list, of all lists and of those in its own clause."""
        self.alike: dict[tuple[tuple[str, ...], Span | None], list[float]] = defaultdict(lambda: [0.0, 0.0])
        """The sum and number of the claims of one kind, on one list and (None) on all."""
        self.kinds = [_kind(claim) for claim in claims]
        for claim, kind, probability in zip(claims, self.kinds, first, strict=True):
            run, measure = claim.run.span, claim.measure
            likeliest, rivals = self.lists[run].likeliest, self.of_measure[measure]
            likeliest[measure] = max(likeliest.get(measure, 0.0), probability)
            rivals[run] = max(rivals.get(run, 0.0), probability)
            if claim.features[0] == "in clause":
                self.inside[measure][run] = max(self.inside[measure].get(run, 0.0), probability)
            for key in (run, None):
                total = self.alike[kind, key]
                total[:] = total[0] + probability, total[1] + 1
        for one in self.lists.values():
            one.close()

    def features(self, number: int) -> Iterator[str]:
        claim, run, measure = self.claims[number], self.claims[number].run.span, self.claims[number].measure
        relation, alone = claim.features[0], f"alone={_step(self.first[number], OWN)}"
        yield alone
        yield relation
        yield from (f"alone>={limit}" for limit in OWN if self.first[number] >= limit)
        rival = f"rival={_told(_best_of_others(self.of_measure[measure], run))}"
        inside = f"rival in clause={_told(_best_of_others(self.inside[measure], run))}"
        yield from (rival, f"{alone}, {rival}", f"{relation}, {rival}", inside, f"{relation}, {inside}")
        shared = self.lists[run]
        for side in (-1, 1):
            beside = f"list at {side:+d}={_told(shared.likeliest.get(measure + side))}"
            yield from (beside, f"{relation}, {beside}")
        yield from (f"list most={_told(shared.most)}", f"{relation}, list most={_told(shared.most)}")
        yield f"list likeliest here={shared.likeliest[measure] == shared.most}"
        yield f"list likely for={min(shared.likely_for, MOST)}"
        alike = f"alike={_told(self._mean_of_alike(number))}"
        yield from (alike, f"{alone}, {alike}")
        if relation in ("after", "before") and (least := shared.least_between(measure, relation)) is not None:
            yield f"{relation}, least between={_told(least)}"
        yield from (one for one in claim.features if one.startswith(KEPT) and ", " not in one)

    def _mean_of_alike(self, number: int) -> float | None:
        """How likely claims that lie as that of *number* on other lists are."""
        kind = self.kinds[number]
        every, here = self.alike[kind, None], self.alike[kind, self.claims[number].run.span]
        count = every[1] - here[1]
        return (every[0] - here[0]) / count if count else None


def _kind(claim: Claim) -> tuple[str, ...]:
    """How a claim lies: what claims that are alike share."""
    return (claim.features[0], *(one for one in claim.features if one.startswith(ALIKE) and ", " not in one))


def _best_of_others(found: Mapping[Span, float], but: Span) -> float | None:
    return max((probability for span, probability in found.items() if span != but), default=None)


def _told(probability: float | None) -> str:
    return "none" if probability is None else _step(probability, OTHERS)


def _step(probability: float, limits: Sequence[float]) -> str:
    """The highest of *limits* that *probability* reaches, 0 below the lowest."""
    return str(max((limit for limit in limits if probability >= limit), default=0))
