"""Only words that stand in the document count."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.llm.answers import Claims
from duikou.extract.llm.locate import joined, locate
from duikou.extract.model import EntityType, Span
from duikou.extract.proposed import Proposals, ProposedName

from ..told import rows_of

CASES = rows_of(__file__, "locate.toml")


def claimed(case: dict[str, Any]) -> Claims:
    return Claims(
        tuple((quote, kind) for quote, kind in case.get("names", ())),
        tuple((quote, level, tuple(topics)) for quote, level, topics in case.get("measures", ())),
        tuple((quote, base, partner) for quote, base, partner in case.get("pairs", ())),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_proposed(case: dict[str, Any]) -> None:
    text = case["text"]
    found = locate(text, Span(0, len(text)), claimed(case))
    assert [f"{one.span.of(text)} {one.type}" for one in found.names] == case.get("found_names", [])
    assert [one.span.of(text) for one in found.measures] == case.get("found_measures", [])
    pairs = [f"{one.span.of(text)}: {one.base[0].of(text)} < {one.partner[0].of(text)}" for one in found.pairs]
    assert pairs == case.get("found_pairs", [])


def test_a_quote_is_looked_for_in_its_part_alone() -> None:
    text = "赣州市。\n赣州市。"
    found = locate(text, Span(5, 9), Claims(names=(("赣州市", "City"),)))
    assert [one.span for one in found.names] == [Span(5, 8)]


def test_what_two_parts_propose_counts_once() -> None:
    one = Proposals(names=(ProposedName(Span(5, 8), EntityType.CITY),))
    assert joined([one, one]) == one
