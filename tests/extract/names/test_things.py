"""Printed names of things other than places and bodies (things.toml), and words for parties of an agreement."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.model import EntityType
from duikou.extract.models import shipped_models
from duikou.extract.names.parties import party_words
from duikou.extract.names.things import Things
from duikou.extract.place.parties import party_definition
from duikou.extract.place.speakers import Named, Speakers
from duikou.extract.text.fold import fold

from ..told import document, places_in, rows_of

CASES = [
    (case["title"], EntityType(kind), printed, name)
    for case in rows_of(__file__, "things.toml")
    for kind, rows in case.items()
    if kind != "title"
    for printed, name in rows.items()
]


def things_of(title: str, printed: str) -> tuple[Things, int]:
    read = document(f"支持{printed}发展。", title)
    text = read.text.text
    named = [Named(span, place) for span, place in places_in(text)]
    return Things(
        gazetteer(), Speakers(text, read.outline.metadata, named, gazetteer(), shipped_models().names.speaker)
    ), text.rindex(fold(printed))


@pytest.mark.parametrize(("title", "kind", "printed", "name"), CASES, ids=[printed for _, _, printed, _ in CASES])
def test_names(title: str, kind: EntityType, printed: str, name: str) -> None:
    things, position = things_of(title, printed)
    meaning = things.meaning(fold(printed), kind, position)
    assert (meaning.canonical, meaning.type) == (name, kind)
    again = things.meaning(fold(name), kind, position)
    assert again.key == meaning.key, "its own name stands for the same"


@pytest.mark.parametrize(
    ("printed", "place", "subtype"),
    [("延安大学", "延安市", "University"), ("无锡市人民医院", "无锡市", "Hospital"), ("某某联盟", "", "")],
)
def test_where_it_stands_and_what_it_is(printed: str, place: str, subtype: str) -> None:
    things, position = things_of("延安市与无锡市对口合作实施方案", printed)
    meaning: Any = things.meaning(printed, EntityType.ORGANIZATION, position)
    known = gazetteer().places.get(meaning.place)
    assert ((known.name if known else ""), meaning.subtype) == (place, subtype)


PARTIES = {
    "甲方:某市人民政府": (["甲方"], ["甲方"]),
    "乙方(盖章):某市人民政府": (["乙方"], ["乙方"]),
    "甲乙双方共同推进,甲方负责。": (["甲乙双方", "甲方"], []),
    "我局会同该委办理,局长出席。": (["我局", "该委"], []),
    "我委员长": ([], []),
    "甲公司签约,公司承诺三年建成。某某公司将出资。": (["公司"], []),
}
"""A text, the words in it that stand for a body only there, and those that it defines."""


@pytest.mark.parametrize(("text", "parties"), PARTIES.items(), ids=PARTIES)
def test_parties(text: str, parties: tuple[list[str], list[str]]) -> None:
    words, defined = parties
    assert [match.group() for match in party_words().finditer(text)] == words
    assert [match["party"] for match in party_definition().finditer(text)] == defined
