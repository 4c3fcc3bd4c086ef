"""No text whatever breaks the pipeline, and what leaves it points at the source's own words."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thorough import examples, thorough

from duikou.extract.evaluation.annotations import to_annotation
from duikou.extract.model import EntityType, Facts, Span
from duikou.extract.names.settle import INSIDE
from duikou.extract.pipeline import extract
from duikou.extract.read import ReadError

PIECES = st.sampled_from((Path(__file__).parent / "pieces.txt").read_text(encoding="utf-8").split())
"""What the pipeline reads something into, and marks that no text should hold."""
SPACES = st.sampled_from(["\n", "\n\n", "\t", " ", "\u3000"])
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.one_of(PIECES, PIECES, SPACES), max_size=120).map("".join))
KEY = re.compile(
    r"(place|base-area|region|organization|platform|project|event|policy)/[a-z0-9][a-z0-9-]{0,79}"
    r"|agency(-group)?/[a-z0-9-]{2,80}/[a-z0-9][a-z0-9-]{0,79}"
)
HELD = frozenset({EntityType.CITY, EntityType.COUNTY, EntityType.PROVINCE})
"""Words such as 我市 and 两地 name places wherever they stand."""


def check(facts: Facts) -> None:
    """What holds of the facts of any text."""
    _check_names(facts)
    whole = Span(0, len(facts.clean.text))
    known = facts.linked.by_key
    assert all(one.span.end <= other.span.start for one, other in pairwise(facts.measures))
    for measure in facts.measures:
        assert whole.contains(measure.span)
        assert measure.span.of(facts.clean.text).strip()
        assert 0.0 < measure.confidence <= 1.0
        assert len(measure.topics) == len(measure.topic_confidences) > 0
        assert set(measure.areas)
    for one in facts.responsibilities:
        assert 0 <= one.measure < len(facts.measures)
        assert known[one.entity].mentions.count(one.evidence) == 1
        assert 0.0 < one.confidence <= 1.0
    assert len({(one.measure, one.entity) for one in facts.responsibilities}) == len(facts.responsibilities)
    for pair in facts.pairs:
        assert pair.base in known and pair.partner in known and pair.base != pair.partner
        assert whole.contains(pair.evidence) and pair.evidence.end > pair.evidence.start
        assert 0.0 < pair.confidence <= 1.0
    assert len({frozenset((pair.base, pair.partner)) for pair in facts.pairs}) == len(facts.pairs)
    for doubt in facts.doubts:
        assert whole.contains(doubt.span)
        assert 0.0 < doubt.probability < 1.0
    assert facts.issuer is None or facts.issuer in known


def _check_names(facts: Facts) -> None:
    text, source = facts.clean.text, facts.clean.source.text
    for entity in facts.linked.entities:
        assert KEY.fullmatch(entity.key), entity
        assert entity.canonical
        assert entity.surface in source
        assert all(alias in source for alias in entity.aliases)
        assert entity.mentions
        assert all(0 <= start < end <= len(text) for start, end in entity.mentions)
    assert len(facts.linked.by_key) == len(facts.linked.entities)
    mentions = sorted({(span, entity.type) for entity in facts.linked.entities for span in entity.mentions})
    for (one, kind), (other, inner) in pairwise(sorted(mentions, key=lambda item: (item[0].start, -item[0].end))):
        if one.overlaps(other) and one != other and inner not in HELD:
            assert one.contains(other)
            assert inner in INSIDE.get(kind, ())


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_any_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "any.txt"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        facts = extract(file)
    except ReadError:
        return
    check(facts)
    annotation = to_annotation(facts)
    source = facts.clean.source.text
    assert all(source[measure["start"] : measure["end"]] == measure["text"] for measure in annotation["measures"])
    assert all(target["text"] in source for target in annotation["targets"])
    assert all(cited["title"] in source for cited in annotation["documents_cited"])
    assert json.dumps(to_annotation(extract(file))) == json.dumps(annotation)


@pytest.mark.parametrize(
    "unit",
    [
        "《",
        thorough("“"),
        "(",
        thorough("深圳市委、市政府"),
        thorough("《方案》"),
        thorough("华为、"),
        thorough("国发〔2021〕"),
        thorough("与"),
        thorough("产业园"),
        thorough("两地"),
        "赣州市——深圳市\n",
        thorough("建设园区(责任单位:市教育局)。"),
        "市教育局\t",
    ],
)
def test_one_unit_over_and_over(unit: str, tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("深圳市关于对口合作的意见\n\n" + unit * (6_000 // len(unit)), encoding="utf-8")
    check(extract(file))
