"""The pages that people read: whole, linked, bilingual, and harmless whatever the documents say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

import duikou.api
from duikou.api.http.accept import accepted_language
from duikou.api.pages.language import LANGUAGES, words

from ...thorough import THOROUGH
from .crawler import Page, internal

TEMPLATES = Path(duikou.api.__file__).parent / "templates"
START = ("/", "/documents", "/cities", "/tables", "/tables/agencies", "/topics", "/measures", "/compare")
START += ("/tables/measures?topic=green-energy", "/tables/platforms", "/tables/organizations", "/tables/pairs")
START += ("/pairs", "/pairs?date=2021-01-01&standing=not-yet", "/documents?date=2024-01-01", "/answers")
START += ("/docs", "/query", "/search?q=赣州", "/ontology", "/downloads")

ATTACKS = re.compile(
    r"<(script(?! (src|type=\"application/(ld\+)?json\")[ =])|img|svg onload|style|b>|i>|u>)|\bon\w+=[^&]",
    re.IGNORECASE,
)


def walk(client: TestClient, language: str, most: int) -> Iterator[tuple[str, Page, str]]:
    """Pages of a site, breadth first; of many pages of one kind only some."""
    queue, seen, kinds = list(START), set(START), dict.fromkeys(("",), 0)
    while queue:
        path = queue.pop(0)
        client.cookies.clear()  # a link to the other language sets one
        response = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
        while response.status_code == 303:
            response = client.get(response.headers["location"], headers={"Accept": "text/html"})
        assert response.status_code == 200, f"{path}: {response.status_code}"
        if response.headers["content-type"].split(";")[0] != "text/html":
            continue
        page = Page(response.text)
        yield path, page, response.text
        for link in sorted(internal(page.links, path)):
            kind = "/".join(link.split("?")[0].split("/")[:-1][:3]) + "?" * ("?" in link)
            if link not in seen and not link.startswith(("/networks", "/pictures", "/quality", "/export", "/ask")):
                seen.add(link)
                kinds[kind] = kinds.get(kind, 0) + 1
                if kinds[kind] <= most:
                    queue.append(link)


Walked = dict[str, list[tuple[str, Page]]]


@pytest.fixture(scope="module")
def walked(shipped_site: TestClient) -> Walked:
    """The pages that links lead to, by language: of each kind one (in a thorough run four in Chinese)."""
    most = {"zh": 4 if THOROUGH else 1, "en": 1}
    return {
        language: [(path, page) for path, page, _ in walk(shipped_site, language, most[language])] for language in most
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_dead_link_and_nothing_foreign(walked: Walked, language: str) -> None:
    for path, page in walked[language]:
        assert not page.scripts, f"{path}: inline script"
        assert not page.handlers, f"{path}: inline handlers or styles {page.handlers}"
        assert all(urlsplit(url).netloc == "" for url in page.fetched), f"{path}: fetches from elsewhere"
        assert len(page.ids) == len(set(page.ids)), f"{path}: an id twice"
        assert page.tags.count("h1") == 1, f"{path}: {page.tags.count('h1')} h1"
        assert {link[1:] for link in page.links if link[1:] and link[0] == "#"} <= set(page.ids), (
            f"{path}: leads nowhere"
        )
        assert not page.unsaid, f"{path}: nothing stands in {page.unsaid[:5]}"
    assert len(walked[language]) > 25


def test_fragments_exist(shipped_site: TestClient, walked: Walked) -> None:
    """A link into a reading view leads to words that are marked there."""
    texts: dict[str, set[str]] = {}
    checked = 0
    for path, page in walked["zh"]:
        for link in page.links:
            target, _, fragment = link.partition("#")
            if fragment and target.startswith("/documents/"):
                if target not in texts:
                    texts[target] = set(Page(shipped_site.get(target).text).ids)
                assert fragment in texts[target], f"{path}: {link} leads nowhere"
                checked += 1
    assert checked > 100


def test_headers(shipped_site: TestClient) -> None:
    for path in START:
        headers = shipped_site.get(path, headers={"Accept": "text/html"}).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy, path
        assert "unsafe-inline" not in policy, path
        assert "http" not in policy, path
        assert headers["x-content-type-options"] == "nosniff"
        assert {"Accept-Language", "Cookie"} <= {name.strip() for name in headers["vary"].split(",")}


def test_hostile_names_stay_text(hostile_site: TestClient) -> None:
    seen = 0
    for path, page, text in walk(hostile_site, "zh", 20 if THOROUGH else 2):
        seen += text.count("alert(")
        assert not page.scripts, f"{path}: {page.scripts}"
        assert not page.handlers, f"{path}: {page.handlers}"
        own = {"img"} if path.startswith("/reports/") else set()  # the chart of a report
        assert not ({"img", "style", "b", "i", "u"} - own) & set(page.tags), path
        assert not any(link.startswith("javascript:") for link in page.links), path
    assert seen > 50, "the attacks were not even shown"


def test_language(shipped_site: TestClient) -> None:
    shipped_site.cookies.clear()
    english = {"Accept-Language": "en-GB,en;q=0.9,zh;q=0.5"}
    assert shipped_site.get("/", headers=english).headers["content-language"] == "en"
    assert shipped_site.get("/").headers["content-language"] == "zh"
    chosen = shipped_site.get("/?lang=zh", headers=english)
    assert chosen.headers["content-language"] == "zh"
    assert "SameSite=lax" in chosen.headers["set-cookie"]
    with_cookie = {**english, "Cookie": chosen.headers["set-cookie"].split(";")[0]}
    shipped_site.cookies.clear()
    assert shipped_site.get("/cities", headers=with_cookie).headers["content-language"] == "zh"
    shipped_site.cookies.clear()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.5", "en"),
        ("zh-TW,en;q=0.9", "zh"),
        ("de,fr;q=0.8", "zh"),
        ("de,en;q=0.1", "en"),
        ("en;q=0", "zh"),
        ("en;q=x,zh;q=0.2", "zh"),
        ("*", "zh"),
    ],
)
def test_accepted_language(header: str, expected: str) -> None:
    assert accepted_language(header, LANGUAGES) == expected


def test_both_languages_say_the_same_things() -> None:
    zh, en = words("zh"), words("en")
    assert zh.keys() == en.keys()
    holes = re.compile(r"\{(\w+)(?:\|[^{}]*)?\}")
    for key in sorted(zh.keys()):
        assert set(holes.findall(zh(key))) == set(holes.findall(en(key))), key


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("sentence.thing", {"measures": 1, "documents": 1}, "X appears in 1 measure of 1 document."),
        ("sentence.thing", {"measures": 21, "documents": 2}, "X appears in 21 measures of 2 documents."),
        ("sentence.topic", {"measures": 3, "documents": 1, "agencies": 1},
         "3 measures in 1 document about “X”; 1 agency is responsible."),
        ("tables.count", {"count": 0}, "0 rows"),
        ("tables.count", {"count": "1"}, "1 row"),
        ("quality.Violation", {"count": 1}, "violation"),
        ("figure.agencies", {"count": "2"}, "responsible agencies"),
    ],
)  # fmt: skip
def test_english_nouns_go_with_their_numbers(key: str, values: dict[str, object], expected: str) -> None:
    assert words("en")(key, name="X", **values) == expected


def test_no_english_noun_is_always_many() -> None:
    """A number that is filled in may be 1: the noun after it has both forms, {count|row|rows}."""
    many = re.compile(r"\{(?!name\}|ms\}|most\})\w+\} (?!is\b|has\b|was\b)[a-z]+s\b")
    en, never_one = words("en"), {"sentence.by_several"}
    assert {key: en(key) for key in en.keys() - never_one if many.search(en(key))} == {}


def test_a_noun_after_a_number_goes_with_it() -> None:
    """Where a template puts a number before a noun, it says to the noun which number that is."""
    number = r"(?:\.value|\|length|count\([^()]*\)|get\([^()]*, 0\))"
    after = re.compile(number + r" \}\}(?:</\w+>)? ?\{\{ t\(([^}]*)\) \}\}")
    found = [call for template in TEMPLATES.glob("*.html") for call in after.findall(template.read_text("utf-8"))]
    assert len(found) >= 4
    assert [call for call in found if ", count=" not in call] == []


def test_chinese_marks_are_wide() -> None:
    """Between Chinese characters stand the marks of Chinese print, not those of a program."""
    narrow = re.compile(r"[\u4e00-\u9fff”》）][,;:!?](?=[\u4e00-\u9fff“《（])|[\u4e00-\u9fff]\([\u4e00-\u9fff]")
    zh = words("zh")
    assert {key: zh(key) for key in sorted(zh.keys()) if narrow.search(zh(key))} == {}


def test_templates_use_known_words() -> None:
    used = set()
    for template in TEMPLATES.iterdir():
        used |= set(re.findall(r"\bt\('([a-z_.0-9A-Z]+)'", template.read_text("utf-8")))
    missing = {key for key in used if not key.endswith((".", "_"))} - words("zh").keys()
    assert not missing


def test_reading_view_marks_the_words_that_the_graph_points_at(shipped_site: TestClient) -> None:
    query = """PREFIX dk: <https://w3id.org/duikou/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
    SELECT ?document ?start ?exact WHERE { ?m a dk:Mention ; oa:hasTarget ?t . ?t oa:hasSource ?document ;
    oa:hasSelector ?q, ?p . ?q oa:exact ?exact . ?p oa:start ?start } ORDER BY ?document ?start LIMIT 5000"""
    rows = shipped_site.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    pages: dict[str, str] = {}
    for row in rows:
        slug = row["document"]["value"].rpartition("/")[2]
        page = pages.setdefault(slug, shipped_site.get(f"/documents/{slug}").text if slug not in pages else pages[slug])
        assert f'id="c{row["start"]["value"]}"' in page, (slug, row["exact"]["value"])
    assert len(rows) > 500
