"""What ties a run of bodies to a measure: claims.toml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duikou.extract.model import Span
from duikou.extract.names.runs import find_runs
from duikou.extract.responsibility.features import Claim, find_claims

from ..told import document, linked_names, rows_of

CASES = rows_of(__file__, "claims.toml")


def claims_of(case: dict[str, Any]) -> list[Claim]:
    read = document(case["text"], "某市实施方案")
    text = read.text.text
    runs = find_runs(text, read.outline, linked_names(text, case["names"]))
    measures = [Span(text.index(words), text.index(words) + len(words)) for words in case["measures"]]
    return list(find_claims(read.text, read.outline, runs, measures))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_claims(case: dict[str, Any], known_to_fail: Callable[[str, str], None]) -> None:
    known_to_fail("claims", case["id"])
    found = claims_of(case)
    for wanted in case["claims"]:
        own = [
            claim
            for claim in found
            if (claim.measure, claim.entity.canonical) == (wanted["measure"], wanted["body"])
            and set(wanted["has"]) <= set(claim.features)
        ]
        assert wanted["scope"] in [claim.scope for claim in own], wanted
    made = {f"{claim.measure} {claim.entity.canonical}" for claim in found}
    assert made.isdisjoint(case.get("none", ()))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_claim_stands_in_a_run(case: dict[str, Any]) -> None:
    for claim in claims_of(case):
        assert claim.run.span.contains(claim.mention)
        assert (claim.mention, claim.entity) in claim.run.bodies
        assert claim.scope in {"clause", "item", "section", "document"}
        assert claim.features


def test_lists_far_away_are_not_asked_about() -> None:
    """The claims of one measure are few, however many lists a document has."""
    lines = "".join(f"加强第{number}园建设。(责任单位:市第{number}局)\n" for number in range(100, 300))
    names = [f"市第{number}局" for number in range(100, 300)]
    found = claims_of({"text": lines, "names": {"Agency": names}, "measures": ["加强第150园建设"]})
    assert 0 < len(found) <= 8


def test_the_part_of_a_body_is_told_by_the_next_word_for_one() -> None:
    text = "加强园区建设(市教育局牵头,市财政局等部门按职责分工负责)"
    names = {"Agency": ["市教育局", "市财政局"]}
    found = claims_of({"text": text, "names": names, "measures": ["加强园区建设"]})
    told = {claim.entity.canonical: claim.role_features[-2:] for claim in found}
    assert told == {
        "市教育局": ("then=牵头", "label=none then=牵头"),
        "市财政局": ("then=分工负责", "label=none then=分工负责"),
    }
