"""The difference of two releases as facts: a case is two graphs and the text of what changed."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from duikou.graph.history.census import census
from duikou.graph.history.dump import Dump
from duikou.graph.history.facts import Comparison, Fact, in_order
from duikou.graph.history.log import TOGETHER
from duikou.graph.history.records import from_line, to_line
from duikou.graph.history.render import text, to_json
from duikou.graph.sink import lines
from duikou.ontology.terms import Vocabulary

CASES = {
    f"{file.stem}-{name}": case
    for file in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for name, case in tomllib.loads(file.read_text(encoding="utf-8")).items()
}
PREFIXES = """
PREFIX dk: <https://w3id.org/duikou/ontology#>
PREFIX dkc: <https://w3id.org/duikou/commitment/>
PREFIX id: <https://w3id.org/duikou/id/>
PREFIX graph: <https://w3id.org/duikou/graph/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def dump(path: Path, trig: str) -> Dump:
    named = trig.replace("graph:document/plan", "<https://w3id.org/duikou/graph/document/plan>")
    path.write_bytes(b"".join(lines(parse(PREFIXES + named, format=RdfFormat.TRIG))))
    return Dump(path)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Comparison, str]:
    chosen = CASES[request.param]
    before, after = dump(tmp_path / "before.nq", chosen["before"]), dump(tmp_path / "after.nq", chosen["after"])
    return Comparison(before, after, Vocabulary()), chosen["text"]


def found(comparison: Comparison) -> list[Fact]:
    return in_order(comparison.facts(), comparison.vocabulary)


def test_the_text(case: tuple[Comparison, str]) -> None:
    comparison, expected = case

    def told(language: str) -> list[str]:
        name = comparison.name
        facts = found(comparison)
        return list(text("one", "two", facts, lambda iri: name(iri) if iri else TOGETHER, language))

    chinese, english = told("zh"), told("en")
    assert chinese[0] == "版本 one → two"
    assert "\n".join(chinese[1:]).strip("\n") == expected.strip("\n")
    assert len(english) == len(chinese)
    assert english[0] == "Release one → two"


def test_facts_come_back_from_their_lines(case: tuple[Comparison, str]) -> None:
    facts = found(case[0])
    assert [from_line(to_line(fact)) for fact in facts] == facts
    value = json.loads(to_json("one", "two", facts))
    assert (value["previous"], value["version"], len(value["facts"])) == ("one", "two", len(facts))


def test_a_first_release_is_counted_alike(case: tuple[Comparison, str]) -> None:
    first = Comparison(Dump(None), case[0].after, case[0].vocabulary)

    def counted(facts: Iterable[Fact]) -> Counter[tuple[str, str, str, str]]:
        return Counter((fact.document, fact.kind, fact.change, fact.node) for fact in facts)

    assert counted(census(first.after, first.vocabulary)) == counted(first.facts())


def test_a_node_is_found_wherever_its_lines_stand(tmp_path: Path) -> None:
    quads = (f'id:{"x" * n} rdfs:label "{n}" , "{"长" * n}" .' for n in range(1, 60))
    trig = "".join(f"GRAPH graph:reference {{ {quad} }}\n" for quad in quads)
    whole = dump(tmp_path / "graph.nq", trig)
    for n in range(1, 60):
        about = whole.about(f"https://w3id.org/duikou/id/{'x' * n}")
        assert {str(quad.object) for quad in about} == {f'"{n}"', f'"{"长" * n}"'}
    for missing in ("a", "xx/", "z", "x" * 60):
        assert whole.about(f"https://w3id.org/duikou/id/{missing}") == []
    assert Dump(None).about("https://w3id.org/duikou/id/x") == []
