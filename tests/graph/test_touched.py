"""A row of well-known names costs the documents that it could change, and gives what a build from nothing gives."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.knowledge.gazetteer import COLUMNS
from duikou.extract.knowledge.touched import Touched, Traced, note_text, touching
from duikou.extract.own import Own, own, use_own
from duikou.graph import workers
from duikou.graph.build import Build, build
from duikou.graph.extraction import Extracted, Progress
from duikou.ontology.terms import Vocabulary

CASES = tomllib.loads((Path(__file__).parent / "touched.toml").read_text(encoding="utf-8"))["case"]
PLAN = """延安市与无锡市对口合作实施方案
一、重点任务
(一)加强合作。支持延安市与无锡市共建产业园区,支持延无科技有限公司、延无科技到延安市投资。(责任单位:市发展改革委)
"""
OTHER = """信阳市对口合作工作要点
一、重点任务
1.推动苏州市企业到信阳市投资兴业,建设双信园。(责任单位:市商务局)
"""


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    before = own()
    yield
    use_own(before)
    workers.close()


def run(documents: Path, output: Path) -> tuple[Build, list[str]]:
    """Builds; gives the result and the names of the files that were read anew."""
    fresh: list[str] = []

    def document(done: Extracted) -> None:
        if done.fresh:
            fresh.append(done.state.file)

    return build(documents, output, Vocabulary(), progress=Progress(document=document)), sorted(fresh)


@pytest.mark.usefixtures("_as_it_was")
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_row_costs_what_it_touches(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "plan.txt").write_text(PLAN, encoding="utf-8")
    (documents / "other.txt").write_text(OTHER, encoding="utf-8")

    def with_rows(when: str) -> None:
        folder = tmp_path / f"rows-{when}"
        folder.mkdir()
        head = COLUMNS[case["table"]].replace(" ", ",")
        (folder / f"{case['table']}.csv").write_text("\n".join([head, *case.get(when, [])]) + "\n", encoding="utf-8")
        monkeypatch.setenv("DUIKOU_GAZETTEER", str(folder))
        use_own(Own(gazetteer=folder))
        workers.close()

    with_rows("before")
    assert run(documents, tmp_path / "part")[1] == ["other.txt", "plan.txt"]
    shutil.copytree(tmp_path / "part", tmp_path / "whole", symlinks=True)
    with_rows("after")
    part, fresh = run(documents, tmp_path / "part")
    assert fresh == case["fresh"]
    shutil.rmtree(tmp_path / "whole" / "documents")
    whole, _ = run(documents, tmp_path / "whole")
    for name in ("graph.nq", "addresses.csv", "review.csv", "texts/plan.json", "texts/other.json"):
        assert (part.release / name).read_bytes() == (whole.release / name).read_bytes(), name
    assert case.get("holds", "").encode() in (part.release / "graph.nq").read_bytes()
    again, fresh = run(documents, tmp_path / "part")
    assert (again.version, fresh) == (part.version, [])
    shutil.rmtree(tmp_path / "part" / "listed")  # what the tables said is not known any more
    assert run(documents, tmp_path / "part")[0].version == part.version


def test_what_is_looked_up_is_noted_found_or_not() -> None:
    held, touched = Traced({"有": 1}), Touched()
    held.get("前")
    with touching(touched):
        assert (held.get("有"), held.get("无"), "非" in held) == (1, None, False)
        note_text("文")
        with touching(None):
            assert [*held] == ["有"]
        assert (touched.keys, touched.texts, touched.everything) == ({"有", "无", "非"}, {"文"}, False)
        assert [*held] == ["有"]
    assert touched.everything
