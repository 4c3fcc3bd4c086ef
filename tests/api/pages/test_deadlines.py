"""Until when measures are to be done, as pages show it and choose by it; the workbook's cells are the evidence."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions
from starlette.testclient import TestClient

from duikou.graph.build import Build, build
from duikou.graph.query import open_release
from duikou.graph.verify import verify
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from .conftest import client_over

BOOK = Path(__file__).resolve().parents[2] / "extract" / "readers" / "sheets" / "tasks.xlsx"
"""A row to be done in 2025-12, one on 2025-06-30, one in 2025; by the weights of today one more is taken."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dated")
    shutil.copy(BOOK, made / "tasks.xlsx")
    return made


@pytest.fixture(scope="module")
def made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(folder, tmp_path_factory.mktemp("built"), Vocabulary())


@pytest.fixture(scope="module")
def site(made: Build) -> Iterator[TestClient]:
    with client_over(Settings(output=made.release.parent.parent)) as client:
        yield client


@pytest.mark.parametrize(
    ("due", "count"),
    [("", 4), ("2024", 0), ("2025-05", 0), ("2025-06-29", 0), ("2025-06-30", 1), ("2025-06", 1), ("2025-12", 3),
     ("2025", 3), ("2025-13", 0), ("soon", 0)],
)  # fmt: skip
def test_measures_are_chosen_by_when_they_are_due(site: TestClient, due: str, count: int) -> None:
    page = site.get(f"/measures?due_before={due}&lang=en").text
    found = re.search(r'<h2 aria-live="polite">(\d+) measure', page)
    assert found
    assert int(found[1]) == count


def test_a_measure_and_its_text_show_the_deadline(site: TestClient) -> None:
    listed = site.get("/measures?due_before=2025-06&lang=en").text
    assert "Deadline: " in listed
    address = re.search(r'href="(/id/measure/[^"]+)"', listed)
    assert address
    page = site.get(address[1]).text
    assert "<mark>2025-06-30</mark>" in page
    assert '<a class="m deadline"' in site.get("/documents/tasks").text


def test_the_evidence_is_the_cell(made: Build, folder: Path) -> None:
    rows = open_release(made.release).query(
        """PREFIX dk: <https://w3id.org/duikou/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?deadline ?cell { ?m dk:deadline ?deadline ; dk:deadlineEvidence ?e . ?e oa:hasSelector ?s .
        ?s a oa:FragmentSelector ; rdf:value ?cell }"""
    )
    assert isinstance(rows, QuerySolutions)
    assert {(row["deadline"].value, row["cell"].value) for row in rows} == {
        ("2025-12", "任务表!E3"),
        ("2025-06-30", "任务表!E4"),
        ("2025", "任务表!E5"),
    }
    assert list(verify(made.release, [folder]).faults) == []
