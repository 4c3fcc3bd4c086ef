"""The cleaner on annotated documents: no annotated measure loses a word, no annotated noise stays."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from duikou.extract.training.gold import Gold, texts_of

DATA = Path(str(files("duikou.data")))
GOLDS = [
    *texts_of(DATA / "gold" / "shipped", DATA / "documents"),
    *texts_of(DATA / "gold" / "older"),
]
NAMES = [annotation.stem for _, annotation in GOLDS]


@cache
def read(text: Path, annotation: Path) -> Gold:
    return Gold.read(text, annotation)


@pytest.fixture
def gold(request: pytest.FixtureRequest) -> Gold:
    """An annotated document, which is read once."""
    return read(*request.param)


def test_there_is_gold() -> None:
    assert len(GOLDS) >= 20
    assert any(read(*paths).annotation["noise"] for paths in GOLDS)


@pytest.mark.parametrize("gold", GOLDS, ids=NAMES, indirect=True)
def test_no_measure_loses_a_word(gold: Gold) -> None:
    cleaned = gold.clean
    kept = set(cleaned.starts)
    planted = {place for noise in cleaned.noise if noise.reason == "injected" for place in range(*noise.span)}
    text = cleaned.source.text
    for measure in gold.annotation["measures"]:
        start = measure.get("start", text.find(measure["text"]))
        places = [place for place in range(start, start + len(measure["text"])) if not text[place].isspace()]
        assert [place for place in places if place not in kept and place not in planted] == [], measure["text"]


@pytest.mark.parametrize("gold", GOLDS, ids=NAMES, indirect=True)
def test_no_noise_stays(gold: Gold) -> None:
    cleaned = gold.clean
    kept = {start for start, sign in zip(cleaned.starts, cleaned.text, strict=True) if sign != "\n"}
    for words in gold.annotation["noise"]:
        places = [match.start() for match in re.finditer(re.escape(words), cleaned.source.text)]
        # Injected words are pieces of the title, where they belong: one occurrence at least is noise.
        assert places and any(kept.isdisjoint(range(place, place + len(words))) for place in places), words
