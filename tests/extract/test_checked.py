"""Lists of words are checked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.extract import checked
from duikou.extract.checked import check_knowledge
from duikou.extract.knowledge import lexicon


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, not made yet."""
    monkeypatch.setattr(checked, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each time that all lists are read; what is appended by the test is what is wrong then."""
    wrong: list[str] = []

    def check() -> None:
        wrong.append("read")
        if "wrong" in wrong:
            raise ValueError("data/lexicon/targets.toml, line 1: any_year: unknown key")

    monkeypatch.setattr(lexicon, "check_lexicons", check)
    return wrong


def test_what_was_found_good_is_not_read_again(folder: Path, checks: list[str]) -> None:
    check_knowledge()
    check_knowledge()
    assert checks == ["read"] and len([*folder.iterdir()]) == 1


def test_other_lists_are(folder: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    check_knowledge()
    monkeypatch.setattr(checked, "_HANGS_ON", ("data/lexicon",))
    check_knowledge()
    assert checks == ["read", "read"] and len([*folder.iterdir()]) == 2


def test_what_is_wrong_is_named_each_time(folder: Path, checks: list[str]) -> None:
    checks.append("wrong")
    for _ in range(2):
        with pytest.raises(ValueError, match=r"targets\.toml, line 1"):
            check_knowledge()
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(folder: Path, checks: list[str]) -> None:
    folder.write_text("a file", encoding="utf-8")
    check_knowledge()
    check_knowledge()
    assert checks == ["read", "read"]
