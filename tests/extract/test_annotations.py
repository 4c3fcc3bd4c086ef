"""No text whatever breaks the pipeline, and what leaves it points at the source's own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duikou.extract.evaluation.annotations import normal_number, to_annotation
from duikou.extract.pipeline import extract
from duikou.extract.read import ReadError

PIECES = st.sampled_from(
    [
        *[
            "深圳市",
            "赣州市",
            "与",
            "和",
            "、",
            "对口合作",
            "——",
            "革命老区",
            "我市",
            "两地",
            "各区政府",
            "市发展改革委",
        ],
        *[
            "(",
            ")",
            "（责任单位：",
            "(含",
            "下同)",
            "责任单位:",
            "由",
            "牵头",
            "配合",
            "等部门",
            "“",
            "”",
            "《",
            "》",
            "方案",
        ],
        *[
            "；",
            "。",
            ",",
            "\n",
            "\n\n",
            "\t",
            "\u3000",
            "\ufeff",
            "\u200b",
            "①",
            "一、",
            "(一)",
            "1.",
            "<p>",
            "𠮷",
            "％",
        ],
        *["重点任务", "总体要求", "推动", "鼓励", "到2025年", "国发〔2021〕3号", "A", "5"],
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=120).map("".join))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_any_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "any.txt"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        facts = extract(file)
    except ReadError:
        return
    annotation = to_annotation(facts)
    source = facts.clean.source.text
    assert all(source[measure["start"] : measure["end"]] == measure["text"] for measure in annotation["measures"])
    assert all(target["text"] in source for target in annotation["targets"])
    assert all(cited["title"] in source for cited in annotation["documents_cited"])
    assert all(name in facts.linked.by_key for pair in facts.pairs for name in (pair.base, pair.partner))
    assert {item.measure for item in facts.responsibilities} <= set(range(len(facts.measures)))
    assert json.dumps(to_annotation(extract(file))) == json.dumps(annotation)


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
