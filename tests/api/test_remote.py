"""The remote engine over real servers: ``oxigraph serve``, and Virtuoso where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from duikou.api.store.engine import StoreError
from duikou.api.store.load import load
from duikou.settings import Settings

from .conftest import GRAPH
from .serving import TOKEN, Server, free_port

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
AGENCY = "<https://w3id.org/duikou/id/agency/440300/fa-gai>"


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an ``oxigraph serve`` that holds graph.nq, loaded by the Graph Store Protocol."""
    if not OXIGRAPH.exists():
        pytest.skip("the oxigraph server is not installed")
    port = free_port()
    folder = tmp_path_factory.mktemp("oxigraph")
    command = [
        str(OXIGRAPH),
        "serve",
        "--location",
        str(folder),
        "--bind",
        f"127.0.0.1:{port}",
        "--union-default-graph",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/query?query=ASK%7B%7D")
        assert load(GRAPH, f"{url}/store", Settings()) == 4
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(url, trust_env=False).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")


@pytest.fixture(scope="module")
def remote(oxigraph: str) -> Iterator[Server]:
    settings = {
        "store": f"{oxigraph}/query",
        "store_update": f"{oxigraph}/update",
        "store_data": f"{oxigraph}/store",
        "token": TOKEN,
        "query_seconds": 2,
        "query_rows": 500,
    }
    with Server(**settings) as running:
        yield running


FORMATS = {
    "SELECT ?s { ?s a <https://w3id.org/duikou/ontology#City> } ORDER BY ?s": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "ASK { ?s a <https://w3id.org/duikou/ontology#City> }": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
    ),
    f"DESCRIBE {AGENCY}": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}
CASES = [(query, media_type) for query, media_types in FORMATS.items() for media_type in media_types]


@pytest.mark.parametrize(("query", "media_type"), CASES)
def test_every_format_of_every_form(query: str, media_type: str, remote: Server, server: Server) -> None:
    answer = remote.query(query, headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(media_type)
    here = server.query(query, headers={"Accept": media_type})
    assert sorted(answer.text.split()) == sorted(here.text.split()) or "DESCRIBE" in query
    assert len(answer.text) > 20


def test_health_counts_the_remote_store(remote: Server) -> None:
    assert remote.http.get("/health").json()["quads"] >= 618


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ("SELECT * { ?s ?p }", 400, "syntax error at line 1, column 19"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "SERVICE is switched off"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", 504, "stopped after 2 s"),
    ],
    ids=["syntax", "service", "runaway"],
)
def test_refusals(query: str, status: int, reason: str, remote: Server) -> None:
    answer = remote.query(query)
    assert (answer.status_code, reason in answer.text) == (status, True), answer.text


def test_long_answers_are_cut_and_say_so(remote: Server) -> None:
    answer = remote.query("SELECT * { ?a ?b ?c . ?d ?e ?f }", headers={"Accept": "text/tab-separated-values"})
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 501


def test_writes_go_through(remote: Server) -> None:
    update = {"update": "INSERT DATA { GRAPH <http://e/remote> { <http://e/a> <http://e/b> 1 } }"}
    before = remote.query("ASK { GRAPH <http://e/remote> { ?s ?p ?o } }")
    assert remote.http.post("/sparql", data=update, headers=AUTHORIZED).status_code == 204
    after = remote.query("ASK { GRAPH <http://e/remote> { ?s ?p ?o } }")
    assert (before.json()["boolean"], after.json()["boolean"]) == (False, True)
    put = {"params": {"graph": "http://e/put"}, "headers": {**AUTHORIZED, "Content-Type": "text/turtle"}}
    assert remote.http.put("/data", content=b"<http://e/x> <http://e/y> 2 .", **put).status_code in {201, 204}
    assert remote.http.get("/data", params={"graph": "http://e/put"}).status_code == 200
    assert remote.http.delete("/data", params={"graph": "http://e/put"}, headers=AUTHORIZED).status_code == 204
    assert remote.http.get("/data", params={"graph": "http://e/put"}).status_code == 404
    load_update = {"update": "LOAD <http://127.0.0.1:1/>"}
    assert remote.http.post("/sparql", data=load_update, headers=AUTHORIZED).status_code == 403


def test_a_store_that_is_gone_is_named(oxigraph: str) -> None:
    port = free_port()
    with pytest.raises(StoreError, match=f"{port}.*not loaded"):
        load(GRAPH, f"http://127.0.0.1:{port}/store", Settings())
    with pytest.raises(StoreError, match="refused with 404"):
        load(GRAPH, f"{oxigraph}/nothing", Settings())


VIRTUOSO = shutil.which("virtuoso-t")


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Virtuoso with graph.nq, started with an ini of its own."""
    if VIRTUOSO is None:
        pytest.skip("Virtuoso is not installed")
    folder = tmp_path_factory.mktemp("virtuoso")
    port, sql = free_port(), free_port()
    template = (Path(__file__).parent / "virtuoso.ini").read_text(encoding="utf-8")
    (folder / "virtuoso.ini").write_text(template.format(folder=folder, port=port, sql=sql), encoding="utf-8")
    shutil.copy(GRAPH, folder / "graph.nq")
    process = subprocess.Popen([VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"], cwd=folder,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D", 90)
        isql = shutil.which("isql-vt") or "isql-vt"
        commands = f"DB.DBA.TTLP(file_to_string_output('{folder}/graph.nq'), '', 'http://e/', 512);checkpoint;"
        subprocess.run([isql, str(sql), "dba", "dba", f"exec={commands}"], check=True, capture_output=True, timeout=60)
        yield f"http://127.0.0.1:{port}/sparql"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def over_virtuoso(virtuoso: str) -> Iterator[Server]:
    with Server(store=virtuoso, query_seconds=5) as running:
        yield running


@pytest.mark.parametrize(("query", "media_type"), [case for case in CASES if "City" in case[0]])
def test_virtuoso(query: str, media_type: str, over_virtuoso: Server, server: Server) -> None:
    answer = over_virtuoso.query(query, headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    here = server.query(query, headers={"Accept": media_type})
    assert answer.text.split() == here.text.split()
