"""Refusals: a page in the reader's language for a browser, one line for a program."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

ADDRESSES = [
    ("/nothing-here", 404),
    ("/documents/no-such-document", 404),
    ("/id/place/999999.html", 404),
    ("/networks/no-such-network", 404),
    ("/originals/no-such-file.txt", 404),
    ("/downloads/no-such-dump.nq.gz", 404),
    ("/static/none.css", 404),
    ("/pictures/no-such-picture", 404),
    ("/pictures/map.gif", 404),
    ("/tables/no-such-table", 404),
    ("/changes/999999", 404),
    ("/documents?date=yesterday", 400),
    ("/pictures/flows?due_before=tomorrow", 422),
]


@pytest.mark.parametrize(("language", "home"), [("zh", "首页"), ("en", "Home")])
@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_a_browser_gets_a_page(shipped_site: TestClient, address: str, status: int, language: str, home: str) -> None:
    shipped_site.cookies.clear()  # a language that was chosen before
    answer = shipped_site.get(address, headers={"Accept": BROWSER, "Accept-Language": language})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<nav" in answer.text
    assert f">{home}</a>" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("address", "status"), [row for row in ADDRESSES if not row[0].startswith("/documents/no")])
@pytest.mark.parametrize("accept", ["*/*", "text/plain", "application/json"])
def test_a_program_gets_a_line(shipped_site: TestClient, address: str, status: int, accept: str) -> None:
    answer = shipped_site.get(address.removesuffix(".html"), headers={"Accept": accept})
    assert answer.status_code == status
    if accept != "*/*":
        assert "<nav" not in answer.text
        assert answer.text.count("\n") <= 1
