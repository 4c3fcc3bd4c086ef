"""Which document a row is of: the one that is called like its own, or else the one with the same bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duikou.corrections.select import Held, select

from .rows import bare

DOCUMENTS = (("ours", "plan", "a"), ("ours", "notice", "b"), ("theirs", "plan", "c"), ("theirs", "report", "d"))
CASES = {
    "by its name, in its own corpus first": ("theirs", "plan", "x", 2),
    "by its name before its bytes": ("ours", "plan", "b", 0),
    "by its name in another corpus": ("ours", "report", "x", 3),
    "by its bytes when it was renamed": ("ours", "old-name", "b", 1),
    "by its bytes in another corpus": ("ours", "old-name", "d", 3),
    "of none": ("ours", "old-name", "x", None),
    "of none, without a hash": ("ours", "old-name", "", None),
}


@pytest.mark.parametrize("name", CASES)
def test_a_row_is_of_one_document(name: str) -> None:
    corpus, document, sha256, place = CASES[name]
    row = replace(bare(), document=document, sha256=sha256)
    held = [Held(of, frozenset((slug,)), lambda digest=digest: digest) for of, slug, digest in DOCUMENTS]
    found, stray = select({corpus: [row]}, held)
    assert (found, stray) == (({place: (row,)}, ()) if place is not None else ({}, (row,)))


def test_no_file_is_hashed_for_rows_that_are_called_like_their_document() -> None:
    def never() -> str:
        raise AssertionError("hashed")

    row = replace(bare(), document="plan", sha256="x")
    assert select({"ours": [row]}, [Held("ours", frozenset(("plan",)), never)]) == ({0: (row,)}, ())
