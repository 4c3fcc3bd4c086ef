"""The gazetteer's tables hold together: codes, keys, references and names."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib.resources import files

import pytest

from duikou.extract.knowledge.gazetteer import Agency, gazetteer
from duikou.extract.model import EntityType

TABLES = {
    "provinces": "code,name,short,abbreviations,english,latitude,longitude,geonames",
    "cities": "code,name,short,abbreviations,kind,province,english,latitude,longitude,geonames",
    "counties": "code,name,short,city,english",
    "functional-areas": "slug,name,short,city,english,administration,source",
    "base-areas": "slug,name,aliases,english",
    "base-area-cities": "base_area,city,source",
    "regions": "slug,name,aliases,english",
    "agencies": "slug,level,pattern,aliases,english,kind,places",
    "organizations": "slug,name,aliases,type,place,english,source",
    "names": "slug,type,name,aliases,subtype,english,source",
    "suffixes": "suffix,type,subtype",
}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TWENTY_PAIRS = {
    "赣州市": "深圳市",
    "吉安市": "东莞市",
    "龙岩市": "广州市",
    "三明市": "上海市",
    "梅州市": "广州市",
    "延安市": "无锡市",
    "庆阳市": "天津市",
    "六安市": "上海市",
    "信阳市": "苏州市",
    "黄冈市": "宁波市",
    "百色市": "深圳市",
    "巴中市": "金华市",
    "郴州市": "佛山市",
    "张家界市": "南京市",
    "恩施土家族苗族自治州": "杭州市",
    "遵义市": "珠海市",
    "长治市": "北京市",
    "汕尾市": "深圳市",
    "临沂市": "济南市",
    "丽水市": "宁波市",
}
# Where each city stands, in whole degrees (north, east), read off a map: a namesake elsewhere would be far off.
ON_THE_MAP = {
    "赣州市": (26, 115), "吉安市": (27, 115), "龙岩市": (25, 117), "三明市": (26, 118), "梅州市": (24, 116),
    "延安市": (37, 109), "庆阳市": (36, 108), "六安市": (32, 117), "信阳市": (32, 114), "黄冈市": (30, 115),
    "百色市": (24, 107), "巴中市": (32, 107), "郴州市": (26, 113), "张家界市": (29, 110),
    "恩施土家族苗族自治州": (30, 109), "遵义市": (28, 107), "长治市": (36, 113), "汕尾市": (23, 115),
    "临沂市": (35, 118), "丽水市": (28, 120), "深圳市": (23, 114), "东莞市": (23, 114), "广州市": (23, 113),
    "上海市": (31, 121), "无锡市": (32, 120), "天津市": (39, 117), "苏州市": (31, 121), "宁波市": (30, 122),
    "金华市": (29, 120), "佛山市": (23, 113), "南京市": (32, 119), "杭州市": (30, 120), "珠海市": (22, 114),
    "北京市": (40, 116), "济南市": (37, 117), "宿州市": (34, 117), "泰州市": (32, 120), "台州市": (29, 121),
    "福州市": (26, 119), "抚州市": (28, 116), "吉林市": (44, 127),
}  # fmt: skip


def rows(table: str) -> list[dict[str, str]]:
    text = (files("duikou.data") / "gazetteer" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("table", TABLES)
def test_table_has_its_columns_and_no_stray_space(table: str) -> None:
    found = rows(table)
    assert found
    assert ",".join(found[0]) == TABLES[table]
    for row in found:
        for column, cell in row.items():
            assert cell == cell.strip(), (column, row)
            assert not cell or "" not in cell.split("|"), (column, row)


@pytest.mark.parametrize("table", ["provinces", "cities", "counties"])
def test_codes_are_six_digits_and_unique(table: str) -> None:
    codes = [row["code"] for row in rows(table)]
    assert all(re.fullmatch(r"[1-9][0-9]{5}", code) for code in codes)
    assert len(codes) == len(set(codes))


def test_every_division_is_there() -> None:
    found = gazetteer()
    assert len(found.provinces) + 4 == 34
    kinds = Counter(city.kind for city in found.cities)
    assert kinds["municipality"] == 4
    assert sum(kinds.values()) == 337
    assert kinds == {
        "municipality": 4,
        "prefecture-level-city": 293,
        "autonomous-prefecture": 30,
        "prefecture": 7,
        "league": 3,
    }


def test_codes_agree_with_what_lies_above() -> None:
    for city in gazetteer().cities:
        if city.kind == "municipality":
            assert not city.parent
        else:
            assert city.parent == f"place/{city.code[:2]}0000"
            assert city.parent in gazetteer().places
    for county in gazetteer().counties:
        above = gazetteer().places[county.parent]
        assert above.type in (EntityType.CITY, EntityType.PROVINCE), county
        if county.code:
            assert county.code[:2] == above.code[:2]
            assert county.code[2:4] in (above.code[2:4], "01", "02", "90") or above.kind == "municipality", county


def test_places_are_named_once_for_each_parent() -> None:
    found = gazetteer()
    names = Counter((place.parent, place.name) for place in found.places.values())
    assert [name for name, times in names.items() if times > 1] == []
    assert len(found.places) == len(found.provinces) + len(found.cities) + len(found.counties)


def test_abbreviations_are_single_characters() -> None:
    for place in (*gazetteer().provinces, *gazetteer().cities):
        assert all(len(one) == 1 for one in place.abbreviations), place


def test_english_names_are_latin() -> None:
    found = gazetteer()
    things = (*found.places.values(), *found.base_areas, *found.regions, *found.agencies)
    for thing in (*things, *found.organizations, *found.names):
        assert not re.search(r"[\u3000-\u9fff]", thing.english), thing


@pytest.mark.parametrize("city", sorted({*TWENTY_PAIRS, *TWENTY_PAIRS.values()}))
def test_cities_of_the_pairs_are_complete(city: str) -> None:
    (place,) = [one for one in gazetteer().cities if one.name == city]
    assert place.short and place.abbreviations and place.english and place.kind
    assert place.geonames.isdigit()
    assert place.latitude is not None and place.longitude is not None


@pytest.mark.parametrize(("city", "where"), ON_THE_MAP.items())
def test_no_city_is_taken_for_its_namesake(city: str, where: tuple[int, int]) -> None:
    (place,) = [one for one in gazetteer().cities if one.name == city]
    assert place.latitude == pytest.approx(where[0], abs=0.85)
    assert place.longitude == pytest.approx(where[1], abs=0.85)


def test_coordinates_lie_in_china_and_ids_are_unique() -> None:
    placed = [place for place in gazetteer().cities if place.latitude is not None and place.longitude is not None]
    assert len(placed) == len(gazetteer().cities)
    for place in placed:
        assert 3 < (place.latitude or 0) < 54 and 73 < (place.longitude or 0) < 136, place
    ids = [place.geonames for place in placed if place.geonames]
    assert len(ids) == len(set(ids)) > 300


def test_every_base_city_lies_in_one_base_area() -> None:
    found = gazetteer()
    members = {found.places[row.city].name: row.base_area for row in found.memberships}
    assert set(members) == set(TWENTY_PAIRS)
    assert len(found.memberships) == len(TWENTY_PAIRS)
    assert set(members.values()) <= {area.key for area in found.base_areas}
    documents = {path.name.partition(".")[0] for path in (files("duikou.data") / "documents").iterdir()}
    assert {row.source for row in found.memberships} <= documents


@pytest.mark.parametrize("table", ["base-areas", "regions", "organizations", "names", "functional-areas"])
def test_slugs_are_ascii_and_unique(table: str) -> None:
    slugs = [row["slug"] for row in rows(table)]
    assert all(SLUG.fullmatch(slug) and len(slug) <= 80 for slug in slugs)
    assert len(slugs) == len(set(slugs))


def test_agency_slugs_are_ascii_and_name_one_body() -> None:
    patterns: dict[tuple[str, bool], set[str]] = {}
    for row in gazetteer().agencies:
        assert SLUG.fullmatch(row.slug) and len(row.slug) <= 80, row
        patterns.setdefault((row.slug, row.levels == ("national",)), set()).add(row.pattern)
    assert {slug: names for slug, names in patterns.items() if len(names) > 1} == {}


def test_a_printed_form_belongs_to_one_agency_of_a_level_and_place() -> None:
    owners: dict[tuple[str, str, str], list[Agency]] = {}
    for row in gazetteer().agencies:
        for level in row.levels:
            for place in row.places or {""}:
                for form in row.bodies:
                    owners.setdefault((level, place, form), []).append(row)
    assert {form: [row.pattern for row in held] for form, held in owners.items() if len(held) > 1} == {}


def test_agencies_are_well_formed() -> None:
    kinds = {
        "government", "party", "congress", "consultative", "judicial", "military", "mass", "vertical", "coordination",
        "development-zone",
    }  # fmt: skip
    for row in gazetteer().agencies:
        assert row.kind in kinds, row
        assert row.english, row
        assert set(re.findall(r"\{.*?\}", row.pattern + row.english)) <= {"{place}", "{short}"}, row
        assert ("national" in row.levels) == (row.levels == ("national",)), row
        if "national" in row.levels:
            assert "{" not in row.pattern and not row.places, row
        assert all(f"place/{code}" in gazetteer().places for code in row.places), row


def test_names_have_a_source_and_one_owner() -> None:
    found = gazetteer()
    kinds = {
        "Enterprise", "University", "School", "ResearchInstitute", "Hospital", "FinancialInstitution", "Association",
        "MediaOrganization",
    }  # fmt: skip
    assert {row.subtype for row in found.organizations} <= kinds | {""}  # a museum, a theatre: plainly an organisation
    assert all(row.source for row in (*found.organizations, *found.names))
    assert all(not row.place or row.place in found.places for row in found.organizations)
    assert {form for form, held in found.names_by_surface.items() if len(held) > 1} == set()


def test_canonical_names_carry_no_brackets() -> None:
    found = gazetteer()
    names = [row.name for row in (*found.organizations, *found.base_areas, *found.regions, *found.places.values())]
    names += [row.name for row in found.names if row.type is not EntityType.POLICY_DOCUMENT]
    names += [row.pattern for row in found.agencies]
    assert [name for name in names if re.search(r"[()（）]", name)] == []


def test_areas_do_not_share_a_form() -> None:
    found = gazetteer()
    forms = Counter(form for area in (*found.base_areas, *found.regions) for form in area.surfaces)
    assert [form for form, times in forms.items() if times > 1] == []
    assert set(forms).isdisjoint(found.places_by_surface)


def test_suffixes_are_of_known_types() -> None:
    seen = Counter((row.suffix, row.type) for row in gazetteer().suffixes)
    assert [pair for pair, times in seen.items() if times > 1] == []


def test_kinds_of_platform_are_concepts_of_the_scheme() -> None:
    scheme = (files("duikou.ontology") / "schemes.ttl").read_text(encoding="utf-8")
    kinds = set(re.findall(r"^dkk:([a-z-]+) a skos:Concept", scheme, flags=re.MULTILINE))
    used = {row.subtype for row in gazetteer().suffixes if row.type is EntityType.PLATFORM}
    used |= {row.subtype for row in gazetteer().names if row.type is EntityType.PLATFORM}
    assert used
    assert used <= kinds
