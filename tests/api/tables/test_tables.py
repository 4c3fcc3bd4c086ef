"""The tables: what is counted is what is found, every file has the same rows, and what is wrong is said in one line."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.api.pages.language import words
from duikou.api.pages.site import Site, View, site_of
from duikou.api.tables.asked import UNSORTED, parse
from duikou.api.tables.definitions import Table, tables
from duikou.api.tables.explore import Explored, explore, offered
from duikou.api.tables.facets import find
from duikou.api.tables.values import values
from duikou.printable import unguarded
from duikou.settings import Settings

from ...conftest import Clients
from ...thorough import thorough

HERE = Path(__file__).parent
REFUSED = tomllib.loads((HERE / "refused.toml").read_text("utf-8"))["case"]
HOSTILE = HERE.parent / "pages" / "hostile.trig"
FILLED = [name for name in tables() if name != "changes"]
"""Of the first release no change is listed."""
LONGEST = 300_000


@pytest.fixture(scope="module")
def client(shipped_clients: Clients) -> TestClient:
    return shipped_clients(follow_redirects=False, headers={"Accept-Language": "zh"})


@pytest.fixture(scope="module")
def hostile() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(graphs=(HOSTILE,))), headers={"Accept-Language": "zh"}) as opened:
        yield opened


@pytest.fixture
def view(client: TestClient) -> View:
    from fastapi import Request

    app: Any = client.app
    site: Site = site_of(app, app.state.engine, app.state.settings)
    scope = {"type": "http", "path": "/", "headers": [], "query_string": b"", "app": app}
    return site.view(Request(scope))


def explored(view: View, name: str, **given: str) -> Explored:
    return explore(view, parse(tables()[name], given.items()))


@pytest.mark.parametrize("name", FILLED)
def test_a_choice_leaves_as_many_rows_as_it_says(view: View, name: str) -> None:
    """Alone, and after the most usual choice of another facet."""
    whole = explored(view, name)
    assert whole.keys
    first = [(facet.name, choices[0].value) for facet, choices in offered(whole) if choices]
    assert len(first) > 2
    for condition in [{}, *({key: value} for key, value in first)]:
        for facet, choices in offered(explored(view, name, **condition)):
            for choice in [*choices[:2], *choices[-1:]]:
                table = tables()[name]
                asked = parse(table, {**condition, facet.name: choice.value}.items())
                count = len(find(view.site, table, asked.filter).carried)
                assert count == choice.count, (condition, facet.name, choice.value)


@pytest.mark.parametrize("name", FILLED)
def test_rows_are_sorted_and_none_is_lost(view: View, name: str) -> None:
    usual = explored(view, name).keys
    for column in tables()[name].columns:
        if column.kind in UNSORTED:
            continue
        up, down = (explored(view, name, sort=sign + column.name).keys for sign in ("", "-"))
        assert sorted(up) == sorted(down) == sorted(usual)
        if column.kind == "number":
            records = explored(view, name, sort=column.name).records(up)
            found = [value for record in records for value in values(column, record)]
            assert found == sorted(found)  # type: ignore[type-var]
            assert up[len(found) :] == down[len(found) :], "what has no value stands last"


def test_bodies_stand_in_the_printed_order(view: View) -> None:
    explored_measures = explored(view, "measures")
    orders = {}
    for one in view.site.select("records/assigned"):
        orders[one["measure"].value, one["agency"].value] = int(one["order"].value)  # type: ignore[union-attr]
    several = 0
    for record in explored_measures.records(explored_measures.keys):
        places = [orders[record.iri, one.agency.iri] for one in record.responsible]
        assert places == sorted(places)
        several += len(places) > 2
    assert several > 10


@pytest.mark.parametrize(
    ("name", "q", "column"),
    [("measures", "红色 旅游", "text"), ("agencies", "教育", "agency"), ("documents", "龙岩", "document")],
)
def test_every_word_must_stand_in_a_row(view: View, name: str, q: str, column: str) -> None:
    found = explored(view, name, q=q)
    assert 0 < len(found.keys) < len(explored(view, name).keys)
    table = tables()[name]
    labels = {key: str(found.found.rows[key]) for key in found.keys}
    for key, shown in labels.items():
        names = [view.site.names.one(str(value)) for each in found.found.rows[key].values() for value in each]
        whole = shown + "".join(f"{one.zh}{one.en}" for one in names)
        assert all(word in whole for word in q.split()), key
    assert column in {each.name for each in table.columns}
    assert explored(view, name, q="无此字样").keys == []


@pytest.mark.parametrize("name", tables())
@pytest.mark.parametrize("language", ["zh", thorough("en")])
def test_files_hold_all_rows(client: TestClient, name: str, language: str) -> None:
    table = tables()[name]
    every = {"columns": ",".join(column.name for column in table.columns), "lang": language}
    answer = client.get(f"/tables/{name}.csv", params=every)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"].endswith('.csv"')
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    items = client.get(f"/tables/{name}.json").json()["items"]
    book = client.get(f"/tables/{name}.xlsx", params=every)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    first, about = (sheets.get_sheet_by_name(each).to_python() for each in sheets.sheet_names)
    assert lines[0] == first[0] == [words(language)(f"column.{column.name}") for column in table.columns]
    assert len(lines) == len(first) == len(items) + 1
    for line, row in zip(lines[1:], first[1:], strict=True):
        both = zip(line, row, strict=True)
        assert all(
            float(cell) == other if isinstance(other, float) else unguarded(cell) == other for cell, other in both
        )
    told = {row[0]: row[1] for row in reversed(about)}
    assert told[words(language)("tables.release")] in client.get("/").text
    assert "CC BY 4.0" in told[words(language)("site.licence")]
    client.cookies.clear()


def test_files_keep_to_what_is_asked(client: TestClient) -> None:
    asked = {"topic": "green-energy", "sort": "-order", "columns": "order,text"}
    lines = list(csv.reader(io.StringIO(client.get("/tables/measures.csv", params=asked).text)))
    whole = client.get("/api/measures", params={"topic": "green-energy", "per_page": 200}).json()
    assert [int(line[1]) for line in lines[1:]] == sorted((one["order"] for one in whole["items"]), reverse=True)
    assert client.get("/tables/measures.json", params=asked).json()["total"] == whole["total"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/tables/measures.xlsx", params=asked).content))
    about = dict(row[:2] for row in book.get_sheet_by_name("说明").to_python())
    assert about["筛选 · 主题"] == "绿色能源"
    assert about["来源"].endswith("/tables/measures?topic=green-energy&sort=-order&columns=text%2Corder")


def test_a_workbook_has_a_frozen_head_links_and_no_formula(client: TestClient) -> None:
    book = client.get("/tables/measures.xlsx").content
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        links = parts.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert 'ySplit="1"' in sheet and 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert 'Target="http://testserver/id/measure/' in links
    assert not re.search(r"<f[ >]", sheet)
    assert book == client.get("/tables/measures.xlsx", headers={"Cache-Control": "no-cache"}).content


@pytest.mark.parametrize("name", FILLED)
def test_no_cell_is_run_as_a_formula(hostile: TestClient, name: str) -> None:
    every = {"columns": ",".join(column.name for column in tables()[name].columns)}
    table = csv.reader(io.StringIO(hostile.get(f"/tables/{name}.csv", params=every).text.removeprefix("\ufeff")))
    for cell in (cell for row in table for cell in row):
        assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
        assert not cell.startswith("-") or re.fullmatch(r"-?[\d.]+", cell), cell
    with zipfile.ZipFile(io.BytesIO(hostile.get(f"/tables/{name}.xlsx", params=every).content)) as parts:
        assert not re.search(r"<f[ >]", parts.read("xl/worksheets/sheet1.xml").decode())


@pytest.mark.parametrize("case", REFUSED, ids=[case["address"] for case in REFUSED])
def test_what_is_wrong_is_said_in_one_line(client: TestClient, case: dict[str, Any]) -> None:
    answer = client.get(case["address"])
    assert (answer.status_code, answer.headers["content-type"]) == (case["status"], "text/plain; charset=utf-8")
    assert answer.text.startswith(case["line"])
    assert answer.text.count("\n") == 1


@pytest.mark.parametrize("name", tables())
def test_no_page_is_long(client: TestClient, name: str) -> None:
    every = {"columns": ",".join(column.name for column in tables()[name].columns), "per_page": "100"}
    assert len(client.get(f"/tables/{name}", params=every).content) <= LONGEST


@pytest.mark.parametrize("name", tables())
def test_a_page_is_a_real_table_with_labelled_inputs(client: TestClient, name: str) -> None:
    page = client.get(f"/tables/{name}").text
    heads = re.findall(r"<th [^>]*>", page)
    assert all('scope="' in head for head in heads)
    form = page[page.index('id="filters"') :].partition("</form>")[0]
    assert len(re.findall(r"<label", form)) == len(re.findall(r"<(?:input(?! type=.hidden)|select)", form))


def test_pages_follow_each_other(client: TestClient) -> None:
    seen: list[str] = []
    address = "/tables/measures?per_page=100"
    while address:
        page = client.get(address).text
        seen += re.findall(r'<th scope="row"[^>]*><a href="([^"]*)"', page)
        following = re.search(r'rel="next" href="([^"]*)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == client.get("/api/measures").json()["total"]
    assert "只有" in client.get("/tables/measures?page=99").text


@pytest.mark.parametrize("name", ["agencies", "platforms", "organizations"])
def test_lists_of_old_lead_on(client: TestClient, name: str) -> None:
    answer = client.get(f"/{name}?corpus=one")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/tables/{name}?corpus=one")


@pytest.mark.parametrize("path", ["/measures?topic=green-energy", "/pairs?standing=in-force", "/documents", "/cities"])
def test_lists_lead_to_their_tables(client: TestClient, path: str) -> None:
    page = client.get(path).text
    tables_there = [link.replace("&amp;", "&") for link in re.findall(r'href="(/tables/[^"]*)"', page)]
    own = [link for link in tables_there if "?" in link or path.partition("?")[0] in ("/documents", "/cities")]
    assert own
    assert path.partition("?")[2] in " ".join(own)
    assert all(client.get(link).status_code == 200 for link in own)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_everything_has_a_name(code: str) -> None:
    known = words(code)
    for name, table in tables().items():
        known(f"tables.{name}")
        known(f"tables.{name}_lead")
        for column in table.columns:
            known(f"column.{column.name}")
        for each in (*(facet.name for facet in table.facets), *table.inputs):
            known(f"facet.{each}")


COLUMN = {"name": "text", "from": "text", "kind": "words", "width": 20, "shown": True}
FACET = {"name": "topic", "column": "text", "kind": "topic/"}
BROKEN = {
    "no such field": {"columns": [{**COLUMN, "from": "colour"}], "facets": []},
    "no such condition": {"columns": [COLUMN], "facets": [{**FACET, "name": "colour"}]},
    "no such column": {"columns": [COLUMN], "facets": [{**FACET, "column": "topics"}]},
    "column and source": {"columns": [COLUMN], "facets": [{**FACET, "source": "city"}]},
    "a column twice": {"columns": [COLUMN, COLUMN], "facets": []},
    "an unknown key": {"columns": [{**COLUMN, "colour": "red"}], "facets": []},
    "nothing shown": {"columns": [{**COLUMN, "shown": False}], "facets": []},
}


@pytest.mark.parametrize("given", BROKEN.values(), ids=BROKEN)
def test_a_wrong_definition_is_refused(given: dict[str, Any]) -> None:
    Table(name="measures", columns=[COLUMN], facets=[FACET])  # type: ignore[list-item]
    with pytest.raises(ValidationError):
        Table(name="measures", **given)
