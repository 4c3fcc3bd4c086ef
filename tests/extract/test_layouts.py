"""The shipped documents say the same when they are wrapped at a fixed width, or stand on one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from duikou.extract.evaluation.annotations import to_annotation
from duikou.extract.fold import fold
from duikou.extract.pipeline import extract
from duikou.extract.taggers import load_tagger

DOCUMENTS = sorted(Path(str(files("duikou.data"))).glob("documents/*.txt"))
INDENT = "\u3000\u3000"


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def wrapped(width: int, between: str, indent: str) -> Callable[[str], str]:
    def write(text: str) -> str:
        lines = [indent + paragraph for paragraph in paragraphs(text)]
        return between.join(
            "\n".join(line[place : place + width] for place in range(0, len(line), width)) for line in lines
        )

    return write


def on_one_line(between: str) -> Callable[[str], str]:
    return lambda text: between.join(paragraphs(text))


@dataclass(frozen=True)
class Said:
    """What counts the same however the words are laid out: each measure, who answers for it, pairs and the title."""

    measures: Counter[str]
    answers: Counter[tuple[str, str]]
    pairs: frozenset[tuple[str, str]]
    title: str
    kind: str


def bare(text: str) -> str:
    return "".join(fold(text).split())


@cache
def said(path: Path) -> Said:
    found = to_annotation(extract(path, load_tagger("rjieba")))
    measures = [(bare(measure["text"]), measure["responsible"]) for measure in found["measures"]]
    return Said(
        Counter(words for words, _ in measures),
        Counter((words, body) for words, bodies in measures for body in bodies),
        frozenset((pair["base"], pair["partner"]) for pair in found["pairs"]),
        bare(found["document"]["title"]),
        found["document"]["kind"],
    )


LAYOUTS = {
    f"{width} characters{' spaced' * (between != one)}{' indented' * bool(indent)}": wrapped(width, between, indent)
    for one in ("\n",)
    for width, between, indent in (
        (30, "\n", ""),
        (30, "\n", INDENT),
        (36, "\n\n", ""),
        (40, "\n\n", INDENT),
        (47, "\n", "    "),
        (60, "\n", INDENT),
    )
} | {
    "one line, spaces": on_one_line(" "),
    "one line, wide spaces": on_one_line("\u3000\u3000"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_same_facts_in_every_layout(path: Path, layout: str, tmp_path: Path) -> None:
    other = tmp_path / path.name
    other.write_text(LAYOUTS[layout](path.read_text(encoding="utf-8")), encoding="utf-8")
    first, second = said(path), said(other)
    few = 1 + first.measures.total() // 50
    assert (first.measures - second.measures).total() <= few
    assert (second.measures - first.measures).total() <= few
    assert (first.answers - second.answers).total() <= first.answers.total() // 50
    assert second.pairs == first.pairs
    assert (second.title, second.kind) == (first.title, first.kind)


PLAN = (
    "{title}{number}为深入贯彻落实国家关于革命老区振兴发展的部署,结合两市实际,制定本方案。一、总体要求(一)指导思想坚持政府引导、市场运作。"
    "(二)主要目标到2027年,两市合作机制更加完善。二、重点任务(一)建立产业合作园区。支持龙头企业到园区投资建厂。(责任单位:市商务局、市发展改革委)"
    "(二)加强教育合作。组织学校结对共建。(责任单位:市教育局)三、保障措施加强组织领导,建立联席会议制度。{issuer}2024年3月5日"
)


def test_one_line_without_any_space(tmp_path: Path) -> None:
    """Nothing but the words themselves shows where the lines of this plan ended."""
    path = tmp_path / "plan.txt"
    title, issuer = "宁波市与丽水市对口合作实施方案(2023—2027年)", "宁波市发展和改革委员会"
    path.write_text(PLAN.format(title=title, number="甬发改〔2024〕5号", issuer=issuer), encoding="utf-8")
    found = to_annotation(extract(path, load_tagger("rjieba")))
    about = found["document"]
    assert (about["title"], about["kind"], about["issuer"]) == (title, "plan", issuer)
    assert (about["published"], about["number"]) == ("2024-03-05", "甬发改〔2024〕5号")
    answers = {bare(measure["text"]): measure["responsible"] for measure in found["measures"]}
    assert answers["支持龙头企业到园区投资建厂"] == ["宁波市商务局", "宁波市发展和改革委员会"]
    assert answers["组织学校结对共建"] == ["宁波市教育局"]
    assert any("建立联席会议制度" in words for words in answers)
