"""The second look at clauses: what it sees of the first."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.measures.second import second_features

from ..told import rows_of

CASES = rows_of(__file__, "second.toml")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_is_seen(case: dict[str, Any]) -> None:
    features = second_features(case["first"], [("unit=paragraph", "opens=加强")] * len(case["first"]))
    assert set(case["features"]) <= set(features[case["clause"]])
    assert all("unit=paragraph" in row and "opens=加强" not in row for row in features)


def test_a_document_without_clauses() -> None:
    assert second_features([], []) == []
