"""Pairs of comments in pages, and the content that they mark."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.extract.model import BlockKind
from duikou.extract.read import read
from duikou.extract.readers.pairs import pairs

WORDS = "支持常州市与安康市共建产业园区,推动两地企业开展合作。" * 3


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<!--<$[信息内容]>begin-->甲<!--<$[信息内容]>end-->", [("content", "甲")]),
        ("<!-- ZJEG_RSS.content.begin -->甲<!--ZJEG_RSS.content.end-->", [("content", "甲")]),
        ("<!-- 正文 开始 -->甲<!-- 正文 结束 -->", [("content", "甲")]),
        ("<!--TRS_title begin-->甲<!--TRS_title end-->", [("title", "甲")]),
        ("<!--正文开始-->甲<!--标题开始-->乙<!--标题结束-->丙<!--正文结束-->",
         [("title", "乙"), ("content", "甲<!--标题开始-->乙<!--标题结束-->丙")]),
        ("<!--正文开始-->甲", []),
        ("甲<!--正文结束-->乙<!--正文-->", []),
        ("<!--内容提要开始-->甲<!--内容提要结束-->", []),
    ],
)  # fmt: skip
def test_pairs(page: str, expected: list[tuple[str, str]]) -> None:
    assert [(name, span.of(page)) for name, span in pairs(page)] == expected


def kept(folder: Path, page: str) -> list[str]:
    (folder / "page.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    blocks = read(folder / "page.html").blocks
    return [block.text for block in blocks if block.kind is not BlockKind.FURNITURE]


def test_what_a_page_marks_as_its_content_is_all_of_it(tmp_path: Path) -> None:
    below = "<div><h3>相关</h3><p>支持三明市共建产业园,推动企业开展合作。</p></div>"
    page = f'<!--正文开始--><div class="share"><p>{WORDS}</p><p hidden>藏</p></div><!--正文结束-->{below}'
    assert kept(tmp_path, page) == [WORDS]


def test_what_is_hardly_anything_is_not_believed(tmp_path: Path) -> None:
    assert kept(tmp_path, f"<!--正文开始--><p>见附件</p><!--正文结束--><p>{WORDS}</p>") == ["见附件", WORDS]
