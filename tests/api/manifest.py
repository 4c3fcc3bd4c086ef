"""Reads protocol manifests (the W3C's form: RDF over the HTTP vocabulary) into cases, and runs a case on a server.

Beyond the W3C's classes of status (``hts:StatusCode4xx``) a response may expect one (``hts:StatusCode406``), media
types (``t:contentType``), a regular expression found in the body (``t:body``), and headers (``t:header``, each ``name:
regular expression``, or ``-name`` for one that must not be there). The W3C's manifests of the Graph Store Protocol give
whole responses (``ht:headers``, ``ht:body``) and name an address to come back to (``mf:expectedLocation``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

import httpx
from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from w3c import canonical

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
T = Namespace("https://example.org/protocol-tests#")

TABULAR = {f.media_type.partition(";")[0] for f in (
    QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.CSV, QueryResultsFormat.TSV,
)}  # fmt: skip
BOOLEAN = {QueryResultsFormat.JSON.media_type, QueryResultsFormat.XML.media_type}
GRAPH = {f.media_type for f in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD)}
FORMATS = {"tabular": TABULAR, "boolean": BOOLEAN, "RDF": GRAPH}


@dataclass(frozen=True)
class Step:
    """One request and what its response must be."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: tuple[str, ...]
    format: str | None
    boolean: bool | None
    content_type: tuple[str, ...]
    body_pattern: tuple[str, ...]
    header_patterns: tuple[str, ...]
    location: str | None = None
    """Stands for the address in the Location header in the steps that follow."""
    graph: bytes | None = None
    """The graph that the body must hold, in Turtle."""


@dataclass(frozen=True)
class Case:
    """One test: graphs that must be there first, then the requests in their order."""

    name: str
    title: str
    data: tuple[tuple[str, Path], ...]
    steps: tuple[Step, ...]


def read(manifest: Path) -> list[Case]:
    """The cases of a manifest, in its order."""
    graph = Graph().parse(manifest, format="turtle", publicID=manifest.resolve().as_uri())
    root = next(graph.subjects(RDF.type, MF.Manifest))
    entries = Collection(graph, _one(graph, root, MF.entries))
    return [_case(graph, entry) for entry in entries]


def _case(graph: Graph, entry: Node) -> Case:
    action = _one(graph, entry, MF.action)
    data = []
    for item in graph.objects(entry, UT.graphData):
        path = Path(str(_one(graph, item, UT.graph)).removeprefix("file://"))
        data.append((str(_one(graph, item, RDFS.label)), path))
    steps = tuple(_step(graph, request) for request in Collection(graph, _one(graph, action, HT.requests)))
    authority = graph.value(action, HT.connectionAuthority)
    if authority is not None:
        steps = tuple(replace(step, headers=(*step.headers, ("Host", str(authority)))) for step in steps)
    name = re.split(r"[#/]", str(entry))[-1]
    return Case(name, str(_one(graph, entry, MF.name)), tuple(sorted(data)), steps)


def _step(graph: Graph, request: Node) -> Step:
    response = _one(graph, request, HT.resp)
    boolean = graph.value(response, MF.expectedBoolean)
    location = graph.value(response, MF.expectedLocation)
    content_type = [value for name, value in _headers(graph, response) if name == "content-type"]
    return Step(
        str(_one(graph, request, HT.methodName)),
        re.sub(r"^/gsp(?=[/?]|$)", "/data", str(_one(graph, request, HT.absolutePath))),
        tuple(_headers(graph, request)),
        _body(graph, request),
        tuple(sorted(map(_status, graph.objects(response, MF.expectedStatus)))),
        next((str(o) for o in graph.objects(response, MF.expectedFormat)), None),
        None if boolean is None else boolean.toPython(),  # type: ignore[attr-defined]
        (*_strings(graph, response, T.contentType), *content_type),
        _strings(graph, response, T.body),
        _strings(graph, response, T.header),
        None if location is None else str(location),
        _body(graph, response),
    )


def _status(node: Node) -> str:
    """``404`` or ``4xx``: the manifests write the number, the class, or the name of a status."""
    name = str(node).rpartition("#")[2].removeprefix("StatusCode")
    names = {"".join(word.title() for word in s.phrase.replace("-", " ").split()): str(int(s)) for s in HTTPStatus}
    return names.get(name, name) if name != "OK" else "200"


def _headers(graph: Graph, message: Node) -> list[tuple[str, str]]:
    node = graph.value(message, HT.headers)
    found = Collection(graph, node) if node is not None else ()
    return [(str(_one(graph, h, HT.fieldName)), str(_one(graph, h, HT.fieldValue))) for h in found]


def _body(graph: Graph, message: Node) -> bytes | None:
    node = graph.value(message, HT.body)
    if node is None:
        return None
    return str(_one(graph, node, CNT.chars)).encode(str(_one(graph, node, CNT.characterEncoding)))


def _one(graph: Graph, subject: Node, predicate: URIRef) -> Node:
    values = list(graph.objects(subject, predicate))
    assert len(values) == 1, f"{subject} has {len(values)} {predicate}"
    return values[0]


def _strings(graph: Graph, subject: Node, predicate: URIRef) -> tuple[str, ...]:
    return tuple(sorted(map(str, graph.objects(subject, predicate))))


def run(case: Case, http: httpx.Client, token: str) -> None:
    """Loads the case's graphs, then sends its requests and checks each response. Raises AssertionError."""
    authorized = {"Authorization": f"Bearer {token}"}
    for name, file in case.data:
        loaded = http.put(
            "/data",
            params={"graph": name},
            content=file.read_bytes(),
            headers={**authorized, "Content-Type": "text/turtle"},
        )
        assert loaded.status_code in {201, 204}, loaded.text
    known: dict[str, str] = {}
    for asked in case.steps:
        step = _filled(asked, known)
        headers = list(step.headers)
        if not any(name.lower() == "authorization" for name, _ in headers):
            headers.append(("Authorization", authorized["Authorization"]))
        response = http.send(
            http.build_request(step.method, step.path, headers=_plain(http, headers), content=step.body)
        )
        check(step, response)
        if step.location is not None:
            known[step.location] = response.headers["location"]


def _filled(step: Step, known: dict[str, str]) -> Step:
    """A step with the addresses that earlier responses have given."""
    for name, address in known.items():
        body = step.body and step.body.replace(name.encode(), address.encode())
        step = replace(step, path=step.path.replace(name, address), body=body)
    return step


def _plain(http: httpx.Client, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers of the manifest and no others that decide anything."""
    http.headers.pop("accept", None)
    return list(headers)


def check(step: Step, response: httpx.Response) -> None:
    """Raises AssertionError with what the server said when a response is not as expected."""
    said = f"{step.method} {step.path}: {response.status_code} {response.text[:500]}"
    status = str(response.status_code)
    assert any(re.fullmatch(pattern.replace("x", r"\d"), status) for pattern in step.statuses), said
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if step.format is not None and status.startswith("2"):
        assert media_type in FORMATS[step.format], said
        if step.format == "RDF":
            list(parse(response.content, RdfFormat.from_media_type(media_type)))
    if step.boolean is not None:
        answer = parse_query_results(response.content, QueryResultsFormat.from_media_type(media_type))
        assert isinstance(answer, QueryBoolean), said
        assert bool(answer) is step.boolean, said
    if step.content_type:
        assert response.headers.get("content-type") in step.content_type, f"{response.headers} {said}"
    if step.graph is not None:
        assert graph_in(response.content, media_type) == graph_in(step.graph, "text/turtle"), said
    for pattern in step.body_pattern:
        assert re.search(pattern, response.text), said
    for expected in step.header_patterns:
        if expected.startswith("-"):
            assert expected[1:] not in response.headers, f"{response.headers} {said}"
            continue
        name, _, pattern = expected.partition(": ")
        assert re.search(pattern, response.headers.get(name, "")), f"{response.headers} {said}"
    if response.status_code >= 400 and step.method != "HEAD":
        assert response.text.count("\n") == 1, f"not one line: {said}"


def graph_in(data: bytes, media_type: str) -> set[str]:
    """A graph in a form that is equal for equal ones, whatever the names of their blank nodes."""
    return canonical(parse(data, RdfFormat.from_media_type(media_type)))
