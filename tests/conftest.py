"""The graph of the shipped documents, built once for every test that asks about it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from duikou.cli import shipped_documents
from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of data/documents."""
    return build(shipped_documents(), tmp_path_factory.mktemp("shipped"), Vocabulary())


@pytest.fixture(scope="session")
def shipped_dump(shipped: Build) -> Path:
    """The N-Quads of the shipped documents' graph."""
    return shipped.release / "graph.nq"


@dataclass(frozen=True)
class Differs:
    """What differs.toml says of the test that asks."""

    request: pytest.FixtureRequest
    entries: Mapping[str, Mapping[str, Any]]

    def expect(self, name: str) -> None:
        """The test is expected to fail from here on where differs.toml has an entry of that *name*."""
        if entry := self.entries.get(name):
            self.request.applymarker(pytest.mark.xfail(reason=entry["reason"], strict=True))


@pytest.fixture
def differs(request: pytest.FixtureRequest) -> Differs:
    """Facts that the extractor does not give today."""
    return Differs(request, tomllib.loads((Path(__file__).parent / "differs.toml").read_text(encoding="utf-8")))
