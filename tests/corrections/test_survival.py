"""Corrections outlive another format, another script, another wrapping and edited sentences."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from duikou.cli import shipped_documents
from duikou.corrections.apply import apply
from duikou.corrections.folding import folded
from duikou.corrections.model import Action, Kind
from duikou.corrections.outcomes import Cause, Corrected, Fate
from duikou.extract.model import Facts
from duikou.extract.pipeline import extract

from ..thorough import chosen
from .resaved import FORMS, edited
from .survey import survey

EDITS = tomllib.loads((Path(__file__).parent / "edits.toml").read_text(encoding="utf-8"))
LEAST = 0.98
"""The share of rows that find their words again."""


@cache
def facts_of(name: str) -> Facts:
    return extract(shipped_documents() / f"{name}.txt")


@cache
def again(name: str, form: str) -> Corrected:
    """The rows of a document applied to what the extractor makes of it in another form."""
    text = facts_of(name).clean.source.text
    suffix, words = edited(text, EDITS[name]) if form == "edited" else FORMS[form](text)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}{suffix}"
        path.write_bytes(words.encode())
        return apply(extract(path), survey(facts_of(name)))


@pytest.mark.parametrize("name", chosen({name: name for name in sorted(EDITS)}, "shanghai-sanming-plan-2023-2025"))
def test_in_the_document_itself_every_row_holds_at_its_place(name: str) -> None:
    rows = survey(facts_of(name))
    assert len(rows) >= 45
    outcomes = apply(facts_of(name), rows).outcomes
    assert {outcome.fate for outcome in outcomes} == {Fate.EXACT}


def test_the_rows_are_of_all_kinds_and_actions() -> None:
    rows = [row for name in EDITS for row in survey(facts_of(name))]
    assert {row.kind for row in rows} == set(Kind)
    assert {row.action for row in rows} == set(Action)


@pytest.mark.parametrize("form", chosen({form: form for form in (*FORMS, "edited")}, "html", "edited"))
def test_rows_are_anchored_again(form: str) -> None:
    counts: Counter[bool] = Counter()
    for name in sorted(EDITS):
        for outcome in again(name, form).outcomes:
            lost = outcome.fate is Fate.ORPHANED
            counts[lost] += 1
            assert lost == (outcome.cause in (Cause.NO_WORDS, Cause.NO_VALUE_WORDS))  # and an orphan says why
    share = counts[False] / counts.total()
    print(f"{form}: {counts[False]} of {counts.total()} rows anchored again, {share:.1%}")
    assert share >= LEAST


@pytest.mark.parametrize("form", chosen({form: form for form in FORMS}, "html"))
def test_unchanged_words_are_found_where_they_stand(form: str) -> None:
    for name in sorted(EDITS):
        result = again(name, form)
        text = result.facts.clean.text
        for outcome in result.outcomes:
            if outcome.span and outcome.row.field != "span":
                assert folded(outcome.span.of(text)) == folded(outcome.row.anchor.quote)
