"""What every published fact carries, and what no label may be, in the shipped documents and in some that try it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from duikou.extract.pipeline import extract
from duikou.graph.build import Build, build
from duikou.graph.query import open_release
from duikou.graph.render import render
from duikou.ontology.terms import DEFAULT_BASE, Vocabulary

from ..thorough import chosen

HERE = Path(__file__).parent
QUERIES = ("context-labels", "facts")
EACH = chosen({query: query for query in QUERIES}, "facts")
DOCUMENTS = {
    "plan": """信阳市与苏州市对口合作实施方案
一、总体要求
为贯彻落实《革命老区重点城市对口合作工作方案》(以下简称《方案》),信阳市与苏州市建立对口合作关系,工作期限为2022年至2030年,制定本方案。
二、重点任务
1.支持我市与苏州市共建产业园区,两地政府推动两市企业对接。(牵头单位:市发展改革委;责任单位:市教育局、市商务局)
2.加强两地干部交流,全市各级党校开展培训,双方建立联席会议机制。(责任单位:市委组织部、市人力资源社会保障局)
""",
    "news": """光山县与昆山市签订协议
按照方案,光山县与昆山市结为对口合作县市。我县与昆山市将共建园区,两县市深化产业合作。
""",
}

PRINTED = ("信阳市发展和改革委员会", "信阳市教育局", "信阳市商务局", "中共信阳市委组织部", "信阳市人力资源和社会保障局")
"""The bodies of the plan, as printed."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return build(folder, tmp_path_factory.mktemp("output"), Vocabulary())


def ask(store: Store, name: str) -> list[list[str]]:
    rows = store.query((HERE / f"{name}.rq").read_text(encoding="utf-8"))
    assert isinstance(rows, QuerySolutions)
    return [[str(value) for value in row] for row in rows]


@pytest.mark.parametrize("query", EACH)
def test_nothing_of_the_kind_is_published(query: str, shipped: Build, made: Build) -> None:
    assert [state.status for state in made.documents] == ["published"] * len(DOCUMENTS)
    assert [row for done in (shipped, made) for row in ask(open_release(done.release), query)] == []


@pytest.mark.parametrize("query", EACH)
def test_the_question_finds_it_where_it_is(query: str, made: Build) -> None:
    store = open_release(made.release)
    dk = f"{DEFAULT_BASE}ontology#"
    if query == "facts":
        store.update(f"DELETE {{ ?m <{dk}confidence> ?c }} WHERE {{ ?m a <{dk}Measure> ; <{dk}confidence> ?c }}")
    else:
        place = NamedNode(f"{DEFAULT_BASE}id/place/411500")
        store.add(
            Quad(place, NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"), Literal("我市", language="zh"))
        )
    assert ask(store, query)


def test_bodies_are_in_the_order_in_which_they_are_printed(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(DOCUMENTS["plan"], encoding="utf-8")
    facts = json.loads(render(extract(file), "json", DEFAULT_BASE))
    found = [measure["responsible"] for measure in facts["measures"]]
    assert max(map(len, found)) > 1
    known = [[name for name in names if name in PRINTED] for names in found]
    assert max(map(len, known)) > 1
    assert known == [[name for name in PRINTED if name in names] for names in known]


def test_the_facts_of_one_document_are_whole_by_themselves(tmp_path: Path) -> None:
    """Turtle of one document holds how its pairs stand, as the graph of all does."""
    file = tmp_path / "plan.txt"
    file.write_text(DOCUMENTS["plan"], encoding="utf-8")
    turtle = render(extract(file), "turtle", DEFAULT_BASE).decode()
    assert 'dk:status "in-force"' in turtle
    assert "dk:pairedWith" in turtle
