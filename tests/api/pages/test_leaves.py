"""The reading view of a file with pages: pictures of them with the quotes boxed, only where the file is published."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from starlette.testclient import TestClient

from duikou.api.pages import leaves
from duikou.graph.build import Build, build
from duikou.ontology.terms import Vocabulary
from duikou.settings import Settings

from ...extract.formats import ofd
from ...extract.readers import tiny
from .conftest import client_over

FIRST = ["赣州市与深圳市对口合作实施方案", "一、支持赣州市与深圳市共建产业园。（责任单位：市发展改革委）"]
SECOND = ["二、鼓励两地企业互访，扩大农产品销售。（责任单位：市商务局、市农业农村局）"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("paged")
    for name in ("open.pdf", "closed.pdf"):
        (folder / name).write_bytes(tiny.pdf(FIRST, SECOND))
    (folder / "form.ofd").write_bytes(ofd.document(FIRST))
    rows = "file,publish_original\nopen.pdf,yes\nclosed.pdf,\nform.ofd,yes\n"
    (folder / "documents.csv").write_text(rows, "utf-8")
    return build(folder, tmp_path_factory.mktemp("built"), Vocabulary())


@pytest.fixture(scope="module")
def site(made: Build) -> Iterator[TestClient]:
    with client_over(Settings(output=made.release.parent.parent)) as client:
        yield client


def test_the_text_leads_to_the_page_and_back(site: TestClient) -> None:
    text = site.get("/documents/open?lang=en").text
    found = re.search(r'href="(/documents/open\?page=2)#(m-[\w-]+)">p. 2<', text)
    assert found
    page = site.get(f"{found[1]}&lang=en").text
    assert f'id="{found[2]}"' in page
    assert 'href="/documents/open"' in page
    assert "Page 2 of 2" in page


def test_the_quotes_are_boxed_where_they_stand(site: TestClient) -> None:
    """The words are drawn 60 points from the left, and the first line of the second page 62 from its top."""
    page = site.get("/documents/open?page=2").text
    boxes = [
        tuple(map(float, box)) for box in re.findall(r'<rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"', page)
    ]
    assert boxes
    assert all(60 <= x < 595 and 45 < y < 65 and width > 1 and 8 < height < 20 for x, y, width, height in boxes)


def test_a_page_is_drawn_as_a_picture(site: TestClient) -> None:
    answer = site.get("/documents/open/pages/1.webp")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    picture = Image.open(io.BytesIO(answer.content)).convert("L")
    assert picture.width == leaves.WIDTH
    assert picture.getextrema()[0] < 100
    known = site.get("/documents/open/pages/1.webp", headers={"If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304


def test_a_page_of_an_ofd_document_is_drawn_with_the_reader_s_own_fonts(site: TestClient) -> None:
    page = site.get("/documents/form?page=1").text
    assert 'href="/documents/form/pages/1.svg"' in page
    boxes = re.findall(r'<rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"', page)
    assert boxes and all(79 <= float(x) < 595 for x, *_ in boxes)
    answer = site.get("/documents/form/pages/1.svg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert ">赣州市与深圳市对口合作实施方案</text>" in answer.text
    assert site.get("/documents/form/pages/2.svg").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["closed/pages/1.webp", "open/pages/3.webp", "open/pages/0.webp", "open/pages/x.webp", "none/pages/1.webp"],
)
def test_no_picture_of_what_is_not_published(site: TestClient, path: str) -> None:
    assert site.get(f"/documents/{path}").status_code == 404


@pytest.mark.parametrize("path", ["closed", "closed?page=1", "open?page=9", "open?page=-1", "open?page=１"])
def test_the_text_is_shown_where_there_is_no_page(site: TestClient, path: str) -> None:
    page = site.get(f"/documents/{path}").text
    assert "text-body" in page
    assert "<image" not in page


def test_a_page_that_cannot_be_drawn_costs_one_answer(made: Build, site: TestClient) -> None:
    """A file that has become something else since ends in one line, and the next page is drawn."""
    file = made.release / "originals" / "open.pdf"
    whole = file.read_bytes()
    file.unlink()
    file.write_bytes(b"%PDF-1.4 nothing")
    try:
        answer = site.get("/documents/open/pages/2.webp")
        assert (answer.status_code, answer.text) == (404, "page 2 cannot be drawn\n")
    finally:
        file.write_bytes(whole)
    assert site.get("/documents/open/pages/2.webp").status_code == 200
