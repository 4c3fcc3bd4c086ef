"""Weights for one's own documents: the shipped ones, moved towards what people have said of local documents.

Nothing is fitted anew, so it takes seconds. The chain, which proposes names from their words and neighbours, stays as
it is: what is learned of names is which of the proposed ones are taken. A name that is never proposed is a row of the
gazetteer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..decide.chain import Chain
from ..decide.linear import Linear
from ..decide.weights import Table, Weight
from ..knowledge.gazetteer import gazetteer
from ..model import Linked
from ..models import CONJUNCTIVE, EXCLUSIVE, UNITS, models_of
from ..names.link import NameModels, find_names
from ..pairing.candidates import PairReader
from ..pipeline import knowledge
from .adapt import NOTHING, Known, adapt
from .decision import FITTING
from .examples import (
    Examples,
    claim_examples,
    claims_again,
    clause_examples,
    likeliest_roles,
    look_again,
)
from .gold import Gold
from .judged import judged_claims, judged_clauses, judged_names
from .names import candidates_of, name_examples, speaker_examples
from .pairs import pair_examples, second_examples, standing_examples

STRENGTH = 0.3
"""The variance of a weight about its old value, where FITTING has none for its decision: as much as a weight may lie
away from nothing when all are fitted."""
NAMES = ("name", "speaker")


def adapt_tables(
    golds: Sequence[Gold],
    tables: Mapping[str, Sequence[Weight]],
    units: Table,
    report: Callable[[str], None] = lambda _: None,
) -> dict[str, list[Weight] | Table]:
    """The *tables* of all decisions, moved towards *golds*; the *units* of topics stay as they are, and what is learned
    stands beside them. The same gold and tables give the same tables."""
    found = {name: list(rows) for name, rows in tables.items()}
    examples = Examples()
    models = models_of({**found, UNITS: units})
    report("names")
    for gold in golds:
        _names(gold, examples, models.names.chain)
    for decision in NAMES:
        found[decision] = _adapted(decision, found[decision], examples)
    names = NameModels(models.names.chain, *(Linear(found[decision]) for decision in NAMES))
    # What a second look learns from is told by first looks that have not seen these documents, as strangers' will be.
    looks = models.pairs.first, models.pairs.second, models.pairs.status
    report("measures, responsibility, pairs")
    for gold in golds:
        linked = find_names(gold.clean, gold.text, gold.outline, knowledge(), names)
        _clauses(gold, linked, models.measures.first, models.responsibility.first, examples)
        candidates = list(PairReader(gold.text.text, gold.outline, linked, gazetteer()).candidates())
        pair_examples(gold, candidates, examples)
        second_examples(gold, candidates, models.pairs.first, examples)
        standing_examples(gold, candidates, looks, gazetteer(), examples)
    known = Known(models.measures.topic.scores_of_units, dict(zip(units.features, units.supports, strict=True)))
    for decision in sorted(examples.by_decision.keys() - set(NAMES)):
        found[decision] = _adapted(decision, found[decision], examples, known if decision == "topic" else NOTHING)
    for decision, seen in sorted(examples.by_decision.items()):
        report(f"{decision}: {len(seen)} examples")
    return {**found, UNITS: units}


def _adapted(decision: str, rows: Sequence[Weight], examples: Examples, known: Known = NOTHING) -> list[Weight]:
    strength = FITTING[decision].strength if decision in FITTING else STRENGTH
    # A conjunction that the table has moves as any other feature; new ones are not learned.
    seen = Linear(rows, conjunctive=decision in CONJUNCTIVE).seen
    judged = [replace(one, features=tuple(seen(one.features))) for one in examples.by_decision[decision]]
    unseen = [tuple(seen(features)) for features in examples.unseen.get(decision, ())]
    return adapt(rows, judged, strength, unseen, known, exclusive=decision in EXCLUSIVE)


def _names(gold: Gold, into: Examples, chain: Chain) -> None:
    throughout = "names" in gold.annotated
    if throughout or gold.judged:
        candidates = candidates_of(gold, chain, knowledge())
        if throughout:
            into.by_decision["name"].extend(name_examples(gold, candidates))
        else:
            judged_names(gold, candidates, into)
    if throughout:
        into.by_decision["speaker"].extend(speaker_examples(gold, gazetteer()))


def _clauses(gold: Gold, linked: Linked, first: Linear, first_claim: Linear, into: Examples) -> None:
    if "measures" in gold.annotated:
        before = len(into.by_decision["measure"])
        clause_examples(gold, linked, into)
        into.by_decision["measure-again"] += look_again(into.by_decision["measure"][before:], first)
    else:
        judged_clauses(gold, linked, first, into)
    if {"names", "measures"} <= gold.annotated:
        before, roles = len(into.by_decision["claim"]), into.by_decision.pop("role", [])
        claims = claim_examples(gold, linked, into)
        alone = into.by_decision["claim"][before:]
        into.by_decision["claim-again"] += claims_again(alone, claims, first_claim)
        likeliest = likeliest_roles(alone, into.by_decision["role"], claims, first_claim)
        into.by_decision["role"] = [*roles, *likeliest]
    else:
        judged_claims(gold, linked, first_claim, into)
