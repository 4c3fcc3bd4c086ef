"""What a runaway query may not do: outlast its limit, keep its memory, slow others down, go on when nobody waits."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from .conftest import GRAPH
from .serving import PLAIN, TOKEN, Server

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def tight() -> object:
    """A server with a token, room for three queries at a time, and two processes for the sharing of what runs."""
    with Server([GRAPH], token=TOKEN, query_seconds=20, queries=3, queries_waiting=2, queries_per_client=3) as running:
        yield running


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _memory(pid: int) -> int:
    """Proportional memory of a process and its descendants in bytes."""
    total = 0
    for process in [pid, *_children(pid)]:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    return total


def _until(condition: object, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def test_a_query_is_stopped_at_its_limit_and_says_so(server: Server) -> None:
    answer = server.query(RUNAWAY)
    assert answer.status_code == 504
    assert answer.text == "the query was stopped after 2 s, the limit for one query\n"
    assert answer.elapsed.total_seconds() >= 2


def test_the_memory_of_a_stopped_query_comes_back(server: Server) -> None:
    assert server.process is not None
    server.query("ASK {}")
    before = _memory(server.process.pid)
    answer = server.query("SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i")
    assert answer.status_code in {504, 507}
    assert _until(lambda: _memory(server.process.pid) < before + 50_000_000)


def test_small_queries_are_answered_beside_runaways(server: Server) -> None:
    """Four clients send one runaway after another: the small queries run beside them, not after."""
    answered = threading.Event()

    def run_away() -> None:
        while not answered.is_set():
            server.query(RUNAWAY)

    threads = [threading.Thread(target=run_away) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        server.until_running(2)
        with httpx.Client(base_url=server.url, **PLAIN, timeout=30) as other:
            statuses = [other.get("/sparql", params={"query": f"ASK {{ ?s ?p {n} }}"}).status_code for n in range(20)]
        server.until_running(1)
    finally:
        answered.set()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 20


def test_a_client_that_hangs_up_stops_its_query(tight: Server) -> None:
    with socket.create_connection(("127.0.0.1", tight.port)) as connection:
        body = RUNAWAY.encode()
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        assert _until(lambda: len(_running(tight)) == 1)
    assert _until(lambda: not _running(tight))


def _running(server: Server) -> list[dict[str, object]]:
    found: list[dict[str, object]] = server.http.get("/queries", headers=AUTHORIZED).json()
    return found


def _start(server: Server, query: str = RUNAWAY) -> tuple[threading.Thread, list[httpx.Response]]:
    answers: list[httpx.Response] = []

    def ask() -> None:
        answers.append(httpx.post(f"{server.url}/sparql", data={"query": query}, timeout=60, **PLAIN))

    thread = threading.Thread(target=ask)
    thread.start()
    return thread, answers


def test_the_operator_sees_and_stops_a_query(tight: Server) -> None:
    thread, answers = _start(tight)
    assert _until(lambda: len(_running(tight)) == 1)
    (running,) = _running(tight)
    assert running["query"] == RUNAWAY
    assert running["client"] == "127.0.0.1"
    assert tight.http.delete(f"/queries/{running['id']}", headers=AUTHORIZED).status_code == 204
    thread.join()
    assert answers[0].status_code == 503
    assert answers[0].text == "the query was stopped by the operator\n"
    assert tight.http.delete(f"/queries/{running['id']}", headers=AUTHORIZED).status_code == 404


def test_more_queries_than_may_run_are_refused(tight: Server) -> None:
    started = [_start(tight) for _ in range(3)]
    assert _until(lambda: len(_running(tight)) == 3)
    refused = tight.query("ASK {}")
    assert refused.status_code == 429  # this address has its three
    assert refused.headers["retry-after"].isdigit()
    for running in _running(tight):
        tight.http.delete(f"/queries/{running['id']}", headers=AUTHORIZED)
    for thread, _ in started:
        thread.join()
    assert tight.query("ASK {}").status_code == 200


def test_a_full_queue_is_refused() -> None:
    settings = {"query_seconds": 1.5, "queries": 1, "queries_waiting": 1, "queries_per_client": 9}
    with Server([GRAPH], **settings) as full:
        started = [_start(full) for _ in range(5)]
        for thread, _ in started:
            thread.join()
        statuses = sorted(answers[0].status_code for _, answers in started)
        assert statuses[:3] == [503, 503, 503]
        assert set(statuses[3:]) <= {503, 504}
        refused = next(a[0] for _, a in started if a[0].status_code == 503)
        assert refused.headers["retry-after"].isdigit()


@pytest.mark.parametrize(
    ("media_type", "sign"),
    [
        ("application/sparql-results+json", '"cut":"cut after 5000 rows"'),
        ("application/sparql-results+xml", "<!-- cut after 5000 rows -->"),
        ("text/csv", None),
        ("text/tab-separated-values", None),
    ],
)
def test_a_cut_result_is_whole_rows_and_says_that_it_is_cut(media_type: str, sign: str | None, server: Server) -> None:
    answer = server.query(LONG, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert "rows=5000" in answer.headers["duikou-limit"]
    if sign is not None:
        assert sign in answer.text[-60:]
    if media_type.endswith("json"):
        assert len(json.loads(answer.text)["results"]["bindings"]) == 5000
    elif media_type.startswith("text/"):
        assert len(list(csv.reader(io.StringIO(answer.text, newline="")))) == 5001
    short = server.query("SELECT ?a { ?a ?b ?c . ?d ?e ?f }", headers={"Accept": media_type})
    if "duikou-cut" not in short.headers:  # a short result is known to be cut before it is sent
        assert len(short.content) > 256 * 1024


def test_a_cut_graph_says_so(server: Server) -> None:
    answer = server.query("CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }", headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    assert answer.text.endswith("# cut after 5000 rows\n")
    assert answer.text.count("\n") == 5001


def test_a_long_result_is_streamed() -> None:
    with (
        Server([GRAPH], query_bytes=50_000_000) as streaming,
        streaming.http.stream(
            "POST", "/sparql", data={"query": LONG}, headers={"Accept": "text/csv", "Accept-Encoding": "identity"}
        ) as answer,
    ):
        assert answer.headers["transfer-encoding"] == "chunked"
        sizes = [len(chunk) for chunk in answer.iter_raw()]
    assert sum(sizes) > 10_000_000
    assert max(sizes) < 5_000_000


@pytest.mark.thorough
def test_a_client_that_reads_slowly_holds_no_memory(tight: Server) -> None:
    assert tight.process is not None
    before = _memory(tight.process.pid)
    with socket.create_connection(("127.0.0.1", tight.port)) as connection:
        body = LONG.encode()
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        time.sleep(1.5)
        assert _memory(tight.process.pid) < before + 60_000_000
    assert _until(lambda: not _running(tight))


def test_the_same_triple_in_several_graphs_counts_once(server: Server) -> None:
    agency = "<https://w3id.org/duikou/id/agency/440300/fa-gai>"
    union = server.query(f"SELECT ?o {{ {agency} a ?o }}", headers={"Accept": "text/csv"})
    assert union.text.splitlines() == ["o", "https://w3id.org/duikou/ontology#Agency"]
    graphs = server.query(f"SELECT ?g {{ GRAPH ?g {{ {agency} a ?o }} }}", headers={"Accept": "text/csv"})
    assert len(graphs.text.splitlines()) == 4


def test_repeated_answers_come_from_the_cache_and_change_with_the_data(writable: Server) -> None:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH <http://e/cache> { ?s ?p ?o } }"
    first = writable.http.get("/sparql", params={"query": query})
    again = writable.http.get("/sparql", params={"query": query}, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    insert = {"update": "INSERT DATA { GRAPH <http://e/cache> { <http://e/a> <http://e/b> 1 } }"}
    assert writable.http.post("/sparql", data=insert, headers=AUTHORIZED).status_code == 204
    after = writable.http.get("/sparql", params={"query": query}, headers={"If-None-Match": first.headers["etag"]})
    assert after.status_code == 200
    assert after.headers["etag"] != first.headers["etag"]
    assert after.text != first.text


def test_latencies_are_counted(server: Server) -> None:
    server.query("ASK {}")
    metrics = server.http.get("/metrics").text
    assert 'duikou_requests_total{method="POST",route="/sparql",status="200"}' in metrics
    assert "duikou_store_quads 618.0" in metrics
    assert 'duikou_queries_stopped_total{reason="time"}' in metrics


OWN_NETWORK = (
    "SELECT ?source ?target { ?a ?b ?c . ?d ?e ?f BIND(IRI(CONCAT('http://e/', STR(RAND()))) AS ?source) "
    "BIND(IRI(CONCAT('http://e/', STR(RAND()))) AS ?target) } LIMIT 60000"
)


def _resident(pid: int) -> int:
    """Memory of one process in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


@pytest.mark.thorough
def test_a_network_of_a_users_query_has_the_limits_of_a_query() -> None:
    with Server([GRAPH], query_seconds=2, query_rows=200_000) as server:
        assert server.process is not None
        small = "SELECT ?source ?target { ?source a ?target }"
        assert server.http.get("/export/query.json", params={"query": small}).status_code == 200
        before = _resident(server.process.pid)
        answer = server.http.get("/export/query.gexf", params={"query": OWN_NETWORK})
        assert (answer.status_code, "the limit for one query" in answer.text) == (504, True), answer.text[:200]
        assert answer.elapsed.total_seconds() < 6  # 2 s for the query, 2 s for the network
        assert _resident(server.process.pid) < before + 60_000_000


@pytest.mark.thorough
def test_a_network_is_not_made_for_a_client_that_has_hung_up(tight: Server) -> None:
    with socket.create_connection(("127.0.0.1", tight.port)) as connection:
        path = f"/export/query.gexf?{urlencode({'query': OWN_NETWORK})}"
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert _until(lambda: [found for found in _running(tight) if found["query"].startswith("# network")], 10)
    assert _until(lambda: not _running(tight), 2)
