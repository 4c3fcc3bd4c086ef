"""Fits every decision to annotated documents: gold in, tables of weights out.

What a later decision learns from is what the earlier ones find in documents that they were not fitted on, as it will
be on strangers' documents: the chain is fitted to one half of the documents to find the names of the other half.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from ..decide.chain import Chain
from ..decide.fit import Example, fit_chain
from ..decide.linear import Linear
from ..decide.weights import Weight
from ..knowledge.gazetteer import gazetteer
from ..measures.commitment import commitment_features
from ..measures.topics import areas, topic_features
from ..measures.words import ClauseWords
from ..model import Linked, Span
from ..models import CHAIN
from ..names.link import NameModels, find_names
from ..names.meaning import Candidate
from ..pairing.candidates import Candidate as PairCandidate
from ..pairing.candidates import PairReader
from ..pipeline import knowledge
from ..responsibility.features import Claim
from ..text.fold import fold
from ..text.tokens import Text
from .decision import fit_decision
from .examples import Examples, again_examples, claim_again_examples, claim_examples, clause_examples
from .gold import Gold, GoldClause
from .halves import HALVES, half
from .names import NAME, SPEAKS, candidates_of, chain_sentences, name_examples, speaker_examples
from .pairs import fit_pairs

Tables = dict[str, list[Weight]]
Report = Callable[[str], None]


@dataclass
class _Named:
    """The names of a document as the chain of the other half finds them."""

    candidates: list[Candidate] = field(default_factory=list)
    linked: Linked | None = None


def fit(golds: Sequence[Gold], clauses: Sequence[GoldClause], jobs: int = 1, report: Report = lambda _: None) -> Tables:
    """The tables of all decisions. The same gold gives the same tables, whatever *jobs* (processes) are used."""
    tables: Tables = {}
    named = [gold for gold in golds if "names" in gold.annotated]
    report("names")
    chains = _chains(named, jobs)
    tables[CHAIN] = chains[HALVES]
    halves = [Chain(rows) for rows in chains[:HALVES]]
    examples = Examples()
    candidates = {gold.name: candidates_of(gold, halves[half(gold.name)], knowledge()) for gold in golds}
    for gold in named:
        examples.by_decision["name"].extend(name_examples(gold, candidates[gold.name]))
        examples.by_decision["speaker"].extend(speaker_examples(gold, gazetteer()))
    for decision, label in (("name", NAME), ("speaker", SPEAKS)):
        tables[decision] = fit_decision(decision, examples.by_decision[decision], [label])
    report("measures, responsibility, pairs")
    name, speaker = Linear(tables["name"]), Linear(tables["speaker"])
    pairs: dict[str, list[PairCandidate]] = {}
    claims: dict[str, list[Claim]] = {}
    for gold in golds:
        models = NameModels(halves[half(gold.name)], name, speaker)
        linked = find_names(gold.clean, gold.text, gold.outline, knowledge(), models)
        if "measures" in gold.annotated:
            clause_examples(gold, linked, examples)
        if {"names", "measures"} <= gold.annotated:
            claims[gold.name] = claim_examples(gold, linked, examples)
        if "pairs" in gold.annotated:
            pairs[gold.name] = list(PairReader(gold.text.text, gold.outline, linked, gazetteer()).candidates())
    tables |= fit_pairs([gold for gold in golds if gold.name in pairs], pairs, gazetteer())
    for clause in clauses:
        _clause(clause, examples)
    again_examples(examples)
    claim_again_examples(examples, claims)
    for decision in ("measure", "measure-again", "target", "commitment", "claim", "claim-again", "role"):
        tables[decision] = fit_decision(decision, examples.by_decision[decision])
    tables["topic"] = fit_decision("topic", examples.by_decision["topic"], sorted(areas()))
    return tables


def _chains(golds: Sequence[Gold], jobs: int) -> list[list[Weight]]:
    """The chains of each half's complement, and the one of all documents."""
    parts = [[gold for gold in golds if half(gold.name) != number] for number in range(HALVES)] + [list(golds)]
    work = [[sentence for gold in part for sentence in chain_sentences(gold, knowledge())] for part in parts]
    if jobs < 2:
        return [fit_chain(sentences) for sentences in work]
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        return list(pool.map(fit_chain, reversed(work)))[::-1]


def _clause(clause: GoldClause, into: Examples) -> None:
    """A clause that was annotated without a document."""
    text = Text(clause.text)
    words = ClauseWords(text, ()).of(Span(0, len(text.text)))
    name = f"clause {clause.number}"
    into.by_decision["commitment"].append(
        Example(name, tuple(commitment_features(words)), frozenset({clause.commitment}))
    )
    features = topic_features(fold(clause.text), words)
    into.by_decision["topic"].append(Example(name, tuple(features), frozenset(clause.topics)))
