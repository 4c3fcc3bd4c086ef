"""Corrections on the pages: what is open is listed, who said what answers, and no name is run as markup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from duikou.api.app import create_app
from duikou.cli import shipped_documents
from duikou.corrections.batches import append
from duikou.corrections.model import Anchor
from duikou.extract.pipeline import extract
from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from ...corrections.rows import row

NAME = "shanghai-sanming-plan-2023-2025"
BASE = "https://w3id.org/duikou/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build with a correction in force, one that is overruled, one without words and one without a document."""
    folder = tmp_path_factory.mktemp("corrected")
    documents = folder / "mine"
    documents.mkdir()
    path = Path(shutil.copy(shipped_documents() / f"{NAME}.txt", documents))
    facts = extract(path)
    first = row(facts, facts.measures[0].span, "measure", "amend", field="commitment", was="require", value="explore")
    later = replace(first, who=HOSTILE, when="2026-11-28T00:00:00Z", value="support", reason="=1+1")
    lost = replace(first, anchor=Anchor(f"{HOSTILE}不在这份文件里的一句话", "", "", 0, 9), sha256="")
    append(documents, "one", [first, later, lost, replace(first, document="gone", sha256="0")])
    return build(documents, folder / "out", Vocabulary())


@pytest.fixture(scope="module")
def site(made: Build) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(output=made.release.parent.parent)), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(("language", "words"), [("zh", "待处理的人工更正"), ("en", "Corrections to look at")])
def test_open_corrections_are_on_the_page_of_quality(site: TestClient, language: str, words: str) -> None:
    page = site.get(f"/quality?lang={language}").text
    assert words in page
    assert page.count("one:") >= 4  # three rows, and the one that is in force
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_no_open_correction_no_list(shipped_site: TestClient) -> None:
    assert 'id="corrections"' not in shipped_site.get("/quality").text


def test_who_said_what_answers(made: Build, site: TestClient) -> None:
    quads = list(parse(path=made.release / "graph.nq", format=RdfFormat.N_QUADS))
    made_by = {q.subject.value for q in quads if str(q.object.value).endswith(("#Correction", "#Editor"))}
    ours = sorted(iri for iri in made_by if iri.startswith(f"{BASE}id/"))
    assert len(ours) == 2
    for iri in ours:
        path = f"/{iri.removeprefix(BASE)}"
        for accept, status in (("text/html", 303), ("text/turtle", 303)):
            assert site.get(path, headers={"Accept": accept}).status_code == status
        page = site.get(f"{path}.html")
        assert page.status_code == 200
        assert HOSTILE not in page.text
