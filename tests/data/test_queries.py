"""Every competency question gives the answer that was worked out by hand from the documents.

answers/{query}.csv holds the whole answer, or, for the queries of PART, rows that the answer must have: the rest of
those answers was not worked out by hand. An answer may leave out columns. tests/differs.toml names the answers that
the extractor does not give today.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions, Store

import duikou.data
from duikou.graph.build import Build
from duikou.graph.query import open_release

QUERIES = Path(duikou.data.__file__).parent / "queries"
ANSWERS = Path(__file__).parent / "answers"
PART = frozenset(
    {
        "agencies-in-order",
        "areas-by-document",
        "commitment-by-document",
        "pair-statements",
        "measures-of-corpus",
        "pairs-as-of",
        "measures-without-agency",
        "platforms-in-city",
        "topics-of-one-plan-only",
    }
)
HEAD = ("title-zh", "title-en", "description-zh", "description-en")
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))


@pytest.fixture(scope="module")
def store(shipped: Build) -> Store:
    return open_release(shipped.release)


def test_there_is_an_answer_for_every_question() -> None:
    assert len(NAMES) >= 12
    assert {path.stem for path in ANSWERS.glob("*.csv")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_head_says_what_is_asked(name: str) -> None:
    text = (QUERIES / f"{name}.rq").read_text(encoding="utf-8")
    head = dict(re.findall(r"^# ([a-z-]+): (.+)$", text, flags=re.M))
    assert [key for key in HEAD if not head.get(key)] == []


@pytest.mark.parametrize("name", NAMES)
def test_answer(name: str, store: Store, differs: Any) -> None:
    with (ANSWERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        columns, *expected = list(csv.reader(file))
    results = store.query((QUERIES / f"{name}.rq").read_text(encoding="utf-8"))
    assert isinstance(results, QuerySolutions)
    found = [[getattr(row[column], "value", "") for column in columns] for row in results]
    missing = [row for row in expected if row not in found]
    if differs.entries.get(f"answers/{name}", {}).get("more"):
        assert missing == []
    differs.expect(f"answers/{name}")
    assert missing == [] if name in PART else sorted(found) == sorted(expected)


def test_what_differs_are_answers(differs: Any) -> None:
    assert {name.removeprefix("answers/") for name in differs.entries if name.startswith("answers/")} <= set(NAMES)
