"""What is passed over means nothing anywhere else: no word of questions, no name, no cue for a topic."""

from __future__ import annotations

from collections import Counter

import pytest

from duikou.ask.normal import normal
from duikou.ask.words import SKIPPED, fillers, words

CLASSES = fillers().classes


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_says_why(name: str) -> None:
    assert CLASSES[name].reason.endswith(".")
    assert CLASSES[name].zh


def test_a_filler_stands_once_and_has_no_meaning_besides() -> None:
    listed = Counter(normal(word) for of in CLASSES.values() for word in (*of.zh, *of.en))
    assert len(listed) > 1000
    assert [word for word, count in listed.items() if count > 1] == []
    said = words()
    named = {normal(w) for table in (said.topics, said.platform_kinds, said.terms) for of in table.values() for w in of}
    named |= {normal(word) for word in said.terms}
    assert sorted(named & {*listed}) == []
    assert sorted(word for word, groups in said.surfaces().items() if groups - {SKIPPED} and word in listed) == []


@pytest.mark.parametrize("word", ["不", "没有", "除了", "昨天", "市长", "最好", "重要", "问题", "结果", "专家", "人"])
def test_what_means_something_is_no_filler(word: str) -> None:
    assert word not in fillers().surfaces()
