"""Bodies of which it is asked whether they are among others are no conditions."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

ROWS = [
    ("园区共建由哪几个局负责，有没有工信局？", "其中有深圳市工业和信息化局"),
    ("园区共建由哪几个局负责，有没有教育局？", "其中没有深圳市教育局"),
    ("劳务协作和就业，人社局管不管？还有谁管", "其中有深圳市人力资源和社会保障局"),
]


@pytest.mark.parametrize(("question", "told"), ROWS, ids=[question for question, _ in ROWS])
def test_everybody_is_named_and_whether_the_body_is_among_them(client: TestClient, question: str, told: str) -> None:
    answer = client.get("/ask", params={"q": question, "format": "json"}).json()
    assert told in answer["answer"]
    assert len(answer["rows"]) > 2
    name = told.removeprefix("其中有").removeprefix("其中没有")
    assert (name in [row["label"] for row in answer["rows"]]) is told.startswith("其中有")


def test_yes_or_no_alone_keeps_its_condition(client: TestClient) -> None:
    answer = client.get("/ask", params={"q": "水务局是否负责绿色能源", "format": "json"}).json()
    assert "agency" in [chip["slot"] for chip in answer["chips"]]


def test_the_role_is_unknown_and_the_responsible_bodies_are_told(client: TestClient) -> None:
    answer = client.get("/ask", params={"q": "乡村治理谁牵头谁负责", "format": "json"}).json()
    assert "没有写明由谁牵头" in answer["answer"]
    assert "家单位负责" in answer["answer"]
    assert answer["rows"]


def test_words_that_are_left_out_are_told(client: TestClient) -> None:
    question = "土地指标（增减挂钩）跨省协调机制，责任单位是谁？"
    answer = client.get("/ask", params={"q": question, "format": "json"}).json()
    assert "“土地指标”没有算进去" in answer["answer"]
