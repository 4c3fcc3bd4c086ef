"""What the graph store takes and what it does not: other graphs in a body, stale writes, methods."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ..thorough import thorough
from .serving import TOKEN, Server

GRAPH = {"graph": "http://e/store"}
TURTLE = b"<http://e/a> <http://e/b> %d ."


def _send(server: Server, method: str, body: bytes = b"", **headers: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle", **headers}
    return server.http.request(method, "/data", params=GRAPH, content=body, headers=headers)


def _tag(server: Server, **headers: str) -> str:
    return server.http.get("/data", params=GRAPH, headers=headers).headers["etag"]


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        ("application/trig", "<http://e/other> { <http://e/a> <http://e/b> 1 }", 400),
        thorough(
            "application/trig", "<http://e/store> { <http://e/a> <http://e/b> 1 } <http://e/a> <http://e/b> 2 .", 204
        ),
        thorough("application/n-quads", "<http://e/a> <http://e/b> <http://e/c> <http://e/other> .", 400),
        thorough(
            "application/ld+json", '{"@id": "http://e/other", "@graph": [{"@id": "http://e/a", "http://e/b": 1}]}', 400
        ),
        thorough("application/ld+json", '{"@id": "http://e/a", "http://e/b": 1}', 204),
        ("application/ld+json", '{"@id": "http://e/store", "@graph": [{"@id": "http://e/a", "http://e/b": 1}]}', 204),
    ],
)
def test_a_body_speaks_of_its_own_graph(media_type: str, body: str, status: int, writable: Server) -> None:
    _send(writable, "PUT", TURTLE % 0)
    answer = _send(writable, "PUT", body.encode(), **{"Content-Type": media_type})
    assert answer.status_code == status, answer.text
    other = "ASK { GRAPH <http://e/other> { ?s ?p ?o } }"
    assert writable.query(other).json()["boolean"] is False
    kept = writable.query("ASK { GRAPH <http://e/store> { <http://e/a> ?p 0 } }").json()["boolean"]
    assert kept is (status == 400)


def test_a_stale_write_is_refused(writable: Server) -> None:
    _send(writable, "PUT", TURTLE % 1)
    first = _tag(writable)
    assert not first.startswith("W/")
    assert _send(writable, "PUT", TURTLE % 2, **{"If-Match": f'"x", {first}'}).status_code == 204
    for method in ("PUT", "POST", "DELETE"):
        answer = _send(writable, method, TURTLE % 3, **{"If-Match": first})
        assert (answer.status_code, answer.text.count("\n")) == (412, 1)
    assert _send(writable, "PUT", TURTLE % 3, **{"If-Match": f"W/{_tag(writable)}"}).status_code == 412
    assert _send(writable, "PUT", TURTLE % 3, **{"If-Match": _tag(writable, Accept="application/n-triples")}).is_success
    assert writable.query("ASK { GRAPH <http://e/store> { ?s ?p 3 } }").json()["boolean"] is True


def test_a_write_may_depend_on_whether_the_graph_is_there(writable: Server) -> None:
    _send(writable, "PUT", TURTLE % 1)
    assert _send(writable, "PUT", TURTLE % 2, **{"If-None-Match": "*"}).status_code == 412
    assert _send(writable, "PUT", TURTLE % 2, **{"If-Match": "*"}).status_code == 204
    assert _send(writable, "DELETE").status_code == 204
    assert _send(writable, "PUT", TURTLE % 3, **{"If-Match": "*"}).status_code == 412
    assert _send(writable, "PUT", TURTLE % 3, **{"If-None-Match": "*"}).status_code == 201


def test_a_new_graph_is_found_at_its_address(writable: Server) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
    made = writable.http.post("/data", content=b"<> <http://e/b> 1 .", headers=headers)
    assert made.status_code == 201
    found = writable.http.get(made.headers["location"], headers={"Accept": "application/n-triples"})
    assert found.text.startswith(f"<{made.headers['location']}> <http://e/b>")


FORM = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([("a.ttl", b"<http://e/a> <http://e/b> 1 .", "text/turtle"),
          ("b.nt", b"<http://e/a> <http://e/b> <http://e/c> .", "application/n-triples")], 204),
        thorough([("a.pdf", b"%PDF", "application/pdf")], 415),
        ([("a.ttl", b"<http://e/a> <http://e/b>", "text/turtle")], 400),
        thorough([("a.ttl", b"<http://e/a> <http://e/b> 1 .", "text/turtle")] * 200, 413),
    ],
    ids=["two", "media type", "syntax", "many"],
)  # fmt: skip
def test_multipart(files: list[tuple[str, bytes, str]], status: int, writable: Server) -> None:
    _send(writable, "PUT", TURTLE % 9)
    parts = [("file", file) for file in files]
    answer = writable.http.post("/data", params=GRAPH, files=parts, headers=FORM)
    assert answer.status_code == status, answer.text
    count = writable.query("SELECT * { GRAPH <http://e/store> { ?s ?p ?o } }").json()["results"]["bindings"]
    assert len(count) == (3 if status == 204 else 1)


def test_a_form_that_holds_no_files(writable: Server) -> None:
    body: Any = {"data": {"a": "b"}}
    answer = writable.http.post("/data", params=GRAPH, headers=FORM, files={}, **body)
    assert answer.status_code == 415
    broken = {**FORM, "Content-Type": "multipart/form-data; boundary=x"}
    assert writable.http.post("/data", params=GRAPH, content=b"--y", headers=broken).status_code == 400


METHODS = [
    ("/data", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
    ("/data/a/b", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
    ("/sparql", "GET, HEAD, POST, OPTIONS"),
    ("/update", "POST, OPTIONS"),
    ("/health", "GET, HEAD, OPTIONS"),
    ("/queries/1", "DELETE, OPTIONS"),
    ("/documents", "GET, HEAD, OPTIONS"),
    ("/id/place/1", "GET, HEAD, OPTIONS"),
    ("/export/query.gexf", "GET, HEAD, POST, OPTIONS"),
    ("/quality/gaps.csv", "GET, HEAD, OPTIONS"),
]


@pytest.mark.parametrize(("path", "methods"), METHODS)
def test_the_methods_of_a_route_are_named(path: str, methods: str, writable: Server) -> None:
    asked = writable.http.options(path)
    assert (asked.status_code, asked.headers["allow"]) == (204, methods)
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - set(methods.split(", ")):
        refused = writable.http.request(method, path, headers=FORM)
        assert (refused.status_code, refused.headers["allow"]) == (405, methods), method
        assert refused.text.count("\n") == 1


def test_a_route_that_is_not_there_has_no_methods(writable: Server) -> None:
    assert writable.http.options("/nowhere").status_code == 404


def test_a_browser_may_send_what_a_write_depends_on(writable: Server) -> None:
    asked = writable.http.options("/data", headers={"Origin": "http://e", "Access-Control-Request-Method": "PUT"})
    allowed = set(asked.headers["access-control-allow-headers"].lower().split(", "))
    assert {"authorization", "content-type", "if-match", "if-none-match"} <= allowed
