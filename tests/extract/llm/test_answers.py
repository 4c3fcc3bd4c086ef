"""Answers as models give them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from duikou.extract.llm.answers import MOST, read_answer
from duikou.extract.llm.prompt import prompt
from duikou.extract.llm.unanswered import UnansweredError

from ..told import rows_of
from .server import claims

CASES = rows_of(__file__, "answers.toml")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_answer(case: dict[str, Any]) -> None:
    if "read" not in case:
        with pytest.raises(UnansweredError, match="schema") as caught:
            read_answer(case["answer"], prompt())
        assert not caught.value.lasting
        return
    found = read_answer(case["answer"], prompt())
    assert [len(found.names), len(found.measures), len(found.pairs)] == case["read"]


def test_depth_and_number_are_bounded() -> None:
    with pytest.raises(UnansweredError):
        read_answer('{"a":' * 100_000, prompt())
    many = claims(names=[{"quote": "赣州", "type": "City"}] * (MOST + 5))
    assert len(read_answer(json.dumps(many), prompt()).names) == MOST
