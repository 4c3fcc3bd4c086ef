"""Which pairs of places are asked about (candidates.toml), and what is seen of them."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.pairing.candidates import MOST, Candidate, PairReader, direction_features
from duikou.extract.pairing.second import second_features

from ..told import document, linked_places, rows_of

CASES = rows_of(__file__, "candidates.toml")


def candidates_of(text: str, title: str = "某市实施方案") -> list[Candidate]:
    read = document(text, title)
    return list(PairReader(read.text.text, read.outline, linked_places(read.text.text), gazetteer()).candidates())


def between(text: str, one: str, other: str) -> Candidate:
    """The candidate that names *one* before *other*."""
    return next(c for c in candidates_of(text) if (c.first.name, c.second.name) == (one, other))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_proposed(case: dict[str, Any]) -> None:
    found = {frozenset((one.first.name, one.second.name)) for one in candidates_of(case["text"])}
    assert [pair for pair in case.get("pairs", ()) if frozenset(pair.split()) not in found] == []
    assert [pair for pair in case.get("none", ()) if frozenset(pair.split()) in found] == []


SEEN = {
    "cue behind": ("赣州市与深圳市对口合作。", "赣州市", "深圳市", ["adjacent", "between=与", "levels=City|City"]),
    "others between": ("赣州市、吉安市与深圳市合作。", "赣州市", "深圳市", ["apart", "places between=1"]),
    "who usually gives": ("深圳市与赣州市合作。", "深圳市", "赣州市", ["sides=giving|receiving"]),
    "one province": ("深圳市与汕尾市合作。", "深圳市", "汕尾市", ["one province"]),
    "same place in two lists": (
        "赣州、吉安分别与深圳、东莞合作。",
        "吉安市",
        "东莞市",
        ["lists=2:2 even, same place=True, next=True"],
    ),
    "other places in two lists": (
        "赣州、吉安分别与深圳、东莞合作。",
        "赣州市",
        "东莞市",
        ["lists=2:2 even, same place=False, next=True"],
    ),
    "several in one cell are a list, whatever mark parts them": (
        "受援地市\t支援省市\n山南市\t湖北省;湖南省;安徽省\n那曲市\t浙江省;辽宁省",
        "山南市",
        "湖南省",
        ["lists=1:2 uneven, same place=False, next=True", "cells=next"],
    ),
    "comma between": ("赣州市推进建设,深圳市支持。", "赣州市", "深圳市", ["comma between"]),
    "a province that tells where others lie": (
        "天河区在江西省有两个结对县:寻乌县、安远县。",
        "天河区",
        "寻乌县",
        ["adjacent", "between=在江西省有两个结对县:", "only where one lies between"],
    ),
    "the province itself": (
        "天河区在江西省有两个结对县:寻乌县、安远县。",
        "天河区",
        "江西省",
        ["adjacent", "between=在", "around others=second"],
    ),
    "in a title": ("落实《赣州市与深圳市合作方案》。", "赣州市", "深圳市", ["in a title"]),
}
"""A text, two places in it, and features that their candidate has."""


@pytest.mark.parametrize(("text", "one", "other", "features"), SEEN.values(), ids=SEEN)
def test_seen(text: str, one: str, other: str, features: list[str]) -> None:
    candidate = between(text, one, other)
    assert [feature for feature in features if feature not in candidate.features] == []
    assert candidate.sentence.contains(candidate.span)
    assert set(direction_features(candidate)) <= set(candidate.features)


def test_pairs_of_one_list_have_one_signature() -> None:
    found = candidates_of("赣州市——深圳市;吉安市——东莞市;抚州市,佛山市。")
    signatures = {(c.first.name, c.second.name): c.signature for c in found}
    assert signatures["赣州市", "深圳市"] == signatures["吉安市", "东莞市"] != signatures["抚州市", "佛山市"]


def test_a_sentence_of_very_many_places_stays_cheap() -> None:
    names = [place.name for place in gazetteer().cities][: 3 * MOST]
    assert len(candidates_of("、".join(names))) <= 16 * MOST


def test_the_second_look_sees_rivals() -> None:
    found = candidates_of("赣州市与深圳市对口合作,与东莞市相邻。")
    likely = [0.9 if c.second.name == "深圳市" and c.first.name == "赣州市" else 0.1 for c in found]
    features = {
        (c.first.name, c.second.name): own for c, own in zip(found, second_features(found, likely), strict=True)
    }
    assert "first=9, receiving best" in features["赣州市", "深圳市"]
    assert {"first>=0.5", "first>=0.9"} <= set(features["赣州市", "深圳市"])
    assert "first>=0.2" not in features["赣州市", "东莞市"]
    assert "first=1, receiving beaten" in features["赣州市", "东莞市"]
