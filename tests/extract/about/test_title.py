"""What kind a document is: by the word at the end of its title, else by what the page looks like."""

from __future__ import annotations

import pytest

from duikou.extract.about.title import ending

from ..told import document

ENDINGS = {
    "赣州市与深圳市对口合作实施方案": "plan",
    "赣州市与深圳市对口合作实施方案(2023—2025年)": "plan",
    "对口合作2024年工作要点": "plan",
    "关于支持革命老区振兴发展的实施意见": "opinion",
    "《实施方案》政策解读": "interpretation",
    "两市携手再出发": None,
    "对口合作工作专班职责分工": "plan",
    "对口合作2025年重点任务(2025—2027年)": "plan",
    "对口合作第二次专题会议纪要": "plan",
    "关于对口合作资金使用情况的通报": "news",
    "某市2024年工作报告(摘要)": "news",
}
PAGES = {
    "a plan by its numbered parts": (
        "两市合作",
        "\n".join(f"{mark}、加强合作\n推动两市各领域交流,支持企业投资。" for mark in "一二三四五六"),
        "plan",
    ),
    "news by its byline": ("两市携手再出发", "来源:某日报 记者 张某\n近日,两市召开座谈会。", "news"),
    "an explanation by how it opens": ("一张图看懂:两市怎么结对", "两市结对已满两年。", "interpretation"),
    "a plan by its title": ("某市对口合作实施方案", "近日,两市召开座谈会。", "plan"),
}  # fmt: skip
"""Title, text and kind."""


@pytest.mark.parametrize(("title", "kind"), ENDINGS.items())
def test_the_word_at_the_end(title: str, kind: str | None) -> None:
    assert ending(title) == kind


@pytest.mark.parametrize(("title", "text", "kind"), PAGES.values(), ids=PAGES)
def test_kinds_of_pages(title: str, text: str, kind: str) -> None:
    assert document(text, title).outline.metadata.kind == kind
