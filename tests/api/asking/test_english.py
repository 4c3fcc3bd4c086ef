"""What things are called in English, and which English words stand for words of the texts."""

from __future__ import annotations

import pytest

from duikou.api.asking.english import english_names, english_organization_names, english_terms, missing_terms

TERMS = {"班列": ("freight train", "china europe train"), "氢能": ("hydrogen",)}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("ZTE Corporation", "ZTE"),
        ("Ping An Insurance Group", "Ping An"),
        ("Example Technologies Co., Ltd.", "Example"),
        ("Shenzhen University", "Shenzhen University"),
    ],
)
def test_an_enterprise_goes_by_what_stands_before_its_legal_form(name: str, short: str) -> None:
    assert min(english_organization_names(name), key=len) == short


@pytest.mark.parametrize("word", ["Bureau", "Department", "Commission", "Authority"])
def test_words_for_bodies_are_not_told_apart(word: str) -> None:
    assert f"Shenzhen Health {word}" in english_names("Shenzhen Health Commission", "Shenzhen")


def test_terms_stand_for_words_that_the_texts_have() -> None:
    (thing,) = english_terms(TERMS, "创建国家中欧班列集结中心")
    assert (thing.value, thing.names) == (
        "班列",
        {"freight train", "freight trains", "china europe train", "china europe trains"},
    )
    assert missing_terms(TERMS, "创建国家中欧班列集结中心") == {"hydrogen": "hydrogen", "hydrogens": "hydrogen"}
