"""Whether published probabilities are true."""

from __future__ import annotations

import pytest

from duikou.extract.evaluation.calibration import Belief, calibration_error

CASES: dict[str, tuple[list[tuple[float, bool]], float]] = {
    "nothing believed": ([], 0.0),
    "sure and right": ([(1.0, True)] * 4, 0.0),
    "sure and wrong": ([(1.0, False)] * 4, 1.0),
    "four in five": ([(0.8, True)] * 4 + [(0.8, False)], 0.0),
    "too sure": ([(0.9, True), (0.9, False)], 0.4),
    "two bins, weighted by what falls into each": ([(0.95, False)] + [(0.0, False)] * 3, 0.95 / 4),
}
"""Probabilities with whether they were right, and the expected calibration error."""


@pytest.mark.parametrize(("beliefs", "error"), CASES.values(), ids=CASES)
def test_calibration_error(beliefs: list[tuple[float, bool]], error: float) -> None:
    assert calibration_error(Belief(*one) for one in beliefs) == pytest.approx(error)
