"""Short names within one document: short.toml."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from duikou.extract.knowledge.keys import key
from duikou.extract.model import EntityType, Span
from duikou.extract.names.meaning import Meaning
from duikou.extract.names.short import Mention, given_short_name, resolve_short_names
from duikou.extract.text.fold import fold

from ..told import rows_of

CASES = rows_of(__file__, "short.toml")
AGENCY = EntityType.AGENCY


def mentions(text: str, names: list[str], parks: Sequence[str] = ()) -> list[Mention]:
    """Every whole naming of *names* in *text*, each for itself; *parks* are those that are platforms. A committee is
    read as its official name."""
    found: list[Mention] = []
    for name in sorted(names, key=len, reverse=True):
        start = text.find(name)
        while start >= 0:
            span = Span(start, start + len(name))
            if not any(span.overlaps(other) for other, _, _ in found):
                kind = EntityType.PLATFORM if name in parks else AGENCY
                official = name.replace("管委会", "管理委员会")
                found.append((span, (Meaning(kind, official, key(kind, official)),), True))
            start = text.find(name, start + 1)
    return sorted(found)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_short_names(case: dict[str, Any]) -> None:
    text = fold(case["text"])
    found = resolve_short_names(text, mentions(text, case["names"], case.get("parks", ())), str)
    by_words = {span.of(text): meanings[0].canonical for span, meanings, _ in found}
    assert [by_words[name] for name in case["names"]] == case["is"]
    assert all(one[0] < other[0] for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("某市领导小组(以下简称领导小组)", "领导小组"),
        ("某市领导小组(以下简称“领导小组”)", "领导小组"),
        ("某市领导小组(简称:领导小组)", "领导小组"),
        ("某市领导小组(含各区)", ""),
        ("某市领导小组负责", ""),
    ],
)
def test_the_bracket_that_gives_a_short_name(text: str, short: str) -> None:
    assert given_short_name(text, Span(0, len("某市领导小组"))) == short


def test_many_bodies_cost_no_more_each() -> None:
    """Each is compared with a limited number of others: the last of very many is still left as it is."""
    names = [f"第{number}号工作局" for number in range(600)]
    text = "、".join(names)
    found = resolve_short_names(text, mentions(text, names), str)
    assert [meanings[0].canonical for _, meanings, _ in found] == names
