"""Corrections that say the same are one row of the gazetteer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from duikou.corrections.apply import apply
from duikou.corrections.suggest import Suggestion, Teaching, add_row, row_of, suggestions, teachings, written
from duikou.extract.knowledge.gazetteer import COLUMNS, gazetteer
from duikou.extract.model import Facts
from duikou.extract.own import Own, own, use_own
from duikou.extract.pipeline import extract

from ..thorough import chosen
from .rows import row

PLAN = Path(__file__).parent.parent / "extract" / "gold" / "ganzhou-plan.txt"
SCHOOLS = "鼓励两市中小学校结对共建,互派骨干教师"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return extract(PLAN)


@pytest.fixture(autouse=True)
def nothing_of_ones_own() -> Iterator[None]:
    before = own()
    yield
    use_own(before)


# --- what one correction teaches ------------------------------------------------------------------------------------

TAUGHT: dict[str, tuple[dict[str, str], tuple[str, str, str, str] | None]] = {
    "another official name": (
        {
            "words": "市商务局",
            "kind": "entity",
            "action": "amend",
            "subject": "赣州市商务局",
            "field": "name",
            "value": "赣州市招商局",
        },
        ("name", "市商务局", "Agency", "赣州市招商局"),
    ),
    "a name that was missed": (
        {"words": "骨干教师", "kind": "entity", "action": "add", "subject": "骨干教师计划", "value": "Project"},
        ("name", "骨干教师", "Project", "骨干教师计划"),
    ),
    "another body answers, by the words that named the first": (
        {
            "words": SCHOOLS,
            "kind": "responsibility",
            "action": "amend",
            "subject": "赣州市教育局",
            "field": "body",
            "value": "深圳市教育局",
        },
        ("name", "市教育局", "Agency", "深圳市教育局"),
    ),
    "words that are no name": (
        {"words": "市商务局", "kind": "entity", "action": "reject", "subject": "赣州市商务局"},
        ("no-name", "市商务局", "Agency", ""),
    ),
    "a role": (
        {
            "words": SCHOOLS,
            "kind": "responsibility",
            "action": "amend",
            "subject": "赣州市教育局",
            "field": "role",
            "was": "responsible",
            "value": "lead",
        },
        ("role", "", "responsible", "lead"),
    ),
    "what only confirms": (
        {"words": "市商务局", "kind": "entity", "action": "confirm", "subject": "赣州市商务局"},
        None,
    ),
}


@pytest.mark.parametrize(("given", "taught"), TAUGHT.values(), ids=TAUGHT)
def test_what_a_correction_teaches(
    given: dict[str, str], taught: tuple[str, str, str, str] | None, facts: Facts
) -> None:
    more = {name: value for name, value in given.items() if name not in ("words", "kind", "action")}
    said = row(facts, given["words"], given["kind"], given["action"], **more)
    found = [(one.about, one.words, one.type, one.name) for one in teachings(facts, apply(facts, [said]))]
    assert found == ([taught] if taught else [])


# --- the row that it comes to ---------------------------------------------------------------------------------------

ROWS: dict[str, tuple[tuple[str, str, tuple[str, ...]], str, dict[str, str]]] = {
    "a body of one place, under its level": (
        ("Agency", "赣州市招商局", ("市招商办", "赣州招商局")),
        "agencies",
        {"level": "city", "pattern": "{place}招商局", "aliases": "招商办", "places": "360700", "kind": "government"},
    ),
    "a standard body by another form keeps its slug": (
        ("Agency", "赣州市商务局", ("市商贸办",)),
        "agencies",
        {"slug": "shang-wu-ju", "pattern": "{place}商务局", "aliases": "商贸办", "places": "360700"},
    ),
    "a party body": (
        ("Agency", "中共赣州市委红色文化部", ("市委红文部",)),
        "agencies",
        {"level": "city", "pattern": "中共{place}委红色文化部", "aliases": "委红文部"},
    ),
    "a national body": (
        ("Agency", "国家老区振兴局", ("老区局",)),
        "agencies",
        {"level": "national", "pattern": "国家老区振兴局", "aliases": "老区局", "places": ""},
    ),
    "an enterprise": (
        ("Organization", "赣州市红土投资有限公司", ("红土投资",)),
        "organizations",
        {"name": "赣州市红土投资有限公司", "aliases": "红土投资", "place": "360700", "source": "corrections"},
    ),
    "a platform": (
        ("Platform", "赣深数谷", ("数谷", "赣深数谷")),
        "names",
        {"type": "Platform", "name": "赣深数谷", "aliases": "数谷", "subtype": "park"},
    ),
    "a known name by another form keeps all that is known of it": (
        ("Organization", "北京大学", ("京师大学堂",)),
        "organizations",
        {"slug": "bei-jing-da-xue", "aliases": "北大|京师大学堂", "source": "moe-double-first-class-2022"},
    ),
    "a known name by a known form": (("Organization", "北京大学", ("北大",)), "", {}),
    "a known body by a known form": (("Agency", "赣州市商务局", ("市商务局",)), "", {}),
    "a place is no matter for a row": (("City", "赣州市", ("虔州",)), "", {}),
    "nor is a group": (("AgencyGroup", "赣州市各区", ("各区",)), "", {}),
}


@pytest.mark.parametrize(("named", "table", "cells"), ROWS.values(), ids=ROWS)
def test_the_row_of_a_name(named: tuple[str, str, tuple[str, ...]], table: str, cells: dict[str, str]) -> None:
    found, values = row_of(*named, subtype="park")
    assert found == table
    given = dict(zip(COLUMNS[table].split(), values, strict=True)) if table else {}
    assert {name: given.get(name) for name in cells} == cells


@pytest.mark.parametrize(
    "named", chosen({name: named for name, (named, table, _) in ROWS.items() if table}, *list(ROWS)[:2])
)
def test_a_row_that_was_written_is_not_suggested_again(named: tuple[str, str, tuple[str, ...]], tmp_path: Path) -> None:
    table, values = row_of(*named)
    add_row(tmp_path, table, values)
    use_own(Own(gazetteer=tmp_path))
    assert row_of(*named) == ("", ())


def test_a_body_is_found_by_the_row(tmp_path: Path) -> None:
    add_row(tmp_path, *row_of("Agency", "赣州市招商局", ("市招商办",)))
    use_own(Own(gazetteer=tmp_path))
    known, place = gazetteer(), gazetteer().place("360700")
    found = known.agency("招商办", "city", "360700")
    assert place and found and found.name(place) == "赣州市招商局"
    other = known.agency("招商办", "city", "440300")
    assert other and other.slug == "zhao-shang-wei-yuan-hui-ban-gong-shi", "of other cities the shipped row stands"


# --- many of them ---------------------------------------------------------------------------------------------------

ONE = Teaching("name", "市招商办", "Agency", "赣州市招商局", "plan", "day", 2)


def test_corrections_that_say_the_same_are_one_suggestion() -> None:
    park = Teaching("name", "数谷", "Platform", "赣深数谷", "plan", "day", 9)
    told = [replace(ONE, line=3), ONE, replace(ONE, words="招商办", document="other"), park, replace(park, line=10)]
    first, second = suggestions(told)
    assert (first.name, first.words, len(first.told)) == ("赣州市招商局", ("市招商办", "招商办"), 3)
    assert [(one.document, one.line) for one in first.told] == [("other", 2), ("plan", 2), ("plan", 3)]
    assert (second.table, second.name) == ("names", "赣深数谷")


def test_what_no_table_can_say_comes_last_and_has_no_row() -> None:
    noise = Teaching("no-name", "骨干教师", "Project", "", "plan", "day", 5)
    found = suggestions([noise, replace(noise, line=6), replace(noise, line=7), ONE, replace(ONE, line=3)])
    assert [(one.about, one.table) for one in found] == [("name", "agencies"), ("no-name", "")]
    assert found[1] == Suggestion("no-name", "Project", "", ("骨干教师",), found[1].told)


@pytest.mark.parametrize(("count", "least", "found"), [(1, 2, 0), (2, 2, 1), (1, 1, 1), (2, 3, 0)])
def test_how_many_it_takes(count: int, least: int, found: int) -> None:
    assert len(suggestions([replace(ONE, line=line) for line in range(count)], least)) == found


def test_a_row_is_added_once(tmp_path: Path) -> None:
    table, values = row_of("Platform", "赣深数谷", ("数谷",), "park")
    other = row_of("Platform", "赣深智谷", ("智谷",), "park")[1]
    for one in (values, other, values):
        path = add_row(tmp_path / "own", table, one)
    assert path.read_text(encoding="utf-8") == written("names", [other, values])
    assert sorted(file.name for file in (tmp_path / "own").iterdir()) == ["names.csv"]


def test_a_table_that_is_wrong_stays(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("slug,title\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"names\.csv, line 1"):
        add_row(tmp_path, *row_of("Platform", "赣深数谷", ("数谷",), "park"))
    assert (tmp_path / "names.csv").read_text(encoding="utf-8") == "slug,title\n"
