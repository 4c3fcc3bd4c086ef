"""The pure functions of the service: a case is a row."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
from pathlib import Path

import pytest
from pydantic import SecretStr
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from duikou.api.http.accept import accepts_gzip, choose, negotiate, split_suffix
from duikou.api.http.access import require_token
from duikou.api.http.cache import OVERHEAD, Cache
from duikou.api.http.conditional import if_none_match
from duikou.api.http.errors import RefusedError
from duikou.api.http.gate import RateLimit, who
from duikou.api.store.embedded.channel import Channel, OwnWorker
from duikou.api.store.embedded.engine import EmbeddedEngine
from duikou.api.store.engine import Answer, Query, StoreError, Term
from duikou.api.store.messages import Told
from duikou.api.store.sparql.dataset_clause import UpdateError, with_dataset
from duikou.api.store.sparql.federation import ServiceError, calls, fill
from duikou.api.store.sparql.formats import RESULTS
from duikou.api.store.sparql.outbound import Outbound, is_public
from duikou.api.store.sparql.results import OWN_RESULTS, read_rows
from duikou.api.store.sparql.row_limit import LimitReached, RowLimit
from duikou.settings import Settings

from .conftest import GRAPH
from .serving import Server

OFFERS = ["text/html", "text/turtle", "application/ld+json"]


@pytest.mark.parametrize(
    "term",
    [
        NamedNode("http://a/教育%20b"),
        BlankNode("x1"),
        Literal("a\tb\nc\"d\\e'f\r𠮷"),
        Literal(""),
        Literal("12"),
        Literal("<http://a/>"),
        Literal("深圳", language="zh"),
        Literal("x", language="en-gb"),
        *(
            Literal(lexical, datatype=NamedNode(f"http://www.w3.org/2001/XMLSchema#{datatype}"))
            for lexical, datatype in (
                ("-5", "integer"),
                ("0.85", "decimal"),
                ("5", "decimal"),
                ("1", "double"),
                ("INF", "double"),
                ("true", "boolean"),
                ("2025", "gYear"),
                ("2025-06-30", "date"),
            )
        ),
        Triple(NamedNode("http://a/s"), NamedNode("http://a/p"), Literal("o\t")),
    ],
    ids=str,
)
def test_our_own_results_give_back_every_term(term: Term) -> None:
    store = Store()
    store.add(Quad(NamedNode("http://a/s"), NamedNode("http://a/p"), term))
    (kept,) = (quad.object for quad in store)
    result = store.query("SELECT ?nothing ?o { ?s ?p ?o }")
    body = result.serialize(None, RESULTS[OWN_RESULTS][1]) or b""  # type: ignore[union-attr]
    assert read_rows(body, OWN_RESULTS) == (["nothing", "o"], [{"o": kept}])


@pytest.mark.parametrize("body", [b"true", b"?a\n<", b'{"head":{}}'])
def test_what_is_no_table_of_our_own_is_refused(body: bytes) -> None:
    with pytest.raises(StoreError):
        read_rows(body, OWN_RESULTS)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle", "text/turtle"),
        ("application/*", "application/ld+json"),
        ("text/html;q=0.2, text/turtle;q=0.9", "text/turtle"),
        ("text/*;q=0.5, text/html;q=0.1", "text/turtle"),
        ("*/*;q=0.1, text/html;q=0", "text/turtle"),
        ("text/html;level=1", "text/html"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("text/turtle;q=banana, application/ld+json;q=0.1", "application/ld+json"),
        ("text/turtle;q=nan, */*;q=0.1", "text/html"),
        ("*, ,;;,/", "text/html"),
        (["text/html;q=0.1", "text/turtle"], "text/turtle"),
    ],
)
def test_negotiate(accept: str | list[str] | None, chosen: str | None) -> None:
    assert negotiate(accept, OFFERS) == chosen


def test_a_suffix_beats_the_header() -> None:
    offers = {"html": "text/html", "ttl": "text/turtle"}
    assert choose("text/html", offers, "ttl") == ("ttl", "text/turtle")
    assert choose("text/turtle", offers) == ("ttl", "text/turtle")
    assert choose("*/*", offers, "pdf") is None
    assert split_suffix("/id/place/440300.ttl", offers) == ("/id/place/440300", "ttl")
    assert split_suffix("/id/v1.2", offers) == ("/id/v1.2", None)


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("gzip", True), ("", False), ("br", False), ("gzip;q=0", False), ("*", True), ("*;q=1, gzip;q=0", False)],
)
def test_accepts_gzip(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


@pytest.mark.parametrize(
    ("header", "same"),
    [('W/"a"', True), ('"a"', True), ('"b", W/"a"', True), ("*", True), ('"b"', False), ("", False)],
)
def test_if_none_match(header: str, same: bool) -> None:
    assert if_none_match(header, 'W/"a"') is same


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("100.100.100.200", False),
        ("168.63.129.16", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("ff02::1", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


FORMATS = [
    QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.CSV, QueryResultsFormat.TSV,
    RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD,
]  # fmt: skip
NASTY = 'a"b},{c}},{"d\r\n x\n y\t,</result><result> .\n'


@pytest.mark.parametrize("piece", [8192, 37])
@pytest.mark.parametrize("result_format", FORMATS, ids=lambda f: f.file_extension)
def test_a_result_is_cut_after_whole_rows(result_format: QueryResultsFormat | RdfFormat, piece: int) -> None:
    store = Store()
    count = 300
    for n in range(count):
        store.update(f"INSERT DATA {{ <http://e/{n}> <http://e/p> {Literal(NASTY + str(n))} }}")
    graph = isinstance(result_format, RdfFormat)
    result = store.query("CONSTRUCT WHERE { ?s ?p ?o }" if graph else "SELECT * { ?s ?p ?o }")
    whole = result.serialize(None, result_format)  # type: ignore[union-attr, arg-type]
    assert whole is not None
    media_type = result_format.media_type.partition(";")[0]
    limits = [(1, 10**9), (10, 10**9), (count - 1, 10**9), (count, 10**9), (10**9, 9000), (10**9, len(whole))]
    for rows, size in limits:
        limit, got, reason = RowLimit(media_type, rows, size), b"", None
        try:
            for start in range(0, len(whole), piece):
                got += limit.feed(whole[start : start + piece])
            got += limit.finish()
        except LimitReached as reached:
            got, reason = got + (reached.rest or b""), reached.reason
        assert (reason is None) == (got == whole)
        assert len(got) <= size + 60
        found = _rows(got, result_format, reason)
        assert found == min(rows, count) or (rows == 10**9 and 0 < found <= count)


def _rows(document: bytes, result_format: QueryResultsFormat | RdfFormat, reason: str | None) -> int:
    if isinstance(result_format, RdfFormat):
        return len(list(parse(document, result_format)))
    if result_format == QueryResultsFormat.CSV:
        import csv

        return len(list(csv.reader(io.StringIO(document.decode(), newline="")))) - 1
    if result_format == QueryResultsFormat.JSON:
        read = json.loads(document)
        assert read.get("cut") == reason
        return len(read["results"]["bindings"])
    return len(list(parse_query_results(document, result_format)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clause", "endpoint"),
    [
        ("SERVICE <query>", "http://b/x/query"),
        ("SERVICE </query>", "http://b/query"),
        ("SERVICE <>", "http://b/x/"),
        ("SERVICE e:sparql", "http://e/sparql"),
        ("SERVICE :a\\,b", "http://b/x/d/a,b"),
        ("SERVICE <http://a/>", "http://a/"),
    ],
)
def test_the_endpoint_of_a_service_is_resolved(clause: str, endpoint: str) -> None:
    query = f"PREFIX e: <http://e/> BASE <x/> PREFIX : <d/> SELECT * {{ {clause} {{ ?s ?p ?o }} }}"
    assert [call.endpoint for call in calls(query, "http://b/sparql")] == [endpoint]


def test_a_clause_is_asked_with_the_base_of_the_request() -> None:
    (call,) = calls("SELECT * { SERVICE <http://a/> { ?s <p> ?o } }", "http://b/sparql")
    assert call.query == "BASE <http://b/sparql> SELECT * WHERE { ?s <p> ?o }"


def test_service_clauses_are_found_and_filled() -> None:
    query = (
        "PREFIX e: <http://e/> SELECT * { ?s e:p ?o . # SERVICE <http://no/> {}\n"
        " SERVICE <http://a/> { ?s e:q ?x { ?x e:r ?y } } OPTIONAL { service silent <http://b/> { ?z e:t ?u } } }"
    )
    first, second = calls(query)
    assert (first.endpoint, first.silent, second.endpoint, second.silent) == ("http://a/", False, "http://b/", True)
    assert first.query == "PREFIX e: <http://e/> SELECT * WHERE { ?s e:q ?x { ?x e:r ?y } }"
    rows = [{"s": NamedNode("http://e/s"), "x": Literal('a"} UNION {', language="zh")}, {"s": NamedNode("http://e/t")}]
    filled = fill(query, [(first, ["s", "x"], rows), (second, [], None)])
    assert 'VALUES (?s ?x) { (<http://e/s> "a\\"} UNION {"@zh) (<http://e/t> UNDEF) }' in filled
    Store().query(filled)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE ?v { ?s ?p ?o } }",
        "PREFIX e: <http://e/> SELECT * { SERVICE f:x { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://a/> { SERVICE <http://b/> { ?s ?p ?o } } }",
        "SELECT * { SERVICE <http://a/> ",
        "SELECT * { SERVICE <relative> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?a, ?b . FILTER(?a<?b)SERVICE?v#>\n{ ?x ?y ?z } }",
    ],
)
def test_service_clauses_that_cannot_be_told(query: str) -> None:
    with pytest.raises(ServiceError):
        calls(query)


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        ("http://unlisted.example/", "not on this server's list"),
        ("http://127.0.0.1:9/", "private network"),
        ("http://localhost:9/", "private network"),
        ("http://user@127.0.0.1/", "user names"),
        ("file:///etc/passwd", "only http"),
        ("http://[::ffff:127.0.0.1]:9/", "private network"),
    ],
)
def test_outbound_refuses(endpoint: str, reason: str) -> None:
    listed = {"http://127.0.0.1:9/", "http://localhost:9/", "http://user@127.0.0.1/", "file:///etc/passwd",
              "http://[::ffff:127.0.0.1]:9/"}  # fmt: skip
    with pytest.raises(ServiceError, match=reason):
        asyncio.run(Outbound(listed).ask(endpoint, "SELECT * {}", seconds=2, size=1000))


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", "DELETE { ?s ?p 1 }  USING <http://e/g> WHERE { ?s ?p 1 }"),
        ("DELETE WHERE { ?s ?p 1 }", "DELETE { ?s ?p 1 }  USING <http://e/g> WHERE { ?s ?p 1 }"),
        ("INSERT DATA { <a> <b> 'WHERE' }", "INSERT DATA { <a> <b> 'WHERE' }"),
    ],
)
def test_using_is_written_into_an_update(update: str, expected: str) -> None:
    assert with_dataset(update, ["http://e/g"], []).split() == expected.split()


@pytest.mark.parametrize("update", ["WITH <g> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", "insert {} using <g> where {}"])
def test_two_data_sets_exclude_each_other(update: str) -> None:
    with pytest.raises(UpdateError):
        with_dataset(update, ["http://e/g"], [])


def test_the_cache_forgets_the_oldest_and_everything_of_another_version() -> None:
    cache = Cache(16 * 2000)
    assert cache.get("1", "a") is None
    for name in "abcdefghijklmnopq":
        cache.put("1", name, value=name, size=2000 - OVERHEAD)
    assert cache.get("1", "a") is None
    assert cache.get("1", "q") == "q"
    cache.put("1", "large", value="large", size=8000)
    assert cache.get("1", "large") is None
    assert cache.get("2", "q") is None
    cache.put("1", "late", value="late", size=10)
    assert cache.get("2", "late") is None


def test_the_rate_limit_refills(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("duikou.api.http.gate.time.monotonic", lambda: now[0])
    limit = RateLimit(60)
    assert [limit.wait("a") for _ in range(61)] == [0] * 60 + [2]
    assert limit.wait("b") == 0
    now[0] = 1.5
    assert limit.wait("a") == 0
    assert limit.wait("a") > 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_who_counts_as_one_client(address: str, client: str) -> None:
    assert who(address) == client


def test_an_empty_token_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_TOKEN", "")
    assert Settings().token is None
    with pytest.raises(RefusedError, match="no token is configured"):
        require_token(Settings(token=SecretStr("")), "Bearer ", "writing")


@pytest.mark.parametrize("token", ["correct-horse", "口令-é", "a b"])
def test_the_token_may_have_any_letters(token: str) -> None:
    settings = Settings(token=SecretStr(token))
    require_token(settings, f"Bearer {token}".encode().decode("latin-1"), "writing")
    for wrong in (f"Bearer {token}x", "Bearer ", f"Basic {token}"):
        with pytest.raises(RefusedError, match="needs the token"):
            require_token(settings, wrong.encode().decode("latin-1"), "writing")


def test_an_allowed_service_is_asked_by_the_server_and_joined(server: Server) -> None:
    endpoint = f"{server.url}/sparql"
    query = (
        "PREFIX dk: <https://w3id.org/duikou/ontology#> SELECT ?s ?l { ?s a dk:City . "
        f"SERVICE <{endpoint}> {{ ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }} "
        "OPTIONAL { SERVICE SILENT <http://127.0.0.1:1/> { ?x ?y ?z } } }"
    )

    async def ask() -> Answer:
        engine = EmbeddedEngine(Settings(graphs=(GRAPH,), service=(endpoint, "http://127.0.0.1:1/")))
        await engine.start()
        try:
            engine._evaluator.outbound = Outbound((endpoint, "http://127.0.0.1:1/"), public=lambda _: True)
            with pytest.raises(RefusedError, match="not on this server's list"):
                await engine.evaluate(Query("ASK { SERVICE SILENT <http://other.example/> { ?s ?p ?o } }"))
            return await engine.evaluate(Query(query, results="text/csv"))
        finally:
            await engine.stop()

    answer = asyncio.run(ask())
    assert answer.body is not None
    lines = answer.body.decode().splitlines()
    assert len(lines) == 7
    assert "https://w3id.org/duikou/id/place/440000,深圳市" in lines


def test_a_query_of_ours_whose_process_ends_says_so_and_the_next_is_answered() -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    async def ask() -> bool:
        engine = EmbeddedEngine(Settings(graphs=(GRAPH,)))
        await engine.start()
        try:
            asking = asyncio.create_task(asyncio.to_thread(engine.select, endless))
            workers = engine._pool._current().workers.values
            while not [worker for worker in workers() if isinstance(worker, OwnWorker) and worker.busy]:
                await asyncio.sleep(0.01)
            os.kill(next(w.pid for w in workers() if isinstance(w, OwnWorker)), signal.SIGKILL)
            with pytest.raises(StoreError, match="has ended"):
                await asking
            return await asyncio.to_thread(engine.ask, "ASK { ?s ?p ?o }")
        finally:
            await engine.stop()

    assert asyncio.run(ask())


def test_settings_read_lists_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_SERVICE", "https://a.example/sparql, https://b.example/sparql")
    monkeypatch.setenv("DUIKOU_GRAPHS", "a.ttl:b.nq")
    settings = Settings()
    assert settings.service == ("https://a.example/sparql", "https://b.example/sparql")
    assert settings.graphs == (Path("a.ttl"), Path("b.nq"))


def test_outbound_asks_a_listed_endpoint_and_follows_no_redirect(server: Server) -> None:
    endpoint = f"{server.url}/sparql"
    outbound = Outbound({endpoint, f"{server.url}/nowhere"}, public=lambda _: True)
    answer = asyncio.run(outbound.ask(endpoint, "SELECT (1 AS ?x) {}", seconds=5, size=1000))
    assert json.loads(answer)["head"]["vars"] == ["x"]
    with pytest.raises(ServiceError, match="answered 404"):
        asyncio.run(outbound.ask(f"{server.url}/nowhere", "SELECT * {}", seconds=5, size=1000))
    with pytest.raises(ServiceError, match="more than 5 bytes"):
        asyncio.run(outbound.ask(endpoint, "SELECT (1 AS ?x) {}", seconds=5, size=5))


def test_a_worker_that_has_gone_is_sent_nothing() -> None:
    """Its time may run out while what it asked for is looked up."""

    class Gone(asyncio.Transport):
        def is_closing(self) -> bool:
            return True

        def write(self, data: bytes | bytearray | memoryview) -> None:
            raise RuntimeError("the handler is closed")

    async def late() -> Channel:
        channel = Channel()
        channel._transport = Gone()
        channel.send(Told(body=b"late"))
        return channel

    assert asyncio.run(late()).busy
