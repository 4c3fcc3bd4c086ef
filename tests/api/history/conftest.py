"""A site over four releases of tiny documents, of which two old ones are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.graph.build import build
from duikou.graph.history.log import entries
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

PLAN = "信阳市对口合作工作要点\n一、重点任务\n1.推动苏州市企业到信阳市投资兴业。(责任单位:市商务局)\n"
EDITIONS: tuple[dict[str, str], ...] = (
    {"plan.txt": PLAN},
    {"plan.txt": PLAN, "note.txt": "延安市与无锡市对口合作方案\n一、任务\n1.支持延安市与无锡市共建产业园区。\n"},
    {"plan.txt": PLAN.replace("投资兴业", "建设<产业>园区").replace("商务局", "教育局")},
    {
        "plan.txt": PLAN.replace("投资兴业", "建设<产业>园区").replace("商务局", "教育局")
        + "2.支持苏州市学校与信阳市学校交流。\n"
    },
)
"""A note comes and goes; the plan is changed, and then grows."""
BUILT = ("2026-01-01T08:00:00Z", "2026-02-01T08:00:00Z", "2026-03-01T08:00:00Z", "2026-04-01T08:00:00Z")
KEPT = 2


class Releases(NamedTuple):
    output: Path
    versions: list[str]


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """The releases, as if they had been built a month apart."""
    output = tmp_path_factory.mktemp("output")
    versions = []
    for number, edition in enumerate(EDITIONS):
        folder = tmp_path_factory.mktemp("edition") / "documents"  # another name would be another corpus
        folder.mkdir()
        for name, text in edition.items():
            (folder / name).write_text(text, encoding="utf-8")
        versions.append(build(folder, output, Vocabulary(), releases=KEPT).version)
        head = entries(output)[-1].stem.with_suffix(".json")
        head.write_text(json.dumps({**json.loads(head.read_text("utf-8")), "built": BUILT[number]}), encoding="utf-8")
    return Releases(output, versions)


@pytest.fixture(scope="session")
def opened(releases: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(output=releases.output)), follow_redirects=False) as client:
        yield client


@pytest.fixture
def site(opened: TestClient) -> TestClient:
    """The site for a reader who has chosen no language yet: following links sets a cookie."""
    opened.cookies.clear()
    return opened
