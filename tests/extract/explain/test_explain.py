"""What is explained is what is decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from duikou.extract.explain.explain import explain
from duikou.extract.explain.model import SHOWN, ClauseSeen, Explanation, NameSeen, PairSeen, Why
from duikou.extract.model import Facts
from duikou.extract.pipeline import facts_of
from duikou.extract.read import read

from ..golds import GOLD, NAMES


@pytest.fixture(scope="module", params=NAMES)
def both(request: pytest.FixtureRequest) -> tuple[Explanation, Facts]:
    source = read(GOLD / f"{request.param}.txt")
    return explain(source), facts_of(source)


def test_clauses_that_are_taken_are_the_measures(both: tuple[Explanation, Facts]) -> None:
    found, facts = both
    taken = [(clause.span, clause.probability) for line in found.lines for clause in line.clauses if clause.taken]
    assert taken == [(facts.clean.to_source(measure.span), measure.confidence) for measure in facts.measures]
    for line in found.lines:
        for clause in line.clauses:
            assert (clause.commitment is not None) is clause.taken
            assert bool(clause.topics) is clause.taken


def test_claims_that_are_taken_are_the_responsibilities(both: tuple[Explanation, Facts]) -> None:
    found, facts = both
    taken = {
        (claim.measure, claim.body, claim.role.label) for line in found.lines for claim in line.claims if claim.role
    }
    names = facts.linked.by_key
    assert taken == {
        (facts.clean.to_source(facts.measures[one.measure].span), names[one.entity].canonical, one.role.value)
        for one in facts.responsibilities
    }


def test_pairs_that_are_taken_are_the_pairs(both: tuple[Explanation, Facts]) -> None:
    found, facts = both
    names = facts.linked.by_key
    taken = {frozenset((pair.base, pair.partner)) for line in found.lines for pair in line.pairs if pair.taken}
    assert taken == {frozenset((names[pair.base].canonical, names[pair.partner].canonical)) for pair in facts.pairs}


def test_names_that_are_taken_are_named(both: tuple[Explanation, Facts]) -> None:
    found, facts = both
    taken = {name for line in found.lines for seen in line.names if seen.taken for name in seen.names}
    named = {entity.canonical for entity in facts.linked.entities}
    assert taken and taken <= named


def test_everything_stands_on_its_line(both: tuple[Explanation, Facts]) -> None:
    found, facts = both
    lines = facts.clean.source.text.split("\n")
    numbers = [line.number for line in found.lines]
    assert numbers == sorted(set(numbers))
    for line in found.lines:
        assert line.text == lines[line.number - 1].strip()
        start = sum(len(one) + 1 for one in lines[: line.number - 1])
        seen: list[ClauseSeen | NameSeen | PairSeen] = [*line.clauses, *line.names, *line.pairs]
        for one in seen:
            assert start <= one.span.start <= start + len(lines[line.number - 1])
            assert 0.0 <= one.probability <= 1.0


def test_reasons_are_few_and_the_strongest_first(both: tuple[Explanation, Facts]) -> None:
    reasons = list(whys(both[0]))
    assert reasons
    for why in reasons:
        for side, sign in ((why.reasons_for, 1), (why.reasons_against, -1)):
            weights = [reason.weight * sign for reason in side]
            assert len(weights) <= SHOWN
            assert weights == sorted(weights, reverse=True)
            assert all(weight > 0 for weight in weights)


def whys(value: Any) -> Iterator[Why]:
    """Every reason in an explanation."""
    if isinstance(value, Why):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from whys(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from whys(getattr(value, name))


def test_one_line_alone(both: tuple[Explanation, Facts]) -> None:
    found, facts = both
    wanted = found.lines[-1]
    assert explain(facts.clean.source, wanted.number).lines == (wanted,)
    assert explain(facts.clean.source, facts.clean.source.text.count("\n") + 9).lines == ()
