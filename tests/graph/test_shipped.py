"""What the graph of the five shipped documents must hold, and what it must never hold."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse

import duikou.data
from duikou.graph.build import Build
from duikou.graph.query import open_release

DATA = Path(duikou.data.__file__).parent
DK = "https://w3id.org/duikou/ontology#"
PREF = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
CONFIDENCE = NamedNode(DK + "confidence")
TELEPHONE = re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4})(?!\d)")
E_MAIL = re.compile(r"[\w.]+@[\w.]+\.\w+")


@pytest.fixture(scope="module")
def store(shipped: Build) -> Store:
    return Store.read_only(str(shipped.release / "store"))


@pytest.fixture(scope="module")
def opened(shipped: Build) -> Store:
    """The union of the graphs, as queries see it."""
    return open_release(shipped.release)


@pytest.fixture(scope="module")
def literals(shipped_dump: Path) -> set[str]:
    """Every literal that a document's graph holds, probabilities left out."""
    quads = parse(path=shipped_dump, format=RdfFormat.N_QUADS)
    return {
        quad.object.value
        for quad in quads
        if isinstance(quad.object, Literal)
        and quad.predicate != CONFIDENCE
        and "/graph/document/" in str(quad.graph_name)
    }


def test_every_document_is_published(shipped: Build) -> None:
    assert [state.status for state in shipped.documents] == ["published"] * 5


def test_the_national_plan_has_twenty_pairs_each_with_base_area_and_period(store: Store) -> None:
    rows = {
        (q.subject, predicate, q.object.value)
        for predicate in ("inBaseArea", "establishedBy")
        for q in store.quads_for_pattern(None, NamedNode(DK + predicate), None, None)
        if "/id/cooperation/" in q.subject.value
    }
    of_base_areas = {subject for subject, predicate, _ in rows if predicate == "inBaseArea"}
    assert len(of_base_areas) == 20
    assert of_base_areas <= {subject for subject, predicate, _ in rows if predicate == "establishedBy"}
    for name, year in (("startDate", "2022"), ("endDate", "2030")):
        found = [
            (q.subject, q.object.value)
            for q in store.quads_for_pattern(None, NamedNode("https://schema.org/" + name), None, None)
            if "/id/cooperation/" in q.subject.value
        ]
        assert len({subject for subject, _ in found}) == 20
        assert {value for _, value in found} == {year}


def test_every_responsible_body_of_the_opinion_has_its_full_official_name(store: Store, differs: Any) -> None:
    differs.expect("shipped/responsible bodies of the opinion")
    gold = json.loads((DATA / "gold" / "shipped" / "shenzhen-ganzhou-baise-shanwei.json").read_text(encoding="utf-8"))
    expected = {name for measure in gold["measures"] for name in measure["responsible"]}
    graph = NamedNode("https://w3id.org/duikou/graph/document/shenzhen-ganzhou-baise-shanwei-opinions-2023")
    owners = {q.object for q in store.quads_for_pattern(None, NamedNode(DK + "responsibleAgency"), None, graph)}
    names = {
        q.object.value
        for owner in owners
        for q in store.quads_for_pattern(owner, PREF, None, graph)
        if isinstance(q.object, Literal) and q.object.language == "zh"
    }
    assert names == expected


@pytest.mark.parametrize("pattern", [TELEPHONE, E_MAIL], ids=["telephone", "e-mail"])
def test_no_contact_in_any_literal(literals: set[str], pattern: re.Pattern[str]) -> None:
    assert [value for value in literals if pattern.search(value)] == []


def test_no_noise_in_any_literal(literals: set[str]) -> None:
    with (Path(__file__).parent / "noise.csv").open(encoding="utf-8", newline="") as file:
        noise = [row["words"] for row in csv.DictReader(file)]
    assert len(noise) > 30
    assert [(words, value) for words in noise for value in literals if words in value] == []


ASKED = {
    "the interpretation has issuer and place": (
        "id:document\\/ganzhou-opinions-interpretation-2021 dk:issuer/skos:prefLabel ?one ; "
        "eli:jurisdiction/skos:prefLabel ?other FILTER (lang(?other) = 'zh')",
        {("赣南苏区振兴发展工作办公室", "赣州市")},
    ),
    "the news page stands for the national plan": (
        "id:document\\/meizhou-guangzhou-news-2022 dk:standsFor/dk:documentNumber ?one ; dk:documentKind ?other",
        {("发改振兴〔2022〕766号", "news")},
    ),
    "the plan implements, and the news page does not": (
        "?who dk:implements ?what ; skos:prefLabel ?one . ?what dk:documentNumber ?other . "
        "?said dk:about ?who ; dk:field dk:implements ; dk:partOf id:document\\/meizhou-guangzhou-news-2022 "
        "FILTER (lang(?one) = 'zh')",
        {("革命老区重点城市对口合作工作方案", "国发〔2021〕3号")},
    ),
    "what is said to be of the text is quoted": (
        "?said dk:basis 'text' ; dk:field ?one ; dk:about ?other FILTER NOT EXISTS { ?said dk:evidence ?words }",
        set(),
    ),
    "every year of a pair is quoted": (
        "?one a dk:CooperationStatement ; schema:endDate ?other FILTER NOT EXISTS { ?one dk:termEvidence ?words }",
        set(),
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_where_shipped_documents_come_from(name: str, opened: Store) -> None:
    where, expected = ASKED[name]
    prefixes = {
        "dk": DK,
        "id": "https://w3id.org/duikou/id/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "schema": "https://schema.org/",
    }
    rows = opened.query(f"SELECT DISTINCT ?one ?other WHERE {{ {where} }}", prefixes=prefixes)
    assert isinstance(rows, QuerySolutions)
    assert {tuple(getattr(value, "value", "") for value in row) for row in rows} == expected


def test_every_kind_of_statement_is_there(store: Store) -> None:
    """What the shapes ask of field statements is asked of some."""
    found = {q.object.value for q in store.quads_for_pattern(None, NamedNode(DK + "basis"), None, None)}
    assert found >= {"text", "table"}
    for name in ("roleEvidence", "yearEvidence", "termEvidence"):
        assert next(store.quads_for_pattern(None, NamedNode(DK + name), None, None), None), name
