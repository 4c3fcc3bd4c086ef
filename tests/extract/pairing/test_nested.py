"""Namings that pairs alone look at: inside the name of a body, and two provinces in a word."""

from __future__ import annotations

import pytest

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.model import Span
from duikou.extract.pairing.nested import nested
from duikou.extract.pairing.sentences import Naming

CASES = {
    "宁波援疆指挥部建起保鲜库": ["宁波:宁波市"],
    "广东省第十批援藏工作队": ["广东省:广东省"],
    "湖北支援藏区": [],
    "深圳市对口支援办公室": ["深圳市:深圳市"],
    "粤桂劳务协作": ["粤桂:广东省、广西壮族自治区"],
    "京津冀合作": [],
    "川渝火锅节": [],
    "各地帮扶": [],
}


def told(text: str, namings: list[Naming]) -> list[str]:
    return [f"{one.span.of(text)}:{'、'.join(place.name for place in one.places)}" for one in namings]


@pytest.mark.parametrize("text", CASES)
def test_found(text: str) -> None:
    found = list(nested(text, [], gazetteer()))
    assert told(text, found) == CASES[text]
    assert all(one.nested for one in found)


def test_what_is_named_already_is_left_alone() -> None:
    text = "宁波援疆指挥部"
    ningbo = gazetteer().places_by_surface["宁波"][:1]
    assert list(nested(text, [Naming(Span(0, 2), ningbo)], gazetteer())) == []
