"""Sixty documents with ten hostile ones among them: fifty are published, ten are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from duikou.graph import workers
from duikou.graph.build import Build, build
from duikou.graph.workers import MEBIBYTE, Limits
from duikou.ontology.terms import Vocabulary

from ..extract.readers import tiny
from . import hostile

PLAN = """{0}市与龙岩市对口合作实施方案
一、重点任务
(一)加强合作。支持龙岩市与{0}市共建产业园区。(责任单位:市发展改革委、市教育局)
"""
CITIES = ("广州", "深圳", "珠海", "佛山", "东莞", "惠州", "苏州", "无锡", "常州", "宁波")
LIMITS = Limits(seconds=6, memory=300 * MEBIBYTE, size=8 * MEBIBYTE)
PAGE = "".join(f"<p>{line}</p>" for line in PLAN.format("广州").splitlines())
SAVED = f"From: <saved>\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{PAGE}"


def cell(properties: str, words: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"


def word(rows: str) -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in PLAN.format("广州").splitlines())
    return tiny.docx(f"{lines}<w:tbl>{rows}</w:tbl>")


ODD: dict[str, bytes] = {
    "spans.docx": word("<w:tr>" + cell('<w:gridSpan w:val="200000000"/>', "甲") + cell("", "乙") + "</w:tr>"),
    "merged.docx": word(("<w:tr>" + cell("<w:vMerge/>", "甲") + cell("", "乙") + "</w:tr>") * 9),
    "nested.html": ("<table><tr><td>" * 5000 + PAGE).encode(),
    "spanned.html": (PAGE + "<table>" + "<tr><td rowspan=200 colspan=200>甲<td>乙" * 1000).encode(),
    "saved.txt": SAVED.encode(),
    "named.pdf": SAVED.encode(),
    "bad-byte.txt": PLAN.format("广州").encode("gb18030") + b"\xff\n",
    "null.txt": PLAN.format("广州").encode() + b"\x00\n",
    "上海市.txt": PLAN.format("上海").encode(),
    "shang-hai-shi.txt": PLAN.format("上海").encode(),
}
"""Files that are none of the usual, and no less readable."""
pytestmark = pytest.mark.thorough  # of one file of a kind test_build.py and extract/formats tell
NAMES = (b"\xb9\xe3\xd6\xdd.txt", b"a\x1b[2J.txt", b"PLAN-0.txt")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, dict[str, str]]:
    """The sixty, built in two processes; and what is to be said of the ten."""
    folder = tmp_path_factory.mktemp("documents")
    said = hostile.write(folder)
    for name, data in ODD.items():
        (folder / name).write_bytes(data)
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(PLAN.format("广州"), encoding="utf-8")
    for number in range(50 - len(ODD) - len(NAMES)):
        city = CITIES[number % len(CITIES)]
        (folder / f"plan-{number}.txt").write_text(PLAN.format(city), encoding="utf-8")
    assert len(list(folder.iterdir())) == 60
    output = tmp_path_factory.mktemp("output")
    return build(folder, output, Vocabulary(), jobs=2, limits=LIMITS), said


def test_fifty_are_published(built: tuple[Build, dict[str, str]]) -> None:
    done, said = built
    assert {state.file for state in done.documents if not state.held} == set(said)
    published = [state for state in done.documents if state.status == "published"]
    assert len(published) == 50
    assert [state.file for state in published if not state.measures] == []


@pytest.mark.parametrize("name", [*hostile.HOSTILE, "link.txt"])
def test_each_hostile_one_is_named_with_its_cause(built: tuple[Build, dict[str, str]], name: str) -> None:
    done, said = built
    (state,) = [state for state in done.documents if state.file == name]
    assert state.message.startswith(f"{name}: ")
    assert said[name] in state.message
    assert state.message.isprintable()


def test_no_process_took_more_than_it_may(built: tuple[Build, dict[str, str]]) -> None:
    largest = workers.peak_memory()
    print(f"largest process of a document: {largest // MEBIBYTE} MiB; build: {built[0].seconds:.0f} s")
    assert largest < LIMITS.memory + 500 * MEBIBYTE


def test_what_was_read_with_slips_is_noted(built: tuple[Build, dict[str, str]]) -> None:
    notes = {state.file: state.message for state in built[0].documents if state.status == "published" and state.message}
    assert set(notes) == {"bad-byte.txt", "null.txt"}
    assert "gb18030" in notes["bad-byte.txt"] and "NUL" in notes["null.txt"]


def test_nothing_from_outside_the_folder_is_in_the_graph(built: tuple[Build, dict[str, str]]) -> None:
    assert b"root:" not in (built[0].release / "graph.nq").read_bytes()
