"""No decision is given a feature twice. When weights are learned a candidate has a feature or has not; one that came
twice would count twice when documents are read, and say more than was learned of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.decide.chain import Chain
from duikou.extract.decide.linear import Linear
from duikou.extract.pipeline import facts_of
from duikou.extract.read import read

CORPUS = Path(__file__).parents[2] / "data" / "gold"
DOCUMENTS = sorted(
    [*(CORPUS / "corpus").glob("10*.txt"), *(CORPUS / "corpus").glob("24*.txt"), *(CORPUS / "layouts").glob("*1.txt")]
)[:24]
ASKED: dict[str, tuple[type, Callable[[Any], Iterable[Sequence[str]]]]] = {
    "probability": (Linear, lambda features: [features]),
    "probabilities": (Linear, lambda features: [features]),
    "probability_of_each": (Linear, lambda candidates: candidates),
    "emissions": (Chain, lambda tokens: [[feature for group in token for feature in group] for token in tokens]),
}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many candidates were asked about in each way, and the features that any had twice."""
    counted: Counter[str] = Counter()

    def watched(way: str, of: type, candidates: Callable[[Any], Iterable[Sequence[str]]]) -> Callable[..., Any]:
        asked = getattr(of, way)

        def ask(self: object, given: Any) -> Any:
            given = list(given)
            for features in candidates(given):
                counted[way] += 1
                counted.update(f"twice: {one}" for one, times in Counter(features).items() if times > 1)
            return asked(self, given)

        return ask

    for way, (of, candidates) in ASKED.items():
        monkeypatch.setattr(of, way, watched(way, of, candidates))
    return counted


@pytest.mark.thorough
def test_no_decision_is_given_a_feature_twice(told: Counter[str]) -> None:
    for path in DOCUMENTS:
        facts_of(read(path))
    assert {one for one in told if one.startswith("twice")} == set()
    assert all(told[way] > 100 for way in ASKED), told
