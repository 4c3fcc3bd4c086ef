"""Features looked up one by one, and all of them loaded."""

from __future__ import annotations

import pytest

from duikou.extract.decide.lookup import NONE, Lookup
from duikou.extract.decide.weights import Listed

FEATURES = Listed({f"f{number}": number for number in range(20)})


@pytest.mark.parametrize("hastened", [False, True])
def test_both_give_the_same(hastened: bool) -> None:
    lookup = Lookup(FEATURES, int, lambda: range(20))
    if hastened:
        lookup.hasten()
    asked = ["f3", "none", "f3", "f0", "none", *(f"f{number}" for number in range(25)), "none"]
    assert [lookup.get(feature, NONE) for feature in asked] == [FEATURES.get(feature, NONE) for feature in asked]


def test_what_is_asked_for_often_is_looked_up_once_and_much_is_loaded_at_once() -> None:
    asked: list[int] = []
    loaded: list[int] = []

    def value(row: int) -> int:
        asked.append(row)
        return row

    def values() -> range:
        loaded.append(1)
        return range(20)

    lookup = Lookup(FEATURES, value, values)
    for _ in range(3):
        assert [lookup.get(feature, NONE) for feature in ("f1", "f2", "none")] == [1, 2, NONE]
    assert (asked, loaded) == ([1, 2], [])
    assert [lookup.get(feature, NONE) for feature in FEATURES] == [*range(20)]
    assert (len(asked), loaded) == (4, [1])
