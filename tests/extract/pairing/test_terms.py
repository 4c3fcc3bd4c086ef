"""Terms beside the year of a document."""

from __future__ import annotations

import pytest

from duikou.extract.model import Span
from duikou.extract.pairing.sentences import Sentence
from duikou.extract.pairing.terms import term_features, year_of

YEARS = {
    "the date of the document": ("2019年至2021年", "2022-05-01", 2022),
    "the last year that ends no term": ("甲县2016—2020,乙县2021至今", None, 2021),
    "only terms: the last that begins": ("甲市2022—2030年\n乙市2023—2028年", None, 2023),
    "no year": ("甲市与乙市", None, 0),
}
ENDS = {
    "run out": ("甲县,乙区,2016—2020,结", 2021, ["term ends=before"]),
    "runs on": ("甲县,乙区,2022年至2030年", 2023, ["term ends=after"]),
    "the last of two": ("甲县2016—2020由乙区、2021—2025由丙区", 2022, ["term ends=after"]),
    "no term": ("甲县,乙区,2021起", 2022, []),
    "no year to compare": ("甲县,乙区,2016—2020", 0, []),
}


@pytest.mark.parametrize(("text", "published", "year"), YEARS.values(), ids=YEARS)
def test_the_year_of_a_document(text: str, published: str | None, year: int) -> None:
    assert year_of(text, published) == year


@pytest.mark.parametrize(("text", "year", "features"), ENDS.values(), ids=ENDS)
def test_whether_a_term_has_run_out(text: str, year: int, features: list[str]) -> None:
    found = list(term_features(Sentence(text, Span(0, len(text)), (), "words", ()), year))
    assert found[:1] == features
