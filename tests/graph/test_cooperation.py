"""How it stands with a pair is settled from the statements of all documents; each keeps its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from duikou.graph.build import Build, build
from duikou.graph.cooperation import cooperation_quads, settling
from duikou.graph.iris import Minter
from duikou.graph.namespaces import ELI, SCHEMA
from duikou.graph.query import open_release
from duikou.graph.sink import Sink, date, decimal, lines, plain, year
from duikou.ontology.terms import Vocabulary

V = Vocabulary()
MINT = Minter(V)
CASES = tomllib.loads((Path(__file__).parent / "cooperation.toml").read_text(encoding="utf-8"))
COUNTY, CITY = "County", "City"
PLACES = {"360700": (CITY, None), "440300": (CITY, None), "360732": (COUNTY, "360700"), "440304": (COUNTY, "440300")}
Pairs = Iterable[tuple[str, str, list[list[Any]]]]


def graph(pairs: Pairs) -> list[Quad]:
    """Documents that state *pairs*: base, partner, and for each document its date, status, years and confidence."""
    sink = Sink(MINT.graph("document/test"), V)
    for code, (kind, parent) in PLACES.items():
        sink.a(_place(code), kind)
        if parent:
            sink.add(_place(code), "locatedIn", _place(parent))
    for base, partner, statements in pairs:
        pairing = MINT.entity(f"cooperation/{base}-{partner}")
        sink.add(pairing, "basePlace", _place(base))
        sink.add(pairing, "partnerPlace", _place(partner))
        for number, (published, status, start, end, confidence) in enumerate(statements):
            document = MINT.document(f"{base}-{partner}-{number}")
            sink.add(document, ELI.date_publication, date(published or None))
            node = MINT.entity(f"cooperation-statement/{number}/{base}-{partner}")
            sink.a(node, "CooperationStatement")
            sink.add(node, "about", pairing)
            sink.add(node, "partOf", document)
            sink.add(node, "status", plain(status))
            sink.add(node, "confidence", decimal(confidence))
            sink.add(node, SCHEMA.startDate, year(int(start)) if start else None)
            sink.add(node, SCHEMA.endDate, year(int(end)) if end else None)
            sink.add(node, "termEvidence", MINT.entity(f"evidence/{number}") if start or end else None)
    return sink.quads()


def _place(code: str) -> NamedNode:
    return MINT.entity(f"place/{code}")


def test_what_settling_looks_at_is_enough() -> None:
    statement = ["2024-01-01", "in-force", "2023", "2025", 0.9]
    quads = graph([("360700", "440300", [statement]), ("360732", "440304", [statement, ["", "ended", "", "", 0.8]])])
    taken = settling(lines(quads), V)
    assert len(taken) < len(quads)
    assert {*lines(cooperation_quads(taken, V))} == {*lines(cooperation_quads(quads, V))}
    assert any("within" in line for line in map(str, cooperation_quads(taken, V)))


def _values(quads: list[Quad], subject: NamedNode, predicate: NamedNode) -> list[str]:
    return [quad.object.value for quad in quads if (quad.subject, quad.predicate) == (subject, predicate)]


def _orders(statements: list[Any]) -> Iterator[list[Any]]:
    yield from map(list, permutations(statements))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_settled(case: dict[str, Any]) -> None:
    status, start, end, confidence = case["expected"]
    for statements in _orders(case["statements"]):
        quads = cooperation_quads(graph([("360700", "440300", statements)]), V)
        pairing = MINT.entity("cooperation/360700-440300")
        assert _values(quads, pairing, MINT.term("status")) == [status]
        assert [Decimal(value) for value in _values(quads, pairing, MINT.term("confidence"))] == [
            Decimal(str(confidence))
        ]
        assert _values(quads, pairing, SCHEMA.startDate) == [start] * bool(start)
        assert _values(quads, pairing, SCHEMA.endDate) == [end] * bool(end)
        assert len(_values(quads, pairing, MINT.term("termEvidence"))) == bool(start or end)
        both_ways = {(quad.subject, quad.object) for quad in quads if quad.predicate == MINT.term("pairedWith")}
        paired = {(_place("360700"), _place("440300")), (_place("440300"), _place("360700"))}
        assert both_ways == (paired if status == "in-force" else set())


IN_FORCE, DENIED = ["", "in-force", "", "", 0.9], ["", "denied", "", "", 0.9]
WITHIN = {
    "counties of both cities": (("360732", "440304"), IN_FORCE, True),
    "a county with a city": (("360732", "440300"), IN_FORCE, True),
    "the other way round": (("440304", "360732"), IN_FORCE, False),
    "the cities' pair is denied": (("360732", "440304"), DENIED, False),
    "the cities themselves": (("440300", "360700"), IN_FORCE, False),
}


@pytest.mark.parametrize(("places", "outer", "expected"), WITHIN.values(), ids=WITHIN)
def test_within(places: tuple[str, str], outer: list[Any], expected: bool) -> None:
    quads = cooperation_quads(graph([(*places, [IN_FORCE]), ("360700", "440300", [outer])]), V)
    found = {(quad.subject, quad.object) for quad in quads if quad.predicate == MINT.term("within")}
    inner = MINT.entity(f"cooperation/{'-'.join(places)}")
    assert found == ({(inner, MINT.entity("cooperation/360700-440300"))} if expected else set())


def test_a_county_pair_without_that_of_the_cities_lies_in_none() -> None:
    quads = cooperation_quads(graph([("360732", "440304", [IN_FORCE])]), V)
    assert not [quad for quad in quads if quad.predicate == MINT.term("within")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "now.txt").write_text("信阳市与苏州市建立对口合作关系，期限为2022年至2030年。\n", encoding="utf-8")
    (folder / "again.txt").write_text("苏州市对口合作信阳市，支持两市深化对口合作。\n", encoding="utf-8")
    return build(folder, tmp_path_factory.mktemp("output"), V)


def test_one_node_for_a_pair_and_a_statement_with_each_document(built: Build) -> None:
    query = """
        PREFIX dk: <https://w3id.org/duikou/ontology#>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?c ?g ?term WHERE {
          GRAPH ?g {
            ?s a dk:CooperationStatement ; dk:about ?c .
            OPTIONAL { ?s dk:termEvidence/oa:hasSelector/oa:exact ?term }
          }
        }
    """
    rows = open_release(built.release).query(query)
    found = {
        (str(row["g"].value).rpartition("/")[2], row["term"] and row["term"].value, row["c"].value) for row in rows
    }
    pairing = f"{V.base}id/cooperation/411500-320500"
    assert found == {("now", "2022年至2030年", pairing), ("again", None, pairing)}


def test_what_is_settled_stands_in_a_graph_of_its_own(built: Build) -> None:
    dump = (built.release / "graph.nq").read_text(encoding="utf-8").splitlines()
    for term in ("pairedWith", "within"):
        assert {line.rpartition("<")[2] for line in dump if f"#{term}> <" in line and "/id/" in line} <= {
            f"{V.graph['cooperation']}> ."
        }
    lone = Literal("in-force")
    assert [line for line in dump if "/id/cooperation/411500-320500> <" in line and str(lone) in line] == [
        f'<{V.base}id/cooperation/411500-320500> <{V.dk["status"]}> "in-force" <{V.graph["cooperation"]}> .'
    ]
