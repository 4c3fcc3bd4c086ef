"""Networks say what SPARQL says, whatever way they are asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duikou.networks import Edge, Filters, Network, NetworkError, definition, definitions, network, own_network
from duikou.networks.model import Node
from duikou.networks.rows import Row

Select = Callable[[str], list[Row]]
PREFIXES = """PREFIX dk: <https://w3id.org/duikou/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/> """
BASE = "https://w3id.org/duikou/"

# An independent count of the edges of each network: another query than the network's own.
COUNTS = {
    "pairs": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?b { { ?c dk:baseCity ?a ; dk:partnerCity ?b } UNION "
    "{ ?c dk:baseCity ?a . ?c dk:inBaseArea|(dk:baseCity/dk:inBaseArea) ?b } } }",
    "agency-topics": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?t { ?m dk:responsibleAgency ?a ; dk:topic ?t } }",
    "agencies-together": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?b { ?m dk:responsibleAgency ?a , ?b "
    "FILTER (STR(?a) > STR(?b)) } }",
    "city-topics": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?c ?t { ?m dk:topic ?t . { ?m dk:concerns ?c } UNION "
    "{ ?m dk:partOf/dk:coversCooperation/(dk:baseCity|dk:partnerCity) ?c MINUS { ?m dk:concerns ?any } } } }",
    "documents": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?b "
    "{ ?a dk:implements|dk:amends|dk:repeals|dk:cites ?b } }",
}


def node(made: Network, id_: str) -> Node:
    return next(node for node in made.nodes if node.id == id_)


def edge(made: Network, *ends: str) -> Edge:
    return next(edge for edge in made.edges if {edge.source, edge.target} == set(ends))


@pytest.mark.parametrize("name", COUNTS)
def test_edges_are_those_of_the_graph(name: str, made: dict[str, Network], select: Select) -> None:
    (row,) = select(PREFIXES + COUNTS[name])
    assert len(made[name].edges) == int(row["n"].value) > 0  # type: ignore[union-attr]


@pytest.mark.parametrize("name", definitions())
def test_a_network_is_sorted_declared_and_whole(name: str, made: dict[str, Network]) -> None:
    found = made[name]
    assert [n.id for n in found.nodes] == sorted({n.id for n in found.nodes})
    keys = [(e.source, e.target, e.kind) for e in found.edges]
    assert keys == sorted(set(keys))
    assert {end for e in found.edges for end in (e.source, e.target)} == {n.id for n in found.nodes}
    for things, declared in ((found.nodes, found.node_attributes), (found.edges, found.edge_attributes)):
        types = {"string": str, "integer": int, "double": float, "boolean": bool}
        known = {a.name: types[a.type] for a in declared}
        for thing in things:
            assert all(type(value) is known[key] for key, value in thing.attributes.items())
    assert all(n.label and n.kind in found.node_kinds for n in found.nodes)


def test_pairs_hold_weight_period_base_area_and_founder(made: dict[str, Network]) -> None:
    found = edge(made["pairs"], "place/310000", "place/350400")
    assert (found.kind, found.weight, found.start, found.end) == ("paired-with", 2.0, "2022-01-01", "2030-12-31")
    assert found.attributes["base_area"] == "赣闽粤原中央苏区"  # from the city: the pairing names none
    assert found.attributes["established_by"] == "革命老区重点城市对口合作工作方案"
    open_end = edge(made["pairs"], "place/360700", "place/440300")
    assert (open_end.start, open_end.end) == (None, None)
    assert {n.kind for n in made["pairs"].nodes} == {"base-city", "partner-city", "base-area"}


def test_a_node_is_described(made: dict[str, Network]) -> None:
    city = node(made["pairs"], "place/310000")
    assert (city.label, city.attributes["label_en"], city.attributes["code"]) == ("上海市", "Shanghai", "310000")
    assert (city.attributes["latitude"], city.attributes["longitude"]) == (31.22222, 121.45806)
    assert city.iri == f"{BASE}id/place/310000"
    assert (city.start, city.end) == ("2022-01-01", "2030-12-31")
    assert node(made["agency-topics"], "agency/310000/development-reform").attributes["place"] == "上海市"
    assert node(made["agency-topics"], "topic/green-energy").attributes["area"] == "生态保护与绿色低碳"
    assert node(made["documents"], "policy/guofa-2021-3").attributes["number"] == "国发〔2021〕3号"
    assert node(made["organizations"], "organization/sanming-university").attributes["class"] == "University"


def test_weights_count_measures_once(made: dict[str, Network]) -> None:
    owns = edge(made["agency-topics"], "agency/310000/culture-tourism", "topic/red-tourism")
    assert (owns.source, owns.weight) == ("agency/310000/culture-tourism", 2.0)
    assert (owns.start, owns.end) == ("2023-01-01", "2025-12-31")
    together = edge(made["agencies-together"], "agency/310000/culture-tourism", "agency/350400/culture-tourism")
    assert together.weight == 2.0
    published = edge(made["agency-topics"], "agency/440300/development-reform", "topic/green-energy")
    assert (published.start, published.end) == ("2023-09-15", None)


def test_the_stronger_relation_stands_for_both(made: dict[str, Network]) -> None:
    implements = edge(made["documents"], "document/shanghai-sanming", "policy/guofa-2021-3")
    assert implements.kind == "implements"
    owner = "agency/310000/culture-tourism"
    kinds = {e.kind for e in made["all"].edges if e.target == owner and e.source.endswith("1/1")}
    assert kinds == {"leads"}


def test_the_city_of_an_organisation_is_the_one_that_its_measure_names(made: dict[str, Network]) -> None:
    found = made["organizations"]
    assert edge(found, "organization/bgi", "place/451000").weight == 1.0
    cities = {
        end: e.weight
        for e in found.edges
        for end in (e.source, e.target)
        if "platform/hu-ming" in (e.source, e.target) and end.startswith("place/")
    }
    assert cities == {"place/310000": 1.0, "place/350400": 2.0}  # one measure names 三明, one leaves it to its document


FILTERED = {
    "by city name": ("agency-topics", Filters(city="百色市"), 4),
    "by short name": ("agency-topics", Filters(city="深圳"), 4),
    "by city code": ("pairs", Filters(city="451000"), 2),
    "by city key": ("pairs", Filters(city="place/451000"), 2),
    "by city IRI": ("pairs", Filters(city=f"{BASE}id/place/451000"), 2),
    "by topic slug": ("agency-topics", Filters(topic="green-energy"), 3),
    "by area": ("agency-topics", Filters(topic="red-culture"), 4),
    "by topic name": ("agencies-together", Filters(topic="清洁能源"), 1),
    "by document slug": ("agency-topics", Filters(document="shanghai-sanming"), 3),
    "by document title": ("pairs", Filters(document="上海市与三明市对口合作实施方案(2023—2025年)"), 2),
    "since": ("pairs", Filters(since="2027"), 4),
    "since a day": ("agency-topics", Filters(since="2026-01-01"), 4),
    "until": ("agency-topics", Filters(until="2023-08"), 3),
    "until before all": ("agency-topics", Filters(until="2020"), 0),
    "by weight": ("agency-topics", Filters(min_weight=2), 2),
    "the strongest": ("agency-topics", Filters(limit=1), 1),
    "documents of a city": ("documents", Filters(city="上海市"), 3),
}


@pytest.mark.parametrize(("name", "filters", "count"), FILTERED.values(), ids=FILTERED)
def test_filters(name: str, filters: Filters, count: int, select: Select) -> None:
    found = network(name, select, filters)
    assert len(found.edges) == count
    assert bool(found.notes) or not (filters.given() or filters.min_weight or filters.limit)


REFUSED = {
    "no such network": ("nothing", Filters(), "no network is called nothing"),
    "no such filter": ("pairs", Filters(topic="green-energy"), "cannot be filtered by topic; it can by city"),
    "no such city": ("pairs", Filters(city="某某 市"), "nothing in the graph is called 某某 市"),
    "no date": ("pairs", Filters(since="yesterday"), "since: yesterday is no year or date"),
    "no IRI": ("pairs", Filters(city="http://a b"), "http://a b is no IRI"),
    "no entity": ("entity", Filters(), "needs an entity"),
    "too far": ("entity", Filters(entity="三明市", radius=4), "radius: 4 is not between 1 and 3"),
    "entity and filter": ("entity", Filters(entity="三明市", city="三明市"), "cannot be filtered by city"),
    "lonely entity": ("entity", Filters(entity="place/999999"), "has no relation in the graph"),
}


@pytest.mark.parametrize(("name", "filters", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals_say_why(name: str, filters: Filters, message: str, select: Select) -> None:
    with pytest.raises(NetworkError, match=message.replace("(", r"\(")):
        network(name, select, filters)


def test_an_entity_network_grows_with_its_radius(select: Select) -> None:
    sizes = [len(network("entity", select, Filters(entity="华大基因", radius=r)).nodes) for r in (1, 2, 3)]
    assert sizes[0] == 2
    assert sizes == sorted(set(sizes))
    around = network("entity", select, Filters(entity="三明市", radius=1))
    assert {e.kind for e in around.edges if "base-area/gan-min-yue" in (e.source, e.target)} == {"in-base-area"}


def test_a_users_own_query(select: Select) -> None:
    rows = select(
        PREFIXES + "SELECT ?source ?target ?weight ?label ?note { ?m dk:responsibleAgency ?source ; dk:topic ?target "
        'BIND (2 AS ?weight) BIND ("负责" AS ?label) BIND (STR(?m) AS ?note) }'
    )
    found = own_network(rows, select)
    owns = edge(found, "agency/310000/culture-tourism", "topic/red-tourism")
    assert (owns.weight, owns.label) == (4.0, "负责")  # two measures, two each
    assert owns.attributes["note"] == f"{BASE}id/measure/shanghai-sanming/1/1"
    assert node(found, "topic/red-tourism").label == "红色旅游"
    with pytest.raises(NetworkError, match=r"must give \?source and \?target"):
        own_network(select("SELECT ?source { ?source ?p ?o }"), select)


def test_literals_and_numbers_can_be_nodes(select: Select) -> None:
    rows = select(PREFIXES + "SELECT ?source ?target { ?source dk:adminCode ?target }")
    found = own_network(rows, select)
    assert node(found, "310000").label == "310000"


def test_english_labels(select: Select) -> None:
    found = network("pairs", select, language="en")
    assert node(found, "place/310000").label == "Shanghai"
    assert node(found, "base-area/zuo-you-jiang").label == "左右江革命老区"  # no English name is known
    assert edge(found, "place/310000", "place/350400").label == "paired with"


def test_every_network_reads_under_another_base() -> None:
    moved = definition("pairs", "https://example.org/d/")
    assert "https://example.org/d/ontology#" in moved.edges
    assert "w3id.org/duikou" not in moved.edges + moved.nodes
