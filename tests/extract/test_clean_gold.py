"""The cleaner against the annotated documents: no annotated measure loses a word, no annotated noise stays."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.clean import clean
from duikou.extract.model import Clean, Noise
from duikou.extract.read import read

DATA = files("duikou.data")
GOLD = sorted(path.name for path in (DATA / "gold").iterdir() if path.name.endswith(".json"))


def _document(gold: str) -> Path:
    """The document that the gold file annotates: the one whose name starts with the gold file's."""
    stem = gold.removesuffix(".json")
    return next(Path(str(path)) for path in (DATA / "documents").iterdir() if path.name.startswith(stem))


@pytest.fixture(params=GOLD)
def annotated(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Clean]:
    gold = json.loads((DATA / "gold" / request.param).read_text(encoding="utf-8"))
    return gold, clean(read(_document(request.param)))


def _dropped(cleaned: Clean, start: int, end: int) -> list[Noise]:
    return [noise for noise in cleaned.noise if noise.span.start < end and noise.span.end > start]


def test_no_measure_loses_a_word(annotated: tuple[dict[str, Any], Clean]) -> None:
    gold, cleaned = annotated
    kept = set(cleaned.starts)
    for measure in gold["measures"]:
        planted = {
            place
            for noise in _dropped(cleaned, measure["start"], measure["end"])
            if noise.reason == "injected"
            for place in range(*noise.span)
        }
        words = [place for place in range(measure["start"], measure["end"]) if not cleaned.source.text[place].isspace()]
        assert [place for place in words if place not in kept and place not in planted] == [], measure["text"]


def test_no_noise_stays(annotated: tuple[dict[str, Any], Clean]) -> None:
    gold, cleaned = annotated
    text = cleaned.source.text
    kept = {start for start, sign in zip(cleaned.starts, cleaned.text, strict=True) if sign != "\n"}
    for words in gold["noise"]:
        places = [match.start() for match in re.finditer(re.escape(words), text)]
        # Injected words are pieces of the title, where they belong: one occurrence at least is noise.
        assert places and any(kept.isdisjoint(range(place, place + len(words))) for place in places), words


def test_there_is_gold() -> None:
    assert len(GOLD) >= 2
