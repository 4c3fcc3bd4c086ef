"""Policy documents by title, number and short name."""

from __future__ import annotations

import pytest

from duikou.extract.model import Metadata
from duikou.extract.names.titles import canonical_number, canonical_title, read_documents, titles

NONE = Metadata("", None, "news", None, None, None, None)
NAMED = {
    "a title": ("落实《革命老区振兴意见》。", [("革命老区振兴意见", "革命老区振兴意见")]),
    "a title and its number": (
        "落实《国务院关于振兴的意见》(国发[2021] 3 号),按国发〔2021〕3号办理。",
        [
            ("国务院关于振兴的意见", "国务院关于振兴的意见"),
            ("国发[2021] 3 号", "国务院关于振兴的意见"),
            ("国发〔2021〕3号", "国务院关于振兴的意见"),
        ],
    ),
    "a number alone": ("按照国发〔2021〕3号要求。", [("国发〔2021〕3号", "国发〔2021〕3号")]),
    "a short name given in brackets": (
        "《对口合作工作方案》(以下简称《方案》)印发,《方案》提出。",
        [("对口合作工作方案", "对口合作工作方案"), ("方案", "对口合作工作方案")],
    ),
    "the end of a title": (
        "《某市振兴发展实施意见》印发。《实施意见》提出。",
        [("某市振兴发展实施意见", "某市振兴发展实施意见"), ("实施意见", "某市振兴发展实施意见")],
    ),
    "a short name that nothing explains": ("《方案》提出。", []),
    "no title": ("某市《没有结束", []),
}
"""A text, and what names a document in it: words and full title."""


@pytest.mark.parametrize(("text", "named"), NAMED.values(), ids=NAMED)
def test_names_of_documents(text: str, named: list[tuple[str, str]]) -> None:
    found = [(one.span.of(text), one.name) for one in read_documents(text, NONE, own=False)]
    assert [one for one in dict.fromkeys(found) if one[0]] == named


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("关于印发《赣州市工作方案》的通知", "赣州市工作方案"),
        ("国务院办公厅转发《甲方案》的函", "甲方案"),
        ("赣州市工作方案", "赣州市工作方案"),
        ("《甲方案》解读", "《甲方案》解读"),
    ],
)
def test_a_notice_goes_by_what_it_issues(printed: str, title: str) -> None:
    assert canonical_title(printed) == title


@pytest.mark.parametrize("printed", ["国发〔2021〕3号", "国发[2021] 3 号", "国发(2021)3号", "国发【2021】03号"])
def test_a_number_has_one_form(printed: str) -> None:
    assert canonical_number(printed) == "国发〔2021〕3号"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《甲》和《乙》", ["甲", "乙"]),
        ("《关于《甲》的通知》", ["关于《甲》的通知"]),
        ("《甲\n乙》", []),
        ("《》", []),
        ("《" * 3000, []),
    ],
)
def test_titles(text: str, found: list[str]) -> None:
    assert [span.of(text) for span in titles(text)] == found
