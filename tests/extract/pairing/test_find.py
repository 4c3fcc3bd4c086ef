"""Pairs decided by tables that are small enough to see through: thresholds, status, direction, term, base area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from duikou.extract.decide.linear import Linear
from duikou.extract.decide.weights import Weight
from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.model import Entity, Linked, Pair, Span
from duikou.extract.pairing.find import PairModels, find_pairs

from ..told import document, linked_places


def linear(*rows: tuple[str, float]) -> Linear:
    return Linear([Weight(feature, "yes", weight) for feature, weight in rows])


MODELS = PairModels(
    first=linear(("bias", -3.0), ("between pairing", 6.0), ("after pairing", 6.0)),
    second=linear(("bias", -3.0), ("first=9", 6.0), ("first=4", 2.2)),
    direction=linear(("sides=receiving|giving", 2.0), ("sides=giving|receiving", -2.0)),
    status=Linear([Weight("bias", "none", 2.0), Weight("sentence ended", "ended", 9.0)], exclusive=True),
    standing=Linear(
        [
            Weight("bias", "none", 1.0),
            *(Weight(f"best={tenth}", "in-force", 5.0) for tenth in (6, 7, 8, 9)),
            Weight("best=4", "in-force", 0.2),
            Weight("ended=9", "ended", 7.0),
        ],
        exclusive=True,
    ),
)


def pairs_of(text: str, models: PairModels = MODELS) -> tuple[Linked, Sequence[Pair], Sequence[Pair]]:
    read = document(text, "某市实施方案")
    linked = linked_places(read.text.text)
    areas = [
        Entity(area.type, area.name, area.key, area.name, mentions=(Span(at, at + len(surface)),))
        for surface, area in gazetteer().areas_by_surface.items()
        if (at := read.text.text.find(surface)) >= 0 and surface == area.name
    ]
    linked = Linked.of([*linked.entities, *areas])
    pairs, near, linked = find_pairs(read.text.text, read.outline, linked, (), gazetteer(), models)
    return linked, pairs, near


def shown(linked: Linked, pairs: Sequence[Pair]) -> list[str]:
    names = {key: entity.canonical for key, entity in linked.by_key.items()}
    return [f"{names[pair.base]} {names[pair.partner]} {pair.status.value}" for pair in pairs]


FOUND = {
    "receiving side first": ("深圳市对口合作赣州市。", ["赣州市 深圳市 in-force"]),
    "however it is put": ("赣州市与深圳市对口合作。", ["赣州市 深圳市 in-force"]),
    "nothing says so": ("赣州市途经深圳市。", []),
    "once for all namings": ("赣州市与深圳市对口合作。深圳市对口合作赣州市。", ["赣州市 深圳市 in-force"]),
}


@pytest.mark.parametrize(("text", "pairs"), FOUND.values(), ids=FOUND)
def test_pairs(text: str, pairs: list[str]) -> None:
    linked, found, _ = pairs_of(text)
    assert shown(linked, found) == pairs


@pytest.mark.parametrize(("text", "found"), [("赣州市途经深圳市。", 0), ("赣州市途经深圳市,加强合作。", 1)])
def test_a_document_that_never_speaks_of_cooperation_must_be_all_but_certain(text: str, found: int) -> None:
    standing = Linear([Weight("bias", "none", 1.0), Weight("best=9", "in-force", 2.0)], exclusive=True)
    likely = replace(MODELS, first=linear(("bias", 3.0)), standing=standing)
    assert [len(pairs) for pairs in pairs_of(text, likely)[1:]] == [found, 1 - found]


def test_pairs_of_the_same_provinces_run_the_same_way() -> None:
    """What one pair of two provinces says of the direction counts for the others too."""
    toward = linear(("between=对口合作", -5.0))  # who is named first gives
    models = replace(MODELS, direction=toward)
    linked, found, _ = pairs_of("深圳市对口合作赣州市。东莞市与吉安市对口合作。", models)
    assert shown(linked, found) == ["赣州市 深圳市 in-force", "吉安市 东莞市 in-force"]


def test_what_comes_near_is_kept_aside() -> None:
    models = replace(MODELS, first=linear(("bias", -0.2)))
    linked, found, near = pairs_of("赣州市途经深圳市。", models)
    assert (shown(linked, found), len(near)) == ([], 1)


TERMS = {
    "in its sentence": ("赣州市与深圳市对口合作,期限为2022年至2030年。", 2022, 2030),
    "for all pairs": ("赣州市与深圳市对口合作。\n工作期限为2022年至2030年。", 2022, 2030),
    "that of all pairs is not one of counties": ("南康区与福田区对口合作。\n工作期限为2022年至2030年。", None, None),
    "since a year": ("2021年两市结对以来,赣州市与深圳市对口合作。", 2021, None),
    "none": ("赣州市与深圳市对口合作。", None, None),
    "those of a cited plan are not its own": (
        "落实《某市实施方案(2023—2027年)》,赣州市与深圳市对口合作。",
        None,
        None,
    ),
}


@pytest.mark.parametrize(("text", "start", "end"), TERMS.values(), ids=TERMS)
def test_terms(text: str, start: int | None, end: int | None) -> None:
    _, (pair,), _ = pairs_of(text)
    assert ((pair.term.start, pair.term.end) if pair.term else (None, None)) == (start, end)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("赣州市属赣闽粤原中央苏区,与深圳市对口合作。", "赣闽粤原中央苏区"),
        ("赣州市与深圳市对口合作。", None),
    ],
)
def test_base_area(text: str, area: str | None) -> None:
    linked, (pair,), _ = pairs_of(text)
    assert (linked.by_key[pair.base_area].canonical if pair.base_area else None) == area
