"""Which document a row is of: the one with its name and its bytes, else the one with its bytes, else with its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duikou.corrections.select import Held, select

from .rows import bare

DOCUMENTS = (("ours", "plan", "a"), ("ours", "notice", "b"), ("theirs", "plan", "c"), ("theirs", "report", "d"))
CASES = {
    "by its name, in its own corpus first": ("theirs", "plan", "x", 2),
    "by its bytes before its name": ("ours", "plan", "b", 1),
    "by its bytes in another corpus before its name": ("ours", "plan", "d", 3),
    "by its name and its bytes in another corpus": ("ours", "plan", "c", 2),
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


@pytest.mark.parametrize("document", ["plan", "report"])
def test_rows_follow_files_that_change_names(document: str) -> None:
    """Each of two files has the name of the other now; and one file more has the same bytes as one of them."""
    digests = {"plan": "of report", "report": "of plan", "summary": "of report"}
    held = [Held("ours", frozenset((slug,)), lambda digest=digest: digest) for slug, digest in digests.items()]
    row = replace(bare(), document=document, sha256=f"of {document}")
    found, stray = select({"ours": [row]}, held)
    assert ([(held[place].sha256(), rows) for place, rows in found.items()], stray) == ([(row.sha256, (row,))], ())


def test_no_other_file_is_hashed_for_rows_whose_document_is_as_it_was() -> None:
    def never() -> str:
        raise AssertionError("hashed")

    row = replace(bare(), document="plan", sha256="x")
    held = [Held("ours", frozenset(("other",)), never), Held("ours", frozenset(("plan",)), lambda: "x")]
    assert select({"ours": [row]}, held) == ({1: (row,)}, ())
    assert select({"ours": [replace(row, sha256="")]}, held) == ({1: (replace(row, sha256=""),)}, ())
