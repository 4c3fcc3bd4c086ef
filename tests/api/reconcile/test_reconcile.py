"""The Reconciliation API: the shapes of its answers, the requests that OpenRefine sends, and how often it is right."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from duikou.api.reconcile.answer import agreements
from duikou.api.reconcile.batch import MOST_BESIDE, MOST_QUERIES
from duikou.api.reconcile.forms import is_slip
from duikou.api.reconcile.model import How

from ...thorough import THOROUGH
from .shortened import COUNTS, cases

HERE = Path(__file__).parent
SCHEMAS = tomllib.loads((HERE / "schemas.toml").read_text(encoding="utf-8"))
NAMES = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))["name"]
SHENZHEN = "id/agency/440300/fa-zhan-he-gai-ge-wei-yuan-hui"
MANY = [str(number) for number in range(MOST_BESIDE + 1)]
UNNAMED = "id/agency/360700/tong-ji-ju"  # no shipped document names it


def valid(kind: str, answer: Any) -> Any:
    """*answer*, which is of the shape that the specification gives to its *kind*."""
    Draft202012Validator(SCHEMAS[kind]).validate(answer)
    return answer


def ask(site: TestClient, queries: dict[str, Any]) -> Any:
    """The results of a batch, sent as OpenRefine sends it."""
    answer = site.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return valid("results", answer.json())


def extend(site: TestClient, ids: list[str], *properties: Any) -> Any:
    asked = {"ids": ids, "properties": [one if isinstance(one, dict) else {"id": one} for one in properties]}
    return valid("extension", site.post("/reconcile", data={"extend": json.dumps(asked)}).json())


def sure(result: dict[str, Any]) -> list[str]:
    return [one["id"] for one in result["result"] if one["match"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_manifest_says_where_everything_is(site: TestClient, language: str) -> None:
    answer = site.get("/reconcile", headers={"Accept-Language": language})
    manifest = valid("manifest", answer.json())
    assert answer.headers["access-control-allow-origin"] == "*"
    assert [one["id"] for one in manifest["defaultTypes"]] == ["Place", "Agency", "Organization", "Topic"]
    for kind, service in manifest["suggest"].items():
        there = site.get(service["service_url"] + service["service_path"], params={"prefix": "p"})
        assert there.status_code == 200, kind
    assert site.get(manifest["preview"]["url"].replace("{{id}}", quote(SHENZHEN, safe=""))).status_code == 200
    assert site.get(manifest["view"]["url"].replace("{{id}}", quote(SHENZHEN, safe=""))).status_code == 303
    assert site.get(manifest["logo"]).status_code == 200
    propose = manifest["extend"]["propose_properties"]
    assert site.get(propose["service_url"] + propose["service_path"], params={"type": "Agency"}).status_code == 200


@pytest.mark.parametrize("row", NAMES, ids=[row["what"] for row in NAMES])
def test_names(site: TestClient, row: dict[str, Any]) -> None:
    query = {key: row[key] for key in ("query", "type", "properties") if key in row}
    result = ask(site, {"q0": query})["q0"]
    assert sure(result) == ([row["right"]] if "right" in row else [])
    if "first" in row:
        assert result["result"][0]["id"] == row["first"]
    scores = [one["score"] for one in result["result"]]
    assert scores == sorted(scores, reverse=True)


def test_precision_and_recall_on_three_hundred_short_names(site: TestClient) -> None:
    """A thorough run takes all; others take every third."""
    made = cases()
    assert len(made) == sum(COUNTS.values()) == 300
    made = made if THOROUGH else made[::3]
    got: dict[str, list[str]] = {}
    for start in range(0, len(made), 50):
        batch = {f"q{number}": {"query": made[number].printed} for number in range(start, start + 50)}
        got |= {key: sure(result) for key, result in ask(site, batch).items()}
    matches = [(case, got[f"q{number}"]) for number, case in enumerate(made)]
    right = sum(answers == [case.right] for case, answers in matches)
    taken = sum(bool(answers) for _, answers in matches)
    wrong = [(case, answers) for case, answers in matches if answers and answers != [case.right]]
    missed = [case for case, answers in matches if case.right and answers != [case.right]]
    assert right / taken >= 0.98, wrong
    assert right / sum(bool(case.right) for case in made) >= 0.95, missed


def test_a_batch_by_get_is_answered_as_by_form(site: TestClient) -> None:
    queries = json.dumps({"q0": {"query": "深圳发改委", "type": "Agency", "type_strict": "should", "limit": 1}})
    by_get = site.get("/reconcile", params={"queries": queries, "callback": "jsonp"})
    assert by_get.headers["content-type"] == "application/json"
    assert by_get.json() == site.post("/reconcile", data={"queries": queries}).json()
    assert sure(by_get.json()["q0"]) == [SHENZHEN]


def test_equals_share_the_score(site: TestClient) -> None:
    result = ask(site, {"q0": {"query": "南山区教育局"}})["q0"]["result"]
    worth = agreements()[How.SHORT].score
    assert [one["score"] for one in result] == [worth / 2] * 2
    assert {one["description"].split(" · ")[1] for one in result} == {"南山区"}


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({"queries": "{"}, 400, "queries: not JSON"),
        ({"queries": "[]"}, 400, "queries: a JSON object"),
        ({"queries": '{"q0": "赣州"}'}, 400, "queries: q0"),
        ({"queries": '{"q0": {"query": "赣州", "limit": "many"}}'}, 400, "queries: q0: `limit`"),
        ({"queries": '{"q0": {"query": "赣州", "properties": [3]}}'}, 400, "queries: q0: `type`"),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(MOST_QUERIES + 1)})}, 413, "queries: 51"),
        ({"extend": '{"ids": "x", "properties": []}'}, 400, "extend: a list of ids"),
        ({"queries": "[" * 100_000}, 400, "queries: not JSON"),
        ({"queries": r'{"\ud800": {"query": "赣州"}}'}, 400, "queries: not JSON"),
        ({"extend": r'{"ids": ["\ud800"], "properties": []}'}, 400, "extend: not JSON"),
        ({"queries": json.dumps({"q0": {"query": "x", "type": MANY}})}, 413, "queries: q0: more than"),
        (
            {"queries": json.dumps({"q0": {"query": "x", "properties": [{}] * len(MANY)}})},
            413,
            "queries: q0: more than",
        ),
        ({"queries": json.dumps({"q0": {"query": "x", "properties": [{"v": MANY}]}})}, 413, "queries: q0: more than"),
        (
            {"extend": json.dumps({"ids": [], "properties": [{"id": one} for one in MANY]})},
            413,
            "extend: 51 properties",
        ),
    ],
)
def test_bad_requests_are_refused_in_one_line(
    site: TestClient, fields: dict[str, str], status: int, reason: str
) -> None:
    answer = site.post("/reconcile", data=fields)
    assert answer.status_code == status
    assert answer.text.startswith(reason)
    assert answer.text.count("\n") == 1


def test_other_forms_of_requests_are_refused(site: TestClient) -> None:
    assert site.post("/reconcile", json={"queries": {}}).status_code == 415
    assert site.post("/reconcile", data={"queries": "x" * 2_000_000}).status_code == 413
    assert site.get("/reconcile/preview", params={"id": "id/place/999999"}).status_code == 404


def test_a_table_of_bureaus_gets_names_codes_and_addresses(site: TestClient) -> None:
    rows = extend(site, [SHENZHEN, UNNAMED], "name", "code", "address", "place", "measures")["rows"]
    assert rows[SHENZHEN]["name"] == [{"str": "深圳市发展和改革委员会"}]
    assert rows[SHENZHEN]["measures"][0]["int"] > 0
    assert rows[UNNAMED] == {
        "name": [{"str": "赣州市统计局"}],
        "code": [{"str": "360700"}],
        "address": [{"str": f"https://w3id.org/duikou/{UNNAMED}"}],
        "place": [{"id": "id/place/360700", "name": "赣州市"}],
        "measures": [{"int": 0}],
    }


def test_extension_takes_settings_and_does_not_know_everything(site: TestClient) -> None:
    answer = extend(site, ["id/place/440300", "id/place/0"], {"id": "aliases", "settings": {"limit": "1"}}, "colour")
    assert len(answer["rows"]["id/place/440300"]["aliases"]) == 1
    assert answer["rows"]["id/place/440300"]["colour"] == []
    assert answer["rows"]["id/place/0"] == {"aliases": [], "colour": []}
    assert [one["id"] for one in answer["meta"]] == ["aliases", "colour"]


def test_properties_are_proposed_for_a_type(site: TestClient) -> None:
    def proposed(kind: str) -> set[str]:
        answer = site.get("/reconcile/properties", params={"type": kind}).json()
        return {one["id"] for one in valid("proposal", answer)["properties"]}

    assert proposed("Topic") == {"name", "address", "english", "aliases"}
    assert proposed("Topic") < proposed("Agency") >= {"code", "place", "measures"}


@pytest.mark.parametrize(
    ("kind", "prefix", "first"),
    [
        ("entity", "深圳市发", SHENZHEN),
        ("entity", "赣州市统计局", UNNAMED),
        ("entity", "id/place/360700", "id/place/360700"),
        ("entity", "ganzhou", "id/place/360700"),
        ("type", "机构", None),
        ("type", "Ag", "Agency"),
        ("property", "行政区划", "code"),
    ],
)
def test_suggestions(site: TestClient, kind: str, prefix: str, first: str | None) -> None:
    answer = site.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix}).json()
    found = [one["id"] for one in answer["result"]]
    assert found[:1] == ([first] if first else [])
    if found:
        valid("suggestions", answer)
        further = site.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix, "cursor": len(found)}).json()
        assert not {one["id"] for one in further["result"]} & {*found}


def test_an_address_that_no_document_names_answers_too(site: TestClient) -> None:
    there = site.get(f"/{UNNAMED}", headers={"Accept": "text/html"})
    assert (there.status_code, there.headers["location"]) == (303, f"/{UNNAMED}.html")
    page = site.get(there.headers["location"])
    assert page.status_code == 200
    assert "尚无文件提到" in page.text
    data = site.get(f"/{UNNAMED}", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert "赣州市统计局" in data.text
    assert site.get("/id/agency/360700/no-such-body").status_code == 404


@pytest.mark.parametrize(
    ("printed", "name", "expected"),
    [
        ("发展改革委委", "发展改革委", True),
        ("发展改委", "发展改革委", True),
        ("展发改委", "发展改革委", False),  # two slips
        ("展发改革委", "发展改革委", True),
        ("教育厅", "教育局", False),
        ("科委", "经委", False),
        ("圳深市", "深圳市", True),
        ("教育局", "教育局", False),
    ],
)
def test_slips(printed: str, name: str, expected: bool) -> None:
    assert is_slip(printed, name) is expected
