"""Quotes that stand together are shown together."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from duikou.api.pages.quotes import stretch


@pytest.mark.parametrize(
    ("text", "quote", "whole"),
    [
        ("发展农业。(责任单位:市甲局、市乙局)下一项", "市乙局", "(责任单位:市甲局、市乙局)"),
        ("发展农业（市甲局负责）", "市甲局", "（市甲局负责）"),
        ("其一(略)。由市甲局负责落实。其二", "市甲局", "由市甲局负责落实。"),
        ("由市甲局负责", "市甲局", "由市甲局负责"),
        ("牵头;市甲局配合(见附件)", "市甲局", "市甲局配合(见附件)"),
    ],
)
def test_the_bracket_or_the_sentence(text: str, quote: str, whole: str) -> None:
    first = text.index(quote)
    begin, end = stretch(text, first, first + len(quote))
    assert text[begin:end] == whole


def test_a_bracket_is_shown_once_with_all_its_bodies(shipped_site: TestClient) -> None:
    """Each measure of the plan whose brackets name most bodies: no bracket twice, every body marked in it."""
    document = "shenzhen-ganzhou-baise-shanwei-opinions-2023"
    shipped_site.cookies.clear()  # a language that was chosen before
    listed = shipped_site.get(f"/measures?document={document}", headers={"Accept": "text/html"}).text
    addresses = list(dict.fromkeys(re.findall(rf'href="(/id/measure/{document}/[^"]+)"', listed)))
    several = 0
    for address in addresses[:20]:
        page = shipped_site.get(address, headers={"Accept-Language": "zh"}).text
        owners = page.split("责任部门</h2>")[1].split("</section>")[0]
        quotes = [re.sub("<cite.*", "", quote, flags=re.S) for quote in owners.split("<blockquote")[1:]]
        assert len(quotes) == len(set(quotes))
        several += any(quote.count("<mark>") > 1 for quote in quotes)
    assert several > 5
