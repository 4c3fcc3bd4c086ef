"""What an annotation says of having been seen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from duikou.corrections.model import BETWEEN_PLACES as JOIN
from duikou.corrections.model import Kind
from duikou.extract.training.gold import ANNOTATED, Gold
from duikou.extract.training.seen import BETWEEN_PLACES, KINDS, Judged, Seen, seen_of

from ..golds import GOLD

FACTS = (
    Judged("measure", 3, 9, True, value="require", topics=("talent", "youth")),
    Judged("measure", 12, 20, False),
    Judged("responsibility", 3, 9, True, "深圳市商务局", "lead"),
    Judged("pair", 0, 30, False, "赣州市—深圳市", "in-force"),
    Judged("entity", 5, 8, True, "深圳市商务局", "Agency"),
    Judged("target", 40, 50, True, value="2025"),
)
RIGHT: dict[str, Any] = {"kind": "measure", "start": 0, "end": 2, "right": True}
BAD: dict[str, tuple[Any, str]] = {
    "no list of what was read throughout": ({"facts": []}, "throughout"),
    "words for a list": ({"throughout": "names", "facts": []}, "'names' is no list"),
    "a kind that is none": ({"throughout": [], "facts": [RIGHT | {"kind": "city"}]}, "kind 'city'"),
    "no word on whether it is right": (
        {"throughout": [], "facts": [{"kind": "target", "start": 0, "end": 2}]},
        "right",
    ),
    "right as a word": ({"throughout": [], "facts": [RIGHT | {"right": "no"}]}, "right 'no'"),
    "backwards": ({"throughout": [], "facts": [RIGHT | {"start": 5}]}, "at 5 to 2"),
    "a pair of one": ({"throughout": [], "facts": [RIGHT | {"kind": "pair", "subject": "赣州市"}]}, "no two places"),
    "no facts at all": ({"throughout": [], "facts": [7]}, "seen:"),
}


def test_the_words_are_those_of_corrections() -> None:
    assert set(KINDS) == set(Kind)
    assert BETWEEN_PLACES == JOIN


def test_what_is_written_is_read_back() -> None:
    seen = Seen(frozenset({"names", "pairs"}), FACTS)
    assert seen_of(json.loads(json.dumps({"seen": seen.as_json()}))) == seen


@pytest.mark.parametrize("annotation", [{}, [], {"seen": None}])
def test_an_annotation_made_by_hand_says_nothing(annotation: object) -> None:
    assert seen_of(annotation) is None


@pytest.mark.parametrize(("seen", "cause"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_named(seen: Any, cause: str) -> None:
    with pytest.raises(ValueError, match="seen") as caught:
        seen_of({"seen": seen})
    assert cause in str(caught.value)


def read(folder: Path, seen: Seen | None) -> Gold:
    """The plan of the gold for tests, with what of it was *seen*."""
    shutil.copy(GOLD / "ganzhou-plan.txt", folder)
    annotation = json.loads((GOLD / "ganzhou-plan.json").read_text(encoding="utf-8"))
    if seen:
        annotation["seen"] = seen.as_json()
    (folder / "ganzhou-plan.json").write_text(json.dumps(annotation), encoding="utf-8")
    return Gold.read(folder / "ganzhou-plan.txt", folder / "ganzhou-plan.json")


def test_gold_is_annotated_in_what_was_seen_throughout(tmp_path: Path) -> None:
    assert read(tmp_path, None).annotated == ANNOTATED
    gold = read(tmp_path, Seen(frozenset({"pairs"}), FACTS[:1]))
    assert gold.annotated == {"pairs"}
    assert gold.judged == FACTS[:1]
