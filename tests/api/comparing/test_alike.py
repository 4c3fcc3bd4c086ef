"""Likeness of words: cosine of TF-IDF weights, one partner at most, the same each time."""

from __future__ import annotations

import random

import pytest

from duikou.api.comparing.alike import LIKE, cosines, grams, matches

ONE = "共建绿色能源产业园区"
OTHER = "选派青年教师支教"

CASES = {
    "the same words": ([ONE], [ONE], [(0, 0, 1.0)]),
    "marks and spaces play no part": (["共建、绿色 能源产业园区。"], [ONE], [(0, 0, 1.0)]),
    "nothing shared": ([ONE], [OTHER], []),
    "each with its own": ([ONE, OTHER], [OTHER, ONE], [(0, 1, 1.0), (1, 0, 1.0)]),
    "one partner at most": ([ONE, ONE], [ONE], [(0, 0, 1.0)]),
    "nothing to compare with": ([ONE], [], []),
    "one character has no strings": (["园"], ["园"], []),
    "what most have in common says nothing": (
        [f"双方共同推进{word}" for word in ("港口", "教育", "医疗", "旅游")],
        [f"双方共同推进{word}" for word in ("金融", "科技", "农业", "体育")],
        [],
    ),
}


@pytest.mark.parametrize(("left", "right", "expected"), CASES.values(), ids=CASES.keys())
def test_matches(left: list[str], right: list[str], expected: list[tuple[int, int, float]]) -> None:
    assert [(m.left, m.right, m.score) for m in matches(left, right)] == expected


def test_strings_of_two_and_three_characters() -> None:
    assert dict(grams("甲乙，甲乙")) == {"甲乙": 2, "乙甲": 1, "甲乙甲": 1, "乙甲乙": 1}


def test_rare_words_weigh_more() -> None:
    """Of two texts that share as many strings, the one that shares the rarer ones is the more alike."""
    wanted = ["共建实验室开展稀土研究院"]
    others = ["共建实验室举办培训", "稀土研究院扩大招生", "共建实验室购置设备", "互派人员挂职"]
    scores = cosines(wanted, others)[0]
    assert scores[1] > scores[0] > 0


def test_bounds_and_symmetry() -> None:
    chance = random.Random(7)
    texts = [["".join(chance.choices("甲乙丙丁戊己庚辛", k=chance.randint(0, 9))) for _ in range(20)] for _ in range(2)]
    scores, back = cosines(*texts), cosines(*reversed(texts))
    assert scores.min() >= 0
    assert scores.max() <= 1 + 1e-12
    assert (abs(scores - back.T) < 1e-12).all()
    found = matches(*texts)
    assert found == matches(*texts)
    assert len(found) > 3
    assert all(m.score >= LIKE for m in found)
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    assert len({m.left for m in found}) == len({m.right for m in found}) == len(found)
