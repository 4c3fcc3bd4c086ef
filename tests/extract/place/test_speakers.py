"""Whose document it is: speakers.toml."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.decide.linear import Linear
from duikou.extract.decide.weights import Weight
from duikou.extract.knowledge.gazetteer import Place, gazetteer
from duikou.extract.models import shipped_models
from duikou.extract.place.speakers import OWN, Named, Speakers, fits

from ..told import document, places_in, rows_of

CASES = [
    (case, level, name)
    for case in rows_of(__file__, "speakers.toml")
    for level, name in case.items()
    if level not in ("title", "text")
]
FITTING = {
    "city": ["赣州市", "瑞金市"],
    "province": ["广东省"],
    "county": ["陆河县"],
    "district": ["南康区"],
    "prefecture": ["恩施土家族苗族自治州"],
    OWN: ["赣州市", "瑞金市", "广东省", "陆河县", "南康区", "恩施土家族苗族自治州"],
}


def named(name: str) -> Place:
    (place,) = [one for one in gazetteer().places_by_surface[name] if one.name == name]
    return place


def speakers_of(title: str, text: str, model: Linear) -> Speakers:
    read = document(text, title)
    places = [Named(span, place) for span, place in places_in(read.text.text)]
    return Speakers(read.text.text, read.outline.metadata, places, gazetteer(), model)


@pytest.mark.parametrize(("case", "level", "name"), CASES, ids=[f"{one['title']} {level}" for one, level, _ in CASES])
def test_who_speaks(case: dict[str, Any], level: str, name: str) -> None:
    word = "我市" if level == "city" else "各有关部门"
    speakers = speakers_of(case["title"], case["text"].replace("@", word), shipped_models().names.speaker)
    place = speakers.at(level, speakers.text.rindex(word))
    assert (place.name if place else "") == name


@pytest.mark.parametrize("level", FITTING)
def test_which_places_a_level_word_may_mean(level: str) -> None:
    assert [name for name in FITTING[OWN] if fits(named(name), level)] == FITTING[level]


def test_candidates_are_the_places_of_the_document_and_those_they_lie_in() -> None:
    speakers = speakers_of("某市方案", "三明市与上海市对口合作。", Linear(()))
    assert {place.name for place, _ in speakers.candidates(OWN, 20)} == {"三明市", "福建省", "上海市"}
    assert {place.name for place, _ in speakers.candidates("province", 20)} == {"福建省"}


def test_the_model_decides() -> None:
    """What is nearest before the spot, with a table that knows nothing else."""
    table = Linear([Weight("bias", "speaks", -2.0), Weight("named last", "speaks", 6.0)])
    speakers = speakers_of("某方案", "三明市推进。我市负责。上海市推进。我市负责。", table)
    first, second = speakers.text.index("我市"), speakers.text.rindex("我市")
    found = [speakers.at("city", position) for position in (first, second)]
    assert [place.name for place in found if place] == ["三明市", "上海市"]


@pytest.mark.parametrize(
    ("title", "text", "printed", "names"),
    [
        ("赣州市与深圳市对口合作方案", "广州市、广州市参加。", "两地", {"赣州市", "深圳市"}),
        ("对口合作方案", "龙岩市与广州市,龙岩市与广州市,深圳市。", "两市", {"龙岩市", "广州市"}),
        ("对口合作方案", "龙岩市与广州市,龙岩市与广州市,福建省与广东省。", "两省", {"福建省", "广东省"}),
        ("对口合作方案", "龙岩市与广州市,龙岩市与广州市,福建省。", "两省", {"福建省", "广东省"}),
        ("对口合作方案", "龙岩市推进。", "两市", set()),
    ],
)
def test_the_two_sides(title: str, text: str, printed: str, names: set[str]) -> None:
    assert {place.name for place in speakers_of(title, text, Linear(())).several(printed)} == names
