"""Official names for what an editor types."""

from __future__ import annotations

import pytest

from duikou.api.editing.names import MOST, Suggestion, _of_gazetteer
from duikou.extract.knowledge.gazetteer import gazetteer

CASES = [
    ("深圳市发改委", (), "深圳市发展和改革委员会", "Agency"),
    ("深圳发改", (), "深圳市发展和改革委员会", "Agency"),
    ("市教育局", ("赣州市",), "赣州市教育局", "Agency"),
    ("国家发改委", (), "国家发展和改革委员会", "Agency"),
    ("龙岩", (), "龙岩市", "City"),
    ("赣闽粤", (), "赣闽粤原中央苏区", "BaseArea"),
    ("大湾区", (), "粤港澳大湾区", "Region"),
]


@pytest.mark.parametrize(("typed", "places", "name", "type_"), CASES, ids=[case[0] for case in CASES])
def test_offered(typed: str, places: tuple[str, ...], name: str, type_: str) -> None:
    found = list(_of_gazetteer(gazetteer(), typed, places))
    assert Suggestion(name, type_, known=False) in found[:MOST]


def test_nothing_is_made_up() -> None:
    assert not list(_of_gazetteer(gazetteer(), "不存在的词语", ("赣州市",)))
