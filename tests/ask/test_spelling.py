"""Misspelt names and words are taken for what was meant, and what is a word of its own is left alone."""

from __future__ import annotations

from functools import cache

import pytest

from duikou.ask.link import tokens
from duikou.ask.model import Kind, Thing
from duikou.ask.spelling import elsewhere, misspelt
from duikou.ask.vocabulary import Vocabulary
from duikou.ask.words import words

GANZHOU = Thing(Kind.PLACE, "360700", "赣州市", names=frozenset({"赣州"}), weight=9)
FUJIAN = Thing(Kind.PLACE, "350000", "福建省", names=frozenset({"福建"}), weight=9)
BUREAU = Thing(Kind.AGENCY, "agency/1", "市场监督管理局", weight=9)
SAVING = Thing(Kind.TOPIC, "energy-saving", "节能降碳", names=frozenset({"节能减碳", "电"}), weight=9)


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary((GANZHOU, FUJIAN, BUREAU, SAVING), words(), {}, texts="推动节能降碳，支持附件加工")


MISSPELT = [
    ("市场监督管里局", [(0, 7, BUREAU)]),  # one character that is a word by itself, or sounds the same
    ("节能减炭谁管", [(0, 4, SAVING)]),
    ("赣州是结对的吗", []),  # 是 is no 市
    ("市场监督管理局", []),
    ("who leads", []),
    ("的" * 300, []),
]


@pytest.mark.parametrize(("text", "found"), MISSPELT, ids=[text[:10] for text, _ in MISSPELT])
def test_misspelt_names(text: str, found: list[tuple[int, int, Thing]]) -> None:
    known = [(start, end) for start, end, _ in vocabulary().matches(text)]
    assert list(misspelt(text, known, vocabulary())) == found


WORDED = [
    # what is written, a group that one of its words has then
    ("济南和谁结队", "pair"),
    ("什么时侯", "term"),
    ("publishd", "issuer"),
    ("citys", "city"),
    ("measurs", "task"),
]


@pytest.mark.parametrize(("text", "group"), WORDED, ids=[text for text, _ in WORDED])
def test_misspelt_words_of_questions(text: str, group: str) -> None:
    assert group in {group for token in tokens(text, vocabulary()) for group in token.groups}


@pytest.mark.parametrize("text", ["附件", "出了", "wuhan", "机器人"])
def test_other_words_stay_unknown(text: str) -> None:
    assert not any(token.things for token in tokens(text, vocabulary()))


AWAY = [
    ("城都的结对城市", [(0, 2, "成都市")]),
    ("成都的结对城市", []),
    ("和城都的关系", [(1, 3, "成都市")]),
    ("一城都有", []),
]


@pytest.mark.parametrize(("text", "found"), AWAY, ids=[text for text, _ in AWAY])
def test_places_elsewhere_by_their_sound(text: str, found: list[tuple[int, int, str]]) -> None:
    away = Vocabulary((GANZHOU,), words(), {"成都": "成都市"})
    assert list(elsewhere(text, [], away)) == found
