"""A corrected document as an annotated one: its facts as people have them, and what of it they saw."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from duikou.corrections.apply import apply
from duikou.corrections.gold import gold_of, seen_in
from duikou.corrections.model import BETWEEN_PLACES, Correction
from duikou.extract.model import Facts
from duikou.extract.pipeline import extract
from duikou.extract.training.seen import Judged, seen_of

from .rows import row

PLAN = Path(__file__).parent.parent / "extract" / "gold" / "ganzhou-plan.txt"
PARK = "支持两市共建产业园区,完善基础设施"
SCHOOLS = "鼓励两市中小学校结对共建,互派骨干教师"
BODY = "赣州市商务局"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return extract(PLAN)


def rows_of(facts: Facts, *given: dict[str, str]) -> list[Correction]:
    """Rows, one second after the other; each as the arguments of :func:`rows.row`."""
    found = []
    for number, one in enumerate(given):
        words, kind, action = (one[name] for name in ("words", "kind", "action"))
        more = {name: value for name, value in one.items() if name not in ("words", "kind", "action")}
        found.append(row(facts, words, kind, action, when=f"2026-11-27T09:30:{number:02}Z", line=number + 2, **more))
    return found


def about(words: str, kind: str, action: str, **more: str) -> dict[str, str]:
    return {"words": words, "kind": kind, "action": action, **more}


PARK_LEFT = "".join(PARK.split(",")[:1])
CASES: dict[str, tuple[list[dict[str, str]], list[Judged]]] = {
    "a measure that is one, with its commitment": (
        [about(PARK, "measure", "confirm")],
        [Judged("measure", 0, 0, True, value="support")],
    ),
    "a measure that is none": ([about(PARK, "measure", "reject")], [Judged("measure", 0, 0, False)]),
    "topics alone": (
        [about(PARK, "measure", "amend", field="topics", value="industrial-parks")],
        [Judged("measure", 0, 0, True, topics=("industrial-parks",))],
    ),
    "commitment alone": (
        [about(PARK, "measure", "amend", field="commitment", value="explore")],
        [Judged("measure", 0, 0, True, value="explore")],
    ),
    "what is no measure and never was": (
        [about("两市合作取得明显成效", "measure", "reject")],
        [Judged("measure", 0, 0, False)],
    ),
    "a body in another role, of what is then a measure": (
        [about(SCHOOLS, "responsibility", "amend", subject="赣州市教育局", field="role", value="lead")],
        [Judged("measure", 0, 0, True), Judged("responsibility", 0, 0, True, "赣州市教育局", "lead")],
    ),
    "another body in place of one": (
        [about(SCHOOLS, "responsibility", "amend", subject="赣州市教育局", field="body", value="深圳市教育局")],
        [
            Judged("measure", 0, 0, True),
            Judged("responsibility", 0, 0, False, "赣州市教育局"),
            Judged("responsibility", 0, 0, True, "深圳市教育局"),
        ],
    ),
    "a name that is none": (
        [about("市商务局", "entity", "reject", subject=BODY)],
        [Judged("entity", 0, 0, False, BODY, "Agency")],
    ),
    "a name of another type": (
        [about("市商务局", "entity", "amend", subject=BODY, field="type", value="Organization")],
        [Judged("entity", 0, 0, False, BODY, "Agency"), Judged("entity", 0, 0, True, BODY, "Organization")],
    ),
    "a name that was missed": (
        [about("骨干教师", "entity", "add", subject="骨干教师计划", value="Project")],
        [Judged("entity", 0, 0, True, "骨干教师计划", "Project")],
    ),
    "a pair that has ended": (
        [about("赣州市与深圳市", "pair", "amend", subject="赣州市—深圳市", field="status", value="ended")],
        [Judged("pair", 0, 0, True, "赣州市—深圳市", "ended")],
    ),
    "a pair that is none": (
        [about("赣州市与深圳市", "pair", "reject", subject="赣州市—深圳市")],
        [Judged("pair", 0, 0, False, "赣州市—深圳市")],
    ),
    "whom a later row overrules": (
        [about(PARK, "measure", "reject", who="王芳"), about(PARK, "measure", "confirm")],
        [Judged("measure", 0, 0, True, value="support")],
    ),
}
"""Rows, and what of the document was seen by them, wherever that stands."""


@pytest.mark.parametrize(("given", "seen"), CASES.values(), ids=CASES)
def test_what_people_saw(given: list[dict[str, str]], seen: list[Judged], facts: Facts) -> None:
    found = seen_in(facts, apply(facts, rows_of(facts, *given)))
    assert Counter(replace(one, start=0, end=0) for one in found.facts) == Counter(seen)
    text = facts.clean.source.text
    for one in found.facts:
        words = "".join(text[one.start : one.end].split())
        assert words and words in "".join(text.split())
    assert [text[one.start : one.end] for one in found.facts if one.kind == "measure"] == [
        given[0]["words"] for one in found.facts if one.kind == "measure"
    ]


def confirmations(facts: Facts) -> list[dict[str, str]]:
    """A row for each fact of the document that says that it is so."""
    names, quote = facts.linked.by_key, facts.clean.quote
    spans = [measure.span for measure in facts.measures]
    return [
        *(about(quote(span), "measure", "confirm") for span in spans),
        *(about(quote(target.span), "target", "confirm") for target in facts.targets),
        *(
            about(quote(spans[one.measure]), "responsibility", "confirm", subject=names[one.entity].canonical)
            for one in facts.responsibilities
        ),
        *(about(quote(one.mentions[0]), "entity", "confirm", subject=one.canonical) for one in facts.linked.entities),
        *(
            about(
                quote(pair.evidence),
                "pair",
                "confirm",
                subject=BETWEEN_PLACES.join(names[key].canonical for key in (pair.base, pair.partner)),
            )
            for pair in facts.pairs
        ),
    ]


@pytest.mark.parametrize(
    ("kinds", "throughout"),
    [
        (("measure", "responsibility", "target", "entity", "pair"), {"names", "measures", "pairs"}),
        (("measure", "responsibility", "target"), {"measures"}),
        (("measure", "target"), set()),
        (("entity",), {"names"}),
        (("pair",), {"pairs"}),
        ((), set()),
    ],
)
def test_a_part_is_read_throughout_when_each_of_its_facts_was_judged(
    kinds: tuple[str, ...], throughout: set[str], facts: Facts
) -> None:
    assert facts.measures and facts.targets and facts.responsibilities and facts.pairs
    given = [one for one in confirmations(facts) if one["kind"] in kinds]
    assert seen_in(facts, apply(facts, rows_of(facts, *given))).throughout == throughout
    without = [one for number, one in enumerate(given) if number]
    assert seen_in(facts, apply(facts, rows_of(facts, *without))).throughout < (throughout or {"any"})


def test_a_fact_that_is_added_counts_too(facts: Facts) -> None:
    given = [one for one in confirmations(facts) if one["kind"] == "measure"]
    others = [one for one in confirmations(facts) if one["kind"] in ("responsibility", "target")]
    added = about("两市合作取得明显成效", "measure", "add", value="require")
    assert seen_in(facts, apply(facts, rows_of(facts, *given, *others, added))).throughout == {"measures"}


def test_the_annotation_holds_the_facts_as_people_have_them(facts: Facts) -> None:
    rows = rows_of(facts, about(PARK, "measure", "reject"), about("市商务局", "entity", "reject", subject=BODY))
    annotation = gold_of(facts, apply(facts, rows))
    assert PARK not in [measure["text"] for measure in annotation["measures"]]
    assert BODY not in [entity["canonical"] for entity in annotation["entities"]]
    assert seen_of(annotation) == seen_in(facts, apply(facts, rows))
