"""Walks a site as its readers and their robots do, and says what it met."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from rdflib import Graph, URIRef
from starlette.testclient import TestClient

FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
    "html": ("text/html", "json-ld"),
}


class Page(HTMLParser):
    """What a page links to and what it would run."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self.json_ld: list[str] = []
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.unsaid: list[str] = []
        """Links and head cells without a word or a picture, each with what it names itself by."""
        self._open: list[tuple[str, str]] = []
        self._kind: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self.tags.append(tag)
        self.handlers += [key for key in given if key.startswith("on") or key == "style"]
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"a", "th"}:
            self._open.append((tag, given.get("href", "") or given.get("data-label", "")))
        if tag in {"svg", "img"} or "aria-label" in given:
            self._open.clear()
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "script" and "src" not in given:
            self._kind = given.get("type", "text/javascript")
        for key in ("src", "data", "poster", "srcset"):
            if key in given:
                self.fetched.append(given[key])
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload"}:
            self.fetched.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._kind = None
        if self._open and self._open[-1][0] == tag:
            self.unsaid.append(" ".join(self._open.pop()))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._open.clear()
        if self._kind == "application/ld+json":
            self.json_ld.append(data)
        elif self._kind is not None and self._kind != "application/json":
            self.scripts.append(data)


def local(iri: str, base: str) -> str:
    """The path on the site of an IRI below *base*."""
    return "/" + iri.removeprefix(base).split("#")[0]


def dereference(client: TestClient, iri: str, suffix: str, base: str, root: str = "") -> Graph:
    """What the site says of *iri* in one format, through the redirects that a client would follow.

    Fails when an answer is not the one that Cool URIs for the Semantic Web asks for.
    """
    media_type, parser = FORMATS[suffix]
    path = root + local(iri, base)
    for _ in range(4):
        response = client.get(path, headers={"Accept": media_type})
        if response.status_code != 303:
            break
        assert "Accept" in response.headers["vary"], f"{path}: 303 without Vary"
        path = response.headers["location"]
    assert response.status_code == 200, f"{iri} as {suffix}: {response.status_code} at {path}"
    assert response.headers["content-type"].split(";")[0] == media_type, f"{iri} as {suffix}"
    graph = Graph()
    if suffix == "html":
        for text in Page(response.text).json_ld:
            graph.parse(data=json.dumps(json.loads(text)), format=parser)
    else:
        graph.parse(data=response.content, format=parser)
    return graph


def speaks_of(graph: Graph, iri: str) -> bool:
    node = URIRef(iri)
    return (node, None, None) in graph or (None, None, node) in graph


def ours(graph: Graph, base: str) -> Iterator[str]:
    """Every IRI below *base* in a graph."""
    for triple in graph:
        for term in triple:
            if isinstance(term, URIRef) and str(term).startswith(base):
                yield str(term)


def internal(links: Iterable[str], page: str) -> set[str]:
    """The paths, with their query, of links that stay on the site."""
    found = set()
    for link in links:
        target = urlsplit(urljoin(f"http://testserver{page}", link))
        if target.netloc == "testserver":
            found.add(target.path + (f"?{target.query}" if target.query else ""))
    return {unquote(path) if "?" not in path else path for path in found}
