"""The counting: what an evaluation says of a found annotation, against counts made by hand."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from duikou.extract.evaluation.scores import Annotation, Score, Scores, compare

from ..golds import GOLD

TEXT = (GOLD / "ganzhou-plan.txt").read_text(encoding="utf-8")
PLAN: Annotation = json.loads((GOLD / "ganzhou-plan.json").read_text(encoding="utf-8"))


def drop_measure(found: Annotation) -> None:
    found["measures"].pop(0)


def wrong_span(found: Annotation) -> None:
    start = TEXT.index(found["measures"][1]["text"])
    found["measures"][1] |= {"start": start, "end": start + 3}


def other_commitment(found: Annotation) -> None:
    found["measures"][1]["commitment"] = "explore"


def other_topics(found: Annotation) -> None:
    found["measures"][1]["topics"] = ["industrial-parks", "funds"]


def other_body(found: Annotation) -> None:
    found["measures"][0] |= {"responsible": ["某局"], "lead": ["某局"], "supporting": []}


def other_side(found: Annotation) -> None:
    pair = found["pairs"][0]
    pair["base"], pair["partner"] = pair["partner"], pair["base"]


def other_years(found: Annotation) -> None:
    found["pairs"][0]["from"] = 2022


def short_name(found: Annotation) -> None:
    found["entities"][2]["canonical"] = "发展和改革委员会"
    found["entities"][2]["surface"] = "发展和改革委员会"


def other_year(found: Annotation) -> None:
    found["targets"][0]["year"] = 2026


def more_citations(found: Annotation) -> None:
    found["documents_cited"] = [{"title": "某规划", "number": None}]


def other_title(found: Annotation) -> None:
    found["document"] |= {"title": "别的标题", "number": "国发〔2021〕3号"}


def published_noise(found: Annotation) -> None:
    start = TEXT.index("两市合作取得明显成效")
    found["measures"].append(
        {**found["measures"][0], "text": "两市合作取得明显成效", "start": start, "end": start + 10}
    )


CHANGES: dict[str, tuple[Any, dict[str, tuple[int, int, int]]]] = {
    "a measure is left out": (
        drop_measure,
        {"measures": (3, 0, 1), "commitment": (3, 0, 1), "responsibility": (3, 0, 2), "roles": (0, 0, 2)},
    ),
    "a measure stands elsewhere": (
        wrong_span,
        {"measures": (3, 1, 1), "commitment": (3, 1, 1), "responsibility": (4, 1, 1), "commitment, matched": (3, 0, 0)},
    ),
    "a commitment": (other_commitment, {"measures": (4, 0, 0), "commitment": (3, 1, 1)}),
    "a topic more": (other_topics, {"topics": (4, 1, 0), "topics, matched": (4, 1, 0)}),
    "a body": (other_body, {"responsibility": (3, 1, 2), "roles": (0, 1, 2)}),
    "the other side receives": (other_side, {"pairs": (0, 1, 1)}),
    "the years of a pair": (other_years, {"pairs": (1, 0, 0), "pair details": (2, 1, 1)}),
    "a shorter name": (
        short_name,
        {"entities": (4, 1, 1), "entities, lenient": (5, 0, 0), "entity Agency": (2, 1, 1), "entity City": (2, 0, 0)},
    ),
    "the year of a goal": (other_year, {"targets": (0, 1, 1)}),
    "a citation more": (more_citations, {"citations": (0, 1, 0)}),
    "title and number": (other_title, {"document": (1, 2, 1)}),
    "a measure on noise": (published_noise, {"measures": (4, 1, 0), "noise kept out": (0, 1, 0)}),
}
"""What is changed in what was found, and then right, false and missed by kind."""


def gold() -> Annotation:
    found = copy.deepcopy(PLAN)
    found["noise"] = ["两市合作取得明显成效"]
    return found


def test_gold_against_itself_is_perfect() -> None:
    scores = compare(gold(), gold(), TEXT, "case")
    assert {kind: score.f1 for kind, score in scores.fields.items()} == dict.fromkeys(scores.fields, 1.0)
    assert {"measures", "pairs", "responsibility", "entities"} <= set(scores.fields)
    assert scores.findings == []


@pytest.mark.parametrize(("change", "counts"), CHANGES.values(), ids=CHANGES)
def test_counts(change: Any, counts: dict[str, tuple[int, int, int]]) -> None:
    found = gold()
    change(found)
    scores = compare(gold(), found, TEXT, "case")
    counted = {kind: scores.score(kind) for kind in counts}
    assert {kind: (one.right, one.false, one.missed) for kind, one in counted.items()} == counts
    untouched = {kind for kind in ("pairs", "targets", "measures", "citations") if kind not in counts}
    assert all(scores.score(kind).f1 == 1.0 for kind in untouched)
    assert scores.findings


def test_without_names_entities_count_nothing() -> None:
    scores = compare(gold(), gold(), TEXT, "case", frozenset({"measures", "pairs"}))
    assert not [kind for kind in scores.fields if kind.startswith("entit")]
    assert scores.score("measures").right


def test_a_finding_says_what_and_where() -> None:
    found = gold()
    drop_measure(found)
    finding = next(one for one in compare(gold(), found, TEXT, "case").findings if one.kind == "measures")
    assert (finding.document, finding.problem) == ("case", "missed")
    assert finding.words in PLAN["measures"][0]["text"]


def test_probabilities_are_kept_with_what_is_right() -> None:
    found = gold()
    found["measures"][0]["confidence"] = 0.9
    found["pairs"][0]["confidence"] = 0.6
    other_side(found)
    beliefs = compare(gold(), found, TEXT, "case").beliefs
    assert [(one.probability, one.right) for one in beliefs["measures"]] == [(0.9, True)]
    assert [(one.probability, one.right) for one in beliefs["pairs"]] == [(0.6, False)]


FIGURES = {
    (8, 2, 8): (0.8, 0.5, 8 / 13),
    (0, 0, 0): (1.0, 1.0, 1.0),
    (0, 0, 3): (0.0, 0.0, 0.0),
    (0, 3, 0): (0.0, 1.0, 0.0),
}
"""Right, false and missed; precision, recall and F1."""


@pytest.mark.parametrize(("counts", "figures"), FIGURES.items(), ids=map(str, FIGURES))
def test_figures(counts: tuple[int, int, int], figures: tuple[float, float, float]) -> None:
    score = Score(*counts)
    assert (score.precision, score.recall, score.f1) == pytest.approx(figures)


def test_scores_of_several_documents_add_up() -> None:
    found = gold()
    drop_measure(found)
    whole = Scores()
    for one in (found, gold()):
        whole.add(compare(gold(), one, TEXT, "case"))
    assert (whole.score("measures").right, whole.score("measures").missed) == (7, 1)
    assert whole.documents == ["case", "case"]
