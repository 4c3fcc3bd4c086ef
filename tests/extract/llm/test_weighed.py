"""A proposal is weighed: it lifts what is uncertain, decides nothing alone, and without one nothing changes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from duikou.extract.decide.compiled import shipped_tables
from duikou.extract.decide.odds import logistic
from duikou.extract.decide.weights import HAND, Table, Weight, read_weights, shipped_table
from duikou.extract.explain.explain import explain
from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.measures.find import THRESHOLD, observe_clauses, weigh_clauses
from duikou.extract.measures.topics import ENOUGH as TOPIC
from duikou.extract.model import EntityType, Facts, Linked, Span
from duikou.extract.models import TABLES, models_of, shipped_models
from duikou.extract.names.labels import labelled_stretches
from duikou.extract.names.link import POLICIES, enough, weigh
from duikou.extract.names.meaning import Candidate
from duikou.extract.names.propose import ALONE, propose
from duikou.extract.names.runs import find_runs
from duikou.extract.names.titles import read_documents
from duikou.extract.pairing.candidates import PairReader
from duikou.extract.pipeline import Read, decide, facts_of, knowledge, named, prepare
from duikou.extract.proposed import (
    PROPOSED,
    Proposals,
    ProposedMeasure,
    ProposedName,
    ProposedPair,
    nobody,
)
from duikou.extract.read import read
from duikou.ontology.topics import topics

from ..golds import GOLD, NAMES
from ..told import document

UNCERTAIN = ("263-company-esg-passage", "269-zhaotong-partnership-history")
"""Documents in which clauses come near to being measures."""
CORPUS = shipped_table("measure").parent.parent / "gold" / "corpus"  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Known:
    """A document, and what is found in it when nobody proposes anything."""

    document: Read
    linked: Linked
    facts: Facts

    def with_(self, proposals: Proposals) -> Facts:
        models = shipped_models()
        return decide(self.document, named(self.document, models, proposals), models, proposals)


@cache
def known(name: str) -> Known:
    path = GOLD / f"{name}.txt"
    one = prepare(read(path if path.exists() else CORPUS / f"{name}.txt"))
    linked = named(one, shipped_models())
    return Known(one, linked, decide(one, linked, shipped_models()))


SET = ("name", "measure-again", "commitment", "topic", "pair-again", "direction")
"""The tables with rows that weigh proposals."""


@pytest.mark.thorough
def test_without_proposals_the_rows_set_by_hand_change_nothing() -> None:
    learned: dict[str, Table | list[Weight]] = {**shipped_tables(TABLES)}
    for name in SET:
        rows = list(read_weights(shipped_table(name)))
        learned[name] = [row for row in rows if row.origin != HAND]
        assert learned[name] != rows
    before = models_of(learned)
    for name in NAMES:
        source = known(name).facts.clean.source
        assert facts_of(source, before) == facts_of(source, propose=nobody) == known(name).facts


# --- alone ----------------------------------------------------------------------------------------------------------


def test_alone_it_decides_no_name() -> None:
    model = shipped_models().names.name
    least = min(logistic(enough(kind)) for kind in EntityType)
    assert model.probability([PROPOSED, ALONE]) < least / 2
    assert model.probability([PROPOSED, "chain=none"]) < least


def test_alone_it_decides_no_topic_but_the_likeliest_and_no_commitment() -> None:
    models = shipped_models().measures
    for topic in topics():
        assert models.topic.probabilities([f"{PROPOSED}={topic.slug}"])[topic.slug] < TOPIC
    for level in models.commitment.labels:
        found = models.commitment.probabilities([f"{PROPOSED}={level}"])
        assert max(found, key=lambda one: found[one]) == "require"


def test_every_topic_and_level_has_its_weight() -> None:
    models = shipped_models().measures
    for model, weight in ((models.topic, 0.8), (models.commitment, 1.0)):
        for label in model.labels:
            assert [reason.weight for reason in model.reasons([f"{PROPOSED}={label}"], label)] == [weight]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_spans_are_proposed_hardly_one_becomes_a_name(name: str) -> None:
    one = known(name)
    text = one.document.text
    others = {(candidate.span, candidate.type) for candidate in candidates(one.document, ())}
    spans = [
        ProposedName(Span(start, end), kind)
        for index in range(0, text.last - 3, 2)
        for end in (text.starts[index + 2], text.starts[index + 3])
        for start in [text.starts[index]]
        if "\n" not in text.text[start:end] and end - start > 1
        for kind in EntityType
        if (Span(start, end), kind) not in others
    ]
    assert len(spans) > 500
    taken = {candidate for candidate in candidates(one.document, spans) if candidate.score > 0}
    alone = [candidate for candidate in taken if ALONE in candidate.features]
    assert len(alone) < 0.01 * len(spans)


def candidates(one: Read, proposed: Iterator[ProposedName] | list[ProposedName] | tuple[()]) -> list[Candidate]:
    metadata, models = one.outline.metadata, shipped_models().names
    titles = read_documents(one.text.text, metadata, metadata.kind in POLICIES)
    labelled = labelled_stretches(one.text.text, one.outline)
    found = propose(one.text, metadata, labelled, titles, knowledge(), models.chain, list(proposed))
    return list(weigh(found, models.name))


# --- what is uncertain ----------------------------------------------------------------------------------------------


def test_a_name_is_lifted_as_far_as_its_weight_says() -> None:
    lifted = 0
    for name in NAMES:
        one = known(name).document
        before = {(c.span, c.type): c.score for c in candidates(one, ())}
        proposed = [ProposedName(*place) for place in before]
        for candidate in candidates(one, proposed):
            was = before[candidate.span, candidate.type]
            assert math.isclose(candidate.score - was, 1.6, abs_tol=1e-6) or abs(candidate.score) > 30
            lifted += was <= 0 < candidate.score
    assert lifted


@pytest.mark.parametrize("name", NAMES)
def test_only_uncertain_clauses_become_measures(name: str) -> None:
    one = known(name)
    runs = find_runs(one.document.text.text, one.document.outline, one.linked)
    proposed = [
        ProposedMeasure(clause.span, "require", ())
        for clause in observe_clauses(one.document.text, one.document.outline, one.linked, runs).clauses
    ]
    for clause, before, after in weighed(one, proposed):
        assert after >= before
        if before < 0.15:
            assert after < THRESHOLD, clause
        if before >= 0.2:
            assert after >= THRESHOLD, clause


def weighed(one: Known, proposed: list[ProposedMeasure]) -> Iterator[tuple[str, float, float]]:
    """Each clause and how probable a measure it is, without what is *proposed* and with it."""
    document_, models = one.document, shipped_models().measures
    runs = find_runs(document_.text.text, document_.outline, one.linked)
    both = [observe_clauses(document_.text, document_.outline, one.linked, runs, given) for given in ((), proposed)]
    probabilities = [weigh_clauses(observed, models) for observed in both]
    for clause, before, after in zip(both[0].clauses, *probabilities, strict=True):
        yield clause.span.of(document_.text.text), before, after


def test_the_uncertain_clauses_are_there() -> None:
    """What the test above says would hold of none, too."""
    uncertain = [
        clause
        for name in (*NAMES, *UNCERTAIN)
        for clause, before, _ in weighed(known(name), [])
        if 0.2 <= before < THRESHOLD
    ]
    assert uncertain


def test_an_uncertain_measure_is_lifted_into_the_facts() -> None:
    lifted = 0
    for name in (*NAMES, *UNCERTAIN):
        one = known(name)
        for doubt in one.facts.doubts:
            if doubt.kind == "measure" and 0.2 <= doubt.probability < THRESHOLD:
                facts = one.with_(Proposals(measures=(ProposedMeasure(doubt.span, "require", ("health",)),)))
                lifted += doubt.span in {measure.span for measure in facts.measures}
    assert lifted >= 1


PAIRS = {
    "241-weekly-roundup": ("北京市共同对口支援的拉萨市", "拉萨市", "北京市"),
}


@pytest.mark.parametrize(("name", "words"), PAIRS.items(), ids=PAIRS)
def test_an_uncertain_pair_is_lifted_into_the_facts(name: str, words: tuple[str, str, str]) -> None:
    one = known(name)
    quote, base, partner = words
    keys = {surface: key for key, entity in one.linked.by_key.items() for surface in (entity.surface, *entity.aliases)}
    two = keys[base], keys[partner]
    assert two not in {(pair.base, pair.partner) for pair in one.facts.pairs}
    found = {(pair.base, pair.partner) for pair in one.with_(proposed_pair(one, quote, base, partner)).pairs}
    assert two in found


def proposed_pair(one: Known, quote: str, base: str, partner: str) -> Proposals:
    text = one.document.text.text
    at = text.index(quote)

    def inside(words: str) -> tuple[Span, ...]:
        start = text.index(words, at)
        return (Span(start, start + len(words)),)

    return Proposals(pairs=(ProposedPair(Span(at, at + len(quote)), inside(base), inside(partner)),))


NEVER = {
    "a journey": ("赣州市途经深圳市前往龙岩市。", "赣州市途经深圳市", "赣州市", "深圳市"),
    "two sentences": ("赣州市召开会议。\n深圳市发布公报。", "深圳市", "赣州市", "深圳市"),
}


@pytest.mark.parametrize(("text", "quote", "base", "partner"), NEVER.values(), ids=NEVER)
def test_a_pair_that_nothing_speaks_for_is_none(text: str, quote: str, base: str, partner: str) -> None:
    one_document = document("\n".join([text, "会议研究了有关工作。"] * 3), "某市工作通报")
    linked = named(one_document, shipped_models())
    one = Known(one_document, linked, decide(one_document, linked, shipped_models()))
    words = one_document.text.text
    at, to = words.index(base), words.index(partner)
    whole = Span(min(at, to), max(at + len(base), to + len(partner)))
    proposal = ProposedPair(whole, (Span(at, at + len(base)),), (Span(to, to + len(partner)),))
    reader = PairReader(words, one_document.outline, linked, gazetteer())
    assert reader.named_at(Span(at, at + len(base)))
    assert one.with_(Proposals(pairs=(proposal,))).pairs == () == one.facts.pairs


# --- what is shown --------------------------------------------------------------------------------------------------


def test_the_source_is_explained() -> None:
    one = known(NAMES[0])
    measure = one.facts.measures[0]
    entity = next(entity for entity in one.facts.linked.entities if entity.type is EntityType.CITY)
    proposals = Proposals(
        names=(ProposedName(entity.mentions[0], entity.type),),
        measures=(ProposedMeasure(measure.span, measure.commitment, measure.topics),),
    )
    found = explain(one.facts.clean.source, propose=lambda _clean: proposals)
    clauses = [clause for line in found.lines for clause in line.clauses]
    names = [name for line in found.lines for name in line.names]
    spans = {one.facts.clean.to_source(span) for span in (measure.span, entity.mentions[0])}
    assert {seen.span for seen in [*clauses, *names] if seen.source == PROPOSED} == spans
    assert {seen.source for seen in [*clauses, *names]} == {PROPOSED, ""}
    silent = explain(one.facts.clean.source)
    assert {clause.source for line in silent.lines for clause in line.clauses} == {""}
