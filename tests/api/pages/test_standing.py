"""How it stands with pairs and documents on a day, by rows (standing.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duikou.api.pages.standing import Reason, Standing, State, day_of, document_standing, pair_standing

ROWS = tomllib.loads(Path(__file__).with_name("standing.toml").read_text(encoding="utf-8"))


def asked(kind: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    for row in ROWS[kind]:
        for day, told in row["on"].items():
            yield row["of"], day, told


def told(standing: Standing) -> str:
    return f"{standing.state} {standing.reason}"


@pytest.mark.parametrize(("of", "day", "expected"), list(asked("pair")))
def test_pairs(of: dict[str, Any], day: str, expected: str) -> None:
    found = pair_standing(date.fromisoformat(day), of["status"], of.get("start"), of.get("end"), of.get("said"))
    assert told(found) == expected


@pytest.mark.parametrize(("of", "day", "expected"), list(asked("document")))
def test_documents(of: dict[str, Any], day: str, expected: str) -> None:
    repealed = [date.fromisoformat(one) if one else None for one in of.get("repealed", ())]
    found = document_standing(
        date.fromisoformat(day), of.get("start"), of.get("end"), of.get("published"), repealed, of.get("tells", False)
    )
    assert told(found) == expected


def test_every_state_and_reason_has_a_row() -> None:
    rows = [expected.split() for kind in ("pair", "document") for _, _, expected in asked(kind)]
    assert {state for state, _ in rows} == set(State)
    assert {reason for _, reason in rows} == set(Reason)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("2024", None),
        ("20240229", None),
        ("2024-W09-4", None),
        ("２０２４-01-01", None),
        ("x", None),
        ("", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_of(text) == day
