"""Every IRI answers as linked data should: what is asked for, with the right status and headers."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store
from rdflib import Graph
from starlette.testclient import TestClient

from duikou.graph.build import Build
from duikou.settings import Settings

from ...thorough import THOROUGH, thorough
from .conftest import DEFAULT_BASE, HOSTILE, client_over
from .crawler import FORMATS, dereference, ours, speaks_of

CITY = "/id/place/440300"

ANSWERS = [
    # path, Accept, status, where to or what type
    (CITY, "text/turtle", 303, f"{CITY}.ttl"),
    (CITY, "application/ld+json;q=0.9, text/turtle;q=0.4", 303, f"{CITY}.jsonld"),
    (CITY, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 303, f"{CITY}.html"),
    (CITY, "application/rdf+xml, text/html;q=0.5", 303, f"{CITY}.rdf"),
    (CITY, "text/*;q=0.3, text/turtle;q=0, application/n-triples;q=0.2", 303, f"{CITY}.html"),
    (CITY, "*/*", 303, f"{CITY}.html"),
    (CITY, None, 303, f"{CITY}.html"),
    (CITY, "image/png", 406, "text/plain"),
    (CITY, "application/json", 303, f"{CITY}.json"),
    (CITY, "application/xml", 303, f"{CITY}.rdf"),
    (CITY, "text/n3", 303, f"{CITY}.ttl"),
    (CITY, "application/json;q=0.5, text/turtle;q=0.4", 303, f"{CITY}.json"),
    (CITY, "application/ld+json;q=0.5, text/turtle;q=0.4", 303, f"{CITY}.jsonld"),
    (CITY, "text/turtle;q=0", 406, "text/plain"),
    (f"{CITY}.ttl", "text/html", 200, "text/turtle"),
    (f"{CITY}.jsonld", None, 200, "application/ld+json"),
    (f"{CITY}.json", None, 200, "application/json"),
    ("/dataset.json", None, 200, "application/json"),
    ("/graph/document/evil", "application/json", 200, "application/ld+json"),
    (f"{CITY}.nt", None, 200, "application/n-triples"),
    (f"{CITY}.rdf", None, 200, "application/rdf+xml"),
    (f"{CITY}.html", "text/turtle", 200, "text/html"),
    ("/id/document/evil", "text/html", 303, "/documents/evil"),
    ("/id/document/evil", "text/turtle", 303, "/id/document/evil.ttl"),
    ("/id/document/evil.html", None, 303, "/documents/evil"),
    ("/id/mention/evil/0-9/place/360700", "text/turtle", 303, "/id/mention/evil/0-9/place/360700.ttl"),
    ("/id/evidence/evil/0-9/quote.html", None, 200, "text/html"),
    ("/topic/green-energy", "text/turtle", 303, "/topic/green-energy.ttl"),
    ("/commitment/require", "text/html", 303, "/commitment/require.html"),
    ("/dataset", "text/turtle", 303, "/dataset.ttl"),
    ("/dataset.nt", None, 200, "application/n-triples"),
    ("/dataset/build", "text/turtle", 303, "/dataset/build.ttl"),
    ("/graph/document/evil", "text/turtle", 200, "text/turtle"),
    ("/graph/document/evil", "text/html", 200, "text/html"),
    ("/graph/document/evil.jsonld", None, 200, "application/ld+json"),
    ("/ontology", "text/turtle", 200, "text/turtle"),
    ("/ontology", "text/html", 200, "text/html"),
    ("/ontology.rdf", None, 200, "application/rdf+xml"),
    ("/ontology/0.1.0", "text/turtle", 200, "text/turtle"),
    ("/ontology", "image/png", 406, "text/plain"),
    ("/id/place/999999", "text/turtle", 404, "text/plain"),
    ("/id/place/999999", "text/html", 404, "text/html"),
    ("/id/place/999999.ttl", None, 404, "text/html"),
    ("/id/", "text/turtle", 404, "text/plain"),
    ("/id/a%20b%3Cc", "text/turtle", 404, "text/plain"),
    ("/topic/nothing", "text/turtle", 404, "text/plain"),
    ("/graph/document/nothing", "text/turtle", 404, "text/plain"),
    ("/documents/nothing", "text/html", 404, "text/html"),
]


@pytest.mark.parametrize(("path", "accept", "status", "expected"), ANSWERS, ids=[f"{a[0]} {a[1]}" for a in ANSWERS])
def test_answers(hostile_site: TestClient, path: str, accept: str | None, status: int, expected: str) -> None:
    headers = {"Accept": accept} if accept is not None else {"Accept": ""}
    response = hostile_site.get(path, headers=headers)
    assert response.status_code == status
    if status == 303:
        assert response.headers["location"] == expected
    else:
        assert response.headers["content-type"].split(";")[0] == expected
    if status in {200, 303, 406}:
        assert "Accept" in response.headers["vary"]
    head = hostile_site.head(path, headers=headers)
    assert (head.status_code, head.content) == (status, b"")


def test_links_to_every_representation(hostile_site: TestClient) -> None:
    for path in (CITY, f"{CITY}.ttl", f"{CITY}.html"):
        link = hostile_site.get(path).headers["link"]
        for suffix, (media_type, _) in FORMATS.items():
            if suffix != "html":
                assert f'<{CITY}.{suffix}>; rel="alternate"; type="{media_type}"' in link
        assert 'rel="describedby"' in link
        assert f'<{DEFAULT_BASE}id/place/440300>; rel="describes"' in link


@pytest.mark.parametrize("path", [f"{CITY}.ttl", f"{CITY}.html", "/ontology.nt", "/graph/reference.jsonld", "/"])
def test_unchanged_representations_are_not_sent_again(hostile_site: TestClient, path: str) -> None:
    etag = hostile_site.get(path).headers["etag"]
    again = hostile_site.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert hostile_site.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_what_an_older_release_held_is_gone(tmp_path: Path) -> None:
    label, text = NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), NamedNode(f"{DEFAULT_BASE}ontology#City")
    for release, names in (("old", ("kept", "dropped")), ("new", ("kept",))):
        (tmp_path / "releases" / release).mkdir(parents=True)
        store = Store(str(tmp_path / "releases" / release / "store"))
        store.extend(Quad(NamedNode(f"{DEFAULT_BASE}id/place/{name}"), label, text, DefaultGraph()) for name in names)
        store.flush()
        del store
    (tmp_path / "current").symlink_to(Path("releases") / "new")
    with client_over(Settings(output=tmp_path)) as client:
        statuses = {
            name: client.get(f"/id/place/{name}", headers={"Accept": "text/turtle"}).status_code
            for name in ("kept", "dropped", "never")
        }
    assert statuses == {"kept": 303, "dropped": 410, "never": 404}


@pytest.mark.parametrize(
    ("base", "root"),
    [
        ("http://example.org/kg/", "/kg"),
        thorough("https://data.example.cn/", ""),
        thorough("https://w3id.org/duikou/", "/deep/path"),
    ],
)
def test_any_base_and_path_prefix(tmp_path: Path, base: str, root: str) -> None:
    graph = tmp_path / "graph.trig"
    graph.write_text(HOSTILE.read_text("utf-8").replace(DEFAULT_BASE, base), "utf-8")
    with client_over(Settings(base=base, graphs=(graph,)), root_path=root) as client:
        start = client.get(f"{root}/.well-known/void", headers={"Accept": "text/turtle"})
        assert start.status_code == 200
        for suffix in FORMATS:
            found = dereference(client, f"{base}id/place/440300", suffix, base, root)
            assert speaks_of(found, f"{base}id/place/440300")
        page = client.get(f"{root}/documents/evil").text
        assert f'href="{root}/static/site.css' in page
        assert DEFAULT_BASE not in page or base == DEFAULT_BASE


@pytest.mark.thorough
def test_every_subject_of_the_hostile_graph(hostile_site: TestClient) -> None:
    known = subjects(load(HOSTILE))
    assert crawl(hostile_site, known) >= known


def test_subjects_of_the_shipped_graph(shipped_site: TestClient, shipped: Build) -> None:
    """One of each kind as a page and in another format, by turn; in a thorough run in all five, two more and many
    others in one each, and with DUIKOU_CRAWL=all all in all five. Of the hostile graph each kind is read in all
    five."""
    wanted = sorted(subjects(Store.read_only(str(shipped.release / "store"))))
    everything = os.environ.get("DUIKOU_CRAWL") == "all"
    kinds: dict[str, int] = {}
    checked = 0
    for number, iri in enumerate(wanted):
        kind = kind_of(iri)
        kinds[kind] = kinds.get(kind, 0) + 1
        if not everything and kinds[kind] > 1 and (not THOROUGH or (kinds[kind] > 3 and number % 120)):
            continue
        formats = [*FORMATS]
        if not everything and kinds[kind] > 1:
            formats = [formats[number % len(formats)]]
        elif not everything and not THOROUGH:
            formats = ["html", formats[len(kinds) % (len(formats) - 1)]]
        for suffix in formats:
            assert speaks_of(dereference(shipped_site, iri, suffix, DEFAULT_BASE), iri), f"{iri} as {suffix}"
            checked += 1
    assert checked > (150 if THOROUGH else 60)


def crawl(client: TestClient, known: set[str]) -> set[str]:
    """Every IRI that links lead to from the data set's description; all formats must speak of what is *known*. After
    the first of each kind an IRI has one format, by turn; in a thorough run each has all."""
    start = client.get("/.well-known/void", headers={"Accept": "text/turtle"})
    queue = sorted(set(ours(Graph().parse(data=start.text, format="turtle"), DEFAULT_BASE)))
    seen: set[str] = set()
    kinds: set[str] = set()
    while queue:
        iri = queue.pop().split("?")[0]
        if iri in seen or iri.endswith(tuple(f".{suffix}" for suffix in FORMATS)):
            continue
        seen.add(iri)
        kind = kind_of(iri)
        for suffix in FORMATS if THOROUGH or kind not in kinds else [list(FORMATS)[len(seen) % len(FORMATS)]]:
            graph = dereference(client, iri, suffix, DEFAULT_BASE)
            assert iri not in known or speaks_of(graph, iri), f"{iri} as {suffix}: nothing is said of it"
            queue += sorted(set(ours(graph, DEFAULT_BASE)) - seen)
        kinds.add(kind)
    return seen


def kind_of(iri: str) -> str:
    """How the IRIs of its kind begin."""
    return "/".join(re.split("[/#]", iri.removeprefix(DEFAULT_BASE))[: 2 if "/id/" in iri else 1])


def load(path: Path) -> Store:
    store = Store()
    store.bulk_load(path=path, format=RdfFormat.TRIG)
    return store


def subjects(store: Store) -> set[str]:
    """Every subject of ours that a store holds."""
    return {
        q.subject.value for q in store if isinstance(q.subject, NamedNode) and q.subject.value.startswith(DEFAULT_BASE)
    }
