"""What rows make of the facts of one small plan: each case says which facts come, which go, and what became of rows."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from duikou.corrections.apply import apply
from duikou.corrections.draft import Draft
from duikou.corrections.model import FIELDS, Action, Anchor, Correction, Kind
from duikou.corrections.outcomes import Cause, Fate
from duikou.corrections.values import MAY_BE_EMPTY, problem
from duikou.extract.model import Doubt, Facts, Span
from duikou.extract.pipeline import extract

from .dump import lines
from .rows import row

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "apply.toml").read_text(encoding="utf-8"))


DOUBTED = "组织深圳市民赴赣州市开展红色旅游,推进农产品产销对接"
"""A measure of the plan for which one more body came near, whatever the weights say of it."""


@cache
def plan() -> Facts:
    facts = extract(HERE / "plan.txt")
    body = "市发展改革委"
    start = facts.clean.text.index(body)
    name = "深圳市发展和改革委员会: "
    doubt = Doubt("responsibility", Span(start, start + len(body)), f"{name}{DOUBTED}", 0.3)
    return replace(facts, doubts=(*(one for one in facts.doubts if not one.words.startswith(name)), doubt))


def rows_of(case: dict[str, Any]) -> list[Correction]:
    found = []
    for number, cells in enumerate(case["rows"]):
        given = {"when": f"2026-11-27T09:{number:02d}:00Z", "line": number + 2, **cells}
        words, kind, action = (given.pop(name) for name in ("words", "kind", "action"))
        if words in plan().clean.text:
            found.append(row(plan(), words, kind, action, **given))
        else:
            lost = replace(row(plan(), "深圳市", kind, action, **given), sha256="")
            found.append(replace(lost, anchor=Anchor(words, "无此前文", "无此后文", 0, len(words))))
    return found


@pytest.mark.parametrize("name", CASES)
def test_facts_come_and_go(name: str) -> None:
    case = CASES[name]
    rows = rows_of(case)
    assert [problem(one) for one in rows] == [None] * len(rows)
    result = apply(plan(), rows)
    before, after = lines(plan()), lines(result.facts)
    assert sorted(before - after) == sorted(case.get("gone", []))
    assert sorted(after - before) == sorted(case.get("new", []))
    told = [" ".join(filter(None, (one.fate, one.cause))) for one in result.outcomes]
    assert told == case.get("outcomes", ["exact"] * len(rows))


def test_the_cases_know_every_kind_field_and_action_and_every_end() -> None:
    rows = [one for case in CASES.values() for one in rows_of(case)]
    possible = {
        (kind, field, action)
        for kind in Kind
        for field in FIELDS[kind]
        for action in Action
        if action is Action.CONFIRM
        or (action is Action.AMEND and field)
        or (action is Action.ADD and not field)
        or (action is Action.REJECT and field in MAY_BE_EMPTY[kind])
    }
    seen = {(one.kind, one.field, one.action) for one in rows}
    assert sorted(possible - seen) == []
    ends = [one for case in CASES.values() for one in apply(plan(), rows_of(case)).outcomes]
    assert {one.fate for one in ends} == set(Fate)
    assert {one.cause for one in ends} == set(Cause) - {Cause.NO_DOCUMENT, Cause.NOT_READ}


def test_without_rows_the_facts_are_those_given() -> None:
    assert apply(plan(), ()).facts is plan()
    assert Draft.of(plan()).finished()[0] == plan()


@pytest.mark.parametrize(("action", "field"), [("reject", "span"), ("add", ""), ("confirm", "span")])
def test_a_row_about_one_mention_is_lost_with_its_sentence(action: str, field: str) -> None:
    """The name still stands in the text, among other words."""
    one = row(plan(), "赣深产业园", "entity", action, subject="赣深产业园", field=field)
    anchor = replace(one.anchor, prefix="第二批合作园区包括前一年挂牌的", suffix="等四家,由省直部门管理")
    result = apply(plan(), [replace(one, sha256="", anchor=anchor)])
    assert [(each.fate, each.cause) for each in result.outcomes] == [(Fate.ORPHANED, Cause.NO_WORDS)]
    assert lines(result.facts) == lines(plan())


def test_rows_hold_in_the_order_of_their_time_however_they_come() -> None:
    rows = rows_of(CASES["two people disagree"])
    expected = apply(plan(), rows)
    assert all(apply(plan(), order) == expected for order in permutations(rows))


def test_what_is_settled_leads_to_its_fact() -> None:
    settled = 0
    for case in CASES.values():
        result = apply(plan(), rows_of(case))
        facts = result.facts
        held = {
            Kind.MEASURE: facts.measures,
            Kind.RESPONSIBILITY: facts.responsibilities,
            Kind.PAIR: facts.pairs,
            Kind.TARGET: facts.targets,
        }
        for one in result.settled:
            settled += 1
            if isinstance(one.fact, str):
                assert one.fact in facts.linked.by_key
            elif one.kind is Kind.TARGET:
                assert one.fact < len(held[one.kind])
            else:
                assert held[one.kind][one.fact].confidence == 1.0  # type: ignore[union-attr]
    assert settled > 20
