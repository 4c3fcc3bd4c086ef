"""The review list: what came near to being a fact, beside the graph, in a form that spreadsheet programs open."""

from __future__ import annotations

import csv
import io
from array import array
from pathlib import Path

import pytest

from duikou.extract.model import Clean, Doubt, Facts, Linked, Metadata, Outline, Source, Span
from duikou.graph.build import Build
from duikou.graph.review import COLUMNS, REVIEW, review_rows, review_table

TEXT = "=甲市。推动(广告)乙市。+丙市"


def facts_of(text: str, noise: str, *doubts: Doubt) -> Facts:
    """Facts that are nothing but *doubts*, whose spans count in *text* without *noise*."""
    at = text.index(noise) if noise else len(text)
    kept = [i for i in range(len(text)) if not at <= i < at + len(noise)]
    source = Source("doc", "doc.txt", "text/plain", "utf-8", "", text, ())
    clean = Clean(source, "".join(text[i] for i in kept), array("I", kept), array("I", [i + 1 for i in kept]), (), ())
    outline = Outline(Metadata("", None, "plan", None, None, None, None), (), ())
    return Facts(clean, outline, Linked(()), None, (), (), (), (), (), doubts)


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_rows_are_verbatim_harmless_and_by_place() -> None:
    doubts = (
        Doubt("pair", Span(9, 12), "+丙市", 0.25),
        Doubt("measure", Span(4, 8), "推动乙市", 0.30001),
        Doubt("pair", Span(0, 3), "@甲—乙", 0.2),
        Doubt("measure", Span(0, 3), "=甲市", 0.4),
    )
    rows = review_rows(facts_of(TEXT, "(广告)", *doubts)).decode().splitlines()
    assert rows == [
        "doc,measure,0.400,'=甲市,0,3,'=甲市",
        "doc,pair,0.200,'=甲市,0,3,'@甲—乙",
        "doc,measure,0.300,推动乙市,4,12,推动乙市",
        "doc,pair,0.250,'+丙市,13,16,'+丙市",
    ]


def test_documents_stand_in_order_whatever_the_order_in_which_they_come(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / REVIEW).write_bytes(f"{name},measure,0.300,x,0,1,x\r\n".encode())
    (tmp_path / "c").mkdir()  # kept by a program that made no list
    folders = [(name, tmp_path / name) for name in ("b", "c", "a")]
    made = review_table(folders)
    assert made == review_table(sorted(folders))
    assert made.startswith("\ufeffdocument,".encode())
    assert [row["document"] for row in table(made)] == ["a", "b"]


@pytest.fixture(scope="module")
def listed(shipped: Build) -> list[dict[str, str]]:
    return table((shipped.release / REVIEW).read_bytes())


def test_a_release_lists_every_candidate(shipped: Build, listed: list[dict[str, str]]) -> None:
    assert len(listed) == shipped.doubts > 0
    assert tuple(listed[0]) == COLUMNS
    assert {row["kind"] for row in listed} <= {"measure", "responsibility", "pair"}
    assert all(0 < float(row["probability"]) < 1 for row in listed)
    places = [(row["document"], int(row["start"]), int(row["end"])) for row in listed]
    assert places == sorted(places)


def test_it_is_no_part_of_the_graph(shipped: Build, listed: list[dict[str, str]]) -> None:
    dump = (shipped.release / "graph.nq").read_text(encoding="utf-8")
    measures = [row["quote"] for row in listed if row["kind"] == "measure" and len(row["quote"]) > 20]
    assert measures
    assert [quote for quote in measures if f'#text> "{quote}"' in dump] == []
