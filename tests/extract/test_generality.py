"""What a document says does not hang on how its file is written, nor on which cities it is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from duikou.extract.evaluation.annotations import to_annotation
from duikou.extract.fold import fold
from duikou.extract.pipeline import extract

DOCUMENTS = sorted(Path(str(files("duikou.data"))).glob("documents/*.txt"))
OTHERS = {
    "深圳": "宁波",
    "赣州": "丽水",
    "百色": "黄冈",
    "汕尾": "遵义",
    "上海": "南京",
    "三明": "延安",
    "龙岩": "信阳",
    "广州": "苏州",
}


def full_width(text: str) -> str:
    return text.translate(str.maketrans(",:;()", "\uff0c\uff1a\uff1b\uff08\uff09"))


def page(text: str) -> str:
    lines = "".join(f"<p>{line}</p>\n" for line in text.splitlines() if line.strip())
    navigation = '<nav><a href="/">首页</a><a href="/news">新闻</a></nav>'
    return f"<html><head><title>页面</title></head><body>{navigation}<div class='article'>{lines}</div></body></html>"


def other_cities(text: str) -> str:
    return re.sub("|".join(OTHERS), lambda match: OTHERS[match[0]], text)


WRITINGS: dict[str, tuple[Callable[[str], str], str, str]] = {
    "full-width marks": (full_width, ".txt", "utf-8"),
    "web page": (page, ".html", "utf-8"),
    "GB18030": (str, ".txt", "gb18030"),
    "other cities": (other_cities, ".txt", "utf-8"),
}


def said(path: Path, change: Callable[[str], str] = str) -> list[tuple[str, str, tuple[str, ...], int]]:
    """Each measure's words in one letter form, its commitment, its topics and how many answer for it."""
    return [
        (
            "".join(fold(change(measure["text"])).split()),
            measure["commitment"],
            tuple(measure["topics"]),
            len(measure["responsible"]),
        )
        for measure in to_annotation(extract(path))["measures"]
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.stem for path in DOCUMENTS])
@pytest.mark.parametrize("writing", WRITINGS)
def test_same_measures(writing: str, document: Path, tmp_path: Path) -> None:
    change, suffix, encoding = WRITINGS[writing]
    file = tmp_path / f"case{suffix}"
    file.write_bytes(change(document.read_text(encoding="utf-8")).encode(encoding))
    rename = other_cities if writing == "other cities" else str
    assert said(file) == said(document, rename)
