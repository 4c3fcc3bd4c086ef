"""The loader: look-ups, the names it makes and what it says about a wrong table."""

from __future__ import annotations

import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from duikou.extract.knowledge.gazetteer import Place, gazetteer, load


def place(name: str) -> Place:
    (found,) = [one for one in gazetteer().places_by_surface[name] if one.name == name]
    return found


@pytest.mark.parametrize(
    ("surface", "names"),
    [
        ("深圳市", ["深圳市"]),
        ("深圳", ["深圳市"]),
        ("恩施州", ["恩施土家族苗族自治州"]),
        ("恩施", ["恩施土家族苗族自治州"]),
        ("上海", ["上海市"]),
        ("吉林", ["吉林省"]),
        ("海南", ["海南省"]),
        ("西藏", ["西藏自治区"]),
        ("瑞金", ["瑞金市"]),
        ("大鹏新区", ["大鹏新区"]),
        ("深汕合作区", ["深汕特别合作区"]),
        ("朝阳", ["朝阳市", "朝阳区", "朝阳区"]),
    ],
)
def test_places_by_surface(surface: str, names: list[str]) -> None:
    assert [found.name for found in gazetteer().places_by_surface[surface]] == names


@pytest.mark.parametrize(
    ("one", "names"),
    [("沪", ["上海市"]), ("穗", ["广州市"]), ("深", ["深圳市"]), ("明", ["三明市"]), ("岩", ["龙岩市"]),
     ("赣", ["江西省", "赣州市"]), ("汕", ["汕头市", "汕尾市"]), ("甬", ["宁波市"])],
)  # fmt: skip
def test_places_by_abbreviation(one: str, names: list[str]) -> None:
    assert [found.name for found in gazetteer().places_by_abbreviation[one]] == names


def test_what_lies_in_what() -> None:
    found = gazetteer()
    county = place("陆河县")
    assert (city := found.city_of(county)) and city.name == "汕尾市"
    assert (province := found.province_of(county)) and province.name == "广东省"
    assert found.province_of(place("浦东新区")) is None
    assert found.city_of(place("仙桃市")) is None
    assert found.base_areas_of("place/350400") == ("base-area/gan-min-yue",)
    assert found.base_areas_of("place/310000") == ()


@pytest.mark.parametrize(
    ("city", "body", "name"),
    [
        ("深圳市", "发展改革委", "深圳市发展和改革委员会"),
        ("深圳市", "科技创新委", "深圳市科技创新委员会"),
        ("深圳市", "住房建设局", "深圳市住房和建设局"),
        ("深圳市", "住建局", "深圳市住房和建设局"),
        ("深圳市", "人力资源保障局", "深圳市人力资源和社会保障局"),
        ("深圳市", "国资委", "深圳市人民政府国有资产监督管理委员会"),
        ("深圳市", "政府办", "深圳市人民政府办公厅"),
        ("深圳市", "税务局", "国家税务总局深圳市税务局"),
        ("深圳市", "海关", "深圳海关"),
        ("赣州市", "发展改革委", "赣州市发展和改革委员会"),
        ("赣州市", "政府办", "赣州市人民政府办公室"),
        ("赣州市", "委组织部", "中共赣州市委组织部"),
        ("赣州市", "文旅局", "赣州市文化广电旅游局"),
        ("三明市", "文旅局", "三明市文化和旅游局"),
        ("三明市", "发改局", "三明市发展和改革局"),
        ("佛山市", "发改局", "佛山市发展和改革局"),
        ("上海市", "教委", "上海市教育委员会"),
        ("上海市", "国资委", "上海市国有资产监督管理委员会"),
        ("上海市", "合作交流办", "上海市人民政府合作交流办公室"),
        ("上海市", "经济信息化委", "上海市经济和信息化委员会"),
        ("天津市", "市场监管委", "天津市市场监督管理委员会"),
        ("天津市", "科技局", "天津市科学技术局"),
        ("北京市", "规划自然资源委", "北京市规划和自然资源委员会"),
        ("北京市", "法院", "北京市高级人民法院"),
        ("广州市", "协作办", "广州市协作办公室"),
        ("恩施土家族苗族自治州", "发展改革委", "恩施土家族苗族自治州发展和改革委员会"),
        ("广东省", "教育厅", "广东省教育厅"),
        ("陆河县", "教育局", "陆河县教育局"),
    ],
)
def test_full_names_of_bodies(city: str, body: str, name: str) -> None:
    of = place(city)
    agency = gazetteer().agency(body, of.level, of.code)
    assert agency is not None
    assert agency.name(of) == name
    assert agency.key(of) == f"agency/{of.code}/{agency.slug}"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("国家发展改革委", "国家发展和改革委员会"),
        ("国家发改委", "国家发展和改革委员会"),
        ("中央组织部", "中共中央组织部"),
        ("人社部", "人力资源和社会保障部"),
        ("全国工商联", "中华全国工商业联合会"),
    ],
)
def test_full_names_of_national_bodies(body: str, name: str) -> None:
    agency = gazetteer().agency(body, "national")
    assert agency is not None
    assert agency.name() == name
    assert agency.key() == f"agency/000000/{agency.slug}"


def test_an_unknown_body_is_none() -> None:
    assert gazetteer().agency("飞船局", "city", "440300") is None
    assert gazetteer().agency("发展改革委", "village") is None


def test_a_form_with_the_place_inside() -> None:
    (league,) = [row for row in gazetteer().agencies if row.pattern == "共青团{place}委员会"]
    assert ("团", "委") in league.frames
    assert "团委" in league.bodies
    assert league.name(place("广州市")) == "共青团广州市委员会"
    assert league.english_name(place("广州市")) == "Guangzhou Committee of the Communist Youth League of China"


def test_bodies_of_a_level_are_all_findable() -> None:
    for level in ("national", "province", "city", "county"):
        pairs = list(gazetteer().agency_bodies(level))
        assert pairs
        for body, row in pairs:
            assert row in {gazetteer().agency(body, level, code) for code in row.places or {""}}


def test_every_body_of_the_gold_documents_is_known() -> None:
    """Standing bodies that the gold names by office; bodies made for one task are the linker's work."""
    found = gazetteer()
    made = {row.name(of) for row in found.agencies for of in (place("深圳市"), place("陆河县"))}
    made |= {area.administration for area in found.counties} | {row.name() for row in found.agencies}
    for path in (files("duikou.data") / "gold" / "shipped").iterdir():
        if path.name.endswith(".json"):
            entities = json.loads(path.read_text(encoding="utf-8"))["entities"]
            named = {one["canonical"] for one in entities if one["type"] == "Agency"}
            assert named - made <= {"粤桂协作工作队百色工作组"}


def test_a_copy_loads_the_same(tmp_path: Path) -> None:
    assert vars(load(copied(tmp_path))) == vars(gazetteer())


@pytest.mark.parametrize(
    ("table", "line", "cause"),
    [
        ("cities.csv", "36070,赣州市,,,,360000,,,,", "code '36070' is not six digits"),
        ("cities.csv", "360799,赣州市,,,,360000,,north,,", "could not convert string to float: 'north'"),
        ("cities.csv", "360799,,,,,360000,,,,", "name is empty"),
        ("cities.csv", "360799,赣州市", "2 cells for 10 columns"),
        (
            "agencies.csv",
            "x,village,{place}局,,,,",
            "unknown level village; known are national, province, city, county",
        ),
        ("names.csv", "x,Thing,某,,,,", "'Thing' is not a valid EntityType"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, table: str, line: str, cause: str) -> None:
    folder = copied(tmp_path)
    text = (folder / table).read_text(encoding="utf-8")
    (folder / table).write_text(text + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError) as error:
        load(folder)
    assert str(error.value) == f"{folder / table}, line {len(text.splitlines()) + 1}: {cause}"


@pytest.mark.parametrize(
    ("head", "cause"), [("suffix,type", "missing column subtype"), ("suffix,type,subtype,note", "unknown column note")]
)
def test_a_wrong_column_is_named(tmp_path: Path, head: str, cause: str) -> None:
    folder = copied(tmp_path)
    (folder / "suffixes.csv").write_text(f"{head}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"suffixes\.csv, line 1: {cause}$"):
        load(folder)


def copied(tmp_path: Path) -> Path:
    with as_file(files("duikou.data") / "gazetteer") as folder:
        return Path(shutil.copytree(folder, tmp_path / "gazetteer"))
