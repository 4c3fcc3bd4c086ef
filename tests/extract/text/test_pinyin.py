"""What is looked up in the kept readings is what pypinyin says itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from duikou.extract.text import readings as module
from duikou.extract.text.readings import Readings, compiled, keep_readings, readings

PHRASES = sorted(PHRASES_DICT)[::97]


@pytest.fixture(scope="module")
def kept() -> Readings:
    return Readings(compiled())


def said(text: str) -> list[str]:
    found: list[str] = lazy_pinyin(text, style=Style.NORMAL, errors=lambda rest: f"<{rest}>")
    return found


def mark(rest: str) -> str:
    return f"<{rest}>"


def test_phrases_are_read_alike_alone_and_where_they_run_into_each_other(kept: Readings) -> None:
    texts = [*PHRASES, *(one[:-1] + other for one, other in zip(PHRASES, PHRASES[::-1], strict=True))]
    assert len(texts) > 900
    assert [text for text in texts if kept.syllables(text, mark) != said(text)] == []


def test_characters_are_read_alike(kept: Readings) -> None:
    assert [code for code in sorted(PINYIN_DICT)[::29] if kept.syllables(chr(code), mark) != said(chr(code))] == []


@pytest.mark.parametrize(
    "text", ["", "A1", "赣州市A1", "  重庆 银行,行长", "率先:绿色率", "\ud800州", "𠀀州", "女女吕"]
)
def test_what_stands_between_is_left_to_the_caller(text: str, kept: Readings) -> None:
    assert kept.syllables(text, mark) == said(text)
    assert kept.syllables(text, lambda _: "") == lazy_pinyin(text, style=Style.NORMAL, errors=lambda _: "")


def test_a_character_that_has_no_reading_after_all_is_told(kept: Readings) -> None:
    strange = next(chr(code) for code in range(0x3400, 0xFB00) if said(chr(code)) == [f"<{chr(code)}>"] and code in HAN)
    with pytest.raises(KeyError):
        kept.syllables(f"州{strange}", mark)


HAN = range(0xF900, 0xFB00)
"""Compatibility characters: pypinyin takes them for Han, whether it knows them or not."""


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: b"", lambda data: data[:40] + b"x" + data[41:]])
def test_a_damaged_file_is_none(spoil: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cache_folder", lambda: tmp_path)
    keep_readings()
    (file,) = tmp_path.iterdir()
    assert callable(spoil)
    file.write_bytes(spoil(file.read_bytes()))
    readings.cache_clear()
    assert readings() is None
    readings.cache_clear()


def test_a_name_alone_loads_no_dictionary_once_they_are_kept(tmp_path: Path) -> None:
    asked = (
        "import sys; from duikou.extract.text.pinyin import syllables; "
        "print(syllables('重庆A'), 'pypinyin' in sys.modules)"
    )
    environment = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    told = [
        subprocess.run(
            [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert told == ["['chong', 'qing', 'A'] True\n", "['chong', 'qing', 'A'] False\n"]
