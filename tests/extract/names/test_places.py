"""Which places words stand for: names, namesakes, codes, and words such as 我市 and 两地."""

from __future__ import annotations

import pytest

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.model import EntityType, Span
from duikou.extract.models import shipped_models
from duikou.extract.names.places import context_words, name_places
from duikou.extract.place.speakers import Named, Speakers

from ..told import document, places_in

CITY, PROVINCE, COUNTY = EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY
NAMINGS = {
    "full and short": ("深圳市与赣州", [("深圳市", CITY), ("赣州", CITY)], ["深圳市", "赣州市"]),
    "a code of two": ("上海市、三明市,沪明合作", [("上海市", CITY), ("三明市", CITY), ("沪明", CITY)],
                      ["上海市", "三明市", "三明市", "上海市"]),
    "a namesake beside its city": ("辽宁省朝阳市", [("辽宁省", PROVINCE), ("朝阳市", CITY)], ["辽宁省", "朝阳市"]),
    "a district behind its city": ("北京市朝阳区", [("北京市", CITY), ("朝阳区", COUNTY)], ["北京市", "朝阳区"]),
    "a name that no table holds": ("云上市", [("云上市", CITY)], []),
}  # fmt: skip
"""A text, words in it with the type that they were taken for, and the places they stand for in text order."""


@pytest.mark.parametrize(("text", "words", "names"), NAMINGS.values(), ids=NAMINGS)
def test_names(text: str, words: list[tuple[str, EntityType]], names: list[str]) -> None:
    spans = [(Span(text.index(word), text.index(word) + len(word)), kind) for word, kind in words]
    found = name_places(text, spans, gazetteer())
    assert sorted(item.place.name for item in found) == sorted(names)
    assert [item.span for item in found] == sorted(item.span for item in found)


def test_a_namesake_is_told_by_its_city() -> None:
    text = "吉林省长春市朝阳区与北京市朝阳区"
    spans = [(Span(text.index(name), text.index(name) + 3), kind)
             for name, kind in (("吉林省", PROVINCE), ("长春市", CITY), ("北京市", CITY))]  # fmt: skip
    spans += [(Span(6, 9), COUNTY), (Span(13, 16), COUNTY)]
    found = {item.span: item.place.parent for item in name_places(text, spans, gazetteer())}
    cities = {item.place.name: item.place.key for item in name_places(text, spans, gazetteer())}
    assert (found[Span(6, 9)], found[Span(13, 16)]) == (cities["长春市"], cities["北京市"])


WORDS = {
    "我市": ("赣州市与深圳市对口合作实施方案", "我市推进园区建设。", [("我市", ["赣州市"])]),
    "全省": ("广东省支持革命老区振兴发展的意见", "在全省推广。", [("全省", ["广东省"])]),
    "两地": ("赣州市与深圳市对口合作实施方案", "推动两地合作。", [("两地", ["深圳市", "赣州市"])]),
    "none": ("某通知", "我市推进园区建设,推动两地合作。", []),
    "inside a word": ("赣州市与深圳市对口合作实施方案", "全市场推进。", []),
}
"""Title, text, and the words that name a place only there."""


@pytest.mark.parametrize(("title", "text", "words"), WORDS.values(), ids=WORDS)
def test_words_that_name_a_place_only_in_their_document(
    title: str, text: str, words: list[tuple[str, list[str]]]
) -> None:
    read = document(text, title)
    named = [Named(span, place) for span, place in places_in(read.text.text)]
    speakers = Speakers(read.text.text, read.outline.metadata, named, gazetteer(), shipped_models().names.speaker)
    found = [(span.of(read.text.text), sorted(place.name for place in places))
             for span, places in context_words(read.text, speakers)]  # fmt: skip
    assert found == [(word, sorted(names)) for word, names in words]
