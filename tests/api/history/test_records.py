"""What releases changed, as records."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from .conftest import Releases


def listed(client: TestClient, **asked: str) -> list[dict[str, Any]]:
    answer = client.get("/api/changes", params={**asked, "per_page": 200})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_the_last_release_is_meant(opened: TestClient, releases: Releases) -> None:
    items = listed(opened)
    assert {item["release"] for item in items} == {releases.versions[-1]}
    assert {item["change"] for item in items} >= {"added"}
    added = [item for item in items if item["kind"] == "measure" and item["change"] == "added"]
    assert [item["quotes"][0]["exact"] for item in added] == ["支持苏州市学校与信阳市学校交流"]
    assert added[0]["document"]["id"] == "document/plan"


@pytest.mark.parametrize("name", ["number", "version", "start of the version"])
def test_a_release_is_named_by_number_and_by_id(opened: TestClient, releases: Releases, name: str) -> None:
    version = releases.versions[2]
    named = {"number": "3", "version": version, "start of the version": version[:8]}[name]
    items = listed(opened, release=named)
    assert {item["release"] for item in items} == {version}
    assert {item["document"]["id"] for item in items if item["document"]} == {"document/plan", "document/note"}
    assert all(item["change"] == "gone" for item in items if (item["document"] or {}).get("id") == "document/note")


def test_all_since_a_release(opened: TestClient, releases: Releases) -> None:
    items = listed(opened, since="2")
    assert [item["release"] for item in items] == sorted(
        (item["release"] for item in items), key=lambda version: -releases.versions.index(version)
    )
    assert {item["release"] for item in items} == set(releases.versions[2:])


def test_filters_hold_together(opened: TestClient) -> None:
    whole = listed(opened, release="3")
    some = listed(opened, release="3", document="plan", kind="measure", change="added")
    assert some == [
        item
        for item in whole
        if (item["document"] or {}).get("id") == "document/plan"
        and (item["kind"], item["change"]) == ("measure", "added")
    ]
    assert some
    assert listed(opened, release="1") == []  # of the first release everything is new
