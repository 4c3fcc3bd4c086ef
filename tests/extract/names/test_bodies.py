"""Printed names of bodies to official ones, by whose document they stand in: bodies.toml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.models import shipped_models
from duikou.extract.names.bodies import Bodies
from duikou.extract.place.speakers import Named, Speakers
from duikou.extract.text.fold import fold

from ..told import document, places_in, rows_of

DOCUMENTS = rows_of(__file__, "bodies.toml")
CASES = [(one, printed, names) for one in DOCUMENTS for printed, names in one.get("is", {}).items()]
GROUPS = [(one, printed, name) for one in DOCUMENTS for printed, name in one.get("group", {}).items()]


def bodies_of(case: dict[str, Any], printed: str) -> tuple[Bodies, int]:
    """The reader of a document that ends with *printed*, and where that stands."""
    read = document(f"{case.get('text', '')}\n由{printed}负责。", case["title"])
    text = read.text.text
    named = [Named(span, place) for span, place in places_in(text)]
    return Bodies(
        gazetteer(), Speakers(text, read.outline.metadata, named, gazetteer(), shipped_models().names.speaker)
    ), text.rindex(fold(printed))


@pytest.mark.parametrize(
    ("case", "printed", "names"), CASES, ids=[f"{case['title'][:3]} {printed}" for case, printed, _ in CASES]
)
def test_official_names(
    case: dict[str, Any], printed: str, names: list[str], known_to_fail: Callable[[str, str], None]
) -> None:
    known_to_fail("bodies", f"{case['title'][:3]} {printed}")
    bodies, position = bodies_of(case, printed)
    meanings = bodies.meanings(fold(printed), position)
    assert [meaning.canonical for meaning in meanings] == names
    assert len({meaning.key for meaning in meanings}) == len(names)


@pytest.mark.parametrize(("case", "printed", "name"), GROUPS, ids=[printed for _, printed, _ in GROUPS])
def test_groups(case: dict[str, Any], printed: str, name: str) -> None:
    bodies, position = bodies_of(case, printed)
    assert "|".join(one.canonical for one in bodies.groups(fold(printed), position)) == name


def test_one_body_has_one_key_however_it_is_printed() -> None:
    case = DOCUMENTS[0]
    keys = set()
    for printed in ("市发改委", "市发展改革委", "赣州市发展和改革委员会"):
        bodies, position = bodies_of(case, printed)
        keys |= {meaning.key for meaning in bodies.meanings(printed, position)}
    assert len(keys) == 1
