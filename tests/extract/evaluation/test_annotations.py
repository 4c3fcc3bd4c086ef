"""Facts as an annotation file."""

from __future__ import annotations

import pytest

from duikou.extract.evaluation.annotations import normal_number, to_annotation
from duikou.extract.models import shipped_models
from duikou.extract.names.link import find_names
from duikou.extract.pipeline import decide, knowledge

from ..told import document


@pytest.mark.parametrize(
    ("printed", "standard"),
    [
        ("国发〔2021〕3号", "国发〔2021〕3号"),
        ("国发[2021] 3 号", "国发〔2021〕3号"),
        ("发改振兴（2022）766号", "发改振兴〔2022〕766号"),
        ("", None),
        (None, None),
    ],
)
def test_numbers_in_one_form(printed: str | None, standard: str | None) -> None:
    assert normal_number(printed) == standard


def test_offsets_and_words_are_the_source_s_own() -> None:
    """Full-width marks and digits stand as they are printed, whatever the stages read."""
    text = "一、加强产业合作\n（一）支持企业到园区投资建厂，２０２５年前建成。（责任单位：市教育局）"
    read = document(text, "赣州市与深圳市对口合作实施方案")
    models = shipped_models()
    facts = decide(read, find_names(read.clean, read.text, read.outline, knowledge(), models.names), models)
    (measure,) = [one for one in to_annotation(facts)["measures"] if "投资建厂" in one["text"]]
    source = facts.clean.source.text
    assert measure["text"] == source[measure["start"] : measure["end"]]
    assert "，２０２５年" in measure["text"]
    assert len(measure["responsible"]) == len(measure["responsible_confidences"])
    assert set(measure["lead"]) | set(measure["supporting"]) <= set(measure["responsible"])
