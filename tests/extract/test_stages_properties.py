"""What holds for any text whatever: no crash, exact offsets, the same result twice, time that grows with length."""

from __future__ import annotations

import sys
import tempfile
import unicodedata
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import chosen, examples

from duikou.extract.clean import clean
from duikou.extract.model import Clean, Outline, UnitKind
from duikou.extract.outline import outline
from duikou.extract.read import ReadError, read

WORDS = """
一、 (一) 1. 第一章 ① ★ ● 支持 三明市 上海市 与 对口合作 , 。 ; : 、 《 》 “ ” ( ) [ ] —— - 2025年 到
责任单位: 市发改委 各区政府 来源: 记者 2023-05-26 联系电话: 0755-00000000 首页 相关文章 (张三摄) 實施 關於 A b 5G 0 |
<p> &amp; & < >
"""
PIECES = st.sampled_from(
    [
        *WORDS.split(),
        "\uff0c",
        "\uff08",
        "\uff09",
        "\uff11",
        "\uff0e",
        "\u200b",
        "\ufeff",
        "\xa0",
        "\n",
        "\n\n",
        "\t",
        " ",
    ]
)
TAGS = st.sampled_from(
    ["<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<div", "class=nav>", "<h1>", "<li>", "<!--", "<script>"]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6), st.just(" ")), max_size=60).map("".join)


def _run(text: str, suffix: str = ".txt") -> tuple[Clean, Outline] | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"page{suffix}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            source = read(path)
        except ReadError:
            return None
    cleaned = clean(source)
    return cleaned, outline(cleaned)


def _alike(one: str, other: str) -> bool:
    """Whether a clean character may stand for a source character: the same but for width, script or kind of mark."""
    folded = unicodedata.normalize("NFKC", one), unicodedata.normalize("NFKC", other)
    marks = not (one.isalnum() or other.isalnum())
    radical = "\u2e80" <= one[:1] <= "\u2fdf"  # CJK radicals are symbols to Unicode: what they show is a character
    letters = (radical or unicodedata.category(one[:1] or "a") == "Lo") and unicodedata.category(other) == "Lo"
    return folded[0] == folded[1] or marks or letters


@settings(max_examples=examples(60))
@given(TEXTS)
def test_any_text(text: str) -> None:
    result = _run(text)
    if result is None:
        return
    cleaned, found = result
    source = cleaned.source.text
    assert len(cleaned.starts) == len(cleaned.ends) == len(cleaned.text)
    assert all(before <= after for before, after in pairwise(cleaned.starts))
    for character, start, end in zip(cleaned.text, cleaned.starts, cleaned.ends, strict=True):
        assert 0 <= start <= end <= len(source)
        assert character in "\n \t" or _alike(source[start:end], character)
    kept = {start for start, character in zip(cleaned.starts, cleaned.text, strict=True) if character not in "\n \t"}
    assert all(place not in kept for noise in cleaned.noise for place in range(*noise.span))
    _check(cleaned, found)
    again = _run(text)
    assert again is not None and (again[0].text, again[0].noise, again[1]) == (cleaned.text, cleaned.noise, found)


@settings(max_examples=examples(40))
@given(st.lists(st.one_of(PIECES, TAGS), max_size=60))
def test_any_page(pieces: list[str]) -> None:
    result = _run("<html>" + "".join(pieces), ".html")
    if result is not None:
        _check(*result)


def _check(cleaned: Clean, found: Outline) -> None:
    text = cleaned.text
    assert [block.span for block in cleaned.blocks] == sorted(block.span for block in cleaned.blocks)
    assert "\n".join(block.span.of(text) for block in cleaned.blocks) == text
    for before, after in pairwise(found.units):
        assert before.span.end <= after.span.start
    for unit in found.units:
        assert unit.kind is UnitKind.TITLE or unit.span.of(text) == unit.span.of(text).strip() != ""
        assert not unit.columns or len(unit.columns) == len(unit.cells)
    paths = [section.path for section in found.sections]
    assert len(set(paths)) == len(paths)
    assert {unit.section for unit in found.units} <= {(), *paths}
    spans = {section.path: section.span for section in found.sections}
    assert all(spans[path[:-1]].contains(spans[path]) for path in paths if path[:-1])


SHAPES = {
    "one line": "支持三明市建设产业园,推动两地合作。",
    "lines": "支持三明市建设产业园\n",
    "commas": "甲乙,\n",
    "numbers": "一、甲\n(一)乙。支持发展。\n1.丙\n",
    "phones": "联系电话0755-00000000",
    "brackets": "(《“",
    "table": "甲\t乙\t丙\n",
    "pairs": "甲市——乙市\n",
    "planted": "重磅,合作至年,广州\n",
    "spaces": "近 日 , ",
}


def _calls(text: str) -> int:
    """Functions called, in Python and in C, while *text* goes through the stages: work that no clock blurs."""
    count = 0

    def tell(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tell)
    try:
        _run(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", chosen({shape: shape for shape in SHAPES}, "table", "pairs"))
def test_work_grows_with_length(shape: str) -> None:
    words = "合作方案\n" + SHAPES[shape] * 150
    _calls(words)  # loads what is loaded once
    once, twice = _calls(words), _calls("合作方案\n" + SHAPES[shape] * 300)
    assert twice <= 2.3 * once + 500
