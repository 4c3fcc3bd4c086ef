"""Everything that the graph holds can be cited: in four styles, by its permanent address, with release and words."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pybtex.database import parse_string
from starlette.testclient import TestClient

from duikou.api.pages.cite import MEDIA, STYLES, Citation, render
from duikou.graph.build import Build

from .conftest import DEFAULT_BASE

CASES: dict[str, dict[str, Any]] = {
    case["name"]: case
    for case in tomllib.loads((Path(__file__).parent / "citations.toml").read_text(encoding="utf-8"))["case"]
}
FIELDS = ("address", "key", "title", "publisher", "number", "published", "part", "quote", "release", "data")
TODAY = "2026-11-27"


def citation(case: Mapping[str, Any]) -> Citation:
    given = {key: case[key] for key in FIELDS if key in case}
    return Citation(**given, authors=tuple(case.get("authors", ())))


@pytest.mark.parametrize("style", ["gbt7714", "apa"])
@pytest.mark.parametrize("name", CASES)
def test_references_that_people_read(name: str, style: str) -> None:
    case = CASES[name]
    assert render(citation(case), style, TODAY) == case[style].removeprefix("\n")


def plain(tex: str) -> str:
    """What TeX prints for the commands that we write."""
    commands = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciicircum": "^", "asciitilde": "~"}
    return re.sub(r"\\(?:text([a-z]+)\{\}|([$&#_%]))", lambda match: match[2] or commands[match[1]], tex)


@pytest.mark.parametrize("name", CASES)
def test_bibtex_is_read_back(name: str) -> None:
    case = CASES[name]
    read = parse_string(render(citation(case), "bibtex", TODAY), "bibtex")
    (key,) = read.entries
    entry = read.entries[key]
    assert key == case["key"]
    expected = {
        "title": case.get("part") or case["title"],
        "booktitle": case["title"] if case.get("part") else None,
        "number": case.get("number"),
        "date": case.get("published"),
        "publisher": case["publisher"],
        "version": case.get("release"),
        "note": case.get("quote"),
    }
    assert {field: plain(entry.fields[field]) for field in expected if field in entry.fields} == {
        field: value for field, value in expected.items() if value
    }
    assert (entry.fields["url"], entry.fields["urldate"]) == (case["address"], TODAY)
    people = [str(person) for person in entry.persons.get("author", [])]
    assert [plain(name.removeprefix("{").removesuffix("}")) for name in people] == case.get("authors", [])


@pytest.mark.parametrize("name", CASES)
def test_csl_json(name: str) -> None:
    case = CASES[name]
    (item,) = json.loads(render(citation(case), "csl", TODAY))
    always = {"id": case["key"], "URL": case["address"], "publisher": case["publisher"], "language": "zh-CN"}
    always["accessed"] = {"date-parts": [[2026, 11, 27]]}
    always |= {"version": case["release"]} if "release" in case else {}
    assert item == case["csl"] | always


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", CASES)
def test_a_page_shows_the_same_words_and_no_day(name: str, style: str) -> None:
    case = citation(CASES[name])
    shown = unescape(re.sub(r'<span class="accessed"></span>', "", render(case, style, page=True)))
    assert shown == unescape(render(case, style)) or style == "csl"
    assert TODAY not in shown
    assert "<b>" not in render(case, style, page=True) or style == "csl"  # which the template escapes


DOCUMENT = "/documents/shenzhen-ganzhou-baise-shanwei-opinions-2023"
QUERIES = {
    "a measure": "?this a dk:Measure ; dk:text ?words",
    "a pairing": "?this a dk:Cooperation ; dk:evidence/oa:hasSelector/oa:exact ?words",
    "an assignment": "?this a dk:Assignment ; dk:evidence/oa:hasSelector/oa:exact ?words",
    "an agency": "?this a dk:Agency BIND ('' AS ?words)",
    "a document": "?this a dk:PolicyDocument ; dk:issuer/skos:prefLabel ?words FILTER (lang(?words) = 'zh')",
    "a topic": "?this a skos:Concept BIND ('' AS ?words)",
}
PREFIXES = f"""PREFIX dk: <{DEFAULT_BASE}ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> """


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", QUERIES)
def test_every_fact_page_offers_its_references(shipped_site: TestClient, shipped: Build, kind: str, style: str) -> None:
    query = f"{PREFIXES} SELECT ?this ?words {{ {QUERIES[kind]} }} ORDER BY ?this ?words LIMIT 1"
    row = shipped_site.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"][0]
    iri = row["this"]["value"]
    path = f"/{iri.removeprefix(DEFAULT_BASE)}"
    answer = shipped_site.get(path, params={"cite": style}, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    for words in (iri, shipped.release.name, " ".join(row["words"]["value"].split())[:10]):
        assert words in answer.text
    today = json.dumps([[*map(int, date.today().isoformat().split("-"))]]) if style == "csl" else str(date.today())
    assert today in " ".join(answer.text.split()).replace("[ ", "[").replace(" ]", "]") or style == "apa"
    page = shipped_site.get(path, headers={"Accept": "text/html"})
    if page.status_code == 303:
        page = shipped_site.get(page.headers["location"], headers={"Accept": "text/html"})
    assert f"?cite={style}" in page.text
    assert "/static/cite.js" in page.text
    assert not {f"[{date.today()}]", "urldate", "&#34;accessed&#34;"} & set(
        re.findall(r"\[[-0-9]+\]|urldate|&#34;accessed&#34;", page.text)
    )


def test_the_reading_view_answers_as_well(shipped_site: TestClient) -> None:
    iri = f"{DEFAULT_BASE}id/document/{DOCUMENT.rpartition('/')[2]}"
    assert iri in shipped_site.get(DOCUMENT, params={"cite": "bibtex"}).text


@pytest.mark.parametrize("style", MEDIA)
def test_references_are_had_by_their_media_type(shipped_site: TestClient, style: str) -> None:
    for path in (DOCUMENT, "/id/place/440300"):
        answer = shipped_site.get(path, headers={"Accept": f"{MEDIA[style]}, text/turtle;q=0.5"})
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, MEDIA[style])
    assert (
        shipped_site.get("/id/place/440300", headers={"Accept": f"text/turtle, {MEDIA[style]};q=0.5"}).status_code
        == 303
    )


def test_another_style_is_refused(shipped_site: TestClient) -> None:
    for path in (DOCUMENT, "/id/place/440300", "/id/place/440300.html"):
        answer = shipped_site.get(path, params={"cite": "mla"})
        assert answer.status_code == 400
        assert "bibtex" in answer.text
    assert shipped_site.get("/id/place/999999", params={"cite": "apa"}).status_code == 404


def test_things_name_the_address_to_cite_them_by(shipped_site: TestClient) -> None:
    link = shipped_site.get("/id/place/440300.html").headers["link"]
    assert f'<{DEFAULT_BASE}id/place/440300>; rel="cite-as"' in link
