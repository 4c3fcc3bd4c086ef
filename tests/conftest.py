"""The graph of the shipped documents, built once for every test that asks about it."""

from __future__ import annotations

from pathlib import Path

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
