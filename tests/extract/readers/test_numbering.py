"""The numbers that Word prints before paragraphs: of each kind, by levels, by styles, begun anew."""

from __future__ import annotations

import pytest

from duikou.extract.read import content_of
from duikou.extract.readers.numerals import numeral

from . import tiny
from .test_docx import line_of, run_of


def level(number: int, kind: str, words: str, more: str = "") -> str:
    count = f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
    return f'<w:lvl w:ilvl="{number}">{count}<w:lvlText w:val="{words}"/></w:lvl>'


def defined(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def used(number: int, base: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{base}"/>{more}</w:num>'


def item(words: str, of: int | None, at: int = 0, style: str = "") -> str:
    listed = "" if of is None else f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{of}"/></w:numPr>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{listed}</w:pPr>{run_of(words)}</w:p>'


HAN = level(0, "chineseCountingThousand", "%1、")
INNER = level(1, "chineseCounting", "（%2）")
ON = level(1, "chineseCounting", "（%2）", '<w:lvlRestart w:val="0"/>')
LEGAL = level(1, "decimal", "%1.%2", "<w:isLgl/>")
ANEW = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
STYLES = (
    '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style><w:style w:styleId="c"><w:basedOn w:val="c"/></w:style>'
)


@pytest.mark.parametrize(
    ("lists", "body", "expected"),
    [
        (defined(0, HAN, INNER) + used(1, 0),
         item("甲", 1) + item("乙", 1, 1) + item("丙", 1, 1) + item("丁", 1) + item("戊", 1, 1),
         ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊"]),
        (defined(0, HAN, ON) + used(1, 0), item("甲", 1) + item("乙", 1, 1) + item("丙", 1) + item("丁", 1, 1),
         ["一、甲", "（一）乙", "二、丙", "（二）丁"]),
        (defined(0, HAN, LEGAL) + used(1, 0), item("甲", 1) + item("乙", 1, 1), ["一、甲", "1.1 乙"]),
        (defined(0, HAN) + used(1, 0) + used(2, 0), item("甲", 1) + item("乙", 2), ["一、甲", "二、乙"]),
        (defined(0, HAN) + used(1, 0) + used(2, 0, ANEW), item("甲", 1) + item("乙", 2) + item("丙", 2),
         ["一、甲", "三、乙", "四、丙"]),
        (defined(0, level(0, "bullet", "·")) + used(1, 0), item("甲", 1), ["甲"]),
        (defined(0, level(0, "decimal", "%1", '<w:suff w:val="nothing"/>')) + used(1, 0), item("甲", 1), ["1甲"]),
        (defined(0, HAN) + used(1, 0),
         item("甲", None, style="a") + item("乙", None, style="b") + item("丙", 0, style="a"),
         ["一、甲", "二、乙", "丙"]),
        (defined(0, HAN) + used(1, 0), item("甲", None, style="c") + item("乙", 7), ["甲", "乙"]),
        ("", item("甲", 1), ["甲"]),
        (defined(0, HAN) + used(1, 0),
         f"<w:tbl><w:tr><w:tc>{item('', 1)}</w:tc><w:tc>{line_of(run_of('甲'))}</w:tc></w:tr></w:tbl>",
         ["一、\t甲"]),
    ],
    ids=["levels", "a level that goes on", "legal", "two lists of one count", "begun anew", "bullets", "nothing behind",
         "by styles", "a circle of styles", "no lists", "a cell"],
)  # fmt: skip
def test_numbers(lists: str, body: str, expected: list[str]) -> None:
    data = tiny.docx(body, STYLES, lists)
    assert [block.text for block in content_of(data, ".docx").blocks] == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("decimal", "1 10 11 20 21 105"),
        ("decimalZero", "01 10 11 20 21 105"),
        ("chineseCounting", "一 十 十一 二十 二十一 一百零五"),
        ("chineseLegalSimplified", "壹 壹拾 壹拾壹 贰拾 贰拾壹 壹佰零伍"),
        ("decimalEnclosedCircleChinese", "① ⑩ ⑪ ⑳ 21 105"),
        ("ideographTraditional", "甲 癸 11 20 21 105"),
        ("lowerRoman", "i x xi xx xxi cv"),
        ("upperLetter", "A J K T U AAAAA"),
        ("of nobody", "1 10 11 20 21 105"),
    ],
)
def test_numerals(kind: str, expected: str) -> None:
    assert " ".join(numeral(value, kind) for value in (1, 10, 11, 20, 21, 105)) == expected
