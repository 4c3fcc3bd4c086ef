"""A small release to edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary

PLAN = """广州市与龙岩市对口合作实施方案
一、重点任务
（一）支持龙岩市与广州开发区共建产业园。（责任单位：市商务局）
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of one document of a few lines."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "documents").mkdir()
    (folder / "documents" / "plan.txt").write_text(PLAN, encoding="utf-8")
    return build(Path(folder / "documents"), folder / "graph", Vocabulary())
