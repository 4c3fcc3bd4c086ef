"""Fits the decisions on pairs, the later ones to what the earlier say of documents that they were not fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..decide.linear import Linear
from ..decide.weights import Weight
from ..knowledge.gazetteer import Gazetteer
from ..model import Status
from ..pairing.candidates import Candidate, direction_features, status_features
from ..pairing.find import weigh_pairs
from ..pairing.second import second_features
from ..pairing.standing import namings_of, standing_features
from .decision import fit_decision
from .examples import NO, YES, Examples
from .gold import Gold
from .halves import HALVES, half
from .seen import BETWEEN_PLACES

NONE = "none"
LOOKS = ("pair", "direction", "status", "pair-again")

Candidates = Mapping[str, Sequence[Candidate]]
"""The candidates of each document, by its name."""


def fit_pairs(golds: Sequence[Gold], candidates: Candidates, gazetteer: Gazetteer) -> dict[str, list[Weight]]:
    """The tables of all decisions on pairs."""
    tables = _looks(golds, candidates)
    standing = Examples()
    for number in range(HALVES):
        looks = _looks([gold for gold in golds if half(gold.name) != number], candidates, again=1)
        models = Linear(looks["pair"]), Linear(looks["pair-again"]), Linear(looks["status"], exclusive=True)
        for gold in golds:
            if half(gold.name) == number:
                standing_examples(gold, candidates[gold.name], models, gazetteer, standing)
    tables["standing"] = fit_decision("standing", standing.by_decision["standing"])
    return tables


def _looks(golds: Sequence[Gold], candidates: Candidates, again: int = 0) -> dict[str, list[Weight]]:
    """The tables of the decisions on single namings of two places; *again* says how *golds* are halved."""
    examples = Examples()
    for gold in golds:
        pair_examples(gold, candidates[gold.name], examples)
    for number in range(HALVES):
        others = {gold.name for gold in golds if half(gold.name, again) != number}
        first = Linear(fit_decision("pair", [one for one in examples.by_decision["pair"] if one.document in others]))
        for gold in golds:
            if half(gold.name, again) == number:
                second_examples(gold, candidates[gold.name], first, examples)
    return {decision: fit_decision(decision, examples.by_decision[decision]) for decision in LOOKS}


def pair_examples(gold: Gold, candidates: Sequence[Candidate], into: Examples) -> None:
    """Which candidates are pairs in force, which side of these receives, and how it stands with the others."""
    for candidate in candidates:
        names = candidate.first.name, candidate.second.name
        label = standing_of(gold, names)
        if label is None:
            into.leave("pair", candidate.features)
            into.leave("status", status_features(candidate))
            continue
        into.add("pair", gold, candidate.features, YES if label == Status.IN_FORCE else NO)
        into.add("status", gold, status_features(candidate), frozenset({label}))
        if label == Status.IN_FORCE:
            into.add("direction", gold, direction_features(candidate), YES if receives(gold, names) else NO)


def second_examples(gold: Gold, candidates: Sequence[Candidate], first: Linear, into: Examples) -> None:
    """The candidates again, as the *first* look (fitted without this document) weighs them."""
    probabilities = [first.probability(candidate.features) for candidate in candidates]
    for candidate, features in zip(candidates, second_features(candidates, probabilities), strict=True):
        if (label := standing_of(gold, (candidate.first.name, candidate.second.name))) is not None:
            into.add("pair-again", gold, features, YES if label == Status.IN_FORCE else NO)
        else:
            into.leave("pair-again", features)


def standing_examples(
    gold: Gold,
    candidates: Sequence[Candidate],
    models: tuple[Linear, Linear, Linear],
    gazetteer: Gazetteer,
    into: Examples,
) -> None:
    """How it stands with each two places, as *models* (first and second look, status) weigh all namings of them."""
    first, second, status = models
    namings = namings_of(candidates, weigh_pairs(candidates, first, second), status)
    for two, features in standing_features(namings, gazetteer).items():
        if (label := standing_of(gold, [gazetteer.places[key].name for key in two])) is not None:
            into.add("standing", gold, features, frozenset({label}))
        else:
            into.leave("standing", features)


def standing_of(gold: Gold, names: Sequence[str]) -> str | None:
    """How the annotation says it stands with two places, whichever receives: a status, or none; None where nobody said
    anything of the two in a document that was not read throughout."""
    one, other = names
    if "pairs" in gold.annotated:
        return gold.pairs.get((one, other)) or gold.pairs.get((other, one)) or NONE
    said = _said(gold)
    return said.get((one, other)) or said.get((other, one))


def receives(gold: Gold, names: tuple[str, str]) -> bool:
    """Whether the first of two paired places is the one that receives."""
    return names in (gold.pairs if "pairs" in gold.annotated else _said(gold))


def _said(gold: Gold) -> dict[tuple[str, str], str]:
    """What people said of single pairs, by their places; of two places what is right goes before what is wrong."""
    found: dict[tuple[str, str], str] = {}
    for fact in sorted((fact for fact in gold.judged if fact.kind == "pair"), key=lambda fact: fact.right):
        base, _, partner = fact.subject.partition(BETWEEN_PLACES)
        if fact.right:
            found.pop((partner, base), None)
        found[base, partner] = (fact.value or Status.IN_FORCE) if fact.right else NONE
    return found
