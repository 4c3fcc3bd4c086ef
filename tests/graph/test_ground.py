"""What documents stand on is made once, and is the same whether it is made or kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.extract import checked
from duikou.graph import ground as grounds
from duikou.graph.ground import ground
from duikou.ontology.terms import Vocabulary

V = Vocabulary()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, not made yet."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(grounds, "cache_folder", lambda: folder)
    return folder


def test_the_first_time_makes_it_and_the_second_reads_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ground(V)
    assert len([*folder.iterdir()]) == 1
    monkeypatch.setattr(grounds, "_made", None)
    again = ground(V)
    assert (again.reference, again.ontology, again.data) == (first.reference, first.ontology, first.data)
    assert first.reference and first.reference == sorted(first.reference)
    assert first.ontology and not {*first.ontology} & {*first.reference}


def test_another_base_has_a_ground_of_its_own(folder: Path) -> None:
    ground(V)
    other = ground(Vocabulary("https://example.org/"))
    assert len([*folder.iterdir()]) == 2
    assert V.base.encode() not in other.data


@pytest.mark.parametrize("data", [b"", b"too short", b"\0" * 400])
def test_a_damaged_file_is_made_again(data: bytes, folder: Path) -> None:
    first = ground(V)
    (file,) = folder.iterdir()
    file.write_bytes(data)
    assert ground(V).data == first.data
    assert len(file.read_bytes()) > len(first.data)


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(folder: Path) -> None:
    folder.write_text("a file")
    assert ground(V).data == ground(V).data


def test_knowledge_that_is_wrong_is_named_and_nothing_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> None:
        raise ValueError("data/lexicon/targets.toml, line 1: any_year: not a regular expression")

    monkeypatch.setattr(checked, "check_knowledge", wrong)
    with pytest.raises(ValueError, match=r"targets\.toml, line 1"):
        ground(V)
    assert not folder.exists()
