"""Work grows with the length of a text, whatever it is made of: from names to facts."""

from __future__ import annotations

from collections.abc import Callable
from cProfile import Profile

import pytest

from duikou.extract.models import shipped_models
from duikou.extract.names.link import find_names
from duikou.extract.pipeline import decide, knowledge

from ..thorough import chosen
from .told import document

SHAPES = {
    "measures with bodies": "建设园区,推动合作。(责任单位:市教育局、市财政局)\n",
    "measures far from their list": "加强园区建设,推动两地合作。",
    "bodies": "市教育局、",
    "bodies in clauses": "市教育局加强合作;",
    "rows of a table": "建设园区\t市教育局\t市财政局\n",
    "pairs": "赣州市——深圳市\n",
    "pairs in one line": "赣州市与深圳市、",
    "titles": "落实《某市振兴发展实施意见》。",
    "numbers": "根据国发〔2021〕3号,",
    "titles run together": "《某市振兴发展意见》",
    "titles in a list": "《某市发展规划》、",
    "words parted by spaces": "龙岩 市教育局 广州 ",
    "brackets never closed": "建设产业园区。(责任单位:市教育局\n",
    "headings": "一、加强合作\n推动建设。\n",
}
TIMES = 30


def calls(text: str) -> int:
    """Functions called, in Python and in C, from the names of *text* to its facts: work that no clock blurs."""
    read, models = document(text, "赣州市与深圳市对口合作实施方案"), shipped_models()
    with Profile() as counted:
        decide(read, find_names(read.clean, read.text, read.outline, knowledge(), models.names), models)
    return sum(entry.callcount for entry in counted.getstats())


@pytest.mark.parametrize("shape", chosen({shape: shape for shape in SHAPES}, "rows of a table", "pairs"))
def test_twice_the_text_takes_twice_the_work(shape: str, known_to_fail: Callable[[str, str], None]) -> None:
    known_to_fail("growth", shape)
    unit = SHAPES[shape]
    calls(unit * 4)  # loads what is loaded once
    assert calls(unit * 4 * TIMES) <= 2.15 * calls(unit * 2 * TIMES) + 250
