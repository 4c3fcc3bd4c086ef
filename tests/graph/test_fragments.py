"""Where quotes stand on pages and in cells, as values of FragmentSelectors."""

from __future__ import annotations

import re
from array import array
from dataclasses import replace

import pytest

from duikou.extract.model import Box, Source, Span, Spot
from duikou.extract.pipeline import facts_of
from duikou.extract.readers import pdf
from duikou.graph.document import document_quads
from duikou.graph.fragments import MEDIA_FRAGMENTS, PDF_FRAGMENTS, fragments, standards
from duikou.graph.namespaces import DCT, OA, RDF
from duikou.ontology.terms import Vocabulary

from ..extract.readers import tiny


def _spot(start: int, page: int, left: float, top: float) -> Spot:
    box = Box(left, top, left + 30, top + 10)
    return Spot(Span(start, start + 3), page, box, array("f", [left, left + 10, left + 20, left + 30]))


# Two lines below each other, a line in the next column, one on the next page, two cells.
SPOTS = (
    _spot(0, 1, 10.4, 20),
    _spot(3, 1, 10.4, 35),
    _spot(6, 1, 60, 20),
    _spot(9, 2, 10, 20),
    Spot(Span(12, 15), cell="任务!B7"),
    Spot(Span(15, 18), cell="任务!C7"),
    replace(_spot(18, 2, 10, 35), part="附件1.pdf"),
    Spot(Span(21, 24), cell="任务!C7", part="附件2.xlsx"),
)


@pytest.mark.parametrize(
    ("span", "values"),
    [
        (Span(1, 2), ["page=1&xywh=20,20,11,10"]),
        (Span(0, 6), ["page=1&xywh=10,20,31,25"]),
        (Span(3, 12), ["page=1&xywh=10,35,31,10", "page=1&xywh=60,20,30,10", "page=2&xywh=10,20,30,10"]),
        (Span(12, 18), ["任务!B7", "任务!C7"]),
        (Span(13, 14), ["任务!B7"]),
        (Span(9, 12), ["page=2&xywh=10,20,30,10"]),
        (Span(15, 24), ["任务!C7", "附件1.pdf#page=2&xywh=10,35,30,10", "附件2.xlsx#任务!C7"]),
        (Span(30, 31), []),
    ],
)
def test_values_of_a_span(span: Span, values: list[str]) -> None:
    source = Source("s", "s.pdf", pdf.MEDIA_TYPE, "utf-8", "", "字" * 30, (), spots=SPOTS)
    assert fragments(source, span) == values
    paged = any(value.startswith("page") for value in values)
    assert standards(source, values) == ([PDF_FRAGMENTS, MEDIA_FRAGMENTS] if paged else [])


def test_the_evidence_of_a_pdf_names_page_and_box() -> None:
    """Each piece of evidence carries a selector, and the words of its quote stand in the box on the page."""
    words = "支持赣州市与深圳市共建产业园。（责任单位：市发展改革委）"
    content = pdf.read(tiny.pdf(["赣州市与深圳市对口合作实施方案"], [words]))
    source = Source("s", "s.pdf", content.media_type, "utf-8", "", content.text, content.blocks, spots=content.spots)
    quads = document_quads(facts_of(source), Vocabulary())
    values = {quad.subject: quad.object.value for quad in quads if quad.predicate == RDF.value}
    evidence = {quad.subject for quad in quads if quad.object == OA.SpecificResource}
    held = {quad.subject for quad in quads if quad.predicate == OA.hasSelector and quad.object in values}
    assert evidence
    assert evidence == held
    assert all(re.fullmatch(r"page=[12]&xywh=\d+,\d+,\d+,\d+", value) for value in values.values())
    assert {quad.object for quad in quads if quad.predicate == DCT.conformsTo} >= {PDF_FRAGMENTS, MEDIA_FRAGMENTS}
