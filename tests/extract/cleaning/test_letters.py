"""Asterisks that stress words go; those that hide a part of a name or number stay."""

from __future__ import annotations

import pytest

from duikou.extract.cleaning.letters import normalise
from duikou.extract.model import Block

STRESSED = {
    "**某市加快发展行动方案(2026—2030年****)**": "某市加快发展行动方案(2026—2030年)",
    "**甲****乙**丙": "甲乙丙",
    "*甲区—乙县*、*丙区—丁县*": "甲区—乙县、丙区—丁县",
    "***重要***": "重要",
    "电话138****1234,王**和李**": "电话138****1234,王**和李**",
    "* 一项": "* 一项",
    "2*3*4": "2*3*4",
    "(*)号*者": "(*)号*者",
}


@pytest.mark.parametrize(("printed", "plain"), STRESSED.items())
def test_stressed_words(printed: str, plain: str) -> None:
    places = list(range(len(printed)))
    line = normalise(Block(printed, places, [place + 1 for place in places]))
    assert line.text.replace(" ", "") == plain.replace(" ", "")
    assert [printed[start] for start in line.starts] == list(line.text), "every character is one of the source"
