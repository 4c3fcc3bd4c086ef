"""What extraction gets wrong today stands in one table, with its reason."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

KNOWN: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "known-to-fail.toml").read_text(encoding="utf-8")
)


@pytest.fixture
def known_to_fail(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Called with a table of known-to-fail.toml and a case: the test is expected to fail where that has the case."""

    def expect(table: str, case: str) -> None:
        if reason := KNOWN.get(table, {}).get(case):
            request.applymarker(pytest.mark.xfail(reason=reason, strict=True))

    return expect
