"""Every question of questions.toml is understood, answered or refused as it says there, a third of the answered ones
where a run is not thorough; of each intent the page is looked at too, and of all questions in a thorough run."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from ..thorough import THOROUGH, chosen

ROWS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))


FIRST = {row["intent"]: row for row in reversed(ROWS["answered"])}
"""The first question of each intent."""
ANSWERED = {row["question"]: row for row in ROWS["answered"]}
EVERY = [question for place, (question, row) in enumerate(ANSWERED.items()) if place % 3 == 0 or row in FIRST.values()]
"""A third of the questions, and the first of each intent."""
_asked: dict[str, dict[str, Any]] = {}


def ask(client: TestClient, question: str) -> dict[str, Any]:
    """The answer to a question, which is asked once."""
    if question not in _asked:
        _asked[question] = client.get("/ask", params={"q": question, "format": "json"}).json()
    return _asked[question]


def test_there_are_enough() -> None:
    assert len(ANSWERED) == len(ROWS["answered"]) >= 120
    assert len(ROWS["refused"]) >= 40


@pytest.mark.parametrize("row", chosen(ANSWERED, *EVERY))
def test_answered(client: TestClient, row: dict[str, Any]) -> None:
    answer = ask(client, row["question"])
    assert answer["intent"] == row["intent"]
    if THOROUGH or row is FIRST[row["intent"]]:
        assert client.get("/ask", params={"q": row["question"]}, headers={"Accept": "text/html"}).status_code == 200
    outcome = row.get("outcome", "answered")
    assert answer["status"] == ("answered" if outcome == "answered" else "refused")
    if row.get("understood", True):
        address = parse_qsl(urlsplit(answer["permalink"]).query)
        how = {"many": "count"}
        said = [how.get(value, value) if name == "how" else f"{name}={value}" for name, value in address]
        assert sorted(one for one in said if not one.startswith(("intent=", "class="))) == sorted(row["chips"])
    if "value" in row:
        assert str(answer["value"]) == row["value"]
    if "ids" in row:
        assert {one["id"].rpartition("/")[2] for one in answer["rows"]} == {*row["ids"]}
    if outcome == "unknown":
        assert answer["rows"] == []
        assert "没有写明" in answer["answer"]


@pytest.mark.parametrize("row", ROWS["refused"], ids=[row["question"] for row in ROWS["refused"]])
def test_refused(client: TestClient, row: dict[str, Any]) -> None:
    answer = ask(client, row["question"])
    assert (answer["status"], answer["rows"], answer["value"]) == ("refused", [], None)
    assert len(answer["suggestions"]) == 3


def test_what_is_suggested_has_answers(client: TestClient) -> None:
    offered = {
        one["href"]: one["question"] for row in ROWS["refused"] for one in ask(client, row["question"])["suggestions"]
    }
    assert len(offered) > 3
    for href, question in list(offered.items())[:: 1 if THOROUGH else 4]:
        assert client.get(href + "&format=json").json()["status"] == "answered", question
        assert ask(client, question)["status"] == "answered", question
