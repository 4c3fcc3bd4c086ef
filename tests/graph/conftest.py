"""Builds that many tests begin with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary

from ..conftest import copied

First = Callable[[Path, Path], Build]
"""Builds a folder of documents into one that is not there yet."""


@pytest.fixture(scope="session")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> First:
    """A first build: made once for the same documents, and copied for each test that goes on from it."""
    made: dict[tuple[tuple[Path, bytes], ...], Build] = {}

    def first(documents: Path, output: Path) -> Build:
        files = sorted(path for path in documents.rglob("*") if path.is_file())
        held = tuple((path.relative_to(documents), path.read_bytes()) for path in files)
        if held not in made:
            made[held] = build(documents, tmp_path_factory.mktemp("first") / "output", Vocabulary())
        return copied(made[held], output)

    return first
