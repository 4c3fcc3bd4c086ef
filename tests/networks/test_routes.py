"""The network pages and /export over the sample, as a browser, Gephi Lite and a notebook ask."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import networkx as nx
import pytest
from fastapi.testclient import TestClient
from lxml import html

from duikou.api.app import create_app
from duikou.networks import FORMATS, Network, definitions
from duikou.settings import Settings

from .conftest import HERE

ENTITY = {"entity": "三明市", "radius": "2"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(graphs=(HERE / "sample.trig",)))) as running:  # type: ignore[call-arg]
        yield running


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format(suffix: str, client: TestClient, made: dict[str, Network]) -> None:
    answer = client.get(f"/export/pairs.{suffix}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == FORMATS[suffix].media_type
    assert answer.headers["access-control-allow-origin"] == "*"
    disposition = "inline" if suffix.endswith("svg") else "attachment"
    assert answer.headers["content-disposition"] == f'{disposition}; filename="pairs.{suffix}"'
    again = client.get(f"/export/pairs.{suffix}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", definitions())
def test_every_network(name: str, client: TestClient, made: dict[str, Network]) -> None:
    parameters = ENTITY if name == "entity" else {}
    answer = client.get(f"/export/{name}.gexf", params=parameters)
    graph = nx.read_gexf(io.BytesIO(answer.content), version="1.3")
    assert (len(graph.nodes), len(graph.edges)) == (len(made[name].nodes), len(made[name].edges))
    page = client.get(f"/networks/{name}", params=parameters)
    assert page.status_code == 200
    tree = html.fromstring(page.text)
    assert made[name].title.zh in tree.findtext(".//h1")
    addresses = {*tree.xpath("//main//a/@href"), *tree.xpath("//main//img/@src")}
    for address in addresses:
        if address.startswith("/export/"):
            assert client.get(address).status_code == 200, address


def test_the_list_shows_every_network(client: TestClient) -> None:
    tree = html.fromstring(client.get("/networks").text)
    links = {*tree.xpath("//main//a/@href"), *tree.xpath("//main//form/@action")}
    assert {f"/networks/{name}" for name in definitions()} <= links
    for address in tree.xpath("//main//img/@src"):
        assert client.get(address).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("query", ["", "?city=%E6%B7%B1%E5%9C%B3%E5%B8%82&min-weight=1"])
def test_gephi_lite_can_open_the_link(query: str, client: TestClient) -> None:
    """Gephi Lite takes the address from ``file`` and tells the format by what follows its last dot."""
    page = client.get(f"/networks/pairs{query}").text
    (link,) = re.findall(r'href="(https://lite\.gephi\.org/[^"]+)"', page)
    (file,) = parse_qs(urlsplit(html.fromstring(f"<p>{link}</p>").text).query)["file"]
    assert file.rpartition(".")[2] == "gexf"
    answer = client.get(file)
    assert answer.status_code == 200
    assert len(nx.read_gexf(io.BytesIO(answer.content), version="1.3").edges) == (4 if query else 6)


def test_filters_of_the_page_hold_in_its_files(client: TestClient) -> None:
    tree = html.fromstring(client.get("/networks/agency-topics", params={"city": "place/451000", "topic": ""}).text)
    assert tree.xpath('//select[@name="city"]/option[@selected]/@value') == ["place/451000"]
    (gexf,) = (a for a in tree.xpath("//main//a/@href") if a.startswith("/export/agency-topics.gexf"))
    assert len(nx.read_gexf(io.BytesIO(client.get(gexf).content), version="1.3").edges) == 4


def test_english(client: TestClient) -> None:
    page = client.get("/networks/pairs", headers={"Accept-Language": "en"}).text
    assert "<h1>Pairs</h1>" in page
    assert "/export/pairs.gexf?lang=en" in page
    assert b'label="Shanghai"' in client.get("/export/pairs.gexf?lang=en").content


OWN = {
    "select": "SELECT ?source ?target (1 AS ?weight) { ?m dk:responsibleAgency ?source ; dk:topic ?target }",
    "construct": "CONSTRUCT { ?a dk:topic ?t } { ?m dk:responsibleAgency ?a ; dk:topic ?t }",
}


@pytest.mark.parametrize("query", OWN.values(), ids=OWN)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_own_query(method: str, query: str, client: TestClient) -> None:
    text = f"PREFIX dk: <https://w3id.org/duikou/ontology#> {query}"
    where = {"params": {"query": text}} if method == "GET" else {"data": {"query": text}}
    answer = client.request(method, "/export/query.gexf", **where)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    graph = nx.read_gexf(io.BytesIO(answer.content), version="1.3")
    assert len(graph.edges) == 7
    assert "红色旅游" in {data["label"] for _, data in graph.nodes(data=True)}


REFUSED = {
    "network": ("/export/nothing.gexf", 404, "no network is called nothing; there are pairs, "),
    "format": ("/export/pairs.docx", 404, "docx: not a format that can be written; there are gexf, "),
    "no format": ("/export/pairs", 404, "not a format"),
    "page": ("/networks/nothing", 404, "no network is called nothing"),
    "filter": ("/export/pairs.gexf?topic=x", 400, "cannot be filtered by topic"),
    "date": ("/export/pairs.gexf?since=soon", 400, "since: soon is no year or date"),
    "number": ("/export/pairs.gexf?min-weight=much", 400, "min-weight: much is no number"),
    "not a number": ("/export/pairs.gexf?min-weight=nan", 400, "min-weight: nan is no number"),
    "endless limit": ("/export/pairs.gexf?limit=inf", 400, "limit: inf is no number"),
    "no limit": ("/export/pairs.gexf?limit=nan", 400, "limit: nan is no number"),
    "huge limit": ("/export/pairs.gexf?limit=1e999", 400, "limit: 1e999 is no number"),
    "endless radius": ("/export/entity.gexf?entity=place/350400&radius=-inf", 400, "radius: -inf is no number"),
    "endless weight": ("/export/pairs.gexf?min-weight=inf", 400, "min-weight: inf is no number"),
    "entity": ("/export/entity.gexf", 400, "needs an entity"),
    "radius": ("/export/entity.gexf?entity=place/350400&radius=9", 400, "radius: 9 is not between 1 and 3"),
    "injection": ("/export/pairs.gexf?city=http://a%3E%20%7D%20%23", 400, "is no IRI"),
    "bad query": ("/export/query.gexf?query=SELECT", 400, ""),
    "ask": ("/export/query.gexf?query=ASK%7B%7D", 400, "not from ASK"),
    "no target": ("/export/query.gexf?query=SELECT%20%3Fsource%7B%3Fsource%20%3Fp%20%3Fo%7D", 400, "must give ?source"),
}


@pytest.mark.parametrize(("address", "status", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals(address: str, status: int, message: str, client: TestClient) -> None:
    answer = client.get(address)
    assert (answer.status_code, len(answer.text.strip().splitlines())) == (status, 1)
    assert message in answer.text
