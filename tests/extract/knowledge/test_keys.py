"""Entity keys: readable, ASCII, stable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.extract.knowledge.keys import LONGEST, agency_key, key, place_key, slug
from duikou.extract.model import EntityType


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("三明学院", "san-ming-xue-yuan-72f4"),
        ("“湾区+老区”职业教育联盟", "wan-qu-lao-qu-zhi-ye-jiao-yu-lian-meng-1439"),
        ("绿色银行", "lv-se-yin-hang-a320"),
        ("国发〔2021〕3号", "guo-fa-2021-3-hao-2cef"),
        ("5G产业园", "5g-chan-ye-yuan-c559"),
    ],
)
def test_slug(name: str, wanted: str) -> None:
    assert slug(name) == wanted


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (key(EntityType.ORGANIZATION, "三明学院"), "organization/san-ming-xue-yuan-72f4"),
        (key(EntityType.AGENCY, "协作办", "place/440300"), "agency/440300/xie-zuo-ban-cfdb"),
        (key(EntityType.AGENCY, "协作办"), "agency/000000/xie-zuo-ban-cfdb"),
        (key(EntityType.AGENCY_GROUP, "各区", "place/440300"), "agency-group/440300/ge-qu-32b8"),
        (agency_key("jiao-yu-ju", "place/440300"), "agency/440300/jiao-yu-ju"),
        (place_key("440300"), "place/440300"),
    ],
)
def test_key(made: str, wanted: str) -> None:
    assert made == wanted


def test_names_that_sound_alike_stay_apart() -> None:
    first, second = (key(EntityType.PLATFORM, name) for name in ("延锡产业园", "盐锡产业园"))
    assert first != second
    assert first[:-4] == second[:-4]


def test_long_names_stay_apart() -> None:
    first, second = slug("长" * 60 + "甲"), slug("长" * 60 + "乙")
    assert first != second
    assert len(first) == len(second) == LONGEST


@given(st.text())
def test_any_name_has_a_slug(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?", slug(name))
    assert slug(name) == slug(name)
