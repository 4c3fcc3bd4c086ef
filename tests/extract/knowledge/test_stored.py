"""The gazetteer that is kept is the one that was read."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from duikou.extract.knowledge import stored as module
from duikou.extract.knowledge.gazetteer import _read_tables, load
from duikou.extract.knowledge.stored import stored

SHIPPED = files("duikou.data") / "gazetteer"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, not made yet."""
    monkeypatch.setattr(module, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def unread() -> dict[str, tuple[object, ...]]:
    raise AssertionError("read again")


def test_what_is_kept_is_what_was_read(folder: Path) -> None:
    first = stored([b"tables"], [], lambda: _read_tables(SHIPPED))
    assert stored([b"tables"], [], unread) == first
    assert vars(type(load(SHIPPED))(**stored([b"tables"], [], unread))) == vars(load(SHIPPED))
    assert len([*folder.iterdir()]) == 1


def test_other_tables_and_other_code_have_files_of_their_own(folder: Path, tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text("1")
    for tables, text in (([b"ab"], "1"), ([b"a", b"b"], "1"), ([b"ab"], "2")):
        code.write_text(text)
        stored(tables, [code], dict)
    assert len([*folder.iterdir()]) == 3


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: b"", lambda data: data[:40] + b"x" + data[41:]])
def test_a_damaged_file_is_made_again(spoil: object, folder: Path) -> None:
    stored([b"tables"], [], dict)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    assert callable(spoil)
    file.write_bytes(spoil(whole))
    assert stored([b"tables"], [], dict) == {}
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(folder: Path) -> None:
    folder.write_text("a file", encoding="utf-8")
    assert stored([b"tables"], [], lambda: {"provinces": ()}) == {"provinces": ()}
