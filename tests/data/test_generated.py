"""Generated documents: the same seed gives the same bytes, and what is expected of them stands in them."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.tests.bench.generated import CORPUS, SIZES, Generated, annotated, generated, write

COUNT = 60


@pytest.fixture(scope="module")
def documents() -> list[Generated]:
    return [*generated(COUNT, seed=3)]


def test_a_document_follows_from_the_seed_and_its_number(documents: list[Generated], tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, 5, 3, tmp_path / f"{name}.jsonl")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert files == {one.file: one.text.encode() for one in documents[:5]}
    assert [*islice(generated(50_000, seed=3), 5)] == documents[:5]
    assert [*generated(5, seed=4)] != documents[:5]


def test_what_is_expected_stands_in_the_text(documents: list[Generated]) -> None:
    surfaces = {place.name: place.surfaces for place in (*gazetteer().cities, *gazetteer().counties)}
    for one in documents:
        told = json.loads(one.expected())
        assert told["file"] == one.file
        assert all(one.text[m["start"] : m["end"]] == m["text"] != "" for m in told["measures"])
        for side in {name for pair in told["pairs"] for name in pair}:
            assert any(surface in one.text for surface in surfaces[side])
    assert sum(len(one.measures) for one in documents) > 5 * COUNT
    assert sum(bool(one.pairs) for one in documents) > COUNT / 2


def test_they_are_of_all_kinds_and_of_one_size(documents: list[Generated]) -> None:
    assert {one.kind for one in documents} == {one.kind for one in annotated()}
    sizes = [len(one.text.encode()) for one in documents]
    assert min(sizes) >= SIZES[0] and sum(sizes) / COUNT == pytest.approx(2048, rel=0.15)
    assert max(Counter(one.text for one in documents).values()) == 1


def test_names_are_exchanged(documents: list[Generated]) -> None:
    """Most places of the annotated documents are others now, in the words of measures too."""
    known = {measure.text for source in annotated(CORPUS) for part in source.sections for measure in part.measures}
    others = [measure for one in documents for measure in one.measures if measure.text not in known]
    assert len(others) > COUNT
