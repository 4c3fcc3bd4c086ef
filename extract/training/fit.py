"""Fits every decision to annotated documents: gold in, tables of weights out.

What a later decision learns from is what the earlier ones find in documents that they were not fitted on, as it will
be on strangers' documents: the chain is fitted to one half of the documents to find the names of the other half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from ...ontology.topics import areas
from ..decide.chain import Chain
from ..decide.fit import Example
from ..decide.fit_chain import fit_chain
from ..decide.fit_network import fit_network
from ..decide.linear import Linear
from ..decide.sequences import number
from ..decide.weights import Table, Weight
from ..knowledge.gazetteer import gazetteer
from ..measures.commitment import commitment_features
from ..measures.topics import topic_features
from ..measures.words import ClauseWords
from ..model import Span
from ..models import CHAIN, UNITS
from ..names.link import NameModels, find_names
from ..pairing.candidates import Candidate as PairCandidate
from ..pairing.candidates import PairReader
from ..pipeline import knowledge
from ..responsibility.features import Claim
from ..text.fold import fold
from ..text.tokens import Text
from .decision import fit_decision
from .examples import (
    LOOSE,
    Examples,
    again_examples,
    claim_again_examples,
    claim_examples,
    clause_examples,
)
from .gold import Gold, GoldClause
from .halves import HALVES, half
from .names import NAME, SPEAKS, candidates_of, chain_sentences, name_examples, speaker_examples
from .pairs import fit_pairs
from .parallel import each

Tables = dict[str, list[Weight] | Table]
Report = Callable[[str], None]


AT_ONCE = 16
"""How many documents a process is given at once."""


@dataclass
class _Told:
    """What one document teaches, but for names."""

    examples: Examples = field(default_factory=Examples)
    claims: list[Claim] | None = None
    pairs: list[PairCandidate] | None = None


def fit(golds: Sequence[Gold], clauses: Sequence[GoldClause], jobs: int = 1, report: Report = lambda _: None) -> Tables:
    """The tables of all decisions. The same gold gives the same tables, whatever *jobs* (processes) are used."""
    tables: Tables = {}
    knowledge()
    named = [gold for gold in golds if "names" in gold.annotated]
    report("names")
    chains = _chains(named, jobs)
    tables[CHAIN] = chains[HALVES]
    halves = [Chain(rows) for rows in chains[:HALVES]]
    examples = Examples()
    for names, speakers in each(lambda gold: _naming(gold, halves[half(gold.name)]), named, jobs, AT_ONCE):
        examples.by_decision["name"].extend(names)
        examples.by_decision["speaker"].extend(speakers)
    for decision, label in (("name", NAME), ("speaker", SPEAKS)):
        tables[decision] = fit_decision(decision, examples.by_decision.pop(decision), [label])
    report("measures, responsibility, pairs")
    name, speaker = (Linear(tables[decision]) for decision in ("name", "speaker"))
    models = [NameModels(chain, name, speaker) for chain in halves]
    pairs: dict[str, list[PairCandidate]] = {}
    claims: dict[str, list[Claim]] = {}
    told = each(lambda gold: _told(gold, models[half(gold.name)]), golds, jobs, AT_ONCE)
    for gold, one in zip(golds, told, strict=True):
        examples.extend(one.examples)
        if one.claims is not None:
            claims[gold.name] = one.claims
        if one.pairs is not None:
            pairs[gold.name] = one.pairs
    for clause in clauses:
        _clause(clause, examples)
    again_examples(examples)
    claim_again_examples(examples, claims)
    linear = (
        "measure",
        "measure-again",
        "target",
        "commitment",
        "claim",
        "claim-again",
        "role",
    )
    work: list[Callable[[], Mapping[str, list[Weight] | Table]]] = [
        partial(fit_topics, examples.by_decision["topic"], {gold.name: gold.times for gold in golds}),
        *(partial(_table, decision, examples.by_decision[decision]) for decision in linear),
        lambda: fit_pairs([gold for gold in golds if gold.name in pairs], pairs, gazetteer()),
    ]
    for made in each(lambda fitting: fitting(), work[::-1], jobs)[::-1]:
        tables.update(made)
    return tables


def _chains(golds: Sequence[Gold], jobs: int) -> list[list[Weight]]:
    """The chains of each half's complement, and the one of all documents."""
    sequences = number(sentence for gold in golds for sentence in chain_sentences(gold, knowledge()))
    halves = np.array([half(document) for document in sequences.documents])[sequences.document_of]
    chosen = [None, *(halves != own for own in range(HALVES))]
    whole, *parts = each(partial(fit_chain, sequences), chosen, jobs)
    return [*parts, whole]


def _naming(gold: Gold, chain: Chain) -> tuple[list[Example], list[Example]]:
    """What the decisions on names and on places that speak learn of *gold*."""
    candidates = candidates_of(gold, chain, knowledge())
    return list(name_examples(gold, candidates)), list(speaker_examples(gold, gazetteer()))


def _told(gold: Gold, models: NameModels) -> _Told:
    """What the decisions on measures, responsibility and pairs learn of *gold*, its names found by *models*."""
    linked = find_names(gold.clean, gold.text, gold.outline, knowledge(), models)
    told = _Told()
    if "measures" in gold.annotated:
        clause_examples(gold, linked, told.examples)
    if {"names", "measures"} <= gold.annotated:
        told.claims = claim_examples(gold, linked, told.examples)
    if "pairs" in gold.annotated:
        told.pairs = list(PairReader(gold.text.text, gold.outline, linked, gazetteer()).candidates())
    return told


def _table(decision: str, examples: Sequence[Example]) -> Tables:
    return {decision: fit_decision(decision, examples)}


def fit_topics(examples: Sequence[Example], times: Mapping[str, int]) -> Tables:
    """The tables of topics; *times* says how often a round sees the examples of each document. A loose clause is seen
    once: that it stands in no section, and was not annotated with others, makes it a worse example."""
    seen = [example for example in examples for _ in range(times.get(example.document, 1))]
    rows, units = fit_network(seen, sorted(areas()))
    return {"topic": rows, UNITS: units}


def _clause(clause: GoldClause, into: Examples) -> None:
    """A clause that was annotated without a document."""
    text = Text(clause.text)
    words = ClauseWords(text, ()).of(Span(0, len(text.text)))
    name = f"{LOOSE}{clause.number}"
    into.by_decision["commitment"].append(
        Example(name, tuple(commitment_features(words)), frozenset({clause.commitment}))
    )
    features = topic_features(fold(clause.text), words)
    into.by_decision["topic"].append(Example(name, tuple(features), frozenset(clause.topics)))
