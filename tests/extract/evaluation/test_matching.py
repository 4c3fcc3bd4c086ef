"""When two names are one, and two stretches."""

from __future__ import annotations

import pytest

from duikou.extract.evaluation.matching import Item, Placed, alike, pair_up, place, plain, shared

SAME = [
    ("《某市 实施方案》", "某市实施方案"),
    ("某市实施方案(2023—2025年)", "某市实施方案"),
    ("中共赣州市委员会", "赣州市委员会"),
    ("赣州市人民政府", "赣州市政府"),
    ("“湾区+老区”联盟", "湾区+老区联盟"),
]
ALIKE = {
    "the same": (["赣州市"], ["赣州市"], True),
    "one lies in the other": (["发展和改革委员会"], ["赣州市发展和改革委员会"], True),
    "one of several names": (["甲", "赣州市"], ["乙", "赣州市"], True),
    "too short to lie in another": (["赣州"], ["赣州市委"], False),
    "others": (["赣州市"], ["深圳市"], False),
}
PAIRED: dict[str, tuple[list[tuple[int, int]], list[tuple[int, int]], list[tuple[int, int]]]] = {
    "the best first, each once": ([(0, 10), (10, 20)], [(0, 9), (0, 10)], [(0, 1)]),
    "side by side": ([(0, 10), (10, 20)], [(0, 10), (11, 20)], [(0, 0), (1, 1)]),
    "too little in common": ([(0, 10)], [(6, 16)], []),
}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_are_not_told_apart(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other", "answer"), ALIKE.values(), ids=ALIKE)
def test_alike(one: list[str], other: list[str], answer: bool) -> None:
    assert alike(one, other) is answer
    assert alike(other, one) is answer


@pytest.mark.parametrize(("gold", "found", "pairs"), PAIRED.values(), ids=PAIRED)
def test_pair_up(gold: list[tuple[int, int]], found: list[tuple[int, int]], pairs: list[tuple[int, int]]) -> None:
    sides = [[Placed(start, end, {}) for start, end in side] for side in (gold, found)]
    assert sorted(pair_up(sides[0], sides[1], 0.5)) == pairs


def test_shared() -> None:
    assert shared(Placed(0, 10, {}), Placed(5, 15, {})) == pytest.approx(1 / 3)
    assert shared(Placed(0, 10, {}), Placed(10, 15, {})) == 0.0


def test_place() -> None:
    items: list[Item] = [{"text": "乙", "start": 0, "end": 1}, {"text": "乙"}, {"text": "丙"}]
    assert [(one.start, one.end) for one in place(items, "甲乙")] == [(0, 1), (1, 2)]
